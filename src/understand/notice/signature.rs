//! Who signed a notice and on which day, and who issued it.

use super::{agency, contacts, date, head};
use crate::lexicon;
use crate::understand::draft::Draft;
use crate::understand::passages::Passage;
use crate::value::pattern::pattern;
use serde_json::json;

/// The signature at the end of a notice, and what is printed below it.
#[derive(Debug, Default)]
pub(super) struct Signature {
    pub(super) issuers: Vec<(String, usize)>,
    pub(super) date: Option<(String, usize)>,
}

/// The signature: names and a date on lines of their own, whatever their order.
pub(super) fn signature(lines: &[Passage], body: usize, list: usize) -> Signature {
    let dated = |i: usize| {
        date::alone(&lines[i].text).map(|d| (d, String::new())).or_else(|| {
            let (before, date) = date::at_end(&lines[i].text)?;
            let names = agency::list(&before);
            (before.is_empty() || !names.is_empty()).then_some((date, before))
        })
    };
    // The date nearest to the list of attachments, searched downwards first.
    let found = (list.max(body)..lines.len())
        .find_map(|i| dated(i).map(|d| (i, d)))
        .or_else(|| (body..list.min(lines.len())).rev().find_map(|i| dated(i).map(|d| (i, d))));
    let mut signature = Signature::default();
    let Some((at, (date, before))) = found else {
        if let Some((name, date, at)) = run_on(lines) {
            signature.issuers.push((name, at));
            signature.date = Some((date, at));
            return signature;
        }
        // Names without a date still sign.
        let told = |at: usize| lines.get(at).is_some_and(|line| contacts::has_phone(&line.bare));
        for (index, line) in lines.iter().enumerate().skip(list.max(body)).rev() {
            let names = agency::list(&line.text);
            // An office over its telephone is whom to ask.
            if names.is_empty() || line.row.is_some() || told(index + 1) {
                if signature.issuers.is_empty() { continue } else { break }
            }
            signature.issuers.splice(0..0, names.into_iter().map(|n| (n, index)));
        }
        // Or right above the list of attachments.
        let above = list.checked_sub(1).filter(|at| signature.issuers.is_empty() && *at >= body);
        if let Some((at, line)) = above.and_then(|at| Some((at, lines.get(at)?))) {
            signature.issuers.extend(agency::list(&line.text).into_iter().map(|name| (name, at)));
        }
        return signature;
    };
    signature.date = Some((date, at));
    let mut above: Vec<(String, usize)> = Vec::new();
    for index in (body..at).rev() {
        // The last row of a table above the signature signs nothing.
        if lines[index].row.is_some() {
            break;
        }
        let names = agency::list(&lines[index].text);
        if names.is_empty() {
            // (某市某局代章): whose seal it is, below who signs.
            let sealed = lines[index].bare.trim_end_matches([')', '章']).ends_with('代');
            if lines[index].bare.contains("此页无正文") || sealed {
                continue;
            }
            // A name that the margin broke: `甲部办公厅    乙发展` over `改革委办公厅`.
            let below = above.iter().filter(|(_, line)| *line == index + 1).count();
            let whole =
                lines.get(index + 1).map(|next| format!("{}{}", lines[index].text, next.text));
            let names = whole.filter(|_| below > 0).map(|w| agency::list(&w)).unwrap_or_default();
            if names.len() > below {
                above.drain(0..below);
                above.splice(0..0, names.into_iter().map(|n| (n, index)));
                continue;
            }
            break;
        }
        above.splice(0..0, names.into_iter().map(|n| (n, index)));
    }
    above.extend(agency::list(&before).into_iter().map(|n| (n, at)));
    // Signatures scrambled over columns may stand below the date.
    for (index, line) in lines.iter().enumerate().skip(at + 1) {
        let names = agency::list(&line.text);
        if names.is_empty() || line.row.is_some() {
            break;
        }
        above.extend(names.into_iter().map(|n| (n, index)));
    }
    for (name, index) in above {
        if !signature.issuers.iter().any(|(n, _)| *n == name) {
            signature.issuers.push((name, index));
        }
    }
    signature
}

