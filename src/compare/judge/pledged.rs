//! What every copy of a form says to whoever signs it: against a record without a document
//! nothing else would miss it on the paper.

use crate::compare::report::reason::Reason;
use crate::compare::report::{SideName, Unread};
use crate::compare::stream::flow::Flow;
use crate::forms::{Paper, Pledge, Printed};

/// The sentences that the paper lacks.
pub fn missing(flow: &Flow, printed: &Printed) -> Vec<Unread> {
    let paper = Paper::of(&flow.folded(0..flow.marks.len()));
    let recognised = flow.has_recognised_pages();
    let tell = |pledge: &Pledge| Unread {
        note: format!("表单自身印有的一句承诺（{} 字）在纸质件上没有找到", pledge.length()),
        ..Unread::new(SideName::Paper, Reason::FormTextMissing)
    };
    printed.pledges().iter().filter(|pledge| !pledge.is_on(&paper, recognised)).map(tell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::Forms;

    /// Books of the corpus are copies of the forms: each has its form's pledge, and no other text.
    #[test]
    fn a_pledge_that_was_taken_off_the_paper_is_missed() {
        let forms = Forms::default();
        let books = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/books");
        for (book, form) in [
            ("2021-factory-a.docx", "miit-2021-factory"),
            ("2023-factory-a.docx", "miit-2023-factory"),
            ("2023-scenario-a.docx", "miit-2023-scenario"),
            ("2025-gansu-scenario-a.docx", "gansu-2025-scenario"),
            ("2025-gansu-basic-factory-a.docx", "gansu-2025-basic-factory"),
        ] {
            let printed = Printed::of(forms.get(form).into_iter());
            let bytes = std::fs::read(books.join(book)).unwrap();
            let document = crate::read::docx::read(&bytes, &Default::default()).unwrap();
            assert_eq!(missing(&Flow::of(&document), &printed), [], "{book}");
            assert_eq!(missing(&Flow::of_text("企业名称：甲公司\n真实性承诺"), &printed).len(), 1);
        }
    }
}
