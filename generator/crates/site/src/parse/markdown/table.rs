//! Tables: a frame that scrolls, columns aligned by class; and what is wrong with their rows.

use super::Walker;
use crate::parse::body::Hole;
use crate::parse::scan::is_delimiters;
use crate::parse::words::Words;
use certsite_base::diag::Problem;
use pulldown_cmark::Alignment;
use std::ops::Range;

/// The table whose rows are being read.
#[derive(Default)]
pub struct Table {
    columns: Vec<Alignment>,
    column: usize,
    /// Where the last cell ended.
    end: usize,
    in_head: bool,
    /// Whether a cell is being read.
    pub in_cell: bool,
    /// Whether its rows are lists on narrow screens, each cell with the words of its column's head.
    is_stacked: bool,
    heads: Vec<Words>,
}

impl Table {
    /// The words of the head that is being read, of a table whose cells bear them.
    pub fn head(&mut self) -> Option<&mut Words> {
        if self.is_stacked && self.in_head && self.in_cell { self.heads.last_mut() } else { None }
    }
}

impl Walker<'_> {
    /// Begins a table. Readers without a mouse scroll it by the keyboard.
    pub fn start_table(&mut self, columns: Vec<Alignment>) {
        let is_stacked = self.is_stacked();
        self.table = Table { columns, is_stacked, ..Table::default() };
        self.html.block(match is_stacked {
            true => "<div class=\"table-wrap stack\"",
            false => "<div class=\"table-wrap\"",
        });
        self.html.raw(" role=\"group\" tabindex=\"0\" aria-label=\"");
        self.html.hole(Hole::Text("content.table"));
        self.html.raw("\"><table>");
    }

    /// Begins the row of headings, with which each table begins.
    pub fn start_head(&mut self) {
        self.table.in_head = true;
        self.html.raw("<thead><tr>");
    }

    /// Ends the row of headings; the rows of cells follow.
    pub fn end_head(&mut self) {
        self.table.in_head = false;
        self.table.column = 0;
        self.html.raw("</tr></thead><tbody>\n");
    }

    /// Ends a row of cells, and tells of cells that the parser dropped from it.
    pub fn end_row(&mut self, row: Range<usize>) {
        self.check_row(row);
        self.table.column = 0;
        self.html.raw("</tr>\n");
    }

    /// Cells beyond those of the head are dropped by the parser: a bar inside a cell, mostly.
    fn check_row(&mut self, row: Range<usize>) {
        let from = self.table.end.max(row.start).min(row.end);
        let rest = &self.scanned.text[from..row.end];
        let lost = rest.trim_matches(|c: char| c.is_whitespace() || c == '|');
        if !lost.is_empty() {
            let start = from + (lost.as_ptr() as usize - rest.as_ptr() as usize);
            let text = self.scanned.literal(lost).into_owned();
            self.problem(Problem::TableCells { text }, start..start + lost.len());
        }
    }

    /// A line of dashes and bars inside running text was to make a table of the line above it.
    pub fn check_head(&mut self, line: usize) {
        let text = &self.scanned.text[line..];
        let text = text.lines().next().unwrap_or_default();
        // Marks of quotes stand before it.
        let row = text.trim_start_matches([' ', '\t', '>']);
        if is_delimiters(row.as_bytes()) {
            let start = line + text.len() - row.len();
            let row = row.trim_end();
            self.problem(Problem::TableHead {}, start..start + row.len());
        }
    }

    /// Begins a cell: with a class, because a strict policy forbids styles inside pages.
    pub fn start_cell(&mut self) {
        self.html.raw(if self.table.in_head { "<th" } else { "<td" });
        self.table.in_cell = true;
        if self.table.is_stacked && self.table.in_head {
            self.table.heads.push(Words::default());
        } else if let Some(head) = self.table.heads.get(self.table.column).filter(|h| !h.is_blank())
        {
            self.html.raw(" data-label=\"");
            self.html.words(head);
            self.html.raw("\"");
        }
        self.html.raw(match self.table.columns.get(self.table.column) {
            Some(Alignment::Left) => " class=\"align-left\">",
            Some(Alignment::Center) => " class=\"align-center\">",
            Some(Alignment::Right) => " class=\"align-right\">",
            Some(Alignment::None) | None => ">",
        });
    }

    /// Ends a cell that stands in these bytes of the scanned text.
    pub fn end_cell(&mut self, span: Range<usize>) {
        self.table.column += 1;
        self.table.in_cell = false;
        self.table.end = span.end;
        self.html.raw(if self.table.in_head { "</th>" } else { "</td>" });
    }
}
