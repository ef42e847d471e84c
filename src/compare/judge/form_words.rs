//! Words of the form itself that the printed copy alone has, because a platform does not print
//! them: blank places to sign (主管部门意见　负责人（签字）：　（盖章）　年　月　日), the form's
//! number among attachments, notes on how to fill it in. Blank places and numbers say nothing;
//! notes are left to the reviewer. One word more in a place to sign, and it is told as any text.

use crate::compare::judge::laid::{Finding, Laid};
use crate::compare::report::reason::Reason;
use crate::compare::report::{Kind, Severity};
use crate::compare::stream::flow::Flow;
use crate::value::label;
use crate::value::pattern::pattern;
use std::ops::Range;

pattern! {
    static BLANK = r"^(?:\p{Han}{2,16}(?:意见|承诺)[:：]?)?(?:(?:(?:申报|申请|推荐|主管|分管|项目|法定|依托|建设|填报|编制|评审|专家|审核|单位|部门|企业|机构|公司|学校|授权|委托)*(?:负责人|代表人?|代理人|法人|经办人|审核人|审批人|填表人|申请人|承诺人|领导|单位|部门|企业|组长))?[(（]?(?:签字|签名|签章|盖章|公章|盖公章)(?:[或、及和]?(?:签字|签名|签章|盖章|公章))?[)）]?[:：]?|(?:签字|盖章)?(?:日期|时间)[:：]?|年月日)*$";
    static DECIDED = "同意|不|未|无|否";
    static SIGNED = "意见|签字|签名|签章|盖章|公章";
    static NUMBER = r"^附(?:件|表|录)[0-9一二三四五六七八九十]{0,3}(?:[-－][0-9]{1,2})?[:：]?$";
    static NOTES = "^填(?:表|报|写)(?:说明|须知|要求)[:：]?$";
}

/// Weighs the form's own words for what they are, apart from what stands beside them.
pub fn weigh(laid: &Laid<'_>, findings: &mut Vec<Finding>) {
    let all = std::mem::take(findings);
    for finding in all {
        match (finding.kind, finding.reason, finding.paper.as_slice()) {
            (Kind::OnlyOnPaper, Reason::ValueDiffers, [range]) => {
                findings.extend(parted(laid.paper, range, &finding));
            }
            _ => findings.push(finding),
        }
    }
}

/// A finding cut into the form's own words and the rest.
fn parted(flow: &Flow, range: &Range<usize>, finding: &Finding) -> Vec<Finding> {
    let mut out: Vec<Finding> = Vec::new();
    let mut at = range.start;
    let mut in_notes = false;
    while at < range.end {
        let Some(unit) = flow.unit_of(at) else { break };
        let piece = at..unit.range.end.min(range.end);
        let text = bare(&unit.text.content);
        let whole = piece == unit.range;
        in_notes =
            whole && (NOTES.is_match(&text) || in_notes && label::split_number(&text).is_some());
        let (severity, reason) = match () {
            () if in_notes => (Severity::Suspect, Reason::FormNotes),
            () if whole && is_blank(&text) => (Severity::Formal, Reason::SignOffBlank),
            () if whole && NUMBER.is_match(&text) => (Severity::Formal, Reason::AttachmentNumber),
            () => (finding.severity, finding.reason),
        };
        match out.last_mut() {
            Some(last) if last.reason == reason => last.paper[0].end = piece.end,
            _ => {
                let paper = vec![piece.clone()];
                out.push(Finding { paper, severity, reason, ..finding.clone() });
            }
        }
        at = piece.end.max(at + 1);
    }
    out
}

/// A text without white space and lines to write on.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '＿')).collect()
}

/// Whether a text is a place to sign and nothing else.
fn is_blank(text: &str) -> bool {
    // 不予推荐意见 is no heading.
    SIGNED.is_match(text) && BLANK.is_match(text) && !DECIDED.is_match(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_to_sign_is_blank_until_somebody_writes_in_it() {
        for blank in [
            "依托单位意见\n负责人（签字）：\n（盖章）　　年　月　日",
            "市级科技部门审核意见\n（公章）\n年    月    日",
            "法定代表人（签字）：____  单位盖章：",
            "申报单位（盖章）",
        ] {
            assert!(is_blank(&bare(blank)), "{blank}");
        }
        for filled in [
            "依托单位意见\n同意上报\n负责人（签字）：",
            "负责人（签字）：张三\n（盖章）",
            "（盖章）2024年5月1日",
            "推荐单位",
            "不予推荐（盖章）",
            "建设单位承诺上述内容真实（盖章）",
        ] {
            assert!(!is_blank(&bare(filled)), "{filled}");
        }
    }
}
