//! MIME HTML, the format of many web pages saved as .doc: the HTML part that
//! the message begins with, decoded and read as HTML. The parts are taken by mail-parser.

use crate::document::Document;
use crate::intake::Limits;
use crate::problem::Problem;
use crate::read::{Options, html, text, transfer};
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders};

/// The page of links to its sheets in a workbook that Excel saved.
const TABS: &str = "tabstrip.htm";

/// A message or one of its parts.
struct Part<'a> {
    /// Media type, lower case.
    kind: String,
    charset: Option<&'a str>,
    transfer: &'a str,
    id: &'a str,
    location: &'a str,
    body: &'a [u8],
}

/// Reads the bytes of one file.
///
/// # Errors
///
/// No HTML and no text in it.
pub fn read(bytes: &[u8], options: &Options) -> Result<Document, Problem> {
    let bytes = bytes.trim_ascii_start();
    let message = MessageParser::default()
        .parse(bytes)
        .ok_or_else(|| Problem::damaged("MHTML 没有可读的信头"))?;
    let found = leaves(&message, bytes, &options.limits);
    let mut pages = found.iter().filter(|part| part.is_html());
    if let Some(part) = pages.next() {
        let beside = |source: &str| {
            let named = |p: &&Part| {
                let id = source.strip_prefix("cid:");
                !source.is_empty() && (p.location == source || id == Some(bare_id(p.id)))
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

/// The parts that hold no others, in their order, but for those that a whole begins with.
fn leaves<'a>(message: &'a Message<'a>, bytes: &'a [u8], limits: &Limits) -> Vec<Part<'a>> {
    let parts = message.parts.iter();
    let roots: Vec<&str> =
        parts.filter_map(|part| part.content_type()?.attribute("start").map(bare_id)).collect();
    let whole =
        |part: &MessagePart<'a>| part.content_type().is_some_and(|k| k.ctype() == "multipart");
    let parts = message.parts.iter().filter(|part| !whole(part)).take(limits.members);
    let mut found: Vec<Part<'a>> = parts.map(|part| Part::of(part, bytes)).collect();
    found.sort_by_key(|part| !roots.contains(&bare_id(part.id)));
    found
}

fn bare_id(id: &str) -> &str {
    id.trim_matches(['<', '>'])
}

impl<'a> Part<'a> {
    fn of(part: &'a MessagePart<'a>, bytes: &'a [u8]) -> Self {
        let kind = part.content_type().map(|kind| {
            let sub = kind.subtype().map(|sub| format!("/{sub}"));
            format!("{}{}", kind.ctype(), sub.unwrap_or_default()).to_lowercase()
        });
        let body = part.offset_body as usize..part.offset_end as usize;
        Part {
            kind: kind.unwrap_or_default(),
            charset: part.content_type().and_then(|kind| kind.attribute("charset")),
            transfer: part.content_transfer_encoding().unwrap_or_default().trim(),
            id: part.content_id().unwrap_or_default(),
            location: part.content_location().unwrap_or_default(),
            body: bytes.get(body).unwrap_or_default(),
        }
    }

    fn is_html(&self) -> bool {
        matches!(self.kind.as_str(), "text/html" | "application/xhtml+xml")
    }

    /// The file's name in its location.
    fn name(&self) -> &str {
        self.location.rsplit(['/', '\\']).next().unwrap_or_default()
    }

    /// The bytes of the part; the page itself may say in which encoding they are.
    fn decoded(&self) -> Vec<u8> {
        // The parser says of a part without its end that it has no encoding.
        match self.transfer.to_ascii_lowercase().as_str() {
            "quoted-printable" => transfer::quoted_printable(self.body),
            "base64" => transfer::base64(self.body),
            _ => self.body.to_vec(),
        }
    }

    fn charset(&self) -> Option<&'static encoding_rs::Encoding> {
        encoding_rs::Encoding::for_label(self.charset?.as_bytes())
    }
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
