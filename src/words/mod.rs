//! Chinese words: whether the dictionary knows one, and how a text is cut into them.
//!
//! The cut is jieba's, word for word (the tests compare the two); the dictionary lies in
//! the binary as it is asked (`trie`), because building it in each process took longer
//! than reading a small book. What no dictionary knows is cut by jieba's own model.

mod trie;

use jieba_rs::Jieba;
use std::collections::HashMap;
use std::sync::OnceLock;

/// A dictionary: the general one, and words of one's own on top of it.
#[derive(Debug, Clone, Default)]
pub struct Dictionary {
    /// Own words with their frequencies, by first character.
    own: HashMap<char, Vec<(Vec<char>, u32)>, foldhash::fast::FixedState>,
    /// Added to the frequencies of the general dictionary.
    total: i64,
}

/// A word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    /// The word.
    pub text: &'a str,
    /// Where it begins, in bytes.
    pub start: usize,
}

/// One step of the best cut: the logarithm of its probability, where the next word begins,
/// whether a dictionary knows the word.
#[derive(Clone, Copy)]
struct Step {
    weight: f64,
    end: usize,
}

impl Dictionary {
    /// The general dictionary.
    pub fn general() -> &'static Self {
        static GENERAL: OnceLock<Dictionary> = OnceLock::new();
        GENERAL.get_or_init(Self::default)
    }

    /// The general dictionary and these words, each so frequent that it stays whole.
    pub fn with(words: impl IntoIterator<Item = String>) -> Self {
        let mut dictionary = Self::default();
        words.into_iter().for_each(|word| dictionary.add(&word, None));
        dictionary
    }

    /// Adds a word; without a frequency, one that keeps it whole.
    pub fn add(&mut self, word: &str, frequency: Option<u32>) {
        let characters: Vec<char> = word.chars().collect();
        let Some(first) = characters.first() else { return };
        let frequency = frequency.unwrap_or_else(|| self.whole(word));
        let before = self.frequency(&characters).unwrap_or_default();
        self.total += i64::from(frequency) - i64::from(before);
        let bucket = self.own.entry(*first).or_default();
        bucket.retain(|(own, _)| *own != characters);
        bucket.push((characters, frequency));
        bucket.sort_by_key(|(own, _)| own.len());
    }

    /// Whether a word is known.
    pub fn has(&self, word: &str) -> bool {
        let characters: Vec<char> = word.chars().collect();
        self.frequency(&characters).is_some()
    }

    /// The words of a text, every character in one of them. `model` cuts what no dictionary
    /// knows; without it, that falls into characters.
    pub fn cut<'a>(&self, text: &'a str, model: bool) -> Vec<Word<'a>> {
        let mut words = Vec::new();
        self.each_block(text, &mut |block, at| match block {
            Block::Words(block) => {
                self.cut_block(block, model, &mut |from, to| {
                    words.push(Word { text: &block[from..to], start: at + from });
                });
            }
            Block::Other(other) => words.extend(singly(other, at)),
        });
        words
    }

    /// The same with the shorter words inside of long ones, each before the long one.
    pub fn cut_for_search<'a>(&self, text: &'a str) -> Vec<Word<'a>> {
        let mut words = Vec::new();
        self.each_block(text, &mut |block, at| match block {
            Block::Words(block) => {
                self.cut_block(block, true, &mut |from, to| {
                    self.inside(&block[from..to], at + from, &mut words);
                    words.push(Word { text: &block[from..to], start: at + from });
                });
            }
            Block::Other(other) => words.extend(singly(other, at)),
        });
        words
    }

    /// The words of two and three characters inside of a longer one, and the parts of a
    /// code that are joined by signs.
    fn inside<'a>(&self, word: &'a str, at: usize, words: &mut Vec<Word<'a>>) {
        let joins = |c: char| matches!(c, '.' | '_' | '-');
        if word.contains(joins) {
            let mut from = 0;
            for part in word.split(joins) {
                if part.len() >= 2 && part.bytes().any(|b| b.is_ascii_alphabetic()) {
                    words.push(Word { text: part, start: at + from });
                }
                from += part.len() + 1;
            }
        }
        // Words of one or two characters hold no shorter ones of two.
        if word.len() < 3 || word.chars().nth(2).is_none() {
            return;
        }
        let (places, characters): (Vec<usize>, Vec<char>) = word.char_indices().unzip();
        for length in [2, 3] {
            if characters.len() <= length {
                break;
            }
            for (n, run) in characters.windows(length).enumerate() {
                if self.frequency(run).is_some() {
                    let from = places[n];
                    let to = places.get(n + length).copied().unwrap_or(word.len());
                    words.push(Word { text: &word[from..to], start: at + from });
                }
            }
        }
    }

    /// The frequency of a word that is known.
    fn frequency(&self, characters: &[char]) -> Option<u32> {
        let own = self.own.get(characters.first()?).into_iter().flatten();
        let own = own.into_iter().find(|(word, _)| word == characters);
        own.map(|(_, frequency)| *frequency).or_else(|| trie::frequency(characters))
    }

    fn log_total(&self) -> f64 {
        ((trie::total() as i64 + self.total) as f64).ln()
    }

    /// How frequent a word must be to stay whole.
    fn whole(&self, word: &str) -> u32 {
        let total = self.log_total();
        let weight = self.cut(word, false).iter().fold(0.0, |weight, piece| {
            let characters: Vec<char> = piece.text.chars().collect();
            let frequency = self.frequency(&characters).unwrap_or(1);
            weight + f64::from(frequency).ln() - total
        });
        let enough = (weight + total).exp() as u32 + 1;
        let characters: Vec<char> = word.chars().collect();
        enough.max(self.frequency(&characters).unwrap_or(1))
    }

    /// Calls with every run of characters that words are made of, and what lies between.
    fn each_block<'a>(&self, text: &'a str, visit: &mut dyn FnMut(Block<'a>, usize)) {
        let mut from = 0;
        while let Some(first) = text[from..].chars().next() {
            let of_words = is_of_words(first);
            let length =
                text[from..].find(|c| is_of_words(c) != of_words).unwrap_or(text.len() - from);
            let run = &text[from..from + length];
            visit(if of_words { Block::Words(run) } else { Block::Other(run) }, from);
            from += length;
        }
    }

    /// The best cut of a run, as byte ranges.
    fn cut_block(&self, block: &str, model: bool, emit: &mut dyn FnMut(usize, usize)) {
        let places: Vec<(usize, char)> = block.char_indices().collect();
        let characters: Vec<char> = places.iter().map(|(_, c)| *c).collect();
        let byte = |at: usize| places.get(at).map_or(block.len(), |(byte, _)| *byte);
        let route = self.route(&characters);
        let mut at = 0;
        // Where a run of single characters began.
        let mut single: Option<usize> = None;
        let run = |from: usize, to: usize, emit: &mut dyn FnMut(usize, usize)| {
            let known = || self.frequency(&characters[from..to]).is_some();
            if to - from == 1 || !model {
                emit(byte(from), byte(to));
            } else if known() {
                (from..to).for_each(|n| emit(byte(n), byte(n + 1)));
            } else {
                let mut start = byte(from);
                for word in unknown().cut(&block[byte(from)..byte(to)], true) {
                    emit(start, start + word.word.len());
                    start += word.word.len();
                }
            }
        };
        while let Some(step) = route.get(at).filter(|_| at < characters.len()) {
            let joins = step.end - at == 1 && (model || characters[at].is_ascii_alphanumeric());
            if joins {
                single.get_or_insert(at);
            } else {
                if let Some(from) = single.take() {
                    run(from, at, emit);
                }
                emit(byte(at), byte(step.end));
            }
            at = step.end;
        }
        if let Some(from) = single {
            run(from, at, emit);
        }
    }

    /// From every character the word that begins the best cut of the rest.
    fn route(&self, characters: &[char]) -> Vec<Step> {
        let total = self.log_total();
        let count = characters.len();
        let mut route = vec![Step { weight: 0.0, end: count }; count + 1];
        for at in (0..count).rev() {
            let mut best: Option<Step> = None;
            self.each_word(&characters[at..], &mut |length, frequency| {
                let end = at + length;
                let weight = f64::from(frequency).ln() - total + route[end].weight;
                let better = best.is_none_or(|best| {
                    weight > best.weight || (weight == best.weight && end > best.end)
                });
                if better {
                    best = Some(Step { weight, end });
                }
            });
            route[at] = best.unwrap_or_else(|| Step {
                weight: 0.0 - total + route[at + 1].weight,
                end: at + 1,
            });
        }
        route
    }

    /// Every word that begins a text: its length and frequency.
    fn each_word(&self, text: &[char], visit: &mut dyn FnMut(usize, u32)) {
        let own: &[(Vec<char>, u32)] =
            text.first().and_then(|first| self.own.get(first)).map_or(&[], Vec::as_slice);
        trie::each_prefix(text, &mut |length, frequency| {
            if !own.iter().any(|(word, _)| word.len() == length && text.starts_with(word)) {
                visit(length, frequency);
            }
        });
        for (word, frequency) in own.iter().filter(|(word, _)| text.starts_with(word)) {
            visit(word.len(), *frequency);
        }
    }
}

