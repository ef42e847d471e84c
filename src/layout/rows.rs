//! Rows on both sides of a page break: repeated headers, rows that the break
//! cut in two, merged label cells that go on.

use super::paragraphs::Para;
use super::tables::{Content, LaidCell, LaidTable};
use unicode_normalization::UnicodeNormalization;

/// Edges (points) nearer than this are one column edge.
const SAME: f32 = 4.0;
/// Lines that find room under a paragraph which the next page does not go on.
const ROOM: f32 = 3.0;

/// Column edges of both tables, near ones taken together.
pub fn shared_edges(above: &[f32], below: &[f32]) -> Vec<f32> {
    let mut all: Vec<f32> = above.to_vec();
    for x in below {
        if !above.iter().any(|a| (a - x).abs() <= SAME) {
            all.push(*x);
        }
    }
    all.sort_by(f32::total_cmp);
    all
}

/// Renumbers a table's columns by other edges, which hold all of its own.
pub fn place_on(table: &mut LaidTable, edges: &[f32]) {
    let nearest = |x: f32| {
        let mut best = 0;
        for (i, edge) in edges.iter().enumerate() {
            if (edge - x).abs() < (edges[best] - x).abs() {
                best = i;
            }
        }
        best
    };
    let map: Vec<usize> = table.xs.iter().map(|x| nearest(*x)).collect();
    for cell in &mut table.cells {
        cell.left = map.get(cell.left).copied().unwrap_or(cell.left);
        cell.right = map.get(cell.right).copied().unwrap_or(cell.right);
    }
    table.xs = edges.to_vec();
}

/// A row as texts with their column edges in points.
fn keys(table: &LaidTable, row: usize) -> Vec<(f32, f32, String)> {
    let mut keys: Vec<(f32, f32, String)> = table
        .row(row)
        .filter(|(_, cell)| cell.top == row)
        .map(|(_, cell)| (table.xs[cell.left], table.xs[cell.right], cell.key()))
        .collect();
    keys.sort_by(|a, b| a.0.total_cmp(&b.0));
    keys
}

fn same_shape(a: &[(f32, f32, String)], b: &[(f32, f32, String)]) -> bool {
    a.len() == b.len()
        && a.iter().zip(b).all(|(a, b)| (a.0 - b.0).abs() <= 6.0 && (a.1 - b.1).abs() <= 6.0)
}

/// Whether two cells say the same. Print repeats a header to the letter; what is
/// recognised of two pages differs in the width of its signs, and in a long text by a
/// character here and there.
fn says_same(a: &str, b: &str, recognised: bool) -> bool {
    /// Characters of which one may be misread.
    const LONG: usize = 10;
    if a == b || !recognised {
        return a == b;
    }
    let [a, b] = [a, b].map(|text| text.nfkc().collect::<String>());
    let length = a.chars().count().min(b.chars().count());
    a == b || length >= LONG && strsim::levenshtein(&a, &b) <= length / LONG
}

/// Whether a row of a table was recognised from a picture.
fn is_recognised(table: &LaidTable, row: usize) -> bool {
    let unsure = |content: &Content| match content {
        Content::Para(para) => para.text.spans.iter().any(|span| span.confidence < 1.0),
        Content::Table(_) => false,
    };
    table.row(row).any(|(_, cell)| cell.content.iter().any(unsure))
}

/// The label that a header row holds and that goes on under it, with how much of it the
/// print had room for when it repeated the row.
fn label_above(above: &LaidTable, row: usize, left: f32, right: f32) -> Option<String> {
    let same = |cell: &&LaidCell| {
        cell.top == row
            && cell.bottom > row + 1
            && (above.xs[cell.left] - left).abs() <= SAME
            && (above.xs[cell.right] - right).abs() <= SAME
    };
    above.cells.iter().find(same).map(LaidCell::key)
}

/// Takes away what a repeated header's label left under it: print writes a label that spans
/// rows over those of the next page, as far as it goes.
pub fn drop_overflow(above: &LaidTable, below: &mut LaidTable, repeated: usize) {
    let Some(row) = repeated.checked_sub(1) else { return };
    for at in 0..below.cells.len() {
        let cell = &below.cells[at];
        let edges = (below.xs[cell.left], below.xs[cell.right]);
        let shown = below
            .row(row)
            .find(|(_, c)| c.top == row && (c.left, c.right) == (cell.left, cell.right))
            .map(|(_, c)| c.key());
        let rest = shown
            .zip(label_above(above, row, edges.0, edges.1))
            .and_then(|(shown, whole)| whole.strip_prefix(shown.as_str()).map(str::to_owned));
        let key = cell.key();
        let overflows = |rest: String| !key.is_empty() && rest.starts_with(&key);
        if cell.top == repeated && rest.is_some_and(overflows) {
            below.cells[at].content.clear();
        }
    }
}

