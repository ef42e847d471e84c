//! What figures are called: by the schema of the record, and how the names of indicators end.

use crate::record::concept::CONCEPTS;
use crate::search::analysis::fold::{Spaces, fold};
use std::collections::HashMap;
use std::sync::LazyLock;

/// How the names of figures end.
const ENDS: &[&str] = &[
    "提升",
    "提高",
    "下降",
    "降低",
    "缩短",
    "减少",
    "增长",
    "增加",
    "增幅",
    "降幅",
    "率",
    "投资",
    "投资额",
    "总额",
    "收入",
    "利润",
    "资产",
    "成熟度",
    "税金",
    "能耗",
    "产值",
    "销售",
    "销售额",
    "成本",
    "占比",
    "比例",
    "周期",
    "产量",
    "产能",
    "效率",
    "人数",
    "数量",
];

/// Names under which the forms and people know a figure, each with the name that the index has.
static KNOWN: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let mut known = HashMap::new();
    for concept in CONCEPTS {
        let Some(figure) = concept.figure else { continue };
        // 改造前 alone names no figure.
        let own = (!concept.at.contains("/before_after/")).then_some(concept.name);
        let names = concept.labels.iter().copied().chain(own).chain([figure]).chain(concept.column);
        for name in names {
            let name = fold(name, Spaces::Join).text;
            let bare = name.split('(').next().unwrap_or(&name).to_owned();
            known.entry(bare).or_insert(figure);
        }
    }
    known
});

/// Whether the forms know a figure of this (folded) name.
pub fn is_known(name: &str) -> bool {
    KNOWN.contains_key(name)
}

/// The name that the index has for what a form or people call a figure.
pub fn indexed(name: &str) -> Option<&'static str> {
    KNOWN.get(name).copied()
}

/// Whether a (folded) name may be that of a figure: a known one, or one that ends like them.
pub(super) fn may_be(name: &str) -> bool {
    is_known(name) || ENDS.iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_known_by_the_labels_of_the_forms() {
        assert_eq!(indexed("总投资额"), Some("投资"));
        assert_eq!(indexed("主营业务收入"), Some("营业收入"));
        assert!(is_known("投资") && is_known("资产负债率") && !is_known("改造前"));
        assert!(may_be("生产效率提升") && !may_be("注意") && !may_be("企业"));
    }
}
