//! Whether a document without a telling title is a notice all the same, by evidence.

use super::evidence::{self, Score};
use super::{attachments, date, head, number, rules, signature};
use crate::lexicon;
use crate::understand::passages::Passage;
use crate::understand::title;
use crate::understand::words::bare;
use crate::value::pattern::patterns;

/// Lines from the beginning and from the end that are looked at.
const FIRST: usize = 40;
const LAST: usize = 30;

/// Lines in which the salutation and the number stand.
const HEAD: usize = 12;

patterns! {
    static DAYS = rules::sources(rules::DAYS, "month");
}

/// Whether lines without a telling title are a notice all the same. What is attached to
/// something must speak more plainly.
pub fn looks_like(lines: &[Passage], attached: bool) -> bool {
    let need = if attached { rules::NEED_NOTICE_ATTACHED } else { rules::NEED_NOTICE };
    weigh(&super::unrolled::lines(lines.to_vec())).total() >= need
}

/// How much speaks for lines being a notice.
fn weigh(lines: &[Passage]) -> Score {
    let mut score = Score::default();
    let own: Vec<usize> = (0..lines.len()).filter(|at| !evidence::is_page(&lines[*at])).collect();
    let rows = lines.iter().filter(|line| line.row.is_some()).count();
    if own.is_empty() || rows * 2 > lines.len() {
        return score;
    }
    let ends = own.len().saturating_sub(LAST).max(FIRST.min(own.len()));
    for at in own.iter().take(FIRST).chain(own.iter().skip(ends)) {
        let line = &lines[*at];
        if line.row.is_some() {
            continue;
        }
        score.clues("notice", &line.bare);
        let due = line.bare.contains('前') && DAYS.regexes().iter().any(|r| r.is_match(&line.bare));
        let handed = lexicon::ACT_HANDED_IN.iter().any(|verb| line.bare.contains(verb));
        score.add_if(due && handed, "deadline", rules::TOLD_NOTICE_DEADLINE);
    }
    for line in lines.iter().take(FIRST) {
        score.clues("keys", &line.bare);
    }
    // The text begins behind the first sentence.
    let said = own.iter().position(|at| lines[*at].bare.ends_with('。')).unwrap_or(own.len());
    let mut first = own.iter().take(HEAD.min(said + 1)).copied();
    let addressed = first.clone().any(|at| evidence::is_salutation_at(lines, at));
    score.add_if(addressed, "salutation", rules::TOLD_NOTICE_SALUTATION);
    let numbered = first.any(|at| number::alone(&lines[at].text).is_some());
    score.add_if(numbered, "number", rules::TOLD_NOTICE_NUMBER);
    let head = head::read(lines);
    score.add_if(head.title.is_some(), "title", rules::TOLD_NOTICE_TITLE);
    let (_, list) = attachments::read(lines, head.body);
    let signed = signature::signature(lines, head.body, list.map_or(head.body, |r| r.start));
    if signed.date.is_some() && !signed.issuers.is_empty() {
        score.add("signature", rules::TOLD_NOTICE_SIGNATURE);
    } else {
        let last = own.last().is_some_and(|at| date::alone(&lines[*at].text).is_some());
        score.add_if(last, "date", rules::TOLD_NOTICE_DATE);
    }
    score
}

/// Whether the first lines of a document may be what a notice is called, where no line ends as
/// the title of a letter does.
pub(super) fn may_be_title(text: &str) -> bool {
    let bare = bare(text);
    let named = title::is_letter(&bare) || bare.contains("关于") && !bare.contains(['。', ':']);
    named
        && number::alone(text).is_none()
        && !bare.starts_with("附件")
        && evidence::page(&bare).total() < rules::NEED_PAGE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[&str]) -> Vec<Passage> {
        text.iter().map(|line| Passage::plain(line)).collect()
    }

    #[test]
    fn a_notice_without_title_and_signature_is_one() {
        for text in [
            &["各县区经信部门：", "为做好申报工作，现将有关事项通知如下：", "1、于7月24日前报送。"]
                [..],
            &[
                "根据《某通知》（某函〔2025〕25号）要求，现按规定予以公示。",
                "如有异议，请于公示期内反馈。",
            ],
            &["各单位：", "有关事项说明完毕。", "特此通知。"],
        ] {
            let lines = lines(text);
            assert!(looks_like(&lines, false), "{text:?} {}", weigh(&lines));
        }
    }

    #[test]
    fn rules_news_and_contracts_are_none() {
        for text in [
            &["某市项目管理办法", "第一条 根据《某法》要求，制定本办法。", "第二条 请各单位遵守。"]
                [..],
            &["记者从某厅获悉，近日将组织开展申报。", "各单位："],
            &["本公司成立于2003年，主要产品为齿轮。", "联系人：张三", "2024年3月5日"],
        ] {
            let lines = lines(text);
            assert!(!looks_like(&lines, false), "{text:?} {}", weigh(&lines));
        }
    }
}
