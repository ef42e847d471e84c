// A pair as the page works with it: the report's entries as one list of items, each with
// its places, and the decisions beside them.

import { address, call, Failure, get, meta } from "../api";
import { section } from "../words";

export type SideName = "paper" | "online";
export const SIDES: SideName[] = ["paper", "online"];

export interface Reading {
  text: string;
  marks?: [number, number][];
  page?: number;
  bbox?: [number, number, number, number];
  block?: number;
  cell?: string;
  place?: string;
  raw?: string;
}

export type Severity = "material" | "suspect" | "unread" | "formal" | "equivalence" | "note";
export const SEVERITIES: Severity[] = ["material", "suspect", "unread", "formal", "equivalence", "note"];

export interface Item {
  id: string;
  severity: Severity;
  kind: string;
  label: string;
  section: string;
  pointer: string;
  reason: string;
  /** The reason or rule in Chinese, where the server tells it. */
  why: string;
  note: string;
  confidence: number;
  paper: Reading | null;
  online: Reading | null;
  /** Signing waits for a decision on it. */
  asks: boolean;
  number: number;
}

export interface Decision { decision: "true" | "false" | "open"; remark: string; by: string; at: string; version?: number }

export interface PageInfo { width: number; height: number }
export interface View { sha256: string; name: string; kind: "pages" | "html"; pages: PageInfo[]; ocr?: number;
  /** Pages as LibreOffice prints them, where the file has none of its own; the report's places are not on them. */
  print?: PageInfo[] }
export interface Place { page?: number; y?: number; bbox?: number[]; block?: number; cell?: string; pointer?: string }
export interface Anchor { paper: Place; online: Place }
export interface PageState { page: number; source: string; differences: number }

export interface Pair {
  id: string;
  title: string;
  verdict: string;
  reason: string;
  sources: Record<SideName, any>;
  views: Record<SideName, View>;
  pages: Record<SideName, PageState[]>;
  coverage: any;
  items: Item[];
  decisions: Map<string, Decision>;
  anchors: Anchor[];
  signed: { by: string; at: string; number?: string; conclusion_title?: string } | null;
  broken: string;
  versions: any;
}

function reading(value: any): Reading | null {
  return value && typeof value === "object" ? { ...value, text: value.text ?? "" } : null;
}

/** Units that a reviewer decides about, unless the server lists them itself. */
function asksFor(severity: Severity, entry: any): boolean {
  return severity === "material" || severity === "suspect" || severity === "unread" || Boolean(entry.reordered);
}

