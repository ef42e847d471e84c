//! What was lost or is doubtful inside a file that was read all the same. Every code
//! stands in one table with its weight, and the weight alone decides whether a comparison
//! may still say that two sides agree. `docs/warnings.md` is made from the table.

use super::Alike;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a warning means for one who relies on the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Weight {
    /// Something in the file is not in the result: no success for a shell, and no
    /// comparison may end in 一致.
    Loss,
    /// Something in the result may not be as the file has it: no comparison may end in 一致.
    Doubt,
    /// Neither: worth knowing, and all was read as it stands.
    Note,
}

impl Weight {
    /// The name in documentation.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Loss => "loss",
            Self::Doubt => "doubt",
            Self::Note => "note",
        }
    }

    /// The name in Chinese documentation.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Loss => "缺失",
            Self::Doubt => "存疑",
            Self::Note => "提示",
        }
    }
}

/// The table: a code's stable name, its weight, and what it tells in both languages.
macro_rules! codes {
    ($($code:ident $name:literal $weight:ident $english:literal $chinese:literal;)*) => {
        /// The kind of a warning. Scripts rely on [`WarningCode::as_str`]; never rename one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(from = "String", into = "&'static str")]
        pub enum WarningCode {
            $(
                #[doc = $english]
                $code,
            )*
            /// A code of another version of this program.
            Unknown,
        }

        impl WarningCode {
            /// All codes, by name.
            pub const ALL: &[Self] = &[$(Self::$code,)* Self::Unknown];

            /// The stable name that stands in messages and JSON.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$code => $name,)*
                    Self::Unknown => "unknown",
                }
            }

            /// What it means for one who relies on the result.
            pub fn weight(self) -> Weight {
                match self {
                    $(Self::$code => Weight::$weight,)*
                    Self::Unknown => Weight::Doubt,
                }
            }

            /// What it tells, in English.
            pub fn english(self) -> &'static str {
                match self {
                    $(Self::$code => $english,)*
                    Self::Unknown => "A code of another version of this program.",
                }
            }

            /// What it tells, in Chinese.
            pub fn chinese(self) -> &'static str {
                match self {
                    $(Self::$code => $chinese,)*
                    Self::Unknown => "其他版本程序的警告。",
                }
            }
        }
    };
}

