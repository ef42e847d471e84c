//! Quotas: how many projects each region or body may recommend, by track.

#[cfg(test)]
mod tests;

use super::sentences::{Sentence, split, without_number};
use super::{allotment, past};
use crate::lexicon;
use crate::understand::words::count;
use crate::value::pattern::pattern;

/// One quota.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    /// Who may recommend.
    pub who: String,
    /// Which track, in the notice's words.
    pub track: Option<String>,
    /// How many.
    pub count: u32,
    /// The lower end, of 3至5家.
    pub least: Option<u32>,
    /// Line it stands on.
    pub line: usize,
    /// Whether the track is named there and not taken from the heading.
    pub track_written: bool,
}

pattern! {
    static COUNTS = concat!(
        r"^(?P<head>.*?)(?:分别|均)?(?:为|不超过|不得超过|不能超过|不多于|限(?:推荐|报|申报)?|只能(?:推荐|申报)?|最多(?:可)?(?:推荐|申报)?|各)?",
        r"(?P<counts>[0-9]{1,4}(?:个|家|项|户|名)(?:[、和及,][0-9]{1,4}(?:个|家|项|户|名))*)(?P<rest>.*)$",
    );

    static PAIRS = r"(?P<track>[\p{Han}]{0,6}(?:场景|工厂|车间|先行区|供应链|项目|企业|方案|(?:基础|先进|卓越|领航)级)(?:\([\p{Han}]{2,8}\))?)(?:项目)?(?:不超过|不得超过|不多于|最多|限|各|为)?(?P<count>[0-9]{1,4})(?:个|家|项)";

    static RECOMMEND = r"(?:推荐|遴选推荐|择优推荐|择优选取|择优申报)(?:(?P<least>[0-9]{1,3})(?:至|到|-|—|~))?(?P<count>[0-9]{1,4})(?:个|家|项|名|户)(?P<what>[^,。;]{0,24})";

    static TRACK = r"(?:基础级|先进级|卓越级|领航级)(?:智能工厂)?|(?:智能制造)?(?:优秀场景|示范工厂|先行区|典型场景)|(?:数字化|智能)车间";

    /// 各镇申报智能工厂不超过2家: somebody other than the applicant itself applies.
    static APPLY = r"(?:各|每个|每家|省|市|区|县|镇|州|集团|部门|\))(?:可)?(?:向[\p{Han}]{2,8})?申报[^,。;]{0,16}?(?:不超过|不得超过|不多于|限|最多)[0-9一二两三四五六七八九十]{1,3}(?:个|家|项)";

    /// 每个设区市申报头雁工厂1家.
    static APPLY_EACH = r"(?:各|每个?)[\p{Han}()、]{1,12}?(?:可)?申报[\p{Han}]{2,10}[0-9]{1,3}(?:个|家|项)";

    /// 优秀场景每市不超过12个: the track stands before those who recommend.
    static LED = r"^(?P<track>[\p{Han}]{0,8}(?:场景|工厂|车间|先行区|供应链|方案|(?:基础|先进|卓越|领航)级))(?:项目)?(?P<who>(?:每|各)[^,。;]{1,20})$";

    /// 各省卓越级智能工厂推荐数量不超过10个: the track stands behind them, and before the verb.
    static TRAILED = r"^(?P<who>(?:各|每)[^,。;]{0,20}?(?:\)|省|市|州|县|区|厅|局|集团|企业|单位))(?P<track>[\p{Han}]{0,6}(?:场景|工厂|车间|先行区|(?:基础|先进|卓越|领航)级))$";

    /// A limit for each of several: 每市不超过12个.
    static EACH = r"(?:每|各)[^,。;]{1,16}?(?:不超过|不得超过|不多于|限报|限申报|限推荐|最多)[\p{Han}]{0,4}[0-9一二两三四五六七八九十]{1,3}(?:(?:个|家|项)(?:[^月]|$))";
}

