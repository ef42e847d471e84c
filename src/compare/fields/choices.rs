//! Whether two writings name the same chosen options: by boxes in front of the options or
//! behind them, by brackets, or by the chosen words alone. Only a writing in which every option
//! has its box, and stands nearer to it than to the next one, is read here.

use crate::compare::stream::fold;
use crate::value::tick;

/// Whether the same options are chosen on both sides, and neither offers others.
pub fn same(paper: &str, online: &str) -> bool {
    match [paper, online].map(options) {
        [Some(p), Some(o)] => p == o && p.iter().any(|(_, ticked)| *ticked),
        [Some(boxes), None] => names(&boxes, online),
        [None, Some(boxes)] => names(&boxes, paper),
        [None, None] => false,
    }
}

/// Whether a text without boxes names the chosen options, all of them and nothing else.
fn names(boxes: &[(String, bool)], written: &str) -> bool {
    // A box in front of the words of an ordinary cell is a mark of its own.
    if tick::has_marks(written) || boxes.len() < 2 {
        return false;
    }
    let mut chosen: Vec<String> =
        boxes.iter().filter(|(_, ticked)| *ticked).map(|(text, _)| text.clone()).collect();
    let parts = written.split(|c: char| c.is_whitespace() || "、，,；;/".contains(c));
    let mut named: Vec<String> = parts.map(fold::words).filter(|name| !name.is_empty()).collect();
    let one = chosen.len() == 1 && chosen[0] == fold::words(written);
    chosen.sort();
    named.sort();
    !chosen.is_empty() && (one || chosen == named)
}

/// A box, or the words of an option.
#[derive(Debug, Clone, PartialEq)]
enum Piece {
    Box(bool),
    Words(String),
}

/// Whether crosses may say the opposite of ticks: they choose where each choice is a crossed
/// box and another box is empty. A cross without a box is none.
fn crosses_are_open(text: &str) -> bool {
    let boxed = text.chars().filter(|c| tick::is_crossed_box(*c)).count();
    let ticked = text.chars().filter(|c| tick::is_tick(*c)).count();
    let free = text.chars().any(|c| tick::is_cross(c) && !tick::is_crossed_box(c));
    free || boxed > 0 && (boxed < ticked || !text.chars().any(tick::is_empty_box))
}

/// The options of a text with whether each is ticked; `None` where it has no boxes, an option
/// without one, or where a box stands nearer to another option than to its own.
fn options(text: &str) -> Option<Vec<(String, bool)>> {
    if crosses_are_open(text) || fold::holds_root(text) {
        return None;
    }
    let (pieces, gaps) = pieces(text);
    let in_front = match (pieces.first()?, pieces.last()?) {
        (Piece::Box(_), Piece::Words(_)) => true,
        (Piece::Words(_), Piece::Box(_)) => false,
        _ => return None,
    };
    let mut out = Vec::new();
    for pair in pieces.chunks(2) {
        match (in_front, pair) {
            (true, [Piece::Box(ticked), Piece::Words(words)])
            | (false, [Piece::Words(words), Piece::Box(ticked)]) => {
                out.push((fold::words(words), *ticked));
            }
            _ => return None,
        }
    }
    // The space between a box and its own option, and the one to the next.
    let own = gaps.iter().step_by(2).max().copied().unwrap_or(0);
    let next = gaps.iter().skip(1).step_by(2).min().copied().unwrap_or(usize::MAX);
    (own <= next && out.iter().all(|(words, _)| !words.is_empty())).then_some(out)
}

