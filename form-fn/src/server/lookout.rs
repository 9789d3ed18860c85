//! What a person has to see to → the log: when it begins, and every day as long as it lasts.

#![allow(clippy::disallowed_methods, reason = "asks for the time, and how long ago it told")]

use super::Handlers;
use crate::handle::Log;
use crate::handle::Pages;
use crate::outbox::{Outbox, Survey};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// The pause between two looks at how the service stands.
const ROUND: Duration = Duration::from_secs(60);

/// How often the same thing is told.
const DAILY: Duration = Duration::from_secs(24 * 3600);

/// Looks until `stop` becomes true. Without delivery it also looks through the outbox: nobody else
/// does.
pub async fn look_out<P: Pages, O: Outbox>(
    mut handlers: Handlers<P, O>,
    round: Duration,
    has_delivery: bool,
    log: Log,
    mut stop: watch::Receiver<bool>,
) {
    let mut told: BTreeMap<String, Instant> = BTreeMap::new();
    loop {
        let handler = handlers.borrow_and_update().clone();
        if !has_delivery && let Ok(listing) = handler.outbox().list().await {
            handler.health().note(Survey::of(&listing, &[]));
        }
        let now = jiff::Timestamp::now();
        let alarms = handler.look(now).await.alarms(now);
        told.retain(|about, _| alarms.iter().any(|alarm| alarm.about == *about));
        for alarm in alarms {
            if told.get(&alarm.about).is_none_or(|then| then.elapsed() >= DAILY) {
                log(&format!("ALARM: {}", alarm.text));
                told.insert(alarm.about, Instant::now());
            }
        }
        tokio::select! {
            () = tokio::time::sleep(round.min(ROUND)) => {}
            Ok(()) = handlers.changed() => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
    }
}
