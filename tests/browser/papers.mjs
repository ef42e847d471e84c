// The files of the journeys, made from the books of the corpus by the browser itself.

import fs from "node:fs";
import path from "node:path";
import { root } from "./house.mjs";

const SOURCE = path.join(root, "corpus/books/2023-scenario-a.html");
const STYLE = "<style>@page{size:A4;margin:22mm 20mm}body{font:14px/1.75 'Noto Sans CJK SC','Noto Serif CJK SC',sans-serif;margin:0}table{border-collapse:collapse;width:100%}td{border:1px solid #000;padding:3px 5px;font-size:12px}img{display:block;width:100%}.scan{break-before:page;break-after:page}.w table{font-size:8px}.w td{font-size:8px;padding:1px}</style>";

/** A book with values exchanged; every one has to be there. */
export function book(changes = {}) {
  let text = fs.readFileSync(SOURCE, "utf8").replace(/<style>.*?<\/style>/s, "");
  for (const [from, to] of Object.entries(changes)) {
    if (!text.includes(from) && !text.includes(to)) throw new Error(`the book has no ${from}`);
    text = text.replaceAll(from, to);
  }
  return text.replace("</head>", `${STYLE}</head>`);
}

const DEVICES = ["激光导航小车", "关节机器人", "视觉检测台", "立体仓库", "数控加工中心", "自动灌装线"];
const AIMS = ["缩短换型时间", "降低单位能耗", "提高一次合格率", "减少在制品", "稳定工艺参数", "追溯批次质量"];

/** Running text of many pages, no paragraph like another. */
export function prose(from, to) {
  const out = [];
  for (let n = from; n < to; n += 1) {
    out.push(`<p>第${n}项任务在第${(n * 7) % 41 + 1}车间实施，新增${DEVICES[n % 6]}${(n * 13) % 29 + 2}台，由${(n * 5) % 17 + 3}人的班组负责，目的是${AIMS[(n * 11) % 6]}；验收时记录数据${n * 37 + 11}条，计划投入${(n * 19) % 900 + 45}万元，完成后把做法整理成编号为QJ-${1000 + n}的作业指导书并组织学习。</p>`);
  }
  return out.join("\n");
}

/** What stands on the page that is a picture in print. */
function commitment(amount) {
  return `<p>附件三　补充承诺</p><p>本单位承诺项目自筹资金不少于${amount}万元，按期完成建设任务。</p><p>本单位承诺所附证明材料真实有效，复印件与原件一致。</p>`;
}

const PAGES = 800;

/** A printed copy of about sixty pages, one of them a scan, and the online side with five changes. */
export async function pair(browser, folder) {
  const at = "<h1>四、相关附件</h1>";
  const tail = (scan) => `${prose(1, PAGES / 2)}<div class="scan">${scan}</div>${prose(PAGES / 2, PAGES)}`;
  const page = await browser.newPage({ viewport: { width: 794, height: 1123 }, deviceScaleFactor: 2.5 });
  await page.setContent(`<meta charset=utf-8><body style="font:22px/2.2 'Noto Sans CJK SC';margin:90px 80px">${commitment(3200)}`);
  const scan = (await page.screenshot({ type: "jpeg", quality: 85 })).toString("base64");
  const paper = book().replace(at, `${tail(`<img src="data:image/jpeg;base64,${scan}">`)}${at}`);
  const online = book({
    "91420101CYEH8WRTC9": "91420101CYEH8WRTC6",
    "494177.76": "494117.76",
    "□中央企业  √地方国企": "√中央企业  □地方国企",
  }).replace(at, `${tail(commitment(3800))}${at}`).replace("编号为QJ-1300的", "编号为QJ-1306的");
  await page.setContent(paper, { waitUntil: "load" });
  const files = { paper: path.join(folder, "纸质件.pdf"), online: path.join(folder, "网上数据.html") };
  await page.pdf({ path: files.paper, preferCSSPageSize: true, printBackground: true });
  await page.close();
  fs.writeFileSync(files.online, online);
  return { ...files, planted: ["WRTC9", "WRTC6", "494177.76", "494117.76", "企业性质", "QJ-1300", "QJ-1306"], scanned: ["3200万元", "3800万元"] };
}

/** A sound unified social credit code with a number in it (GB 32100-2015). */
function creditCode(n) {
  const signs = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
  const body = `91420101MA${String(4000000 + n * 7919)}`;
  const sum = [...body].reduce((all, c, i) => all + signs.indexOf(c) * weights[i], 0);
  return body + signs[(31 - (sum % 31)) % 31];
}

/** Books of several suppliers for the analyst's question; what the answer must be. */
export function question(folder) {
  const cases = [
    ["甲", "北辰机器人科技有限公司", "装备制造", 36], ["乙", "北辰机器人科技有限公司", "装备制造", 42], ["丙", "北辰机器人科技有限公司", "装备制造", 58],
    ["丁", "蓝湾软件股份有限公司", "装备制造", 31], ["戊", "蓝湾软件股份有限公司", "装备制造", 45], ["己", "远图工控有限公司", "装备制造", 77],
    // Not of the answer: too little, another sector.
    ["庚", "远图工控有限公司", "装备制造", 12], ["辛", "远图工控有限公司", "消费品", 66],
  ];
  for (const [n, [name, supplier, sector, value]] of cases.entries()) {
    const ticked = (s) => (s === sector ? "√" : "□");
    const text = book({
      "武汉润云制药有限责任公司": `武汉${name}字机械有限责任公司`,
      "91420101CYEH8WRTC9": creditCode(n + 1),
      "制剂片柔性供应链计划协优秀场景项目": `${name}字机械人机协同装配优秀场景项目`,
      "供应链计划协同优化": "人机协同制造",
      "供应链计划": "生产作业",
      "□原材料  □装备制造  √消费品  □电子信息": `□原材料  ${ticked("装备制造")}装备制造  ${ticked("消费品")}消费品  □电子信息`,
      "北辰机器人科技有限公司、同源信息技术有限公司": supplier,
      // The tables of equipment name suppliers too.
      "蓝湾软件股份有限公司": supplier,
      "同源信息技术有限公司": supplier,
      "北辰机器人科技有限公司": supplier,
      "<td>59.9</td>": `<td>${value}</td>`,
    });
    fs.writeFileSync(path.join(folder, `${name}.html`), text);
  }
  return { hits: 6, suppliers: { 北辰机器人科技有限公司: [3, 42], 蓝湾软件股份有限公司: [2, 38], 远图工控有限公司: [1, 77] } };
}

/** A mixed folder: sound books, a copy of one, damaged and locked files. */
export function mixed(folder) {
  const put = (from, name = path.basename(from)) => fs.copyFileSync(path.join(root, from), path.join(folder, name));
  put("corpus/books/2023-scenario-a.docx");
  put("corpus/books/2025-gansu-basic-factory-a.pdf");
  put("corpus/books/2021-factory-a.pdf");
  put("corpus/notices/2025-binhai-notice.docx");
  put("corpus/books/2021-factory-a.pdf", "同一份.pdf");
  put("fixtures/bad/noise.docx");
  put("fixtures/bad/truncated.docx");
  put("fixtures/bad/empty.pdf");
  put("fixtures/protected/agile.docx", "加密.docx");
}
