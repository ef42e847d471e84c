//! Tables with a head of their own inside of a form: their columns, how far they go, lists
//! printed in two halves, persons in columns, and labels that stand above their values.

use super::cells::{Grids, heads};
use super::items::{Item, List, Pair};
use super::roles::Role;
use super::words;
use crate::understand::application::Piece;
use crate::value::label;

/// A column's head with the grid columns that it covers.
#[derive(Debug, Clone)]
struct Leaf {
    name: String,
    span: (usize, usize),
    cell: usize,
}

/// A list that begins in a row.
pub struct Band {
    leaves: Vec<Leaf>,
    /// Rows that the head takes.
    depth: usize,
    /// Rows of values.
    rows: Vec<usize>,
    /// Rows that it takes altogether.
    pub taken: usize,
    numbered: bool,
    /// A label in the first column that stands beside the whole list.
    group: Option<usize>,
    /// A hint says that there may be several rows.
    told: bool,
}

/// How deep a head may be.
const DEEPEST: usize = 3;

/// Whether a list begins in this row; `rest`: the row's cells behind its group.
pub fn band(grids: &Grids, row: usize, rest: &[usize]) -> Option<Band> {
    if rest.len() < 2 {
        return None;
    }
    let depth = depth(grids, row, rest);
    // What goes on beside the rows is a group and no head.
    if rest.iter().any(|cell| grids.cell(*cell).row_span > depth) {
        return None;
    }
    // (可填写多个) below a head tells a list, whatever else is blank.
    let below = grids.own(row + depth);
    let told = below.iter().any(|cell| {
        let look = &grids.looks[*cell];
        look.hint && super::hints::asks_several(&look.text.content)
    });
    let leaves = leaves(grids, row, depth, rest, told)?;
    if alternates(grids, &leaves) {
        return None;
    }
    let names: Vec<f32> =
        leaves.iter().map(|leaf| heads(&leaf.name, grids.looks[leaf.cell].score)).collect();
    let numbered = leaves.first().is_some_and(|leaf| is_number(&leaf.name));
    let mean = names.iter().sum::<f32>() / names.len() as f32;
    let from = leaves.first()?.span.0;
    // As rows of labels and values.
    let pairs = |row: usize| {
        let own: Vec<usize> =
            grids.own(row).iter().copied().filter(|cell| grids.span(*cell).0 >= from).collect();
        let (roles, total) = super::roles::of_row(grids, &own, false);
        // Several values behind one label are a row of a list rather.
        let filled = |i: usize| !grids.looks[own[i]].empty && !grids.looks[own[i]].hint;
        let several: f32 = (1..roles.len())
            .filter(|i| roles[*i] == Role::Value && roles[*i - 1] == Role::Value)
            .map(|i| if filled(i) && filled(i - 1) { 5.0 } else { 1.0 })
            .sum();
        total - several
    };
    if let Some(rows) = persons(grids, row + depth, &leaves) {
        let taken = depth + rows.len();
        return Some(Band { taken, leaves, depth, rows, numbered, group: None, told });
    }
    let mut band = Band { taken: 0, leaves, depth, rows: Vec::new(), numbered, group: None, told };
    let mut at = row + depth;
    while at < grids.table.rows {
        match fits(grids, at, &band.leaves, mean) {
            // A row that is labels and values is none of the list.
            Fit::Row
                if !band.rows.is_empty()
                    && !heads_persons(&band.leaves)
                    && !grids.own(at).first().is_some_and(|cell| is_total(grids, *cell))
                    && pairs(at) > band.row_score(grids, at) + 3.0 =>
            {
                break;
            }
            Fit::Row => band.rows.push(at),
            Fit::Repeated => {}
            Fit::Other => break,
        }
        at += 1;
    }
    band.taken = at - row;
    let thin = band.leaves.len() == 2 && !numbered && band.rows.len() < 2;
    let stacked = thin && stacked(grids, &names, &band.rows);
    if band.rows.is_empty() || thin && !told && !stacked {
        return None;
    }
    // Years side by side head figures, whatever their rows say.
    let years = band
        .leaves
        .iter()
        .filter(|leaf| super::cells::is_year(&leaf.name) || super::cells::is_period(&leaf.name))
        .count();
    // 姓名 | 职务 | 职称 | 电话 head persons, 是 | 否 ticks, whatever stands below.
    let sure = heads_persons(&band.leaves) || band.answers(grids) || halves(grids, &band.leaves);
    if band.told || stacked || sure || years >= 2 && years + 2 >= band.leaves.len() {
        return Some(band);
    }
    band.grouped(grids);
    // As a list: heads above, values below, all of them under their heads.
    let sample: Vec<usize> = band.rows.iter().copied().take(SAMPLE).collect();
    let list = names.iter().sum::<f32>()
        + if band.numbered { 4.0 } else { 0.0 }
        + sample.iter().map(|row| band.row_score(grids, *row)).sum::<f32>();
    let paired = (row..row + depth).chain(sample.iter().copied()).map(pairs).sum::<f32>();
    if list <= paired || mean < 0.0 {
        return None;
    }
    Some(band)
}

