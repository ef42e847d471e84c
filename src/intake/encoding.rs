//! Which encoding bytes of text are in, and their characters. GBK and GB2312
//! are read as GB 18030, which contains both.

use super::everyday::is_everyday;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

/// Characters and how they were won.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded {
    /// The characters, line ends as `\n`, without a byte order mark.
    pub text: String,
    /// Name of the encoding.
    pub encoding: &'static str,
    /// Bytes that make no character in that encoding.
    pub errors: usize,
}

/// How much of the content decides on its encoding.
const SAMPLE: usize = 64 << 10;

/// So many good characters stand beside one fault where the encoding is the right one.
const FAULT_SHARE: usize = 10;

/// Decodes text. `declared` is what the file says of itself; a byte order mark
/// and plainly valid UTF-8 are believed before it, because declarations lie.
pub fn decode(bytes: &[u8], declared: Option<&'static Encoding>) -> Decoded {
    if let Some(text) = utf32(bytes) {
        return Decoded { text: lines(text), encoding: "UTF-32", errors: 0 };
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return with(encoding, &bytes[mark..]);
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return with(encoding, bytes);
    }
    if is_utf8(bytes) {
        return with(UTF_8, bytes);
    }
    let detected = || {
        let sample = &bytes[..bytes.len().min(SAMPLE)];
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(sample, sample.len() == bytes.len());
        detector.guess(None, Utf8Detection::Allow)
    };
    let chosen = match declared.filter(|encoding| *encoding != UTF_16LE && *encoding != UTF_16BE) {
        // A declaration under which the content makes no sense is no declaration.
        Some(encoding) if faults(encoding, bytes) * 200 <= bytes.len() => encoding,
        _ => best_of(bytes, detected()),
    };
    with(chosen, bytes)
}

/// Whether the bytes hold what no text holds.
pub fn is_binary(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    if Encoding::for_bom(sample).is_some()
        || utf16_without_mark(sample).is_some()
        || utf32(sample).is_some()
    {
        return false;
    }
    let odd = sample
        .iter()
        .filter(|b| matches!(b, 0..=8 | 0x0B | 0x0E..=0x1A | 0x1C..=0x1F | 0x7F))
        .count();
    if sample.contains(&0) && odd * 100 > sample.len() || odd * 20 > sample.len() {
        return true;
    }
    // Random high bytes decode in no encoding; a few faults are damage.
    let decoded = decode(sample, None);
    decoded.errors * 20 > sample.len()
        || decoded.text.chars().filter(|c| is_unlikely(*c)).count() * 5
            > decoded.text.chars().count()
}

/// Of what the detector says and the Chinese encodings, the one that gives the
/// fewest faults and the most everyday characters: the detector is made for the
/// web and takes short Chinese texts for other scripts.
fn best_of(bytes: &[u8], detected: &'static Encoding) -> &'static Encoding {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    [GB18030, BIG5, widened(detected)]
        .into_iter()
        .max_by_key(|encoding| {
            let text = with(encoding, sample);
            let (mut good, mut high) = (0i64, 0i64);
            for c in text.text.chars().filter(|c| !c.is_ascii()) {
                high += 1;
                good += i64::from(is_everyday(c));
            }
            let bonus = i64::from(*encoding == widened(detected));
            (good * 1000 - text.errors as i64 * 3000) / high.max(1) + bonus * 50
        })
        .unwrap_or(GB18030)
}

fn is_unlikely(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fffd}' | '\u{80}'..='\u{9f}' | '\u{f0000}'..)
}

fn widened(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == GBK { GB18030 } else { encoding }
}

fn with(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let encoding = widened(encoding);
    let (text, faulty) = encoding.decode_without_bom_handling(bytes);
    // A replacement character may stand in the file itself: somebody else's loss.
    let errors = if faulty { text.matches('\u{fffd}').count() } else { 0 };
    Decoded { text: lines(text.into_owned()), encoding: encoding.name(), errors }
}

fn faults(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    with(encoding, &bytes[..bytes.len().min(SAMPLE)]).errors
}

/// UTF-8, but for a character that a cut at the end of the file tore, or for a
/// few stray bytes among many good characters: other encodings of Chinese make
/// a fault of nearly every character.
fn is_utf8(bytes: &[u8]) -> bool {
    match std::str::from_utf8(bytes) {
        Ok(_) => true,
        Err(error) if error.error_len().is_none() && error.valid_up_to() > 0 => true,
        Err(_) => {
            let (mut good, mut faults) = (0usize, 0usize);
            for chunk in bytes.utf8_chunks() {
                good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
                faults += usize::from(!chunk.invalid().is_empty());
            }
            good >= faults * FAULT_SHARE
        }
    }
}

