//! What lines and documents are, by evidence that adds up: a score with named parts.

use super::rules::{self, CLUES, Clue};
use crate::understand::passages::Passage;
use std::fmt;

/// What spoke for something, and how much.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Score {
    parts: Vec<(&'static str, i32)>,
}

impl Score {
    /// Adds a part; one that is there already counts once.
    pub fn add(&mut self, name: &'static str, score: i32) {
        if score != 0 && !self.parts.iter().any(|(known, _)| *known == name) {
            self.parts.push((name, score));
        }
    }

    /// Adds a part where something holds.
    pub fn add_if(&mut self, holds: bool, name: &'static str, score: i32) {
        if holds {
            self.add(name, score);
        }
    }

    /// Adds all clues to something that hold for a folded text.
    pub fn clues(&mut self, of: &str, text: &str) {
        for clue in CLUES.iter().filter(|clue| clue.of == of && clue.holds_for(text)) {
            self.add(clue.name, clue.score);
        }
    }

    /// All of it together.
    pub fn total(&self) -> i32 {
        self.parts.iter().map(|(_, score)| score).sum()
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, score) in &self.parts {
            write!(f, "{name} {score:+} ")?;
        }
        write!(f, "= {}", self.total())
    }
}

/// Whether a line is what a web page prints around a letter.
pub fn is_page(line: &Passage) -> bool {
    page(&line.bare).total() >= rules::NEED_PAGE
}

/// How much speaks for a line being a web page's.
pub fn page(bare: &str) -> Score {
    let mut score = Score::default();
    score.clues("page", bare);
    let click = super::metadata::is_click(bare);
    // 通知公告 2021-07-22 09:00
    let name = bare.trim_end_matches(|c: char| c.is_ascii_digit() || "-/:.".contains(c));
    let crumb = super::head::is_crumb(name) && name.chars().count() > 2;
    score.add_if(click || crumb, "names-of-pages", rules::NEED_PAGE);
    score
}

/// How much speaks for a line naming those whom a letter goes to; `below` is the next line.
pub fn salutation(bare: &str, below: Option<&str>) -> Score {
    let mut score = Score::default();
    let names = bare.strip_suffix(':');
    score.clues("salutation", names.unwrap_or(bare));
    score.add_if(names.is_none(), "without-its-colon", rules::TOLD_SALUTATION_OPEN);
    let opens = |clue: &Clue, below: &str| clue.of == "below" && clue.holds_for(below);
    let opened = below.is_some_and(|below| CLUES.iter().any(|clue| opens(clue, below)));
    score.add_if(opened, "text-below", rules::TOLD_SALUTATION_BELOW);
    score
}

/// Whether a line names those whom a letter goes to.
pub fn is_salutation(bare: &str, below: Option<&str>) -> bool {
    let length = bare.chars().count();
    // Without a colon it must be followed by the text, and be no title.
    let ended = bare.ends_with(':')
        || below.is_some_and(|below| below.chars().count() > 20)
            && bare.starts_with(['各', '有'])
            && !crate::understand::title::is_whole(bare);
    ended
        && (2..=220).contains(&length)
        && salutation(bare, below).total() >= rules::NEED_SALUTATION
}

/// Whether the words before a colon name those whom a letter goes to, and the text goes on
/// behind it.
pub fn opens(first: &str, rest: &str) -> bool {
    let first = format!("{}:", crate::understand::words::bare(first));
    let all = first.starts_with('各') || first.starts_with("有关");
    let text = CLUES.iter().any(|clue| clue.of == "below" && clue.holds_for(rest));
    (all || text) && is_salutation(&first, Some(rest))
}

/// How much speaks for a line ending the title of a letter.
pub fn title(lines: &[Passage], at: usize) -> Score {
    let mut score = Score::default();
    let Some(line) = lines.get(at) else { return score };
    score.clues("title", &line.bare);
    score.add_if(super::head::agency_before_about(&line.bare), "agency", rules::TOLD_TITLE_AGENCY);
    score.add_if(is_page(line), "page", rules::TOLD_TITLE_PAGE);
    let below = lines.iter().enumerate().skip(at + 1).filter(|(_, line)| !is_page(line)).take(4);
    let mut below = below.map(|(i, _)| i);
    let addressed = below.any(|i| is_salutation_at(lines, i));
    score.add_if(addressed, "salutation-below", rules::TOLD_TITLE_SALUTATION);
    let again = lines.iter().enumerate().skip(at + 1).take(20).any(|(_, l)| l.bare == line.bare);
    score.add_if(again, "stands-again", rules::TOLD_TITLE_AGAIN);
    score
}

/// Whether the line at an index names those whom a letter goes to.
pub fn is_salutation_at(lines: &[Passage], at: usize) -> bool {
    let below = lines.get(at + 1).map(|line| line.bare.as_str());
    lines.get(at).is_some_and(|line| line.row.is_none() && is_salutation(&line.bare, below))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn salutations_are_told_from_labels_and_sentences() {
        let below = Some("根据上级有关文件的要求,现将有关事项通知如下。");
        for line in [
            "各县区经信部门:",
            "各市、县(市、区)经信局(宁波不发):",
            "有关单位:",
            "兰州市工业和信息化局:",
            "各省、自治区、直辖市及计划单列市、新疆生产建设兵团工业和信息化主管部门:",
            "各高等学校:",
            "市直有关部门:",
            "各盟市工业和信息化局,满洲里市、二连浩特市工业和信息化局",
        ] {
            assert!(is_salutation(line, below), "{line} {}", salutation(line, below));
        }
        for line in [
            "文件状态:",
            "申报条件:",
            "联系单位:",
            "现将有关事项通知如下:",
            "(一)各市工信局:",
            "2024-04-0216:22:05来源:某市人民政府评论:0点击:",
            "申报单位:",
            "推荐单位:",
            "各单位报送材料如下:",
            "关于公布名单的通知",
            "附件:",
        ] {
            assert!(!is_salutation(line, below), "{line} {}", salutation(line, below));
        }
    }

    #[test]
    fn what_a_page_prints_is_told_from_the_letter() {
        for line in ["首页>通知公告", "通知公告", "发布:2020-11-24阅读:835", "打印", "下一篇:补助"]
        {
            assert!(page(line).total() >= rules::NEED_PAGE, "{line}");
        }
        for line in ["各有关单位:", "关于公布名单的通知", "某市工业和信息化局"]
        {
            assert!(page(line).total() < rules::NEED_PAGE, "{line}");
        }
    }
}
