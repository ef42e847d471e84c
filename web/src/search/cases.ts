// Up to four cases side by side: their values by sections, rows that differ marked.

import { get, page, wordsOf } from "../api";
import { button, fill, h } from "../dom";
import { flat } from "../record/values";
import { caseName } from "./text";
import { pointerName, section } from "../words";

export async function cases(place: HTMLElement, ids: string[], back: () => void): Promise<void> {
  fill(place, h("p", { class: "loading", role: "status" }, "正在打开……"));
  try {
    const records = await Promise.all(ids.slice(0, 4).map((id) => get<any>(`records/${id}`)));
    const values = records.map((r) => flat(r.record ?? {}));
    const pointers = [...new Set(values.flatMap((v) => [...v.keys()]))].filter((p) => !/^\/(kind|title|template|findings|seals|pictures)/.test(p));
    let differing = true;
    const body = h("tbody");
    const draw = () => {
      const rows: HTMLElement[] = [];
      let now = "";
      for (const pointer of pointers) {
        const own = values.map((v) => v.get(pointer) ?? "");
        const differs = new Set(own).size > 1;
        if (differing && !differs) continue;
        const title = section(pointer);
        if (title !== now) {
          now = title;
          rows.push(h("tr", null, h("th", { colspan: String(records.length + 1), scope: "colgroup", class: "group" }, title)));
        }
        rows.push(h("tr", { class: differs ? "differs" : null }, h("th", { scope: "row" }, pointerName(pointer)), own.map((v) => h("td", null, v.length > 300 ? `${v.slice(0, 300)}……` : v))));
      }
      fill(body, rows.length ? rows : h("tr", null, h("td", { colspan: String(records.length + 1), class: "empty" }, "没有不同之处。")));
    };
    const only = h("input", { type: "checkbox", checked: true, on: { change: () => { differing = only.checked; draw(); } } });
    fill(place, h("div", { class: "found cases" },
      h("div", { class: "found-bar" }, button("‹ 回结果", back), h("h2", null, `并排比较 ${records.length} 件`), h("span", { class: "spacer" }), h("label", { class: "check" }, only, "只看不同")),
      h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "并排比较" }, h("table", { class: "grid case-table" },
        h("thead", null, h("tr", null, h("th", { scope: "col" }, "栏目"), records.map((r) => h("th", { scope: "col" }, h("a", { href: page(`records/${r.id}`) }, caseName(r)), h("small", null, [r.title, r.record?.programme?.year ? `${r.record.programme.year}年` : ""].filter(Boolean).join("，")))))),
        body))));
    draw();
  } catch (error) {
    fill(place, h("p", { class: "problem" }, wordsOf(error)));
  }
}
