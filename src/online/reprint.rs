//! The second reading of a side that LibreOffice prints.

use crate::compare::{Note, Reason, Side};
use crate::extract::Options;
use crate::print::{self, Renderer};
use crate::problem::guarded;

/// Prints a side where that is asked for, and takes what the print shows otherwise for
/// doubts; gives what coverage says of it. Formats that have pages of their own need none.
pub fn reprinted(
    side: &mut Side,
    bytes: &[u8],
    name: &str,
    renderer: Option<&Renderer>,
    options: &Options,
) -> Option<Note> {
    let format = side.source.format.clone();
    let document = side.document.as_ref().filter(|_| print::is_printed(&format))?;
    let say = |words: String| Some(Note::new(Reason::Reprinted, words));
    let Some(renderer) = renderer else {
        return say(format!("{name}：未用 LibreOffice 打印作第二次独立读取（--renderer auto）"));
    };
    match guarded(|| print::check(renderer, bytes, &format, document, &options.reading)) {
        Ok(told) => {
            let count = told.len();
            side.warnings.extend(told);
            say(format!("{name}：已用 LibreOffice 打印并作第二次独立读取，不同 {count} 处"))
        }
        Err(problem) => say(format!("{name}：未能作第二次独立读取（{}）", problem.message)),
    }
}
