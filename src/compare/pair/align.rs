//! Two streams of characters laid side by side. Runs that occur once on either
//! side are anchors; between anchors Myers' algorithm finds the rest. What was
//! moved is found afterwards among what is left over.

use crate::compare::report::SideName;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::collections::HashMap;
use std::ops::Range;

/// Which character of the left stream is which of the right.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Alignment {
    /// For each left character its partner on the right.
    pub right_of: Vec<Option<u32>>,
    /// For each right character its partner on the left.
    pub left_of: Vec<Option<u32>>,
    /// Runs that stand in another order on the right: left and right range.
    pub moved: Vec<(Range<usize>, Range<usize>)>,
    /// Stretches that hold the same table in another layout: left and right range.
    pub settled: Vec<Segment>,
    /// What differs inside of settled stretches.
    pub differing: Vec<Segment>,
    /// Settled stretches whose cells one side does not tell.
    pub unproven: Vec<Unproven>,
    /// Attachments that one side lacks.
    pub missing: Vec<Missing>,
}

/// A table of one side whose cells could not be told on the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Unproven {
    /// The side that prints it without lines.
    pub side: SideName,
    /// Both stretches.
    pub stretch: Segment,
    /// Characters that only one side has: paper, online.
    pub alone: (String, String),
}

/// An attachment that only one side holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The side without it.
    pub side: SideName,
    /// Its number and title, as the other side prints them.
    pub name: String,
}

/// A stretch without partners on one side or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Characters of the left stream.
    pub left: Range<usize>,
    /// Characters of the right stream.
    pub right: Range<usize>,
}

/// Lengths of the runs that serve as anchors, tried one after the other.
const ANCHORS: [usize; 4] = [24, 12, 8, 5];
/// Myers' cost grows with length times difference: a gap beyond this is left to the moves.
const MYERS_CELLS: usize = 40_000_000;
/// A gap beyond this is not looked at word by word.
const WORD_CELLS: usize = 40_000;
/// The shortest run that counts as moved; shorter ones repeat by chance.
const MOVED: usize = 6;

/// Aligns two streams.
pub fn align(left: &[char], right: &[char]) -> Alignment {
    let mut alignment = Alignment {
        right_of: vec![None; left.len()],
        left_of: vec![None; right.len()],
        ..Alignment::default()
    };
    anchor(left, right, 0..left.len(), 0..right.len(), 0, &mut alignment);
    alignment
}

impl Alignment {
    fn pair(&mut self, left: usize, right: usize, len: usize) {
        for i in 0..len {
            if let (Some(l), Some(r)) =
                (self.right_of.get_mut(left + i), self.left_of.get_mut(right + i))
            {
                *l = Some((right + i) as u32);
                *r = Some((left + i) as u32);
            }
        }
    }

    /// The partner of a character in the order of the text; none for what was moved.
    pub fn partner(&self, left: bool, mark: usize) -> Option<usize> {
        let of = if left { &self.right_of } else { &self.left_of };
        let partner = of.get(mark).copied().flatten()? as usize;
        // A moved run is paired on both sides: its left end tells of either.
        (!self.is_moved(if left { mark } else { partner })).then_some(partner)
    }

    /// Whether a left character was moved; the moves stand in order there and apart.
    fn is_moved(&self, mark: usize) -> bool {
        let before = self.moved.partition_point(|(l, _)| {
            #[cfg(test)]
            tests::STEPS.with(|steps| steps.set(steps.get() + 1));
            l.start <= mark
        });
        before.checked_sub(1).is_some_and(|at| self.moved[at].0.contains(&mark))
    }

    /// Whether a character stands in a stretch that is settled and does not differ.
    pub fn is_settled(&self, left: bool, mark: usize) -> bool {
        let holds = |s: &Segment| if left { &s.left } else { &s.right }.contains(&mark);
        self.settled.iter().any(holds) && !self.differing.iter().any(holds)
    }

