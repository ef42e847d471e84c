//! Quotas given as a table: regions or bodies down the side, tracks across the top.

use super::quotas::only_track;
use crate::document::{Cell, Table};
use crate::lexicon;
use crate::understand::words::bare;
use crate::value::pattern::{Pattern, pattern};

/// One quota of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<'a> {
    /// Who may recommend, as printed.
    pub who: String,
    /// The cell that names it.
    pub who_cell: &'a Cell,
    /// Which track, as printed over the number.
    pub track: Option<String>,
    /// How many.
    pub count: u32,
    /// The cell of the number.
    pub cell: &'a Cell,
}

pattern! {
    static WHO = r"地区|区域|市州|州市|地市|市县|县区|区县|省份|省[(、]|市[(、]|县[(、]|单位|部门|集团|园区";

    static COUNT = r"名额|限额|数量|个数|家数|推荐数|申报数|指标|上限";
}

/// The quotas that a table gives; none if it is another table. `above` is the
/// text over it, with the title of the document.
pub fn read<'a>(table: &'a Table, above: &str) -> Vec<Entry<'a>> {
    let grid = table.grid();
    let cell = |row: usize, col: usize| grid.cell(row, col).and_then(|i| table.cells.get(i));
    let text = |row: usize, col: usize| {
        cell(row, col).map(|c| bare(&c.text().content)).unwrap_or_default()
    };
    let number = |row: usize, col: usize| amount(&text(row, col));
    // The head ends where the first number stands that is no running number.
    let counts = |row: usize| (1..table.cols).any(|col| number(row, col).is_some());
    let Some(first) = (1..table.rows).find(|row| counts(*row)) else { return Vec::new() };
    let head = |col: usize| {
        let mut words: Vec<String> = (0..first).map(|row| text(row, col)).collect();
        words.dedup();
        words.concat()
    };
    let heads: Vec<String> = (0..table.cols).map(head).collect();
    let says = |pattern: &Pattern, text: &str| pattern.is_match(text);
    let asked = lexicon::QUOTA_TABLES
        .iter()
        .any(|word| bare(above).contains(word) || heads.concat().contains(word));
    if !asked {
        return Vec::new();
    }
    let mut out = Vec::new();
    let mut who_col = None;
    for (col, head) in heads.iter().enumerate() {
        if says(&WHO, head) && !says(&COUNT, head) {
            who_col = Some(col);
            continue;
        }
        let Some(who_col) = who_col else { continue };
        let named = only_track(head).or_else(|| counted(head));
        let rows: Vec<usize> = (first..table.rows).collect();
        let filled = rows.iter().filter(|row| number(**row, col).is_some()).count();
        let other = rows.iter().filter(|row| {
            let text = text(**row, col);
            !is_blank(&text) && amount(&text).is_none()
        });
        let is_count = says(&COUNT, head) || named.is_some();
        if !is_count || filled == 0 || other.count() > 0 {
            continue;
        }
        for row in rows {
            let (Some(count), Some(cell), Some(who_cell)) =
                (number(row, col), cell(row, col), cell(row, who_col))
            else {
                continue;
            };
            let who = crate::value::label::join_lines(&who_cell.text().content);
            let name = bare(&who);
            let sum = lexicon::QUOTA_SUMS.iter().any(|w| name.starts_with(w));
            if name.is_empty() || sum || amount(&name).is_some() {
                continue;
            }
            let track = named.clone().or_else(|| only_track(&bare(above)));
            out.push(Entry { who, who_cell, track, count, cell });
        }
    }
    out.sort_by_key(|entry| (entry.cell.row, entry.cell.col));
    out
}

/// What a column counts whose head ends in the unit of its numbers: 系统解决方案(项).
fn counted(head: &str) -> Option<String> {
    let thing = ["(个)", "(家)", "(项)"].iter().find_map(|unit| head.strip_suffix(unit))?;
    // How many there are already is the ground of a quota and not the quota.
    let ground = lexicon::QUOTA_NO_COUNTS;
    let named = (2..=16).contains(&thing.chars().count());
    let other = ground.iter().any(|word| thing.contains(word)) || says_count(thing);
    (named && !other).then(|| thing.to_owned())
}

fn says_count(text: &str) -> bool {
    COUNT.is_match(text)
}

fn is_blank(text: &str) -> bool {
    text.is_empty() || text.chars().all(|c| "-—/无".contains(c))
}

/// `12`, `12个`: a whole number and nothing else.
fn amount(text: &str) -> Option<u32> {
    text.trim_end_matches(['个', '家', '项']).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&[&str]]) -> Table {
        let cells = rows.iter().enumerate().flat_map(|(row, texts)| {
            texts.iter().enumerate().map(move |(col, text)| Cell::plain(row, col, text))
        });
        Table { rows: rows.len(), cols: rows[0].len(), cells: cells.collect(), ..Table::default() }
    }

    fn quotas(rows: &[&[&str]], above: &str) -> Vec<(String, Option<String>, u32)> {
        let table = table(rows);
        read(&table, above).into_iter().map(|e| (e.who, e.track, e.count)).collect()
    }

    #[test]
    fn regions_down_and_tracks_across() {
        let got = quotas(
            &[
                &["序号", "地区", "优秀场景", "示范工厂"],
                &["1", "临江市（含北岭区）", "12", "3"],
                &["2", "东湖市", "8", "—"],
                &["", "合计", "20", "3"],
            ],
            "推荐名额分配表",
        );
        let want = [
            ("临江市（含北岭区）", "优秀场景", 12),
            ("临江市（含北岭区）", "示范工厂", 3),
            ("东湖市", "优秀场景", 8),
        ]
        .map(|(who, track, count)| (who.to_owned(), Some(track.to_owned()), count));
        assert_eq!(got, want);
    }

    #[test]
    fn a_unit_behind_the_head_says_that_the_column_counts() {
        let got = quotas(
            &[
                &["序号", "市州", "规上企业数（家）", "系统解决方案（项）", "智能装备（项）"],
                &["1", "甲市", "320", "12", "6"],
                &["", "合计", "320", "12", "6"],
            ],
            "各市州推荐名额分配表",
        );
        let want = [("系统解决方案", 12), ("智能装备", 6)]
            .map(|(track, count)| ("甲市".to_owned(), Some(track.to_owned()), count));
        assert_eq!(got, want);
    }

    #[test]
    fn two_halves_side_by_side() {
        let got = quotas(
            &[
                &["序号", "市州", "推荐名额（个）", "序号", "市州", "推荐名额（个）"],
                &["1", "甲市", "5", "3", "丙市", "4"],
                &["2", "乙市", "6", "4", "丁州", "2"],
            ],
            "各市州卓越级智能工厂推荐名额",
        );
        let shape: Vec<_> = got.iter().map(|(who, _, count)| (who.as_str(), *count)).collect();
        assert_eq!(shape, [("甲市", 5), ("丙市", 4), ("乙市", 6), ("丁州", 2)]);
        assert_eq!(got[0].1.as_deref(), Some("卓越级智能工厂"));
    }

    #[test]
    fn a_list_of_companies_gives_no_quota() {
        let rows: &[&[&str]] =
            &[&["序号", "推荐单位", "企业名称", "数量"], &["1", "甲市", "某公司", "3"]];
        assert!(quotas(rows, "推荐汇总表").is_empty());
        assert!(quotas(&[&["地区", "2023年产值"], &["甲市", "35"]], "名额分配").is_empty());
    }
}
