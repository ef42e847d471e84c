// Where the characters that differ stand on a page: from the page's own characters where the
// server has them, else by the widths that characters usually have.

import { get } from "../api";
import type { Reading, View } from "./model";

export type Box = [number, number, number, number];
type Character = [string, number, number, number, number];

interface Word { text: string; bbox: Box; confidence?: number; alternatives?: [number, string, number][] }

const words = new Map<string, Promise<Word[]>>();
const layers = new Map<string, Promise<Character[]>>();

/** The words of a page; none where the server knows none. */
function wordsOf(view: View, page: number): Promise<Word[]> {
  const key = `${view.sha256}/${page}`;
  let found = words.get(key);
  if (!found) {
    found = get<any>(`files/${view.sha256}/pages/${page}/text`)
      .then((answer) => (answer.words ?? []) as Word[])
      .catch(() => []);
    words.set(key, found);
  }
  return found;
}

/** The characters of a page; empty where the server knows none. */
export function layer(view: View, page: number): Promise<Character[]> {
  const key = `${view.sha256}/${page}`;
  let found = layers.get(key);
  if (!found) {
    found = wordsOf(view, page).then((list) => list.flatMap(apart));
    layers.set(key, found);
  }
  return found;
}

/** How the reader might have had it otherwise: each doubtful character with what stands around it. */
export async function doubts(view: View, reading: Reading): Promise<{ text: string; confidence: number }[]> {
  const { page, bbox } = reading;
  if (!page || !bbox || view.kind !== "pages") return [];
  const out: { text: string; confidence: number }[] = [];
  for (const word of await wordsOf(view, page)) {
    const [x0, y0, x1, y1] = word.bbox;
    const y = (y0 + y1) / 2;
    if (!word.alternatives?.length || y < bbox[1] - 1 || y > bbox[3] + 1 || x1 < bbox[0] || x0 > bbox[2]) continue;
    const chars = [...word.text];
    for (const [at, character, confidence] of word.alternatives) {
      const text = [...chars.slice(Math.max(0, at - 6), at), character, ...chars.slice(at + 1, at + 7)].join("");
      out.push({ text, confidence });
    }
  }
  return out.sort((a, b) => b.confidence - a.confidence).slice(0, 6);
}

/** Share of its size that a character is usually wide. */
function unit(ch: string): number {
  return /[\u2E80-\uFFEF\u25A0-\u26FF]/u.test(ch) ? 1 : ch === " " ? 0.3 : 0.53;
}

/** The characters of a word, side by side in its box. */
function apart(word: { text: string; bbox: Box }): Character[] {
  const chars = [...word.text];
  const units = chars.map(unit);
  const whole = units.reduce((a, b) => a + b, 0) || 1;
  const [x0, y0, x1, y1] = word.bbox;
  let at = x0;
  return chars.map((ch, n) => {
    const next = at + ((x1 - x0) * (units[n] ?? 0)) / whole;
    const character: Character = [ch, at, y0, next, y1];
    at = next;
    return character;
  });
}

function fold(ch: string): string {
  return ch.normalize("NFKC").replace(/\s/gu, "");
}

/** Folded characters of a text, each with the index of the character it came from. */
function folded(text: string[]): { chars: string[]; from: number[] } {
  const chars: string[] = [];
  const from: number[] = [];
  text.forEach((ch, index) => {
    for (const one of fold(ch)) {
      chars.push(one);
      from.push(index);
    }
  });
  return { chars, from };
}

/** Boxes side by side on one line become one. */
function joined(boxes: Box[]): Box[] {
  const out: Box[] = [];
  for (const box of boxes) {
    const last = out[out.length - 1];
    if (last && Math.abs(last[1] - box[1]) < 3 && box[0] - last[2] < 4 && box[0] >= last[0] - 1) {
      last[2] = Math.max(last[2], box[2]);
      last[1] = Math.min(last[1], box[1]);
      last[3] = Math.max(last[3], box[3]);
    } else out.push([...box]);
  }
  return out;
}

function inside(character: Character, bbox: Box): boolean {
  const [, x0, y0, x1, y1] = character;
  const x = (x0 + x1) / 2;
  const y = (y0 + y1) / 2;
  return x >= bbox[0] - 1 && x <= bbox[2] + 1 && y >= bbox[1] - 1 && y <= bbox[3] + 1;
}

/** Boxes of the marked characters from the page's own. Null where the text is not found there. */
export function exact(reading: Reading, characters: Character[]): Box[] | null {
  const { bbox, marks } = reading;
  if (!bbox || !marks?.length || !characters.length) return null;
  const here = characters.filter((c) => inside(c, bbox));
  if (!here.length) return null;
  const printed = folded(here.map((c) => c[0]));
  const text = [...reading.text];
  const cut = { start: text[0] === "…" ? 1 : 0, end: text.length - (text[text.length - 1] === "…" ? 1 : 0) };
  const wanted = folded(text.slice(cut.start, cut.end));
  if (!wanted.chars.length) return null;
  const at = printed.chars.join("\u0000").indexOf(wanted.chars.join("\u0000"));
  if (at < 0) return null;
  const first = at === 0 ? 0 : printed.chars.join("\u0000").slice(0, at).split("\u0000").length - 1;
  const boxes: Box[] = [];
  wanted.from.forEach((index, n) => {
    const own = index + cut.start;
    if (!marks.some(([start, end]) => own >= start && own < end)) return;
    const source = printed.from[first + n];
    const character = source === undefined ? undefined : here[source];
    if (character) boxes.push(character.slice(1) as Box);
  });
  return boxes.length ? joined(boxes) : null;
}

