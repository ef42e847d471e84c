//! Where a shape hangs: a red head made as a text box stands at the top of its page,
//! whichever paragraph it hangs at.

use crate::read::spot::Spot;

/// The height of a shape, and from where it is counted.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Hung {
    /// Twentieths of a point, if the shape says so.
    pub top: Option<i32>,
    /// From where.
    pub from: Origin,
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