pattern! {
    static RUN_ON = r"([\p{Han}]{3,30}(?:局|厅|委|委员会|办公室|政府|中心|部|会|处))((?:20[0-9]{2}|二[〇○零][〇○零一二三四五六七八九]{2})年[0-9一二三四五六七八九十]{1,2}月[0-9一二三四五六七八九十]{1,3}日)。?$";
}

/// Who signed and when, where a text lost the breaks of its lines: …83972633某区某局2022年8月3日。
fn run_on(lines: &[Passage]) -> Option<(String, String, usize)> {
    lines.iter().enumerate().rev().take(3).find_map(|(at, line)| {
        let found = RUN_ON.captures(&line.bare)?;
        let (whole, name) = (found.get(1)?, &found[1]);
        let han = |c: char| c.is_alphabetic() && !c.is_ascii();
        // …某办法某区某局: behind the title of what stands before it.
        let cut = || {
            let ends =
                lexicon::TITLE_ENDINGS.iter().filter_map(|end| Some(name.rfind(end)? + end.len()));
            ends.filter(|at| name[*at..].chars().count() >= 5).max()
        };
        let glued = line.bare[..whole.start()].ends_with(han);
        let cut = cut();
        let name = match (glued, cut) {
            (_, Some(cut)) => &name[cut..],
            (false, None) => name,
            (true, None) => return None,
        };
        let date = date::alone(&found[2]).filter(|_| agency::is_agency(name))?;
        Some((name.to_owned(), date, at))
    })
}

/// The words before 关于 without what is done there: 某省某厅转发.
fn without_verb(names: &str) -> &str {
    let verbs = ["转发", "印发", "批转", "公布", "发布"];
    let names = names.trim_end();
    verbs.iter().find_map(|verb| names.strip_suffix(verb)).unwrap_or(names)
}

/// Issuing bodies: the title's order where it names them in full, else the signature's.
pub(super) fn issuers(
    draft: &mut Draft,
    lines: &[Passage],
    head: &head::Head,
    signature: &Signature,
) {
    let mut titled: Vec<(String, usize)> = Vec::new();
    if let Some((text, line)) = head.meta(lexicon::PAGE_ISSUER) {
        titled.extend(agency::list(text).into_iter().map(|a| (a, line)));
    }
    if titled.is_empty()
        && let Some((title, range)) = &head.title
    {
        let before = title.split("关于").next().unwrap_or_default().trim_end_matches(['：', ':']);
        titled.extend(agency::list(without_verb(before)).into_iter().map(|a| (a, range.start)));
    }
    // 经济和信息化局 signs what the title calls that of its city.
    let whole = |(name, line): &(String, usize)| {
        let own = titled.iter().find(|(long, _)| long.len() > name.len() && long.ends_with(name));
        own.cloned().unwrap_or_else(|| (name.clone(), *line))
    };
    let signed = &signature.issuers.iter().map(whole).collect::<Vec<_>>();
    let named = |list: &[(String, usize)], name: &str| list.iter().any(|(n, _)| n == name);
    let mut all: Vec<(String, usize)> =
        if signed.is_empty() || titled.iter().all(|(n, _)| named(signed, n)) {
            titled
        } else {
            Vec::new()
        };
    for (name, line) in
        signed.iter().chain(if all.is_empty() && signed.is_empty() { &head.red[..] } else { &[] })
    {
        if !named(&all, name) {
            all.push((name.clone(), *line));
        }
    }
    if all.is_empty() {
        all.extend(head.red.iter().cloned());
    }
    draft.put("/issuers", json!([]));
    for (i, (name, line)) in all.iter().enumerate() {
        draft.put_from(&format!("/issuers/{i}"), name.as_str(), &lines[*line], "");
    }
}
