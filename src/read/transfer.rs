//! Bytes written as letters, for mails, web pages and passwords of packages. What is damaged
//! is decoded as far as it goes.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Base 64 up to its padding; characters outside its alphabets (line ends) are passed over.
pub fn base64(body: &[u8]) -> Vec<u8> {
    let letters = body.iter().take_while(|byte| **byte != b'=').filter_map(|byte| match byte {
        b'-' => Some(b'+'),
        b'_' => Some(b'/'),
        b'+' | b'/' => Some(*byte),
        _ => byte.is_ascii_alphanumeric().then_some(*byte),
    });
    let mut letters: Vec<u8> = letters.collect();
    // One letter alone is less than a byte.
    if letters.len() % 4 == 1 {
        letters.pop();
    }
    LENIENT.decode(letters).unwrap_or_default()
}

/// Quoted-printable; what is no code stands for itself.
pub fn quoted_printable(body: &[u8]) -> Vec<u8> {
    quoted_printable::decode(body, quoted_printable::ParseMode::Robust).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_letters_are_decoded_as_far_as_they_go() {
        assert_eq!(base64(b"PHA+\r\n55Sz*5oql"), "<p>申报".as_bytes());
        assert_eq!(base64(b"PHA"), b"<p");
        assert_eq!(base64(b"PHA-5"), b"<p>");
        assert_eq!(base64(b"PA==garbage"), b"<");
        assert_eq!(quoted_printable(b"=C9=EA=B1=\r\n=A8 =ZZ =3d"), b"\xC9\xEA\xB1\xA8 =ZZ =");
    }
}
