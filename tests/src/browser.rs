//! A script of `tests/browser/` and its arguments → what a real browser saw, as JSON.

use crate::program::Run;
use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;

/// A program of the npm packages of the tests.
fn node(script: PathBuf) -> Command {
    let packages = crate::project().join("tests/node_modules");
    assert!(packages.is_dir(), "tests/node_modules is missing: run `make test`");
    let mut command = Command::new("node");
    command.arg(script);
    command
}

/// Runs `tests/browser/<name>.mjs` with one argument, an object, and reads the object that it
/// prints last. A script that fails has thrown, and its text is the panic.
#[track_caller]
pub fn run(name: &str, argument: &Value) -> Value {
    let script = crate::project().join("tests/browser").join(format!("{name}.mjs"));
    let run = Run::of(node(script).arg(argument.to_string())).ok();
    let last = run.stdout.lines().last().unwrap_or("");
    serde_json::from_str(last).unwrap_or_else(|why| panic!("{name}: {why}: {}", run.stdout))
}

/// Runs the HTML validator over files, with the rules of `tests/htmlvalidate.mjs`.
pub fn validate(files: &[PathBuf]) -> Run {
    let tests = crate::project().join("tests");
    let mut command = node(tests.join("node_modules/html-validate/bin/html-validate.mjs"));
    command.arg("--config").arg(tests.join("htmlvalidate.mjs")).args(["--formatter", "text"]);
    Run::of(command.args(files))
}
