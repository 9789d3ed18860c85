//! The outbox is emptied: at the start, after each report, and by timer.

#![allow(clippy::disallowed_methods, reason = "pauses between attempts are measured by the clock")]

use super::Log;
use crate::mailer::{Delivery, Mailer};
use crate::outbox::Outbox;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};
use tokio::sync::{Notify, watch};

/// What was sent long ago is let go so often.
const FORGET: Duration = Duration::from_secs(3600);

/// Delivers until `stop` becomes true; a mail that is being sent then is finished first.
pub async fn deliver<O: Outbox, M: Mailer>(
    mut delivery: Delivery<O, M>,
    round: Duration,
    kept: Arc<Notify>,
    log: Log,
    mut stop: watch::Receiver<bool>,
) {
    let mut forgotten: Option<Instant> = None;
    loop {
        if forgotten.is_none_or(|then| then.elapsed() >= FORGET) {
            forgotten = Some(Instant::now());
            if let Err(error) = delivery.forget(SystemTime::now()).await {
                log(&format!("ALARM: {error}"));
            }
        }
        match delivery.due(SystemTime::now()).await {
            Ok(keys) => {
                let go_on = || !*stop.borrow();
                delivery.attempt_all(keys, SystemTime::now, go_on, log).await;
            }
            Err(error) => log(&format!("ALARM: {error}")),
        }
        tokio::select! {
            () = kept.notified() => {}
            () = tokio::time::sleep(round) => {}
            // Whoever could say stop is gone, or has said it.
            _ = stop.wait_for(|stop| *stop) => return,
        }
    }
}
