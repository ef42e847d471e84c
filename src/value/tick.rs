//! Ticks: which option of a printed list was chosen.
//!
//! Boxes come as Unicode squares and circles, as letters that a symbol font left
//! behind, as private-use codes, or not at all; a tick stands in the box, over
//! it, beside it, before or after its option. The reading here first finds the
//! options, then asks which marks belong to which.

use super::fold::{fold_char, is_space};
use std::cmp::Ordering;
use std::ops::Range;

/// One option of a list and its mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The option's own words, as printed.
    pub text: String,
    /// Where the words stand, bytes of the text given.
    pub range: Range<usize>,
    /// Ticked, empty, or no mark at all.
    pub ticked: Option<bool>,
    /// What is filled in behind the option in brackets (`是（项目名称：…）`).
    pub filled: Option<Range<usize>>,
}

/// The options of a list, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ticks {
    /// The options in order.
    pub options: Vec<Choice>,
    /// The mark was told from its being unlike all the others (a scan), not by its shape.
    pub guessed: bool,
}

/// What a mark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Empty,
    Ticked,
}

/// Whether the character is an empty box or circle.
pub fn is_empty_box(c: char) -> bool {
    matches!(
        c,
        '□' | '☐'
            | '○'
            | '◯'
            | '❏'
            | '❑'
            | '❐'
            | '❒'
            | '▢'
            | '◻'
            | '⬜'
            | '▯'
            | '◽'
            | '⃞'
            | '\u{f0a3}'
            | '\u{f0a8}'
            | '\u{f06f}'
            | '\u{f071}'
            | '\u{f02a}'
            | '◌'
            | '⃣'
    )
}

/// Whether the character is a tick or a filled box.
pub fn is_tick(c: char) -> bool {
    matches!(
        c,
        '☑' | '☒'
            | '■'
            | '●'
            | '✓'
            | '✔'
            | '▣'
            | '√'
            | '✅'
            | '◉'
            | '◼'
            | '⬛'
            | '◾'
            | '☻'
            | '⊠'
            | '✗'
            | '✘'
            | '🗹'
            | '🗸'
            | '🗷'
            | '🗵'
            | '⍌'
            | '▪'
            | '◙'
            | '⊙'
            | '⦿'
            | '⚫'
            | '✕'
            | '✖'
            | '☓'
            | '\u{f052}'
            | '\u{f0fe}'
            | '\u{f0fc}'
            | '\u{f0fd}'
            | '\u{f050}'
            | '\u{f06e}'
            | '\u{f053}'
            | '\u{f054}'
    )
}

/// Whether the character is a box with a cross in it.
pub fn is_crossed_box(c: char) -> bool {
    matches!(c, '☒' | '⊠' | '🗷' | '🗵' | '⍌' | '\u{f053}' | '\u{f054}' | '\u{f0fd}')
}

/// Whether the character is a cross, in a box or by itself: it may say the opposite of a tick.
pub fn is_cross(c: char) -> bool {
    is_crossed_box(c) || matches!(c, '✗' | '✘' | '✕' | '✖' | '☓')
}

fn mark(c: char) -> Option<Mark> {
    if is_tick(c) {
        Some(Mark::Ticked)
    } else if is_empty_box(c) {
        Some(Mark::Empty)
    } else {
        None
    }
}

/// Whether the text has a box or tick in it.
pub fn has_marks(text: &str) -> bool {
    text.chars().any(|c| mark(c).is_some())
}

/// Reads a list with the help of the options that the form prints. Options of
/// the text that the form does not know are found by their marks.
pub fn read(text: &str, known: &[String]) -> Ticks {
    let positions = find_options(text, known);
    let ticks = marked(text, &positions);
    let good = ticks.options.iter().any(|o| o.ticked == Some(true));
    if good || ticks.guessed {
        return ticks;
    }
    let free = read_unknown(text);
    if free.options.iter().any(|o| o.ticked == Some(true)) {
        return free;
    }
    if ticks.options.is_empty() { free } else { odd_one_out(text, ticks) }
}