    /// Takes a stretch out of the alignment: it is the same table in another layout,
    /// but for what differs.
    pub fn settle(&mut self, whole: Segment, differing: Vec<Segment>) {
        let apart = |a: &Range<usize>, b: &Range<usize>| a.end <= b.start || b.end <= a.start;
        let mut loose: Vec<(Range<usize>, Range<usize>)> = Vec::new();
        self.moved.retain(|(l, r)| {
            let stays = apart(l, &whole.left) && apart(r, &whole.right);
            if !stays {
                loose.push((l.clone(), r.clone()));
            }
            stays
        });
        for left in whole.left.clone().chain(loose.iter().flat_map(|(l, _)| l.clone())) {
            if let Some(right) = self.right_of[left].take() {
                self.left_of[right as usize] = None;
            }
        }
        for right in whole.right.clone() {
            if let Some(left) = self.left_of[right].take() {
                self.right_of[left as usize] = None;
            }
        }
        self.settled.push(whole);
        self.differing.extend(differing);
    }

    /// The stretches without partners, in order of the left stream. Moved runs count as partners.
    pub fn segments(&self) -> Vec<Segment> {
        let mut moved_left = vec![false; self.right_of.len()];
        let mut moved_right = vec![false; self.left_of.len()];
        let settled = self.settled.iter().map(|s| (&s.left, &s.right));
        for (l, r) in self.moved.iter().map(|(l, r)| (l, r)).chain(settled) {
            moved_left[l.clone()].fill(true);
            moved_right[r.clone()].fill(true);
        }
        let mut segments = Vec::new();
        let (mut l, mut r) = (0, 0);
        while l < self.right_of.len() || r < self.left_of.len() {
            let left = l;
            while l < self.right_of.len() && (self.right_of[l].is_none() || moved_left[l]) {
                l += 1;
            }
            let right = r;
            while r < self.left_of.len() && (self.left_of[r].is_none() || moved_right[r]) {
                r += 1;
            }
            cut(left..l, right..r, &moved_left, &moved_right, &mut segments);
            while l < self.right_of.len()
                && r < self.left_of.len()
                && self.right_of[l] == Some(r as u32)
                && !moved_left[l]
            {
                l += 1;
                r += 1;
            }
            if (l, r) == (left, right) {
                // Cannot happen while pairs run in order; never loop for ever.
                break;
            }
        }
        segments
    }

    /// Looks for runs that were moved among what has no partner yet.
    /// `unit` tells the unit of a character: a short run counts only if it is a whole unit.
    pub fn find_moves(
        &mut self,
        left: &[char],
        right: &[char],
        left_unit: impl Fn(usize) -> Range<usize>,
        right_unit: impl Fn(usize) -> Range<usize>,
    ) {
        let mut index: HashMap<&[char], Vec<usize>> = HashMap::new();
        let free = |of: &[Option<u32>], at: usize| of.get(at).is_some_and(Option::is_none);
        for start in 0..left.len().saturating_sub(MOVED - 1) {
            if (start..start + MOVED).all(|i| free(&self.right_of, i)) {
                let list = index.entry(&left[start..start + MOVED]).or_default();
                // Boilerplate repeats without end; a few places are enough to find a partner.
                if list.len() < 64 {
                    list.push(start);
                }
            }
        }
        if !index.is_empty() {
            let mut found = Vec::new();
            for start in 0..right.len().saturating_sub(MOVED - 1) {
                if !(start..start + MOVED).all(|i| free(&self.left_of, i)) {
                    continue;
                }
                // Only where no longer run began one character earlier.
                for &l in index.get(&right[start..start + MOVED]).into_iter().flatten() {
                    let extends_back = l > 0
                        && start > 0
                        && left[l - 1] == right[start - 1]
                        && free(&self.right_of, l - 1)
                        && free(&self.left_of, start - 1);
                    if extends_back {
                        continue;
                    }
                    let len = (0..)
                        .take_while(|i| {
                            l + i < left.len()
                                && start + i < right.len()
                                && left[l + i] == right[start + i]
                                && free(&self.right_of, l + i)
                                && free(&self.left_of, start + i)
                        })
                        .count();
                    found.push((len, l, start));
                }
            }
            found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
            for (len, l, r) in found {
                // A longer run may have taken part of it: keep the free pieces.
                let mut i = 0;
                while i < len {
                    while i < len && !(free(&self.right_of, l + i) && free(&self.left_of, r + i)) {
                        i += 1;
                    }
                    let begin = i;
                    while i < len && free(&self.right_of, l + i) && free(&self.left_of, r + i) {
                        i += 1;
                    }
                    if i - begin >= MOVED {
                        self.take_move(l + begin, r + begin, i - begin);
                    }
                }
            }
        }
        self.find_moved_units(left, right, left_unit, right_unit);
        self.moved.sort_by_key(|(l, r)| (l.start, r.start));
    }