/// Who and track apart, where the words for who begin or end with a track.
fn parted(found: Found) -> Found {
    let (who, track, count) = found;
    let parts = [&LED, &TRAILED].into_iter().find_map(|regex| {
        let found = regex.captures(&who)?;
        Some((found["who"].to_owned(), found["track"].to_owned()))
    });
    match parts {
        Some((own, named)) => (clean_who(&own), Some(track.unwrap_or(named)), count),
        None => (who, track, count),
    }
}

/// The track a text names, if it names exactly one.
pub fn only_track(text: &str) -> Option<String> {
    let mut found: Vec<&str> = TRACK.regex()?.find_iter(text).map(|m| m.as_str()).collect();
    found.sort_unstable();
    found.dedup();
    match found.as_slice() {
        [one] => Some((*one).to_owned()),
        _ => None,
    }
}

/// Finds the quotas. `headings` gives the heading above a line, for tracks that go without saying.
pub fn find(sentences: &[Sentence], heading: impl Fn(usize) -> Option<String>) -> Vec<Quota> {
    let mut out: Vec<Quota> = Vec::new();
    for (number, sentence) in sentences.iter().enumerate() {
        let before = number.checked_sub(1).and_then(|n| sentences.get(n));
        let goes_on = before.is_some_and(|before| before.line == sentence.line)
            && out.last().is_some_and(|quota| quota.line == sentence.line);
        let text = past::without(&in_digits(&sentence.text));
        let given = allotment::list(&text, goes_on);
        if !given.is_empty() {
            let track = only_track(&text).or_else(|| heading(sentence.line));
            out.extend(given.into_iter().map(|given| Quota {
                who: given.who,
                track: track.clone(),
                count: given.count,
                least: given.least,
                line: sentence.line,
                track_written: false,
            }));
            continue;
        }
        // A limit for each: 优秀场景每市不超过12个. Of another kind are 每项不超过3个月.
        let each = EACH.is_match(&sentence.text) && TRACK.is_match(&sentence.text);
        let asks = lexicon::QUOTA_ASKS.iter().any(|w| sentence.text.contains(w))
            || each
            || [&APPLY, &APPLY_EACH].into_iter().any(|r| r.is_match(&sentence.text));
        let counts =
            |text: &str| text.chars().any(|c| c.is_ascii_digit()) || WRITTEN.is_match(text);
        if !asks || !counts(&sentence.text) {
            continue;
        }
        let mut subject: Option<String> = None;
        let mut counted = false;
        let mut named: Option<String> = None;
        let clauses = split(&sentence.text, &[',']).into_iter().flat_map(|c| aside(&c));
        for clause in clauses {
            // 主持人条件:每个主持人只能申报一个: the label names nobody.
            let plain = without_number(&clause);
            let said = plain.split_once(':').map(|(_, rest)| rest);
            let said = said.filter(|rest| rest.starts_with(['各', '每'])).unwrap_or(plain);
            let clause = in_digits(&as_changed(said));
            let clause = past::without(&clause);
            let mut found = in_clause(&clause, subject.as_deref());
            if let Some(things) = things_in(&clause, subject.as_deref()) {
                found = things;
            }
            if found.is_empty() {
                found = pairs_in(&clause, subject.as_deref(), counted);
            }
            if found.is_empty() {
                // 经我厅审核后: who recommends then is another.
                if let Some(by) = BY.captures(&clause) {
                    subject = Some(by["who"].to_owned());
                    continue;
                }
                // 严格把关 names nobody: who was named before still acts.
                if subject.is_none() || names_body(&clause) {
                    subject = Some(clause);
                }
            } else {
                if let Some((who, ..)) = found.first() {
                    subject = Some(who.clone());
                }
                counted = true;
                let named_who = |(who, ..): &Found| {
                    !who.is_empty() && !is_count(who) && !who.contains("不超过") && acts(who)
                };
                for (who, track, count) in found.into_iter().map(parted).filter(named_who) {
                    let written = track.is_some();
                    // 县推荐示范项目不超过4个,高新区不超过6个: of the same.
                    named = track.clone().or(named);
                    let track = named.clone().or_else(|| heading(sentence.line));
                    out.push(Quota {
                        who,
                        track,
                        count,
                        least: None,
                        line: sentence.line,
                        track_written: written,
                    });
                }
            }
        }
    }
    out
}

