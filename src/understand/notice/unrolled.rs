//! A letter that was pasted as one paragraph: its lines are cut again where they must have
//! begun, so that title, addressees, headings, contacts, attachments and signature are found.

use super::{agency, date, evidence};
use crate::document::Span;
use crate::lexicon;
use crate::understand::passages::Passage;
use crate::understand::title;
use crate::understand::words::bare;
use crate::value::pattern::pattern;

/// Characters from which a line may be a whole letter.
const LONG: usize = 160;

/// Lines beside it that a page may print.
const FEW: usize = 8;

pattern! {
    // 一、申报条件, （一）…, 1.…: behind the end of a sentence, a colon or another heading.
    static HEADING = r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])";

    static ASKED = r"(?:联系人|联系方式|联系电话|咨询电话|业务咨询|技术支持|监督电话)\s*[：:]";

    static ATTACHED = r"附\s*件\s*(?:[：:]|[0-9]{1,2}\s*[：:.．])";

    static ITEM = r"[0-9]{1,2}\s*[.．、]";

    static SIGNED = r"([\p{Han}（）()]{3,30}?(?:局|厅|委|委员会|办公室|政府|中心|部|会|处|公司|学院|大学))\s*((?:20[0-9]{2}|二[〇○零][〇○零一二三四五六七八九]{2})\s*年\s*[0-9一二三四五六七八九十]{1,2}\s*月\s*[0-9一二三四五六七八九十]{1,3}\s*日)[。\s]*$";
}

/// The lines of a letter, its only long one cut where its lines began.
pub(super) fn lines(lines: Vec<Passage>) -> Vec<Passage> {
    let all: usize = lines.iter().map(|line| line.bare.chars().count()).sum();
    let is_whole = |line: &Passage| {
        let own = line.bare.chars().count();
        line.row.is_none() && own >= LONG && own * 10 >= all * 7 && is_letter(&line.text)
    };
    let lines: Vec<Passage> = lines.into_iter().flat_map(signed_apart).collect();
    if lines.len() > FEW || lines.iter().filter(|line| is_whole(line)).count() != 1 {
        return lines;
    }
    let cut = |line: Passage| if is_whole(&line) { parts(&line) } else { vec![line] };
    lines.into_iter().flat_map(cut).collect()
}

/// The last attachment and who signed below it, where a print ran them together:
/// 2.汇总表某省某厅, 附件：《某通知》（略）二○○六年四月二十日.
fn signed_apart(line: Passage) -> Vec<Passage> {
    let own = &line.bare;
    let item = own.starts_with("附件") || {
        let rest = own.trim_start_matches(|c: char| c.is_ascii_digit());
        rest.len() < own.len() && rest.starts_with(['.', '、'])
    };
    if !item || line.row.is_some() || own.chars().count() > LONG || own.contains('。') {
        return vec![line];
    }
    let text = line.text.as_str();
    let whole = |at: &usize| {
        let before = bare(&text[..*at]);
        before.ends_with([')', '》'])
            || lexicon::ATTACHMENT_ENDINGS.iter().any(|end| before.ends_with(end))
    };
    let (body, day) = match date::at_end(text) {
        Some((before, _)) if !before.is_empty() => (before.len(), true),
        _ => (text.len(), false),
    };
    let Some(before) = text.get(..body) else { return vec![line] };
    let names = before.char_indices().map(|(at, _)| at).skip(1).filter(|at| {
        let rest = before[*at..].trim();
        whole(at) && rest.chars().count() >= 5 && !agency::list(rest).is_empty()
    });
    let names = names.last();
    let mut starts = vec![0];
    starts.extend(names);
    if day && (names.is_some() || whole(&body)) {
        starts.push(body);
    }
    if starts.len() == 1 { vec![line] } else { cut_at(&line, &starts) }
}

/// Whether a paragraph holds what stands in a letter on lines of their own: two headings, or
/// one besides whom to ask, what is attached, or who signed.
fn is_letter(text: &str) -> bool {
    let headings = HEADING.regex().map_or(0, |regex| {
        regex.find_iter(text).filter(|found| begins(text, found.start())).count()
    });
    let others = [&ASKED, &ATTACHED, &SIGNED].iter().filter(|p| p.is_match(text)).count();
    headings >= 2 && others >= 1 || headings + others >= 3 || others >= 2 && opening(text).is_some()
}

