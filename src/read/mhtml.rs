//! MIME HTML, the format of many web pages saved as .doc: the HTML part that
//! the message begins with, decoded and read as HTML.

use crate::document::Document;
use crate::problem::Problem;
use crate::read::Options;
use crate::read::{html, text};
use encoding_rs::Encoding;

/// The page of links to its sheets in a workbook that Excel saved.
const TABS: &str = "tabstrip.htm";

/// A message or one of its parts.
struct Part<'a> {
    /// Media type, lower case.
    kind: String,
    content_type: String,
    transfer: String,
    id: String,
    location: String,
    body: &'a [u8],
}

/// Reads the bytes of one file.
///
/// # Errors
///
/// No HTML and no text in it.
pub fn read(bytes: &[u8], options: &Options) -> Result<Document, Problem> {
    let message = Part::parse(bytes);
    let mut found = Vec::new();
    leaves(message, options.limits.archive_depth, options.limits.members, &mut found);
    let mut pages = found.iter().filter(|part| part.is_html());
    if let Some(part) = pages.next() {
        let beside = |source: &str| {
            let named = |p: &&Part| {
                let id = p.id.trim_matches(['<', '>']);
                !source.is_empty()
                    && (p.location == source || source.strip_prefix("cid:") == Some(id))
            };
            let relative = |p: &&Part| {
                let tail = p.location.rsplit('/').next();
                tail.is_some_and(|tail| !tail.is_empty() && source.rsplit('/').next() == Some(tail))
            };
            let part = found.iter().find(named).or_else(|| found.iter().find(relative))?;
            let kept = part.kind.starts_with("image/") || part.kind == "text/css";
            kept.then(|| part.decoded())
        };
        let read = |part: &Part<'_>, bytes: &[u8]| {
            html::read_declared(bytes, part.charset(), &beside, options)
        };
        let first = part.decoded();
        let framed: Vec<&Part<'_>> = pages.collect();
        if framed.is_empty() || !is_frameset(&first) {
            return read(part, &first);
        }
        // Workbooks are saved with a frame for the sheets and one for the links to them.
        let mut document = Document::default();
        for part in &framed {
            if part.name().eq_ignore_ascii_case(TABS) {
                continue;
            }
            let mut next = read(part, &part.decoded())?;
            document.blocks.append(&mut next.blocks);
            document.pictures.append(&mut next.pictures);
            document.warnings.append(&mut next.warnings);
            document.title = document.title.or(next.title);
        }
        return Ok(document);
    }
    match found.iter().find(|part| part.kind == "text/plain") {
        Some(part) => text::read(&part.decoded(), options),
        None => Err(Problem::damaged("MHTML 里没有网页正文")),
    }
}

/// Whether a page shows other pages and nothing of its own.
fn is_frameset(html: &[u8]) -> bool {
    let head = html.iter().filter(|b| **b != 0).map(u8::to_ascii_lowercase);
    memchr::memmem::find(&head.collect::<Vec<u8>>(), b"<frameset").is_some()
}

/// The parts that hold no others, the root of each multipart first.
fn leaves<'a>(part: Part<'a>, depth: usize, most: usize, found: &mut Vec<Part<'a>>) {
    let boundary = parameter(&part.content_type, "boundary");
    let (Some(boundary), true) = (boundary, part.kind.starts_with("multipart/")) else {
        found.push(part);
        return;
    };
    if depth == 0 {
        return;
    }
    let mut parts: Vec<Part> = split(part.body, &boundary).into_iter().map(Part::parse).collect();
    if let Some(start) = parameter(&part.content_type, "start") {
        // The root goes first; the others keep their order.
        parts
            .sort_by_key(|part| part.id.trim_matches(['<', '>']) != start.trim_matches(['<', '>']));
    }
    for part in parts {
        if found.len() >= most {
            return;
        }
        leaves(part, depth - 1, most, found);
    }
}

/// What stands between the boundary lines; the last part may lack its end.
fn split<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let mark = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut start = None;
    for at in memchr::memmem::find_iter(body, mark.as_bytes()) {
        if at > 0 && body[at - 1] != b'\n' {
            continue;
        }
        if let Some(start) = start {
            parts.extend(body.get(start..at));
        }
        let after = at + mark.len();
        let line = memchr::memchr(b'\n', body.get(after..).unwrap_or_default());
        start = Some(line.map_or(body.len(), |end| after + end + 1));
        if body.get(after..after + 2) == Some(b"--") {
            return parts;
        }
    }
    if let Some(start) = start {
        parts.extend(body.get(start..));
    }
    parts
}