impl Ticks {
    /// The chosen option: the only ticked one, or the only one that stands there
    /// when no box is printed at all.
    pub fn chosen(&self) -> Option<&Choice> {
        let mut ticked = self.options.iter().filter(|o| o.ticked == Some(true));
        match (ticked.next(), ticked.next()) {
            (Some(only), None) => Some(only),
            (None, _) => match self.options.as_slice() {
                [only] if only.ticked.is_none() => Some(only),
                _ => None,
            },
            _ => None,
        }
    }

    /// All ticked options.
    pub fn all(&self) -> impl Iterator<Item = &Choice> {
        self.options.iter().filter(|o| o.ticked == Some(true))
    }

    /// Whether more than one option is ticked.
    pub fn several(&self) -> bool {
        self.all().count() > 1
    }
}

/// The level that an option names (`三级`, `3级`, `L3`); `None` for `无认证`.
pub fn level(option: &str) -> Option<u8> {
    option.chars().find_map(|c| match c {
        '一' | '1' | '１' => Some(1),
        '二' | '2' | '２' => Some(2),
        '三' | '3' | '３' => Some(3),
        '四' | '4' | '４' => Some(4),
        '五' | '5' | '５' => Some(5),
        _ => None,
    })
}

/// Byte range of an option's words in the text, and which known option it is.
struct Found {
    range: Range<usize>,
    known: usize,
}

/// Finds the known options, longest first, not inside brackets, none twice over another.
fn find_options(text: &str, known: &[String]) -> Vec<Found> {
    // Folded characters with the byte offsets they come from.
    let mut folded: Vec<(char, usize, usize)> = Vec::new();
    let mut depth = 0_i32;
    let mut inside = Vec::new();
    for (at, c) in text.char_indices() {
        let after = depth + i32::from(matches!(c, '（' | '(')) - i32::from(matches!(c, '）' | ')'));
        fold_char(c, |d| {
            folded.push((d, at, at + c.len_utf8()));
            inside.push(depth > 0 && after > 0);
        });
        depth = after.max(0);
    }
    // `是否申报（□是 □否）`: where the boxes themselves stand in brackets, brackets hide nothing.
    let boxed_inside = {
        let mut depth = 0_i32;
        text.chars().any(|c| {
            match c {
                '（' | '(' => depth += 1,
                '）' | ')' => depth -= 1,
                _ => {}
            }
            depth > 0 && is_empty_box(c)
        })
    };
    let mut order: Vec<usize> = (0..known.len()).collect();
    order.sort_by_key(|i| std::cmp::Reverse(known[*i].chars().count()));
    let mut taken = vec![false; folded.len()];
    let mut found = Vec::new();
    let mut behind_brackets = Vec::new();
    for index in order {
        let mut want = Vec::new();
        for c in known[index].chars() {
            fold_char(c, |d| want.push(d));
        }
        if want.is_empty() || want.len() > folded.len() {
            continue;
        }
        for start in 0..=folded.len() - want.len() {
            let end = start + want.len();
            let same = want.iter().zip(&folded[start..end]).all(|(w, (c, _, _))| w == c);
            let free = !taken[start..end].iter().any(|t| *t);
            let hidden = inside[start] && !boxed_inside;
            if same && free {
                taken[start..end].iter_mut().for_each(|t| *t = true);
                let list = if hidden { &mut behind_brackets } else { &mut found };
                list.push(Found { range: folded[start].1..folded[end - 1].2, known: index });
            }
        }
    }
    short_options_need_edges(text, &mut found, known);
    if found.is_empty() {
        found = behind_brackets;
        short_options_need_edges(text, &mut found, known);
    }
    found.sort_by_key(|f| f.range.start);
    found
}

