//! Changes inside of one text: what a slip of the pen or a forger's hand does to it.
//! Each gives a text that a person tells from the old one, and that says another thing.

use super::dice::Dice;

/// The kinds, each with what it does.
pub const KINDS: &[(&str, Change)] = &[
    ("digit", digit),
    ("digit-lost", digit_lost),
    ("digit-added", digit_added),
    ("digits-swapped", digits_swapped),
    ("sign-added", sign_added),
    ("point-lost", point_lost),
    ("point-moved", point_moved),
    ("point-for-comma", point_for_comma),
    ("unit", unit),
    ("permille", permille),
    ("percent-lost", percent_lost),
    ("power", power),
    ("negation-added", negation_added),
    ("negation-lost", negation_lost),
    ("character", character),
    ("character-lost", character_lost),
    ("characters-swapped", characters_swapped),
    ("rival-character", rival_character),
    ("letter-for-digit", letter_for_digit),
    ("letter-case", letter_case),
    ("letter", letter),
    ("date", date),
    ("phone", phone),
    ("comparison", comparison),
    ("direction", direction),
    ("modal", modal),
    ("numeral", numeral),
    ("range", range),
    ("brackets-lost", brackets_lost),
    ("clause-lost", clause_lost),
    ("clauses-swapped", clauses_swapped),
    ("clause-doubled", clause_doubled),
    ("sentence-lost", sentence_lost),
    ("tick-moved", tick_moved),
    ("tick-added", tick_added),
    ("tick-lost", tick_lost),
    ("blanked", blanked),
];

/// The new text; `None` where the old one offers nothing.
pub type Change = fn(&str, &mut Dice) -> Option<String>;

pub fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// The text with what stands at the byte `at`, `from`, made `to`.
fn put(text: &str, at: usize, from: &str, to: &str) -> String {
    format!("{}{to}{}", &text[..at], &text[at + from.len()..])
}

fn pick(text: &str, dice: &mut Dice, fits: impl Fn(char) -> bool) -> Option<(usize, char)> {
    let places: Vec<_> = text.char_indices().filter(|(_, c)| fits(*c)).collect();
    dice.one(&places).copied()
}

/// One of the words that the text holds becomes its partner.
fn exchanged(
    text: &str,
    dice: &mut Dice,
    pairs: &[(&'static str, &'static str)],
) -> Option<String> {
    let mut places = Vec::new();
    for (a, b) in pairs {
        places.extend(text.match_indices(a).map(|(at, _)| (at, *a, *b)));
        places.extend(text.match_indices(b).map(|(at, _)| (at, *b, *a)));
    }
    let (at, from, to) = *dice.one(&places)?;
    Some(put(text, at, from, to))
}

/// Numbers, with where they stand: digits, with points and commas between them.
fn numbers(text: &str) -> Vec<(usize, &str)> {
    let mut out = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let inside = c.is_ascii_digit() || start.is_some() && matches!(c, '.' | ',');
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                out.push((from, text[from..at].trim_end_matches(['.', ','])));
                start = None;
            }
            _ => {}
        }
    }
    out
}

fn digit(text: &str, dice: &mut Dice) -> Option<String> {
    let (at, c) = pick(text, dice, |c| c.is_ascii_digit())?;
    let other = (c.to_digit(10)? + 1 + dice.below(9) as u32) % 10;
    Some(put(text, at, &text[at..at + 1], &other.to_string()))
}

fn digit_lost(text: &str, dice: &mut Dice) -> Option<String> {
    let numbers: Vec<_> = numbers(text).into_iter().filter(|(_, n)| n.len() > 1).collect();
    let (at, number) = *dice.one(&numbers)?;
    let place = at + number.find(|c: char| ('1'..='9').contains(&c))?;
    Some(put(text, place, &text[place..place + 1], ""))
}

fn digit_added(text: &str, dice: &mut Dice) -> Option<String> {
    let (at, c) = pick(text, dice, |c| c.is_ascii_digit())?;
    let new = 1 + dice.below(9);
    Some(put(text, at, &text[at..at + 1], &format!("{c}{new}")))
}

