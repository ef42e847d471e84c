// A server with folders of its own, a browser, and what every test asks of a page.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

export const here = path.dirname(fileURLToPath(import.meta.url));
export const root = path.resolve(here, "../..");
const run = promisify(execFile);
const binary = process.env.SHENBAO ?? path.join(root, "target/debug/shenbao");
const axe = fs.readFileSync(path.join(here, "node_modules/axe-core/axe.min.js"), "utf8");

function freePort() {
  return new Promise((done) => {
    const probe = net.createServer();
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

/** Folders for a library and an inbox, empty. */
export function folders() {
  const place = fs.mkdtempSync(path.join(os.tmpdir(), "shenbao-browser-"));
  const inbox = path.join(place, "收件");
  fs.mkdirSync(inbox);
  return { place, library: path.join(place, "library"), inbox };
}

/** A running server; `prefix` as behind a reverse proxy. */
export async function serve({ library, inbox, prefix = "", host = "", renderer = "" }) {
  const port = await freePort();
  const flags = ["serve", "--library", library, "--addr", `127.0.0.1:${port}`, "--inbox", inbox];
  if (prefix) flags.push("--prefix", prefix);
  if (host) flags.push("--host", host);
  if (renderer) flags.push("--renderer", renderer);
  if (process.env.WEB) flags.push("--web", process.env.WEB);
  const child = spawn(binary, flags, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stdout.on("data", (d) => { said += d; });
  child.stderr.on("data", (d) => { said += d; });
  const base = `http://127.0.0.1:${port}${prefix}`;
  for (let tries = 0; ; tries += 1) {
    if (child.exitCode !== null) throw new Error(`the server ended: ${said}`);
    const answer = await fetch(`${base}/api/v1/health`).catch(() => null);
    if (answer?.ok) break;
    if (tries > 200) throw new Error(`the server does not answer: ${said}`);
    await new Promise((later) => setTimeout(later, 100));
  }
  return {
    base,
    said: () => said,
    stop: (signal = "SIGTERM") => new Promise((done) => {
      if (child.exitCode !== null || child.signalCode !== null) return done();
      child.once("exit", () => done());
      child.kill(signal);
      setTimeout(() => child.kill("SIGKILL"), 8000).unref();
    }),
  };
}

/** An account, its password read from the standard input. */
export async function account(library, name, role, password) {
  const child = spawn(binary, ["users", "add", name, "--role", role, "--library", library], { stdio: ["pipe", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (d) => { said += d; });
  child.stdin.end(`${password}\n`);
  const code = await new Promise((done) => child.once("exit", done));
  assert.equal(code, 0, said);
}

export async function shenbao(...args) {
  return run(binary, args, { maxBuffer: 1 << 28 });
}

export async function browse() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/** A page on which any error of script, policy or server fails the test. */
export async function open(browser, size = { width: 1366, height: 768 }) {
  const context = await browser.newContext({ viewport: size, locale: "zh-CN", acceptDownloads: true });
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(`script: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && /Content Security Policy|Uncaught/.test(message.text())) errors.push(message.text());
  });
  page.on("response", (response) => {
    if (response.status() >= 500) errors.push(`${response.status()} ${response.url()}`);
  });
  return { page, context, calm: () => assert.deepEqual(errors, []) };
}

/** No violation of WCAG 2.1 AA. */
export async function accessible(page, what) {
  // Injected by the debugger: the page's own policy allows no foreign script.
  const session = await page.context().newCDPSession(page);
  await session.send("Runtime.evaluate", { expression: axe });
  const { violations } = await page.evaluate(() => globalThis.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] }));
  await session.detach();
  const said = violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 140)).join(" | ")}`);
  assert.deepEqual(said, [], `axe: ${what}`);
}

/** Those that the documentation shows. */
const SHOWN = ["queue", "pair-1366", "certificate", "search-1366", "figures-1366", "case-1366", "ingest-1366"];

/** A screenshot to look at; with PICTURES a small one of some for the documentation. */
export async function picture(page, name) {
  const out = path.join(here, "out");
  fs.mkdirSync(out, { recursive: true });
  await page.screenshot({ path: path.join(out, `${name}.png`) });
  if (process.env.PICTURES && SHOWN.includes(name)) {
    await page.screenshot({ path: path.join(process.env.PICTURES, `${name.replace("-1366", "")}.jpg`), type: "jpeg", quality: 55 });
  }
}

/** A reverse proxy that strips nothing: what comes under a prefix goes on as it is. Where to is
 * said by `server.to`, once that is known. */
export async function proxy() {
  const server = http.createServer((request, response) => {
    const to = new URL(server.to);
    const headers = { ...request.headers, "x-forwarded-for": request.socket.remoteAddress, "x-forwarded-proto": "http" };
    const onward = http.request({ host: to.hostname, port: to.port, path: request.url, method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return server;
}