/// How many rows at the top of `below` repeat the top of `above`.
pub fn repeated_header(above: &LaidTable, below: &LaidTable) -> usize {
    let mut count = 0;
    while count < above.rows() && count + 1 < below.rows() {
        let (a, b) = (keys(above, count), keys(below, count));
        let told = a.iter().filter(|key| !key.2.is_empty()).count();
        let recognised = is_recognised(above, count) || is_recognised(below, count);
        let says = |a: &(f32, f32, String), b: &str| {
            // Of a label that spans rows, only what has room is repeated.
            let part = || {
                let spans = label_above(above, count, a.0, a.1).is_some();
                spans && !b.is_empty() && a.2.starts_with(b)
            };
            says_same(&a.2, b, recognised) || part()
        };
        let same = same_shape(&a, &b) && a.iter().zip(&b).all(|(a, b)| says(a, &b.2));
        if !same || told == 0 || (count == 0 && told < 2 && a.len() > 1) {
            break;
        }
        count += 1;
    }
    count
}

/// Whether `below` begins as `above` does, filled in otherwise: the same form
/// printed once more and not its continuation.
pub fn is_new_instance(above: &LaidTable, below: &LaidTable) -> bool {
    let (a, b) = (keys(above, 0), keys(below, 0));
    let [(.., first), rest @ ..] = a.as_slice() else { return false };
    let Some(((.., other), others)) = b.split_first() else { return false };
    let recognised = is_recognised(above, 0) || is_recognised(below, 0);
    !rest.is_empty()
        && same_shape(&a, &b)
        && !first.is_empty()
        && first == other
        && rest.iter().zip(others).any(|(a, b)| !says_same(&a.2, &b.2, recognised))
        && first.chars().any(char::is_alphabetic)
}

/// Cells of the last row of `above` beside those of row `row` of `below` that
/// cover the same columns; `None` when the rows are cut into different cells.
fn pairs<'t>(
    above: &'t LaidTable,
    below: &'t LaidTable,
    row: usize,
) -> Option<Vec<(&'t LaidCell, &'t LaidCell)>> {
    let rows = above.rows();
    let mut pairs = Vec::new();
    for cell in below.cells.iter().filter(|cell| cell.top == row) {
        let over = above
            .cells
            .iter()
            .find(|c| c.bottom == rows && c.left == cell.left && c.right == cell.right)?;
        pairs.push((over, cell));
    }
    pairs.sort_by_key(|(_, cell)| cell.left);
    (!pairs.is_empty()).then_some(pairs)
}

enum Evidence {
    /// The text above fills its last line, so that it goes on below.
    GoesOn,
    /// The text above ends a sentence; a new paragraph may follow in the same cell.
    Either,
    /// The text above was ended by its author.
    Ended,
}

fn evidence(above: &Para, below: &Para) -> Evidence {
    if above.runs_into(below) && !(above.is_closed() && below.indent > 0.8 * below.style.size) {
        return if above.is_closed() { Evidence::Either } else { Evidence::GoesOn };
    }
    if above.is_closed() && above.lines >= 2 { Evidence::Either } else { Evidence::Ended }
}

/// Whether row `row` of `below` is the rest of the last row of `above`.
pub fn is_cut(above: &LaidTable, below: &LaidTable, row: usize) -> bool {
    let Some(pairs) = pairs(above, below, row) else { return false };
    if pairs.iter().all(|(_, below)| below.is_blank()) {
        return false;
    }
    // Two rows that are numbered one after the other are two.
    if pairs.first().is_some_and(|(a, b)| follows(a, b)) {
        return false;
    }
    if lacks_its_number(&pairs, above.rows()) || lies_between(&pairs, above, below, row) {
        return true;
    }
    let (mut goes_on, mut either, mut hard) = (0, 0, 0);
    for (a, b) in &pairs {
        // No value has two decimal points or percent signs, and no label two units.
        if is_decimal(a) && is_decimal(b)
            || is_percentage(a) && is_percentage(b)
            || names_unit(a) && names_unit(b)
        {
            return false;
        }
        if b.is_blank() || is_upright_label(a, above.end.y1, b) {
            continue;
        }
        let (Some(last), Some(first)) = (a.last_para(), b.first_para()) else { return false };
        if has_room(last, above.end.y1) {
            return false;
        }
        match evidence(last, first) {
            Evidence::GoesOn => goes_on += 1,
            Evidence::Either => either += 1,
            Evidence::Ended => hard += 1,
        }
    }
    let leads = pairs.first().is_some_and(|(a, b)| b.is_blank() && !a.is_blank());
    // The break may fall on the end of a line that its author ended, if the row has
    // its number above alone and two of its cells go on.
    if hard > 0 && !(hard == 1 && leads && goes_on >= 2) {
        return false;
    }
    // A label that fills its narrow cell says nothing against a sentence that ended beside it.
    let of_label = |(a, b): &(&LaidCell, &LaidCell)| {
        let narrow = |cell: &LaidCell| cell.last_para().is_some_and(|para| para.longest <= 4);
        let paras = a.last_para().zip(b.first_para());
        narrow(a) && paras.is_some_and(|(a, b)| matches!(evidence(a, b), Evidence::GoesOn))
    };
    if goes_on == 1 && either > 0 && pairs.first().is_some_and(of_label) {
        return false;
    }
    let ended = pairs.iter().any(|(a, b)| b.is_blank() && !a.is_blank());
    let open = above.open_bottom || (row == 0 && below.open_top);
    goes_on > 0 || leads || open && ended
}

