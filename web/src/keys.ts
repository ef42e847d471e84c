// Keys without modifiers, listed in the help overlay, that can be switched off (WCAG 2.1.4).

import { dialog, h } from "./dom";

export interface Key {
  keys: string[];
  what: string;
  act: (event: KeyboardEvent) => void;
}

const groups: { title: string; keys: Key[] }[] = [];
const STORED = "shenbao-single-keys";
const notes: { title: string; lines: string[] }[] = [];

export function enabled(): boolean {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true;
  }
}

export function listen(title: string, keys: Key[]): void {
  groups.push({ title, keys });
}

/** Words for the help overlay that are no keys. */
export function explain(title: string, ...lines: string[]): void {
  notes.push({ title, lines });
}

function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
    !(target instanceof HTMLInputElement && /^(radio|checkbox|button|range)$/.test(target.type))
  );
}

const shown: Record<string, string> = {
  ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", Enter: "回车", Escape: "Esc", " ": "空格", PageDown: "PgDn", PageUp: "PgUp",
};

export function help(): void {
  if (document.querySelector("dialog[open]")) return;
  const box = h("input", {
    type: "checkbox",
    id: "single-keys",
    checked: enabled(),
    on: { change: () => { try { localStorage.setItem(STORED, box.checked ? "on" : "off"); } catch { /* private window */ } } },
  });
  dialog(
    "帮助",
    [
      h("div", { class: "help-columns" },
        notes.map((n) => h("section", null, h("h3", null, n.title), h("ul", null, n.lines.map((line) => h("li", null, line))))),
        groups.map((g) =>
          h("section", null, h("h3", null, g.title), h("table", { class: "keys" }, h("tbody", null, g.keys.map((k) =>
            h("tr", null, h("th", { scope: "row" }, k.keys.map((one) => h("kbd", null, shown[one] ?? one.toUpperCase()))), h("td", null, k.what))))))),
      ),
      h("p", null, h("label", null, box, " 使用单个字母的快捷键（输入框内不起作用）")),
    ],
    { class: "help" },
  );
}

export function start(): void {
  document.getElementById("help-button")?.addEventListener("click", help);
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (!enabled() && event.key.length === 1) return;
    for (const key of groups.flatMap((g) => g.keys)) {
      if (key.keys.some((k) => k === event.key || (k.length === 1 && k === event.key.toLowerCase()))) {
        // Enter and space on a control are the control's.
        if (/^(Enter| )$/.test(event.key) && event.target instanceof HTMLElement && event.target.closest("button, a, summary, input, [role=option]")) return;
        // Arrows and page keys scroll what has the focus, and choose among radio buttons.
        if (/^(Arrow|Page)/.test(event.key) && event.target instanceof HTMLElement && event.target.closest(".scroller, .readings, .table-scroll, .record-values, input, [role=listbox]")) return;
        event.preventDefault();
        key.act(event);
        return;
      }
    }
  });
}