/** Boxes of the marked characters by usual widths; null where the box holds more than one line, or other text. */
export function likely(reading: Reading): Box[] | null {
  const { bbox, marks, text } = reading;
  if (!bbox || !marks?.length) return null;
  const chars = [...text];
  const units = chars.map(unit);
  const whole = units.reduce((a, b) => a + b, 0);
  const [x0, y0, x1, y1] = bbox;
  if (!whole || y1 - y0 > 22) return null;
  const size = (x1 - x0) / whole;
  if (size < 4 || size > 26 || size > (y1 - y0) * 1.6 || size < (y1 - y0) * 0.4) return null;
  const edge = (index: number) => x0 + units.slice(0, index).reduce((a, b) => a + b, 0) * size;
  return marks.map(([start, end]) => [edge(start), y0, edge(end), y1]);
}

export interface Found { page: number; boxes: Box[] }

/** Characters of a text around a mark that are looked for together with it. */
const AROUND = 12;
/** A longer text runs over pages, of which its box is only the first. */
const LONG = 300;
/** Pages that are looked through for one text. */
const MOST_PAGES = 400;

export function isLong(reading: Reading): boolean {
  return reading.text.length > LONG;
}

/** A mark with what stands in front of it and behind it, folded. */
export function contexts(reading: Reading): { before: string[]; own: string[]; after: string[] }[] {
  const text = [...reading.text];
  const part = (from: number, to: number) => folded(text.slice(Math.max(0, from), Math.max(0, to))).chars;
  return (reading.marks ?? []).slice(0, 60).map(([start, end]) => ({
    before: part(start - AROUND * 2, start).slice(-AROUND),
    own: part(start, end),
    after: part(end, end + AROUND * 2).slice(0, AROUND),
  }));
}

type Mark = { before: string[]; own: string[]; after: string[] };

/** With all around it, or with one half, where a page or a cell ends in between: the surest first. */
const WAYS: ((mark: Mark) => [string[], string[]])[] = [(m) => [m.before, m.after], (m) => [m.before, []], (m) => [[], m.after]];

function searchOne(chars: string[], mark: Mark, from: number, way: (mark: Mark) => [string[], string[]]): [number, number] | null {
  const [before, after] = way(mark);
  const wanted = [...before, ...mark.own, ...after];
  if (!wanted.length || (wanted.length < 6 && mark.before.length + mark.after.length > 0)) return null;
  outer: for (let at = from; at + wanted.length <= chars.length; at += 1) {
    for (let n = 0; n < wanted.length; n += 1) if (chars[at + n] !== wanted[n]) continue outer;
    return [at + before.length, at + before.length + mark.own.length];
  }
  return null;
}

/** Where a mark stands in folded characters: first and one past the last; from `from` on. */
export function search(chars: string[], mark: Mark, from = 0): [number, number] | null {
  for (const way of WAYS) {
    const found = searchOne(chars, mark, from, way);
    if (found) return found;
  }
  return null;
}

/** The marks of a text one by one, on whatever page each stands; `tell` hears of each at once. */
export async function locate(view: View, reading: Reading, tell: (n: number, found: Found) => void = () => {}): Promise<(Found | null)[]> {
  if (!reading.page || !reading.marks?.length) return [];
  if (!isLong(reading)) {
    const boxes = exact(reading, await layer(view, reading.page));
    if (!boxes) return [];
    const found = { page: reading.page, boxes };
    tell(0, found);
    return [found];
  }
  const marks = contexts(reading);
  const out: (Found | null)[] = marks.map(() => null);
  let open = marks.map((_, n) => n);
  const last = Math.min(view.pages.length, reading.page + MOST_PAGES);
  for (const way of WAYS) {
    // Several pages at a time, in order.
    for (let page = reading.page; page <= last && open.length; page += 6) {
      const numbers = Array.from({ length: Math.min(6, last - page + 1) }, (_, n) => page + n);
      const layers = await Promise.all(numbers.map((n) => layer(view, n)));
      layers.forEach((characters, k) => {
        const printed = folded(characters.map((c) => c[0]));
        let from = 0;
        for (const n of [...open]) {
          const mark = marks[n];
          const found = mark && searchOne(printed.chars, mark, from, way);
          if (!found) continue;
          from = found[0];
          // A mark of nothing (words left out) is drawn as the gap.
          const [start, end] = found[0] === found[1] ? [Math.max(0, found[0] - 1), found[1] + 1] : found;
          const boxes = printed.from.slice(start, end).flatMap((index) => {
            const character = characters[index];
            return character ? [character.slice(1) as Box] : [];
          });
          if (!boxes.length) continue;
          const spot = { page: numbers[k] ?? page, boxes: joined(boxes) };
          out[n] = spot;
          tell(n, spot);
          open = open.filter((o) => o !== n);
        }
      });
    }
  }
  return out;
}
