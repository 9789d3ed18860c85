//! What could not be carried over, as it is told.

use std::collections::HashMap;

/// Sentences without repetition, in the order in which they turned up.
#[derive(Clone, Debug, Default)]
pub struct Left {
    all: Vec<(String, usize)>,
    places: HashMap<String, usize>,
}

impl Left {
    /// Notes a thing once more.
    pub fn add(&mut self, what: impl Into<String>) {
        let what = super::plain::one_line(&what.into());
        let place = *self.places.entry(what.clone()).or_insert_with(|| {
            self.all.push((what, 0));
            self.all.len() - 1
        });
        self.all[place].1 += 1;
    }

    /// Notes each of several.
    pub fn extend(&mut self, all: impl IntoIterator<Item = String>) {
        all.into_iter().for_each(|what| self.add(what));
    }

    /// All of them, with how often where that is more than once.
    pub fn told(&self) -> impl Iterator<Item = String> + '_ {
        self.all.iter().map(|(what, times)| match times {
            1 => what.clone(),
            _ => format!("{what} ({times} times)"),
        })
    }
}
