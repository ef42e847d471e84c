//! What the eye, and a recogniser, takes for one another on a scan.

/// Characters that look alike, one set a line. Folded forms.
const SETS: &[&str] = &[
    "0OoQD〇○。°",
    "1lI|丨!i",
    "1J",
    "2Zz",
    "3з",
    "5Ss$",
    "6b",
    "8B",
    "9gq",
    "cCе(",
    "uUvV",
    "wW",
    "xX×",
    "kK",
    "pP",
    "sS",
    "日曰目白自",
    "未末",
    "己已巳",
    "人入八",
    "土士",
    "大太犬",
    "千干于",
    "午牛",
    "天夭无",
    "王玉主五",
    "田由甲申电",
    "刀力刁",
    "贝见",
    "免兔",
    "间问闻",
    "市巿",
    "一-—~_",
    ".。,、·'",
    ";:",
    "戊戌戍",
    "析折拆",
    "治冶",
    "传侍待",
    "侯候",
    "拨拔",
    "辨辩辫",
    "竞竟",
    "徽微",
    "斤斥",
    "毫亳",
    "茶荼",
    "风凤",
    "氏民",
    "今令",
    "木本术",
    "夫失矢",
    "厂广",
    "户卢",
    "几儿九",
    "乌鸟",
    "历厉",
    "代伐",
    "住往佳",
    "名各",
    "住任",
    "口囗",
    "十+",
    "二=",
    "三彡",
    "个↑",
    "了丁",
    "车东",
    "万方",
    "设没",
    "岀出",
    "末来",
    "科料",
    "班斑",
    "杨扬",
    "赢羸",
    "场埸",
    "陕峡",
    "环坏",
    "圆园",
    "清请情",
    "晴睛",
    "锂鋰",
    "阈阀",
    "卷券",
    "蓝监",
    "率卒",
    "[［(",
    "])",
    "{(",
    "})",
    "/|l",
    "孪李季弯孚浮",
    "产严",
    "业亚",
    "厂广产一",
    "内丙",
    "介齐",
    "实头",
    "心芯",
    "工H",
    "±+",
    "H|I",
    "丶、",
    "%0°",
];

/// Whether two characters are taken for one another.
pub fn alike(a: char, b: char) -> bool {
    if a == b {
        return true;
    }
    if a.is_ascii_alphabetic()
        && a.eq_ignore_ascii_case(&b)
        && matches!(
            a.to_ascii_lowercase(),
            'c' | 'k' | 'o' | 'p' | 's' | 'u' | 'v' | 'w' | 'x' | 'z'
        )
    {
        return true;
    }
    SETS.iter().any(|set| set.contains(a) && set.contains(b))
}

/// Whether one run of characters may be a misreading of the other: the same
/// number of characters, each taken for its counterpart; or one side merely
/// has or lacks marks that a speck of dust makes.
pub fn alike_runs(a: &str, b: &str) -> bool {
    let speck = |c: char| {
        matches!(
            c,
            '.' | ',' | '·' | '\'' | '-' | '。' | '、' | ':' | ';' | '|' | '~' | '_' | '"' | '^'
        )
    };
    let x: Vec<char> = a.chars().collect();
    let y: Vec<char> = b.chars().collect();
    if x.len() == y.len() {
        return x.iter().zip(&y).all(|(p, q)| alike(*p, *q));
    }
    let strip = |v: &[char]| v.iter().copied().filter(|c| !speck(*c)).collect::<Vec<_>>();
    let (p, q) = (strip(&x), strip(&y));
    p.len() == q.len() && p.iter().zip(&q).all(|(p, q)| alike(*p, *q))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eye_confuses_these_and_not_those() {
        assert!(alike('0', 'O') && alike('日', '曰') && alike('已', '己') && alike('未', '末'));
        assert!(!alike('3', '8') && !alike('增', '减') && !alike('4', '9'));
        // Seen on scans read with the recommended models.
        assert!(
            alike('目', '自')
                && alike('J', '1')
                && alike('孪', '李')
                && alike('业', '亚')
                && alike('±', '+')
                && alike('厂', '广')
        );
        assert!(alike_runs("l0", "1O"));
        assert!(alike_runs("12.5", "1 2 5".replace(' ', "").as_str()));
        assert!(!alike_runs("12", "13"));
    }
}
