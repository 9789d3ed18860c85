//! CommonMark's containers and code, line by line: where a line's text begins behind the marks of
//! quotes and lists, and which lines are code. [`super::scan`] needs that before Markdown is
//! parsed; a test holds it against the parser.
//!
//! Knows nothing of what stands inside a line, but for a comment at its beginning.

use super::cursor::Cursor;
use super::lines::{
    columns, fence, is_blank, is_delimiters, is_heading, is_rule, is_underline, next_line,
    note_mark,
};

/// What a line is for CommonMark, once the marks of its containers are passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// Nothing, behind the marks of its containers.
    Blank,
    /// Code, or a fence around it.
    Code,
    /// Text that begins a paragraph, a heading, a table.
    Start,
    /// Text that goes on with the paragraph or table above it.
    More,
    /// The line of dashes under the head of a table.
    Dashes,
    /// Code right under a table. Its text begins where the marks of its containers end.
    Below,
    /// A comment that is left out with its line, as if it had never been there.
    Gone,
}

/// A line of Markdown, by its bytes in the text that is scanned.
pub struct Line {
    /// What sort of line it is.
    pub kind: BlockKind,
    /// The byte at which its text begins, behind the marks of its containers.
    pub text: usize,
    /// Where the next one begins; of text, unless a comment in it runs over several lines.
    pub next: usize,
}

/// What becomes of a comment at the beginning of a line.
pub enum Skip {
    /// The line goes on here, where the comment stood.
    To(usize),
    /// Line and comment are left out; the next line begins here.
    Gone(usize),
    /// It stands as a block of its own; the next line begins here.
    Stands(usize),
    /// It is none: the line is text from here on.
    None,
}

/// Decides that, from the place of the comment and whether the marks before it, if any, are those
/// of containers that were open already.
pub type OnComment<'a> = &'a mut dyn FnMut(usize, bool) -> Skip;

/// The containers and the leaf that are open at the end of a line.
#[derive(Clone, Default)]
pub struct Blocks {
    containers: Vec<Container>,
    fence: Option<Fence>,
    leaf: Leaf,
    /// The innermost container is an item without text as yet.
    is_fresh: bool,
}

#[derive(Clone, Copy)]
enum Container {
    Quote,
    /// An item of a list, whose text stands in by this many columns.
    Item(usize),
    /// The definition of a footnote.
    Note,
}

#[derive(Clone, Copy)]
struct Fence {
    mark: u8,
    length: usize,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Leaf {
    #[default]
    None,
    Paragraph,
    /// The first line of a table; the second is certain.
    Head,
    Table,
}

/// Deeper containers are read as text: such a page is refused anyway.
const DEEPEST: usize = 256;

impl Blocks {
    /// Reads the line that begins at `start`.
    pub fn line(&mut self, bytes: &[u8], start: usize, on_comment: OnComment) -> Line {
        let mut cursor = Cursor::new(bytes, start);
        let matched = self.matched(&mut cursor);
        let is_inside = matched == self.containers.len();
        if let Some(fence) = self.fence {
            if is_inside {
                if fence.is_closed_at(&cursor) {
                    self.fence = None;
                }
                return Line::new(BlockKind::Code, &cursor);
            }
            self.fence = None;
        }
        if self.leaf == Leaf::Head && is_inside {
            self.leaf = Leaf::Table;
            return Line::new(BlockKind::Dashes, &cursor);
        }
        if self.leaf == Leaf::Table && is_inside && cursor.is_indented() {
            let text = cursor.at();
            let line = self.begin(cursor, 0, matched, on_comment);
            return Line { kind: BlockKind::Below, text, ..line };
        }
        let mut lead = 0;
        if self.leaf != Leaf::None
            && let Some(line) = self.go_on(&mut cursor, &mut lead, matched, on_comment)
        {
            return line;
        }
        self.begin(cursor, lead, matched, on_comment)
    }

    /// True inside a table, whose cells are read one by one.
    pub fn is_table(&self) -> bool {
        matches!(self.leaf, Leaf::Head | Leaf::Table)
    }