    /// Whole units too short for a run, such as a label of two characters.
    fn find_moved_units(
        &mut self,
        left: &[char],
        right: &[char],
        left_unit: impl Fn(usize) -> Range<usize>,
        right_unit: impl Fn(usize) -> Range<usize>,
    ) {
        let mut waiting: HashMap<&[char], Vec<Range<usize>>> = HashMap::new();
        let mut at = 0;
        while at < left.len() {
            let unit = left_unit(at);
            if !unit.is_empty() && unit.clone().all(|i| self.right_of[i].is_none()) {
                waiting.entry(&left[unit.clone()]).or_default().push(unit.clone());
            }
            at = unit.end.max(at + 1);
        }
        let mut at = 0;
        while at < right.len() && !waiting.is_empty() {
            let unit = right_unit(at);
            if !unit.is_empty()
                && unit.clone().all(|i| self.left_of[i].is_none())
                && let Some(list) = waiting.get_mut(&right[unit.clone()])
                && !list.is_empty()
            {
                let from = list.remove(0);
                self.take_move(from.start, unit.start, unit.len());
            }
            at = unit.end.max(at + 1);
        }
    }

    fn take_move(&mut self, left: usize, right: usize, len: usize) {
        self.pair(left, right, len);
        self.moved.push((left..left + len, right..right + len));
    }
}

/// Splits a pair of ranges where moved runs lie inside them.
fn cut(
    left: Range<usize>,
    right: Range<usize>,
    moved_left: &[bool],
    moved_right: &[bool],
    out: &mut Vec<Segment>,
) {
    let pieces = |range: Range<usize>, moved: &[bool]| -> Vec<Range<usize>> {
        let mut pieces = Vec::new();
        let mut at = range.start;
        while at < range.end {
            let start = at;
            while at < range.end && !moved[at] {
                at += 1;
            }
            if at > start {
                pieces.push(start..at);
            }
            while at < range.end && moved[at] {
                at += 1;
            }
        }
        pieces
    };
    let (ls, rs) = (pieces(left.clone(), moved_left), pieces(right.clone(), moved_right));
    if ls.len() <= 1 && rs.len() <= 1 {
        if let (None, None) = (ls.first(), rs.first()) {
            return;
        }
        out.push(Segment {
            left: ls.into_iter().next().unwrap_or(left.start..left.start),
            right: rs.into_iter().next().unwrap_or(right.start..right.start),
        });
        return;
    }
    for piece in ls {
        out.push(Segment { left: piece, right: right.start..right.start });
    }
    for piece in rs {
        out.push(Segment { left: left.end..left.end, right: piece });
    }
}

fn anchor(
    left: &[char],
    right: &[char],
    mut l: Range<usize>,
    mut r: Range<usize>,
    level: usize,
    out: &mut Alignment,
) {
    let head = l.clone().zip(r.clone()).take_while(|(a, b)| left[*a] == right[*b]).count();
    out.pair(l.start, r.start, head);
    l.start += head;
    r.start += head;
    let tail =
        l.clone().rev().zip(r.clone().rev()).take_while(|(a, b)| left[*a] == right[*b]).count();
    out.pair(l.end - tail, r.end - tail, tail);
    l.end -= tail;
    r.end -= tail;
    if l.is_empty() || r.is_empty() {
        return;
    }
    let Some(&length) = ANCHORS.get(level) else {
        return myers(left, right, l, r, out);
    };
    if l.len().min(r.len()) < length || l.len().max(r.len()) < 2 * length {
        return anchor(left, right, l, r, level + 1, out);
    }
    let anchors = unique_runs(left, right, l.clone(), r.clone(), length);
    if anchors.is_empty() {
        return anchor(left, right, l, r, level + 1, out);
    }
    let (mut from_l, mut from_r) = (l.start, r.start);
    for (a, b) in anchors {
        if a < from_l || b < from_r {
            continue;
        }
        let back = (0..(a - from_l).min(b - from_r))
            .take_while(|i| left[a - 1 - i] == right[b - 1 - i])
            .count();
        let len = (a..l.end).zip(b..r.end).take_while(|(x, y)| left[*x] == right[*y]).count();
        anchor(left, right, from_l..a - back, from_r..b - back, level + 1, out);
        out.pair(a - back, b - back, back + len);
        (from_l, from_r) = (a + len, b + len);
    }
    anchor(left, right, from_l..l.end, from_r..r.end, level + 1, out);
}

