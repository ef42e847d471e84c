// 高级检索: conditions by choosing, written as the same language that the field takes.

import { get } from "../api";
import { button, fill, h } from "../dom";
import { composed, FIELDS, type Condition } from "./query";

const blank = (join: Condition["join"] = "and", field = "任意文字"): Condition => ({ join, field, op: field === "指标" ? ">=" : ":", value: "", to: "", metric: "" });

export class Advanced {
  private list: Condition[] = [blank("and", "场景"), blank("and", "行业"), blank("and", "指标")];
  private readonly rows = h("div", { class: "conditions" });
  private readonly shown = h("output", { class: "composed", "aria-live": "polite" });
  private readonly metrics = h("datalist", { id: "metric-names" });
  private readonly values = h("datalist", { id: "value-names" });

  constructor(place: HTMLElement, private readonly run: (query: string) => void, private readonly current: () => string) {
    fill(place,
      this.rows,
      h("div", { class: "advanced-end" },
        button("＋ 条件", () => {
          this.list.push(blank());
          this.draw();
          this.rows.querySelector<HTMLElement>(".condition:last-child select")?.focus();
        }),
        h("span", { class: "muted" }, "检索式"), this.shown,
        button("加到现有条件", () => this.run([this.current(), composed(this.list)].filter(Boolean).join(" "))),
        button("检索", () => this.run(composed(this.list)), { class: "primary" })),
      this.metrics, this.values);
    this.draw();
  }

  private async suggest(c: Condition): Promise<void> {
    try {
      const answer = await get<any>("suggest", { q: (c.field === "指标" ? c.metric : c.value).slice(0, 100) });
      if (c.field === "指标") fill(this.metrics, (answer.metrics ?? []).map((m: any) => h("option", { value: m.text })));
      else {
        const found = c.field === "场景" || c.field === "实例" ? answer.scenarios : c.field === "企业" ? answer.companies : [];
        fill(this.values, (found ?? []).map((v: any) => h("option", { value: v.text })));
      }
    } catch {
      // Values can be typed.
    }
  }

  private written(): void {
    this.shown.textContent = composed(this.list) || "（还没有条件）";
  }

  private draw(): void {
    fill(this.rows, this.list.map((c, n) => {
      const change = (what: Partial<Condition>, again = false) => {
        Object.assign(c, what);
        if (again) {
          this.draw();
          this.rows.children[n]?.querySelector<HTMLElement>(".field")?.focus();
        } else this.written();
      };
      const select = (label: string, options: [string, string][], value: string, act: (v: string) => void, cls = "") =>
        h("select", { "aria-label": label, class: cls, on: { change: (e: Event) => act((e.target as HTMLSelectElement).value) } }, options.map(([v, t]) => h("option", { value: v, selected: v === value }, t)));
      const text = (label: string, value: string, act: (v: string) => void, props = {}) =>
        h("input", { "aria-label": label, value, ...props, on: { input: (e: Event) => act((e.target as HTMLInputElement).value) } });
      const figure = c.field === "指标";
      const range = figure || c.field === "年份" || c.field === "日期";
      const ops: [string, string][] = figure ? [[">=", "≥"], ["<=", "≤"], [">", "＞"], ["<", "＜"], ["=", "＝"], ["..", "区间"]] : [[":", "是"], ["..", "区间"]];
      return h("div", { class: "condition", role: "group", "aria-label": `条件 ${n + 1}` },
        n === 0 ? h("span", { class: "join" }, "条件") : select("与上一条件的关系", [["and", "并且"], ["or", "或者"], ["not", "排除"]], c.join, (v) => change({ join: v as Condition["join"] }), "join"),
        select("字段", FIELDS.map((f) => [f, f]), c.field, (v) => change({ field: v, op: v === "指标" ? ">=" : ":" }, true), "field"),
        figure ? text("指标名称", c.metric, (v) => { change({ metric: v }); void this.suggest(c); }, { list: "metric-names", placeholder: "如 生产效率提升", class: "metric" }) : null,
        range ? select("比较", ops, c.op, (v) => change({ op: v }, true), "op") : null,
        text("值", c.value, (v) => { change({ value: v }); if (!figure && c.field !== "任意文字" && c.field !== "原文") void this.suggest(c); }, { placeholder: figure ? "如 30%" : "", list: figure ? null : "value-names", class: "value" }),
        range && c.op === ".." ? text("到", c.to, (v) => change({ to: v }), { class: "to", placeholder: "到" }) : null,
        this.list.length > 1 ? button("去掉", () => {
          this.list.splice(n, 1);
          this.draw();
        }, { class: "plain", "aria-label": `去掉条件 ${n + 1}` }) : null);
    }));
    this.written();
  }
}
