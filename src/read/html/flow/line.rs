//! Characters into the line in the making: white space folded as a browser folds it, capitals
//! that a style makes, what may be shown otherwise.

use super::{Around, Line};
use crate::characters::{Script, is_wide, symbols};
use crate::read::html::css::Case;
use crate::read::html::shown;

impl Line {
    pub(super) fn push(&mut self, text: &str, around: &Around<'_>) {
        let recased;
        let mut text = text;
        if let Some(css) = around.css {
            if !css.visible {
                if css.gone_in_part {
                    self.marks.push("在屏幕上不显示，打印时显示，未读", text);
                }
                return;
            }
            if css.case != Case::AsIs {
                recased = self.recased(text, css.case);
                text = &recased;
            }
        }
        let font = around.looks.symbols.flatten();
        let translated;
        let text = if font.is_some() || text.contains(|c| ('\u{f020}'..='\u{f0ff}').contains(&c)) {
            translated = symbols::translate(text, font);
            &translated
        } else {
            text
        };
        let pre = around.looks.pre == Some(true);
        for c in text.chars() {
            match c {
                '\n' if pre => self.text.push('\n'),
                '\r' => {}
                ' ' | '\t' | '\n' | '\x0C' if !pre => {
                    let wrap = c == '\n' && !around.wraps_at_spaces;
                    self.space = Some(self.space == Some(true) || wrap);
                }
                '\u{200b}' | '\u{feff}' | '\u{ad}' => {}
                c => self.push_char(if c == '\u{a0}' { ' ' } else { c }, around),
            }
        }
    }

    /// Text in the capitals that its style makes.
    fn recased(&mut self, text: &str, case: Case) -> String {
        match case {
            Case::AsIs => text.to_owned(),
            Case::Upper => text.to_uppercase(),
            Case::Lower => text.to_lowercase(),
            Case::Capital => text
                .chars()
                .flat_map(|c| {
                    let first = !std::mem::replace(&mut self.in_word, c.is_alphanumeric());
                    let upper: Vec<char> = if first { c.to_uppercase().collect() } else { vec![c] };
                    upper
                })
                .collect(),
        }
    }

    fn push_char(&mut self, c: char, around: &Around<'_>) {
        if let Some(css) = around.css
            && !css.told.is_empty()
            && c != ' '
        {
            self.marks.character(c, &css.told, self.site);
        }
        if shown::turns_around(c) {
            self.marks.push("附近有双向控制字符，显示次序可能与书写次序不同", "");
        }
        if let Some(wrapped) = self.space.take() {
            let before = self.text.chars().next_back();
            // Editors wrap Chinese lines anywhere; such a wrap is no space.
            let wide = wrapped && before.is_some_and(is_wide) && is_wide(c);
            if before.is_some_and(|b| b != '\n' && b != ' ') && !wide {
                self.text.push(' ');
            }
        }
        let (before, at) = (self.text.chars().next_back(), self.text.len());
        let script = match (around.raised, around.lowered) {
            (true, _) => Script::Raised,
            (_, true) => Script::Lowered,
            _ => Script::Plain,
        };
        self.text.push(self.powers.script(before, c, script));
        let dress = around.tint << 1 | u32::from(around.looks.marked == Some(true));
        if dress != 0 {
            self.marked.push((dress, at..self.text.len()));
        }
        if c.is_alphanumeric() {
            if self.total == 0 {
                (self.looks, self.heading) = (around.looks, around.heading);
            }
            self.total += 1;
            self.struck |= around.looks.struck == Some(true);
            self.bold += usize::from(around.looks.bold == Some(true));
            self.red += usize::from(around.looks.red == Some(true));
        }
    }
}
