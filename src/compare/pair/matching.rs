//! List items matched by what they are about, not by where they stand.

use crate::compare::stream::fold;
use crate::value::alike::likeness;
use serde_json::Value;
use std::collections::HashMap;

/// Which paper item is which online item.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Matching {
    /// Paper index and online index, in online order.
    pub pairs: Vec<(usize, usize)>,
    /// Items without a partner on the online side.
    pub only_paper: Vec<usize>,
    /// Items without a partner on the paper side.
    pub only_online: Vec<usize>,
}

impl Matching {
    /// Whether partners stand in another order.
    pub fn reordered(&self) -> bool {
        self.pairs.windows(2).any(|pair| pair[0].0 > pair[1].0)
    }
}

/// Below this likeness two items are two different things.
const LIKE: f64 = 0.4;
/// Items of one size standing at the same place count as one from here on.
const LIKE_IN_PLACE: f64 = 0.25;
/// Optimal assignment costs the cube; longer lists take the best pairs first.
const OPTIMAL: usize = 160;

/// What tells the items of a list apart, the strongest first.
pub fn identity(list: &str) -> &'static [&'static str] {
    match list {
        "financials" => &["year"],
        "scenarios" => &["scenario", "instance", "no"],
        "resources" => &["instance"],
        "equipment" => &["name", "scenario", "model", "brand"],
        "software" => &["name", "model"],
        "patents" | "standards" => &["number", "name"],
        "sections" => &["heading"],
        "attachments" => &["title", "no"],
        "contacts" => &["name", "organization"],
        "quotas" => &["who", "track"],
        "deadlines" => &["what", "date"],
        "levels" => &["name"],
        _ => &["name", "label", "no"],
    }
}

/// Matches two lists of one kind.
pub fn match_items(list: &str, paper: &[Value], online: &[Value]) -> Matching {
    let keys = identity(list);
    let mut paper_left: Vec<usize> = (0..paper.len()).collect();
    let mut online_left: Vec<usize> = (0..online.len()).collect();
    let mut pairs = Vec::new();

    // Items that are wholly the same find each other first, in order.
    let mut waiting: HashMap<String, Vec<usize>> = HashMap::new();
    for index in paper_left.iter().rev() {
        waiting.entry(print(&paper[*index])).or_default().push(*index);
    }
    online_left.retain(|o| match waiting.get_mut(&print(&online[*o])).and_then(Vec::pop) {
        Some(p) => {
            pairs.push((p, *o));
            false
        }
        None => true,
    });
    let taken: std::collections::HashSet<usize> = pairs.iter().map(|p| p.0).collect();
    paper_left.retain(|p| !taken.contains(p));

    let likeness: Vec<Vec<f64>> = paper_left
        .iter()
        .map(|p| online_left.iter().map(|o| like(keys, &paper[*p], &online[*o])).collect())
        .collect();
    let in_place = paper_left.len() == online_left.len();
    let chosen = if paper_left.len().max(online_left.len()) <= OPTIMAL {
        assign(&likeness)
    } else {
        best_first(&likeness)
    };
    let mut used_paper = vec![false; paper_left.len()];
    let mut used_online = vec![false; online_left.len()];
    for (p, o) in chosen {
        let enough = if in_place && p == o { LIKE_IN_PLACE } else { LIKE };
        if likeness[p][o] >= enough {
            used_paper[p] = true;
            used_online[o] = true;
            pairs.push((paper_left[p], online_left[o]));
        }
    }
    pairs.sort_by_key(|pair| pair.1);
    let rest = |left: &[usize], used: &[bool]| {
        left.iter().zip(used).filter(|(_, used)| !**used).map(|(i, _)| *i).collect()
    };
    Matching {
        pairs,
        only_paper: rest(&paper_left, &used_paper),
        only_online: rest(&online_left, &used_online),
    }
}

/// An item's content in one string, writing folded, blanks left out.
fn print(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => fold::folded(text),
        Value::Number(number) => format!("{:?}", number.as_f64().unwrap_or_default()),
        Value::Bool(yes) => yes.to_string(),
        Value::Array(items) => items.iter().map(print).collect::<Vec<_>>().join("\u{1}"),
        Value::Object(map) => {
            let mut parts: Vec<String> = map
                .iter()
                .map(|(key, value)| (key, print(value)))
                .filter(|(_, text)| !text.is_empty())
                .map(|(key, text)| format!("{key}\u{2}{text}"))
                .collect();
            parts.sort();
            parts.join("\u{1}")
        }
    }
}

