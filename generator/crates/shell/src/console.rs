//! What a command says: the one place that writes to standard output and standard error.
//!
//! Standard output holds what a command was asked for. A reader that goes away
//! (`certsite check | head`) has what it wanted, so the rest is dropped without a word and the
//! command ends as it would have ended; a disk that is full is an error. Standard error is for
//! people, who may no longer listen: what cannot be told there changes nothing.

#![expect(clippy::disallowed_methods, reason = "whether colours are wanted, the environment says")]

use certsite_base::diag::Colours;
use certsite_text::with_causes;
use std::error::Error;
use std::fmt::Display;
use std::io::{self, ErrorKind, IsTerminal, Write};

/// How wide tables and lists for people may be.
pub const WIDTH: usize = 80;

/// Writes to standard output.
///
/// # Errors
/// If it could not be written, unless the reader went away.
pub fn print(text: impl Display) -> io::Result<()> {
    let text = text.to_string();
    let mut out = io::stdout().lock();
    unless_gone(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// Tells people something on standard error.
pub fn say(text: impl Display) {
    // In one piece, so that threads do not mix their lines.
    let text = text.to_string();
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Writes a line to standard error, from the arguments of [`format!`].
#[macro_export]
macro_rules! tell {
    ($($text:tt)*) => { $crate::console::say(format_args!("{}\n", format_args!($($text)*))) };
}
pub use tell;

/// Says why a command could not run, with the causes that its own words leave out.
pub fn failed(error: &dyn Error) {
    say(format_args!("certsite: {}\n", with_causes(error)));
}

/// Prints what clap has to say, help or a mistake in the command line, and gives the exit status.
pub fn usage(answer: &clap::Error) -> u8 {
    let printed = answer.print().and_then(|()| io::stdout().flush());
    match unless_gone(printed) {
        Err(error) if !answer.use_stderr() => not_printed(&error),
        _ => answer.exit_code().try_into().unwrap_or(2),
    }
}

/// Says that standard output could not be written, and gives the exit status.
pub fn not_printed(error: &io::Error) -> u8 {
    say(format_args!("certsite: standard output cannot be written: {error}\n"));
    2
}

/// Colours only for a terminal whose owner wants them (no-color.org).
pub fn colours(stream: &impl IsTerminal) -> Colours {
    let is_refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if stream.is_terminal() && !is_refused { Colours::Ansi } else { Colours::None }
}

fn unless_gone(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}
