//! Where a shape hangs: a red head made as a text box stands at the top of its page,
//! whichever paragraph it hangs at.

use crate::read::shown::figure::Figure;
use crate::read::shown::ground::Rgb;
use crate::read::spot::Spot;

/// The height of a shape, and from where it is counted.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Hung {
    /// Twentieths of a point, if the shape says so.
    pub top: Option<i32>,
    /// From where.
    pub from: Origin,
    /// Its left edge, right edge and bottom, twentieths of a point.
    pub left: i32,
    pub right: i32,
    pub bottom: i32,
    /// What it comes to.
    pub figure: Figure,
}

/// From where a height is counted.
#[derive(Debug, Clone, Copy, Default)]
pub(super) enum Origin {
    /// The top of the page.
    Page,
    /// The top of its text.
    Margin,
    /// The paragraph.
    #[default]
    Paragraph,
}

impl Hung {
    /// The spot, if there is one.
    pub fn spot(self) -> Option<Spot> {
        let top = self.top? as f32 / 20.0;
        Some(match self.from {
            Origin::Page => Spot::Page(top),
            Origin::Margin => Spot::Margin(top),
            Origin::Paragraph => Spot::Paragraph(top),
        })
    }
}

impl Hung {
    /// Takes a property of a shape; those that nobody names have their usual values.
    pub fn note(&mut self, name: &str, value: &str) {
        let on = !matches!(value, "0" | "");
        match name {
            "fFilled" => self.figure.filled = on,
            "fillColor" => {
                // Blue, green, red from the highest byte on.
                let colour = value.parse::<u32>().ok();
                self.figure.colour =
                    colour.map(|c| -> Rgb { [c as u8, (c >> 8) as u8, (c >> 16) as u8] });
            }
            "fillType" if on => self.figure.colour = None,
            "fLine" => self.figure.outlined = on,
            "fHidden" => self.figure.hidden = on,
            "fBehindDocument" => self.figure.behind = on,
            "pib" => self.figure.pictures = true,
            "gtextUNICODE" => (self.figure.art, self.figure.words) = (true, true),
            _ => {}
        }
    }

    /// The shape that begins here.
    pub fn begin(top: Option<i32>) -> Self {
        let figure = Figure {
            floats: true,
            shapes: 1,
            filled: true,
            outlined: true,
            colour: Some(crate::read::shown::ground::WHITE),
            ..Figure::default()
        };
        Self { top, figure, ..Self::default() }
    }

    /// The whole figure.
    pub fn whole(&self) -> Figure {
        let mut figure = self.figure;
        let points = |twips: i32| twips as f32 / 20.0;
        let top = self.top.unwrap_or(0);
        figure.size =
            [points(self.right.saturating_sub(self.left)), points(self.bottom.saturating_sub(top))];
        figure.x = Some(points(self.left));
        match self.from {
            Origin::Paragraph => figure.y = Some(points(top)),
            _ => figure.down = Some(points(top)),
        }
        figure
    }
}

impl Origin {
    /// What the property `posrelv` says.
    pub fn of_property(value: &str) -> Self {
        match value {
            "0" => Self::Margin,
            "1" => Self::Page,
            _ => Self::Paragraph,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::document::Block;
    use crate::read::Options;

    /// The paragraphs of three, at the last of which a box hangs.
    fn order(place: &str, content: &str) -> Vec<String> {
        let rtf = format!(
            r"{{\rtf1\ansi No. 12\par Notice\par {{\shp{{\*\shpinst\shpleft0{place}{content}}}}}Body text.\par}}"
        );
        let document = crate::read::rtf::read(rtf.as_bytes(), &Options::default()).unwrap();
        let text = |block: &Block| match block {
            Block::Paragraph(paragraph) => Some(paragraph.text.content.clone()),
            _ => None,
        };
        document.blocks.iter().filter_map(text).collect()
    }

    #[test]
    fn a_box_at_the_top_of_the_page_comes_before_the_text_it_hangs_at() {
        let boxed = r"{\shptxt Head\par}";
        let first = ["Head", "No. 12", "Notice", "Body text."];
        assert_eq!(order(r"\shptop900\shpbypage", boxed), first);
        let property = r"{\sp{\sn posrelv}{\sv 1}}{\shptxt Head\par}";
        assert_eq!(order(r"\shptop900\shpbypara\shpbyignore", property), first);
        let art = r"{\sp{\sn gtextUNICODE}{\sv Head}}";
        assert_eq!(order(r"\shptop900\shpbypage", art), first);
        let beside = ["No. 12", "Notice", "Head", "Body text."];
        assert_eq!(order(r"\shptop0\shpbypara", boxed), beside);
        assert_eq!(order("", boxed), beside);
    }
}
