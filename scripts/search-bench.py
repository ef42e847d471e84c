#!/usr/bin/env python3
"""Measures the search against truth: a library of generated books (invented companies) is put
straight into a catalogue, indexed by `shenbao library rebuild`, and asked.

    search-bench.py make  BINARY DIR [BOOKS]   makes DIR/library and DIR/truth.jsonl
    search-bench.py rank  BINARY DIR           nDCG@10, full names, one wrong character
    search-bench.py exact BINARY DIR [N]       random substrings, conditions, statistics (DuckDB)
    search-bench.py speed BINARY DIR           the index made again, beside SQLite FTS5
    search-bench.py peers BINARY DIR           the queries of `rank` put to FTS5 and Xapian
    search-bench.py times BINARY DIR           words, two filters and all facets, in one process

Needs zstandard and duckdb (PyPI); `peers` runs under the Python for which python3-xapian is
installed, and leaves Xapian out without it.

Queries of `rank` are judged by the truth and not by hand: 2 for what the query names in the
book's own rows, 1 for what shares a part of it.
"""
import json, math, os, random, sqlite3, subprocess, sys, tempfile, time, tomllib

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
BRANDS = "凌云 瑞达 宏远 星河 卓越 天工 长风 海纳 鼎新 博源 华彩 金石 新锐 远航 永固 正大 明德 恒信 腾龙 三立 东岳 西岭 南山 北辰 中擎 皓月 紫光阁 青松 雁翔 祥瑞 万通 百川 千里 合众 同创 联诚 启明 开元 盛世 隆昌".split()
PRODUCTS = {
    "装备制造": "数控机床 工程机械 轨道交通装备 新能源汽车 风电装备 农业机械 电机 轴承 液压件 变压器".split(),
    "原材料": "特种钢 铝合金 水泥 玻璃纤维 聚氨酯 稀土永磁 铜箔 碳纤维 钛合金 涂料".split(),
    "消费品": "白酒 乳制品 家用空调 服装 中药饮片 家具 啤酒 婴儿奶粉 运动鞋 纸制品".split(),
    "电子信息": "集成电路 显示面板 锂电池 光伏组件 服务器 光模块 印制电路板 智能终端 传感器 连接器".split(),
}
CITIES = [("湖北省", "武汉市", "武汉"), ("湖北省", "襄阳市", "襄阳"), ("甘肃省", "兰州市", "兰州"), ("甘肃省", "天水市", "天水"),
          ("江苏省", "苏州市", "苏州"), ("江苏省", "无锡市", "无锡"), ("广东省", "佛山市", "佛山"), ("广东省", "东莞市", "东莞"),
          ("浙江省", "宁波市", "宁波"), ("山东省", "青岛市", "青岛"), ("山东省", "潍坊市", "潍坊"), ("四川省", "绵阳市", "绵阳"),
          ("湖南省", "长沙市", "长沙"), ("陕西省", "宝鸡市", "宝鸡"), ("辽宁省", "沈阳市", "沈阳"), ("安徽省", "芜湖市", "芜湖"),
          ("福建省", "厦门市", "厦门"), ("青海省", "西宁市", "西宁"), ("海南省", "海口市", "海口"), ("河南省", "洛阳市", "洛阳")]
SUPPLIERS = "华信自动化有限公司 力控机器人有限公司 慧联软件有限公司 擎天重工有限公司 睿视科技有限公司 云帆信息有限公司 精密测控有限公司 星联网络有限公司".split()
# Things with several names: the books use any of them.
THINGS = [("AGV", "自动导引车", "自动导引运输车"), ("MES", "制造执行系统"), ("WMS", "仓储管理系统"), ("SCADA", "数据采集与监控系统"),
          ("PLM", "产品生命周期管理系统"), ("ERP", "企业资源计划"), ("APS", "高级计划与排程"), ("RFID", "射频识别"),
          ("工业机器人", "机械臂"), ("机器视觉", "视觉检测"), ("数字孪生", "数字双胞胎"), ("3D打印", "增材制造"),
          ("立体仓库", "自动化立体库", "立库"), ("PHM", "故障预测与健康管理"), ("LIMS", "实验室信息管理系统"), ("DCS", "集散控制系统"),
          ("AR", "增强现实"), ("OPC UA", "OPC统一架构"), ("能源管理系统", "EMS"), ("质量管理系统", "QMS")]