    /// How many of the open containers a line belongs to.
    fn matched(&self, cursor: &mut Cursor) -> usize {
        for (n, container) in self.containers.iter().enumerate() {
            let before = cursor.clone();
            let fits = match container {
                Container::Quote => {
                    cursor.spaces(3);
                    cursor.quote_mark()
                }
                Container::Item(indent) => cursor.spaces(*indent) == *indent || cursor.at_end(),
                Container::Note => cursor.spaces(4) == 4 || cursor.at_end(),
            };
            if !fits {
                *cursor = before;
                return n;
            }
        }
        self.containers.len()
    }

    /// Forgets what the line is no part of, and the leaf that it ends.
    fn close(&mut self, matched: usize) {
        self.is_fresh &= matched == self.containers.len();
        self.containers.truncate(matched);
        self.leaf = Leaf::None;
    }

    /// A line under an open paragraph or table, unless it ends that.
    fn go_on(
        &mut self,
        cursor: &mut Cursor,
        lead: &mut usize,
        matched: usize,
        on_comment: OnComment,
    ) -> Option<Line> {
        let is_inside = matched == self.containers.len();
        let mut ahead = cursor.clone();
        let indent = ahead.spaces(4);
        while ahead.starts(b"<!--") || (indent == 4 && ahead.all_spaces().starts(b"<!--")) {
            match on_comment(ahead.at(), true) {
                Skip::To(at) => ahead.jump(at),
                Skip::Gone(next) => return Some(Line::gone(next)),
                Skip::Stands(next) => {
                    self.close(matched);
                    return Some(Line { kind: BlockKind::Blank, text: next, next });
                }
                Skip::None => return Some(Line::new(BlockKind::More, &ahead)),
            }
            (*cursor, *lead) = (ahead.clone(), indent);
        }
        if is_blank(ahead.rest()) || (self.is_table() && !is_inside) {
            return None;
        }
        if indent < 4 && is_inside && !self.is_table() && is_underline(ahead.rest()) {
            self.leaf = Leaf::None;
            return Some(Line::new(BlockKind::More, &ahead));
        }
        ahead.all_spaces();
        if (indent < 4 || self.is_table()) && self.interrupts(&ahead, is_inside) {
            return None;
        }
        Some(Line::new(BlockKind::More, &ahead))
    }

    /// Whether a line ends the paragraph above it without a blank line.
    fn interrupts(&self, cursor: &Cursor, is_inside: bool) -> bool {
        let rest = cursor.rest();
        match rest.first() {
            Some(b'#') => is_heading(rest),
            Some(b'>') => true,
            Some(b'`' | b'~') => fence(rest).is_some(),
            Some(b'<') => matches!(rest.get(1), Some(b'!' | b'?')),
            Some(b'|') => self.begins_table(cursor),
            Some(b'[') => note_mark(rest).is_some(),
            Some(b'*' | b'-' | b'+' | b'_' | b'0'..=b'9') => {
                is_rule(rest).is_ok()
                    || cursor.clone().list_mark(0).is_some_and(|mark| {
                        !is_inside || self.is_table() || mark.may_interrupt && !mark.is_empty
                    })
            }
            _ => false,
        }
    }