/// Whether a heading may begin behind what stands before it.
fn begins(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let last = before.trim_end().chars().next_back();
    before.ends_with(char::is_whitespace)
        || last.is_none_or(|c| matches!(c, '。' | '；' | '：' | ':' | ';' | '！'))
}

/// Where the title ends and where the salutation does, bytes of the text.
fn opening(text: &str) -> Option<(usize, usize)> {
    let colon = text.char_indices().take(320).filter(|(_, c)| matches!(c, '：' | ':'));
    for (at, mark) in colon {
        let head = text.get(..at)?;
        if head.contains('。') {
            return None;
        }
        let rest = bare(text.get(at + mark.len_utf8()..).unwrap_or_default());
        let rest: String = rest.chars().take(80).collect();
        let ends = lexicon::TITLE_LETTERS.iter().flat_map(|end| {
            head.match_indices(end).map(|(from, end)| from + end.len()).collect::<Vec<_>>()
        });
        let mut ends: Vec<usize> = ends.collect();
        ends.sort_unstable();
        let fits = |end: &usize| {
            let (title, who) = head.split_at(*end);
            title.contains("关于")
                && title.chars().count() <= 160
                && !who.trim_start().starts_with('》')
                && title::is_letter(&bare(title))
                && evidence::opens(behind_number(who).trim(), &rest)
        };
        if let Some(end) = ends.into_iter().find(fits) {
            return Some((end, at + mark.len_utf8()));
        }
    }
    None
}

/// What stands behind the number of a letter: 某工信〔2024〕5号各区：.
fn behind_number(text: &str) -> &str {
    let at = text.find('号').filter(|at| text[..*at].contains(['〔', '[', '［', '【', '（', '(']));
    at.map_or(text, |at| &text[at + '号'.len_utf8()..])
}

