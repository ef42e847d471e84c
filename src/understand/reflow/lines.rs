//! Lines to paragraphs: which line goes on with the next.
//!
//! Four signs say that it does: it is as long as the lines around it, a word or
//! a bracket is open at its end, or (in files made by Word) it lacks the space
//! that ends a paragraph. A number of an item on the next line says that it does not.

use super::Line;
use super::words::straddles;
use crate::characters::numerals;
use crate::understand::notice::{self, agency, number};
use crate::understand::title::{self, is_enumerated, is_letter, tidy};
use crate::understand::words::{bare, behind_lettered, is_metadata};

/// Lines narrower than this are never called full: lists of names look like torn text otherwise.
const NARROWEST: f32 = 20.0;
/// Lines wider than this are paragraphs and not lines.
const WIDEST: f32 = 62.0;
/// How far a full line may stay behind the widest around it (a long number moves down whole).
const RAGGED: f32 = 3.0;
/// A gap between the cells of a row, as a text keeps it that mirrors the page.
const GAP: &str = "    ";
/// What must be left of a line for a heading to have ended on it.
const ROOM: f32 = 2.5;
/// On what headings end that ask for something: 某系统建设情况.
const NAMING: &[&str] = &["情况", "要求", "功能", "内容", "条件", "事项", "说明"];
/// Lines of the narrowest cells.
const NARROW: f32 = 4.0;
/// How many lines above and below tell the width of the page.
const WINDOW: usize = 14;

/// Width in Han characters.
pub fn width(text: &str) -> f32 {
    text.chars().map(|c| if c.is_ascii() { 0.5 } else { 1.0 }).sum()
}

/// Width without the spaces that a PDF leaves around digits.
fn inked(text: &str) -> f32 {
    text.chars().filter(|c| *c != ' ').map(|c| if c.is_ascii() { 0.5 } else { 1.0 }).sum()
}

/// Whether a line is a page number between two dashes, or 第…页.
pub fn is_page_number(line: &str) -> bool {
    let bare = bare(line);
    if bare.is_empty() || bare.chars().count() > 12 {
        return false;
    }
    let inner = bare.trim_matches(['-', '—', '–', '−', '·', '•', '~']);
    let dashed = inner.len() < bare.len() && bare.starts_with(['-', '—', '–', '−', '·', '•', '~']);
    let paged = bare.starts_with('第') && bare.contains('页');
    let digits = |s: &str| !s.is_empty() && s.len() <= 4 && s.bytes().all(|b| b.is_ascii_digit());
    dashed && digits(inner)
        || paged && bare.chars().all(|c| c.is_ascii_digit() || "第页共/,，".contains(c))
}

fn ends_sentence(text: &str) -> bool {
    let core = text.trim_end().trim_end_matches(['”', '"', '）', ')', '』', '》']);
    let stop = ['。', '；', '：', '！', '？', ';', ':', '!', '?'];
    text.trim_end().ends_with(stop) || core.ends_with(['。', '！', '？'])
}