METRICS = ["生产效率提升", "资源综合利用率提升", "运营成本下降", "产品不良率下降", "关键设备数控化率", "关键设备联网率", "库存周转率提升", "单位产品综合能耗降低"]
OWNERS = ["中央企业", "地方国企", "民营企业", "三资企业"]
SIZES = ["大型企业", "中型企业", "小型企业"]


def scenarios(year):
    with open(f"{ROOT}/registry/scenarios-{year}.toml", "rb") as f:
        return [(s["name"], n) for s in tomllib.load(f)["stage"] for n in s["scenarios"]]


def code(rng):
    alphabet, weights = "0123456789ABCDEFGHJKLMNPQRTUWXY", [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
    body = "91" + "420112" + "".join(rng.choice(alphabet) for _ in range(9))
    return body + alphabet[(31 - sum(alphabet.index(c) * w for c, w in zip(body, weights)) % 31) % 31]


def book(rng, n, names):
    year = rng.choice([2021, 2023, 2023, 2025])
    sector = rng.choice(list(PRODUCTS))
    product = rng.choice(PRODUCTS[sector])
    province, city, short = rng.choice(CITIES)
    while True:
        name = f"{short}{rng.choice(BRANDS)}{rng.choice(BRANDS) if rng.random() < .4 else ''}{product}{rng.choice(['股份有限公司', '有限公司', '有限责任公司', '集团有限公司'])}"
        if name not in names:
            names.add(name)
            break
    rows, equipment, text = [], [], []
    # Books differ much in length.
    for k, (stage, scenario) in enumerate(rng.sample(scenarios(year), rng.choice([1, 2, 4, 8, 12]))):
        thing = rng.choice(THINGS)
        used = rng.choice(thing)
        rows.append({"no": k + 1, "stage": stage, "scenario": scenario, "instance": f"{product}{rng.choice(['总装', '焊装', '检测', '包装', '热处理'])}{k + 1}号单元",
                     "description": f"围绕{product}的{stage}环节，部署{used}{rng.randint(2, 60)}台套，节拍{rng.randint(10, 99)}秒/件，实现{scenario}。",
                     "results": f"建成后操作人员由{rng.randint(10, 40)}人减少至{rng.randint(2, 9)}人，效率提升{rng.randint(5, 60)}%。"})
        equipment.append({"scenario": scenario, "name": used, "brand": f"{rng.choice('ABKLMX')}{rng.choice('CRST')}-{rng.randint(100, 9999)}", "supplier": rng.choice(SUPPLIERS)})
    metrics = [{"name": m, "unit": "%", "value": round(rng.uniform(1, 80), 1)} for m in METRICS if rng.random() < .8]
    project = f"{product}{rng.choice(['智能工厂', '数字化车间', '智能制造示范工厂', '柔性制造车间'])}建设项目"
    record = {
        "kind": "application", "title": "智能制造项目申报书", "template": f"miit-{year}-factory" if year < 2025 else "gansu-2025-advanced-factory",
        "programme": {"year": year, "track": "示范工厂" if year < 2025 else "先进级智能工厂"},
        "cover": {"project_name": project, "applicant": name, "recommender": f"{province}工业和信息化厅", "date": f"{year}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"},
        "applicant": {"name": name, "credit_code": code(rng), "ownership": rng.choice(OWNERS), "size_class": rng.choice(SIZES), "founded": f"{rng.randint(1960, 2020)}-{rng.randint(1, 12):02}",
                      "address": f"{province}{city}创新大道{rng.randint(1, 999)}号", "sector": sector, "maturity_level": rng.choice([1, 2, 3, 4]),
                      "financials": [{"year": y, "revenue": round(rng.uniform(3000, 900000), 2)} for y in range(year - 3, year)]},
        "project": {"task_name": project, "investment": float(rng.randint(500, 90000)), "suppliers": rng.sample(SUPPLIERS, 2)},
        "metrics": metrics, "scenarios": rows, "equipment": equipment,
        "breakthroughs": {"patents": [{"name": f"一种{product}{rng.choice(['装配', '检测', '输送'])}装置", "type": rng.choice(["发明", "实用新型", "外观"]), "status": rng.choice(["已授权", "审查中"])} for _ in range(rng.randint(0, 3))]},
        "sections": [{"heading": "项目总体情况", "text": f"{name}主营{product}，在{sector}领域深耕多年。"}],
    }
    def flat(value, out):
        if isinstance(value, dict):
            for v in value.values(): flat(v, out)
        elif isinstance(value, list):
            for v in value: flat(v, out)
        elif value is not None:
            out.append(str(value))
    flat({k: v for k, v in record.items() if k not in ("kind", "template")}, text)
    return record, "\n".join(text)


def make(binary, folder, count=2400):
    rng = random.Random(20)
    os.makedirs(f"{folder}/seed", exist_ok=True)
    with open(f"{folder}/seed/注.txt", "w") as f:
        f.write("空\n")
    library = f"{folder}/library"
    subprocess.run([binary, "ingest", f"{folder}/seed", "--library", library], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    db = sqlite3.connect(f"{library}/catalogue.sqlite")
    import zstandard
    packer = zstandard.ZstdCompressor(level=3, write_checksum=True)
    packed = lambda value: packer.compress((json.dumps(value, ensure_ascii=False) + "\n").encode())
    names = set()
    with open(f"{folder}/truth.jsonl", "w") as truth:
        for n in range(int(count)):
            record, text = book(rng, n, names)
            sha = f"{n:064x}"
            db.execute("INSERT INTO files (sha256, bytes, format, state, first_path, run) VALUES (?, 1, 'docx', 'kept', ?, 1)", (sha, f"书/{n:05}.docx"))
            cursor = db.execute("INSERT INTO records (sha256, part, kind, title, template, applicant, year, body, provenance, text, places) VALUES (?, 0, ?, ?, ?, ?, ?, ?, ?, ?, '[]')",
                       (sha, record["kind"], record["title"], record["template"], record["applicant"]["name"], record["programme"]["year"], packed(record), packed({}), packed(text)))
            truth.write(json.dumps({"id": cursor.lastrowid, "path": f"书/{n:05}.docx", "record": record, "text": text}, ensure_ascii=False) + "\n")
    db.commit()
    db.close()
    subprocess.run([binary, "library", "rebuild", "--library", library], check=True)


def load(folder):
    with open(f"{folder}/truth.jsonl") as f:
        return [json.loads(line) for line in f]


def ask(binary, folder, queries, limit=10, more=()):
    with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False) as f:
        f.write("\n".join(queries) + "\n")
    out = subprocess.run([binary, "search", "--queries", f.name, "--library", f"{folder}/library", "--format", "json", "--limit", str(limit), *more], capture_output=True, text=True)
    os.unlink(f.name)
    answers = [json.loads(line) for line in out.stdout.splitlines()]
    assert len(answers) == len(queries), (len(answers), len(queries), out.stderr[:400])
    return answers


def ndcg(grades, best, k=10):
    gain = lambda gs: sum((2 ** g - 1) / math.log2(i + 2) for i, g in enumerate(gs[:k]))
    ideal = gain(sorted(best, reverse=True))
    return gain(grades) / ideal if ideal else None


def judged(books, rng):
    """(kind, query, grade of a book)"""
    queries = []
    all_scenarios = sorted({r["scenario"] for b in books for r in b["record"]["scenarios"]})
    def has(b, scenario): return any(r["scenario"] == scenario for r in b["record"]["scenarios"])
    products = [p for ps in PRODUCTS.values() for p in ps]
    for s in rng.sample(all_scenarios, 25):
        queries.append(("scenario", s, lambda b, s=s: 2 * has(b, s)))
    for _ in range(25):
        b = rng.choice(books); s = rng.choice(b["record"]["scenarios"])["scenario"]; p = next(p for p in products if p in b["record"]["applicant"]["name"])
        queries.append(("product+scenario", f"{p} {s}", lambda b, s=s, p=p: 2 if has(b, s) and p in b["record"]["applicant"]["name"] else 0))
    for group in THINGS:
        for name in group[:2]:
            uses = lambda b, g=group: any(e["name"] in g for e in b["record"]["equipment"])
            queries.append(("synonym", name, lambda b, u=uses: 2 * u(b)))
    for _ in range(30):
        b = rng.choice(books); r = rng.choice(b["record"]["scenarios"]); e = next(e for e in b["record"]["equipment"] if e["scenario"] == r["scenario"])
        group = next(g for g in THINGS if e["name"] in g)
        p = next(p for p in products if p in b["record"]["applicant"]["name"])
        shape = rng.choice(["哪些{p}企业用{e}做{s}？", "有没有{p}行业应用{e}实现{s}的案例", "想找{s}用了{e}的{p}项目"])
        def grade(b, p=p, g=group, s=r["scenario"]):
            right = p in b["record"]["applicant"]["name"]
            row = any(x["scenario"] == s and x["name"] in g for x in b["record"]["equipment"])
            return 2 if right and row else 1 if right and (has(b, s) and any(x["name"] in g for x in b["record"]["equipment"])) else 0
        queries.append(("sentence", shape.format(p=p, e=rng.choice(group), s=r["scenario"]), grade))
    for b in rng.sample(books, 30):
        name = b["record"]["applicant"]["name"]; project = b["record"]["cover"]["project_name"]
        queries.append(("company+project", f"{name} {project}", lambda x, n=name: 2 if x["record"]["applicant"]["name"] == n else 0))
    for b in rng.sample(books, 20):
        short = b["record"]["applicant"]["name"]
        for suffix in ("股份有限公司", "有限责任公司", "集团有限公司", "有限公司"):
            short = short.removesuffix(suffix)
        queries.append(("part of a name", short, lambda x, n=short: 2 if n in x["record"]["applicant"]["name"] else 0))
    return queries


def scored(who, queries, found, books):
    """Prints nDCG@10 by kind; `found` holds the numbers of the hits of each query."""
    by_id, sums = {b["id"]: b for b in books}, {}
    for (kind, query, grade), hits in zip(queries, found):
        grades = [grade(by_id[h]) if h in by_id else 0 for h in hits]
        value = ndcg(grades, [grade(b) for b in books])
        if value is not None:
            sums.setdefault(kind, []).append(value)
            if value < .6 and "-v" in sys.argv:
                print(f"  {value:.3f} {kind}: {query} {grades}")
    everything = [v for vs in sums.values() for v in vs]
    sums["all"] = everything
    for kind, values in sums.items():
        print(f"{who:14} {kind:18} {len(values):4} nDCG@10 {sum(values) / len(values):.3f}")


def trigrams(db, rows):
    db.execute("CREATE VIRTUAL TABLE t USING fts5(x, tokenize='trigram')")
    db.executemany("INSERT INTO t(rowid, x) VALUES (?, ?)", rows)
    db.commit()


def speed(binary, folder):
    """Seconds on the clock and of work; on the same texts SQLite FTS5 trigram, one thread."""
    books = load(folder)
    size = sum(len(b["text"].encode()) for b in books) / 1e6
    rows = sum(len(b["record"]["scenarios"]) + len(b["record"]["equipment"]) + len(b["record"]["metrics"]) + len(b["record"]["applicant"]["financials"]) + len(b["record"]["breakthroughs"]["patents"]) + 1 for b in books)
    start = time.time()
    process = subprocess.Popen([binary, "library", "rebuild", "--library", f"{folder}/library"], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    assert status == 0
    ours, work = time.time() - start, used.ru_utime + used.ru_stime
    print(f"shenbao     {len(books)} books, {rows} rows, {size:.1f} MB: {ours:.2f} s, {size / ours:.1f} MB/s; work {work:.2f} s, {size / work:.1f} MB/s; memory {used.ru_maxrss / 1024:.0f} MB")
    with tempfile.TemporaryDirectory() as place:
        db = sqlite3.connect(f"{place}/t.sqlite")
        start, begun = time.time(), time.process_time()
        trigrams(db, ((b["id"], b["text"]) for b in books))
        theirs, work = time.time() - start, time.process_time() - begun
    print(f"FTS5 trigram {theirs:.2f} s, {size / theirs:.1f} MB/s; work {work:.2f} s; shenbao is {theirs / ours:.2f} times as fast")


def peers(binary, folder):
    books, rng = load(folder), random.Random(7)
    queries = judged(books, rng)
    answers = ask(binary, folder, [q for _, q, _ in queries])
    scored("shenbao", queries, [[h["id"] for h in a.get("hits", [])] for a in answers], books)
    quoted = lambda parts: " OR ".join('"' + p.replace('"', '""') + '"' for p in parts)
    db = sqlite3.connect(":memory:")
    trigrams(db, ((b["id"], b["text"]) for b in books))
    db.execute("CREATE VIRTUAL TABLE u USING fts5(x)")
    db.executemany("INSERT INTO u(rowid, x) VALUES (?, ?)", ((b["id"], " ".join(b["text"])) for b in books))
    for who, table, cut in (("FTS5 trigram", "t", lambda q: [q[i:i + 3] for i in range(len(q) - 2)]), ("FTS5 unigram", "u", lambda q: [c for c in q if c.isalnum()])):
        found = []
        for _, query, _ in queries:
            parts = cut(query)
            found.append([r for r, in db.execute(f"SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY bm25({table}) LIMIT 10", (quoted(parts),))] if parts else [])
        scored(who, queries, found, books)
    try:
        import xapian
    except ImportError:
        return print("no Xapian for this Python")
    with tempfile.TemporaryDirectory() as place:
        base = xapian.WritableDatabase(place, xapian.DB_CREATE_OR_OPEN)
        maker = xapian.TermGenerator()
        flags = getattr(xapian.TermGenerator, "FLAG_NGRAMS", None) or xapian.TermGenerator.FLAG_CJK_NGRAM
        maker.set_flags(flags)
        for b in books:
            document = xapian.Document()
            maker.set_document(document)
            maker.index_text(b["text"])
            document.set_data(str(b["id"]))
            base.add_document(document)
        base.commit()
        parser = xapian.QueryParser()
        parser.set_database(base)
        flags = getattr(xapian.QueryParser, "FLAG_NGRAMS", None) or xapian.QueryParser.FLAG_CJK_NGRAM
        found = []
        for _, query, _ in queries:
            enquire = xapian.Enquire(base)
            enquire.set_query(parser.parse_query(query, flags))
            found.append([int(m.document.get_data()) for m in enquire.get_mset(0, 10)])
        scored("Xapian", queries, found, books)


def times(binary, folder):
    """Milliseconds a query in one process: the whole run less that of no query."""
    rng, books = random.Random(3), load(folder)
    queries = []
    for _ in range(200):
        b = rng.choice(books)["record"]
        row = rng.choice(b["scenarios"])
        queries.append(f'{row["scenario"]} {rng.choice(b["equipment"])["name"]} 年份:{b["programme"]["year"]} 企业性质:{b["applicant"]["ownership"]}')
    ask(binary, folder, queries[:1])
    took = []
    for query in queries:
        start = time.time(); ask(binary, folder, [query]); took.append((time.time() - start) * 1000)
    took.sort()
    start = time.time(); ask(binary, folder, queries); together = (time.time() - start) * 1000
    print(f"{len(queries)} queries: whole process median {took[len(took) // 2]:.0f} ms, p99 {took[int(len(took) * .99)]:.0f} ms; in one process {together / len(queries):.1f} ms a query")


def rank(binary, folder):
    books, rng = load(folder), random.Random(7)
    by_id = {b["id"]: b for b in books}
    queries = judged(books, rng)
    answers = ask(binary, folder, [q for _, q, _ in queries])
    scored("shenbao", queries, [[h["id"] for h in a.get("hits", [])] for a in answers], books)
    chosen = rng.sample(books, 60)
    first = lambda answer, b: bool(answer.get("hits")) and answer["hits"][0]["id"] == b["id"]
    names = [b["record"]["applicant"]["name"] for b in chosen]
    print("full name first:", sum(first(a, b) for a, b in zip(ask(binary, folder, names), chosen)), "of 60")
    wrong = []
    for name in names:
        at = rng.randrange(2, len(name) - 4)
        wrong.append(name[:at] + rng.choice("明云天海石金木大工成") + name[at + 1:] if rng.random() < .7 else name[:at] + name[at + 1:])
    answers = ask(binary, folder, wrong)
    print("one wrong character, first of what is shown:", sum(first(a, b) for a, b in zip(answers, chosen)), "of 60;",
          "offered:", sum(any(s["name"] == n for s in a.get("suggestions", [])) for a, n in zip(answers, names)), "of 60")


def exact(binary, folder, count=1000):
    import duckdb
    books, rng = load(folder), random.Random(11)
    count = int(count)
    # Substrings within one paragraph of Chinese: what the fold joins is tested elsewhere.
    parts = []
    while len(parts) < count:
        b = rng.choice(books); line = rng.choice(b["text"].split("\n")); n = rng.randint(1, 12)
        if len(line) >= n:
            at = rng.randrange(len(line) - n + 1); part = line[at:at + n]
            if part.strip() == part and '"' not in part and "\\" not in part:
                parts.append(part)
    answers = ask(binary, folder, [f'"{p}"' for p in parts], limit=100000)
    joined = [(b["id"], b["text"].lower().replace("\n", "")) for b in books]
    wrong = 0
    for part, answer in zip(parts, answers):
        found = {h["id"] for h in answer["hits"]}
        want = {i for i, t in joined if part.lower() in t}
        lines = {b["id"] for b in books if part.lower() in b["text"].lower()}
        # Over the border of two paragraphs Latin and digits stay apart, Chinese joins.
        if not (lines <= found <= want):
            wrong += 1
            print("substring", repr(part), len(found), len(lines), len(want))
    print(f"substrings: {count - wrong} of {count} exact")
    conditions, wants = [], []
    def where(query, test):
        conditions.append(query); wants.append({b["id"] for b in books if test(b["record"])})
    value = lambda r, m: next((x["value"] for x in r["metrics"] if x["name"] == m), None)
    for _ in range(count // 4):
        m, v = rng.choice(METRICS), round(rng.uniform(1, 80), 1)
        op, f = rng.choice([(">=", lambda a, b: a >= b), ("<", lambda a, b: a < b), (">", lambda a, b: a > b), ("<=", lambda a, b: a <= b)])
        where(f"{m}{op}{v}%", lambda r: value(r, m) is not None and f(value(r, m), v))
    for _ in range(count // 4):
        b = rng.choice(books)["record"]; s = rng.choice(b["scenarios"]); t = rng.choice(b["equipment"])
        kind = rng.randrange(4)
        if kind == 0:
            where(f'环节:{s["stage"]} 场景:"{s["scenario"]}"', lambda r: any(s["stage"] in x["stage"] and s["scenario"] in x["scenario"] for x in r["scenarios"]))
        elif kind == 1:
            name = t["name"].split()[0]
            where(f'[设备 名称:{name} 供应商:{t["supplier"]}]', lambda r: any(name.lower() in x["name"].lower() and t["supplier"] == x["supplier"] for x in r["equipment"]))
        elif kind == 2:
            p, st = rng.choice(["发明", "实用新型", "外观"]), rng.choice(["已授权", "审查中"])
            where(f"[专利 类型:{p} 状态:{st}]", lambda r: any(x["type"] == p and x["status"] == st for x in r["breakthroughs"]["patents"]))
        else:
            where("无:专利 类型:申报书", lambda r: not r["breakthroughs"]["patents"])
    for _ in range(count // 4):
        province, city, short = rng.choice(CITIES); y = rng.choice([2021, 2023, 2025]); place = rng.choice([province, city, short, province[:-1]])
        where(f"地区:{place} 年份:{y} 企业性质:民营企业", lambda r: place.rstrip("省市") in r["applicant"]["address"] and r["programme"]["year"] == y and r["applicant"]["ownership"] == "民营企业")
    for _ in range(count // 4):
        low = rng.randint(500, 60000); high = low + rng.randint(100, 30000)
        kind = rng.randrange(4)
        if kind == 0:
            where(f"投资:{low}..{high}万元", lambda r: low <= r["project"]["investment"] <= high)
        elif kind == 1:
            where(f"投资>={low / 10000}亿元", lambda r: r["project"]["investment"] >= low / 10000 * 10000)
        elif kind == 2:
            a = rng.randint(1960, 2010); b = a + rng.randint(0, 10)
            where(f"成立时间:{a}..{b}", lambda r: a <= int(r["applicant"]["founded"][:4]) <= b)
        else:
            y, m = rng.choice([2021, 2023, 2025]), rng.randint(1, 12)
            where(f"日期:{y}-{m:02}", lambda r: r["cover"]["date"].startswith(f"{y}-{m:02}"))
    wrong = 0
    for query, want, answer in zip(conditions, wants, ask(binary, folder, conditions, limit=100000)):
        found = {h["id"] for h in answer.get("hits", []) if not h.get("partial")}
        if found != want:
            wrong += 1
            print("condition", query, len(found), len(want), answer.get("error"), answer.get("notes"))
    print(f"conditions: {len(conditions) - wrong} of {len(conditions)} exact")
    db = duckdb.connect()
    db.execute("CREATE TABLE b (id INT, 年份 INT, 行业 TEXT, 省份 TEXT, 企业性质 TEXT, 企业规模 TEXT, 投资 DOUBLE, " + ", ".join(f'"{m}" DOUBLE' for m in METRICS) + ")")
    for b in books:
        r = b["record"]
        province = next(p for p, c, s in CITIES if r["applicant"]["address"].startswith(p))
        db.execute("INSERT INTO b VALUES (" + ",".join("?" * (7 + len(METRICS))) + ")",
                   [b["id"], r["programme"]["year"], r["applicant"]["sector"], province.removesuffix("省"), r["applicant"]["ownership"], r["applicant"]["size_class"], r["project"]["investment"]] + [value(r, m) for m in METRICS])
    wrong, requests = 0, 200
    for _ in range(requests):
        metric = rng.choice(METRICS + ["投资"]); by = rng.sample(["年份", "行业", "省份", "企业性质", "企业规模"], rng.randint(0, 2))
        y = rng.choice([None, 2021, 2023])
        command = [binary, "search", f"年份:{y}" if y else "类型:申报书", "--library", f"{folder}/library", "--stats", metric, "--format", "json"]
        answer = json.loads(subprocess.run(command + (["--by", ",".join(by)] if by else []), capture_output=True, text=True).stdout)
        keys = "".join(f'"{k}", ' for k in by)
        sql = f'SELECT {keys} count(*), count("{metric}"), min("{metric}"), quantile_cont("{metric}", .25), median("{metric}"), quantile_cont("{metric}", .75), max("{metric}"), avg("{metric}") FROM b ' + (f"WHERE 年份 = {y} " if y else "") + (f"GROUP BY {keys.rstrip(', ')}" if by else "")
        truth = {row[:len(by)]: row[len(by):] for row in db.execute(sql).fetchall()}
        ours = {tuple(g["key"].get(k) for k in by): tuple(g[k] for k in ("hits", "count", "min", "q1", "median", "q3", "max", "mean")) for g in answer["groups"]}
        close = lambda a, b: a == b or (a is not None and b is not None and abs(a - b) <= 1e-9 * max(1, abs(a)))
        same = truth.keys() == ours.keys() and all(all(close(a, b) for a, b in zip(truth[k], ours[k])) for k in truth)
        if not same:
            wrong += 1
            print("statistics", metric, by, y, list(truth.items())[:2], list(ours.items())[:2])
    print(f"statistics: {requests - wrong} of {requests} equal to DuckDB")


if __name__ == "__main__":
    arguments = [a for a in sys.argv[1:] if not a.startswith("-")]
    {"make": make, "rank": rank, "exact": exact, "speed": speed, "peers": peers, "times": times}[arguments[0]](*arguments[1:])
