// What holds on every page: no violation of WCAG 2.1 AA, no error of script or policy, a visible
// focus by keys alone, help, and everything under the prefix of a reverse proxy as well.

import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, test } from "node:test";
import { accessible, account, browse, folders, open, picture, proxy, root, serve } from "./house.mjs";

let browser;
let server;
let place;

before(async () => {
  place = folders();
  browser = await browse();
  server = await serve({ ...place, prefix: "/shenbao" });
});
after(async () => {
  await server?.stop();
  await browser?.close();
  fs.rmSync(place.place, { recursive: true, force: true });
});

for (const [name, path] of [["start", "/"], ["compare", "/compare"], ["search", "/search"], ["ingest", "/ingest"]]) {
  test(`the ${name} page of an empty library, under a prefix`, async () => {
    const { page, context, calm } = await open(browser);
    const strays = [];
    page.on("request", (r) => { if (!r.url().startsWith(`${server.base}/`) && !r.url().startsWith("data:")) strays.push(r.url()); });
    await page.goto(`${server.base}${path}`);
    await page.waitForLoadState("networkidle");
    await accessible(page, name);
    assert.deepEqual(strays, [], "everything comes from under the prefix");
    // The first key reaches the way past the head of the page.
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
    await page.keyboard.press("Tab");
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.notEqual(outline, "none", "the focus is visible");
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press("?");
    await page.locator("dialog.help").waitFor();
    await accessible(page, `${name}, help`);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("dialog").count(), 0);
    await page.setViewportSize({ width: 1366, height: 768 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `nothing stands out of the window: ${wide}`);
    await picture(page, `page-${name}`);
    calm();
    await context.close();
  });
}

test("a page that is not there says so in Chinese", async () => {
  const { page, context } = await open(browser);
  const answer = await page.goto(`${server.base}/pairs/999999`);
  await page.waitForLoadState("networkidle");
  assert.ok([200, 404].includes(answer.status()));
  await page.getByText(/没有|打不开|找不到/).first().waitFor();
  await accessible(page, "missing");
  await context.close();
});

test("single letters can be switched off", async () => {
  const { page, context } = await open(browser);
  await page.goto(`${server.base}/search`);
  await page.waitForLoadState("networkidle");
  await page.keyboard.press("?");
  await page.locator("#single-keys").uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await page.waitForTimeout(200);
  assert.equal(await page.locator("dialog").count(), 0);
  await page.getByRole("button", { name: "帮助" }).click();
  await page.locator("dialog.help").waitFor();
  await context.close();
});

test("accounts: a login page that says what is wrong, a name on every page, roles, a way out", async () => {
  const own = folders();
  await account(own.library, "王工", "reviewer", "jiaohe-2025-shencha");
  const guarded = await serve({ ...own, host: "127.0.0.1" });
  const { page, context, calm } = await open(browser);
  try {
    await page.goto(`${guarded.base}/compare`);
    await page.getByRole("heading", { name: "登录" }).waitFor();
    await accessible(page, "login");
    await picture(page, "page-login");
    const enter = async (password) => {
      await page.getByLabel("用户名").fill("王工");
      await page.getByLabel("密码").fill(password);
      await page.getByRole("button", { name: "登录" }).click();
    };
    await enter("falsch-falsch-falsch");
    await page.getByRole("alert").waitFor();
    await accessible(page, "login failed");
    // Whoever failed has to wait a moment.
    await page.waitForTimeout(2500);
    await enter("jiaohe-2025-shencha");
    await page.getByText("队列是空的").waitFor();
    assert.ok(page.url().endsWith("/compare"), "on to where one wanted");
    await page.getByText("王工").waitFor();
    await accessible(page, "logged in");
    // A reviewer is no archivist: the page says so and does not break.
    await page.goto(`${guarded.base}/ingest`);
    await page.waitForLoadState("networkidle");
    await accessible(page, "not his desk");
    await page.getByRole("button", { name: "退出" }).click();
    await page.goto(`${guarded.base}/compare`);
    await page.getByRole("heading", { name: "登录" }).waitFor();
    calm();
  } finally {
    await context.close();
    await guarded.stop();
    fs.rmSync(own.place, { recursive: true, force: true });
  }
});

test("behind a reverse proxy under a prefix: login, upload, live progress, pages, decisions", { timeout: 120_000 }, async () => {
  const own = folders();
  await account(own.library, "王工", "reviewer", "jiaohe-2025-shencha");
  const front = await proxy();
  const name = `localhost:${front.address().port}`;
  const behind = await serve({ ...own, prefix: "/shenbao", host: name });
  front.to = behind.base;
  const { page, context, calm } = await open(browser);
  try {
    await page.goto(`http://${name}/shenbao/compare`);
    await page.getByLabel("用户名").fill("王工");
    await page.getByLabel("密码").fill("jiaohe-2025-shencha");
    await page.getByRole("button", { name: "登录" }).click();
    await page.getByText("队列是空的").waitFor();
    for (const [side, file] of [["paper", "paper.pdf"], ["online", "online.docx"]]) {
      const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.locator(`#drop-${side} [data-pick="files"]`).click()]);
      await chooser.setFiles(`${root}/corpus/pair/${file}`);
    }
    await page.getByRole("button", { name: "开始核对" }).click();
    await page.locator("tr[data-pair] a").first().click({ timeout: 90_000 });
    await page.locator(".sheet img").first().waitFor();
    assert.ok(page.url().startsWith(`http://${name}/shenbao/pairs/`));
    await page.locator("body").press("1");
    await page.waitForFunction(() => document.querySelector(".saved").textContent === "已保存");
    // Another name than the one that was given is nobody's.
    const foreign = await page.request.get(`http://127.0.0.1:${front.address().port}/shenbao/`, { maxRedirects: 0 });
    assert.equal(foreign.status(), 403);
    calm();
  } finally {
    await context.close();
    await behind.stop();
    front.closeAllConnections();
    front.close();
    fs.rmSync(own.place, { recursive: true, force: true });
  }
});

