//! What all commands share: how they end, what they print, the locks that they hold.

#![expect(
    clippy::disallowed_methods,
    reason = "the shells know the clock, the disk and the environment"
)]

use crate::console;
use certsite_base::diag::{self, Diagnostic, PrintFormat};
use certsite_periods::{published, settled};
use certsite_site::feature::{Audience, Before, Note};
use certsite_site::output::Last;
use certsite_site::site::Site;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// How a command ended that could run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The command did what it was asked for: exit status 0.
    Fine,
    /// The content has errors, which have been printed.
    Problems,
}

/// Why a command could not run.
#[derive(Debug, thiserror::Error)]
#[error("{said}")]
pub struct Failure {
    /// A sentence, or the beginning of one, for the one who typed it.
    said: String,
    /// What it came from, told behind it by [`console::failed`]. `None` if nothing failed but what
    /// was asked for.
    #[source]
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Failure {
    /// With a sentence, or the beginning of one, for the one who typed the command.
    pub fn new(said: impl Into<String>) -> Failure {
        Failure { said: said.into(), cause: None }
    }

    /// With what came of an error, and the error that its own words leave out.
    pub fn because(
        said: impl Into<String>,
        cause: impl std::error::Error + Send + Sync + 'static,
    ) -> Failure {
        Failure { said: said.into(), cause: Some(cause.into()) }
    }

    /// An error of the system, with what was being done.
    pub fn io(what: impl std::fmt::Display) -> impl FnOnce(std::io::Error) -> Failure {
        move |error| Failure { said: what.to_string(), cause: Some(error.into()) }
    }

    /// An error that says by itself what was being done.
    pub fn of(error: impl std::error::Error + Send + Sync + 'static) -> Failure {
        Failure { said: error.to_string(), cause: Some(error.into()) }
    }
}

/// No site at the root: says where it was looked for.
pub fn no_site(root: &Path) -> impl FnOnce(std::io::Error) -> Failure {
    let root = root.display().to_string();
    move |error| Failure {
        said: format!(
            "there is no site in {root}: content/ cannot be read ({error}); give its folder with --root"
        ),
        cause: Some(error.into()),
    }
}

/// Prints diagnostics to standard error, coloured if somebody is looking.
pub fn show(diagnostics: &[Diagnostic]) {
    let colours = console::colours(&std::io::stderr());
    console::say(diag::print(diagnostics, PrintFormat::Human(colours)));
}

/// What would change of what the last build wrote, though it should not, or not without a word; and
/// what those that follow have to know of this one.
pub fn since(site: &Site, last: &Last, audience: Audience) -> (Vec<Diagnostic>, Vec<Note>) {
    let was_public = !last.is_preview();
    let read = |path: &str| was_public.then(|| last.read(path)).flatten();
    let noted = |name: &str| last.remembered(name);
    let paths = last.paths().filter(|_| was_public).collect();
    let before = Before { audience, paths, read: &read, noted: &noted };
    (site.since(&before), site.notes(&before))
}

/// The figures that the last build published and nobody settled, by their paths in the site.
pub fn public_figures(root: &Path, last: &Last) -> Arc<BTreeMap<String, Arc<str>>> {
    let is_open = |path: &&str| {
        let whose = published::whose(path);
        whose.is_some_and(|(source, period)| !root.join(settled::path(source, period)).exists())
    };
    let read =
        |path: &str| Some((path.to_owned(), String::from_utf8(last.read(path)?).ok()?.into()));
    Arc::new(last.paths().filter(is_open).filter_map(read).collect())
}

/// Writes what was asked for to standard output.
pub fn print(text: impl std::fmt::Display) -> Result<(), Failure> {
    console::print(text).map_err(Failure::io("standard output cannot be written"))
}

/// The clock of the machine, which only commands ask.
pub fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

/// Waits until nobody else holds the lock of this name; it is free again when the file is dropped.
pub fn lock(root: &Path, name: &str) -> Result<File, Failure> {
    let var = root.join("var");
    std::fs::create_dir_all(&var).map_err(Failure::io(var.display()))?;
    let path = var.join(format!("{name}.lock"));
    let file = File::create(&path).map_err(Failure::io(path.display()))?;
    file.lock().map_err(Failure::io(path.display()))?;
    Ok(file)
}

/// A number with its word, which gets an `s` unless it is one: `1 error`, `2 errors`.
pub fn count(n: usize, word: &str) -> String {
    format!("{n} {word}{}", if n == 1 { "" } else { "s" })
}
