//! What a form says of how its boxes are ticked: neither the box nor the tick that it names is
//! one (（在□内打“√”）, 注：请在对应选项前的□中划√。).

use crate::value::pattern::pattern;
use std::borrow::Cow;
use std::ops::Range;

pattern! {
    // （请在相应□内打“√”，可多选）, （请勾选）
    static BRACKETED = concat!(
        r#"[（(\[【][^（）()\[\]【】\n]{0,24}?(?:打|划|画|标|用)[\s“”"'「『]*[√✓✔☑Vv勾对钩][\s“”"'」』]*"#,
        r#"[^（）()\[\]【】\n]{0,20}[）)\]】]"#,
    );

    // 注：选择项请在□内打√。 请在所选项前打“√”
    static SAID = concat!(
        r#"(?:(?:注|备注|说明|填表说明|填报说明|提示)\s*[：:][^。\n]{0,40}?)?"#,
        r#"(?:请)?[在于对将用按从“"][^。；\n□☑■]{0,16}[□○〇]?[^。；\n□☑■]{0,8}(?:打|划|画)[\s“”"']*[√✓✔☑勾对钩][\s“”"']*"#,
        r#"(?:表示[^。；\n]{0,12})?(?:[，,、]?可多选|[，,]?[^。；，\n□☑■√]{0,8})[。；;]?"#,
    );

    static NOTED = r#"^\s*(?:\d[.、])?\s*[“"]?[□○〇][”"]?\s*(?:内|中|里)?(?:打|划|画)[\s“”"']*[√✓✔][\s“”"']*(?:表示[^。；\n]{0,12})?[。；;]?"#;
}

/// A text in which such words are blanks, as many bytes as they were.
pub fn without(text: &str) -> Cow<'_, str> {
    if !text.contains(['打', '划', '画', '勾']) {
        return Cow::Borrowed(text);
    }
    let mut out = text.to_owned();
    for pattern in [&BRACKETED, &SAID, &NOTED] {
        let Some(regex) = pattern.regex() else { continue };
        let found: Vec<Range<usize>> = regex.find_iter(&out).map(|found| found.range()).collect();
        for found in found {
            let blanks = " ".repeat(found.len());
            out.replace_range(found, &blanks);
        }
    }
    if out == text { Cow::Borrowed(text) } else { Cow::Owned(out) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_to_tick_is_no_tick() {
        for (text, left) in [
            ("□国有 □民营 □外资（在□内打√）", "□国有 □民营 □外资"),
            ("企业规模（在相应□内打“√”）", "企业规模"),
            ("申报类别（请打√）", "申报类别"),
            ("（ ）机械 （ ）电子（请在括号内打√）", "（ ）机械 （ ）电子"),
            ("A.机械 B.电子（在所选项上打√）", "A.机械 B.电子"),
            ("是□ 否□（请勾选，打“√”）", "是□ 否□"),
            ("注：在□中打√，可多选", ""),
            ("注：选择项请在□内打√。", ""),
            ("说明：“□”内打“√”表示选中。", ""),
        ] {
            let cut = without(text);
            assert_eq!(cut.len(), text.len(), "{text}");
            assert_eq!(cut.trim(), left, "{text}");
        }
        for text in ["□大 ☑中 □小", "建设打样车间", "√ 同意", "是（√）否（ ）", "打孔机□ 划线机☑"]
        {
            assert_eq!(without(text), text);
        }
    }
}