/// `是` and `否` occur inside words: such an occurrence counts only where a mark,
/// white space, a bracket or an end of the text stands on both sides.
fn short_options_need_edges(text: &str, found: &mut Vec<Found>, known: &[String]) {
    found.retain(|f| {
        if known[f.known].chars().count() > 1 {
            return true;
        }
        let before = text.get(..f.range.start).and_then(|t| t.chars().next_back());
        let after = text.get(f.range.end..).and_then(|t| t.chars().next());
        let edge = |c: Option<char>| {
            c.is_none_or(|c| {
                mark(c).is_some() || is_space(c) || !(c.is_alphanumeric()) || is_letter_box(c)
            })
        };
        edge(before) && edge(after)
    });
}

/// Letters that a symbol font leaves behind when its name is lost (Wingdings 2), and
/// Han characters that recognition makes of boxes.
fn is_letter_box(c: char) -> bool {
    matches!(c, 'R' | '£' | '口' | '囗' | '¨' | 'þ' | 'o' | '☑' | 'V' | 'v' | 'P')
}

/// The mark of a run: a tick anywhere in it wins over the box beside it.
fn mark_of(run: &str) -> Option<Mark> {
    let mut found = None;
    for c in run.chars() {
        match mark(c) {
            Some(Mark::Ticked) => return Some(Mark::Ticked),
            Some(Mark::Empty) => found = Some(Mark::Empty),
            None => {}
        }
    }
    found.or_else(|| {
        // `[√]` has a tick and is done; `[ ]`, `（ ）` are empty; letters are leftovers.
        let bare: String = run.chars().filter(|c| !is_space(*c)).collect();
        match bare.as_str() {
            "[]" | "()" | "（）" | "【】" | "£" | "口" | "囗" | "¨" | "o" => {
                Some(Mark::Empty)
            }
            "[x]" | "[X]" | "[v]" | "[V]" | "(v)" | "(V)" | "R" | "þ" | "[R]" => {
                Some(Mark::Ticked)
            }
            _ => None,
        }
    })
}

fn marked(text: &str, found: &[Found]) -> Ticks {
    if found.is_empty() {
        return Ticks::default();
    }
    let gap = |i: usize| -> &str {
        let start = if i == 0 { 0 } else { found[i - 1].range.end };
        let end = found.get(i).map_or(text.len(), |f| f.range.start);
        text.get(start..end).unwrap_or_default()
    };
    let lead = tail_run(gap(0));
    let last = gap(found.len());
    let after_last = head_run(last);
    // Marks stand before their options unless only the far end shows one.
    let marks_before = mark_of(lead).is_some() || mark_of(after_last).is_none();
    let mut options: Vec<Choice> = Vec::with_capacity(found.len());
    for (i, f) in found.iter().enumerate() {
        let own = if marks_before { tail_run(gap(i)) } else { head_run(gap(i + 1)) };
        options.push(Choice {
            text: super::label::join_lines(text.get(f.range.clone()).unwrap_or_default()),
            range: f.range.clone(),
            ticked: mark_of(own).map(|m| m == Mark::Ticked),
            filled: filled_in(text, f.range.end),
        });
    }
    if marks_before {
        // A tick glued behind an option, apart from the next option's box: `□甲√  □乙`;
        // not where marks and options are written apart: `□ 甲√ 乙`.
        let written_apart = mark_of(lead).is_some() && lead.ends_with(is_space);
        for i in 0..found.len() {
            let behind = gap(i + 1);
            let glued: &str = &behind[..behind.find(is_space).unwrap_or(behind.len())];
            let rest = &behind[glued.len()..];
            let alone = i + 1 == found.len()
                || mark_of(tail_run(rest)).is_some()
                || (!written_apart && !rest.is_empty());
            let tick = glued.chars().any(is_tick) && !glued.chars().any(is_empty_box);
            if tick && alone && options[i].ticked != Some(true) {
                options[i].ticked = Some(true);
                if let Some(next) = options.get_mut(i + 1)
                    && mark_of(tail_run(rest)) != Some(Mark::Ticked)
                {
                    next.ticked = mark_of(tail_run(rest)).map(|m| m == Mark::Ticked);
                }
            }
        }
    }
    let guessed = by_nearness(text, found, &mut options);
    Ticks { options, guessed }
}

