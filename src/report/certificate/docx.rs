//! A certificate as a Word file.

use super::{Certificate, Part};
use crate::problem::{Code, Problem};
use docx_rs::{
    AlignmentType, Docx, Paragraph, Run, RunFonts, Table, TableCell, TableLayoutType, TableRow,
    WidthType,
};
use std::io::Cursor;

/// Width of the text on the page, twentieths of a point.
const WIDTH: u32 = 9_000;

/// The certificate as DOCX.
///
/// # Errors
///
/// When it cannot be packed.
pub fn docx(certificate: &Certificate<'_>) -> Result<Vec<u8>, Problem> {
    let fonts =
        RunFonts::new().ascii("Times New Roman").hi_ansi("Times New Roman").east_asia("SimSun");
    let mut numbered = Numbered(0);
    let mut document = Docx::new().default_fonts(fonts).default_size(21);
    for part in certificate.parts() {
        document = match part {
            Part::Title(text) => {
                let title = numbered.paragraph(&text, 36, true, None).align(AlignmentType::Center);
                document.add_paragraph(title)
            }
            Part::Warning(text) => {
                document.add_paragraph(numbered.paragraph(&text, 28, true, Some("A3001B")))
            }
            Part::Conclusion(text) => {
                let conclusion = numbered.paragraph(&text, 30, true, None);
                document.add_paragraph(conclusion.align(AlignmentType::Center))
            }
            Part::Heading(text) => {
                document.add_paragraph(numbered.paragraph(&text, 26, true, None))
            }
            Part::Text(text) => document.add_paragraph(numbered.paragraph(&text, 21, false, None)),
            Part::Signature(text) => {
                let line = format!("{text}______________________");
                document.add_paragraph(numbered.paragraph(&line, 24, false, None))
            }
            Part::Table(widths, heads, rows) => {
                document.add_table(numbered.table(&widths, &heads, &rows))
            }
        };
    }
    let mut bytes = Cursor::new(Vec::new());
    document
        .build()
        .pack(&mut bytes)
        .map_err(|error| Problem::new(Code::Internal, format!("DOCX 无法写出（{error}）"), ""))?;
    Ok(bytes.into_inner())
}

/// Paragraphs are numbered by ourselves: the library's own numbers go on from one document
/// to the next.
struct Numbered(u32);

impl Numbered {
    fn paragraph(
        &mut self,
        text: &str,
        size: usize,
        bold: bool,
        colour: Option<&str>,
    ) -> Paragraph {
        self.0 += 1;
        let mut paragraph = Paragraph::new().id(format!("{:08x}", self.0));
        for (n, line) in text.split('\n').enumerate() {
            let clean: String = line.chars().filter(|c| !c.is_control()).collect();
            let mut run = Run::new().size(size);
            if n > 0 {
                run = run.add_break(docx_rs::BreakType::TextWrapping);
            }
            if bold {
                run = run.bold();
            }
            if let Some(colour) = colour {
                run = run.color(colour);
            }
            paragraph = paragraph.add_run(run.add_text(clean));
        }
        paragraph
    }

    fn table(&mut self, widths: &[u32], heads: &[String], rows: &[Vec<String>]) -> Table {
        let grid: Vec<usize> = widths.iter().map(|part| (WIDTH * part / 100) as usize).collect();
        let mut row = |cells: &[String], bold: bool| {
            let cells = cells.iter().zip(&grid).map(|(text, width)| {
                TableCell::new()
                    .width(*width, WidthType::Dxa)
                    .add_paragraph(self.paragraph(text, 18, bold, None))
            });
            TableRow::new(cells.collect())
        };
        let mut all = vec![row(heads, true)];
        all.extend(rows.iter().map(|cells| row(cells, false)));
        Table::new(all).set_grid(grid).layout(TableLayoutType::Fixed)
    }
}
