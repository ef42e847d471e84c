//! What a group of RTF hands down to the groups inside it.

use crate::read::draft::RunLook;
use crate::read::grid::Merge;
use crate::read::shown::run::INDENT;

/// Where text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Destination {
    /// The story in the making.
    #[default]
    Story,
    /// Nowhere, whatever stands inside.
    Skip,
    /// Nowhere, but groups inside may go somewhere.
    Silent,
    /// The document's metadata.
    Info,
    /// The font table.
    Fonts,
    /// The colour table.
    Colors,
    /// The document's title.
    Title,
    /// A field's instruction.
    Instruction,
    /// A form field's list entry.
    Entry,
    /// An automatic label.
    Label,
    /// A shape property's name.
    PropertyName,
    /// A shape property's value.
    PropertyValue,
}

/// Stories beside the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Story {
    /// Page header.
    Header,
    /// Page footer.
    Footer,
    /// Footnote or endnote.
    Note,
    /// Comment.
    Comment,
    /// Text box.
    Box,
}

/// The state of a group.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct State {
    /// Where text goes.
    pub destination: Destination,
    /// What the group around goes to, for alternatives inside it.
    pub around: Destination,
    /// Size, weight, colour of characters.
    pub look: RunLook,
    /// Font number.
    pub font: i32,
    /// Hidden.
    pub hidden: bool,
    /// Deleted under revision.
    pub deleted: bool,
    /// Fallback characters behind `\u`.
    pub fallback: u32,
    /// Paragraph: stands in a table; depth of tables if given.
    pub in_table: bool,
    /// Depth of tables around the paragraph, if given.
    pub depth: Option<usize>,
    /// Centred.
    pub centered: bool,
    /// Heading level from 1.
    pub heading: Option<u8>,
    /// Patterns over the ground: of the run, of the paragraph.
    pub run_shade: Pattern,
    pub shade: Pattern,
    /// The exact height of its lines in twips.
    pub line: i32,
    /// The paragraph runs from right to left, or stands in a frame at a height of its own.
    pub turned: bool,
    pub framed: bool,
    /// How far its sides and its first line stand off its column, in twips.
    pub indents: [i32; 3],
    /// Inside the properties of an inner table.
    pub inner: bool,
    /// The group's end ends a story.
    pub ends_story: bool,
    /// The group's end ends a field.
    pub ends_field: bool,
    /// The group's end ends a shape.
    pub ends_shape: bool,
}

impl State {
    /// Depth of tables around the paragraph.
    pub fn depth(&self) -> usize {
        match self.depth {
            Some(depth) if depth > 0 => depth,
            _ => usize::from(self.in_table),
        }
    }

    /// Paragraph properties back to their defaults.
    pub fn reset_paragraph(&mut self) {
        self.in_table = false;
        self.depth = None;
        self.centered = false;
        self.heading = None;
        self.shade = Pattern::default();
        (self.line, self.turned, self.framed) = (0, false, false);
        self.indents = [0; 3];
    }

    /// How far its lines begin or end off their column where no line of a page does; else 0.
    pub fn indent(&self) -> i32 {
        let [left, right, first] = self.indents;
        let out = left.min(0).saturating_abs();
        let most = left.max(right).max(first).max(out);
        if most > INDENT { most } else { 0 }
    }

    /// Character properties back to their defaults.
    pub fn reset_characters(&mut self) {
        self.look = RunLook { size: 24, ..RunLook::default() };
        self.run_shade = Pattern::default();
        self.hidden = false;
        self.deleted = false;
    }
}

/// A shading: a share (of ten thousand) of one colour over another, by their numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Pattern {
    /// The ground.
    pub under: Option<i32>,
    /// The pattern.
    pub over: Option<i32>,
    /// Its share.
    pub share: i32,
}

/// The definition of the cell whose edge comes next.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct NextCell {
    /// Its shading.
    pub shade: Pattern,
    /// Lines across it, falling and rising.
    pub crossed: [bool; 2],
    /// Joined to its left neighbour.
    pub joined: bool,
    /// Vertical merge.
    pub merge: Merge,
}
