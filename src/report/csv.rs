//! Tables as CSV for Excel: a byte order mark, so that Chinese opens right, and
//! no cell that a spreadsheet would take for a formula.

/// Written first, so that Excel reads UTF-8.
pub const BOM: &str = "\u{FEFF}";

/// One row with its line end (CRLF, as RFC 4180 has it).
pub fn row<S: AsRef<str>>(cells: impl IntoIterator<Item = S>) -> String {
    let mut line = String::new();
    for (n, cell) in cells.into_iter().enumerate() {
        if n > 0 {
            line.push(',');
        }
        line.push_str(&self::cell(cell.as_ref()));
    }
    line.push_str("\r\n");
    line
}

fn cell(text: &str) -> String {
    // A text that begins like a formula is shown as text; negative numbers stay numbers.
    let formula = text.starts_with(['=', '+', '@', '\t', '\r'])
        || (text.starts_with('-') && text.parse::<f64>().is_err());
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::row;

    #[test]
    fn cells_are_quoted_and_formulas_are_text() {
        assert_eq!(
            row(["甲,乙", "说\"好\"", "-3.5", "=1+1"]),
            "\"甲,乙\",\"说\"\"好\"\"\",-3.5,'=1+1\r\n"
        );
    }
}
