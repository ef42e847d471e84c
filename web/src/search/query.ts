// The query language as far as the page writes it: the terms of a query at its top level,
// terms taken away and added, conditions of the builder put into words. Meaning is the server's.

/** Terms parted by spaces outside quotes and brackets; OR and NOT stay with their neighbours. */
export function terms(query: string): string[] {
  const out: string[] = [];
  let term = "";
  let depth = 0;
  let quote = "";
  for (const ch of query) {
    if (quote) {
      term += ch;
      if ((quote === '"' && ch === '"') || (quote === "“" && ch === "”")) quote = "";
    } else if (ch === '"' || ch === "“") {
      quote = ch;
      term += ch;
    } else if (/[(（]/.test(ch)) {
      depth += 1;
      term += ch;
    } else if (/[)）]/.test(ch)) {
      depth = Math.max(0, depth - 1);
      term += ch;
    } else if (/\s/.test(ch) && depth === 0) {
      if (term) out.push(term);
      term = "";
    } else term += ch;
  }
  if (term) out.push(term);
  // a OR b OR c is one condition; NOT goes with what follows.
  const joined: string[] = [];
  for (let n = 0; n < out.length; n += 1) {
    const now = out[n] ?? "";
    const next = out[n + 1];
    if (/^(OR|\|)$/i.test(now) && joined.length && next !== undefined) {
      joined[joined.length - 1] += ` ${now} ${next}`;
      n += 1;
    } else if (/^(NOT)$/i.test(now) && next !== undefined) {
      joined.push(`${now} ${next}`);
      n += 1;
    } else joined.push(now);
  }
  return joined;
}

export function without(query: string, term: string): string {
  const all = terms(query);
  const at = all.indexOf(term);
  if (at >= 0) all.splice(at, 1);
  return all.join(" ");
}

export function withTerm(query: string, term: string): string {
  const all = terms(query);
  if (all.includes(term)) return query;
  // Alternatives at the top level would swallow what is added.
  const base = all.map((t) => (/\s(OR|\|)\s/i.test(t) && !/^[(（-]/.test(t) ? `(${t})` : t));
  return [...base, term].join(" ");
}

/** A value as the language takes it behind a colon. */
export function quoted(value: string): string {
  return /[\s,，()（）"“”|:：<>=≥≤]/.test(value) || /^(OR|NOT|AND)$/i.test(value) ? `"${value.replace(/"/g, "")}"` : value;
}

export function condition(field: string, value: string): string {
  return `${field}:${quoted(value)}`;
}

export const FACETS: { key: string; title: string; field: string }[] = [
  { key: "kind", title: "类型", field: "类型" },
  { key: "year", title: "年份", field: "年份" },
  { key: "sector", title: "行业", field: "行业" },
  { key: "region", title: "地区", field: "地区" },
  { key: "level", title: "级别", field: "级别" },
  { key: "stage", title: "环节", field: "环节" },
  { key: "scenario", title: "场景", field: "场景" },
  { key: "supplier", title: "供应商", field: "供应商" },
  { key: "ownership", title: "企业性质", field: "企业性质" },
  { key: "size", title: "企业规模", field: "企业规模" },
  { key: "maturity", title: "成熟度", field: "成熟度" },
  { key: "recommender", title: "推荐单位", field: "推荐单位" },
  { key: "issuer", title: "发文机关", field: "发文机关" },
  { key: "template", title: "表单", field: "表单" },
  { key: "format", title: "格式", field: "格式" },
];

/** Fields of the builder; `figure` ones are compared. */
export const FIELDS = [
  "任意文字", "原文", "企业", "标题", "项目", "场景", "环节", "实例", "供应商", "行业", "地区", "企业性质", "企业规模", "推荐单位",
  "信用代码", "信用等级", "年份", "日期", "类型", "表单", "级别", "发文机关", "发文字号", "引用", "文件", "指标",
];

export interface Condition { join: "and" | "or" | "not"; field: string; op: string; value: string; to: string; metric: string }

/** One condition in the language; empty where it says nothing. */
export function written(c: Condition): string {
  const value = c.value.trim();
  if (c.field === "指标") {
    const metric = c.metric.trim();
    if (!metric || !value) return "";
    return c.op === ".." ? (c.to.trim() ? `${metric}:${value}..${c.to.trim()}` : "") : `${metric}${c.op}${value}`;
  }
  if (!value) return "";
  if (c.field === "任意文字") return value;
  if (c.field === "原文") return `"${value.replace(/"/g, "")}"`;
  if ((c.field === "年份" || c.field === "日期") && c.op === "..") return `${c.field}:${value}..${c.to.trim()}`;
  return condition(c.field, value);
}

/** The conditions from the top as one query. */
export function composed(list: Condition[]): string {
  const groups: string[][] = [];
  for (const c of list) {
    const text = written(c);
    if (!text) continue;
    const single = /\s/.test(text) && c.field === "任意文字" ? `(${text})` : text;
    if (c.join === "or" && groups.length) groups[groups.length - 1]?.push(single);
    else if (c.join === "not") groups.push([`-${single}`]);
    else groups.push([text]);
  }
  return groups.map((g) => (g.length > 1 ? `(${g.join(" OR ")})` : g[0])).join(" ");
}
