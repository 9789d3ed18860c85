//! What a build asks of an engine, since it makes one state of a site and ends.

use super::Engine;
use crate::load::Stock;
use crate::memo::{Memo, Notes};
use std::sync::Arc;

impl Engine {
    /// The same, which notes for other processes what it makes of pages.
    pub fn noting(self, notes: Arc<dyn Notes>) -> Engine {
        Engine { kept: Memo::with(notes), ..self }
    }

    /// Forgets what only another reading would need.
    pub fn end_reading(&mut self) {
        self.stock = Stock::default();
    }
}
