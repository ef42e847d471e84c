//! Names that stand twice in one object of a JSON file: readers of JSON keep one value and drop
//! the other without a word, and which one is not settled (RFC 8259, 4).

use crate::problem::{Warning, WarningCode};
use crate::record::escape_step;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use std::collections::HashSet;
use std::fmt;

/// Pointers that are listed.
const LISTED: usize = 100;

/// A warning for each name that stands twice.
pub fn twice(json: &[u8]) -> Vec<Warning> {
    let mut found = Vec::new();
    let mut reader = serde_json::Deserializer::from_slice(json);
    // What is no JSON was refused before.
    let _ = At { pointer: String::new(), found: &mut found }.deserialize(&mut reader);
    let told = |pointer: String| {
        let message = format!("JSON 中 {pointer} 不止一处，取最后一处的值");
        Warning::new(WarningCode::ShownOtherwise, message)
    };
    found.into_iter().take(LISTED).map(told).collect()
}

/// A value at a pointer.
struct At<'a> {
    pointer: String,
    found: &'a mut Vec<String>,
}

impl<'de> DeserializeSeed<'de> for At<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for At<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut seen = HashSet::new();
        while let Some(key) = map.next_key::<String>()? {
            let pointer = format!("{}/{}", self.pointer, escape_step(&key));
            if !seen.insert(key) {
                self.found.push(pointer.clone());
            }
            map.next_value_seed(At { pointer, found: self.found })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut index = 0;
        loop {
            let pointer = format!("{}/{index}", self.pointer);
            if list.next_element_seed(At { pointer, found: self.found })?.is_none() {
                return Ok(());
            }
            index += 1;
        }
    }

    fn visit_some<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_any(self)
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_stands_twice_is_told_with_its_place() {
        let told = twice(br#"{"kind":"a","list":[{"x":1},{"x":1,"x":2}],"kind":"b"}"#);
        let told: Vec<&str> = told.iter().map(|warning| warning.message.as_str()).collect();
        assert_eq!(told.len(), 2);
        assert!(told[0].contains(" /list/1/x ") && told[1].contains(" /kind "), "{told:?}");
        assert_eq!(twice(br#"{"a":{"x":1},"b":{"x":1}}"#), []);
    }
}
