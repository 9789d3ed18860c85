//! The outbox that the configuration names, whichever kind it is.

use super::{End, Listing, Outbox, OutboxError, Put, Secret, Slip, Tag, Taken};
use crate::guard::Claim;
use crate::mime::Mail;
use std::time::SystemTime;

/// One of the outboxes that this program was built with.
#[derive(Clone)]
pub enum Store {
    /// A folder of this machine.
    #[cfg(feature = "folder")]
    Folder(super::Folder),
    /// A bucket of S3.
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

    async fn list(&self) -> Result<Listing, OutboxError> {
        pass!(self, list())
    }

    async fn head(&self, key: &str) -> Result<Option<Mail>, OutboxError> {
        pass!(self, head(key))
    }

    async fn take(&self, key: &str, recipients: &[Tag]) -> Result<Taken, OutboxError> {
        pass!(self, take(key, recipients))
    }

    async fn note(&self, key: &str, recipient: &Tag, slip: &Slip) -> Result<(), OutboxError> {
        pass!(self, note(key, recipient, slip))
    }

    async fn settle(&self, key: &str, end: End) -> Result<(), OutboxError> {
        pass!(self, settle(key, end))
    }

    async fn revive(&self, key: &str) -> Result<bool, OutboxError> {
        pass!(self, revive(key))
    }

    async fn is_damaged(&self, key: &str) -> bool {
        pass!(self, is_damaged(key))
    }

    async fn check(&self) -> Result<(), OutboxError> {
        pass!(self, check())
    }

    async fn look(&self) -> Result<(), OutboxError> {
        pass!(self, look())
    }

    async fn forget(&self, now: SystemTime) -> Result<(), OutboxError> {
        pass!(self, forget(now))
    }
}
