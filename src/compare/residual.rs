//! Everything printed that no field answered for: the whole text of both
//! documents laid side by side, and what is left over weighed.

use super::align::{Alignment, Segment};
use super::claims::Claims;
use super::flow::{Flow, UnitKind};
use super::fold::{self, Gap};
use super::report::{Equivalence, Kind, Severity};
use super::rule::Rule;
use super::{
    borders, cells, contents, formulas, furniture, merged, notes, numerals, siblings, signs, typed,
};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The two streams with their alignment and claims. Paper is left.
pub struct Laid<'a> {
    /// The printed copy.
    pub paper: &'a Flow,
    /// The online side.
    pub online: &'a Flow,
    /// Which character is which.
    pub alignment: &'a Alignment,
    /// What fields answered for on paper.
    pub paper_claims: &'a Claims,
    /// What fields answered for online.
    pub online_claims: &'a Claims,
}

/// A left-over difference: ranges of both streams, and how it weighs.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Characters of the paper's stream (empty where it lacks the text).
    pub paper: Vec<Range<usize>>,
    /// Characters of the online stream.
    pub online: Vec<Range<usize>>,
    /// Which side has text.
    pub kind: Kind,
    /// The weight.
    pub severity: Severity,
    /// More about it, in Chinese.
    pub note: &'static str,
    /// Same text in another place.
    pub reordered: bool,
}

/// What the left-over text gave.
#[derive(Debug, Clone, Default)]
pub struct Residual {
    /// Differences in the order of the streams.
    pub findings: Vec<Finding>,
    /// What was forgiven.
    pub equivalences: Vec<Equivalence>,
    /// Text of a table of one side stands outside tables on the other.
    pub table_unread: Option<Range<usize>>,
}

/// Weighs what is left over.
pub fn weigh(laid: &Laid<'_>) -> Residual {
    let mut residual = Residual::default();
    let mut granted: BTreeMap<Rule, Equivalence> = BTreeMap::new();
    let settled = laid.alignment.settled.iter();
    let proven = |s: &&Segment| !laid.alignment.unproven.iter().any(|u| u.stretch == **s);
    for table in settled.filter(|s| !s.left.is_empty() && !s.right.is_empty()).filter(proven) {
        let (paper, online) = (table.left.clone(), table.right.clone());
        let texts = (laid.paper.printed(paper), laid.online.printed(online));
        grant(&mut granted, Rule::BlockOrder, &texts.0, &texts.1);
    }
    for segment in grown(laid) {
        if let Some(finding) = laid.classify(&segment, &mut granted) {
            residual.findings.push(finding);
        }
    }
    laid.moves(&mut residual, &mut granted);
    residual.findings.extend(cells::moved(laid));
    borders::weigh(laid, &mut residual.findings);
    merged::weigh(laid, &mut residual.findings);
    notes::weigh(laid, &mut residual.findings);
    laid.torn(&mut residual.findings, &mut granted);
    laid.unruled(&mut residual);
    for segment in &laid.alignment.differing {
        residual.findings.extend(laid.classify(segment, &mut granted));
    }
    signs::shifted(laid, &mut residual.findings);
    laid.floating(&mut residual.findings, &mut granted);
    contents::weigh(laid, &mut residual.findings);
    formulas::weigh(laid, &mut residual.findings);
    laid.writings(&mut granted);
    residual.findings = together(laid, std::mem::take(&mut residual.findings));
    residual.equivalences = granted.into_values().collect();
    residual
}

/// The marks of both sides that differ in no more than what a program draws itself:
/// numbers and bullets of lists, the marks of footnotes.
pub fn drawn(laid: &Laid<'_>) -> (BTreeSet<usize>, BTreeSet<usize>) {
    let mut marks = (BTreeSet::new(), BTreeSet::new());
    for Segment { left, right } in grown(laid) {
        let alone = kind_of(&left, &right) != Kind::Changed;
        if furniture::are_bullets(laid, &left, &right)
            || numerals::same_number(laid, &left, &right)
            || alone
                && furniture::only_drawn(laid, &left, &right).is_some_and(|rule| {
                    let named = |flow: &Flow, range: &Range<usize>| {
                        flow.folded(range.clone()).contains('页')
                    };
                    matches!(rule, Rule::ListNumber | Rule::FootnoteMark)
                        || named(laid.paper, &left)
                        || named(laid.online, &right)
                })
        {
            marks.0.extend(left);
            marks.1.extend(right);
        }
    }
    marks
}

