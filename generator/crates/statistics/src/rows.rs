//! Files of comma-separated codes and numbers, without quotes → rows, and problems at their cells.

pub use certsite_sensors::rows::Wrong;

use certsite_base::diag::{Diagnostic, Place, Problem};
use certsite_sensors::rows::all_lines;
use std::ops::Range;
use std::sync::Arc;

/// What is wrong with a cell, with the bytes of the cell in its file.
pub type Misread = (Range<usize>, Wrong);

/// A file of comma-separated rows, without quotes.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    /// Its path from the site's root.
    pub path: &'a Arc<str>,
    /// The whole text of the file.
    pub text: &'a str,
}

impl<'a> Rows<'a> {
    /// The rows below the names of the columns, each with its bytes in the file. Empty lines are
    /// passed over. Other columns are an error; a file with nothing in it has no rows.
    pub fn under(
        self,
        kind: &str,
        header: &str,
    ) -> Result<impl Iterator<Item = (Range<usize>, &'a str)>, Misread> {
        let mut lines = all_lines(self.text, 0);
        if let Some((range, row)) = lines.next()
            && row != header
        {
            let message = format!("these are not the columns of the {kind}");
            return Err((range, (message, format!("the first line of a {kind} is “{header}”"))));
        }
        Ok(lines.filter(|(_, row)| !row.is_empty()))
    }

    /// A problem at these bytes of the file.
    pub fn wrong(self, at: Range<usize>, (message, expected): Wrong) -> Diagnostic {
        let place = Place::range(self.path, self.text, at);
        Diagnostic::at(Problem::BadValue { message, expected }, place)
    }
}
