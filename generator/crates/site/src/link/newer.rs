//! Which languages have a later text of a page: told to editors, and to readers of the page.

use super::{DocId, Graph};
use crate::config::Date;

impl Graph {
    /// The page in other languages, where it was changed later than here, each with its day. A page
    /// of which no day is known is neither older nor newer.
    pub fn newer(&self, id: DocId) -> impl Iterator<Item = (DocId, Date)> + use<'_> {
        let day = |id: DocId| self.doc(id).front.current_since();
        let own = day(id);
        let others = self.node(id).pair.iter().filter_map(|(_, other)| *other);
        let dated = others.filter_map(move |other| Some((other, day(other)?)));
        dated.filter(move |(_, day)| own.is_some_and(|own| own < *day))
    }
}
