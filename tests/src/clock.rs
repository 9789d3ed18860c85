//! Programs that are shown another time than it is.

use crate::program::library;
use std::process::Command;

/// Lets a command run at noon of a day, `2026-01-31`. The library does it and not the command
/// `faketime`, which gives up where a process that was killed had the same number and left its
/// semaphore behind.
pub fn set(command: &mut Command, day: &str) {
    set_at(command, &format!("{day} 12:00:00"));
}

/// The same at a time of day: `2026-01-31 09:30:00`.
pub fn set_at(command: &mut Command, time: &str) {
    command.env("LD_PRELOAD", library("faketime/libfaketimeMT.so.1"));
    command.env("FAKETIME", format!("@{time}"));
    command.env("FAKETIME_DONT_FAKE_MONOTONIC", "1").env_remove("FAKETIME_SHARED");
}
