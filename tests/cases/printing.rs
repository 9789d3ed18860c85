//! What commands print when nobody reads it, or it cannot be written: they never panic, do their
//! work all the same, and end as they would have ended.

use certsite_tests::{Run, Site, program};
use std::fs::OpenOptions;
use std::process::{Command, Stdio};

/// Every command that prints, each on a site of its own, with problems to speak of.
const COMMANDS: &[&[&str]] = &[
    &["--help"],
    &["--version"],
    &["help", "register"],
    &["build", "--help"],
    &["biuld"],
    &[],
    &["check"],
    &["check", "--release"],
    &["check", "--format", "short"],
    &["check", "--format", "json"],
    &["check", "--format", "github"],
    &["check", "--root", "nowhere"],
    &["build"],
    &["build", "--timings", "json"],
    &["schema"],
    &["status"],
    &["new", "page", "A page"],
    &["new", "advisory", "A warning"],
    &["new", "page", "about.md"],
    &["sign"],
    &["register", "add", "--number", "I-1"],
    &["register", "close", "I-1"],
    &["register", "check"],
    &["register", "summary"],
    &["register", "summary", "--format", "json"],
    &["sensors", "import", "nothing.json"],
    &["sensors", "summary"],
    &["sensors", "summary", "--format", "json"],
];

/// A site with an error and a row of warnings.
fn site() -> Site {
    Site::with("-- content/en/p.md --\n---\ntitle: P\n---\n[a](nowhere.md) {{team.phone}}\n")
}

fn run(args: &[&str], how: impl FnOnce(&mut Command)) -> Run {
    let site = site();
    let mut command = program::certsite(site.root(), args);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    how(&mut command);
    let child = command.spawn().expect("certsite can be run");
    let output = child.wait_with_output().expect("certsite ends");
    Run::from_output(format!("certsite {}", args.join(" ")), output).does_not_say("panicked")
}

/// The end of a pipe that nobody reads any more.
fn gone() -> Stdio {
    let (reader, writer) = std::io::pipe().expect("a pipe can be made");
    drop(reader);
    writer.into()
}

fn full() -> Stdio {
    OpenOptions::new().write(true).open("/dev/full").expect("Linux has /dev/full").into()
}

#[test]
fn a_reader_that_goes_away_changes_nothing() {
    for args in COMMANDS {
        let code = run(args, |_| {}).code;
        for (out, err) in [(true, false), (false, true), (true, true)] {
            let how = |command: &mut Command| {
                if out {
                    command.stdout(gone());
                }
                if err {
                    command.stderr(gone());
                }
            };
            let heard = run(args, how).exits(code);
            assert!(!err || heard.stderr.is_empty(), "{heard:?}");
        }
    }
}

#[test]
fn a_full_disk_is_an_error_where_output_was_asked_for() {
    let mut printing = 0;
    for args in COMMANDS {
        let usual = run(args, |_| {});
        let cut = run(args, |command| _ = command.stdout(full()));
        if usual.stdout.is_empty() {
            cut.exits(usual.code);
        } else {
            printing += 1;
            cut.exits(2).says("standard output cannot be written: No space left on device");
        }
        // Standard error has nowhere to complain to.
        run(args, |command| _ = command.stderr(full())).exits(usual.code);
    }
    assert!(printing > 10, "the table holds commands that print");
}

#[test]
fn a_shell_sees_the_same() {
    let site = site();
    let shell = |line: &str| {
        let path = program::binary("certsite");
        let line = line.replace("certsite", &path.to_string_lossy());
        let mut command = Command::new("bash");
        command.args(["-o", "pipefail", "-c", &line]).current_dir(site.root());
        Run::of(&mut command).does_not_say("panicked")
    };
    shell("certsite check | head -n 1").exits(1).says("warning");
    shell("certsite schema | head -n 1").ok();
    shell("certsite status | true").exits(1);
    shell("certsite --help | true").ok();
    shell("certsite check 2>&-").exits(1);
    shell("certsite schema >&-");
    shell("certsite check >/dev/full").exits(2).says("No space left on device");
}
