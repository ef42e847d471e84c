//! Where floating boxes are seen among the text: a red head may hang at any
//! paragraph of its page and still stands at its top. Word files tell the height
//! of a box and not that of the text around it, which is estimated line by line.

use crate::document::{Block, Role};

/// Where a page's text begins, points.
const TOP: f32 = 72.0;
/// Where it ends.
const BOTTOM: f32 = 780.0;
/// The height of a line, and the width of a page's text.
const LINE: f32 = 22.0;
const WIDTH: f32 = 430.0;
/// Boxes further down are left where they hang: the estimate does not reach there.
const REACH: f32 = 320.0;
/// How much higher than estimated the text may stand.
const SLACK: f32 = 15.0;
/// A box this little above its paragraph stands beside it.
const BESIDE: f32 = -10.0;

/// The height at which a box is said to stand, points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Spot {
    /// From the top of the page.
    Page(f32),
    /// From the top of its text.
    Margin(f32),
    /// From its paragraph.
    Paragraph(f32),
}

impl Spot {
    /// Whether a box is seen below the first line of the paragraph that it hangs at.
    pub fn is_below(self) -> bool {
        matches!(self, Self::Paragraph(y) if y >= LINE)
    }
}

/// About how far a page is filled, block by block.
#[derive(Debug)]
pub struct Fill {
    /// Where the blocks of the page begin, and the number of the first.
    tops: Vec<f32>,
    first: usize,
    /// Where the next one begins.
    next: f32,
    /// Where the paragraph began that was noted last.
    last: f32,
}

impl Default for Fill {
    fn default() -> Self {
        Self { tops: Vec::new(), first: 0, next: TOP, last: TOP }
    }
}

impl Fill {
    /// Notes a paragraph that ended: what has come to `blocks`, or a blank line.
    pub fn note(&mut self, blocks: &[Block]) {
        let known = self.first + self.tops.len();
        self.last = self.next;
        for (index, block) in blocks.iter().enumerate().skip(known) {
            if self.next > BOTTOM || *block == Block::PageBreak {
                self.begin(index);
            }
            match block {
                Block::PageBreak => self.begin(index + 1),
                block => {
                    self.tops.push(self.next);
                    self.next += height(block);
                }
            }
        }
        if blocks.len() <= known {
            self.next += LINE;
        }
    }

    fn begin(&mut self, index: usize) {
        *self = Self { first: index, ..Self::default() };
    }

    /// Puts a box that hangs at the paragraph noted last to where it is seen, or
    /// to `otherwise`, a place beside that paragraph; gives where that was.
    pub fn put(
        &mut self,
        blocks: &mut Vec<Block>,
        spot: Spot,
        boxed: Vec<Block>,
        otherwise: usize,
    ) -> usize {
        let y = match spot {
            Spot::Page(y) => Some(y),
            Spot::Margin(y) => Some(TOP + y),
            Spot::Paragraph(y) => Some(self.last + y).filter(|_| y < BESIDE),
        };
        let seen = |y: f32| self.tops.iter().position(|top| *top + SLACK > y);
        let at = y.filter(|y| *y < REACH).and_then(seen).map(|at| self.first + at);
        let at = at.unwrap_or(otherwise).min(blocks.len());
        let own = at.saturating_sub(self.first).min(self.tops.len());
        let top = self.tops.get(own).copied().unwrap_or(self.next);
        self.tops.splice(own..own, boxed.iter().map(|_| y.map_or(top, |y| y.min(top))));
        blocks.splice(at..at, boxed);
        at
    }
}

/// About how high a block is.
fn height(block: &Block) -> f32 {
    match block {
        Block::Paragraph(p) if p.role == Role::TextBox => 0.0,
        Block::Paragraph(p) => {
            let size = if p.style.size > 0.0 { p.style.size } else { 14.0 };
            let lines = (p.text.content.chars().count() as f32 * size / WIDTH).ceil().max(1.0);
            lines * (1.5 * size).max(LINE)
        }
        Block::Table(table) => table.rows as f32 * LINE,
        Block::PageBreak => 0.0,
    }
}