fn kind_of(left: &Range<usize>, right: &Range<usize>) -> Kind {
    match (left.is_empty(), right.is_empty()) {
        (false, true) => Kind::OnlyOnPaper,
        (true, false) => Kind::MissingOnPaper,
        _ => Kind::Changed,
    }
}

/// Segments grown to whole numbers and words, so that 35 against 30 does not
/// read as 5 against 0; what fields answered for is cut away.
fn grown(laid: &Laid<'_>) -> Vec<Segment> {
    let paper = &laid.paper.marks;
    let online = &laid.online.marks;
    let partner =
        |l: usize, r: usize| laid.alignment.right_of.get(l).copied().flatten() == Some(r as u32);
    // The dots that lead to a page number are no part of it.
    let token = |marks: &[fold::Mark], at: usize| {
        let dot = |at: usize| marks.get(at).is_some_and(|m| m.ch == '.');
        let leads = dot(at + 1) || at.checked_sub(1).is_some_and(dot);
        marks.get(at).is_some_and(|m| m.ch.is_ascii_alphanumeric()) || dot(at) && !leads
    };
    let mut out: Vec<Segment> = Vec::new();
    for mut segment in laid.alignment.segments() {
        let joins_left = |s: &Segment| {
            let first = |marks: &[fold::Mark], range: &Range<usize>| {
                marks.get(range.start).is_none_or(|m| {
                    range.is_empty() || (token(marks, range.start) && m.gap == Gap::None)
                })
            };
            s.left.start > 0
                && s.right.start > 0
                && partner(s.left.start - 1, s.right.start - 1)
                && token(paper, s.left.start - 1)
                && first(paper, &s.left)
                && first(online, &s.right)
                && [(&s.left, paper), (&s.right, online)]
                    .iter()
                    .any(|(range, marks)| !range.is_empty() && token(marks, range.start))
        };
        let mut steps = 0;
        while steps < 40 && joins_left(&segment) {
            segment.left.start -= 1;
            segment.right.start -= 1;
            steps += 1;
            let inner = paper[segment.left.start].gap != Gap::None
                || online[segment.right.start].gap != Gap::None;
            if inner {
                break;
            }
        }
        let joins_right = |s: &Segment| {
            let (l, r) = (s.left.end, s.right.end);
            l < paper.len()
                && r < online.len()
                && partner(l, r)
                && token(paper, l)
                && paper[l].gap == Gap::None
                && online[r].gap == Gap::None
                && [(&s.left, paper), (&s.right, online)]
                    .iter()
                    .any(|(range, marks)| !range.is_empty() && token(marks, range.end - 1))
        };
        steps = 0;
        while steps < 40 && joins_right(&segment) {
            segment.left.end += 1;
            segment.right.end += 1;
            steps += 1;
        }
        let joins = last_touches(out.last(), &segment);
        match out.last_mut() {
            Some(last) if joins => {
                last.left.end = last.left.end.max(segment.left.end);
                last.right.end = last.right.end.max(segment.right.end);
            }
            _ => out.push(segment),
        }
    }
    out
}

/// Two grown segments that share a number are one.
fn last_touches(last: Option<&Segment>, segment: &Segment) -> bool {
    last.is_some_and(|last| {
        last.left.end > segment.left.start && !segment.left.is_empty() && !last.left.is_empty()
            || last.right.end > segment.right.start
                && !segment.right.is_empty()
                && !last.right.is_empty()
    })
}

