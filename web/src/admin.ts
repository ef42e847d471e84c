// For administrators: the accounts, and who did what when.

import { address, call, get, page, wordsOf } from "./api";
import { secret, twice } from "./account";
import { byId, button, dialog, fill, h, toast } from "./dom";
import { ROLE, time } from "./words";

const TABS: [string, string, () => Promise<void>][] = [["audit", "审计日志", audit], ["users", "账号", users]];

export async function admin(): Promise<void> {
  const now = new URLSearchParams(location.search).get("show") ?? "audit";
  const tab = TABS.find(([name]) => name === now) ?? TABS[0];
  fill(byId("admin-tabs"), TABS.map(([name, words]) => h("button", { type: "button", "aria-pressed": String(name === tab?.[0]), on: { click: () => {
    history.pushState(null, "", `?show=${name}`);
    void admin();
  } } }, words)));
  window.onpopstate = () => void admin();
  try {
    await tab?.[2]();
  } catch (error) {
    fill(byId("admin-body"), h("p", { class: "problem" }, wordsOf(error)));
  }
}

const ACTION: Record<string, string> = {
  "login": "登录", "login-failed": "登录失败", "logout": "退出", "decide": "认定", "sign": "签署", "assign": "分派", "delete": "删除一对",
  "export": "导出", "download": "下载原件", "add-user": "新建账号", "remove-user": "删除账号", "set-roles": "更改角色", "reset-password": "重设密码", "set-password": "更改密码",
  "add-token": "新建令牌", "remove-token": "作废令牌", "compare": "核对", "compare-folders": "核对文件夹", "ingest": "导入", "retry": "隔离件重试",
  "reread": "重新识别", "verify": "核对资料库", "rebuild": "重建索引", "cancel": "停止任务", "pause": "暂停任务", "resume": "继续任务",
};

