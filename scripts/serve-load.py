#!/usr/bin/env python3
"""Many clients at once against `shenbao serve`, while an import runs: answers, times, memory.

    scripts/serve-load.py BINARY FOLDER [--clients 50] [--seconds 120]

FOLDER (books, notices) is taken in first and once more, under other names, while the clients
ask: searches with facets, figures, records, pages as pictures, pairs. Needs nothing but Python.
Exit 1 when an answer fails or memory grows by more than a third from the first half to the second.
"""
import argparse, http.client, json, os, random, shutil, statistics, subprocess, tempfile, threading, time, urllib.parse

PATHS = ["search?q=智能制造&limit=20", "search?q=行业:装备制造 生产效率提升>=10%", "facets?q=申报", "suggest?q=率",
         "stats?q=申报&metric=生产效率提升&by=行业", "histogram?q=申报&metric=生产效率提升", "library", "jobs", "pairs"]


def main():
    flags = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    flags.add_argument("binary")
    flags.add_argument("folder")
    flags.add_argument("--clients", type=int, default=50)
    flags.add_argument("--seconds", type=int, default=120)
    given = flags.parse_args()
    place = tempfile.mkdtemp(prefix="shenbao-load-")
    inbox = os.path.join(place, "inbox")
    shutil.copytree(given.folder, os.path.join(inbox, "first"))
    server = subprocess.Popen([given.binary, "serve", "--library", os.path.join(place, "library"), "--addr", "127.0.0.1:0",
                               "--inbox", inbox], stdout=subprocess.PIPE, text=True)
    try:
        port = int(server.stdout.readline().split("127.0.0.1:")[1].split("/")[0])
        return run(given, port, server.pid, inbox)
    finally:
        server.terminate()
        server.wait(20)
        shutil.rmtree(place, ignore_errors=True)


def ask(port, path, body=None, keep=None):
    connection = keep or http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    where = "/api/v1/" + urllib.parse.quote(path, safe="/?&=:%")
    head = {"Content-Type": "application/json"} if body is not None else {}
    connection.request("POST" if body is not None else "GET", where, json.dumps(body) if body is not None else None, head)
    answer = connection.getresponse()
    return answer.status, answer.read()


def ended(port, job):
    while True:
        info = json.loads(ask(port, f"jobs/{job}")[1])
        if info["state"] != "running":
            return info
        time.sleep(0.3)


def run(given, port, pid, inbox):
    _, answer = ask(port, "ingest", {"paths": ["inbox/first"]})
    first = ended(port, json.loads(answer)["job"])
    print("library:", {k: first["result"][k] for k in ("seen", "new", "duplicate", "quarantined")})
    hits = json.loads(ask(port, "search?q=申报&limit=50")[1])["hits"]
    drawn = [hit for ending in ("pdf", "ofd") for hit in json.loads(ask(port, f"search?q=格式:{ending}&limit=20")[1])["hits"]]
    pages = []
    for hit in drawn:
        info = json.loads(ask(port, f"files/{hit['sha256']}/info")[1])
        pages += [f"files/{hit['sha256']}/pages/{page['n']}.png?dpi=96" for page in info["pages"][:6]]
    paths = PATHS + [f"records/{hit['id']}" for hit in hits[:20]] + pages
    # The same again under other names, and changed, so that there is something to read.
    second = os.path.join(inbox, "second")
    shutil.copytree(os.path.join(inbox, "first"), second)
    for folder, _, names in os.walk(second):
        for name in names:
            if name.endswith((".txt", ".html", ".htm")):
                with open(os.path.join(folder, name), "a", encoding="utf-8") as file:
                    file.write("\n<!-- second -->\n")
    _, answer = ask(port, "ingest", {"paths": ["inbox/second"]})
    importing = json.loads(answer)["job"]
    until = time.time() + given.seconds
    took, failed, lock = [], [], threading.Lock()

    def client(seed):
        dice = random.Random(seed)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.time() < until:
            path = dice.choice(paths)
            begun = time.perf_counter()
            try:
                status, _ = ask(port, path, keep=connection)
            except OSError as error:
                status = repr(error)
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            with lock:
                took.append((path.split("?")[0].split("/")[0] if "pages" not in path else "picture", time.perf_counter() - begun))
                if status != 200:
                    failed.append((path, status))
            time.sleep(dice.random() * 0.4)

    clients = [threading.Thread(target=client, args=(n,)) for n in range(given.clients)]
    for thread in clients:
        thread.start()
    memory = []
    while time.time() < until:
        memory.append(resident(pid))
        time.sleep(1)
    for thread in clients:
        thread.join()
    info = ended(port, importing)
    print("import meanwhile:", info["state"], {k: info["result"][k] for k in ("seen", "new", "duplicate", "quarantined")})
    for kind in sorted({kind for kind, _ in took}):
        own = sorted(t for k, t in took if k == kind)
        print(f"{kind:10} {len(own):6} answers, median {statistics.median(own) * 1000:.0f} ms, p99 {own[int(len(own) * .99) - 1] * 1000:.0f} ms")
    half = len(memory) // 2
    early, late = statistics.mean(memory[:half]), statistics.mean(memory[half:])
    print(f"{len(took)} answers, {len(failed)} failed; memory {early:.0f} MB in the first half, {late:.0f} MB in the second, most {max(memory):.0f} MB")
    for line in failed[:10]:
        print("failed:", *line)
    return 1 if failed or late > early * 4 / 3 else 0


def resident(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))


if __name__ == "__main__":
    raise SystemExit(main())
