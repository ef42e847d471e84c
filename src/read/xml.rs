//! What every XML-based reader needs of quick-xml: a lenient reader that never
//! expands a custom entity and never follows a DTD, attributes by local name
//! (transitional and strict namespaces differ only in their prefix's address).

use crate::intake::encoding;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart};
use std::borrow::Cow;

/// A reader that goes on where a strict one would stop: names of end tags are
/// not checked, a lone `&` is text.
pub fn reader(xml: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.expand_empty_elements = true;
    reader
}

/// The characters of an XML part in the encoding that it declares (UTF-8 when it is silent).
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0;
    }
    match bytes {
        [b'<', 0, ..] => return encoding_rs::UTF_16LE.decode_without_bom_handling(bytes).0,
        [0, b'<', ..] => return encoding_rs::UTF_16BE.decode_without_bom_handling(bytes).0,
        _ => {}
    }
    // Declarations lie: programs write the characters of their system under one of UTF-8.
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let head = &bytes[..bytes.len().min(200)];
    Cow::Owned(encoding::decode(bytes, declared(head)).text)
}

/// Without the declaration, which is not true any more of characters that were decoded.
pub fn undeclared(text: &str) -> &str {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let declaration = start.strip_prefix("<?xml ").and_then(|rest| rest.split_once("?>"));
    declaration.map_or(text, |(_, rest)| rest)
}

fn declared(head: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = String::from_utf8_lossy(head);
    let declaration = head.trim_start().strip_prefix("<?xml")?.split("?>").next()?.to_owned();
    let value = declaration.split("encoding").nth(1)?.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| *c == '"' || *c == '\'')?;
    let label = value[1..].split(quote).next()?;
    encoding_rs::Encoding::for_label(label.as_bytes())
}

/// An attribute's value by its local name, predefined entities resolved.
pub fn attr<'a>(element: &'a BytesStart<'_>, local: &str) -> Option<Cow<'a, str>> {
    let mut attributes = element.attributes();
    let found = attributes
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == local)?;
    if !found.value.contains('&') {
        return Some(found.value);
    }
    let value = quick_xml::escape::unescape(&found.value).map(Cow::into_owned);
    Some(Cow::Owned(value.unwrap_or_else(|_| found.value.into_owned())))
}

/// Whether an on/off element (`<w:b/>`, `<w:b w:val="0"/>`) is on.
pub fn is_on(element: &BytesStart<'_>) -> bool {
    !matches!(attr(element, "val").as_deref(), Some("0" | "false" | "off" | "none"))
}

/// The character that a reference stands for; `None` for entities of a DTD,
/// which are never expanded.
pub fn resolve(reference: &BytesRef<'_>) -> Option<char> {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return Some(character);
    }
    match &**reference {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declared_encoding_is_obeyed() {
        let (bytes, _, _) =
            encoding_rs::GB18030.encode("<?xml version='1.0' encoding='gb2312'?><a>申报</a>");
        assert!(decode(&bytes).contains("申报"));
        let utf16: Vec<u8> = "<a>书</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&utf16), "<a>书</a>");
    }
}
