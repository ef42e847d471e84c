// A case: its record by sections on the left, the original on the right; a value goes to its place.

import { address, call, get, page, pageId, wordsOf } from "../api";
import { byId, button, fill, h, toast } from "../dom";
import * as keys from "../keys";
import { HtmlPane } from "../pair/html";
import type { Item, Reading, View } from "../pair/model";
import { PagesPane } from "../pair/pages";
import type { Pane } from "../pair/pane";
import { caseName, citation, copy, highlighted } from "../search/text";
import { terms } from "../search/query";
import { RECORD_KIND, pointerName, section, shownPath, time } from "../words";
import { flat } from "./values";

export async function record(): Promise<void> {
  const root = byId("record");
  let told: any;
  try {
    told = await get<any>(`records/${pageId}`);
  } catch (error) {
    fill(root, h("div", { class: "narrow error-page" }, h("h1", null, "打不开这条记录"), h("p", null, wordsOf(error))));
    return;
  }
  document.title = `${caseName(told)} · 案例 · 申报`;
  const info = await get<any>(`files/${told.sha256}/info`).catch(() => ({ pages: [], printed: false }));
  // A print is shown as it is: values go to their places in the text.
  const view: View = { sha256: told.sha256, name: told.name, kind: info.pages?.length && !info.printed ? "pages" : "html", pages: info.printed ? [] : (info.pages ?? []) };
  const pane: Pane = view.kind === "pages" ? new PagesPane(view, "paper", () => {}) : new HtmlPane(view, "paper", () => {});
  const query = new URLSearchParams(location.search).get("q") ?? "";
  const words = terms(query).map((t) => t.replace(/^.*[:：]/, "").replace(/["“”()（）]/g, "")).filter((t) => t && !/[<>=≥≤]|^-|^(OR|NOT)$/i.test(t));
  const body = told.record ?? {};
  const values = flat(body);
  const list = h("div", { class: "record-values" });
  const find = h("input", { type: "search", placeholder: "在这条记录中找", "aria-label": "在这条记录中找" });
  const show = (pointer: string, name: string, text: string) => {
    const at = told.provenance?.[pointer] ?? nearest(told.provenance ?? {}, body, pointer);
    list.querySelectorAll("[aria-current]").forEach((e) => e.removeAttribute("aria-current"));
    list.querySelector(`[data-pointer="${CSS.escape(pointer)}"]`)?.setAttribute("aria-current", "true");
    if (!at) {
      toast("这一项在原件中没有单独的位置");
      return;
    }
    const reading: Reading = { text, ...at, marks: [] };
    const item: Item = { id: pointer, severity: "equivalence", kind: "equivalence", label: name, section: "", pointer, reason: "", why: "", note: "", confidence: 1, paper: reading, online: null, asks: false, number: 0 };
    pane.mark([], () => {});
    pane.show(item, reading, true);
    history.replaceState(null, "", `${location.pathname}${location.search}#${encodeURIComponent(pointer)}`);
  };
  const draw = () => {
    const text = find.value.trim().toLowerCase();
    const groups: HTMLElement[] = [];
    let now = "";
    let table: HTMLElement | null = null;
    for (const [pointer, value] of values) {
      if (/^\/(kind|template|seals|pictures|findings|pages)(\/|$)/.test(pointer)) continue;
      const name = pointerName(pointer);
      if (text && !`${name} ${value}`.toLowerCase().includes(text)) continue;
      const title = section(pointer);
      if (title !== now || !table) {
        now = title;
        table = h("dl");
        groups.push(h("section", null, h("h2", null, title), table));
      }
      const long = value.length > 160;
      table.append(h("dt", null, name), h("dd", null, h("button", { type: "button", class: long ? "record-value long" : "record-value", dataset: { pointer }, title: "到原件中此处", on: { click: () => show(pointer, name, value) } }, marked(value, words))));
    }
    fill(list, groups.length ? groups : h("p", { class: "empty" }, values.size ? "没有找到。" : "没有字段，请看原件。"));
  };
  find.addEventListener("input", draw);
  draw();
  const about = [RECORD_KIND[told.kind] ?? told.kind, body.programme?.year ? `${body.programme.year}年` : "", body.applicant?.region].filter(Boolean).join(" · ");
  const similar = h("div", { class: "similar" });
  const others: any[] = (told.versions ?? []).filter((v: any) => v.sha256 !== told.sha256);
  const losses: string[] = told.losses ?? [];
  const lost = losses.length ? h("details", { class: "losses", open: true }, h("summary", null, `文件不完整，有 ${losses.length} 处没有读出`), h("ul", null, losses.slice(0, 20).map((line) => h("li", null, line)))) : null;
  const editions = others.length ? h("details", { class: "versions" }, h("summary", null, `同一作品另有 ${others.length} 份`), h("ul", null, others.map((v) => h("li", null, v.record ? h("a", { href: page(`records/${v.record}`), title: v.path }, v.path.split("/").pop()) : v.path, " ", h("small", { class: "muted" }, [String(v.format).toUpperCase(), v.modified ? time(v.modified) : "", v.newest ? "计入检索" : ""].filter(Boolean).join(" · ")))))) : null;
  let factor = 1;
  const zoom = (by: number) => {
    factor = by === 0 ? 1 : Math.min(4, Math.max(0.5, factor * (by > 0 ? 1.25 : 0.8)));
    pane.zoom(factor);
  };
  fill(root,
    h("div", { class: "pair-bar" },
      h("a", { class: "back", href: page("search", { q: query }) }, "‹ 结果"),
      h("h1", { title: told.title }, caseName(told)), h("span", { class: "muted about" }, about), h("span", { class: "spacer" }),
      h("div", { class: "tools" }, button("−", () => zoom(-1), { title: "缩小（-）" }), button("＋", () => zoom(1), { title: "放大（+）" }), button("适宽", () => zoom(0), { title: "适合宽度（0）" })),
      button("引用", async () => toast((await copy(citation({ ...told, year: body.programme?.year }))) ? "引用已复制" : "复制不了")),
      button("重新识别", async () => {
        try {
          await call("POST", "library/reread", { files: [told.sha256] });
          toast("已排队重读；进度见“入库”");
        } catch (error) {
          toast(wordsOf(error), "bad");
        }
      }, { title: "按现在的程序、表单和识别模型重读这份文件" }),
      h("a", { class: "button", href: address(`files/${told.sha256}`), download: true }, "下载原件")),
    h("div", { class: "record-body" },
      h("section", { class: "record-left", "aria-label": "记录" }, h("div", { class: "record-find" }, find, h("span", { class: "muted", title: told.path }, shownPath(told.path))), lost, editions, list, similar),
      h("section", { class: "side", "aria-label": "原件" }, h("h2", null, "原件", h("span", { class: "file", title: told.path }, told.name), h("small", null, view.pages.length ? `${view.pages.length} 页` : String(told.format).toUpperCase())), h("div", { class: "side-body" }, pane.scroller))));
  keys.explain("案例", "点左侧任一项，右侧即到原件中的位置。");
  keys.listen("案例", [
    { keys: ["+", "="], what: "放大", act: () => zoom(1) },
    { keys: ["-"], what: "缩小", act: () => zoom(-1) },
    { keys: ["0"], what: "适合宽度", act: () => zoom(0) },
  ]);
  const wanted = decodeURIComponent(location.hash.slice(1));
  const placed = (pointer: string) => Boolean(told.provenance?.[pointer] ?? nearest(told.provenance ?? {}, body, pointer));
  const found = wanted && values.has(wanted) ? wanted : [...values].find(([p, v]) => words.some((w) => v.includes(w)) && placed(p))?.[0];
  if (found) requestAnimationFrame(() => {
    show(found, pointerName(found), values.get(found) ?? "");
    const row = list.querySelector<HTMLElement>(`[data-pointer="${CSS.escape(found)}"]`);
    if (row) list.scrollTop = row.offsetTop - list.offsetTop - list.clientHeight / 3;
  });
  try {
    const near = await get<any>(`records/${pageId}/similar`);
    const hits: any[] = (near.hits ?? []).slice(0, 6);
    if (hits.length) fill(similar, h("h2", null, "相似案例", " ", h("a", { href: page("search", { cases: [pageId, ...hits.slice(0, 3).map((s) => s.id)].join(",") }) }, "与前三件并排比较")), h("ul", null, hits.map((s) => h("li", null, h("a", { href: page(`records/${s.id}`) }, s.title || s.path), h("small", { class: "muted" }, [s.applicant, s.year, s.region].filter(Boolean).join(" · "))))));
  } catch {
    // None is shown.
  }
}

/** The place of a pointer, of a metric by its index, or of what it is a part of. */
function nearest(provenance: Record<string, any>, body: any, pointer: string): any {
  const metric = /^\/metrics\/([^/]+)(.*)$/.exec(pointer);
  if (metric && Array.isArray(body.metrics)) {
    const name = (metric[1] ?? "").replace(/~1/g, "/").replace(/~0/g, "~");
    const index = body.metrics.findIndex((m: any) => m?.name === name);
    const found = provenance[`/metrics/${index}/value`] ?? provenance[`/metrics/${index}`] ?? provenance[`/metrics/${metric[1]}`];
    if (found) return found;
  }
  for (let at = pointer; at; at = at.slice(0, at.lastIndexOf("/"))) if (provenance[at]) return provenance[at];
  const below = Object.keys(provenance).find((p) => p.startsWith(`${pointer}/`));
  return below ? provenance[below] : null;
}

function marked(value: string, words: string[]): Node {
  const bytes = new TextEncoder();
  const ranges: { start: number; end: number }[] = [];
  for (const word of words) for (let at = value.indexOf(word); at >= 0; at = value.indexOf(word, at + word.length)) {
    const start = bytes.encode(value.slice(0, at)).length;
    ranges.push({ start, end: start + bytes.encode(word).length });
  }
  return highlighted(value, ranges.sort((a, b) => a.start - b.start));
}
