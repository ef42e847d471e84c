//! Titles of official documents: which of the first lines belong to it, and
//! what its last word says about the kind of document.

use super::words::bare;
use crate::characters::numerals;
use crate::document::{Block, Cell, Document, Table};
use crate::lexicon;

/// A title, with the blocks it was printed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// The lines joined; a subtitle in brackets included.
    pub text: String,
    /// Block of its first line.
    pub first: usize,
    /// One past the block of its last line.
    pub end: usize,
}

/// Whether a title is that of a letter (通知, 公告, 函, …).
pub fn is_letter(title: &str) -> bool {
    let bare = without_subtitle(title);
    lexicon::TITLE_LETTERS.iter().any(|e| bare.ends_with(e))
}

/// Whether a folded line without spaces is the title of a book that a company fills in.
pub fn is_book_name(bare: &str) -> bool {
    let bare = without_subtitle(bare);
    bare.chars().count() <= 45 && lexicon::TITLE_BOOKS.iter().any(|e| bare.ends_with(e))
}

/// Reads the title that begins at or after a block.
pub fn read(document: &Document, from: usize) -> Option<Title> {
    go_on(document, from, None)
}

/// The title whose first line, or the part of it behind a marker (附件2：汇总表), is known.
pub fn read_behind(document: &Document, block: usize, first: &str) -> Option<Title> {
    go_on(document, block + 1, Some(Title { text: tidy(first), first: block, end: block + 1 }))
}

fn go_on(document: &Document, from: usize, begun: Option<Title>) -> Option<Title> {
    let mut lines = usize::from(begun.is_some());
    let mut title = begun;
    for (index, block) in document.blocks.iter().enumerate().skip(from) {
        let text = match block {
            Block::Paragraph(paragraph) => paragraph.text.content.trim(),
            Block::PageBreak if title.is_none() => continue,
            _ => break,
        };
        if text.is_empty() {
            // Centred titles have blank lines between them in torn text.
            continue;
        }
        lines += 1;
        if lines > 10 {
            break;
        }
        let Some(found) = title.as_mut() else {
            if !may_begin(text) {
                return None;
            }
            title = Some(Title { text: tidy(text), first: index, end: index + 1 });
            // An address on the web is no part of a title, and ends it.
            if let (Some(at), Some(found)) = (text.find("http"), title.as_mut()) {
                found.text = tidy(
                    text.get(..at).unwrap_or_default().trim_end_matches(['：', ':', '（', '(']),
                );
                break;
            }
            continue;
        };
        let whole = is_whole(&found.text);
        // (排名不分先后) says how a list is set, not what it is called.
        if is_subtitle(text) && ["排序", "排名", "先后"].iter().any(|w| text.contains(w)) {
            break;
        }
        if is_subtitle(text) && lines <= 6 {
            found.text.push_str(&tidy(text));
            found.end = index + 1;
            break;
        }
        if whole || !may_go_on(text) {
            break;
        }
        join(&mut found.text, &tidy(text));
        found.end = index + 1;
    }
    title
}

/// The title in the first row across the first table, below nothing but a marker or the name
/// of a sheet.
pub fn in_table(document: &Document, from: usize) -> Option<String> {
    let mut above = 0;
    for block in document.blocks.get(from..)? {
        match block {
            Block::Paragraph(paragraph) => {
                above += usize::from(!paragraph.text.is_blank());
                if above > 2 || paragraph.text.content.chars().count() > 30 {
                    return None;
                }
            }
            Block::PageBreak => {}
            Block::Table(table) => {
                let (_, lines) = across(table, 0).filter(|_| table.rows > 1)?;
                let title: String = lines.iter().map(|line| tidy(line)).collect();
                return (is_whole(&title) && title.chars().count() <= 60).then_some(title);
            }
        }
    }
    None
}

/// The only cell of a table's row that says anything, from its first column on, with its lines
/// but those that are markers (附件1).
pub fn across(table: &Table, row: usize) -> Option<(&Cell, Vec<String>)> {
    let cell = table.cells.iter().find(|c| c.row == row && c.col == 0)?;
    // Cells of sheets that nobody merged are blank beside it.
    let beside = |c: &&Cell| c.row == row && c.col > 0;
    let alone = || table.cells.iter().filter(beside).all(|c| c.text().is_blank());
    if cell.col_span < table.cols && !alone() {
        return None;
    }
    let marker = |line: &str| bare(line).starts_with('附') && bare(line).chars().count() <= 7;
    let text = cell.text();
    let lines = text.content.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines = lines.map(|line| super::parts::title_behind(line).unwrap_or(line));
    Some((cell, lines.filter(|line| !marker(line)).map(str::to_owned).collect()))
}

/// Joins two lines of a title: words of Latin letters keep a space, names of
/// agencies one after the other too.
fn join(text: &mut String, next: &str) {
    let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let agencies = is_agency(text)
        && next.chars().count() <= 120
        && is_agency(next.split(' ').next().unwrap_or(next));
    if edge(text.chars().last()) && edge(next.chars().next()) || agencies {
        text.push(' ');
    }
    text.push_str(next);
}

