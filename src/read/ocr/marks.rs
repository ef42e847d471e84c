//! From what was read of a line to its glyphs: boxes as the text model read them and as
//! the picture shows them are brought together, and every character gets its place.

use super::boxes::{is_ticked, state};
use super::decode::Reading;
use super::lines::TextLine;
use super::looks::ReadLine;
use super::page::tick_glyph;
use super::plane::PixelBox;
use super::sheet::Sheet;
use super::ticks::TickBox;
use super::witnesses;
use super::words;
use crate::document::Rect;
use crate::layout::Glyph;

/// A character on its way to a glyph: its middle and natural width, in page pixels.
pub struct Mark {
    pub reading: Reading,
    pub middle: f32,
    pub width: f32,
    segment: usize,
}

/// How sure a box or tick is that the text model and the picture agree on.
const AGREED: f32 = 0.97;

/// How sure one is on which they do not: such a tick gives no value.
pub const DISPUTED: f32 = 0.5;

/// An empty box or a black square that only the picture shows; the text model passes
/// over some.
const PICTURED: f32 = 0.9;

/// Any other mark that only one of the two knows of: too little for a value.
pub const UNPROVEN: f32 = 0.6;

/// Characters that the text model puts for a bare tick.
const TICK_LIKE: &str = "vVνⅤ✓✔";

/// Characters that the text model puts for a box.
const BOX_LIKE: &str = "■口囗□日回区図图团田国固因困门目四凹Q0OD曰";

/// Adds the glyphs of a line; `used` notes which of the sheet's boxes stand among them.
pub fn glyphs_of(
    line: &TextLine,
    read: &ReadLine,
    sheet: &Sheet,
    used: &mut [bool],
    into: &mut Vec<Glyph>,
) {
    let ink = line.area.height() as f32;
    let chinese = read.readings.iter().any(|reading| fills_a_square(reading.character));
    // Characters fill nearly their whole square, digits about three quarters of it.
    let mut size = if chinese { ink / 0.95 } else { (ink / 0.76).max(0.6 * sheet.em) };
    let usual = sheet.em / 0.95;
    if (size / usual - 1.0).abs() < 0.16 {
        size = usual;
    }
    let low = if chinese {
        (line.area.y0 + line.area.y1) as f32 / 2.0 + size / 2.0
    } else {
        line.area.y1 as f32 + 0.12 * size
    };
    let (y0, y1) = (low - size, low);
    let mut marks: Vec<Mark> = read
        .readings
        .iter()
        .map(|reading| Mark {
            middle: read.strip.to_page(reading.x),
            width: if fills_a_square(reading.character) { size } else { 0.52 * size },
            segment: read.strip.segment(reading.x),
            reading: reading.clone(),
        })
        .collect();
    witnesses::settle(&mut marks, line, sheet, size);
    settle_dashes(&mut marks);
    marks.iter_mut().for_each(settle_state);
    let mut boxes = settle_boxes(&mut marks, line, sheet, used, size);
    settle_codes(&mut marks, size);
    let ticked_line =
        !boxes.is_empty() || marks.iter().any(|mark| state(mark.reading.character).is_some());
    if ticked_line {
        settle_ticks(&mut marks);
        settle_unread(&mut marks, line, sheet, used, &mut boxes, size);
    }
    settle_spaces(&mut marks);
    let by = 72.0 / sheet.dpi;
    let mut glyphs: Vec<Glyph> = Vec::new();
    for (at, mark) in marks.iter().enumerate() {
        let (x0, x1) = edges(&marks, at, line, size);
        let bbox = Rect::new(x0 * by, y0 * by, x1 * by, y1 * by);
        let mut glyph = Glyph::new(mark.reading.character, bbox, size * by);
        glyph.confidence = mark.reading.confidence;
        glyph.alternatives = mark.reading.alternatives.clone();
        glyphs.push(glyph);
    }
    for at in boxes {
        used[at] = true;
        let tick = &sheet.ticks[at];
        let mut glyph = tick_glyph(tick, sheet);
        glyph.confidence = pictured(tick);
        // Level with its line, whatever reaches out of the box.
        (glyph.bbox.y0, glyph.bbox.y1, glyph.size) = (y0 * by, y1 * by, size * by);
        glyphs.push(glyph);
    }
    glyphs.sort_by(|a, b| a.bbox.center().0.total_cmp(&b.bbox.center().0));
    into.append(&mut glyphs);
}

