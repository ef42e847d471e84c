// Figures: one metric of all hits, by what is chosen, drawn and as a table. A row or a shape
// goes on to the hits behind it.

import { base, get, wordsOf } from "../api";
import type * as Charts from "../charts/main";
import { button, fill, h } from "../dom";
import { number } from "../words";
import type { State } from "./main";
import { condition, terms, withTerm } from "./query";

const BY = ["行业", "地区", "年份", "供应商", "环节", "场景", "企业性质", "企业规模", "推荐单位", "表单"];
const KINDS: [string, string][] = [["box", "分组箱线"], ["distribution", "分布"], ["trend", "历年趋势"], ["pivot", "透视"], ["map", "省份"]];
const MEASURES: [string, string][] = [["median", "中位数"], ["mean", "平均"], ["count", "个数"], ["max", "最大"], ["min", "最小"]];

let charts: Promise<typeof Charts> | null = null;
let drawn: { close: () => void } | null = null;

function library(): Promise<typeof Charts> {
  const url = `${base}/assets/charts.js`;
  return (charts ??= import(url) as Promise<typeof Charts>);
}

const round = (n: number | null | undefined) => (typeof n === "number" ? Math.round(n * 100) / 100 : "");

/** The metric that the query itself asks about. */
function asked(q: string): string {
  for (const term of terms(q)) {
    const found = /^[(（]?([^:：<>=≥≤\s]+)\s*(?:>=|<=|[<>=≥≤]|[:：]\s*[\d.]+(?:\.\.|$))/u.exec(term);
    if (found && !["年份", "日期"].includes(found[1] ?? "")) return found[1] ?? "";
  }
  return "";
}

export async function stats(place: HTMLElement, state: State, answer: any, go: (change: Partial<State>) => void): Promise<void> {
  drawn?.close();
  drawn = null;
  const kind = state.chart;
  const metric = state.metric || asked(state.q);
  const by = kind === "distribution" ? [] : kind === "trend" ? ["年份"] : kind === "map" ? ["地区"] : kind === "pivot" ? [state.by[0] ?? "行业", state.by[1] ?? "年份"] : [state.by[0] ?? "行业"];
  const names = h("datalist", { id: "stat-metrics" });
  const field = h("input", { list: "stat-metrics", value: metric, placeholder: "指标，如 生产效率提升", "aria-label": "指标", class: "metric" });
  const suggest = () => get<any>("suggest", { q: field.value }).then((a) => fill(names, (a.metrics ?? []).map((m: any) => h("option", { value: m.text }, m.about ?? "")))).catch(() => {});
  if (metric) void suggest();
  field.addEventListener("input", () => void suggest());
  field.addEventListener("change", () => go({ metric: field.value.trim() }));
  const chooser = (n: number, label: string) => h("label", { class: "check" }, label, h("select", { on: { change: (e: Event) => {
    const next = [...by];
    next[n] = (e.target as HTMLSelectElement).value;
    go({ by: next });
  } } }, BY.map((b) => h("option", { selected: b === by[n] }, b))));
  const measure = kind === "pivot" || kind === "map" ? h("label", { class: "check" }, "数值", h("select", { on: { change: (e: Event) => go({ measure: (e.target as HTMLSelectElement).value }) } }, MEASURES.map(([v, t]) => h("option", { value: v, selected: v === state.measure }, t)))) : null;
  const body = h("div", { class: "figure-body" });
  fill(place,
    h("form", { class: "figure-bar", on: { submit: (e: Event) => { e.preventDefault(); go({ metric: field.value.trim() }); } } },
      h("label", { class: "check" }, "指标", field), names,
      h("span", { class: "tabs", role: "group", "aria-label": "图的种类" }, KINDS.map(([v, t]) => h("button", { type: "button", "aria-pressed": String(v === kind), on: { click: () => go({ chart: v, metric: field.value.trim() }) } }, t))),
      kind === "box" ? chooser(0, "分组") : null,
      kind === "pivot" ? [chooser(0, "行"), chooser(1, "列")] : null,
      measure),
    body);
  if (!metric) {
    fill(body, h("p", { class: "empty big" }, "选一个指标，即可统计和绘图。", knownMetrics(answer, (m) => go({ metric: m }))));
    return;
  }
  fill(body, h("p", { class: "loading", role: "status" }, "统计中……"));
  try {
    const spread = kind === "distribution";
    const [told, histogram] = await Promise.all([
      get<any>("stats", { q: state.q, metric, by: by.join(",") }),
      spread ? get<any>("histogram", { q: state.q, metric }) : null,
    ]);
    const groups: Charts.Group[] = told.groups ?? [];
    const buckets: Charts.Bucket[] = histogram?.buckets ?? [];
    // A group of hits without a value is in the table and not drawn.
    const figure: Charts.Figure = { kind, metric: told.metric ?? metric, unit: told.unit ?? "", by, groups: groups.filter((g) => g.count), buckets, measure: (kind === "box" ? "median" : state.measure) as keyof Charts.Group };
    const total = groups.reduce((sum, g) => sum + g.count, 0);
    if (!total) {
      fill(body, h("p", { class: "empty big" }, `结果中没有“${metric}”的数值。`), h("ul", { class: "notes" }, (told.notes ?? []).map((n: string) => h("li", null, n))));
      return;
    }
    // What stands above the list already is not said again.
    const own = ((told.notes ?? []) as string[]).filter((n) => !(answer.notes ?? []).includes(n));
    const lib = await library();
    const area = h("div", { class: `chart ${figure.kind}`, role: "img", "aria-label": described(figure, total) });
    area.style.height = `${lib.height(figure)}px`;
    const pick = (key: Record<string, string | number>) => drill(state, key, go);
    const cells = table({ ...figure, groups });
    fill(body,
      own.length ? h("ul", { class: "notes" }, own.map((n) => h("li", null, n))) : null,
      h("figure", { class: "panel" },
        h("figcaption", null, h("b", null, `${figure.metric}${figure.unit ? `（${figure.unit}）` : ""}`), h("span", { class: "muted" }, ` ${by.length ? `按${by.join("、")}，` : ""}${number(total)} 个数值`), h("span", { class: "spacer" }),
          button("PNG", () => saveUrl(made.png(), `${figure.metric}.png`)), button("SVG", () => saveBlob(new Blob([made.svg()], { type: "image/svg+xml" }), `${figure.metric}.svg`)), button("XLSX", () => saveBlob(lib.workbook(figure.metric, cells), `${figure.metric}.xlsx`))),
        area),
      h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "统计表" }, tableOf(figure, cells, pick)));
    const made = lib.draw(area, figure, pick);
    drawn = made;
  } catch (error) {
    fill(body, h("p", { class: "problem", role: "alert" }, wordsOf(error)));
  }
}

