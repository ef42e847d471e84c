#!/usr/bin/env python3
"""Pairs of a scanned print and the Word file it was printed from, equal or one character apart.

  scripts/scan-pairs.py OUT BOOK.docx... [--count N] [--changed] [--seed N] [--dpi 150,200,300]
                        [--faces NAME,...] [--length CHARACTERS]

Each pair is a stretch of a book (whole paragraphs and rows, about LENGTH characters; 0: the
whole book) set in a typeface, printed by LibreOffice and scanned: grey, a little turned, noisy,
with a speck or two. OUT/NNN/ holds paper.pdf, online.docx and what.json (what was changed, how
it was made). With --changed the paper differs in one confusable character or tick.
Needs python3 with Pillow, soffice and pdftoppm."""

import argparse
import json
import os
import random
import re
import subprocess
import tempfile
import zipfile
from xml.etree import ElementTree as ET

from PIL import Image, ImageChops, ImageFilter

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Song, a thin Song as FangSong is, Hei, Kai.
FACES = ["Noto Serif CJK SC", "AR PL UMing CN", "Noto Sans CJK SC", "AR PL UKai CN"]
# Any member of a set may be printed for another one.
CONFUSABLE = ["%‰", "³²", "²2", "土士", "日曰", "己已巳", "未末", "治冶", "一—", "0Oo", "1lI", "国囯",
              "天夭", "人入八", "干千于", "大太", "田由甲", "王玉主", "8B", "5S", "间问", "侯候", "特持",
              "设没", "今令", "几儿", "3 8", "6 9", "1 7", "增减", "±+", "“”", "《〈", "》〉"]
BOXES = "□☐"
TICKS = "☑☒■√"


def changed(texts, dice):
    """Changes one character in a list of text elements; says what and where."""
    sites = []
    for element in texts:
        text = element.text or ""
        for at, character in enumerate(text):
            near = text[max(0, at - 6):at + 7]
            for known in CONFUSABLE:
                known = known.replace(" ", "")
                if character in known:
                    sites += [(known, element, at, other) for other in known if other != character]
            digits = at and text[at - 1].isdigit() and text[at + 1:at + 2].isdigit()
            if character == "." and digits:
                sites.append(("point", element, at, ""))
            if character.isdigit() and digits and at + 2 == len(text):
                sites.append(("point", element, at, "." + character))
            if character in "“”《》":
                sites.append(("mark lost", element, at, ""))
            if character in BOXES + TICKS and any(box in near for box in BOXES):
                other = "☑" if character in BOXES else "□"
                sites.append(("tick", element, at, other))
    if not sites:
        return None
    # Every kind as often as the others, however common its characters are.
    kind = dice.choice(sorted({site[0] for site in sites}))
    _, element, at, other = dice.choice([site for site in sites if site[0] == kind])
    was = element.text
    element.text = was[:at] + other + was[at + 1:]
    near = slice(max(0, at - 8), at + 9)
    return {"kind": kind, "online": was[near], "paper": element.text[near]}


def continued(row):
    return any(merge.get(W + "val") != "restart" for merge in row.iter(W + "vMerge"))


def stretches(body):
    """The pieces that a body may be cut into: paragraphs, and rows that no merged cell ties."""
    for child in list(body):
        if child.tag == W + "tbl":
            rows = child.findall(W + "tr")
            group = []
            for row in rows:
                if group and not continued(row):
                    yield child, group
                    group = []
                group.append(row)
            if group:
                yield child, group
        elif child.tag != W + "sectPr":
            yield child, [child]


def settled(body):
    """What was deleted under tracking is not printed."""
    for parent in list(body.iter()):
        for child in list(parent):
            if child.tag in (W + "del", W + "moveFrom"):
                parent.remove(child)


def cut(body, length, dice):
    pieces = [(owner, rows, sum(len(t.text or "") for row in rows for t in row.iter(W + "t")))
              for owner, rows in stretches(body)]
    if length == 0 or not pieces:
        return
    first = dice.randrange(len(pieces))
    # So that what begins near the end is not short.
    while first and sum(piece[2] for piece in pieces[first:]) < length:
        first -= 1
    kept, total = set(), 0
    for owner, rows, size in pieces[first:]:
        if total >= length:
            break
        kept |= {id(row) for row in rows}
        total += size
    for child in list(body):
        if child.tag == W + "sectPr":
            continue
        if child.tag == W + "tbl":
            for row in child.findall(W + "tr"):
                if id(row) not in kept:
                    child.remove(row)
            if child.find(W + "tr") is None:
                body.remove(child)
        elif id(child) not in kept and child.find(".//" + W + "sectPr") is None:
            body.remove(child)


