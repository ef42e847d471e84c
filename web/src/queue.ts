// The reviewer's queue: files put in on both sides, pairs with their state, what has no partner.

import { address, call, follow, get, meta, upload, wordsOf, type Job } from "./api";
import { page } from "./api";
import { button, byId, dialog, fill, h, settled, toast } from "./dom";
import * as keys from "./keys";
import { SIDE, VERDICT, advice, bytes, duration, number, shownPath, time } from "./words";

type Side = "paper" | "online";
interface Chosen { name: string; size: number; file?: File; sha256?: string; path?: string; folder?: boolean }

const chosen: Record<Side, Chosen[]> = { paper: [], online: [] };

export async function queue(): Promise<void> {
  for (const side of ["paper", "online"] as Side[]) dropZone(side);
  byId<HTMLFormElement>("put-in").addEventListener("submit", (event) => {
    event.preventDefault();
    void send();
  });
  keys.explain("核对台", "两侧各放一份文件，或各放一个文件夹；文件夹按统一社会信用代码、单位名称、文件名配对。", "网上数据也可以是 JSON 记录或 XLSX 表单。", "同一对可由几位审查人先后处理；未配对、读不出的文件按名列在下方。");
  keys.listen("核对台", [
    { keys: ["j", "ArrowDown"], what: "下一对（回车打开）", act: () => step(1) },
    { keys: ["k", "ArrowUp"], what: "上一对", act: () => step(-1) },
  ]);
  await draw();
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) void draw();
  });
  try {
    const jobs = await get<{ jobs: Job[] }>("jobs");
    for (const job of jobs.jobs ?? []) if (job.state === "running" && job.kind?.startsWith("compare")) void watch(job, job.request?.paper?.name ?? (job.kind === "compare-folders" ? `${job.request?.paper ?? ""} 份纸质件` : "核对"));
  } catch {
    // The queue stands without.
  }
  await left();
}

function dropZone(side: Side): void {
  const zone = byId(`drop-${side}`);
  const add = (files: Chosen[]) => {
    chosen[side].push(...files.filter((f) => !chosen[side].some((c) => c.name === f.name && c.size === f.size)));
    shown(side);
  };
  const pick = (folder: boolean) => {
    const input = h("input", { type: "file", multiple: true, hidden: true });
    if (folder) input.setAttribute("webkitdirectory", "");
    input.addEventListener("change", () => {
      add([...(input.files ?? [])].map((file) => ({ name: file.webkitRelativePath || file.name, size: file.size, file })));
      input.remove();
    });
    document.body.appendChild(input);
    input.click();
  };
  zone.querySelector('[data-pick="files"]')?.addEventListener("click", () => pick(false));
  zone.querySelector('[data-pick="folder"]')?.addEventListener("click", () => pick(true));
  zone.querySelector('[data-pick="library"]')?.addEventListener("click", () => fromLibrary(side, add));
  zone.querySelector('[data-pick="inbox"]')?.addEventListener("click", () => fromInbox(side, add));
  for (const name of ["dragenter", "dragover"])
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    void dropped(event.dataTransfer).then(add);
  });
}

