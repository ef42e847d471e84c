// An analyst answers: 人机协同制造 in 装备制造 with 生产效率提升 of 30% and more, by supplier; draws
// it, exports it, and looks at a case in its original.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { accessible, browse, folders, open, picture, serve, shenbao } from "./house.mjs";
import { question } from "./papers.mjs";

let browser;
let server;
let place;
let expected;

before(async () => {
  place = folders();
  browser = await browse();
  expected = question(place.inbox);
  await shenbao("ingest", place.inbox, "--library", place.library);
  server = await serve(place);
});
after(async () => {
  await server?.stop();
  await browser?.close();
  fs.rmSync(place.place, { recursive: true, force: true });
});

test("the question is asked by choosing, answered by supplier, drawn and exported", { timeout: 180_000 }, async () => {
  const { page, context, calm } = await open(browser);
  await page.goto(`${server.base}/search`);
  await page.waitForLoadState("networkidle");

  // 高级检索 writes the language.
  await page.getByRole("button", { name: "高级检索" }).click();
  const value = (n) => page.locator(`.condition:nth-child(${n}) .value`);
  await value(1).fill("人机协同制造");
  await value(2).fill("装备制造");
  await page.locator(".condition:nth-child(3) .metric").fill("生产效率提升");
  await value(3).fill("30%");
  assert.equal(await page.locator(".composed").innerText(), "场景:人机协同制造 行业:装备制造 生产效率提升>=30%");
  await accessible(page, "advanced");
  await picture(page, "search-advanced");
  await page.locator("#advanced").getByRole("button", { name: "检索", exact: true }).click();
  await page.locator(".hit").first().waitFor();
  assert.equal((await page.locator(".total").innerText()).replace(/\s/g, ""), `${expected.hits}件`);
  await page.locator("#advanced-button").click();
  await accessible(page, "hits");
  await picture(page, "search-1366");
  assert.ok(await page.locator(".snippet mark").count() > 0, "what was found is marked");

  // By supplier, drawn: the figures are those of the files.
  await page.getByRole("button", { name: "统计与图" }).click();
  await page.locator(".figure-bar select").first().waitFor();
  await page.locator(".figure-bar label:has-text('分组') select").selectOption("供应商");
  await page.locator(".chart canvas").first().waitFor();
  for (const [supplier, [count, median]] of Object.entries(expected.suppliers)) {
    const cells = (await page.locator(`.figure-body tr:has-text("${supplier}")`).innerText()).split(/\t/).map((c) => c.trim());
    assert.equal(Number(cells[2]), count, `${supplier}: count in ${cells}`);
    assert.equal(Number(cells[5]), median, `${supplier}: median in ${cells}`);
  }
  await accessible(page, "figures");
  await picture(page, "figures-1366");
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.waitForTimeout(500);
  await picture(page, "figures-1920");
  await page.setViewportSize({ width: 1366, height: 768 });
  for (const [kind, begins] of [["PNG", "89504e47"], ["SVG", "3c737667"], ["XLSX", "504b0304"]]) {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: kind, exact: true }).click()]);
    const file = path.join(place.place, `figure.${kind.toLowerCase()}`);
    await download.saveAs(file);
    assert.equal(fs.readFileSync(file).subarray(0, 4).toString("hex"), begins, kind);
  }

  // Every kind of figure draws; every state is a link.
  for (const [kind, drawn] of [["分布", "distribution"], ["历年趋势", "trend"], ["透视", "pivot"], ["省份", "map"]]) {
    await page.getByRole("button", { name: kind, exact: true }).click();
    await page.locator(`.chart.${drawn} canvas`).first().waitFor();
    await accessible(page, kind);
    await picture(page, `figures-${kind}`);
  }
  const link = page.url();
  const again = await open(browser);
  await again.page.goto(link);
  await again.page.locator(".chart.map canvas").first().waitFor();
  assert.equal(await again.page.locator(".figure-bar button[aria-pressed=true]").innerText(), "省份");
  await again.context.close();

  // From a group to its hits, back, and the export of all hits.
  await page.getByRole("button", { name: "分组箱线", exact: true }).click();
  await page.locator(".figure-body").getByRole("button", { name: "蓝湾软件股份有限公司" }).click();
  await page.locator(".hit").first().waitFor();
  assert.equal((await page.locator(".total").innerText()).replace(/\s/g, ""), "2件");
  await page.locator(".condition-now", { hasText: "蓝湾" }).getByRole("button").click();
  await page.waitForFunction((n) => document.querySelector(".total").textContent.replace(/\s/g, "") === `${n}件`, expected.hits);
  await page.locator(".menu summary").click();
  await accessible(page, "export");
  for (const [words, begins] of [["结果清单 CSV", "\ufeff"], ["记录、指标、场景 XLSX", "PK"], ["记录 JSON Lines", "{"]]) {
    if (!(await page.locator(".menu").getAttribute("open") !== null)) await page.locator(".menu summary").click();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: words, exact: true }).click()]);
    const file = path.join(place.place, "export");
    await download.saveAs(file);
    const text = fs.readFileSync(file, "utf8");
    assert.ok(text.startsWith(begins), words);
    if (begins === "\ufeff") assert.equal(text.trim().split(/\r?\n/).length, expected.hits + 1, "all hits");
  }

  // 结果中检索, saved and found again.
  await page.keyboard.press("Escape");
  await page.getByPlaceholder("在结果中检索").fill("甲字机械");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector(".total").textContent.replace(/\s/g, "") === "1件");
  await page.getByRole("button", { name: "保存检索" }).click();
  await page.locator("dialog input").fill("甲字机械的人机协同");
  await page.locator("dialog").getByRole("button", { name: "保存" }).click();
  await page.getByRole("button", { name: "已存检索" }).click();
  await page.locator("dialog").getByRole("link", { name: "甲字机械的人机协同" }).waitFor();
  await accessible(page, "saved");
  await page.keyboard.press("Escape");

  // A case: a value goes to its place in the original.
  await page.locator(".hit h2 a").first().click();
  await page.locator(".record-value").first().waitFor();
  await page.locator('[data-pointer="/applicant/name"]').click();
  await page.locator(".here:visible, .spot.current").first().waitFor();
  await accessible(page, "case");
  await picture(page, "case-1366");

  // Two cases side by side.
  await page.goto(`${server.base}/search?q=${encodeURIComponent("场景:人机协同制造")}`);
  await page.locator(".hit > input").nth(0).check();
  await page.locator(".hit > input").nth(1).check();
  await page.getByRole("button", { name: "并排比较" }).click();
  await page.locator(".case-table tr.differs").first().waitFor();
  await accessible(page, "cases");
  await picture(page, "cases-1366");
  calm();
  await context.close();
});
