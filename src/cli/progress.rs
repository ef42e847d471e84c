//! The bar that shows how far the recognition of scanned pages is.

use crate::read::ocr::{Progress, Step};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;

/// Documents of more pages show a bar.
const LONG: u64 = 3;

/// A bar on stderr for all documents that are read side by side, if a person sees it.
pub fn bar() -> Progress {
    if !std::io::stderr().is_terminal() {
        return Progress::default();
    }
    let bar = ProgressBar::hidden();
    if let Ok(style) = ProgressStyle::with_template("识别扫描页 {bar:30} {pos}/{len}，剩余 {eta}")
    {
        bar.set_style(style);
    }
    bar.set_length(0);
    Progress::new(move |step| match step {
        Step::Begun(pages) => {
            bar.inc_length(pages as u64);
            if bar.length().is_some_and(|pages| pages > LONG) {
                bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
            }
        }
        Step::Page => bar.inc(1),
        Step::Look => {}
        // What other documents still want stays to be seen.
        Step::Ended if bar.length().is_none_or(|pages| bar.position() >= pages) => {
            bar.set_draw_target(indicatif::ProgressDrawTarget::hidden());
        }
        Step::Ended => {}
    })
}
