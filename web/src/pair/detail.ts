// The item at hand: both readings, the spots on the paper themselves, and the decision.

import { get, wordsOf } from "../api";
import { button, dialog, fill, h, settled, toast } from "../dom";
import { DECISION, KIND, SEVERITY, SIDE, time } from "../words";
import { crop } from "./crop";
import { marked, passages } from "./list";
import { doubts, isLong } from "./characters";
import { SIDES, type Decision, type Item, type Pair, type SideName } from "./model";

type Choice = Decision["decision"];

export class Detail {
  readonly element = h("section", { class: "detail", "aria-label": "当前条目" });
  private item: Item | null = null;
  private remark = h("textarea", { rows: "1", placeholder: "备注（R）", "aria-label": "备注" });
  private readonly later = settled(500, () => this.saveRemark());
  private touched = false;

  constructor(
    private readonly pair: Pair,
    private readonly decide: (item: Item, decision: Choice, remark: string) => void,
    private readonly step: (by: number) => void,
    private readonly toMark: (n: number) => void,
  ) {
    this.remark.addEventListener("input", () => {
      this.touched = true;
      this.later();
    });
    this.remark.addEventListener("blur", () => this.saveRemark());
    this.remark.addEventListener("keydown", (event) => {
      if (event.key === "Escape" || (event.key === "Enter" && !event.shiftKey)) {
        event.preventDefault();
        this.saveRemark();
        this.remark.blur();
      }
    });
  }

  show(item: Item): void {
    this.saveRemark();
    this.item = item;
    this.touched = false;
    this.draw();
  }

  private saveRemark(): void {
    if (!this.touched || !this.item) return;
    this.touched = false;
    const before = this.pair.decisions.get(this.item.id);
    this.decide(this.item, before?.decision ?? "open", this.remark.value.trim());
  }

  choose(decision: Choice): boolean {
    if (!this.item || this.pair.signed) return false;
    if (!this.item.asks) {
      toast("这一处无须认定");
      return false;
    }
    this.touched = false;
    this.decide(this.item, decision, this.remark.value.trim());
    return true;
  }

  focusRemark(): void {
    if (!this.remark.isConnected) toast("这一处无须认定");
    this.remark.focus();
  }

  draw(): void {
    const item = this.item;
    if (!item) {
      fill(this.element, h("p", { class: "empty" }, "没有需要查看的条目。"));
      return;
    }
    const decision = this.pair.decisions.get(item.id);
    if (document.activeElement !== this.remark) this.remark.value = decision?.remark ?? "";
    this.remark.disabled = Boolean(this.pair.signed);
    const width = Math.max(120, (this.element.clientWidth || 360) - 26);
    const said = item.note && item.note !== item.label ? item.note : item.severity === "equivalence" || item.reason === "value-differs" ? "" : item.why;
    const note = said === item.label ? "" : said;
    const held = document.activeElement instanceof HTMLInputElement && this.element.contains(document.activeElement);
    fill(
      this.element,
      h("header", null,
        h("h3", null, h("span", { class: "no" }, String(item.number)), item.label || item.section),
        h("p", { class: "facts" },
          h("span", { class: `tag ${item.severity}` }, SEVERITY[item.severity] ?? ""),
          item.kind !== item.severity ? h("span", null, KIND[item.kind] ?? item.kind) : null,
          item.section !== SEVERITY[item.severity] ? h("span", null, item.section) : null,
          item.confidence < 0.995 ? h("span", null, `把握 ${Math.round(item.confidence * 100)}%`) : null,
          item.severity === "equivalence" && item.why ? h("span", { title: item.reason }, `规则：${item.why}`) : null)),
      h("div", { class: "readings", tabindex: "0", role: "group", "aria-label": "两侧读数" },
        note ? h("p", { class: "note" }, note) : null,
        item.kind === "note" ? null : SIDES.map((side) => this.side(item, side, width))),
      !item.asks ? this.onwards() : h("div", { class: "decide" },
        h("div", { class: "choices", role: "radiogroup", "aria-label": "认定" },
          (["true", "false", "open"] as Choice[]).map((choice, n) => {
            const input = h("input", { type: "radio", name: "decision", value: choice, checked: decision?.decision === choice && !(choice === "open" && !decision), disabled: Boolean(this.pair.signed), on: { change: () => this.choose(choice) } });
            return h("label", { class: `choice d-${choice}` }, input, h("span", null, DECISION[choice] ?? "", h("kbd", null, String(n + 1))));
          })),
        this.remark,
        h("p", { class: "by" }, decision?.by || decision?.at ? `${decision.by ? `${decision.by} ` : ""}${time(decision.at)}` : "", (decision?.version ?? 0) > 1 ? button("历次", () => void this.history(item), { class: "plain", title: "历次认定" }) : null, h("span", { class: "spacer" }),
          button("上一处", () => this.step(-1), { class: "plain", title: "上一处（K）" }), button("下一处", () => this.step(1), { class: "plain", title: "下一处（J）" }))),
    );
    if (held) this.element.querySelector<HTMLInputElement>("input:checked")?.focus();
  }