fn digits_swapped(text: &str, dice: &mut Dice) -> Option<String> {
    let bytes = text.as_bytes();
    let pairs: Vec<usize> = (0..bytes.len().saturating_sub(1))
        .filter(|i| {
            bytes[*i].is_ascii_digit() && bytes[i + 1].is_ascii_digit() && bytes[*i] != bytes[i + 1]
        })
        .collect();
    let at = *dice.one(&pairs)?;
    let turned = format!("{}{}", &text[at + 1..at + 2], &text[at..at + 1]);
    Some(put(text, at, &text[at..at + 2], &turned))
}

fn sign_added(text: &str, _: &mut Dice) -> Option<String> {
    let number = text.trim().parse::<f64>().ok().filter(|n| *n > 0.0);
    number.map(|_| format!("-{}", text.trim()))
}

fn decimals(text: &str) -> Vec<(usize, &str)> {
    let one_point =
        |n: &str| n.matches('.').count() == 1 && !n.starts_with("0.") && !n.contains(',');
    numbers(text).into_iter().filter(|(_, n)| one_point(n)).collect()
}

fn point_lost(text: &str, dice: &mut Dice) -> Option<String> {
    let (at, number) = *dice.one(&decimals(text))?;
    Some(put(text, at, number, &number.replace('.', "")))
}

fn point_moved(text: &str, dice: &mut Dice) -> Option<String> {
    let (at, number) = *dice.one(&decimals(text))?;
    let (whole, rest) = number.split_once('.')?;
    let (kept, moved) = whole.split_at(whole.len() - 1);
    (!kept.is_empty()).then(|| put(text, at, number, &format!("{kept}.{moved}{rest}")))
}

fn point_for_comma(text: &str, dice: &mut Dice) -> Option<String> {
    let found: Vec<_> = numbers(text)
        .into_iter()
        .filter(|(_, n)| n.matches(',').count() == 1 && !n.contains('.'))
        .collect();
    let (at, number) = *dice.one(&found)?;
    Some(put(text, at, number, &number.replace(',', ".")))
}

fn unit(text: &str, dice: &mut Dice) -> Option<String> {
    const UNITS: &[(&str, &str)] = &[
        ("万元", "亿元"),
        ("毫秒", "微秒"),
        ("分钟", "小时"),
        ("万台", "万套"),
        ("吨", "克"),
        ("万条", "千条"),
        ("平方米", "立方米"),
        ("kW", "MW"),
        ("mm", "cm"),
        ("GB", "TB"),
        ("个月", "个季"),
        ("℃", "℉"),
        ("人次", "车次"),
        ("周岁", "周年"),
        ("公里", "米"),
    ];
    exchanged(text, dice, UNITS)
}

fn permille(text: &str, dice: &mut Dice) -> Option<String> {
    let (at, c) = pick(text, dice, |c| matches!(c, '%' | '％'))?;
    Some(put(text, at, c.encode_utf8(&mut [0; 4]), "‰"))
}

fn percent_lost(text: &str, dice: &mut Dice) -> Option<String> {
    let places: Vec<_> = text
        .match_indices(['%', '％'])
        .filter(|(at, _)| text[..*at].ends_with(|c: char| c.is_ascii_digit()))
        .collect();
    let (at, sign) = *dice.one(&places)?;
    Some(put(text, at, sign, ""))
}

fn power(text: &str, dice: &mut Dice) -> Option<String> {
    exchanged(text, dice, &[("²", "³"), ("⁻", "⁺"), ("₂", "₃"), ("ⁿ", "ᵐ"), ("½", "¼")])
}

fn negation_added(text: &str, dice: &mut Dice) -> Option<String> {
    let long = text.chars().filter(|c| is_han(*c)).count() >= 8;
    let (at, c) = pick(text, dice, is_han).filter(|_| long)?;
    let word = dice.word(&["不", "未", "非", "无"]);
    Some(put(text, at, c.encode_utf8(&mut [0; 4]), &format!("{word}{c}")))
}

fn negation_lost(text: &str, dice: &mut Dice) -> Option<String> {
    let (at, c) = pick(text, dice, |c| matches!(c, '不' | '未' | '无' | '非' | '否'))?;
    Some(put(text, at, c.encode_utf8(&mut [0; 4]), ""))
}

