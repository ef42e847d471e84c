//! OOXML sheets (ECMA-376 part 1, §18), streamed part by part.

use super::marks::{Fit, Grid, Marks};
use super::styles::Styles;
use super::{Budget, Sheet, Use, Workbook};
use super::{comments, drawing, number, pictures};
use crate::characters::Powers;
use crate::characters::symbols::{self, SymbolFont};
use crate::problem::{Problem, Warning, WarningCode};
use crate::read::package::Package;
use crate::read::related;
use crate::read::xml::{self, attr};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::{BTreeMap, HashMap};

/// Reads a package.
pub(super) fn read(
    package: &Package<'_>,
    budget: &mut Budget,
    wanted: Use,
) -> Result<Workbook, Problem> {
    let main = ["xl/workbook.xml", "workbook.xml"].into_iter().find(|name| package.has(name));
    let Some(main) = main else {
        return Err(Problem::damaged("压缩包里没有工作簿（xl/workbook.xml）"));
    };
    let folder = main.strip_suffix("workbook.xml").unwrap_or_default();
    let mut book = Workbook::default();
    let styles = Styles::of(
        &part(package, &format!("{folder}styles.xml"))?,
        &part(package, &format!("{folder}theme/theme1.xml"))?,
    );
    let strings = strings(&part(package, &format!("{folder}sharedStrings.xml"))?, &styles, budget);
    let rels = part(package, &related::place(main))?;
    let sheets = related::of(main, &xml::decode(&rels)).into_iter();
    let targets: HashMap<String, String> = sheets.map(|r| (r.id, r.target)).collect();
    let workbook = part(package, main)?;
    let text = xml::decode(&workbook);
    let mut reader = xml::reader(&text);
    let mut listed = Vec::new();
    let mut epoch_1904 = false;
    let (mut marks, mut struck) = (Marks::default(), Marks::default());
    let mut areas: Vec<(usize, String)> = Vec::new();
    let mut area: Option<usize> = None;
    let mut counts_anew = false;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(e) if e.local_name().as_ref() == "sheet" => {
                let hidden = attr(&e, "state").is_some_and(|state| state.contains("idden"));
                let name = attr(&e, "name").unwrap_or_default().into_owned();
                // `r:id`; `sheetId` has another local name.
                listed.push((name, attr(&e, "id").unwrap_or_default().into_owned(), hidden));
            }
            Event::Start(e) if e.local_name().as_ref() == "calcPr" => {
                counts_anew = matches!(attr(&e, "fullCalcOnLoad").as_deref(), Some("1" | "true"));
            }
            Event::Start(e) if e.local_name().as_ref() == "definedName" => {
                let printed = attr(&e, "name").is_some_and(|n| n.ends_with("Print_Area"));
                area = attr(&e, "localSheetId").and_then(|i| i.parse().ok()).filter(|_| printed);
            }
            Event::Text(t) => {
                areas.extend(area.take().map(|sheet| (sheet, t.xml10_content().into_owned())));
            }
            Event::Start(e) if e.local_name().as_ref() == "workbookPr" => {
                epoch_1904 = matches!(attr(&e, "date1904").as_deref(), Some("1" | "true"));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let mut names: Vec<String> = package.names().map(str::to_lowercase).collect();
    names.sort_unstable();
    if let Some(twice) = names.windows(2).find(|two| two[0] == two[1]) {
        marks.whole(&format!("压缩包里有两个 {}，各软件可能显示不同的一个", twice[0]));
    }
    for (index, (name, id, hidden)) in listed.into_iter().enumerate() {
        let Some(target) = targets.get(&id) else { continue };
        if !package.has(target) {
            let message = format!("工作表“{name}”的内容缺失");
            book.warnings.push(Warning::new(WarningCode::PartMissing, message));
            continue;
        }
        let bytes = match part(package, target) {
            Ok(bytes) => bytes,
            Err(problem) => {
                let message = format!("工作表“{name}”未读出：{}", problem.message);
                book.warnings.push(Warning::new(WarningCode::SheetUnread, message));
                continue;
            }
        };
        let mut sheet = Sheet { name, hidden, ..Sheet::default() };
        let style = Style { strings: &strings, styles: &styles, epoch_1904, counts_anew, wanted };
        style.sheet(&bytes, &mut sheet, budget, (&mut marks, &mut struck));
        sheet.boxes = drawing::boxes(package, target, budget, &mut book.warnings);
        drawing::covered(package, target, &sheet, &mut marks);
        if wanted == Use::Print {
            sheet.pictures = pictures::of_sheet(package, target);
        }
        for [r0, c0, r1, c1] in &sheet.merged {
            let swallowed = sheet.cells.range((*r0, 0)..=(*r1, u32::MAX)).take(LOOKED_AT);
            for (at, text) in
                swallowed.filter(|(at, _)| (*c0..=*c1).contains(&at.1) && **at != (*r0, *c0))
            {
                marks.cell(&sheet.name, *at, text, "所在的格并入了左上的格，不显示");
            }
        }
        for (at, text) in comments::of_sheet(package, target, LOOKED_AT) {
            marks.cell(&sheet.name, at, &text, "是批注，未参与比对");
        }
        let printed: Vec<[u32; 4]> = areas
            .iter()
            .filter(|(of, _)| *of == index)
            .flat_map(|(_, area)| area.split(','))
            .filter_map(|area| region(area.rsplit('!').next().unwrap_or(area)))
            .take(64)
            .collect();
        if !printed.is_empty() {
            for (at, text) in &sheet.cells {
                let inside =
                    |a: &[u32; 4]| a[0] <= at.0 && at.0 <= a[2] && a[1] <= at.1 && at.1 <= a[3];
                if !printed.iter().any(inside) {
                    marks.cell(&sheet.name, *at, text, "在打印区域之外，打印时不显示");
                }
            }
        }
        book.sheets.push(sheet);
    }
    book.warnings.extend(marks.warnings(WarningCode::ShownOtherwise));
    book.warnings.extend(struck.warnings(WarningCode::StruckText));
    Ok(book)
}

/// Cells of a merged region, and comments of a sheet, that are looked at.
const LOOKED_AT: usize = 4_096;

/// `B2:D9` as first row and column, last row and column, from 0.
fn region(text: &str) -> Option<[u32; 4]> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let (first, last) = (position(first)?, position(last)?);
    Some([first.0, first.1, last.0, last.1])
}

