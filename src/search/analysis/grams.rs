//! Every pair of neighbours at its character's own position: what makes any substring
//! findable by a phrase of pairs. (tantivy's own n-gram tokenizer puts all grams at
//! position 0.) A single character is asked for by itself, so each stands there once, where
//! it comes first, and not as often as it comes: that would double the index. In the short
//! texts of cells nearly every character comes first; there it is found by the pairs that it
//! begins, of which the last has no second character.

use super::fold::{Folding, Spaces, fold};
use std::str::Split;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// The name under which the tokenizer of texts is registered.
pub const NAME: &str = "shenbao_grams";

/// The name under which that of cells is registered.
pub const CELLS: &str = "shenbao_cells";

/// What parts the key of a cell from its text, and cells from each other.
const KEY: char = '\u{1}';
const CELL: char = '\u{2}';

/// Positions between two cells: no phrase reaches over them.
const GAP: usize = 2;

/// The tokenizer.
#[derive(Debug, Clone, Default)]
pub struct Grams {
    seen: Seen,
    /// The text is one of cells ([`cells`]): each gram stands behind the key of its cell.
    keyed: bool,
}

impl Grams {
    /// For what [`cells`] writes.
    pub fn of_cells() -> Self {
        Self { keyed: true, ..Self::default() }
    }
}

/// Cells as one text for the index.
pub fn cells<'a>(cells: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut all = String::new();
    let clean = |c: &char| *c != KEY && *c != CELL;
    for (key, text) in cells {
        if !all.is_empty() {
            all.push(CELL);
        }
        all.extend(key.chars().filter(clean));
        all.push(KEY);
        if text.contains([KEY, CELL]) {
            all.extend(text.chars().filter(clean));
        } else {
            all.push_str(text);
        }
    }
    all
}

/// A gram behind the key of its cell.
pub fn keyed(key: &str, gram: &str) -> String {
    format!("{key}{KEY}{gram}")
}

/// The key before a gram, as the index holds both.
pub fn key_of(term: &[u8]) -> &[u8] {
    let end = term.iter().position(|byte| *byte == KEY as u8).unwrap_or(term.len());
    &term[..end]
}

/// What sorts behind all grams of a key, and before those of the next.
pub fn behind(key: &[u8]) -> Vec<u8> {
    let mut behind = key.to_vec();
    behind.push(CELL as u8);
    behind
}

/// The characters that came already.
#[derive(Debug, Clone, Default)]
struct Seen {
    bits: Vec<u64>,
    set: Vec<char>,
}

impl Seen {
    /// Whether a character comes for the first time.
    fn is_new(&mut self, c: char) -> bool {
        let (word, bit) = (u32::from(c) as usize / 64, 1 << (u32::from(c) % 64));
        if self.bits.len() <= word {
            self.bits.resize(word + 1, 0);
        }
        let Some(bits) = self.bits.get_mut(word).filter(|bits| **bits & bit == 0) else {
            return false;
        };
        *bits |= bit;
        self.set.push(c);
        true
    }

    fn forget(&mut self) {
        for c in self.set.drain(..) {
            self.bits.get_mut(u32::from(c) as usize / 64).into_iter().for_each(|bits| *bits = 0);
        }
    }
}

/// Its stream: at each position the character, if it comes first there and the text is none
/// of cells, and the pair that it begins; at the end the last character. Offsets are those in the text, of cells those in the cell.
#[derive(Debug)]
pub struct GramStream<'a> {
    seen: &'a mut Seen,
    cells: Option<Split<'a, char>>,
    folding: Folding<'a>,
    /// The character at the position, and whether it was told alone.
    at: Option<(char, usize, usize)>,
    alone: Alone,
    /// Bytes of the key before every gram.
    key: usize,
    position: usize,
    token: Token,
}

/// Whether the character at the position has stood alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alone {
    NotAsked,
    Told,
    SeenBefore,
}

impl Tokenizer for Grams {
    type TokenStream<'a> = GramStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> GramStream<'a> {
        let mut stream = GramStream {
            seen: &mut self.seen,
            cells: self.keyed.then(|| text.split(CELL)),
            folding: Folding::of(if self.keyed { "" } else { text }, Spaces::Join),
            at: None,
            alone: Alone::NotAsked,
            key: 0,
            position: 0,
            token: Token::default(),
        };
        stream.seen.forget();
        stream.at = stream.folding.next();
        stream
    }
}

