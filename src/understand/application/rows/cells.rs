//! Cells as pieces of text that know their place, whole and in parts.

use super::super::draft::Piece;
use super::super::sheet::Sheet;

/// A cell as a piece.
pub fn piece(sheet: &Sheet, index: usize) -> Piece {
    let mut text = sheet.texts[index].clone().into_owned();
    if text.spans.is_empty() && !text.content.is_empty() {
        text = crate::document::Text::placed(text.content, sheet.table.cells[index].place, 1.0);
    }
    Piece {
        text,
        block: sheet.block,
        cell: sheet.cell_path(index),
        unread: sheet.table.cells[index].unread,
    }
    .in_cell(&sheet.table.cells[index])
}

/// A value cell; with what stands under it, where a page break cut its row.
pub fn with_lower_half(sheet: &Sheet, label: usize, value: usize) -> Piece {
    let upper = piece(sheet, value);
    let lower_row = sheet.lower_half[label].map(|lower| sheet.table.cells[lower].row);
    match lower_row.and_then(|row| sheet.below(value, row)) {
        Some(lower) => Piece::join(&[upper, piece(sheet, lower)]),
        None => upper,
    }
}

/// What a cell holds behind its label.
pub fn tail_of(sheet: &Sheet, index: usize, from: usize) -> Piece {
    let whole = piece(sheet, index);
    let end = whole.text.content.len();
    let mut tail = whole.slice(from.min(end)..end);
    // The colon or bracket that ended the label is not part of the value.
    let content = &tail.text.content;
    let skip = content.len() - content.trim_start_matches(['：', ':', ' ', '\u{3000}', '\n']).len();
    tail = tail.slice(skip..content.len());
    tail
}

/// The cells right of a label over all the rows that it covers.
pub fn under(sheet: &Sheet, label: usize) -> Vec<Piece> {
    let anchor = &sheet.table.cells[label];
    let right = anchor.col + anchor.col_span;
    let mut seen = Vec::new();
    for row in anchor.row..anchor.row + anchor.row_span {
        for (cell, above) in sheet.row(row) {
            if !above && cell != label && sheet.table.cells[cell].col >= right {
                seen.push(piece(sheet, cell));
            }
        }
    }
    seen
}

/// The value of a cell with several labels, cut into as many values.
pub fn split_values(value: &Piece, wanted: usize) -> Vec<Piece> {
    let content = &value.text.content;
    let mut lines = Vec::new();
    let mut start = 0;
    for line in content.split_inclusive('\n') {
        let end = start + line.trim_end().len();
        if !line.trim().is_empty() {
            lines.push(start..end);
        }
        start += line.len();
    }
    if lines.len() == wanted {
        return lines.into_iter().map(|range| value.slice(range)).collect();
    }
    // Two lists of boxes run together: the second begins where the first option comes again.
    let marks: Vec<usize> = content
        .char_indices()
        .filter(|(_, c)| crate::value::tick::is_empty_box(*c) || crate::value::tick::is_tick(*c))
        .map(|(at, _)| at)
        .collect();
    let words = |at: usize| -> String {
        content
            .get(at..)
            .unwrap_or_default()
            .chars()
            .filter(|c| !crate::value::fold::is_space(*c))
            .skip_while(|c| crate::value::tick::is_empty_box(*c) || crate::value::tick::is_tick(*c))
            .take_while(|c| {
                !crate::value::tick::is_empty_box(*c) && !crate::value::tick::is_tick(*c)
            })
            .collect()
    };
    let first = marks.first().map(|at| words(*at)).unwrap_or_default();
    if wanted == 2
        && !first.is_empty()
        && let Some(again) = marks.iter().skip(1).find(|at| words(**at) == first)
    {
        return vec![value.slice(0..*again), value.slice(*again..content.len())];
    }
    vec![value.clone()]
}

/// Whether an unknown text may be a label: short words without sentence marks or digits.
pub fn looks_like_label(text: &str) -> bool {
    let text = text.trim();
    let count = text.chars().count();
    (2..=40).contains(&count)
        && text.chars().any(crate::characters::is_han)
        && !text.contains(['，', '。', '；', '！', '@', '□', '√'])
        && !text.chars().any(|c| c.is_ascii_digit())
        && !text.ends_with("公司")
}
