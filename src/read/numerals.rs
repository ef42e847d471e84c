//! Automatic numbers of lists as Word prints them: `ST_NumberFormat` of
//! ISO/IEC 29500-1 §17.18.59, as far as Chinese documents use it.

/// A number in the number format of that name; decimal for unknown names.
pub fn format(number: i64, name: &str) -> String {
    let n = number.max(0);
    match name {
        "none" => String::new(),
        "lowerLetter" => letters(n, 'a'),
        "upperLetter" => letters(n, 'A'),
        "lowerRoman" => roman(n).to_lowercase(),
        "upperRoman" => roman(n),
        "decimalZero" => format!("{n:02}"),
        "decimalFullWidth" | "decimalFullWidth2" => wide(&n.to_string()),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => circled(n),
        "decimalEnclosedParen" => enclosed(n, '⑴').unwrap_or_else(|| format!("({n})")),
        "decimalEnclosedFullstop" => enclosed(n, '⒈').unwrap_or_else(|| format!("{n}.")),
        "ideographEnclosedCircle" => {
            listed(n, "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉").unwrap_or_else(|| chinese(n))
        }
        "chineseCounting"
        | "chineseCountingThousand"
        | "taiwaneseCountingThousand"
        | "taiwaneseCounting"
        | "japaneseCounting"
        | "koreanCounting" => chinese(n),
        "chineseLegalSimplified" | "ideographLegalTraditional" => legal(n),
        "ideographDigital"
        | "taiwaneseDigital"
        | "koreanDigital2"
        | "japaneseDigitalTenThousand" => digits(n),
        "ideographTraditional" => {
            listed(n, "甲乙丙丁戊己庚辛壬癸").unwrap_or_else(|| n.to_string())
        }
        "ideographZodiac" => listed(n, "子丑寅卯辰巳午未申酉戌亥").unwrap_or_else(|| n.to_string()),
        "numberInDash" => format!("- {n} -"),
        "ordinal" => format!("{n}{}", ordinal_ending(n)),
        "upperLetterFullWidth" => wide(&letters(n, 'A')),
        _ => n.to_string(),
    }
}

/// A number in Chinese counting characters (一, 十, 二十一, 一百零五).
pub fn chinese(n: i64) -> String {
    spelled(n, "零一二三四五六七八九", ["", "十", "百", "千"], true)
}

fn legal(n: i64) -> String {
    spelled(n, "零壹贰叁肆伍陆柒捌玖", ["", "拾", "佰", "仟"], false)
}

fn spelled(n: i64, digits: &str, units: [&str; 4], short_ten: bool) -> String {
    if n <= 0 || n >= 100_000_000 {
        return if n == 0 { digits.chars().take(1).collect() } else { n.to_string() };
    }
    let digit = |d: i64| digits.chars().nth(d as usize).unwrap_or('?');
    let group = |mut n: i64| {
        let mut parts = Vec::new();
        let mut position = 0;
        let mut zero = false;
        while n > 0 {
            let d = n % 10;
            if d == 0 {
                zero = !parts.is_empty();
            } else {
                if zero {
                    parts.push(digit(0).to_string());
                    zero = false;
                }
                parts.push(format!("{}{}", digit(d), units[position]));
            }
            n /= 10;
            position += 1;
        }
        parts.into_iter().rev().collect::<String>()
    };
    let (high, low) = (n / 10_000, n % 10_000);
    let mut text = String::new();
    if high > 0 {
        text = group(high) + "万";
        if low > 0 && low < 1000 {
            text.push(digit(0));
        }
    }
    text += &group(low);
    let one_ten = format!("{}{}", digit(1), units[1]);
    if short_ten && n < 20 && text.starts_with(&one_ten) {
        text = text.chars().skip(1).collect();
    }
    text
}

fn digits(n: i64) -> String {
    n.to_string()
        .chars()
        .filter_map(|c| "〇一二三四五六七八九".chars().nth(c.to_digit(10)? as usize))
        .collect()
}

fn letters(n: i64, first: char) -> String {
    if n < 1 {
        return n.to_string();
    }
    // Word repeats the letter: z, aa, bb, cc.
    let letter = ((n - 1) % 26) as u8 + first as u8;
    let times = ((n - 1) / 26 + 1).min(40) as usize;
    char::from(letter).to_string().repeat(times)
}

fn roman(mut n: i64) -> String {
    if !(1..4000).contains(&n) {
        return n.to_string();
    }
    let mut text = String::new();
    for (value, sign) in [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ] {
        while n >= value {
            text += sign;
            n -= value;
        }
    }
    text
}

/// A number in a circle (①…㊿); plain beyond 50.
pub fn circled(n: i64) -> String {
    let code = match n {
        0 => Some(0x24EA),
        1..=20 => Some(0x245F + n as u32),
        21..=35 => Some(0x3251 + (n - 21) as u32),
        36..=50 => Some(0x32B1 + (n - 36) as u32),
        _ => None,
    };
    code.and_then(char::from_u32).map_or_else(|| n.to_string(), String::from)
}

fn enclosed(n: i64, first: char) -> Option<String> {
    let offset = u32::try_from(n - 1).ok().filter(|o| *o < 20)?;
    char::from_u32(first as u32 + offset).map(String::from)
}

fn listed(n: i64, list: &str) -> Option<String> {
    list.chars().nth(usize::try_from(n.checked_sub(1)?).ok()?).map(String::from)
}

fn wide(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '!'..='~' => char::from_u32(c as u32 + 0xFEE0).unwrap_or(c),
            _ => c,
        })
        .collect()
}

fn ordinal_ending(n: i64) -> &'static str {
    match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_counting() {
        let cases = [
            (1, "一"),
            (10, "十"),
            (11, "十一"),
            (20, "二十"),
            (21, "二十一"),
            (100, "一百"),
            (105, "一百零五"),
            (110, "一百一十"),
            (1001, "一千零一"),
            (10010, "一万零一十"),
        ];
        for (n, text) in cases {
            assert_eq!(format(n, "chineseCountingThousand"), text);
        }
    }

    #[test]
    fn every_format_a_chinese_list_uses() {
        let cases = [
            (3, "decimalEnclosedCircle", "③"),
            (21, "decimalEnclosedCircle", "㉑"),
            (2, "lowerLetter", "b"),
            (28, "upperLetter", "BB"),
            (4, "upperRoman", "IV"),
            (12, "decimalFullWidth", "１２"),
            (20, "ideographDigital", "二〇"),
            (2, "ideographTraditional", "乙"),
            (5, "decimalZero", "05"),
            (13, "chineseLegalSimplified", "壹拾叁"),
            (1, "none", ""),
            (7, "somethingNew", "7"),
        ];
        for (n, name, text) in cases {
            assert_eq!(format(n, name), text, "{name}");
        }
    }
}
