//! A sealed mail and the command that opens it → what a member of staff reads, as JSON, by readers
//! that know nothing of certsite: GnuPG and Python.

use crate::program::Run;
use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Opens a mail with the shell command that `serve` printed for it, in the site's folder.
#[track_caller]
pub fn open(root: &Path, command: &str) -> Value {
    let opened = Run::of(Command::new("sh").args(["-c", command]).current_dir(root)).ok();
    // The command has started an agent, which would outlive the test.
    if let Some(home) = command.split_whitespace().skip_while(|w| *w != "--homedir").nth(1) {
        let kill = ["--homedir", home, "--kill", "all"];
        Run::of(Command::new("gpgconf").args(kill).current_dir(root)).ok();
    }
    read(opened.stdout.as_bytes())
}

/// Reads a MIME message: `{type, headers, parts: [{type, name, text, defects}], defects}`.
#[track_caller]
pub fn read(message: &[u8]) -> Value {
    let mut reader = Command::new("python3");
    reader.arg(crate::project().join("tests/mail.py"));
    reader.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = reader.spawn().expect("Python 3 is there");
    // Dropped after writing, so that the reader sees the end.
    child.stdin.take().expect("it is piped").write_all(message).expect("the reader reads");
    let output = child.wait_with_output().expect("it is our child");
    let run = Run::from_output("python3 tests/mail.py".into(), output).ok();
    serde_json::from_str(&run.stdout).expect("the reader prints JSON")
}