/// Ticks between options where no box is printed at all belong to the nearer one:
/// `是√ 否`, `是 √否`, `是（√）否`. Where both are as near nobody is ticked and it is told.
fn by_nearness(text: &str, found: &[Found], options: &mut [Choice]) -> bool {
    let boxes = text.chars().any(|c| is_empty_box(c) || is_letter_box(c));
    let first = found.first().and_then(|f| text.get(..f.range.start)).map(tail_run);
    let last = found.last().and_then(|f| text.get(f.range.end..)).map(head_run);
    // Marks at either end say on which side all of them stand.
    if boxes || first.and_then(mark_of).is_some() || last.and_then(mark_of).is_some() {
        return false;
    }
    let mut told: Vec<Option<bool>> = vec![None; options.len()];
    let mut guessed = false;
    for i in 1..found.len() {
        let Some(gap) = text.get(found[i - 1].range.end..found[i].range.start) else { continue };
        if !gap.chars().any(is_tick) {
            continue;
        }
        // Several ticks in one gap are somebody else's writing.
        let Some((before, behind)) = around(gap) else { return false };
        // A bracket stands behind its option where the first has none before it.
        let own = gap.trim_end_matches(is_space).ends_with(['）', ')', ']']);
        match before.cmp(&behind) {
            Ordering::Less => told[i - 1] = Some(true),
            Ordering::Greater => told[i] = Some(true),
            Ordering::Equal if before == 0 && own => told[i - 1] = Some(true),
            Ordering::Equal => guessed = true,
        }
    }
    if guessed || told.contains(&Some(true)) {
        for (option, told) in options.iter_mut().zip(told) {
            option.ticked = told;
        }
    }
    guessed
}

/// White space before and behind the only tick of a gap, its own brackets aside.
fn around(gap: &str) -> Option<(usize, usize)> {
    let mut ticks = gap.char_indices().filter(|(_, c)| is_tick(*c));
    let (at, tick) = ticks.next().filter(|_| ticks.next().is_none())?;
    let (before, behind) = (&gap[..at], &gap[at + tick.len_utf8()..]);
    let inner = before.trim_end_matches(is_space);
    let (before, behind) = match inner.strip_suffix(['（', '(', '[']) {
        Some(outer) => (outer, behind.trim_start_matches(is_space).strip_prefix(['）', ')', ']'])?),
        None => (before, behind),
    };
    let spaces = |part: &str, rest: &str| part[rest.len()..].chars().count();
    let left = spaces(before, before.trim_end_matches(is_space));
    let right = behind.chars().take_while(|c| is_space(*c)).count();
    Some((left, right))
}

/// The marks, brackets and spaces directly before an option.
fn tail_run(gap: &str) -> &str {
    let mut start = gap.len();
    let mut seen = false;
    for (at, c) in gap.char_indices().rev() {
        let part = mark(c).is_some()
            || is_letter_box(c)
            || matches!(c, '[' | ']' | '【' | '】' | 'x' | 'X');
        let bracket = matches!(c, '(' | ')' | '（' | '）');
        if part {
            seen = true;
        } else if is_space(c) || bracket {
            // `（√）是` keeps its brackets; `（…）  √否` must not take the fill-in's.
            if seen
                && is_space(c)
                && gap[..at].chars().next_back().is_none_or(|p| mark(p).is_none())
            {
                break;
            }
            if bracket && seen && !matches!(c, '(' | '（') {
                break;
            }
        } else {
            break;
        }
        start = at;
    }
    &gap[start..]
}

