//! The tokens of RTF: groups, control words, characters as bytes.

/// A token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `{`
    Open,
    /// `}`
    Close,
    /// `\word` with its number.
    Word(&'a str, Option<i32>),
    /// `\` and a character that is no letter, `\'` apart.
    Symbol(u8),
    /// A character of the text: plain or `\'hh`.
    Byte(u8),
}

/// Reads tokens; binary data behind `\bin` is passed over.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    /// Over a whole file.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn word(&mut self) -> Token<'a> {
        let start = self.at;
        let letters = |b: &u8| b.is_ascii_alphabetic();
        while self.bytes.get(self.at).is_some_and(letters) && self.at - start < 40 {
            self.at += 1;
        }
        let word = std::str::from_utf8(&self.bytes[start..self.at]).unwrap_or_default();
        let digits = self.at;
        if self.bytes.get(self.at) == Some(&b'-') {
            self.at += 1;
        }
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) && self.at - digits < 12 {
            self.at += 1;
        }
        let number = std::str::from_utf8(&self.bytes[digits..self.at]).unwrap_or_default();
        let number = match number {
            "" => None,
            "-" => {
                self.at = digits;
                None
            }
            text => text.parse::<i64>().ok().map(|n| n.clamp(-0x7fff_ffff, 0x7fff_ffff) as i32),
        };
        if self.bytes.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        if word == "bin" {
            let skip = usize::try_from(number.unwrap_or(0)).unwrap_or(0);
            self.at = self.at.saturating_add(skip).min(self.bytes.len());
        }
        Token::Word(word, number)
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            self.at += 1;
            return Some(match byte {
                b'{' => Token::Open,
                b'}' => Token::Close,
                b'\r' | b'\n' | 0 => continue,
                b'\\' => match self.bytes.get(self.at).copied() {
                    None => return None,
                    Some(b'\'') => {
                        let hex = |at: usize| {
                            self.bytes.get(at).and_then(|b| char::from(*b).to_digit(16))
                        };
                        match (hex(self.at + 1), hex(self.at + 2)) {
                            (Some(high), Some(low)) => {
                                self.at += 3;
                                Token::Byte((high * 16 + low) as u8)
                            }
                            _ => {
                                self.at += 1;
                                continue;
                            }
                        }
                    }
                    Some(letter) if letter.is_ascii_alphabetic() => self.word(),
                    Some(other) => {
                        self.at += 1;
                        Token::Symbol(other)
                    }
                },
                byte => Token::Byte(byte),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_numbers_and_hex() {
        let all: Vec<_> = Tokens::new(b"{\\b0\\u-3913?\\'d6x\\~\\bin3 }}}y").collect();
        assert_eq!(
            all,
            [
                Token::Open,
                Token::Word("b", Some(0)),
                Token::Word("u", Some(-3913)),
                Token::Byte(b'?'),
                Token::Byte(0xd6),
                Token::Byte(b'x'),
                Token::Symbol(b'~'),
                Token::Word("bin", Some(3)),
                Token::Byte(b'y'),
            ]
        );
    }

    proptest! {
        #[test]
        fn any_bytes_end(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(Tokens::new(&bytes).count() <= bytes.len());
        }
    }
}
