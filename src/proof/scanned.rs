//! The balance of a page that was recognised: its ink was accounted for when it was read
//! ([`crate::read::ocr`]); here it is told like that of any other page.

use super::PageBalance;
use super::choice::Choice;
use super::finding::{Finding, Reason};
use super::matched::Inked;
use super::ruling::Ruling;
use crate::document::{Printed, Rect, Scanned, Stray, StrayKind};
use crate::value::tick::{is_empty_box, is_tick};

/// How far (points) around a place its text is looked for, and characters that are quoted.
const AROUND: f32 = 14.0;
const QUOTED: usize = 12;

/// The balance of a recognised page, and what does not add up.
pub fn account(
    number: u32,
    scanned: &Scanned,
    read: Option<&Printed>,
) -> (PageBalance, Vec<Finding>) {
    let characters = read.map_or(0, |read| read.characters.len());
    let left = scanned.left.iter().map(|stray| stray.ink as usize).sum();
    let balance = PageBalance {
        page: number,
        characters,
        // What was recognised was read from the ink itself.
        seen: characters,
        inked: scanned.inked,
        left,
        ..PageBalance::default()
    };
    let left = scanned.left.iter().map(|stray| told(number, stray, read));
    let chosen = choices(scanned, read);
    let chosen = chosen.iter().map(|choice| underlined(number, choice, read));
    (balance, left.chain(chosen).collect())
}

/// How far (points) the sides of a box may lie outside of what was read of it.
const SIDE: f32 = 2.0;

/// Strokes under options, and frames around them.
fn choices(scanned: &Scanned, read: Option<&Printed>) -> Vec<Choice> {
    let Some(read) = read else { return Vec::new() };
    let inked: Vec<Inked> = read
        .characters
        .iter()
        .map(|c| Inked { character: c.character, bbox: c.bbox, size: c.size, ink: c.bbox })
        .collect();
    let far = |of: fn(&Rect) -> f32| scanned.bars.iter().map(of).fold(0.0, f32::max);
    let size = (far(|bar| bar.x1).max(595.0), far(|bar| bar.y1).max(842.0));
    // The sides of a box that was read are the box.
    let boxes: Vec<Rect> = inked
        .iter()
        .filter(|c| is_empty_box(c.character) || is_tick(c.character))
        .map(|c| c.bbox)
        .collect();
    let is_side = |bar: &Rect| {
        boxes.iter().any(|b| {
            let (x0, y0, x1, y1) = (b.x0 - SIDE, b.y0 - SIDE, b.x1 + SIDE, b.y1 + SIDE);
            x0 <= bar.x0 && bar.x1 <= x1 && y0 <= bar.y0 && bar.y1 <= y1
        })
    };
    let bars: Vec<Rect> = scanned.bars.iter().filter(|bar| !is_side(bar)).copied().collect();
    Ruling::of(&bars, &inked, size).choices
}

fn underlined(page: u32, choice: &Choice, read: Option<&Printed>) -> Finding {
    let stray = Stray { bbox: choice.area, ink: 0.0, kind: StrayKind::Mark };
    Finding {
        words: "选项下的划线、选项外的框，是否表示选定须人工认定".to_owned(),
        alike: choice.alike.clone(),
        ..told(page, &stray, read)
    }
}

fn told(page: u32, stray: &Stray, read: Option<&Printed>) -> Finding {
    let b = stray.bbox;
    let wide = Rect::new(b.x0 - AROUND, b.y0 - 2.0, b.x1 + AROUND, b.y1 + 2.0);
    let close = |bbox: &Rect| {
        bbox.x0 <= wide.x1 && wide.x0 <= bbox.x1 && bbox.y0 <= wide.y1 && wide.y0 <= bbox.y1
    };
    let all = read.iter().flat_map(|read| &read.characters);
    let near: Vec<_> = all.filter(|character| close(&character.bbox)).collect();
    let words = match stray.kind {
        StrayKind::Mark => "有未能解释的墨迹",
        StrayKind::Crossing => "文字中间有横线划过",
        StrayKind::Pen => "有彩色笔迹或戳记，不是印刷的文字",
    };
    Finding {
        reason: Reason::InkUnexplained,
        page,
        bbox: b,
        words: words.to_owned(),
        near: near.iter().map(|character| character.character).take(QUOTED).collect(),
        // Two scans never show the same mark pixel by pixel.
        look: None,
        alike: None,
        anchor: near.first().map(|c| (c.bbox.x0, c.bbox.y0, c.size)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Character;

    #[test]
    fn ink_left_over_on_a_scan_is_told_at_its_place_with_the_words_beside_it() {
        let character = |character, x: f32| Character {
            character,
            bbox: Rect::new(x, 100.0, x + 10.0, 110.0),
            size: 10.0,
            hidden: false,
            confidence: 0.9,
        };
        let read = Printed {
            page: 3,
            characters: vec![character('合', 50.0), character('格', 60.0), character('远', 300.0)],
            ..Printed::default()
        };
        let bbox = Rect::new(74.0, 101.0, 80.0, 108.0);
        let stray = Stray { bbox, ink: 40.0, kind: StrayKind::Mark };
        let scanned = Scanned { page: 3, left: vec![stray], ..Scanned::default() };
        let (balance, found) = account(3, &scanned, Some(&read));
        assert_eq!((balance.characters, balance.left), (3, 40));
        assert_eq!((found[0].near.as_str(), found[0].bbox, found[0].page), ("合格", bbox, 3));
    }

    /// On a scan 优秀 was underlined among its options, and nothing said so.
    #[test]
    fn an_option_that_is_underlined_on_a_scan_is_told() {
        let line = "优秀/合格/不合格";
        let characters = line.chars().enumerate().map(|(at, character)| Character {
            character,
            bbox: Rect::new(100.0 + 10.0 * at as f32, 100.0, 110.0 + 10.0 * at as f32, 110.0),
            size: 10.0,
            hidden: false,
            confidence: 0.9,
        });
        let read = Printed { page: 1, characters: characters.collect(), ..Printed::default() };
        let told = |bars: Vec<Rect>| {
            let scanned = Scanned { page: 1, bars, ..Scanned::default() };
            account(1, &scanned, Some(&read)).1.len()
        };
        assert_eq!(told(vec![Rect::new(100.0, 111.0, 120.0, 112.0)]), 1);
        // Under the whole answer it is a line to write on.
        assert_eq!(told(vec![Rect::new(95.0, 111.0, 260.0, 112.0)]), 0);
    }
}
