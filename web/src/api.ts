// The server's API: relative to the prefix that the template names, errors in its own words.

const root = document.documentElement;
export const base = root.dataset.prefix ?? "";
export const pageName = root.dataset.page ?? "";
export const pageId = root.dataset.id ?? "";

export function meta(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "";
}

export class Failure extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly hint: string,
    readonly body: unknown = null,
  ) {
    super(message);
  }
  /** The message and what to do. */
  get words(): string {
    return this.hint ? `${this.message}（${this.hint}）` : this.message;
  }
}

export function wordsOf(error: unknown): string {
  if (error instanceof Failure) return error.words;
  return error instanceof Error ? error.message : String(error);
}

export function address(path: string, query: Record<string, unknown> = {}): string {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === "" || value === false) continue;
    for (const one of Array.isArray(value) ? value : [value]) pairs.append(name, String(one));
  }
  const search = pairs.toString();
  return `${base}/api/v1/${path}${search ? `?${search}` : ""}`;
}

export function page(path: string, query: Record<string, unknown> = {}): string {
  return address(path, query).replace("/api/v1/", "/");
}

async function send(method: string, url: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (method !== "GET") headers["x-csrf-token"] = meta("csrf");
  const form = body instanceof FormData;
  if (body !== undefined && !form) headers["content-type"] = "application/json";
  let answer: Response;
  try {
    answer = await fetch(url, {
      method,
      headers,
      body: body === undefined ? undefined : form ? body : JSON.stringify(body),
      signal,
      credentials: "same-origin",
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Failure(0, "offline", "连不上服务器", "检查网络，或程序是否仍在运行");
  }
  if (answer.ok) return answer;
  if (answer.status === 401) {
    const here = location.pathname + location.search + location.hash;
    location.assign(`${base}/login?next=${encodeURIComponent(here)}`);
  }
  const told = await answer.json().catch(() => null);
  const error = told?.error;
  throw new Failure(
    answer.status,
    error?.code ?? String(answer.status),
    error?.message ?? `服务器回答 ${answer.status}`,
    error?.hint ?? "",
    told,
  );
}

export async function get<T>(path: string, query: Record<string, unknown> = {}, signal?: AbortSignal): Promise<T> {
  return (await send("GET", address(path, query), undefined, signal)).json();
}

export async function getText(path: string, query: Record<string, unknown> = {}): Promise<string> {
  return (await send("GET", address(path, query))).text();
}

export async function call<T>(method: "POST" | "PUT" | "DELETE" | "PATCH", path: string, body?: unknown): Promise<T> {
  const answer = await send(method, address(path), body);
  const text = await answer.text();
  return (text ? JSON.parse(text) : null) as T;
}

/** Uploads with progress; `fetch` tells none. */
export function upload<T>(path: string, form: FormData, progress: (share: number) => void): Promise<T> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("POST", address(path));
    request.setRequestHeader("x-csrf-token", meta("csrf"));
    request.setRequestHeader("accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      let told: any = null;
      try {
        told = JSON.parse(request.responseText);
      } catch {
        // The status says enough.
      }
      if (request.status >= 200 && request.status < 300) done(told as T);
      else {
        const error = told?.error;
        fail(new Failure(request.status, error?.code ?? "", error?.message ?? `上传失败（${request.status}）`, error?.hint ?? "", told));
      }
    });
    request.addEventListener("error", () => fail(new Failure(0, "offline", "上传中断", "检查网络后重试")));
    request.send(form);
  });
}

export interface Job {
  id?: string | number;
  kind?: string;
  state: string;
  phase?: string;
  remaining?: number | null;
  done: number;
  total: number;
  result?: any;
  error?: { code?: string; message: string; hint?: string } | null;
  [more: string]: any;
}

export function ended(job: Job): boolean {
  return ["done", "failed"].includes(job.state);
}

/** Follows a job to its end by server-sent events, by asking again where they break off. */
export function follow(id: string | number, tell: (job: Job) => void): Promise<Job> {
  return new Promise((done, fail) => {
    let closed = false;
    const finish = (job: Job) => {
      tell(job);
      if (ended(job) && !closed) {
        closed = true;
        source?.close();
        done(job);
      }
    };
    let failures = 0;
    const ask = async () => {
      if (closed) return;
      try {
        finish(await get<Job>(`jobs/${id}`));
        failures = 0;
      } catch (error) {
        failures += 1;
        if (failures > 5 || (error instanceof Failure && error.status === 404)) {
          closed = true;
          fail(error);
          return;
        }
      }
      if (!closed) window.setTimeout(ask, 1000);
    };
    let source: EventSource | null = null;
    try {
      source = new EventSource(address(`jobs/${id}/events`));
    } catch {
      void ask();
      return;
    }
    const heard = (event: MessageEvent) => {
      try {
        finish(JSON.parse(event.data) as Job);
      } catch {
        // A heartbeat.
      }
    };
    source.addEventListener("message", heard);
    for (const name of ["job"]) source.addEventListener(name, heard as EventListener);
    source.addEventListener("error", () => {
      source?.close();
      source = null;
      void ask();
    });
  });
}
