//! Why something stands in the report: each kind of finding has a stable code, which is
//! what programs rely on, and words for the reviewer. `docs/reasons.md` is made from here.

use crate::problem::WarningCode;
use serde::{Serialize, Serializer};

/// The table: a reason's stable code, what it says in English, and the words that the
/// report prints where the finding has none of its own.
macro_rules! reasons {
    ($($reason:ident $code:literal $english:literal $chinese:literal;)*) => {
        /// Why a difference, an unread place or a note is in the report. Scripts rely on
        /// [`Reason::code`]; never rename one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Reason {
            $(
                #[doc = $english]
                $reason,
            )*
            /// A warning of the reader, under its own code.
            Warned(WarningCode),
        }

        impl Reason {
            /// All reasons of the comparison itself, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$reason,)*];

            /// The stable code that stands in JSON.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$reason => $code,)*
                    Self::Warned(code) => code.as_str(),
                }
            }

            /// What it says, in English.
            pub fn english(self) -> &'static str {
                match self {
                    $(Self::$reason => $english,)*
                    Self::Warned(code) => code.english(),
                }
            }

            /// The words of the report.
            pub fn chinese(self) -> &'static str {
                match self {
                    $(Self::$reason => $chinese,)*
                    Self::Warned(code) => code.chinese(),
                }
            }
        }
    };
}

