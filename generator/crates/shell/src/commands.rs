//! The commands: shells that run the stages and print.

#![expect(
    clippy::disallowed_methods,
    reason = "the shells know the clock, the disk and the environment"
)]

mod build;
mod check;
mod minifier;
mod new;
mod register;
mod schema;
mod sensors;
mod serve;
mod settle;
mod sign;
mod status;
mod table;

pub use build::build;
pub use check::check;
pub use new::new;
pub use register::register;
pub use schema::schema;
pub use sensors::sensors;
pub use serve::serve;
pub use sign::sign;
pub use status::status;

use crate::console;
use certsite_base::diag::{self, Diagnostic, PrintFormat};
use certsite_sensors::store;
use certsite_site::config::{self, Config};
use certsite_site::feature::{Audience, Before, Note};
use certsite_site::load::{self, Inputs};
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
    fn new(said: impl Into<String>) -> Failure {
        Failure { said: said.into(), cause: None }
    }

    /// An error of the system, with what was being done.
    fn io(what: impl std::fmt::Display) -> impl FnOnce(std::io::Error) -> Failure {
        move |error| Failure { said: what.to_string(), cause: Some(error.into()) }
    }

    /// An error that says by itself what was being done.
    fn of(error: impl std::error::Error + Send + Sync + 'static) -> Failure {
        Failure { said: error.to_string(), cause: Some(error.into()) }
    }
}

/// No site at the root: says where it was looked for.
fn no_site(root: &Path) -> impl FnOnce(std::io::Error) -> Failure {
    let root = root.display().to_string();
    move |error| Failure {
        said: format!(
            "there is no site in {root}: content/ cannot be read ({error}); give its folder with --root"
        ),
        cause: Some(error.into()),
    }
}

/// Prints diagnostics to standard error, coloured if somebody is looking.
fn show(diagnostics: &[Diagnostic]) {
    let colours = console::colours(&std::io::stderr());
    console::say(diag::print(diagnostics, PrintFormat::Human(colours)));
}

/// What would change of what the last build wrote, though it should not, or not without a word; and
/// what those that follow have to know of this one.
fn since(site: &Site, last: &Last, audience: Audience) -> (Vec<Diagnostic>, Vec<Note>) {
    let was_public = !last.is_preview();
    let read = |path: &str| was_public.then(|| last.read(path)).flatten();
    let noted = |name: &str| last.remembered(name);
    let paths = last.paths().filter(|_| was_public).collect();
    let before = Before { audience, paths, read: &read, noted: &noted };
    (site.since(&before), site.notes(&before))
}

/// The figures that the last build published and nobody settled, by their paths in the site.
fn public_figures(root: &Path, last: &Last) -> Arc<BTreeMap<String, Arc<str>>> {
    let is_open = |path: &&str| {
        let whose = certsite_statistics::whose(path);
        whose.is_some_and(|(source, period)| {
            !root.join(certsite_statistics::settled_path(source, period)).exists()
        })
    };
    let read =
        |path: &str| Some((path.to_owned(), String::from_utf8(last.read(path)?).ok()?.into()));
    Arc::new(last.paths().filter(is_open).filter_map(read).collect())
}

/// Writes what was asked for to standard output.
fn print(text: impl std::fmt::Display) -> Result<(), Failure> {
    console::print(text).map_err(Failure::io("standard output cannot be written"))
}

fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

/// Whether a file is asked for by commands that change data: settings and data but for tallies, of
/// which there may be very many.
fn is_data(path: &str) -> bool {
    matches!(path, "content/site.yaml" | "content/team.yaml")
        || path.starts_with("content/data/") && !path.starts_with(store::FOLDER)
}

/// The data of a site, its settings and today in its time zone.
fn settings(root: &Path) -> Result<(Inputs, Config, jiff::civil::Date), Failure> {
    settings_with(root, &|_| false)
}

/// Like [`settings`], with the files whose paths `more` accepts.
fn settings_with(
    root: &Path,
    more: &(dyn Fn(&str) -> bool + Sync),
) -> Result<(Inputs, Config, jiff::civil::Date), Failure> {
    let wanted = |path: &str| is_data(path) || more(path);
    // What is wrong with them is told by those who check them.
    let (mut inputs, _) = load::only(root, &wanted).map_err(no_site(root))?;
    inputs.public = public_figures(root, &Last::of(&root.join("public")));
    let what = "content/site.yaml has mistakes: “certsite check” shows them";
    let config = config::read(&inputs).0.ok_or_else(|| Failure::new(what))?;
    let today = config.today(now());
    Ok((inputs, config, today))
}

/// Waits until nobody else holds the lock of this name; it is free again when the file is dropped.
fn lock(root: &Path, name: &str) -> Result<File, Failure> {
    let var = root.join("var");
    std::fs::create_dir_all(&var).map_err(Failure::io(var.display()))?;
    let path = var.join(format!("{name}.lock"));
    let file = File::create(&path).map_err(Failure::io(path.display()))?;
    file.lock().map_err(Failure::io(path.display()))?;
    Ok(file)
}

/// Whether a command changes anything.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// It does what it says.
    Change,
    /// It only says what it would do.
    Trial,
}

impl Effect {
    fn unless_dry_run(dry_run: bool) -> Effect {
        if dry_run { Effect::Trial } else { Effect::Change }
    }
}

/// A number with its word, which gets an `s` unless it is one: `1 error`, `2 errors`.
fn count(n: usize, word: &str) -> String {
    format!("{n} {word}{}", if n == 1 { "" } else { "s" })
}
