//! What the server counts → `GET /metrics` in the text format of Prometheus, for this machine alone.
//! Numbers only: no word that was posted, no address, is ever near it.

use crate::health::{View, age};
use crate::outbox::Survey;
use jiff::Timestamp;
use std::fmt::{self, Write};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper bounds of the histogram of durations, in seconds.
const BOUNDS: [f64; 8] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0];

/// What is counted of posts since the server began.
#[derive(Default)]
pub struct Metrics(Mutex<Counts>);

#[derive(Default, Clone)]
struct Counts {
    /// By the status that they were answered with.
    posts: std::collections::BTreeMap<u16, u64>,
    bytes: u64,
    seconds: f64,
    /// How many posts took no longer than each of [`BOUNDS`].
    within: [u64; BOUNDS.len()],
}

impl Metrics {
    /// Counts a post by its status and the bytes of its body, and how long it took to be answered.
    pub fn count(&self, status: u16, bytes: usize, took: Duration) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.posts.entry(status).or_default() += 1;
        counts.bytes += bytes as u64;
        counts.seconds += took.as_secs_f64();
        for (within, bound) in counts.within.iter_mut().zip(BOUNDS) {
            *within += u64::from(took.as_secs_f64() <= bound);
        }
    }

    /// All figures in the text format of Prometheus.
    pub fn text(&self, view: &View, now: Timestamp) -> String {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut text = String::new();
        // To write into memory cannot fail.
        let _ = posts(&mut text, &counts).and_then(|()| standing(&mut text, view, now));
        text
    }
}

fn posts(text: &mut String, counts: &Counts) -> fmt::Result {
    head(text, "form_fn_posts_total", "counter", "Posts, by the status of the answer.")?;
    for (status, count) in &counts.posts {
        writeln!(text, "form_fn_posts_total{{status=\"{status}\"}} {count}")?;
    }
    head(text, "form_fn_post_bytes_total", "counter", "Bytes of all posts.")?;
    writeln!(text, "form_fn_post_bytes_total {}", counts.bytes)?;
    head(text, "form_fn_post_seconds", "histogram", "Time from the request to its answer.")?;
    for (bound, within) in BOUNDS.iter().zip(counts.within) {
        writeln!(text, "form_fn_post_seconds_bucket{{le=\"{bound}\"}} {within}")?;
    }
    let all: u64 = counts.posts.values().sum();
    writeln!(text, "form_fn_post_seconds_bucket{{le=\"+Inf\"}} {all}")?;
    writeln!(text, "form_fn_post_seconds_sum {}", counts.seconds)?;
    writeln!(text, "form_fn_post_seconds_count {all}")
}

fn standing(text: &mut String, view: &View, now: Timestamp) -> fmt::Result {
    let mut gauge = |name: &str, help: &str, value: f64| {
        head(text, name, "gauge", help)?;
        writeln!(text, "{name} {value}")
    };
    gauge("form_fn_ready", "1 if a report would be taken.", f64::from(u8::from(view.can_take())))?;
    gauge("form_fn_keys_good", "Keys that reports are sealed to.", view.keys.good as f64)?;
    if let Some(days) = view.keys.days_left {
        gauge("form_fn_key_days", "Days until a key runs out, within sixty.", f64::from(days))?;
    }
    let bundle = view.bundle.len();
    gauge("form_fn_bundle_faults", "Files of the bundle that cannot be used.", bundle as f64)?;
    let alarms = view.alarms(now).len();
    gauge("form_fn_alarms", "Things that a person has to see to.", alarms as f64)?;
    let Some(survey) = &view.survey else { return Ok(()) };
    let age = age(survey, now).unwrap_or_default();
    gauge("form_fn_waiting", "Reports that not every recipient has.", survey.waiting as f64)?;
    gauge("form_fn_waiting_seconds", "Age of the first of them.", age.as_secs() as f64)?;
    gauge("form_fn_dead", "Those that are tried once a day only.", survey.dead as f64)?;
    let strange = survey.strange + survey.unreadable;
    gauge("form_fn_strange", "Files in the outbox that cannot be sent.", strange as f64)?;
    gauge(
        "form_fn_mail_down",
        "1 if the mail service takes nothing.",
        f64::from(u8::from(survey.down.is_some())),
    )?;
    gauge("form_fn_time_seconds", "The clock of this machine.", now.as_second() as f64)?;
    deliveries(text, survey)
}

fn deliveries(text: &mut String, survey: &Survey) -> fmt::Result {
    head(
        text,
        "form_fn_deliveries_total",
        "counter",
        "Attempts to send, each recipient by himself.",
    )?;
    writeln!(text, "form_fn_deliveries_total{{outcome=\"sent\"}} {}", survey.sent)?;
    writeln!(text, "form_fn_deliveries_total{{outcome=\"failed\"}} {}", survey.failed)?;
    head(
        text,
        "form_fn_recipient_waiting",
        "gauge",
        "Reports that a recipient does not have, by place in the settings.",
    )?;
    for (n, standing) in survey.recipients.iter().enumerate() {
        writeln!(
            text,
            "form_fn_recipient_waiting{{recipient=\"{}\"}} {}",
            n + 1,
            standing.waiting
        )?;
    }
    Ok(())
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) -> fmt::Result {
    writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}")
}