pattern! {
    static BY = r"^经(?P<who>[\p{Han}()]{1,12}?(?:厅|局|委|部|会|办|省|市|县|区))(?:进行|组织)?(?:初审|审核|审定|审查|评审|公示|同意)";
}

/// 在研项目, 项目总数: what is counted, and nobody who may recommend.
fn is_count(who: &str) -> bool {
    lexicon::QUOTA_COUNTED.iter().any(|end| who.ends_with(end))
}

pattern! {
    static ASIDE = r"\(([^()]{2,16}(?:不超过|不得超过|不多于|限报|限推荐|可推荐|名额|指标|为)[0-9一二两三四五六七八九十]{1,3}(?:个|家|项|户|名))\)";
}

/// A quota in a bracket stands for itself: 推荐单位不超过3个(某市不超过5个).
fn aside(clause: &str) -> Vec<String> {
    let Some(found) = ASIDE.captures(clause) else {
        return vec![clause.to_owned()];
    };
    vec![clause.replacen(&found[0], "", 1), found[1].to_owned()]
}

/// Whether a clause tells of somebody who may act.
fn names_body(clause: &str) -> bool {
    let who = clean_who(clause);
    is_body(&who) || lexicon::QUOTA_EVERYBODY.iter().any(|word| who.contains(word))
}

type Found = (String, Option<String>, u32);

pattern! {
    static CHANGED = r"由(?P<who>(?:每|各)[\p{Han}]{1,6}?)?[^,]{0,20}?[0-9]{1,4}(?:个|家|项)[^,]{0,4}?(?:调整|变更|增加|提高|修改|改)(?:为|至|到)";
}

/// 由原来的不超过3个调整为不超过5个: what holds now.
fn as_changed(clause: &str) -> String {
    let Some(found) = CHANGED.captures(clause) else { return clause.to_owned() };
    let rest = clause.replacen(&found[0], "", 1);
    // 推荐名额由每市2家增加至3家: for whom it was is for whom it is.
    format!("{}{rest}", found.name("who").map_or("", |who| who.as_str()))
}

pattern! {
    static THING = r"^([0-9]{1,3})(?:个|家|项)([\p{Han}]{2,12})$";
}

/// `每家单位限报1个供应商和2个案例`: each number before what it counts.
fn things_in(clause: &str, subject: Option<&str>) -> Option<Vec<Found>> {
    let (at, verb) =
        lexicon::QUOTA_THING_VERBS.iter().find_map(|verb| Some((clause.find(verb)?, *verb)))?;
    let thing = |piece: &str| {
        let found = THING.captures(piece)?;
        Some((found[2].to_owned(), found[1].parse::<u32>().ok()?))
    };
    let pieces = split(&clause[at + verb.len()..], &['、', '和', '及']);
    let things: Option<Vec<_>> = pieces.iter().map(|piece| thing(piece)).collect();
    let things = things.filter(|things| things.len() >= 2)?;
    let own = clean_who(&clause[..at]);
    let who = if own.is_empty() { subject.map(clean_who).unwrap_or_default() } else { own };
    Some(things.into_iter().map(|(track, count)| (who.clone(), Some(track), count)).collect())
}

