//! The judges of everything that no field answered for, in the order in which they are asked:
//! a judge may weigh anew what an earlier one found. Each says why it is there, gives an
//! example that it speaks on and one where it is silent. `docs/judges.md` is made from here, and a
//! test compares every example.

use crate::compare::judge::laid::{Laid, Residual};
use crate::compare::judge::{
    borders, cells, columns, contents, entries, form_words, formulas, grid, merged, notes,
    otherwise, residual, signs, ticked,
};
use crate::compare::report::Equivalence;
use crate::compare::report::reason::Reason;
use crate::compare::report::rule::Rule;
use std::collections::BTreeMap;

/// What was forgiven so far, by rule.
pub type Granted = BTreeMap<Rule, Equivalence>;

/// The two sides of an example: each a fragment of HTML, lines of plain text, or the name of
/// a file under `fixtures/judges` (`.pdf`, `.docx`).
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// The printed copy.
    pub paper: &'static str,
    /// The online side.
    pub online: &'static str,
}

/// Two pairs that show what a judge does.
#[derive(Debug, Clone, Copy)]
pub struct Examples {
    /// Where it speaks: one of its reasons or rules stands in the report.
    pub speaks: Example,
    /// Where it must be silent: none of them does.
    pub silent: Example,
}

/// One judge.
#[derive(Clone, Copy)]
pub struct Judge {
    /// Its stable name.
    pub name: &'static str,
    /// Why it is there, in English.
    pub why: &'static str,
    /// The same in Chinese.
    pub chinese: &'static str,
    /// The reasons that it may give.
    pub tells: &'static [Reason],
    /// The rules under which it may forgive.
    pub grants: &'static [Rule],
    /// Two pairs, where they can be typed or kept as small files; without them the tests of
    /// its own file show what it does.
    pub examples: Option<Examples>,
    /// Looks at the two streams; adds findings and grants, or weighs anew what is found.
    pub(crate) weigh: fn(&Laid<'_>, &mut Residual, &mut Granted),
}

/// The judges in their order.
pub const JUDGES: &[Judge] = &[
    Judge {
        name: "words",
        why: "Words, numbers and marks that one side alone has, or has otherwise.",
        chinese: "仅一侧有或两侧不同的文字、数字、标点。",
        tells: &[
            Reason::ValueDiffers,
            Reason::SignDiffers,
            Reason::WritingDiffers,
            Reason::ZerosDiffer,
            Reason::ScriptDiffers,
            Reason::OrderTurned,
            Reason::BlankFilled,
            Reason::LetterOfSymbol,
            Reason::GlyphUnknown,
            Reason::BulletAlone,
            Reason::NumberOnlyPrinted,
            Reason::NumberAlone,
        ],
        grants: &[Rule::ListNumber, Rule::FootnoteMark, Rule::PageFurniture],
        examples: Some(Examples {
            speaks: Example {
                paper: "<p>项目总投资3500万元</p>",
                online: "<p>项目总投资3000万元</p>",
            },
            silent: Example {
                paper: "<p>项目总投资3500万元</p>",
                online: "<p>项目总投资 ３５００ 万元</p>",
            },
        }),
        weigh: residual::words,
    },
    Judge {
        name: "moves",
        why: "The same words in another order: what stands beside them may be said of others.",
        chinese: "文字相同而次序不同，所说的对象可能不同。",
        tells: &[
            Reason::BlocksReordered,
            Reason::BoxElsewhere,
            Reason::RowMoved,
            Reason::CellMoved,
            Reason::ParagraphMoved,
            Reason::TextMoved,
            Reason::InTable,
        ],
        grants: &[Rule::BlockOrder],
        examples: Some(Examples {
            speaks: Example {
                paper: "<p>第一段讲建设内容和目标。</p><p>第二段讲实施计划和保障。</p><p>第三段讲预期效益和指标。</p>",
                online: "<p>第三段讲预期效益和指标。</p><p>第一段讲建设内容和目标。</p><p>第二段讲实施计划和保障。</p>",
            },
            silent: Example {
                paper: "<p>第一段讲建设内容和目标。</p><p>第二段讲实施计划和保障。</p>",
                online: "<p>第一段讲建设内容</p><p>和目标。</p><p>第二段讲实施计划和保障。</p>",
            },
        }),
        weigh: |laid, residual, granted| laid.moves(residual, granted),
    },
    Judge {
        name: "boxes",
        why: "A text box beside another line: the text reads the same, and its anchor tells.",
        chinese: "文本框所在的行不同：文字读来相同，只有所依附的行不同。",
        tells: &[Reason::BoxElsewhere],
        grants: &[],
        examples: Some(Examples {
            speaks: Example { paper: "box-first.pdf", online: "box-last.docx" },
            silent: Example { paper: "box-first.pdf", online: "box-first.docx" },
        }),
        weigh: |laid, residual, _| laid.boxes(&mut residual.findings),
    },
    Judge {
        name: "cells",
        why: "A value in the blank cell beside its own: the text reads the same.",
        chinese: "值移到旁边的空白格：文字读来相同。",
        tells: &[Reason::CellMoved],
        grants: &[],
        examples: Some(Examples {
            speaks: Example {
                paper: "<table border=1><tr><td>年份<td>2023<td>2024<td>2025</tr><tr><td>产值<td><td>980<td></tr></table>",
                online: "<table border=1><tr><td>年份<td>2023<td>2024<td>2025</tr><tr><td>产值<td>980<td><td></tr></table>",
            },
            silent: Example {
                paper: "<table border=1><tr><td>年份<td>2023<td>2024</tr><tr><td>产值<td>980<td></tr></table>",
                online: "<table border=1><tr><td>年份<td>2023<td>2024</tr><tr><td>产值<td> 980 <td></tr></table>",
            },
        }),
        weigh: |laid, residual, _| residual.findings.extend(cells::moved(laid)),
    },
    Judge {
        name: "borders",
        why: "A border, a line break or a space inside what is one word or number on the other side.",
        chinese: "一侧的格线、换行、空格把另一侧的一个词或数分开。",
        tells: &borders::REASONS,
        grants: &[],
        examples: Some(Examples {
            speaks: Example {
                paper: "<table border=1><tr><td>产值<td>12<td>34</tr></table>",
                online: "<table border=1><tr><td>产值<td>1234<td></tr></table>",
            },
            silent: Example {
                paper: "<table border=1><tr><td>产值<td>12<td>34</tr></table>",
                online: "<table border=1><tr><td>产值<td>12 <td> 34</tr></table>",
            },
        }),
        weigh: |laid, residual, _| borders::weigh(laid, &mut residual.findings),
    },
    Judge {
        name: "merged",
        why: "How far a merged cell reaches: a grade over two rows is not one beside a blank.",
        chinese: "合并单元格所及的范围：跨两行的等级不等于一格加一空白格。",
        tells: &[Reason::CellMerged],
        grants: &[],
        examples: Some(Examples {
            speaks: Example {
                paper: "<table border=1><tr><td>等级<td>得分</tr><tr><td rowspan=2>甲<td>90</tr><tr><td>85</tr></table>",
                online: "<table border=1><tr><td>等级<td>得分</tr><tr><td>甲<td>90</tr><tr><td><td>85</tr></table>",
            },
            silent: Example {
                paper: "<table border=1><tr><td>等级<td>得分</tr><tr><td rowspan=2>甲<td>90</tr><tr><td>85</tr></table>",
                online: "<table border=1><tr><td>等级<td>得分</tr><tr><td rowspan=2> 甲<td>90</tr><tr><td>85</tr></table>",
            },
        }),
        weigh: |laid, residual, _| merged::weigh(laid, &mut residual.findings),
    },
    Judge {
        name: "notes",
        why: "The mark of a footnote at another word: the note is about another thing.",
        chinese: "脚注标号所在的词不同，注所说的就不同。",
        tells: &[Reason::FootnoteMisplaced],
        grants: &[],
        examples: Some(Examples {
            speaks: Example { paper: "note-first.pdf", online: "note-second.docx" },
            silent: Example { paper: "note-first.pdf", online: "note-first.docx" },
        }),
        weigh: |laid, residual, _| notes::weigh(laid, &mut residual.findings),
    },
    Judge {
        name: "ticked",
        why: "To which option a tick belongs, where white space alone tells.",
        chinese: "只靠空格区分的勾选属于哪个选项。",
        tells: &[Reason::TickElsewhere, Reason::TickSignDiffers],
        grants: &[],
        examples: Some(Examples {
            speaks: Example {
                paper: "<p>是否上云：是√&#160;&#160;&#160;&#160;&#160;&#160;否</p>",
                online: "<p>是否上云：是&#160;&#160;&#160;&#160;&#160;&#160;√否</p>",
            },
            silent: Example {
                paper: "<p>是否上云：是√&#160;&#160;&#160;&#160;&#160;&#160;否</p>",
                online: "<p>是否上云：是√&#160;&#160;&#160;&#160;否</p>",
            },
        }),
        weigh: |laid, residual, _| ticked::weigh(laid, &mut residual.findings),
    },
    Judge {
        name: "columns",
        why: "In which column a value stands where no line rules it.",
        chinese: "没有框线时值所在的列。",
        tells: &[Reason::CellMoved, Reason::ColumnsOpen],
        grants: &[],
        examples: Some(Examples {
            speaks: Example {
                paper: "年份        2023        2024        2025\n产值        980         990         995\n利润                    12          13\n",
                online: "年份        2023        2024        2025\n产值        980         990         995\n利润        12                      13\n",
            },
            silent: Example {
                paper: "年份        2023        2024        2025\n产值        980         990         995\n利润                    12          13\n",
                online: "年份    2023    2024    2025\n产值    980     990     995\n利润            12      13\n",
            },
        }),
        weigh: |laid, residual, _| columns::weigh(laid, &mut residual.findings),
    },
    Judge {
        name: "grid",
        why: "Which cells stand above each other: a row that begins a column later reads the same.",
        chinese: "上下各格的对应：整行右移一列，文字读来相同。",
        tells: &[Reason::CellUnderOther],
        grants: &[],
        examples: Some(Examples {
            speaks: Example {
                paper: "<table border=1><tr><td>年份<td>2023<td>2024<td></tr><tr><td>产值<td>980<td>990<td></tr><tr><td>利润<td>12<td>13<td></tr></table>",
                online: "<table border=1><tr><td>年份<td>2023<td>2024<td></tr><tr><td>产值<td>980<td>990<td></tr><tr><td><td>利润<td>12<td>13</tr></table>",
            },
            silent: Example {
                paper: "<table border=1><tr><td>年份<td>2023<td>2024</tr><tr><td>产值<td>980<td>990</tr></table>",
                online: "<table><tr><td>年份<td>2023<td>2024</tr><tr><td>产值<td>980<td>990</tr></table>",
            },
        }),
        weigh: |laid, residual, _| grid::weigh(laid, &mut residual.findings),
    },
    Judge {
        name: "torn",
        why: "A cell that a page break cuts in two is one cell.",
        chinese: "被分页切开的格仍是一格。",
        tells: &[],
        grants: &[Rule::BlockOrder],
        examples: None,
        weigh: |laid, residual, granted| laid.torn(&mut residual.findings, granted),
    },
    Judge {
        name: "ruling",
        why: "A recognised table without ruling lines: the characters agree, their cells are open.",
        chinese: "识别出的表格没有框线：文字相同，所在的格未定。",
        tells: &[Reason::TableUnruled, Reason::TableUnread],
        grants: &[],
        examples: None,
        weigh: |laid, residual, _| laid.unruled(residual),
    },
    Judge {
        name: "differing",
        why: "What the search for tables found to differ inside of them.",
        chinese: "逐格找回的表格中不同的文字。",
        tells: &[Reason::ValueDiffers],
        grants: &[],
        examples: None,
        weigh: |laid, residual, granted| {
            for segment in &laid.alignment.differing {
                residual.findings.extend(laid.classify(segment, granted));
            }
        },
    },
    Judge {
        name: "shifted",
        why: "A mark taken away at one place of a paragraph and set at another parts other words.",
        chinese: "标点在一段中从一处移到另一处，断句不同。",
        tells: &[Reason::SignShifted],
        grants: &[],
        examples: Some(Examples {
            speaks: Example {
                paper: "<p>甲方负责设计，，乙方负责安装，调试。</p>",
                online: "<p>甲方负责设计，乙方负责安装，，调试。</p>",
            },
            silent: Example {
                paper: "<p>甲方负责设计，乙方负责安装调试。</p>",
                online: "<p>甲方负责设计,乙方负责安装调试。</p>",
            },
        }),
        weigh: |laid, residual, _| signs::shifted(laid, &mut residual.findings),
    },
    Judge {
        name: "floating",
        why: "A text box alone on its line may stand anywhere among the paragraphs.",
        chinese: "独占一行的文本框在各段之间的位置不作内容。",
        tells: &[Reason::BoxElsewhere],
        grants: &[Rule::BlockOrder],
        examples: None,
        weigh: |laid, residual, granted| laid.floating(&mut residual.findings, granted),
    },
    Judge {
        name: "contents",
        why: "Page numbers of a table of contents are those of the layout.",
        chinese: "目录的页码随版面变化。",
        tells: &[Reason::ContentsPages],
        grants: &[],
        examples: Some(Examples {
            speaks: Example { paper: "contents.pdf", online: "contents-kept.docx" },
            silent: Example { paper: "contents.pdf", online: "contents-other.docx" },
        }),
        weigh: |laid, residual, _| contents::weigh(laid, &mut residual.findings),
    },
    Judge {
        name: "entries",
        why: "A table of contents that one side alone prints names the headings below it.",
        chinese: "仅一侧印有的目录，条目就是其后的各标题。",
        tells: &[Reason::ContentsAlone],
        grants: &[],
        examples: Some(Examples {
            speaks: Example {
                paper: "目录\n一、概况……………2\n二、财务……………3\n一、概况\n公司成立于2003年\n二、财务\n收入1250万元",
                online: "一、概况\n公司成立于2003年\n二、财务\n收入1250万元",
            },
            silent: Example {
                paper: "目录\n一、概况……………2\n二、业务……………3\n一、概况\n公司成立于2003年\n二、财务\n收入1250万元",
                online: "一、概况\n公司成立于2003年\n二、财务\n收入1250万元",
            },
        }),
        weigh: |laid, residual, _| entries::alone(laid, &mut residual.findings),
    },
    Judge {
        name: "formulas",
        why: "A formula is set on one line in a file and above and below each other in print.",
        chinese: "公式在文件中排成一行，印出来上下分行。",
        tells: &[Reason::FormulaDiffers],
        grants: &[],
        examples: Some(Examples {
            speaks: Example { paper: "formula.pdf", online: "formula.docx" },
            silent: Example { paper: "formula.docx", online: "formula.docx" },
        }),
        weigh: |laid, residual, _| formulas::weigh(laid, &mut residual.findings),
    },
    Judge {
        name: "form-words",
        why: "Words of the form itself on the printed copy alone: blank places to sign, its number, notes.",
        chinese: "仅纸质件印有的表单自身文字：未填写的签字盖章处、附件编号、填表说明。",
        tells: &[Reason::SignOffBlank, Reason::AttachmentNumber, Reason::FormNotes],
        grants: &[],
        examples: Some(Examples {
            speaks: Example {
                paper: "<table border=1><tr><td>企业名称<td>海川公司</tr><tr><td colspan=2>推荐单位意见<br>负责人（签字）：<br>（盖章）年 月 日</tr></table>",
                online: "<table border=1><tr><td>企业名称<td>海川公司</tr></table>",
            },
            silent: Example {
                paper: "<table border=1><tr><td>企业名称<td>海川公司</tr><tr><td colspan=2>推荐单位意见<br>同意推荐<br>（盖章）年 月 日</tr></table>",
                online: "<table border=1><tr><td>企业名称<td>海川公司</tr></table>",
            },
        }),
        weigh: |laid, residual, _| form_words::weigh(laid, &mut residual.findings),
    },
    Judge {
        name: "otherwise",
        why: "A choice, telephone or amount written otherwise in a cell that no field answers for.",
        chinese: "没有栏目对应的格中，选项、电话、数量只是写法不同。",
        tells: &[],
        grants: &[Rule::ChoiceWriting, Rule::PhoneWriting, Rule::UnitPlace, Rule::NumberWriting],
        examples: Some(Examples {
            speaks: Example {
                paper: "<table border=1><tr><td>序号<td>事项<td>结果</tr><tr><td>1<td>设备上云<td>☑是 □否</tr><tr><td>2<td>安全事故<td>□是 ☑否</tr></table>",
                online: "<table border=1><tr><td>序号<td>事项<td>结果</tr><tr><td>1<td>设备上云<td>是</tr><tr><td>2<td>安全事故<td>否</tr></table>",
            },
            silent: Example {
                paper: "<table border=1><tr><td>序号<td>事项<td>结果</tr><tr><td>1<td>设备上云<td>□是 ☑否</tr></table>",
                online: "<table border=1><tr><td>序号<td>事项<td>结果</tr><tr><td>1<td>设备上云<td>是</tr></table>",
            },
        }),
        weigh: otherwise::weigh,
    },
    Judge {
        name: "writings",
        why: "Characters written otherwise that count as the same, by the rule that says so.",
        chinese: "写法不同而视为相同的字，按规则列出。",
        tells: &[],
        grants: &[Rule::Width, Rule::Spaces, Rule::Punctuation, Rule::Radical, Rule::PrivateUse],
        examples: Some(Examples {
            speaks: Example {
                paper: "<p>建筑面积１２０㎡</p>", online: "<p>建筑面积120m²</p>"
            },
            silent: Example {
                paper: "<p>建筑面积120m²</p>", online: "<p>建筑面积120m²</p>"
            },
        }),
        weigh: |laid, _, granted| laid.writings(granted),
    },
];
