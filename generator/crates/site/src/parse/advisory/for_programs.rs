//! What an advisory holds for programs, which take it to the letter: rules, and the marks by which an
//! attack is known. No facts are filled in there, and braces are braces.

use certsite_base::yaml::Source;
use std::collections::HashSet;
use std::ops::Range;

/// The lists of the block whose items programs are given.
const LISTS: [&str; 3] = ["rules", "indicators", "indicators_withdrawn"];

/// Keys of such items whose values are for people, or name what is.
const WORDS: [&str; 3] = ["comment", "malware", "technique"];

/// Where in the front matter such texts stand, in bytes of the file.
pub struct ForPrograms {
    lists: Vec<Range<usize>>,
    /// Where words for people begin within them.
    words: HashSet<usize>,
}

impl ForPrograms {
    pub fn of(front: &Source) -> ForPrograms {
        let mut found = ForPrograms { lists: Vec::new(), words: HashSet::new() };
        for list in LISTS {
            let Some(at) = front.value(&["advisory", list]) else { continue };
            found.lists.push(at);
            for n in 0.. {
                let n = n.to_string();
                if front.value(&["advisory", list, &n]).is_none() {
                    break;
                }
                for key in WORDS {
                    let words = front.value(&["advisory", list, &n, key]);
                    found.words.extend(words.map(|at| at.start));
                }
            }
        }
        found
    }

    /// Whether a value is one of them.
    pub fn hold(&self, at: &Range<usize>) -> bool {
        let is_within = |list: &Range<usize>| list.start <= at.start && at.end <= list.end;
        self.lists.iter().any(is_within) && !self.words.contains(&at.start)
    }
}
