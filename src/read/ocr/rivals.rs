//! The question put to the picture: of two writings of one place, how likely is each?
//!
//! The text model names for each place what it holds likeliest; how likely it holds
//! another character there is asked of its whole output, over all the ways in which the
//! character may lie on the steps between its neighbours (the forward sum of CTC).

use super::engine::{Engine, Look};
use crate::characters::lookalikes;
use std::ops::Range;

/// What stands for "nothing is printed here" among rivals.
pub const NOTHING: char = ' ';

/// How likely it is that exactly one character of a class is printed on a range of steps;
/// for class 0, that none is.
fn likelihood(look: &Look, steps: Range<usize>, class: u16) -> f64 {
    // Still before the character, in it, behind it.
    let (mut before, mut within, mut behind) = (1.0f64, 0.0f64, 0.0f64);
    for step in steps {
        let blank = f64::from(look.probability(step, 0));
        let own = f64::from(look.probability(step, class));
        behind = (within + behind) * blank;
        within = (before + within) * own;
        before *= blank;
    }
    if class == 0 { before } else { within + behind }
}

/// The characters most easily taken for one that was read on a range of steps, with how
/// likely each is beside it (1: as likely).
pub fn rivals(
    look: &Look,
    steps: Range<usize>,
    character: char,
    engine: &Engine,
) -> Vec<(char, f32)> {
    let Some(class) = engine.class(character) else { return Vec::new() };
    let own = likelihood(look, steps.clone(), class).max(1e-30);
    let ratio = |class: u16| (likelihood(look, steps.clone(), class) / own) as f32;
    let mut found: Vec<(char, f32)> = lookalikes::of(character)
        .filter_map(|other| Some((other, ratio(engine.class(other)?))))
        .collect();
    // A point is as easily lost as a speck is taken for one.
    if matches!(character, '.' | ',' | '·' | '\'' | '-') {
        found.push((NOTHING, ratio(0)));
    }
    found
}

/// How likely a point is printed on a range of steps on which nothing was read, beside
/// that there is none.
pub fn missed_point(look: &Look, steps: Range<usize>, engine: &Engine) -> f32 {
    let nothing = likelihood(look, steps.clone(), 0).max(1e-30);
    let Some(class) = engine.class('.') else { return 0.0 };
    (likelihood(look, steps, class) / nothing) as f32
}