codes! {
    AddressDoubtful "address-doubtful" Note
        "A web address broken at a line's end may have lost a hyphen there; its writing is as printed."
        "网址断在行末，可能丢了连字符；文字按原样保留。";
    AttachmentAbsent "attachment-absent" Note
        "A notice lists an attachment that the file does not hold."
        "通知列出的附件不在文件中。";
    AttachmentApart "attachment-apart" Note
        "Files lie inside the file; they are no part of its text, and a library takes them in on their own."
        "文件内另嵌有文件，不属于正文，未在此读出；入库时另行收存。";
    AttachmentInside "attachment-inside" Loss
        "A file lies inside the file and was not taken into the library on its own."
        "文件内另嵌有文件，未单独入库。";
    AttachmentLost "attachment-lost" Loss
        "A file that lies inside the file could not be taken out."
        "文件内嵌的附件未能取出。";
    AttachmentUnlisted "attachment-unlisted" Note
        "The file holds an attachment that its notice does not list."
        "文件中有附件未列入通知的附件说明。";
    BlankRowsLeftOut "blank-rows-left-out" Note
        "Blank rows and columns of a vast sheet were left out."
        "工作表范围过大，省去了空行空列。";
    CellLimit "cell-limit" Loss
        "A table has more cells than the limit; those behind were not read."
        "表格单元格数超过上限，其后的内容未读。";
    CellUnread "cell-unread" Doubt
        "A field's cell holds ink that was not recognised."
        "栏目内有内容但未能识别。";
    CellsNotTold "cells-not-told" Doubt
        "Cells of a table that lost its lines could not be told apart and were left blank."
        "失去框线的表格有单元格无法分清，留空。";
    CharacterLimit "character-limit" Loss
        "The text is longer than the limit; what is behind was not read."
        "文字总量超过上限，其后的内容未读。";
    CodeDoubtful "code-doubtful" Doubt
        "A code, number or telephone number of a scan does not hold in itself or has an open digit: it is null."
        "扫描件上的代码、数值或电话号码校验不通过或有数字看不清，该项未取值。";
    ColumnsNotKept "columns-not-kept" Doubt
        "A sheet is so sparse that its cells stand in a row, no longer under their columns."
        "工作表过于稀疏，单元格依次排列，不再按列对齐。";
    ContainerShort "container-short" Note
        "The container is shorter than it says, but every part of the text is whole."
        "文件比其目录所记的短，正文各部分完整。";
    Damaged "damaged" Loss
        "The file is cut off; what is behind was not read."
        "文件不完整，其余未读。";
    Doctype "doctype" Note
        "The document declares a DTD, which was not followed."
        "文档内部含有 DTD 声明，已忽略。";
    DocumentCut "document-cut" Loss
        "The document is cut off or lacks pages that it counts."
        "文档中途断开或缺页，其后的内容缺失。";
    DrawnTextUnread "drawn-text-unread" Loss
        "Text drawn as curves could not be read."
        "画成图形的文字（艺术字或转曲）未能读出。";
    EncodingFaults "encoding-faults" Doubt
        "Bytes that the encoding does not have stand in the text as replacements."
        "有无法按编码识别的字节，文中以替代符表示。";
    Entity "entity" Loss
        "The text uses an entity of its DTD, which was not expanded."
        "文档用到 DTD 定义的实体，未展开。";
    FormUnknown "form-unknown" Note
        "No form definition fits the book as a whole; the nearest one was used."
        "没有完全对应的表单定义，按最接近的读取。";
    FramesUnread "frames-unread" Loss
        "A page's frames lie in other files and were not read."
        "网页的框架内容在其他文件中，未读。";
    HiddenSheet "hidden-sheet" Doubt
        "A hidden sheet was read like the others, though nobody sees it."
        "隐藏的工作表平时看不见，已一并读出。";
    HtmlTangled "html-tangled" Doubt
        "A page's tags are too many or too deep; its text was read without its tables."
        "网页标签数量或嵌套异常，已按纯文本读出，表格结构未保留。";
    ImageDamaged "image-damaged" Loss
        "A page's picture is damaged; only a part of it could be read."
        "页面图像损坏，只读出一部分。";
    LimitExceeded "limit-exceeded" Loss
        "A limit of size or time was reached; what is behind was not read."
        "达到大小或时间上限，其余未读。";
    NameLies "name-lies" Note
        "The file's extension does not fit its content; it was read by its content."
        "扩展名与内容不符，已按内容读取。";
    NestingLimit "nesting-limit" Loss
        "The document is nested too deeply; the deepest parts were not read."
        "文档嵌套过深，过深的部分未读。";
    NoticeUntaken "notice-untaken" Note
        "A sentence of a notice names a day until which something is asked, a number to recommend or whom to ask, and no rule took it."
        "通知中有一句写了办理日期、推荐名额或联系方式，但没有规则认得，请人工查看。";
    NoticeWithTwoNumbers "notice-with-two-numbers" Note
        "A notice has several document numbers; none was chosen."
        "通知有多个发文字号，未作取舍。";
    NoticeWithoutDate "notice-without-date" Note
        "A notice has no date of issue."
        "通知没有成文日期。";
    NoticeWithoutNumber "notice-without-number" Note
        "A notice has no document number."
        "通知没有发文字号。";
    NoticeWithoutTitle "notice-without-title" Note
        "A notice has no title; it was told by its salutation, its wording and its signature."
        "通知没有标题，依据主送、行文用语和落款认定。";
    OcrModelsMissing "ocr-models-missing" Loss
        "A page needs recognition and the models are not installed."
        "此页需文字识别，但识别模型未安装。";
    OcrOff "ocr-off" Loss
        "A page needs recognition, which was switched off."
        "此页需文字识别，但识别已关闭。";
    PackageDamaged "package-damaged" Loss
        "The package lost its directory; the parts that are left were read."
        "压缩包目录缺失，只读出尚存的部分。";
    PageBlank "page-blank" Note
        "A scanned page is blank."
        "此页是空白页。";
    PageDamaged "page-damaged" Loss
        "A page's content is missing, cut off or broken in the file."
        "页面内容在文件中缺失、截断或损坏。";
    PageUnread "page-unread" Loss
        "A page could not be read."
        "此页未能读出。";
    PagesLeftOut "pages-left-out" Loss
        "The file has more pages than the limit; the others were not read."
        "页数超过上限，其余页未读。";
    PartDamaged "part-damaged" Loss
        "A part of the package is damaged."
        "包内部件损坏。";
    PartMissing "part-missing" Loss
        "A part that the package names is not in it."
        "包内缺少所引用的部件。";
    PlatformDoubtful "platform-doubtful" Doubt
        "Words of a web page were left out as its site's own, though they may be more than that."
        "按网页结构当作网站自身的文字略去，但未能认定。";
    PlatformLeftOut "platform-left-out" Note
        "Menus, buttons, the foot of the site and the like of a web page were left out."
        "菜单、按钮、页脚等网站自身的文字已略去。";
    SeveralTicked "several-ticked" Note
        "Several options of a single choice are ticked; all are kept."
        "单选项勾选了多项，均已保留。";
    SheetUnread "sheet-unread" Loss
        "A sheet could not be read."
        "工作表未能读出。";
    ShownOtherwise "shown-otherwise" Doubt
        "What the page shows may differ from the characters that the file holds."
        "页面所显示的可能与文件所存的文字不同。";
    StruckText "struck-text" Doubt
        "Text is struck through; whether it counts is for a person to say."
        "文中有加删除线或被划去的文字，是否作废须人工认定。";
    TableNotTold "table-not-told" Note
        "A table lost its lines and columns; its text is all there."
        "表格失去了框线，无法还原各列；文字齐全。";
    TabsNotTold "tabs-not-told" Doubt
        "A form that was torn to lines with tabs gave no applicant and no metric; its text is all there."
        "表格成了制表符分隔的文字，未能读出企业和指标；文字齐全。";
    TasksNotTold "tasks-not-told" Note
        "No tasks were found in a list of tasks; its text is all there."
        "任务清单中未能读出任何行业的任务；文字齐全。";
    TextCovered "text-covered" Doubt
        "Characters are covered by what was painted over them and were left out."
        "有文字被后画上的图形盖住，未列入正文。";
    TextOffPage "text-off-page" Doubt
        "Text or a table stands beyond the page's edge and was left out."
        "有文字或表格伸出页面之外，未列入正文。";
    TextUnread "text-unread" Doubt
        "A passage of a scan or picture could not be recognised."
        "扫描件或图片上有文字无法识别。";
    TextUnseen "text-unseen" Note
        "Characters that do not show (hidden, tiny, in the ground's colour) were left out."
        "有不显示、与底色相同或过小的文字，未列入正文。";
    TickDoubtful "tick-doubtful" Doubt
        "A tick of a scan is not clear: the choice is null."
        "扫描件的勾选看不清，该选项未取值。";
    UnderSeal "under-seal" Doubt
        "Text under a seal could not be read with certainty."
        "印章下有文字看不清。";
    UnitDiffers "unit-differs" Note
        "A value is written in another unit than its label names; it was converted."
        "数值所写单位与栏目不同，已换算。";
    ValueUnreadable "value-unreadable" Doubt
        "A value is not of its label's kind; none was taken."
        "栏目的值不合其类型，未取值。";
    XmlBroken "xml-broken" Loss
        "The XML inside the document is broken; what is behind was not read."
        "文档内部的 XML 有错，其后的内容未能读出。";
}

