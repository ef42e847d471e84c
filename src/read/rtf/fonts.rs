//! Fonts of RTF: which code page their bytes are in, which are fonts of pictures.

use crate::characters::symbols::SymbolFont;
use encoding_rs::Encoding;

/// A font of the font table.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Font {
    /// Code page of its bytes; the file's own when none.
    pub encoding: Option<&'static Encoding>,
    /// A font of pictures.
    pub symbols: Option<SymbolFont>,
}

/// The encoding of a Windows character set number.
pub(super) fn of_charset(charset: i32) -> Option<&'static Encoding> {
    code_page(match charset {
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}

/// The encoding of a code page number.
pub(super) fn code_page(number: i32) -> Option<&'static Encoding> {
    use encoding_rs::*;
    Some(match number {
        874 => WINDOWS_874,
        932 => SHIFT_JIS,
        936 | 54936 => GB18030,
        949 => EUC_KR,
        950 => BIG5,
        1250 => WINDOWS_1250,
        1251 => WINDOWS_1251,
        1252 => WINDOWS_1252,
        1253 => WINDOWS_1253,
        1254 => WINDOWS_1254,
        1255 => WINDOWS_1255,
        1256 => WINDOWS_1256,
        1257 => WINDOWS_1257,
        1258 => WINDOWS_1258,
        10000 => MACINTOSH,
        10008 => GB18030,
        65001 => UTF_8,
        _ => return None,
    })
}

/// The characters of a run of bytes. A font that names no code page of its own
/// goes by the file's, if the bytes make sense in it.
pub(super) fn decode(bytes: &[u8], font: Font, file: Option<&'static Encoding>) -> String {
    let western = encoding_rs::WINDOWS_1252;
    if font.symbols.is_some() {
        // Fonts of pictures are read by their codes.
        return bytes.iter().map(|byte| char::from(*byte)).collect();
    }
    let encoding = font.encoding.or(file).unwrap_or(western);
    match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => text.into_owned(),
        None if font.encoding.is_none() => {
            western.decode_without_bom_handling(bytes).0.into_owned()
        }
        None => encoding.decode_without_bom_handling(bytes).0.into_owned(),
    }
}
