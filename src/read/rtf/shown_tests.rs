//! What an RTF file shows otherwise than it is read.

use crate::read::Options;

fn told(body: &str) -> Vec<String> {
    let colours = r"{\colortbl;\red0\green0\blue0;\red255\green255\blue255;\red255\green0\blue0;}";
    let rtf = format!(r"{{\rtf1\ansi{colours}{body}\par}}");
    let document = super::read(rtf.as_bytes(), &Options::default()).unwrap();
    let told = document.warnings.iter().filter(|w| w.code == crate::read::shown::CODE);
    told.map(|warning| warning.message.clone()).collect()
}

#[test]
fn each_word_that_hides_text_is_told() {
    for (words, said) in [
        (r"\cf2", "底色"),
        (r"\highlight1", "底色"),
        (r"\cf3\chcbpat3", "底色"),
        (r"\fs1", "字号极小"),
        (r"\charscalex1", "压窄"),
        (r"\expndtw-300", "压窄"),
        (r"\up400", "本行之外"),
        (r"\impr", "阴文"),
        (r"\rtlch", "从右到左"),
    ] {
        let found = told(&format!(r"Before {{{words} not}} after"));
        assert!(found.len() == 1 && found[0].contains("“not”"), "{words}: {found:?}");
        assert!(found[0].contains(said), "{words}: {found:?}");
    }
}

#[test]
fn ordinary_words_are_quiet() {
    for words in [
        r"\cf1\fs21\b\ul",
        r"\cf0\highlight0",
        r"\cf2\chcbpat1",
        r"\charscalex66\expndtw-10\up6",
        r"\rtlch\fcs1 \af0 \ltrch\fcs0",
        r"\chshdng1500\chcfpat0\chcbpat2",
    ] {
        assert_eq!(
            told(&format!(r"Before {{{words} not}} after")),
            Vec::<String>::new(),
            "{words}"
        );
    }
}

#[test]
fn cells_and_rows_that_hide_their_text() {
    let row = |row: &str, cell: &str, text: &str| {
        format!(r"\trowd{row}\cellx2000{cell}\cellx4000\pard\intbl label\cell {text}\cell\row\pard")
    };
    assert!(
        told(&row("", r"\clcbpat3", r"{\cf3 31.5}"))[0].contains("第1个表格第1行第2格的“31.5”")
    );
    assert_eq!(told(&row("", r"\clcbpat1", r"{\cf2 31.5}")), Vec::<String>::new());
    assert!(told(&row(r"\trrh-15", "", "31.5")).iter().any(|t| t.contains("行高固定")));
    assert_eq!(told(&row(r"\trrh-400", "", "31.5")), Vec::<String>::new());
    assert_eq!(told(&row(r"\trrh15", "", "31.5")), Vec::<String>::new());
}

#[test]
fn shapes_over_text() {
    let shape = |properties: &str| {
        told(&format!(
            r"{{\shp{{\*\shpinst\shpleft0\shptop0\shpright1400\shpbottom300\shpwr3\shpbxcolumn\shpbypara{properties}}}}}31.5"
        ))
    };
    let property = |name: &str, value: &str| format!(r"{{\sp{{\sn {name}}}{{\sv {value}}}}}");
    assert!(shape(&property("shapeType", "1"))[0].contains("“31.5”处有图形盖住"));
    let clear = property("fFilled", "0") + &property("fLine", "0");
    assert_eq!(shape(&clear), Vec::<String>::new());
    assert_eq!(shape(&property("pib", "x")), Vec::<String>::new());
}

/// `\ffres` in front of `\ffdefres` was overwritten by the default.
#[test]
fn the_result_of_a_check_box_goes_before_its_default_in_any_order() {
    let ticks = |words: &str| {
        let field = format!(
            r"{{\field{{\*\fldinst {{FORMCHECKBOX}}{{\*\formfield{{\fftype1{words}}}}}}}{{\fldrslt }}}}"
        );
        let rtf = format!(r"{{\rtf1\ansi {field}yes\par}}");
        let document = super::read(rtf.as_bytes(), &Options::default()).unwrap();
        crate::read::draft::plain(&document.blocks)
    };
    for words in
        [r"\ffres1\ffdefres0", r"\ffdefres0\ffres1", r"\ffres25\ffdefres1", r"\ffdefres1\ffres25"]
    {
        assert_eq!(ticks(words), "☑yes", "{words}");
    }
    for words in [r"\ffres0\ffdefres1", r"\ffdefres1\ffres0", r"\ffres25\ffdefres0"] {
        assert_eq!(ticks(words), "☐yes", "{words}");
    }
}

#[test]
fn text_pushed_off_the_page_and_white_labels_are_told() {
    assert_eq!(told(r"\pard\li20000 text\par").len(), 1);
    assert_eq!(told(r"\pard\li-20000 text\par").len(), 1);
    assert_eq!(told(r"\pard\li840\fi420 text\par").len(), 0);
    assert_eq!(told(r"\pard{\listtext\cf2 not\tab}text\par").len(), 1);
    assert_eq!(told(r"\pard{\listtext\cf1 not\tab}text\par").len(), 0);
}
