//! Who signed a notice and on which day, and who issued it.

use super::{agency, date, head};
use crate::understand::draft::Draft;
use crate::understand::passages::Passage;
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
        // Names without a date still sign.
        for (index, line) in lines.iter().enumerate().skip(list.max(body)).rev() {
            let names = agency::list(&line.text);
            if names.is_empty() || line.row.is_some() {
                if signature.issuers.is_empty() { continue } else { break }
            }
            signature.issuers.splice(0..0, names.into_iter().map(|n| (n, index)));
        }
        return signature;
    };
    signature.date = Some((date, at));
    let mut above: Vec<(String, usize)> = Vec::new();
    for index in (body..at).rev() {
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

/// Issuing bodies: the title's order where it names them in full, else the signature's.
pub(super) fn issuers(
    draft: &mut Draft,
    lines: &[Passage],
    head: &head::Head,
    signature: &Signature,
) {
    let mut titled: Vec<(String, usize)> = Vec::new();
    if let Some((text, line)) =
        head.meta(&["发文机关", "发文机构", "发文单位", "发文部门", "制发机关"])
    {
        titled.extend(agency::list(text).into_iter().map(|a| (a, line)));
    }
    if titled.is_empty()
        && let Some((title, range)) = &head.title
    {
        let before = title.split("关于").next().unwrap_or_default();
        titled.extend(agency::list(before).into_iter().map(|a| (a, range.start)));
    }
    let signed = &signature.issuers;
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
