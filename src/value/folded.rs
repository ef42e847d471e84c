//! A text after a fold, with the way back: the folds differ in what they take for the same,
//! but each must say where in the source its characters stood.

use std::ops::Range;

/// Folded text with the way back to the original.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folded {
    /// The folded characters.
    pub text: String,
    marks: Vec<Mark>,
}

/// One folded character: where it stands in the folded and in the original text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    character: char,
    folded: u32,
    from: u32,
    to: u32,
}

impl Folded {
    /// A text folded character by character; `fold` calls its second argument with each
    /// character that the first one becomes.
    pub fn of(text: &str, fold: impl Fn(char, &mut dyn FnMut(char))) -> Self {
        let mut folded = Self::with_capacity(text.len());
        for (at, c) in text.char_indices() {
            fold(c, &mut |d| folded.push(d, at..at + c.len_utf8()));
        }
        folded
    }

    /// Nothing yet, with room for the fold of so many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), marks: Vec::with_capacity(bytes / 3) }
    }

    /// Adds a character that stands for a byte range of the original.
    pub fn push(&mut self, character: char, source: Range<usize>) {
        let folded = self.text.len() as u32;
        let (from, to) = (source.start as u32, source.end as u32);
        self.marks.push(Mark { character, folded, from, to });
        self.text.push(character);
    }

    /// Number of folded characters.
    pub fn len(&self) -> usize {
        self.marks.len()
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// The folded characters, each with its bytes in the original.
    pub fn characters(&self) -> impl Iterator<Item = (char, Range<usize>)> {
        self.marks.iter().map(|m| (m.character, m.from as usize..m.to as usize))
    }

    /// The original bytes of a byte range of the folded text.
    pub fn original(&self, folded: Range<usize>) -> Range<usize> {
        let first = self.marks.partition_point(|m| (m.folded as usize) < folded.start);
        let last = self.marks.partition_point(|m| (m.folded as usize) < folded.end);
        let from = self.marks.get(first).map_or(0, |m| m.from as usize);
        let to =
            last.checked_sub(1).and_then(|i| self.marks.get(i)).map_or(from, |m| m.to as usize);
        from..to.max(from)
    }

    /// The original bytes of the first place where folded words stand.
    pub fn find(&self, words: &str) -> Option<Range<usize>> {
        let at = self.text.find(words).filter(|_| !words.is_empty())?;
        Some(self.original(at..at + words.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::fold::fold_char;

    #[test]
    fn the_way_back_leads_to_whole_characters_of_the_source() {
        let text = "推荐 ３㎡ 以内";
        let folded = Folded::of(text, |c, out| fold_char(c, out));
        assert_eq!(folded.text, "推荐3m2以内");
        assert_eq!(folded.find("3m2").map(|at| &text[at]), Some("３㎡"));
        assert_eq!(folded.find("2以").map(|at| &text[at]), Some("㎡ 以"), "a character is whole");
        assert_eq!(folded.find("四"), None);
        assert_eq!(folded.find(""), None);
        assert_eq!(folded.characters().last(), Some(('内', text.len() - 3..text.len())));
    }
}
