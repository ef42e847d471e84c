// Signing: possible only when everything that stands open is decided; what is frozen by it.

import { address, call, get, upload, wordsOf } from "../api";
import { button, dialog, h, toast } from "../dom";
import { DECISION, number, time, VERDICT } from "../words";
import { undecided, type Pair } from "./model";

export function certificate(pair: Pair): void {
  dialog("认定书", [
    h("p", null, pair.signed ? `${pair.signed.by} 于 ${time(pair.signed.at)} 签署${pair.signed.conclusion_title ? `，结论：${pair.signed.conclusion_title}` : ""}。${pair.signed.number ? `编号 ${pair.signed.number.slice(0, 16)}` : ""}` : ""),
    pair.broken ? h("p", { class: "problem" }, pair.broken) : null,
    h("ul", { class: "downloads" }, (["html", "pdf", "docx", "json"] as const).map((kind) =>
      h("li", null, h("a", { class: "button", href: address(`pairs/${encodeURIComponent(pair.id)}/certificate.${kind}`), target: kind === "html" ? "_blank" : null, download: kind === "html" ? null : true },
        { html: "打开（可打印）", pdf: "PDF", docx: "Word", json: "JSON" }[kind])))),
    check(pair),
  ]);
}

/** Whether two files are those that were signed. */
function check(pair: Pair): HTMLElement {
  const files = { paper: h("input", { type: "file" }), online: h("input", { type: "file" }) };
  const said = h("p", { role: "status" });
  return h("form", { class: "check-files", on: { submit: async (event: Event) => {
    event.preventDefault();
    const form = new FormData();
    for (const side of ["paper", "online"] as const) {
      const file = files[side].files?.[0];
      if (file) form.append(side, file, file.name);
    }
    try {
      const told = await upload<{ valid: boolean; broken: string[] }>(`pairs/${encodeURIComponent(pair.id)}/verify`, form, () => {});
      said.className = told.valid ? "signed" : "problem";
      said.textContent = told.valid ? "是签署时的文件，认定书有效。" : told.broken.join("；");
    } catch (error) {
      said.className = "problem";
      said.textContent = wordsOf(error);
    }
  } } }, h("h3", null, "核验手头的文件"), h("label", null, "纸质件 ", files.paper), h("label", null, "网上数据 ", files.online), h("p", null, h("button", null, "核验")), said);
}

export async function sign(pair: Pair, done: () => void, show: (id: string) => void): Promise<void> {
  const open = undecided(pair);
  if (open.length) {
    const box = dialog("还不能签署", [
      h("p", null, `还有 ${number(open.length)} 处没有认定为属实或误报：`),
      h("ol", { class: "open-items" }, open.slice(0, 12).map((item) => h("li", null, button(`${item.number}. ${item.label || item.note}`, () => {
        box.close();
        show(item.id);
      }, { class: "link" })))),
      open.length > 12 ? h("p", { class: "muted" }, `……共 ${open.length} 处`) : null,
    ]);
    return;
  }
  // What the server would write by the decisions that it has.
  let conclusion = "";
  try {
    conclusion = (await get<{ conclusion?: string }>(`pairs/${encodeURIComponent(pair.id)}`)).conclusion ?? "";
  } catch (error) {
    toast(wordsOf(error), "bad");
    return;
  }
  const count = (decision: string) => pair.items.filter((i) => i.asks && pair.decisions.get(i.id)?.decision === decision).length;
  const asks = pair.items.filter((i) => i.asks).length;
  const unread = pair.items.filter((i) => i.severity === "unread").length;
  const problem = h("p", { class: "problem", hidden: true, role: "alert" });
  const go = button("签署", async () => {
    go.disabled = true;
    try {
      await call("POST", `pairs/${encodeURIComponent(pair.id)}/sign`, {});
      box.close();
      toast("已签署");
      done();
    } catch (error) {
      problem.hidden = false;
      problem.textContent = wordsOf(error);
      go.disabled = false;
    }
  }, { class: "primary" });
  const box = dialog("签署认定书", [
    h("dl", { class: "sum" },
      h("dt", null, "程序结论"), h("dd", null, VERDICT[pair.verdict] ?? pair.verdict),
      h("dt", null, "签署结论"), h("dd", null, h("b", { class: `verdict ${conclusion}` }, VERDICT[conclusion] ?? conclusion), h("small", { class: "muted" }, " 按各处认定得出")),
      h("dt", null, "认定"), h("dd", null, asks ? `${DECISION.true} ${count("true")} 处，${DECISION.false} ${count("false")} 处` : "没有需要认定的条目"),
      h("dt", null, "覆盖"), h("dd", null, `${pair.coverage.pages ? `读出 ${pair.coverage.pages_read ?? 0}/${pair.coverage.pages} 页，` : ""}比对 ${number(pair.coverage.fields_compared ?? 0)} 个栏目${unread ? `，未读出 ${unread} 处` : ""}`),
      h("dt", null, "纸质件"), h("dd", { class: "hash" }, pair.views.paper.name, h("code", null, pair.views.paper.sha256)),
      h("dt", null, "网上数据"), h("dd", { class: "hash" }, pair.views.online.name, h("code", null, pair.views.online.sha256))),
    h("p", null, "签署后，两份文件的哈希、程序和规则版本、每条认定和覆盖范围一并固定；任一文件此后改动，认定书即告失效。"),
    problem,
    h("p", { class: "dialog-end" }, go),
  ]);
  go.focus();
}