/// A 一 between a date or a number and another is the dash that was printed.
fn settle_dashes(marks: &mut [Mark]) {
    for at in 1..marks.len().saturating_sub(1) {
        let (before, after) = (marks[at - 1].reading.character, marks[at + 1].reading.character);
        let reading = &mut marks[at].reading;
        let between =
            (before.is_ascii_digit() || "年月日".contains(before)) && after.is_ascii_digit();
        if reading.character == '一' && between {
            reading.character = '—';
            reading.alternatives.retain(|other| !"一-—–－".contains(other.0));
            reading.confidence = reading.confidence.max(reading.seen);
        }
    }
}

/// A ticked box has many shapes: between them the text model need not be sure.
fn settle_state(mark: &mut Mark) {
    let own = state(mark.reading.character);
    if own.is_some() {
        let reading = &mut mark.reading;
        let same = reading.alternatives.iter().filter(|other| state(other.0) == own);
        let more: f32 = same.map(|other| other.1).sum();
        reading.confidence = (reading.confidence + more).min(AGREED);
        reading.alternatives.retain(|other| state(other.0) != own);
    }
}

/// Whether the text model, asked about a box alone, says what the picture shows.
fn agrees(tick: &TickBox) -> bool {
    tick.told == Some(is_ticked(tick))
}

/// How sure a box is in whose place the text model read nothing that speaks against it.
/// An empty box it may have passed over, and a black square of the size of the boxes
/// beside it can be nothing else; a tick needs its word.
fn pictured(tick: &TickBox) -> f32 {
    match (tick.character, tick.doubtful) {
        _ if agrees(tick) => AGREED,
        ('□' | '■', false) => PICTURED.min(tick.confidence),
        _ => UNPROVEN,
    }
}

/// Brings the boxes that the picture shows in a line together with what the text model
/// read in their places. Gives those in whose place it read nothing.
fn settle_boxes(
    marks: &mut [Mark],
    line: &TextLine,
    sheet: &Sheet,
    used: &mut [bool],
    size: f32,
) -> Vec<usize> {
    let mut alone = Vec::new();
    for (at, tick) in sheet.ticks.iter().enumerate() {
        if used[at] || !line.pieces.iter().any(|piece| piece.overlaps(&tick.area)) {
            continue;
        }
        let middle = (tick.area.x0 + tick.area.x1) as f32 / 2.0;
        let near = |mark: &&mut Mark| {
            mark.reading.character != ' ' && (mark.middle - middle).abs() < 0.5 * size
        };
        let away = |mark: &&mut Mark| (mark.middle - middle).abs();
        let nearest = marks.iter_mut().filter(near).min_by(|a, b| away(a).total_cmp(&away(b)));
        let Some(mark) = nearest else {
            if !tick.doubtful || agrees(tick) {
                alone.push(at);
            }
            continue;
        };
        let read = state(mark.reading.character);
        let reading = &mut mark.reading;
        let before = (reading.character, reading.confidence);
        match read {
            Some(ticked) if ticked == is_ticked(tick) => {
                reading.character = tick.character;
                reading.confidence = AGREED;
                reading.alternatives.clear();
            }
            // The text model knows small boxes better, but one witness is none.
            Some(_) => {
                reading.alternatives = vec![(tick.character, DISPUTED)];
                reading.confidence = DISPUTED;
            }
            None if BOX_LIKE.contains(reading.character)
                && (!tick.doubtful || reading.confidence < 0.9) =>
            {
                reading.alternatives = vec![before];
                reading.character = tick.character;
                reading.confidence = pictured(tick);
            }
            // A character that the text model is sure of stays.
            None => {}
        }
        used[at] = true;
    }
    alone
}

/// A box or tick inside of a code (`VMC-85QU`) is none: it is a character misread.
fn settle_codes(marks: &mut [Mark], size: f32) {
    let joins = |a: &Mark, b: &Mark| {
        b.reading.character.is_ascii_alphanumeric() && (a.middle - b.middle).abs() < 0.9 * size
    };
    for at in 1..marks.len().saturating_sub(1) {
        let inside = joins(&marks[at], &marks[at - 1]) && joins(&marks[at], &marks[at + 1]);
        if inside && state(marks[at].reading.character).is_some() {
            let reading = &mut marks[at].reading;
            let letter = |rival: &(char, f32)| rival.0.is_ascii_alphanumeric();
            let letter = reading.alternatives.iter().find(|rival| letter(rival)).copied();
            let (character, p) = letter.unwrap_or(('0', 0.0));
            reading.alternatives.insert(0, (reading.character, reading.confidence));
            (reading.character, reading.confidence) = (character, p.min(DISPUTED));
        }
    }
}

