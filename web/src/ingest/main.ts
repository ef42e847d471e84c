// 入库: what comes in, the balance by name, what was set aside and why, the library's upkeep.

import { address, call, follow, get, upload, wordsOf, type Job } from "../api";
import { byId, button, dialog, fill, h, toast } from "../dom";
import * as keys from "../keys";
import { dropped } from "../queue";
import { advice, bytes, duration, number, shownPath, time } from "../words";
import { duplicates, stale, versions } from "./lists";

interface Chosen { name: string; size: number; file?: File }

const place = { sum: () => byId("library-sum"), root: () => byId("ingest") };
const jobs = h("div", { class: "jobs", "aria-live": "polite" });
const balance = h("section", { class: "panel", "aria-label": "清点" });
const quarantine = h("section", { class: "panel quarantine", "aria-label": "隔离" });
const upkeep = h("section", { class: "panel upkeep", "aria-label": "维护" });
const runs = h("section", { class: "panel runs", "aria-label": "最近的任务" });
let followed = new Set<string>();

export async function ingest(): Promise<void> {
  const root = place.root();
  root.querySelector(".loading")?.remove();
  root.append(put(), jobs, h("div", { class: "ingest-grid" }, h("div", null, balance, upkeep), h("div", null, quarantine, runs)));
  keys.explain("入库", "每个文件都计入一次：共见 = 新增 + 重复 + 隔离。", "可随时暂停、停止；再次导入同一处即接着做。", "隔离件连同原因列在右侧，可给密码重试；原件一直保存在库里。");
  keys.listen("入库", [
    { keys: ["o"], what: "选服务器文件夹", act: () => void inbox() },
    { keys: ["u"], what: "选本机文件", act: () => pick(false) },
    { keys: ["r"], what: "全部重试", act: () => void retry(null) },
  ]);
  const list = await refresh();
  for (const job of list) if (job.state === "running") void watch(job);
}

async function refresh(): Promise<Job[]> {
  const [list] = await Promise.all([lately(), aside()]);
  await count();
  return list;
}

/** What was done to the library lately, each run with its report. */
async function lately(): Promise<Job[]> {
  try {
    const told = await get<{ jobs: Job[] }>("jobs", { limit: 100 });
    const own = (told.jobs ?? []).filter((j) => !j.kind?.startsWith("compare"));
    const ended = own.filter((j) => j.state !== "running").slice(0, 8);
    fill(runs, h("h2", null, "最近的任务"), ended.length ? h("table", { class: "grid" },
      h("thead", null, h("tr", null, ["任务", "结果", "结束", "报告"].map((t) => h("th", { scope: "col" }, t)))),
      h("tbody", null, ended.map((j) => h("tr", null, h("td", null, KIND[j.kind ?? ""] ?? j.kind, given(j)), h("td", null, j.kind === "verify" && j.result?.sound === false ? button("有出入", () => verified(j), { class: "link", title: "看是哪些" }) : outcome(j)), h("td", { class: "when" }, time(j.ended)),
        h("td", null, j.result?.seen !== undefined ? ["xlsx", "json"].map((format) => [h("a", { href: address(`jobs/${j.id}/report`, { format }), download: true, "aria-label": `${format.toUpperCase()} 报告，任务 ${j.id}` }, format.toUpperCase()), " "]) : null))))) : h("p", { class: "empty" }, "还没有任务。"));
    const last = ended.find((j) => j.kind === "ingest" && j.result?.seen !== undefined);
    said = last ? `最近一次导入（${time(last.ended)}）：${sums(last.result)}` : "";
    return own;
  } catch {
    return [];
  }
}

/** What a run was given. */
function given(job: Job): HTMLElement | null {
  const all: string[] = job.request?.names ?? [];
  // Folders are named as they were chosen, files that are read again by their own name.
  const names = job.kind === "retry" ? all.map((name) => name.split("/").pop() ?? name) : all;
  const count = job.request?.count ?? names.length;
  return names.length ? h("small", { class: "muted file", title: names.join("\n") }, count > 1 ? `${names[0]} 等 ${number(count)} 项` : names[0]) : null;
}

