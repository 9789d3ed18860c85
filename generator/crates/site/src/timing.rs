//! What the stages took: wall time, CPU time over all threads, memory.

#![expect(clippy::disallowed_methods, reason = "this is what measures time and memory")]

use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The stages that have ended, in their order.
#[derive(Default)]
pub struct Timings(Vec<Stage>);

/// What a stage took.
struct Stage {
    name: &'static str,
    wall: Duration,
    cpu: Duration,
    /// The most memory that the process has held until its end, in KiB.
    peak_kib: u64,
}

impl Timings {
    /// Runs a stage and notes what it took: by the clock, of the processors, of memory.
    pub fn stage<T>(&mut self, name: &'static str, run: impl FnOnce() -> T) -> T {
        let (start, before) = (Instant::now(), cpu_time());
        let value = run();
        let (wall, cpu) = (start.elapsed(), cpu_time().saturating_sub(before));
        self.0.push(Stage { name, wall, cpu, peak_kib: peak_kib() });
        value
    }

    /// Counts part of the last stage's CPU time as a stage of its own, which ran within it.
    pub fn within(&mut self, name: &'static str, spent: Duration) {
        let Some(Stage { wall, cpu, peak_kib, .. }) = self.0.last_mut() else { return };
        let spent = spent.min(*cpu);
        let share = spent.as_secs_f64() / cpu.as_secs_f64().max(f64::MIN_POSITIVE);
        let part = wall.mul_f64(share.min(1.0));
        (*wall, *cpu) = (*wall - part, *cpu - spent);
        let peak_kib = *peak_kib;
        self.0.push(Stage { name, wall: part, cpu: spent, peak_kib });
    }

    /// `[{"name", "wall_ms", "cpu_ms", "peak_rss_kib"}]`; the last one counts from the start.
    pub fn to_json(&self) -> Value {
        let ms = |d: Duration| (d.as_secs_f64() * 1e6).round() / 1e3;
        let stage = |Stage { name, wall, cpu, peak_kib }: &Stage| json!({ "name": name, "wall_ms": ms(*wall), "cpu_ms": ms(*cpu), "peak_rss_kib": peak_kib });
        self.0.iter().map(stage).collect()
    }

    /// The wall time of all stages together; pauses between them do not count.
    pub fn total(&self) -> Duration {
        self.0.iter().map(|stage| stage.wall).sum()
    }
}

/// CPU time that several threads spend on one thing.
#[derive(Default)]
pub struct Spent(AtomicU64);

impl Spent {
    /// Runs something and adds its time.
    pub fn on<T>(&self, run: impl FnOnce() -> T) -> T {
        let before = clock(ClockId::ThreadCPUTime);
        let value = run();
        let spent = clock(ClockId::ThreadCPUTime).saturating_sub(before);
        self.0.fetch_add(u64::try_from(spent.as_nanos()).unwrap_or(0), Ordering::Relaxed);
        value
    }

    /// The CPU time of all threads so far.
    pub fn total(&self) -> Duration {
        Duration::from_nanos(self.0.load(Ordering::Relaxed))
    }
}

/// CPU time of the process so far, over all threads; zero where the system does not tell.
fn cpu_time() -> Duration {
    clock(ClockId::ProcessCPUTime)
}

fn clock(id: ClockId) -> Duration {
    Duration::try_from(clock_gettime(id)).unwrap_or_default()
}

/// The most memory that the process has held, in KiB; zero where the system does not tell.
pub fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
