//! A command → what it cost, seen from outside: wall clock, processor time, peak memory.

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use std::time::Instant;
use tempfile::TempDir;

/// A folder to build into: in memory, where the system has such a place. On a disk that has just
/// removed the files of the last run, the system looks for minutes before it makes new ones, and
/// that is counted as the time of whoever asks for them.
pub fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = match memory.is_dir() {
        true => TempDir::with_prefix_in("certsite-bench-", memory),
        false => TempDir::with_prefix("certsite-bench-"),
    };
    made.expect("a temporary folder")
}

/// The cost of one finished process.
#[derive(Clone, Debug)]
pub struct Cost {
    /// Wall clock in milliseconds.
    pub wall_ms: f64,
    /// User and system time in milliseconds.
    pub cpu_ms: f64,
    /// Largest resident set in KiB.
    pub peak_kib: u64,
    /// The last line of standard error, if it is JSON: the program's own account.
    pub account: Value,
}

/// Runs one command and measures it. The system keeps one peak for all finished children of a
/// process, so a process measures one command only: see [`isolated`].
pub fn once(command: &mut Command) -> Cost {
    let start = Instant::now();
    let output = command.output().unwrap_or_else(|why| panic!("{command:?}: {why}"));
    let wall_ms = start.elapsed().as_secs_f64() * 1e3;
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} ended with {}:\n{stderr}", output.status);
    let (cpu_ms, peak_kib) = used(UsageWho::RUSAGE_CHILDREN);
    let account = stderr.lines().last().and_then(|line| serde_json::from_str(line).ok());
    Cost { wall_ms, cpu_ms, peak_kib, account: account.unwrap_or(Value::Null) }
}

/// The run with the least processor time.
pub fn cheapest(runs: usize, run: impl FnMut() -> Cost) -> Cost {
    let costs = std::iter::repeat_with(run).take(runs.max(1));
    costs.min_by(|a, b| a.cpu_ms.total_cmp(&b.cpu_ms)).expect("at least one run")
}

/// What a piece of this process costs; its peak is that of the process.
pub fn within(work: impl FnOnce()) -> Cost {
    let (before, _) = used(UsageWho::RUSAGE_SELF);
    let start = Instant::now();
    work();
    let wall_ms = start.elapsed().as_secs_f64() * 1e3;
    let (after, peak_kib) = used(UsageWho::RUSAGE_SELF);
    Cost { wall_ms, cpu_ms: after - before, peak_kib, account: Value::Null }
}

/// What a running process of ours has cost so far, but for the wall clock.
pub fn so_far(process: u32) -> Cost {
    let read = |path: &str| std::fs::read_to_string(path).expect("it runs, and is ours");
    let status = read(&format!("/proc/{process}/status"));
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
    let threads = std::fs::read_dir(format!("/proc/{process}/task")).expect("it runs, and is ours");
    let on_cpu = threads.map(|thread| {
        let path = thread.expect("it runs").path().join("schedstat");
        // A thread may have ended since.
        let told = std::fs::read_to_string(path).unwrap_or_default();
        told.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or(0.0)
    });
    let cpu_ms = on_cpu.sum::<f64>() / 1e6;
    Cost { wall_ms: 0.0, cpu_ms, peak_kib: peak.expect("Linux tells"), account: Value::Null }
}

/// Waits until a running process of ours has no more work to do: nobody saves again as fast as that.
pub fn rests(process: u32) {
    let mut before = f64::NAN;
    crate::wait::wait_for("the process to rest", || {
        let now = so_far(process).cpu_ms;
        (std::mem::replace(&mut before, now) == now).then_some(())
    });
}

/// How many processors there are and how much else they have to do: on a busy machine every
/// figure is too high.
pub fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, |n| n.get());
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("?").to_owned();
    format!("{cores} processors, {load} processes at work in the last minute")
}

/// Processor time in milliseconds and peak memory in KiB.
fn used(who: UsageWho) -> (f64, u64) {
    let usage = getrusage(who).expect("this question is always answered");
    let cpu_us = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    (cpu_us as f64 / 1e3, usage.max_rss().unsigned_abs())
}

impl Cost {
    /// As one line, to hand it from process to process.
    pub fn to_json(&self) -> Value {
        json!({"wall_ms": self.wall_ms, "cpu_ms": self.cpu_ms, "peak_kib": self.peak_kib, "account": self.account})
    }

    /// From that line.
    fn from_json(value: &Value) -> Option<Self> {
        Some(Cost {
            wall_ms: value["wall_ms"].as_f64()?,
            cpu_ms: value["cpu_ms"].as_f64()?,
            peak_kib: value["peak_kib"].as_u64()?,
            account: value["account"].clone(),
        })
    }
}

/// Measures a command in a process of its own: this program, started again as
/// `<program> measure <command…>`, which must call [`once`] and print the cost.
pub fn isolated(command: &[&str]) -> Cost {
    let me = std::env::current_exe().expect("a running program has a path");
    let output = Command::new(me).arg("measure").args(command).output().expect("it ran before");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let cost = serde_json::from_slice(&output.stdout).ok();
    cost.as_ref().and_then(Cost::from_json).expect("`measure` prints a cost")
}
