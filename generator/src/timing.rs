//! How long the stages took: wall time, and CPU time over all threads.

#![expect(clippy::disallowed_methods, reason = "this is what measures time and memory")]

use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// The stages so far.
#[derive(Default)]
pub struct Timings(Vec<(&'static str, Duration, Duration)>);

impl Timings {
    /// Runs a stage and notes its times.
    pub fn stage<T>(&mut self, name: &'static str, run: impl FnOnce() -> T) -> T {
        let (wall, cpu) = (Instant::now(), cpu_time());
        let value = run();
        self.0.push((name, wall.elapsed(), cpu_time().saturating_sub(cpu)));
        value
    }

    /// `[{"name", "wall_ms", "cpu_ms"}]`.
    pub fn to_json(&self) -> Value {
        let ms = |d: &Duration| (d.as_secs_f64() * 1e6).round() / 1e3;
        let stage = |(name, wall, cpu): &(&str, Duration, Duration)| json!({ "name": name, "wall_ms": ms(wall), "cpu_ms": ms(cpu) });
        self.0.iter().map(stage).collect()
    }

    /// All stages together.
    pub fn total(&self) -> Duration {
        self.0.iter().map(|(_, wall, _)| *wall).sum()
    }
}

/// CPU time of the process so far, over all threads; zero where the system does not tell.
fn cpu_time() -> Duration {
    Duration::try_from(rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime))
        .unwrap_or_default()
}

/// The most memory that the process has held, in KiB; zero where the system does not tell.
pub fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
