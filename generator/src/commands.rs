//! The commands: shells that run the stages and print.

#![expect(
    clippy::disallowed_methods,
    reason = "the shells know the clock, the disk and the environment"
)]

mod build;
mod check;
mod new;
mod register;
mod schema;
mod sensors;
mod serve;
mod sign;
mod status;

pub use build::build;
pub use check::check;
pub use new::new;
pub use register::register;
pub use schema::schema;
pub use sensors::sensors;
pub use serve::serve;
pub use sign::sign;
pub use status::status;

use crate::diag::{Diagnostic, Format, print};
use std::io::IsTerminal;
use std::path::Path;

/// How a command ended that could run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing is wrong.
    Fine,
    /// The content has errors, which have been printed.
    Problems,
}

/// Why a command could not run: a sentence for the one who typed it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Failure(pub String);

impl Failure {
    /// An error of the system, with what was being done.
    fn io(what: impl std::fmt::Display) -> impl FnOnce(std::io::Error) -> Failure {
        move |error| Failure(format!("{what}: {error}"))
    }
}

/// No site at the root: says where it was looked for.
fn no_site(root: &Path) -> impl FnOnce(std::io::Error) -> Failure {
    let root = root.display().to_string();
    move |error| {
        Failure(format!(
            "there is no site in {root}: content/ cannot be read ({error}); give its folder with --root"
        ))
    }
}

/// Prints diagnostics to standard error, coloured if somebody is looking.
fn show(diagnostics: &[Diagnostic]) {
    let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    eprint!("{}", print(diagnostics, Format::Human, colour));
}

fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

/// `1 error`, `2 errors`.
fn count(n: usize, word: &str) -> String {
    format!("{n} {word}{}", if n == 1 { "" } else { "s" })
}