/// UTF-16 shows by the zero bytes of its ASCII characters, or by the high bytes of Han ones.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    if sample.len() < 8 || bytes.len() % 2 == 1 {
        return None;
    }
    let units = sample.len() / 2;
    let share = |encoding: &'static Encoding| {
        let (text, faulty) = encoding.decode_without_bom_handling(sample);
        let likely = text
            .chars()
            .filter(|c| {
                matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff5e}')
                    || is_everyday(*c)
            })
            .count();
        (likely, faulty)
    };
    let zeros = |from: usize| sample.iter().skip(from).step_by(2).filter(|b| **b == 0).count();
    for (encoding, high) in [(UTF_16LE, 1), (UTF_16BE, 0)] {
        // Without any zero byte it would have to be a text of Han characters alone.
        let (likely, faulty) = share(encoding);
        let sure = zeros(high) * 20 >= units && zeros(1 - high) * 20 < zeros(high) * 19;
        if sure && !faulty && likely * 10 >= units * 9 {
            return Some(encoding);
        }
    }
    None
}

fn utf32(bytes: &[u8]) -> Option<String> {
    let little = match bytes {
        [0xFF, 0xFE, 0, 0, ..] => true,
        [0, 0, 0xFE, 0xFF, ..] => false,
        _ => return None,
    };
    bytes[4..]
        .chunks_exact(4)
        .map(|unit| {
            let unit = [unit[0], unit[1], unit[2], unit[3]];
            let code = if little { u32::from_le_bytes(unit) } else { u32::from_be_bytes(unit) };
            char::from_u32(code)
        })
        .collect()
}

fn lines(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "关于组织开展2023年度智能制造试点示范行动的通知\r\n各省、自治区：请于8月25日前报送。";

    fn clean() -> String {
        TEXT.replace("\r\n", "\n")
    }

    #[test]
    fn every_encoding_that_chinese_files_come_in() {
        for encoding in [GB18030, GBK, UTF_8] {
            let (bytes, _, _) = encoding.encode(TEXT);
            assert_eq!(decode(&bytes, None).text, clean(), "{}", encoding.name());
        }
        let big = "關於組織開展智慧製造試點示範行動的通知，請於期限內報送。";
        let (bytes, _, _) = BIG5.encode(big);
        let decoded = decode(&bytes, None);
        assert_eq!((decoded.text.as_str(), decoded.encoding), (big, "Big5"));
    }

    #[test]
    fn wide_encodings_with_and_without_a_mark() {
        let little: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&little, None).text, clean());
        assert_eq!(decode(&big, None).text, clean());
        let marked = [&[0xFF, 0xFE][..], &little].concat();
        assert_eq!(decode(&marked, None).text, clean());
        let wide: Vec<u8> = std::iter::once('\u{feff}')
            .chain(TEXT.chars())
            .flat_map(|c| (c as u32).to_le_bytes())
            .collect();
        assert_eq!(decode(&wide, None).text, clean());
    }

    #[test]
    fn a_false_declaration_is_not_believed() {
        let (bytes, _, _) = GB18030.encode(TEXT);
        assert_eq!(decode(&bytes, Some(UTF_8)).text, clean());
        assert_eq!(decode(TEXT.as_bytes(), Some(GBK)).text, clean());
    }

    #[test]
    fn a_stray_byte_does_not_make_another_encoding_of_utf8() {
        let mut bytes = TEXT.repeat(4).into_bytes();
        bytes.splice(TEXT.len()..TEXT.len(), [0xFF, 0xFE]);
        let decoded = decode(&bytes, Some(GBK));
        assert_eq!((decoded.encoding, decoded.errors), ("UTF-8", 2));
        assert!(decoded.text.contains("智能制造试点示范"), "{}", decoded.text);
    }

    #[test]
    fn four_byte_characters_of_gb18030() {
        let (bytes, _, _) = GB18030.encode("㐂𠀀智能制造");
        assert_eq!(decode(&bytes, Some(GBK)).text, "㐂𠀀智能制造");
    }

    #[test]
    fn short_labels_are_chinese() {
        for text in ["是", "企业名称", "生产效率提升（%）：35"] {
            let (bytes, _, _) = GB18030.encode(text);
            assert_eq!(decode(&bytes, None).text, text);
        }
    }

    #[test]
    fn random_bytes_are_no_text() {
        let mut seed = 12345u32;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) as u8
        })
        .take(4000)
        .collect();
        assert!(is_binary(&noise));
        let (bytes, _, _) = GB18030.encode(TEXT);
        assert!(!is_binary(&bytes) && !is_binary(TEXT.as_bytes()));
    }
}