/// Two labels over their two values: neither can be the other's value.
fn stacked(grids: &Grids, heads: &[f32], rows: &[usize]) -> bool {
    let mean = heads.iter().sum::<f32>() / heads.len().max(1) as f32;
    let Some(row) = rows.first() else { return false };
    let below = |cell: &usize| {
        let look = &grids.looks[*cell];
        look.empty || look.hint || look.ticks || look.score < 0.3 && look.score < mean - 1.5
    };
    let own = grids.own(*row);
    own.len() == heads.len()
        && mean >= 1.0
        && heads.iter().all(|score| *score > 0.3)
        && own.iter().all(below)
}

/// The rows below a head of persons that ask for something of each: 姓名, 职务, 电话.
fn persons(grids: &Grids, from: usize, leaves: &[Leaf]) -> Option<Vec<usize>> {
    let rest = &leaves[1..];
    let people = rest.iter().filter(|leaf| words::is_people(&leaf.name)).count();
    if !is_corner(&leaves[0].name) || people < 2 || people < rest.len() {
        return None;
    }
    // 研究领域 below 姓名 and 职务 is asked of them too.
    let asks = |row: &usize| {
        let own = grids.own(*row);
        let spans = own.iter().map(|cell| grids.span(*cell));
        own.first().is_some_and(|cell| {
            words::is_of_person(&grids.label(*cell)) || grids.looks[*cell].score >= words::SURE
        }) && spans.eq(leaves.iter().map(|leaf| leaf.span))
    };
    let rows: Vec<usize> = (from..grids.table.rows).take_while(asks).collect();
    let first = rows.first().and_then(|row| grids.own(*row).first());
    first.filter(|cell| words::is_of_person(&grids.label(**cell))).map(|_| rows.clone())
}

/// Whether what stands in the corner of a crossed table says nothing of its own.
fn is_corner(name: &str) -> bool {
    matches!(
        label::key(name).as_str(),
        "" | "项目"
            | "类别"
            | "内容"
            | "角色"
            | "人员"
            | "名称"
            | "信息"
            | "人员类别"
            | "事项"
            | "人员信息"
            | "栏目"
    )
}

/// Whether what would be heads are labels and values in turn, which head nothing:
/// 企业名称 | 某某公司 | 成立年份 | 2018.
fn alternates(grids: &Grids, leaves: &[Leaf]) -> bool {
    let score = |leaf: &Leaf| grids.looks[leaf.cell].score;
    let period =
        |leaf: &Leaf| super::cells::is_year(&leaf.name) || super::cells::is_period(&leaf.name);
    leaves.len() >= 4
        && leaves.len().is_multiple_of(2)
        && leaves.chunks(2).all(|pair| score(&pair[0]) >= words::SURE && score(&pair[1]) < 0.3)
        && !leaves.iter().skip(1).step_by(2).all(period)
}