/** What a line of the log is about: a pair leads there, a file is downloaded. */
function object(name: string): HTMLElement | string {
  const [kind = "", id = "", ...rest] = name.split("/");
  if (kind === "pair") return h("a", { href: page(`pairs/${id}${rest[0] ? `#${rest[0]}` : ""}`) }, `第 ${id} 对${rest[0] ? ` ${rest[0]}` : ""}`);
  if (kind === "file") return h("a", { href: address(`files/${id}`), download: true }, `文件 ${id.slice(0, 12)}…`);
  const words: Record<string, string> = { job: "任务", user: "账号", token: "令牌", records: "记录" };
  return words[kind] ? `${words[kind]}${id ? ` ${id}` : ""}` : name;
}

function details(value: any): string {
  if (!value || typeof value !== "object") return "";
  const words: Record<string, string> = { decision: "", remark: "备注：", number: "编号 ", roles: "", name: "", query: "检索式：", records: "记录 ", what: "", to: "给 ", days: "天数 " };
  const said: Record<string, string> = { true: "属实", false: "误报", open: "待查" };
  return Object.entries(value).filter(([key, v]) => key in words && v !== null && v !== "").map(([key, v]) => {
    const text = Array.isArray(v) ? v.map((r) => ROLE[r] ?? r).join("、") : key === "decision" ? (said[String(v)] ?? String(v)) : String(v);
    return `${words[key]}${[...text].length > 60 ? `${[...text].slice(0, 60).join("")}…` : text}`;
  }).join("；");
}

async function audit(): Promise<void> {
  const query = new URLSearchParams(location.search);
  const filter = { who: query.get("who") ?? "", action: query.get("action") ?? "" };
  const rows = h("tbody");
  const more = button("更早的", () => void look());
  let before: number | null = null;
  const look = async () => {
    const told = await get<{ entries: any[] }>("audit", { limit: 100, before, ...filter });
    for (const e of told.entries) {
      before = e.id;
      rows.append(h("tr", null, h("td", { class: "when" }, time(e.at)), h("td", null, e.who), h("td", null, e.ip), h("td", null, ACTION[e.action] ?? e.action), h("td", null, object(e.object)), h("td", { class: "file" }, details(e.details))));
    }
    more.hidden = told.entries.length < 100;
    if (!rows.childElementCount) rows.append(h("tr", null, h("td", { colspan: "6", class: "empty" }, "没有符合条件的记录。")));
  };
  const who = h("input", { type: "search", value: filter.who, placeholder: "账号", "aria-label": "账号" });
  const action = h("select", { "aria-label": "动作" }, h("option", { value: "" }, "全部动作"), Object.entries(ACTION).map(([value, words]) => h("option", { value, selected: value === filter.action }, words)));
  const go = () => {
    const next = new URLSearchParams({ show: "audit" });
    if (who.value.trim()) next.set("who", who.value.trim());
    if (action.value) next.set("action", action.value);
    history.pushState(null, "", `?${next}`);
    void admin();
  };
  action.addEventListener("change", go);
  fill(byId("admin-body"),
    h("form", { class: "inline", role: "search", on: { submit: (event: Event) => { event.preventDefault(); go(); } } }, who, action, h("button", null, "筛选")),
    h("table", { class: "grid" }, h("caption", { class: "sr" }, "审计日志，最近的在前"), h("thead", null, h("tr", null, ["时间", "账号", "来自", "动作", "对象", "详情"].map((t) => h("th", { scope: "col" }, t)))), rows),
    h("p", { class: "pager" }, more));
  await look();
}

async function users(): Promise<void> {
  const [me, told] = await Promise.all([get<any>("me"), get<{ users: any[] }>("users")]);
  const place = byId("admin-body");
  if (me.local) {
    fill(place, h("p", { class: "empty" }, "本机使用，没有账号。要让别人也能用，请在命令行用 shenbao users add 建立第一个管理员账号。"));
    return;
  }
  fill(place,
    h("table", { class: "grid" }, h("caption", { class: "sr" }, "账号"),
      h("thead", null, h("tr", null, ["账号", "角色", "建立", ""].map((t) => h("th", { scope: "col" }, t || h("span", { class: "sr" }, "操作"))))),
      h("tbody", null, told.users.map((u) => h("tr", null, h("td", null, h("b", null, u.name)), h("td", null, u.roles.map((r: string) => ROLE[r] ?? r).join("、")), h("td", { class: "when" }, time(u.created)),
        h("td", null, u.name === me.name ? h("a", { href: page("account") }, "自己的账号") : [
          button("角色", () => change(u), { class: "plain", "aria-label": `角色：${u.name}` }),
          button("重设密码", () => reset(u), { class: "plain", "aria-label": `重设密码：${u.name}` }),
          button("删除", () => remove(u), { class: "plain", "aria-label": `删除：${u.name}` })]))))),
    h("p", null, button("新建账号", () => add(), { class: "primary" })));
}

/** A dialog with a form; closes when what it does succeeds. */
function ask(title: string, fields: HTMLElement[], word: string, act: () => Promise<string | void>): void {
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const box = dialog(title, h("form", { class: "stacked", on: { submit: async (event: Event) => {
    event.preventDefault();
    try {
      const wrong = await act();
      if (!wrong) {
        box.close();
        await users();
        return;
      }
      problem.textContent = wrong;
    } catch (error) {
      problem.textContent = wordsOf(error);
    }
    problem.hidden = false;
  } } }, fields, problem, h("p", { class: "dialog-end" }, h("button", { class: "primary" }, word))));
  box.querySelector<HTMLElement>("input")?.focus();
}

function roles(has: string[]): [HTMLElement, () => string[]] {
  const boxes = Object.entries(ROLE).map(([value, words]) => ({ value, box: h("input", { type: "checkbox", checked: has.includes(value) }), words }));
  return [h("fieldset", null, h("legend", null, "角色"), boxes.map(({ box, words }) => h("label", { class: "check" }, box, words))), () => boxes.filter((b) => b.box.checked).map((b) => b.value)];
}

function add(): void {
  const name = h("input", { required: true, maxlength: "40", autocomplete: "off" });
  const [firstLabel, first] = secret("密码（至少 10 个字符）", "new-password");
  const [secondLabel, second] = secret("再输一次密码", "new-password");
  const [set, chosen] = roles(["reviewer"]);
  ask("新建账号", [h("label", null, "账号名", name), firstLabel, secondLabel, set], "新建", async () => {
    const wrong = twice(first, second) || (chosen().length ? "" : "请至少选一个角色");
    if (wrong) return wrong;
    await call("POST", "users", { name: name.value.trim(), password: first.value, roles: chosen() });
    toast("账号已建立");
  });
}

function change(user: any): void {
  const [set, chosen] = roles(user.roles);
  ask(`更改 ${user.name} 的角色`, [set], "更改", async () => {
    if (!chosen().length) return "请至少选一个角色";
    await call("PUT", `users/${encodeURIComponent(user.name)}`, { roles: chosen() });
    toast("角色已更改");
  });
}

function reset(user: any): void {
  const [firstLabel, first] = secret("新密码（至少 10 个字符）", "new-password");
  const [secondLabel, second] = secret("再输一次新密码", "new-password");
  ask(`重设 ${user.name} 的密码`, [h("p", { class: "muted" }, "其登录和令牌随即失效。"), firstLabel, secondLabel], "重设", async () => {
    const wrong = twice(first, second);
    if (wrong) return wrong;
    await call("PUT", `users/${encodeURIComponent(user.name)}`, { password: first.value });
    toast("密码已重设");
  });
}

function remove(user: any): void {
  ask(`删除账号 ${user.name}？`, [h("p", null, "其登录和令牌随即失效；所作的认定和签署保留。")], "删除", async () => {
    await call("DELETE", `users/${encodeURIComponent(user.name)}`);
  });
}