    /// A line that begins something.
    fn begin(
        &mut self,
        mut cursor: Cursor,
        mut lead: usize,
        matched: usize,
        on_comment: OnComment,
    ) -> Line {
        let mut is_bare = true;
        loop {
            let before = cursor.clone();
            lead += cursor.spaces(4 - lead);
            if lead == 4 {
                cursor = before;
                break;
            }
            if cursor.starts(b"<!--") {
                match on_comment(cursor.at(), is_bare) {
                    Skip::To(at) => cursor.jump(at),
                    Skip::Gone(next) => return Line::gone(next),
                    Skip::Stands(next) => {
                        if is_bare {
                            self.close(matched);
                        }
                        return Line { kind: BlockKind::Blank, text: next, next };
                    }
                    Skip::None => {
                        if is_bare {
                            self.close(matched);
                        }
                        self.is_fresh = false;
                        return self.paragraph(&cursor);
                    }
                }
                continue;
            }
            if is_bare {
                self.close(matched);
            }
            let was_fresh = self.is_fresh;
            if self.containers.len() == DEEPEST || !self.open(&mut cursor, lead) {
                self.is_fresh = was_fresh && is_bare;
                break;
            }
            (is_bare, lead) = (false, 0);
            if self.is_fresh {
                return Line::new(BlockKind::Blank, &cursor);
            }
            if matches!(self.containers.last(), Some(Container::Item(_))) && cursor.task_mark() {
                if is_blank(cursor.rest()) {
                    self.is_fresh = true;
                    return Line::new(BlockKind::Blank, &cursor);
                }
                return self.paragraph(cursor.all_spaces());
            }
        }
        if is_bare {
            self.close(matched);
        }
        self.leaf(cursor, lead)
    }

    /// Opens the container whose mark stands here, if one does.
    fn open(&mut self, cursor: &mut Cursor, lead: usize) -> bool {
        self.is_fresh = false;
        let container = if let Some(length) = note_mark(cursor.rest()) {
            if matches!(self.containers.last(), Some(Container::Note)) {
                self.containers.pop();
            }
            cursor.restart(length);
            Container::Note
        } else if let Some(mark) = cursor.list_mark(lead) {
            self.is_fresh = mark.is_empty;
            Container::Item(mark.indent)
        } else if cursor.quote_mark() {
            Container::Quote
        } else {
            return false;
        };
        self.containers.push(container);
        true
    }

    /// What stands inside the containers of a line that begins something.
    fn leaf(&mut self, mut cursor: Cursor, lead: usize) -> Line {
        let was_fresh = std::mem::take(&mut self.is_fresh);
        if is_blank(cursor.rest()) {
            if was_fresh {
                // An item without text holds nothing that comes after a blank line.
                self.containers.pop();
            }
            return Line::new(BlockKind::Blank, &cursor);
        }
        if lead == 4 || cursor.spaces(4 - lead) + lead == 4 {
            return Line::new(BlockKind::Code, &cursor);
        }
        let rest = cursor.rest();
        if let Some((mark, length)) = fence(rest) {
            self.fence = Some(Fence { mark, length });
            return Line::new(BlockKind::Code, &cursor);
        }
        if is_heading(rest) || is_rule(rest).is_ok() {
            return Line::new(BlockKind::Start, &cursor);
        }
        self.paragraph(&cursor)
    }

    /// The first line of a paragraph, or of a table.
    fn paragraph(&mut self, cursor: &Cursor) -> Line {
        let is_table = self.begins_table(cursor);
        self.leaf = if is_table { Leaf::Head } else { Leaf::Paragraph };
        Line::new(BlockKind::Start, cursor)
    }

    /// Whether this line is the head of a table: the next one says so.
    fn begins_table(&self, cursor: &Cursor) -> bool {
        let line = cursor.line();
        // A backslash at the end is a line break, of which tables have none.
        if memchr::memchr(b'|', line).is_none() || line.ends_with(b"\\") {
            return false;
        }
        let cells = columns(line);
        let mut below = cursor.below();
        self.matched(&mut below) == self.containers.len()
            && below.spaces(4) < 4
            && is_delimiters(below.line())
            && cells.is_some()
            && columns(below.line()) == cells
    }
}

impl Line {
    fn new(kind: BlockKind, cursor: &Cursor) -> Line {
        Line { kind, text: cursor.at(), next: next_line(cursor.bytes(), cursor.at()) }
    }

    fn gone(next: usize) -> Line {
        Line { kind: BlockKind::Gone, text: next, next }
    }
}

impl Fence {
    fn is_closed_at(self, cursor: &Cursor) -> bool {
        let mut cursor = cursor.clone();
        if cursor.spaces(4) == 4 {
            return false;
        }
        let line = cursor.line();
        let length = line.iter().take_while(|b| **b == self.mark).count();
        length >= self.length && line[length..].iter().all(|b| *b == b' ')
    }
}
