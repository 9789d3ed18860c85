//! A command line → what the real program did with it: exit status, stdout, stderr.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The compiled program `name`, which lies beside the running test in `target/<profile>/`.
pub fn binary(name: &str) -> PathBuf {
    let here = std::env::current_exe().expect("a running test has a path");
    let profile = here
        .ancestors()
        .find(|dir| dir.join(".fingerprint").is_dir())
        .expect("tests run from a cargo target folder");
    let path = profile.join(name);
    assert!(
        path.is_file(),
        "{} is missing: run `make test`, or `cargo build --release --workspace` and \
         `cargo test --release`",
        path.display()
    );
    path
}

/// A library of Debian's that changes what a program sees of the world, for `LD_PRELOAD`.
pub fn library(name: &str) -> String {
    let found = std::fs::read_dir("/usr/lib").expect("a folder").find_map(|entry| {
        let path = entry.ok()?.path().join(name);
        path.to_str().filter(|_| path.exists()).map(str::to_owned)
    });
    found.unwrap_or_else(|| panic!("{name} is missing: `make test` installs it"))
}

/// `certsite` with these arguments, in an environment that a setting of this machine cannot reach.
pub fn certsite(root: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(binary("certsite"));
    command.args(args).current_dir(root).env("NO_COLOR", "1").stdin(Stdio::null());
    command
}

/// A finished run.
#[derive(Debug)]
pub struct Run {
    /// What was run, for messages.
    pub what: String,
    /// Exit status; -1 if a signal ended it.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Run {
    /// Runs a command to its end.
    pub fn of(command: &mut Command) -> Self {
        let mut what = format!("{command:?}");
        if let Some((end, _)) = what.char_indices().nth(600) {
            what.truncate(end);
        }
        let output = command.output().unwrap_or_else(|why| panic!("{what}: {why}"));
        Run::from_output(what, output)
    }

    /// The same from an output that was collected elsewhere.
    pub fn from_output(what: String, output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("programs print UTF-8");
        Run {
            what,
            code: output.status.code().unwrap_or(-1),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Asserts exit status 0.
    #[track_caller]
    pub fn ok(self) -> Self {
        self.exits(0)
    }

    /// Asserts an exit status.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "{} ended with {}\n--- stdout\n{}\n--- stderr\n{}",
            self.what, self.code, self.stdout, self.stderr
        );
        self
    }

    /// Asserts that stdout or stderr holds a text.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(
            self.stdout.contains(text) || self.stderr.contains(text),
            "{} did not say “{text}”\n--- stdout\n{}\n--- stderr\n{}",
            self.what,
            self.stdout,
            self.stderr
        );
        self
    }

    /// Asserts that neither holds it.
    #[track_caller]
    pub fn does_not_say(self, text: &str) -> Self {
        assert!(
            !self.stdout.contains(text) && !self.stderr.contains(text),
            "{} said “{text}”\n--- stdout\n{}\n--- stderr\n{}",
            self.what,
            self.stdout,
            self.stderr
        );
        self
    }

    /// The diagnostics of `--format json`: one object a line of stdout.
    #[track_caller]
    pub fn diagnostics(&self) -> Vec<serde_json::Value> {
        self.stdout
            .lines()
            .filter(|line| line.starts_with('{'))
            .map(|line| serde_json::from_str(line).unwrap_or_else(|why| panic!("{why}: {line}")))
            .collect()
    }
}