/// A cell in a font that shows symbols for letters and digits.
fn in_symbols(read: &mut Read, font: SymbolFont) {
    read.text = symbols::translate(&read.text, Some(font));
    if read.text.contains(|c: char| c.is_ascii_alphanumeric()) {
        read.told.push("以符号字体显示，看到的是别的符号");
    }
}

/// A part's bytes; none when it is not there.
fn part(package: &Package<'_>, name: &str) -> Result<Vec<u8>, Problem> {
    package.read(name).map_or(Ok(Vec::new()), |read| read.map(|part| part.bytes))
}

/// A string, with what its runs make of it.
#[derive(Debug, Clone, Default)]
struct Item {
    text: String,
    /// A run is struck through.
    struck: bool,
    /// Colours of runs that have their own.
    colours: Vec<crate::read::colour::Rgba>,
    /// A run is too small to be read.
    tiny: bool,
}

/// Shared strings; readings over characters (`rPh`) are no text.
fn strings(bytes: &[u8], styles: &Styles, budget: &mut Budget) -> Vec<Item> {
    let text = xml::decode(bytes);
    let mut reader = xml::reader(&text);
    let mut found: Vec<Item> = Vec::new();
    let mut length = 0;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(e) if e.local_name().as_ref() == "si" => {
                let item = item(&mut reader, styles, "si");
                length += item.text.len();
                if length > budget.characters {
                    budget.spent = true;
                    break;
                }
                found.push(item);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    found
}

/// A string item, up to its end.
fn item(reader: &mut Reader<&[u8]>, styles: &Styles, end: &str) -> Item {
    let mut item = Item::default();
    let mut in_text = false;
    let mut aside = 0usize;
    let (mut raised, mut powers) = (false, Powers::default());
    let (mut struck, mut tiny, mut colour) = (false, false, None);
    let mut raw = String::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(e) => match e.local_name().as_ref() {
                "t" => in_text = aside == 0,
                "rPh" => aside += 1,
                "r" => (raised, struck, tiny, colour) = (false, false, false, None),
                "strike" => struck = xml::is_on(&e),
                "color" => colour = styles.colour(&e),
                "sz" => {
                    tiny =
                        attr(&e, "val").and_then(|v| v.parse::<f32>().ok()).is_some_and(|v| v < 3.0)
                }
                "vertAlign" => raised = attr(&e, "val").as_deref() == Some("superscript"),
                _ => {}
            },
            Event::End(e) => match e.local_name().as_ref() {
                "t" => {
                    in_text = false;
                    let run = unescaped(&std::mem::take(&mut raw));
                    if !run.trim().is_empty() {
                        item.struck |= struck;
                        item.tiny |= tiny;
                        item.colours.extend(colour);
                    }
                    for c in run.chars() {
                        let before = item.text.chars().next_back();
                        item.text.push(powers.show(before, c, raised));
                    }
                }
                "rPh" => aside = aside.saturating_sub(1),
                name if name == end => break,
                _ => {}
            },
            Event::Text(t) if in_text => raw += &t.xml10_content(),
            Event::CData(t) if in_text => raw += &t.xml10_content(),
            Event::GeneralRef(r) if in_text => raw.extend(xml::resolve(&r)),
            Event::Eof => break,
            _ => {}
        }
    }
    item
}

