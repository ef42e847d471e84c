// 检索: one field, conditions that can be taken away one by one, facets, hits, figures. All that
// is seen stands in the page's address.

import { address, call, get, page, wordsOf } from "../api";
import { byId, button, dialog, fill, h, toast } from "../dom";
import * as keys from "../keys";
import { RECORD_KIND, columnName, formName, number, shownPath, time } from "../words";
import { Advanced } from "./advanced";
import { cases } from "./cases";
import { complete } from "./complete";
import { FACETS, condition, terms, withTerm, without } from "./query";
import { stats } from "./stats";
import { citation, copy, highlighted } from "./text";

export interface State { q: string; sort: string; offset: number; tab: string; metric: string; by: string[]; chart: string; measure: string; cases: string[] }

const LIMIT = 20;

export function fromAddress(): State {
  const query = new URLSearchParams(location.search);
  return {
    q: query.get("q") ?? "",
    sort: query.get("sort") ?? "relevance",
    offset: Number(query.get("offset")) || 0,
    tab: query.get("tab") ?? "hits",
    metric: query.get("metric") ?? "",
    by: (query.get("by") ?? "").split(",").filter(Boolean),
    chart: query.get("chart") ?? "box",
    measure: query.get("measure") ?? "median",
    cases: (query.get("cases") ?? "").split(",").filter(Boolean),
  };
}

export function link(state: State): string {
  const query: Record<string, unknown> = { q: state.q };
  if (state.sort !== "relevance") query.sort = state.sort;
  if (state.offset) query.offset = state.offset;
  if (state.tab !== "hits") {
    Object.assign(query, { tab: state.tab, metric: state.metric, by: state.by.join(","), chart: state.chart, measure: state.measure === "median" ? "" : state.measure });
  }
  if (state.cases.length) query.cases = state.cases.join(",");
  return page("search", query);
}

let state: State;
let chosen: Map<string, string>;
let running: AbortController | null = null;

export async function search(): Promise<void> {
  const input = byId<HTMLInputElement>("q");
  state = fromAddress();
  chosen = new Map(state.cases.map((id) => [id, ""]));
  input.value = state.q;
  const submit = () => go({ q: input.value.trim(), offset: 0, cases: [] });
  complete(input, byId("q-list"), submit);
  byId("search-form").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  const advanced = byId("advanced");
  const opener = byId("advanced-button");
  let built: Advanced | null = null;
  opener.addEventListener("click", () => {
    advanced.hidden = !advanced.hidden;
    opener.setAttribute("aria-expanded", String(!advanced.hidden));
    built ??= new Advanced(advanced, (q) => go({ q, offset: 0, cases: [] }), () => state.q);
    if (!advanced.hidden) advanced.querySelector<HTMLElement>("select")?.focus();
  });
  byId("saved-button").addEventListener("click", () => void saved());
  window.addEventListener("popstate", () => {
    state = fromAddress();
    input.value = state.q;
    void draw();
  });
  keys.explain("检索", "词之间的空格是“并且”；\"引号\"内逐字查找；-词 排除；甲 OR 乙 任一。", "企业:… 场景:… 行业:… 地区:… 年份:2021..2023 按字段查找。", "生产效率提升>=30%、投资>1.5亿元 按指标查找。", "左侧各项点一下即加为条件，再点一下去掉；每一步都在地址栏里，可收藏、可转发。");
  keys.listen("检索", [
    { keys: ["g"], what: "高级检索", act: () => opener.click() },
    { keys: ["l"], what: "列表", act: () => go({ tab: "hits" }) },
    { keys: ["c"], what: "统计与图", act: () => go({ tab: "stats" }) },
    { keys: ["n", "ArrowRight"], what: "下一页", act: () => document.querySelector<HTMLElement>(".pager .next:not(:disabled)")?.click() },
    { keys: ["p", "ArrowLeft"], what: "上一页", act: () => document.querySelector<HTMLElement>(".pager .previous:not(:disabled)")?.click() },
  ]);
  await draw();
}

