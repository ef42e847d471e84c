//! Text strings of a PDF's own objects: UTF-16 or UTF-8 with a mark, else
//! PDFDocEncoding, which many Chinese producers fill with GBK all the same.

/// Decodes a text string of one line; `None` when nothing readable is in it.
pub fn text(bytes: &[u8]) -> Option<String> {
    let one: String = decoded(bytes).chars().filter(|c| !c.is_control()).collect();
    trimmed(&one)
}

/// Decodes a text string that may have several lines.
pub fn lines(bytes: &[u8]) -> Option<String> {
    let many = decoded(bytes).replace("\r\n", "\n").replace('\r', "\n");
    let many: String = many.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
    trimmed(&many)
}

fn trimmed(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn decoded(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ if bytes.is_ascii() => String::from_utf8_lossy(bytes).into_owned(),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => encoding_rs::GB18030.decode(bytes).0.into_owned(),
        },
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|pair| unit(*pair)).collect();
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn titles_come_in_three_writings() {
        assert_eq!(text(b"\xFE\xFF\x75\x33\x62\xA5").as_deref(), Some("申报"));
        assert_eq!(text(b"\xC9\xEA\xB1\xA8").as_deref(), Some("申报"));
        assert_eq!(text(b"plain").as_deref(), Some("plain"));
        assert_eq!(text(b" "), None);
    }
}
