"""Fills fuzz/corpus/TARGET from fixtures/, corpus/, forms/ and any folders named.

Packages are stored instead of packed, so that a changed byte is a changed
character of their XML. Words of a reader's source become its dictionary.
"""

import io
import pathlib
import re
import sys
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
FUZZ = ROOT / "fuzz"
MOST = 200_000  # bytes of a seed

ENDINGS = {
    "archive": ["zip", "gz", "tgz", "tar"],
    "compare": ["html", "htm"],
    "doc": ["doc", "wps"],
    "docx": ["docx"],
    "form": ["toml"],
    "html": ["html", "htm"],
    "image": ["png", "jpg", "jpeg", "tif", "tiff", "bmp", "gif", "webp", "jp2"],
    "layout": [],
    "mhtml": ["mht", "mhtml"],
    "ofd": ["ofd"],
    "pdf": ["pdf"],
    "protected": [],
    "query": ["query"],
    "rtf": ["rtf"],
    "sheet": ["xls", "xlsx", "ods", "et"],
    "text": ["txt"],
    "understand": ["html", "htm"],
    "wordxml": ["xml"],
}

OLE = b"\xd0\xcf\x11\xe0"

SOURCES = {"compare": "compare", "image": "read/image.rs", "layout": "layout/mod.rs", "form": "forms", "query": "search/query", "understand": "understand"}


def layout_marks():
    """Marks of the target `layout`: a three-line table, and check boxes beside text."""

    def mark(kind, line, column, a, b, c=0, d=0, code=0x4F01, page=0):
        return bytes([kind << 1 | page, 0, line, column, a, b, c, d, 0, 0]) + code.to_bytes(2, "little")

    table = b""
    for page in (0, 1):
        for line in (10, 14, 40):
            table += mark(8, line, 2, 11, 2, page=page)
        for row, line in enumerate((11, 16, 20, 24, 28, 32, 36)):
            for column, count in ((4, 1), (10, 3), (18, 2), (24, 3)):
                figures = row > 0 and column > 10
                code = 0x31 if figures else 0x4F01 + 16 * row + column
                table += mark(9, line, column, count, 8, int(figures), code=code, page=page)
    boxes = b""
    for row in range(16):
        line = 5 + 4 * row
        # Ways to draw a box, and ways to mark it.
        boxes += mark(10, line, 3, 9, row & 3, row >> 2, 96)
        boxes += mark(9, line, 4, 1, 8)
    # A frame of two outlines, and a tick over another.
    square = [(0, 0), (24, 0), (24, 24), (0, 24)]
    for inset, kind in ((0, 12), (2, 13)):
        corners = b"".join(bytes([x + inset if x == 0 else x - inset, y + inset if y == 0 else y - inset]) for x, y in square)
        boxes += bytes([kind << 1, 16 + 6, 20, 200]) + corners
    boxes += bytes([13 << 1, 1 + 4, 20, 200, 4, 12, 10, 20, 22, 4, 22, 4])
    boxes += mark(9, 100, 4, 3, 8)
    return {"table": table, "boxes": boxes, "both": table[:240] + boxes}


def stored(data):
    """A zip package with its members unpacked, large ones cut, pictures left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(out, "w") as copy:
        for info in package.infolist():
            member = package.read(info)
            if len(member) < MOST and not info.filename.lower().endswith((".png", ".jpeg", ".jpg")):
                copy.writestr(info.filename, member[:60_000])
    return out.getvalue()


def docx_parts(data):
    names = ["word/document.xml", "word/styles.xml", "word/numbering.xml"]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        have = set(package.namelist())
        return b"\xff".join(package.read(name)[:60_000] if name in have else b"" for name in names)


def flat(parts):
    body = parts.split(b"\xff")[0].removeprefix(b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>')
    return (b'<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
            b'<pkg:part pkg:name="/word/document.xml"><pkg:xmlData>' + body + b"</pkg:xmlData></pkg:part></pkg:package>")


def seeds(path, data):
    """Target and bytes of every seed that a file gives."""
    ending = path.suffix.lstrip(".").lower()
    if ending in ("docx", "xlsx") and data.startswith(OLE):
        yield "protected", data
        return
    for target, endings in ENDINGS.items():
        if ending in endings:
            yield target, data
            if data.startswith(b"PK") and zipfile.is_zipfile(io.BytesIO(data)):
                try:
                    yield target, stored(data)
                    if target == "docx":
                        yield target, docx_parts(data)
                        yield "wordxml", flat(docx_parts(data))
                except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError):
                    pass
    if ending == "html":
        head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n'
        yield "mhtml", head + data + b"\r\n--x--\r\n"


def dictionary(target):
    source = ROOT / "src" / SOURCES.get(target, "read/" + target)
    files = [source] if source.is_file() else sorted(source.rglob("*.rs"))
    if source.with_suffix(".rs").is_file():
        files.append(source.with_suffix(".rs"))
    words = set()
    for file in files:
        for word in re.findall(r'b?"([ -\[\]-~]{2,24})"', file.read_text().split("#[cfg(test)]")[0]):
            words.add(word)
    return "".join(f'"{word}"\n' for word in sorted(words) if "{" not in word)


def main():
    for target in ENDINGS:
        folder = FUZZ / "corpus" / target
        folder.mkdir(parents=True, exist_ok=True)
        (FUZZ / "corpus" / f"{target}.dict").write_text(dictionary(target))
    (FUZZ / "corpus/query/seed").write_text('年份:2023..2025 AND (智能 OR "数控化率" -矿山) 投资>1000万')
    for name, marks in layout_marks().items():
        (FUZZ / "corpus/layout" / name).write_bytes(marks)
    for folder in [ROOT / "fixtures", ROOT / "corpus", ROOT / "forms", *map(pathlib.Path, sys.argv[1:])]:
        for path in sorted(folder.rglob("*")):
            if not path.is_file() or path.stat().st_size > 10 * MOST:
                continue
            for number, (target, data) in enumerate(seeds(path, path.read_bytes())):
                if len(data) <= MOST:
                    (FUZZ / "corpus" / target / f"{path.name}.{number}").write_bytes(data)


main()
