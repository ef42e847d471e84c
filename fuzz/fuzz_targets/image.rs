//! Any bytes as a picture: its pages, and the pixels of the first.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shenbao::read::image;

fuzz_target!(init: shenbao_fuzz::own_panics_count(), |data: &[u8]| {
    let mut options = shenbao_fuzz::options();
    options.limits.pixels = 4_000_000;
    shenbao_fuzz::judge(image::read(data, &options));
    let _ = image::decode(data, None, &options.limits);
});
