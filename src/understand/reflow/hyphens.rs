//! The hyphen of a web address that was lost at the end of a line: tools that join
//! words broken over two lines take it for the mark of the break.

use super::lines::{is_torn, width};
use super::marks::reach;
use crate::understand::notice::url;
use std::borrow::Cow;

/// Share of the lines above which they fill the page.
const FULL: f32 = 0.75;
/// How much wider than the page a line is that swallowed the rest of the next.
const OVER: f32 = 3.0;

/// Puts the hyphen back where the same address stands whole elsewhere. Gives the
/// lines, and the addresses of which nothing tells whether they lost one.
pub fn restored(raw: Vec<Cow<'_, str>>) -> (Vec<Cow<'_, str>>, Vec<String>) {
    let plain: Vec<&str> = raw.iter().map(AsRef::as_ref).collect();
    let lines = super::collect(&plain);
    let mut doubtful: Vec<String> = Vec::new();
    let Some(page) = reach(&lines, FULL).filter(|_| is_torn(&lines)) else {
        return (raw, doubtful);
    };
    // One that runs over the edge of the page, on a line that is too wide for it.
    let cut = |line: &str| {
        let line = line.trim();
        let over = |found: &url::Address| {
            let from = line.find(&found.raw).map_or(page, |at| width(&line[..at]));
            (from..from + width(&found.raw)).contains(&page)
        };
        let wide = width(line) > page + OVER && line.contains('.');
        url::find(if wide { line } else { "" }).into_iter().find(over)
    };
    let raw: Vec<Cow<'_, str>> = raw.iter().map(|line| telephone(line, page)).collect();
    let plain: Vec<&str> = raw.iter().map(AsRef::as_ref).collect();
    let suspects: Vec<Option<url::Address>> = plain.iter().map(|line| cut(line)).collect();
    if suspects.iter().all(Option::is_none) {
        return (raw, doubtful);
    }
    let whole: Vec<String> = plain
        .iter()
        .zip(&suspects)
        .filter(|(line, suspect)| suspect.is_none() && line.contains('.'))
        .flat_map(|(line, _)| url::find(line))
        .map(|found| host(&found.url).to_owned())
        .filter(|host| host.contains('-'))
        .collect();
    let mended = raw
        .into_iter()
        .zip(suspects)
        .map(|(line, suspect)| {
            let Some(found) = suspect else { return line };
            let own = host(&found.url);
            match whole.iter().find(|host| host.replace('-', "") == own) {
                Some(whole) => Cow::Owned(line.replacen(own, whole, 1)),
                None => {
                    doubtful.push(found.url);
                    line
                }
            }
        })
        .collect();
    (mended, doubtful)
}

/// A line whose telephone number lost the hyphen behind its area code, which stood at the
/// edge of the page.
fn telephone<'a>(line: &str, page: f32) -> Cow<'a, str> {
    let digits = |c: char| c.is_ascii_digit();
    let over = width(line.trim()) > page + OVER;
    let mut out = String::with_capacity(line.len() + 1);
    let mut rest = line;
    while let Some(at) = rest.find(digits) {
        let length = rest[at..].find(|c| !digits(c)).unwrap_or(rest.len() - at);
        let number = &rest[at..at + length];
        let area = if number.starts_with("010") || number.starts_with("02") { 3 } else { 4 };
        let from = width(line.trim()) - width(rest[at..].trim_end());
        let edge = (from..from + width(number)).contains(&page);
        out.push_str(&rest[..at]);
        if over && edge && number.starts_with('0') && (7..=8).contains(&(length.max(area) - area)) {
            out.push_str(&number[..area]);
            out.push('-');
            out.push_str(&number[area..]);
        } else {
            out.push_str(number);
        }
        rest = &rest[at + length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The server that an address names, without www.
fn host(url: &str) -> &str {
    let url = url.split("//").last().unwrap_or_default();
    let url = url.split('/').next().unwrap_or_default();
    let name = url.strip_prefix("www.").unwrap_or(url);
    // The lost hyphen may be seen where a subdomain differs.
    let dots = name.matches('.').count();
    if dots >= 2 && !name.ends_with(".cn") {
        name.split_once('.').map_or(name, |(_, rest)| rest)
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "各市县应当认真组织本地区企业开展智能工厂建设并做好申报推\n荐工作并对照要素条件逐项核实申报材料的真实性、完整性和准\n确性并按时报送有关情况并加强对入选项目的跟踪指导和服务以\n及总结典型经验并宣传推广优秀做法并带动上下游企业协同开展\n";

    fn mended(text: &str) -> (String, Vec<String>) {
        let text = format!("{PAGE}{PAGE}{text}");
        let (lines, doubtful) = restored(text.split('\n').map(Cow::Borrowed).collect());
        (lines[8..].join("\n"), doubtful)
    }

    const CUT: &str = "企业自评估和验收申请都基于公共服务平台（https://apply.smartfab.com/a）开展，逾期不予受理并将关闭。";

    #[test]
    fn an_address_that_stands_whole_elsewhere_is_whole_again() {
        let (text, doubtful) = mended(&format!("{CUT}\n培训：http://smart-fab.com"));
        assert!(text.contains("https://apply.smart-fab.com/a"), "{text}");
        assert!(doubtful.is_empty());
    }

    #[test]
    fn an_address_that_nothing_tells_of_is_doubtful() {
        assert_eq!(mended(CUT), (CUT.to_owned(), vec!["https://apply.smartfab.com/a".to_owned()]));
        let fits = "评估基于平台（https://smartfab.com）开展。";
        assert_eq!(mended(fits), (fits.to_owned(), vec![]));
    }
}
