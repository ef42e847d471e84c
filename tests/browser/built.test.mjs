// What is committed in web/dist is what web/src and web/styles build, and the parts of the scripts
// that need no page do what they say.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { before, test } from "node:test";
import { root } from "./house.mjs";

const web = path.join(root, "web");
let out;
let esbuild;

before(async () => {
  if (!fs.existsSync(path.join(web, "node_modules/esbuild"))) execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], { cwd: web });
  out = fs.mkdtempSync(path.join(os.tmpdir(), "shenbao-web-"));
  esbuild = await import(pathToFileURL(path.join(web, "node_modules/esbuild/lib/main.js")));
});

/** A module of the scripts. */
async function module(name) {
  const file = path.join(out, `${name.replaceAll("/", "-")}.mjs`);
  await esbuild.build({ entryPoints: [path.join(web, "src", `${name}.ts`)], bundle: true, format: "esm", outfile: file, external: ["labels"], banner: { js: "globalThis.document ??= { documentElement: { dataset: {} } };" } });
  return import(pathToFileURL(file));
}

test("web/dist is current", () => {
  const dist = path.join(out, "dist");
  execFileSync("node", ["build.mjs"], { cwd: web, env: { ...process.env, OUT: dist } });
  for (const name of fs.readdirSync(dist)) {
    assert.ok(fs.readFileSync(path.join(dist, name)).equals(fs.readFileSync(path.join(web, "dist", name))), `${name}: run npm run build in web/`);
  }
});

test("the types are right", () => {
  execFileSync("npx", ["--no-install", "tsc", "--noEmit"], { cwd: web, stdio: "pipe" });
});

test("a query falls apart into its conditions and is put together again", async () => {
  const { composed, condition, terms, withTerm, without } = await module("search/query");
  assert.deepEqual(terms('场景:"人机 协同" (甲 OR 乙) 丙 OR 丁 -戊'), ['场景:"人机 协同"', "(甲 OR 乙)", "丙 OR 丁", "-戊"]);
  assert.equal(withTerm("甲 OR 乙", "年份:2023"), "(甲 OR 乙) 年份:2023");
  assert.equal(without("甲 年份:2023 乙", "年份:2023"), "甲 乙");
  assert.equal(condition("供应商", "某 公司"), '供应商:"某 公司"');
  const c = (join, field, value, more = {}) => ({ join, field, op: ":", value, to: "", metric: "", ...more });
  assert.equal(composed([c("and", "场景", "甲"), c("or", "场景", "乙"), c("not", "行业", "纺织"), c("and", "指标", "30%", { op: ">=", metric: "生产效率提升" })]), "(场景:甲 OR 场景:乙) -行业:纺织 生产效率提升>=30%");
});

test("the characters that differ are found where they stand", async () => {
  const { contexts, search } = await module("pair/characters");
  const chars = [..."编号为QJ-1010的作业指导书编号为QJ-1300的作业指导书"];
  const text = "完成后整理成编号为QJ-1300的作业指导书并学习";
  const at = text.indexOf("QJ-1300") + 6;
  const [mark] = contexts({ text, marks: [[at, at + 1]] });
  // The text of the page ends sooner: the half in front decides, not the one behind, which stands twice.
  mark.before = mark.before.slice(-9);
  mark.after.push("别");
  assert.deepEqual(search(chars, mark), [chars.lastIndexOf("0"), chars.lastIndexOf("0") + 1]);
});

test("a table becomes a workbook that others open", async () => {
  const { workbook } = await module("charts/xlsx");
  const file = path.join(out, "table.xlsx");
  fs.writeFileSync(file, Buffer.from(await workbook("生产效率/提升", [["供应商", "中位数"], ["<甲>&乙", 42.5]]).arrayBuffer()));
  const listed = execFileSync("python3", ["-c", "import sys,zipfile;z=zipfile.ZipFile(sys.argv[1]);assert z.testzip() is None;print(z.read('xl/worksheets/sheet1.xml').decode())", file]).toString();
  assert.ok(listed.includes("&lt;甲&gt;&amp;乙") && listed.includes("<v>42.5</v>"), listed);
});