export function go(change: Partial<State>): void {
  state = { ...state, ...change };
  byId<HTMLInputElement>("q").value = state.q;
  history.pushState(null, "", link(state));
  void draw();
}

async function draw(): Promise<void> {
  const place = byId("results");
  document.title = `${state.q ? `${state.q} · ` : ""}检索 · 申报`;
  running?.abort();
  const own = (running = new AbortController());
  if (state.cases.length > 1) {
    await cases(place, state.cases, () => go({ cases: [] }));
    return;
  }
  if (!state.q) {
    place.removeAttribute("aria-busy");
    begin(place);
    return;
  }
  place.setAttribute("aria-busy", "true");
  let answer: any;
  try {
    answer = await get<any>("search", { q: state.q, sort: state.sort, offset: state.offset, limit: LIMIT, collapse: state.tab === "works" ? "works" : "" }, own.signal);
  } catch (error) {
    if (own.signal.aborted) return;
    fill(place, h("div", { class: "search-problem", role: "alert" }, h("p", null, wordsOf(error))));
    place.removeAttribute("aria-busy");
    return;
  }
  place.removeAttribute("aria-busy");
  const main = h("div", { class: "found" });
  fill(place, facets(answer), main);
  const tabs = h("div", { class: "tabs", role: "group", "aria-label": "显示方式" }, ([["hits", "列表"], ["works", "作品"], ["rows", "表格"], ["stats", "统计与图"]] as const).map(([tab, words]) =>
    h("button", { type: "button", "aria-pressed": String(state.tab === tab), on: { click: () => go({ tab, offset: tab === state.tab ? state.offset : 0 }) } }, words)));
  fill(main,
    h("div", { class: "found-bar" },
      h("p", { class: "total", role: "status" }, h("b", null, number(answer.total ?? 0)), " 件", answer.records > answer.total ? h("small", { class: "muted" }, `（${number(answer.records)} 条记录）`) : null),
      tabs,
      h("span", { class: "spacer" }),
      state.tab === "stats" ? null : sorter(answer),
      within(),
      button("保存检索", () => void save()),
      exporter()),
    conditions(),
    (answer.read_as ?? []).length ? h("p", { class: "read-as" }, "按这些条件查找：", answer.read_as.join("；")) : null,
    (answer.suggestions ?? []).length ? h("p", { class: "did-you-mean" }, "您是不是要找：", answer.suggestions.map((s: any) => h("a", { href: link({ ...state, q: s.query, offset: 0 }) }, s.name))) : null,
    (answer.notes ?? []).length ? h("ul", { class: "notes" }, answer.notes.map((n: string) => h("li", null, n.replace("再次运行 shenbao ingest", "再次导入")))) : null);
  if (state.tab === "stats") {
    const figures = h("div", { class: "figures" });
    main.appendChild(figures);
    await stats(figures, state, answer, go);
    return;
  }
  if (state.tab === "rows") main.appendChild(rows(answer));
  else main.appendChild(h("ol", { class: "hits", start: String(state.offset + 1) }, (answer.hits ?? []).map(hit)));
  if (!(answer.hits ?? []).length) main.appendChild(h("p", { class: "empty big" }, state.q ? "没有符合条件的记录。去掉一个条件，或换一种写法试试。" : "资料库里还没有记录，请先入库。"));
  main.append(pager(answer), tray());
}

/** By relevance, time, or a figure that the query or the hits name. */
function sorter(answer: any): HTMLElement {
  const figures = figuresOf(answer);
  const chosen = state.sort.replace(/^-/, "");
  if (!["relevance", "date"].includes(chosen) && !figures.includes(chosen)) figures.unshift(chosen);
  const options = [["relevance", "相关"], ["date", "时间"], ...figures.flatMap((name) => [[name, `${name} 从大到小`], [`-${name}`, `${name} 从小到大`]])];
  return h("label", { class: "check" }, "排序", h("select", { class: "sorter", on: { change: (e: Event) => go({ sort: (e.target as HTMLSelectElement).value, offset: 0 }) } }, options.map(([v, t]) => h("option", { value: v, selected: v === state.sort }, t))));
}

