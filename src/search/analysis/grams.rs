//! Every character and every pair of neighbours, each at the character's own
//! position: what makes any substring findable by a phrase of pairs.
//! (tantivy's own n-gram tokenizer puts all grams at position 0.)

use super::fold::{Folded, Spaces, fold};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// The name under which the tokenizer is registered.
pub const NAME: &str = "shenbao_grams";

/// The tokenizer.
#[derive(Debug, Clone, Default)]
pub struct Grams;

/// Its stream: at each position first the character, then the pair it begins.
#[derive(Debug)]
pub struct GramStream {
    folded: Folded,
    next: usize,
    pair: bool,
    token: Token,
}

impl Tokenizer for Grams {
    type TokenStream<'a> = GramStream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> GramStream {
        let folded = fold(text, Spaces::Join);
        GramStream { folded, next: 0, pair: false, token: Token::default() }
    }
}

impl TokenStream for GramStream {
    fn advance(&mut self) -> bool {
        let Some((first, from, to)) = self.folded.character(self.next) else { return false };
        self.token.text.clear();
        self.token.text.push(first);
        self.token.position = self.next;
        self.token.position_length = 1;
        self.token.offset_from = from;
        self.token.offset_to = to;
        let after = self.folded.character(self.next + 1);
        match (self.pair, after) {
            (false, Some(_)) => self.pair = true,
            (false, None) => self.next += 1,
            (true, Some((second, _, to))) => {
                self.token.text.push(second);
                self.token.offset_to = to;
                self.pair = false;
                self.next += 1;
            }
            (true, None) => return false,
        }
        true
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
    let folded = fold(text, Spaces::Join);
    let characters: Vec<char> =
        (0..folded.len()).filter_map(|i| folded.character(i).map(|c| c.0)).collect();
    match characters.as_slice() {
        [] => Vec::new(),
        [one] => vec![one.to_string()],
        many => many.windows(2).map(|pair| pair.iter().collect()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_and_pairs_stand_at_true_positions() {
        let mut tokenizer = Grams;
        let mut stream = tokenizer.token_stream("智能A");
        let mut seen = Vec::new();
        stream
            .process(&mut |t| seen.push((t.position, t.text.clone(), t.offset_from, t.offset_to)));
        let expected =
            [(0, "智", 0, 3), (0, "智能", 0, 6), (1, "能", 3, 6), (1, "能a", 3, 7), (2, "a", 6, 7)];
        assert_eq!(seen, expected.map(|(p, t, a, b)| (p, t.to_owned(), a, b)));
        assert_eq!(of_query(" 智能制 "), ["智能", "能制"]);
    }
}
