//! Figures of the hits: how many have one, its quartiles, mean and ends, by the values of
//! facets; as a histogram; hits counted by two facets at once. Works count once.

use super::block::{UP, record_of};
use super::entry::Card;
use super::facets::{self, FACETS, Facet};
use super::find::{Planned, Request, no_facet, number};
use super::index::{Index, failed};
use super::plan::{Planner, Strictness, is_one};
use super::query::{self, unit_scale};
use super::schema::{column, part};
use super::works::{Works, columns, text_of};
use crate::problem::{Code, Problem};
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};
use tantivy::columnar::StrColumn;
use tantivy::query::{BooleanQuery, EnableScoring, Query, TermQuery, TermSetQuery};
use tantivy::schema::{Term, Value as _};
use tantivy::{DocAddress, DocId, Searcher, TERMINATED, TantivyDocument};

/// Figures of the hits of a query.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Stats {
    /// The query.
    pub query: String,
    /// The figure, by its name in the forms.
    pub metric: String,
    /// Its unit.
    pub unit: String,
    /// Works found.
    pub hits: usize,
    /// Works that have the figure.
    pub count: usize,
    /// Their share, from 0 to 1.
    pub share: f64,
    /// Groups by the facets asked for; one without any.
    pub groups: Vec<Group>,
    /// What the user should know.
    pub notes: Vec<String>,
}

/// Figures of one group.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Group {
    /// The values of the facets by the names asked for; null where a work has none.
    pub key: Map<String, Value>,
    /// Works of the group.
    pub hits: usize,
    /// Works that have the figure.
    pub count: usize,
    /// Smallest.
    pub min: Option<f64>,
    /// First quartile, by linear interpolation.
    pub q1: Option<f64>,
    /// Median.
    pub median: Option<f64>,
    /// Third quartile.
    pub q3: Option<f64>,
    /// Greatest.
    pub max: Option<f64>,
    /// Mean.
    pub mean: Option<f64>,
    /// Sum.
    pub sum: Option<f64>,
    /// What lies more than one and a half quartile distances outside of the quartiles;
    /// counted all the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outliers: Vec<Outlier>,
}

/// A value far from the others.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outlier {
    /// Number of the record.
    pub id: u64,
    /// Its title.
    pub title: String,
    /// The value.
    pub value: f64,
}

/// A histogram.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Histogram {
    /// The query.
    pub query: String,
    /// The figure.
    pub metric: String,
    /// Its unit.
    pub unit: String,
    /// Works found.
    pub hits: usize,
    /// Works that have the figure.
    pub count: usize,
    /// Buckets side by side.
    pub buckets: Vec<Bucket>,
    /// What the user should know.
    pub notes: Vec<String>,
}

/// A bucket of a histogram: from its beginning to before its end, the last with its end.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bucket {
    /// Its beginning.
    pub from: f64,
    /// Its end.
    pub to: f64,
    /// Works in it.
    pub count: usize,
}

/// Works by two facets.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Pivot {
    /// The query.
    pub query: String,
    /// The facet of the rows.
    pub rows_by: String,
    /// The facet of the columns.
    pub columns_by: String,
    /// Values of the rows' facet, most frequent first; null for none.
    pub rows: Vec<Option<String>>,
    /// The same of the columns'.
    pub columns: Vec<Option<String>>,
    /// Works by row and column.
    pub counts: Vec<Vec<usize>>,
    /// Works found.
    pub hits: usize,
}

/// Outliers named of one group.
const OUTLIERS: usize = 20;

/// Buckets of a histogram.
const BUCKETS: usize = 10;

/// A figure of one record.
#[derive(Debug, Clone, Copy)]
struct Figure {
    at: DocAddress,
    value: f64,
}

/// The figures of the works among the hits.
struct Sample {
    metric: String,
    unit: String,
    works: Works,
    figures: HashMap<DocAddress, f64>,
    notes: Vec<String>,
}

