// What codes are called.

import names from "labels";

export const VERDICT: Record<string, string> = { consistent: "一致", inconsistent: "不一致", undetermined: "无法判定" };
export const SEVERITY: Record<string, string> = {
  material: "实质差异", suspect: "存疑", formal: "形式差异", unread: "未读出", note: "说明", equivalence: "等价写法",
};
export const KIND: Record<string, string> = {
  changed: "不同", missing_on_paper: "纸质件缺少", only_on_paper: "仅纸质件有", unread: "未读出、未核对", note: "说明", equivalence: "视为相同",
};
export const DECISION: Record<string, string> = { true: "属实", false: "误报", open: "待查" };
export const ROLE: Record<string, string> = { reviewer: "核对人", analyst: "分析人", archivist: "归档人", administrator: "管理员" };
export const SIDE: Record<string, string> = { paper: "纸质件", online: "网上数据" };
export const RECORD_KIND: Record<string, string> = {
  application: "申报书", notice: "通知", scenario_catalogue: "场景目录", recommendation_summary: "推荐汇总表",
  assessment_summary: "评审汇总表", form_blank: "空白表单", indicator_list: "指标清单", company_list: "企业名单",
  task_list: "任务清单", level_conditions: "等级条件", form: "表单", other: "其他",
};

/** The part of a form that a pointer stands in; the same words as the printed report. */
export function section(pointer: string): string {
  const first = pointer.split("/")[1] ?? "";
  if (first === "text") return "正文与其他文字";
  if (first === "pages" || first === "attachments") return "页与附件";
  if (first === "fields") return "栏目";
  if (first === "tables") return "表格";
  return names[`/${first}`] ?? (first ? "其他栏目" : "全文");
}

/** A pointer in the words of the forms, without its section. */
export function pointerName(pointer: string): string {
  const parts = pointer.split("/").slice(1);
  const said: string[] = [];
  let prefix = "";
  parts.forEach((part, depth) => {
    const item = /^\d+$/.test(part);
    const any = `${prefix}/*`;
    const own = `${prefix}/${part}`;
    prefix = item || (!names[own] && Object.keys(names).some((at) => at === any || at.startsWith(`${any}/`))) ? any : own;
    if (depth === 0 && parts.length > 1) return;
    if (prefix === "/metrics/*/value") return;
    said.push(item ? `第${Number(part) + 1}项` : (names[prefix] ?? part.replace(/~1/g, "/").replace(/~0/g, "~")));
  });
  return said.join(" › ");
}

/** The name of a column of a table by its key. */
export function columnName(key: string): string {
  const found = Object.keys(names).find((at) => at.endsWith(`/*/${key}`)) ?? Object.keys(names).find((at) => at.endsWith(`/${key}`));
  return found ? (names[found] ?? key) : key;
}

/** A path as its owner knows it: without the folder that the server put an upload into. */
export function shownPath(path: unknown): string {
  return String(path ?? "").replace(/^.*\/server\/uploads\/[0-9a-f]+\//, "");
}

export function number(value: number): string {
  return value.toLocaleString("zh-CN");
}

export function bytes(value: number): string {
  if (value < 1024) return `${value} 字节`;
  const units = ["KB", "MB", "GB", "TB"];
  let n = value / 1024;
  for (const unit of units) {
    if (n < 1024 || unit === "TB") return `${n < 10 ? n.toFixed(1) : Math.round(n)} ${unit}`;
    n /= 1024;
  }
  return `${value}`;
}

export function duration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return "";
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} 秒`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} 分 ${Math.round(seconds % 60)} 秒`;
  return `${Math.floor(seconds / 3600)} 小时 ${Math.round((seconds % 3600) / 60)} 分`;
}

/** A hint as far as it helps on the page: flags of the command line are of no use here. */
export function advice(hint: string | undefined): string {
  return hint && !/--|shenbao /.test(hint) ? hint : "";
}

/** A time of the server (seconds, or ISO 8601) as a reader says it. */
export function time(value: string | number | null | undefined): string {
  if (value === null || value === undefined || value === "") return "";
  // Without a zone it is the server's UTC.
  const text = typeof value === "string" && /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(value) ? `${value.replace(" ", "T")}Z` : value;
  const date = new Date(typeof text === "number" ? text * (text < 1e11 ? 1000 : 1) : text);
  if (Number.isNaN(date.getTime())) return String(value);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The name of a form from its identifier (issuer-year-kind). */
export function formName(id: string): string {
  const found = /^([a-z]+)-(\d{4})-(.+)$/.exec(id);
  if (!found) return id;
  const issuers: Record<string, string> = { miit: "工信部", gansu: "甘肃" };
  const kinds: Record<string, string> = { scenario: "优秀场景", factory: "示范工厂", "basic-factory": "基础级工厂", "advanced-factory": "先进级工厂" };
  const [, issuer = "", year, kind = ""] = found;
  return issuers[issuer] && kinds[kind] ? `${issuers[issuer]} ${year} ${kinds[kind]}` : id;
}