test("an administrator makes accounts, changes roles, reads the log; everybody has a password and tokens", { timeout: 120_000 }, async () => {
  const own = folders();
  await account(own.library, "李主任", "administrator", "guanli-2025-guanli");
  const guarded = await serve({ ...own, host: "127.0.0.1" });
  const { page, context, calm } = await open(browser);
  const enter = async (name, password) => {
    await page.goto(`${guarded.base}/account`);
    await page.getByLabel("用户名").fill(name);
    await page.getByLabel("密码").fill(password);
    await page.getByRole("button", { name: "登录" }).click();
  };
  try {
    await enter("李主任", "guanli-2025-guanli");
    await page.getByRole("heading", { name: "令牌" }).waitFor();
    await page.getByLabel("用途").fill("每日入库");
    await page.getByRole("button", { name: "新建令牌" }).click();
    const token = await page.locator("dialog code").innerText();
    const told = await (await fetch(`${guarded.base}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } })).json();
    assert.equal(told.name, "李主任");
    await accessible(page, "token");
    await page.keyboard.press("Escape");
    await accessible(page, "account");
    await picture(page, "page-account");
    await page.getByRole("link", { name: "管理" }).click();
    await page.getByRole("button", { name: "账号" }).click();
    await page.getByRole("button", { name: "新建账号" }).click();
    await page.getByLabel("账号名").fill("赵工");
    for (const label of ["密码（至少 10 个字符）", "再输一次密码"]) await page.getByLabel(label).fill("hedui-hedui-hedui");
    await page.getByLabel("分析人").check();
    await accessible(page, "new account");
    await page.getByRole("button", { name: "新建", exact: true }).click();
    await page.getByText("核对人、分析人").waitFor();
    await page.getByRole("button", { name: "角色：赵工" }).click();
    await page.getByLabel("核对人").uncheck();
    await page.getByRole("button", { name: "更改", exact: true }).click();
    await page.waitForFunction(() => !/核对人/.test(document.querySelector("#admin-body").textContent));
    await accessible(page, "accounts");
    await picture(page, "page-users");
    await page.getByRole("button", { name: "审计日志" }).click();
    await page.getByRole("cell", { name: "更改角色" }).waitFor();
    await accessible(page, "audit");
    await picture(page, "page-audit");
    await page.getByLabel("动作").selectOption("add-user");
    await page.waitForFunction(() => document.querySelectorAll("#admin-body tbody tr").length === 1);
    assert.match(page.url(), /action=add-user/);
    await context.clearCookies();
    await page.waitForTimeout(300);
    await enter("赵工", "hedui-hedui-hedui");
    await page.getByRole("heading", { name: "更改密码" }).waitFor();
    assert.equal(await page.getByRole("link", { name: "管理" }).count(), 0);
    await page.getByLabel("原密码").fill("hedui-hedui-hedui");
    await page.getByLabel("新密码（至少 10 个字符）").fill("xinde-xinde-xinde");
    await page.getByLabel("再输一次新密码").fill("xinde-xinde-xinde");
    await page.getByRole("button", { name: "更改", exact: true }).click();
    await page.getByRole("button", { name: "重新登录" }).click();
    await enter("赵工", "xinde-xinde-xinde");
    await page.getByRole("heading", { name: "更改密码" }).waitFor();
    calm();
  } finally {
    await context.close();
    await guarded.stop();
    fs.rmSync(own.place, { recursive: true, force: true });
  }
});

test("a Word file has the pages that LibreOffice prints", { timeout: 180_000, skip: !fs.existsSync("/usr/bin/soffice") && "no LibreOffice" }, async () => {
  const own = folders();
  const printing = await serve({ ...own, renderer: "auto" });
  const { page, context, calm } = await open(browser);
  try {
    await page.goto(`${printing.base}/compare`);
    for (const [side, file] of [["paper", "paper.pdf"], ["online", "online.docx"]]) {
      const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.locator(`#drop-${side} [data-pick="files"]`).click()]);
      await chooser.setFiles(`${root}/corpus/pair/${file}`);
    }
    await page.getByRole("button", { name: "开始核对" }).click();
    await page.locator("tr[data-pair] a").first().click({ timeout: 150_000 });
    await page.getByRole("button", { name: "打印页" }).click();
    await page.locator(".side.online .sheet img").first().waitFor({ timeout: 60_000 });
    await accessible(page, "print");
    await picture(page, "pair-print");
    calm();
  } finally {
    await context.close();
    await printing.stop();
    fs.rmSync(own.place, { recursive: true, force: true });
  }
});
