//! What the differences and what was not read come to.

use crate::compare::report::{Coverage, Difference, Severity, Verdict};

/// The verdict, and in one line why. Consistent only if all was read and compared.
pub fn of(differences: &[Difference], coverage: &Coverage) -> (Verdict, String) {
    let count = |severity| differences.iter().filter(|d| d.severity == severity).count();
    let (material, suspect) = (count(Severity::Material), count(Severity::Suspect));
    let open = differences.iter().filter(|d| d.severity == Severity::Formal && d.reordered).count();
    let nothing = coverage.fields_compared == 0 && coverage.characters_compared == 0;
    if material > 0 {
        (Verdict::Inconsistent, format!("有 {material} 处实质差异"))
    } else if suspect + open + coverage.unread.len() > 0 || nothing {
        let mut why = Vec::new();
        if suspect > 0 {
            why.push(format!("{suspect} 处识别存疑"));
        }
        if open > 0 {
            why.push(format!("{open} 处次序不同"));
        }
        if !coverage.unread.is_empty() {
            why.push(format!("{} 处未能读出或核对", coverage.unread.len()));
        }
        if nothing {
            why.push("没有可比对的内容".to_owned());
        }
        (Verdict::Undetermined, format!("{}，须人工认定", why.join("，")))
    } else {
        (Verdict::Consistent, "各页均已读出，各栏目均已比对，只有写法上的不同".to_owned())
    }
}
