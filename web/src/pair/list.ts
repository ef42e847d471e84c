// The list of what differs, could not be read or was granted, by severity and section, with
// its filters. Which filters are set stands in the page's address.

import { append, fill, h } from "../dom";
import { DECISION, KIND, number, SEVERITY } from "../words";
import { SEVERITIES, type Item, type Pair, type Severity } from "./model";

export interface Filter { severity: Set<Severity>; kind: string; reason: string; text: string; open: boolean }

const USUAL: Severity[] = ["material", "suspect", "unread", "formal"];

export class List {
  readonly element: HTMLElement;
  private readonly rows = new Map<string, HTMLElement>();
  private readonly body = h("div", { class: "items", role: "group", "aria-label": "差异清单" });
  private readonly chips = h("div", { class: "chips", role: "group", "aria-label": "按轻重筛选" });
  private readonly kind = h("select", { "aria-label": "差异种类" });
  private readonly reason = h("select", { "aria-label": "原因" });
  private readonly text = h("input", { type: "search", placeholder: "在清单中找", "aria-label": "在清单中找" });
  private readonly open = h("input", { type: "checkbox" });
  filter: Filter;
  visible: Item[] = [];

  constructor(private readonly pair: Pair, private readonly pick: (item: Item) => void, private readonly changed: () => void, private readonly many: () => void) {
    this.filter = this.fromAddress();
    const selects = h("div", { class: "filters more", hidden: !(this.filter.kind || this.filter.reason) }, this.kind, this.reason);
    const opener = h("button", { type: "button", class: "plain", "aria-expanded": String(!selects.hidden), on: { click: () => {
      selects.hidden = !selects.hidden;
      opener.setAttribute("aria-expanded", String(!selects.hidden));
    } } }, "更多筛选");
    selects.append(h("button", { type: "button", on: { click: () => this.many() } }, "一并认定"));
    const more = [h("div", { class: "filters" }, this.text, h("label", { class: "check" }, this.open, "未认定"), opener), selects];
    this.element = h("section", { class: "list", "aria-label": "清单" }, this.chips, more, this.body);
    const options = (select: HTMLSelectElement, all: string, values: Map<string, string>) => {
      fill(select, h("option", { value: "" }, all), [...values].map(([value, name]) => h("option", { value }, name)));
    };
    options(this.kind, "全部种类", new Map(pair.items.map((i) => [i.kind, KIND[i.kind] ?? i.kind])));
    options(this.reason, "全部原因", new Map([...pair.items].filter((i) => i.reason && i.why).sort((a, b) => a.why.localeCompare(b.why, "zh")).map((i) => [i.reason, i.why])));
    this.kind.value = this.filter.kind;
    this.reason.value = this.filter.reason;
    this.text.value = this.filter.text;
    this.open.checked = this.filter.open;
    const read = () => {
      this.filter = { ...this.filter, kind: this.kind.value, reason: this.reason.value, text: this.text.value.trim(), open: this.open.checked };
      this.draw();
    };
    for (const control of [this.kind, this.reason, this.open]) control.addEventListener("change", read);
    this.text.addEventListener("input", read);
    this.draw();
  }

  private fromAddress(): Filter {
    const query = new URLSearchParams(location.search);
    const given = (query.get("severity") ?? "").split(",").filter((s): s is Severity => (SEVERITIES as string[]).includes(s));
    return {
      severity: new Set(given.length ? given : USUAL),
      kind: query.get("kind") ?? "",
      reason: query.get("reason") ?? "",
      text: query.get("find") ?? "",
      open: query.get("undecided") === "1",
    };
  }

  private toAddress(): void {
    const query = new URLSearchParams();
    const usual = USUAL.every((s) => this.filter.severity.has(s)) && this.filter.severity.size === USUAL.length;
    if (!usual) query.set("severity", [...this.filter.severity].join(","));
    if (this.filter.kind) query.set("kind", this.filter.kind);
    if (this.filter.reason) query.set("reason", this.filter.reason);
    if (this.filter.text) query.set("find", this.filter.text);
    if (this.filter.open) query.set("undecided", "1");
    const search = query.toString();
    history.replaceState(null, "", `${location.pathname}${search ? `?${search}` : ""}${location.hash}`);
  }

  private passes(item: Item): boolean {
    const { severity, kind, reason, text, open } = this.filter;
    if (!severity.has(item.severity)) return false;
    if (kind && item.kind !== kind) return false;
    if (reason && item.reason !== reason) return false;
    if (open && (!item.asks || ["true", "false"].includes(this.pair.decisions.get(item.id)?.decision ?? ""))) return false;
    if (text) {
      const all = [item.label, item.note, item.section, item.paper?.text, item.online?.text].join(" ").toLowerCase();
      if (!all.includes(text.toLowerCase())) return false;
    }
    return true;
  }