/// Whether a row has neither the running number nor what stands beside it, which the row
/// above has: it is the rest of that row, whatever its lines look like. Cells merged over
/// several rows on either side of the break say nothing of the kind.
fn lacks_its_number(pairs: &[(&LaidCell, &LaidCell)], rows: usize) -> bool {
    let [(number, first), (beside, second), ..] = pairs else { return false };
    let single = |cell: &LaidCell| cell.bottom - cell.top == 1;
    let key = number.key();
    let numbered = (1..=4).contains(&key.len()) && key.chars().all(|c| c.is_ascii_digit());
    numbered
        && !beside.is_blank()
        && [first, second].iter().all(|cell| cell.is_blank() && single(cell))
        && [number, beside].iter().all(|cell| cell.bottom == rows && single(cell))
}

/// Whether a row without a number stands between two that are numbered one after the other,
/// and no line is drawn at the break: it belongs to the one above.
fn lies_between(
    pairs: &[(&LaidCell, &LaidCell)],
    above: &LaidTable,
    below: &LaidTable,
    row: usize,
) -> bool {
    let Some((number, first)) = pairs.first() else { return false };
    if row > 0 || !(above.open_bottom && below.open_top) || !first.is_blank() {
        return false;
    }
    self::pairs(above, below, row + 1)
        .and_then(|next| next.first().map(|(_, next)| follows(number, next)))
        .unwrap_or_default()
}

/// Whether so much room is left under a paragraph that its rest would stand there and
/// not on the next page.
fn has_room(above: &Para, foot: f32) -> bool {
    foot - above.bottom > ROOM * pitch(above) && !above.is_closed()
}

fn pitch(para: &Para) -> f32 {
    ((para.bottom - para.top) / para.lines.max(1) as f32).max(para.style.size) * 1.25
}

/// Whether a cell holds one number with a decimal point.
fn is_decimal(cell: &LaidCell) -> bool {
    let key = cell.key();
    let digits = key.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-'));
    digits && key.matches('.').count() == 1 && key.ends_with(|c: char| c.is_ascii_digit())
}

/// Whether a cell holds one percentage.
fn is_percentage(cell: &LaidCell) -> bool {
    let key = cell.key();
    let number = key.strip_suffix(['%', '％', '‰']).unwrap_or_default();
    number.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+'))
        && number.chars().skip(1).all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
}

/// Whether a cell holds a label with its unit in brackets behind it.
fn names_unit(cell: &LaidCell) -> bool {
    /// Characters of a unit.
    const UNIT: std::ops::RangeInclusive<usize> = 1..=4;
    let key = cell.key();
    let Some(inner) = key.strip_suffix(['）', ')']) else { return false };
    let Some((label, unit)) = inner.rsplit_once(['（', '(']) else { return false };
    let is_word = |c: char| c.is_alphabetic() || matches!(c, '%' | '％' | '‰' | '/');
    !label.is_empty() && UNIT.contains(&unit.chars().count()) && unit.chars().all(is_word)
}

/// Whether two cells hold running numbers, one after the other.
fn follows(above: &LaidCell, below: &LaidCell) -> bool {
    let number = |cell: &LaidCell| {
        let key = cell.key();
        let digits = key.len() <= 4 && key.chars().all(|c| c.is_ascii_digit());
        key.parse::<u32>().ok().filter(|_| digits)
    };
    number(above).zip(number(below)).is_some_and(|(a, b)| b == a + 1)
}

