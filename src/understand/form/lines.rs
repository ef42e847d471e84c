//! The lines of a form outside of its tables: cover, blanks to be filled in, questions
//! with their options, headings, running text.

use super::inline;
use super::items::{Item, Pair};
use super::table::plain_heading;
use super::{hints, ticks, words};
use crate::document::Role;
use crate::forms::Forms;
use crate::understand::application::Piece;
use crate::value::fold::is_space;
use crate::value::{label, tick};
use std::ops::Range;

/// Labels over their values from which lines in turn are those.
const STACKED: usize = 3;

/// On what labels end that ask for a text.
const ASK_TEXT: &[&str] = &[
    "简介", "简历", "事迹", "业绩", "经历", "概况", "情况", "内容", "理由", "事由", "说明", "意见",
    "描述", "措施", "成果", "成效", "经验", "做法", "建议", "介绍", "评价",
];

/// Points between words that stand one below the other.
const NEAR: f32 = 3.0;

/// The words of a line, white space and lines to write on left out.
fn words_of(content: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in content.char_indices().chain([(content.len(), ' ')]) {
        match (is_space(c) || c == '_', start) {
            (true, Some(from)) => {
                words.push(from..at);
                start = None;
            }
            (false, None) => start = Some(at),
            _ => {}
        }
    }
    words
}

/// Where words begin on the page; `None` where the line does not know its place.
fn left(piece: &Piece, words: &Range<usize>) -> Option<f32> {
    let place = piece.text.place_of(words.clone());
    place.bbox.filter(|_| place.page > 0).map(|rect| rect.x0)
}

/// Reads lines one after the other.
pub struct Lines<'a> {
    forms: &'a Forms,
    /// What was found.
    pub items: Vec<Item>,
    /// The heading in force.
    pub heading: String,
    /// The last line, where it may ask the question of the boxes below it.
    question: Option<Piece>,
    /// The last item is a question whose options go on over several lines.
    options: bool,
    /// The last line was pairs.
    paired: bool,
    /// The last line was a text that may be a label with nothing behind its colon.
    waiting: bool,
    /// The last line that may stand over a table.
    pub caption: String,
    /// The last line was a label with a value that a comma leaves open.
    open: bool,
    /// The last lines were a label that asks for a text, and the text below it.
    told: bool,
    /// The unit of figures that stands over a table.
    pub unit: String,
    /// Where the labels and values of the last line stood that had them in turn.
    columns: Vec<f32>,
}

impl<'a> Lines<'a> {
    /// A reader of lines.
    pub fn new(forms: &'a Forms) -> Self {
        Self {
            forms,
            items: Vec::new(),
            heading: String::new(),
            question: None,
            options: false,
            paired: false,
            waiting: false,
            caption: String::new(),
            open: false,
            told: false,
            unit: String::new(),
            columns: Vec::new(),
        }
    }

