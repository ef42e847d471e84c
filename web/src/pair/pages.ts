// A side as pictures of its pages, with the spots drawn on top. Pages are laid out by their
// sizes at once and get their picture when they come into sight.

import { framed, h } from "../dom";
import { SEVERITY, SIDE } from "../words";
import { isLong, likely, locate, type Box, type Found } from "./characters";
import { pagePicture, type Item, type Place, type Reading, type SideName, type View } from "./model";
import { tint, type Pane, type Spot } from "./pane";

const DPIS = [96, 144, 192, 288];
const GAP = 10;

export class PagesPane implements Pane {
  readonly element = h("div", { class: "pages" });
  readonly scroller: HTMLElement;
  private readonly sheets: HTMLElement[] = [];
  private readonly seen: IntersectionObserver;
  private factor = 1;
  private spots: Spot[] = [];
  private drawn = new Map<string, HTMLElement[]>();
  private found = new Map<string, (Found | null)[]>();
  private pick: (item: Item) => void = () => {};
  private current: string | null = null;
  private readonly usual: number;
  private laid = false;
  private late: (() => void) | null = null;

  constructor(readonly view: View, readonly side: SideName, tell: () => void) {
    this.scroller = h("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": `${SIDE[side]}：${view.name}` }, this.element);
    this.seen = new IntersectionObserver((entries) => {
      for (const entry of entries) if (entry.isIntersecting) this.picture(entry.target as HTMLElement);
    }, { root: this.scroller, rootMargin: "600px 0px" });
    const widths = view.pages.map((p) => p.width).sort((a, b) => a - b);
    this.usual = widths[widths.length >> 1] ?? 595;
    view.pages.forEach((_, n) => {
      const sheet = h("div", { class: "sheet", dataset: { page: String(n + 1) } });
      this.sheets.push(sheet);
      this.element.appendChild(sheet);
      this.seen.observe(sheet);
    });
    this.scroller.addEventListener("scroll", framed(tell));
    new ResizeObserver(framed(() => this.layout())).observe(this.scroller);
  }

  /** Pixels a point of a page: usual pages fill the width, wider ones are made to fit. */
  private scale(page: number): number {
    const own = this.view.pages[page - 1]?.width ?? this.usual;
    return Math.max(0.1, ((this.scroller.clientWidth - 2 * GAP) / Math.max(own, this.usual)) * this.factor);
  }

  private layout(): void {
    if (!this.scroller.clientWidth) return;
    this.view.pages.forEach((page, n) => {
      const sheet = this.sheets[n];
      const scale = this.scale(n + 1);
      if (!sheet) return;
      sheet.style.width = `${page.width * scale}px`;
      sheet.style.height = `${page.height * scale}px`;
    });
    for (const sheet of this.sheets) if (sheet.querySelector("img")) this.picture(sheet);
    this.place();
    this.laid = true;
    this.late?.();
    this.late = null;
  }

  private picture(sheet: HTMLElement): void {
    const page = Number(sheet.dataset.page);
    const need = this.scale(page) * 72 * (window.devicePixelRatio || 1);
    const dpi = DPIS.find((d) => d >= need * 0.9) ?? 288;
    if (sheet.dataset.dpi && Number(sheet.dataset.dpi) >= dpi) return;
    sheet.dataset.dpi = String(dpi);
    const image = h("img", { alt: `${SIDE[this.side]}第 ${page} 页`, src: pagePicture(this.view, page, dpi), decoding: "async", draggable: "false" });
    image.addEventListener("load", () => {
      sheet.classList.remove("failed");
      sheet.querySelectorAll("img").forEach((old) => { if (old !== image) old.remove(); });
    });
    image.addEventListener("error", () => {
      sheet.classList.add("failed");
      image.remove();
      delete sheet.dataset.dpi;
    });
    sheet.prepend(image);
  }

  top(place: Place): number | null {
    const sheet = place.page ? this.sheets[place.page - 1] : undefined;
    if (!sheet) return null;
    const y = place.y ?? place.bbox?.[1] ?? 0;
    return sheet.offsetTop + y * this.scale(place.page ?? 1);
  }

  mark(spots: Spot[], pick: (item: Item) => void): void {
    this.spots = spots;
    this.pick = pick;
    this.element.querySelectorAll(".spot").forEach((spot) => spot.remove());
    this.drawn.clear();
    for (const spot of spots) this.draw(spot);
    this.place();
    if (this.current) this.outline(this.current);
  }

  private draw(spot: Spot): void {
    const { item, reading } = spot;
    const sheet = reading.page ? this.sheets[reading.page - 1] : undefined;
    if (!sheet) return;
    const boxes: HTMLElement[] = [];
    const add = (box: Box, kind: string) => {
      const element = h("div", { class: `spot ${kind} ${tint(item.severity)}`, title: `${item.number}. ${item.label}（${SEVERITY[item.severity]}）`, on: { click: () => this.pick(item) } });
      element.dataset.box = box.map((v) => v.toFixed(2)).join(" ");
      boxes.push(element);
      sheet.appendChild(element);
    };
    const bbox = reading.bbox;
    if (!bbox) {
      // The page as a whole.
      const size = this.view.pages[(reading.page ?? 1) - 1];
      if (size) add([4, 4, size.width - 4, size.height - 4], "whole");
    } else {
      add([bbox[0] - 2, bbox[1] - 1.5, bbox[2] + 2, bbox[3] + 1.5], "value");
      for (const box of likely(reading) ?? []) add(box, "characters");
    }
    this.drawn.set(item.id, boxes);
  }

  /** Marks single characters from the page's own, once it is looked at. */
  private async sharpen(item: Item, reading: Reading, scroll: boolean): Promise<void> {
    if (!reading.page || !reading.marks?.length) return;
    const known: (Found | null)[] = [];
    this.found.set(item.id, known);
    let first = true;
    await locate(this.view, reading, (n, spot) => {
      const own = this.drawn.get(item.id);
      const sheet = this.sheets[spot.page - 1];
      if (!own || !sheet) return;
      if (first) for (const old of own.splice(0)) {
        if (old.classList.contains("characters")) old.remove();
        else own.push(old);
      }
      for (const box of spot.boxes) {
        const element = h("div", { class: `spot characters ${tint(item.severity)}${this.current === item.id ? " current" : ""}` });
        element.dataset.box = box.map((v) => v.toFixed(2)).join(" ");
        own.push(element);
        sheet.appendChild(element);
      }
      known[n] = spot;
      this.place();
      if (first && scroll && isLong(reading) && this.current === item.id) this.toMark(item, n);
      first = false;
    });
  }

  toMark(item: Item, n: number): void {
    const spot = this.found.get(item.id)?.[n];
    const box = spot?.boxes[0];
    if (!spot || !box) return;
    const top = this.top({ page: spot.page, y: box[1] });
    if (top !== null) this.scroller.scrollTop = top - this.scroller.clientHeight * 0.33;
  }

  private place(): void {
    for (const element of this.element.querySelectorAll<HTMLElement>(".spot")) {
      const scale = this.scale(Number(element.parentElement?.dataset.page ?? 1));
      const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = (element.dataset.box ?? "").split(" ").map(Number);
      element.style.left = `${x0 * scale}px`;
      element.style.top = `${y0 * scale}px`;
      element.style.width = `${Math.max(3, (x1 - x0) * scale)}px`;
      element.style.height = `${Math.max(3, (y1 - y0) * scale)}px`;
    }
  }

  private outline(id: string): void {
    this.element.querySelectorAll(".spot.current").forEach((s) => s.classList.remove("current"));
    for (const spot of this.drawn.get(id) ?? []) spot.classList.add("current");
  }

  show(item: Item, reading: Reading | null, scroll: boolean): void {
    this.current = item.id;
    if (!this.laid) {
      this.late = () => this.show(item, reading, scroll);
      return;
    }
    if (reading?.page && !this.drawn.has(item.id)) {
      this.spots.push({ item, reading });
      this.draw({ item, reading });
      this.place();
    }
    this.outline(item.id);
    if (!reading?.page) return;
    if (scroll) {
      const top = this.top({ page: reading.page, bbox: reading.bbox });
      if (top !== null) {
        this.scroller.scrollTop = top - this.scroller.clientHeight * 0.33;
        const middle = reading.bbox ? ((reading.bbox[0] + reading.bbox[2]) / 2) * this.scale(reading.page) : 0;
        if (this.factor > 1) this.scroller.scrollLeft = middle - this.scroller.clientWidth / 2;
      }
    }
    void this.sharpen(item, reading, scroll);
  }

  zoom(factor: number): void {
    const middle = (this.scroller.scrollTop + this.scroller.clientHeight * 0.33) / Math.max(1, this.element.offsetHeight);
    const across = (this.scroller.scrollLeft + this.scroller.clientWidth / 2) / Math.max(1, this.element.offsetWidth);
    this.factor = factor;
    this.layout();
    this.scroller.scrollTop = middle * this.element.offsetHeight - this.scroller.clientHeight * 0.33;
    this.scroller.scrollLeft = across * this.element.offsetWidth - this.scroller.clientWidth / 2;
  }

  page(): number {
    const at = this.scroller.scrollTop + this.scroller.clientHeight * 0.33;
    const found = this.sheets.findIndex((sheet) => sheet.offsetTop + sheet.offsetHeight > at);
    return (found < 0 ? this.sheets.length - 1 : found) + 1;
  }

  toPage(page: number): void {
    const sheet = this.sheets[page - 1];
    if (sheet) this.scroller.scrollTop = sheet.offsetTop - GAP;
  }
}
