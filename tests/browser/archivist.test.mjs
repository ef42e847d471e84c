// An archivist brings in a mixed folder with damaged and locked files, sees the balance, opens the
// locked one by its password, and verifies the library.

import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, test } from "node:test";
import { accessible, browse, folders, open, picture, serve } from "./house.mjs";
import { mixed } from "./papers.mjs";

let browser;
let server;
let place;

before(async () => {
  place = folders();
  browser = await browse();
  fs.mkdirSync(`${place.inbox}/混合`);
  mixed(`${place.inbox}/混合`);
  server = await serve(place);
});
after(async () => {
  await server?.stop();
  await browser?.close();
  fs.rmSync(place.place, { recursive: true, force: true });
});

const figure = (page, name) => page.evaluate((n) => {
  const found = [...document.querySelectorAll(".balance.even div")].find((d) => d.querySelector("dt")?.textContent === n);
  return Number(found?.querySelector("dd").textContent.replace(/,/g, ""));
}, name);

test("a mixed folder comes in, the balance holds, what was set aside is retried", { timeout: 300_000 }, async () => {
  const { page, context, calm } = await open(browser);
  await page.goto(`${server.base}/ingest`);
  await page.waitForLoadState("networkidle");
  await page.getByRole("button", { name: "选服务器文件夹" }).click();
  await page.locator("dialog").getByRole("button", { name: /收件 ›/ }).click();
  await page.locator("dialog").getByLabel("选 混合").check();
  await accessible(page, "folders");
  await picture(page, "ingest-folders");
  await page.locator("dialog").getByRole("button", { name: /导入/ }).click();
  await page.locator(".quarantined li").first().waitFor({ timeout: 200_000 });
  await page.waitForFunction(() => !document.querySelector(".ingest-job"), null, { timeout: 200_000 });
  await page.locator(".balance.even").waitFor();
  const [seen, fresh, duplicate, aside] = [await figure(page, "共见"), await figure(page, "新增"), await figure(page, "重复"), await figure(page, "隔离")];
  assert.equal(seen, fresh + duplicate + aside, "the balance");
  assert.deepEqual([seen, fresh, duplicate, aside], [9, 4, 1, 4]);
  await accessible(page, "balance");
  // What is there twice, by name; the report of the run; many passwords at once.
  await page.getByRole("button", { name: /多个名称/ }).click();
  await page.locator("dialog").getByText("同一份.pdf").waitFor();
  await accessible(page, "duplicates");
  await picture(page, "ingest-duplicates");
  await page.keyboard.press("Escape");
  const [report] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: /^XLSX 报告/ }).first().click()]);
  await report.saveAs(`${place.place}/report.xlsx`);
  assert.equal(fs.readFileSync(`${place.place}/report.xlsx`).subarray(0, 2).toString(), "PK");
  await page.getByRole("button", { name: "给密码重试" }).click();
  await accessible(page, "passwords");
  await page.keyboard.press("Escape");
  await picture(page, "ingest-1366");

  // By reason; the locked file opens with its password, the damaged ones stay.
  await page.locator(".quarantine .chip", { hasText: "密码" }).click();
  await page.waitForFunction(() => document.querySelectorAll(".quarantined li").length === 1);
  // From the library itself: the inbox need not have it any more.
  fs.rmSync(`${place.inbox}/混合/加密.docx`);
  await page.locator(".password input").fill("申报2025");
  await page.locator(".password button").click();
  await page.waitForFunction(() => !document.querySelector(".ingest-job"), null, { timeout: 60_000 });
  await page.goto(`${server.base}/ingest`);
  await page.waitForFunction(() => document.querySelectorAll(".quarantined li").length === 3);
  await page.getByRole("button", { name: "全部重试" }).click();
  await page.waitForTimeout(500);
  await page.waitForFunction(() => !document.querySelector(".ingest-job"), null, { timeout: 60_000 });
  assert.equal(await page.locator(".quarantined li").count(), 3, "damaged files stay aside");

  // Files of this computer, with a page's own key.
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.locator("body").press("u")]);
  await chooser.setFiles({ name: "通知<img src=x onerror=alert(1)>.txt", mimeType: "text/plain", buffer: Buffer.from("关于组织开展申报工作的通知\n\n各有关单位：\n请于2025年9月30日前报送申报材料。\n\n示例市工业和信息化局\n2025年8月1日\n") });
  await page.waitForFunction(() => /最近一次导入/.test(document.querySelector(".last-run")?.textContent ?? "") && !document.querySelector(".ingest-job"), null, { timeout: 60_000 });
  assert.equal(await page.evaluate(() => document.querySelectorAll("img[src='x']").length), 0, "a name is never markup");

  await page.getByRole("button", { name: "核对资料库" }).click();
  await page.getByText("原件、目录、索引三者一致").waitFor({ timeout: 60_000 });
  await page.setViewportSize({ width: 1920, height: 1080 });
  await picture(page, "ingest-1920");
  // A byte more in an original, and it is said.
  const original = fs.readdirSync(`${place.library}/originals`, { recursive: true, withFileTypes: true }).find((e) => e.isFile() && /^[0-9a-f]{64}$/.test(e.name));
  const damaged = `${original.parentPath ?? original.path}/${original.name}`;
  fs.chmodSync(damaged, 0o644);
  fs.appendFileSync(damaged, "x");
  await page.getByRole("button", { name: "核对资料库" }).click();
  await page.getByRole("heading", { name: "核对资料库：有出入" }).waitFor({ timeout: 60_000 });
  await accessible(page, "damaged");
  await page.keyboard.press("Escape");
  await accessible(page, "library");
  calm();
  await context.close();
});
