//! What a Word or RTF file shows otherwise than it is read: text in the colour of its
//! ground, too small, squeezed or clipped, shapes over text, orders turned round. Each
//! format has one table of what shows text as it is read; what is not in it is told here,
//! at its place, so that no comparison takes it for proven.

pub mod bidi;
pub mod choice;
pub mod figure;
pub mod ground;
pub mod measure;
pub mod run;

use crate::problem::{Alike, Warning, WarningCode};
use std::borrow::Cow;

/// The stable code of the warning.
pub const CODE: WarningCode = WarningCode::ShownOtherwise;
/// Places that are told one by one; the others are counted.
const MOST: usize = 40;
/// Characters that are quoted at most.
const QUOTED: usize = 24;

/// Why something is not shown as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// Its colour is that of its ground, or nearly.
    Ground,
    /// Transparent or without any colour.
    Clear,
    /// Too small to be read.
    Tiny,
    /// Too large for any page.
    Huge,
    /// Squeezed into a fraction of its width, or drawn over itself.
    Squeezed,
    /// Moved off its line.
    OffLine,
    /// Moved off its page.
    OffPage,
    /// Its line is lower than its characters.
    LowLine,
    /// Its row is too low to show it.
    LowRow,
    /// Its cell is too narrow to show it.
    NarrowCell,
    /// Hidden rows.
    HiddenRow,
    /// Shown from right to left.
    Turned,
    /// Drawn as if cut into the paper.
    Relief,
    /// A shape lies over it.
    Covered,
    /// A text box that stands elsewhere than where it hangs.
    Box,
    /// Words drawn over or behind the page.
    Watermark,
    /// A cell crossed out.
    Crossed,
    /// Struck out in a formula.
    Struck,
    /// A box whose sign says otherwise than its state.
    Tick,
    /// A picture changed by effects, as the file gives them.
    Picture(String),
    /// A field that the program works out anew.
    Field,
    /// In a font that draws other characters, or pictures.
    Face,
    /// A bullet that is a picture, by its digest.
    Bullet(String),
    /// A control that shows what is stored elsewhere.
    Bound,
    /// A gloss that stands over the text.
    Gloss,
    /// Columns shown from right to left.
    ColumnsTurned,
    /// Folded away under its heading.
    Collapsed,
    /// Marked off from its alternatives.
    Chosen(Alike),
    /// An element or property that the table does not know.
    Unknown(String),
}

impl Why {
    /// In words that follow what is concerned.
    fn words(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Ground => "颜色与底色相同或相近，看不见或看不清",
            Self::Clear => "是透明的或没有颜色，看不见或看不清",
            Self::Tiny => "字号极小，看不见或看不清",
            Self::Huge => "字号极大，可能显示不全",
            Self::Squeezed => "字符被压窄或叠在一起，看不清",
            Self::OffLine => "被移到本行之外",
            Self::OffPage => "可能在页面之外",
            Self::LowLine => "行距小于字高，可能显示不全",
            Self::LowRow => "所在的表格行高固定，放不下这些字，显示不全",
            Self::NarrowCell => "所在的单元格过窄，可能显示不全",
            Self::HiddenRow => "所在的表格行被隐藏",
            Self::Turned => "按从右到左显示，看到的次序与存储的不同",
            Self::Relief => "以阴文或阳文（浮雕）显示",
            Self::Covered => "处有图形盖住、划过或衬在文字下",
            Self::Box => "在浮动的文本框里，显示在何处无法确定",
            Self::Watermark => "是水印，未与另一侧比对",
            Self::Struck => "被划去",
            Self::Crossed => "所在的单元格画有斜线",
            Self::Tick => "处复选框显示的符号与其状态不符",
            Self::Picture(_) => "处的图片加有效果或另有替代图，显示的可能不同",
            Self::Face => "所用的字体画出的是别的字或图形，看到的不是这些字",
            Self::Bullet(_) => "前面的项目符号是图片，未与另一侧比对",
            Self::Field => "是自动计算的域，打开时显示的可能不同",
            Self::Bound => "是与数据绑定的内容，显示的可能不同",
            Self::Gloss => "是注在文字上的小字，未读入正文",
            Self::ColumnsTurned => "所在的表格按从右到左排列各列",
            Self::Collapsed => "所在的标题已折叠，其下内容可能不显示",
            Self::Chosen(_) => choice::CHOSEN,
            Self::Unknown(name) => {
                return Cow::Owned(format!("带有本程序不认识的“{name}”，显示的可能不同"));
            }
        })
    }
}

