//! What stands in the outbox, for a person: `form-fn status` and `form-fn requeue`.

mod requeue;
mod status;

pub use requeue::{Wanted, requeue};
pub use status::{Output, status};

use super::FAILED;
use form_fn::config::OutboxConfig;
use form_fn::outbox::{Listing, Outbox, Store};
use form_fn::setup::open_outbox;
use std::process::ExitCode;

/// The outbox and its listing. What is damaged shows only when it is read whole: that is told now,
/// not once its turn comes.
async fn open(config: &OutboxConfig) -> Result<(Store, Listing), String> {
    let outbox = open_outbox(&config.outbox).await.map_err(|mistake| mistake.to_string())?;
    let mut listing = outbox.list().await.map_err(|error| error.to_string())?;
    for entry in std::mem::take(&mut listing.waiting) {
        match outbox.is_damaged(&entry.key).await {
            true => listing.strange.push(format!("{}.eml", entry.key)),
            false => listing.waiting.push(entry),
        }
    }
    listing.strange.sort_unstable();
    Ok((outbox, listing))
}

fn failed(why: &str) -> ExitCode {
    super::log(&format!("form-fn: {why}"));
    ExitCode::from(FAILED)
}

/// The number of a report; the name of its file if its message is damaged, or cannot be read.
async fn number(outbox: &Store, key: &str) -> String {
    let head = outbox.head(key).await.ok().flatten();
    let number = head.and_then(|head| head.identity()).map(|(number, _)| number.to_string());
    number.unwrap_or_else(|| format!("{}.eml", key.escape_debug()))
}

/// What it means that nothing can be written.
fn takes_nothing(why: &str) -> String {
    format!(
        "the outbox takes nothing ({why}): no report is taken, and of those above some may be sent, \
         which cannot be noted; after a restart of form-fn they would go again"
    )
}