/// A narrow label written one character a line, cut by the break: it runs to
/// the foot of its part above and begins at the head of its part below. Two
/// labels of their own stand in the middle of their cells, or end above the foot.
fn is_upright_label(above: &LaidCell, foot: f32, below: &LaidCell) -> bool {
    let (Some(last), Some(first)) = (above.last_para(), below.first_para()) else { return false };
    let alphabetic = |cell: &LaidCell| cell.key().chars().all(char::is_alphabetic);
    if last.longest != 1 || first.longest != 1 || !alphabetic(above) || !alphabetic(below) {
        return false;
    }
    let part = |cell: &LaidCell| cell.place.bbox.unwrap_or_default();
    let pitch = pitch(last);
    let under = foot - last.bottom;
    let over = first.top - part(below).y0;
    let beneath = part(below).y1 - first.bottom;
    let centered = (over - beneath).abs() <= 4.0;
    under < pitch && over < first.style.size && !centered
}

/// Adds the rows of `below` from row `from` on; `cut` rows are made one. Both
/// tables must stand on the same column edges.
pub fn append(above: &mut LaidTable, below: LaidTable, from: usize, cut: bool) {
    let rows = above.rows();
    let base = if cut { rows.saturating_sub(1) } else { rows };
    let renumber = |edge: usize| base + edge.saturating_sub(from);
    let labels = if cut { Vec::new() } else { continued_labels(above, &below, from) };
    let end = below.end;
    let foot = above.ys.last().copied().unwrap_or_default();
    let start = below.ys.get(from).copied().unwrap_or_default();
    let skipped = from + usize::from(cut);
    for y in below.ys.iter().skip(skipped + 1) {
        above.ys.push(foot + (y - start).max(0.1));
    }
    for mut cell in below.cells {
        if cell.bottom <= from {
            continue;
        }
        let meets = |a: &LaidCell| a.bottom == rows && a.left == cell.left && a.right == cell.right;
        if cell.top <= from
            && (cut || labels.contains(&cell.left))
            && let Some(over) = above.cells.iter_mut().find(|a| a.top < rows && meets(a))
        {
            over.bottom = renumber(cell.bottom);
            over.unread |= cell.unread;
            take_in(over, std::mem::take(&mut cell.content));
            continue;
        }
        cell.top = renumber(cell.top.max(from));
        cell.bottom = renumber(cell.bottom);
        above.cells.push(cell);
    }
    above.end = end;
    above.last_page = below.last_page;
    above.open_bottom = below.open_bottom;
}

fn take_in(cell: &mut LaidCell, content: Vec<Content>) {
    let mut content = content.into_iter();
    if let Some(Content::Para(last)) = cell.content.last_mut() {
        match content.next() {
            Some(Content::Para(first)) if last.runs_into(&first) || last.longest == 1 => {
                last.absorb(first);
            }
            other => cell.content.extend(other),
        }
    }
    cell.content.extend(content);
}

/// Columns of the label cells at the left that go on over the break: blank
/// below, or cut in the middle of an upright word.
fn continued_labels(above: &LaidTable, below: &LaidTable, row: usize) -> Vec<usize> {
    let mut labels = Vec::new();
    let rows = above.rows();
    let mut cells: Vec<&LaidCell> = below.cells.iter().filter(|c| c.top == row).collect();
    cells.sort_by_key(|cell| cell.left);
    if cells.iter().all(|cell| cell.is_blank()) {
        return labels;
    }
    let spans = |c: &LaidCell| c.bottom - c.top > 1;
    let merged = |cell: &LaidCell| {
        let same = |c: &&LaidCell| c.left == cell.left && c.right == cell.right;
        above.cells.iter().chain(&below.cells).filter(same).any(spans)
    };
    let number = |c: &LaidCell| {
        let key = c.key();
        !key.is_empty() && key.chars().all(|c| c.is_ascii_digit())
    };
    let mut edge = 0;
    let mut numbered = false;
    for cell in cells.iter().take(cells.len().saturating_sub(1)) {
        let over = above
            .cells
            .iter()
            .find(|a| a.bottom == rows && a.left == cell.left && a.right == cell.right);
        let Some(over) = over.filter(|_| cell.left == edge) else { break };
        edge = cell.right;
        let goes_on = match (over.is_blank(), cell.is_blank()) {
            (false, true) => !number(over) && (cell.left == 0 || numbered || merged(cell)),
            (true, false) => spans(over) && spans(cell),
            (false, false) => is_upright_label(over, above.end.y1, cell),
            (true, true) => false,
        };
        numbered = cell.left == 0 && number(over) && number(cell);
        if goes_on {
            labels.push(cell.left);
        } else if !numbered {
            break;
        }
    }
    labels
}