function outcome(job: Job): string {
  const r = job.result ?? {};
  if (job.state === "failed") return job.error?.code === "cancelled" ? "已停止" : (job.error?.message ?? "失败");
  if (r.interrupted) return `已停止；${sums(r)}`;
  if (r.seen !== undefined) return `${sums(r)}${r.incomplete ? `；${number(r.incomplete)} 件有内容未读出，见报告` : ""}`;
  if (job.kind === "verify") return r.sound ? "一致" : "有出入";
  if (job.kind === "rebuild") return `${number(r.records ?? 0)} 条记录`;
  return "完成";
}

function put(): HTMLElement {
  const zone = h("div", { class: "drop ingest-drop" },
    h("h2", null, "导入"),
    h("p", null, "文件、文件夹、压缩包（zip、tar、gz、7z……）", h("br"), h("span", { class: "muted" }, "拖到这里，或从服务器上选")),
    h("p", { class: "pick" }, button("选服务器文件夹", () => void inbox(), { class: "primary" }), button("选文件", () => pick(false)), button("选文件夹", () => pick(true))));
  for (const name of ["dragenter", "dragover"])
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    void dropped(event.dataTransfer).then(send);
  });
  return zone;
}

function pick(folder: boolean): void {
  const input = h("input", { type: "file", multiple: true, hidden: true, id: "ingest-files" });
  if (folder) input.setAttribute("webkitdirectory", "");
  input.addEventListener("change", () => {
    void send([...(input.files ?? [])].map((file) => ({ name: file.webkitRelativePath || file.name, size: file.size, file })));
    input.remove();
  });
  document.body.appendChild(input);
  input.click();
}

async function send(files: Chosen[]): Promise<void> {
  if (!files.length) return;
  const form = new FormData();
  for (const one of files) if (one.file) form.append("file", one.file, one.name);
  const line = jobLine(`${number(files.length)} 个文件（${bytes(files.reduce((sum, f) => sum + f.size, 0))}）`);
  try {
    const answer = await upload<{ job: string }>("ingest", form, (share) => line.bar(share, `上传 ${Math.round(share * 100)}%`));
    line.element.remove();
    await watch({ id: answer.job, kind: "ingest", state: "running", done: 0, total: 0 });
  } catch (error) {
    line.element.remove();
    toast(wordsOf(error), "bad");
  }
}

/** Server folders below the roots that the administrator opened. */
async function inbox(): Promise<void> {
  const chosen = new Set<string>();
  const list = h("ul", { class: "folder-list" });
  const where = h("p", { class: "crumbs" });
  const go = h("button", { type: "button", class: "primary", disabled: true }, "导入");
  const tell = () => {
    go.disabled = !chosen.size;
    go.textContent = chosen.size ? `导入 ${chosen.size} 项` : "导入";
  };
  const open = async (path: string) => {
    try {
      const answer = await get<any>("inbox", { path });
      const parts = path ? path.split("/") : [];
      fill(where, button("收件根目录", () => void open(""), { class: "link" }), parts.map((p, n) => [" / ", button(p, () => void open(parts.slice(0, n + 1).join("/")), { class: "link" })]));
      const entries: any[] = answer.entries ?? [];
      fill(list, entries.map((e) => {
        const box = h("input", { type: "checkbox", checked: chosen.has(e.path), "aria-label": `选 ${e.name}`, on: { change: () => {
          if (box.checked) chosen.add(e.path);
          else chosen.delete(e.path);
          tell();
        } } });
        return h("li", null, box, e.folder ? button(`${e.name} ›`, () => void open(e.path), { class: "link" }) : h("span", { class: "file" }, e.name), h("small", { class: "muted" }, e.folder ? "文件夹" : bytes(e.bytes ?? 0)));
      }), entries.length ? null : h("li", { class: "empty" }, path ? "空文件夹" : "服务器没有开放收件文件夹（启动时用 --inbox 指定）。"));
    } catch (error) {
      fill(list, h("li", { class: "problem" }, wordsOf(error)));
    }
  };
  go.addEventListener("click", async () => {
    try {
      const answer = await call<{ job: string }>("POST", "ingest", { paths: [...chosen] });
      box.close();
      void watch({ id: answer.job, kind: "ingest", state: "running", done: 0, total: 0 });
    } catch (error) {
      toast(wordsOf(error), "bad");
    }
  });
  const box = dialog("选服务器文件夹", [where, list, h("p", { class: "dialog-end" }, go)]);
  await open("");
}