fn character(text: &str, dice: &mut Dice) -> Option<String> {
    let (at, c) = pick(text, dice, is_han)?;
    let new = dice.word(&["甲", "东", "海", "新", "机", "化", "水", "安"]);
    (!new.starts_with(c)).then(|| put(text, at, c.encode_utf8(&mut [0; 4]), new))
}

fn character_lost(text: &str, dice: &mut Dice) -> Option<String> {
    let (at, c) = pick(text, dice, |c| is_han(c) && !"的了和与等，".contains(c))?;
    Some(put(text, at, c.encode_utf8(&mut [0; 4]), ""))
}

fn characters_swapped(text: &str, dice: &mut Dice) -> Option<String> {
    let all: Vec<(usize, char)> = text.char_indices().collect();
    let pairs: Vec<_> = all
        .windows(2)
        .filter(|w| is_han(w[0].1) && is_han(w[1].1) && w[0].1 != w[1].1)
        .map(|w| (w[0].0, w[0].1, w[1].1))
        .collect();
    let (at, a, b) = *dice.one(&pairs)?;
    Some(put(text, at, &format!("{a}{b}"), &format!("{b}{a}")))
}

/// Characters that look nearly alike and are not the same.
pub const RIVALS: &[(&str, &str)] = &[
    ("未", "末"),
    ("己", "已"),
    ("土", "士"),
    ("日", "曰"),
    ("治", "冶"),
    ("千", "干"),
    ("人", "入"),
    ("大", "太"),
    ("天", "夭"),
    ("王", "玉"),
    ("木", "本"),
    ("间", "问"),
    ("侯", "候"),
    ("订", "钉"),
    ("设", "没"),
    ("折", "拆"),
    ("准", "淮"),
    ("清", "请"),
    ("徽", "微"),
    ("目", "自"),
    ("田", "由"),
    ("甲", "申"),
    ("元", "无"),
    ("万", "方"),
    ("工", "王"),
    ("力", "刀"),
    ("贝", "见"),
    ("今", "令"),
    ("析", "折"),
    ("技", "枝"),
    ("项", "顶"),
    ("处", "外"),
    ("一", "二"),
    ("二", "三"),
    ("拔", "拨"),
];

fn rival_character(text: &str, dice: &mut Dice) -> Option<String> {
    exchanged(text, dice, RIVALS)
}

/// Words of Latin letters and digits of three characters at least.
fn codes(text: &str) -> Vec<(usize, &str)> {
    let mut out = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_ascii_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                out.push((from, &text[from..at]));
                start = None;
            }
            _ => {}
        }
    }
    out.retain(|(_, word)| word.len() > 2);
    out
}

fn in_code(text: &str, dice: &mut Dice, other: impl Fn(char) -> Option<char>) -> Option<String> {
    let places: Vec<(usize, char)> = codes(text)
        .into_iter()
        .flat_map(|(at, word)| word.char_indices().map(move |(i, c)| (at + i, c)))
        .filter_map(|(at, c)| Some((at, other(c)?)))
        .collect();
    let (at, new) = *dice.one(&places)?;
    Some(put(text, at, &text[at..at + 1], &new.to_string()))
}

fn letter_for_digit(text: &str, dice: &mut Dice) -> Option<String> {
    in_code(text, dice, |c| {
        Some(match c {
            '0' => 'O',
            'O' => '0',
            '1' => 'l',
            'l' => '1',
            'I' => 'l',
            '5' => 'S',
            'S' => '5',
            '8' => 'B',
            'B' => '8',
            '2' => 'Z',
            'Z' => '2',
            _ => return None,
        })
    })
}

fn letter_case(text: &str, dice: &mut Dice) -> Option<String> {
    // Letters whose small shape is another one, in words that hold digits: a code's letter.
    let mixed: Vec<_> = codes(text)
        .into_iter()
        .filter(|(_, w)| {
            w.bytes().any(|b| b.is_ascii_digit()) && w.bytes().any(|b| b.is_ascii_alphabetic())
        })
        .collect();
    let (at, word) = *dice.one(&mixed)?;
    let places: Vec<usize> = word
        .char_indices()
        .filter(|(_, c)| "ABDEGHQRTabdeghqrt".contains(*c))
        .map(|(i, _)| i)
        .collect();
    let place = at + *dice.one(&places)?;
    let c = text[place..].chars().next()?;
    let other =
        if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
    Some(put(text, place, &text[place..place + 1], &other.to_string()))
}

