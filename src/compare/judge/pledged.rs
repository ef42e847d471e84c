//! What every copy of a form says to whoever signs it: against a record without a document
//! nothing else would miss it on the paper.

use crate::compare::report::reason::Reason;
use crate::compare::report::{SideName, Unread};
use crate::compare::stream::flow::Flow;
use crate::forms::Printed;
use std::collections::HashSet;

/// Of a sentence on a recognised page, how many of its neighbouring characters are read, in
/// hundred.
const READ: usize = 75;

/// The sentences that the paper lacks.
pub fn missing(flow: &Flow, printed: &Printed) -> Vec<Unread> {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<Vec<char>>();
    let all = letters(&flow.folded(0..flow.marks.len()));
    let text: String = all.iter().collect();
    let pairs: HashSet<&[char]> = all.windows(2).collect();
    let is_there = |pledge: &&String| {
        let own = letters(pledge);
        let read = own.windows(2).filter(|pair| pairs.contains(pair)).count();
        let mostly = read * 100 >= own.len().saturating_sub(1) * READ;
        text.contains(&own.iter().collect::<String>()) || flow.has_recognised_pages() && mostly
    };
    let tell = |pledge: &String| Unread {
        note: format!("表单自身印有的“{pledge}”在纸质件上没有找到"),
        ..Unread::new(SideName::Paper, Reason::FormTextMissing)
    };
    printed.pledges().iter().filter(|pledge| !is_there(pledge)).map(tell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::Forms;

    #[test]
    fn a_pledge_that_was_taken_off_the_paper_is_missed() {
        let forms = Forms::default();
        let printed = Printed::of(forms.get("miit-2023-scenario").into_iter());
        let pledge = &printed.pledges()[0];
        let (head, tail) = pledge.split_at(pledge.len() / 6 * 3);
        let told = |text: &str| missing(&Flow::of_text(text), &printed).len();
        assert_eq!(told(&format!("企业名称：甲公司\n真实性承诺\n{pledge}")), 0);
        assert_eq!(told(&format!("企业名称：甲公司\n{head}\n{tail}")), 0, "over two lines");
        assert_eq!(told("企业名称：甲公司\n真实性承诺"), 1);
        assert_eq!(told(&format!("企业名称：甲公司\n{tail}")), 1);
    }
}
