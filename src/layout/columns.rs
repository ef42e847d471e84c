//! Text in several columns: where a blank gutter runs down between lines, each
//! side is read by itself.

use super::lines::Line;
use super::paragraphs::Column;

/// Splits the lines between two tables into columns, in reading order.
pub fn read(lines: Vec<Line>, column: Column) -> Vec<(Vec<Line>, Column)> {
    vec![(lines, column)]
}