/// Characters that the text model puts for a ticked box.
const TICKED_LIKE: &str = "区囗回図图团因困";

/// In a line with boxes, a lone `V` in front of a word is a tick, a doubtful 口 a box
/// whose state is not known for sure, and a 区 that belongs to no word a ticked box.
fn settle_ticks(marks: &mut [Mark]) {
    let around: Vec<char> = marks.iter().map(|mark| mark.reading.character).collect();
    for at in 0..marks.len() {
        let crossed = TICKED_LIKE.contains(around[at])
            && around.get(at + 1).is_some_and(|next| fills_a_square(*next))
            && !words::in_word(&around, at);
        if crossed {
            let reading = &mut marks[at].reading;
            reading.alternatives.insert(0, (reading.character, reading.confidence));
            reading.character = '☑';
            reading.confidence = reading.confidence.min(UNPROVEN);
        }
        let before = at.checked_sub(1).map(|n| &marks[n]);
        let parted = before.is_none_or(|before| {
            before.segment != marks[at].segment || !before.reading.character.is_ascii_alphanumeric()
        });
        let word = marks.get(at + 1).is_some_and(|next| fills_a_square(next.reading.character));
        let reading = &mut marks[at].reading;
        // A box that a stain hides from the search for frames, as the text model sees it.
        if reading.character == '口' && reading.alternatives.iter().any(|other| other.0 == '□') {
            reading.alternatives.insert(0, ('口', reading.confidence));
            reading.character = '□';
            reading.confidence = reading.confidence.min(UNPROVEN);
        }
        if parted && word && TICK_LIKE.contains(reading.character) {
            reading.alternatives.insert(0, (reading.character, reading.confidence));
            reading.character = '√';
            reading.confidence = reading.confidence.min(UNPROVEN);
        }
    }
}

/// In a line with boxes, what the text model passed over in front of a word: a frame
/// whose look left a doubt is a box, other ink of a character's size a tick.
fn settle_unread(
    marks: &mut Vec<Mark>,
    line: &TextLine,
    sheet: &Sheet,
    used: &[bool],
    boxes: &mut Vec<usize>,
    size: f32,
) {
    let near = |marks: &[Mark], middle: f32, reach: f32| {
        marks.iter().any(|mark| {
            mark.reading.character != ' ' && (mark.middle - middle).abs() < reach * size
        })
    };
    for (at, tick) in sheet.ticks.iter().enumerate() {
        let middle = (tick.area.x0 + tick.area.x1) as f32 / 2.0;
        let here = tick.doubtful && !used[at] && line.pieces.iter().any(|p| p.overlaps(&tick.area));
        if here && !near(marks, middle, 0.5) {
            boxes.push(at);
        }
    }
    for piece in passed_over(line, size) {
        let middle = (piece.x0 + piece.x1) as f32 / 2.0;
        let word = marks.iter().any(|mark| {
            let gap = mark.middle - mark.width / 2.0 - piece.x1 as f32;
            fills_a_square(mark.reading.character) && (-0.3 * size..0.7 * size).contains(&gap)
        });
        let framed = sheet.ticks.iter().any(|tick| tick.area.overlaps(&piece));
        if !word || framed || near(marks, middle, 0.65) {
            continue;
        }
        let reading = Reading {
            character: '√',
            x: 0.0,
            confidence: UNPROVEN,
            seen: UNPROVEN,
            alternatives: Vec::new(),
        };
        // Of the stretch of its neighbour, so that the two are told apart by their places.
        let after = marks.iter().position(|mark| mark.middle > middle).unwrap_or(marks.len());
        let segment = marks.get(after).map_or(0, |mark| mark.segment);
        marks.insert(after, Mark { reading, middle, width: 0.8 * size, segment });
    }
}