reasons! {
    ValueDiffers "value-differs" "The two sides say different things." "两侧内容不同";
    OtherSideUnread "other-side-unread" "One side lacks it, and something of that side was not read." "另一侧有未读出的内容，是否缺少须人工核对";
    ItemsReordered "items-reordered" "The items of a list stand in another order." "内容相同，次序不同";
    CellMoved "cell-moved" "The same words stand in another cell." "内容所在的格不同";
    TextMoved "text-moved" "The same words stand elsewhere in the text." "文字所在位置不同";
    RowMoved "row-moved" "A whole row stands elsewhere." "整行位置不同，内容相同";
    ParagraphMoved "paragraph-moved" "A whole paragraph stands elsewhere." "整段位置不同，内容相同";
    BlocksReordered "blocks-reordered" "Whole paragraphs or tables stand in another order." "整段整表的内容相同，先后次序不同，须人工核对";
    InTable "in-table" "Words stand in a table on one side and outside of one on the other." "一侧在表格内，另一侧不在表格内";
    TableUnread "table-unread" "A table of one side was not read as a table on the other." "一侧的表格在另一侧未能读成表格，内容所在的格无法核对";
    TableUnruled "table-unruled" "A table stands without ruling lines on one side: the words are the same, their cells are not proven." "表格在一侧没有框线，文字相同，所在的格无法核对";
    TableUnproven "table-unproven" "The cells of a table without full ruling lines are not proven." "表格没有完整框线，各段文字在哪一格无法核对";
    TableAlone "table-alone" "Characters of a table without full ruling lines seem to stand on one side only." "表格没有完整框线，这些字符似乎仅一侧有，须人工核对";
    DigitsDivided "digits-divided" "A border stands between digits on one side only." "数字在两侧的分格不同";
    WordsDivided "words-divided" "Words stand in one cell on one side and in two on the other." "这些文字一侧在一格内，另一侧分在两格，须人工核对";
    DigitsSpaced "digits-spaced" "A space stands between digits on one side only." "数字中间的空格仅一侧有，是一个数还是两个数须人工核对";
    DigitsBroken "digits-broken" "A line break stands between digits on one side only." "数字中间的换行仅一侧有，是一个数还是两个数须人工核对";
    ZerosDiffer "zeros-differ" "One number with and without zeros at its end, and no label says that it is an amount." "数值相等而小数末位的零不同，是数量还是版本、条款、日期须人工核对";
    ScriptDiffers "script-differs" "Digits behind a letter stand above or below the line on one side only." "字母后的数字一侧是上标或下标，另一侧不是，须人工核对";
    OrderTurned "order-turned" "A control that turns the order of the characters shown stands on one side only." "一侧含有改变文字显示方向的控制符，印出来的次序与文件中的不同，须人工核对";
    TickElsewhere "tick-elsewhere" "Only white space tells to which option a tick belongs, and it tells another one on the other side." "勾选符号所属的选项只靠空格区分，两侧不同或无法确定，须人工核对";
    ColumnsOpen "columns-open" "Only the place on the line tells in which column a value stands, and the two sides do not tell the same." "各列只靠位置区分，两侧内容所在的列不同或无法确定，须人工核对";
    DigitsWrapped "digits-wrapped" "A line of the print ends inside what is one number on the other side." "打印件在数字中间换行，是一个数还是两个数须人工核对";
    LinesDivided "lines-divided" "A cell has two lines on one side and one on the other." "同一格内容一侧分为两行，另一侧是一行，须人工核对";
    BoxElsewhere "box-elsewhere" "A text box stands beside another line." "文本框所在的行不同或无法确定，须人工核对";
    CellMerged "cell-merged" "A merged cell stands against a cell and a blank one." "一侧是合并的单元格，另一侧是一格与空白格，须人工核对";
    CellUnderOther "cell-under-other" "A cell stands under other cells than on the other side." "表格中这一格上下所对的栏目与另一侧不同，须人工核对";
    BlankFilled "blank-filled" "A dash fills a cell that the other side leaves blank." "一侧填“—”或“/”，另一侧空白，须人工核对";
    TickSignDiffers "tick-sign-differs" "A ticked box on one side is a crossed one on the other." "一侧打勾、一侧打叉，是否同指选定须人工核对";
    SignDiffers "sign-differs" "Punctuation differs." "标点不同，可能改变文意，须人工核对";
    SignShifted "sign-shifted" "Punctuation stands elsewhere in the sentence." "标点位置不同，可能改变文意，须人工核对";
    WritingDiffers "writing-differs" "Signs differ that say nothing." "只有写法不同";
    LetterOfSymbol "letter-of-symbol" "A letter stands where a symbol font has a tick." "一侧是勾选符号，另一侧是符号字体中同一编码的字母（没有该字体时印成字母），须人工核对";
    GlyphUnknown "glyph-unknown" "A glyph that no font explains." "有字形无法识别，须人工核对";
    BulletAlone "bullet-alone" "A sign in front of a paragraph stands on one side only." "段首符号仅一侧有，是列表符号还是标记须人工核对";
    NumberOnlyPrinted "number-only-printed" "The number of a paragraph is printed on one side and neither typed nor drawn by the other file." "段首编号仅印在一侧，另一侧的文件中既未键入也未自动编号，须人工核对";
    NumberAlone "number-alone" "One paragraph alone lacks its number on one side." "仅这一段的编号一侧有，前后各段的编号两侧都有，须人工核对";
    FootnoteMisplaced "footnote-misplaced" "The mark of a footnote stands elsewhere, or it is not known where it stands." "脚注标号所在的位置不同或无法确定，须人工核对";
    SignOffBlank "sign-off-blank" "A blank place to sign or to seal stands on the printed copy alone." "仅纸质件印有的签字、盖章处，未填写";
    AttachmentNumber "attachment-number" "The number of the form among attachments stands on the printed copy alone." "仅纸质件印有的附件编号";
    FormNotes "form-notes" "Notes on how to fill in the form stand on the printed copy alone." "仅纸质件印有填表说明，网上没有，须人工核对";
    ContentsPages "contents-pages" "Page numbers of a table of contents." "目录中的页码随版面变化，不参与比对";
    ContentsAlone "contents-alone" "A table of contents that one side alone has; its entries are the headings below it." "仅一侧有目录，各条目与其后的标题一致";
    FormulaDiffers "formula-differs" "A formula (an object) is set otherwise." "此处一侧是公式（对象），两侧的排法不同，须人工核对";
    FormulaUnread "formula-unread" "A formula is an embedded object that was not read." "公式是嵌入的对象，内容未能读出，须人工核对";
    LookalikeOpen "lookalike-open" "The picture of a scan does not tell the character that was read from a lookalike." "扫描件上此字与形近字分辨不清，两侧是否相同须看原件";
    PictureAsked "picture-asked" "How many doubtful characters of a scan were put to its picture again." "扫描件的疑字已向图像复核";
    ClippedText "clipped-text" "The file holds text that the edge of its frame cuts off." "文件里有这些字，但被边框裁去，印件上看不到或看不全，须人工核对";
    MarginChanged "margin-changed" "A header or footer that both sides print reads otherwise." "两侧都印有这一行页眉或页脚，文字不同";
    MarginExchanged "margin-exchanged" "Headers or footers of both sides have nothing in common." "两侧的页眉或页脚不同，须人工核对";
    MarginSwapped "margin-swapped" "Header and footer are exchanged." "页眉与页脚在两侧互换，须人工核对";
    MarginFormLine "margin-form-line" "A line that repeats on all pages of one side may be content of the form." "各页重复的一行，另一侧没有，可能是表单内容而非页眉、页脚，须人工核对";
    MarginAlone "margin-alone" "A header or footer of one side alone says what the document is worth." "页眉或页脚中的这一行说明文件的效力，另一侧没有，须人工核对";
    MarginUnshared "margin-unshared" "A line that repeats on all pages of one side was taken for a header or footer." "各页重复的一行，另一侧没有，按页眉、页脚处理，未比对";
    MarginsLeftOut "margins-left-out" "Page numbers, and headers and footers of one side alone, are not compared." "页码不参与比对；页眉、页脚只有一侧印有时不比对";
    PageUnread "page-unread" "A page was not read." "本页未能读出";
    CellUnread "cell-unread" "A cell has content that was not read." "单元格有内容但未能读出";
    AttachmentMissing "attachment-missing" "One side lacks an attachment that the other has." "缺少附件，另一侧有此附件，无从核对";
    FilesInside "files-inside" "Files lie inside one side, and the other carries none or others." "文件内嵌有文件，另一侧没有或内容不同，未比对，须人工核对";
    ChapterUnmatched "chapter-unmatched" "The record of the other side has no such chapter." "对方记录没有这一章节，无从核对";
    PlaceNotFound "place-not-found" "The value stands somewhere in the text, but not at its label." "栏目未能定位，值在正文中出现，须人工核对";
    TitleDiffers "title-differs" "The title of the record does not stand on the paper as it reads." "网上记录的标题（含括号内的类别）与纸质件上印的不同";
    FormTextMissing "form-text-missing" "A sentence that every copy of the form says is not on the paper." "表单自身印有的文字在纸质件上没有找到";
    TextUnmatched "text-unmatched" "Text of the paper that no field of a record without a document holds." "纸质件有文字不属于任何栏目，网上数据中没有可与之核对的内容";
    LabelsUnmatched "labels-unmatched" "A record without a document tells nothing of the labels, notes and options that the form prints." "网上数据没有版面文字，只比对栏目的值；表单印制的标签、说明和选项文字未核对";
    PicturesReordered "pictures-reordered" "The same pictures stand in another order." "图片相同，次序不同";
    PictureElsewhere "picture-elsewhere" "The same picture stands at another word or in another cell." "图片相同，所在的位置（字句旁或表格的格）不同，须人工核对";
    PictureAlike "picture-alike" "Two pictures are alike, and differ in a part or in colour." "两侧图片相近，局部或颜色不同，须人工核对";
    PictureDiffers "picture-differs" "Two pictures differ." "两侧图片不同，须人工核对";
    PictureMissing "picture-missing" "A picture was not found on the other side." "另一侧没有找到这幅图片，须人工核对";
    PictureUnknown "picture-unknown" "A picture is drawn or lies outside of the file, so that it cannot be compared." "图片是矢量图或不在文件内，与网上的图片是否相同须人工核对";
    PictureOnScan "picture-on-scan" "Pictures of one side may stand on a scanned page of the other." "另一侧有扫描页，图片是否相同须人工核对";
    SealOther "seal-other" "A seal bears a name that stands nowhere in the text of its side." "印章上的名称在正文中没有，须人工核对";
    SealUnread "seal-unread" "The name on a seal could not be read." "印章上的名称未能读出，须人工核对";
    PictureSays "picture-says" "A picture of one side says what the document is worth." "一侧的图片上有说明文件效力的文字，另一侧没有，须人工核对";
    TextUnseen "text-unseen" "A character was read that the page does not show, or not as it was read." "读出的文字在纸面上看不见或看不全";
    InkUnexplained "ink-unexplained" "Ink on the page that nothing that was read answers for." "有未能解释的墨迹";
    PageUndrawn "page-undrawn" "A page could not be drawn, so that nothing is known of its ink." "本页无法成像，所印内容无法核对";
    NotProved "not-proved" "The pages were not drawn, on request: nothing can be shown to agree." "未逐页成像核对墨迹（--proof quick），不能得出一致的结论";
    Reprinted "reprinted" "Whether a file was printed by LibreOffice and read a second time." "是否用 LibreOffice 打印作第二次独立读取";
    PictureLeftOut "picture-left-out" "Seals and pictures of the page's own furniture stand on one side only." "印章、页眉页脚或每页重复的图片只有一侧有，未比对";
}

impl Reason {
    /// What the report says beside the two readings: nothing where they say all.
    pub fn words(self) -> &'static str {
        match self {
            Self::ValueDiffers | Self::WritingDiffers => "",
            other => other.chinese(),
        }
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_stable_names_and_each_says_something() {
        let codes: BTreeSet<&str> = Reason::ALL.iter().map(|reason| reason.code()).collect();
        assert_eq!(codes.len(), Reason::ALL.len(), "a code twice");
        for reason in Reason::ALL {
            let kebab = |c: char| c.is_ascii_lowercase() || c == '-';
            assert!(reason.code().chars().all(kebab), "{}", reason.code());
            assert!(!reason.english().is_empty() && !reason.chinese().is_empty());
        }
    }
}