    /// Takes a line.
    pub fn line(&mut self, piece: &Piece, role: Role, bold: bool) {
        let content = super::instruction::without(&piece.text.content).into_owned();
        if content.trim().is_empty() {
            return;
        }
        if (tick::has_marks(&content) || ticks::read(&content).is_some_and(|q| q.options.len() > 1))
            && self.boxes(piece)
        {
            return;
        }
        self.options = false;
        let open = std::mem::take(&mut self.open);
        let told = std::mem::take(&mut self.told);
        let columns = std::mem::take(&mut self.columns);
        let (paired, waiting) =
            (std::mem::take(&mut self.paired), std::mem::take(&mut self.waiting));
        // 经费预算（单位：万元） over a table.
        if let Some((over, unit)) = hints::unit_over(content.trim()) {
            let heading = words::label_text(&plain_heading(&over));
            (self.heading, self.caption) = (heading.clone(), heading.clone());
            self.unit = unit;
            self.items.push(Item::Heading(heading, piece.clone()));
            return;
        }
        let pairs = inline::pairs(&content, self.forms);
        if !pairs.is_empty() && self.is_pairs(&content, &pairs) {
            self.paired = true;
            if waiting && let Some(Item::Text(above)) = self.items.last().cloned() {
                self.items.pop();
                self.blank(&above);
            }
            let first = pairs[0].label.start;
            let lead = plain_heading(content.get(..first).unwrap_or_default());
            let lead = words::label_text(&lead);
            let group = if lead.chars().count() >= 2 && lead.chars().count() <= 12 {
                lead
            } else {
                self.heading.clone()
            };
            for pair in pairs {
                self.pair_in(piece, pair.label, pair.value, &group);
            }
            self.question = None;
            self.open = content.trim_end().ends_with(['，', '、']);
            self.told = self.asks_text(&content);
            return;
        }
        if let Some(unit) = hints::unit_line(&content) {
            self.unit = unit;
            return;
        }
        // 申报单位（盖章） above all that could be text asks on a cover who applies.
        if hints::is_hint(&content) && !self.is_open(&content, false) {
            self.told = told;
            return;
        }
        // 个人简介： over the text that was asked for.
        if told
            && self.goes_on(&content, role)
            && let Some(Item::Pair(last)) = self.items.last_mut()
        {
            last.value = match last.value.text.is_blank() {
                true => piece.clone(),
                false => Piece::join(&[last.value.clone(), piece.clone()]),
            };
            self.told = true;
            return;
        }
        // 企业概况：现有职工320人， over 占地45亩。
        if open && let Some(Item::Pair(last)) = self.items.last_mut() {
            last.value = Piece::join(&[last.value.clone(), piece.clone()]);
            return;
        }
        // Among lines of labels a word with its colon is one that nobody filled in.
        let may_wait = self.may_wait(&content);
        if paired && may_wait {
            self.paired = true;
            self.blank(piece);
            return;
        }
        // 申报单位（盖章）　　　　　 on a cover: room to write on and nothing in it.
        if self.is_open(&content, paired) {
            self.paired = true;
            self.blank(piece);
            return;
        }
        if !columns.is_empty() {
            self.columns = columns;
            if self.wrapped(piece) {
                return;
            }
        }
        let spaced = self.spaced(piece);
        self.columns.clear();
        if !spaced.is_empty() {
            for (name, value) in spaced {
                let x = [left(piece, &name), left(piece, &value)];
                self.columns.extend(x.into_iter().flatten());
                self.pair_in(piece, name, value, &self.heading.clone());
            }
            return;
        }
        if let Some((name, value)) = self.gap(&content).or_else(|| self.lead(&content)) {
            self.pair_in(piece, name, value, &self.heading.clone());
            return;
        }
        if let Some((name, value)) = self.among_pairs(&content) {
            self.pair_in(piece, name, value, &self.heading.clone());
            return;
        }
        let text = content.trim();
        let count = text.chars().count();
        let sentence = text.contains(['。', '；']) || text.contains('，') && count > 20;
        let numbered = label::split_number(text).is_some_and(|(_, depth)| depth <= 2);
        let titled = matches!(role, Role::Heading(_)) || bold && count <= 24;
        if count <= 40 && !sentence && (numbered || titled) {
            let heading = words::label_text(&plain_heading(text));
            self.heading.clone_from(&heading);
            self.caption.clone_from(&heading);
            self.items.push(Item::Heading(heading, piece.clone()));
        } else {
            self.caption = if count <= 40 && !sentence {
                words::label_text(&plain_heading(text))
            } else {
                String::new()
            };
            self.items.push(Item::Text(piece.clone()));
            self.waiting = may_wait;
        }
        self.question = (count <= 80).then(|| piece.clone());
    }

    /// Whether the last line is one certain label that asks for a text and has none behind its colon.
    fn asks_text(&self, content: &str) -> bool {
        let Some(Item::Pair(pair)) = self.items.last() else { return false };
        let key = label::key(&label::Label::parse(&pair.label).name);
        content.trim_end().ends_with(['：', ':'])
            && words::label_text(content) == pair.label
            && pair.value.text.is_blank()
            && ASK_TEXT.iter().any(|end| key.ends_with(end))
    }

    /// Whether a line is text that was asked for above it, and nothing that the form prints.
    fn goes_on(&self, content: &str, role: Role) -> bool {
        let text = content.trim();
        let printed = ["本人", "本单位", "我单位", "本企业", "本公司", "以上", "兹", "特此"];
        let pledge = printed.iter().any(|word| text.starts_with(word))
            && ["承诺", "声明", "保证", "真实"].iter().any(|word| text.contains(word));
        !matches!(role, Role::Heading(_))
            && label::split_number(text).is_none_or(|(_, depth)| depth > 2)
            && !pledge
            && !hints::is_stamp(text)
            && crate::value::date::parse(text).is_none_or(|_| text.chars().count() > 16)
            && words::score(text, self.forms) < words::SURE
    }

