//! Lines into paragraphs. A line was wrapped when what begins the next line
//! would not have fitted on it; else its author ended it.

use super::lines::Line;
use super::wraps::{
    between, counts_on, is_hyphenated, is_open, is_pair, is_row, is_terminal, opens_ending,
    opens_item, opens_list,
};
use crate::characters::is_han;
use crate::document::{Paragraph, Role, Style, Text};

/// The column that lines are set in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    pub left: f32,
    pub right: f32,
    /// The inside of a table cell: padding between line and edge, no running text style.
    pub cell: bool,
    /// First lines are set in by two characters, and wrapped lines go back to the margin.
    pub goes_back: bool,
}

/// A paragraph with what is needed to join it to what follows on the next page.
#[derive(Debug, Clone, PartialEq)]
pub struct Para {
    pub text: Text,
    pub style: Style,
    /// Top of its first line and bottom of its last.
    pub top: f32,
    pub bottom: f32,
    /// Width left over after its last line.
    pub room: f32,
    /// Width of its first unbreakable piece, at the least and at the most, and of
    /// its first character.
    pub token: f32,
    pub code: f32,
    pub first: f32,
    /// How far its first line stands in from the left of its column.
    pub indent: f32,
    /// A space was printed after its last character.
    pub spaced: bool,
    /// And it parts words of Han characters.
    pub parted: bool,
    /// Its last line is short and stands at the right, as dates do.
    pub apart: bool,
    /// Number of lines, and of characters in the longest.
    pub lines: usize,
    pub longest: usize,
}

impl Para {
    pub fn into_block(self) -> Paragraph {
        Paragraph { text: self.text, role: Role::Body, style: self.style }
    }

    /// Whether `next`, which stands on the next page, goes on with this one's last line.
    pub fn runs_into(&self, next: &Para) -> bool {
        let size = self.style.size.max(1.0);
        let close = (self.style.size - next.style.size).abs() <= 0.12 * size;
        let opens = opens_item(&next.text.content) && !is_open(&self.text.content);
        let counts = self.is_closed() && is_figure(&next.text.content);
        let piece = if self.is_closed() { next.token } else { next.token.max(next.code) };
        close && piece > self.room - slack(size) && !opens && !counts && !self.apart
    }

    /// Takes in the paragraph that goes on with this one.
    pub fn absorb(&mut self, next: Para) {
        let fits = next.first < self.room - slack(self.style.size);
        let glue = between(&self.text.content, &next.text.content, self.spaced, fits);
        let glue = if glue.is_empty() && self.parted { " " } else { glue };
        self.text.push_str(glue);
        self.text.push(&next.text);
        // A first line may look centred by chance; running text does not stay so.
        self.style.centered &= next.style.centered;
        self.bottom = next.bottom;
        self.room = next.room;
        self.spaced = next.spaced;
        self.parted = next.parted;
        self.apart = next.apart;
        self.lines += next.lines;
        self.longest = self.longest.max(next.longest);
    }

    /// Whether its last character closes a sentence.
    pub fn is_closed(&self) -> bool {
        self.text.content.chars().next_back().is_none_or(is_terminal)
    }
}

fn slack(size: f32) -> f32 {
    0.3 * size
}

/// Where the lines of a column may reach to, on either side.
#[derive(Debug, Clone, Copy)]
struct Reach {
    left: f32,
    right: f32,
}

