//! Regions of several provinces (西北, 长三角), which no register has. Data:
//! `registry/regions.toml`.

use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Debug, Deserialize)]
struct Regions {
    region: Vec<Region>,
}

#[derive(Debug, Deserialize)]
struct Region {
    names: Vec<String>,
    provinces: Vec<String>,
}

static REGIONS: LazyLock<Vec<Region>> = LazyLock::new(|| {
    let read: Result<Regions, _> = toml::from_str(include_str!("../../registry/regions.toml"));
    read.map(|regions| regions.region).unwrap_or_default()
});

/// Words that may follow the name of a region and say nothing more.
const ENDINGS: &[&str] = &["地区", "区域", "片区", "各省", "省份", "各地"];

/// The provinces of a region, by their short names; `None` for what is none.
pub fn provinces(text: &str) -> Option<&'static [String]> {
    let text = text.trim();
    let bare = ENDINGS.iter().find_map(|ending| text.strip_suffix(ending)).unwrap_or(text);
    let region = REGIONS.iter().find(|region| region.names.iter().any(|name| name == bare))?;
    Some(&region.provinces)
}

/// The longest name of a region that a text begins with.
pub fn at_start(text: &str) -> Option<&'static str> {
    let names = REGIONS.iter().flat_map(|region| &region.names);
    let fits = names.filter(|name| text.starts_with(name.as_str()));
    fits.max_by_key(|name| name.len()).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::division;

    #[test]
    fn every_region_is_made_of_provinces_of_the_register() {
        assert!(REGIONS.len() > 10);
        for region in REGIONS.iter() {
            for province in &region.provinces {
                let codes = division::named(province);
                assert!(matches!(codes.as_slice(), [code] if code.len() == 2), "{province}");
            }
            for name in &region.names {
                assert!(division::named(name).is_empty(), "{name}");
            }
        }
    }

    #[test]
    fn regions_by_their_names() {
        assert_eq!(provinces("西北地区").map(<[String]>::len), Some(5));
        assert_eq!(provinces("东三省").map(<[String]>::len), Some(3));
        assert_eq!(provinces("湖北"), None);
        assert_eq!(at_start("东北三省的项目"), Some("东北三省"));
    }
}
