//! What a document shows otherwise than it is read: one property a line, and the ordinary
//! ones of which nothing may be said.

use super::tests::{document, lines, p, package, r, tc};
use super::*;

/// What is told of a body.
fn told(body: &str) -> Vec<String> {
    told_of(&document(body))
}

fn told_of(document: &Document) -> Vec<String> {
    let told = document.warnings.iter().filter(|w| w.code == crate::read::shown::CODE);
    told.map(|warning| warning.message.clone()).collect()
}

fn run(properties: &str, text: &str) -> String {
    format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>")
}

/// A sentence one word of which has properties.
fn sentence(properties: &str) -> String {
    p(&format!("{}{}{}", r("近三年"), run(properties, "未"), r("发生事故")))
}

#[test]
fn each_property_that_hides_text_is_told_at_its_word() {
    for (properties, words) in [
        (r#"<w:color w:val="FFFFFF"/>"#, "底色"),
        (r#"<w:color w:val="FDFDFD"/>"#, "底色"),
        (r#"<w:color w:val="000000" w:themeColor="background1"/>"#, "底色"),
        (r#"<w:color w:val="auto" w:themeColor="text1" w:themeTint="0A"/>"#, "底色"),
        (r#"<w:highlight w:val="black"/>"#, "底色"),
        (r#"<w:color w:val="000000"/><w:shd w:val="solid" w:color="000000"/>"#, "底色"),
        (r#"<w:color w:val="FF0000"/><w:shd w:val="clear" w:fill="FF0000"/>"#, "底色"),
        (r#"<w14:textFill><w14:noFill/></w14:textFill>"#, "透明"),
        (
            r#"<w14:textFill><w14:solidFill><w14:schemeClr w14:val="bg1"/></w14:solidFill></w14:textFill>"#,
            "底色",
        ),
        (
            r#"<w14:textFill><w14:solidFill><w14:srgbClr w14:val="000000"><w14:alpha w14:val="95000"/></w14:srgbClr></w14:solidFill></w14:textFill>"#,
            "透明",
        ),
        (r#"<w:sz w:val="1"/>"#, "字号极小"),
        (r#"<w:sz w:val="2000"/>"#, "字号极大"),
        (r#"<w:w w:val="1"/>"#, "压窄"),
        (r#"<w:fitText w:val="10"/>"#, "压窄"),
        (r#"<w:position w:val="400"/>"#, "本行之外"),
        (r#"<w:position w:val="-400"/>"#, "本行之外"),
        (r#"<w:imprint/>"#, "阴文"),
        (r#"<w:foo/>"#, "“foo”"),
    ] {
        let said = told(&sentence(properties));
        let whole = "“未”（在“近三年未发生事故”中）";
        let found = said.iter().any(|s| s.contains(words) && s.contains(whole));
        assert!(found, "{properties}: {said:?}");
        assert_eq!(said.len(), 1, "{properties}: {said:?}");
    }
    let close = p(&run(r#"<w:spacing w:val="-200"/>"#, "31.5"));
    assert!(told(&close)[0].contains("“31.5”字符被压窄"));
    let turned = p(&run("<w:rtl/>", "8765"));
    assert!(told(&turned)[0].contains("从右到左"));
    assert!(told(&p(&r("编号为\u{202E}8765\u{202C}号")))[0].contains("从右到左"));
}

#[test]
fn ordinary_properties_are_quiet() {
    for properties in [
        r#"<w:color w:val="auto"/><w:sz w:val="21"/><w:szCs w:val="21"/><w:kern w:val="0"/>"#,
        r#"<w:color w:val="FF0000"/><w:highlight w:val="yellow"/><w:u w:val="single"/>"#,
        r#"<w:color w:val="808080" w:themeColor="background1" w:themeShade="80"/>"#,
        r#"<w:color w:val="FFFFFF" w:themeColor="background1"/><w:shd w:val="clear" w:color="auto" w:fill="4472C4"/>"#,
        r#"<w:shd w:val="clear" w:color="auto" w:fill="000000"/>"#,
        r#"<w:shd w:val="pct15" w:color="auto" w:fill="FFFFFF"/><w:bdr w:val="single"/>"#,
        r#"<w14:textFill><w14:solidFill><w14:schemeClr w14:val="tx1"/></w14:solidFill></w14:textFill>"#,
        r#"<w14:textFill><w14:solidFill><w14:schemeClr w14:val="bg1"><w14:lumMod w14:val="50000"/></w14:schemeClr></w14:solidFill></w14:textFill>"#,
        r#"<w:w w:val="66"/><w:spacing w:val="-20"/><w:position w:val="-6"/><w:em w:val="dot"/>"#,
        r#"<w:rtl w:val="0"/><w:cs/><w:emboss w:val="0"/><w:noProof/><w:lang w:eastAsia="zh-CN"/>"#,
        r#"<w:eastAsianLayout w:id="1"/><w:snapToGrid w:val="0"/><w14:ligatures w14:val="none"/>"#,
    ] {
        assert_eq!(told(&sentence(properties)), Vec::<String>::new(), "{properties}");
    }
    let paragraph = r#"<w:pPr><w:keepNext/><w:pBdr><w:top w:val="single"/></w:pBdr><w:tabs><w:tab w:val="left" w:pos="420"/></w:tabs><w:spacing w:line="560" w:lineRule="exact"/><w:ind w:left="420" w:firstLineChars="200" w:firstLine="420"/><w:jc w:val="both"/><w:bidi w:val="0"/><w:rPr><w:sz w:val="28"/></w:rPr></w:pPr>"#;
    assert_eq!(told(&p(&format!("{paragraph}{}", r("正文")))), Vec::<String>::new());
    assert_eq!(told(&p(&r("\u{202D}13900000000\u{202C}"))), Vec::<String>::new());
}

#[test]
fn styles_hide_text_too() {
    let styles = r#"<w:styles xmlns:w="w"><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
        <w:style w:type="character" w:styleId="b"><w:name w:val="b"/><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style>
        <w:style w:type="paragraph" w:styleId="c"><w:name w:val="c"/><w:pPr><w:shd w:val="clear" w:fill="000000"/></w:pPr><w:rPr><w:color w:val="000000"/></w:rPr></w:style>
        <w:style w:type="table" w:styleId="t"><w:name w:val="t"/><w:tblStylePr w:type="firstRow"><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:tcPr><w:shd w:val="clear" w:fill="4472C4"/></w:tcPr></w:tblStylePr></w:style>
        <w:style w:type="table" w:styleId="u"><w:name w:val="u"/><w:basedOn w:val="t"/><w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:fill="auto"/></w:tcPr></w:tblStylePr><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style></w:styles>"#;
    let relationships = r#"<Relationships><Relationship Id="s" Type="x/styles" Target="styles.xml"/></Relationships>"#;
    let read = |body: &str| {
        let parts = [
            super::tests::main_part(body),
            ("word/styles.xml", styles.to_owned()),
            ("word/_rels/document.xml.rels", relationships.to_owned()),
        ];
        told_of(&super::read(&package(&parts), &Options::default()).unwrap())
    };
    let styled = |style: &str, own: &str| {
        let look = r#"<w:tblLook w:val="0020"/>"#;
        let rows = format!("<w:tr>{}</w:tr><w:tr>{}</w:tr>", tc(own, "标题"), tc("", "31.5"));
        format!("<w:tbl><w:tblPr><w:tblStyle w:val=\"{style}\"/>{look}</w:tblPr>{rows}</w:tbl>")
    };
    assert!(read(&sentence(r#"<w:rStyle w:val="b"/>"#))[0].contains("“未”"));
    let shaded = p(&format!("<w:pPr><w:pStyle w:val=\"c\"/></w:pPr>{}", r("已验收")));
    assert!(read(&shaded)[0].contains("“已验收”"));
    assert_eq!(read(&styled("t", "")), Vec::<String>::new());
    let white = r#"<w:shd w:val="clear" w:fill="FFFFFF"/>"#;
    assert!(read(&styled("t", white))[0].contains("第1个表格第1行第1格的“标题”"));
    assert!(read(&styled("u", ""))[0].contains("第1个表格第2行第1格的“31.5”"));
}

#[test]
fn cells_rows_and_columns_that_hide_their_text() {
    let table = |row: &str, cell: &str, text: &str| {
        let cells = format!("{}{}", tc("", "获奖情况"), tc(cell, text));
        format!("<w:tbl><w:tr><w:trPr>{row}</w:trPr>{cells}</w:tr></w:tbl>")
    };
    let low = table(r#"<w:trHeight w:val="15" w:hRule="exact"/>"#, "", "省级二等奖");
    assert!(
        told(&low)
            .iter()
            .any(|t| t.contains("第1个表格第1行第2格的“省级二等奖”所在的表格行高固定"))
    );
    let roomy = table(r#"<w:trHeight w:val="567" w:hRule="exact"/>"#, "", "省级二等奖");
    assert_eq!(told(&roomy), Vec::<String>::new());
    let least = table(r#"<w:trHeight w:val="15" w:hRule="atLeast"/>"#, "", "省级二等奖");
    assert_eq!(told(&least), Vec::<String>::new());
    assert!(told(&table("<w:hidden/>", "", "31.5"))[0].contains("行被隐藏"));
    let both = r#"<w:tcBorders><w:tl2br w:val="single"/><w:tr2bl w:val="single"/></w:tcBorders>"#;
    assert!(told(&table("", both, "31.5"))[0].contains("“31.5”所在的单元格画有斜线"));
    let corner = r#"<w:tcBorders><w:tl2br w:val="single"/></w:tcBorders>"#;
    assert_eq!(told(&table("", corner, "项目 年份")), Vec::<String>::new());
    assert_eq!(told(&table("", both, "")), Vec::<String>::new());
    let red = r#"<w:shd w:val="clear" w:fill="FF0000"/>"#;
    let cell = format!(
        "<w:tc><w:tcPr>{red}</w:tcPr>{}</w:tc>",
        p(&run(r#"<w:color w:val="FF0000"/>"#, "31.5"))
    );
    assert!(
        told(&format!("<w:tbl><w:tr>{cell}</w:tr></w:tbl>"))[0].contains("第1个表格第1行第1格")
    );
    let turned =
        format!("<w:tbl><w:tblPr><w:bidiVisual/></w:tblPr><w:tr>{}</w:tr></w:tbl>", tc("", "甲"));
    assert!(told(&turned)[0].contains("按从右到左排列各列"));
}

/// A floating shape at 50 points from the column.
fn shape(x: i32, y: i32, size: [i32; 2], properties: &str, words: &str) -> String {
    let text = match words {
        "" => String::new(),
        words => format!("<wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx>", p(&r(words))),
    };
    let [width, height] = size.map(|v| v * 12_700);
    let (x, y) = (x * 12_700, y * 12_700);
    format!(
        r#"<w:r><w:drawing><wp:anchor behindDoc="0"><wp:positionH relativeFrom="column"><wp:posOffset>{x}</wp:posOffset></wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>{y}</wp:posOffset></wp:positionV><wp:extent cx="{width}" cy="{height}"/><wp:wrapNone/><wp:docPr id="7"/><a:graphic><a:graphicData><wps:wsp><wps:spPr>{properties}</wps:spPr>{text}</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"#
    )
}

const WHITE: &str =
    r#"<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln><a:noFill/></a:ln>"#;
const CLEAR: &str = "<a:noFill/><a:ln><a:noFill/></a:ln>";

#[test]
fn shapes_over_text_are_told_and_rules_are_not() {
    let covered = p(&(shape(0, -2, [70, 18], WHITE, "") + &r("31.5")));
    assert!(told(&covered)[0].contains("“31.5”处有图形盖住"), "{:?}", told(&covered));
    let clear = p(&(shape(0, -2, [70, 18], CLEAR, "") + &r("31.5")));
    assert_eq!(told(&clear), Vec::<String>::new());
    let outline = r#"<a:noFill/><a:ln><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln>"#;
    assert!(!told(&p(&(shape(0, 8, [40, 1], outline, "") + &r("同意")))).is_empty());
    // The line under a red head.
    let rule = p(&(shape(0, 8, [440, 0], outline, "") + &r("某发〔2025〕1号")));
    assert_eq!(told(&rule), Vec::<String>::new());
    let vector = |style: &str, more: &str| {
        p(&format!(r#"<w:r><w:pict><v:rect style="{style}" {more}/></w:pict></w:r>{}"#, r("31.5")))
    };
    let style = "position:absolute;margin-left:0;margin-top:0;width:80pt;height:20pt;z-index:1";
    assert!(told(&vector(style, "fillcolor=\"white\""))[0].contains("盖住"));
    assert_eq!(told(&vector(style, "filled=\"f\" stroked=\"f\"")), Vec::<String>::new());
    assert_eq!(told(&vector("width:0;height:1.5pt", "o:hr=\"t\"")), Vec::<String>::new());
}

#[test]
fn a_box_on_a_line_is_read_in_its_line() {
    let on_line = |x: i32, words: &str, text: &str| {
        let document = document(&p(&(shape(x, 0, [16, 18], CLEAR, words) + &r(text))));
        (lines(&document), told_of(&document).len())
    };
    assert_eq!(on_line(2, "√", "□ 是　　□ 否"), (vec!["□√ 是　　□ 否".to_owned()], 0));
    assert_eq!(on_line(80, "壹佰万元", "中标金额："), (vec!["中标金额： 壹佰万元".to_owned()], 0));
    // One that stands beside other lines is told.
    let far = document(&p(&(shape(80, 60, [60, 18], CLEAR, "壹佰万元") + &r("中标金额："))));
    assert!(told_of(&far)[0].contains("“壹佰万元”"));
}

#[test]
fn hidden_pictures_and_boxes_are_not_read() {
    let hidden = shape(0, 0, [70, 18], WHITE, "作废").replace("id=\"7\"", "id=\"7\" hidden=\"1\"");
    let document = document(&p(&(hidden + &r("正文"))));
    assert_eq!(lines(&document), ["正文"]);
    let vanished =
        shape(0, 0, [70, 18], WHITE, "作废").replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>");
    assert_eq!(super::tests::read_lines(&p(&(vanished + &r("正文")))), ["正文"]);
}

#[test]
fn a_bound_control_shows_what_is_stored() {
    let control = r#"<w:sdt><w:sdtPr><w:dataBinding w:xpath="/root[1]/v[1]" w:storeItemID="{1}"/><w:text/></w:sdtPr><w:sdtContent><w:r><w:t>31</w:t></w:r><w:r><w:t>.5</w:t></w:r></w:sdtContent></w:sdt>"#;
    let parts = |value: &str| {
        [
            super::tests::main_part(&p(&(r("提升") + control))),
            ("word/_rels/document.xml.rels", r#"<Relationships><Relationship Id="d" Type="x/customXml" Target="../customXml/item1.xml"/></Relationships>"#.to_owned()),
            ("customXml/item1.xml", format!("<root><v>{value}</v></root>")),
            ("customXml/_rels/item1.xml.rels", r#"<Relationships><Relationship Id="p" Type="x/customXmlProps" Target="itemProps1.xml"/></Relationships>"#.to_owned()),
            ("customXml/itemProps1.xml", r#"<ds:datastoreItem ds:itemID="{1}"/>"#.to_owned()),
        ]
    };
    let shown =
        |value: &str| lines(&super::read(&package(&parts(value)), &Options::default()).unwrap());
    assert_eq!(shown("35.1"), ["提升35.1"]);
    assert_eq!(shown("31.5"), ["提升31.5"]);
}

#[test]
fn a_sign_that_says_otherwise_than_its_state_is_told() {
    let control = |checked: u8, sign: &str| {
        format!(
            "<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val=\"{checked}\"/></w14:checkbox></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
            r(sign)
        )
    };
    let crossed =
        document(&p(&format!("{}{}{}{}", control(1, "☐"), r("是"), control(0, "☒"), r("否"))));
    assert_eq!(lines(&crossed), ["☐是☑否"]);
    assert!(told_of(&crossed).iter().any(|t| t.contains("复选框")));
    let honest = p(&format!("{}{}", control(1, "☒"), control(0, "☐")));
    assert_eq!(told(&honest), Vec::<String>::new());
}

#[test]
fn what_word_does_not_understand_is_not_shown() {
    let choice = |space: &str, other: &str| {
        p(&format!(
            "<w:r><mc:AlternateContent><mc:Choice Requires=\"x\" xmlns:x=\"{space}\"><w:t>31.5</w:t></mc:Choice><mc:Fallback><w:t>{other}</w:t></mc:Fallback></mc:AlternateContent></w:r>"
        ))
    };
    let wps = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape";
    assert_eq!(super::tests::read_lines(&choice("urn:nobody", "35.1")), ["35.1"]);
    assert!(told(&choice(wps, "35.1"))[0].contains("“35.1”"));
    assert_eq!(told(&choice(wps, "31.5")), Vec::<String>::new());
    let unknown = p("<w:foo><w:r><w:t>31.5</w:t></w:r></w:foo>");
    assert!(told(&unknown)[0].contains("“foo”"));
}

#[test]
fn fields_whose_result_is_worked_out_anew() {
    let field = |instruction: &str, result: &str| {
        p(&format!(
            r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>{}<w:r><w:fldChar w:fldCharType="end"/></w:r>"#,
            r(result)
        ))
    };
    assert!(told(&field("DATE", "2023年8月16日"))[0].contains("“2023年8月16日”"));
    assert!(!told(&field("QUOTE \"35.1\"", "31.5")).is_empty());
    assert_eq!(told(&field("REF a \\h", "31.5")), Vec::<String>::new());
    assert_eq!(super::tests::read_lines(&field(r"eq \o\ac(□,√)", "")), ["☑"]);
}

#[test]
fn formulas_of_another_structure_are_another_text() {
    let m = |inner: &str| {
        let xml = format!("<m:oMath>{inner}</m:oMath>");
        super::tests::read_lines(&p(&(r("值") + &xml))).join("\n")
    };
    let t = |text: &str| format!("<m:r><m:t>{text}</m:t></m:r>");
    let e = |text: &str| format!("<m:e>{}</m:e>", t(text));
    let fraction = |n: &str, d: &str, properties: &str| {
        m(&format!("<m:f>{properties}<m:num>{}</m:num><m:den>{}</m:den></m:f>", t(n), t(d)))
    };
    assert_eq!(fraction("a+b", "c", ""), "值(a+b)/c");
    assert_eq!(fraction("1", "3", ""), "值1/3");
    assert_eq!(fraction("n", "k", r#"<m:fPr><m:type m:val="noBar"/></m:fPr>"#), "值n¦k");
    let power = format!("<m:sSup>{}<m:sup>{}</m:sup></m:sSup>", e("x"), t("2"));
    let index = format!("<m:sSub>{}<m:sub>{}</m:sub></m:sSub>", e("x"), t("2"));
    assert_eq!((m(&power), m(&index)), ("值x²".to_owned(), "值x₂".to_owned()));
    let named = format!("<m:sSub>{}<m:sub>{}</m:sub></m:sSub>", e("x"), t("max"));
    assert_eq!(m(&named), "值x_(max)");
    let absolute = r#"<m:dPr><m:begChr m:val="|"/><m:endChr m:val="|"/></m:dPr>"#;
    assert_eq!(m(&format!("<m:d>{}</m:d>", e("x"))), "值(x)");
    assert_eq!(m(&format!("<m:d>{absolute}{}</m:d>", e("x"))), "值|x|");
    let bar = r#"<m:barPr><m:pos m:val="top"/></m:barPr>"#;
    assert_eq!(m(&format!("<m:bar>{bar}{}</m:bar>", e("x"))), "值¯(x)");
    let root = |inner: &str| m(&format!("<m:rad><m:deg/>{}</m:rad>{}", e(inner), t("+1")));
    assert_ne!(root("x"), root("x+1"));
    let hidden = r#"<m:phantPr><m:show m:val="0"/></m:phantPr>"#;
    assert_eq!(m(&format!("<m:phant>{hidden}{}</m:phant>", e("x"))), "值");
    let struck = r#"<m:borderBoxPr><m:strikeH m:val="1"/></m:borderBoxPr>"#;
    let body = p(&format!("<m:oMath><m:borderBox>{struck}{}</m:borderBox></m:oMath>", e("x+1")));
    assert!(told(&body)[0].contains("“[x+1]”"), "{:?}", told(&body));
    let rows =
        format!("<m:m><m:mr>{}{}</m:mr><m:mr>{}{}</m:mr></m:m>", e("1"), e("2"), e("3"), e("4"));
    assert_eq!(m(&rows), "值1,2;3,4");
}

#[test]
fn powers_and_indices_are_told_apart() {
    let line = |align: &str| {
        let raised = run(&format!("<w:vertAlign w:val=\"{align}\"/>"), "2");
        super::tests::read_lines(&p(&(r("m") + &raised))).join("")
    };
    assert_eq!([line("superscript"), line("subscript"), line("baseline")], ["m²", "m₂", "m2"]);
}

/// A document with one numbered paragraph: the look of its level, and of its mark.
fn numbered(level: &str, mark: &str) -> Document {
    let numbering = format!(
        r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:numFmt w:val="none"/><w:lvlText w:val="不得"/>{level}</w:lvl></w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>"#
    );
    let relationships = r#"<Relationships><Relationship Id="n" Type="http://x/numbering" Target="numbering.xml"/></Relationships>"#;
    let body = format!(
        r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr>{mark}</w:rPr></w:pPr><w:r><w:t>转让设备</w:t></w:r></w:p>"#
    );
    let parts = package(&[
        super::tests::main_part(&body),
        ("word/_rels/document.xml.rels", relationships.to_owned()),
        ("word/numbering.xml", numbering),
    ]);
    read(&parts, &Options::default()).unwrap()
}

/// 不得, the label of a list, was hidden, white or struck out, and read all the same.
#[test]
fn a_label_is_seen_as_its_level_and_its_mark_look() {
    let plain = numbered("", "");
    assert_eq!((lines(&plain), told_of(&plain).len()), (vec!["不得 转让设备".to_owned()], 0));
    let hidden = numbered("<w:rPr><w:vanish/></w:rPr>", "");
    assert_eq!(lines(&hidden), ["转让设备"]);
    for (level, mark) in [
        (r#"<w:rPr><w:color w:val="FFFFFF"/></w:rPr>"#, ""),
        ("", r#"<w:color w:val="FFFFFF"/>"#),
        (r#"<w:rPr><w:sz w:val="1"/></w:rPr>"#, ""),
    ] {
        let said = told_of(&numbered(level, mark));
        assert!(said.len() == 1 && said[0].contains("“不得”"), "{level}{mark}: {said:?}");
    }
    for (level, mark) in [("<w:rPr><w:strike/></w:rPr>", ""), ("", "<w:strike/>")] {
        let struck = numbered(level, mark);
        assert!(struck.warnings.contains(&Warning::struck()), "{level}{mark}");
    }
    // What the level says goes before what the mark says.
    let black =
        numbered(r#"<w:rPr><w:color w:val="000000"/></w:rPr>"#, r#"<w:color w:val="FFFFFF"/>"#);
    assert!(told_of(&black).is_empty());
}

/// 1250.6 in a font of pictures shows no digits.
#[test]
fn letters_in_fonts_of_pictures_are_told() {
    for font in ["Wingdings 3", "Bookshelf Symbol 7", "MT Extra", "Marlett", "ZapfDingbats"] {
        let said = told(&sentence(&format!(r#"<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>"#)));
        assert!(said.is_empty(), "Chinese text is in another font: {said:?}");
        let body = p(&run(&format!(r#"<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>"#), "1250.6"));
        let said = told(&body);
        assert!(said.len() == 1 && said[0].contains("画出的是别的字"), "{font}: {said:?}");
    }
    for symbol in [
        r#"<w:sym w:font="Wingdings" w:char="F0FE"/>"#,
        r#"<w:sym w:font="Symbol" w:char="F0B1"/>"#,
        r#"<w:sym w:font="宋体" w:char="25A1"/>"#,
    ] {
        let run = format!(r#"<w:r><w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr>{symbol}</w:r>"#);
        assert!(told(&p(&run)).is_empty(), "{symbol}");
    }
    let unknown = r#"<w:r><w:sym w:font="Bookshelf Symbol 7" w:char="F041"/></w:r>"#;
    assert_eq!(told(&p(unknown)).len(), 1);
}