/// Whether a label in the corner names what a list holds: 家庭主要成员, 主要业绩.
fn heads_all(name: &str) -> bool {
    let key = label::key(name);
    key.chars().count() >= 4
        && ["成员", "关系", "业绩", "经历", "简历", "情况", "人员", "成果", "设备", "明细", "信息"]
            .iter()
            .any(|end| key.ends_with(end))
}

/// Whether the heads say the same in both halves: 收入科目 | 金额 | 支出科目 | 金额, or 来源 |
/// 金额 | 用途 | 金额 below 资金来源 | 资金用途.
fn halves(grids: &Grids, leaves: &[Leaf]) -> bool {
    let names: Vec<String> =
        leaves.iter().map(|leaf| label::key(&grids.label(leaf.cell))).collect();
    let Some(second) = leaves.get(leaves.len() / 2) else { return false };
    let half = second.span.0 - leaves[0].span.0;
    let under = |leaf: &Leaf| {
        let above = grids.cell(leaf.cell).row.checked_sub(1);
        let over = above.and_then(|row| grids.at(row, leaf.span.0));
        over.is_some_and(|over| grids.cell(over).col_span == half)
    };
    same_parts(&names, 2, true) && (same_parts(&names, 2, false) || leaves.iter().all(under))
}

/// Whether names are those of so many parts side by side, of two columns or more each: in
/// every part the same, or ending on the same word; with `some`, one of them the same.
fn same_parts(names: &[String], parts: usize, some: bool) -> bool {
    let width = names.len() / parts.max(1);
    let mut pairs = (width..names.len()).map(|i| (&names[i], &names[i - width]));
    let same = |(one, other): (&String, &String)| one == other && !one.is_empty();
    width >= 2
        && parts >= 2
        && names.len().is_multiple_of(parts)
        && match some {
            true => pairs.any(same),
            false => pairs.all(|(one, other)| same((one, other)) || same_end(one, other)),
        }
}

/// Whether the heads ask for what belongs to persons, one a row.
fn heads_persons(leaves: &[Leaf]) -> bool {
    let rest = &leaves[1..];
    let persons = rest.iter().filter(|leaf| words::is_of_person(&leaf.name)).count();
    persons >= 2 && persons * 4 >= rest.len() * 3
}

/// Heads of columns between which a row is ticked.
const ANSWERS: &[(&str, &str)] =
    &[("是", "否"), ("有", "无"), ("符合", "不符合"), ("合格", "不合格"), ("达标", "未达标")];

/// Rows that are enough to tell a list.
const SAMPLE: usize = 12;

/// What speaks for a cell's being a value.
fn value_score(grids: &Grids, cell: usize) -> f32 {
    let look = &grids.looks[cell];
    if look.empty {
        0.6
    } else if look.hint || look.ticks {
        1.0
    } else {
        (-look.score).clamp(-3.0, 3.5) + 0.3
    }
}

/// Whether a head stands over running numbers.
fn is_number(name: &str) -> bool {
    matches!(label::key(name).as_str(), "序号" | "编号" | "no" | "no." | "序" | "号")
}