/// Where lines begin, in their order.
fn starts(text: &str) -> Vec<usize> {
    let mut out = vec![0];
    let mut from = 0;
    if let Some((title, colon)) = opening(text) {
        let who = &text[title..colon];
        let number = who.len() - behind_number(who).len();
        out.push(title);
        if number > 0 {
            out.push(title + number);
        }
        out.push(colon);
        from = colon;
    }
    let found = |pattern: &'static crate::value::pattern::Pattern| -> Vec<usize> {
        pattern.regex().map_or_else(Vec::new, |regex| {
            regex.find_iter(text).map(|found| found.start()).filter(|at| *at >= from).collect()
        })
    };
    // 一、推荐名额每市不超过5家: behind a heading whose words are known.
    for at in found(&HEADING) {
        let own = HEADING.find(&text[at..]).map_or(at, |m| at + m.end());
        let named = lexicon::HEADING_PLAIN.iter().filter_map(|word| {
            let rest = text[own..].trim_start();
            let skip = text[own..].len() - rest.len();
            rest.starts_with(word).then_some(own + skip + word.len())
        });
        let named = named.max().filter(|end| {
            text[*end..].trim_start().chars().next().is_some_and(|c| {
                c.is_alphabetic() && !c.is_ascii() && !"和及与的".contains(c) || "（(".contains(c)
            })
        });
        let above = out.last().copied().unwrap_or_default();
        if begins(text, at) || at == above {
            out.push(at);
            out.extend(named);
        }
    }
    out.extend(found(&ASKED).into_iter().filter(|at| {
        let last = text[..*at].trim_end().chars().next_back();
        last.is_some_and(|c| "。；;！".contains(c) || c.is_ascii_digit())
            || text[..*at].ends_with(char::is_whitespace)
    }));
    let signed = SIGNED.captures(text).and_then(|found| {
        let (name, date) = (found.get(1)?, found.get(2)?);
        let ends = lexicon::TITLE_ENDINGS
            .iter()
            .filter_map(|end| Some(name.start() + name.as_str().rfind(end)? + end.len()));
        // Behind what ends the title of an attachment, a space or a full stop.
        let spaced = name.as_str().rfind(char::is_whitespace).map(|at| name.start() + at);
        let cut = ends.chain(spaced).filter(|at| agency::is_agency(&text[*at..name.end()])).max();
        let before = text[..name.start()].chars().next_back();
        let clean = before.is_none_or(|c| !c.is_alphabetic() || c.is_whitespace());
        let start = cut.or_else(|| clean.then_some(name.start()))?;
        agency::is_agency(&text[start..name.end()]).then_some((start, date.start()))
    });
    let end = signed.map_or(text.len(), |(start, _)| start);
    if let Some(at) = found(&ATTACHED).into_iter().rev().find(|at| {
        let last = text[..*at].trim_end().chars().next_back();
        *at < end && !last.is_some_and(|c| "见（(《及和与、将按“".contains(c))
    }) {
        out.push(at);
        // 附件：1.甲2.乙: each item on its own line.
        let list = &text[at..end];
        let items = ITEM.regex().map_or_else(Vec::new, |regex| {
            regex.find_iter(list).map(|m| at + m.start()).collect::<Vec<_>>()
        });
        let glued = |at: &usize| {
            let before = bare(text[..*at].trim_end());
            lexicon::ATTACHMENT_ENDINGS.iter().any(|end| before.ends_with(end))
                || before.ends_with(['。', ';', '》'])
        };
        out.extend(items.into_iter().filter(glued));
    }
    if let Some((start, date)) = signed {
        out.extend([start, date]);
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// The lines of a paragraph.
fn parts(line: &Passage) -> Vec<Passage> {
    cut_at(line, &starts(&line.text))
}

/// A line cut in several.
fn cut_at(line: &Passage, starts: &[usize]) -> Vec<Passage> {
    let ends = starts.iter().skip(1).copied().chain([line.text.len()]);
    let piece = |(from, to): (usize, usize)| {
        let text = line.text.get(from..to)?;
        let from = from + text.len() - text.trim_start().len();
        let text = text.trim();
        let to = from + text.len();
        let spans: Vec<Span> = line
            .spans
            .iter()
            .filter(|span| span.start < to && span.end > from)
            .map(|span| {
                let mut span = span.clone();
                span.alternatives.clear();
                (span.start, span.end) = (span.start.max(from) - from, span.end.min(to) - from);
                span
            })
            .collect();
        let place = spans.iter().map(|span| span.place).reduce(|a, b| a.union(&b));
        (!text.is_empty()).then(|| Passage {
            text: text.to_owned(),
            bare: bare(text),
            place: place.unwrap_or(line.place),
            spans,
            from: line.from.map(|line| line + from),
            ..line.clone()
        })
    };
    starts.iter().copied().zip(ends).filter_map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTER: [&str; 14] = [
        "某省工业和信息化厅关于组织申报2024年智能工厂的通知",
        "各市州工业和信息化局：",
        "为贯彻落实《智能制造发展规划的通知》（某部联规〔2021〕207号），现就组织申报有关事项通知如下：",
        "一、申报条件",
        "（一）在本省注册的企业。",
        "（二）近三年无安全事故。",
        "二、推荐名额",
        "每个市州推荐不超过5家，省会城市不超过10家。",
        "三、报送要求",
        "请各市州于2024年6月30日前将申报书（见附件）一式三份报送省厅装备处，电子版发至a@b.cn。",
        "联系人：张三，联系电话：0731-88887777",
        "附件：1.智能工厂申报书",
        "2.智能工厂推荐汇总表",
        "某省工业和信息化厅",
    ];

    fn cut(text: &str) -> Vec<String> {
        lines(vec![Passage::plain(text)]).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn a_letter_pasted_as_one_paragraph_has_its_lines_again() {
        let want: Vec<String> =
            LETTER.iter().copied().chain(["2024年5月20日"]).map(str::to_owned).collect();
        for between in ["", " ", "  "] {
            assert_eq!(cut(&want.join(between)), want, "{between:?}");
        }
    }

    #[test]
    fn a_signature_behind_the_last_attachment_stands_apart() {
        assert_eq!(
            cut("3.学生名单汇总表广东省科学技术协会2014年12月9日"),
            ["3.学生名单汇总表", "广东省科学技术协会", "2014年12月9日"]
        );
        assert_eq!(
            cut("附件：《某通知》（略）二○○六年四月二十日"),
            ["附件：《某通知》（略）", "二○○六年四月二十日"]
        );
        assert_eq!(cut("1.某省财政厅专项资金管理办法").len(), 1);
        assert_eq!(cut("附件：某省某厅2023年申报指南").len(), 1);
    }

    #[test]
    fn a_long_paragraph_of_a_letter_stays_whole() {
        let text = "请各市按照附件要求，认真组织，".repeat(20);
        assert_eq!(cut(&text).len(), 1);
    }
}
