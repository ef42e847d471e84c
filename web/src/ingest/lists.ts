// Lists of the library in dialogs: contents under several names, works in several versions,
// files that an older edition read.

import { address, get, page, wordsOf } from "../api";
import { button, dialog, fill, h } from "../dom";
import { bytes, number, shownPath, time } from "../words";

const MOST = 50;

/** A dialog of many entries, some at a time. */
function listed(title: string, about: string, path: string, draw: (answer: any) => HTMLElement, more: (answer: any) => number): void {
  const body = h("div", { class: "listed" });
  const pager = h("p", { class: "pager" });
  let offset = 0;
  const look = async () => {
    try {
      const answer = await get<any>(path, { offset, limit: MOST });
      fill(body, draw(answer));
      const total = more(answer);
      const turn = (by: number) => () => {
        offset = Math.max(0, offset + by);
        void look();
      };
      fill(pager, total > MOST ? [
        button("上一页", turn(-MOST), { disabled: offset === 0 }),
        h("span", null, `${number(offset + 1)} – ${number(Math.min(total, offset + MOST))}，共 ${number(total)}`),
        button("下一页", turn(MOST), { disabled: offset + MOST >= total })] : null);
      body.scrollTop = 0;
    } catch (error) {
      fill(body, h("p", { class: "problem" }, wordsOf(error)));
    }
  };
  dialog(title, [h("p", { class: "muted" }, about), body, pager], { class: "wide-dialog list-dialog" });
  void look();
}

const table = (heads: string[], rows: HTMLElement[], empty: string) =>
  rows.length ? h("table", { class: "grid" }, h("thead", null, h("tr", null, heads.map((t) => h("th", { scope: "col" }, t)))), h("tbody", null, rows)) : h("p", { class: "empty" }, empty);

const names = (paths: string[]) => h("ul", { class: "names" }, paths.map((path) => h("li", { class: "file" }, shownPath(path))));

export function duplicates(): void {
  listed("重复的文件", "内容逐字节相同、以几个名称出现的文件；库里只存一份，首列为最先入库的名称。", "library/duplicates",
    (answer) => table(["最先入库", "其他名称", "大小", ""], (answer.files ?? []).map((f: any) => h("tr", null,
      h("td", { class: "file" }, shownPath(f.paths[0])), h("td", null, names(f.paths.slice(1))), h("td", { class: "num" }, bytes(f.bytes)),
      h("td", null, h("a", { href: address(`files/${f.sha256}`), download: true, "aria-label": `原件 ${shownPath(f.paths[0])}` }, "原件")))), "没有重复的文件。"),
    (answer) => answer.total ?? 0);
}

export function versions(): void {
  listed("同一作品的几个版本", "不同格式、扫描件、修订稿归为一个作品，检索时计最新一份。", "library/versions",
    (answer) => table(["作品", "版本", "格式", "修改时间", ""], (answer.works ?? []).flatMap((work: any, n: number) => (work.versions ?? []).map((v: any, k: number) => h("tr", { class: k ? null : "first" },
      k ? null : h("th", { scope: "rowgroup", rowspan: String(work.versions.length) }, number(n + 1)),
      h("td", { class: "file" }, v.record ? h("a", { href: page(`records/${v.record}`) }, shownPath(v.path)) : shownPath(v.path), v.newest ? h("span", { class: "tag new" }, "计入") : null),
      h("td", null, v.format), h("td", { class: "when" }, v.modified ? time(v.modified) : ""),
      h("td", null, h("a", { href: address(`files/${v.sha256}`), download: true, "aria-label": `原件 ${v.path}` }, "原件"))))), "每个作品都只有一个版本。"),
    (answer) => answer.total ?? 0);
}

export function stale(total: number, reread: (files: string[] | null) => void): void {
  listed("待重读的文件", "由旧版的程序、表单或识别模型读出；重读完成之前，原有记录照常可查。", "library/stale",
    (answer) => h("div", null,
      h("p", { class: "dialog-end" }, button(`全部重读（${number(total)}）`, () => {
        document.querySelector<HTMLDialogElement>("dialog.list-dialog")?.close();
        reread(null);
      }, { class: "primary" })),
      table(["文件", ""], (answer.files ?? []).map((f: any) => h("tr", null, h("td", { class: "file" }, shownPath(f.path)), h("td", null, button("重读", () => reread([f.sha256]), { class: "plain", "aria-label": `重读 ${f.path}` })))), "没有待重读的文件。")),
    () => total);
}