/// Joins the lines of a column, top to bottom, into paragraphs.
pub fn paragraphs(lines: Vec<Line>, column: Column) -> Vec<Para> {
    let reach = reach(&lines, column);
    let pitch = usual_pitch(&lines);
    let body = usual_size(&lines);
    // Some producers print a space at the end of every line, or every paragraph.
    let spaced = lines.iter().filter(|line| line.spaced).count();
    let meant = !column.cell && spaced * 6 <= lines.len().max(12);
    let read = |line: &Line| Para { parted: meant && line.spaced, ..single(line, reach, column) };
    let begins = set_in_beginnings(&lines, column);
    let mut done: Vec<Para> = Vec::new();
    let mut current: Option<(Para, Line)> = None;
    let mut gap_before: Option<f32> = None;
    for (line, begins) in lines.into_iter().zip(begins) {
        let joined = match &current {
            Some((para, last)) => {
                let line = &line;
                // The lines of a title are as far apart as they are larger.
                let pitch = pitch * (line.size / body).max(1.0);
                let step = Step { para, last, line, reach, pitch, gap_before, column, begins };
                step.joins()
            }
            None => false,
        };
        if let Some((para, last)) = &mut current
            && joined
        {
            gap_before = Some(line.bbox.y0 - last.bbox.y0);
            para.absorb(read(&line));
            *last = line;
        } else {
            done.extend(current.take().map(|(para, _)| para));
            gap_before = None;
            current = Some((read(&line), line));
        }
    }
    done.extend(current.map(|(para, _)| para));
    done
}

fn single(line: &Line, reach: Reach, column: Column) -> Para {
    let centered = is_centered(line, reach);
    Para {
        text: line.text.clone(),
        style: Style { size: line.size, bold: line.bold, centered, red: line.red },
        top: line.bbox.y0,
        bottom: line.bbox.y1,
        room: room(line, reach, column),
        token: line.token,
        code: line.code,
        first: line.first,
        indent: line.bbox.x0 - reach.left,
        spaced: line.spaced,
        parted: false,
        apart: !column.cell && !centered && stands_apart(line, reach),
        lines: 1,
        longest: line.text.content.chars().count(),
    }
}

/// Width left over on a line. Vertical lines are never known to be full.
fn room(line: &Line, reach: Reach, column: Column) -> f32 {
    if line.vertical {
        return 0.0;
    }
    let _ = column;
    if is_centered(line, reach) {
        (reach.right - reach.left) - line.bbox.width()
    } else {
        reach.right - line.bbox.x1
    }
}

fn is_centered(line: &Line, reach: Reach) -> bool {
    let (left, right) = (line.bbox.x0 - reach.left, reach.right - line.bbox.x1);
    let apart = (left - right).abs();
    // A first line set in by two characters that ends near the margin only looks centred.
    if left <= 3.2 * line.size {
        return left > 0.8 * line.size && apart <= 0.3 * line.size;
    }
    apart <= (0.9 * line.size).max(0.12 * (left + right))
}

/// A short line that begins far from the left end of its column. Running text
/// beside a wider table is longer than any signature.
fn stands_apart(line: &Line, reach: Reach) -> bool {
    let width = reach.right - reach.left;
    line.bbox.x0 - reach.left > (4.2 * line.size).max(0.2 * width)
        && line.bbox.width() < (0.65 * width).min(22.0 * line.size)
}

fn reach(lines: &[Line], column: Column) -> Reach {
    let left = lines.iter().map(|l| l.bbox.x0).fold(f32::INFINITY, f32::min);
    let right = lines.iter().map(|l| l.bbox.x1).fold(f32::NEG_INFINITY, f32::max);
    if !column.cell || !left.is_finite() {
        return Reach { left: column.left, right: column.right };
    }
    // Word pads cells by 5.4 points, others by less; the text itself may tell.
    let pad = (left - column.left).min(column.right - right).clamp(0.8, 6.0);
    Reach { left: column.left + pad, right: (column.right - pad).max(right) }
}

/// Set in by the two characters of a first line.
pub fn is_set_in(line: &Line, left: f32) -> bool {
    let inset = (line.bbox.x0 - left) / line.size.max(1.0);
    !line.vertical && (1.5..2.7).contains(&inset)
}

