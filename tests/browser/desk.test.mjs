// The reviewer's desk in its corners: folders with files that find no partner, a locked pair and
// its password, files chosen from the library, what was granted, filters that are links.

import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, test } from "node:test";
import { accessible, browse, folders, open, picture, root, serve, shenbao } from "./house.mjs";

let browser;
let server;
let place;
const corpus = (name) => `${root}/corpus/${name}`;

before(async () => {
  place = folders();
  browser = await browse();
  fs.copyFileSync(corpus("pair/paper.pdf"), `${place.inbox}/纸质件.pdf`);
  fs.copyFileSync(corpus("pair/online.docx"), `${place.inbox}/网上数据.docx`);
  await shenbao("ingest", place.inbox, "--library", place.library);
  server = await serve(place);
});
after(async () => {
  await server?.stop();
  await browser?.close();
  fs.rmSync(place.place, { recursive: true, force: true });
});

const put = async (page, side, files) => {
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.locator(`#drop-${side} [data-pick="files"]`).click()]);
  await chooser.setFiles(files);
};
const idle = (page) => page.waitForFunction(() => !document.querySelector(".job"), null, { timeout: 120_000 });

test("folders: pairs, and by name what found no partner or could not be read", { timeout: 180_000 }, async () => {
  const { page, context, calm } = await open(browser);
  await page.goto(`${server.base}/compare`);
  await put(page, "paper", [corpus("pair/paper.pdf"), corpus("books/2021-factory-a.pdf"), `${root}/fixtures/protected/agile.docx`]);
  await put(page, "online", [corpus("pair/online.docx"), corpus("books/2025-gansu-basic-factory-a.docx")]);
  await page.getByRole("button", { name: "开始核对" }).click();
  await page.locator("tr[data-pair]").waitFor({ timeout: 120_000 });
  await idle(page);
  const left = await page.locator("#unpaired").innerText();
  for (const name of ["2021-factory-a.pdf", "agile.docx", "2025-gansu-basic-factory-a.docx"]) assert.ok(left.includes(name), `${name} in ${left}`);
  assert.ok(!left.includes("--"), `no flag of the command line: ${left}`);
  await accessible(page, "folders");
  await picture(page, "queue-folders");
  calm();
  await context.close();
});

test("a locked pair stands by name and is opened by its password", { timeout: 180_000 }, async () => {
  const { page, context, calm } = await open(browser);
  await page.goto(`${server.base}/compare`);
  const before = await page.locator("tr[data-pair]").count();
  await put(page, "paper", `${root}/fixtures/protected/agile.docx`);
  await put(page, "online", corpus("pair/online.docx"));
  await page.getByRole("button", { name: "开始核对" }).click();
  const locked = page.locator("#unpaired tr", { hasText: "agile.docx ⇄ online.docx" });
  await locked.waitFor({ timeout: 60_000 });
  await accessible(page, "locked");
  await locked.getByPlaceholder("密码").fill("申报2025");
  await locked.getByRole("button", { name: "重试" }).click();
  await page.waitForFunction((n) => document.querySelectorAll("tr[data-pair]").length > n, before, { timeout: 120_000 });
  await idle(page);
  assert.equal(await locked.count(), 0, "what was done again is no longer named");
  calm();
  await context.close();
});

test("both sides from the library; what was granted is looked at and asks for nothing", { timeout: 180_000 }, async () => {
  const { page, context, calm } = await open(browser);
  await page.goto(`${server.base}/compare`);
  for (const [side, name] of [["paper", "纸质件.pdf"], ["online", "网上数据.docx"]]) {
    await page.locator(`#drop-${side} [data-pick="library"]`).click();
    // Before anything is typed, what came in last is there.
    await page.locator(".picks button", { hasText: name }).waitFor();
    await accessible(page, "library");
    await page.locator(".picks button", { hasText: name }).click();
  }
  const before = await page.locator("tr[data-pair]").count();
  await page.getByRole("button", { name: "开始核对" }).click();
  await page.waitForFunction((n) => document.querySelectorAll("tr[data-pair]").length > n, before, { timeout: 120_000 });
  await idle(page);
  // The new pair has the focus; the keyboard goes to the next and back.
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await page.keyboard.press("Enter");
  await page.locator("#pair[data-state=open] .item").first().waitFor();
  await page.getByRole("button", { name: /^等价写法/ }).click();
  await page.locator(".item.equivalence").first().click();
  await page.locator(".side.paper .spot.granted.current").first().waitFor();
  assert.equal(await page.locator(".choice").count(), 0, "nothing to decide");
  await page.locator("body").press("1");
  await page.getByText("这一处无须认定").waitFor();
  assert.match(await page.locator(".progress").innerText(), /已认定 0\//);
  // Filters by reason are in words, and stand in the address.
  await page.getByRole("button", { name: "更多筛选" }).click();
  const reasons = await page.getByLabel("原因").locator("option").allInnerTexts();
  assert.ok(reasons.length > 2 && !reasons.some((r) => /^[a-z-]+$/.test(r)), reasons.join());
  await page.getByLabel("原因").selectOption({ label: "两侧内容不同" });
  assert.match(page.url(), /reason=value-differs/);
  const shown = await page.locator(".item").count();
  assert.equal(await page.locator(".item.equivalence").count(), 0);
  await accessible(page, "filtered");
  const again = await open(browser);
  await again.page.goto(page.url());
  await again.page.locator(".item").first().waitFor();
  assert.equal(await again.page.locator(".item").count(), shown, "a filter is a link");
  await again.context.close();
  calm();
  await context.close();
});