/** Figures that stand in the hits. */
function figuresOf(answer: any): string[] {
  return (answer.columns ?? []).filter((c: string) => c !== "年份" && (answer.hits ?? []).some((hit: any) => typeof hit.values?.[c] === "number"));
}

/** Before anything is asked: what can be asked. */
function begin(place: HTMLElement): void {
  const examples: [string, string][] = [
    ["场景:人机协同制造 行业:装备制造 生产效率提升>=30%", "某个场景在某个行业中，效果达到多少"],
    ["类型:通知 年份:2023..2025 申报", "几年间的申报通知"],
    ["企业:重工 地区:甘肃", "某地的企业"],
    ["\"数控化率达\"", "逐字查找原文"],
    ["供应商:机器人 投资>1000万元", "供应商和投资"],
  ];
  const recent = h("div");
  fill(place, h("section", { class: "begin" },
    h("h2", null, "可以这样检索"),
    h("ul", null, examples.map(([q, about]) => h("li", null, h("a", { href: link({ ...fromAddress(), q, offset: 0, tab: "hits", cases: [] }) }, q), h("span", { class: "muted" }, about)))),
    recent));
  void get<any>("saved").then((a) => {
    const list: any[] = a.saved ?? [];
    if (list.length) fill(recent, h("h2", null, "已存检索"), h("ul", null, list.map((s) => h("li", null, h("a", { href: link({ ...fromAddress(), q: s.query, offset: 0, tab: "hits", cases: [] }) }, s.name), s.new ? h("span", { class: "tag new" }, `新增 ${s.new}`) : null))));
  }).catch(() => {});
}

/** Results within the results: one more condition. */
function within(): HTMLElement {
  const field = h("input", { type: "search", placeholder: "在结果中检索", "aria-label": "在结果中检索" });
  return h("form", { class: "within", on: { submit: (event: Event) => {
    event.preventDefault();
    const more = field.value.trim();
    if (more) go({ q: terms(more).reduce((q, t) => withTerm(q, t), state.q), offset: 0 });
  } } }, field);
}

function conditions(): HTMLElement | null {
  const all = terms(state.q);
  if (all.length < 1) return null;
  return h("div", { class: "conditions-now", role: "group", "aria-label": "现有条件" }, all.map((term) =>
    h("span", { class: "condition-now" }, term, button("×", () => go({ q: without(state.q, term), offset: 0 }), { class: "plain", "aria-label": `去掉条件 ${term}` }))),
    all.length > 1 ? button("全部去掉", () => go({ q: "", offset: 0 }), { class: "plain" }) : null);
}

function facets(answer: any): HTMLElement {
  const all = terms(state.q);
  const out = h("aside", { class: "facets", "aria-label": "分面" });
  for (const { key, title, field } of FACETS) {
    const counts: { value: string; count: number }[] = answer.facets?.[key] ?? [];
    if (!counts.length) continue;
    const list = h("ul");
    const show = (most: number) => {
      fill(list, counts.slice(0, most).map(({ value, count }) => {
        const name = key === "kind" ? (RECORD_KIND[value] ?? value) : String(value);
        const said = key === "template" ? formName(name) : name;
        const term = condition(field, name);
        const on = all.includes(term) || all.includes(`${field}:${value}`);
        return h("li", null, h("button", { type: "button", class: "facet", "aria-pressed": String(on), on: { click: () => go({ q: on ? without(without(state.q, term), `${field}:${value}`) : withTerm(state.q, term), offset: 0 }) } },
          h("span", { title: said === name ? null : name }, said), h("b", null, number(count))));
      }), counts.length > most ? h("li", null, button(`其余 ${counts.length - most} 项`, () => show(counts.length), { class: "plain" })) : null);
    };
    show(key === "kind" || key === "year" || key === "sector" ? 8 : 5);
    out.appendChild(h("section", null, h("h2", null, title), list));
  }
  out.appendChild(figureFacet(answer));
  return out;
}