impl Laid<'_> {
    fn classify(
        &self,
        segment: &Segment,
        granted: &mut BTreeMap<Rule, Equivalence>,
    ) -> Option<Finding> {
        let left = trim(self.paper, segment.left.clone(), self.paper_claims);
        let right = trim(self.online, segment.right.clone(), self.online_claims);
        if left.is_empty() && right.is_empty() {
            return None;
        }
        let (p, o) = (self.paper.folded(left.clone()), self.online.folded(right.clone()));
        let content = |text: &str| text.chars().any(fold::is_content);
        if furniture::are_bullets(self, &left, &right) || numerals::same_number(self, &left, &right)
        {
            grant(granted, Rule::ListNumber, &p, &o);
            return None;
        }
        let kind = kind_of(&left, &right);
        let recognised = self.recognised(segment);
        let finding = |severity, note| Finding {
            paper: vec![left.clone()],
            online: vec![right.clone()],
            kind,
            severity,
            note,
            reordered: false,
        };
        let leader =
            |text: &str| text.chars().count() >= 3 && text.chars().all(|c| ".·-_".contains(c));
        if (leader(&p) && o.is_empty()) || (leader(&o) && p.is_empty()) {
            // Dots or a rule that fill a line, as a tab does on the other side.
            grant(granted, Rule::Spaces, &self.paper.printed(left), &self.online.printed(right));
            return None;
        }
        if !content(&p) && !content(&o) {
            let sign = signs::is_sign(self, segment, &p, &o);
            return Some(match (sign, recognised) {
                (true, false) => finding(Severity::Material, ""),
                (true, true) => finding(Severity::Suspect, ""),
                (false, false) if signs::fills_a_cell(self, &left, &right) => {
                    finding(Severity::Suspect, signs::FILLED)
                }
                (false, false) if !signs::is_writing(self, &left, &right) => {
                    finding(Severity::Suspect, signs::OTHER)
                }
                (false, _) => finding(Severity::Formal, ""),
            });
        }
        if kind != Kind::Changed {
            if let Some(rule) = furniture::only_drawn(self, &left, &right) {
                let on_paper = right.is_empty();
                let range = if on_paper { &left } else { &right };
                if rule == Rule::FootnoteMark && !notes::stands_there(self, on_paper, range) {
                    return Some(finding(Severity::Suspect, notes::MISPLACED));
                }
                if rule == Rule::ListNumber && siblings::keep_theirs(self, on_paper, range) {
                    return Some(finding(Severity::Suspect, siblings::ALONE));
                }
                if rule == Rule::ListNumber && typed::is_only_printed(self, on_paper, range) {
                    return Some(finding(Severity::Suspect, typed::ONLY_PRINTED));
                }
                grant(granted, rule, &self.paper.printed(left), &self.online.printed(right));
                return None;
            }
            if furniture::is_lone_bullet(self, &left, &right) {
                return Some(finding(Severity::Suspect, BULLET));
            }
        }
        if signs::is_letter_of_symbol(&p, &o) || signs::is_letter_of_symbol(&o, &p) {
            return Some(finding(Severity::Suspect, signs::LETTER));
        }
        // A glyph that no font explains was printed, but not read.
        let unknown = |flow: &Flow, range: &Range<usize>| {
            let private = |c: char| ('\u{e000}'..='\u{f8ff}').contains(&c);
            let printed = || flow.folded(range.clone());
            printed().contains(|c: char| c == char::REPLACEMENT_CHARACTER || private(c))
        };
        if unknown(self.paper, &left) || unknown(self.online, &right) {
            return Some(finding(Severity::Suspect, UNKNOWN));
        }
        Some(finding(if recognised { Severity::Suspect } else { Severity::Material }, ""))
    }

    /// Whether the reading around a segment came from an image on either side.
    pub fn recognised(&self, segment: &Segment) -> bool {
        let around = |flow: &Flow, range: &Range<usize>| {
            let wide = range.start.saturating_sub(1)..(range.end + 1).min(flow.marks.len());
            flow.is_recognised(wide)
        };
        around(self.paper, &segment.left) || around(self.online, &segment.right)
    }

    /// Whether fields answered for a moved run, and for what stands beside it. A
    /// heading that slipped into other text is equal as a heading, and the text has
    /// all its characters: only the neighbours tell that it stands elsewhere.
    fn answered(&self, l: &Range<usize>, r: &Range<usize>) -> bool {
        let claimed = |flow: &Flow, claims: &Claims, range: &Range<usize>| {
            range.clone().all(|i| claims.has(i) || !fold::is_content(flow.marks[i].ch))
        };
        if !claimed(self.paper, self.paper_claims, l)
            && !claimed(self.online, self.online_claims, r)
        {
            return false;
        }
        let open = |flow: &Flow, claims: &Claims, range: &Range<usize>, left: bool| {
            let content = |i: &usize| fold::is_content(flow.marks[*i].ch);
            let beside = [
                (0..range.start).rev().take(8).find(content),
                (range.end..flow.marks.len()).take(8).find(content),
            ];
            let in_body = |i: usize| flow.unit_of(i).is_some_and(|u| u.kind == UnitKind::Body);
            in_body(range.start)
                && beside.into_iter().flatten().any(|i| {
                    in_body(i) && !claims.has(i) && self.alignment.partner(left, i).is_some()
                })
        };
        !(open(self.paper, self.paper_claims, l, true)
            && open(self.online, self.online_claims, r, false))
    }

    /// Runs that stand in another order.
    fn moves(&self, residual: &mut Residual, granted: &mut BTreeMap<Rule, Equivalence>) {
        for (l, r) in &self.alignment.moved {
            if self.answered(l, r) {
                if blocks(self.paper, l) && blocks(self.online, r) {
                    residual.findings.push(Finding {
                        paper: vec![l.clone()],
                        online: vec![r.clone()],
                        kind: Kind::Changed,
                        severity: Severity::Suspect,
                        note: BLOCKS,
                        reordered: true,
                    });
                }
                continue;
            }
            let (Some(p), Some(o)) = (self.paper.unit_of(l.start), self.online.unit_of(r.start))
            else {
                continue;
            };
            if p.kind == UnitKind::Floating || o.kind == UnitKind::Floating {
                grant(
                    granted,
                    Rule::BlockOrder,
                    &self.paper.printed(l.clone()),
                    &self.online.printed(r.clone()),
                );
                continue;
            }
            let recognised = self.recognised(&Segment { left: l.clone(), right: r.clone() });
            let in_cells = (p.kind == UnitKind::Cell, o.kind == UnitKind::Cell);
            let (severity, note) = match in_cells {
                (true, true) if whole_rows(self.paper, l) && whole_rows(self.online, r) => {
                    (Severity::Formal, "整行位置不同，内容相同")
                }
                (true, true) if recognised => (Severity::Suspect, cells::MOVED),
                (true, true) => (Severity::Material, cells::MOVED),
                (false, false) if whole_units(self.paper, l) || whole_units(self.online, r) => {
                    (Severity::Formal, "整段位置不同，内容相同")
                }
                (false, false) if recognised => (Severity::Suspect, "文字所在位置不同"),
                (false, false) => (Severity::Material, "文字所在位置不同"),
                _ => {
                    residual.table_unread.get_or_insert(l.clone());
                    (Severity::Formal, "一侧在表格内，另一侧不在表格内")
                }
            };
            residual.findings.push(Finding {
                paper: vec![l.clone()],
                online: vec![r.clone()],
                kind: Kind::Changed,
                severity,
                note,
                reordered: true,
            });
        }
    }

    /// A table that the other side prints without ruling lines, so that its cells
    /// ran together line by line there. The same characters in another order
    /// prove that nothing was changed, but not in which cell it stands.
    fn unruled(&self, residual: &mut Residual) {
        // For each finding the table it falls into, if the other side has none there.
        let table = |flow: &Flow, range: &Range<usize>| {
            let near = if range.is_empty() { range.start.saturating_sub(1) } else { range.start };
            flow.unit_of(near)
                .and_then(|u| u.table)
                .or_else(|| flow.unit_of(range.start).and_then(|u| u.table))
        };
        let key = |finding: &Finding| -> Option<(bool, usize)> {
            let (p, o) = (finding.paper.first()?, finding.online.first()?);
            match (table(self.paper, p), table(self.online, o)) {
                (Some(t), None) => Some((true, t)),
                (None, Some(t)) => Some((false, t)),
                _ => None,
            }
        };
        let mut groups: BTreeMap<(bool, usize), Vec<usize>> = BTreeMap::new();
        for (index, finding) in residual.findings.iter().enumerate() {
            if let Some(key) = key(finding) {
                groups.entry(key).or_default().push(index);
            }
        }
        let mut gone = vec![false; residual.findings.len()];
        let mut added = Vec::new();
        for members in groups.into_values() {
            let gather = |paper: bool| {
                let flow = if paper { self.paper } else { self.online };
                let mut chars: Vec<char> = Vec::new();
                for index in &members {
                    let finding = &residual.findings[*index];
                    // What merely stands in another order or between other borders is on both sides.
                    if finding.reordered || borders::NOTES.contains(&finding.note) {
                        continue;
                    }
                    for range in if paper { &finding.paper } else { &finding.online } {
                        chars.extend(
                            flow.folded(range.clone()).chars().filter(|c| fold::is_content(*c)),
                        );
                    }
                }
                chars.sort_unstable();
                chars
            };
            if members.len() < 2 || gather(true) != gather(false) {
                continue;
            }
            let first = &residual.findings[members[0]];
            let (paper, online) = (first.paper.clone(), first.online.clone());
            residual.table_unread.get_or_insert(paper.first().cloned().unwrap_or_default());
            added.push(Finding {
                paper,
                online,
                kind: Kind::Changed,
                severity: Severity::Formal,
                note: "表格在一侧没有框线，文字相同，所在的格无法核对",
                reordered: true,
            });
            members.iter().for_each(|index| gone[*index] = true);
        }
        let mut index = 0;
        residual.findings.retain(|_| {
            index += 1;
            !gone[index - 1]
        });
        residual.findings.extend(added);
    }

    /// A cell that a page break cuts in two: its tail stands behind the rest of
    /// the row on the side with pages. The characters are the same and so is the cell.
    fn torn(&self, findings: &mut Vec<Finding>, granted: &mut BTreeMap<Rule, Equivalence>) {
        let content = |flow: &Flow, range: &Range<usize>| -> String {
            flow.folded(range.clone()).chars().filter(|c| fold::is_content(*c)).collect()
        };
        let one = |finding: &Finding, paper: bool| -> Option<Range<usize>> {
            let ranges = if paper { &finding.paper } else { &finding.online };
            ranges.first().filter(|range| !range.is_empty()).cloned()
        };
        let mut gone = vec![false; findings.len()];
        for index in 0..findings.len() {
            if gone[index] {
                continue;
            }
            for whole_on_paper in [false, true] {
                let (flow, other) = if whole_on_paper {
                    (self.paper, self.online)
                } else {
                    (self.online, self.paper)
                };
                let Some(tail) =
                    one(&findings[index], whole_on_paper).filter(|tail| is_tail(flow, tail))
                else {
                    continue;
                };
                let pieces: Vec<usize> = if findings[index].reordered {
                    vec![index]
                } else {
                    let wanted = content(flow, &tail);
                    let free = |i: &usize| {
                        !gone[*i]
                            && *i != index
                            && !findings[*i].reordered
                            && one(&findings[*i], whole_on_paper).is_none()
                            && one(&findings[*i], !whole_on_paper)
                                .is_some_and(|r| whole_units(other, &r))
                    };
                    let list: Vec<usize> = (0..findings.len()).filter(free).collect();
                    let text = |i: &usize| {
                        one(&findings[*i], !whole_on_paper)
                            .map(|r| content(other, &r))
                            .unwrap_or_default()
                    };
                    (0..list.len())
                        .find_map(|start| {
                            let mut got = String::new();
                            for (at, piece) in list.iter().enumerate().skip(start) {
                                got.push_str(&text(piece));
                                if got == wanted {
                                    return Some(list[start..=at].to_vec());
                                }
                                if !wanted.starts_with(&got) {
                                    return None;
                                }
                            }
                            None
                        })
                        .unwrap_or_default()
                };
                let of =
                    if whole_on_paper { &self.alignment.right_of } else { &self.alignment.left_of };
                let head = tail.start.checked_sub(1).and_then(|i| of.get(i).copied().flatten());
                let page = |mark: usize| other.place(mark..mark + 1).page;
                let over_break = head.is_some_and(|head| {
                    pieces.iter().filter_map(|i| one(&findings[*i], !whole_on_paper)).any(|r| {
                        page(r.start) > 0
                            && page(r.start) != page(head as usize)
                            && whole_units(other, &r)
                    })
                });
                if over_break {
                    let text = flow.printed(tail);
                    grant(granted, Rule::BlockOrder, &text, &text);
                    gone[index] = true;
                    pieces.iter().for_each(|i| gone[*i] = true);
                    break;
                }
            }
        }
        let mut index = 0;
        findings.retain(|_| {
            index += 1;
            !gone[index - 1]
        });
    }

    /// Rules that made running text equal, one entry a rule.
    fn writings(&self, granted: &mut BTreeMap<Rule, Equivalence>) {
        for (l, partner) in self.alignment.right_of.iter().enumerate() {
            let Some(r) = partner.map(|r| r as usize) else { continue };
            if self.paper_claims.has(l) && self.online_claims.has(r) {
                continue;
            }
            let (a, b) = (self.paper.marks[l], self.online.marks[r]);
            let source = |flow: &Flow, mark: &fold::Mark| {
                flow.units
                    .get(mark.unit as usize)
                    .and_then(|u| u.text.content.get(mark.source()))
                    .unwrap_or_default()
                    .to_owned()
            };
            if a.rules.is_empty() && b.rules.is_empty() {
                if a.gap != b.gap && a.gap != Gap::Cell && b.gap != Gap::Cell && l > 0 && r > 0 {
                    let (x, y) = (l - 1..l + 1, r - 1..r + 1);
                    grant(granted, Rule::Spaces, &self.paper.printed(x), &self.online.printed(y));
                }
                continue;
            }
            let (x, y) = (source(self.paper, &a), source(self.online, &b));
            if x == y && a.rules == b.rules {
                continue;
            }
            for rule in a.rules.iter().chain(b.rules.iter().filter(|rule| !a.rules.has(*rule))) {
                grant(granted, rule, &x, &y);
            }
        }
    }
}