export function normalise(answer: any, id: string, anchors: any, info: Record<SideName, any>): Pair {
  const report = answer;
  const places = byPointer(anchors.anchors ?? []);
  const open: Set<string> | null = Array.isArray(answer.items) ? new Set(answer.items.map(String)) : null;
  const items: Item[] = [];
  const add = (severity: Severity, entry: any, fallback: string, rest: Partial<Item>) => {
    const itemId = String(entry.id ?? fallback);
    items.push({
      id: itemId,
      severity,
      kind: severity,
      label: entry.label ?? "",
      section: section(entry.pointer ?? ""),
      pointer: entry.pointer ?? "",
      reason: entry.reason ?? entry.rule ?? "",
      why: entry.reason_title ?? entry.title ?? "",
      note: entry.note ?? "",
      confidence: entry.confidence ?? 1,
      paper: null,
      online: null,
      asks: open ? open.has(itemId) : asksFor(severity, entry),
      number: 0,
      ...rest,
    });
  };
  (report.differences ?? []).forEach((d: any, n: number) =>
    add(d.severity, d, `d${n + 1}`, { kind: d.kind, paper: reading(d.paper), online: reading(d.online) }));
  (report.coverage?.unread ?? []).forEach((u: any, n: number) => {
    const known = places[u.pointer]?.[u.side] ?? {};
    const own: Reading = { text: known.raw ?? "", ...known, ...(u.page ? { page: u.page } : {}), ...(u.bbox ? { bbox: u.bbox } : {}) };
    add("unread", u, `u${n + 1}`, { label: u.label ?? nameOf(u, places), [u.side as SideName]: own });
  });
  (report.equivalences ?? []).forEach((e: any, n: number) => {
    const at = (side: SideName): Reading => ({ ...(places[e.pointer]?.[side] ?? {}), text: e[side] ?? "" });
    add("equivalence", e, `e${n + 1}`, {
      label: e.label ?? nameOf(e, places), paper: at("paper"), online: at("online"),
      note: e.count > 1 ? `共 ${e.count} 处` : "",
    });
  });
  (report.coverage?.notes ?? []).forEach((note: any, n: number) =>
    add("note", note, `n${n + 1}`, { label: note.note ?? "", section: "说明", note: "" }));
  const rank = (item: Item) => SEVERITIES.indexOf(item.severity);
  items.sort((a, b) => rank(a) - rank(b));
  items.forEach((item, n) => (item.number = n + 1));
  const view = (side: SideName): View => {
    const source = report[side] ?? {};
    const pages = info[side]?.pages ?? [];
    const printed = Boolean(info[side]?.printed);
    return {
      sha256: source.sha256 ?? "",
      name: answer[`${side}_name`] ?? String(source.path ?? "").split(/[\\/]/).pop() ?? "",
      kind: pages.length && !printed ? "pages" : "html",
      pages: printed ? [] : pages,
      print: printed ? pages : [],
      ocr: source.ocr_pages,
    };
  };
  return {
    id,
    title: answer.title ?? view("paper").name,
    verdict: report.verdict,
    reason: report.reason ?? "",
    sources: { paper: report.paper, online: report.online },
    views: { paper: view("paper"), online: view("online") },
    pages: { paper: report.coverage?.paper_pages ?? [], online: report.coverage?.online_pages ?? [] },
    coverage: report.coverage ?? {},
    items,
    decisions: new Map(Object.entries(answer.decisions ?? {})) as Map<string, Decision>,
    anchors: (anchors.lines ?? anchors.anchors ?? []).filter((a: any) => a.paper && a.online),
    signed: answer.signed ?? null,
    broken: answer.signed && answer.signed.valid === false ? ((answer.signed.broken ?? []).join("；") || "签署之后文件有改动，认定书失效") : "",
    versions: report.versions ?? {},
  };
}

function nameOf(entry: any, places: any): string {
  const known = places[entry.pointer];
  // The section is said beside it.
  const label = String(known?.label ?? "").split(" › ").filter((part, n, all) => n > 0 || all.length === 1 || part !== section(entry.pointer ?? "")).join(" › ");
  if (label) return label;
  if (!entry.pointer) return entry.side ? "" : "全文";
  if (entry.pointer.startsWith("/text")) return "正文与其他文字";
  return entry.pointer.split("/").filter((s: string) => s && s !== "value" && !/^\d+$/.test(s)).pop() ?? "";
}

export async function load(id: string): Promise<Pair> {
  const path = `pairs/${encodeURIComponent(id)}`;
  const [answer, anchors] = await Promise.all([get<any>(path), get<any>(`${path}/anchors`).catch(() => ({}))]);
  const about = (side: SideName) => (answer[side]?.sha256 ? get<any>(`files/${answer[side].sha256}/info`).catch(() => null) : Promise.resolve(null));
  const [paper, online] = await Promise.all([about("paper"), about("online")]);
  return normalise(answer, id, anchors, { paper, online });
}

/** Places by the pointers that a report names; text outside of fields by its block. */
function byPointer(anchors: any[]): Record<string, any> {
  const out: Record<string, any> = {};
  for (const anchor of anchors) {
    if (anchor.pointer) out[anchor.pointer] ??= anchor;
    else if (anchor.online?.block !== undefined && !anchor.online.cell) out[`/text/${anchor.online.block}`] ??= anchor;
  }
  return out;
}