/// Whether the text as a whole has its lines broken at the width of a page.
pub fn is_torn(lines: &[Line<'_>]) -> bool {
    let running: Vec<&str> = lines.iter().filter(|l| !l.is_cell()).map(Line::text).collect();
    // What a web page prints around a letter has lines of any width.
    let own = |line: &&str| line.len() > 360 || !notice::is_of_page(&bare(line));
    let running: Vec<&str> = running.into_iter().filter(own).collect();
    let broken = running.windows(2).filter(|pair| looks_broken(pair[0], pair[1])).count();
    // The short lines of lists and tables say nothing; whole paragraphs run wide.
    let running: Vec<&str> = running.into_iter().filter(|l| !l.contains(GAP)).collect();
    let widths: Vec<f32> = running.iter().map(|line| inked(line)).collect();
    let wide = widths.iter().filter(|w| **w >= NARROWEST).count();
    let wider = widths.iter().filter(|w| **w > WIDEST).count();
    if broken >= 4 {
        return broken * 5 >= running.len() && wider < broken
            || broken * 3 >= wide && wider * 4 <= broken;
    }
    // A letter of few lines: none is wider than those that break.
    let widest = widths.iter().copied().fold(0.0, f32::max);
    let full = |pair: &&[&str]| looks_broken(pair[0], pair[1]) && inked(pair[0]) + RAGGED >= widest;
    running.windows(2).filter(full).count() >= 2
}

/// A wide line without an end, followed by one that begins nothing new.
fn looks_broken(line: &str, next: &str) -> bool {
    let w = width(line);
    (NARROWEST..=WIDEST).contains(&w) && !ends_sentence(line) && !begins_item(next)
}

/// Whether a line opens a paragraph of its own.
fn begins_item(text: &str) -> bool {
    const OPENERS: &[&str] = &[
        "附件",
        "注：",
        "注:",
        "注1",
        "抄送",
        "联系人",
        "联系电话",
        "联系方式",
        "地址：",
        "附：",
        "□",
        "（此页无正文）",
        "（此件",
        "主题词",
        "公开方式",
        "※",
        "*",
        "［",
        "[",
        "●",
        "■",
    ];
    let text = text.trim_start();
    OPENERS.iter().any(|o| text.starts_with(o))
        || is_enumerated(text)
        || is_numbered_row(text)
        || is_marker(text)
        || is_named_marker(text)
        || is_metadata(text)
        || behind_lettered(text).is_some()
}

/// The marker of an attachment alone on its line: 附3, 附件 1-2.
pub fn is_marker(text: &str) -> bool {
    let bare = bare(text);
    let Some(rest) = bare.strip_prefix('附') else { return false };
    let rest = rest.strip_prefix('件').unwrap_or(rest);
    let number = |c: char| numerals::counts(c) || "-—–".contains(c);
    rest.len() <= 9 && rest.starts_with(|c| number(c) && c != '-') && rest.chars().all(number)
}

/// 附1：某指标参考: an attachment named in its list or where it should stand.
fn is_named_marker(text: &str) -> bool {
    let bare = bare(text);
    let rest = bare.strip_prefix("附件").or_else(|| bare.strip_prefix('附'));
    let digits = |rest: &str| rest.bytes().take_while(u8::is_ascii_digit).count();
    rest.is_some_and(|rest| {
        (1..=2).contains(&digits(rest)) && rest[digits(rest)..].starts_with(':')
    })
}

/// `12 关键设备…`: the row of a list whose ruling is gone.
pub fn is_numbered_row(text: &str) -> bool {
    let Some((number, rest)) = text.split_once(' ') else { return false };
    let short =
        !number.is_empty() && number.len() <= 2 && number.bytes().all(|b| b.is_ascii_digit());
    let first = rest.trim_start().chars().next();
    // 5 份, 00 前 and 24 日 go on with a sentence.
    let measures =
        "年月日时分秒点个家项份名位万亿元字天人次台套件条款类种级页号周前后多余以至到，、。；）％";
    short
        && !number.starts_with('0')
        && first.is_some_and(|c| !c.is_ascii() && !measures.contains(c))
}

/// How the text marks the end of a paragraph.
struct Habit {
    /// A space stands behind the last line of each paragraph and no other.
    space_ends: bool,
    torn: bool,
    /// Width of most broken lines of the whole text, where there are enough.
    page: Option<f32>,
}

fn habit(lines: &[Line<'_>], torn: bool, page: Option<f32>) -> Habit {
    let spaced = |l: &Line<'_>| l.raw.ends_with(' ');
    let all = lines.len().max(1);
    let with = lines.iter().filter(|l| spaced(l)).count();
    let ended = lines
        .iter()
        .filter(|l| spaced(l) && (ends_sentence(l.text()) || width(l.text()) < 14.0))
        .count();
    let bare_wide = lines.iter().filter(|l| !spaced(l) && width(l.text()) >= NARROWEST).count();
    let space_ends =
        torn && with * 8 >= all && with < all && ended * 2 >= with && bare_wide * 4 >= all;
    Habit { space_ends, torn, page }
}

/// Width of most broken lines of a torn text, where there are enough.
pub fn usual_width(lines: &[Line<'_>]) -> Option<f32> {
    let mut broken: Vec<f32> = lines
        .windows(2)
        .filter(|pair| !pair.iter().any(Line::is_cell))
        .filter(|pair| looks_broken(pair[0].text(), pair[1].text()))
        .map(|pair| width(pair[0].text()))
        .collect();
    broken.sort_by(f32::total_cmp);
    // A letter of few lines tells it too, where they agree.
    let agree =
        || broken.last().zip(broken.first()).is_some_and(|(most, least)| most - least <= RAGGED);
    let told = broken.len() >= 8 || broken.len() >= 3 && agree();
    broken.get(broken.len() / 2).copied().filter(|_| told)
}

/// Joins lines to paragraphs; `page` is the width of the whole text's lines.
pub fn join(lines: &[Line<'_>], torn: bool, page: Option<f32>) -> Vec<String> {
    let habit = habit(lines, torn, page);
    let widths: Vec<f32> = lines.iter().map(|l| width(l.text())).collect();
    let inked: Vec<f32> = lines.iter().map(|l| inked(l.text())).collect();
    let mut out: Vec<String> = Vec::new();
    let mut open = false;
    for (index, line) in lines.iter().enumerate() {
        let text = if torn {
            with_dash(&pull_together(line.text()))
        } else {
            line.raw.trim_end().to_owned()
        };
        if open && let Some(last) = out.last_mut() {
            append(last, &text);
        } else {
            out.push(text);
        }
        let sofar = out.last().map_or("", String::as_str);
        open = lines.get(index + 1).is_some_and(|next| {
            !is_lone_heading(sofar, line, next, widest(&inked, index))
                && goes_on(sofar, line, next, &habit, page_width(&widths, lines, index))
        });
    }
    if torn { join_columns(out) } else { out }
}

/// The width of full lines around a line; `None` where the text is not torn.
fn page_width(widths: &[f32], lines: &[Line<'_>], index: usize) -> Option<f32> {
    let range = index.saturating_sub(WINDOW)..(index + WINDOW + 1).min(widths.len());
    let broken = range
        .clone()
        .filter(|i| lines.get(i + 1).is_some_and(|n| looks_broken(lines[*i].text(), n.text())))
        .count();
    if broken < 3 {
        return None;
    }
    let mut near: Vec<f32> =
        range.map(|i| widths[i]).filter(|w| (NARROWEST..=WIDEST).contains(w)).collect();
    near.sort_by(f32::total_cmp);
    // Footnotes are set smaller and run wider: not the widest, but wide.
    near.get(near.len() * 3 / 4).copied()
}

/// The width that two lines near a line reach.
fn widest(widths: &[f32], index: usize) -> Option<f32> {
    let range = index.saturating_sub(WINDOW)..(index + WINDOW + 1).min(widths.len());
    let mut near: Vec<f32> = widths[range].to_vec();
    near.retain(|w| (NARROWEST..=WIDEST).contains(w));
    near.sort_by(|a, b| b.total_cmp(a));
    near.windows(2).find(|pair| pair[0] - pair[1] <= 1.0).map(|pair| pair[1])
}

fn goes_on(
    sofar: &str,
    line: &Line<'_>,
    next: &Line<'_>,
    habit: &Habit,
    page: Option<f32>,
) -> bool {
    let (text, below) = (line.text(), next.text());
    // The first line of a numbered paragraph may have lost the spaces that set it in.
    let first = sofar == text && is_enumerated(text) && text.contains(['，', '。']);
    // A code that was broken at its dash left two lines as one.
    let text = behind_dash(text);
    let own = width(text) + if first { set_in(line.raw).max(2.0) } else { set_in(line.raw) };
    // The number of a row or slide stands for itself.
    if is_number(text) || is_number(below) || is_marker(text) || is_marker(below) {
        return false;
    }
    // The rest of an option in a narrow cell: □先, 进级, 智能, 工厂.
    let han = |c: char| c.is_alphabetic() && !c.is_ascii();
    if habit.torn
        && sofar.starts_with('□')
        && sofar != text
        && width(text) <= NARROW
        && width(below) <= width(text) + 0.5
        && below.chars().all(han)
    {
        return true;
    }
    if text.contains('\t')
        || below.contains('\t')
        || leaves_gap(text) && !is_open(sofar) && !straddles(text, below)
    {
        return false;
    }
    // A time of day broken at its colon.
    let digit = |c: char| c.is_ascii_digit();
    if habit.torn
        && below.starts_with(digit)
        && text.strip_suffix(['：', ':']).is_some_and(|t| t.ends_with(digit))
    {
        return true;
    }
    if habit.torn && is_cut_address(text, below) {
        return true;
    }
    // An address that did not fit behind what names it: 邮箱： / zhb@example.cn.
    let addressed = below.starts_with(|c: char| c.is_ascii_alphabetic());
    let at = below.split(|c: char| !c.is_ascii_graphic()).next().is_some_and(|w| w.contains('@'));
    let unfit = || page.or(habit.page).is_some_and(|page| leaves_piece(own, below, page));
    if habit.torn && addressed && text.ends_with(['：', ':']) && (at || unfit()) {
        return true;
    }
    // A note is a sentence; the rest of it ends in a full stop.
    if habit.torn
        && sofar.starts_with("注")
        && below.ends_with('。')
        && !ends_sentence(text)
        && !begins_item(below)
        && width(text) >= NARROWEST
    {
        return true;
    }
    // The last of the attachments, and below it who signs.
    if title::is_whole(text)
        && title::is_agency(below)
        && !agency::list(below).is_empty()
        && !is_open(sofar)
    {
        return false;
    }
    if is_imprint(below) || is_imprint(text) {
        return false;
    }
    // The number of a document behind its name, torn off with its bracket:
    // 按照《…通知》 / （某函〔2023〕2号） / 要求.
    if habit.torn && is_cited(sofar, text, below) && !begins_item(below) {
        return true;
    }
    if begins_item(below) && !dangles(sofar) && !goes_on_in_bracket(sofar, below) {
        return false;
    }
    // A title alone on its line, however the characters at the break may read: 承诺书 / 本单位.
    if sofar == text
        && title::is_whole(text)
        && !is_enumerated(text)
        && !is_open(text)
        && own + 2.0 * ROOM <= page.or(habit.page).unwrap_or(NARROWEST)
        && below.starts_with(han)
    {
        return false;
    }
    // Behind the title stands whom the letter goes to, or the letter itself.
    let opens = ["根据", "为", "按照", "依据", "经", "现"].iter().any(|w| below.starts_with(w));
    let named = is_letter(sofar) && sofar.contains("关于") && !sofar.contains(['。', '，']);
    let signed = !agency::list(below).is_empty() && !straddles(text, below);
    if named && (opens || signed || below.ends_with(['：', ':'])) && !is_open(sofar) {
        return false;
    }
    let Some(page) = page else {
        // Few lines here tell a width: only one that fills the whole text's counts as full.
        let full =
            |page: f32| (page - 1.5..=page + 1.5).contains(&own) || leaves_piece(own, below, page);
        return habit.torn
            && !ends_sentence(text)
            && !ends_in_number(text)
            && (is_open(sofar) && width(sofar) < 400.0
                || dangles(sofar)
                || straddles(text, below)
                || habit.page.is_some_and(full) && !is_spread(line.raw));
    };
    let full = own >= page - RAGGED || leaves_piece(own, below, page);
    if ends_sentence(text) {
        // A sentence may end just where the line does.
        let colon = text.ends_with(['：', ':']);
        return full
            && !colon
            && !is_heading_without_mark(below)
            && (page - 1.0..=page + 4.0).contains(&width(text))
            && (!habit.space_ends || !line.raw.ends_with(' '));
    }
    if is_open(sofar) && width(sofar) < 400.0 || dangles(sofar) {
        return true;
    }
    if below.starts_with(['，', '。', '、', '；', '）', '》', '”'])
        || ["(http", "（http", "http"].iter().any(|h| below.starts_with(h))
    {
        return true;
    }
    if ends_in_number(text) {
        return false;
    }
    if habit.space_ends {
        return !line.raw.ends_with(' ') || straddles(text, below) && !is_spread(line.raw);
    }
    full && width(text) <= page + 6.0 || straddles(text, below)
}

/// A numbered heading whose line had room for the next character: `1.数据采集系统建设情况`
/// over `请说明…`. The first line of a paragraph may have lost the two spaces that set it in.
fn is_lone_heading(sofar: &str, line: &Line<'_>, next: &Line<'_>, page: Option<f32>) -> bool {
    let (text, below) = (line.text(), next.text());
    let phrase = sofar == text && is_enumerated(text) && !text.contains(['，', '。', '；', '：']);
    let broken_anywhere = below.starts_with(|c: char| c.is_alphabetic() && !c.is_ascii());
    let set_in = set_in(line.raw).max(2.0);
    phrase
        && broken_anywhere
        && !is_open(text)
        && !dangles(text)
        && !straddles(text, below)
        && (page.is_some_and(|page| inked(text) + set_in + ROOM <= page)
            || below.starts_with('请') && NAMING.iter().any(|end| text.ends_with(end)))
}

/// Whether the number of a document stands between 《…》 and what goes on behind it.
fn is_cited(sofar: &str, text: &str, below: &str) -> bool {
    let bracketed = |text: &str| {
        text.starts_with(['（', '('])
            && text.ends_with(['）', ')'])
            && number::alone(text).is_some()
    };
    text.ends_with('》') && bracketed(below)
        || bracketed(text) && sofar.trim_end().len() > text.len() && !is_marker(below)
}

/// Cells with gaps between them; a line stretched to the margin by a long address is none.
fn leaves_gap(text: &str) -> bool {
    text.contains(GAP) && !text.rsplit(' ').next().is_some_and(|word| word.contains("http"))
}

/// Who printed it and when, at the very end: 某办公室 2025年3月1日印发.
fn is_imprint(text: &str) -> bool {
    text.trim_end().ends_with("印发") && text.contains('月') && bare(text).chars().count() <= 48
}

/// Width of the ideographic spaces that a line is set in by.
fn set_in(raw: &str) -> f32 {
    raw.chars().take_while(|c| *c == '\u{3000}').take(4).map(|_| 1.0).sum()
}

/// Whether the line below begins with a piece that is not broken (GB/T39116-2020)
/// and did not fit on this one.
fn leaves_piece(own: f32, below: &str, page: f32) -> bool {
    let unbroken = |c: &char| c.is_ascii_graphic() || "（《“".contains(*c);
    let piece: String = below.chars().take_while(unbroken).collect();
    let more = width(&piece);
    more >= 1.5 && own > 0.5 * page && own <= page + 1.0 && own + more > page
}

/// A number that stands in a bracket left open a few characters before: （附件4、5 / 6、7）.
fn goes_on_in_bracket(sofar: &str, below: &str) -> bool {
    let Some(at) = sofar.rfind(['（', '(']) else { return false };
    let inner = &sofar[at..];
    below.starts_with(|c: char| c.is_ascii_digit())
        && !inner.contains(['）', ')'])
        && inner.chars().count() <= 12
}

/// A heading that lost the mark behind its number: 19网络协同制造.
fn is_heading_without_mark(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let first = text.get(digits..).and_then(|rest| rest.chars().next());
    (1..=2).contains(&digits)
        && width(text) <= 16.0
        && !ends_sentence(text)
        && first.is_some_and(|c| c.is_alphabetic() && !c.is_ascii())
        && !first.is_some_and(|c| "年月日个家项份名万亿级条款类种时分".contains(c))
}

fn is_number(text: &str) -> bool {
    text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit())
}

/// A telephone number at the end of a line ends an entry.
fn ends_in_number(text: &str) -> bool {
    text.chars().rev().take_while(|c| c.is_ascii_digit()).count() >= 7
}

/// Words set apart by wide gaps: a row of signatures or labels.
fn is_spread(raw: &str) -> bool {
    raw.trim().contains("  ")
}

/// A bracket, book-title mark or quotation mark is open.
fn is_open(text: &str) -> bool {
    let balance = |open: char, close: char| {
        text.chars().fold(0i32, |n, c| {
            if c == open {
                n + 1
            } else if c == close {
                (n - 1).max(0)
            } else {
                n
            }
        }) > 0
    };
    let round = text.chars().fold(0i32, |n, c| match c {
        '（' | '(' => n + 1,
        '）' | ')' => (n - 1).max(0),
        _ => n,
    });
    round > 0 || balance('《', '》') || balance('“', '”') || balance('〔', '〕')
}

/// An address that was broken at one of its dots: zhb@example. / cn.
fn is_cut_address(text: &str, below: &str) -> bool {
    let word = |c: char| c.is_ascii_graphic();
    let last = text.rsplit(|c| !word(c)).next().unwrap_or_default();
    last.ends_with(['.', '/', '@', '_'])
        && (last.contains('@') || last.contains("http") || last.starts_with("www."))
        && below.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
}

/// Ends in a mark that asks for more, or in the dash inside a code (GB/T39116-).
fn dangles(text: &str) -> bool {
    let code = text.strip_suffix(['-', '—', '–']).and_then(|t| t.chars().next_back());
    code.is_some_and(|c| c.is_ascii_alphanumeric())
        || text.trim_end().ends_with(['、', '，', '（', '(', '《', '“', '/'])
}

/// Characters spread by spaces pulled together; the spaces that a PDF leaves
/// between Han characters and digits or letters dropped.
fn pull_together(text: &str) -> String {
    if text.contains("  ") {
        let words: Vec<&str> = text.split_whitespace().collect();
        let all_single = words.len() > 2 && words.iter().all(|w| w.chars().count() == 1);
        return if all_single { words.concat() } else { text.to_owned() };
    }
    let text = tidy_spread(text);
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    for (index, c) in chars.iter().enumerate() {
        if *c == ' ' && index > 0 {
            let before = chars[index - 1];
            let after = chars.get(index + 1).copied().unwrap_or(' ');
            let mixed = before.is_ascii_alphanumeric() && is_unspaced(after)
                || is_unspaced(before) && after.is_ascii_alphanumeric();
            // The number of a row keeps its distance.
            let row_number = chars[..index].iter().all(char::is_ascii_digit)
                && index <= 2
                && !"年月日个家项".contains(after);
            let phone =
                chars[index + 1..].iter().take_while(|c| c.is_ascii_digit() || **c == '-').count()
                    >= 7;
            if mixed && !row_number && !phone {
                continue;
            }
        }
        out.push(*c);
    }
    out
}

/// What stands on the second of two lines that a lost dash made one.
fn behind_dash(text: &str) -> &str {
    let whole = with_dash(text);
    let at =
        whole.char_indices().zip(text.chars()).find(|((_, a), b)| a != b).map(|((at, _), _)| at);
    at.and_then(|at| text.get(at..)).unwrap_or(text)
}

/// GB/T 391162020: the dash at the end of a line is lost where words of Latin letters
/// are joined again, and with it where the number ends and the year begins.
fn with_dash(text: &str) -> String {
    let Some(at) = text.find("GB/T") else { return text.to_owned() };
    let from = at + "GB/T".len();
    let rest = text.get(from..).unwrap_or_default();
    let start = from + rest.len() - rest.trim_start().len();
    let digits = text[start..].bytes().take_while(u8::is_ascii_digit).count();
    let year = start + digits.saturating_sub(4);
    let of_year = text.get(year..start + digits).unwrap_or_default();
    if !(8..=9).contains(&digits) || !of_year.starts_with("19") && !of_year.starts_with("20") {
        return text.to_owned();
    }
    format!("{}-{}", &text[..year], &text[year..])
}

fn tidy_spread(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let single = words.iter().filter(|w| w.chars().count() == 1).count();
    if words.len() > 3 && single * 5 >= words.len() * 4 { tidy(text) } else { text.to_owned() }
}

fn is_unspaced(c: char) -> bool {
    !c.is_ascii() && !c.is_whitespace()
}

/// Appends a line; words of Latin letters keep their distance.
fn append(sofar: &mut String, line: &str) {
    let last = sofar.chars().last();
    let first = line.chars().next();
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    if letter(last) && letter(first) && !sofar.ends_with('/') {
        sofar.push(' ');
    }
    sofar.push_str(line);
}

/// Three or more lines of one or two characters each are words written downwards.
fn join_columns(lines: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(lines.len());
    let mut run: Vec<String> = Vec::new();
    let is_char =
        |l: &str| l.chars().count() <= 2 && l.chars().all(|c| c.is_alphabetic() && !c.is_ascii());
    let flush = |run: &mut Vec<String>, out: &mut Vec<String>| {
        if run.len() >= 3 {
            out.push(run.concat());
            run.clear();
        } else {
            out.append(run);
        }
    };
    for line in lines {
        if is_char(&line) {
            run.push(line);
        } else {
            flush(&mut run, &mut out);
            out.push(line);
        }
    }
    flush(&mut run, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::understand::reflow::collect;

    fn joined(text: &str) -> Vec<String> {
        let raw: Vec<&str> = text.split('\n').collect();
        let lines = collect(&raw);
        join(&lines, is_torn(&lines), usual_width(&lines))
    }

    /// Lines of 26 characters, to tell the width of a page.
    const WIDE: &str = "各市县应当认真组织本地区企业开展智能工厂建设并做好申报推\n荐工作，对照要素条件逐项核实申报材料的真实性、完整性和准\n确性，按时报送有关情况，并加强对入选项目的跟踪指导和服务\n，总结典型经验，宣传推广优秀做法，带动上下游企业协同开展\n数字化改造，推动制造业高质量发展，形成示范引领的良好局面\n和长效机制。\n";

    fn tail(text: &str) -> Vec<String> {
        joined(&format!("{WIDE}{WIDE}{text}")).split_off(2)
    }

    #[test]
    fn the_marker_of_an_attachment_joins_nothing() {
        let text = "鼓励企业参考典型场景参考指引中的相关内容开展探索与实践活\n附1\n指标参考";
        assert_eq!(tail(text)[1..], ["附1", "指标参考"]);
    }

    #[test]
    fn characters_of_a_narrow_cell_belong_together() {
        assert_eq!(tail("企业名称\n省\n市\n区\n联系方式")[1..], ["省市区", "联系方式"]);
    }

    #[test]
    fn options_of_a_narrow_cell_are_whole_again() {
        let text = "申报类型\n□先\n进级\n智能\n工厂\n□优\n秀应\n用场\n景\n联系方式";
        assert_eq!(tail(text)[1..], ["□先进级智能工厂", "□优秀应用场景", "联系方式"]);
    }

    #[test]
    fn a_letter_of_few_lines_is_torn() {
        let text = "某省智能工厂名单公示\n根据《某省智能工厂培育办法》，经专家评审，拟认定\n以下企业为2025年省级智能工厂，现予公示，公示期为\n2025年7月1日至7月7日。如有异议，请以书面形式反馈\n至省工业和信息化厅。\n联系电话：0271-8660188";
        assert_eq!(joined(text).len(), 3);
        let list = "甲市某机械制造股份有限公司智能车间\n乙市某纺织有限公司智能车间\n丙市某食品集团有限公司灌装车间";
        assert_eq!(joined(list).len(), 3);
    }

    #[test]
    fn a_number_torn_off_behind_its_name_is_cited_there() {
        let text = "按照《工业和信息化部关于开展示范行动的通知》\n（工信厅联通装函〔2023〕212号）\n要求，经企业申报和专家评审，拟推荐以下企业。";
        assert_eq!(tail(text).len(), 1);
    }

    #[test]
    fn who_signs_is_no_attachment() {
        let text = "附件：1.推荐名额分配表\n2.重点工作任务分解表\n白鹿市经济和信息化局";
        assert_eq!(
            tail(text)[..],
            ["附件：1.推荐名额分配表", "2.重点工作任务分解表", "白鹿市经济和信息化局"]
        );
    }

    #[test]
    fn gaps_and_codes_of_a_page_that_is_mirrored() {
        let text = "点击链接可查看一图读懂典型场景参\n考     指     引      https://www.example.cn/art/\nart_01.html；请知悉。";
        assert_eq!(tail(text).len(), 1);
        let text =
            "注：填报数目以下达的限额为准绳。\n某市经济委员会办公室               2022年4月9日印发";
        assert_eq!(tail(text).len(), 2);
        assert_eq!(with_dash("达到GB/T 391162020《模型》二级"), "达到GB/T 39116-2020《模型》二级");
        assert_eq!(with_dash("编号GB/T 391160020"), "编号GB/T 391160020");
    }

    #[test]
    fn a_heading_that_nearly_fills_its_line_stays_a_line() {
        let text = "1.智能装备和产品数据采集、通信和控制功能\n请描述智能装备的数据采集、通信和控制功能及其实现方式。";
        assert_eq!(tail(text).len(), 2);
        let text =
            "2.先进设计技术应用和产品数据管理系统平台的建设情况\n请描述先进设计技术的应用情况。";
        assert_eq!(tail(text).len(), 2);
        let text = "1.各市州主管部门会同有关部门对企业申报的材料进行审\n核后，按照推荐顺序报送。";
        assert_eq!(tail(text).len(), 1);
        let text = "某省某委办公室2022年4月9日印发\n根据有关办法的规定填写各项内容。";
        assert_eq!(tail(text).len(), 2);
    }

    #[test]
    fn what_moves_to_the_next_line_whole_left_its_line_short() {
        let text =
            "各申报企业的智能制造能力成熟度水平都应当达到\nGB/T39116-2020《能力成熟度模型》二级。";
        assert_eq!(tail(text).len(), 1);
        let text = "企业的智能制造能力成熟度水平应当达到GB/T39116-\n2020《能力成熟度模型》二级。";
        assert_eq!(tail(text).len(), 1);
    }

    #[test]
    fn a_time_or_a_bracket_broken_over_lines_is_whole_again() {
        let text = "请各单位于2021年11月21日（星期日）24：\n00前完成线上申报。";
        assert_eq!(tail(text).len(), 1);
        let text = "并将加盖公章的申报书（附件4、5）、推荐汇总表（附件\n6、7）各两份报送。";
        assert_eq!(tail(text).len(), 1);
    }

    #[test]
    fn spaces_that_set_a_line_in_count_for_its_width() {
        let text = "　　　　注：1.推荐优秀场景排名有先后；2.推荐的数量不得\n超过规定的上限。";
        assert_eq!(tail(text).len(), 1);
    }

    #[test]
    fn a_heading_without_its_mark_stays_a_line() {
        let text =
            "实现污染全过程动态监测、精确追溯、风险预警和降低排放水平。\n19网络协同制造\n面向";
        assert_eq!(tail(text)[1], "19网络协同制造");
    }

    #[test]
    fn metadata_above_a_notice_stay_apart() {
        let text = "标 题：甲部办公厅 乙委办公厅关于开展智能制造示范行动的通知\n发文字号：甲信〔2023〕12号";
        assert_eq!(tail(text).len(), 2);
    }

    #[test]
    fn a_word_broken_over_a_page_is_whole_again() {
        let got = joined(
            "本行动面向制造业企业，通过新一代信息技术与先进制造技术深\n\n度融合，部署智能制造装备、工业软件和系统，打造一批智能场\n\n景，推动产品全生命周期、生产制造全过程和供应链全环节的综\n\n- 2 -\n\n合优化，引领行业转型升级，形成可复制、可推广的经验，带\n\n动上下游。\n\n一、工作要求\n\n（一）各单位应当认真组织，于 2023 年 9 月 1 日前完成推荐工\n\n作。",
        );
        assert_eq!(got.len(), 3, "{got:#?}");
        assert!(got[0].contains("深度融合") && got[0].contains("综合优化"));
        assert!(got[2].contains("于2023年9月1日前完成推荐工作。"));
    }

    #[test]
    fn an_address_below_what_names_it_is_told_there() {
        let text =
            "四、联系人：李某某，联系电话：0599-8123456；电子邮箱：\nfqzn2023@example.org.cn。";
        assert_eq!(tail(text).len(), 1);
        let text = "请将申报材料的电子版发送至市工信局邮箱zbk@bzw.example.\ncn，逾期不再受理。";
        assert!(tail(text)[0].contains("zbk@bzw.example.cn"));
    }

    #[test]
    fn a_title_is_no_part_of_the_sentence_below() {
        let text =
            "申报承诺书\n本单位承诺所提交的申报材料真实、准确、完整，如有虚假，愿\n承担相应责任。";
        assert_eq!(tail(text).first().map(String::as_str), Some("申报承诺书"));
    }

    #[test]
    fn a_note_goes_on_to_its_full_stop() {
        let text = "注：1.推荐智能制造典型场景排名有先后；2.推荐数量不能超过规定的\n上限。\n附件7";
        assert_eq!(
            tail(text),
            ["注：1.推荐智能制造典型场景排名有先后；2.推荐数量不能超过规定的上限。", "附件7"]
        );
    }

    #[test]
    fn lists_of_names_stay_lists() {
        let names =
            "兰州电机股份有限公司\n\n天水长城开关厂集团有限公司\n\n甘肃海亮新能源材料有限公司";
        assert_eq!(joined(names).len(), 3);
    }

    #[test]
    fn page_numbers_are_told_from_numbers() {
        assert!(
            is_page_number("- 2 -")
                && is_page_number(" — 33 — ")
                && is_page_number("第 3 页 共 9 页")
        );
        assert!(!is_page_number("2") && !is_page_number("-") && !is_page_number("2023-08"));
    }
}