/// The note of a sign in front of a paragraph that may be a list's bullet.
const BULLET: &str = "段首符号仅一侧有，是列表符号还是标记须人工核对";

/// The note of a character whose glyph says nothing.
const UNKNOWN: &str = "有字形无法识别，须人工核对";

pub fn grant(granted: &mut BTreeMap<Rule, Equivalence>, rule: Rule, paper: &str, online: &str) {
    let short = |text: &str| text.chars().take(60).collect::<String>();
    granted
        .entry(rule)
        .or_insert_with(|| Equivalence {
            pointer: "/text".to_owned(),
            rule,
            paper: short(paper),
            online: short(online),
            count: 0,
        })
        .count += 1;
}

/// Cuts claimed characters off a range; claimed ones inside it stay only if
/// unclaimed content lies on both sides of them.
fn trim(flow: &Flow, range: Range<usize>, claims: &Claims) -> Range<usize> {
    let open = |i: &usize| !claims.has(*i) && fold::is_content(flow.marks[*i].ch);
    let any_claimed = range.clone().any(|i| claims.has(i));
    if !any_claimed {
        return range;
    }
    let first = range.clone().find(open);
    let last = range.clone().rev().find(open);
    match (first, last) {
        (Some(first), Some(last)) => first..last + 1,
        // Only punctuation is left beside what a field answered for.
        _ => range.start..range.start,
    }
}

