// A side without pages: the document as HTML. Characters are marked without touching the text
// (CSS highlights); a browser that lacks them frames the paragraph or cell.

import { get, wordsOf } from "../api";
import { framed, h } from "../dom";
import { SIDE } from "../words";
import { contexts, isLong, search } from "./characters";
import type { Item, Place, Reading, SideName, View } from "./model";
import { tint, type Pane, type Spot } from "./pane";

const highlights: Map<string, any> | undefined = (CSS as any).highlights;

export class HtmlPane implements Pane {
  readonly element = h("div", { class: "leaf" });
  readonly scroller: HTMLElement;
  readonly ready: Promise<void>;
  private factor = 1;
  private spots: Spot[] = [];
  private pick: (item: Item) => void = () => {};
  private frame = h("div", { class: "here", hidden: true, "aria-hidden": "true" });
  private shown: { item: Item; reading: Reading } | null = null;

  constructor(readonly view: View, readonly side: SideName, tell: () => void) {
    this.scroller = h("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": `${SIDE[side]}：${view.name}` }, this.element);
    this.scroller.addEventListener("scroll", framed(tell));
    this.element.addEventListener("click", (event) => this.clicked(event));
    new ResizeObserver(framed(() => this.place())).observe(this.element);
    this.ready = this.fetch();
  }

  private async fetch(): Promise<void> {
    this.element.append(h("p", { class: "loading" }, "正在打开……"));
    try {
      const text = (await get<{ html: string }>(`files/${this.view.sha256}/view`)).html;
      const parsed = new DOMParser().parseFromString(text, "text/html");
      // The server writes nothing else; what is not on this list would not be its own.
      for (const odd of parsed.querySelectorAll("script, style, link, iframe, object, embed, form, base, meta, svg, img[src^='http']")) odd.remove();
      for (const element of parsed.querySelectorAll("[id]")) element.id = this.name(element.id);
      this.element.replaceChildren(this.frame, ...parsed.body.childNodes);
    } catch (error) {
      this.element.replaceChildren(this.frame, h("p", { class: "problem" }, `打不开：${wordsOf(error)}`));
    }
    this.mark(this.spots, this.pick);
    if (this.shown) this.show(this.shown.item, this.shown.reading, true);
  }

  private name(path: string): string {
    return `${this.side}:${path}`;
  }

  private find(place: Place | Reading, pointer?: string): HTMLElement | null {
    const at = (path: string) => document.getElementById(this.name(path));
    if (place.block !== undefined) {
      const cell = place.cell ?? "";
      const found = (cell && at(`b${place.block}-${cell}`)) || (cell && at(`b${place.block}-${cell.split("/")[0]}`)) || at(`b${place.block}`);
      if (found) return found;
    }
    // A record has no blocks: its values stand under their pointers.
    let step = pointer ?? (place as Place).pointer ?? "";
    while (step) {
      const found = at(step);
      if (found) return found;
      step = step.slice(0, step.lastIndexOf("/"));
    }
    return null;
  }

  top(place: Place): number | null {
    const element = this.find(place);
    if (!element) return null;
    return element.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top + this.scroller.scrollTop;
  }

  mark(spots: Spot[], pick: (item: Item) => void): void {
    this.spots = spots;
    this.pick = pick;
    this.element.querySelectorAll(".spotted").forEach((e) => e.classList.remove("spotted", "material", "suspect", "formal", "granted"));
    const ranges = new Map<string, Range[]>();
    for (const { item, reading } of spots) {
      const element = this.find(reading, item.pointer);
      if (!element) continue;
      element.classList.add("spotted", tint(item.severity));
      element.dataset.items = [...new Set([...(element.dataset.items ?? "").split(" ").filter(Boolean), item.id])].join(" ");
      const list = ranges.get(tint(item.severity)) ?? [];
      list.push(...rangesOf(element, reading));
      ranges.set(tint(item.severity), list);
    }
    const Highlight = (window as any).Highlight;
    if (!highlights || !Highlight) return;
    for (const name of ["material", "suspect", "formal", "granted"])
      highlights.set(`${this.side}-${name}`, new Highlight(...(ranges.get(name) ?? [])));
  }

  private clicked(event: MouseEvent): void {
    const element = (event.target as HTMLElement).closest<HTMLElement>(".spotted");
    const ids = (element?.dataset.items ?? "").split(" ");
    const found = this.spots.find((spot) => ids.includes(spot.item.id));
    if (found && !String(window.getSelection() ?? "")) this.pick(found.item);
  }

  show(item: Item, reading: Reading | null, scroll: boolean): void {
    this.shown = reading ? { item, reading } : null;
    this.place();
    const element = reading && this.find(reading, item.pointer);
    const Highlight = (window as any).Highlight;
    if (highlights && Highlight) {
      const now = new Highlight(...(element && reading ? rangesOf(element, reading) : []));
      now.priority = 1;
      highlights.set(`${this.side}-current`, now);
    }
    if (element && scroll) {
      const top = element.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top + this.scroller.scrollTop;
      const marked = reading ? rangesOf(element, reading)[0]?.getBoundingClientRect().top : undefined;
      const at = marked === undefined ? top : marked - this.scroller.getBoundingClientRect().top + this.scroller.scrollTop;
      this.scroller.scrollTop = at - this.scroller.clientHeight * 0.33;
    }
  }

  toMark(item: Item, n: number): void {
    const reading = this.shown?.item === item ? this.shown.reading : null;
    const element = reading && this.find(reading, item.pointer);
    const range = element && rangesOf(element, reading)[n];
    if (range) this.scroller.scrollTop += range.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top - this.scroller.clientHeight * 0.33;
  }

  private place(): void {
    const element = this.shown && this.find(this.shown.reading, this.shown.item.pointer);
    this.frame.hidden = !element;
    if (!element || !this.shown) return;
    const box = element.getBoundingClientRect();
    const own = this.element.getBoundingClientRect();
    this.frame.className = `here ${tint(this.shown.item.severity)}`;
    this.frame.style.left = `${box.left - own.left - 3}px`;
    this.frame.style.top = `${box.top - own.top - 3}px`;
    this.frame.style.width = `${box.width + 6}px`;
    this.frame.style.height = `${box.height + 6}px`;
  }

  zoom(factor: number): void {
    const share = this.scroller.scrollTop / Math.max(1, this.scroller.scrollHeight);
    this.factor = factor;
    this.element.style.fontSize = `${Math.round(14 * this.factor)}px`;
    this.scroller.scrollTop = share * this.scroller.scrollHeight;
    this.place();
  }

  page(): number {
    return 0;
  }

  toPage(): void {}
}

