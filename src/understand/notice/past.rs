//! Counts of what was done: 已培育智能工厂120家 says how many there are, and limits nobody.

use crate::lexicon;
use crate::value::pattern::pattern;

pattern! {
    /// A verb with the sign that it is past, and the counts that it governs.
    static DONE = {
        let verb = "(?:培育|遴选|评选|认定|评定|建设|建成|创建|打造|形成|入选|公布|发布|立项|支持|推荐|申报|获批|获评|通过|验收|完成|实施)+";
        let count = "[0-9]{1,5}余?(?:个|家|项)(?:以上)?";
        format!(
            "(?:(?:累计|已经?|曾经?|先后|目前|至今|以来)[^,。;0-9]{{0,16}}?{verb}|(?P<sum>共计?){verb}|{verb}[了出])(?P<between>[^,。;]{{0,24}}?){count}(?:[、和及][^,。;、0-9]{{0,16}}{count})*"
        )
    };
}

/// A clause without what it says was done.
pub fn without(clause: &str) -> String {
    let Some(found) = DONE.captures(clause) else { return clause.to_owned() };
    let (Some(whole), Some(between)) = (found.get(0), found.name("between")) else {
        return clause.to_owned();
    };
    let says = |words: &[&str], text: &str| words.iter().any(|word| text.contains(word));
    let before = &clause[..whole.start()];
    if says(lexicon::QUOTA_LIMITS, &clause[..whole.end()])
        || says(lexicon::QUOTA_EACH, between.as_str())
        || found.name("sum").is_some() && says(lexicon::QUOTA_EACH, before)
    {
        // A limit on each is none on the sum that the clause speaks of.
        return match found.name("sum") {
            Some(sum) => format!("{}{}", &clause[..sum.start()], &clause[sum.end()..]),
            None => clause.replacen("累计", "", 1),
        };
    }
    format!("{before}{}", &clause[whole.end()..])
}
