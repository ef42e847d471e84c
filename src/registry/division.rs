//! Administrative divisions (GB/T 2260): which one a name means, in which one an address
//! lies. By the register and never by pieces of text: 青海省海南藏族自治州 is not 海南省, and
//! 兰州市 lies in 甘肃省 although the address does not say so. Data: `registry/divisions.tsv`.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The provinces by their short names, in the order of GB/T 2260.
const PROVINCES: [&str; 34] = [
    "北京",
    "天津",
    "河北",
    "山西",
    "内蒙古",
    "辽宁",
    "吉林",
    "黑龙江",
    "上海",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "广西",
    "海南",
    "重庆",
    "四川",
    "贵州",
    "云南",
    "西藏",
    "陕西",
    "甘肃",
    "青海",
    "宁夏",
    "新疆",
    "台湾",
    "香港",
    "澳门",
];

/// Peoples in the names of autonomous divisions, which the short names leave out.
const PEOPLES: &[&str] = &[
    "朝鲜族",
    "土家族",
    "苗族",
    "藏族",
    "羌族",
    "彝族",
    "布依族",
    "侗族",
    "哈尼族",
    "壮族",
    "傣族",
    "白族",
    "景颇族",
    "傈僳族",
    "回族",
    "蒙古族",
    "蒙古",
    "柯尔克孜",
    "哈萨克",
    "维吾尔",
];

/// Endings of the names of divisions.
const RANKS: &[&str] =
    &["自治州", "自治县", "自治旗", "地区", "林区", "市", "区", "县", "盟", "旗"];

/// What follows a short name in the name of a street (上海路 lies anywhere).
const STREETS: &[&str] = &["路", "街", "道", "巷", "大道", "大街"];

/// A division of the register.
#[derive(Debug)]
struct Division {
    /// Two digits for a province, four for a city, six for a county.
    code: &'static str,
    /// Its name in full.
    name: &'static str,
    /// Its short names (兰州; 海南州).
    short: Vec<String>,
}

struct Register {
    /// In the order of their codes: each before those that lie in it.
    all: Vec<Division>,
    /// How many counties have a name.
    counties: HashMap<&'static str, usize>,
    /// Places in `all` of what has a name that begins with a character, ascending.
    by_first: HashMap<char, Vec<usize>>,
}

static REGISTER: LazyLock<Register> = LazyLock::new(|| {
    let all: Vec<Division> = include_str!("../../registry/divisions.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .map(|(code, name)| Division { code, name, short: short(code, name) })
        .collect();
    let mut counties = HashMap::new();
    for division in all.iter().filter(|d| d.code.len() == 6) {
        *counties.entry(division.name).or_default() += 1;
    }
    let mut by_first: HashMap<char, Vec<usize>> = HashMap::new();
    for (at, division) in all.iter().enumerate() {
        let names = std::iter::once(division.name).chain(division.short.iter().map(String::as_str));
        for first in names.filter_map(|name| name.chars().next()) {
            let places = by_first.entry(first).or_default();
            if places.last() != Some(&at) {
                places.push(at);
            }
        }
    }
    Register { all, counties, by_first }
});

fn short(code: &str, name: &str) -> Vec<String> {
    if code.len() == 2 {
        return PROVINCES
            .iter()
            .find(|p| name.starts_with(**p))
            .map(|p| (*p).to_owned())
            .into_iter()
            .collect();
    }
    let Some(stem) = RANKS.iter().find_map(|rank| name.strip_suffix(rank)) else {
        return Vec::new();
    };
    let people = PEOPLES.iter().filter_map(|people| stem.find(people)).filter(|at| *at > 0).min();
    let stem = people.map_or(stem, |at| &stem[..at]);
    let mut short = Vec::new();
    // 东区 and 城区 have no short names.
    if stem.chars().count() > 1 {
        short.push(stem.to_owned());
        if name.ends_with("自治州") {
            short.push(format!("{stem}州"));
        }
    }
    short
}

/// The province that an address or a name begins with.
pub fn province(text: &str) -> Option<&'static str> {
    of_address(text).and_then(province_of)
}

/// The short name of the province of a division.
pub fn province_of(code: &str) -> Option<&'static str> {
    let province = REGISTER.all.iter().find(|d| code.get(..2) == Some(d.code))?;
    PROVINCES.into_iter().find(|p| province.name.starts_with(p))
}

/// The code of the smallest division that an address names at its beginning.
pub fn of_address(text: &str) -> Option<&'static str> {
    walk(text).map(|(division, _)| division.code)
}

/// The smallest division of the register in which a code lies (a credit code's third to
/// eighth characters; counties that were dissolved still lie in their city).
pub fn of_code(code: &str) -> Option<&'static str> {
    let known = |prefix: &str| REGISTER.all.iter().find(|d| d.code == prefix).map(|d| d.code);
    [6, 4, 2].into_iter().find_map(|length| known(code.get(..length)?))
}

