//! Chinese names for the places of a record, where the form's own label is not
//! at hand (a record in JSON has none), and the sections a report groups by.

use crate::record::concept;

/// A readable name for a pointer, such as `联系人 › 邮箱`.
pub fn of_pointer(pointer: &str) -> String {
    let mut names: Vec<String> = Vec::new();
    let mut prefix = String::new();
    for step in pointer.split('/').skip(1).filter(|step| !step.is_empty()) {
        prefix = format!("{prefix}/{step}");
        let known = concept::at(&prefix);
        let named = known.is_some_and(|concept| concept.at == "/metrics/*/value");
        if named && prefix.matches('/').count() == 3 {
            continue;
        }
        names.push(match step.parse::<usize>() {
            Ok(index) => format!("第{}项", index + 1),
            Err(_) => known
                .map(|concept| concept.name)
                .or_else(|| concept::name_of_step(step))
                .unwrap_or(step)
                .to_owned(),
        });
    }
    names.join(" › ")
}

/// The section of a report a pointer falls into.
pub fn section(pointer: &str) -> &'static str {
    match pointer.split('/').nth(1).unwrap_or_default() {
        "text" => "正文与其他文字",
        "pages" | "attachments" => "页与附件",
        first => concept::at(&format!("/{first}")).map_or("其他栏目", |concept| concept.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_reads_as_chinese() {
        assert_eq!(of_pointer("/applicant/contact/email"), "申报单位 › 联系人 › 邮箱");
        assert_eq!(of_pointer("/metrics/生产效率提升/value"), "成效指标 › 生产效率提升");
        assert_eq!(of_pointer("/breakthroughs/patents/4"), "突破成果 › 专利 › 第5项");
    }
}