impl From<String> for WarningCode {
    fn from(name: String) -> Self {
        Self::ALL.iter().copied().find(|code| code.as_str() == name).unwrap_or(Self::Unknown)
    }
}

impl From<WarningCode> for &'static str {
    fn from(code: WarningCode) -> Self {
        code.as_str()
    }
}

impl fmt::Display for WarningCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Something lost or doubtful inside a file that was read all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// Its kind, in JSON a stable kebab-case name such as `page-unread`.
    pub code: WarningCode,
    /// One Chinese line.
    pub message: String,
    /// The page it concerns, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub page: Option<u32>,
    /// What another side of a comparison may show alike, so that it answers for itself.
    #[serde(skip)]
    pub alike: Option<Alike>,
}

impl Warning {
    /// Whether it tells of something in the file that was not read, though it should have been.
    pub fn is_loss(&self) -> bool {
        self.code.weight() == Weight::Loss
    }

    /// A warning about the file as a whole.
    pub fn new(code: WarningCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), page: None, alike: None }
    }

    /// Text is struck through; whether it counts is not for a reader of files to say.
    pub fn struck() -> Self {
        Self::new(WarningCode::StruckText, "文中有加删除线或被划去的文字，是否作废须人工认定")
    }

    /// A warning about one page, counted from 1.
    pub fn on_page(code: WarningCode, page: u32, message: impl Into<String>) -> Self {
        Self { page: Some(page), ..Self::new(code, message) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_go_through_json_by_their_names_and_strangers_are_doubtful() {
        for code in WarningCode::ALL {
            let json = serde_json::to_string(code).unwrap();
            assert_eq!(json, format!("\"{code}\""));
            assert_eq!(serde_json::from_str::<WarningCode>(&json).unwrap(), *code);
        }
        let later: WarningCode = serde_json::from_str("\"of-a-later-version\"").unwrap();
        assert_eq!((later, later.weight()), (WarningCode::Unknown, Weight::Doubt));
    }

    #[test]
    fn the_table_is_in_order() {
        let names: Vec<&str> = WarningCode::ALL.iter().map(|code| code.as_str()).collect();
        let table = &names[..names.len() - 1];
        assert!(table.is_sorted(), "{table:?}");
    }
}
