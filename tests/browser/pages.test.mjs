// What holds on every page: no violation of WCAG 2.1 AA, no error of script or policy, a visible
// focus by keys alone, help, and everything under the prefix of a reverse proxy as well.

import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, test } from "node:test";
import { accessible, account, browse, folders, open, picture, serve } from "./house.mjs";

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
