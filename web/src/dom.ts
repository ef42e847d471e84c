// A few lines instead of a framework: elements from names, properties and children.

export type Child = Node | string | number | null | undefined | false | Child[];
type Props = Record<string, unknown>;

/** An element. `class`, `dataset`, `on` (listeners) are taken apart, the rest are attributes; false and null leave one out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props?: Props | null,
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value as Record<string, EventListener>))
        element.addEventListener(event, listener);
    } else if (name === "dataset") {
      Object.assign(element.dataset, value);
    } else if (name === "value" && "value" in element) {
      (element as unknown as { value: string }).value = String(value);
    } else if (name === "checked" || name === "disabled" || name === "hidden" || name === "multiple" || name === "selected") {
      (element as unknown as Props)[name] = Boolean(value);
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  append(element, children);
  return element;
}

export function append(parent: ParentNode & Node, children: Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(parent, child);
    else parent.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** Replaces everything inside. */
export function fill(parent: Element, ...children: Child[]): void {
  parent.replaceChildren();
  append(parent, children);
}

export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`#${id}`);
  return found as T;
}

export function button(label: Child, act: () => void, props: Props = {}): HTMLButtonElement {
  return h("button", { type: "button", ...props, on: { click: act } }, label);
}

/** A short word at the bottom of the page; read out by screen readers. */
export function toast(text: string, kind: "ok" | "bad" = "ok"): void {
  const item = h("p", { class: `toast ${kind}` }, text);
  const box = byId("toasts");
  for (const before of [...box.children]) if (before.textContent === text) before.remove();
  box.appendChild(item);
  // Above a dialog that is open, too.
  if ("showPopover" in box) {
    if (box.matches(":popover-open")) box.hidePopover();
    box.showPopover();
  }
  window.setTimeout(() => {
    item.remove();
    if (!box.childElementCount && "hidePopover" in box && box.matches(":popover-open")) box.hidePopover();
  }, kind === "bad" ? 9000 : 4000);
}

/** A modal dialog. Escape and the close button close it; focus goes back by itself. */
export function dialog(title: string, body: Child, props: Props = {}): HTMLDialogElement {
  const id = `dialog-${Math.random().toString(36).slice(2)}`;
  const close = () => box.close();
  const box = h(
    "dialog",
    { "aria-labelledby": id, ...props },
    h("header", null, h("h2", { id }, title), button("关闭", close, { class: "plain" })),
    h("div", { class: "dialog-body" }, body),
  );
  box.addEventListener("close", () => box.remove());
  box.addEventListener("click", (event) => {
    if (event.target === box) box.close();
  });
  document.body.appendChild(box);
  box.showModal();
  return box;
}

/** Runs no more often than once a frame. */
export function framed(act: () => void): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      act();
    });
  };
}

/** Runs when calls have stopped for a while. */
export function settled<A extends unknown[]>(ms: number, act: (...args: A) => void): (...args: A) => void {
  let timer = 0;
  return (...args) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => act(...args), ms);
  };
}
