// Scrolling together: by the places that belong together on both sides, in between by shares.
// Without such places (or where a side has none in sight) both run by the share of their length.

import type { Anchor, SideName } from "./model";
import type { Pane } from "./pane";

export class Together {
  on = true;
  private tops: [number, number][] = [];
  private leader: SideName | null = null;
  private release = 0;

  constructor(private readonly panes: Record<SideName, Pane>, private readonly anchors: Anchor[]) {
    for (const side of ["paper", "online"] as const) {
      const scroller = panes[side].scroller;
      // Who touches a side leads; the answer of the other side's scrolling is not followed.
      for (const event of ["wheel", "pointerdown", "keydown", "touchstart", "focusin"])
        scroller.addEventListener(event, () => this.lead(side), { passive: true });
      scroller.addEventListener("scroll", () => this.scrolled(side), { passive: true });
      new ResizeObserver(() => this.forget()).observe(panes[side].element);
    }
  }

  /** Lengths have changed. */
  forget(): void {
    this.tops = [];
  }

  /** Scrolling by program: nobody leads for a moment. */
  hold(): void {
    this.leader = null;
    window.clearTimeout(this.release);
  }

  private lead(side: SideName): void {
    this.leader = side;
  }

  private measure(): [number, number][] {
    if (this.tops.length) return this.tops;
    const { paper, online } = this.panes;
    const ends: [number, number] = [paper.scroller.scrollHeight, online.scroller.scrollHeight];
    const out: [number, number][] = [[0, 0]];
    for (const anchor of this.anchors) {
      const a = paper.top(anchor.paper);
      const b = online.top(anchor.online);
      const last = out[out.length - 1];
      if (a === null || b === null || !last) continue;
      // Only forwards on both sides, and not closer than a line.
      if (a > last[0] + 12 && b > last[1] + 4) out.push([a, b]);
    }
    out.push(ends);
    this.tops = out;
    return out;
  }

  /** Takes the other side along with where one stands. */
  carry(side: SideName): void {
    this.hold();
    this.follow(side);
  }

  private scrolled(side: SideName): void {
    if (this.on && this.leader === side) this.follow(side);
  }

  private follow(side: SideName): void {
    const other: SideName = side === "paper" ? "online" : "paper";
    const from = this.panes[side].scroller;
    const to = this.panes[other].scroller;
    const [own, its] = side === "paper" ? ([0, 1] as const) : ([1, 0] as const);
    const tops = this.measure();
    // The line of sight is a third down; at either end both sides end.
    const most = from.scrollHeight - from.clientHeight;
    if (from.scrollTop <= 1) { to.scrollTop = 0; return; }
    if (from.scrollTop >= most - 1) { to.scrollTop = to.scrollHeight; return; }
    const eye = from.scrollTop + from.clientHeight * 0.33;
    let low = 0;
    let high = tops.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((tops[middle]?.[own] ?? 0) <= eye) low = middle;
      else high = middle;
    }
    const a = tops[low] ?? [0, 0];
    const b = tops[high] ?? a;
    const share = b[own] > a[own] ? (eye - a[own]) / (b[own] - a[own]) : 0;
    to.scrollTop = a[its] + share * (b[its] - a[its]) - to.clientHeight * 0.33;
  }
}
