// Highlights come as byte ranges of UTF-8.

import { h } from "../dom";

export function highlighted(text: string, ranges: { start: number; end: number }[] | [number, number][]): HTMLElement {
  const bytes = new TextEncoder().encode(text);
  const decoder = new TextDecoder();
  const out = h("span");
  let at = 0;
  for (const range of ranges) {
    const [start, end] = Array.isArray(range) ? range : [range.start, range.end];
    if (start < at || end > bytes.length) continue;
    out.append(decoder.decode(bytes.slice(at, start)), h("mark", null, decoder.decode(bytes.slice(start, end))));
    at = end;
  }
  out.append(decoder.decode(bytes.slice(at)));
  return out;
}

/** Puts a text on the clipboard. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = h("textarea", { class: "sr" }, text);
    document.body.appendChild(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}

/** What a case is called: who, and which project; else the title of its paper. */
export function caseName(told: any): string {
  const record = told.record ?? {};
  const cover = record.cover ?? {};
  const project = cover.project_name ?? cover.scenario_name ?? cover.factory_name ?? record.project?.task_name ?? "";
  const who = record.applicant?.name ?? cover.applicant ?? "";
  return [who, project].filter(Boolean).join("：") || told.title || told.name || "";
}

/** How a case is cited. */
export function citation(record: any): string {
  const parts = [record.applicant ?? record.record?.applicant?.name, `《${record.title ?? ""}》`, record.year ? `${record.year}年` : "", record.path?.split("/").pop(), record.page ? `第${record.page}页` : ""];
  const hash = record.sha256 ? `（SHA-256：${String(record.sha256).slice(0, 16)}…）` : "";
  return `${parts.filter(Boolean).join("，")}${hash}。`;
}