/// Runs that occur exactly once on either side, longest rising chain.
fn unique_runs(
    left: &[char],
    right: &[char],
    l: Range<usize>,
    r: Range<usize>,
    length: usize,
) -> Vec<(usize, usize)> {
    let mut seen: HashMap<&[char], (u32, u32, usize, usize)> = HashMap::new();
    for at in l.start..l.end + 1 - length {
        let entry = seen.entry(&left[at..at + length]).or_default();
        entry.0 += 1;
        entry.2 = at;
    }
    for at in r.start..r.end + 1 - length {
        if let Some(entry) = seen.get_mut(&right[at..at + length]) {
            entry.1 += 1;
            entry.3 = at;
        }
    }
    let mut pairs: Vec<(usize, usize)> =
        seen.into_values().filter(|e| e.0 == 1 && e.1 == 1).map(|e| (e.2, e.3)).collect();
    pairs.sort_unstable();
    rising(&pairs)
}

/// The longest chain of pairs that rises on both sides.
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut tails: Vec<usize> = Vec::new();
    let mut before = vec![usize::MAX; pairs.len()];
    for (index, pair) in pairs.iter().enumerate() {
        let at = tails.partition_point(|t| pairs[*t].1 < pair.1);
        if at > 0 {
            before[index] = tails[at - 1];
        }
        if at == tails.len() {
            tails.push(index);
        } else {
            tails[at] = index;
        }
    }
    let mut chain = Vec::with_capacity(tails.len());
    let mut at = tails.last().copied().unwrap_or(usize::MAX);
    while at != usize::MAX {
        chain.push(pairs[at]);
        at = before[at];
    }
    chain.reverse();
    chain
}

fn myers(left: &[char], right: &[char], l: Range<usize>, r: Range<usize>, out: &mut Alignment) {
    if l.len().saturating_mul(r.len()) > MYERS_CELLS {
        return;
    }
    let (a, b) = (&left[l.clone()], &right[r.clone()]);
    // Between long runs everything is open.
    let (mut i, mut j) = (0, 0);
    let mut short: Vec<(usize, usize)> = Vec::new();
    let mut settle = |from: (usize, usize), to: (usize, usize), short: &mut Vec<_>| {
        let (a, b) = (&a[from.0..to.0], &b[from.1..to.1]);
        let pairs = std::mem::take(short);
        let better = by_words(a, b, &pairs).unwrap_or(pairs);
        for (i, j) in better {
            out.pair(l.start + from.0 + i, r.start + from.1 + j, 1);
        }
    };
    for op in capture_diff_slices(Algorithm::Myers, a, b) {
        let DiffOp::Equal { old_index, new_index, len } = op else { continue };
        if len < MOVED {
            short.extend((0..len).map(|n| (old_index + n - i, new_index + n - j)));
            continue;
        }
        settle((i, j), (old_index, new_index), &mut short);
        short.extend((0..len).map(|n| (n, n)));
        (i, j) = (old_index + len, new_index + len);
        settle((old_index, new_index), (i, j), &mut short);
    }
    settle((i, j), (a.len(), b.len()), &mut short);
}

