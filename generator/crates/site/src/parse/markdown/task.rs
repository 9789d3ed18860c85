//! `- [x] done` → a box with its words, which are its name for those who do not see where it stands.

use super::Walker;

impl Walker<'_> {
    /// Writes the box, which nobody can change, and begins its words: the line of text behind it.
    pub fn start_task(&mut self, is_done: bool) {
        let checked = if is_done { " checked" } else { "" };
        self.html.raw(&format!("<label><input type=\"checkbox\" disabled{checked}> "));
        self.in_task = true;
    }

    /// Ends the words of a box, if one is open: the block ends in which they stand, or another begins.
    pub fn end_task(&mut self) {
        if std::mem::take(&mut self.in_task) {
            self.html.raw("</label>");
        }
    }
}
