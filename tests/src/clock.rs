//! Programs that are shown another time than it is.

use std::path::PathBuf;
use std::process::Command;

/// The library that shows a program another time. The command `faketime` is not used: it gives up
/// where a process that was killed had the same number and left its semaphore behind.
#[must_use]
pub fn library() -> PathBuf {
    let folders = std::fs::read_dir("/usr/lib").expect("a folder");
    let library = |entry: std::io::Result<std::fs::DirEntry>| {
        Some(entry.ok()?.path().join("faketime/libfaketimeMT.so.1")).filter(|path| path.exists())
    };
    folders.into_iter().find_map(library).expect("`make test` installs faketime")
}

/// Lets a command run at noon of a day, `2026-01-31`.
pub fn set(command: &mut Command, day: &str) {
    command.env("LD_PRELOAD", library()).env("FAKETIME", format!("@{day} 12:00:00"));
    command.env("FAKETIME_DONT_FAKE_MONOTONIC", "1").env_remove("FAKETIME_SHARED");
}