/// Pieces of ink that could be ticks: of a character's size, with paper before them.
fn passed_over(line: &TextLine, size: f32) -> Vec<PixelBox> {
    let mut end = f32::MIN;
    let mut found = Vec::new();
    for piece in &line.pieces {
        let (w, h) = (piece.width() as f32, piece.height() as f32);
        let begins = piece.x0 as f32 - end > 0.12 * size;
        if begins && h > 0.4 * size && (0.35 * size..1.2 * size).contains(&w) {
            found.push(*piece);
        }
        end = end.max(piece.x1 as f32);
    }
    found
}

/// Spaces are kept between Latin words only: elsewhere the places tell.
fn settle_spaces(marks: &mut Vec<Mark>) {
    let latin = |mark: Option<&Mark>| mark.is_some_and(|m| m.reading.character.is_ascii_graphic());
    let keep: Vec<bool> = (0..marks.len())
        .map(|at| {
            marks[at].reading.character != ' '
                || latin(at.checked_sub(1).and_then(|n| marks.get(n))) && latin(marks.get(at + 1))
        })
        .collect();
    let mut keep = keep.into_iter();
    marks.retain(|_| keep.next().unwrap_or(true));
}

/// The edges of a character: neighbours touch unless there is a real gap of paper
/// between them.
fn edges(marks: &[Mark], at: usize, line: &TextLine, size: f32) -> (f32, f32) {
    let mark = &marks[at];
    let natural = (mark.middle - mark.width / 2.0, mark.middle + mark.width / 2.0);
    let shared = |left: &Mark, right: &Mark| {
        let near = left.segment == right.segment
            && blank_between(line, left.middle, right.middle) < 0.55 * size;
        let sum = left.width + right.width;
        // In the proportion of the widths, so that a narrow digit stays narrow.
        near.then(|| left.middle + (right.middle - left.middle) * left.width / sum)
    };
    let before = at.checked_sub(1).and_then(|n| shared(&marks[n], mark));
    let after = marks.get(at + 1).and_then(|next| shared(mark, next));
    let x0 = before.unwrap_or(natural.0);
    let x1 = after.unwrap_or(natural.1);
    (x0, x1.max(x0 + 0.5))
}

/// The widest stretch without ink between two columns of a line.
fn blank_between(line: &TextLine, from: f32, to: f32) -> f32 {
    let mut covered = from;
    let mut widest: f32 = 0.0;
    // Pieces are sorted by their left edge.
    for piece in &line.pieces {
        let (x0, x1) = (piece.x0 as f32, piece.x1 as f32);
        if x1 <= from {
            continue;
        }
        if x0 >= to {
            break;
        }
        widest = widest.max(x0 - covered);
        covered = covered.max(x1);
    }
    widest.max(to - covered)
}

/// Characters that fill a square.
fn fills_a_square(character: char) -> bool {
    let code = u32::from(character);
    (0x1100..0xff61).contains(&code) && !(0x2000..0x2300).contains(&code)
        || code >= 0x2_0000
        || matches!(character, '—' | '“' | '”' | '√' | '×')
}

#[cfg(test)]
mod tests {
    use super::super::plane::Gray;
    use super::super::sheet::Picture;
    use super::*;

    fn mark(character: char, middle: f32, width: f32) -> Mark {
        let reading =
            Reading { character, x: 0.0, confidence: 0.9, seen: 0.9, alternatives: Vec::new() };
        Mark { reading, middle, width, segment: 0 }
    }

    #[test]
    fn ink_that_was_passed_over_in_front_of_a_word_is_a_tick() {
        let line = TextLine::of((0, 20), &[(0, 18), (30, 48), (52, 70)]);
        let gray = Gray::filled(200, 100, 255);
        let mut sheet = Picture { gray, seals: Vec::new(), pens: Vec::new(), dpi: 150.0 }.sheet();
        sheet.ticks = Vec::new();
        let mut marks = vec![mark('否', 39.0, 18.0), mark('则', 61.0, 18.0)];
        settle_unread(&mut marks, &line, &sheet, &[], &mut Vec::new(), 20.0);
        let text: String = marks.iter().map(|mark| mark.reading.character).collect();
        assert_eq!(text, "√否则");
        assert!(marks[0].reading.confidence < 0.9);
        // Where every piece was read there is nothing to add.
        settle_unread(&mut marks, &line, &sheet, &[], &mut Vec::new(), 20.0);
        assert_eq!(marks.len(), 3);
    }