/// Rows of the head: as many as its tallest cell where the others are divided below.
fn depth(grids: &Grids, row: usize, rest: &[usize]) -> usize {
    let tall = rest.iter().map(|cell| grids.cell(*cell).row_span).max().unwrap_or(1);
    let more = row + tall.max(2) < grids.table.rows;
    let worded = |cell: &usize| {
        let look = &grids.looks[*cell];
        let text = &look.text.content;
        !look.empty
            && !look.ticks
            && look.pairs.is_empty()
            && text.chars().count() <= 16
            && (!text.contains(|c: char| c.is_ascii_digit()) || heads(text, look.score) > 0.0)
    };
    let divided = |cell: &usize| {
        let look = &grids.looks[*cell];
        grids.cell(*cell).col_span > 1
            && heads(&look.text.content, look.score) > -0.5
            && worded(cell)
    };
    if tall > 1 && tall <= DEEPEST && more {
        let lower: Vec<usize> =
            rest.iter().copied().filter(|cell| grids.cell(*cell).row_span < tall).collect();
        let below = (row + 1..row + tall).all(|r| grids.own(r).iter().all(worded));
        if lower.iter().all(divided) && below {
            return tall;
        }
    }
    let next = grids.own(row + 1);
    let sure = |cell: &usize| {
        let look = &grids.looks[*cell];
        grids.cell(*cell).row_span == 1
            && worded(cell)
            && heads(&look.text.content, look.score) >= 1.0
    };
    // 科目 | 金额 | 科目 | 金额 below 经费来源 | 经费支出: the same heads in each half.
    let plain = |cell: &usize| {
        grids.cell(*cell).row_span == 1
            && worded(cell)
            && heads(&grids.looks[*cell].text.content, grids.looks[*cell].score) > -0.5
    };
    let halves = || {
        let names: Vec<String> = next.iter().map(|cell| label::key(&grids.label(*cell))).collect();
        next.iter().all(plain)
            && (same_parts(&names, rest.len(), true) || same_parts(&names, rest.len(), false))
    };
    if tall == 1 && more && rest.iter().all(divided) && halves() {
        return 2;
    }
    if tall == 1
        && more
        && rest.iter().all(divided)
        && next.len() > rest.len()
        && next.iter().all(sure)
    {
        return 2;
    }
    1
}

/// 收入科目 and 支出科目 end on the same word.
fn same_end(one: &str, other: &str) -> bool {
    let end = |name: &str| name.chars().rev().take(2).collect::<String>();
    one.chars().count() >= 2 && other.chars().count() >= 2 && end(one) == end(other)
}

/// The heads of the single columns; `None` where one of them can be no head.
fn leaves(
    grids: &Grids,
    row: usize,
    depth: usize,
    rest: &[usize],
    told: bool,
) -> Option<Vec<Leaf>> {
    let (from, to) = (grids.span(*rest.first()?).0, grids.span(*rest.last()?).1);
    let mut leaves: Vec<Leaf> = Vec::new();
    let mut paths: Vec<Vec<usize>> = Vec::new();
    let mut col = from;
    while col < to {
        let cell = grids.at(row + depth - 1, col)?;
        let look = &grids.looks[cell];
        // Behind the heads of such a list a column may be left over.
        if told && look.empty && leaves.len() >= 2 {
            break;
        }
        if look.ticks
            || !look.pairs.is_empty()
            || look.hint && look.score < 0.0 && !super::cells::is_year(&look.text.content)
            || look.empty && col != from
        {
            return None;
        }
        let span = grids.span(cell);
        if span.0 != col {
            return None;
        }
        let mut path: Vec<usize> = (row..row + depth).filter_map(|r| grids.at(r, col)).collect();
        path.dedup();
        leaves.push(Leaf { name: grids.label(cell), span, cell });
        paths.push(path);
        col = span.1;
    }
    // Heads that say the same under several others are told by those.
    let twice = |leaves: &[Leaf], i: usize| {
        leaves.iter().enumerate().any(|(j, leaf)| j != i && leaf.name == leaves[i].name)
    };
    let named: Vec<Option<String>> = (0..leaves.len())
        .map(|i| {
            let over: Vec<String> = paths[i]
                .iter()
                .rev()
                .skip(1)
                .map(|cell| grids.label(*cell))
                .filter(|n| !n.is_empty())
                .collect();
            (twice(&leaves, i) && !over.is_empty())
                .then(|| format!("{}{}", over.join(""), leaves[i].name))
        })
        .collect();
    for (leaf, name) in leaves.iter_mut().zip(named) {
        if let Some(name) = name {
            leaf.name = name;
        }
    }
    (leaves.len() >= 2).then_some(leaves)
}

