// The strip of pages: how each was read and how many items stand on it; a click goes there.

import { h } from "../dom";
import { number, SIDE } from "../words";
import type { Item, PageState, SideName, View } from "./model";

const SOURCE: Record<string, string> = { text: "文字", ocr: "识别", blank: "空白", unread: "未读出" };

export class Strip {
  readonly element: HTMLElement;
  private readonly marks: HTMLButtonElement[] = [];
  private now = 0;

  constructor(side: SideName, private readonly view: View, states: PageState[], private readonly go: (page: number) => void) {
    this.element = h("nav", { class: "strip", "aria-label": `${SIDE[side]}的页` });
    const list = h("ol");
    const by = new Map(states.map((s) => [s.page, s]));
    view.pages.forEach((_, n) => {
      const page = n + 1;
      const source = by.get(page)?.source ?? "text";
      const mark = h("button", { type: "button", class: source, dataset: { source: SOURCE[source] ?? source }, on: { click: () => this.go(page) } }, h("span", { class: "sr" }, "第 "), h("span", null, String(page)), h("span", { class: "sr" }, ` 页，${SOURCE[source] ?? source}`));
      this.marks.push(mark);
      list.appendChild(h("li", null, mark));
    });
    this.element.appendChild(list);
  }

  /** Counts of the items in the list, by page. */
  count(items: Item[], side: SideName): void {
    this.view.pages.forEach((_, n) => {
      const page = n + 1;
      const own = items.filter((item) => item[side]?.page === page && item.severity !== "equivalence" && item.severity !== "note");
      const mark = this.marks[n];
      if (!mark) return;
      mark.querySelector("b")?.remove();
      const heavy = own.some((i) => i.severity === "material") ? "material" : own.some((i) => i.severity !== "formal") ? "suspect" : "formal";
      if (own.length) mark.appendChild(h("b", { class: heavy }, number(own.length), h("span", { class: "sr" }, " 处")));
      mark.title = `第 ${page} 页，${mark.dataset.source}${own.length ? `，${own.length} 处` : ""}`;
    });
  }

  at(page: number): void {
    if (page === this.now) return;
    this.marks[this.now - 1]?.removeAttribute("aria-current");
    this.now = page;
    const mark = this.marks[page - 1];
    mark?.setAttribute("aria-current", "true");
    // Within the strip only: scrollIntoView would move the page as well.
    if (mark) {
      const list = this.element;
      const top = mark.offsetTop;
      if (top < list.scrollTop || top + mark.offsetHeight > list.scrollTop + list.clientHeight) list.scrollTop = top - list.clientHeight / 2;
    }
  }
}
