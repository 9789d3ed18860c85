//! Private keys where a site is made: whoever put one there did not mean to. What is copied would
//! leave with it; what is read may be shown, and lies where everybody reads who works on the site.

mod binary;
mod packed;
mod text;
mod within;

pub use text::narrow;

use super::tree::{Tree, is_asset, is_text};
use certsite_base::diag::{Diagnostic, Place, Problem};
use packed::Holds;
use std::path::Path;
use std::sync::Arc;

/// Reports a private key in a file of the site, or that not all of it could be looked at.
pub fn look(name: &Arc<str>, bytes: &[u8]) -> Option<Diagnostic> {
    let place = match Tree::of(name) {
        // Keys are told by their own reader, with all that may be wrong with them.
        Tree::Internal("content/keys/") | Tree::Outside => return None,
        _ if is_text(name) => text::find(bytes, needs(name)).map(|(at, mark)| {
            let start = at - bytes[..at].iter().rev().take_while(|b| **b != b'\n').count();
            let before = String::from_utf8_lossy(&bytes[start..at]).chars().count();
            let line = memchr::memchr_iter(b'\n', &bytes[..start]).count() + 1;
            Place::part(name, line, before, mark)
        }),
        _ => match packed::look(bytes) {
            Holds::Key => Some(Place::file(name)),
            Holds::Hidden(what) => {
                let problem = Problem::ArchiveClosed { what: what.to_owned() };
                return Some(Diagnostic::at(problem, Place::file(name)));
            }
            Holds::Nothing => None,
        },
    };
    place.map(|place| Diagnostic::at(Problem::PrivateKey {}, place))
}

/// Who writes a page or a setting may explain keys; what is copied is one or is not.
fn needs(name: &str) -> text::Needs {
    if is_asset(name) { text::Needs::Head } else { text::Needs::Body }
}

/// Files that hold a private key: this one, or those of this folder and all that is below it.
pub fn hidden_keys(path: &Path) -> impl Iterator<Item = walkdir::DirEntry> {
    let files = walkdir::WalkDir::new(path).sort_by_file_name().into_iter().filter_map(Result::ok);
    files.filter(|entry| entry.file_type().is_file()).filter(|entry| {
        std::fs::read(entry.path()).is_ok_and(|bytes| packed::look(&bytes) == Holds::Key)
    })
}