class Book:
    def __init__(self, path):
        with zipfile.ZipFile(path) as package:
            self.parts = {name: package.read(name) for name in package.namelist()}
        text = self.parts["word/document.xml"].decode("utf8")
        for prefix, uri in re.findall(r'xmlns:(\w+)="([^"]+)"', text):
            if not re.fullmatch(r"ns\d+", prefix):
                ET.register_namespace(prefix, uri)
        self.root = ET.fromstring(text)
        self.root.attrib.pop("{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable", None)

    @property
    def body(self):
        return self.root.find(W + "body")

    def write(self, path, face=None):
        parts = dict(self.parts)
        parts["word/document.xml"] = ET.tostring(self.root, encoding="utf-8", xml_declaration=True)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            for name, data in parts.items():
                if face and name.startswith("word/") and name.endswith(".xml"):
                    text = data.decode("utf8")
                    text = re.sub(r'(w:(?:ascii|hAnsi|eastAsia|cs)=")[^"]*"', rf'\g<1>{face}"', text)
                    data = re.sub(r' w:\w+Theme="[^"]*"', "", text).encode("utf8")
                package.writestr(name, data)


def printed(docx, folder):
    subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
                    "pdf", "--outdir", folder, docx], check=True, capture_output=True, timeout=180)
    return os.path.splitext(docx)[0] + ".pdf"


def scanned(pdf, out, dpi, dice, folder):
    stem = os.path.join(folder, "page")
    subprocess.run(["pdftoppm", "-r", str(dpi), "-gray", pdf, stem], check=True, capture_output=True)
    pages = []
    for name in sorted(n for n in os.listdir(folder) if n.startswith("page")):
        page = Image.open(os.path.join(folder, name)).convert("L")
        os.remove(os.path.join(folder, name))
        page = page.rotate(dice.uniform(-0.35, 0.35), Image.Resampling.BICUBIC, fillcolor=255)
        page = page.filter(ImageFilter.GaussianBlur(dice.uniform(0.2, 0.55) * dpi / 200))
        # Ink is not black and paper not white.
        low, high = dice.uniform(10, 50), dice.uniform(232, 250)
        page = page.point([int(low + v * (high - low) / 255) for v in range(256)])
        noise = Image.effect_noise(page.size, dice.uniform(4, 11))
        page = ImageChops.add(page, noise, 1, -128)
        for _ in range(dice.randrange(4)):
            side = max(1, dice.randrange(1, 4) * dpi // 200)
            page.paste(dice.randrange(60, 160), (x := dice.randrange(page.width), y := dice.randrange(page.height),
                                                 x + side, y + side))
        pages.append(page)
    pages[0].save(out, "PDF", resolution=dpi, save_all=True, append_images=pages[1:], quality=85)
    return len(pages)


def main():
    parse = argparse.ArgumentParser()
    parse.add_argument("out")
    parse.add_argument("books", nargs="+")
    parse.add_argument("--count", type=int, default=30)
    parse.add_argument("--changed", action="store_true")
    parse.add_argument("--seed", type=int, default=0)
    parse.add_argument("--dpi", default="200,300")
    parse.add_argument("--faces", default=",".join(FACES))
    parse.add_argument("--length", type=int, default=900)
    flags = parse.parse_args()
    faces, dpis = flags.faces.split(","), [int(dpi) for dpi in flags.dpi.split(",")]
    made = 0
    for number in range(flags.count * 4):
        if made == flags.count:
            break
        dice = random.Random(flags.seed * 100000 + number)
        path = dice.choice(flags.books)
        book = Book(path)
        cut(book.body, flags.length, dice)
        folder = os.path.join(flags.out, f"{made:03}")
        os.makedirs(folder, exist_ok=True)
        book.write(os.path.join(folder, "online.docx"))
        what = {}
        if flags.changed:
            what = changed(list(book.body.iter(W + "t")), dice)
            if what is None:
                continue
        settled(book.body)
        face, dpi = faces[made % len(faces)], dpis[made // len(faces) % len(dpis)]
        with tempfile.TemporaryDirectory() as work:
            docx = os.path.join(work, "print.docx")
            book.write(docx, face)
            pages = scanned(printed(docx, work), os.path.join(folder, "paper.pdf"), dpi, dice, work)
        made_of = {"book": os.path.basename(path), "face": face, "dpi": dpi, "pages": pages, "changed": what}
        with open(os.path.join(folder, "what.json"), "w", encoding="utf8") as file:
            json.dump(made_of, file, ensure_ascii=False, indent=1)
        print(folder, json.dumps(made_of, ensure_ascii=False), flush=True)
        made += 1


main()