/// jieba without any dictionary: its model of characters alone.
fn unknown() -> &'static Jieba {
    static UNKNOWN: OnceLock<Jieba> = OnceLock::new();
    UNKNOWN.get_or_init(Jieba::empty)
}

enum Block<'a> {
    Words(&'a str),
    Other(&'a str),
}

/// Each character of what is no word; a line's two characters of end are one.
fn singly(text: &str, at: usize) -> impl Iterator<Item = Word<'_>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = &text[from..];
        let length = if rest.starts_with("\r\n") { 2 } else { rest.chars().next()?.len_utf8() };
        let word = Word { text: &rest[..length], start: at + from };
        from += length;
        Some(word)
    })
}

/// Characters that words are made of: Han, Latin letters and digits, and what joins these.
fn is_of_words(c: char) -> bool {
    match c {
        '\u{4E00}'..='\u{9FFF}' | '+' | '#' | '&' | '.' | '_' | '%' | '-' => true,
        c if c.is_ascii() => c.is_ascii_alphanumeric(),
        '\u{3400}'..='\u{4DBF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{2A6DF}'
        | '\u{2A700}'..='\u{2CEAF}'
        | '\u{2CEB0}'..='\u{2EBEF}'
        | '\u{2F800}'..='\u{2FA1F}' => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jieba_rs::TokenizeMode;
    use proptest::prelude::*;

    fn jieba() -> &'static Jieba {
        static JIEBA: OnceLock<Jieba> = OnceLock::new();
        JIEBA.get_or_init(Jieba::new)
    }

    fn same(ours: &Dictionary, theirs: &Jieba, text: &str) {
        let pairs = |words: Vec<Word<'_>>| -> Vec<(String, usize)> {
            words.into_iter().map(|w| (w.text.to_owned(), w.start)).collect()
        };
        for model in [false, true] {
            let cut = theirs.cut(text, model);
            let cut: Vec<_> = cut.iter().map(|t| (t.word.to_owned(), t.byte_start)).collect();
            assert_eq!(pairs(ours.cut(text, model)), cut, "{text:?} {model}");
        }
        let cut = theirs.tokenize(text, TokenizeMode::Search, true);
        let cut: Vec<_> = cut.iter().map(|t| (t.word.to_owned(), t.byte_start)).collect();
        assert_eq!(pairs(ours.cut_for_search(text)), cut, "{text:?}");
    }

    /// Texts of the field, of many kinds of writing.
    fn corpus() -> Vec<String> {
        let forms = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/forms")).unwrap();
        let mut texts: Vec<String> =
            forms.map(|f| std::fs::read_to_string(f.unwrap().path()).unwrap()).collect();
        for docs in ["README.zh-CN.md", "docs/search.zh-CN.md", "docs/compare.zh-CN.md"] {
            let path = format!("{}/{docs}", env!("CARGO_MANIFEST_DIR"));
            texts.extend(std::fs::read_to_string(path));
        }
        texts.push(
            "部署ＡＧＶ小车35台套，WES-5.4.5\r\n小明硕士毕业于中国科学院计算所，龘龘龘".into(),
        );
        texts
    }

    #[test]
    fn the_cut_is_that_of_jieba() {
        for text in corpus() {
            for line in text.lines() {
                same(Dictionary::general(), jieba(), line);
            }
        }
    }

    #[test]
    fn own_words_stay_whole_as_in_jieba() {
        let words = ["数控化率", "关键设备数控化率", "智能制造示范工厂", "制造", "agv小车"];
        let ours = Dictionary::with(words.map(str::to_owned));
        let mut theirs = Jieba::new();
        for word in words {
            theirs.add_word(word, None, None);
        }
        for text in corpus() {
            text.lines().for_each(|line| same(&ours, &theirs, line));
        }
        let cut = ours.cut("关键设备数控化率达到", true);
        assert_eq!(cut.first().map(|word| word.text), Some("关键设备数控化率"));
    }

    #[test]
    fn words_are_known() {
        assert!(Dictionary::general().has("发展") && !Dictionary::general().has("展发"));
        assert!(Dictionary::with(["展发".to_owned()]).has("展发"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn any_text_is_cut_as_by_jieba(text in "[的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严龙飞a-z0-9 ，。.%-]{0,40}") {
            same(Dictionary::general(), jieba(), &text);
        }
    }
}