/// `_x000D_` and the like as the characters they stand for (ECMA-376 §22.9.2.19).
fn unescaped(text: &str) -> String {
    if !text.contains("_x") {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        let code = rest.get(at + 2..at + 6).filter(|_| rest.get(at + 6..at + 7) == Some("_"));
        match code.and_then(|code| u32::from_str_radix(code, 16).ok()) {
            Some(code) => {
                // A carriage return goes with the line feed behind it.
                let feed = rest[at + 7..].starts_with('\n');
                if code != 0x0D || !feed {
                    let c = if code == 0x0D { Some('\n') } else { char::from_u32(code) };
                    out.extend(c.filter(|c| *c == '\n' || !c.is_control()));
                }
                rest = &rest[at + 7..];
            }
            None => {
                out.push_str("_x");
                rest = &rest[at + 2..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// What cells refer to.
struct Style<'a> {
    strings: &'a [Item],
    styles: &'a Styles,
    epoch_1904: bool,
    /// Formulas are counted when the workbook is opened.
    counts_anew: bool,
    wanted: Use,
}

/// A cell as it is shown.
#[derive(Debug, Default)]
struct Read {
    text: String,
    number: bool,
    struck: bool,
    told: Vec<&'static str>,
    /// The value as it is kept, where that is a number.
    value: Option<f64>,
}

impl Style<'_> {
    fn sheet(
        &self,
        bytes: &[u8],
        sheet: &mut Sheet,
        budget: &mut Budget,
        (marks, struck): (&mut Marks, &mut Marks),
    ) {
        let text = xml::decode(bytes);
        let mut reader = xml::reader(&text);
        let (mut row, mut col) = (0u32, 0u32);
        let mut grid = Grid::default();
        let mut fits: BTreeMap<(u32, u32), Fit> = BTreeMap::new();
        let (mut zeros, mut rules) = (true, Vec::new());
        let mut region_of_rules = String::new();
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(e) => match e.local_name().as_ref() {
                    "row" => {
                        let given = attr(&e, "r").and_then(|r| r.parse::<u32>().ok());
                        row = given.map_or(row + 1, |r| r);
                        col = 0;
                        grid.row(&e, row.saturating_sub(1));
                    }
                    "col" => grid.col(&e),
                    "sheetView" => {
                        let on = |name: &str| attr(&e, name).map(|v| matches!(&*v, "1" | "true"));
                        zeros &= on("showZeros") != Some(false);
                        if on("rightToLeft") == Some(true) {
                            marks.whole(&format!("工作表“{}”的列从右向左排列", sheet.name));
                        }
                        if on("showFormulas") == Some(true) {
                            marks.whole(&format!("工作表“{}”显示公式而不是结果", sheet.name));
                        }
                    }
                    "conditionalFormatting" => {
                        region_of_rules = attr(&e, "sqref").unwrap_or_default().into_owned();
                    }
                    "cfRule" => {
                        let look = attr(&e, "dxfId").and_then(|id| id.parse::<usize>().ok());
                        let why = look.and_then(|id| self.styles.conditional.get(id)).copied();
                        rules.extend(why.flatten().map(|why| (region_of_rules.clone(), why)));
                    }
                    "dataBar" | "iconSet"
                        if attr(&e, "showValue").is_some_and(|v| matches!(&*v, "0" | "false")) =>
                    {
                        rules.push((region_of_rules.clone(), "条件格式以图形代替数值"));
                    }
                    "c" => {
                        let at = attr(&e, "r").and_then(|r| position(&r));
                        let (r, c) = at.unwrap_or((row.saturating_sub(1), col));
                        col = c + 1;
                        let kind = attr(&e, "t").unwrap_or_default().into_owned();
                        let style = attr(&e, "s").and_then(|s| s.parse::<usize>().ok());
                        let mut read = self.cell(&mut reader, &kind, style.unwrap_or(0));
                        let look = self.styles.looks.get(style.unwrap_or(0));
                        if let Some(font) = look.and_then(|look| look.symbols) {
                            in_symbols(&mut read, font);
                        }
                        if !zeros && read.value == Some(0.0) {
                            read.told.push("值为零，按设置不显示");
                        }
                        for why in &read.told {
                            let kept = read.value.filter(|_| read.text.trim().is_empty());
                            let text = kept.map_or(read.text.clone(), |kept| kept.to_string());
                            marks.cell(&sheet.name, (r, c), &text, why);
                        }
                        if read.struck {
                            let why = "加有删除线，是否作废须人工认定";
                            struck.cell(&sheet.name, (r, c), &read.text, why);
                        }
                        if read.text.trim().is_empty() {
                            continue;
                        }
                        if !budget.take(read.text.len()) {
                            return;
                        }
                        // A number that has no room is #### wherever it is looked at.
                        if (self.wanted == Use::Print || read.number) && !grid.is_plain() {
                            let look = self.styles.looks.get(style.unwrap_or(0));
                            let fit =
                                look.map_or(Fit { size: 1.0, ..Fit::default() }, |look| Fit {
                                    number: read.number,
                                    wraps: look.wraps,
                                    shrinks: look.shrinks,
                                    turned: look.turned,
                                    size: look.size,
                                });
                            fits.insert((r, c), fit);
                        }
                        if let Some(value) = read.value {
                            sheet.values.insert((r, c), value);
                        }
                        if let Some(first) = sheet.cells.get(&(r, c)).filter(|t| **t != read.text) {
                            let why = "所在的格写有两次，各软件可能显示不同的一个";
                            marks.cell(&sheet.name, (r, c), first, why);
                        }
                        sheet.cells.insert((r, c), read.text);
                    }
                    "mergeCell" if sheet.merged.len() < budget.cells => {
                        let area = attr(&e, "ref").unwrap_or_default().into_owned();
                        sheet.merged.extend(region(&area));
                    }
                    "oddHeader" | "oddFooter" | "firstHeader" | "firstFooter" | "evenHeader"
                    | "evenFooter" => {
                        let header = e.local_name().as_ref().ends_with("Header");
                        let text = printed_margin(&unescaped(&words(&mut reader)));
                        if !text.is_empty() && budget.take(text.len()) {
                            sheet.margins.push((header, text));
                        }
                    }
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
        }
        for (areas, why) in rules.iter().take(256) {
            for [r0, c0, r1, c1] in areas.split_whitespace().filter_map(region) {
                for (at, text) in sheet.cells.range((r0, 0)..=(r1, u32::MAX)) {
                    if (c0..=c1).contains(&at.1) {
                        marks.cell(&sheet.name, *at, text, why);
                    }
                }
            }
        }
        grid.tell(sheet, &fits, marks);
    }

    /// What a cell shows; the stored result of a formula.
    fn cell(&self, reader: &mut Reader<&[u8]>, kind: &str, style: usize) -> Read {
        let mut value = String::new();
        let (mut in_value, mut formula) = (false, false);
        let mut own = None;
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(e) => match e.local_name().as_ref() {
                    "v" => in_value = true,
                    "f" => formula = true,
                    "is" => own = Some(item(reader, self.styles, "is")),
                    _ => {}
                },
                Event::End(e) => match e.local_name().as_ref() {
                    "v" => in_value = false,
                    "c" => break,
                    _ => {}
                },
                Event::Text(t) if in_value => value += &t.xml10_content(),
                Event::GeneralRef(r) if in_value => value.extend(xml::resolve(&r)),
                Event::Eof => break,
                _ => {}
            }
        }
        let usual = super::styles::Look::default();
        let look = self.styles.looks.get(style).unwrap_or(&usual);
        let mut read = Read { struck: look.struck, ..Read::default() };
        if formula && value.is_empty() && own.is_none() && kind != "str" {
            read.told.push("是公式，没有存下结果，未读");
        } else if formula && self.counts_anew {
            read.told.push("是公式，打开时重新计算，结果可能与存下的不同");
        }
        let shown = match kind {
            "s" => {
                let index = value.trim().parse::<usize>().ok();
                let found = index.and_then(|i| self.strings.get(i));
                self.text(found.cloned().unwrap_or_default(), look, &mut read)
            }
            "inlineStr" => self.text(own.unwrap_or_default(), look, &mut read),
            "str" => {
                let item = Item { text: unescaped(&value), ..Item::default() };
                self.text(item, look, &mut read)
            }
            "b" => if value.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned(),
            "e" => value,
            "d" => value.trim_end_matches("T00:00:00").to_owned(),
            _ => match value.trim().parse::<f64>() {
                Ok(number) => {
                    let shown = number::show(number, &look.format, self.epoch_1904);
                    read.told.extend(shown.told);
                    (read.number, read.value) = (true, Some(number));
                    shown.text
                }
                Err(_) => value,
            },
        };
        if !shown.trim().is_empty() {
            read.told.extend(look.why(&shown));
            if shown.contains(turns_around) {
                read.told.push("含双向控制字符，显示次序可能不同");
            }
        } else {
            read.struck = false;
        }
        read.text = shown;
        read
    }

    /// A string in a cell.
    fn text(&self, item: Item, look: &super::styles::Look, read: &mut Read) -> String {
        read.struck |= item.struck;
        if item.tiny {
            read.told.push("有文字字号极小，看不清");
        }
        if item.colours.iter().any(|colour| !look.shows(Some(*colour))) {
            read.told.push("有文字的颜色与底色相同或相近，看不见");
        }
        let shown = number::show_text(&item.text, &look.format);
        read.told.extend(shown.told);
        if shown.told.is_some() { item.text } else { shown.text }
    }
}

/// Controls of writing direction.
fn turns_around(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200f}' | '\u{61c}')
}