  draw(): void {
    this.toAddress();
    fill(this.chips, SEVERITIES.map((severity) => {
      const count = this.pair.items.filter((i) => i.severity === severity).length;
      if (!count) return null;
      const on = this.filter.severity.has(severity);
      return h("button", {
        type: "button", class: `chip ${severity}`, "aria-pressed": String(on),
        on: { click: () => {
          if (on) this.filter.severity.delete(severity);
          else this.filter.severity.add(severity);
          this.draw();
          this.chips.querySelector<HTMLElement>(`.${severity}`)?.focus();
        } },
      }, SEVERITY[severity] ?? severity, h("b", null, number(count)));
    }));
    this.visible = this.pair.items.filter((i) => this.passes(i));
    this.rows.clear();
    const groups: Node[] = [];
    let severity = "";
    let section = "";
    let list: HTMLElement | null = null;
    let group = h("section");
    for (const item of this.visible) {
      if (item.severity !== severity) {
        severity = item.severity;
        section = "";
        // A part of its own: its heading stays in sight as long as it does, and no longer.
        groups.push(group = h("section", { "aria-label": SEVERITY[item.severity] ?? "" }));
        group.append(h("h3", { class: item.severity }, SEVERITY[item.severity] ?? "", h("span", null, ` ${number(this.visible.filter((i) => i.severity === item.severity).length)}`)));
      }
      if (item.section !== section || !list) {
        section = item.section;
        list = h("ol");
        append(group, [section === SEVERITY[item.severity] ? null : h("h4", null, section), list]);
      }
      list.appendChild(h("li", null, this.row(item)));
    }
    if (!this.pair.items.length) groups.push(h("p", { class: "empty" }, "没有差异。"));
    else if (!this.visible.length) groups.push(h("p", { class: "empty" }, this.pair.items.some((i) => USUAL.includes(i.severity)) ? "没有符合筛选的条目。" : "没有差异，也没有未读之处。写法不同而视为相同的，点上方标签可以查看。"));
    fill(this.body, groups);
    this.changed();
  }

  private row(item: Item): HTMLElement {
    const sides = item.kind === "note" ? null : h("span", { class: "sides" },
      item.paper || item.severity !== "unread" ? h("span", null, h("i", null, "纸"), marked(item.paper, 36)) : null,
      item.online || item.severity !== "unread" ? h("span", null, h("i", null, "网"), marked(item.online, 36)) : null);
    const row = h("button", { type: "button", class: `item ${item.severity}`, on: { click: () => this.pick(item) } },
      h("span", { class: "line" }, h("span", { class: "no" }, String(item.number)), h("span", { class: "label" }, item.label || item.note || item.section), h("span", { class: "state" })),
      item.severity === "unread" || item.severity === "note" ? (item.severity === "unread" && item.note ? h("span", { class: "sides" }, h("span", null, cut(item.note, 60))) : null) : sides);
    this.rows.set(item.id, row);
    this.state(item);
    return row;
  }

  /** Shows an item's decision. */
  state(item: Item): void {
    const slot = this.rows.get(item.id)?.querySelector(".state");
    if (!slot) return;
    const decision = this.pair.decisions.get(item.id);
    if (decision) fill(slot, h("span", { class: `decided d-${decision.decision}` }, DECISION[decision.decision] ?? "", decision.remark ? h("span", { class: "has-remark", title: decision.remark }, "✎") : null));
    else fill(slot, item.asks ? h("span", { class: "undecided" }, "未认定") : null);
  }

  select(item: Item): void {
    this.element.querySelectorAll("[aria-current]").forEach((e) => e.removeAttribute("aria-current"));
    const row = this.rows.get(item.id);
    if (!row) return;
    row.setAttribute("aria-current", "true");
    const body = this.body;
    const top = row.getBoundingClientRect().top - body.getBoundingClientRect().top;
    if (top < 0 || top + row.offsetHeight > body.clientHeight) body.scrollTop += top - body.clientHeight / 3;
  }

  focus(item: Item): void {
    this.rows.get(item.id)?.focus({ preventScroll: true });
  }
}

/** The marks of a long text one by one, each with what stands around it. */
export function passages(reading: { text: string; marks?: [number, number][] }, most: number): { mark: number; text: Node }[] {
  const chars = [...reading.text];
  return (reading.marks ?? []).slice(0, most).map(([start, end], mark) => {
    const from = Math.max(0, start - 16);
    const to = Math.min(chars.length, Math.min(end, start + 60) + 16);
    const text = { text: chars.slice(from, to).join("").replace(/\s+/gu, " "), marks: [[start - from, Math.min(end, to) - from]] as [number, number][] };
    return { mark, text: h("span", null, from ? "…" : "", marked(text), to < chars.length ? "…" : "") };
  });
}

export function cut(text: string, length: number): string {
  const chars = [...text.replace(/\s+/gu, " ")];
  return chars.length > length ? `${chars.slice(0, length).join("")}…` : chars.join("");
}

/** A reading with the characters that differ marked; cut around the first of them. */
export function marked(reading: { text: string; marks?: [number, number][] } | null, most = Infinity): Node {
  if (!reading) return h("em", { class: "blank" }, "无此内容");
  if (!reading.text.trim()) return h("em", { class: "blank" }, "空白");
  const chars = [...reading.text];
  const marks = reading.marks ?? [];
  let from = 0;
  let to = chars.length;
  if (chars.length > most) {
    from = Math.max(0, Math.min((marks[0]?.[0] ?? 0) - Math.floor(most / 3), chars.length - most));
    to = from + most;
  }
  const out = h("span", { class: "text" });
  if (from > 0) out.append("…");
  let run = "";
  let on = false;
  const flush = () => {
    if (!run) return;
    out.append(on ? h("mark", null, run) : run);
    run = "";
  };
  for (let n = from; n < to; n += 1) {
    const now = marks.some(([a, b]) => n >= a && n < b);
    if (now !== on) {
      flush();
      on = now;
    }
    const ch = chars[n] ?? "";
    run += most < Infinity && ch === "\n" ? " " : ch;
  }
  flush();
  if (to < chars.length) out.append("…");
  return out;
}
