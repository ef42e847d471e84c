//! The catalogues of typical scenarios (典型场景) by year, and how the names of
//! one year answer to those of the next. Data: `registry/*.toml`.

use crate::value::alike::likeness;
use serde::Deserialize;
use std::sync::LazyLock;

/// One year's catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// The year it is named for.
    pub year: u32,
    /// Its title as printed.
    pub title: String,
    /// 发文字号 of the notice it is attached to; empty if not known.
    #[serde(default)]
    pub notice: String,
    /// Which attachment it is.
    #[serde(default)]
    pub attachment: String,
    /// Stages in order.
    #[serde(rename = "stage")]
    pub stages: Vec<Stage>,
}

/// A stage (环节) with its scenarios.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Its name.
    pub name: String,
    /// Names of its scenarios; numbers run on through the catalogue.
    pub scenarios: Vec<String>,
}

/// What became of the scenarios of one year in a later one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Crosswalk {
    /// The earlier year.
    pub from: u32,
    /// The later year.
    pub to: u32,
    /// One entry for each scenario of the earlier year.
    pub entries: Vec<Entry>,
    /// Scenarios of the later year without a forerunner.
    pub new: Vec<String>,
}

/// What became of one scenario.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its name in the earlier year.
    pub from: String,
    /// Its names in the later year.
    pub to: Vec<String>,
    /// How it changed.
    pub kind: Change,
}

/// How a scenario changed between two years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The name stayed.
    Same,
    /// Another name for the same thing.
    Renamed,
    /// One became several.
    Split,
    /// Went into another.
    Merged,
    /// Gone.
    Dropped,
}

/// A scenario found in a catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found<'a> {
    /// Year of the catalogue.
    pub year: u32,
    /// Its stage.
    pub stage: &'a str,
    /// Its number in the catalogue, from 1.
    pub no: usize,
    /// Its name.
    pub name: &'a str,
}

#[derive(Deserialize)]
struct Crosswalks {
    map: Vec<Crosswalk>,
}

static CATALOGUES: LazyLock<Vec<Catalogue>> = LazyLock::new(|| {
    [
        include_str!("../../registry/scenarios-2021.toml"),
        include_str!("../../registry/scenarios-2023.toml"),
        include_str!("../../registry/scenarios-2025.toml"),
    ]
    .into_iter()
    .filter_map(|text| toml::from_str(text).ok())
    .collect()
});

static CROSSWALKS: LazyLock<Vec<Crosswalk>> = LazyLock::new(|| {
    toml::from_str::<Crosswalks>(include_str!("../../registry/crosswalk.toml"))
        .map(|c| c.map)
        .unwrap_or_default()
});

/// All catalogues, oldest first.
pub fn catalogues() -> &'static [Catalogue] {
    &CATALOGUES
}

/// The catalogue of a year.
pub fn catalogue(year: u32) -> Option<&'static Catalogue> {
    CATALOGUES.iter().find(|c| c.year == year)
}

/// The crosswalks between neighbouring catalogues, oldest first.
pub fn crosswalks() -> &'static [Crosswalk] {
    &CROSSWALKS
}

/// A scenario of a year's catalogue by its name; white space does not matter.
pub fn find(year: u32, scenario: &str) -> Option<Found<'static>> {
    let wanted = squeeze(scenario);
    catalogue(year)?.scenarios().find(|found| squeeze(found.name) == wanted)
}

/// The stage of a scenario in a year's catalogue.
pub fn stage_of(year: u32, scenario: &str) -> Option<&'static str> {
    find(year, scenario).map(|found| found.stage)
}