/// Boxes and words in their order, and how much white space stands between each two.
fn pieces(text: &str) -> (Vec<Piece>, Vec<usize>) {
    let chars: Vec<char> = text.chars().collect();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut gaps: Vec<usize> = Vec::new();
    let (mut at, mut space) = (0, 0);
    while at < chars.len() {
        let (mark, length) = match boxed(&chars[at..]) {
            Some((mark, length)) => (Some(mark), length),
            None => (None, 1),
        };
        let c = chars[at];
        match (mark, pieces.last_mut()) {
            (Some(ticked), last) => {
                if last.is_some() {
                    gaps.push(space);
                }
                pieces.push(Piece::Box(ticked));
                space = 0;
            }
            (None, _) if c.is_whitespace() => space += if c == '\u{3000}' { 2 } else { 1 },
            // A separator parts options as white space does.
            (None, Some(Piece::Words(_))) if "、，,；;/".contains(c) => space += 1,
            (None, Some(Piece::Words(words))) => {
                words.push(c);
                space = 0;
            }
            (None, last) => {
                if last.is_some() {
                    gaps.push(space);
                }
                pieces.push(Piece::Words(c.to_string()));
                space = 0;
            }
        }
        at += length;
    }
    (pieces, gaps)
}

/// A box at the beginning of a text: whether it is ticked, and its length.
fn boxed(chars: &[char]) -> Option<(bool, usize)> {
    let first = *chars.first()?;
    if tick::is_tick(first) || tick::is_empty_box(first) {
        return Some((tick::is_tick(first), 1));
    }
    let close = match first {
        '（' | '(' => ['）', ')'],
        '［' | '[' => ['］', ']'],
        '【' => ['】', '】'],
        '〔' => ['〕', '〕'],
        _ => return None,
    };
    let end = chars.iter().position(|c| close.contains(c))?;
    let mut inner = chars[1..end].iter().filter(|c| !c.is_whitespace());
    match (inner.next(), inner.next()) {
        (None, _) => Some((false, end + 1)),
        (Some(c), None) if tick::is_tick(*c) => Some((true, end + 1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::same as said;

    #[test]
    fn a_choice_by_its_boxes_and_by_its_words() {
        assert!(said("☑是 □否", "是"));
        assert!(said("□是 ☑否", "否"));
        assert!(!said("☑是 □否", "否"));
        assert!(!said("☑是 ☑否", "是"));
        assert!(said("是（√） 否（ ）", "是"));
        assert!(!said("是（√） 否（ ）", "否"));
        assert!(said("☑光伏 □热水 ☑空气源", "光伏、空气源"));
        assert!(!said("☑光伏 □热水 ☑空气源", "光伏"));
        assert!(!said("☑光伏 □热水 ☑空气源", "光伏、热水、空气源"));
        assert!(!said("☑其他（见附件） □热水", "其他"));
        assert!(said("☑直接出口（9710） □海外仓（9810）", "直接出口（9710）"));
        assert!(said("●男  ○女", "☑男  □女"));
        assert!(said("一次性〔√〕 分期〔 〕", "一次性"));
        assert!(said("☑一星级 □二星级", "一星级（√）  二星级（  ）"));
        assert!(!said("☑一星级 □二星级", "一星级（  ）  二星级（√）"));
        assert!(!said("☑新建 □改建", "非新建"));
        assert!(!said("√2", "■2"));
    }

    #[test]
    fn a_cross_chooses_only_as_a_crossed_box_among_empty_ones() {
        assert!(said("☒是 □否", "是") && said("☒是 □否", "☑是 □否"));
        assert!(!said("✗是 □否", "是") && !said("是（×） 否（ ）", "是"));
        assert!(!said("☑甲 ☒乙 □丙", "甲、乙") && !said("☒甲 ☒乙", "甲、乙"));
    }

    /// Only white space tells, and it tells two things: nothing is shown to be the same.
    #[test]
    fn a_box_between_two_options_is_of_neither() {
        assert!(!said("是☑否  □", "☑是  □否"));
        assert!(!said("□国家级☑  省级  □州级", "☑国家级  □省级  □州级"));
        assert!(!said("☑低压铸造", "低压铸造") && !said("□低压铸造", "低压铸造"));
        assert!(!said("是√      否", "是      √否"));
    }
}