/** A range of a figure: its spread over all hits, and two bounds that become one condition. */
function figureFacet(answer: any): HTMLElement {
  const metric = h("input", { list: "figure-names", placeholder: "指标，如 生产效率提升", "aria-label": "指标", value: figuresOf(answer)[0] ?? "" });
  const names = h("datalist", { id: "figure-names" });
  const low = h("input", { type: "range", min: "0", max: "1", step: "any", value: "0", "aria-label": "下限" });
  const high = h("input", { type: "range", min: "0", max: "1", step: "any", value: "1", "aria-label": "上限" });
  const said = h("output");
  const bars = h("div", { class: "bars", "aria-hidden": "true" });
  const range = h("div", { class: "range", hidden: true }, bars, low, high, h("p", { class: "figure-end" }, said, h("button", null, "加为条件")));
  const none = h("p", { class: "muted", hidden: true }, "结果中没有这项指标的数值。");
  let spread: { from: number; to: number; count: number }[] = [];
  const at = (share: number): number => {
    const [first, last] = [spread[0]?.from ?? 0, spread[spread.length - 1]?.to ?? 0];
    const value = first + (last - first) * share;
    // No finer than a hundredth of the spread.
    const grain = 10 ** Math.floor(Math.log10(Math.max(last - first, 1e-6) / 100));
    return Number((Math.round(value / grain) * grain).toPrecision(12));
  };
  const bounds = (): [number, number] => [at(Math.min(+low.value, +high.value)), at(Math.max(+low.value, +high.value))];
  const tell = () => {
    const [a, b] = bounds();
    said.textContent = `${a} – ${b}`;
    [...bars.children].forEach((bar, n) => bar.classList.toggle("in", (spread[n]?.to ?? 0) > a && (spread[n]?.from ?? 0) < b));
  };
  const look = async () => {
    const name = metric.value.trim();
    range.hidden = true;
    none.hidden = true;
    if (!name) return;
    try {
      const told = await get<any>("histogram", { q: state.q, metric: name });
      spread = told.buckets ?? [];
    } catch {
      spread = [];
    }
    const most = Math.max(0, ...spread.map((b) => b.count));
    if (!most) {
      none.hidden = false;
      return;
    }
    fill(bars, spread.map((b) => {
      const bar = h("i");
      bar.style.height = `${Math.max(b.count ? 8 : 0, (b.count / most) * 100)}%`;
      return bar;
    }));
    low.value = "0";
    high.value = "1";
    range.hidden = false;
    tell();
  };
  low.addEventListener("input", tell);
  high.addEventListener("input", tell);
  metric.addEventListener("change", () => void look());
  metric.addEventListener("input", () => {
    void get<any>("suggest", { q: metric.value }).then((a) => fill(names, (a.metrics ?? []).map((m: any) => h("option", { value: m.text })))).catch(() => {});
  });
  void look();
  return h("section", { class: "figure-facet" }, h("h2", null, "指标范围"), h("form", { on: { submit: (event: Event) => {
    event.preventDefault();
    const name = metric.value.trim();
    if (range.hidden) return void look();
    const [a, b] = bounds();
    const old = terms(state.q).find((t) => t.startsWith(`${name}:`) || t.startsWith(`${name}>`) || t.startsWith(`${name}<`));
    go({ q: withTerm(old ? without(state.q, old) : state.q, `${name}:${a}..${b}`), offset: 0 });
  } } }, metric, names, none, range));
}

const shownValue = (v: unknown) => (Array.isArray(v) ? v.join("、") : typeof v === "number" ? String(Math.round(v * 1e4) / 1e4) : String(v ?? ""));