impl Grid {
    fn row(&mut self, e: &quick_xml::events::BytesStart<'_>, row: u32) {
        let on = |name: &str| attr(e, name).is_some_and(|v| matches!(&*v, "1" | "true"));
        let height = attr(e, "ht").and_then(|h| h.parse::<f32>().ok());
        if on("hidden") || on("customHeight") && height.is_some_and(|h| h < 3.0) {
            self.hidden_rows.push((row, row));
        } else if on("customHeight") {
            self.heights.extend(height.map(|h| (row, h)));
        }
    }

    fn col(&mut self, e: &quick_xml::events::BytesStart<'_>) {
        let number = |name: &str| attr(e, name).and_then(|v| v.parse::<f32>().ok());
        let on = |name: &str| attr(e, name).is_some_and(|v| matches!(&*v, "1" | "true"));
        let (Some(first), Some(last)) = (number("min"), number("max")) else { return };
        let (first, last) = ((first as u32).saturating_sub(1), (last as u32).saturating_sub(1));
        let width = number("width");
        if on("hidden") || width.is_some_and(|w| w < 0.5) {
            self.hidden_cols.push((first, last));
        }
        if on("customWidth") && !on("hidden") {
            self.widths.extend(width.map(|w| (first, last, w)));
        }
    }

    /// Whether every row and column has its usual size.
    fn is_plain(&self) -> bool {
        self.widths.is_empty() && self.heights.is_empty()
    }
}

