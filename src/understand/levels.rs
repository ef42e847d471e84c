//! Conditions of the levels of smart factories (要素条件): what maturity, which
//! stages, what contents and results each level asks.

use super::catalogue::{Style, items};
use super::draft::Draft;
use super::passages::Passage;
use super::words::count;
use crate::characters::numerals;
use crate::value::pattern::pattern;
use serde_json::{Value, json};

const LEVELS: &[&str] = &["基础级", "先进级", "卓越级", "领航级"];

pattern! {
    static ASKS = r"([一二三四五1-5])级及?以上";
    static COVERS = r"(至少覆盖|原则上应覆盖|应覆盖|须覆盖|需覆盖|覆盖)([^,。;]{1,40}?)(?:[一二三四五六]个)?环节";
    static AROUND = r"围绕([^。;]{4,60}?)等开展";
}

/// Fills the record of level conditions.
pub fn read(draft: &mut Draft, lines: &[Passage], title: &str) {
    let items = items(lines);
    let tops: Vec<_> = items.iter().filter(|i| i.style == Style::Chinese).collect();
    let section = |i: usize| {
        let start = tops.get(i).map_or(lines.len(), |t| t.line);
        start..tops.get(i + 1).map_or(lines.len(), |t| t.line)
    };
    draft.put("/levels", json!([]));
    if tabled(lines) >= 2 {
        table_rows(draft, lines);
        return;
    }
    // Requirements to all levels.
    let basic = (0..tops.len()).find(|i| tops[*i].text.contains("基础要求"));
    let basic_range = basic.map_or(0..0, section);
    for (n, item) in items
        .iter()
        .filter(|i| i.style == Style::Arabic && basic_range.contains(&i.line))
        .enumerate()
    {
        draft.put_from(
            &format!("/basic_requirements/{n}"),
            item.text.as_str(),
            &lines[item.line],
            "",
        );
    }
    let mut at = 0;
    for level in LEVELS {
        // A section of its own, or the document is about this level alone.
        let own = (0..tops.len()).find(|i| tops[*i].text.contains(level));
        let range = match own {
            Some(i) => section(i),
            None if title.contains(level) => 0..lines.len(),
            None => continue,
        };
        let pointer = format!("/levels/{at}");
        at += 1;
        let heading = own.map_or(range.start, |i| tops[i].line);
        let name = format!("{level}智能工厂");
        draft.put_from(&format!("{pointer}/name"), name, &lines[heading], "");
        let maturity = maturity(&lines[basic_range.clone()], level)
            .or_else(|| maturity(&lines[range.clone()], level))
            .or_else(|| maturity_of_all(&lines[range.clone()]));
        draft.put(&format!("{pointer}/maturity"), maturity);
        stages(draft, &pointer, lines, range.clone());
        contents(draft, &pointer, lines, &items, range);
    }
}

/// The level that a table row is about.
fn row_level(line: &Passage) -> Option<&'static str> {
    let first = line.row.and(line.text.split('\t').next())?;
    LEVELS.iter().copied().find(|level| first.contains(level) && first.chars().count() <= 10)
}

/// How many rows of a table are each about one level.
pub fn tabled(lines: &[Passage]) -> usize {
    lines.iter().filter(|line| row_level(line).is_some()).count()
}

pattern! {
    static AT_LEAST = r"^(?:至少|不少于)?(?:覆盖|涵盖)?([0-9一二三四五六七八九十]{1,2})个(?:及)?(?:以上)?(?:重点)?(?:环节|$)";

    /// 全部五个环节.
    static ALL = r"全部([0-9一二三四五六七八九十]{1,2})[个大]";
}