/// How alike two items are, from 0 to 1: what they are about counts for more
/// than the rest.
fn like(keys: &[&str], a: &Value, b: &Value) -> f64 {
    let (Value::Object(x), Value::Object(y)) = (a, b) else {
        return likeness(&print(a), &print(b));
    };
    let (mut about, mut about_n, mut rest, mut rest_n) = (0.0, 0.0, 0.0, 0.0);
    let names = x.keys().chain(y.keys().filter(|key| !x.contains_key(*key)));
    for key in names {
        let (p, q) =
            (x.get(key).map(print).unwrap_or_default(), y.get(key).map(print).unwrap_or_default());
        if p.is_empty() && q.is_empty() {
            continue;
        }
        let alike = likeness(&p, &q);
        match keys.iter().position(|k| k == key) {
            Some(rank) => {
                let weight = if rank == 0 { 2.0 } else { 1.0 };
                about += alike * weight;
                about_n += weight;
            }
            None => {
                rest += alike;
                rest_n += 1.0;
            }
        }
    }
    match (about_n > 0.0, rest_n > 0.0) {
        (true, true) => 0.65 * about / about_n + 0.35 * rest / rest_n,
        (true, false) => about / about_n,
        (false, true) => rest / rest_n,
        (false, false) => 0.0,
    }
}

/// The assignment with the greatest sum (Hungarian method on costs 1 − likeness).
#[allow(clippy::needless_range_loop)] // the columns run through four arrays at once
fn assign(likeness: &[Vec<f64>]) -> Vec<(usize, usize)> {
    let rows = likeness.len();
    let cols = likeness.first().map_or(0, Vec::len);
    if rows == 0 || cols == 0 {
        return Vec::new();
    }
    let size = rows.max(cols);
    // A small push towards the diagonal decides ties by position.
    let cost = |r: usize, c: usize| {
        let base = likeness.get(r).and_then(|row| row.get(c)).map_or(1.0, |l| 1.0 - l);
        base + 1e-4 * (r as f64 - c as f64).abs() / size as f64
    };
    let (mut u, mut v) = (vec![0.0; size + 1], vec![0.0; size + 1]);
    let (mut row_of, mut way) = (vec![0usize; size + 1], vec![0usize; size + 1]);
    for row in 1..=size {
        row_of[0] = row;
        let mut col = 0;
        let mut least = vec![f64::INFINITY; size + 1];
        let mut done = vec![false; size + 1];
        loop {
            done[col] = true;
            let (r, mut delta, mut next) = (row_of[col], f64::INFINITY, 0);
            for c in 1..=size {
                if done[c] {
                    continue;
                }
                let now = cost(r - 1, c - 1) - u[r] - v[c];
                if now < least[c] {
                    least[c] = now;
                    way[c] = col;
                }
                if least[c] < delta {
                    delta = least[c];
                    next = c;
                }
            }
            for c in 0..=size {
                if done[c] {
                    u[row_of[c]] += delta;
                    v[c] -= delta;
                } else {
                    least[c] -= delta;
                }
            }
            col = next;
            if row_of[col] == 0 {
                break;
            }
        }
        while col != 0 {
            let previous = way[col];
            row_of[col] = row_of[previous];
            col = previous;
        }
    }
    (1..=size)
        .map(|c| (row_of[c].wrapping_sub(1), c - 1))
        .filter(|(r, c)| *r < rows && *c < cols)
        .collect()
}

/// For very long lists: the likest pairs first.
fn best_first(likeness: &[Vec<f64>]) -> Vec<(usize, usize)> {
    let mut all: Vec<(f64, usize, usize)> = likeness
        .iter()
        .enumerate()
        .flat_map(|(r, row)| row.iter().enumerate().map(move |(c, l)| (*l, r, c)))
        .filter(|(l, ..)| *l >= LIKE_IN_PLACE)
        .collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut rows, mut cols) = (std::collections::HashSet::new(), std::collections::HashSet::new());
    all.into_iter()
        .filter(|(_, r, c)| {
            let free = !rows.contains(r) && !cols.contains(c);
            if free {
                rows.insert(*r);
                cols.insert(*c);
            }
            free
        })
        .map(|(_, r, c)| (r, c))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn rows_find_each_other_in_another_order() {
        let paper = [
            json!({"name": "乙装置", "number": "ZL2"}),
            json!({"name": "新装置", "number": "ZL9"}),
            json!({"name": "甲方法", "number": "ZL1"}),
        ];
        let online = [
            json!({"name": "甲方法", "number": "ZL1"}),
            json!({"name": "乙装置", "number": "ZL3"}),
        ];
        let matching = match_items("patents", &paper, &online);
        assert_eq!(matching.pairs, vec![(2, 0), (0, 1)]);
        assert_eq!(matching.only_paper, vec![1]);
        assert!(matching.reordered());
    }

    #[test]
    fn a_changed_year_stays_the_same_row() {
        let row = |year, total| json!({"year": year, "total_assets": total, "revenue": total});
        let paper = [row(2020, 1.5), row(2021, 2.5), row(2023, 3.5)];
        let online = [row(2020, 1.5), row(2021, 2.5), row(2022, 3.5)];
        assert_eq!(match_items("financials", &paper, &online).pairs, vec![(0, 0), (1, 1), (2, 2)]);
    }

    #[test]
    fn no_partner_for_a_stranger() {
        let matching =
            match_items("suppliers", &[json!("华信自动化有限公司")], &[json!("北京某某科技")]);
        assert_eq!((matching.only_paper, matching.only_online), (vec![0], vec![0]));
    }
}