/// `某市可推荐优秀场景2个、示范工厂1个`, and the clause that goes on with it: each
/// track with its number, and nothing that says 不超过.
fn pairs_in(clause: &str, subject: Option<&str>, goes_on: bool) -> Vec<Found> {
    let Some(regex) = PAIRS.regex() else { return Vec::new() };
    let pairs: Vec<_> = regex.captures_iter(clause).collect();
    let Some(first) = pairs.first().and_then(|f| f.get(0)) else { return Vec::new() };
    let verbs = lexicon::QUOTA_PAIR_VERBS;
    let verb = verbs.iter().find_map(|v| clause.find(v).map(|at| (at, v.len())));
    let who = match verb {
        Some((at, length)) if at + length <= first.end() => clean_who(&clause[..at]),
        None if goes_on && first.start() == 0 => String::new(),
        _ => return Vec::new(),
    };
    let who = if who.is_empty() { subject.map(clean_who).unwrap_or_default() } else { who };
    if who.is_empty() {
        return Vec::new();
    }
    pairs
        .iter()
        .filter_map(|f| {
            let track = clean_track(&f["track"])?;
            only_track(&track)?;
            Some((who.clone(), Some(track), f["count"].parse().ok()?))
        })
        .collect()
}

fn in_clause(clause: &str, subject: Option<&str>) -> Vec<Found> {
    let limits = lexicon::QUOTA_LIMIT_WORDS.iter().any(|w| clause.contains(w))
        || clause.contains("推荐") && each_of(clause);
    if limits && let Some(found) = COUNTS.captures(clause) {
        let counts: Vec<u32> = found["counts"]
            .split(['、', '和', '及', ','])
            .filter_map(|c| c.trim_end_matches(['个', '家', '项', '户', '名']).parse().ok())
            .collect();
        let (who, tracks) = head(&found["head"]);
        // 评选推荐地级行政区名额…: the verb names nobody, and who was spoken to still acts.
        let spoken = || subject.map(addressed).filter(|who| who.starts_with(['各', '每']));
        let verb = who.chars().count() <= 2 && !is_body(&format!("各{who}"));
        let who = match (who.is_empty(), verb) {
            (true, _) => subject.map(clean_who).unwrap_or_default(),
            (_, true) => spoken().unwrap_or(who),
            _ => who,
        };
        // Tracks each followed by its own number.
        let pairs: Vec<(String, u32)> = PAIRS
            .regex()
            .map(|r| {
                r.captures_iter(clause)
                    .filter_map(|f| Some((clean_track(&f["track"])?, f["count"].parse().ok()?)))
                    .collect()
            })
            .unwrap_or_default();
        if pairs.len() >= 2 && counts.len() == 1 {
            return pairs.into_iter().map(|(t, c)| (who.clone(), Some(t), c)).collect();
        }
        if tracks.len() == counts.len() {
            return tracks
                .into_iter()
                .zip(counts)
                .map(|(t, c)| (who.clone(), Some(t), c))
                .collect();
        }
        // 最多可申报2个优秀场景: the track stands behind its number.
        let behind = only_track(&found["rest"]).filter(|t| found["rest"].starts_with(t.as_str()));
        if let (true, [count], Some(track)) = (tracks.is_empty(), counts.as_slice(), behind) {
            return vec![(who, Some(track), *count)];
        }
        if tracks.is_empty() {
            return counts.into_iter().map(|c| (who.clone(), None, c)).collect();
        }
        if counts.len() == 1 {
            return tracks.into_iter().map(|t| (who.clone(), Some(t), counts[0])).collect();
        }
        return Vec::new();
    }
    let Some(found) = RECOMMEND.captures(clause) else {
        return kind_in(clause, subject);
    };
    let Some(count) = found["count"].parse().ok() else { return Vec::new() };
    let at = found.get(0).map_or(0, |m| m.start());
    let (own, _) = head(&clause[..at]);
    let who = match subject.map(clean_who).filter(|s| !s.is_empty()) {
        Some(who) if !is_body(&own) && !own.starts_with(['每', '各']) => who,
        _ => own,
    };
    let track = clean_track(&found["what"]).filter(|t| TRACK.is_match(t));
    vec![(who, track, count)]
}

pattern! {
    static OF_A_KIND = r"(?:推荐|遴选推荐|择优推荐)(?P<what>[\p{Han}]{2,14}?)(?P<count>[0-9]{1,3})(?:个|家|项|户|名)$";
}