/// Conditions set out as a table, a row a level.
fn table_rows(draft: &mut Draft, lines: &[Passage]) {
    let rows = lines.iter().filter_map(|line| Some((row_level(line)?, line)));
    for (at, (level, line)) in rows.enumerate() {
        let pointer = format!("/levels/{at}");
        draft.put_from(&format!("{pointer}/name"), format!("{level}智能工厂"), line, "");
        let ask = ASKS.captures(&line.bare).and_then(|f| count(&f[1]));
        draft.put_from(&format!("{pointer}/maturity"), ask, line, "");
        draft.put(&format!("{pointer}/stages_required"), Value::Null);
        // Which stages it covers, in a column that is headed so.
        let head = lines.iter().find(|l| l.block == line.block && l.row == Some(0));
        let column = head.and_then(|l| l.text.split('\t').position(|cell| cell.contains("环节")));
        let covered = column.and_then(|col| line.text.split('\t').nth(col)).map(str::trim);
        if let Some(cell) = covered.filter(|cell| !cell.is_empty()) {
            let all = ALL.captures(cell).and_then(|f| count(&f[1]));
            let named: Vec<&str> = cell.split(['、', '，', ',']).map(str::trim).collect();
            let listed = named.iter().all(|name| {
                (2..=8).contains(&name.chars().count())
                    && !name.contains(['个', '全', '至', '≥'])
                    && !name.contains("以上")
            });
            match all {
                Some(all) => draft.put_from(&format!("{pointer}/stages_count"), all, line, cell),
                None if listed => {
                    let named: Vec<&str> =
                        named.iter().map(|n| n.strip_suffix("环节").unwrap_or(n)).collect();
                    let at = format!("{pointer}/stages_required");
                    draft.put_from(&at, json!(named), line, cell);
                    draft.put(&format!("{pointer}/stages_count"), named.len());
                }
                None => {}
            }
        }
        for (n, cell) in line.text.split('\t').skip(1).enumerate() {
            let least = AT_LEAST.captures(cell).and_then(|f| count(&f[1]));
            if let Some(least) = least {
                draft.put_from(&format!("{pointer}/stages_count"), least, line, cell);
            }
            draft.put(&format!("{pointer}/conditions/{n}"), cell);
        }
    }
}

/// The maturity asked of a level; a clause may name several levels.
fn maturity(lines: &[Passage], level: &str) -> Option<u32> {
    for line in lines.iter().filter(|l| l.bare.contains("成熟度")) {
        for clause in line.bare.split([',', ';', '。']) {
            if clause.contains(level)
                && let Some(found) = ASKS.captures(clause)
            {
                return count(&found[1]);
            }
        }
    }
    None
}

/// The maturity that a section asks without saying of which level.
fn maturity_of_all(lines: &[Passage]) -> Option<u32> {
    let clauses = lines.iter().filter(|l| l.bare.contains("成熟度"));
    clauses.flat_map(|l| l.bare.split([',', ';', '。'])).find_map(|clause| {
        let other = LEVELS.iter().any(|level| clause.contains(level));
        ASKS.captures(clause).filter(|_| !other).and_then(|found| count(&found[1]))
    })
}

fn stages(draft: &mut Draft, pointer: &str, lines: &[Passage], range: std::ops::Range<usize>) {
    let mut all: Vec<String> = Vec::new();
    for line in lines.get(range).unwrap_or_default() {
        if all.is_empty()
            && let Some(found) = AROUND.captures(&line.bare)
        {
            all = found[1].split('、').map(str::to_owned).collect();
        }
        let Some(found) = COVERS.captures(&line.bare) else { continue };
        let whole = found[2].contains("全部");
        let required: Vec<String> = if whole {
            all.clone()
        } else {
            let list = found[2].trim_end_matches(|c| c == '个' || numerals::is_ordinal(c));
            list.split(['、', '和']).filter(|s| !s.is_empty()).map(str::to_owned).collect()
        };
        draft.put_from(&format!("{pointer}/stages_required"), json!(required), line, &found[0]);
        draft.put(&format!("{pointer}/stages_count"), required.len());
        draft.put(&format!("{pointer}/stages_rule"), found[0].to_owned());
        return;
    }
    draft.put(&format!("{pointer}/stages_required"), Value::Null);
}

