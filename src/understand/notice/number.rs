//! 发文字号 in all the ways they are written, and the numbers of other documents that a text cites.

use crate::lexicon;
use crate::understand::words::bare;
use crate::value::pattern::pattern;

pattern! {
    static NUMBER = r"([\p{Han}]{2,20}(?:\([\p{Han}]{1,4}\))?)[〔\[【(﹝〈{「]([12][0-9]{3})(?:年)?[〕\]】)﹞〉}」](?:第)?0*([1-9][0-9]{0,4})号";

    static UNBRACKETED = r"^([\p{Han}]{0,12}?)([12][0-9]{3})年第?0*([1-9][0-9]{0,4})号$";
}

/// One number found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// As the standard writes it: `某函〔2023〕212号`.
    pub canonical: String,
    /// As it is written, without spaces.
    pub raw: String,
}

/// All numbers in a text.
pub fn find(text: &str) -> Vec<Number> {
    let bare = bare(text);
    let Some(regex) = NUMBER.regex() else { return Vec::new() };
    regex
        .captures_iter(&bare)
        .filter_map(|found| {
            let word = strip_leads(found.get(1)?.as_str());
            if word.chars().count() < 2 {
                return None;
            }
            let canonical = format!("{word}〔{}〕{}号", &found[2], &found[3]);
            Some(Number {
                canonical,
                raw: found[0].trim_start_matches(|c| !word.starts_with(c)).to_owned(),
            })
        })
        .collect()
}

fn strip_leads(word: &str) -> &str {
    let mut rest = word;
    for lead in lexicon::NUMBER_LEADS {
        if let Some(at) = rest.rfind(lead) {
            let after = &rest[at + lead.len()..];
            // A real number may contain the lead ("办函" does not, "通知" might end one).
            if after.chars().count() >= 2 {
                rest = after;
            }
        }
    }
    rest
}

/// The number that a line consists of, brackets around it and a signer behind it allowed.
pub fn alone(text: &str) -> Option<Number> {
    let bare = bare(text);
    if bare.chars().count() > 48 || bare.contains(['。', ',', ';', '《']) {
        return None;
    }
    let inner =
        bare.strip_prefix(['(', '（']).and_then(|b| b.strip_suffix([')', '）'])).unwrap_or(&bare);
    let inner = inner.split("签发人").next().unwrap_or(inner);
    let inner =
        inner.strip_prefix("发文字号:").or_else(|| inner.strip_prefix("文号:")).unwrap_or(inner);
    let found = find(inner);
    if let [number] = found.as_slice()
        && inner.starts_with(&number.raw)
        && inner.len() == number.raw.len()
    {
        return Some(number.clone());
    }
    let found = UNBRACKETED.captures(inner)?;
    let canonical = format!("{}{}年第{}号", &found[1], &found[2], &found[3]);
    Some(Number { canonical, raw: inner.to_owned() })
}

/// The numbers that a line consists of, where several bodies each give their own.
pub fn several_alone(text: &str) -> Vec<Number> {
    let squeezed = bare(text);
    let found = find(text);
    let whole: String = found.iter().map(|number| number.raw.as_str()).collect();
    let plain = |c: &char| !"、,;".contains(*c);
    let covered = whole.chars().eq(squeezed.chars().filter(plain));
    if found.len() >= 2 && covered { found } else { Vec::new() }
}

/// The signer named behind the number (签发人).
pub fn signer(text: &str) -> Option<String> {
    let bare = bare(text);
    let name = bare.split("签发人").nth(1)?.trim_start_matches(':');
    (2..=12).contains(&name.chars().count()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_brackets_and_digits_give_one_writing() {
        for written in [
            "工信厅联通装函〔2023〕212号",
            "工信厅联通装函[2023]212号",
            "工信厅联通装函【2023】212号",
            "工信厅联通装函（2023）212号",
            "工信厅联通装函﹝2023﹞212号",
            "工信厅联通装函〔２０２３〕２１２号",
            "工信厅联通装函 〔2023〕 第 212 号",
            "（工信厅联通装函〔2023〕0212号）",
            "工信厅联通装函［2023］212号",
        ] {
            assert_eq!(
                alone(written).map(|n| n.canonical).as_deref(),
                Some("工信厅联通装函〔2023〕212号"),
                "{written}"
            );
        }
        assert_eq!(
            alone("农计(示范)[2016]16号").map(|n| n.canonical).as_deref(),
            Some("农计(示范)〔2016〕16号")
        );
        assert_eq!(alone("2024年第12号").map(|n| n.canonical).as_deref(), Some("2024年第12号"));
    }

    #[test]
    fn a_cited_number_loses_the_words_before_it() {
        let cited = find(
            "根据《某通知》（工信厅联通装函〔2023〕212号，以下简称《通知》）和按照国办函〔2014〕119号",
        );
        let canonical: Vec<_> = cited.iter().map(|n| n.canonical.as_str()).collect();
        assert_eq!(canonical, ["工信厅联通装函〔2023〕212号", "国办函〔2014〕119号"]);
        assert_eq!(alone("根据国办函〔2014〕119号，现通知如下。"), None);
    }

    #[test]
    fn each_of_two_bodies_gives_its_own_number() {
        let found = several_alone("滨工信〔2026〕3号  滨财企〔2026〕5号");
        let canonical: Vec<_> = found.iter().map(|n| n.canonical.as_str()).collect();
        assert_eq!(canonical, ["滨工信〔2026〕3号", "滨财企〔2026〕5号"]);
        assert!(several_alone("见滨工信〔2026〕3号和滨财企〔2026〕5号").is_empty());
        assert!(several_alone("滨工信〔2026〕3号").is_empty());
    }

    #[test]
    fn a_signer_stands_behind_the_number() {
        assert_eq!(
            alone("临工信〔2024〕8号    签发人：张三").map(|n| n.canonical).as_deref(),
            Some("临工信〔2024〕8号")
        );
        assert_eq!(signer("临工信〔2024〕8号    签发人：张三").as_deref(), Some("张三"));
    }
}