const KIND: Record<string, string> = { ingest: "导入", verify: "核对资料库", rebuild: "重建索引", retry: "隔离件重试", reread: "重新识别" };
/** Runs that read files, which can stand still between two of them. */
const READING = ["ingest", "retry", "reread"];

function jobLine(title: string) {
  const bar = h("progress", { max: "1", "aria-label": title });
  const said = h("p", { class: "said-progress" });
  const counts = h("p", { class: "counts-now" });
  const acts = h("span", { class: "job-end" });
  const element = h("div", { class: "job ingest-job" }, h("b", null, title), bar, said, acts, counts);
  jobs.prepend(element);
  return {
    element, acts,
    bar(share: number | null, words: string) {
      if (share === null) bar.removeAttribute("value");
      else bar.value = share;
      said.textContent = words;
    },
    counts(words: string) {
      counts.textContent = words;
    },
  };
}

function sums(r: any): string {
  if (!r || r.seen === undefined) return "";
  return `共见 ${number(r.seen)} = 新增 ${number(r.new ?? 0)} + 重复 ${number(r.duplicate ?? 0)} + 隔离 ${number(r.quarantined ?? 0)}${r.passed_over ? `；略过链接等 ${number(r.passed_over)}` : ""}`;
}

async function watch(job: Job): Promise<void> {
  const id = String(job.id);
  if (followed.has(id)) return;
  followed = new Set([...followed, id]);
  const line = jobLine(KIND[job.kind ?? ""] ?? job.kind ?? "任务");
  const act = (name: "pause" | "resume" | "cancel") => () => void call<Job>("POST", `jobs/${id}/${name}`, {}).then(show).catch((e) => toast(wordsOf(e), "bad"));
  const pause = button("暂停", () => (paused ? act("resume") : act("pause"))());
  const stop = button("停止", act("cancel"), { class: "danger" });
  line.acts.append(...(READING.includes(job.kind ?? "") ? [pause] : []), stop);
  let paused = false;
  let looked = 0;
  function show(now: Job): void {
    paused = now.phase === "暂停";
    pause.textContent = paused ? "继续" : "暂停";
    const rate = now.rate ?? 0;
    line.bar(now.total ? now.done / now.total : null, [
      now.phase, now.total ? `${number(now.done)}/${number(now.total)} 个文件` : now.done ? `${number(now.done)} 个文件` : "",
      rate ? `每秒 ${rate < 10 ? rate.toFixed(1) : number(Math.round(rate))} 个` : "", now.remaining ? `约剩 ${duration(now.remaining)}` : "",
    ].filter(Boolean).join("，"));
    line.counts([sums(now.result), now.current && !paused ? `在读 ${now.current.split("/").pop()}` : ""].filter(Boolean).join("；"));
    if (performance.now() - looked > 4000) {
      looked = performance.now();
      void count();
    }
  }
  try {
    const done = await follow(id, show);
    line.element.remove();
    if (done.state === "failed") toast(done.error?.code === "cancelled" ? "已停止；再次导入同一处即接着做" : (done.error?.message ?? "失败"), "bad");
    else if (done.kind === "verify") verified(done);
    else toast(done.result?.seen !== undefined ? sums(done.result) : "完成");
  } catch (error) {
    line.element.remove();
    toast(wordsOf(error), "bad");
  }
  await refresh();
}

function verified(job: Job): void {
  const found = job.result ?? {};
  if (found.sound === true) {
    toast("原件、目录、索引三者一致");
    return;
  }
  const damaged: string[] = found.damaged ?? [];
  const lines = [
    found.catalogue && found.catalogue !== "ok" ? `目录文件有损：${found.catalogue}` : "",
    found.records !== undefined && found.indexed !== found.records ? `目录有 ${number(found.records)} 条记录，索引有 ${number(found.indexed ?? 0)} 条；请重建索引` : "",
    found.behind ? `${number(found.behind)} 条记录尚未进入索引；再导入一次或重建索引即可` : "",
    damaged.length ? `${number(damaged.length)} 个原件缺失或内容改变：` : "",
  ].filter(Boolean);
  dialog("核对资料库：有出入", [
    h("ul", { class: "notes" }, lines.length ? lines.map((l) => h("li", null, l)) : h("li", null, "原件、目录、索引不一致")),
    damaged.length ? h("ul", { class: "folder-list" }, damaged.map((hash) => h("li", null, h("code", null, hash)))) : null,
  ]);
}

