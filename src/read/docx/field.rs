//! Fields (`w:fldChar`): instructions are dropped and results kept; fields that
//! show something without a result (ticks, enclosed characters, prompts) are worked out.

use crate::characters::power;
use crate::characters::symbols::SymbolFont;
use crate::read::numerals;

/// A field that has begun and not ended.
#[derive(Debug, Clone, Default)]
pub struct Field {
    /// The instruction so far.
    pub instruction: String,
    /// Past the separator: text that follows is shown.
    pub in_result: bool,
    /// State of a legacy check box.
    pub checked: Option<bool>,
    /// Entries of a legacy drop-down list.
    pub entries: Vec<String>,
    /// The chosen entry.
    pub chosen: usize,
    /// The beginning of the stored result.
    pub result: String,
}

/// Fields that programs work out anew when a file is opened or printed.
const ANEW: &[&str] = &["DATE", "TIME", "ADVANCE"];
/// Characters of a stored result that are kept.
const RESULT: usize = 200;

impl Field {
    /// Whether text met now belongs to the reader.
    pub fn shows(&self) -> bool {
        self.in_result && self.checked.is_none()
    }

    /// Notes text of the stored result.
    pub fn note_result(&mut self, text: &str) {
        if self.result.len() < RESULT {
            self.result += text;
        }
    }

    /// Whether programs show something else than the stored result.
    pub fn differs(&self) -> bool {
        let stored = self.result.trim();
        if stored.is_empty() || self.checked.is_some() || !self.in_result {
            return false;
        }
        let name = self.instruction.split_whitespace().next().unwrap_or_default();
        let tight = |text: &str| text.split_whitespace().collect::<String>();
        ANEW.contains(&name.to_ascii_uppercase().as_str())
            || self.worked_out().is_some_and(|shown| tight(&shown) != tight(stored))
    }

    /// What the field shows at its end beyond its stored result.
    pub fn shown(&self) -> Option<String> {
        if let Some(checked) = self.checked {
            return Some(tick(checked).to_owned());
        }
        self.worked_out().filter(|_| self.result.trim().is_empty())
    }

    /// What the field shows by its instruction alone, whatever is stored.
    fn worked_out(&self) -> Option<String> {
        if let Some(entry) = self.entries.get(self.chosen) {
            return Some(entry.clone());
        }
        let instruction = self.instruction.trim();
        let (name, rest) = instruction.split_once([' ', '\u{a0}']).unwrap_or((instruction, ""));
        match name.to_ascii_uppercase().as_str() {
            "EQ" => overlaid(rest).or_else(|| Some(formula(rest, 0)).filter(|f| !f.is_empty())),
            "SYMBOL" => symbol(rest),
            // The text of a click button stands behind the name of its macro.
            "MACROBUTTON" if !self.in_result => {
                rest.trim_start().split_once(' ').map(|(_, text)| text.to_owned())
            }
            "QUOTE" => Some(rest.trim().trim_matches('"').to_owned()),
            _ => None,
        }
    }
}

/// A box with or without a tick.
pub fn tick(checked: bool) -> &'static str {
    if checked { "☑" } else { "☐" }
}

/// `EQ \o\ac(○,1)`: characters drawn over each other; `\s\up 9(拼音)` is a gloss.
fn overlaid(rest: &str) -> Option<String> {
    if !rest.trim_start().starts_with("\\o") && !rest.contains("\\o\\") && !rest.contains("\\o(") {
        return None;
    }
    let open = rest.find('(')?;
    let close = rest.rfind(')').filter(|close| *close > open)?;
    let arguments = split_arguments(&rest[open + 1..close]);
    let plain = |argument: &String| argument.trim().to_owned();
    let last = arguments.last().map(plain)?;
    let first = arguments.first().map(plain)?;
    if arguments.len() == 1 {
        return Some(last);
    }
    match (last_inside(&first).as_str(), last_inside(&last).as_str()) {
        ("□" | "☐" | "¨", "√" | "✓" | "✔" | "v" | "V") => Some("☑".into()),
        ("□" | "☐", "×" | "✗" | "X" | "x") => Some("☒".into()),
        ("○" | "〇" | "◯", inner) => {
            let number = inner.parse().ok().filter(|n| (0..=50).contains(n));
            Some(number.map_or_else(|| inner.to_owned(), numerals::circled))
        }
        // 同意 with a stroke over it is neither 同意 nor a stroke.
        (under, sign) if is_drawn_over(under, sign) => Some(format!("{under}{sign}")),
        (_, inner) => Some(inner.to_owned()),
    }
}

/// Whether a sign is drawn over words.
fn is_drawn_over(under: &str, sign: &str) -> bool {
    under.chars().any(char::is_alphanumeric) && !sign.chars().any(char::is_alphanumeric)
}

/// Formulas inside of each other.
const DEEPEST: usize = 16;