impl<'a> Part<'a> {
    fn parse(bytes: &'a [u8]) -> Self {
        let bytes = bytes.trim_ascii_start();
        let crlf = memchr::memmem::find(bytes, b"\r\n\r\n").map(|at| (at, at + 4));
        let lf = memchr::memmem::find(bytes, b"\n\n").map(|at| (at, at + 2));
        let (head, body) = match (crlf, lf) {
            (Some(a), Some(b)) => a.min(b),
            (Some(a), None) => a,
            (None, Some(b)) => b,
            (None, None) => (bytes.len(), bytes.len()),
        };
        let head = String::from_utf8_lossy(&bytes[..head]).replace("\r\n", "\n");
        // Folded lines begin with white space.
        let head = head.replace("\n ", " ").replace("\n\t", " ");
        let header = |name: &str| {
            head.lines()
                .filter_map(|line| line.split_once(':'))
                .find(|(key, _)| key.trim().eq_ignore_ascii_case(name))
                .map(|(_, value)| value.trim().to_owned())
                .unwrap_or_default()
        };
        let content_type = header("content-type");
        let kind = content_type.split(';').next().unwrap_or_default().trim().to_lowercase();
        Part {
            kind,
            content_type,
            transfer: header("content-transfer-encoding").to_lowercase(),
            id: header("content-id"),
            location: header("content-location"),
            body: &bytes[body..],
        }
    }

    fn is_html(&self) -> bool {
        matches!(self.kind.as_str(), "text/html" | "application/xhtml+xml")
    }

    /// The file's name in its location.
    fn name(&self) -> &str {
        self.location.rsplit(['/', '\\']).next().unwrap_or_default()
    }

    fn decoded(&self) -> Vec<u8> {
        match self.transfer.as_str() {
            "quoted-printable" => quoted_printable(self.body),
            "base64" => base64(self.body),
            _ => self.body.to_vec(),
        }
    }

    fn charset(&self) -> Option<&'static Encoding> {
        Encoding::for_label(parameter(&self.content_type, "charset")?.as_bytes())
    }
}

/// A parameter of a header (`boundary="x"`).
fn parameter(header: &str, name: &str) -> Option<String> {
    header.split(';').skip(1).find_map(|piece| {
        let (key, value) = piece.split_once('=')?;
        let value = value.trim().trim_matches('"').to_owned();
        key.trim().eq_ignore_ascii_case(name).then_some(value)
    })
}

fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut at = 0;
    while let Some(&byte) = body.get(at) {
        at += 1;
        if byte != b'=' {
            out.push(byte);
            continue;
        }
        match body.get(at..) {
            Some([b'\r', b'\n', ..]) => at += 2,
            Some([b'\n', ..]) => at += 1,
            Some([a, b, ..]) => match (hex(*a), hex(*b)) {
                (Some(high), Some(low)) => {
                    out.push(high << 4 | low);
                    at += 2;
                }
                _ => out.push(b'='),
            },
            _ => {}
        }
    }
    out
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

/// Base 64; characters outside its alphabet (line ends) are passed over.
pub fn base64(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0);
    for byte in body {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count & 0xFF) as u8);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(message: &[u8]) -> String {
        let document = read(message, &Options::default()).unwrap();
        let blocks = document.blocks.iter();
        blocks
            .map(|block| match block {
                crate::document::Block::Paragraph(p) => p.text.content.clone() + "\n",
                _ => String::new(),
            })
            .collect()
    }

    #[test]
    fn the_root_part_is_read_in_its_encoding() {
        let message = "MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=\"--=_x\"; start=\"<b>\"\r\n\r\nPreamble\r\n----=_x\r\nContent-Type: text/html\r\nContent-ID: <a>\r\n\r\n<p>frame\r\n----=_x\r\nContent-Type: text/html; charset=\"gb2312\"\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-ID: <b>\r\n\r\n<p>=C9=EA=B1=\r\n=A8=CA=E9</p>\r\n----=_x--\r\n";
        assert_eq!(text(message.as_bytes()), "申报书\n");
    }

    #[test]
    fn a_workbook_in_frames_gives_every_sheet() {
        let part = |name: &str, html: &str| {
            format!(
                "--x\nContent-Type: text/html; charset=utf-8\nContent-Location: file:///C:/{name}\n\n{html}\n"
            )
        };
        let message = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n"
            .to_owned()
            + &part(
                "book.htm",
                "<frameset><frame src=\"f/s1.htm\"><noframes>浏览器不支持框架</noframes></frameset>",
            )
            + &part("f/tabstrip.htm", "<a href=\"s1.htm\">表一</a>")
            + &part("f/s1.htm", "<p>甲公司")
            + &part("f/s2.htm", "<p>乙公司")
            + "--x--\n";
        assert_eq!(text(message.as_bytes()), "甲公司\n乙公司\n");
    }

    #[test]
    fn base64_and_a_missing_end() {
        let message = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\nPHA+55Sz5oql\n5LmmPC9wPg==\n";
        assert_eq!(text(message.as_bytes()), "申报书\n");
    }
}
