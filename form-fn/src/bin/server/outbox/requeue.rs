//! Lets reports be tried again at once, as if they were new.

use super::{failed, number, open, takes_nothing};
use crate::tell;
use form_fn::config::OutboxConfig;
use form_fn::outbox::{End, Entry, Outbox, Slip, Store, Taken, Wait};
use std::process::ExitCode;

/// Which reports are to be tried again.
pub enum Wanted {
    /// All reports of the outbox that some recipient does not have.
    All,
    /// The reports of these numbers; one that does not wait is told.
    Numbers(Vec<String>),
}

impl Wanted {
    fn has(&self, number: &str) -> bool {
        match self {
            Wanted::All => true,
            Wanted::Numbers(numbers) => numbers.iter().any(|wanted| wanted == number),
        }
    }

    /// The numbers that were asked for and are none of these.
    fn missing(&self, found: &[String]) -> Vec<&String> {
        match self {
            Wanted::All => Vec::new(),
            Wanted::Numbers(numbers) => numbers.iter().filter(|n| !found.contains(n)).collect(),
        }
    }
}

/// Lets reports be tried again at once. Ends with 1 if that was not possible for all.
pub async fn requeue(config: &OutboxConfig, wanted: &Wanted) -> ExitCode {
    let (outbox, listing) = match open(config).await {
        Ok(opened) => opened,
        Err(why) => return failed(&why),
    };
    if let Err(error) = outbox.look().await {
        return failed(&format!("nothing can be noted: {}", takes_nothing(&error.0)));
    }
    let mut found = Vec::new();
    let mut is_well = true;
    for entry in &listing.waiting {
        let number = number(&outbox, &entry.key).await;
        if wanted.has(&number) {
            is_well &= again(&outbox, &number, entry).await;
            found.push(number);
        }
    }
    for key in listing.strange.iter().filter_map(|file| file.strip_suffix(".eml")) {
        let number = number(&outbox, key).await;
        if wanted.has(&number) {
            match revive(&outbox, &number, key).await {
                true => found.push(number),
                false => is_well = false,
            }
        }
    }
    let missing = wanted.missing(&found);
    for number in &missing {
        tell(&format!("{number}: no report of this number waits here"));
    }
    ExitCode::from(u8::from(!is_well || !missing.is_empty()))
}

/// Lets a report be tried again that waits, and says so; false if that cannot be.
async fn again(outbox: &Store, number: &str, entry: &Entry) -> bool {
    let forgotten = forget_attempts(outbox, entry).await;
    match &forgotten {
        Ok(0) => tell(&format!("{number}: is to be tried anyway")),
        Ok(1) => tell(&format!("{number}: is tried again for 1 recipient")),
        Ok(count) => tell(&format!("{number}: is tried again for {count} recipients")),
        Err(why) => tell(&format!("{number}: {why}")),
    }
    forgotten.is_ok()
}

/// Lets a report be tried again that an earlier version gave up, and says so; false if that cannot
/// be.
async fn revive(outbox: &Store, number: &str, key: &str) -> bool {
    let revived = outbox.revive(key).await;
    match &revived {
        Ok(true) => tell(&format!("{number}: was given up, and is tried again")),
        Ok(false) => {
            tell(&format!("{number}: is damaged, or no message: a person has to look"));
        }
        Err(error) => tell(&format!("{number}: {error}")),
    }
    matches!(revived, Ok(true))
}

/// Forgets what came of the attempts so far; for how many recipients.
async fn forget_attempts(outbox: &Store, entry: &Entry) -> Result<usize, String> {
    match outbox.take(&entry.key, &[]).await.map_err(|error| error.to_string())? {
        Taken::Held(..) => {}
        // Nobody but the one who holds it knows.
        Taken::Busy => {
            let why = "form-fn has it: it is being sent, or is sent and waits for that to be noted";
            return Err(why.to_owned());
        }
        Taken::Unreadable(why) => return Err(format!("cannot be read: {why}")),
    }
    let is_tried = |slip: &Slip| matches!(slip, Slip::Waiting(wait) if wait.tries > 0);
    let tried: Vec<_> = entry.slips.iter().filter(|(_, slip)| is_tried(slip)).collect();
    let mut noted = Ok(());
    for (tag, _) in &tried {
        let fresh = Slip::Waiting(Wait::default());
        noted = noted.and(outbox.note(&entry.key, tag, &fresh).await);
    }
    let settled = outbox.settle(&entry.key, End::Open).await;
    noted.and(settled).map_err(|error| error.to_string())?;
    Ok(tried.len())
}
