//! The header of a Word 97–2003 file ([MS-DOC] 2.5): where everything else is.

use crate::problem::{Code, Problem};
use crate::read::bytes::{part, u16_at, u32_at, usize_at};

/// Where the pairs of offset and length begin.
const PAIRS: usize = 154;

/// Tables of the table stream by their place in the header.
#[derive(Debug, Clone, Copy)]
#[repr(usize)]
pub(super) enum Part {
    /// Style sheet.
    Styles = 1,
    /// Ends of footnotes.
    Footnotes = 3,
    /// Ends of comments.
    Comments = 5,
    /// Ends of headers and footers.
    Headers = 11,
    /// Pages of character properties.
    CharacterPages = 12,
    /// Pages of paragraph properties.
    ParagraphPages = 13,
    /// Fonts.
    Fonts = 15,
    /// Piece table.
    Pieces = 33,
    /// Anchors of shapes in the body.
    Anchors = 40,
    /// Ends of endnotes.
    Endnotes = 47,
    /// Drawings.
    Drawings = 50,
    /// Ends of text boxes of the body.
    TextBoxes = 56,
    /// Ends of text boxes of the headers.
    HeaderTextBoxes = 58,
    /// Lists.
    Lists = 73,
    /// Uses of lists.
    ListUses = 74,
}

/// Lengths of the stories, one after another in character positions.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Stories {
    /// The body.
    pub body: u32,
    /// Footnotes.
    pub footnotes: u32,
    /// Headers and footers.
    pub headers: u32,
    /// Comments.
    pub comments: u32,
    /// Endnotes.
    pub endnotes: u32,
    /// Text boxes of the body.
    pub text_boxes: u32,
    /// Text boxes of headers.
    pub header_text_boxes: u32,
    macros: u32,
}

/// The header.
#[derive(Debug)]
pub(super) struct Fib {
    /// Name of the table stream in use.
    pub table: &'static str,
    /// How it is encrypted.
    pub encryption: Encryption,
    /// Lengths of the stories.
    pub stories: Stories,
    pairs: Vec<(usize, usize)>,
}

/// Kinds of encryption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encryption {
    /// None.
    None,
    /// XOR with bytes of the password, whose verifier and key these are.
    Xor([u16; 2]),
    /// RC4; the table stream begins with its header.
    Rc4,
}

impl Fib {
    /// Reads the header of the `WordDocument` stream.
    ///
    /// # Errors
    ///
    /// Not Word, older than Word 97, or cut short.
    pub fn parse(word: &[u8]) -> Result<Self, Problem> {
        let short = || Problem::damaged("Word 文件头不完整");
        let magic = u16_at(word, 0).ok_or_else(short)?;
        let version = u16_at(word, 2).ok_or_else(short)?;
        if magic != 0xa5ec || version < 0xc1 {
            return Err(Problem::new(
                Code::UnknownFormat,
                "这是 Word 97 以前的 .doc，版本过旧",
                "请用 Word 或 WPS 另存为 .docx",
            ));
        }
        let flags = u16_at(word, 10).ok_or_else(short)?;
        let count = usize::from(u16_at(word, PAIRS - 2).ok_or_else(short)?);
        let pairs = (0..count)
            .map_while(|i| {
                Some((usize_at(word, PAIRS + i * 8)?, usize_at(word, PAIRS + i * 8 + 4)?))
            })
            .collect();
        let length = |at: usize| u32_at(word, at).filter(|n| *n < 0x7fff_ffff).unwrap_or(0);
        Ok(Self {
            table: if flags & 0x0200 != 0 { "1Table" } else { "0Table" },
            encryption: match (flags & 0x0100 != 0, flags & 0x8000 != 0) {
                (false, _) => Encryption::None,
                (true, true) => Encryption::Xor([14, 16].map(|at| u16_at(word, at).unwrap_or(0))),
                (true, false) => Encryption::Rc4,
            },
            stories: Stories {
                body: length(0x4c),
                footnotes: length(0x50),
                headers: length(0x54),
                macros: length(0x58),
                comments: length(0x5c),
                endnotes: length(0x60),
                text_boxes: length(0x64),
                header_text_boxes: length(0x68),
            },
            pairs,
        })
    }

    /// A table of the table stream; empty when there is none.
    pub fn part<'a>(&self, table: &'a [u8], which: Part) -> &'a [u8] {
        let (start, len) = self.pairs.get(which as usize).copied().unwrap_or_default();
        part(table, start, len)
    }

    /// Where a table begins in the table stream.
    pub fn start(&self, which: Part) -> usize {
        self.pairs.get(which as usize).map_or(0, |(start, _)| *start)
    }
}

impl Stories {
    /// First positions of: footnotes, headers, comments, endnotes, text boxes, header text boxes.
    pub fn starts(&self) -> [u32; 6] {
        let mut at = self.body;
        let mut next = |len: u32| {
            let start = at;
            at = at.saturating_add(len);
            start
        };
        let footnotes = next(self.footnotes);
        let headers = next(self.headers);
        next(self.macros);
        let comments = next(self.comments);
        let endnotes = next(self.endnotes);
        let text_boxes = next(self.text_boxes);
        let header_text_boxes = next(self.header_text_boxes);
        [footnotes, headers, comments, endnotes, text_boxes, header_text_boxes]
    }
}

/// Character positions of a PLC whose items are `size` bytes: one more than items.
pub(super) fn positions(plc: &[u8], size: usize) -> Vec<u32> {
    let items = plc.len().saturating_sub(4) / (4 + size);
    if plc.len() < 4 {
        return Vec::new();
    }
    (0..=items).map_while(|i| u32_at(plc, i * 4)).collect()
}

/// The items of a PLC.
pub(super) fn items(plc: &[u8], size: usize) -> impl Iterator<Item = &[u8]> {
    let count = plc.len().saturating_sub(4) / (4 + size);
    part(plc, (count + 1) * 4, count * size).chunks_exact(size.max(1))
}