impl Index {
    /// Figures of the hits, by facets.
    ///
    /// # Errors
    ///
    /// [`Code::BadQuery`] for a figure or facet that does not exist, or a name that means
    /// several figures.
    pub fn stats(&self, request: &Request, metric: &str, by: &[String]) -> Result<Stats, Problem> {
        let by: Vec<(&String, &'static Facet)> = by
            .iter()
            .map(|name| facets::named(name).map(|f| (name, f)).ok_or_else(|| no_facet(name)))
            .collect::<Result<_, _>>()?;
        let planned = self.planned(request, Strictness::All)?;
        let sample = self.sample(&planned, metric)?;
        let columns = columns(&planned.searcher)?;
        let mut groups: BTreeMap<Vec<Option<String>>, (usize, Vec<Figure>)> = BTreeMap::new();
        for at in sample.works.records() {
            let value = sample.figures.get(&at).copied();
            let lists = by
                .iter()
                .map(|(_, facet)| values_of(&columns, facet, at))
                .collect::<Result<Vec<_>, _>>()?;
            for key in product(&lists) {
                let (hits, figures) = groups.entry(key).or_default();
                *hits += 1;
                figures.extend(value.map(|value| Figure { at, value }));
            }
        }
        if by.is_empty() {
            groups.entry(Vec::new()).or_default();
        }
        let mut stats = Stats {
            query: request.query.clone(),
            metric: sample.metric,
            unit: sample.unit,
            hits: sample.works.len(),
            count: sample.figures.len(),
            notes: sample.notes,
            ..Stats::default()
        };
        stats.share = if stats.hits == 0 { 0.0 } else { stats.count as f64 / stats.hits as f64 };
        for (values, (hits, figures)) in groups {
            let key = by
                .iter()
                .zip(values)
                .map(|((name, facet), value)| ((*name).clone(), key_value(facet, value)));
            let mut group = group(hits, &figures);
            group.key = key.collect();
            group.outliers = self.outliers(&planned.searcher, &group, &figures)?;
            stats.groups.push(group);
        }
        stats.groups.sort_by_key(|group| std::cmp::Reverse(group.hits));
        Ok(stats)
    }

    /// How the values of a figure are spread.
    ///
    /// # Errors
    ///
    /// As [`Index::stats`].
    pub fn histogram(&self, request: &Request, metric: &str) -> Result<Histogram, Problem> {
        let planned = self.planned(request, Strictness::All)?;
        let sample = self.sample(&planned, metric)?;
        let mut values: Vec<f64> = sample.figures.values().copied().collect();
        values.sort_by(f64::total_cmp);
        Ok(Histogram {
            query: request.query.clone(),
            metric: sample.metric,
            unit: sample.unit,
            hits: sample.works.len(),
            count: values.len(),
            buckets: buckets(&values),
            notes: sample.notes,
        })
    }

    /// Works counted by two facets.
    ///
    /// # Errors
    ///
    /// [`Code::BadQuery`] for a facet that does not exist.
    pub fn pivot(&self, request: &Request, rows: &str, across: &str) -> Result<Pivot, Problem> {
        let facet = |name: &str| facets::named(name).ok_or_else(|| no_facet(name));
        let (row, column) = (facet(rows)?, facet(across)?);
        let planned = self.planned(request, Strictness::All)?;
        let works = Works::of(&planned.searcher, &*planned.chosen)?;
        let columns = columns(&planned.searcher)?;
        let mut cells: BTreeMap<(Option<String>, Option<String>), usize> = BTreeMap::new();
        for at in works.records() {
            let lists = [values_of(&columns, row, at)?, values_of(&columns, column, at)?];
            for key in product(&lists) {
                if let [row, column] = key.as_slice() {
                    *cells.entry((row.clone(), column.clone())).or_default() += 1;
                }
            }
        }
        let (of_rows, of_columns) =
            (by_frequency(&cells, |k| &k.0), by_frequency(&cells, |k| &k.1));
        let count = |row: &Option<String>, column: &Option<String>| {
            cells.get(&(row.clone(), column.clone())).copied().unwrap_or_default()
        };
        let counts = of_rows
            .iter()
            .map(|row| of_columns.iter().map(|column| count(row, column)).collect())
            .collect();
        Ok(Pivot {
            query: request.query.clone(),
            rows_by: rows.to_owned(),
            columns_by: across.to_owned(),
            counts,
            rows: of_rows,
            columns: of_columns,
            hits: works.len(),
        })
    }

    /// The names in the index that a name of a figure means.
    ///
    /// # Errors
    ///
    /// [`Code::Library`] when the index cannot be read.
    pub fn figures_named(&self, typed: &str) -> Result<Vec<String>, Problem> {
        let searcher = self.searcher()?;
        Planner::new(self, &searcher, Strictness::All).figure_names(typed)
    }

    /// Hits by a figure; those without it behind, in the order of the index.
    pub(super) fn by_figure(
        &self,
        planned: &Planned,
        wanted: &dyn Query,
        metric: &str,
        ascending: bool,
        limit: usize,
        offset: usize,
    ) -> Result<Vec<(f32, DocAddress)>, Problem> {
        let searcher = &planned.searcher;
        let (names, _) = self.figure_named(searcher, metric)?;
        let figures = self.figures(searcher, &names)?.0;
        let mut hits: Vec<(Option<f64>, DocAddress)> = Vec::new();
        let weight =
            wanted.weight(EnableScoring::disabled_from_searcher(searcher)).map_err(failed)?;
        for (ord, segment) in searcher.segment_readers().iter().enumerate() {
            let alive = segment.alive_bitset();
            let mut each = |docs: &[DocId]| {
                for doc in docs.iter().filter(|doc| alive.is_none_or(|a| a.is_alive(**doc))) {
                    let at = DocAddress::new(ord as u32, *doc);
                    hits.push((figures.get(&at).copied(), at));
                }
            };
            weight.for_each_no_score(segment, &mut each).map_err(failed)?;
        }
        hits.sort_by(|(a, x), (b, y)| {
            let order = match (a, b) {
                (Some(a), Some(b)) if ascending => a.total_cmp(b),
                (Some(a), Some(b)) => b.total_cmp(a),
                (a, b) => b.is_some().cmp(&a.is_some()),
            };
            order.then_with(|| x.cmp(y))
        });
        Ok(hits.into_iter().skip(offset).take(limit).map(|(_, at)| (0.0, at)).collect())
    }

    fn sample(&self, planned: &Planned, metric: &str) -> Result<Sample, Problem> {
        let searcher = &planned.searcher;
        let (names, mut notes) = self.figure_named(searcher, metric)?;
        notes.extend(planned.notes.iter().cloned());
        let works = Works::of(searcher, &*planned.chosen)?;
        let (mut figures, unit, left_out) = self.figures(searcher, &names)?;
        if left_out > 0 {
            notes.push(format!("有 {left_out} 个数的单位与“{unit}”不能换算，未计入"));
        }
        let counted: std::collections::HashSet<DocAddress> = works.records().collect();
        figures.retain(|at, _| counted.contains(at));
        let metric = names.first().cloned().unwrap_or_else(|| metric.to_owned());
        Ok(Sample { metric, unit, works, figures, notes })
    }

    /// The names in the index of the one figure that is meant.
    fn figure_named(
        &self,
        searcher: &Searcher,
        typed: &str,
    ) -> Result<(Vec<String>, Vec<String>), Problem> {
        let planner = Planner::new(self, searcher, Strictness::All);
        let mut names = planner.figure_names(typed)?;
        if names.is_empty() {
            let all = planner.all_figures()?;
            let offer = query::nearest(typed, 2, all.iter().map(String::as_str));
            let offer = offer.map(|near| format!("您是不是要找 {near}？")).unwrap_or_default();
            let list: Vec<&str> = all.iter().take(LISTED).map(String::as_str).collect();
            let hint = format!("{offer}资料库里的指标有：{}", list.join("、"));
            let message = format!("资料库里没有名称含“{typed}”的指标");
            return Err(Problem::new(Code::BadQuery, message, &hint));
        }
        if names.len() > 1 && !is_one(&names, typed) {
            let message = format!("“{typed}”可以指几个指标");
            let hint = format!("请写全名：{}", names.join("、"));
            return Err(Problem::new(Code::BadQuery, message, &hint));
        }
        let folded = super::figure_name(typed);
        names.sort_by_key(|name| *name != folded);
        let mut notes = Vec::new();
        if names.len() > 1 || names.first() != Some(&folded) {
            notes.push(format!("“{typed}”按指标 {} 统计", names.join("、")));
        }
        Ok((names, notes))
    }

    /// A figure of every record that has it, in the unit that most have; how many had one
    /// that cannot be brought to it.
    fn figures(
        &self,
        searcher: &Searcher,
        names: &[String],
    ) -> Result<(HashMap<DocAddress, f64>, String, usize), Problem> {
        let fields = &self.fields;
        let terms = names.iter().map(|name| Term::from_field_text(fields.figure, name));
        let part = Term::from_field_text(fields.part, part::FIGURE);
        let query = BooleanQuery::intersection(vec![
            Box::new(TermQuery::new(part, Default::default())),
            Box::new(TermSetQuery::new(terms)),
        ]);
        let weight =
            query.weight(EnableScoring::disabled_from_searcher(searcher)).map_err(failed)?;
        let mut found: Vec<(DocAddress, f64, String)> = Vec::new();
        for (ord, segment) in searcher.segment_readers().iter().enumerate() {
            let fast = segment.fast_fields();
            let up = fast.u64(UP).map_err(failed)?;
            let Some(values) = fast.column_opt::<f64>(column::VALUE).map_err(failed)? else {
                continue;
            };
            let units = fast.str(column::UNIT).map_err(failed)?;
            let mut units_seen: HashMap<u64, String> = HashMap::new();
            let mut scorer = weight.scorer(segment, 1.0).map_err(failed)?;
            let mut doc = scorer.doc();
            while doc != TERMINATED {
                let record = record_of(&up, doc);
                let alive = segment.alive_bitset().is_none_or(|alive| alive.is_alive(record));
                if let (true, Some(value)) = (alive, values.first(doc)) {
                    let unit = match units.as_ref().map(|u| (u, u.term_ords(doc).next())) {
                        Some((column, Some(ord))) => match units_seen.get(&ord) {
                            Some(unit) => unit.clone(),
                            None => {
                                let unit = text_of(column, ord)?;
                                units_seen.insert(ord, unit.clone());
                                unit
                            }
                        },
                        _ => String::new(),
                    };
                    found.push((DocAddress::new(ord as u32, record), value, unit));
                }
                doc = scorer.advance();
            }
        }
        let mut often: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, _, unit) in &found {
            *often.entry(unit).or_default() += 1;
        }
        let unit = often.into_iter().max_by_key(|(unit, count)| (*count, !unit.is_empty()));
        let unit = unit.map(|(unit, _)| unit.to_owned()).unwrap_or_default();
        let (mut figures, mut left_out) = (HashMap::new(), 0);
        for (at, value, from) in found {
            match unit_scale(&from, &unit) {
                // The first of a record counts.
                Some(scale) => {
                    figures.entry(at).or_insert(value * scale);
                }
                None => left_out += 1,
            }
        }
        Ok((figures, unit, left_out))
    }

