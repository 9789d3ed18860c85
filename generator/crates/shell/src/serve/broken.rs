//! Pages that cannot be made → the terminal, which tells each mistake once, until it is mended.
//!
//! What is wrong with the site as a whole is told by `refresh`; a page is made when somebody asks for
//! it, and what is wrong with it shows only then.

use super::page::{Body, Page};
use super::terminal::Terminal;
use certsite_base::diag::{Diagnostic, Problem};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The mistakes that pages showed when they were made last, by the addresses of the pages.
pub(super) struct Broken {
    terminal: Terminal,
    told: Mutex<HashMap<String, Diagnostic>>,
}

impl Broken {
    pub fn new(terminal: Terminal) -> Broken {
        Broken { terminal, told: Mutex::default() }
    }

    /// Notes a page that was made just now, or could not be.
    pub fn note(&self, url: &str, page: &Page) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let Body::Broken(why) = &page.body else {
            if told.remove(url).is_some() && told.is_empty() {
                self.terminal.say("The pages that could not be made are mended.");
            }
            return;
        };
        let is_told = told.values().any(|known| is_same(known, why));
        told.insert(url.to_owned(), (**why).clone());
        if !is_told {
            self.terminal.tell(&[(**why).clone()]);
        }
    }
}

/// Whether two pages show the same mistake of a template.
fn is_same(a: &Diagnostic, b: &Diagnostic) -> bool {
    let is_same_problem = match (&a.problem, &b.problem) {
        (Problem::Template { message: a, .. }, Problem::Template { message: b, .. }) => a == b,
        (a, b) => a == b,
    };
    is_same_problem && a.place == b.place
}

#[cfg(test)]
mod tests {
    use super::*;
    use certsite_base::diag::Place;

    #[test]
    fn two_pages_show_the_same_mistake_of_a_template() {
        let mistake = |message: &str, page: &str, file: &str| {
            let (message, page) = (message.to_owned(), page.to_owned());
            Diagnostic::at(Problem::Template { message, page }, Place::file(&file.into()))
        };
        let own = mistake("no", "/a/", "a.html");
        for (other, expect) in [
            (mistake("no", "/b/", "a.html"), true),
            (mistake("no", "/a/", "b.html"), false),
            (mistake("not", "/a/", "a.html"), false),
        ] {
            assert_eq!(is_same(&own, &other), expect, "{other:?}");
        }
    }
}