impl GramStream<'_> {
    /// Goes on to the next cell.
    fn next_cell(&mut self) -> bool {
        let Some(cell) = self.cells.as_mut().and_then(Iterator::next) else { return false };
        let (key, text) = cell.split_once(KEY).unwrap_or(("", cell));
        if self.key > 0 {
            self.position += GAP;
        }
        self.token.text.clear();
        self.token.text.push_str(key);
        self.token.text.push(KEY);
        self.key = self.token.text.len();
        self.seen.forget();
        self.folding = Folding::of(text, Spaces::Join);
        self.at = self.folding.next();
        self.alone = Alone::NotAsked;
        true
    }

    fn tell(&mut self, (c, from, _): (char, usize, usize), second: Option<char>, to: usize) {
        let text = &mut self.token.text;
        text.truncate(self.key);
        text.push(c);
        text.extend(second);
        self.token.position = self.position;
        self.token.position_length = 1;
        (self.token.offset_from, self.token.offset_to) = (from, to);
    }
}

impl TokenStream for GramStream<'_> {
    fn advance(&mut self) -> bool {
        loop {
            let Some(at) = self.at else {
                if self.next_cell() {
                    continue;
                }
                return false;
            };
            if self.alone == Alone::NotAsked {
                if self.key == 0 && self.seen.is_new(at.0) {
                    self.alone = Alone::Told;
                    self.tell(at, None, at.2);
                    return true;
                }
                self.alone = Alone::SeenBefore;
            }
            self.at = self.folding.next();
            let told = std::mem::replace(&mut self.alone, Alone::NotAsked);
            match self.at {
                Some((second, _, to)) => self.tell(at, Some(second), to),
                // The last one begins no pair.
                None if told == Alone::SeenBefore => self.tell(at, None, at.2),
                None => {
                    self.position += 1;
                    continue;
                }
            }
            self.position += 1;
            return true;
        }
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// The grams of a query, with their positions: pairs, or the one character.
/// Empty when nothing but white space is asked for.
pub fn of_query(text: &str) -> Vec<String> {
    let characters: Vec<char> = fold(text, Spaces::Join).text.chars().collect();
    match characters.as_slice() {
        [] => Vec::new(),
        [one] => vec![one.to_string()],
        many => many.windows(2).map(|pair| pair.iter().collect()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(mut grams: Grams, text: &str) -> Vec<(usize, String, usize, usize)> {
        let mut seen = Vec::new();
        grams
            .token_stream(text)
            .process(&mut |t| seen.push((t.position, t.text.clone(), t.offset_from, t.offset_to)));
        seen
    }

    #[test]
    fn characters_and_pairs_stand_at_true_positions() {
        let expected =
            [(0, "智", 0, 3), (0, "智能", 0, 6), (1, "能", 3, 6), (1, "能a", 3, 7), (2, "a", 6, 7)];
        let expected = expected.map(|(p, t, a, b)| (p, t.to_owned(), a, b));
        assert_eq!(tokens(Grams::default(), "智能A"), expected);
        assert_eq!(of_query(" 智能制 "), ["智能", "能制"]);
    }

    #[test]
    fn a_character_stands_alone_once_and_at_the_end() {
        let told: Vec<(usize, String)> =
            tokens(Grams::default(), "甲乙甲乙").into_iter().map(|t| (t.0, t.1)).collect();
        let expected = [(0, "甲"), (0, "甲乙"), (1, "乙"), (1, "乙甲"), (2, "甲乙"), (3, "乙")];
        assert_eq!(told, expected.map(|(p, t)| (p, t.to_owned())));
        assert!(tokens(Grams::default(), " \n").is_empty());
        assert_eq!(tokens(Grams::default(), "甲").len(), 1);
    }

    #[test]
    fn cells_stand_behind_their_keys_and_apart() {
        let text = cells([("name", "机器"), ("no", "\u{2}1"), ("name", "")].into_iter());
        let told: Vec<(usize, String)> =
            tokens(Grams::of_cells(), &text).into_iter().map(|t| (t.0, t.1)).collect();
        let expected = [(0, "name", "机器"), (1, "name", "器"), (4, "no", "1")];
        assert_eq!(told, expected.map(|(p, key, gram)| (p, keyed(key, gram))));
        // A text that is none of cells keeps what parts them out of its grams.
        assert_eq!(tokens(Grams::default(), "甲\u{2}乙").len(), 3);
    }
}
