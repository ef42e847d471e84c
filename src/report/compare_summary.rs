//! Many comparisons in one sheet.

use crate::compare::{Report, Severity};
use crate::problem::{Code, Problem};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, Url, Workbook, Worksheet, XlsxError,
};

/// One line of the summary.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// The applicant, as far as either side names it.
    pub name: String,
    /// Its credit code.
    pub code: String,
    /// The paper's file; empty when there is none.
    pub paper: String,
    /// The online file; empty when there is none.
    pub online: String,
    /// The report, if both sides could be read.
    pub report: Option<Report>,
    /// Why there is no report, in Chinese.
    pub problem: String,
    /// What else a reviewer must know of the pair.
    pub note: String,
    /// The name of the detailed report.
    pub detail: String,
}

const COLUMNS: [(&str, f64); 13] = [
    ("序号", 6.0),
    ("企业名称", 30.0),
    ("统一社会信用代码", 22.0),
    ("结论", 10.0),
    ("实质差异", 9.0),
    ("存疑", 7.0),
    ("形式差异", 9.0),
    ("未读出", 8.0),
    ("比对栏目", 9.0),
    ("说明", 44.0),
    ("纸质件", 34.0),
    ("网上数据", 34.0),
    ("报告", 26.0),
];

/// The summary as XLSX: one line a pair, unpaired files at the end.
///
/// # Errors
///
/// When the sheet cannot be built.
pub fn xlsx(lines: &[Line]) -> Result<Vec<u8>, Problem> {
    build(lines).map_err(|e| Problem::new(Code::Internal, format!("汇总表未能写出（{e}）"), ""))
}

/// Why the verdict is what it is, and what else must be known.
pub fn said(report: &Report, note: &str) -> String {
    if note.is_empty() { report.reason.clone() } else { format!("{}；{note}", report.reason) }
}

fn build(lines: &[Line]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // A fixed date: the same comparisons give the same bytes.
    let created = ExcelDateTime::from_ymd(2020, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let head =
        Format::new().set_bold().set_background_color(Color::RGB(0xE9_ED_F1)).set_text_wrap();
    let sheet = book.add_worksheet();
    sheet.set_name("核对汇总")?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, (title, width)) in COLUMNS.iter().enumerate() {
        sheet.write_with_format(0, column as u16, *title, &head)?;
        sheet.set_column_width(column as u16, *width)?;
    }
    for (index, line) in lines.iter().enumerate() {
        let row = index as u32 + 1;
        sheet.write(row, 0, row)?;
        sheet.write(row, 1, &line.name)?;
        sheet.write(row, 2, &line.code)?;
        sheet.write(row, 10, &line.paper)?;
        sheet.write(row, 11, &line.online)?;
        link(sheet, row, &line.detail)?;
        let Some(report) = &line.report else {
            let word = if line.paper.is_empty() || line.online.is_empty() {
                "未配对"
            } else {
                "读取失败"
            };
            sheet.write(row, 3, word)?;
            sheet.write(row, 9, &line.problem)?;
            continue;
        };
        let color = match report.verdict.status() {
            0 => Color::RGB(0x1B_6B_3A),
            1 => Color::RGB(0xB3_26_1E),
            _ => Color::RGB(0x8A_5A_00),
        };
        let word = Format::new().set_bold().set_font_color(color);
        sheet.write_with_format(row, 3, report.verdict.title(), &word)?;
        let count =
            |severity| report.differences.iter().filter(|d| d.severity == severity).count() as u32;
        sheet.write(row, 4, count(Severity::Material))?;
        sheet.write(row, 5, count(Severity::Suspect))?;
        sheet.write(row, 6, count(Severity::Formal))?;
        sheet.write(row, 7, report.coverage.unread.len() as u32)?;
        sheet.write(row, 8, report.coverage.fields_compared as u32)?;
        sheet.write(row, 9, said(report, &line.note))?;
    }
    sheet.autofilter(0, 0, lines.len() as u32, COLUMNS.len() as u16 - 1)?;
    book.save_to_buffer()
}

/// The name of a report, with a link to it: it lies in the same folder as the sheet,
/// so that the folder may be moved. A name that is no plain file name stays text.
fn link(sheet: &mut Worksheet, row: u32, name: &str) -> Result<(), XlsxError> {
    let plain = !name.is_empty() && !name.contains(['/', '\\', ':', '#', '?', '%']);
    if plain && name.chars().count() < 200 {
        let url = Url::new(format!("file:///{name}")).set_text(name);
        sheet.write_url(row, 12, url)?;
    } else {
        sheet.write(row, 12, name)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn a_line_of_the_summary_links_to_its_report() {
        let line = Line { detail: "0001.html".into(), ..Line::default() };
        let odd = Line { detail: "a#b.html".into(), ..Line::default() };
        let bytes = xlsx(&[line, odd]).expect("a sheet");
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a package");
        let mut text = String::new();
        zip.by_name("xl/worksheets/_rels/sheet1.xml.rels")
            .expect("links")
            .read_to_string(&mut text)
            .expect("text");
        assert!(text.contains("Target=\"0001.html\" TargetMode=\"External\""), "{text}");
        assert_eq!(text.matches("<Relationship ").count(), 1, "{text}");
    }
}
