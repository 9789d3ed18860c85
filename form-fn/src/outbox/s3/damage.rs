//! Mails that are not what was kept. Whoever takes reports may neither delete nor rename: a damaged
//! one keeps its name, for a person to look at, and a good one takes the next.

use super::super::intact::without_digest;
use super::{OutboxError, Result, S3};
use crate::mime::Mail;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// So many mails under one claim may be damaged.
pub(super) const TRIES: usize = 4;

/// The name under which a mail is kept if the one under this name is damaged.
pub(super) fn next(key: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(key)[..16])
}

/// What is said if every mail under a claim is damaged.
pub(super) fn damaged() -> OutboxError {
    OutboxError("a message of the outbox is damaged".into())
}

impl S3 {
    /// A mail, or none in its place if it is not what was kept; nothing if there is none of its name.
    pub(super) async fn whole(&self, key: &str) -> Result<Option<Option<Mail>>> {
        let kept = self.read(&self.name(key, "eml"), None).await?;
        Ok(kept.map(|(bytes, _)| without_digest(&Mail(bytes))))
    }

    /// The mail under a claim, past damaged ones.
    pub(super) async fn found(&self, key: &str) -> Result<Option<Mail>> {
        let mut key = key.to_owned();
        for _ in 0..TRIES {
            match self.whole(&key).await? {
                Some(None) => key = next(&key),
                found => return Ok(found.flatten()),
            }
        }
        Err(damaged())
    }
}