/// The codes of the divisions that a name means: the highest that bear it (海南 is the
/// province), all of one rank that share it (朝阳区). Several levels may be written
/// together (甘肃省兰州市). Empty when no division is meant.
pub fn named(text: &str) -> Vec<&'static str> {
    let text = text.trim();
    for length in [2, 4, 6] {
        let bears = |d: &&Division| {
            d.code.len() == length && (d.name == text || d.short.iter().any(|s| s == text))
        };
        let codes: Vec<&str> = REGISTER.all.iter().filter(bears).map(|d| d.code).collect();
        if !codes.is_empty() {
            return codes;
        }
    }
    match walk(text) {
        Some((division, "")) => vec![division.code],
        _ => Vec::new(),
    }
}

/// The full name of the division of a code.
pub fn name(code: &str) -> Option<&'static str> {
    REGISTER.all.iter().find(|d| d.code == code).map(|d| d.name)
}

/// Names of provinces and cities, to offer the nearest of.
pub fn names() -> impl Iterator<Item = &'static str> {
    let cities = REGISTER.all.iter().filter(|d| d.code.len() == 4);
    PROVINCES.into_iter().chain(cities.flat_map(|d| d.short.iter().map(String::as_str)))
}

/// From the largest division at the beginning down to the smallest; what is left.
fn walk(text: &str) -> Option<(&'static Division, &str)> {
    let register = &*REGISTER;
    let mut rest = text.trim_start();
    let mut at: Option<&'static Division> = None;
    loop {
        let inside = |d: &&'static Division| match at {
            // A county at the beginning must be the only one of its name.
            None => d.code.len() < 6 || register.counties.get(d.name) == Some(&1),
            Some(above) => d.code.len() > above.code.len() && d.code.starts_with(above.code),
        };
        let first = rest.chars().next().and_then(|first| register.by_first.get(&first));
        let longest = first
            .into_iter()
            .flatten()
            .filter_map(|at| register.all.get(*at))
            .filter_map(|d| Some((d, begins(d, rest)?)))
            .filter(|(d, _)| inside(d))
            .max_by_key(|(d, length)| (*length, std::cmp::Reverse(d.code.len())));
        let Some((division, length)) = longest else {
            return at.map(|division| (division, rest));
        };
        at = Some(division);
        rest = rest[length..]
            .trim_start_matches(|c: char| c.is_whitespace() || "/、,，-—·".contains(c))
            .trim_start_matches("市辖区");
    }
}

/// How many bytes of a text's beginning name a division.
fn begins(division: &Division, text: &str) -> Option<usize> {
    if text.starts_with(division.name) {
        return Some(division.name.len());
    }
    // Counties by their short names (东方, 太平) would be found in any text.
    let short = division.short.iter().filter(|_| division.code.len() < 6);
    short
        .filter(|short| {
            let rest = text.strip_prefix(short.as_str());
            rest.is_some_and(|rest| !STREETS.iter().any(|street| rest.starts_with(street)))
        })
        .map(String::len)
        .max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_begins_with_its_province() {
        assert_eq!(province("内蒙古自治区包头市"), Some("内蒙古"));
        assert_eq!(province(" 上海市宝山区"), Some("上海"));
        assert_eq!(province("宝山区上海路"), None);
        assert_eq!(province("上海路12号"), None);
    }

    #[test]
    fn a_city_lies_in_its_province_and_a_name_is_no_piece_of_another() {
        assert_eq!(province("兰州市城关区天水南路1号"), Some("甘肃"));
        assert_eq!(of_address("兰州市城关区天水南路1号"), Some("620102"));
        assert_eq!(of_address("甘肃兰州"), Some("6201"));
        assert_eq!(of_address("北京市朝阳区"), Some("110105"));
        assert_eq!(province("海南藏族自治州共和县"), Some("青海"));
        assert_eq!(province("青海省海南州共和县"), Some("青海"));
        assert_eq!(province("吉林市昌邑区"), Some("吉林"));
        assert_eq!(province("昆山市前进东路"), Some("江苏"));
        assert_eq!(province("智能制造"), None);
    }

    #[test]
    fn a_name_means_the_highest_division_that_bears_it() {
        assert_eq!(named("海南"), ["46"]);
        assert_eq!(named("海南州"), ["6325"]);
        assert_eq!(named("吉林市"), ["2202"]);
        assert_eq!(named("甘肃省兰州市"), ["6201"]);
        assert!(named("朝阳区").len() > 1);
        assert!(named("高新区").is_empty() && named("").is_empty());
    }

    #[test]
    fn a_code_lies_in_what_the_register_has_of_it() {
        assert_eq!(of_code("620102"), Some("620102"));
        assert_eq!(of_code("620199"), Some("6201"));
        assert_eq!(of_code("100000"), None);
        assert_eq!(province_of("6201"), Some("甘肃"));
    }
}