fn letter(text: &str, dice: &mut Dice) -> Option<String> {
    let new = dice.word(&["A", "K", "M", "X"]).chars().next()?;
    in_code(text, dice, |c| (c.is_ascii_uppercase() && c != new).then_some(new))
}

fn date(text: &str, dice: &mut Dice) -> Option<String> {
    let places: Vec<_> = numbers(text)
        .into_iter()
        .filter(|(at, n)| {
            text[at + n.len()..].starts_with(['年', '月', '日']) || n.split('.').count() == 3
        })
        .collect();
    let (at, number) = *dice.one(&places)?;
    let last: u32 = number.bytes().last().and_then(|b| char::from(b).to_digit(10))?;
    let new = format!("{}{}", &number[..number.len() - 1], if last == 1 { 2 } else { 1 });
    Some(put(text, at, number, &new))
}

fn phone(text: &str, dice: &mut Dice) -> Option<String> {
    let phones: Vec<_> = numbers(text)
        .into_iter()
        .filter(|(_, n)| (7..=11).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()))
        .collect();
    let (at, number) = *dice.one(&phones)?;
    Some(put(text, at, number, &digits_swapped(number, dice)?))
}

fn comparison(text: &str, dice: &mut Dice) -> Option<String> {
    const PAIRS: &[(&str, &str)] = &[
        ("≥", "≤"),
        ("大于", "小于"),
        ("以上", "以下"),
        ("不低于", "不高于"),
        ("超过", "低于"),
        ("不少于", "不多于"),
        (">", "<"),
        ("＞", "＜"),
        ("高于", "等于"),
        ("之前", "之后"),
    ];
    exchanged(text, dice, PAIRS)
}

fn direction(text: &str, dice: &mut Dice) -> Option<String> {
    const PAIRS: &[(&str, &str)] = &[
        ("提高", "降低"),
        ("提升", "下降"),
        ("增长", "减少"),
        ("上升", "下滑"),
        ("缩短", "延长"),
        ("增加", "减小"),
        ("升级", "降级"),
        ("领先", "落后"),
        ("上游", "下游"),
        ("国内", "国外"),
    ];
    exchanged(text, dice, PAIRS)
}

fn modal(text: &str, dice: &mut Dice) -> Option<String> {
    const PAIRS: &[(&str, &str)] = &[
        ("全部", "部分"),
        ("承担", "免除"),
        ("甲方", "乙方"),
        ("同意", "反对"),
        ("必须", "可以"),
        ("自主", "委托"),
        ("已", "未"),
        ("属于", "有别于"),
        ("真实", "虚假"),
        ("首次", "再次"),
        ("企业", "政府"),
        ("计划", "实际"),
        ("完成", "筹备"),
        ("大型", "小型"),
        ("中央", "地方"),
    ];
    exchanged(text, dice, PAIRS)
}

fn numeral(text: &str, dice: &mut Dice) -> Option<String> {
    const PAIRS: &[(&str, &str)] = &[
        ("①", "②"),
        ("Ⅱ", "Ⅲ"),
        ("壹", "贰"),
        ("三个", "五个"),
        ("两项", "三项"),
        ("二级", "三级"),
        ("四大", "六大"),
        ("一是", "二是"),
        ("第一", "第二"),
        ("叁", "伍"),
        ("③", "④"),
        ("双", "单"),
    ];
    exchanged(text, dice, PAIRS)
}

fn range(text: &str, dice: &mut Dice) -> Option<String> {
    let places: Vec<_> = text
        .match_indices(['-', '~', '～', '–', '—'])
        .filter(|(at, sign)| {
            text[..*at].ends_with(|c: char| c.is_ascii_digit())
                && text[at + sign.len()..].starts_with(|c: char| c.is_ascii_digit())
        })
        .collect();
    let (at, sign) = *dice.one(&places)?;
    Some(put(text, at, sign, "."))
}