/** The latest import in one line. */
let said = "";

async function count(): Promise<void> {
  try {
    const told = await get<any>("library");
    place.sum().textContent = `${number(told.records ?? 0)} 条记录，${number(told.files ?? 0)} 个文件，原件 ${bytes(told.original_bytes ?? 0)}，目录 ${bytes(told.catalogue_bytes ?? 0)}`;
    const b = told.balance ?? {};
    const figure = (name: string, n: number, cls = "", act: (() => void) | null = null) => h("div", { class: cls }, h("dt", null, name), h("dd", null, act && n ? button(number(n), act, { class: "link", "aria-label": `${name} ${number(n)}，查看清单` }) : number(n)));
    const even = b.new + b.duplicate + b.quarantined === b.seen;
    fill(balance, h("h2", null, "清点", h("span", { class: even ? "signed" : "broken" }, even ? " 平" : " 不平")),
      h("dl", { class: "balance even" }, figure("共见", b.seen), figure("新增", b.new), figure("重复", b.duplicate), figure("隔离", b.quarantined, b.quarantined ? "warn" : "")),
      h("dl", { class: "balance small" }, figure("文件", told.files), figure("记录", told.records), figure("作品", told.works), figure("多个版本", told.versions, "", versions), figure("多个名称", told.duplicates, "", duplicates), figure("待重读", told.stale, told.stale ? "warn" : "", () => stale(told.stale, (files) => void reread(files)))),
      said ? h("p", { class: "last-run muted" }, said) : null,
      told.writing ? h("p", { class: "muted" }, "正在写入……") : null);
    fill(upkeep, h("h2", null, "维护"), h("div", { class: "upkeep-acts" },
      button("核对资料库", () => void start("library/verify")), button("重建索引", () => void start("library/rebuild")),
      told.stale ? button(`重读旧版读出的 ${number(told.stale)} 个文件`, () => void reread(null)) : null),
      h("p", { class: "muted" }, "核对：原件、目录、索引三者是否一致。重建：由目录重建检索索引，原件不动。"),
      h("h3", null, "报表下载"),
      h("p", { class: "downloads" }, ([["记录、指标、场景（XLSX）", { format: "xlsx" }], ["记录（CSV）", { format: "csv" }], ["指标（CSV）", { format: "csv", what: "metrics" }], ["场景（CSV）", { format: "csv", what: "scenarios" }]] as [string, Record<string, string>][]).map(([words, query]) =>
        h("a", { class: "button", href: address("export", query), download: true }, words)), button("隔离清单（CSV）", () => void quarantineFile())));
  } catch (error) {
    fill(balance, h("p", { class: "problem" }, wordsOf(error)));
  }
}

/** Reads again what the library has: some files, or all that an older edition read. */
async function reread(files: string[] | null): Promise<void> {
  await start("library/reread", files ? { files } : {});
}

async function start(path: string, body: object = {}): Promise<void> {
  try {
    const answer = await call<{ job: string }>("POST", path, body);
    await watch({ id: answer.job, kind: path.split("/").pop(), state: "running", done: 0, total: 0 });
  } catch (error) {
    toast(wordsOf(error), "bad");
  }
}

async function quarantineFile(): Promise<void> {
  try {
    const told = await get<any>("quarantine");
    const cell = (text: unknown) => `"${String(text ?? "").replace(/"/g, '""').replace(/^([=+\-@])/, "'$1")}"`;
    const lines = [["文件", "原因代码", "原因", "SHA-256"], ...(told.files ?? []).map((f: any) => [shownPath(f.path ?? f.name), f.code, f.message, f.sha256])];
    const url = URL.createObjectURL(new Blob([`\ufeff${lines.map((l) => l.map(cell).join(",")).join("\r\n")}\r\n`], { type: "text/csv" }));
    const anchor = h("a", { href: url, download: "隔离清单.csv" });
    anchor.click();
    window.setTimeout(() => URL.revokeObjectURL(url), 4000);
  } catch (error) {
    toast(wordsOf(error), "bad");
  }
}

