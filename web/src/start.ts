// The start page: what stands open on each desk.

import { get, page } from "./api";
import { byId, fill, h } from "./dom";
import { number, time, VERDICT } from "./words";

function facts(id: string, list: [string, number | string | undefined][]): void {
  fill(byId(id), list.filter(([, n]) => n !== undefined).map(([name, n]) => h("div", null, h("dt", null, name), h("dd", null, typeof n === "number" ? number(n) : n))));
}

export async function start(): Promise<void> {
  const [pairs, status] = await Promise.allSettled([get<any>("pairs", { limit: 500 }), get<any>("library")]);
  if (pairs.status === "fulfilled") {
    const list: any[] = pairs.value.pairs ?? [];
    facts("start-pairs", [["对", list.length], ["待认定", list.reduce((sum, p) => sum + (p.state === "signed" ? 0 : p.open), 0)], ["已签署", list.filter((p) => p.state === "signed").length]]);
    const open = list.filter((p) => p.state !== "signed").slice(0, 6);
    fill(byId("start-recent"), open.length ? [h("h2", null, "接着核对"), h("ul", { class: "recent" }, open.map((p) => h("li", null, h("span", { class: `verdict ${p.verdict ?? "reading"}` }, VERDICT[p.verdict] ?? "读取中"), h("a", { href: page(`pairs/${encodeURIComponent(p.id)}`) }, p.title || p.paper_name), h("small", null, time(p.created)))))] : null);
  }
  if (status.status === "fulfilled") {
    const s = status.value;
    facts("start-library", [["记录", s.records], ["作品", s.works], ["文件", s.files]]);
    facts("start-ingest", [["隔离", s.quarantined], ["待重读", s.stale]]);
  }
}
