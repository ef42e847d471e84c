//! HTML, in declared and undeclared encodings: pages saved from government
//! sites, forms exported by systems, documents that Word saved as HTML.
//!
//! Not read: text inside pictures, frames, anything that a script would add. What may
//! be shown otherwise than it is read is told where it stands (`shown-otherwise`).

mod css;
mod cut;
mod flow;
mod furniture;
mod math;
mod pairs;
mod picture;
mod platform;
mod script;
mod shown;
mod state;
mod told;

#[cfg(test)]
mod platform_tests;

use crate::document::{Block, Document};
use crate::intake::encoding;
use crate::problem::{Code, Problem, Warning, WarningCode};
use crate::read::Options;
use css::Styles;
use encoding_rs::Encoding;
use flow::Flow;
use furniture::Furniture;
use scraper::Html;
use std::path::{Component, Path};

/// Reads the bytes of one file.
///
/// # Errors
///
/// More bytes than one member may have.
pub fn read(bytes: &[u8], options: &Options) -> Result<Document, Problem> {
    read_declared(bytes, None, &|_| None, options)
}

/// Reads a file of a folder: style sheets that a browser saved beside it say how it is shown.
///
/// # Errors
///
/// As [`read`].
pub fn read_file(bytes: &[u8], path: &Path, options: &Options) -> Result<Document, Problem> {
    let folder = path.parent().unwrap_or(Path::new(""));
    read_declared(bytes, None, &|name| sheet_beside(folder, name), options)
}

/// A style sheet in the folder of a page or below it; nothing else of the disk is opened.
fn sheet_beside(folder: &Path, name: &str) -> Option<Vec<u8>> {
    /// Bytes of a style sheet.
    const MOST: u64 = 4 << 20;
    let name = data_text("", name.split(['?', '#']).next()?);
    let target = Path::new(&name);
    let below =
        target.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    let sheet = target.extension().is_some_and(|end| end.eq_ignore_ascii_case("css"));
    if !below || !sheet {
        return None;
    }
    let file = folder.join(target);
    let plain = std::fs::metadata(&file).is_ok_and(|m| m.is_file() && m.len() <= MOST);
    if plain { std::fs::read(file).ok() } else { None }
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
    let sheet = |name: &str| {
        beside(name).map(|bytes| {
            encoding::decode(&bytes, Encoding::for_label(decoded.encoding.as_bytes())).text
        })
    };
    let styles = Styles::of(&html, &sheet);
    let furniture = Furniture::of(&html, &styles);
    let mut flow = Flow::new(&styles, &furniture, &options.limits);
    let mut document = flow.document(&html);
    if document.text_len() == 0 && flow.hid {
        // Hiding that leaves nothing waits for a script to show the page.
        document = Flow::new(&styles, &furniture, &options.limits).opened().document(&html);
    }
    for why in script::told(&html, furniture.is_site()) {
        document.warnings.push(Warning::new(WarningCode::ShownOtherwise, why));
    }
    document.title = title(&html);
    if options.pictures {
        document.pictures = picture::pictures(&html, beside, &furniture, &options.limits);
    }
    let framed = |n: ego_tree::NodeRef<'_, scraper::Node>| {
        n.value().as_element().is_some_and(|e| e.name() == "frameset")
    };
    if html.tree.nodes().any(framed) {
        let message = "网页由框架组成，框架里的内容在别的文件中，未读出";
        document.warnings.push(Warning::new(WarningCode::FramesUnread, message));
    }
    if cut::is_cut(&decoded.text) {
        let message = "网页在末尾断开，其后的内容缺失";
        document.warnings.push(Warning::new(WarningCode::DocumentCut, message));
    }
    if decoded.errors > 0 {
        document.warnings.push(Warning::new(
            WarningCode::EncodingFaults,
            format!("按 {} 解码时有 {} 处无法识别的字节", decoded.encoding, decoded.errors),
        ));
    }
    Ok(document)
}