    #[test]
    fn neighbours_touch_and_gaps_stay() {
        let line = TextLine::of((0, 20), &[(0, 20), (22, 40), (70, 90)]);
        let marks = [mark('企', 10.0, 20.0), mark('业', 31.0, 20.0), mark('是', 80.0, 20.0)];
        assert_eq!(edges(&marks, 0, &line, 20.0).1, edges(&marks, 1, &line, 20.0).0);
        assert_eq!(edges(&marks, 1, &line, 20.0).1, 41.0);
        assert_eq!(edges(&marks, 2, &line, 20.0).0, 70.0);
    }

    #[test]
    fn a_lone_v_before_a_word_is_a_tick() {
        let mut marks = [mark('V', 10.0, 10.0), mark('否', 31.0, 20.0)];
        settle_ticks(&mut marks);
        assert_eq!(marks[0].reading.character, '√');
        assert_eq!(marks[0].reading.alternatives, [('V', 0.9)]);
        let mut line: Vec<Mark> = "消费品区电子信息".chars().map(|c| mark(c, 0.0, 20.0)).collect();
        settle_ticks(&mut line);
        assert_eq!(line[3].reading.character, '☑');
        let mut line: Vec<Mark> = "集聚区域".chars().map(|c| mark(c, 0.0, 20.0)).collect();
        settle_ticks(&mut line);
        assert_eq!(line[2].reading.character, '区');
        let mut word = [mark('T', 0.0, 10.0), mark('V', 10.0, 10.0), mark('是', 31.0, 20.0)];
        settle_ticks(&mut word);
        assert_eq!(word[1].reading.character, 'V');
    }

    #[test]
    fn a_dash_between_dates_is_no_one() {
        let line = |text: &str| -> String {
            let mut marks: Vec<Mark> =
                text.chars().enumerate().map(|(n, c)| mark(c, 20.0 * n as f32, 20.0)).collect();
            settle_dashes(&mut marks);
            marks.iter().map(|mark| mark.reading.character).collect()
        };
        assert_eq!(line("2023年4月一2025年7月"), "2023年4月—2025年7月");
        assert_eq!(line("十一月一日"), "十一月一日");
        assert_eq!(line("第一2组"), "第一2组");
    }

    fn boxed(character: char, doubtful: bool) -> (TextLine, Sheet) {
        let line = TextLine::of((0, 20), &[(0, 18), (30, 48), (52, 70)]);
        let gray = Gray::filled(200, 100, 255);
        let mut sheet = Picture { gray, seals: Vec::new(), pens: Vec::new(), dpi: 150.0 }.sheet();
        let area = PixelBox::new(0, 0, 18, 20);
        sheet.ticks = vec![TickBox { area, character, confidence: 0.97, doubtful, told: None }];
        (line, sheet)
    }

    #[test]
    fn a_tick_is_sure_only_when_picture_and_text_agree() {
        let told = |picture: char, doubtful: bool, text: &str| {
            let (line, sheet) = boxed(picture, doubtful);
            let mut marks: Vec<Mark> = Vec::new();
            for (at, c) in text.chars().enumerate() {
                marks.push(mark(c, if at == 0 { 9.0 } else { 17.0 + 22.0 * at as f32 }, 18.0));
            }
            let alone = settle_boxes(&mut marks, &line, &sheet, &mut [false], 20.0);
            (marks[0].reading.character, marks[0].reading.confidence, alone.len())
        };
        assert_eq!(told('☑', true, "☑是否"), ('☑', AGREED, 0));
        assert_eq!(told('□', false, "☐是否"), ('□', AGREED, 0));
        assert_eq!(told('☑', false, "□是否"), ('□', DISPUTED, 0));
        assert_eq!(told('□', false, "■是否"), ('■', DISPUTED, 0));
        // 国 looks like a box with something in it, and stays what it is.
        assert_eq!(told('☑', true, "国是否"), ('国', 0.9, 0));
        assert_eq!(told('□', false, "口是否"), ('□', 0.9, 0));
    }

    #[test]
    fn a_tick_inside_a_code_is_none() {
        let mut marks: Vec<Mark> = Vec::new();
        for (at, c) in "85☑U".chars().enumerate() {
            marks.push(mark(c, 10.0 * at as f32, 10.0));
        }
        marks[2].reading.alternatives = vec![('Q', 0.2)];
        settle_codes(&mut marks, 20.0);
        let text: String = marks.iter().map(|mark| mark.reading.character).collect();
        assert_eq!(text, "85QU");
        assert!(marks[2].reading.confidence < 0.5);
    }
}
