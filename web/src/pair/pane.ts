// One side of a pair, as pages or as HTML: what the list, the marks and the scrolling ask of either.

import type { Item, Place, Reading, Severity } from "./model";

export interface Spot { item: Item; reading: Reading }

export interface Pane {
  readonly element: HTMLElement;
  readonly scroller: HTMLElement;
  /** Top of a place inside of the scrolled content, px; null where it has none. */
  top(place: Place): number | null;
  /** Draws the spots; calls `pick` when one is clicked. */
  mark(spots: Spot[], pick: (item: Item) => void): void;
  /** Makes one stand out and scrolls it into sight. */
  show(item: Item, reading: Reading | null, scroll: boolean): void;
  /** Goes to one of the marks of the item that is shown. */
  toMark(item: Item, n: number): void;
  zoom(factor: number): void;
  /** The page in sight, 0 without pages. */
  page(): number;
  toPage(page: number): void;
}

/** An item's severity as a class of its marks. */
export function tint(severity: Severity): string {
  return severity === "unread" ? "suspect" : severity === "note" || severity === "equivalence" ? "granted" : severity;
}
