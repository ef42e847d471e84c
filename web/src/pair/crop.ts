// The spot on the page itself, enlarged: a cut of the page's picture with the difference framed.

import { h } from "../dom";
import { SIDE } from "../words";
import { isLong, likely, locate, type Box } from "./characters";
import { pagePicture, type Reading, type SideName, type View } from "./model";

const DPI = 192;

/** A cut as wide as `width` px; null for a side without pages or a reading without a box. */
export function crop(view: View, side: SideName, reading: Reading, width: number, tall: number, dpi = DPI, least = 130): HTMLElement | null {
  const page = reading.page ? view.pages[reading.page - 1] : undefined;
  if (view.kind !== "pages" || !page || !reading.bbox || !reading.page) return null;
  const [x0, y0, x1, y1] = reading.bbox;
  // Enough around it to know where one is, no more: print at twice its size or so.
  const wide = Math.min(page.width, Math.max(x1 - x0 + 24, least));
  const left = Math.max(0, Math.min(page.width - wide, (x0 + x1 - wide) / 2));
  const scale = width / wide;
  const high = Math.min(Math.max(y1 - y0 + 14, 30), tall / scale);
  const top = Math.max(0, Math.min(page.height - high, y0 - 7));
  const image = h("img", { alt: `${SIDE[side]}第 ${reading.page} 页此处的原样`, src: pagePicture(view, reading.page, dpi), draggable: "false" });
  image.style.width = `${page.width * scale}px`;
  image.style.height = `${page.height * scale}px`;
  image.style.left = `${-left * scale}px`;
  image.style.top = `${-top * scale}px`;
  // What is at hand already stands there until the finer one has come.
  const first = dpi > DPI ? h("img", { alt: "", src: pagePicture(view, reading.page, DPI), draggable: "false" }) : null;
  if (first) Object.assign(first.style, { width: image.style.width, height: image.style.height, left: image.style.left, top: image.style.top });
  const frame = h("div", { class: "crop", dataset: { side } }, first, image);
  frame.style.width = `${width}px`;
  frame.style.height = `${high * scale}px`;
  const boxes = (list: Box[]) => {
    frame.querySelectorAll(".crop-mark").forEach((m) => m.remove());
    for (const [a, b, c, d] of list) {
      const mark = h("div", { class: "crop-mark" });
      mark.style.left = `${(a - left) * scale - 1}px`;
      mark.style.top = `${(b - top) * scale - 1}px`;
      mark.style.width = `${(c - a) * scale + 2}px`;
      mark.style.height = `${(d - b) * scale + 2}px`;
      frame.appendChild(mark);
    }
  };
  boxes(likely(reading) ?? [reading.bbox]);
  if (reading.marks?.length && !isLong(reading))
    void locate(view, reading).then(([found]) => {
      if (found) boxes(found.boxes);
    });
  return frame;
}