/// The characters up to the end of an element whose start was read.
fn words(reader: &mut Reader<&[u8]>) -> String {
    let mut out = String::new();
    let mut depth = 1usize;
    while depth > 0 {
        match reader.read_event() {
            Ok(Event::Start(_)) => depth += 1,
            Ok(Event::End(_)) => depth -= 1,
            Ok(Event::Text(text)) => out += &text.xml10_content(),
            Ok(Event::CData(text)) => out += &text.xml10_content(),
            Ok(Event::GeneralRef(r)) => out.extend(xml::resolve(&r)),
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    out
}

/// Text of a header or footer without its codes; pages and the like print themselves.
fn printed_margin(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '&' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('&') => out.push('&'),
            Some('"') => {
                for c in chars.by_ref() {
                    if c == '"' {
                        break;
                    }
                }
            }
            Some('K') => {
                for _ in 0..6 {
                    chars.next();
                }
            }
            Some(c) if c.is_ascii_digit() => {
                while chars.peek().is_some_and(char::is_ascii_digit) {
                    chars.next();
                }
            }
            Some('L' | 'C' | 'R') => out.push(' '),
            _ => {}
        }
    }
    let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
    // `第 &P 页` and `Page &P of &N` say nothing without their numbers.
    let said: String = words.chars().filter(|c| c.is_alphanumeric()).collect();
    let running = ["第页", "第页共页", "共页", "页", "Page", "Pageof", "of"];
    if running.contains(&said.as_str()) || said.is_empty() { String::new() } else { words }
}

