//! HTML, in declared and undeclared encodings: pages saved from government
//! sites, forms exported by systems, documents that Word saved as HTML.
//!
//! Not read: text inside pictures, frames, anything that a script would add.

mod css;
mod flow;
mod furniture;
mod picture;

use crate::document::{Block, Document};
use crate::intake::encoding;
use crate::problem::{Code, Problem, Warning, WarningCode};
use crate::read::Options;
use css::Sheet;
use encoding_rs::Encoding;
use flow::Flow;
use furniture::Furniture;
use scraper::Html;

/// Reads the bytes of one file.
///
/// # Errors
///
/// More bytes than one member may have.
pub fn read(bytes: &[u8], options: &Options) -> Result<Document, Problem> {
    read_declared(bytes, None, &|_| None, options)
}

/// Reads HTML whose encoding a header outside it declares; `beside` gives the bytes
/// of a picture that it names.
///
/// # Errors
///
/// As [`read`].
pub fn read_declared(
    bytes: &[u8],
    header: Option<&'static Encoding>,
    beside: &dyn Fn(&str) -> Option<Vec<u8>>,
    options: &Options,
) -> Result<Document, Problem> {
    if bytes.len() as u64 > options.limits.member_bytes {
        return Err(Problem::new(
            Code::LimitExceeded,
            format!("网页有 {} 字节，超过上限", bytes.len()),
            "请拆分后再读",
        ));
    }
    let decoded = encoding::decode(bytes, header.or_else(|| declared(bytes)));
    if is_tangled(&decoded.text, options.limits.elements) {
        return Ok(stripped(&decoded.text));
    }
    let html = Html::parse_document(&decoded.text);
    let sheet = Sheet::of(&html);
    let furniture = Furniture::of(&html, &sheet);
    let mut document = Flow::new(&sheet, &furniture, &options.limits).document(&html);
    document.title = title(&html);
    if options.pictures {
        document.pictures = picture::pictures(&html, beside, &options.limits);
    }
    let framed = |n: ego_tree::NodeRef<'_, scraper::Node>| {
        n.value().as_element().is_some_and(|e| e.name() == "frameset")
    };
    if html.tree.nodes().any(framed) {
        let message = "网页由框架组成，框架里的内容在别的文件中，未读出";
        document.warnings.push(Warning::new(WarningCode::FramesUnread, message));
    }
    if decoded.errors > 0 {
        document.warnings.push(Warning::new(
            WarningCode::EncodingFaults,
            format!("按 {} 解码时有 {} 处无法识别的字节", decoded.encoding, decoded.errors),
        ));
    }
    Ok(document)
}

fn title(html: &Html) -> Option<String> {
    let node =
        html.tree.nodes().find(|n| n.value().as_element().is_some_and(|e| e.name() == "title"))?;
    let text: String =
        node.children().filter_map(|n| n.value().as_text().map(|t| t.to_string())).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// Whether parsing would take unreasonable time or memory: tags without number, or
/// elements left open by the thousand, for each of which the HTML rules make a
/// parser look through (or open again) all the others.
fn is_tangled(html: &str, most: usize) -> bool {
    let (mut tags, mut open, mut deepest) = (0usize, 0usize, 0usize);
    for at in memchr::memchr_iter(b'<', html.as_bytes()) {
        let rest = &html.as_bytes()[at + 1..];
        tags += 1;
        let closing = rest.first() == Some(&b'/');
        let name = &rest[usize::from(closing)..];
        let end = name.iter().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(name.len());
        let name = name[..end.min(12)].to_ascii_lowercase();
        // Void elements, and those whose end tags are left out by right, do not pile up.
        let piles = !matches!(
            name.as_slice(),
            b"" | b"p"
                | b"li"
                | b"tr"
                | b"td"
                | b"th"
                | b"br"
                | b"img"
                | b"input"
                | b"hr"
                | b"meta"
                | b"link"
                | b"col"
                | b"option"
                | b"dt"
                | b"dd"
                | b"area"
                | b"base"
                | b"param"
                | b"thead"
                | b"tbody"
                | b"tfoot"
                | b"colgroup"
                | b"wbr"
                | b"embed"
                | b"source"
        );
        if piles && closing {
            open = open.saturating_sub(1);
        } else if piles {
            open += 1;
            deepest = deepest.max(open);
        }
    }
    tags > most || (deepest > 500 && deepest.saturating_mul(tags) > 100_000_000)
}

/// The text between tags, a line a paragraph: what is left to do with tangled markup.
fn stripped(html: &str) -> Document {
    let mut text = String::with_capacity(html.len() / 2);
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        text.push('\n');
        rest = rest[open..].find('>').map_or("", |close| &rest[open + close + 1..]);
    }
    text.push_str(rest);
    let warning = Warning::new(
        WarningCode::HtmlTangled,
        "网页标签数量或嵌套异常，已按纯文本读出，表格结构未保留",
    );
    let mut blocks = super::text::blocks(&text);
    blocks.retain(|block| !matches!(block, Block::Paragraph(p) if p.text.is_blank()));
    Document { blocks, warnings: vec![warning], ..Document::default() }
}