function knownMetrics(answer: any, take: (metric: string) => void): HTMLElement {
  const names = new Set<string>();
  for (const hit of answer.hits ?? []) for (const [k, v] of Object.entries(hit.values ?? {})) if (typeof v === "number" && k !== "年份") names.add(k);
  const place = h("span", { class: "chips" });
  const add = () => fill(place, [...names].slice(0, 12).map((n) => button(n, () => take(n), { class: "chip" })));
  add();
  void get<any>("suggest", { q: "率" }).then((a) => {
    for (const m of a.metrics ?? []) names.add(m.text);
    add();
  }).catch(() => {});
  return place;
}

function drill(state: State, key: Record<string, string | number>, go: (change: Partial<State>) => void): void {
  let q = state.q;
  for (const [field, value] of Object.entries(key)) {
    if (value === "" || value === "（未填）" || value === null) continue;
    q = withTerm(q, String(value).includes("..") ? `${field}:${value}` : condition(field, String(value)));
  }
  go({ q, tab: "hits", offset: 0 });
}

function described(f: Charts.Figure, total: number): string {
  const top = [...f.groups].sort((a, b) => b.count - a.count).slice(0, 5).map((g) => `${Object.values(g.key).join("、") || "全部"}：${g.count} 个，中位数 ${round(g.median)}`);
  return `${f.metric}的${KINDS.find(([k]) => k === f.kind)?.[1] ?? "图"}，共 ${total} 个数值。${top.join("；")}。数据见下表。`;
}

/** In the order of the first key: years one behind the other. */
const byKey = (f: Charts.Figure) => (a: Charts.Group, b: Charts.Group) => String(a.key[f.by[0] ?? ""] ?? "").localeCompare(String(b.key[f.by[0] ?? ""] ?? ""), "zh", { numeric: true });

/** The table behind the chart. */
function table(f: Charts.Figure): (string | number)[][] {
  if (f.kind === "distribution") {
    return [["从", "到", "个数"], ...f.buckets.map((b) => [round(b.from), round(b.to), b.count])];
  }
  return [[...f.by, "命中", "数值个数", "最小", "下四分位", "中位数", "上四分位", "最大", "平均"],
    ...[...f.groups].sort(f.kind === "trend" ? byKey(f) : (a, b) => b.count - a.count).map((g) => [...f.by.map((b) => g.key[b] ?? "（未填）"), g.hits, g.count, ...[g.min, g.q1, g.median, g.q3, g.max, g.mean].map(round)])];
}

function tableOf(f: Charts.Figure, cells: (string | number)[][], pick: (key: Record<string, string | number>) => void): HTMLElement {
  if (f.kind === "distribution") {
    const groups = f.groups[0];
    return h("table", { class: "grid" }, h("thead", null, h("tr", null, ["命中", "数值个数", "最小", "下四分位", "中位数", "上四分位", "最大", "平均"].map((c) => h("th", { scope: "col", class: "num" }, c)))),
      h("tbody", null, groups ? h("tr", null, [groups.hits, groups.count, groups.min, groups.q1, groups.median, groups.q3, groups.max, groups.mean].map((v) => h("td", { class: "num" }, round(v))) ) : null));
  }
  const [head = [], ...rows] = cells;
  const keys = f.by.length;
  return h("table", { class: "grid" },
    h("thead", null, h("tr", null, head.map((c, n) => h("th", { scope: "col", class: n >= keys ? "num" : null }, c)))),
    h("tbody", null, rows.map((row) => h("tr", null, row.map((c, n) => n < keys
      ? h(n === 0 ? "th" : "td", n === 0 ? { scope: "row" } : null, n === keys - 1 ? button(String(c), () => pick(Object.fromEntries(f.by.map((b, k) => [b, row[k] ?? ""]))), { class: "link", title: "看这些结果" }) : String(c))
      : h("td", { class: "num" }, c))))));
}

function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  saveUrl(url, name);
  window.setTimeout(() => URL.revokeObjectURL(url), 4000);
}

function saveUrl(url: string, name: string): void {
  const anchor = h("a", { href: url, download: name });
  document.body.appendChild(anchor);
  anchor.click();
  anchor.remove();
}