function hit(item: any): HTMLElement {
  const href = page(`records/${item.id}`, { q: state.q });
  const values = Object.entries(item.values ?? {}).filter(([, v]) => v !== null && v !== "" && !(Array.isArray(v) && !v.length));
  const about = [RECORD_KIND[item.kind] ?? item.kind, item.applicant, item.year ? `${item.year}年` : "", item.region, item.sector].filter(Boolean);
  const box = h("input", { type: "checkbox", checked: chosen.has(String(item.id)), "aria-label": `选 ${item.title} 比较`, on: { change: () => {
    if (box.checked && chosen.size >= 4) {
      box.checked = false;
      toast("最多并排比较 4 件", "bad");
      return;
    }
    if (box.checked) chosen.set(String(item.id), item.title);
    else chosen.delete(String(item.id));
    document.querySelector(".tray")?.replaceWith(tray());
  } } });
  return h("li", { class: "hit" },
    box,
    h("div", null,
      h("h2", null, h("a", { href }, item.title || item.path), item.near_name ? h("small", { class: "tag" }, `近似：${item.near_name}`) : null),
      h("p", { class: "about" }, about.join(" · ")),
      item.snippet ? h("p", { class: "snippet" }, highlighted(item.snippet, item.highlights ?? [])) : null,
      values.length ? h("dl", { class: "values" }, values.slice(0, 8).map(([k, v]) => h("div", null, h("dt", null, k), h("dd", null, shownValue(v))))) : null,
      (item.rows ?? []).length ? h("ul", { class: "rows" }, item.rows.slice(0, 2).map((r: any) => h("li", null, typeof r === "string" ? r : rowWords(r))), item.rows.length > 2 ? h("li", { class: "muted" }, `……共 ${item.rows.length} 行`) : null) : null,
      item.partial ? h("p", { class: "lacks" }, `缺词：${(item.lacks ?? []).join("、")}`) : null,
      h("p", { class: "hit-end" },
        h("span", { class: "path", title: item.path }, shownPath(item.path), item.page ? `，第 ${item.page} 页` : ""),
        h("a", { href: address(`files/${item.sha256}`), download: true, "aria-label": `原件：${item.title}` }, "原件"),
        (item.editions ?? []).length ? h("details", { class: "editions" }, h("summary", null, `同一件另有 ${item.editions.length} 份`), h("span", null, item.editions.slice(0, 12).map((id: number, n: number) => h("a", { href: page(`records/${id}`, { q: state.q }) }, `第 ${n + 2} 份`)))) : null,
        button("引用", async () => toast((await copy(citation(item))) ? "引用已复制" : "复制不了", "ok"), { class: "plain", "aria-label": `引用：${item.title}` }))));
}

const short = (text: string) => ([...text].length > 32 ? `${[...text].slice(0, 32).join("")}……` : text);

function rowWords(row: any): string {
  const cells = row.cells ?? row.values ?? row;
  return Object.entries(cells).filter(([k, v]) => v && !["page", "bbox", "pointer", "block", "cell", "table", "no"].includes(k)).map(([k, v]) => `${columnName(k)} ${short(shownValue(v))}`).join("，");
}

/** The hits as a table: fixed columns and those that the query asks for. */
function rows(answer: any): HTMLElement {
  const columns: string[] = (answer.columns ?? []).filter((c: string) => !["企业", "年份", "行业", "地区", "标题"].includes(c));
  return h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "结果表格" }, h("table", { class: "grid" },
    h("thead", null, h("tr", null, ["标题", "企业", "年份", "地区", "行业", ...columns].map((c) => h("th", { scope: "col" }, c)))),
    h("tbody", null, (answer.hits ?? []).map((item: any) => h("tr", null,
      h("td", null, h("a", { href: page(`records/${item.id}`, { q: state.q }) }, item.title || item.path)), h("td", null, item.applicant ?? ""), h("td", { class: "num" }, item.year ?? ""), h("td", null, item.region ?? ""), h("td", null, item.sector ?? ""),
      columns.map((c) => h("td", { class: typeof item.values?.[c] === "number" ? "num" : null }, shownValue(item.values?.[c]))))))));
}

function pager(answer: any): HTMLElement {
  const total = answer.total ?? 0;
  const last = Math.max(0, Math.ceil(total / LIMIT) - 1);
  const at = Math.floor(state.offset / LIMIT);
  const turn = (to: number) => {
    go({ offset: to * LIMIT });
    window.scrollTo(0, 0);
  };
  return h("nav", { class: "pager", "aria-label": "翻页" }, total > LIMIT ? [
    button("上一页", () => turn(at - 1), { class: "previous", disabled: at === 0 }),
    h("span", null, `第 ${at + 1} 页，共 ${number(last + 1)} 页`),
    button("下一页", () => turn(at + 1), { class: "next", disabled: at >= last })] : null);
}