/// The encoding that the document names in its first bytes: `<meta charset>`,
/// `<meta http-equiv content="…charset=…">` or an XML declaration.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let mut rest = head.as_str();
    let mut found = None;
    while let Some(at) = rest.find("charset").or_else(|| rest.find("encoding")) {
        let word = if rest[at..].starts_with("charset") { 7 } else { 8 };
        let after = rest[at + word..].trim_start();
        rest = &rest[at + word..];
        let Some(value) = after.strip_prefix('=') else { continue };
        let value = value.trim_start().trim_start_matches(['"', '\'']);
        let label: String = value
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))
            .collect();
        found = Encoding::for_label(label.as_bytes());
        if found.is_some() {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Block, Role};

    fn blocks(html: &str) -> Vec<Block> {
        read(html.as_bytes(), &Options::default()).unwrap().blocks
    }

    fn lines(html: &str) -> Vec<String> {
        blocks(html)
            .iter()
            .map(|block| match block {
                Block::Paragraph(p) => p.text.content.clone(),
                Block::Table(t) => t.text().content.replace('\t', "|"),
                Block::PageBreak => "<break>".into(),
            })
            .collect()
    }

    #[test]
    fn the_encoding_is_declared_or_found() {
        let page = "<html><head><meta http-equiv=Content-Type content='text/html; charset=gb2312'></head><body>申报书</body>";
        let (bytes, _, _) = encoding_rs::GB18030.encode(page);
        assert_eq!(read(&bytes, &Options::default()).unwrap().text_len(), 3);
        let (bytes, _, _) =
            encoding_rs::GB18030.encode("<html><body>智能制造试点示范项目申报书</body>");
        let document = read(&bytes, &Options::default()).unwrap();
        assert_eq!(document.text_len(), 13);
    }

    #[test]
    fn tables_keep_spans_breaks_and_nested_tables() {
        let blocks = blocks(
            "<table><tr><td rowspan=2>联系<br>人<td>姓名<td>王强<tr><td>明细<td><table><tr><td>甲<td>乙</table></table>",
        );
        let Some(Block::Table(table)) = blocks.first() else { panic!("{blocks:?}") };
        assert_eq!((table.rows, table.cols, table.cells.len()), (2, 3, 5));
        assert_eq!(
            (table.cells[0].row_span, table.cells[0].text().content.as_str()),
            (2, "联系\n人")
        );
        assert!(matches!(table.cells[4].blocks[..], [Block::Table(_)]));
    }

    #[test]
    fn answers_in_controls_are_read() {
        let text = lines(
            "<p><input type=checkbox checked>是<input type=checkbox>否</p><p>名称：<input value='某厂'><input type=hidden value=x></p>
             <p><select><option value=''>请选择<option selected>大型<option>中型</select></p><p><select><option>请选择</select></p>",
        );
        assert_eq!(text, ["☑是☐否", "名称：某厂", "大型"]);
    }

    #[test]
    fn what_is_hidden_is_not_read() {
        let text = lines(
            "<style>.no{display:none}</style><p>看得见<span style='display: none'>甲</span><span class=no>乙</span><del>丙</del></p><script>丁</script>",
        );
        assert_eq!(text, ["看得见"]);
    }

    #[test]
    fn headings_lists_and_page_breaks() {
        let html = "<h2>一、概述</h2><ol start=3><li>甲<li>乙</ol><div style='page-break-after:always'></div><p>次页";
        assert_eq!(lines(html), ["一、概述", "3. 甲", "4. 乙", "<break>", "次页"]);
        let Block::Paragraph(heading) = &blocks(html)[0] else { panic!() };
        assert_eq!(heading.role, Role::Heading(2));
    }

    #[test]
    fn word_html_keeps_its_labels_and_drops_its_note_marks() {
        let text = lines(
            "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span><span style='mso-list:Ignore'>一、<span style='font:7.0pt'>&nbsp;&nbsp;&nbsp;</span></span></span><![endif]>基本
信息<a style='mso-footnote-id:ftn1' href='#_ftn1'><span class=MsoFootnoteReference>[1]</span></a></p><p><span style='font-family:\"Wingdings 2\"'>R</span>是</p>",
        );
        assert_eq!(text, ["一、 基本信息", "☑是"]);
    }

    #[test]
    fn furniture_of_a_site_goes_and_the_notice_stays() {
        let menu: String =
            (0..12).map(|i| format!("<li><a href='/{i}'>栏目{i}</a></li>")).collect();
        let page = format!(
            "<html><body><div class=nav><ul>{menu}</ul></div><div>当前位置：<a href=/>首页</a> > <a href=/t>通知</a></div>
             <h1>关于开展申报工作的通知</h1><div>发布时间：2023-08-25 来源：装备司 <a href='javascript:print()'>打印</a> <a href='javascript:close()'>关闭窗口</a></div>
             <div class=TRS_Editor><p>各有关单位：</p><p>{}</p><p>附件：<a href=1.doc>1.申报书模板</a></p></div>
             <div class=footer>版权所有 某某厅 <a href=x>网站地图</a></div></body></html>",
            "现将有关事项通知如下，请认真组织。".repeat(8)
        );
        let text = lines(&page).join("\n");
        assert!(
            text.contains("关于开展申报工作的通知") && text.contains("发布时间：2023-08-25"),
            "{text}"
        );
        assert!(text.contains("各有关单位") && text.contains("1.申报书模板"), "{text}");
        for gone in ["栏目3", "当前位置", "打印", "关闭窗口", "版权所有", "网站地图"]
        {
            assert!(!text.contains(gone), "{gone}: {text}");
        }
    }

    #[test]
    fn answers_in_cells_stay_even_on_a_page_of_a_site() {
        let menu: String = (0..9).map(|i| format!("<li><a href='/{i}'>栏目{i}</a></li>")).collect();
        let rows: String = (0..5)
            .map(|i| format!("<tr><td>{i}<td><a href='/c{i}'>某某公司{i}</a><td>中</tr>"))
            .collect();
        let text = lines(&format!("<ul>{menu}</ul><p>名单如下。</p><table>{rows}</table>"));
        assert_eq!(text.len(), 2, "{text:?}");
        assert!(text[1].starts_with("0|某某公司0|中"), "{text:?}");
    }

    #[test]
    fn an_exported_form_loses_nothing() {
        let text = lines(
            "<div class=header>申报书</div><div class=nav>封面</div><table><tr><td>打印<td>关闭</table><div class=footer>版权所有</div>",
        );
        assert_eq!(text, ["申报书", "封面", "打印|关闭", "版权所有"]);
    }

    #[test]
    fn deep_nesting_is_read_flat() {
        let nested = |depth| format!("{}深处{}", "<div>".repeat(depth), "</div>".repeat(depth));
        assert_eq!(lines(&nested(2000)), ["深处"]);
        assert_eq!(lines(&nested(100_000)), ["深处"]);
        let fonts: String = (0..20_000).map(|i| format!("<font x={i}><p>字")).collect();
        assert_eq!(lines(&fonts).len(), 20_000);
    }
}