/// The note of pages or parts in another order.
const BLOCKS: &str = "整段整表的内容相同，先后次序不同，须人工核对";

/// Whether a range holds several paragraphs, or rows of a table, from end to end.
fn blocks(flow: &Flow, range: &Range<usize>) -> bool {
    let unit = |at: usize| flow.marks.get(at).map(|mark| mark.unit as usize);
    let (Some(first), Some(last)) = (unit(range.start), unit(range.end.max(1) - 1)) else {
        return false;
    };
    let whole = flow.units[first..=last].iter().filter(|u| {
        !u.range.is_empty() && range.start <= u.range.start && u.range.end <= range.end
    });
    let mut places: Vec<_> = whole
        .filter(|unit| unit.kind != UnitKind::Floating)
        .map(|unit| (unit.block, unit.table, unit.at.map(|at| at.0)))
        .collect();
    places.dedup();
    places.len() > 1
}

/// Whether a range is the end of a cell whose beginning is elsewhere.
fn is_tail(flow: &Flow, range: &Range<usize>) -> bool {
    flow.unit_of(range.start).is_some_and(|unit| {
        unit.kind == UnitKind::Cell
            && range.start > unit.range.start
            && range.end <= unit.range.end
            && !(range.end..unit.range.end).any(|i| fold::is_content(flow.marks[i].ch))
    })
}

