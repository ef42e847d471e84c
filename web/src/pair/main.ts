// A pair: both sides next to each other, the list beside them, decisions by keys.

import { get, pageId, wordsOf } from "../api";
import { byId, button, dialog, fill, framed, h, settled, toast } from "../dom";
import * as keys from "../keys";
import { number, SIDE, VERDICT } from "../words";
import { Detail } from "./detail";
import { HtmlPane } from "./html";
import { List } from "./list";
import { Keeper, load, SIDES, undecided, type Decision, type Item, type Pair, type SideName } from "./model";
import { PagesPane } from "./pages";
import type { Pane, Spot } from "./pane";
import { certificate, sign } from "./sign";
import { Strip } from "./strip";
import { Together } from "./sync";

type Sides = "both" | SideName;

export async function pair(): Promise<void> {
  const root = byId("pair");
  try {
    const loaded = await load(pageId);
    new Desk(root, loaded);
  } catch (error) {
    fill(root, h("div", { class: "narrow error-page" }, h("h1", null, "打不开这一对"), h("p", null, wordsOf(error))));
  }
}

class Desk {
  private readonly panes: Record<SideName, Pane>;
  private readonly strips: Record<SideName, Strip>;
  private readonly together: Together;
  private readonly list: List;
  private readonly detail: Detail;
  private readonly keeper: Keeper;
  private readonly progress = h("span", { class: "progress" });
  private readonly saved = h("span", { class: "saved", role: "status" });
  private readonly signButton: HTMLButtonElement;
  private item: Item | null = null;
  private factor = 1;
  private sides: Sides = "both";

