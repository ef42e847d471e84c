//! Web pages.

use super::{Style, escaped};
use crate::sheet::{Block, Lines, Run, Set, Sheet, Table};

fn runs(runs: &[Run]) -> String {
    let one = |run: &Run| {
        // Blanks that are to be seen must be hard ones.
        let text = escaped(&run.text).replace("  ", "&nbsp;&nbsp;").replace('\n', "<br>");
        match run.set {
            Set::Plain => text,
            Set::Super => format!("<sup>{text}</sup>"),
            Set::Sub => format!("<sub>{text}</sub>"),
            Set::Underlined => format!("<u>{text}</u>"),
            Set::Framed => format!("<span style=\"border:1px solid #000\">{text}</span>"),
            Set::Marked => format!("<mark>{text}</mark>"),
            Set::Struck => format!("<s>{text}</s>"),
            Set::Note(n) => format!("<sup>{n}</sup>"),
        }
    };
    runs.iter().map(one).collect()
}

fn table(table: &Table) -> String {
    let class = match table.lines {
        Lines::All => "all",
        Lines::Three => "three",
        Lines::None => "none",
    };
    let mut out = format!("<table class=\"{class}\">");
    for row in 0..table.rows {
        out.push_str("<tr>");
        for cell in table.cells.iter().filter(|c| c.row == row) {
            let mut span = String::new();
            if cell.cols > 1 {
                span.push_str(&format!(" colspan=\"{}\"", cell.cols));
            }
            if cell.rows > 1 {
                span.push_str(&format!(" rowspan=\"{}\"", cell.rows));
            }
            out.push_str(&format!("<td{span}>{}</td>", runs(&cell.runs)));
        }
        out.push_str("</tr>\n");
    }
    out + "</table>\n"
}

pub fn write(sheet: &Sheet, style: &Style) -> String {
    let mut body = String::new();
    for block in &sheet.blocks {
        match block {
            Block::Para(text) => body.push_str(&format!("<p>{}</p>\n", runs(text))),
            Block::Table(cells) => body.push_str(&table(cells)),
        }
    }
    if !sheet.notes.is_empty() {
        body.push_str("<hr>\n");
    }
    for (n, note) in sheet.notes.iter().enumerate() {
        body.push_str(&format!("<p><sup>{}</sup> {}</p>\n", n + 1, escaped(note)));
    }
    let (size, margin, border, font) = (style.size, style.margin, style.border, style.font);
    let pitch = style.pitch / style.size;
    format!(
        "<!doctype html>\n<html lang=\"zh\"><head><meta charset=\"utf-8\"><title></title><style>body{{font-family:'{font}';font-size:{size}pt;line-height:{pitch:.2};margin:{margin:.0}pt}}table{{border-collapse:collapse;width:100%}}table.all td{{border:{border}pt solid #000}}table.three tr:first-child td{{border-top:1pt solid #000;border-bottom:1pt solid #000}}table.three tr:last-child td{{border-bottom:1pt solid #000}}td{{padding:2pt 4pt}}</style></head><body>\n{body}</body></html>\n"
    )
}
