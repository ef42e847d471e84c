//! Lists whose columns are ruled and whose rows are not: figures that stand line
//! by line beside each other are rows, as every reader sees.

use super::Glyph;
use super::grid::Grid;
use super::paragraphs::is_figure;

/// Figures under each other before a column tells the rows of a list.
const ROWS: usize = 5;
/// Columns of figures that must agree about the rows.
const COLUMNS: usize = 2;

/// A line of one cell.
struct Strip {
    top: f32,
    bottom: f32,
    text: String,
}

impl Strip {
    fn height(&self) -> f32 {
        (self.bottom - self.top).max(1.0)
    }

    /// Whether both stand on one line.
    fn beside(&self, other: &Strip) -> bool {
        let middle = |s: &Strip| (s.top + s.bottom) / 2.0;
        (middle(self) - middle(other)).abs() < 0.35 * self.height().min(other.height())
    }
}

/// Cuts the rows of such lists; other grids stay as they are.
pub fn cut(grids: &mut [Grid], glyphs: &[Glyph]) {
    let mut shown: Vec<&Glyph> = Vec::new();
    for grid in grids.iter_mut().filter(|grid| grid.xs.len() > COLUMNS + 1) {
        // From the last row up, so that the numbers of rows still to come hold.
        for row in (0..grid.ys.len().saturating_sub(1)).rev() {
            let Some(cells) = grid.whole_row(row) else { continue };
            let (top, bottom) = (grid.ys[row], grid.ys[row + 1]);
            if cells.len() <= COLUMNS || bottom - top < 5.0 * ROWS as f32 {
                continue;
            }
            if shown.is_empty() {
                shown.extend(glyphs.iter().filter(|g| !g.slanted && !g.character.is_whitespace()));
                shown.sort_by(|a, b| a.bbox.center().1.total_cmp(&b.bbox.center().1));
            }
            let height = |g: &&Glyph| g.bbox.center().1;
            let from = shown.partition_point(|g| height(g) < top);
            let mut inside: Vec<Vec<&Glyph>> = vec![Vec::new(); cells.len()];
            for glyph in shown[from..].iter().take_while(|g| height(g) < bottom) {
                let (x, _) = glyph.bbox.center();
                let place = cells.iter().position(|c| grid.xs[c.left] <= x && x < grid.xs[c.right]);
                if let Some(place) = place {
                    inside[place].push(glyph);
                }
            }
            if let Some(edges) = edges(inside.into_iter().map(strips).collect()) {
                grid.cut_row(row, &edges);
            }
        }
    }
}

/// The lines of a cell whose glyphs come from top to bottom.
fn strips(glyphs: Vec<&Glyph>) -> Vec<Strip> {
    let mut lines: Vec<(Strip, Vec<&Glyph>)> = Vec::new();
    for glyph in glyphs {
        let strip = Strip { top: glyph.bbox.y0, bottom: glyph.bbox.y1, text: String::new() };
        match lines.last_mut() {
            Some((last, members)) if last.beside(&strip) => members.push(glyph),
            _ => lines.push((strip, vec![glyph])),
        }
    }
    let set = |(mut strip, mut members): (Strip, Vec<&Glyph>)| {
        members.sort_by(|a, b| a.bbox.x0.total_cmp(&b.bbox.x0));
        strip.text = members.iter().map(|g| g.character).collect();
        strip
    };
    lines.into_iter().map(set).collect()
}

/// Where the rows end, if the cells hold a list.
fn edges(cells: Vec<Vec<Strip>>) -> Option<Vec<f32>> {
    let figures =
        |cell: &&Vec<Strip>| cell.len() >= ROWS && cell.iter().all(|strip| is_figure(&strip.text));
    let columns: Vec<&Vec<Strip>> = cells.iter().filter(figures).collect();
    let lines = *columns.iter().max_by_key(|cell| cell.len())?;
    let on_lines = |cell: &[Strip]| cell.iter().all(|s| lines.iter().any(|line| line.beside(s)));
    if columns.len() < COLUMNS || !columns.iter().all(|cell| on_lines(cell)) {
        return None;
    }
    // What stands above the first figure belongs to no row.
    let first = lines.first()?;
    let above = |strip: &Strip| strip.top < first.top - 0.4 * first.height();
    if cells.iter().flatten().any(above) {
        return None;
    }
    // Words wrapped below their first line stay in its row.
    Some(lines.iter().skip(1).map(|line| line.top - 0.2 * line.height()).collect())
}