/// Which lines begin a paragraph because they are set in, in a column whose lines
/// go back to the margin when they wrap. Three such lines one after the other may
/// be a block of their own.
fn set_in_beginnings(lines: &[Line], column: Column) -> Vec<bool> {
    if !column.goes_back {
        return vec![false; lines.len()];
    }
    let full = |l: &Line| column.right - l.bbox.x1 < 1.5 * l.size;
    let at = |index: usize| lines.get(index).is_some_and(|l| is_set_in(l, column.left));
    let runs_on = |index: usize| {
        let text = |index: usize| lines.get(index).map_or("", |l| l.text.content.as_str());
        at(index)
            && lines.get(index).is_some_and(full)
            && !text(index).ends_with(is_terminal)
            && !opens_item(text(index + 1))
    };
    let begins = |index: usize| {
        let block = at(index + 1) && runs_on(index) || index >= 2 && runs_on(index - 2);
        index > 0 && at(index) && at(index - 1) && !block
    };
    (0..lines.len()).map(begins).collect()
}

/// The distance of line tops that is most usual in running text.
fn usual_pitch(lines: &[Line]) -> f32 {
    let mut steps: Vec<f32> = lines
        .windows(2)
        .map(|pair| pair[1].bbox.y0 - pair[0].bbox.y0)
        .filter(|step| *step > 1.0)
        .collect();
    if steps.is_empty() {
        return f32::INFINITY;
    }
    let quarter = steps.len() / 3;
    *steps.select_nth_unstable_by(quarter, f32::total_cmp).1
}

/// Size of most lines.
fn usual_size(lines: &[Line]) -> f32 {
    let mut sizes: Vec<f32> = lines.iter().map(|line| line.size).collect();
    if sizes.is_empty() {
        return 1.0;
    }
    let middle = sizes.len() / 2;
    sizes.select_nth_unstable_by(middle, f32::total_cmp).1.max(1.0)
}

/// Whether a line is an entry of a table of contents: leaders, then the page.
fn ends_contents_entry(text: &str) -> bool {
    let leaders = text.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    leaders.len() < text.len()
        && leaders.chars().rev().take(3).filter(|c| ".…·．".contains(*c)).count() == 3
}

/// A number as tables hold them, sign and unit included.
pub fn is_figure(text: &str) -> bool {
    let text = text.trim();
    text.chars().any(|c| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || ",.%％¥￥+-－".contains(c))
}

/// 发文字号, which stands under the title: 临工信〔2025〕15号.
fn is_document_number(text: &str) -> bool {
    let text = text.trim();
    let year = |part: &str| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit());
    let mut parts =
        text.split(['〔', '[', '［', '（', '(', '【', '〕', ']', '］', '）', ')', '】']);
    text.ends_with('号')
        && text.chars().count() <= 32
        && parts.next().is_some_and(|office| office.chars().count() >= 2)
        && parts.next().is_some_and(|inner| year(inner.trim()))
}

/// Punctuation of sentences.
fn is_mark(c: char) -> bool {
    "，。；：、,;:".contains(c)
}

/// Whether a line begins with a short label and its colon: 邮政编码：
fn opens_with_label(text: &str) -> bool {
    let label = text.trim_start().split_once(['：', ':']).map_or("", |(label, _)| label);
    let count = label.chars().count();
    (2..=14).contains(&count) && label.chars().all(|c| c.is_alphabetic() || " 　（）()".contains(c))
}

/// Whether a line begins with a label printed with spaces between its characters, which
/// no sentence does: 申 报 单 位：
fn opens_with_spread_label(text: &str) -> bool {
    let label = text.trim_start().split_once(['：', ':']).map_or("", |(label, _)| label).trim_end();
    let parts: Vec<&str> = label.split([' ', '　']).filter(|part| !part.is_empty()).collect();
    (3..=10).contains(&parts.len())
        && parts.iter().all(|part| part.chars().count() == 1)
        && label.chars().all(|c| is_han(c) || matches!(c, ' ' | '　'))
}

/// The decision between two lines that follow each other.
struct Step<'a> {
    para: &'a Para,
    last: &'a Line,
    line: &'a Line,
    reach: Reach,
    pitch: f32,
    gap_before: Option<f32>,
    column: Column,
    /// The line begins a paragraph by the way the column is set.
    begins: bool,
}

