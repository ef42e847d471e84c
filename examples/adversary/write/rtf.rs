//! RTF files.

use super::Style;
use crate::sheet::{Block, Cell, Lines, Run, Set, Sheet, Table};

/// Text as RTF writes it.
pub fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' | '{' | '}' => out.extend(['\\', c]),
            '\n' => out.push_str("\\line "),
            c if c.is_ascii() => out.push(c),
            c => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    out.push_str(&format!("\\u{}?", *unit as i16));
                }
            }
        }
    }
    out
}

fn runs(runs: &[Run]) -> String {
    let one = |run: &Run| {
        let text = escaped(&run.text);
        match run.set {
            Set::Plain => text,
            Set::Super => format!("{{\\super {text}}}"),
            Set::Sub => format!("{{\\sub {text}}}"),
            Set::Underlined => format!("{{\\ul {text}}}"),
            Set::Framed => format!("{{\\chbrdr\\brdrs\\brdrw10 {text}}}"),
            Set::Marked => format!("{{\\highlight4 {text}}}"),
            Set::Struck => format!("{{\\strike {text}}}"),
            Set::Note(n) => format!("{{\\super {n}}}"),
        }
    };
    runs.iter().map(one).collect()
}

fn table(table: &Table, style: &Style) -> String {
    let shares = style.shares(table.cols);
    let mut out = String::new();
    let width = (style.border * 20.0) as usize;
    for row in 0..table.rows {
        out.push_str("\\trowd\\trgaph108");
        let mut cells = String::new();
        let mut col = 0;
        while col < table.cols {
            let holds = |c: &&Cell| {
                (c.row..c.row + c.rows).contains(&row) && (c.col..c.col + c.cols).contains(&col)
            };
            let cell = table.cells.iter().find(holds);
            let cols = cell.map_or(1, |c| c.col + c.cols - col).min(table.cols - col);
            if let Some(cell) = cell.filter(|c| c.rows > 1) {
                out.push_str(if cell.row == row { "\\clvmgf" } else { "\\clvmrg" });
            }
            let sides: &[&str] = match table.lines {
                Lines::All => &["t", "l", "b", "r"],
                Lines::Three if row == 0 => &["t", "b"],
                Lines::Three if row + 1 == table.rows => &["b"],
                _ => &[],
            };
            for side in sides {
                out.push_str(&format!("\\clbrdr{side}\\brdrs\\brdrw{width}"));
            }
            col += cols;
            let right: f32 = shares[..col].iter().sum();
            out.push_str(&format!("\\cellx{}", (9000.0 * right) as usize));
            let inner = cell.filter(|c| c.row == row).map(|c| runs(&c.runs)).unwrap_or_default();
            cells.push_str(&format!("\\pard\\intbl {inner}\\cell "));
        }
        out.push_str(&format!("\n{cells}\\row\n"));
    }
    out
}

pub fn write(sheet: &Sheet, style: &Style) -> String {
    let mut body = String::new();
    for block in &sheet.blocks {
        match block {
            Block::Para(text) => body.push_str(&format!("\\pard {}\\par\n", runs(text))),
            Block::Table(cells) => body.push_str(&table(cells, style)),
        }
    }
    for (n, note) in sheet.notes.iter().enumerate() {
        body.push_str(&format!("\\pard {{\\super {}}} {}\\par\n", n + 1, escaped(note)));
    }
    let (half, margin) = ((style.size * 2.0) as usize, (style.margin * 20.0) as usize);
    format!(
        "{{\\rtf1\\ansi\\ansicpg936\\uc1\\deff0{{\\fonttbl{{\\f0\\fnil\\fcharset134 {};}}}}{{\\colortbl;\\red0\\green0\\blue0;\\red255\\green255\\blue255;\\red253\\green253\\blue253;\\red192\\green192\\blue192;}}\\paperw11906\\paperh16838\\margl{margin}\\margr{margin}\n\\f0\\fs{half} {body}}}",
        escaped(style.font)
    )
}