/// The spot of a VML shape by its style.
pub fn of_style(style: &str) -> Option<Spot> {
    let value = |key: &str| {
        let mut pairs = style.split(';').filter_map(|pair| pair.split_once(':'));
        pairs.find(|(name, _)| name.trim() == key).map(|(_, value)| value.trim())
    };
    if value("position") != Some("absolute") {
        return None;
    }
    let y = match (value("mso-position-vertical"), value("margin-top").or(value("top"))) {
        (Some("top"), _) => 0.0,
        (_, Some(length)) => points(length)?,
        _ => return None,
    };
    Some(match value("mso-position-vertical-relative") {
        Some("page") => Spot::Page(y),
        Some("margin" | "top-margin-area") => Spot::Margin(y),
        _ => Spot::Paragraph(y),
    })
}

/// A length in points.
fn points(length: &str) -> Option<f32> {
    let at = length.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(length.len());
    let (number, unit) = length.split_at(at);
    let by = match unit {
        "" | "pt" => 1.0,
        "in" => 72.0,
        "cm" => 72.0 / 2.54,
        "mm" => 7.2 / 2.54,
        "px" => 0.75,
        _ => return None,
    };
    number.trim().parse::<f32>().ok().map(|n| n * by).filter(|n| n.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Paragraph;

    fn say(blocks: &mut Vec<Block>, fill: &mut Fill, text: &str) {
        if !text.is_empty() {
            blocks.push(Block::Paragraph(Paragraph::plain(text)));
        }
        fill.note(blocks);
    }

    fn head() -> Vec<Block> {
        vec![Block::Paragraph(Paragraph { role: Role::TextBox, ..Paragraph::plain("红头") })]
    }

    fn texts(blocks: &[Block]) -> Vec<&str> {
        let text = blocks.iter().map(|block| match block {
            Block::Paragraph(p) => p.text.content.as_str(),
            _ => "—",
        });
        text.collect()
    }

    fn put(blocks: &mut Vec<Block>, fill: &mut Fill, spot: Spot) -> usize {
        let end = blocks.len();
        fill.put(blocks, spot, head(), end)
    }

    #[test]
    fn a_head_that_hangs_at_the_body_stands_before_the_number() {
        for spot in [Spot::Page(85.0), Spot::Margin(10.0), Spot::Paragraph(-150.0)] {
            let (mut blocks, mut fill) = (Vec::new(), Fill::default());
            ["", "", "", "", "", "某工信〔2025〕3号", "通知", "正文"]
                .iter()
                .for_each(|text| say(&mut blocks, &mut fill, text));
            put(&mut blocks, &mut fill, spot);
            say(&mut blocks, &mut fill, "后文");
            assert_eq!(texts(&blocks), ["红头", "某工信〔2025〕3号", "通知", "正文", "后文"]);
        }
    }

    #[test]
    fn boxes_beside_their_paragraph_and_far_down_stay_there() {
        for spot in [Spot::Paragraph(-5.0), Spot::Paragraph(20.0), Spot::Page(600.0)] {
            let (mut blocks, mut fill) = (Vec::new(), Fill::default());
            say(&mut blocks, &mut fill, "附件1");
            assert_eq!(put(&mut blocks, &mut fill, spot), 1);
            // It stands under the line that is higher.
            assert_eq!(put(&mut blocks, &mut fill, Spot::Page(110.0)), 2);
        }
    }

    #[test]
    fn a_page_begins_anew_after_a_break() {
        let (mut blocks, mut fill) = (Vec::new(), Fill::default());
        say(&mut blocks, &mut fill, "前一页");
        blocks.push(Block::PageBreak);
        ["", "", "", "附件", "说明"].iter().for_each(|text| say(&mut blocks, &mut fill, text));
        put(&mut blocks, &mut fill, Spot::Page(80.0));
        assert_eq!(texts(&blocks), ["前一页", "—", "红头", "附件", "说明"]);
    }

    #[test]
    fn styles_of_shapes_tell_the_height() {
        let style = "position:absolute;margin-left:2pt;margin-top:85.05pt;mso-position-vertical-relative:page";
        assert_eq!(of_style(style), Some(Spot::Page(85.05)));
        assert_eq!(of_style("position:absolute;margin-top:-2in"), Some(Spot::Paragraph(-144.0)));
        assert_eq!(of_style("width:20pt;height:3pt"), None);
    }
}
