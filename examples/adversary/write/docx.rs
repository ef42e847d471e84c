//! Word files.

use super::{Style, escaped};
use crate::package::Package;
use crate::sheet::{Block, Lines, Run, Set, Sheet, Table};

pub const SPACES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w10="urn:schemas-microsoft-com:office:word" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;
const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPES: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

fn runs(runs: &[Run]) -> String {
    let mut out = String::new();
    for run in runs {
        if let Set::Note(n) = run.set {
            out.push_str(&format!(
                "<w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:footnoteReference w:id=\"{n}\"/></w:r>"
            ));
            continue;
        }
        let properties = match run.set {
            Set::Super => "<w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr>",
            Set::Sub => "<w:rPr><w:vertAlign w:val=\"subscript\"/></w:rPr>",
            Set::Underlined => "<w:rPr><w:u w:val=\"single\"/></w:rPr>",
            Set::Framed => {
                "<w:rPr><w:bdr w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/></w:rPr>"
            }
            Set::Marked => "<w:rPr><w:highlight w:val=\"lightGray\"/></w:rPr>",
            Set::Struck => "<w:rPr><w:strike/></w:rPr>",
            Set::Plain | Set::Note(_) => "",
        };
        for (n, line) in run.text.split('\n').enumerate() {
            let breaks = if n > 0 { "<w:br/>" } else { "" };
            out.push_str(&format!(
                "<w:r>{properties}{breaks}<w:t xml:space=\"preserve\">{}</w:t></w:r>",
                escaped(line)
            ));
        }
    }
    out
}

fn table(table: &Table, style: &Style) -> String {
    let width = 9000.0;
    let shares = style.shares(table.cols);
    let eighths = (style.border * 8.0) as usize;
    let line = |name: &str, on: bool| {
        let kind = if on { "single" } else { "nil" };
        format!("<w:{name} w:val=\"{kind}\" w:sz=\"{eighths}\" w:space=\"0\" w:color=\"000000\"/>")
    };
    let borders = |sides: [bool; 6]| -> String {
        ["top", "left", "bottom", "right", "insideH", "insideV"]
            .iter()
            .zip(sides)
            .map(|(name, on)| line(name, on))
            .collect()
    };
    let all = match table.lines {
        Lines::All => borders([true; 6]),
        Lines::Three => borders([true, false, true, false, false, false]),
        Lines::None => borders([false; 6]),
    };
    let grid: String = shares
        .iter()
        .map(|share| format!("<w:gridCol w:w=\"{}\"/>", (width * share) as usize))
        .collect();
    let mut out = format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"9000\" w:type=\"dxa\"/><w:tblBorders>{all}</w:tblBorders><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
    );
    for row in 0..table.rows {
        out.push_str("<w:tr>");
        let mut col = 0;
        while col < table.cols {
            let holds = |c: &&crate::sheet::Cell| {
                (c.row..c.row + c.rows).contains(&row) && (c.col..c.col + c.cols).contains(&col)
            };
            let cell = table.cells.iter().find(holds);
            let cols = cell.map_or(1, |c| c.col + c.cols - col).min(table.cols - col);
            let wide: f32 = shares[col..col + cols].iter().sum();
            let mut properties =
                format!("<w:tcW w:w=\"{}\" w:type=\"dxa\"/>", (width * wide) as usize);
            if cols > 1 {
                properties.push_str(&format!("<w:gridSpan w:val=\"{cols}\"/>"));
            }
            let goes_on = cell.is_some_and(|c| c.row < row);
            if cell.is_some_and(|c| c.rows > 1) {
                properties.push_str(if goes_on {
                    "<w:vMerge/>"
                } else {
                    "<w:vMerge w:val=\"restart\"/>"
                });
            }
            if table.lines == Lines::Three && row == 0 {
                properties
                    .push_str(&format!("<w:tcBorders>{}</w:tcBorders>", line("bottom", true)));
            }
            let inner = cell.filter(|_| !goes_on).map(|c| runs(&c.runs)).unwrap_or_default();
            out.push_str(&format!("<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{inner}</w:p></w:tc>"));
            col += cols;
        }
        out.push_str("</w:tr>");
    }
    // Two tables one behind the other would be one.
    out + "</w:tbl><w:p/>"
}

pub fn write(sheet: &Sheet, style: &Style) -> Option<Vec<u8>> {
    let mut body = String::new();
    for block in &sheet.blocks {
        match block {
            Block::Para(text) => body.push_str(&format!("<w:p>{}</w:p>", runs(text))),
            Block::Table(cells) => body.push_str(&table(cells, style)),
        }
    }
    let margin = (style.margin * 20.0) as usize;
    body.push_str(&format!("<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"{margin}\" w:right=\"{margin}\" w:bottom=\"{margin}\" w:left=\"{margin}\" w:header=\"720\" w:footer=\"720\" w:gutter=\"0\"/></w:sectPr>"));
    let half = (style.size * 2.0) as usize;
    let styles = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:styles {SPACES}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Times New Roman\" w:eastAsia=\"{}\" w:hAnsi=\"Times New Roman\"/><w:sz w:val=\"{half}\"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"a\"><w:name w:val=\"Normal\"/></w:style></w:styles>",
        style.font
    );
    let mut relations =
        format!("<Relationship Id=\"rId1\" Type=\"{KIND}/styles\" Target=\"styles.xml\"/>");
    let mut types = String::new();
    let mut package = Package::default();
    if !sheet.notes.is_empty() {
        relations.push_str(&format!(
            "<Relationship Id=\"rId2\" Type=\"{KIND}/footnotes\" Target=\"footnotes.xml\"/>"
        ));
        types.push_str(&format!(
            "<Override PartName=\"/word/footnotes.xml\" ContentType=\"{TYPES}.footnotes+xml\"/>"
        ));
        let notes: String = sheet.notes.iter().enumerate().map(|(n, text)| {
            format!("<w:footnote w:id=\"{}\"><w:p><w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:footnoteRef/></w:r><w:r><w:t xml:space=\"preserve\"> {}</w:t></w:r></w:p></w:footnote>", n + 1, escaped(text))
        }).collect();
        package.set("word/footnotes.xml", format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:footnotes {SPACES}>{notes}</w:footnotes>"));
    }
    package.set("[Content_Types].xml", format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"png\" ContentType=\"image/png\"/><Override PartName=\"/word/document.xml\" ContentType=\"{TYPES}.document.main+xml\"/><Override PartName=\"/word/styles.xml\" ContentType=\"{TYPES}.styles+xml\"/>{types}</Types>"));
    package.set("_rels/.rels", format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"{KIND}/officeDocument\" Target=\"word/document.xml\"/></Relationships>"));
    package.set("word/_rels/document.xml.rels", format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{relations}</Relationships>"));
    package.set("word/styles.xml", styles);
    package.set("word/document.xml", format!("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:document {SPACES}><w:body>{body}</w:body></w:document>"));
    package.bytes()
}
