// One's own account: what it may do, the password, tokens for programs.

import { call, get, wordsOf } from "./api";
import { byId, button, dialog, fill, h, toast } from "./dom";
import { copy } from "./search/text";
import { ROLE, time } from "./words";

export async function account(): Promise<void> {
  const root = byId("account");
  try {
    const me = await get<any>("me");
    root.querySelector(".loading")?.remove();
    const roles = h("p", null, `${me.name}，${me.roles.map((r: string) => ROLE[r] ?? r).join("、")}`);
    if (me.local) {
      root.append(roles, h("p", { class: "muted" }, "本机使用无须登录，没有密码和令牌。要让别人也能用，或给程序发令牌，请在命令行用 shenbao users add 建立账号。"));
      return;
    }
    root.append(roles, password(), h("section", { class: "panel", id: "tokens", "aria-label": "令牌" }));
    await tokens();
  } catch (error) {
    fill(root, h("h1", null, "账号"), h("p", { class: "problem" }, wordsOf(error)));
  }
}

/** A secret typed twice; what is wrong with it, if anything is. */
export function twice(first: HTMLInputElement, second: HTMLInputElement): string {
  if ([...first.value].length < 10) return "新密码至少 10 个字符";
  return first.value === second.value ? "" : "两次输入的新密码不同";
}

export function secret(label: string, complete: string): [HTMLElement, HTMLInputElement] {
  const field = h("input", { type: "password", autocomplete: complete, required: true });
  return [h("label", null, label, field), field];
}

function password(): HTMLElement {
  const [oldLabel, old] = secret("原密码", "current-password");
  const [firstLabel, first] = secret("新密码（至少 10 个字符）", "new-password");
  const [secondLabel, second] = secret("再输一次新密码", "new-password");
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const say = (words: string) => {
    problem.hidden = !words;
    problem.textContent = words;
  };
  return h("section", { class: "panel", "aria-label": "密码" }, h("h2", null, "更改密码"), h("form", { class: "stacked", on: { submit: async (event: Event) => {
    event.preventDefault();
    const wrong = twice(first, second);
    say(wrong);
    if (wrong) return;
    try {
      await call("PUT", "me/password", { old: old.value, new: first.value });
      dialog("密码已更改", [h("p", null, "各处的登录和令牌已失效，请用新密码重新登录。"), h("p", { class: "dialog-end" }, button("重新登录", () => location.reload(), { class: "primary" }))])
        .addEventListener("close", () => location.reload());
    } catch (error) {
      say(wordsOf(error));
    }
  } } }, oldLabel, firstLabel, secondLabel, problem, h("p", null, h("button", { class: "primary" }, "更改"))));
}

async function tokens(): Promise<void> {
  const place = byId("tokens");
  const told = await get<{ tokens: any[] }>("tokens");
  const name = h("input", { required: true, maxlength: "100", placeholder: "用途，如 每日入库脚本" });
  const days = h("input", { type: "number", min: "1", max: "366", value: "90", required: true });
  fill(place,
    h("h2", null, "令牌"), h("p", { class: "muted" }, "供程序使用接口：请求带上 Authorization: Bearer 令牌。权限同本账号；更改密码后全部失效。"),
    told.tokens.length ? h("table", { class: "grid" },
      h("thead", null, h("tr", null, ["用途", "建立", "到期", ""].map((t) => h("th", { scope: "col" }, t)))),
      h("tbody", null, told.tokens.map((t) => h("tr", null, h("td", null, t.name), h("td", null, time(t.created)), h("td", null, time(t.expires)),
        h("td", null, button("作废", async () => {
          await call("DELETE", `tokens/${t.id}`).catch((e) => toast(wordsOf(e), "bad"));
          await tokens();
        }, { class: "plain", "aria-label": `作废令牌 ${t.name}` })))))) : h("p", { class: "empty" }, "还没有令牌。"),
    h("form", { class: "inline", on: { submit: async (event: Event) => {
      event.preventDefault();
      try {
        const made = await call<{ token: string }>("POST", "tokens", { name: name.value.trim(), days: Number(days.value) });
        dialog("新令牌", [h("p", null, "只显示这一次，请立即保存："), h("p", { class: "hash" }, h("code", null, made.token)),
          h("p", { class: "dialog-end" }, button("复制", async () => toast((await copy(made.token)) ? "已复制" : "复制不了，请手工选取"), { class: "primary" }))]);
        await tokens();
      } catch (error) {
        toast(wordsOf(error), "bad");
      }
    } } }, h("label", null, "用途", name), h("label", null, "有效天数", days), h("button", null, "新建令牌")));
}