export function undecided(pair: Pair): Item[] {
  return pair.items.filter((item) => {
    const decision = pair.decisions.get(item.id)?.decision;
    return item.asks && decision !== "true" && decision !== "false";
  });
}

/** Decisions on their way to the server. What could not be sent waits in the browser, also over a restart. */
export class Keeper {
  private waiting = new Map<string, { decision: string; remark: string; version?: number }>();
  private busy = false;
  constructor(
    private readonly pair: Pair,
    private readonly changed: (state: "saved" | "saving" | "waiting", note?: string) => void,
    private readonly overtaken: (id: string, theirs: Decision) => void,
  ) {
    try {
      const kept = localStorage.getItem(this.key);
      if (kept) this.waiting = new Map(JSON.parse(kept));
    } catch {
      // Nothing kept.
    }
    for (const [id, mine] of this.waiting)
      this.pair.decisions.set(id, { ...(mine as any), by: meta("reviewer"), at: "" });
    if (this.waiting.size) void this.send();
  }

  private get key(): string {
    return `shenbao-pair-${this.pair.id}`;
  }

  private remember(): void {
    try {
      if (this.waiting.size) localStorage.setItem(this.key, JSON.stringify([...this.waiting]));
      else localStorage.removeItem(this.key);
    } catch {
      // Private window: only the server keeps it.
    }
  }

  get unsent(): number {
    return this.waiting.size;
  }

  put(id: string, decision: Decision["decision"], remark: string): void {
    const before = this.pair.decisions.get(id);
    this.pair.decisions.set(id, { decision, remark, by: meta("reviewer"), at: new Date().toISOString(), version: before?.version ?? 0 });
    this.waiting.set(id, { decision, remark, version: before?.version ?? 0 });
    this.remember();
    void this.send();
  }

  /** Many at once, all or none. */
  async many(items: Item[], decision: Decision["decision"], remark: string): Promise<void> {
    const versions = Object.fromEntries(items.map((i) => [i.id, this.pair.decisions.get(i.id)?.version ?? 0]));
    await call("PUT", `pairs/${encodeURIComponent(this.pair.id)}/decisions`, { items: items.map((i) => i.id), decision, remark, versions });
    const answer = await get<any>(`pairs/${encodeURIComponent(this.pair.id)}`);
    for (const [id, kept] of Object.entries(answer.decisions ?? {})) this.pair.decisions.set(id, kept as Decision);
  }

  async send(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      while (this.waiting.size) {
        const [id, mine] = this.waiting.entries().next().value as [string, any];
        this.changed("saving");
        try {
          const told = await call<any>("PUT", `pairs/${encodeURIComponent(this.pair.id)}/decisions/${encodeURIComponent(id)}`, mine);
          const kept = told?.decision && typeof told.decision === "object" ? told.decision : told;
          const now = this.pair.decisions.get(id);
          if (kept && now && kept.version !== undefined) this.pair.decisions.set(id, { ...now, version: kept.version, by: kept.by ?? now.by, at: kept.at ?? now.at });
          if (this.waiting.get(id) === mine) this.waiting.delete(id);
          else {
            const later = this.waiting.get(id);
            if (later && kept?.version !== undefined) later.version = kept.version;
          }
        } catch (error) {
          if (error instanceof Failure && error.status >= 400 && error.status < 500) {
            this.waiting.delete(id);
            const told = error.body as any;
            const theirs = told?.error?.code === "overtaken" ? told.error.details : null;
            if (error.status === 409 && theirs) {
              this.pair.decisions.set(id, theirs);
              this.overtaken(id, theirs);
            } else {
              this.changed("waiting", error.words);
              this.remember();
              return;
            }
          } else {
            this.changed("waiting");
            window.setTimeout(() => void this.send(), 3000);
            return;
          }
        }
        this.remember();
      }
      this.changed("saved");
    } finally {
      this.busy = false;
    }
  }
}

export function pagePicture(view: View, page: number, dpi: number): string {
  return address(`files/${view.sha256}/pages/${page}.png`, { dpi });
}
