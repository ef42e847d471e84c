//! Mails: who, when and about what, the body, and what hangs on it. The parts of a mail are
//! taken by mail-parser; the body is read as the HTML or text that it is.

use crate::document::{Attachment, Block, Document, Paragraph};
use crate::problem::{Problem, Warning, WarningCode};
use crate::read::{Options, html, text, transfer};
use mail_parser::mailbox::mbox::MessageIterator;
use mail_parser::{Address, Message, MessageParser, MessagePart, MimeHeaders, PartType};

/// Reads the bytes of one mail.
///
/// # Errors
///
/// No mail, or a body that cannot be read.
pub fn read(bytes: &[u8], options: &Options) -> Result<Document, Problem> {
    if bytes.starts_with(b"From ") {
        return Ok(mailbox(bytes, options.limits.members));
    }
    let message = MessageParser::default()
        .parse(bytes)
        .ok_or_else(|| Problem::damaged("邮件没有可读的信头"))?;
    let mut document = body(&message, options)?;
    let mut blocks: Vec<Block> =
        heads(&message).into_iter().map(|line| Block::Paragraph(Paragraph::plain(line))).collect();
    blocks.append(&mut document.blocks);
    document.blocks = blocks;
    document.title = message.subject().map(str::to_owned).or(document.title);
    let (attachments, cut) = attachments(&message, bytes, options.limits.members);
    document.attachments = attachments;
    let mut told = |what: String| {
        document.warnings.push(Warning::new(WarningCode::PartDamaged, what));
    };
    cut.into_iter().for_each(|name| told(format!("附件“{name}”不完整，只取出前面的部分")));
    if breaks_off(&message, bytes) {
        told("邮件在末尾处断开，后面的附件可能已经丢失".to_owned());
    }
    Ok(document)
}

/// A folder of mails: each is a file of its own.
fn mailbox(bytes: &[u8], most: usize) -> Document {
    let mails = MessageIterator::new(bytes).map_while(Result::ok).take(most);
    let attachments: Vec<Attachment> = mails
        .enumerate()
        .map(|(n, mail)| {
            let bytes = mail.unwrap_contents();
            Attachment { name: format!("第{}封.eml", n + 1), bytes }
        })
        .collect();
    let line = format!("邮箱文件，共 {} 封邮件", attachments.len());
    let blocks = vec![Block::Paragraph(Paragraph::plain(line))];
    Document { blocks, attachments, ..Document::default() }
}

/// The lines that stand above a printed mail.
fn heads(message: &Message<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = |label: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            lines.push(format!("{label}：{}", value.replace(['\n', '\r'], " ")));
        }
    };
    line("主题", message.subject().map(str::to_owned));
    line("发件人", message.from().map(people));
    line("收件人", message.to().map(people));
    line("抄送", message.cc().map(people));
    line(
        "时间",
        message.date().map(|date| {
            let (y, m, d) = (date.year, date.month, date.day);
            format!("{y:04}-{m:02}-{d:02} {:02}:{:02}", date.hour, date.minute)
        }),
    );
    lines
}

fn people(address: &Address<'_>) -> String {
    let person = |one: &mail_parser::Addr<'_>| match (one.name(), one.address()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (name, address) => name.or(address).unwrap_or_default().to_owned(),
    };
    address.iter().map(person).collect::<Vec<_>>().join("、")
}

/// The body: its HTML, which has the tables, else its text.
fn body(message: &Message<'_>, options: &Options) -> Result<Document, Problem> {
    let mut whole = Document::default();
    let mut add = |mut next: Document| {
        whole.blocks.append(&mut next.blocks);
        whole.pictures.append(&mut next.pictures);
        whole.warnings.append(&mut next.warnings);
    };
    let inline = |id: &str| {
        let id = id.strip_prefix("cid:")?;
        let named = |part: &&MessagePart<'_>| {
            part.content_id().is_some_and(|own| own.trim_matches(['<', '>']) == id)
        };
        message.parts.iter().find(named).map(|part| part.contents().to_vec())
    };
    for part in message.html_bodies() {
        match &part.body {
            PartType::Html(page) => {
                let utf8 = Some(encoding_rs::UTF_8);
                add(html::read_declared(page.as_bytes(), utf8, &inline, options)?);
            }
            PartType::Text(words) => add(Document {
                blocks: text::blocks(&words.replace("\r\n", "\n")),
                ..Document::default()
            }),
            _ => {}
        }
        if part.is_encoding_problem {
            let message = "邮件正文有无法按编码识别的字节";
            let warning = Warning::new(WarningCode::EncodingFaults, message);
            add(Document { warnings: vec![warning], ..Document::default() });
        }
    }
    Ok(whole)
}

/// Whether the line that ends a mail of several parts is missing.
fn breaks_off(message: &Message<'_>, bytes: &[u8]) -> bool {
    let kind = message.root_part().content_type();
    let boundary = kind.filter(|kind| kind.ctype().eq_ignore_ascii_case("multipart"));
    boundary.and_then(|kind| kind.attribute("boundary")).is_some_and(|boundary| {
        memchr::memmem::find(bytes, format!("--{boundary}--").as_bytes()).is_none()
    })
}