/// The marks, brackets and spaces directly behind an option.
fn head_run(gap: &str) -> &str {
    let mut end = 0;
    let mut seen = false;
    for (at, c) in gap.char_indices() {
        let part = mark(c).is_some() || is_letter_box(c) || matches!(c, '[' | ']' | '【' | '】');
        if part {
            seen = true;
        } else if is_space(c) {
            if seen {
                break;
            }
        } else if !matches!(c, '(' | ')' | '（' | '）') {
            break;
        }
        end = at + c.len_utf8();
    }
    &gap[..end]
}

/// The text filled into the brackets behind an option, without its own label.
fn filled_in(text: &str, from: usize) -> Option<Range<usize>> {
    let rest = text.get(from..)?;
    let open = rest.find(|c: char| !is_space(c) && !is_tick(c) && !is_empty_box(c))?;
    let opener = rest.get(open..)?.chars().next().filter(|c| matches!(c, '（' | '('))?;
    let start = from + open + opener.len_utf8();
    let mut depth = 1_i32;
    let mut end = text.len();
    for (at, c) in text.get(start..)?.char_indices() {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            end = start + at;
            break;
        }
    }
    let inner = text.get(start..end)?;
    let colon = inner.find(['：', ':']).map_or(0, |at| {
        at + inner.get(at..).and_then(|t| t.chars().next()).map_or(0, char::len_utf8)
    });
    let value = inner.get(colon..)?;
    let trimmed = value.trim_matches(|c: char| is_space(c) || c == '_');
    let begin = start
        + colon
        + (value.len() - value.trim_start_matches(|c: char| is_space(c) || c == '_').len());
    (!trimmed.is_empty()).then(|| begin..begin + trimmed.len())
}

/// Options told apart by their marks alone: each mark, then words up to the next mark or gap.
fn read_unknown(text: &str) -> Ticks {
    let mut options = Vec::new();
    let marks: Vec<(usize, usize, Mark)> = runs(text);
    for (i, (_, end, mark)) in marks.iter().enumerate() {
        let until = marks.get(i + 1).map_or(text.len(), |m| m.0);
        let Some(words) = text.get(*end..until) else { continue };
        let skip = words.len() - words.trim_start_matches(is_space).len();
        let body = &words[skip..];
        let stop = body
            .find(|c: char| is_space(c) || matches!(c, '（' | '(' | '；' | ';' | '，'))
            .unwrap_or(body.len());
        if stop == 0 {
            continue;
        }
        let start = end + skip;
        options.push(Choice {
            text: body[..stop].to_owned(),
            range: start..start + stop,
            ticked: Some(*mark == Mark::Ticked),
            filled: filled_in(text, start + stop),
        });
    }
    Ticks { options, guessed: false }
}

/// Runs of adjoining marks: start, end, what they amount to.
fn runs(text: &str) -> Vec<(usize, usize, Mark)> {
    let mut runs: Vec<(usize, usize, Mark)> = Vec::new();
    for (at, c) in text.char_indices() {
        let Some(mark) = mark(c) else { continue };
        let end = at + c.len_utf8();
        match runs.last_mut() {
            Some(run) if run.1 == at => {
                run.1 = end;
                if mark == Mark::Ticked {
                    run.2 = Mark::Ticked;
                }
            }
            _ => runs.push((at, end, mark)),
        }
    }
    runs
}