/// The names a scenario has in another year, forwards or backwards over all
/// catalogues between; empty if it has none.
pub fn in_year(from: u32, scenario: &str, to: u32) -> Vec<&'static str> {
    let Some(found) = find(from, scenario) else { return Vec::new() };
    let mut names = vec![found.name];
    let mut year = from;
    while year != to {
        let step =
            CROSSWALKS.iter().find(|c| if to > year { c.from == year } else { c.to == year });
        let Some(step) = step else { return Vec::new() };
        let mut next: Vec<&'static str> = Vec::new();
        for entry in &step.entries {
            let (here, there): (Vec<&str>, Vec<&'static str>) = if to > year {
                (vec![&entry.from], entry.to.iter().map(String::as_str).collect())
            } else {
                (entry.to.iter().map(String::as_str).collect(), vec![&entry.from])
            };
            if here.iter().any(|h| names.contains(h)) {
                next.extend(there.into_iter().filter(|t| !next.contains(t)).collect::<Vec<_>>());
            }
        }
        names = next;
        year = if to > year { step.to } else { step.from };
    }
    names
}

/// For each name of one list the most similar of another, with a likeness from
/// 0 to 1: a first draft of a crosswalk for a new catalogue.
pub fn suggest<'a>(from: &'a [&str], to: &'a [&str]) -> Vec<(&'a str, &'a str, f64)> {
    from.iter()
        .filter_map(|a| {
            to.iter().map(|b| (*a, *b, likeness(a, b))).max_by(|x, y| x.2.total_cmp(&y.2))
        })
        .collect()
}

impl Catalogue {
    /// All scenarios with their stage and number.
    pub fn scenarios(&self) -> impl Iterator<Item = Found<'_>> {
        self.stages
            .iter()
            .flat_map(|stage| stage.scenarios.iter().map(move |name| (stage.name.as_str(), name)))
            .enumerate()
            .map(|(i, (stage, name))| Found { year: self.year, stage, no: i + 1, name })
    }
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn catalogues_are_whole() {
        let counts: Vec<_> =
            catalogues().iter().map(|c| (c.year, c.stages.len(), c.scenarios().count())).collect();
        assert_eq!(counts, [(2021, 15, 52), (2023, 16, 45), (2025, 8, 40)]);
        assert_eq!(stage_of(2025, "客户主动服务"), Some("产品服务"));
        assert_eq!(find(2023, "产线柔性配置").map(|f| (f.stage, f.no)), Some(("生产作业", 22)));
    }

    #[test]
    fn the_crosswalk_accounts_for_every_scenario() {
        for walk in crosswalks() {
            let (from, to) = (catalogue(walk.from).unwrap(), catalogue(walk.to).unwrap());
            let earlier: Vec<_> = walk.entries.iter().map(|e| e.from.as_str()).collect();
            assert_eq!(earlier, from.scenarios().map(|f| f.name).collect::<Vec<_>>());
            for later in to.scenarios().map(|f| f.name) {
                let reached = walk.entries.iter().any(|e| e.to.iter().any(|t| t == later));
                assert_ne!(reached, walk.new.iter().any(|n| n == later), "{later}");
            }
            for entry in &walk.entries {
                assert!(entry.to.iter().all(|t| find(walk.to, t).is_some()), "{}", entry.from);
                let fits = match entry.kind {
                    Change::Same => entry.to == [entry.from.clone()],
                    Change::Renamed | Change::Merged => {
                        entry.to.len() == 1 && entry.to[0] != entry.from
                    }
                    Change::Split => entry.to.len() > 1,
                    Change::Dropped => entry.to.is_empty(),
                };
                assert!(fits, "{}", entry.from);
            }
        }
    }

    #[test]
    fn names_are_followed_over_the_years() {
        assert_eq!(in_year(2021, "人机协同作业", 2025), ["人机协同作业"]);
        assert_eq!(in_year(2025, "安全一体化管控", 2023), ["安全风险实时监测与应急处置"]);
        assert!(in_year(2021, "共享制造", 2023).is_empty());
    }

    #[test]
    fn suggestions_find_names_that_stayed() {
        let drafts = suggest(
            &["智能仓储", "大规模个性化定制"],
            &["仓储智能管理", "规模化定制", "智能经营决策"],
        );
        assert_eq!(drafts[1].1, "规模化定制");
    }
}