    /// Labels and values on lines of their own in turn; gives how many lines from the first
    /// are such.
    pub fn stacked(&self, lines: &[&str]) -> usize {
        let labels = |line: &str| {
            let line = line.trim();
            line.chars().count() <= 14
                && !line.contains(['。', '，', '；', '：', ':', '_'])
                && label::split_number(line).is_none()
                && words::score(line, self.forms) >= words::SURE
        };
        let says = |line: &str| {
            let line = line.trim();
            line.chars().count() <= 60
                && !words::is_known(line)
                && words::score(line, self.forms) < 1.0
                && !line.ends_with(['：', ':'])
                && inline::pairs(line, self.forms).is_empty()
        };
        let pairs =
            lines.chunks_exact(2).take_while(|pair| labels(pair[0]) && says(pair[1])).count();
        if pairs >= STACKED { pairs * 2 } else { 0 }
    }

    /// Takes a label and a value that stand in one line.
    fn pair_in(&mut self, line: &Piece, name: Range<usize>, value: Range<usize>, group: &str) {
        let at = line.slice(name);
        self.items.push(Item::Pair(Pair {
            label: words::label_text(&at.text.content),
            group: group.to_owned(),
            value: line.slice(value),
            at,
            ..Pair::default()
        }));
    }

    /// Takes a label and the value on the line below it.
    pub fn pair_of(&mut self, label: &Piece, value: &Piece) {
        self.items.push(Item::Pair(Pair {
            label: words::label_text(&label.text.content),
            group: self.heading.clone(),
            value: value.clone(),
            at: label.clone(),
            ..Pair::default()
        }));
        (self.paired, self.question) = (true, None);
    }

    /// Whether the line is a short word with a colon at its end that addresses nobody.
    fn may_wait(&self, content: &str) -> bool {
        let Some(name) = content.trim().strip_suffix(['：', ':']) else { return false };
        let count = name.chars().filter(|c| !is_space(*c)).count();
        (2..=14).contains(&count)
            && name.chars().all(|c| c.is_alphabetic() || is_space(c) || "（）()/、".contains(c))
            && !words::is_body(name)
            && words::score(name, self.forms) > -1.0
    }

    /// Whether the line is a certain label with room behind it, or nothing but one above all
    /// that could be text, or behind another.
    fn is_open(&self, content: &str, paired: bool) -> bool {
        let name = content.trim();
        let room = content[content.trim_end().len()..].chars().count();
        let certain = name.chars().count() <= 20
            && !name.contains(['。', '，', '；', '：', ':'])
            && label::split_number(name).is_none()
            && words::score(name, self.forms) >= 3.0;
        const MARKER: usize = 8;
        let outside = self.items.iter().all(|item| match item {
            Item::Pair(_) => true,
            Item::Text(piece) => piece.text.content.chars().count() <= MARKER,
            _ => false,
        });
        certain && (room >= 4 || paired || outside && hints::is_stamp(name))
    }

    /// A label with nothing behind it.
    fn blank(&mut self, piece: &Piece) {
        let end = piece.text.content.len();
        self.items.push(Item::Pair(Pair {
            label: words::label_text(&piece.text.content),
            group: self.heading.clone(),
            value: piece.slice(end..end),
            at: piece.clone(),
            ..Pair::default()
        }));
    }

    /// Whether the line is its pairs and not a sentence that has a colon in it.
    fn is_pairs(&self, content: &str, pairs: &[inline::Inline]) -> bool {
        let first = &pairs[0];
        let lead = content.get(..first.label.start).unwrap_or_default().trim();
        let lead_count = lead.chars().count();
        if lead_count > 16 || lead.contains(['。', '，', '；']) {
            return false;
        }
        // 一、总体要求：加强……。 is a heading with its text.
        let value = content.get(first.value.clone()).unwrap_or_default();
        let name = content.get(first.label.clone()).unwrap_or_default();
        let text = value.contains('。') && value.chars().count() > 40;
        let known = words::score(name, self.forms) >= words::SURE;
        // 公司建立三级管理体系：决策层、管理层、执行层。 is a sentence.
        let said = content.trim_end().ends_with('。')
            && value.chars().count() > 10
            && !words::is_known(name)
            && words::score(name, self.forms) < words::SURE;
        if said && (pairs.len() == 1 || !content.contains("  ")) {
            return false;
        }
        pairs.len() > 1 || !text || known && label::split_number(content.trim()).is_none()
    }

