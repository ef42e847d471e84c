//! Characters that print leaves hard to tell apart and that mean different things.

/// One set a line: each member is asked about when another was read.
const SETS: &[&str] = &[
    "0OoQD〇",
    "1lI|i!丨",
    "2Zz²",
    "3³",
    "²³",
    "5S",
    "8B",
    "6b",
    "9gq",
    "7T",
    "cC",
    "kK",
    "pP",
    "sS",
    "uUvV",
    "wW",
    "xX×",
    "%‰",
    "一-—–－",
    "：:；;",
    "，,、.",
    "。.",
    "+十",
    "二=",
    "日曰",
    "目自",
    "己已巳",
    "末未",
    "土士",
    "治冶",
    "天夭",
    "人入八",
    "大太犬",
    "千干于",
    "午牛",
    "王玉主",
    "国囯",
    "田由甲申",
    "刀力",
    "贝见",
    "免兔",
    "间问",
    "戊戌戍",
    "析折",
    "待侍",
    "侯候",
    "拨拔",
    "辨辩",
    "竞竟",
    "徽微",
    "斤斥",
    "毫亳",
    "茶荼",
    "风凤",
    "氏民",
    "今令",
    "木本术",
    "夫失",
    "户卢",
    "几儿",
    "乌鸟",
    "历厉",
    "代伐",
    "住往佳",
    "名各",
    "了丁",
    "万方",
    "设没",
    "科料",
    "杨扬",
    "场埸",
    "陕峡",
    "环坏",
    "圆园",
    "清请",
    "晴睛",
    "阈阀",
    "卷券",
    "内丙",
    "季李孪",
    "货贷",
    "亨享",
    "黄黃",
    "巿市",
];

/// Of these, the sets of which recognition prefers the commoner member whatever is printed.
const BLIND: &[&str] = &[
    "0OoQ",
    "1lI|",
    "%‰",
    "²2",
    "³3",
    "日曰",
    "一-—–－",
    "国囯",
    "己已巳",
    "+十",
    "土士",
    "人入八",
];

/// Whether recognition tells two characters apart badly, and always in favour of one.
pub fn are_blind(a: char, b: char) -> bool {
    a != b && BLIND.iter().any(|set| set.contains(a) && set.contains(b))
}

/// The characters that are easily taken for one.
pub fn of(character: char) -> impl Iterator<Item = char> {
    let sets = SETS.iter().filter(move |set| set.contains(character));
    sets.flat_map(|set| set.chars()).filter(move |&other| other != character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_is_in_several_sets_and_never_its_own_rival() {
        let rivals: String = of('²').collect();
        assert_eq!(rivals, "2Zz³");
        assert_eq!(of('日').collect::<String>(), "曰");
        assert_eq!(of('闱').count(), 0);
    }
}