/// Items that a lost line break put behind each other: `…标准。4.培养…` after item 3.
fn run_on(text: &str, no: u32) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut rest, mut next) = (text, no + 1);
    let cut = |rest: &str, next: u32| {
        [format!("。{next}."), format!("；{next}."), format!("。{next}．"), format!("；{next}．")]
            .iter()
            .find_map(|mark| Some((rest.find(mark.as_str())?, mark.len())))
    };
    while let Some((at, length)) = cut(rest, next) {
        let stop = at + '。'.len_utf8();
        out.push(rest.get(..stop).unwrap_or_default());
        rest = rest.get(at + length..).unwrap_or_default();
        next += 1;
    }
    out.push(rest);
    out
}

/// 建设内容 and 建设成效, item by item.
fn contents(
    draft: &mut Draft,
    pointer: &str,
    lines: &[Passage],
    items: &[super::catalogue::Item],
    range: std::ops::Range<usize>,
) {
    let mut section = "";
    let mut n = [0usize; 2];
    for item in items.iter().filter(|i| range.contains(&i.line)) {
        match item.style {
            Style::ChineseBracketed if item.text.contains("建设内容") => section = "contents",
            Style::ChineseBracketed if item.text.contains("成效") => section = "results",
            Style::ChineseBracketed | Style::Chinese => section = "",
            Style::Arabic if section == "contents" => {
                let (stage, text) = item.text.split_once(['：', ':']).unwrap_or(("", &item.text));
                // Footnote marks stand behind the name: 工厂建设[1].
                let stage = stage.split(['[', '［']).next().unwrap_or(stage);
                let value = json!({ "stage": stage, "text": text.trim() });
                draft.put_from(
                    &format!("{pointer}/contents/{}", n[0]),
                    value,
                    &lines[item.line],
                    "",
                );
                n[0] += 1;
            }
            Style::Arabic if section == "results" => {
                for text in run_on(&item.text, item.no) {
                    let at = format!("{pointer}/results/{}", n[1]);
                    draft.put_from(&at, text, &lines[item.line], "");
                    n[1] += 1;
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_that_lost_its_line_break_is_an_item() {
        assert_eq!(
            run_on("推动形成标准。4.培养人才。5.推广", 3),
            ["推动形成标准。", "培养人才。", "推广"]
        );
        assert_eq!(run_on("比例不低于20%。", 1), ["比例不低于20%。"]);
    }

    fn levels(lines: &[Passage]) -> Value {
        let mut draft = Draft::of_kind("level_conditions");
        read(&mut draft, lines, "智能工厂要素条件");
        draft.record.get("/levels").cloned().unwrap_or_default()
    }

    #[test]
    fn a_section_says_its_own_maturity() {
        let lines = [
            "一、基础级智能工厂",
            "智能制造能力成熟度达到二级及以上。",
            "二、先进级智能工厂",
            "智能制造能力成熟度达到三级及以上。",
        ];
        let lines: Vec<Passage> = lines.iter().map(|l| Passage::plain(l)).collect();
        let got = levels(&lines);
        assert_eq!((&got[0]["maturity"], &got[1]["maturity"]), (&json!(2), &json!(3)));
    }

    #[test]
    fn a_column_says_which_stages_are_covered() {
        let rows = [
            "级别\t成熟度\t覆盖环节\t成效",
            "基础级\t二级及以上\t生产作业\t高于平均",
            "先进级\t二级及以上\t生产作业、生产管理\t领先",
            "卓越级\t三级及以上\t全部五个环节\t国内领先",
        ];
        let lines: Vec<Passage> = rows
            .iter()
            .enumerate()
            .map(|(row, text)| Passage { row: Some(row), ..Passage::plain(text) })
            .collect();
        let got = levels(&lines);
        assert_eq!(got[0]["stages_required"], json!(["生产作业"]));
        assert_eq!(got[1]["stages_required"], json!(["生产作业", "生产管理"]));
        assert_eq!(
            (&got[2]["stages_required"], &got[2]["stages_count"]),
            (&Value::Null, &json!(5))
        );
    }
}