/// 请各地择优推荐地市级行政区1个: what is recommended stands before its number.
fn kind_in(clause: &str, subject: Option<&str>) -> Vec<Found> {
    let Some(found) = OF_A_KIND.captures(clause) else { return Vec::new() };
    let before = found.get(0).map_or("", |whole| &clause[..whole.start()]);
    let own = clean_who(before.trim_start_matches('请'));
    let own = if own.is_empty() { subject.map(addressed).unwrap_or_default() } else { own };
    let each = own.starts_with(['各', '每']);
    let count = found["count"].parse().ok();
    let kind = count.filter(|_| each).map(|count| (own, clean_track(&found["what"]), count));
    kind.into_iter().collect()
}

/// Who a clause that began with 请 goes to: 请各地兼顾两个方面 speaks to 各地.
fn addressed(subject: &str) -> String {
    let clause = subject.trim_start_matches('请');
    let verbs = lexicon::ACT_VERBS.iter().chain(lexicon::QUOTA_DUTIES);
    let end = verbs.filter_map(|verb| clause.find(verb)).filter(|at| *at > 0).min();
    let who = clause.get(..end.unwrap_or(clause.len())).unwrap_or_default();
    clean_who(who.trim_end_matches(['要', '应', '须', '可']))
}

pattern! {
    static WRITTEN = r"(超过|多于|推荐|限报|最多|申报|各|为)([一二两三四五六七八九十]{1,3})(个|家|项|户|名)";
}

/// 不超过三家 as 不超过3家.
fn in_digits(clause: &str) -> String {
    let Some(regex) = WRITTEN.regex() else { return clause.to_owned() };
    let digits = |found: &regex::Captures<'_>| match count(&found[2]) {
        Some(number) => format!("{}{number}{}", &found[1], &found[3]),
        None => found[0].to_owned(),
    };
    regex.replace_all(clause, digits).into_owned()
}

/// Whether words name a body, as against the way in which it recommends.
fn is_body(words: &str) -> bool {
    let ends = lexicon::QUOTA_BODIES;
    words.chars().count() >= 3 && ends.iter().any(|e| words.ends_with(e))
}

/// 各2个: the same number for each of the things before it.
fn each_of(clause: &str) -> bool {
    clause.match_indices('各').any(|(at, word)| {
        let rest = clause[at + word.len()..].trim_start_matches(|c: char| c.is_ascii_digit());
        rest.len() < clause.len() - at - word.len() && rest.starts_with(['个', '家', '项'])
    })
}

/// Who, and the tracks, of the words before the numbers.
fn head(text: &str) -> (String, Vec<String>) {
    // 对申报的乡镇由各县择优选取1个: whom it is done by.
    if let Some((_, by)) = text.rsplit_once("由各") {
        return (clean_who(&format!("各{by}")), Vec::new());
    }
    let text = text.trim_end_matches(|c: char| "为不超过分别".contains(c));
    // 申报主体 is who applies, and not that somebody does.
    let verb = |at: usize, word: &str| {
        let rest = &text[at + word.len()..];
        let noun = lexicon::QUOTA_NOUNS.iter().any(|noun| rest.starts_with(noun));
        word != "申报" || !noun
    };
    let verbs = lexicon::QUOTA_HEAD_VERBS;
    let cut = verbs
        .iter()
        .filter_map(|w| {
            text.match_indices(w).find(|(at, _)| verb(*at, w)).map(|(at, _)| (at, w.len()))
        })
        .min();
    let Some((at, length)) = cut else { return (clean_who(text), Vec::new()) };
    let tracks = split(&text[at + length..], &['、', '和', '与', '及'])
        .iter()
        .filter_map(|t| clean_track(t))
        .collect();
    (clean_who(&text[..at]), tracks)
}

