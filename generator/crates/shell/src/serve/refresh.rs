//! Changes on disk → the next state of the site, shown and told in the terminal.

#![expect(clippy::disallowed_methods, reason = "asks for the day, and how long a change took")]

use super::Terminal;
use super::burst::LONGEST;
use super::caught::caught;
use super::live::{Live, Next};
use super::watch::{Wake, Watch};
use jiff::Timestamp;
use std::time::{Duration, Instant};

/// How long bad news may still turn out to be a site in the middle of a change.
const DOUBT: Duration = Duration::from_millis(80);

/// Shows each change for as long as the process lives, on a thread of its own.
pub fn keep_fresh(live: Live, mut watch: Watch, terminal: Terminal) {
    std::thread::spawn(move || {
        let mut limits = watch.limits().map(str::to_owned);
        loop {
            if let Err(fault) = caught("watching the site", || step(&live, &mut watch, &terminal)) {
                terminal.tell(&[*fault]);
            }
            // Said once, not at each change.
            if watch.limits() != limits.as_deref() {
                limits = watch.limits().map(str::to_owned);
                say_limits(&watch, &terminal);
            }
        }
    });
}

/// Says so if changes have to be looked for.
pub fn say_limits(watch: &Watch, terminal: &Terminal) {
    if let Some(why) = watch.limits() {
        terminal.say(format_args!("Changes are looked for every half second: {why}."));
    }
}

fn step(live: &Live, watch: &mut Watch, terminal: &Terminal) {
    if watch.wait() == Wake::Idle && !live.is_of_another_day(Timestamp::now()) {
        return;
    }
    let started = Instant::now();
    let Some(next) = read_until_quiet(live, watch) else { return };
    let before = live.state();
    let parsed = next.parsed;
    live.show(next);
    let after = live.state();
    if before.snapshot.diagnostics != after.snapshot.diagnostics {
        terminal.tell(&after.snapshot.diagnostics);
        if after.snapshot.diagnostics.is_empty() {
            terminal.say("All is fixed.");
        }
    }
    let took = started.elapsed().as_millis();
    let pages = if parsed == 1 { "page" } else { "pages" };
    terminal.say(format_args!("Changed: {parsed} {pages} read anew, in {took} ms."));
}

/// The next state, if there is one, read once nothing moves any more: what was overtaken while it
/// was read is not shown. A site that never comes to rest is shown from time to time all the same.
fn read_until_quiet(live: &Live, watch: &mut Watch) -> Option<Next> {
    let started = Instant::now();
    let mut parsed = 0;
    loop {
        let mut next = live.read(Timestamp::now(), &watch.changed())?;
        parsed += next.parsed;
        next.parsed = parsed;
        let doubt = if next.is_worse_than(&live.state()) { DOUBT } else { Duration::ZERO };
        if started.elapsed() > LONGEST || !watch.stirs(doubt) {
            return Some(next);
        }
    }
}
