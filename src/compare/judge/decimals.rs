//! Zeros behind the decimal point. 12.50 and 12.5 are one amount, but 3.10 and 3.1 are two
//! versions, two clauses and two days of March. Only what a label says tells which they
//! are; without a label that names an amount a person looks.

use crate::compare::judge::laid::Laid;
use crate::compare::stream::flow::{Flow, Unit, UnitKind};
use crate::compare::stream::fold;
use std::ops::Range;

/// What two writings of one value come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zeros {
    /// The label names an amount: one number in two writings.
    Amount,
    /// Nothing says that it is an amount.
    Open,
}

/// Labels of what only looks like a number.
const NAMES: &[&str] = &[
    "版本", "版号", "型号", "编号", "号", "条款", "条目", "章节", "日期", "时间", "时刻", "年月",
    "月份", "规格", "标准", "代码", "目录", "序", "图", "附表",
];
/// Labels of amounts.
const AMOUNTS: &[&str] = &[
    "元", "%", "‰", "率", "额", "费", "金", "价", "资产", "投资", "收入", "利润", "税", "成本",
    "产量", "产值", "产能", "数量", "面积", "重量", "长度", "宽度", "高度", "厚度", "温度", "压力",
    "功率", "能耗", "电量", "用量", "消耗", "计划", "实际", "预算", "合计", "小计", "总计", "比例",
    "占比", "增长", "得分", "值", "量", "权重", "吨", "公斤", "千克", "米", "亩",
];

/// Whether two runs are one number with and without zeros at its end, and what they count.
pub fn weigh(laid: &Laid<'_>, left: &Range<usize>, right: &Range<usize>) -> Option<Zeros> {
    let (p, o) = (laid.paper.folded(left.clone()), laid.online.folded(right.clone()));
    if bare(&p)? != bare(&o)? || p == o {
        return None;
    }
    let amount =
        [(laid.paper, left), (laid.online, right)].map(|(flow, range)| counts(flow, range));
    Some(if amount == [true, true] { Zeros::Amount } else { Zeros::Open })
}

/// A decimal number without the zeros at its end.
fn bare(number: &str) -> Option<&str> {
    let decimal = |c: char| c.is_ascii_digit() || c == '.';
    let digits = number.strip_prefix('-').unwrap_or(number);
    let sound = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(decimal)
        && digits.matches('.').count() < 2;
    let cut = match number.contains('.') {
        true => number.trim_end_matches('0').trim_end_matches('.'),
        false => number,
    };
    sound.then_some(cut)
}

/// Whether a number is alone in its cell and a label beside or above it names an amount.
fn counts(flow: &Flow, range: &Range<usize>) -> bool {
    let Some(unit) = flow.unit_of(range.start) else { return false };
    let number = flow.marks.get(range.start).map(|mark| mark.unit as usize);
    let alone =
        !unit.range.clone().any(|i| !range.contains(&i) && fold::is_content(flow.marks[i].ch));
    let Some(number) = number.filter(|_| alone && unit.kind == UnitKind::Cell) else {
        return false;
    };
    let labels = labels(flow, number);
    let says = |words: &[&str]| labels.iter().any(|label| words.iter().any(|w| label.contains(w)));
    says(AMOUNTS) && !says(NAMES)
}

/// The texts of the cells in front of a cell in its row and above it in its column that
/// hold words.
fn labels(flow: &Flow, number: usize) -> Vec<String> {
    /// Cells in front of a cell among which its labels are looked for.
    const BEFORE: usize = 2000;
    let own = &flow.units[number];
    let (Some(table), Some((row, col))) = (own.table, own.at) else { return Vec::new() };
    let worded = |unit: &&Unit| unit.text.content.chars().any(char::is_alphabetic);
    let before = || {
        let units = flow.units[number.saturating_sub(BEFORE)..number].iter().rev();
        units.filter(move |unit| unit.table == Some(table)).filter(worded)
    };
    let beside = before().find(|unit| unit.at.is_some_and(|at| at.0 == row));
    let covers = |unit: &&Unit| {
        unit.at.is_some_and(|at| (at.1..at.1 + unit.span.1.max(1)).contains(&col) && at.0 < row)
    };
    let head = before().rfind(covers);
    let text = |unit: &Unit| flow.folded(unit.range.clone());
    beside.into_iter().chain(head).map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::judge::laid::shown;
    use crate::compare::report::Severity;
    use crate::document::{Block, Document, Table};

    fn told(rows: [&[&[&str]]; 2]) -> Vec<Severity> {
        let flow = |rows: &[&[&str]]| {
            let blocks = vec![Block::Table(Table::plain(rows))];
            Flow::of(&Document { blocks, ..Document::default() })
        };
        let (paper, online) = (flow(rows[0]), flow(rows[1]));
        let residual = shown(&paper, &online, crate::compare::judge::residual::weigh);
        residual.findings.iter().map(|finding| finding.severity).collect()
    }

    #[test]
    fn zeros_are_forgiven_by_a_label_of_amounts_alone() {
        let pair = |label: &str, a: &str, b: &str| told([&[&[label, a]], &[&[label, b]]]);
        assert!(pair("总投资（万元）", "12.50", "12.5").is_empty());
        assert!(pair("设备利用率", "31.0", "31").is_empty());
        for label in ["软件版本", "条款", "完成日期", "设备型号", "备注"] {
            assert_eq!(pair(label, "3.10", "3.1"), [Severity::Suspect], "{label}");
        }
        assert_eq!(pair("总投资（万元）", "12.50", "12.05"), [Severity::Material]);
        // The head of the column names what the row does not.
        let list = |n: &str| {
            told([&[&["名称", "版本"], &["甲系统", n]], &[&["名称", "版本"], &["甲系统", "5.2"]]])
        };
        assert_eq!(list("5.20"), [Severity::Suspect]);
    }
}
