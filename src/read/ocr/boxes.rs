//! Boxes that the picture shows and the text model passed over in its line, or read
//! otherwise: it is asked again about each box alone. Beside text, small ticked boxes are
//! lost on it; enlarged it knows them.

use super::engine::{Engine, Worker};
use super::lines::TextLine;
use super::looks::ReadLine;
use super::plane::{Gray, PixelBox};
use super::sheet::Sheet;
use super::strip::{self, Crop};
use super::ticks::TickBox;
use crate::problem::Problem;

/// Ticks and filled boxes that the text model knows.
const TICKED: &str = "☑☒■√✓✔";

/// Empty boxes that it knows, and what it takes them for.
const EMPTY: &str = "□☐口";

/// How much likelier one state must be than the other.
const CLEARLY: f32 = 4.0;

/// How likely a state must be by itself, over all crops.
const LIKELY: f32 = 0.25;

/// A doubtful box in whose place a character was read as surely as this is part of it.
const FIRM: f32 = 0.9;

/// The state of the box or tick that a character is; none for other characters.
pub fn state(character: char) -> Option<bool> {
    match character {
        '□' | '☐' => Some(false),
        c if TICKED.contains(c) => Some(true),
        _ => None,
    }
}

/// Whether the picture shows something in a box.
pub fn is_ticked(tick: &TickBox) -> bool {
    tick.character != '□'
}

/// Asks about the boxes of a sheet on which its lines, as read, do not agree.
///
/// # Errors
///
/// The network fails (a defect).
pub fn ask(sheet: &mut Sheet, lines: &[ReadLine], engine: &Engine) -> Result<(), Problem> {
    let worker = Worker::new();
    for at in 0..sheet.ticks.len() {
        if is_open(&sheet.ticks[at], sheet, lines) {
            let told = told(&sheet.gray, &sheet.ticks[at].area, engine, &worker)?;
            sheet.ticks[at].told = told;
        }
    }
    Ok(())
}

/// Whether the lines leave it open what a box is.
fn is_open(tick: &TickBox, sheet: &Sheet, lines: &[ReadLine]) -> bool {
    // A black square it does not know.
    if tick.character == '■' && !tick.doubtful {
        return false;
    }
    let middle = (tick.area.x0 + tick.area.x1) as f32 / 2.0;
    let reach = 0.5 * sheet.em.max(tick.area.height() as f32);
    let mut stands = false;
    for (line, read) in sheet.lines.iter().zip(lines) {
        if !line.pieces.iter().any(|piece| piece.overlaps(&tick.area)) {
            continue;
        }
        stands = true;
        let near = read.readings.iter().filter(|reading| {
            reading.character != ' ' && (read.strip.to_page(reading.x) - middle).abs() < reach
        });
        for reading in near {
            let agrees = state(reading.character) == Some(is_ticked(tick));
            let part =
                tick.doubtful && state(reading.character).is_none() && reading.confidence >= FIRM;
            if agrees || part {
                return false;
            }
        }
    }
    stands
}

/// What the text model says of a box alone.
fn told(
    gray: &Gray,
    area: &PixelBox,
    engine: &Engine,
    worker: &Worker,
) -> Result<Option<bool>, Problem> {
    let side = area.height();
    // A box smaller than the characters around it is known alone and cut closely, or among
    // them at their height.
    let beside = |sides: usize| PixelBox { x1: (area.x1 + sides * side).min(gray.width), ..*area };
    let alone = [(*area, 0.15), (*area, 0.3)];
    let among = [(beside(1), 0.15), (beside(1), 0.3), (beside(3), 0.6), (beside(3), 0.8)];
    let (mut ticked, mut empty) = (0.0, 0.0);
    for (area, margin) in alone.into_iter().chain(among) {
        let line = TextLine { area, pieces: vec![area], cell: 0 };
        let strip = strip::cut(gray, &line, side as f32, Crop::around(margin));
        let look = engine.read(&strip.gray, worker)?;
        let most = |known: &str| {
            let classes: Vec<u16> = known.chars().filter_map(|c| engine.class(c)).collect();
            let at = |step| classes.iter().map(|&class| look.probability(step, class)).sum();
            (0..look.steps.len()).map(at).fold(0.0, f32::max)
        };
        ticked += most(TICKED);
        empty += most(EMPTY);
    }
    let wins = |one: f32, other: f32| one >= LIKELY && one >= CLEARLY * other;
    Ok(match (wins(ticked, empty), wins(empty, ticked)) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    })
}