  constructor(private readonly root: HTMLElement, private readonly pair: Pair) {
    document.title = `${pair.title} · 核对 · 申报`;
    const tell = framed(() => this.inSight());
    const pane = (side: SideName): Pane => (pair.views[side].kind === "pages" && pair.views[side].pages.length ? new PagesPane(pair.views[side], side, tell) : new HtmlPane(pair.views[side], side, tell));
    this.panes = { paper: pane("paper"), online: pane("online") };
    const strip = (side: SideName) => new Strip(side, pair.views[side], pair.pages[side], (page) => this.toPage(side, page));
    this.strips = { paper: strip("paper"), online: strip("online") };
    this.together = new Together(this.panes, pair.anchors);
    for (const side of SIDES) {
      const own = this.panes[side];
      if (own instanceof HtmlPane) void own.ready.then(() => this.together.forget());
    }
    this.keeper = new Keeper(pair, (state, note) => this.saving(state, note), (id, theirs) => this.overtaken(id, theirs));
    this.list = new List(pair, (item) => this.select(item, true), () => this.filtered(), () => this.many());
    this.detail = new Detail(pair, (item, decision, remark) => this.decide(item, decision, remark), (by) => this.step(by), (n) => this.toMark(n));
    this.signButton = button("签署", () => this.sign(), { class: "primary" });
    this.build();
    this.filtered();
    this.keyboard();
    const wanted = this.list.visible.find((i) => `#${i.id}` === decodeURIComponent(location.hash)) ?? undecided(pair).find((i) => this.list.visible.includes(i)) ?? this.list.visible[0];
    if (wanted) requestAnimationFrame(() => this.select(wanted, true));
    else this.detail.draw();
    window.addEventListener("hashchange", () => {
      const found = pair.items.find((i) => `#${i.id}` === decodeURIComponent(location.hash));
      if (found && found !== this.item) this.select(found, true);
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.keeper.unsent) event.preventDefault();
    });
    window.addEventListener("resize", settled(200, () => this.detail.draw()));
    window.setInterval(() => void this.look(), 20000);
  }

  private build(): void {
    const { pair } = this;
    const tool = (label: string, title: string, act: () => void, props = {}) => button(label, act, { title, ...props });
    const head = h("div", { class: "pair-bar" },
      h("a", { class: "back", href: "../compare", title: "回队列" }, "‹ 队列"),
      h("h1", null, pair.title),
      h("span", { class: `verdict ${pair.verdict}`, title: pair.reason }, VERDICT[pair.verdict] ?? pair.verdict),
      h("span", { class: "why" }, pair.reason),
      pair.broken ? h("span", { class: "broken" }, "认定书已失效") : null,
      h("span", { class: "spacer" }),
      this.saved,
      this.progress,
      h("div", { class: "tools", role: "toolbar", "aria-label": "显示" },
        tool("−", "缩小（-）", () => this.zoom(-1)), tool("＋", "放大（+）", () => this.zoom(1)), tool("适宽", "适合宽度（0）", () => this.zoom(0)),
        tool("双侧", "切换双侧、单侧（S）", () => this.nextSides(), { id: "sides" }),
        tool("同步", "两侧一起滚动（T）", () => this.toggleTogether(), { id: "together", "aria-pressed": "true" })),
      this.signButton);
    const side = (name: SideName) => {
      const { pages, name: file, ocr, sha256 } = pair.views[name];
      const facts = [pages.length ? `${pages.length} 页` : "", ocr ? `识别 ${ocr} 页` : ""].filter(Boolean).join("，");
      return h("section", { class: `side ${name}`, "aria-label": SIDE[name] },
        h("h2", null, SIDE[name] ?? "", h("span", { class: "file", title: `${file}\nSHA-256 ${sha256}` }, file), h("small", null, facts), this.printed(name)),
        h("div", { class: "side-body" }, pages.length && this.panes[name] instanceof PagesPane ? this.strips[name].element : null, this.panes[name].scroller));
    };
    fill(this.root, head, h("div", { class: "desk-body", dataset: { sides: "both" } }, side("paper"), side("online"), h("aside", { class: "right", "aria-label": "差异与认定" }, this.list.element, this.detail.element)));
    this.root.dataset.state = "open";
    // The address of the queue, under any prefix.
    head.querySelector("a")?.setAttribute("href", `${document.documentElement.dataset.prefix ?? ""}/compare`);
    this.count();
  }

  /** A way to the pages as LibreOffice prints them, for a side that has none of its own. */
  private printed(side: SideName): HTMLElement | null {
    const view = this.pair.views[side];
    if (!view.print?.length) return null;
    let print: PagesPane | null = null;
    const toggle = button("打印页", () => {
      const on = toggle.getAttribute("aria-pressed") !== "true";
      toggle.setAttribute("aria-pressed", String(on));
      const own = this.panes[side].scroller;
      if (on && !print) {
        print = new PagesPane({ ...view, kind: "pages", pages: view.print ?? [] }, side, () => {});
        own.after(print.scroller);
      }
      own.hidden = on;
      if (print) print.scroller.hidden = !on;
    }, { class: "plain", "aria-pressed": "false", title: "LibreOffice 打印出的样子；差异仍标在文字视图上" });
    return toggle;
  }

  private spots(side: SideName): Spot[] {
    const light = this.list.filter.severity.has("equivalence");
    return this.list.visible.filter((i) => i.severity !== "equivalence" || light).flatMap((item) => {
      const reading = item[side];
      return reading && (reading.page || reading.block !== undefined || this.pair.views[side].kind === "html") ? [{ item, reading }] : [];
    });
  }

  private filtered(): void {
    if (!this.list) return;
    for (const side of SIDES) {
      this.panes[side].mark(this.spots(side), (item) => this.select(item, false));
      this.strips[side].count(this.list.visible, side);
    }
    if (this.item) this.list.select(this.item);
  }

  private select(item: Item, scroll: boolean): void {
    this.item = item;
    this.together.hold();
    this.detail.show(item);
    // Afterwards: the detail takes of the list's height.
    this.list.select(item);
    if (this.sides !== "both" && !item[this.sides] && (item.paper || item.online)) this.show(item.paper ? "paper" : "online");
    for (const side of SIDES) this.panes[side].show(item, item[side], scroll || item[side] !== null);
    history.replaceState(null, "", `${location.pathname}${location.search}#${encodeURIComponent(item.id)}`);
    // A side that has nothing of it goes along with the other.
    for (const side of SIDES) {
      if (item[side]?.page || item[side]?.block !== undefined) continue;
      const other: SideName = side === "paper" ? "online" : "paper";
      if (item[other]?.page || item[other]?.block !== undefined) this.together.carry(other);
    }
  }

  private step(by: number): void {
    const { visible } = this.list;
    const at = this.item ? visible.indexOf(this.item) : -1;
    const next = visible[at < 0 ? 0 : at + by];
    if (next) {
      const inList = this.list.element.contains(document.activeElement);
      this.select(next, true);
      if (inList) this.list.focus(next);
    } else toast(by > 0 ? "已是最后一处" : "已是第一处");
  }

  private toMark(n: number): void {
    this.together.hold();
    if (this.item) for (const side of SIDES) this.panes[side].toMark(this.item, n);
  }

  private nextOpen(): void {
    const open = undecided(this.pair).filter((i) => this.list.visible.includes(i));
    const at = this.item ? this.list.visible.indexOf(this.item) : -1;
    const next = open.find((i) => this.list.visible.indexOf(i) > at) ?? open[0];
    if (next) this.select(next, true);
    else toast("都已认定，可以签署");
  }

  private decide(item: Item, decision: Decision["decision"], remark: string): void {
    if (this.pair.signed) return;
    this.keeper.put(item.id, decision, remark);
    this.list.state(item);
    this.detail.draw();
    this.count();
  }

  /** One decision for all that the list shows and nobody has decided. */
  private many(): void {
    if (this.pair.signed) {
      toast("已签署，认定不能再改", "bad");
      return;
    }
    const open = undecided(this.pair).filter((i) => this.list.visible.includes(i));
    if (!open.length) {
      toast("清单中没有未认定的条目");
      return;
    }
    const remark = h("input", { "aria-label": "备注", placeholder: "备注" });
    const go = async (decision: Decision["decision"]) => {
      try {
        await this.keeper.many(open, decision, remark.value.trim());
        box.close();
      } catch (error) {
        toast(wordsOf(error), "bad");
      }
      this.list.draw();
      this.detail.draw();
      this.count();
    };
    const box = dialog(`一并认定 ${open.length} 处`, [
      h("p", null, "对清单中列出的、尚未认定的各处作同一认定："),
      h("ul", { class: "many" }, open.slice(0, 8).map((i) => h("li", null, `${i.number}. ${i.label || i.note}`)), open.length > 8 ? h("li", { class: "muted" }, `……共 ${open.length} 处`) : null),
      remark,
      h("p", { class: "dialog-end" }, button("都属实", () => void go("true")), button("都误报", () => void go("false")), button("都待查", () => void go("open"))),
    ]);
  }

  private key(decision: Decision["decision"]): void {
    if (this.pair.signed) {
      toast("已签署，认定不能再改", "bad");
      return;
    }
    if (this.detail.choose(decision) && decision !== "open") this.nextOpen();
  }

  private count(): void {
    const asks = this.pair.items.filter((i) => i.asks).length;
    const left = undecided(this.pair).length;
    fill(this.progress, asks ? `已认定 ${number(asks - left)}/${number(asks)}` : "无待认定");
    this.signButton.classList.toggle("ready", left === 0);
    this.signButton.textContent = this.pair.signed ? "认定书" : "签署";
    this.signButton.title = this.pair.signed ? "" : left ? `还有 ${left} 处未认定` : "签署认定书";
  }

  private saving(state: "saved" | "saving" | "waiting", note?: string): void {
    this.saved.className = `saved ${state}`;
    this.saved.textContent = state === "saved" ? "已保存" : state === "saving" ? "保存中……" : note ? `未保存：${note}` : "连不上服务器，认定暂存在本机，恢复后自动保存";
    if (state === "waiting" && note) {
      toast(note, "bad");
      // Somebody else has signed or decided: what is shown here is no longer so.
      void this.look();
    }
  }

  private overtaken(id: string, theirs: Decision): void {
    const item = this.pair.items.find((i) => i.id === id);
    toast(`${theirs.by || "另一位审查人"}已把“${item?.label ?? id}”认定为${{ true: "属实", false: "误报", open: "待查" }[theirs.decision]}，以其为准；要改请再次认定`, "bad");
    if (item) this.list.state(item);
    this.detail.draw();
    this.count();
  }

  /** What others have decided meanwhile. */
  private async look(): Promise<void> {
    if (document.hidden || this.keeper.unsent) return;
    try {
      const answer = await get<any>(`pairs/${encodeURIComponent(this.pair.id)}`);
      const before = this.pair.decisions;
      if (this.keeper.unsent) return;
      const now = new Map(Object.entries(answer.decisions ?? {})) as Map<string, Decision>;
      for (const item of this.pair.items) {
        const [a, b] = [before.get(item.id), now.get(item.id)];
        if (a?.decision === b?.decision && a?.remark === b?.remark) {
          if (b) before.set(item.id, b);
          continue;
        }
        if (b) before.set(item.id, b);
        else before.delete(item.id);
        this.list.state(item);
        if (item === this.item) this.detail.draw();
      }
      if (answer.signed && !this.pair.signed) {
        this.pair.signed = answer.signed;
        this.detail.draw();
      }
      this.count();
    } catch {
      // The next look may succeed.
    }
  }

  private sign(): void {
    if (this.pair.signed) certificate(this.pair);
    else
      void sign(this.pair, () => void this.signed(), (id) => {
        const item = this.pair.items.find((i) => i.id === id);
        if (item) this.select(item, true);
      });
  }

  private async signed(): Promise<void> {
    const answer = await load(this.pair.id);
    this.pair.signed = answer.signed ?? { by: "", at: "" };
    this.detail.draw();
    this.count();
    certificate(this.pair);
  }

  private zoom(by: number): void {
    this.factor = by === 0 ? 1 : Math.min(4, Math.max(0.5, this.factor * (by > 0 ? 1.25 : 0.8)));
    this.together.hold();
    for (const side of SIDES) this.panes[side].zoom(this.factor);
    this.together.forget();
  }

  private show(sides: Sides): void {
    this.sides = sides;
    const body = this.root.querySelector<HTMLElement>(".desk-body");
    if (body) body.dataset.sides = sides;
    byId("sides").textContent = { both: "双侧", paper: "只看纸质", online: "只看网上" }[sides];
    this.together.forget();
    const item = this.item;
    if (item) window.setTimeout(() => { for (const side of SIDES) this.panes[side].show(item, item[side], true); }, 60);
  }

  private nextSides(): void {
    this.show(this.sides === "both" ? "paper" : this.sides === "paper" ? "online" : "both");
  }

  private toggleTogether(): void {
    this.together.on = !this.together.on;
    byId("together").setAttribute("aria-pressed", String(this.together.on));
  }

  private toPage(side: SideName, page: number): void {
    this.panes[side].toPage(page);
    this.together.carry(side);
  }

  private inSight(): void {
    for (const side of SIDES) this.strips[side].at(this.panes[side].page());
  }

  private keyboard(): void {
    const page = (by: number) => {
      const side: SideName = this.sides === "online" ? "online" : this.panes.paper.page() ? "paper" : "online";
      const pane = this.panes[side];
      if (pane.page()) this.toPage(side, Math.max(1, pane.page() + by));
      else {
        pane.scroller.scrollTop += by * pane.scroller.clientHeight * 0.8;
        this.together.carry(side);
      }
    };
    keys.explain("核对", "左为纸质件，右为网上数据；差异按轻重列在右栏，点击即到两侧原处。", "每处认定属实、误报或待查，随时保存；属实、误报都定完才能签署。", "“等价写法”“说明”两类默认收起，点上方标签可以查看。");
    keys.listen("核对", [
      { keys: ["j", "ArrowDown"], what: "下一处", act: () => this.step(1) },
      { keys: ["k", "ArrowUp"], what: "上一处", act: () => this.step(-1) },
      { keys: ["n"], what: "下一处未认定", act: () => this.nextOpen() },
      { keys: ["1"], what: "属实，并到下一处未认定", act: () => this.key("true") },
      { keys: ["2"], what: "误报，并到下一处未认定", act: () => this.key("false") },
      { keys: ["3"], what: "待查", act: () => this.key("open") },
      { keys: ["r"], what: "写备注（回车结束）", act: () => this.detail.focusRemark() },
      { keys: ["e"], what: "放大两侧原样", act: () => this.detail.enlarge() },
      { keys: ["+", "="], what: "放大页面", act: () => this.zoom(1) },
      { keys: ["-"], what: "缩小页面", act: () => this.zoom(-1) },
      { keys: ["0"], what: "适合宽度", act: () => this.zoom(0) },
      { keys: ["s"], what: "双侧、只看纸质、只看网上", act: () => this.nextSides() },
      { keys: ["t"], what: "两侧一起滚动", act: () => this.toggleTogether() },
      { keys: ["PageDown"], what: "下一页", act: () => page(1) },
      { keys: ["PageUp"], what: "上一页", act: () => page(-1) },
      { keys: ["f"], what: "在清单中找", act: () => this.list.element.querySelector<HTMLInputElement>("input[type=search]")?.focus() },
      { keys: ["q"], what: "签署或认定书", act: () => this.sign() },
    ]);
  }
}
