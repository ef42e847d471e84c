//! Any bytes as an archive: names stay inside, nothing outgrows its allowance.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shenbao::intake::archive::{Allowance, Terms, expand};
use shenbao::intake::{Limits, from_bytes};
use std::path::{Component, Path};

fuzz_target!(init: shenbao_fuzz::own_panics_count(), |data: &[u8]| {
    let limits = Limits { unpacked_bytes: 8 << 20, member_bytes: 4 << 20, ..Limits::default() };
    let Ok(file) = from_bytes(Path::new("in.zip"), data.to_vec()) else { return };
    let mut unpacked = 0;
    let allowance = Allowance::new(&limits);
    let terms = Terms { limits: &limits, allowance: &allowance, passwords: &[] };
    let _ = expand(&file, terms, &mut |member| {
        let inside = member.path.components().all(|c| matches!(c, Component::Normal(_)));
        assert!(inside && member.path.starts_with("in.zip"), "{}", member.path.display());
        unpacked += member.content.map_or(0, |bytes| bytes.len() as u64);
    });
    assert!(unpacked <= limits.unpacked_bytes);
});