    fn outliers(
        &self,
        searcher: &Searcher,
        group: &Group,
        figures: &[Figure],
    ) -> Result<Vec<Outlier>, Problem> {
        let (Some(q1), Some(q3)) = (group.q1, group.q3) else { return Ok(Vec::new()) };
        let reach = (q3 - q1) * 1.5;
        let mut far: Vec<&Figure> = figures
            .iter()
            .filter(|figure| figure.value < q1 - reach || figure.value > q3 + reach)
            .collect();
        far.sort_by(|a, b| (b.value - q3).abs().total_cmp(&(a.value - q3).abs()));
        let mut outliers = Vec::new();
        for figure in far.into_iter().take(OUTLIERS) {
            let document: TantivyDocument = searcher.doc(figure.at).map_err(failed)?;
            let card = document.get_first(self.fields.card).and_then(|card| card.as_str());
            let card: Card = card.and_then(|c| serde_json::from_str(c).ok()).unwrap_or_default();
            let id = number(searcher, column::ID, figure.at)?.unwrap_or_default();
            outliers.push(Outlier { id, title: card.title, value: figure.value });
        }
        Ok(outliers)
    }
}

/// Names listed when none was meant.
const LISTED: usize = 40;

/// Years are numbers, everything else is text.
fn key_value(facet: &Facet, value: Option<String>) -> Value {
    match value {
        None => Value::Null,
        Some(text) if facet.key == "year" => {
            text.parse::<u64>().map_or(Value::String(text), Value::from)
        }
        Some(text) => Value::String(text),
    }
}

