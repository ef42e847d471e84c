//! Conditions on figures: under which names, in which units.

use super::clauses::{all_of, any_of, term};
use super::{Asked, Planner};
use crate::problem::{Code, Problem};
use crate::search::figure_name;
use crate::search::index::failed;
use crate::search::query::{Measure, Range, figures};
use crate::search::schema::part;
use std::ops::Bound;
use tantivy::collector::Count;
use tantivy::query::{EmptyQuery, Query, RangeQuery, TermSetQuery};
use tantivy::schema::Term;

/// Indicators whose official name changed between the forms of the years: asked
/// for by one name, found under the other too.
const RENAMED: &[(&str, &str)] = &[
    ("研发周期缩短", "研制周期缩短"),
    ("产品不良品率下降", "产品不良率下降"),
    ("负债率", "资产负债率"),
    ("总投资", "投资"),
    ("投资额", "投资"),
    ("投资总额", "投资"),
    ("项目投资", "投资"),
];

/// What may stand behind the name of a figure and says nothing more.
const EMPTY_ENDS: &[&str] =
    &["总额", "金额", "额度", "规模", "数额", "额", "数值", "值", "等级", "水平", "幅度"];

impl Planner<'_> {
    /// Records with a figure of that name in the range.
    pub(super) fn figure(&mut self, typed: &str, range: Range) -> Result<Box<dyn Query>, Problem> {
        let names = self.figure_names(typed)?;
        if names.is_empty() {
            let message = format!("资料库里没有名称含“{typed}”的指标");
            // Without what nobody has would be everything.
            if self.excluding {
                let hint = "请核对指标的名称；要找这几个字本身，请加引号";
                return Err(Problem::new(Code::BadQuery, message, hint));
            }
            self.note(message);
            return Ok(Box::new(EmptyQuery));
        }
        if names.len() > 1 || names.first().is_none_or(|name| name != typed) {
            let list: Vec<&str> = names.iter().map(String::as_str).collect();
            self.note(format!("“{typed}”按指标 {} 查找", list.join("、")));
        }
        self.ask_figure(typed, &names);
        let named = |(low, high): (Bound<f64>, Bound<f64>)| -> Vec<Box<dyn Query>> {
            let value = |value: f64| Term::from_field_f64(self.fields.value, value);
            let terms = names.iter().map(|n| Term::from_field_text(self.fields.figure, n));
            vec![
                self.part(part::FIGURE),
                Box::new(TermSetQuery::new(terms)),
                Box::new(RangeQuery::new(low.map(value), high.map(value))),
            ]
        };
        if range.measure == Measure::AsPrinted {
            return Ok(self.parents(all_of(named((range.low, range.high)))));
        }
        // A typed unit is brought to each unit in which figures are printed.
        let (mut ways, mut others): (Vec<Box<dyn Query>>, Vec<String>) = (Vec::new(), Vec::new());
        let anything = (Bound::Unbounded, Bound::Unbounded);
        for unit in self.terms_of(self.fields.unit)? {
            let bounds = range.in_unit(&unit);
            let mut all = named(bounds.unwrap_or(anything));
            if bounds.is_none() {
                all.remove(all.len() - 1);
            }
            all.push(term(Term::from_field_text(self.fields.unit, &unit)));
            let query = all_of(all);
            if bounds.is_some() {
                ways.push(query);
            } else if self.searcher.search(&query, &Count).map_err(failed)? > 0 {
                others.push(unit);
            }
        }
        if !others.is_empty() {
            let units = others.join("、");
            self.note(format!("“{typed}”有以“{units}”为单位的，不能与所写的单位比较，未计入"));
        }
        Ok(self.parents(any_of(ways)))
    }

    /// A figure under its names in the index is shown of each hit.
    pub(super) fn ask_figure(&mut self, typed: &str, names: &[String]) {
        if is_one(names, typed) && !names.is_empty() {
            self.ask(Asked::Figure(typed.to_owned(), names.to_vec()));
        } else {
            names.iter().for_each(|name| self.ask(Asked::Figure(name.clone(), vec![name.clone()])));
        }
    }

    /// The figures a typed name means: that one and its former name; else all
    /// that begin with it; else all that contain it; else what the forms' label of that
    /// name stands for; else the one that its end names (建设投资: 投资).
    pub fn figure_names(&self, typed: &str) -> Result<Vec<String>, Problem> {
        let typed = figure_name(typed);
        let all = self.terms_of(self.fields.figure)?;
        let matching = |test: &dyn Fn(&str) -> bool| -> Vec<String> {
            all.iter().filter(|name| test(name)).cloned().collect()
        };
        let exact = matching(&|name| name == typed || is_renamed(name, &typed));
        if !exact.is_empty() {
            return Ok(exact);
        }
        let beginning = matching(&|name| name.starts_with(&typed));
        if !beginning.is_empty() {
            return Ok(beginning);
        }
        let containing = matching(&|name| name.contains(&typed));
        if !containing.is_empty() {
            return Ok(containing);
        }
        let bare = EMPTY_ENDS.iter().find_map(|end| typed.strip_suffix(end));
        let called = [Some(typed.as_str()), bare].into_iter().flatten().find_map(|typed| {
            let indexed = figures::indexed(typed).unwrap_or(typed);
            all.get(indexed).cloned()
        });
        if let Some(name) = called {
            return Ok(vec![name]);
        }
        let ending = all.iter().filter(|name| {
            name.chars().count() > 1
                && [Some(typed.as_str()), bare]
                    .into_iter()
                    .flatten()
                    .any(|typed| typed.ends_with(name.as_str()))
        });
        Ok(ending.max_by_key(|name| name.len()).cloned().into_iter().collect())
    }

    /// All names of figures.
    pub fn all_figures(&self) -> Result<Vec<String>, Problem> {
        Ok(self.terms_of(self.fields.figure)?.into_iter().collect())
    }
}

/// Whether all names are those of one figure.
pub fn is_one(names: &[String], typed: &str) -> bool {
    let folded = figure_name(typed);
    let same = |name: &String, other: &str| name == other || is_renamed(name, other);
    names.iter().all(|name| same(name, &folded))
}

/// Whether two names are the same indicator in the forms of different years.
fn is_renamed(a: &str, b: &str) -> bool {
    RENAMED.iter().any(|(x, y)| (a == *x && b == *y) || (a == *y && b == *x))
}