/// What hangs on the mail, and the names of what is not whole. Mails that were passed on hang
/// on it as mails.
fn attachments(message: &Message<'_>, bytes: &[u8], most: usize) -> (Vec<Attachment>, Vec<String>) {
    let (mut found, mut cut) = (Vec::new(), Vec::new());
    for (number, part) in message.attachments().take(most).enumerate() {
        // Pictures of the body (signatures, logos) are part of it.
        let inline = matches!(part.body, PartType::InlineBinary(_)) && part.content_id().is_some();
        if inline && part.attachment_name().is_none_or(is_picture) {
            continue;
        }
        let given = part.attachment_name().map(str::to_owned);
        let (name, content) = match &part.body {
            PartType::Message(inner) => {
                let (from, to) = (part.offset_body as usize, part.offset_end as usize);
                let raw = bytes.get(from..to).filter(|raw| !raw.is_empty());
                let raw = raw.unwrap_or_else(|| inner.raw_message()).to_vec();
                let title = inner.subject().unwrap_or("转发的邮件").to_owned();
                (given.unwrap_or(format!("{title}.eml")), raw)
            }
            _ if part.is_encoding_problem => {
                let name = given.unwrap_or(format!("附件{}", number + 1));
                cut.push(name.clone());
                (name, as_far_as_it_goes(part, bytes))
            }
            _ => (given.unwrap_or(format!("附件{}", number + 1)), part.contents().to_vec()),
        };
        found.push(Attachment { name, bytes: content });
    }
    (found, cut)
}

/// The bytes of a part that breaks off.
fn as_far_as_it_goes(part: &MessagePart<'_>, bytes: &[u8]) -> Vec<u8> {
    let body = part.offset_body as usize..part.offset_end as usize;
    let body = bytes.get(body).unwrap_or_default();
    match part.content_transfer_encoding().unwrap_or_default().trim().to_ascii_lowercase().as_str()
    {
        "quoted-printable" => transfer::quoted_printable(body),
        "base64" => transfer::base64(body),
        _ => body.to_vec(),
    }
}

fn is_picture(name: &str) -> bool {
    let end = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    matches!(end.as_str(), "png" | "jpg" | "jpeg" | "gif" | "bmp")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::Format;
    use std::path::Path;

    const MAIL: &str = "From: =?gb18030?B?1cXI/Q==?= <a@b.cn>\r\nTo: c@d.cn\r\nSubject: =?utf-8?B?55Sz5oql5Lmm?=\r\nDate: Fri, 25 Aug 2023 10:00:00 +0800\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>=C7=EB=B2=E9=CA=D5</p>\r\n--x\r\nContent-Type: application/octet-stream; name*=utf-8''%E7%94%B2.docx\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\nUEsDBA==\r\n--x\r\nContent-Type: message/rfc822\r\n\r\nFrom: e@f.cn\r\nTo: g@h.cn\r\nSubject: inner\r\nMIME-Version: 1.0\r\n\r\ntext\r\n--x--\r\n";

    /// Forwards without an envelope were read as saved web pages and lost what hung on them.
    #[test]
    fn drafts_forwards_and_folders_of_mails_keep_their_attachments() {
        let named = |bytes: &[u8], name: &str| Format::of(bytes, Path::new(name));
        let start = MAIL.find("Subject:").unwrap();
        let draft = &MAIL[start..];
        assert_eq!(named(draft.as_bytes(), "a.eml"), Some(Format::Mail));
        let attached = |mail: &str| {
            let document = read(mail.as_bytes(), &Options::default()).unwrap();
            let names: Vec<String> =
                document.attachments.iter().map(|file| file.name.clone()).collect();
            let codes: Vec<WarningCode> = document.warnings.iter().map(|w| w.code).collect();
            (names, codes)
        };
        assert_eq!(attached(draft).0, ["甲.docx", "inner.eml"]);
        let nameless = draft.replace("; name*=utf-8''%E7%94%B2.docx", "");
        assert_eq!(attached(&nameless).0, ["附件1", "inner.eml"]);

        let folder = format!(
            "From a@b.cn Fri Aug 25 10:00:00 2023\n{MAIL}\nFrom c@d.cn Sat Aug 26 10:00:00 2023\n{MAIL}"
        );
        assert_eq!(named(folder.as_bytes(), "邮箱"), Some(Format::Mail));
        assert_eq!(attached(&folder), (vec!["第1封.eml".into(), "第2封.eml".into()], vec![]));
    }

    #[test]
    fn a_mail_that_breaks_off_says_so() {
        let cut = &MAIL[..MAIL.find("UEsDBA").unwrap() + 4];
        let document = read(cut.as_bytes(), &Options::default()).unwrap();
        assert_eq!(document.attachments[0].bytes, b"PK\x03");
        assert!(document.warnings.iter().all(|w| w.code == WarningCode::PartDamaged));
        assert_eq!(document.warnings.len(), 2);
        let whole = read(MAIL.as_bytes(), &Options::default()).unwrap();
        assert_eq!(whole.warnings, []);
    }

    #[test]
    fn heads_body_and_attachments_of_a_mail() {
        assert_eq!(Format::of(MAIL.as_bytes(), Path::new("a.eml")), Some(Format::Mail));
        let document = read(MAIL.as_bytes(), &Options::default()).unwrap();
        let lines: Vec<&str> = document
            .blocks
            .iter()
            .filter_map(|block| match block {
                Block::Paragraph(p) => Some(p.text.content.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(
            lines,
            [
                "主题：申报书",
                "发件人：张三 <a@b.cn>",
                "收件人：c@d.cn",
                "时间：2023-08-25 10:00",
                "请查收"
            ]
        );
        let names: Vec<&str> = document.attachments.iter().map(|a| a.name.as_str()).collect();
        assert_eq!(names, ["甲.docx", "inner.eml"]);
        assert_eq!(document.attachments[0].bytes, b"PK\x03\x04");
        assert!(document.attachments[1].bytes.starts_with(b"From: e@f.cn"));
    }
}
