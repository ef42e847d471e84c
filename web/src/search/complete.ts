// Completion of the query's last word: fields, metrics, scenarios, companies, as the server knows them.

import { get } from "../api";
import { fill, h, settled } from "../dom";

interface Suggestion { text: string; insert: string; about?: string }

const GROUPS: [string, string][] = [["fields", "字段"], ["metrics", "指标"], ["scenarios", "场景"], ["companies", "企业"]];

/** What is being typed: the last word, behind its field. */
export function typed(query: string): string {
  const word = /[^\s(（|]*$/u.exec(query)?.[0] ?? "";
  return word.replace(/^-?[^:：]*[:：]/u, "").replace(/^["“]/u, "").slice(0, 100);
}

export function complete(input: HTMLInputElement, list: HTMLElement, submit: () => void): void {
  let options: Suggestion[] = [];
  let at = -1;
  let asked = 0;

  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = () => {
    list.querySelectorAll("[role=option]").forEach((o, n) => {
      o.setAttribute("aria-selected", String(n === at));
      if (n === at) {
        input.setAttribute("aria-activedescendant", o.id);
        o.scrollIntoView({ block: "nearest" });
      }
    });
    if (at < 0) input.removeAttribute("aria-activedescendant");
  };
  const take = (s: Suggestion) => {
    const start = input.value.search(/[^\s(（|]*$/u);
    input.value = input.value.slice(0, start < 0 ? input.value.length : start) + s.insert;
    close();
    input.focus();
    if (/[:：<>=≥≤]$/.test(s.insert)) look();
  };
  const look = settled(120, async () => {
    const query = input.value;
    const mine = (asked += 1);
    if (!typed(query)) {
      close();
      return;
    }
    try {
      const answer = await get<Record<string, Suggestion[]>>("suggest", { q: typed(query) });
      if (mine !== asked || document.activeElement !== input) return;
      options = [];
      const rows: HTMLElement[] = [];
      for (const [key, title] of GROUPS) {
        const own = (answer[key] ?? []).slice(0, 6);
        own.forEach((s, n) => {
          const option = h("li", { role: "option", id: `q-${options.length}`, "aria-selected": "false" },
            h("span", { class: "option-kind" }, n === 0 ? title : ""), h("span", null, s.text), h("small", null, s.about ?? ""));
          option.addEventListener("pointerdown", (event) => {
            event.preventDefault();
            take(s);
          });
          options.push(s);
          rows.push(option);
        });
      }
      fill(list, rows);
      at = -1;
      list.hidden = rows.length === 0;
      input.setAttribute("aria-expanded", String(rows.length > 0));
    } catch {
      close();
    }
  });

  input.addEventListener("input", () => look());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" && list.hidden) look();
    else if (!list.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      at = (at + (event.key === "ArrowDown" ? 1 : -1) + options.length + 1) % (options.length + 1);
      if (at === options.length) at = -1;
      mark();
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if ((event.key === "Enter" || event.key === "Tab") && !list.hidden && at >= 0) {
      const chosen = options[at];
      if (chosen) {
        event.preventDefault();
        take(chosen);
      }
    } else if (event.key === "Enter") {
      event.preventDefault();
      close();
      submit();
    }
  });
}
