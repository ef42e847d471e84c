//! Text that the edge of its frame cuts off: the file of a printed copy holds it,
//! its page does not show it. It is neither there nor missing, so a person decides.

use crate::compare::report::reason::Reason;
use crate::compare::report::{Difference, Kind, Reading, Severity};
use crate::compare::stream::fold;
use crate::document::Document;

/// Takes differences that consist of clipped text for doubtful.
pub fn weigh(differences: &mut [Difference], paper: Option<&Document>, online: Option<&Document>) {
    let clipped = |document: Option<&Document>| -> Vec<(u32, String)> {
        let pages = document.into_iter().flat_map(|document| &document.pages);
        let pages = pages.filter(|page| !page.clipped.is_empty());
        pages.map(|page| (page.number, fold::folded(&page.clipped))).collect()
    };
    let (paper, online) = (clipped(paper), clipped(online));
    if paper.is_empty() && online.is_empty() {
        return;
    }
    for difference in differences.iter_mut().filter(|d| d.severity == Severity::Material) {
        let (lacking, has, clipped) = match difference.kind {
            Kind::MissingOnPaper => (&difference.paper, &difference.online, &paper),
            Kind::OnlyOnPaper => (&difference.online, &difference.paper, &online),
            Kind::Changed => continue,
        };
        let page = lacking.as_ref().and_then(|reading| reading.page);
        let Some(has) = has else { continue };
        let is_clipped = |text: &str| {
            let wanted = fold::folded(text);
            // Text that is clipped may go on over the page's end.
            let near = |at: u32| page.is_none_or(|page| page == at || page + 1 == at);
            wanted.is_empty() || clipped.iter().any(|(at, all)| near(*at) && all.contains(&wanted))
        };
        if differing(has).all(is_clipped) {
            difference.severity = Severity::Suspect;
            difference.say(Reason::ClippedText);
        }
    }
}

/// The marked stretches of a reading; its whole text if none is marked.
fn differing(reading: &Reading) -> impl Iterator<Item = &str> {
    let whole = reading.marks.is_empty().then_some(reading.text.as_str());
    let marked = reading.marks.iter().filter_map(|&[from, to]| {
        let at = |n: usize| reading.text.char_indices().nth(n).map_or(reading.text.len(), |c| c.0);
        reading.text.get(at(from)..at(to))
    });
    marked.chain(whole).flat_map(|text| text.split(['\n', '\t']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Page, PageSource};

    #[test]
    fn text_that_its_frame_cuts_off_is_doubtful_and_other_text_is_missing() {
        let source = PageSource::Text;
        let page =
            Page {
                number: 1, width: 595.0, height: 842.0, source, clipped: "号著作权".to_owned()
            };
        let paper = Document { pages: vec![page], ..Document::default() };
        let missing = |text: &str, marks: [usize; 2]| Difference {
            pointer: "/text/1".to_owned(),
            label: String::new(),
            kind: Kind::MissingOnPaper,
            severity: Severity::Material,
            paper: Some(Reading { text: "软件".to_owned(), page: Some(1), ..Reading::default() }),
            online: Some(Reading {
                text: text.to_owned(),
                marks: vec![marks],
                ..Reading::default()
            }),
            confidence: 1.0,
            reason: Reason::ValueDiffers,
            note: String::new(),
            reordered: false,
        };
        let mut differences = [missing("软件著作权", [2, 5]), missing("软件专利", [2, 4])];
        weigh(&mut differences, Some(&paper), None);
        assert_eq!(differences.map(|d| d.severity), [Severity::Suspect, Severity::Material]);
    }
}