impl Why {
    /// What another file may show alike at that text. Not what hides more or less of it by
    /// measures that are not told here.
    fn alike(&self, text: &str, around: &str) -> Option<Alike> {
        match self {
            Self::Chosen(alike) => Some(alike.clone()),
            Self::Picture(effects) => Some(Alike::of(&self.words(), around, effects)),
            Self::Bullet(digest) => Some(Alike::of(&self.words(), around, digest)),
            Self::Ground
            | Self::Clear
            | Self::Tiny
            | Self::Turned
            | Self::Relief
            | Self::Watermark
            | Self::Collapsed
            | Self::Gloss
            | Self::HiddenRow
            | Self::Struck => Some(Alike::of(&self.words(), around, text)),
            _ => None,
        }
    }
}

/// What was found in a file, in its order.
#[derive(Debug, Default)]
pub struct Told {
    found: Vec<Found>,
    more: usize,
}

#[derive(Debug, PartialEq)]
struct Found {
    place: String,
    what: String,
    why: Why,
    alike: Option<Alike>,
}

impl Told {
    /// Tells of a text at a place (`第2个表格第3行第1格`; blank in the running text), with the
    /// paragraph around it.
    pub fn tell(&mut self, place: &str, text: &str, around: &str, why: Why) {
        let alike = why.alike(text, around);
        let (text, around) = (quote(text), quote(around));
        let what = match (text.is_empty(), around.is_empty() || text == around) {
            (true, true) => String::new(),
            (true, false) => format!("“{around}”"),
            (false, true) => format!("“{text}”"),
            (false, false) => format!("“{text}”（在“{around}”中）"),
        };
        let found = Found { place: place.to_owned(), what, why, alike };
        if self.found.contains(&found) {
            return;
        }
        match self.found.len() < MOST {
            true => self.found.push(found),
            false => self.more += 1,
        }
    }

    /// Takes over what was found elsewhere in the file.
    pub fn append(&mut self, other: Told) {
        for found in other.found {
            match self.found.len() < MOST {
                true if !self.found.contains(&found) => self.found.push(found),
                true => {}
                false => self.more += 1,
            }
        }
        self.more += other.more;
    }

    /// As warnings.
    pub fn warnings(self) -> Vec<Warning> {
        let one = |Found { place, what, why, alike }: &Found| {
            let joint = if place.is_empty() || what.is_empty() { "" } else { "的" };
            let subject = format!("{place}{joint}{what}");
            let subject = if subject.is_empty() { "文中内容" } else { &subject };
            let message = format!("{subject}{}，须人工核对", why.words());
            Warning { alike: alike.clone(), ..Warning::new(CODE, message) }
        };
        let mut all: Vec<Warning> = self.found.iter().map(one).collect();
        if self.more > 0 {
            let more = format!("另有 {} 处显示的可能与读出的不同，须人工核对", self.more);
            all.push(Warning::new(CODE, more));
        }
        all
    }
}

/// A text short enough to be quoted, on one line.
fn quote(text: &str) -> String {
    let words: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_one_by_one_and_the_rest_counted() {
        let mut told = Told::default();
        told.tell("", "未", "近三年未发生重大安全事故", Why::Ground);
        told.tell("", "未", "近三年未发生重大安全事故", Why::Ground);
        for n in 0..MOST + 2 {
            told.tell(&format!("第{n}个表格第1行第1格"), "31.5", "31.5", Why::Tiny);
        }
        let all = told.warnings();
        assert_eq!(all.len(), MOST + 1);
        assert_eq!(
            all[0].message,
            "“未”（在“近三年未发生重大安全事故”中）颜色与底色相同或相近，看不见或看不清，须人工核对"
        );
        assert!(all[1].message.starts_with("第0个表格第1行第1格的“31.5”字号极小"));
        assert!(all[MOST].message.starts_with("另有 3 处"));
    }
}