fn brackets_lost(text: &str, dice: &mut Dice) -> Option<String> {
    let places: Vec<(usize, usize)> = text
        .match_indices('（')
        .filter_map(|(at, open)| {
            let end = at + text[at..].find('）')? + '）'.len_utf8();
            (end - at > open.len() + 12).then_some((at, end))
        })
        .collect();
    let (at, end) = *dice.one(&places)?;
    Some(put(text, at, &text[at..end], ""))
}

/// Pieces between the marks, those of four characters at least, with where they stand.
fn pieces<'a>(text: &'a str, marks: &[char]) -> Vec<(usize, &'a str)> {
    let base = text.as_ptr() as usize;
    text.split(marks)
        .map(|piece| (piece.as_ptr() as usize - base, piece))
        .filter(|(_, piece)| piece.chars().filter(|c| is_han(*c)).count() >= 4)
        .collect()
}

const CLAUSE: &[char] = &['，', '。', '；', '、', '\n'];

fn clause_lost(text: &str, dice: &mut Dice) -> Option<String> {
    let all = pieces(text, CLAUSE);
    let (at, piece) = *dice.one(&all).filter(|_| all.len() > 1)?;
    Some(put(text, at, piece, ""))
}

fn clauses_swapped(text: &str, dice: &mut Dice) -> Option<String> {
    let all = pieces(text, CLAUSE);
    let first = dice.below(all.len().checked_sub(1)?.max(1));
    let ((a, one), (b, two)) = (*all.get(first)?, *all.get(first + 1)?);
    (one != two).then(|| {
        format!("{}{two}{}{one}{}", &text[..a], &text[a + one.len()..b], &text[b + two.len()..])
    })
}

fn clause_doubled(text: &str, dice: &mut Dice) -> Option<String> {
    let all = pieces(text, CLAUSE);
    let (at, piece) = *dice.one(&all).filter(|_| all.len() > 1)?;
    Some(put(text, at, piece, &format!("{piece}，{piece}")))
}

fn sentence_lost(text: &str, dice: &mut Dice) -> Option<String> {
    let all = pieces(text, &['。', '；', '\n']);
    let (at, piece) = *dice.one(&all).filter(|_| all.len() > 1)?;
    let mark = text[at + piece.len()..].chars().next().map_or(0, char::len_utf8);
    Some(format!("{}{}", &text[..at], &text[at + piece.len() + mark..]))
}

const TICKED: &[char] = &['√', '☑', '■', '☒', '✓'];
const EMPTY: &[char] = &['□', '☐'];

/// Signs of a text with their offsets.
type Signs<'a> = Vec<(usize, &'a str)>;

fn ticks(text: &str) -> (Signs<'_>, Signs<'_>) {
    let empty =
        text.match_indices(EMPTY).filter(|(at, c)| !text[at + c.len()..].starts_with(TICKED));
    (text.match_indices(TICKED).collect(), empty.collect())
}

fn tick_moved(text: &str, dice: &mut Dice) -> Option<String> {
    let (ticked, empty) = ticks(text);
    let ((a, tick), (b, open)) = (*dice.one(&ticked)?, *dice.one(&empty)?);
    // "□√" is one sign: the box stays, its tick goes to the other box.
    if text[..a].ends_with(EMPTY) {
        let gone = put(text, a, tick, "");
        let b = if b > a { b - tick.len() } else { b };
        return Some(put(&gone, b, open, &format!("{open}{tick}")));
    }
    let mut out = text.to_owned();
    let mut both = [(a, tick, open), (b, open, tick)];
    both.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
    for (at, from, to) in both {
        out = put(&out, at, from, to);
    }
    Some(out)
}

fn tick_added(text: &str, dice: &mut Dice) -> Option<String> {
    let (at, open) = *dice.one(&ticks(text).1)?;
    Some(put(text, at, open, "☑"))
}

fn tick_lost(text: &str, dice: &mut Dice) -> Option<String> {
    let (ticked, empty) = ticks(text);
    let (at, tick) = *dice.one(&ticked).filter(|_| !empty.is_empty())?;
    let new = if text[..at].ends_with(EMPTY) { "" } else { "□" };
    Some(put(text, at, tick, new))
}

fn blanked(text: &str, _: &mut Dice) -> Option<String> {
    text.chars().any(char::is_alphanumeric).then(String::new)
}
