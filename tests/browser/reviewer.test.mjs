// A reviewer signs off a pair of sixty pages with five planted changes, one of them on a scanned
// page; the server dies in between.

import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, test } from "node:test";
import { accessible, browse, folders, open, picture, serve } from "./house.mjs";
import { pair } from "./papers.mjs";

let browser;
let server;
let place;
let files;

before(async () => {
  place = folders();
  browser = await browse();
  files = await pair(browser, place.place);
  server = await serve(place);
});
after(async () => {
  await server?.stop();
  await browser?.close();
  fs.rmSync(place.place, { recursive: true, force: true });
});

const put = async (page, side, file) => {
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.locator(`#drop-${side} [data-pick="files"]`).click()]);
  await chooser.setFiles(file);
};

test("a pair of sixty pages is put in, decided, taken up again after a crash, signed", { timeout: 600_000 }, async () => {
  let { page, context, calm } = await open(browser);
  await page.goto(`${server.base}/compare`);
  await page.getByText("队列是空的").waitFor();
  await put(page, "paper", files.paper);
  await put(page, "online", files.online);
  await picture(page, "queue-put-in");
  await page.getByRole("button", { name: "开始核对" }).click();
  const row = page.locator("tr[data-pair]");
  await row.waitFor({ timeout: 400_000 });
  await accessible(page, "queue");
  await picture(page, "queue");
  assert.match(await row.innerText(), /不一致/);

  const opened = Date.now();
  await row.getByRole("link").click();
  await page.locator("#pair[data-state=open] .item").first().waitFor();
  await page.locator(".side.paper .sheet img").first().waitFor();
  const took = Date.now() - opened;
  console.log(`pair of ${await page.locator(".side.paper .sheet").count()} pages opened in ${took} ms`);
  assert.ok(await page.locator(".side.paper .sheet").count() >= 60, "sixty pages stand there");
  await page.waitForTimeout(1200);
  await accessible(page, "pair");
  await picture(page, "pair-1366");
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.waitForTimeout(800);
  await picture(page, "pair-1920");
  await page.setViewportSize({ width: 1366, height: 768 });

  // Every planted change stands in the list, with its place on the paper.
  const texts = (await page.locator(".item").allInnerTexts()).join("\n") + (await readings(page));
  for (const planted of files.planted) assert.ok(texts.includes(planted), `${planted} is named`);
  // The scanned page was recognised, or (without the models) is named as unread.
  assert.ok(files.scanned.every((s) => texts.includes(s)) || /未读出/.test(texts), "the change on the scanned page");

  // Keys alone: next, decide, remark.
  const total = Number(/\/(\d+)/.exec(await page.locator(".progress").innerText())[1]);
  assert.ok(total >= 4, `what asks for a decision: ${total}`);
  await page.locator("body").press("1");
  await page.waitForFunction(() => /已认定 1\//.test(document.querySelector(".progress").textContent));
  await page.locator("body").press("r");
  await page.keyboard.type("与原件核对，纸质件有误");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector(".saved").textContent === "已保存");

  // Two at once: who comes second sees what the first decided and overwrites nothing.
  const other = await open(browser);
  await other.page.goto(`${page.url().replace(/#.*/, "")}#d2`);
  await other.page.locator(".item[aria-current]").waitFor();
  await page.locator(".item").nth(1).click();
  await Promise.all([page.waitForResponse((r) => r.request().method() === "PUT" && r.url().endsWith("/decisions/d2")), page.locator("body").press("2")]);
  await other.page.locator("body").press("1");
  await other.page.getByText("以其为准").waitFor();
  await other.page.locator(".item").nth(1).getByText("误报").waitFor();
  await other.context.close();
  await page.locator(".item").nth(1).click();
  await Promise.all([page.waitForResponse((r) => r.request().method() === "PUT"), page.locator("body").press("3")]);
  await page.locator(".item").nth(0).click();

  // Signing is refused while something stands open, and says what.
  await page.getByRole("button", { name: "签署" }).click();
  await page.getByRole("heading", { name: "还不能签署" }).waitFor();
  await accessible(page, "signing refused");
  await page.keyboard.press("Escape");

  // Together by what belongs together: the paper far down takes the online side along.
  await page.locator(".side.paper .scroller").hover();
  await page.mouse.wheel(0, 9000);
  await page.waitForTimeout(500);
  const [left, right] = await page.evaluate(() => [".side.paper .scroller", ".side.online .scroller"].map((s) => document.querySelector(s).scrollTop));
  assert.ok(left > 3000 && right > 800, `both sides moved: ${left}, ${right}`);

  // Single side, zoom, enlarged, filters: each by its key.
  await page.locator("body").press("s");
  assert.equal(await page.locator(".side.online").isVisible(), false);
  await page.locator("body").press("s");
  await page.locator("body").press("s");
  const before = await page.locator(".sheet").first().boundingBox();
  await page.locator("body").press("+");
  await page.waitForTimeout(300);
  assert.ok((await page.locator(".sheet").first().boundingBox()).width > before.width * 1.1);
  await page.locator("body").press("0");
  await page.locator("body").press("e");
  await page.locator("dialog.wide-dialog").waitFor();
  await accessible(page, "enlarged");
  await page.keyboard.press("Escape");
  await page.locator("body").press("?");
  await page.locator("dialog.help").waitFor();
  await picture(page, "pair-help");
  await page.keyboard.press("Escape");

  // The server is killed; the decision and the remark are there on another machine.
  const address = page.url().replace(/#.*/, "");
  await context.close();
  await server.stop("SIGKILL");
  server = await serve(place);
  ({ page, context, calm } = await open(browser));
  await page.goto(`${server.base}${new URL(address).pathname}`);
  await page.locator(".item").first().waitFor();
  assert.match(await page.locator(".progress").innerText(), /已认定 1\//);
  await page.locator(".item .has-remark").first().waitFor();

  // The rest: three true, whatever else there is false.
  for (let n = 1; n < total; n += 1) {
    await page.locator("body").press("n");
    await page.locator("body").press(n < 5 ? "1" : "2");
    await page.waitForFunction((want) => document.querySelector(".progress").textContent.includes(`已认定 ${want}/`), n + 1);
  }
  await page.waitForFunction(() => document.querySelector(".saved").textContent === "已保存");
  await page.getByRole("button", { name: "签署" }).click();
  await page.locator("dialog").getByRole("button", { name: "签署" }).waitFor();
  await accessible(page, "signing");
  await picture(page, "sign");
  await page.locator("dialog").getByRole("button", { name: "签署" }).click();
  await page.getByRole("heading", { name: "认定书" }).waitFor();
  await accessible(page, "signed");

  // The certificate in its four forms; the same bytes each time.
  const path = new URL(address).pathname.replace(/.*\/pairs\//, "");
  for (const kind of ["html", "pdf", "docx", "json"]) {
    const fetched = async () => {
      const answer = await page.request.get(`${server.base}/api/v1/pairs/${path}/certificate.${kind}`);
      assert.equal(answer.status(), 200, kind);
      return answer.body();
    };
    const bytes = await fetched();
    assert.ok(bytes.length > 500, kind);
    assert.ok(bytes.equals(await fetched()), `${kind}: the same bytes`);
  }
  calm();
  await page.goto(`${server.base}/api/v1/pairs/${path}/certificate.html`);
  await accessible(page, "certificate");
  await picture(page, "certificate");
  await page.goto(`${server.base}/compare`);
  await page.locator("tr[data-pair]").getByText("已签署").waitFor();
  await page.goto(`${server.base}/`);
  await page.waitForLoadState("networkidle");
  await accessible(page, "start");
  await context.close();
});

/** What the details say of each item in turn. */
async function readings(page) {
  let all = "";
  for (let n = 0; n < 30; n += 1) {
    all += await page.locator(".detail").innerText();
    const first = await page.locator(".detail h3").innerText();
    await page.locator("body").press("j");
    await page.waitForTimeout(60);
    if ((await page.locator(".detail h3").innerText()) === first) break;
  }
  for (let n = 0; n < 30; n += 1) await page.locator("body").press("k");
  await page.waitForTimeout(200);
  return all;
}