/// Any other formula of `EQ`, written on one line: `\f(1,2)` as 1/2, `\r(2)` as √2.
fn formula(text: &str, depth: usize) -> String {
    let mut shown = String::new();
    let mut rest = text.trim();
    while let Some(at) = rest.find('\\').filter(|_| depth < DEEPEST) {
        shown += &rest[..at];
        let after = &rest[at + 1..];
        let name = after.chars().next().unwrap_or_default().to_ascii_lowercase();
        // A backslash in front of a bracket or comma only protects it.
        if !name.is_ascii_alphabetic() {
            shown.extend(after.chars().next());
            rest = after.get(name.len_utf8()..).unwrap_or_default();
            continue;
        }
        let Some((options, inside, behind)) = bracketed(after) else { break };
        let arguments: Vec<String> =
            split_arguments(inside).iter().map(|a| formula(a, depth + 1)).collect();
        let up = options.to_ascii_lowercase().contains("\\up");
        let behind_digit = shown.ends_with(|b: char| b.is_ascii_digit());
        let piece = match (name, arguments.as_slice()) {
            ('r', [degree, root]) => format!("{}√{root}", raised(degree)),
            ('r', [root]) => format!("√{root}"),
            ('f', [above, below]) => format!("{above}/{below}"),
            ('b', [inner]) => format!("({inner})"),
            ('s', [script]) if up && behind_digit => raised(script),
            ('o', [first, .., last]) if is_drawn_over(first, last) => format!("{first}{last}"),
            ('o', [.., last]) => last.clone(),
            ('d', _) => String::new(),
            (_, parts) => parts.join(" "),
        };
        shown += &piece;
        rest = behind;
    }
    shown += rest;
    shown.trim().to_owned()
}

fn raised(text: &str) -> String {
    text.chars().map(|c| power(c).unwrap_or(c)).collect()
}

/// The options of a switch, what stands in its brackets, and what comes behind them.
fn bracketed(text: &str) -> Option<(&str, &str, &str)> {
    let open = text.find('(')?;
    let mut depth = 0usize;
    for (at, c) in text.char_indices().skip_while(|(at, _)| *at < open) {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((&text[..open], &text[open + 1..at], &text[at + 1..]));
        }
    }
    None
}

/// The text inside the innermost brackets of `\s\up 9(字)`; the text itself without any.
fn last_inside(argument: &str) -> String {
    match (argument.rfind('('), argument.find(')')) {
        (Some(open), Some(close)) if close > open => argument[open + 1..close].to_owned(),
        _ => argument.to_owned(),
    }
}

fn split_arguments(inside: &str) -> Vec<String> {
    let mut arguments = vec![String::new()];
    let mut depth = 0usize;
    for c in inside.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' | ';' | '，' if depth == 0 => {
                arguments.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = arguments.last_mut() {
            last.push(c);
        }
    }
    arguments
}

/// `SYMBOL 82 \f "Wingdings 2"`.
fn symbol(rest: &str) -> Option<String> {
    let code = rest.split_whitespace().next()?;
    let code = match code.strip_prefix("0x").or_else(|| code.strip_prefix("0X")) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => code.parse().ok()?,
    };
    let font = rest.split("\\f").nth(1).map(|f| f.trim_start());
    let name = font.map(|f| match f.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next().unwrap_or_default(),
        None => f.split_whitespace().next().unwrap_or_default(),
    });
    match name.and_then(SymbolFont::named) {
        Some(font) => font.character(code).map(String::from),
        None => char::from_u32(code).map(String::from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(instruction: &str) -> Option<String> {
        Field { instruction: instruction.into(), ..Field::default() }.shown()
    }

    #[test]
    fn fields_without_result_show_what_word_draws() {
        assert_eq!(shown(r" eq \o\ac(□,√)").as_deref(), Some("☑"));
        assert_eq!(shown(r" EQ \o\ac(○,12) ").as_deref(), Some("⑫"));
        assert_eq!(shown(r"EQ \o(不同意,—)").as_deref(), Some("不同意—"));
        assert_eq!(shown(r"eq \o\al(男,○)").as_deref(), Some("男○"));
        assert_eq!(shown(r#"EQ \* jc2 \* hps10 \o\ad(\s\up 9(zhì),智)"#).as_deref(), Some("智"));
        assert_eq!(shown(r#" SYMBOL 163 \f "Wingdings 2" \s 12"#).as_deref(), Some("□"));
        assert_eq!(shown(" MACROBUTTON CheckIt □ 是").as_deref(), Some("□ 是"));
        assert_eq!(shown(r" eq \f(1,3)").as_deref(), Some("1/3"));
        assert_eq!(shown(r"EQ \r(3,8)+\b\lc\[(\f(a,2))").as_deref(), Some("³√8+(a/2)"));
        assert_eq!(shown(r"EQ 10\s\up8(-2)").as_deref(), Some("10⁻²"));
        assert_eq!(shown(r"EQ \f(1").as_deref(), Some(r"\f(1"));
        assert_eq!(shown(" PAGE "), None);
    }

    #[test]
    fn a_legacy_tick_shows_its_state() {
        let field = Field { checked: Some(true), in_result: true, ..Field::default() };
        assert_eq!(field.shown().as_deref(), Some("☑"));
        assert!(!field.shows());
    }
}
