//! 抄送, 印发 and 公开方式: what is printed at the very end of a notice.

use super::{agency, date};
use crate::document::Document;
use crate::lexicon;
use crate::understand::draft::Draft;
use crate::understand::parts::Part;
use crate::understand::passages;
use crate::understand::title;
use crate::understand::words::bare;

/// 抄送 and 印发 stand at the very end of the file, behind the attachments; they
/// are the first notice's.
pub(super) fn imprint(draft: &mut Draft, document: &Document, parts: &[Part], index: usize) {
    if parts.get(index).is_none_or(|p| p.parent.is_some()) {
        return;
    }
    let family_end = parts
        .iter()
        .enumerate()
        .skip(index)
        .take_while(|(i, p)| *i == index || p.parent.is_some())
        .map(|(_, p)| p.blocks.end)
        .max()
        .unwrap_or(document.blocks.len());
    let from = parts.get(index).map_or(0, |p| p.body).max(family_end.saturating_sub(60));
    let own = parts.get(index).map_or(0..0, |p| p.body..p.blocks.end.min(from));
    let tail = passages::of_blocks(document, from..family_end);
    let mut above = String::new();
    for line in passages::of_blocks(document, own).into_iter().chain(tail) {
        let before = std::mem::replace(&mut above, line.text.clone());
        // A footnote may have come to stand behind it on the line.
        let end = line.text.find("印发").filter(|at| line.text[..*at].trim_end().ends_with('日'));
        if let Some((office, date)) = end
            .map(|at| line.text[..at].trim_end())
            .filter(|text| bare(text).chars().count() <= 48)
            .and_then(date::at_end)
        {
            // The office and the day may stand on two lines.
            let alone = office.is_empty() && agency::is_agency(&before);
            let office = if alone { before } else { office };
            draft.put_from("/printed_on", date, &line, "");
            if !office.is_empty() {
                draft.put_from("/printed_by", title::tidy(&office).as_str(), &line, "");
            }
        } else if let Some(to) = line.bare.strip_prefix("抄送:") {
            draft.put_from("/copied_to", to.trim_end_matches('。').replace(',', "，"), &line, "");
        } else if let Some(how) = disclosure(&line.bare) {
            draft.put_from("/disclosure", how, &line, "");
        } else if line.bare.trim_matches(['(', ')']).starts_with("此件") {
            draft.put_from("/disclosure", line.bare.trim_matches(['(', ')']), &line, "");
        }
    }
}

/// 公开方式:主动公开, (信息公开形式:主动公开).
fn disclosure(bare: &str) -> Option<&str> {
    let text = bare.trim_matches(['(', ')']);
    lexicon::PAGE_DISCLOSURE.iter().find_map(|label| {
        let text = text.strip_prefix("政府").unwrap_or(text);
        let text = text.strip_prefix("信息").unwrap_or(text);
        text.strip_prefix(label)
    })
}