/** What was chosen to be compared. */
function tray(): HTMLElement {
  if (!chosen.size) return h("div", { class: "tray", hidden: true });
  return h("div", { class: "tray", role: "region", "aria-label": "比较" }, h("span", null, `已选 ${chosen.size} 件`),
    button("并排比较", () => go({ cases: [...chosen.keys()] }), { class: "primary", disabled: chosen.size < 2 }),
    button("清除", () => {
      chosen.clear();
      document.querySelectorAll<HTMLInputElement>(".hit > input").forEach((b) => { b.checked = false; });
      document.querySelector(".tray")?.replaceWith(tray());
    }, { class: "plain" }));
}

function exporter(): HTMLElement {
  const formats: [string, string][] = [["csv", "CSV"], ["xlsx", "XLSX"], ["jsonl", "JSON Lines"], ["parquet", "Parquet"]];
  const rows: [string, [string, string, Record<string, string>][]][] = [
    ["结果清单", [["csv", "CSV", { what: "hits" }]]],
    ["记录、指标、场景", [["xlsx", "XLSX", {}]]],
    ["记录", formats.map(([f, t]): [string, string, Record<string, string>] => [f, t, f === "jsonl" ? {} : { what: "records" }])],
    ...([["指标", "metrics"], ["场景", "scenarios"], ["各表的行", "行"]] as [string, string][]).map(([words, what]) => [words, formats.map(([f, t]) => [f, t, { what }])] as [string, [string, string, Record<string, string>][]]),
  ];
  return h("details", { class: "menu exports" }, h("summary", null, "导出"), h("table", null, h("caption", { class: "sr" }, "导出全部结果"), h("tbody", null, rows.map(([what, kinds]) =>
    h("tr", null, h("th", { scope: "row" }, what), h("td", null, kinds.map(([format, words, more]) => h("a", { href: address("export", { q: state.q, format, ...more }), download: true, "aria-label": `${what} ${words}` }, words))))))));
}

async function save(): Promise<void> {
  const field = h("input", { value: state.q.slice(0, 60), "aria-label": "名称", required: true });
  const box = dialog("保存检索", h("form", { class: "save-form", on: { submit: async (event: Event) => {
    event.preventDefault();
    try {
      await call("POST", "saved", { name: field.value.trim(), query: state.q });
      box.close();
      toast("已存；下次打开会标出新增条数");
    } catch (error) {
      toast(wordsOf(error), "bad");
    }
  } } }, h("label", null, "名称 ", field), h("p", null, h("code", null, state.q || "（全部）")), h("p", { class: "dialog-end" }, h("button", { class: "primary" }, "保存"))));
  field.select();
}

async function saved(): Promise<void> {
  const list = h("ul", { class: "saved-list" });
  dialog("已存检索", list);
  const look = async () => {
    try {
      const answer = await get<any>("saved");
      const items: any[] = answer.saved ?? [];
      fill(list, items.map((s) => h("li", null, h("a", { href: link({ ...fromAddress(), q: s.query, offset: 0, tab: "hits", cases: [] }) }, s.name), s.new ? h("span", { class: "tag new" }, `新增 ${s.new}`) : null, h("small", { class: "muted" }, `${s.total ?? ""} 条 · ${time(s.created)}`), h("code", null, s.query),
        button("删除", async () => {
          await call("DELETE", `saved/${s.id}`).catch((e) => toast(wordsOf(e), "bad"));
          await look();
        }, { class: "plain", "aria-label": `删除 ${s.name}` }))), items.length ? null : h("li", { class: "empty" }, "还没有保存过检索。"));
    } catch (error) {
      fill(list, h("li", { class: "problem" }, wordsOf(error)));
    }
  };
  await look();
}

