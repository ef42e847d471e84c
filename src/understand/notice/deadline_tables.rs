//! Deadlines given as a table: steps down the side, with their time, work and who does it.

use super::deadlines::{Issued, in_cell};
use crate::document::{Cell, Table};
use crate::lexicon;
use crate::understand::words::bare;
use crate::value::label::join_lines;

/// One deadline of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<'a> {
    /// ISO date: the last day, where a stretch of days is given.
    pub date: String,
    /// Hour, where one is written.
    pub time: Option<String>,
    /// What must be done, as printed.
    pub what: Option<String>,
    /// Who must do it, as printed.
    pub for_whom: Option<String>,
    /// Which track it is for, where a row is about one.
    pub track: Option<String>,
    /// The cell of the date.
    pub cell: &'a Cell,
}

/// The deadlines that a table gives; none if it is another table.
pub fn read(table: &Table, issued: Issued) -> Vec<Entry<'_>> {
    let grid = table.grid();
    let cell = |row: usize, col: usize| grid.cell(row, col).and_then(|i| table.cells.get(i));
    let head: Vec<String> = (0..table.cols)
        .map(|col| cell(0, col).map(|c| bare(&c.text().content)).unwrap_or_default())
        .collect();
    let column = |words: &[&str], taken: &[usize]| {
        (0..head.len()).find(|col| {
            !taken.contains(col)
                && head[*col].chars().count() <= 8
                && words.iter().any(|word| head[*col].contains(word))
        })
    };
    let across = across(table, &head, issued);
    if !across.is_empty() {
        return across;
    }
    let Some(time) = column(lexicon::STEP_TIME_COLUMNS, &[]) else { return Vec::new() };
    let work = column(lexicon::STEP_WORK_COLUMNS, &[time]);
    let step = column(lexicon::STEP_STEP_COLUMNS, &[&[time][..], work.as_slice()].concat());
    let who = column(
        lexicon::STEP_WHO_COLUMNS,
        &[&[time][..], work.as_slice(), step.as_slice()].concat(),
    );
    let Some(what) = work.or(step) else { return Vec::new() };
    let words = |row: usize, col: usize| {
        let text = cell(row, col).map(|c| join_lines(&c.text().content)).unwrap_or_default();
        (!text.trim().is_empty()).then(|| text.trim().to_owned())
    };
    let entry = |row: usize| {
        let cell = cell(row, time).filter(|cell| cell.row == row)?;
        let (date, hour) = in_cell(&bare(&cell.text().content), issued)?;
        let for_whom = who.and_then(|col| words(row, col));
        Some(Entry { date, time: hour, what: words(row, what), for_whom, track: None, cell })
    };
    (1..table.rows).filter_map(entry).collect()
}

/// The deadlines of a table with a row for each track or body: the heads of its other
/// columns say what must be done until the dates below them (网上申报截止时间).
fn across<'a>(table: &'a Table, head: &[String], issued: Issued) -> Vec<Entry<'a>> {
    let grid = table.grid();
    let cell = |row: usize, col: usize| grid.cell(row, col).and_then(|i| table.cells.get(i));
    let says = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
    let ends = |col: &usize| says(&head[*col], &["截止", "时限", "期限"]);
    let times: Vec<usize> = (0..head.len()).filter(ends).collect();
    let label = (0..head.len()).find(|col| {
        !times.contains(col)
            && says(
                &head[*col],
                &[lexicon::STEP_ABOUT_COLUMNS, lexicon::STEP_BODY_COLUMNS].concat(),
            )
    });
    let (Some(label), false) = (label, times.is_empty()) else { return Vec::new() };
    // Steps down the side, each with its work, are read as such.
    let work = (0..head.len())
        .any(|col| !times.contains(&col) && says(&head[col], lexicon::STEP_WORK_COLUMNS));
    if work || times.len() == 1 && says(&head[label], lexicon::STEP_STEP_COLUMNS) {
        return Vec::new();
    }
    let mut out = Vec::new();
    for row in 1..table.rows {
        let text = cell(row, label).map(|c| join_lines(&c.text().content)).unwrap_or_default();
        let text = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let (for_whom, track) = if says(&head[label], lexicon::STEP_BODY_COLUMNS) {
            (text, None)
        } else {
            (None, text)
        };
        for col in &times {
            let Some(cell) = cell(row, *col).filter(|cell| cell.row == row) else { continue };
            let Some((date, time)) = in_cell(&bare(&cell.text().content), issued) else { continue };
            let mut what = head[*col].as_str();
            for word in lexicon::STEP_TIME_TAILS.iter().copied() {
                what = what.trim_end_matches(word);
            }
            let what = (!what.is_empty()).then(|| what.to_owned());
            let (for_whom, track) = (for_whom.clone(), track.clone());
            out.push(Entry { date, time, what, for_whom, track, cell });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_for_each_track_with_its_days() {
        let rows = [
            ["申报类别", "网上申报截止时间", "纸质材料报送截止时间"],
            ["智能工厂", "2022年5月10日17:00", "2022年5月20日"],
            ["数字化车间", "6月15日17:00", "6月30日"],
        ];
        let table = Table::plain(&rows);
        let got: Vec<String> =
            read(&table, Issued { year: Some(2022), month: Some(4), day: None, cited: None })
                .into_iter()
                .map(|e| {
                    let time = e.time.unwrap_or_default();
                    let (track, what) = (e.track.unwrap_or_default(), e.what.unwrap_or_default());
                    format!("{track} {what} {} {time}", e.date)
                })
                .collect();
        assert_eq!(
            got,
            [
                "智能工厂 网上申报 2022-05-10 17:00",
                "智能工厂 纸质材料报送 2022-05-20 ",
                "数字化车间 网上申报 2022-06-15 17:00",
                "数字化车间 纸质材料报送 2022-06-30 ",
            ]
        );
    }

    #[test]
    fn steps_with_their_time_and_who_does_them() {
        let rows = [
            ["阶段", "时间", "工作内容", "责任单位"],
            ["企业申报", "2025年3月1日—3月10日", "登录平台填报", "申报企业"],
            ["县级初审", "3月20日17:30前", "完成审核，出具意见", "各县工信局"],
            ["培训", "另行通知", "", ""],
        ];
        let table = Table::plain(&rows);
        let got: Vec<_> =
            read(&table, Issued { year: Some(2025), month: Some(2), day: None, cited: None })
                .into_iter()
                .map(|e| (e.date, e.time, e.what, e.for_whom))
                .collect();
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            got,
            [
                ("2025-03-10".to_owned(), None, some("登录平台填报"), some("申报企业")),
                (
                    "2025-03-20".to_owned(),
                    some("17:30"),
                    some("完成审核，出具意见"),
                    some("各县工信局")
                ),
            ]
        );
    }
}