/// Whether a range covers nothing but whole units.
fn whole_units(flow: &Flow, range: &Range<usize>) -> bool {
    let content = |mut range: Range<usize>| range.any(|i| fold::is_content(flow.marks[i].ch));
    let (Some(first), Some(last)) =
        (flow.unit_of(range.start), flow.unit_of(range.end.saturating_sub(1)))
    else {
        return false;
    };
    !content(first.range.start..range.start) && !content(range.end..last.range.end)
}

/// Whether a range covers nothing but whole rows of a table.
fn whole_rows(flow: &Flow, range: &Range<usize>) -> bool {
    let (Some(first), Some(last)) =
        (flow.unit_of(range.start), flow.unit_of(range.end.saturating_sub(1)))
    else {
        return false;
    };
    let (Some((top, _)), Some((bottom, _)), Some(table)) = (first.at, last.at, first.table) else {
        return false;
    };
    let outside = |i: usize| !range.contains(&i) && fold::is_content(flow.marks[i].ch);
    last.table == Some(table)
        && !flow
            .units
            .iter()
            .filter(|u| {
                u.table == Some(table) && u.at.is_some_and(|(row, _)| (top..=bottom).contains(&row))
            })
            // A running number in front of the row does not move with it.
            .filter(|u| !flow.folded(u.range.clone()).chars().all(|c| c.is_ascii_digit()))
            .any(|u| u.range.clone().any(outside))
}

/// Findings of one weight in the same unit pair are one difference with several marks.
fn together(laid: &Laid<'_>, mut findings: Vec<Finding>) -> Vec<Finding> {
    let unit = |flow: &Flow, ranges: &[Range<usize>]| {
        ranges
            .first()
            .and_then(|r| flow.marks.get(r.start.min(flow.marks.len().saturating_sub(1))))
            .map(|m| m.unit)
    };
    findings.sort_by_key(|f| {
        (f.online.first().map_or(0, |r| r.start), f.paper.first().map_or(0, |r| r.start))
    });
    let mut out: Vec<Finding> = Vec::new();
    for finding in findings {
        let joins = out.last().is_some_and(|last| {
            last.severity == finding.severity
                && !last.reordered
                && !finding.reordered
                && last.note == finding.note
                && unit(laid.paper, &last.paper) == unit(laid.paper, &finding.paper)
                && unit(laid.online, &last.online) == unit(laid.online, &finding.online)
        });
        match out.last_mut() {
            Some(last) if joins => {
                last.paper.extend(finding.paper);
                last.online.extend(finding.online);
                if last.kind != finding.kind {
                    last.kind = Kind::Changed;
                }
            }
            _ => out.push(finding),
        }
    }
    out
}