/// The values that a record has of a facet; `None` alone when it has none.
fn values_of(
    columns: &[Vec<Option<StrColumn>>],
    facet: &Facet,
    at: DocAddress,
) -> Result<Vec<Option<String>>, Problem> {
    let place = FACETS.iter().position(|f| f == facet);
    let segment = columns.get(at.segment_ord as usize);
    let column = place.and_then(|place| segment?.get(place)?.as_ref());
    let mut values = Vec::new();
    if let Some(column) = column {
        for ord in column.term_ords(at.doc_id) {
            values.push(Some(text_of(column, ord)?));
        }
    }
    if values.is_empty() {
        values.push(None);
    }
    Ok(values)
}

/// Every combination of one of each list.
fn product(lists: &[Vec<Option<String>>]) -> Vec<Vec<Option<String>>> {
    lists.iter().fold(vec![Vec::new()], |keys, list| {
        let longer = |key: &Vec<Option<String>>| {
            let key = key.clone();
            list.iter().map(move |value| {
                let mut key = key.clone();
                key.push(value.clone());
                key
            })
        };
        keys.iter().flat_map(longer).collect()
    })
}

type Cells = BTreeMap<(Option<String>, Option<String>), usize>;

fn by_frequency(
    cells: &Cells,
    side: impl Fn(&(Option<String>, Option<String>)) -> &Option<String>,
) -> Vec<Option<String>> {
    let mut often: BTreeMap<&Option<String>, usize> = BTreeMap::new();
    for (key, count) in cells {
        *often.entry(side(key)).or_default() += count;
    }
    let mut values: Vec<(&Option<String>, usize)> = often.into_iter().collect();
    values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    values.into_iter().map(|(value, _)| value.clone()).collect()
}