/// Row and column from 0 of `B12`.
pub(super) fn position(name: &str) -> Option<(u32, u32)> {
    let name = name.trim().replace('$', "");
    let split = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = name.split_at(split);
    let row: u32 = digits.parse().ok()?;
    let mut col = 0u32;
    for letter in letters.bytes() {
        let letter = letter.to_ascii_uppercase();
        if !letter.is_ascii_uppercase() {
            return None;
        }
        col = col.checked_mul(26)?.checked_add(u32::from(letter - b'A') + 1)?;
    }
    (row > 0 && col > 0 && col <= 1 << 14 && row <= 1 << 20).then(|| (row - 1, col - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_in_a_symbol_font_are_what_they_show() {
        let mut tick = Read { text: "R".to_owned(), ..Read::default() };
        in_symbols(&mut tick, SymbolFont::Wingdings2);
        assert_eq!((tick.text.as_str(), tick.told.len()), ("☑", 0));
        let mut code = Read { text: "VMC-850U".to_owned(), ..Read::default() };
        in_symbols(&mut code, SymbolFont::Symbol);
        assert!(code.text != "VMC-850U");
    }

    #[test]
    fn positions_count_from_zero() {
        assert_eq!(position("A1"), Some((0, 0)));
        assert_eq!(position("$AB$12"), Some((11, 27)));
        assert_eq!(position("12"), None);
        assert_eq!(position("ZZZZZZZ1"), None);
    }

    #[test]
    fn escapes_stand_for_characters() {
        assert_eq!(unescaped("甲_x000D_\n乙"), "甲\n乙");
        assert_eq!(unescaped("甲_x000D_乙_x005F_x000D_"), "甲\n乙_x000D_");
        assert_eq!(unescaped("a_xyz_"), "a_xyz_");
    }

    #[test]
    fn margins_are_what_they_print() {
        assert_eq!(printed_margin("&C&\"宋体,常规\"&14推荐汇总表&R第&P页"), "推荐汇总表 第页");
        assert_eq!(printed_margin("&C第 &P 页，共 &N 页"), "");
        assert_eq!(printed_margin("&C&A"), "");
    }
}