    /// A line with boxes: a question with its options, or options of the question above.
    fn boxes(&mut self, piece: &Piece) -> bool {
        let content = &*super::instruction::without(&piece.text.content);
        // Several questions on one line, each with its colon.
        let pairs = inline::pairs(content, self.forms);
        let marked = |range: &Range<usize>| {
            content.get(range.clone()).is_some_and(|t| ticks::read(t).is_some())
        };
        if pairs.len() > 1 && pairs.iter().filter(|p| marked(&p.value)).count() > 1
            || pairs.len() == 1 && marked(&pairs[0].value) && pairs[0].label.start <= 6
            || pairs.len() > 1 && self.is_pairs(content, &pairs)
        {
            for pair in pairs {
                self.pair_in(piece, pair.label, pair.value, &self.heading.clone());
            }
            self.options = true;
            self.question = None;
            return true;
        }
        let Some(mut question) = ticks::read(content) else { return false };
        // 采伐方式 皆伐√ 择伐: the first word is what is asked.
        if question.lead.is_empty()
            && question.options.len() >= 3
            && let Some(first) = question.options.first().filter(|first| {
                content.trim_start().starts_with(first.as_str())
                    && words::score(first, self.forms) >= words::SURE
                    && !question.chosen.contains(first)
            })
        {
            question.lead.clone_from(first);
        }
        let lead = words::label_text(question.lead.trim_end_matches(['（', '(']));
        let own = lead.chars().filter(|c| c.is_alphanumeric()).count() >= 2;
        if own {
            let asked = question.lead.trim_end_matches(['：', ':']);
            let start = content.find(asked).map_or(0, |at| at + asked.len());
            self.items.push(Item::Pair(Pair {
                label: lead,
                group: self.heading.clone(),
                value: piece.slice(start..content.len()),
                at: piece.slice(0..start),
                ..Pair::default()
            }));
            self.options = true;
            self.question = None;
            return true;
        }
        if self.options
            && let Some(Item::Pair(last)) = self.items.last_mut()
        {
            last.value = Piece::join(&[last.value.clone(), piece.clone()]);
            return true;
        }
        // 1.贵单位性质： over its options.
        if self.paired
            && let Some(Item::Pair(last)) = self.items.last_mut()
            && last.value.text.is_blank()
        {
            last.value = piece.clone();
            self.options = true;
            return true;
        }
        let Some(above) = self.question.take() else { return false };
        // The line above asked; it is no text of its own.
        if matches!(self.items.last(), Some(Item::Text(_) | Item::Heading(..))) {
            if let Some(Item::Heading(..)) = self.items.last() {
                self.heading.clear();
            }
            self.items.pop();
        }
        let label = words::label_text(&above.text.content);
        self.items.push(Item::Pair(Pair {
            label,
            group: self.heading.clone(),
            value: piece.clone(),
            at: above,
            ..Pair::default()
        }));
        self.options = true;
        true
    }

    /// Between lines that are a label and its value, one whose label is no word of forms:
    /// 认定机构办公室：某省认定管理小组办公室, or with nothing but room to write on.
    fn among_pairs(&self, content: &str) -> Option<(Range<usize>, Range<usize>)> {
        if !matches!(self.items.last(), Some(Item::Pair(_))) {
            return None;
        }
        let (name, rest) = content.split_once(['：', ':'])?;
        let from = content.len() - rest.len();
        let start = name.len() - name.trim_start().len();
        let count = name.trim().chars().count();
        let sound = (2..=14).contains(&count)
            && name.chars().all(|c| c.is_alphanumeric() || is_space(c) || "（）()/、".contains(c))
            && name.chars().any(char::is_alphabetic)
            && words::score(name, self.forms) > -2.0;
        let value = inline::trimmed(content, &(from..content.len()));
        let said = content.get(value.clone())?;
        let room = rest.chars().filter(|c| is_space(*c) || matches!(c, '_' | '＿')).count();
        let fits = match said.is_empty() {
            true => room >= 4,
            false => said.chars().count() <= 40 && !said.contains(['。', '；', '，']),
        };
        (sound && fits).then(|| (start..name.trim_end().len(), value))
    }