fn clean_who(text: &str) -> String {
    let mut who = without_number(text).trim();
    // 且最多不超过15家: the word that joins it to the clause before names nobody.
    who = lexicon::QUOTA_JOINS.iter().find_map(|join| who.strip_prefix(join)).unwrap_or(who);
    who = who.strip_prefix('请').unwrap_or(who);
    for lead in ["原则上", "其中", "每家", "每个", "每"] {
        if let Some(rest) = who.strip_prefix(lead)
            && lead != "每家"
            && lead != "每个"
            && lead != "每"
        {
            who = rest;
        }
    }
    for verb in ["会同", "联合", "组织", "将于", "将按", "将择优"] {
        if let Some(at) = who.find(verb).filter(|at| *at > 0) {
            who = &who[..at];
        }
    }
    for verb in lexicon::QUOTA_DUTIES.iter().copied() {
        if let Some(at) = who.find(verb).filter(|at| *at > 0) {
            who = &who[..at];
        }
    }
    for word in lexicon::QUOTA_UPWARD {
        if let Some(at) = who.find(word).filter(|at| *at > 0) {
            who = &who[..at];
        }
    }
    // 各市在申报企业中择优, 某厅将在…: where it is chosen from, and when.
    for mark in ['在', '将'] {
        if let Some(own) = who.find(mark).map(|at| &who[..at]).filter(|own| acts(own)) {
            who = own;
        }
    }
    // 省厅给我市推荐名额20户: to whom it is given.
    let mut who = who.split_once('给').map_or(who, |(_, to)| to);
    who = who.trim_end_matches(['可', '应', '各', '的']);
    for tail in lexicon::QUOTA_TAILS {
        who = who.strip_suffix(tail).unwrap_or(who);
    }
    who.trim_end_matches('各').to_owned()
}

/// Whether words may be the name of somebody who recommends: 按照 and 标准择优推荐 are not.
fn acts(who: &str) -> bool {
    let every = ["各", "每", "其他", "其余", "其它", "我"].iter().any(|word| who.starts_with(word));
    let mut ends =
        lexicon::QUOTA_BODIES.iter().chain(lexicon::QUOTA_GIVEN).chain(lexicon::WHO_ENDS);
    every || who.chars().count() >= 2 && ends.any(|end| *end != "的" && who.ends_with(end))
}

/// A track without the words that every track carries; `None` if nothing is left.
fn clean_track(text: &str) -> Option<String> {
    let mut track = text.trim();
    for lead in lexicon::TRACK_LEADS.iter().copied() {
        if let Some(at) = track.rfind(lead) {
            track = &track[at + lead.len()..];
        }
    }
    // 各镇申报智能工厂, but not 优秀场景项目申报.
    let applied = track.rfind("申报").and_then(|at| track.get(at + "申报".len()..));
    let noun = |rest: &&str| {
        !rest.is_empty() && !lexicon::TRACK_NO_HEADS.iter().any(|w| rest.starts_with(w))
    };
    track = applied.filter(noun).unwrap_or(track);
    loop {
        let before = track;
        for tail in lexicon::TRACK_TAILS.iter().copied() {
            track = track.strip_suffix(tail).unwrap_or(track);
        }
        track = track.strip_suffix("原则上").unwrap_or(track);
        // 推荐单位 is who is recommended, and not for what.
        track = if ["单位", "对象", "企业"].contains(&track) { "" } else { track };
        for lead in ["符合条件的", "的", "优秀企业"] {
            track = track.strip_prefix(lead).unwrap_or(track);
        }
        if before == track {
            break;
        }
    }
    // 示范项目 and 试点企业 are nothing without their noun.
    let rest = text.trim().rfind(track).and_then(|at| text.trim().get(at + track.len()..));
    let noun = ["项目", "企业"].iter().find(|n| rest.is_some_and(|rest| rest.starts_with(**n)));
    if let Some(noun) = noun.filter(|_| lexicon::TRACK_ADJECTIVES.contains(&track)) {
        return Some(format!("{track}{noun}"));
    }
    (track.chars().count() >= 2).then(|| track.to_owned())
}