fn group(hits: usize, figures: &[Figure]) -> Group {
    let mut values: Vec<f64> = figures.iter().map(|figure| figure.value).collect();
    values.sort_by(f64::total_cmp);
    let sum: f64 = values.iter().sum();
    let some = !values.is_empty();
    Group {
        hits,
        count: values.len(),
        min: values.first().copied(),
        q1: quantile(&values, 0.25),
        median: quantile(&values, 0.5),
        q3: quantile(&values, 0.75),
        max: values.last().copied(),
        mean: some.then(|| sum / values.len() as f64),
        sum: some.then_some(sum),
        ..Group::default()
    }
}

/// A quantile of sorted values by linear interpolation.
fn quantile(sorted: &[f64], part: f64) -> Option<f64> {
    let place = part * sorted.len().checked_sub(1)? as f64;
    let (below, above) = (place.floor(), place.ceil());
    let (a, b) = (sorted.get(below as usize)?, sorted.get(above as usize)?);
    Some(a + (b - a) * (place - below))
}

/// Buckets of a round width over sorted values.
fn buckets(sorted: &[f64]) -> Vec<Bucket> {
    let (Some(low), Some(high)) = (sorted.first(), sorted.last()) else { return Vec::new() };
    let width = round_width((high - low) / BUCKETS as f64);
    let first = (low / width).floor();
    let count = ((high / width).floor() - first) as usize + 1;
    let mut buckets: Vec<Bucket> = (0..count.min(BUCKETS * 3))
        .map(|n| {
            let from = (first + n as f64) * width;
            Bucket { from, to: from + width, count: 0 }
        })
        .collect();
    for value in sorted {
        let place = ((value / width).floor() - first) as usize;
        let place = place.min(buckets.len().saturating_sub(1));
        if let Some(bucket) = buckets.get_mut(place) {
            bucket.count += 1;
        }
    }
    buckets
}

/// The next of 1, 2, 5 times a power of ten.
fn round_width(width: f64) -> f64 {
    if width <= 0.0 || !width.is_finite() {
        return 1.0;
    }
    let power = 10f64.powf(width.log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|step| step * power)
        .find(|w| *w >= width * 0.999_999)
        .unwrap_or(power * 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quartiles_are_those_of_linear_interpolation() {
        let values = [1.0, 2.0, 4.0, 8.0];
        assert_eq!(quantile(&values, 0.25), Some(1.75));
        assert_eq!(quantile(&values, 0.5), Some(3.0));
        assert_eq!(quantile(&values, 0.75), Some(5.0));
        assert_eq!(quantile(&[7.0], 0.75), Some(7.0));
        assert_eq!(quantile(&[], 0.5), None);
    }

    #[test]
    fn buckets_hold_every_value_once() {
        let values = [0.5, 1.0, 9.9, 10.0, 33.0];
        let buckets = buckets(&values);
        assert_eq!(buckets.iter().map(|b| b.count).sum::<usize>(), values.len());
        assert!(buckets.windows(2).all(|pair| pair[0].to == pair[1].from));
        assert!(buckets[0].from <= 0.5 && buckets[buckets.len() - 1].to >= 33.0);
    }

    #[test]
    fn keys_combine() {
        let one = |text: &str| Some(text.to_owned());
        assert_eq!(product(&[vec![one("a"), one("b")], vec![None]]).len(), 2);
        assert_eq!(product(&[]), [Vec::<Option<String>>::new()]);
    }
}