/// Whether the end of a text is the name of an agency.
pub fn is_agency(text: &str) -> bool {
    let bare = bare(text);
    lexicon::BODY_TAILS.iter().any(|e| bare.ends_with(e))
}

/// A title's text: runs of spaces as one; spread characters pulled together;
/// no space between Han characters and digits.
pub fn tidy(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let single = words.iter().filter(|w| w.chars().count() == 1).count();
    if words.len() > 2 && single * 3 >= words.len() * 2 {
        return words.concat();
    }
    let mut out = String::new();
    for word in words {
        let last = out.chars().last();
        let first = word.chars().next();
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        if last.is_some() && !digit(last) && !digit(first) {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Whether a title ends as those of official documents and their attachments do.
pub fn is_whole(title: &str) -> bool {
    let bare = without_subtitle(title);
    lexicon::TITLE_ENDINGS.iter().any(|e| bare.ends_with(e))
        || bare.ends_with('表') && !bare.ends_with("代表")
}

/// A title without the bracket at its end.
pub fn without_subtitle(title: &str) -> &str {
    let title = title.trim_end();
    if title.ends_with(['）', ')'])
        && let Some(at) = title.rfind(['（', '('])
    {
        return title[..at].trim_end();
    }
    title
}

fn is_subtitle(text: &str) -> bool {
    text.starts_with(['（', '('])
        && text.ends_with(['）', ')'])
        && text.chars().count() <= 14
        && !text.contains("盖章")
        && !bare(text).contains("号)")
}

fn may_begin(text: &str) -> bool {
    !text.contains(['\t', '□'])
        && text.chars().count() <= 120
        && !text.ends_with(['。', '；', '：', ':', ';'])
        && !text.contains('。')
}

fn may_go_on(text: &str) -> bool {
    let first = text.chars().next();
    may_begin(text)
        && (text.chars().count() <= 60 || is_letter(text))
        && !is_enumerated(text)
        && !first.is_some_and(|c| matches!(c, '（' | '(' | '—' | '-'))
        && !["单位：", "单位:", "计量单位"].iter().any(|w| text.starts_with(w))
        && !text.chars().all(|c| c.is_ascii_digit())
}

/// Whether a line begins with the number of a heading or list item.
pub fn is_enumerated(text: &str) -> bool {
    let text = text.trim_start();
    let digits: usize = text
        .chars()
        .take_while(|c| numerals::is_ordinal(*c) || c.is_numeric() && !c.is_alphabetic())
        .map(char::len_utf8)
        .sum();
    if digits > 0 {
        let mut rest = text[digits..].chars();
        return rest
            .next()
            .is_some_and(|c| matches!(c, '、' | '．' | '.' | ' ' | '，') && c != ' ')
            && digits <= 9;
    }
    let mut chars = text.chars();
    if !chars.next().is_some_and(|c| matches!(c, '（' | '(')) {
        return false;
    }
    let inner: String = chars.by_ref().take_while(|c| !matches!(c, '）' | ')')).collect();
    !inner.is_empty()
        && inner.chars().count() <= 3
        && inner.chars().all(|c| c.is_numeric() || numerals::is_ordinal(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Paragraph;

    fn title(lines: &[&str]) -> Option<String> {
        let blocks = lines.iter().map(|l| Block::Paragraph(Paragraph::plain(*l))).collect();
        read(&Document { blocks, ..Document::default() }, 0).map(|t| t.text)
    }

    #[test]
    fn lines_of_a_title_are_joined_until_it_is_whole() {
        assert_eq!(
            title(&["典型场景参考指引", "（2025年版）", "典型场景是基础。"]).as_deref(),
            Some("典型场景参考指引（2025年版）")
        );
        assert_eq!(
            title(&["某市关于开展 2023年度", "试点行动的通知", "各区："]).as_deref(),
            Some("某市关于开展2023年度试点行动的通知")
        );
        assert_eq!(title(&["场景申报书", "申报单位（盖章）"]).as_deref(), Some("场景申报书"));
        assert_eq!(title(&["各单位：", "某某。"]), None);
    }

    /// Printed lines come joined: the rest of a long title is one long line.
    #[test]
    fn the_rest_of_a_long_title_belongs_to_it() {
        let rest = "丙部办公厅 丁委办公厅 戊总局办公厅 临江省数据和政务服务管理局综合处关于组织开展本年度数字化车间诊断服务活动以及做好其他有关工作的通知";
        assert_eq!(
            title(&["甲部办公厅 乙委办公厅", rest, "各单位："]),
            Some(format!("甲部办公厅 乙委办公厅 {rest}"))
        );
    }

    #[test]
    fn agencies_of_a_title_stay_apart() {
        assert_eq!(
            title(&["甲部办公厅", "财 政 部 办 公 厅", "关于开展试点", "的通知"]).as_deref(),
            Some("甲部办公厅 财政部办公厅关于开展试点的通知")
        );
    }

    #[test]
    fn numbers_of_items_are_told_from_words() {
        assert!(
            is_enumerated("一、概况") && is_enumerated("（一）概况") && is_enumerated("1．概况")
        );
        assert!(
            !is_enumerated("2023年度")
                && !is_enumerated("（2025年版）")
                && !is_enumerated("一体化")
        );
    }
}