/// A small gap laid side by side by its words, if the fewest steps lost some of them
/// to numbers: `3.付款1.` against `第三条付款3.1` has 付款 in common and not `3.`.
fn by_words(a: &[char], b: &[char], pairs: &[(usize, usize)]) -> Option<Vec<(usize, usize)>> {
    let open = pairs.len() < a.len().min(b.len());
    if !open || a.len().saturating_mul(b.len()) > WORD_CELLS {
        return None;
    }
    // A character of a word counts for more than a digit, a digit for more than a mark.
    let weight = |c: char| match c {
        _ if c.is_ascii_alphanumeric() => 3,
        _ if c.is_alphabetic() => 12,
        _ => 1u32,
    };
    let sum = |pairs: &[(usize, usize)]| pairs.iter().map(|(i, _)| weight(a[*i])).sum::<u32>();
    let width = b.len() + 1;
    // The best weight of the rests from (i, j) on.
    let mut best = vec![0u32; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            let skip = best[(i + 1) * width + j].max(best[i * width + j + 1]);
            let take = if a[i] == b[j] { best[(i + 1) * width + j + 1] + weight(a[i]) } else { 0 };
            best[i * width + j] = skip.max(take);
        }
    }
    let mut found = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        let here = best[i * width + j];
        if a[i] == b[j] && here == best[(i + 1) * width + j + 1] + weight(a[i]) {
            found.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if here == best[(i + 1) * width + j] {
            i += 1;
        } else {
            j += 1;
        }
    }
    (sum(&found) > sum(pairs)).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    thread_local! {
        /// Moves that were looked at.
        pub(super) static STEPS: Cell<usize> = const { Cell::new(0) };
    }

    /// Every character looked at every move.
    #[test]
    fn the_partner_of_a_mark_costs_little_among_many_moves() {
        let count = 4096;
        // Pairs of neighbours that changed places, each of two characters.
        let mut alignment = Alignment::default();
        for pair in 0..count {
            let at = pair * 4;
            alignment.right_of.extend([at + 2, at + 3, at, at + 1].map(|r| Some(r as u32)));
            alignment.moved.push((at..at + 2, at + 2..at + 4));
        }
        alignment.left_of.clone_from(&alignment.right_of);
        STEPS.with(|steps| steps.set(0));
        for mark in 0..alignment.right_of.len() {
            let moved = mark % 4 < 2;
            assert_eq!(alignment.partner(true, mark).is_none(), moved);
            assert_eq!(alignment.partner(false, mark).is_none(), !moved);
        }
        let steps = STEPS.with(Cell::get);
        assert!(steps <= 2 * 4 * count * 14, "{steps} steps");
    }

    use proptest::prelude::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn one_changed_character_is_one_segment() {
        let (a, b) = (chars("操作人员由10人减少至4人"), chars("操作人员由10人增加至4人"));
        let alignment = align(&a, &b);
        assert_eq!(alignment.segments(), vec![Segment { left: 8..10, right: 8..10 }]);
    }

    #[test]
    fn a_heading_is_not_lost_to_the_number_behind_it() {
        let (a, b) = (chars("份。3.付款1.合同"), chars("份。第三条付款3.1合同"));
        let alignment = align(&a, &b);
        let paired: String =
            (0..a.len()).filter(|i| alignment.right_of[*i].is_some()).map(|i| a[i]).collect();
        assert!(paired.contains("付款"), "{paired}");
    }

    #[test]
    fn a_moved_paragraph_is_not_a_difference() {
        let (a, b) = (
            chars("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未"),
            chars("子丑寅卯辰巳午未甲乙丙丁戊己庚辛壬癸"),
        );
        let mut alignment = align(&a, &b);
        alignment.find_moves(&a, &b, |_| 0..18, |_| 0..18);
        assert_eq!(alignment.segments(), vec![]);
        assert_eq!(alignment.moved.len(), 1);
    }

    proptest! {
        #[test]
        fn pairs_are_equal_characters_and_segments_hold_the_rest(a in "[甲乙丙丁01]{0,60}", b in "[甲乙丙丁01]{0,60}") {
            let (a, b) = (chars(&a), chars(&b));
            let mut alignment = align(&a, &b);
            alignment.find_moves(&a, &b, |i| i..i + 1, |i| i..i + 1);
            for (l, r) in alignment.right_of.iter().enumerate() {
                if let Some(r) = r {
                    prop_assert_eq!(a[l], b[*r as usize]);
                    prop_assert_eq!(alignment.left_of[*r as usize], Some(l as u32));
                }
            }
            let left: usize = alignment.segments().iter().map(|s| s.left.len()).sum();
            prop_assert_eq!(left, alignment.right_of.iter().filter(|r| r.is_none()).count());
            if a == b {
                prop_assert!(alignment.segments().is_empty());
            }
        }
    }
}