async function aside(): Promise<void> {
  const query = new URLSearchParams(location.search);
  const code = query.get("code") ?? "";
  try {
    const told = await get<any>("quarantine", { code });
    const given = told.codes ?? {};
    const codes: { value: string; count: number }[] = Array.isArray(given) ? given : Object.entries(given).map(([value, n]) => ({ value, count: Number(n) }));
    const all = codes.reduce((sum, c) => sum + c.count, 0);
    const files: any[] = told.files ?? [];
    // Nothing is left for this reason: the others are shown.
    if (code && !codes.some((c) => c.value === code) && all) {
      history.replaceState(null, "", location.pathname);
      return aside();
    }
    const go = (value: string) => {
      history.replaceState(null, "", value ? `?code=${encodeURIComponent(value)}` : location.pathname);
      void aside();
    };
    fill(quarantine,
      h("div", { class: "quarantine-head" }, h("h2", null, "隔离", h("span", { class: "muted" }, ` ${number(all)}`)), h("span", { class: "spacer" }), all ? [button("给密码重试", () => many()), button("全部重试", () => void retry(null), { title: "R" })] : null),
      codes.length ? h("div", { class: "chips", role: "group", "aria-label": "按原因" }, h("button", { type: "button", class: "chip", "aria-pressed": String(!code), on: { click: () => go("") } }, "全部", h("b", null, number(all))),
        codes.map((c) => h("button", { type: "button", class: "chip", "aria-pressed": String(c.value === code), on: { click: () => go(c.value) } }, REASON[c.value] ?? c.value, h("b", null, number(c.count))))) : null,
      files.length ? h("ul", { class: "quarantined" }, files.map((f) => h("li", null,
        h("div", null, h("b", { class: "file", title: f.path }, shownPath(f.path ?? f.name)), h("p", null, f.message), h("p", { class: "muted" }, [advice(f.hint), f.since ? `${time(f.since)} 起` : ""].filter(Boolean).join("；"))),
        h("p", { class: "quarantine-acts" },
          /password|protected|encrypt/.test(f.code) ? password(f) : button(/no-text|models/.test(f.code) ? "重新识别" : "重试", () => void retry([f.path]), { "aria-label": `重试 ${f.name ?? f.path}` }),
          f.sha256 ? h("a", { href: address(`files/${f.sha256}`), download: true, "aria-label": `原件 ${f.name ?? f.path}` }, "原件") : null)))) : h("p", { class: "empty" }, "没有隔离的文件。"));
  } catch (error) {
    fill(quarantine, h("p", { class: "problem" }, wordsOf(error)));
  }
}

const REASON: Record<string, string> = {
  "io": "读不到", "empty-file": "空文件", "unknown-format": "不认识的格式", "damaged": "已损坏", "encrypted": "需要密码", "wrong-password": "密码不对",
  "no-text": "没有文字", "unsupported-format": "不支持的格式", "limit-exceeded": "超过限度", "models-missing": "缺识别模型", "not-a-document": "不是文档", "internal": "程序出错",
};

function password(f: any): HTMLElement {
  const field = h("input", { type: "password", placeholder: "密码", "aria-label": `${f.name ?? f.path} 的密码`, autocomplete: "off" });
  return h("form", { class: "password", on: { submit: (event: Event) => {
    event.preventDefault();
    if (field.value) void retry([f.path], [field.value]);
  } } }, field, h("button", null, "重试"));
}

/** A list of passwords for everything that is locked. */
function many(): void {
  const field = h("textarea", { rows: "5", "aria-label": "密码，每行一个", spellcheck: "false", autocomplete: "off" });
  const box = dialog("给密码重试", h("form", { class: "save-form", on: { submit: (event: Event) => {
    event.preventDefault();
    box.close();
    void retry(null, field.value.split(/\r?\n/).filter(Boolean));
  } } }, h("p", { class: "muted" }, "每行一个；逐个试开所有加密的文件和压缩包成员，用后不留存"), field, h("p", { class: "dialog-end" }, h("button", { class: "primary" }, "重试"))));
  field.focus();
}

async function retry(list: string[] | null, passwords: string[] = []): Promise<void> {
  try {
    const answer = await call<{ job: string }>("POST", "quarantine/retry", { ...(list ? { paths: list } : {}), passwords });
    await watch({ id: answer.job, kind: "retry", state: "running", done: 0, total: 0 });
  } catch (error) {
    toast(wordsOf(error), "bad");
  }
}