/// Whether a cell is the label of a row of totals.
fn is_total(grids: &Grids, cell: usize) -> bool {
    ["合计", "小计", "总计", "共计", "汇总", "平均"]
        .contains(&label::key(&grids.label(cell)).as_str())
}

enum Fit {
    Row,
    Repeated,
    Other,
}

/// Whether a row goes on with the list: its cells stand under the heads, and it is neither
/// a head nor a row of labels and values.
fn fits(grids: &Grids, row: usize, leaves: &[Leaf], head: f32) -> Fit {
    let (from, to) = (leaves[0].span.0, leaves[leaves.len() - 1].span.1);
    // Blank cells behind the last head say nothing.
    let own: Vec<usize> = grids
        .own(row)
        .iter()
        .copied()
        .filter(|cell| grids.span(*cell).0 < to || !grids.looks[*cell].empty)
        .collect();
    let own = own.as_slice();
    let inside = |cell: &&usize| {
        let span = grids.span(**cell);
        let starts = leaves.iter().any(|leaf| leaf.span.0 == span.0);
        let ends = leaves.iter().any(|leaf| leaf.span.1 == span.1);
        span.0 >= from && span.1 <= to && starts && ends
    };
    if own.is_empty() || own.iter().filter(inside).count() != own.len() {
        return if own.is_empty() && row > 0 && grids.at(row, from).is_some() {
            Fit::Row
        } else {
            Fit::Other
        };
    }
    // 近三年主要经济指标 | 20　年 | 20　年 begins a list of its own.
    let years = own
        .iter()
        .skip(1)
        .filter(|c| super::cells::is_year(&grids.looks[**c].text.content))
        .count();
    let of_years = leaves.iter().filter(|leaf| super::cells::is_year(&leaf.name)).count();
    if years >= 2
        && years + 1 == own.len()
        && of_years == 0
        && grids.looks[own[0]].score >= words::SURE
    {
        return Fit::Other;
    }
    // A value merged over several columns is none of a list, a total's label aside.
    let total = |cell: &usize| is_total(grids, *cell);
    let merged = own.iter().any(|cell| {
        let span = grids.span(*cell);
        let wide =
            leaves.iter().filter(|leaf| leaf.span.0 >= span.0 && leaf.span.1 <= span.1).count() > 1;
        wide && !grids.looks[*cell].empty && !total(cell)
    });
    // A label before one blank across all other columns waits for a text.
    if let [label, blank] = own
        && leaves.len() > 2
        && grids.looks[*blank].empty
        && grids.span(*blank) == (leaves[1].span.0, to)
        && grids.looks[*label].score > -0.5
        && !total(label)
    {
        return Fit::Other;
    }
    if merged {
        return Fit::Other;
    }
    let covered = leaves
        .iter()
        .filter(|leaf| grids.at(row, leaf.span.0).is_some_and(|cell| grids.cell(cell).row < row))
        .count();
    if own.len() == 1 && covered == 0 || (own.len() + covered) * 2 < leaves.len() {
        return Fit::Other;
    }
    let filled: Vec<usize> = own.iter().copied().filter(|cell| !grids.looks[*cell].empty).collect();
    let same = leaves.iter().all(|leaf| {
        grids.at(row, leaf.span.0).is_some_and(|cell| {
            label::key(&grids.label(cell)) == label::key(&grids.label(leaf.cell))
        })
    });
    if same {
        return Fit::Repeated;
    }
    let score = |cell: &usize| heads(&grids.looks[*cell].text.content, grids.looks[*cell].score);
    let mean = filled.iter().map(score).sum::<f32>() / filled.len().max(1) as f32;
    // Another head: all of its cells are filled and are labels.
    if filled.len() == own.len()
        && own.len() >= 2
        && covered == 0
        && mean > 1.5
        && mean > head - 2.0
        && filled.iter().all(|c| score(c) > 0.0)
    {
        return Fit::Other;
    }
    // Labels and values side by side; below 姓名 | 职务 | 电话 only where 职务 is said again.
    let persons = heads_persons(leaves)
        && !own[1..].iter().any(|cell| words::is_of_person(&grids.label(*cell)));
    let side_by_side = !persons && !own.first().is_some_and(total) && !halves(grids, leaves);
    if side_by_side && own.len() >= 2 && own.len().is_multiple_of(2) && covered == 0 {
        // A figure that looks like a year is a label of nothing here.
        let score = |cell: &usize| grids.looks[*cell].score;
        let sure = own.iter().step_by(2).filter(|cell| score(cell) >= words::SURE).count();
        let values = own.iter().skip(1).step_by(2).filter(|cell| score(cell) < 0.3).count();
        let half = own.len() / 2;
        let apart = own.chunks(2).filter(|pair| score(&pair[0]) > score(&pair[1]) + 1.5).count();
        if sure == half && (values == half || apart == half) && half >= 2 {
            return Fit::Other;
        }
    }
    if own.iter().any(|cell| !grids.looks[*cell].pairs.is_empty()) && own.len() <= 2 {
        return Fit::Other;
    }
    Fit::Row
}