/// The text of an address that holds its data itself (`data:text/css,…`).
fn data_text(head: &str, data: &str) -> String {
    let bytes = if head.ends_with("base64") {
        super::transfer::base64(data.as_bytes())
    } else {
        let mut bytes = Vec::with_capacity(data.len());
        let mut rest = data.as_bytes();
        while let Some((first, after)) = rest.split_first() {
            let hex = |at: usize| after.get(at).and_then(|b| char::from(*b).to_digit(16));
            match (first, hex(0), hex(1)) {
                (b'%', Some(high), Some(low)) => {
                    bytes.push((high * 16 + low) as u8);
                    rest = &after[2..];
                }
                _ => {
                    bytes.push(*first);
                    rest = after;
                }
            }
        }
        bytes
    };
    String::from_utf8_lossy(&bytes).into_owned()
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

    /// What is told of a page.
    fn told(html: &str) -> Vec<String> {
        let document = read(html.as_bytes(), &Options::default()).unwrap();
        let of = document.warnings.iter().filter(|w| w.code == WarningCode::ShownOtherwise);
        of.map(|w| w.message.clone()).collect()
    }

    /// Every one of these showed other text than was read, without a word.
    #[test]
    fn text_shown_otherwise_is_told_at_its_place() {
        let css = |style: &str| format!("<p>近三年<span style='{style}'>未</span>发生事故。</p>");
        for style in [
            "color:transparent",
            "color:#fff",
            "color:#fdfdfd",
            "color:rgba(0,0,0,.02)",
            "opacity:0",
            "background:#000",
            "color:#000;background:#000",
            "font-size:0",
            "font:0/0 a",
            "font-size:1px",
            "position:absolute;clip-path:inset(100%)",
            "clip-path:circle(0)",
            "position:absolute;left:-9999px",
            "position:relative;left:-9999px",
            "margin-left:-9999px",
            "display:inline-block;transform:scale(0)",
            "display:inline-block;transform:scaleX(-1)",
            "rotate:180deg",
            "zoom:0.01",
            "float:right",
            "direction:rtl;unicode-bidi:bidi-override",
            "-webkit-text-fill-color:transparent",
            "letter-spacing:-1em",
            "display:inline-block;width:0;overflow:hidden",
            "mask:url(x)",
            "filter:opacity(0)",
            "-webkit-text-security:disc",
            "text-replace:a",
            "position:absolute",
            "visibility:visible;mix-blend-mode:screen",
            "color:lab(100% 0 0)",
            "background:linear-gradient(#000,#000)",
            "text-transform:full-width",
            "content:\"有\"",
            "line-height:0",
            "text-indent:-9999px",
        ] {
            let told = told(&css(style));
            assert!(
                told.iter().any(|t| t.contains('未') && t.contains("近三年")),
                "{style}: {told:?}"
            );
        }
    }

    #[test]
    fn powers_and_indices_are_no_digits_of_their_word() {
        assert_eq!(lines("<p>5m<sup>2</sup>，共10<sup>2</sup>台"), ["5m²，共10²台"]);
        assert_eq!(lines("<p>H<sub>2</sub>O，底数101<sub>2</sub>"), ["H₂O，底数101₂"]);
    }

    #[test]
    fn sheets_media_and_parts_of_elements_are_told() {
        let page = |css: &str| {
            told(&format!("<style>{css}</style><p>效率</p><p>共<b class=x id=y>31.5</b></p>"))
        };
        for css in [
            "@media print{.x{display:none}}",
            "@media print{.x{color:white}}",
            ".x{font-size:0}.x::before{content:'35.1';font-size:11pt}",
            ".x::after{content:'0'}",
            "p b:first-letter{font-size:0}",
            "@supports (a:b){.x{display:none}}",
            "b.x{color:white!important}",
            "@media (max-width:800px){#y{display:none}}",
            "@media screen{.x{display:none}}",
            "p>.x{visibility:hidden}@media print{p>.x{visibility:visible}}",
            "@font-face{font-family:w;src:url(w.woff)}.x{font-family:w}",
            "p{color:#fff}",
            "*{opacity:.05}",
            ".x{border-left:1px solid}",
        ] {
            assert!(!page(css).is_empty(), "{css}");
        }
        let linked = told(
            "<link rel=stylesheet href='data:text/css,.x%7Bopacity:0%7D'><p>甲<b class=x>乙</b>",
        );
        assert!(linked[0].contains("“乙”"), "{linked:?}");
        assert!(told("<link rel=stylesheet href=a.css><p>甲")[0].contains("a.css"));
    }

    #[test]
    fn a_style_sheet_beside_the_page_is_read_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("p_files")).unwrap();
        std::fs::write(folder.path().join("p_files/a b.css"), "b{opacity:0}").unwrap();
        std::fs::write(folder.path().join("a.txt"), "b{opacity:0}").unwrap();
        let page = "<link rel=stylesheet href='./p_files/a%20b.css?v=1'><p>近三年<b>未</b>发生。";
        let path = folder.path().join("p.html");
        let document = read_file(page.as_bytes(), &path, &Options::default()).unwrap();
        assert!(document.warnings[0].message.contains("“未”"), "{:?}", document.warnings);
        for other in ["../x.css", "/etc/x.css", "a.txt", "http://a/b.css", "c.css"] {
            assert_eq!(sheet_beside(folder.path(), other), None, "{other}");
        }
    }

    #[test]
    fn elements_that_show_something_of_their_own_are_told() {
        for html in [
            "<iframe srcdoc='<p>有诉讼。</p>'></iframe>",
            "<iframe src=b.html></iframe>",
            "<canvas></canvas>",
            "<svg width=300 height=40><text>有诉讼</text></svg>",
            "<embed src=a.pdf>",
            "<object data=a.pdf></object>",
            "<input placeholder='31.5'>",
            "<ruby>未<rt>已</rt></ruby>",
            "<details><summary>甲</summary>乙</details>",
            "<noscript>有诉讼</noscript>",
            "<script>document.write('有诉讼')</script>",
            "<meter value=3>",
            "<ol style='list-style-type:\"不\"'><li>甲</ol>",
            "<style>li::marker{content:'不'}</style><ul><li>甲</ul>",
            "<bdo dir=rtl>123</bdo>",
            "<p dir=rtl>a-1</p>",
            "<p>a\u{202e}12</p>",
            "<img alt='有诉讼'>",
            "<marquee>甲</marquee>",
            "<div style='display:flex;flex-direction:row-reverse'><span>甲</span><span>乙</span></div>",
            "<div style='display:flex'><span style='order:2'>甲</span><span>乙</span></div>",
            "<td><span style='position:relative'>31.5<span style='position:absolute;left:0;top:0;width:100%;height:100%;background:#fff'></span></span>",
            "<p>31.5</p><div style='margin-top:-30px;height:30px;background:#fff'></div>",
            "<p>31.5<hr style='position:relative;top:-20px'>",
            "<input size=2 value=123456>",
        ] {
            assert!(!told(&format!("<p>各单位：</p>{html}<p>完</p>")).is_empty(), "{html}");
        }
    }

    #[test]
    fn honest_pages_are_quiet() {
        let page = "<!DOCTYPE html><meta charset=utf-8><style>@page{size:A4;margin:20mm}body{font:12pt/1.5 宋体;color:#333;background:#fafafa}
            table{border-collapse:collapse;width:100%}td{border:1px solid #000;padding:4px;mso-style-name:x}
            .h{background:#004080;color:#fff;text-align:center}.c:after{content:'';display:table;clear:both}
            @media print{.nav{display:none}}p.MsoNormal{margin:0cm;text-indent:24.0pt;line-height:150%;layout-grid-mode:char}
            li:before{content:'•'}.ind{margin-left:21.0pt;text-indent:-21.0pt}</style>
            <div class=h>申报书</div><div class='c nav'></div><p class='MsoNormal ind' style='mso-list:l0;tab-stops:21pt'>正文<o:p></o:p></p>
            <table bgcolor=white><tr><td style='background:#D9D9D9;width:3cm'>名称<td><font color=red size=2>某厂</font><td><a href=a.doc>附件</a></table>
            <input type=checkbox checked disabled>是<textarea rows=3>甲</textarea><input value='某厂' style='width:100%'><select><option>大型</select>
            <button>提交</button><p style='position:relative;top:-1pt;letter-spacing:-.1pt;float:left'>乙</p><hr><br clear=all>
            <ol type=1><li>甲<li>乙</ol><u>下划线</u><sup>2</sup><p style='display:none'>无</p>";
        assert_eq!(told(page), [""; 0]);
    }

    #[test]
    fn a_load_guard_hides_nothing() {
        for guard in ["visibility: hidden", "display:none", "opacity:0"] {
            let page =
                format!("<html><body style='{guard}'><p>各单位：</p><p>现将</p></body></html>");
            assert_eq!(lines(&page), ["各单位：", "现将"], "{guard}");
            assert_eq!(told(&page), [""; 0], "{guard}");
            assert_eq!(
                lines(&format!(
                    "<body><div id=app style='{guard}'><p>甲</p><p>乙</p></div><script></script>"
                )),
                ["甲", "乙"]
            );
        }
        assert_eq!(
            lines("<p style='display:none'>甲</p><p style='display:none'>乙</p>"),
            ["甲", "乙"]
        );
        let spot = "<body style='visibility:hidden'><p>甲</p><p style='visibility:visible'>乙</p>";
        assert!(!told(spot).is_empty());
    }

    #[test]
    fn what_the_page_shows_is_what_is_read() {
        assert_eq!(
            lines("<p>型号<span style='text-transform:uppercase'>ab12</span></p>"),
            ["型号AB12"]
        );
        assert_eq!(lines("<p style='font-variant:small-caps'>ab12</p>"), ["AB12"]);
        assert_eq!(lines("<ol reversed><li>甲<li>乙</ol>"), ["2. 甲", "1. 乙"]);
        assert_eq!(lines("<style>ol{list-style:none}</style><ol><li>甲</ol>"), ["甲"]);
        assert_eq!(lines("<ul style='list-style-type:decimal'><li>甲</ul>"), ["1. 甲"]);
        assert_eq!(
            lines("<button>另有诉讼。</button><object>另有合同。</object><map>另有债务。</map>")
                .concat(),
            "另有诉讼。另有合同。另有债务。"
        );
        assert_eq!(
            lines(
                "<p>共<math><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac></math></p>"
            ),
            ["共(a+b)/c"]
        );
        assert_eq!(
            lines("<style>.v::before{content:'约'}</style><p><b class=v>35</b></p>"),
            ["约35"]
        );
        assert_eq!(lines("<p>10<span style='vertical-align:super'>2</span>级</p>"), ["10²级"]);
        assert_eq!(
            lines("<style>del{text-decoration:none}</style><p>甲<del>乙</del></p>"),
            ["甲乙"]
        );
        assert_eq!(
            lines(
                "<p>甲<span style='visibility:hidden'>乙<b style='visibility:visible'>丙</b></span></p>"
            ),
            ["甲丙"]
        );
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
            "<div class=header>申报书</div><div class=nav>封面</div><table><tr><td>打印<td>关闭</table><div class=footer>以上属实</div><div class=footer>版权所有</div>",
        );
        // But for the foot of its platform.
        assert_eq!(text, ["申报书", "封面", "打印|关闭", "以上属实"]);
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
