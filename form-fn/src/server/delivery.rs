//! The outbox is emptied: at the start, after each report, and by timer. Beside it, acknowledgements
//! go out.

#![allow(clippy::disallowed_methods, reason = "pauses between attempts are measured by the clock")]

use crate::handle::Log;
use crate::health::Health;
use crate::mailer::{Delivery, Mailer, Pauses, Route};
use crate::mime::Mail;
use crate::outbox::Outbox;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};
use tokio::sync::{Notify, mpsc, watch};

/// What was sent long ago is let go so often.
const FORGET: Duration = Duration::from_secs(3600);

/// The outbox is looked through at least this often.
const ROUND: Duration = Duration::from_secs(30);

/// How long one acknowledgement may keep others waiting.
const ACKNOWLEDGEMENT: Duration = Duration::from_secs(30);

/// Sends acknowledgements as they come, one after the other, each once; until nobody
/// is left who could hand one over.
pub async fn acknowledge<M: Mailer + Clone>(
    routes: watch::Receiver<Route<M>>,
    mut mails: mpsc::Receiver<Mail>,
    log: Log,
) {
    while let Some(mail) = mails.recv().await {
        let mailer = routes.borrow().mailer.clone();
        log(&crate::mailer::acknowledge(&mailer, &mail, ACKNOWLEDGEMENT).await);
    }
}

/// Delivers until `stop` becomes true; a mail that is being sent then is finished first.
pub async fn deliver<O: Outbox, M: Mailer + Clone>(
    mut delivery: Delivery<O, M>,
    mut routes: watch::Receiver<Route<M>>,
    health: Arc<Health>,
    kept: Arc<Notify>,
    log: Log,
    mut stop: watch::Receiver<bool>,
) {
    let mut forgotten: Option<Instant> = None;
    loop {
        if routes.has_changed().unwrap_or(false) {
            delivery.go_by(routes.borrow_and_update().clone());
        }
        if forgotten.is_none_or(|then| then.elapsed() >= FORGET) {
            forgotten = Some(Instant::now());
            if let Err(error) = delivery.forget(SystemTime::now()).await {
                log(&format!("ALARM: {error}"));
            }
        }
        match delivery.due(SystemTime::now()).await {
            Ok(keys) => {
                health.note(delivery.surveyed().clone());
                let (go_on, has_work) = (|| !*stop.borrow(), !keys.is_empty());
                delivery.attempt_all(keys, Pauses::Kept, SystemTime::now, go_on, log).await;
                if has_work && delivery.due(SystemTime::now()).await.is_ok() {
                    health.note(delivery.surveyed().clone());
                }
            }
            Err(error) => log(&format!("ALARM: {error}")),
        }
        let round = ROUND.min(routes.borrow().first_pause);
        tokio::select! {
            () = kept.notified() => {}
            () = tokio::time::sleep(round) => {}
            Ok(()) = routes.changed() => routes.mark_changed(),
            // Whoever could say stop is gone, or has said it.
            _ = stop.wait_for(|stop| *stop) => return,
        }
    }
}