/** Files and the files of folders that were dropped. */
export async function dropped(data: DataTransfer | null): Promise<Chosen[]> {
  const entries = [...(data?.items ?? [])].map((item) => item.webkitGetAsEntry()).filter((e): e is FileSystemEntry => e !== null);
  const out: Chosen[] = [];
  const walk = async (entry: FileSystemEntry): Promise<void> => {
    if (entry.isFile) {
      const file = await new Promise<File>((done, fail) => (entry as FileSystemFileEntry).file(done, fail));
      out.push({ name: entry.fullPath.replace(/^\//, ""), size: file.size, file });
    } else {
      const reader = (entry as FileSystemDirectoryEntry).createReader();
      for (;;) {
        const batch = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
        if (!batch.length) break;
        for (const one of batch) await walk(one);
      }
    }
  };
  for (const entry of entries) await walk(entry);
  return out;
}

function shown(side: Side): void {
  const list = byId(`drop-${side}`).querySelector(".chosen");
  if (!list) return;
  const files = chosen[side];
  fill(list, files.slice(0, 6).map((file) => h("li", null, h("span", { class: "file", title: file.name }, file.name), h("small", null, file.path ? "服务器" : file.sha256 ? "资料库" : bytes(file.size)), button("移去", () => {
    chosen[side] = files.filter((f) => f !== file);
    shown(side);
  }, { class: "plain", "aria-label": `移去 ${file.name}` }))), files.length > 6 ? h("li", null, `……共 ${number(files.length)} 个文件`, button("全部移去", () => {
    chosen[side] = [];
    shown(side);
  }, { class: "plain" })) : null);
  byId<HTMLButtonElement>("start-compare").disabled = !(chosen.paper.length && chosen.online.length);
}

/** Finds a file of the library by a search. */
function fromLibrary(side: Side, add: (files: Chosen[]) => void): void {
  const field = h("input", { type: "search", placeholder: "企业、标题、文件名……", "aria-label": "在资料库中找" });
  const list = h("ul", { class: "picks" });
  const look = settled(250, async () => {
    try {
      const typed = field.value.trim();
      // Before anything is typed: what came in last.
      const answer = await get<any>("search", typed ? { q: typed, limit: 12 } : { q: "类型:申报书", sort: "date", limit: 12 });
      fill(list, (answer.hits ?? []).map((hit: any) => h("li", null, button([h("b", null, hit.title || shownPath(hit.path)), h("small", null, [hit.applicant, hit.year, shownPath(hit.path)].filter(Boolean).join(" · "))], () => {
        add([{ name: String(hit.path).split("/").pop() ?? "", size: 0, sha256: hit.sha256 }]);
        box.close();
      }))), answer.hits?.length ? null : h("li", { class: "empty" }, "没有结果"));
    } catch (error) {
      fill(list, h("li", { class: "problem" }, wordsOf(error)));
    }
  });
  field.addEventListener("input", () => look());
  const box = dialog(`从资料库选${SIDE[side]}`, [field, list]);
  field.focus();
  look();
}

/** A file or a folder of the server, below the inbox folders. */
function fromInbox(side: Side, add: (files: Chosen[]) => void): void {
  const where = h("p", { class: "crumbs" });
  const list = h("ul", { class: "folder-list" });
  const take = (one: Chosen) => {
    chosen[side] = [];
    add([one]);
    box.close();
  };
  const open = async (path: string) => {
    try {
      const answer = await get<any>("inbox", { path });
      const parts = path ? path.split("/") : [];
      fill(where, button("收件根目录", () => void open(""), { class: "link" }), parts.map((p, n) => [" / ", button(p, () => void open(parts.slice(0, n + 1).join("/")), { class: "link" })]));
      fill(list, (answer.entries ?? []).map((e: any) => h("li", null,
        e.folder ? button(`${e.name} ›`, () => void open(e.path), { class: "link" }) : button(e.name, () => take({ name: e.name, size: e.bytes ?? 0, path: e.path }), { class: "link" }),
        e.folder ? button("选整个文件夹", () => take({ name: `${e.path}/`, size: 0, path: e.path, folder: true }), { class: "plain", "aria-label": `选整个文件夹 ${e.name}` }) : h("small", { class: "muted" }, bytes(e.bytes ?? 0)))),
      answer.entries?.length ? null : h("li", { class: "empty" }, "空文件夹"));
    } catch (error) {
      fill(list, h("li", { class: "problem" }, wordsOf(error)));
    }
  };
  const box = dialog(`从服务器选${SIDE[side]}`, [where, list]);
  void open("");
}

async function send(): Promise<void> {
  const start = byId<HTMLButtonElement>("start-compare");
  start.disabled = true;
  const password = byId<HTMLInputElement>("put-in-password");
  const title = chosen.paper.length === 1 ? (chosen.paper[0]?.name ?? "") : `${chosen.paper.length} 份纸质件`;
  const line = jobLine(title, "上传");
  try {
    // What lies with the server is named to it; files of this computer are sent.
    const named = [chosen.paper, chosen.online].map((list) => list.length === 1 && Boolean(list[0]?.sha256 || list[0]?.path));
    if ([...chosen.paper, ...chosen.online].some((one) => one.path) && !(named[0] && named[1])) throw new Error("服务器上的文件只能与服务器或资料库中的一份核对；请把两侧都放在服务器上，或都从本机上传");
    let answer: { job: string };
    if (named[0] && named[1]) {
      const side = ([one]: Chosen[]) => (one?.sha256 ? { sha256: one.sha256 } : { path: one?.path });
      answer = await call("POST", "compare", { paper: side(chosen.paper), online: side(chosen.online), ...(password.value ? { password: password.value } : {}) });
    } else {
      const form = new FormData();
      if (password.value) form.append("password", password.value);
      for (const side of ["paper", "online"] as Side[])
        for (const one of chosen[side]) form.append(side, one.file ?? (await original(one)), one.name);
      answer = await upload<{ job: string }>("compare", form, (share) => line.set(share, `上传 ${Math.round(share * 100)}%`));
    }
    password.value = "";
    chosen.paper = [];
    chosen.online = [];
    shown("paper");
    shown("online");
    line.element.remove();
    await watch({ id: answer.job, state: "running", done: 0, total: 0 }, title);
  } catch (error) {
    line.element.remove();
    toast(wordsOf(error), "bad");
    start.disabled = false;
  }
}

/** A file of the library that goes with one from this computer. */
async function original(one: Chosen): Promise<Blob> {
  const answer = await fetch(address(`files/${one.sha256}`), { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`取不到原件：${one.name}`);
  return answer.blob();
}

function jobLine(title: string, words: string) {
  const bar = h("progress", { max: "1", "aria-label": title });
  const said = h("span", null, words);
  const end = h("span", { class: "job-end" });
  const element = h("div", { class: "job" }, h("b", { class: "file", title }, title), bar, said, end);
  byId("jobs").appendChild(element);
  return {
    element, end,
    set(share: number | null, text: string) {
      if (share === null) bar.removeAttribute("value");
      else bar.value = share;
      said.textContent = text;
    },
  };
}

async function watch(job: Job, title: string): Promise<void> {
  if (job.id === undefined) return;
  const line = jobLine(title, "排队");
  line.end.append(button("取消", () => void call("POST", `jobs/${job.id}/cancel`).catch((e) => toast(wordsOf(e), "bad")), { class: "plain" }));
  try {
    const done = await follow(job.id, (now) => line.set(now.total ? now.done / now.total : null, progressWords(now)));
    line.element.remove();
    if (done.state === "failed") {
      toast(`${title}：${done.error?.code === "cancelled" ? "已取消" : (done.error?.message ?? "核对失败")}`, "bad");
      await left();
    } else {
      const pair = done.result?.pair ?? done.result?.pairs?.[0];
      await left();
      toast(`核对完成：${title}`);
      await draw();
      if (pair !== undefined) document.querySelector<HTMLElement>(`[data-pair="${CSS.escape(String(pair))}"] a`)?.focus();
      return;
    }
  } catch (error) {
    line.element.remove();
    toast(wordsOf(error), "bad");
  }
  await draw();
}

function progressWords(job: Job): string {
  const remaining = job.remaining ? `，约剩 ${duration(job.remaining)}` : "";
  return `${job.phase || "读取"}${job.total ? ` ${number(job.done)}/${number(job.total)}` : ""}${remaining}`;
}

const FILTERS: [string, string, (pair: any) => boolean][] = [
  ["all", "全部", () => true],
  ["open", "待认定", (p) => p.state !== "signed" && p.open > 0],
  ["ready", "可签署", (p) => p.state !== "signed" && p.open === 0],
  ["mine", "我的", (p) => Boolean(p.assignee) && p.assignee === meta("reviewer")],
  ["signed", "已签署", (p) => p.state === "signed"],
];

/** What did not become a pair, by name: files that could not be read, and those that found no
 * partner in the latest comparison of folders. */
async function left(): Promise<void> {
  let jobs: Job[];
  try {
    jobs = (await get<{ jobs: Job[] }>("jobs", { limit: 100 })).jobs ?? [];
  } catch {
    // The queue stands without.
    return;
  }
  const put = doneWith();
  const failed = jobs.filter((j) => j.kind === "compare" && j.state === "failed" && j.error?.code !== "cancelled" && !put.has(String(j.id)));
  const folder = jobs.find((j) => j.kind === "compare-folders" && j.state === "done");
  const key = (u: any) => `${folder?.id}/${u.side}/${u.name}`;
  const list: any[] = (folder?.result?.leftovers ?? []).filter((u: any) => !put.has(key(u)));
  const rows = [
    ...failed.map((j) => h("tr", null,
      h("td", null, "一对"), h("td", { class: "file" }, `${j.request?.paper?.name ?? ""} ⇄ ${j.request?.online?.name ?? ""}`), h("td", null, j.error?.message ?? "", h("small", { class: "muted" }, advice(j.error?.hint))),
      h("td", null, h("div", { class: "acts" }, /encrypt|password/.test(j.error?.code ?? "") ? opened(j) : button("重试", () => void again(j), { class: "plain", "aria-label": `重试 ${j.request?.paper?.name ?? ""}` }),
        button("移去", () => { doneWith(String(j.id)); void left(); }, { class: "plain", "aria-label": `移去 ${j.request?.paper?.name ?? ""}` }))))),
    ...list.map((u) => h("tr", null, h("td", null, u.side === "pair" ? "一对" : (SIDE[u.side] ?? u.side)), h("td", { class: "file" }, u.name), h("td", null, String(u.message).split("；").filter(advice).join("；")),
      h("td", null, h("div", { class: "acts" }, button("移去", () => { doneWith(key(u)); void left(); }, { class: "plain", "aria-label": `移去 ${u.name}` }))))),
  ];
  fill(byId("unpaired"), rows.length ? h("section", null, h("h2", null, `未配对、读不出（${rows.length}）`), h("table", { class: "grid" },
    h("thead", null, h("tr", null, ["侧", "文件", "原因", ""].map((t) => h("th", { scope: "col" }, t || h("span", { class: "sr" }, "操作"))))),
    h("tbody", null, rows))) : null);
}

/** Failed comparisons that this reviewer has done with. */
function doneWith(id = ""): Set<string> {
  const key = "shenbao-done-with";
  try {
    const known = new Set<string>(JSON.parse(localStorage.getItem(key) ?? "[]"));
    if (id) localStorage.setItem(key, JSON.stringify([...known.add(id)].slice(-500)));
    return known;
  } catch {
    return new Set();
  }
}

/** A locked pair once more, with its password. */
function opened(job: Job): HTMLElement {
  const field = h("input", { type: "password", placeholder: "密码", autocomplete: "off", "aria-label": `${job.request?.paper?.name ?? ""} 的密码` });
  return h("form", { class: "password", on: { submit: (event: Event) => {
    event.preventDefault();
    if (field.value) void again(job, field.value);
  } } }, field, h("button", null, "重试"));
}

async function again(job: Job, password?: string): Promise<void> {
  const { paper, online } = job.request ?? {};
  try {
    const answer = await call<{ job: string }>("POST", "compare", { paper: { sha256: paper?.sha256 }, online: { sha256: online?.sha256 }, ...(password ? { password } : {}) });
    doneWith(String(job.id));
    await left();
    await watch({ id: answer.job, state: "running", done: 0, total: 0 }, paper?.name ?? "");
  } catch (error) {
    toast(wordsOf(error), "bad");
  }
}

/** How far back the queue is shown, in pages of so many pairs. */
let depth = 1;
const PAGE = 500;

async function draw(): Promise<void> {
  const place = byId("pairs");
  let counts: { all: number; open: number; signed: number } | undefined;
  const pairs: any[] = [];
  try {
    for (let n = 0; n < depth; n += 1) {
      const answer: { pairs: any[]; counts?: any } = await get("pairs", { limit: PAGE, before: pairs[pairs.length - 1]?.id });
      counts = answer.counts;
      pairs.push(...answer.pairs);
      if (answer.pairs.length < PAGE) break;
    }
  } catch (error) {
    fill(place, h("p", { class: "problem" }, wordsOf(error)));
    return;
  }
  const query = new URLSearchParams(location.search);
  const now = query.get("show") ?? "all";
  const filter = FILTERS.find(([name]) => name === now) ?? FILTERS[0];
  fill(byId("queue-filter"), pairs.length ? FILTERS.map(([name, words, test]) => h("button", { type: "button", class: "chip", "aria-pressed": String(name === filter?.[0]), on: { click: () => {
    history.replaceState(null, "", name === "all" ? location.pathname : `?show=${name}`);
    void draw();
  } } }, words, h("b", null, String(pairs.filter(test).length)))) : null);
  const shownPairs = pairs.filter((p) => filter?.[2](p));
  byId("queue-sum").textContent = pairs.length ? `${number(counts?.all ?? pairs.length)} 对，待认定 ${number(pairs.reduce((sum, p) => sum + (p.state === "signed" ? 0 : p.open), 0))} 处` : "";
  if (!pairs.length) {
    fill(place, h("p", { class: "empty big" }, "队列是空的。把纸质件和网上数据放到上面两格，即可开始。"));
    return;
  }
  fill(place, h("table", { class: "grid queue" },
    h("caption", { class: "sr" }, "待核对与已核对的各对"),
    h("thead", null, h("tr", null, ["结论", "纸质件 ⇄ 网上数据", "实质", "存疑", "未读", "形式", "认定", "审查人", "放入", ""].map((t, n) => h("th", { scope: "col", class: n > 1 && n < 6 ? "num" : null }, t || h("span", { class: "sr" }, "操作"))))),
    h("tbody", null, shownPairs.map((p) => row(p)), shownPairs.length ? null : h("tr", null, h("td", { colspan: "10", class: "empty" }, "没有符合筛选的。")))),
    (counts?.all ?? 0) > pairs.length ? h("p", { class: "pager" }, button("更早的", () => { depth += 1; void draw(); })) : null);
}

/** The keyboard goes through the pairs. */
function step(by: number): void {
  const links = [...document.querySelectorAll<HTMLElement>(".queue .names a")];
  const at = links.indexOf(document.activeElement as HTMLElement);
  (links[at + by] ?? links[at < 0 ? 0 : at])?.focus();
}

function row(p: any): HTMLElement {
  const num = (n: number | undefined, kind: string) => h("td", { class: `num ${n ? kind : "nought"}` }, n ?? 0);
  const title = p.title || p.paper_name;
  const state = p.broken ? h("span", { class: "broken", title: "签署后有文件被改动或丢失，认定书已失效" }, "已失效") : p.state === "signed" ? h("span", { class: "signed" }, "已签署") : p.items ? `${p.items - p.open}/${p.items}` : "无待认定";
  return h("tr", { dataset: { pair: String(p.id) } },
    h("td", null, h("span", { class: `verdict ${p.verdict}`, title: p.reason ?? "" }, VERDICT[p.verdict] ?? "")),
    h("td", { class: "names" }, h("a", { href: page(`pairs/${encodeURIComponent(p.id)}`) }, title), h("small", null, `${p.paper_name} ⇄ ${p.online_name}`)),
    num(p.material, "material"), num(p.suspect, "suspect"), num(p.unread, "suspect"), num(p.formal, "formal"),
    h("td", null, state), h("td", null, who(p)), h("td", { class: "when" }, time(p.created)),
    h("td", null, p.state === "signed" ? null : button("删除", () => remove(p), { class: "plain", "aria-label": `删除 ${title}` })));
}

function remove(p: any): void {
  const box = dialog("删除这一对？", [
    h("p", null, `${p.title || p.paper_name}：${p.items - p.open} 处认定会一并删除；文件本身若在资料库中则不受影响。`),
    h("p", { class: "dialog-end" }, button("删除", async () => {
      try {
        await call("DELETE", `pairs/${encodeURIComponent(p.id)}`);
        box.close();
        await draw();
      } catch (error) {
        toast(wordsOf(error), "bad");
      }
    }, { class: "danger" })),
  ]);
}

/** Hands a pair to another reviewer. */
async function hand(p: any): Promise<void> {
  try {
    const told = await get<{ users: any[] }>("users");
    const others = told.users.filter((u) => u.name !== p.assignee && u.roles.some((r: string) => ["reviewer", "administrator"].includes(r)));
    const box = dialog(`转交：${p.title || p.paper_name}`, h("ul", { class: "picks" }, others.map((u) => h("li", null, button(u.name, async () => {
      try {
        await call("PUT", `pairs/${encodeURIComponent(p.id)}/assignee`, { name: u.name });
        box.close();
        await draw();
      } catch (error) {
        toast(wordsOf(error), "bad");
      }
    }))), others.length ? null : h("li", { class: "empty" }, "没有别的核对人。")));
  } catch (error) {
    toast(wordsOf(error), "bad");
  }
}

/** Who has it; a click takes it or gives it back. */
function who(p: any): HTMLElement {
  const me = meta("reviewer");
  const mine = p.assignee && p.assignee === me;
  if (p.state === "signed") return h("span", null, p.assignee ?? p.by ?? "");
  return h("span", null, p.assignee ?? "", me ? button(mine ? "放回" : "领取", async () => {
    try {
      await call("PUT", `pairs/${encodeURIComponent(p.id)}/assignee`, { name: mine ? null : me });
      await draw();
    } catch (error) {
      toast(wordsOf(error), "bad");
    }
  }, { class: "plain", "aria-label": `${mine ? "放回" : "领取"} ${p.title || p.paper_name}` }) : null,
  // Where there are accounts there are others.
  document.querySelector("form.who") ? button("转交", () => void hand(p), { class: "plain", "aria-label": `转交 ${p.title || p.paper_name}` }) : null);
}
