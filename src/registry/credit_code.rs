//! The check characters of the unified social credit code (GB 32100-2015) and
//! of the organisation code inside it (GB 11714).

/// The characters of a credit code in the order of their values, 0 to 30.
const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// Weights of the first seventeen characters (GB 32100-2015).
const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/// Weights of the eight characters of an organisation code (GB 11714).
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// What is wrong with a credit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Not 18 characters long; the length found.
    Length(usize),
    /// A character that the standard does not use; its position from 1.
    Character(usize, char),
    /// The check character does not fit; the one that would.
    Check(char),
}

/// Checks a credit code. White space and letter case are the caller's to fold.
///
/// # Errors
///
/// The first [`Fault`] found.
pub fn check(code: &str) -> Result<(), Fault> {
    let length = code.chars().count();
    if length != 18 {
        return Err(Fault::Length(length));
    }
    let mut sum = 0;
    let mut last = ' ';
    for (i, c) in code.chars().enumerate() {
        let Some(value) = value(c) else { return Err(Fault::Character(i + 1, c)) };
        match WEIGHTS.get(i) {
            Some(weight) => sum += value * weight,
            None => last = c,
        }
    }
    let wanted = ALPHABET.get(((31 - sum % 31) % 31) as usize).map_or(' ', |b| char::from(*b));
    if wanted == last { Ok(()) } else { Err(Fault::Check(wanted)) }
}

/// Whether a code is meant as a credit code, right or wrong: one has 18 characters, the
/// organisation code inside it 9.
pub fn is_meant(code: &str) -> bool {
    code.chars().count() == 18 && code.chars().all(char::is_alphanumeric)
}

/// The administrative division inside a credit code (characters 3 to 8).
pub fn division(code: &str) -> Option<&str> {
    code.get(2..8).filter(|d| d.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether an organisation code (8 characters and a check character, `-` allowed
/// between them) is right in itself.
pub fn organisation_code_holds(code: &str) -> bool {
    let bare: Vec<char> = code.chars().filter(|c| *c != '-').collect();
    let [first @ .., last] = bare.as_slice() else { return false };
    if first.len() != 8 {
        return false;
    }
    let mut sum = 0;
    for (c, weight) in first.iter().zip(ORGANISATION_WEIGHTS) {
        match c.to_digit(36) {
            Some(value) if !c.is_ascii_lowercase() => sum += value * weight,
            _ => return false,
        }
    }
    let wanted = match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    };
    *last == wanted
}

fn value(c: char) -> Option<u32> {
    ALPHABET.iter().position(|b| char::from(*b) == c).and_then(|v| u32::try_from(v).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_and_bad_codes() {
        assert_eq!(check("91330100799655058B"), Ok(()));
        assert_eq!(check("9144030071526726XG"), Ok(()));
        // The standard's own bad example ends in a letter outside its alphabet.
        assert_eq!(check("91350100M000100Y4Z"), Err(Fault::Character(18, 'Z')));
        assert_eq!(check("91330100799655058A"), Err(Fault::Check('B')));
        assert_eq!(check("9133010079965505"), Err(Fault::Length(16)));
        assert_eq!(check("91330100799655O58B"), Err(Fault::Character(15, 'O')));
        assert_eq!(division("91330100799655058B"), Some("330100"));
    }

    #[test]
    fn organisation_codes_stand_in_characters_nine_to_seventeen() {
        assert!(organisation_code_holds("799655058") && organisation_code_holds("79965505-8"));
        assert!(!organisation_code_holds("799655059") && !organisation_code_holds("7996"));
    }
}
