//! The outbox that the configuration names, whichever kind it is.

use super::{Due, Outbox, OutboxError, Outcome, Put, Secret};
use crate::guard::Claim;
use crate::mime::Mail;
use std::time::SystemTime;

/// One of the outboxes that this program was built with.
#[derive(Clone)]
pub enum Store {
    /// A folder.
    #[cfg(feature = "folder")]
    Folder(super::Folder),
    /// A bucket.
    #[cfg(feature = "aws")]
    S3(super::S3),
}

/// Passes a call on to the outbox at hand.
macro_rules! pass {
    ($store:expr, $call:ident($($argument:expr),*)) => {
        match $store {
            #[cfg(feature = "folder")]
            Store::Folder(outbox) => outbox.$call($($argument),*).await,
            #[cfg(feature = "aws")]
            Store::S3(outbox) => outbox.$call($($argument),*).await,
        }
    };
}

impl Outbox for Store {
    async fn put(&self, claim: &Claim, mail: &Mail) -> Result<Put, OutboxError> {
        pass!(self, put(claim, mail))
    }

    async fn find(&self, claim: &Claim) -> Option<Put> {
        pass!(self, find(claim))
    }

    async fn secret(&self) -> Result<Secret, OutboxError> {
        pass!(self, secret())
    }

    async fn due(&self, now: SystemTime) -> Result<Vec<String>, OutboxError> {
        pass!(self, due(now))
    }

    async fn take(&self, key: &str) -> Result<Option<Due>, OutboxError> {
        pass!(self, take(key))
    }

    async fn settle(&self, key: &str, outcome: Outcome) -> Result<(), OutboxError> {
        pass!(self, settle(key, outcome))
    }

    async fn forget(&self, now: SystemTime) -> Result<(), OutboxError> {
        pass!(self, forget(now))
    }
}