impl Band {
    /// What speaks for a row's being one of the list.
    fn row_score(&self, grids: &Grids, row: usize) -> f32 {
        let at = |leaf: &Leaf| grids.at(row, leaf.span.0);
        let number = at(&self.leaves[0]).is_some_and(|cell| {
            let text = grids.looks[cell].text.content.trim();
            !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit())
        });
        let least = if number { -1.0 } else { -3.0 };
        // The first column may hold the labels of the rows.
        let first = at(&self.leaves[0]).map_or(0.0, |cell| grids.looks[cell].score.abs().min(2.5));
        let stubs = self.stubs(grids);
        let rest: f32 = self
            .leaves
            .iter()
            .enumerate()
            .skip(1)
            .filter_map(|(i, leaf)| Some((i, at(leaf)?)))
            .map(|(i, cell)| match i < stubs && !grids.looks[cell].empty {
                true => grids.looks[cell].score.abs().min(2.5),
                false => value_score(grids, cell).max(least),
            })
            .sum();
        first + rest + 0.5 * self.leaves.len() as f32 + if number { 4.0 } else { 0.0 }
    }

    /// How many columns from the left say what each row is about: 一级指标 | 二级指标 before
    /// the figures. The last column is none of them.
    fn stubs(&self, grids: &Grids) -> usize {
        let labels = |leaf: &&Leaf| grids.column(leaf.cell) > 0.3;
        let more = self.leaves.iter().skip(1).take_while(labels).count();
        (1 + more).min(self.leaves.len() - 1)
    }

    /// Whether two columns are the answers between which each row is ticked: 是 | 否.
    fn answers(&self, grids: &Grids) -> bool {
        let key = |leaf: &Leaf| label::key(&leaf.name);
        let pair = self.leaves.windows(2).find(|pair| {
            let (one, other) = (key(&pair[0]), key(&pair[1]));
            ANSWERS.contains(&(one.as_str(), other.as_str()))
                || !one.is_empty() && other.strip_prefix('不') == Some(one.as_str())
        });
        let Some(pair) = pair else { return false };
        let free = |row: &usize| {
            pair.iter().all(|leaf| {
                grids.at(*row, leaf.span.0).is_some_and(|cell| {
                    let look = &grids.looks[cell];
                    look.empty || look.ticks || look.text.content.chars().count() <= 2
                })
            })
        };
        !self.rows.is_empty() && self.rows.iter().all(free)
    }

    /// Grid columns of its heads.
    pub fn spans(&self) -> Vec<(usize, usize)> {
        self.leaves.iter().map(|leaf| leaf.span).collect()
    }

    /// A first head over nothing but blanks is the label of the list.
    fn grouped(&mut self, grids: &Grids) {
        let first = &self.leaves[0];
        // A column of its own has a cell in each row, unless it heads the whole list:
        // 家庭主要成员 | 称谓 | 姓名 over rows that nobody merged with it.
        let several = self.rows.len() > 1 && !is_number(&self.leaves[1].name);
        if several && (self.leaves.len() < 4 || !heads_all(&first.name)) {
            return;
        }
        let blank = self
            .rows
            .iter()
            .all(|row| grids.at(*row, first.span.0).is_none_or(|cell| grids.looks[cell].empty));
        let others = self.rows.iter().any(|row| {
            self.leaves[1..].iter().any(|leaf| {
                grids.at(*row, leaf.span.0).is_some_and(|cell| {
                    // Boxes and hints are printed on the blank form too.
                    let look = &grids.looks[cell];
                    !look.empty && !look.hint && !look.ticks
                })
            })
        });
        let name = first.name.clone();
        // On a blank form only the words tell: 成效 | 效率提升（%） | 能耗降低（%）, 负责人 | 姓名 | 电话.
        let unit = |leaf: &Leaf| !label::Label::parse(&leaf.name).unit.is_empty();
        let asked = matches!(super::value::read(&name, "").kind, "date" | "code");
        let told = !unit(first) && !asked && self.leaves[1..].iter().all(unit)
            || words::is_people(&name) && words::is_of_person(&self.leaves[1].name);
        let others = others || told;
        if blank && others && self.leaves.len() > 2 && !self.numbered && !name.is_empty() {
            self.group = Some(first.cell);
            self.leaves.remove(0);
            self.numbered = is_number(&self.leaves[0].name);
        }
    }

    /// What it says: pairs where labels stand above one row of values or beside persons in
    /// columns, else a list.
    pub fn items(&self, grids: &Grids, title: &str, group: &str, whole: bool) -> Vec<Item> {
        let named = self.group.map(|cell| grids.label(cell));
        let (title, group) = (named.as_deref().unwrap_or(title), named.as_deref().unwrap_or(group));
        let people = |name: &str| words::is_people(name);
        let corner = label::key(&self.leaves[0].name);
        let loose = is_corner(&corner);
        let first = |row: usize| grids.at(row, self.leaves[0].span.0);
        let firsts: Vec<String> =
            self.rows.iter().filter_map(|row| first(*row)).map(|cell| grids.label(cell)).collect();
        let most = |count: usize, of: usize| count * 2 > of && count > 0;
        let rest = &self.leaves[1..];
        let columns_people =
            most(rest.iter().filter(|leaf| people(&leaf.name)).count(), rest.len());
        let asked =
            most(firsts.iter().filter(|name| words::is_of_person(name)).count(), firsts.len());
        if loose && columns_people && asked {
            return self.crossed(grids, true);
        }
        let rows_people = most(firsts.iter().filter(|name| people(name)).count(), firsts.len());
        let of_person =
            most(rest.iter().filter(|leaf| words::is_of_person(&leaf.name)).count(), rest.len());
        let twice = firsts.iter().enumerate().any(|(i, name)| firsts[..i].contains(name));
        if corner.is_empty() && rows_people && of_person && !twice {
            return self.crossed(grids, false);
        }
        let row_labels = self.leaves.len() > 2
            && (corner.is_empty() || named.is_none())
            && firsts.first().is_some_and(|name| words::is_known(name));
        if self.rows.len() == 1
            && !self.numbered
            && !self.told
            && (!whole || named.is_some())
            && !row_labels
        {
            return self.above(grids, group);
        }
        vec![self.list(grids, title)]
    }

    fn piece(&self, grids: &Grids, row: usize, leaf: &Leaf) -> Option<Piece> {
        let cell = grids.at(row, leaf.span.0)?;
        // A cell that is merged over several columns stands in the first of them.
        (grids.span(cell).0 == leaf.span.0).then(|| grids.piece(cell))
    }

    /// Labels above their values.
    fn above(&self, grids: &Grids, group: &str) -> Vec<Item> {
        let Some(row) = self.rows.first().copied() else { return Vec::new() };
        let pair = |leaf: &Leaf| {
            let value = self.piece(grids, row, leaf).unwrap_or_default();
            Item::Pair(Pair {
                label: leaf.name.clone(),
                group: group.to_owned(),
                value,
                at: grids.piece(leaf.cell),
                ..Pair::default()
            })
        };
        self.leaves.iter().filter(|leaf| !leaf.name.is_empty()).map(pair).collect()
    }

    /// A table of persons: what is asked of them along one side, they along the other.
    fn crossed(&self, grids: &Grids, persons_above: bool) -> Vec<Item> {
        let mut out = Vec::new();
        let pair = |row: usize, leaf: &Leaf| -> Option<Item> {
            let first = grids.at(row, self.leaves[0].span.0)?;
            let value = self.piece(grids, row, leaf)?;
            let (asked, named) = (grids.label(first), leaf.name.clone());
            let (label, group, at) = match persons_above {
                true => (asked, named, grids.piece(first)),
                false => (named, asked, grids.piece(leaf.cell)),
            };
            Some(Item::Pair(Pair { label, group, value, at, ..Pair::default() }))
        };
        if persons_above {
            for leaf in &self.leaves[1..] {
                out.extend(self.rows.iter().filter_map(|row| pair(*row, leaf)));
            }
        } else {
            for row in &self.rows {
                out.extend(self.leaves[1..].iter().filter_map(|leaf| pair(*row, leaf)));
            }
        }
        out
    }

    fn list(&self, grids: &Grids, title: &str) -> Item {
        let parts = self.parts();
        let width = self.leaves.len() / parts;
        let columns = self.leaves[..width].iter().map(|leaf| leaf.name.clone()).collect();
        let mut rows: Vec<Vec<Option<Piece>>> = Vec::new();
        for part in self.leaves.chunks(width) {
            for row in &self.rows {
                let cells: Vec<Option<Piece>> =
                    part.iter().map(|leaf| self.piece(grids, *row, leaf)).collect();
                let said = |piece: &Option<Piece>| {
                    piece
                        .as_ref()
                        .is_some_and(|p| p.unread || !super::hints::is_hint(&p.text.content))
                };
                let skip = usize::from(self.numbered);
                if cells.iter().skip(skip).any(said) {
                    rows.push(cells);
                }
            }
        }
        if parts > 1 && self.numbered {
            let number = |row: &Vec<Option<Piece>>| {
                row.first()?.as_ref()?.text.content.trim().parse::<u32>().ok()
            };
            if rows.iter().all(|row| number(row).is_some()) {
                rows.sort_by_key(|row| number(row));
            }
        }
        let _ = self.depth;
        Item::List(List {
            title: title.to_owned(),
            columns,
            rows,
            at: grids.piece(self.leaves[0].cell),
        })
    }

    /// Into how many parts of the same heads the list is printed side by side.
    fn parts(&self) -> usize {
        let key = |leaf: &Leaf| label::key(&leaf.name);
        let same = |parts: usize| {
            let width = self.leaves.len() / parts;
            self.leaves.len().is_multiple_of(parts)
                && width >= 2
                && (width..self.leaves.len())
                    .all(|i| key(&self.leaves[i]) == key(&self.leaves[i - width]))
        };
        [4, 3, 2].into_iter().find(|parts| same(*parts)).unwrap_or(1)
    }
}
