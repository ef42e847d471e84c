//! Which cells of one row are labels and which are values: the reading of the whole row
//! for which most speaks.

use super::cells::Grids;

/// What a cell is in its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A label.
    Label,
    /// A label over other labels: 联系人 before 姓名.
    Group,
    /// A value or the place for one.
    Value,
    /// Nothing to read: a place for a photograph.
    Aside,
    /// A cell that holds pairs of its own.
    Pairs,
}

use Role::{Aside, Group, Label, Pairs, Value};

const ROLES: [Role; 5] = [Label, Group, Value, Aside, Pairs];
const NEVER: f32 = -50.0;

/// The likeliest roles of the cells of a row, and how much speaks for them. `covered`: a label from above stands left of it.
pub fn of_row(grids: &Grids, cells: &[usize], covered: bool) -> (Vec<Role>, f32) {
    if let Some(sure) = in_turn(grids, cells) {
        return sure;
    }
    let mut best: Vec<[(f32, usize); 5]> = Vec::with_capacity(cells.len());
    for (i, cell) in cells.iter().enumerate() {
        let mut here = [(NEVER, 0); 5];
        for (r, role) in ROLES.iter().enumerate() {
            let own = emission(grids, *cell, *role);
            here[r] = match i.checked_sub(1).and_then(|before| best.get(before)) {
                None => (own + first(*role, covered), 0),
                Some(before) => (0..ROLES.len())
                    .map(|p| {
                        (before[p].0 + step(grids, cells[i - 1], *cell, ROLES[p], *role) + own, p)
                    })
                    .fold((NEVER * 100.0, 0), |a, b| if b.0 > a.0 { b } else { a }),
            };
        }
        best.push(here);
    }
    let mut roles = vec![Value; cells.len()];
    let Some(last) = best.last() else { return (roles, 0.0) };
    // A group whose only label has no place for a value is none: 从事专业 | 高分子材料.
    let lonely = |r: usize| {
        let before = cells.len() > 1 && ROLES[last[r].1] == Group;
        if ROLES[r] == Label && before { -3.0 } else { 0.0 }
    };
    let (total, mut at) = (0..ROLES.len())
        .map(|r| (last[r].0 + end(ROLES[r]) + lonely(r), r))
        .fold((f32::MIN, 0), |a, b| if b.0 > a.0 { b } else { a });
    for i in (0..cells.len()).rev() {
        roles[i] = ROLES[at];
        at = best[i][at].1;
    }
    (roles, total)
}

/// Certain labels with a cell behind each, some of which are surely values: what stands behind
/// a label is its value then, though it may read like one: 法人性质 | 事业单位 | 注册地 | 白银市.
fn in_turn(grids: &Grids, cells: &[usize]) -> Option<(Vec<Role>, f32)> {
    let look = |cell: &usize| &grids.looks[*cell];
    let plain = |cell: &usize| look(cell).pairs.is_empty() && look(cell).question.is_none();
    let label = |cell: &usize| {
        let look = look(cell);
        look.score >= super::words::SURE && !look.empty && !look.hint && !look.ticks
    };
    let sure = |cell: &usize| !look(cell).empty && (look(cell).score < -0.5 || look(cell).ticks);
    let asks = |cell: &usize| super::words::is_of_person(&grids.label(*cell));
    let turns = cells.len() >= 4
        && cells.len().is_multiple_of(2)
        && cells.iter().all(plain)
        && cells.iter().step_by(2).all(label)
        && cells.iter().skip(1).step_by(2).any(sure)
        && !cells.iter().skip(1).step_by(2).any(asks);
    // Without one that reads like a label the ordinary way says the same.
    let alike = cells.iter().skip(1).step_by(2).any(label);
    if !turns || !alike {
        return None;
    }
    let roles = cells.iter().enumerate().map(|(i, _)| if i % 2 == 0 { Label } else { Value });
    let total = cells.iter().step_by(2).map(|cell| look(cell).score + 2.0).sum();
    Some((roles.collect(), total))
}

fn emission(grids: &Grids, cell: usize, role: Role) -> f32 {
    let look = &grids.looks[cell];
    let pairs = !look.pairs.is_empty() || look.question.is_some();
    match role {
        Pairs => {
            return match look.pairs.len() {
                0 if pairs => 3.0,
                0 => NEVER,
                1 => 3.5,
                _ => 5.5,
            };
        }
        Aside => {
            return if look.hint {
                0.8
            } else if look.empty {
                -0.5
            } else {
                -2.5
            };
        }
        _ => {}
    }
    if look.empty {
        return if role == Value { 1.5 } else { -6.0 };
    }
    if look.hint {
        return if role == Value { 1.0 } else { -3.0 };
    }
    if look.ticks {
        return if role == Value { 2.0 } else { -4.0 };
    }
    let score = look.score + 0.6 * grids.column(cell).clamp(-2.0, 2.0);
    let score = if pairs { score - 2.0 } else { score };
    match role {
        Label => score,
        Group => score - 0.5,
        // What holds nothing but pairs is no value first.
        _ if pairs => (-score).clamp(-4.0, 2.5),
        _ => (-score).clamp(-4.0, 4.0),
    }
}

fn first(role: Role, covered: bool) -> f32 {
    match role {
        Value if covered => -0.5,
        Value => -2.0,
        _ => 0.0,
    }
}

fn step(grids: &Grids, before: usize, cell: usize, from: Role, to: Role) -> f32 {
    match (from, to) {
        (Label, Value) => 1.0,
        (Label, Label) | (Group, Value | Aside) => NEVER,
        (Label, Group) => NEVER,
        (Label | Group, Pairs) => 0.3,
        // What a group holds is asked by a certain label: 拟聘岗位 | 首席研究员 | (blank) is none.
        (Group, Label) if grids.looks[cell].score >= super::words::SURE => 0.3,
        (Group, Label) => -1.5,
        (Group, Group) => -1.0,
        (Value, Value) => {
            let blank = |cell: usize| grids.looks[cell].empty;
            if blank(before) && blank(cell) { -0.7 } else { -2.0 }
        }
        (Value, Label | Group) => 0.3,
        (Pairs, Value) => -2.0,
        (Aside, Value) => -1.5,
        _ => 0.0,
    }
}

fn end(role: Role) -> f32 {
    match role {
        Label => -1.5,
        Group => -4.0,
        _ => 0.0,
    }
}
