//! Tables as CSV for Excel: a byte order mark, so that Chinese opens right, and
//! no cell that a spreadsheet would take for a formula or for a number that it is not.

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
    let text = if formula {
        format!("'{text}")
    } else if is_taken_for_a_number(text) {
        // The one writing that Excel and LibreOffice both open as this very text; a tab
        // before it stays in the cell, and quotation marks keep neither from converting.
        format!("=\"{text}\"")
    } else {
        text.to_owned()
    };
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

/// Digits that a spreadsheet shows as another number: it drops zeros at the front, rounds
/// what has more than fifteen digits, shows more than eleven as a power of ten, and reads
/// an E between digits as one.
fn is_taken_for_a_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match text.split_once(['E', 'e']) {
        Some((before, after)) => digits(before) && digits(after),
        None => digits(text) && (text.len() > 11 || text.len() > 1 && text.starts_with('0')),
    }
}

#[cfg(test)]
mod tests {
    use super::row;

    #[test]
    fn codes_and_telephones_of_digits_stay_what_they_are() {
        assert_eq!(
            row(["913100001322010006", "013912345678", "9131000013220100E6", "0.5", "13912345678"]),
            "\"=\"\"913100001322010006\"\"\",\"=\"\"013912345678\"\"\",\
             \"=\"\"9131000013220100E6\"\"\",0.5,13912345678\r\n"
        );
    }

    #[test]
    fn cells_are_quoted_and_formulas_are_text() {
        assert_eq!(
            row(["甲,乙", "说\"好\"", "-3.5", "=1+1"]),
            "\"甲,乙\",\"说\"\"好\"\"\",-3.5,'=1+1\r\n"
        );
    }
}
