//! The folding rules by name: the only differences in writing that the
//! comparison forgives. Every one that was used is listed in the report.

use serde::{Serialize, Serializer};

/// A rule by which two different writings count as the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// Full width and half width forms of one character.
    Width,
    /// Spaces, line wraps and invisible characters.
    Spaces,
    /// Pairs of punctuation marks that mean the same: “” and "", 〔〕 and [].
    Punctuation,
    /// CJK compatibility forms, Kangxi and supplementary radicals, ligatures, units in one character.
    Radical,
    /// Private-use code points that GB 18030-2022 gave a proper code point.
    PrivateUse,
    /// Glyphs of a ticked or an empty box.
    Tick,
    /// 〇, ○ and 零 in a date.
    ZeroGlyph,
    /// 2023-08-16, 2023.8.16, 2023年8月16日, 二〇二三年八月十六日; 至 and a dash between two dates.
    DateWriting,
    /// 12, 12.0 and 12.00.
    NumberWriting,
    /// 1,234 and 1234.
    Thousands,
    /// The unit written in the cell or only in its label.
    UnitPlace,
    /// A choice written as ticked boxes or as the chosen option alone.
    ChoiceWriting,
    /// (0931)2848624 and 0931-2848624, 138-0000-0000 and 13800000000.
    PhoneWriting,
    /// What parts the names of a list: 、 ， ； or a line each.
    ListSeparators,
    /// The same characters, put together differently by the two layouts.
    BlockOrder,
    /// The number in front of a list item or heading, drawn by one program only.
    ListNumber,
    /// The mark of a footnote.
    FootnoteMark,
    /// Page headers, footers and page numbers.
    PageFurniture,
    /// Marks around a web address: `<https://example.org>`.
    LinkMarks,
    /// A picture packed, scaled or compressed anew.
    PictureCoding,
    /// A character of a scan that was read otherwise at first, and that its picture shows to
    /// be that of the other side.
    ReadAgain,
}

impl Rule {
    /// All rules, in the order in which reports list them.
    pub const ALL: [Rule; 21] = [
        Rule::Width,
        Rule::Spaces,
        Rule::Punctuation,
        Rule::Radical,
        Rule::PrivateUse,
        Rule::Tick,
        Rule::ZeroGlyph,
        Rule::DateWriting,
        Rule::NumberWriting,
        Rule::Thousands,
        Rule::UnitPlace,
        Rule::ChoiceWriting,
        Rule::PhoneWriting,
        Rule::ListSeparators,
        Rule::BlockOrder,
        Rule::ListNumber,
        Rule::FootnoteMark,
        Rule::PageFurniture,
        Rule::LinkMarks,
        Rule::PictureCoding,
        Rule::ReadAgain,
    ];

    /// The stable name that stands in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Width => "width",
            Self::Spaces => "spaces",
            Self::Punctuation => "punctuation-pairs",
            Self::Radical => "compatibility-forms",
            Self::PrivateUse => "private-use",
            Self::Tick => "tick-glyphs",
            Self::ZeroGlyph => "zero-glyphs",
            Self::DateWriting => "date-writing",
            Self::NumberWriting => "number-writing",
            Self::Thousands => "thousands-separators",
            Self::UnitPlace => "unit-place",
            Self::ChoiceWriting => "choice-writing",
            Self::PhoneWriting => "phone-writing",
            Self::ListSeparators => "list-separators",
            Self::BlockOrder => "block-order",
            Self::ListNumber => "list-numbers",
            Self::FootnoteMark => "footnote-marks",
            Self::PageFurniture => "page-furniture",
            Self::LinkMarks => "link-marks",
            Self::PictureCoding => "picture-coding",
            Self::ReadAgain => "read-again",
        }
    }

    /// What the rule forgives, in Chinese.
    pub fn title(self) -> &'static str {
        match self {
            Self::Width => "全角与半角",
            Self::Spaces => "空格与换行",
            Self::Punctuation => "成对标点的写法",
            Self::Radical => "兼容字、部首字形",
            Self::PrivateUse => "旧私有区编码",
            Self::Tick => "勾选符号的字形",
            Self::ZeroGlyph => "日期中的〇、○、零",
            Self::DateWriting => "日期写法",
            Self::NumberWriting => "数字写法",
            Self::Thousands => "千分位分隔符",
            Self::UnitPlace => "单位写在格内或标签内",
            Self::ChoiceWriting => "选项的写法",
            Self::PhoneWriting => "电话号码的写法",
            Self::ListSeparators => "并列各项之间的分隔",
            Self::BlockOrder => "版面次序",
            Self::ListNumber => "自动编号",
            Self::FootnoteMark => "脚注标号",
            Self::PageFurniture => "页眉页脚页码",
            Self::LinkMarks => "网址前后的链接符号",
            Self::PictureCoding => "图片的存储方式",
            Self::ReadAgain => "扫描字按图像复核",
        }
    }

    /// Whether what it forgives could hide something on an unlucky day, so that a reviewer
    /// sees it first: numbers, choices, marks behind words, the order of things.
    pub fn is_risky(self) -> bool {
        matches!(
            self,
            Self::NumberWriting
                | Self::Thousands
                | Self::UnitPlace
                | Self::ChoiceWriting
                | Self::FootnoteMark
                | Self::ListNumber
                | Self::BlockOrder
                | Self::PictureCoding
                | Self::ReadAgain
        )
    }

    fn bit(self) -> u32 {
        1 << self as u32
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// A set of rules.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rules(u32);

impl Rules {
    /// The set of one rule.
    pub fn of(rule: Rule) -> Self {
        Self(rule.bit())
    }

    /// Adds a rule.
    pub fn add(&mut self, rule: Rule) {
        self.0 |= rule.bit();
    }

    /// Adds all rules of another set.
    pub fn merge(&mut self, other: Rules) {
        self.0 |= other.0;
    }

    /// Whether no rule is in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the rule is in it.
    pub fn has(self, rule: Rule) -> bool {
        self.0 & rule.bit() != 0
    }

    /// Its rules in the order of [`Rule::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Rule> {
        Rule::ALL.into_iter().filter(move |rule| self.has(*rule))
    }
}
