//! What is told of a sheet's cells: text that may be shown otherwise than it is read.

use super::Sheet;
use crate::problem::{Warning, WarningCode};
use std::collections::{BTreeMap, HashMap};

/// Cells listed one by one for one reason.
const LISTED: usize = 6;
/// Cells remembered at all.
const MOST: usize = 10_000;

/// What is told of one workbook: reasons with cells and their texts.
#[derive(Debug, Default)]
pub(super) struct Marks {
    found: BTreeMap<String, (Vec<String>, usize)>,
}

impl Marks {
    /// A cell, and why.
    pub fn cell(&mut self, sheet: &str, at: (u32, u32), text: &str, why: &str) {
        if self.found.len() >= MOST {
            return;
        }
        let (listed, count) = self.found.entry(why.to_owned()).or_default();
        *count += 1;
        if listed.len() < LISTED {
            let short: String = text.chars().take(40).collect();
            listed.push(format!("“{}”（{sheet}!{}）", short.replace('\n', " "), name(at)));
        }
    }

    /// Something told of a sheet or the workbook.
    pub fn whole(&mut self, why: &str) {
        self.found.entry(why.to_owned()).or_default().1 += 1;
    }

    /// The warnings.
    pub fn warnings(self, code: WarningCode) -> Vec<Warning> {
        let say = |(why, (listed, count)): (String, (Vec<String>, usize))| {
            let more = if count > listed.len() && !listed.is_empty() {
                format!("等 {count} 格")
            } else {
                String::new()
            };
            Warning::new(code, format!("{}{more}{why}", listed.join("、")))
        };
        self.found.into_iter().map(say).collect()
    }
}

/// `B12` of row and column from 0.
pub(super) fn name((row, col): (u32, u32)) -> String {
    let mut letters = Vec::new();
    let mut rest = col + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect::<String>() + &(row + 1).to_string()
}

/// Rows, columns and their sizes.
#[derive(Debug, Default)]
pub(super) struct Grid {
    pub hidden_rows: Vec<(u32, u32)>,
    pub hidden_cols: Vec<(u32, u32)>,
    /// Widths given for columns, in digits.
    pub widths: Vec<(u32, u32, f32)>,
    /// Heights given for rows, in points.
    pub heights: BTreeMap<u32, f32>,
}

/// Whether ranges in their order hold a number.
fn within(ranges: &[(u32, u32)], at: u32) -> bool {
    let next = ranges.partition_point(|(first, _)| *first <= at);
    next.checked_sub(1).and_then(|i| ranges.get(i)).is_some_and(|(_, last)| at <= *last)
}

/// How a cell takes its room.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Fit {
    pub number: bool,
    pub wraps: bool,
    pub shrinks: bool,
    pub turned: bool,
    pub size: f32,
}

impl Grid {
    /// The width of columns, where all of them are given.
    fn width(&self, first: u32, last: u32) -> Option<f32> {
        (first..=last.min(first + 200))
            .map(|col| {
                let next = self.widths.partition_point(|(first, ..)| *first <= col);
                let given = next.checked_sub(1).and_then(|i| self.widths.get(i));
                given.filter(|(_, last, _)| col <= *last).map(|(_, _, width)| *width)
            })
            .sum()
    }

    /// Tells what rows and columns hide or cut off.
    pub fn tell(&mut self, sheet: &Sheet, fits: &BTreeMap<(u32, u32), Fit>, marks: &mut Marks) {
        self.hidden_rows.sort_unstable();
        self.hidden_cols.sort_unstable();
        self.widths.sort_by_key(|(first, ..)| *first);
        let spans: HashMap<(u32, u32), [u32; 4]> =
            sheet.merged.iter().map(|m| ((m[0], m[1]), *m)).collect();
        for (at, text) in &sheet.cells {
            let merged = spans.get(at);
            let [_, _, last_row, last_col] = merged.copied().unwrap_or([at.0, at.1, at.0, at.1]);
            // A merged cell is hidden only with all of its rows or columns.
            let all = |ranges: &[(u32, u32)], first: u32, last: u32| {
                !ranges.is_empty() && (first..=last.min(first + 500)).all(|i| within(ranges, i))
            };
            if all(&self.hidden_rows, at.0, last_row) {
                marks.cell(&sheet.name, *at, text, "所在的行是隐藏的，已一并读出");
                continue;
            }
            if all(&self.hidden_cols, at.1, last_col) {
                marks.cell(&sheet.name, *at, text, "所在的列是隐藏的，已一并读出");
                continue;
            }
            let Some(fit) = fits.get(at).copied() else { continue };
            if fit.shrinks || fit.turned {
                continue;
            }
            let Some(width) = self.width(at.1, last_col) else { continue };
            let longest = text.lines().map(wide).fold(0.0, f32::max) * fit.size;
            if fit.number {
                if longest > width * 1.05 + 0.8 {
                    marks.cell(&sheet.name, *at, text, "列宽不足，显示为 #### 或不全");
                }
            } else if !fit.wraps {
                let next = (at.0, last_col + 1);
                let stopped = sheet.cells.contains_key(&next) || last_col > at.1;
                if longest > width * 1.15 + 2.0 && stopped {
                    marks.cell(&sheet.name, *at, text, "超出列宽，右侧有内容，显示不全");
                }
            } else {
                let heights = (at.0..=last_row.min(at.0 + 500)).map(|row| self.heights.get(&row));
                let Some(height) = heights.map(|h| h.copied()).sum::<Option<f32>>() else {
                    continue;
                };
                let room = width.max(1.0);
                let rows: f32 =
                    text.lines().map(|line| (wide(line) * fit.size / room).ceil().max(1.0)).sum();
                if rows * 11.0 * fit.size > height * 1.35 + 6.0 {
                    marks.cell(&sheet.name, *at, text, "超出行高，显示不全");
                }
            }
        }
    }
}

/// The width of a text in digits.
fn wide(text: &str) -> f32 {
    text.chars()
        .map(|c| match c {
            '.' | ',' | ':' | ';' | '\'' | '|' | '!' | 'i' | 'l' | 'I' => 0.55,
            '\u{2e80}'..='\u{ffe6}' => 1.9,
            _ => 1.0,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_sheets_name_them() {
        assert_eq!(
            (name((0, 0)), name((11, 27)), name((0, 701))),
            ("A1".into(), "AB12".into(), "ZZ1".into())
        );
    }
}