    /// 姓名　张三　性别　男: labels and values in turn, nothing but room between them.
    fn spaced(&self, piece: &Piece) -> Vec<(Range<usize>, Range<usize>)> {
        let content = piece.text.content.as_str();
        let words = words_of(content);
        let text = |range: &Range<usize>| content.get(range.clone()).unwrap_or_default();
        let score = |range: &Range<usize>| words::score(text(range), self.forms);
        let label =
            |range: &Range<usize>| text(range).chars().count() <= 14 && score(range) >= words::SURE;
        if words.len() < 4 || content.contains(['。', '，']) {
            return Vec::new();
        }
        let labels: Vec<usize> = (0..words.len()).filter(|i| label(&words[*i])).collect();
        let ends = labels.iter().skip(1).copied().chain([words.len()]);
        let told = labels.len() > 1
            && labels[0] == 0
            && labels.iter().zip(ends.clone()).all(|(from, to)| to > from + 1);
        if told {
            let pair = |(from, to): (&usize, usize)| {
                (words[*from].clone(), words[from + 1].start..words[to - 1].end)
            };
            return labels.iter().zip(ends).map(pair).collect();
        }
        // Labels that nothing else speaks for stand where those of the line above stood.
        let turns = words.len().is_multiple_of(2)
            && self.columns.len() == words.len()
            && words
                .iter()
                .zip(&self.columns)
                .all(|(word, x)| left(piece, word).is_some_and(|own| (own - x).abs() < NEAR))
            && words.iter().step_by(2).all(|word| score(word) > -1.0);
        if turns {
            return words.chunks(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect();
        }
        Vec::new()
    }

    /// What a value goes on with on the next line, below itself: the wrapped words of the
    /// columns of a form without ruling lines.
    fn wrapped(&mut self, piece: &Piece) -> bool {
        let content = piece.text.content.as_str();
        let words = words_of(content);
        let count = self.columns.len() / 2;
        let Some(first) = self.items.len().checked_sub(count).filter(|_| count > 0) else {
            return false;
        };
        let column = |word: &Range<usize>| {
            let own = left(piece, word)?;
            (0..count).find(|i| (own - self.columns[i * 2 + 1]).abs() < NEAR)
        };
        let at: Vec<Option<usize>> = words.iter().map(column).collect();
        let said = |word: &Range<usize>| {
            let text = content.get(word.clone()).unwrap_or_default();
            !words::is_known(text) && !text.contains(['：', ':'])
        };
        if words.is_empty() || at.contains(&None) || !words.iter().all(said) {
            return false;
        }
        for (word, at) in words.iter().zip(at) {
            if let Some(Item::Pair(pair)) = at.and_then(|at| self.items.get_mut(first + at)) {
                pair.value.text.push(&piece.slice(word.clone()).text);
            }
        }
        true
    }

    /// 申 报 单 位 某某公司: a known label that was set wide, and its value; among pairs one
    /// that was not, too: 法定代表人 张三.
    fn lead(&self, content: &str) -> Option<(Range<usize>, Range<usize>)> {
        let words = words_of(content);
        let text = |range: &Range<usize>| content.get(range.clone()).unwrap_or_default();
        let single = |range: &Range<usize>| {
            let mut chars = text(range).chars();
            chars.next().is_some_and(crate::characters::is_han)
                && chars.next().is_none_or(|c| matches!(c, '（' | '('))
        };
        let count = words.iter().take_while(|word| single(word)).count();
        let count = match count {
            0 if words.len() == 2 && matches!(self.items.last(), Some(Item::Pair(_))) => 1,
            2..=8 => count,
            _ => return None,
        };
        let (name, value) = (
            words.first()?.start..words.get(count - 1)?.end,
            words.get(count)?.start..words.last()?.end,
        );
        let said = text(&value);
        let sound = words::is_known(text(&name))
            && words::score(said, self.forms) < 1.0
            && said.chars().count() <= 40
            && !said.contains(['。', '，', '：', ':']);
        sound.then_some((name, value))
    }

    /// 申报单位（盖章）　　某某公司: a known label and its value with a wide gap between.
    fn gap(&self, content: &str) -> Option<(Range<usize>, Range<usize>)> {
        let start = content.len() - content.trim_start().len();
        let bytes: Vec<(usize, char)> =
            content.char_indices().filter(|(at, _)| *at >= start).collect();
        let wide = |i: usize| {
            let run = bytes[i..].iter().take_while(|(_, c)| is_space(*c) || *c == '_').count();
            let full = bytes[i..].iter().take(run).any(|(_, c)| matches!(c, '\u{3000}' | '\t'));
            run >= 2 || run == 1 && full
        };
        let mut best = None;
        for (i, &(at, c)) in bytes.iter().enumerate().take(40).skip(1) {
            if !(is_space(c) || c == '_') || !wide(i) {
                continue;
            }
            let name = content.get(start..at)?;
            let stamped = ["（盖章）", "（公章）", "（签字）", "(盖章)", "（签章）"]
                .iter()
                .any(|stamp| name.ends_with(stamp));
            if stamped || words::score(name, self.forms) >= words::SURE {
                best = Some((start..at, at..content.len()));
                break;
            }
        }
        let (name, value) = best?;
        let value = inline::trimmed(content, &value);
        let said = content.get(value.clone())?;
        // 展位面积　36　展位数　4: what stands apart behind a value is another's.
        if said.split('\t').filter(|part| !part.trim().is_empty()).count() > 2 {
            return None;
        }
        (!said.is_empty() && said.chars().count() <= 60 && !said.contains('。'))
            .then_some((name, value))
    }
}