/// On a scan a ticked box is often read as some character or other: where every
/// option but one has an empty box and that one has something else in its place,
/// it is the chosen one, doubtfully.
fn odd_one_out(text: &str, mut ticks: Ticks) -> Ticks {
    let unmarked: Vec<usize> =
        (0..ticks.options.len()).filter(|i| ticks.options[*i].ticked.is_none()).collect();
    let [odd] = unmarked.as_slice() else { return ticks };
    if ticks.options.len() < 2 {
        return ticks;
    }
    let start = ticks.options[*odd].range.start;
    let from = odd.checked_sub(1).map_or(0, |i| ticks.options[i].range.end);
    let gap = text.get(from..start).unwrap_or_default().trim_start();
    let count = gap.chars().filter(|c| !is_space(*c)).count();
    let odd_glyph = (1..=2).contains(&count)
        && !gap.ends_with(is_space)
        && !gap.contains(['）', ')', '、', '，']);
    if odd_glyph {
        ticks.options[*odd].ticked = Some(true);
        ticks.guessed = true;
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNERS: [&str; 4] = ["中央企业", "地方国企", "民营企业", "三资企业"];

    fn known(list: &[&str]) -> Vec<String> {
        list.iter().map(|s| (*s).to_owned()).collect()
    }

    fn chosen(text: &str, list: &[&str]) -> Option<String> {
        read(text, &known(list)).chosen().map(|c| c.text.clone())
    }

    #[test]
    fn a_tick_in_every_dress() {
        for text in [
            "□中央企业  √地方国企  □民营企业  □三资企业",
            "□中央企业  □√地方国企  □民营企业  □三资企业",
            "□中央企业  √□地方国企  □民营企业  □三资企业",
            "☐中央企业  ☒地方国企  ☐民营企业  ☐三资企业",
            "○中央企业 ●地方国企 ○民营企业 ○三资企业",
            "□ 中央企业 ☑ 地方国企 □ 民营企业 □ 三资企业",
            "£中央企业 R地方国企 £民营企业 £三资企业",
            "\u{f0a3}中央企业\u{f052}地方国企\u{f0a3}民营企业\u{f0a3}三资企业",
            "[ ]中央企业 [√]地方国企 [ ]民营企业 [ ]三资企业",
            "（ ）中央企业 （√）地方国企 （ ）民营企业 （ ）三资企业",
            "中央企业□ 地方国企☑ 民营企业□ 三资企业□",
            "□中央企业 □地方国企√ □民营企业 □三资企业",
            "□中央企业\n√地方国企\n□民营企业\n□三资企业",
            "□中央企业√地方国企□民营企业□三资企业",
            "□中央 企业 ■地方 国企 □民营企业 □三资企业",
            "地方国企",
            "口中央企业 ☑地方国企 口民营企业 口三资企业",
        ] {
            assert_eq!(
                chosen(text, &OWNERS).as_deref().map(|t| t.replace(' ', "")).as_deref(),
                Some("地方国企"),
                "{text}"
            );
        }
    }

    #[test]
    fn nothing_or_too_much_ticked_is_no_choice() {
        assert_eq!(chosen("□中央企业 □地方国企 □民营企业 □三资企业", &OWNERS), None);
        assert_eq!(chosen("中央企业 地方国企 民营企业 三资企业", &OWNERS), None);
        let both = read("√中央企业 √地方国企 □民营企业", &known(&OWNERS));
        assert!(both.several() && both.chosen().is_none());
        assert_eq!(chosen("", &OWNERS), None);
    }

    #[test]
    fn first_and_last_options() {
        assert_eq!(
            chosen("√中央企业 □地方国企 □民营企业 □三资企业", &OWNERS).as_deref(),
            Some("中央企业")
        );
        assert_eq!(
            chosen("□中央企业 □地方国企 □民营企业 √三资企业", &OWNERS).as_deref(),
            Some("三资企业")
        );
        assert_eq!(
            chosen("√中央企业 地方国企 民营企业 三资企业", &OWNERS).as_deref(),
            Some("中央企业")
        );
        assert_eq!(
            chosen("中央企业 地方国企 民营企业 √三资企业", &OWNERS).as_deref(),
            Some("三资企业")
        );
        assert_eq!(
            chosen("中央企业√ 地方国企 民营企业 三资企业", &OWNERS).as_deref(),
            Some("中央企业")
        );
        assert_eq!(
            chosen("√大型企业   □中型企业", &["大型企业", "中型企业"]).as_deref(),
            Some("大型企业")
        );
    }

    #[test]
    fn yes_and_no_with_a_name_filled_in() {
        let yes = known(&["是", "否"]);
        let text = "☑是（项目名称：是否可行的示范项目（一期））    ☐否";
        let ticks = read(text, &yes);
        let choice = ticks.chosen().cloned().unwrap_or_else(|| unreachable!());
        assert_eq!(choice.text, "是");
        assert_eq!(choice.filled.and_then(|r| text.get(r)), Some("是否可行的示范项目（一期）"));
        let text = "□是（项目名称：      ）    √否";
        let ticks = read(text, &yes);
        assert_eq!(ticks.chosen().map(|c| c.text.as_str()), Some("否"));
        assert_eq!(ticks.options[0].filled, None);
        let text = "是否申报智慧供应链相关内容（☑是 ☐否），不申报无需填报";
        assert_eq!(read(text, &yes).chosen().map(|c| c.text.as_str()), Some("是"));
        assert_eq!(
            chosen("是否申报（£是 R否），不申报无需填报", &["是", "否"]).as_deref(),
            Some("否")
        );
        assert_eq!(chosen("□是（事故名称：      ）    □√否", &["是", "否"]).as_deref(), Some("否"));
        assert_eq!(chosen("□是（事故名称：＿＿）√否", &["是", "否"]).as_deref(), Some("否"));
    }

    /// A tick behind its word once ticked the next option.
    #[test]
    fn a_tick_without_boxes_belongs_to_the_nearer_option() {
        let yes = ["是", "否"];
        let fell = ["皆伐", "择伐", "渐伐"];
        for (text, options, want) in [
            ("皆伐(√)  择伐( )  渐伐( )", &fell[..], Some("皆伐")),
            ("皆伐（√）择伐  渐伐", &fell[..], Some("皆伐")),
            ("皆伐 √  择伐  渐伐", &fell[..], Some("皆伐")),
            ("皆伐  √择伐  渐伐", &fell[..], Some("择伐")),
            ("皆伐  择伐√  渐伐", &fell[..], Some("择伐")),
            ("是 否√", &yes[..], Some("否")),
            ("是√ 否", &yes[..], Some("是")),
            ("是 √否", &yes[..], Some("否")),
            ("是（√）否（ ）", &yes[..], Some("是")),
            ("是（√）否", &yes[..], Some("是")),
            ("（√）是 否", &yes[..], Some("是")),
            ("是 （√）否", &yes[..], Some("否")),
        ] {
            assert_eq!(chosen(text, options).as_deref(), want, "{text}");
        }
        for text in ["是√否", "是 √ 否"] {
            let ticks = read(text, &known(&yes));
            assert!(ticks.guessed && ticks.chosen().is_none(), "{text}");
        }
    }

    #[test]
    fn an_unknown_option_is_taken_in_its_own_words() {
        assert_eq!(chosen("□中央企业 ☑混合所有制 □民营", &OWNERS).as_deref(), Some("混合所有制"));
    }

    #[test]
    fn levels() {
        let list = ["5级", "4级", "3级", "2级", "1级", "无认证"];
        assert_eq!(
            chosen("□5级  □4级  ☑3级  □2级  □1级□无认证", &list).as_deref().and_then(level),
            Some(3)
        );
        assert_eq!(chosen("□5级 □4级 □3级 □2级 □1级☑无认证", &list).as_deref(), Some("无认证"));
        assert_eq!(level("无认证"), None);
    }

    #[test]
    fn on_a_scan_the_odd_one_is_doubtfully_chosen() {
        let ticks = read("□中央企业 冈地方国企 □民营企业 □三资企业", &known(&OWNERS));
        assert!(ticks.guessed);
        assert_eq!(ticks.chosen().map(|c| c.text.as_str()), Some("地方国企"));
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in "[□√☑是否（）() 中央企业地方国企]{0,30}") {
            let _ = read(&text, &known(&OWNERS)).chosen();
            let _ = read(&text, &known(&["是", "否"])).chosen();
        }
    }
}