/** Ranges of the marked characters of a reading, from an element on; white space does not matter. One a mark where the text is long. */
export function rangesOf(element: HTMLElement, reading: Reading): Range[] {
  if (!reading.marks?.length) return [];
  const text = [...reading.text];
  const chars: { ch: string; node: Text; start: number; end: number }[] = [];
  // A long text goes on in the blocks behind the one where it begins.
  const scope = isLong(reading) ? (element.closest(".doc") ?? element) : element;
  const walker = document.createTreeWalker(scope, NodeFilter.SHOW_TEXT);
  walker.currentNode = element;
  for (let node = walker.nextNode() as Text | null; node && chars.length < text.length * 1.5 + 2000; node = walker.nextNode() as Text | null) {
    let at = 0;
    for (const ch of node.data) {
      for (const one of ch.normalize("NFKC").replace(/\s/gu, "")) chars.push({ ch: one, node, start: at, end: at + ch.length });
      at += ch.length;
    }
  }
  const printed = chars.map((c) => c.ch);
  const ranges: Range[] = [];
  const add = (from: number, to: number) => {
    let range: Range | null = null;
    let last: Text | null = null;
    for (const at of chars.slice(from, to)) {
      if (!range || last !== at.node) {
        range = document.createRange();
        range.setStart(at.node, at.start);
        ranges.push(range);
        last = at.node;
      }
      range.setEnd(at.node, at.end);
    }
  };
  if (isLong(reading)) {
    let from = 0;
    for (const mark of contexts(reading)) {
      const found = search(printed, mark, from);
      if (!found) continue;
      from = found[0];
      if (found[0] === found[1]) add(Math.max(0, found[0] - 1), found[1] + 1);
      else add(found[0], found[1]);
    }
    return ranges;
  }
  const wanted: { ch: string; index: number }[] = [];
  text.forEach((ch, index) => {
    const cut = ch === "…" && (index === 0 || index === text.length - 1);
    if (!cut) for (const one of ch.normalize("NFKC").replace(/\s/gu, "")) wanted.push({ ch: one, index });
  });
  const found = wanted.length ? search(printed, { before: [], own: wanted.map((w) => w.ch), after: [] }) : null;
  if (!found) return [];
  for (const [start, end] of reading.marks) {
    const own = wanted.map((w, n) => ({ index: w.index, at: found[0] + n })).filter((w) => w.index >= start && w.index < end);
    const [first, last] = [own[0], own[own.length - 1]];
    if (first && last) add(first.at, last.at + 1);
  }
  return ranges;
}