  /** What asks for no decision is gone through all the same. */
  private onwards(): HTMLElement {
    return h("div", { class: "decide" }, h("p", { class: "by" }, "不需认定，供查看", h("span", { class: "spacer" }),
      button("上一处", () => this.step(-1), { class: "plain", title: "上一处（K）" }), button("下一处", () => this.step(1), { class: "plain", title: "下一处（J）" })));
  }

  private side(item: Item, side: SideName, width: number): HTMLElement | null {
    const reading = item[side];
    if (!reading && item.severity === "unread") return null;
    const view = this.pair.views[side];
    const where = !reading ? "" : reading.page && view.pages.length ? `第 ${reading.page} 页` : (reading.place ?? "");
    const cutting = reading && !isLong(reading) ? crop(view, side, reading, width, 92) : null;
    const enlarge = cutting ? h("button", { type: "button", class: "enlarge", "aria-label": `放大${SIDE[side]}此处`, title: "放大（E）", on: { click: () => this.enlarge() } }, cutting) : null;
    const others = h("p", { class: "others", hidden: true });
    if (reading)
      void doubts(view, reading).then((list) => {
        others.hidden = !list.length;
        if (list.length) fill(others, "另读作：", list.map((r) => h("span", null, h("b", null, r.text), ` ${Math.round(r.confidence * 100)}%`)));
      });
    return h("div", { class: `reading ${side}` },
      h("p", { class: "said" }, h("i", null, SIDE[side] ?? ""), reading && isLong(reading) && reading.marks?.length ? h("span", { class: "muted" }, `长文，${reading.marks.length} 处不同`) : reading?.text || item.severity !== "unread" ? marked(reading, 240) : null, where ? h("small", { class: where.length > 12 ? "where long" : "where", title: where }, where) : null),
      reading && isLong(reading) && reading.marks?.length ? h("ol", { class: "passages" }, passages(reading, 40).map((p) => h("li", null, h("button", { type: "button", class: "link", on: { click: () => this.toMark(p.mark) } }, p.text)))) : null,
      others,
      enlarge);
  }

  /** What was ever decided here, by whom and when. */
  private async history(item: Item): Promise<void> {
    try {
      const told = await get<{ history: Decision[] }>(`pairs/${encodeURIComponent(this.pair.id)}/decisions/${encodeURIComponent(item.id)}`);
      dialog(`历次认定：${item.label}`, h("table", { class: "grid" },
        h("thead", null, h("tr", null, ["时间", "审查人", "认定", "备注"].map((t) => h("th", { scope: "col" }, t)))),
        h("tbody", null, told.history.map((d) => h("tr", null, h("td", null, time(d.at)), h("td", null, d.by), h("td", { class: `d-${d.decision}` }, DECISION[d.decision] ?? ""), h("td", null, d.remark))))));
    } catch (error) {
      toast(wordsOf(error), "bad");
    }
  }

  /** Both spots as large as the window allows. */
  enlarge(): void {
    const item = this.item;
    if (!item) return;
    const width = Math.min(window.innerWidth - 120, 1500);
    dialog(`${item.number}. ${item.label}`, SIDES.map((side) => {
      const reading = item[side];
      if (!reading) return h("section", { class: "large" }, h("h3", null, SIDE[side] ?? ""), h("p", { class: "large-text" }, marked(null)));
      const picture = crop(this.pair.views[side], side, reading, width, (window.innerHeight - 300) / 2, 288, 320);
      return h("section", { class: "large" }, h("h3", null, SIDE[side] ?? "", " ", h("small", null, reading.page ? `第 ${reading.page} 页` : (reading.place ?? ""))), h("p", { class: "large-text" }, marked(reading)), picture);
    }), { class: "wide-dialog" });
  }
}