impl Step<'_> {
    fn joins(&self) -> bool {
        let (last, line) = (self.last, self.line);
        if last.vertical != line.vertical {
            return false;
        }
        if last.vertical {
            return true;
        }
        let size = last.size.max(line.size).max(1.0);
        if (last.size - line.size).abs() > 0.15 * size && !self.column.cell {
            return false;
        }
        let step = line.bbox.y0 - last.bbox.y0;
        let usual = self.gap_before.unwrap_or(self.pitch).max(1.0);
        if step > usual * 1.5 && step > 1.6 * size || step > 4.0 * size {
            return false;
        }
        // A column of single characters is a word written downwards.
        let single = |l: &Line| l.text.content.chars().count() == 1;
        let figures = is_figure(&last.text.content) && is_figure(&line.text.content);
        if self.column.cell && figures && self.counts_on() {
            return false;
        }
        if self.column.cell && single(last) && single(line) {
            return (last.bbox.center().0 - line.bbox.center().0).abs() < 0.5 * size;
        }
        let centered = is_centered(last, self.reach);
        let (above, below) = (last.text.content.as_str(), line.text.content.as_str());
        if !self.column.cell && opens_with_spread_label(below) {
            return false;
        }
        if !self.column.cell && self.breaks_pair(size) {
            return true;
        }
        if !self.column.cell && (is_row(above) || !centered && self.is_set_right(size)) {
            return false;
        }
        if !self.column.cell && is_pair(above) && is_pair(below) {
            return false;
        }
        // Several labels with their values on a line, and the next begins with a label.
        let several = above.matches(['：', ':']).count() > 1;
        if !self.column.cell && several && opens_with_label(above) && opens_with_label(below) {
            return false;
        }
        let closed = above.ends_with(is_terminal);
        // Behind a full stop or a heading the next character did not fit by a hair's
        // breadth at least.
        let heading = self.para.lines == 1 && opens_item(above) && !above.contains(is_mark);
        let may_end = (closed || heading) && !self.column.cell;
        let spare = if may_end { -0.02 * size } else { slack(size) };
        let wrapped = line.token > self.para.room - spare
            || is_hyphenated(above, below)
            || !closed && line.code > self.para.room - spare;
        if !wrapped {
            return self.is_title(centered, size) || self.leaves_indent(size);
        }
        let shut = closed || above.ends_with(['）', ')']);
        let so_far = self.para.text.content.as_str();
        if shut && opens_item(below) && !is_open(so_far)
            || counts_on(so_far, below)
            || opens_list(below) && !is_open(so_far)
            || closed && !self.column.cell && (line.led || is_figure(below))
            || closed && opens_ending(below)
            || below.contains("此页无正文")
            || ends_contents_entry(above)
        {
            return false;
        }
        if centered {
            return is_centered(line, self.reach) || line.bbox.x0 <= last.bbox.x0 + size;
        }
        let indent = line.bbox.x0 - last.bbox.x0;
        let flush = (line.bbox.x1 - self.reach.right).abs() <= 0.4 * size;
        let one_text = flush && !closed && !self.column.cell && self.fills(last, size);
        if indent > 1.2 * size && !is_centered(line, self.reach) && !one_text {
            return false;
        }
        let first = self.para.lines == 1;
        let inset = line.bbox.x0 - self.reach.left;
        // Entries of a list, each after its own label.
        let labelled = opens_with_label(&last.text.content) && opens_with_label(&line.text.content);
        if first && labelled && indent.abs() <= 0.5 * size && inset > size {
            return false;
        }
        // What a sentence mark parts is no heading; behind its number, that is.
        let sentence = above.chars().skip(4).any(is_mark) || above.ends_with(['（', '《', '“']);
        if self.begins && !is_open(so_far) && !sentence {
            return false;
        }
        // Every line set in: a new paragraph, unless the sentence goes on.
        if indent.abs() <= 0.5 * size && first && inset > 1.5 * size && closed {
            return false;
        }
        true
    }

    /// Pairs set apart on one line of which the last broke off at the margin: 填报 over 人：武晓蕾,
    /// 联系电话：0451- over 82628899.
    fn breaks_pair(&self, size: f32) -> bool {
        let (last, line) = (self.last, self.line);
        let above = last.text.content.trim_end();
        let colon = |text: &str| text.contains(['：', ':']);
        let Some((before, tail)) = above.rsplit_once("  ") else { return false };
        let full = self.reach.right - last.bbox.x1 < 1.6 * size;
        let back = (line.bbox.x0 - self.reach.left).abs() < 0.6 * size;
        if !full || !back || !colon(before) {
            return false;
        }
        let below = line.text.content.as_str();
        let count = tail.chars().count();
        let label = !colon(tail)
            && (1..=6).contains(&count)
            && tail.chars().all(is_han)
            && below.split_once(['：', ':']).is_some_and(|(rest, _)| {
                let rest = rest.trim();
                rest.chars().count() <= 8 && rest.chars().all(is_han)
            });
        let number = tail.ends_with('-')
            && colon(tail)
            && below.starts_with(|c: char| c.is_ascii_alphanumeric());
        label || number
    }

    /// A line that stands apart at the right, as signatures and dates do: the
    /// next line is no part of it, unless both stand in a block of their own.
    fn is_set_right(&self, size: f32) -> bool {
        let (last, line) = (self.last, self.line);
        let same = (last.bbox.x0 - line.bbox.x0).abs() <= 0.5 * size;
        let block = same && last.bbox.width() > 0.4 * (self.reach.right - self.reach.left);
        stands_apart(last, self.reach) && !block
    }

    /// Whether a line reaches from the left end of its column to the right.
    fn fills(&self, line: &Line, size: f32) -> bool {
        line.bbox.x0 - self.reach.left < 2.7 * size && self.reach.right - line.bbox.x1 < 1.2 * size
    }

    /// Figures under each other: set to the right edge of their column, or counting on.
    fn counts_on(&self) -> bool {
        let (last, line) = (self.last, self.line);
        let number = |l: &Line| l.text.content.trim().parse::<u32>().ok();
        if let (Some(a), Some(b)) = (number(last), number(line))
            && a < 1000
            && a.checked_add(1) == Some(b)
        {
            return true;
        }
        let left = last.bbox.x0.min(line.bbox.x0) - self.reach.left;
        (last.bbox.x1 - line.bbox.x1).abs() < 0.2 * last.size && left > 1.2 * last.size
    }

    /// A long first line set in by two characters, the next at the margin: one
    /// paragraph, even where the right margin is not well known.
    fn leaves_indent(&self, size: f32) -> bool {
        let (last, line) = (self.last, self.line);
        let inset = |l: &Line| (l.bbox.x0 - self.reach.left) / size;
        let width = self.reach.right - self.reach.left;
        !self.column.cell
            && self.para.lines == 1
            && (1.5..2.7).contains(&inset(last))
            && inset(line) < 0.3
            && last.bbox.width() > 0.7 * width
            && self.para.room < if self.column.goes_back { 8.0 } else { 5.0 } * size
            && !opens_item(&line.text.content)
            && !last.text.content.chars().next_back().is_some_and(is_terminal)
    }

    /// Centred lines of a large title are one title, however they were broken.
    fn is_title(&self, centered: bool, size: f32) -> bool {
        let (last, line) = (self.last, self.line);
        !self.column.cell
            && centered
            && is_centered(line, self.reach)
            && size >= 15.0
            && (last.size - line.size).abs() < 0.5
            && last.bold == line.bold
            && last.red == line.red
            && last.bbox.width() > 0.55 * (self.reach.right - self.reach.left)
            && !line.text.content.starts_with(['（', '(', '—', '-'])
            && !is_document_number(&line.text.content)
            && !opens_item(&line.text.content)
            && line.bbox.y0 - last.bbox.y0 < 2.2 * size
    }
}
