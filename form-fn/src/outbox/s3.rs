//! The outbox as a bucket of S3, for functions that have no disk.
//!
//! `mail/<key>.eml` is written only if it is not there (`If-None-Match: *`): the claim is the
//! message, as in the folder. What is known of it stands beside it: `<key>.done`, `<key>.dead`,
//! `<key>.later`, and `<key>.held` while somebody sends it.

#![allow(clippy::disallowed_methods, reason = "how long a mail is held is told by the clock")]

use super::{Due, Outbox, OutboxError, Outcome, Put, Secret, Tries, note};
use crate::aws::trouble;
use crate::guard::Claim;
use crate::mime::Mail;
use crate::step::{Step, pass};
use aws_config::SdkConfig;
use aws_sdk_s3::Client;
use aws_sdk_s3::error::SdkError;
use aws_sdk_s3::operation::get_object::GetObjectError;
use aws_sdk_s3::operation::put_object::builders::PutObjectFluentBuilder;
use aws_sdk_s3::primitives::ByteStream;
use bytes::Bytes;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::OnceCell;

/// A bucket that holds sealed mail.
#[derive(Clone)]
pub struct S3 {
    client: Client,
    bucket: String,
    prefix: String,
    secret: Arc<OnceCell<Secret>>,
}

/// A mail that was taken and not settled for so long is free again: its sender has died.
const LEASE: Duration = Duration::from_secs(120);

/// The headers that we write fit into this many bytes.
const HEAD: &str = "bytes=0-4095";

/// How often two writes of one name may meet before that is a fault.
const CONFLICTS: u32 = 4;

/// What became of an object that was to be written under a condition.
enum Written {
    Yes,
    /// The condition does not hold.
    No,
}

type Result<T> = std::result::Result<T, OutboxError>;

impl S3 {
    /// The outbox in this bucket; `prefix` is empty or ends with a slash. Nobody is asked yet.
    pub fn new(settings: &SdkConfig, bucket: String, prefix: String) -> S3 {
        S3 { client: Client::new(settings), bucket, prefix, secret: Arc::default() }
    }

    fn name(&self, key: &str, end: &str) -> String {
        format!("{}mail/{key}.{end}", self.prefix)
    }

    fn write(&self, name: &str, body: &Bytes) -> PutObjectFluentBuilder {
        let body = ByteStream::from(body.clone());
        self.client.put_object().bucket(&self.bucket).key(name).body(body)
    }

    /// An object and its tag; none if it is not there.
    async fn read(&self, name: &str, range: Option<&str>) -> Result<Option<(Vec<u8>, String)>> {
        let call = self.client.get_object().bucket(&self.bucket).key(name);
        match call.set_range(range.map(str::to_owned)).send().await {
            Ok(object) => {
                let tag = object.e_tag.unwrap_or_default();
                let body = object.body.collect().await.map_err(|_| broken())?;
                Ok(Some((body.to_vec(), tag)))
            }
            Err(SdkError::ServiceError(error))
                if matches!(error.err(), GetObjectError::NoSuchKey(_)) =>
            {
                Ok(None)
            }
            Err(error) => Err(fault(&error)),
        }
    }

    async fn text(&self, name: &str) -> Result<Option<(String, String)>> {
        let object = self.read(name, None).await?;
        Ok(object.map(|(bytes, tag)| (String::from_utf8_lossy(&bytes).into_owned(), tag)))
    }

    /// The names below a beginning, without the folder.
    async fn names(&self, start: &str) -> Result<BTreeSet<String>> {
        let folder = format!("{}mail/", self.prefix);
        let call = self.client.list_objects_v2().bucket(&self.bucket);
        let mut pages = call.prefix(format!("{folder}{start}")).into_paginator().send();
        let mut names = BTreeSet::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| fault(&error))?;
            let found = page.contents().iter().filter_map(|object| object.key());
            names.extend(found.filter_map(|key| Some(key.strip_prefix(&folder)?.to_owned())));
        }
        Ok(names)
    }

    async fn shared_secret(&self) -> Result<Secret> {
        let name = format!("{}secret", self.prefix);
        if let Some((found, _)) = self.read(&name, None).await? {
            return read_secret(found);
        }
        let fresh: Secret = rand::random();
        let body = Bytes::copy_from_slice(&fresh);
        match only_if(|| self.write(&name, &body).if_none_match("*")).await? {
            Written::Yes => Ok(fresh),
            // Somebody else was first.
            Written::No => read_secret(self.read(&name, None).await?.unwrap_or_default().0),
        }
    }

    /// Takes the right to send a mail; false if another has it.
    async fn hold(&self, key: &str) -> Result<bool> {
        let name = self.name(key, "held");
        let now = SystemTime::now();
        let until = Bytes::from(note::millis(now + LEASE).to_string());
        if let Written::Yes = only_if(|| self.write(&name, &until).if_none_match("*")).await? {
            return Ok(true);
        }
        let Some((text, tag)) = self.text(&name).await? else { return Ok(false) };
        let end = note::time(text.trim().parse().unwrap_or(0));
        // One that ends later than any lease was written while a clock was wrong.
        if end > now && end <= now + 2 * LEASE {
            return Ok(false);
        }
        let taken = only_if(|| self.write(&name, &until).if_match(&tag)).await?;
        Ok(matches!(taken, Written::Yes))
    }

    async fn release(&self, key: &str) -> Result<()> {
        let call = self.client.delete_object().bucket(&self.bucket).key(self.name(key, "held"));
        call.send().await.map(drop).map_err(|error| fault(&error))
    }

    async fn later(&self, key: &str) -> Result<(Tries, SystemTime)> {
        let text = self.text(&self.name(key, "later")).await?;
        Ok(note::read(text.as_ref().map_or("", |(text, _)| text)))
    }

    /// A mail that is held: none if it was settled since it was listed.
    async fn held(&self, key: &str) -> Result<Option<Due>> {
        let names = self.names(&format!("{key}.")).await?;
        if names.contains(&format!("{key}.done")) || names.contains(&format!("{key}.dead")) {
            return Ok(None);
        }
        let Some((mail, _)) = self.read(&self.name(key, "eml"), None).await? else {
            return Ok(None);
        };
        let tries = self.later(key).await?.0;
        Ok(Some(Due { key: key.to_owned(), mail: Mail(mail), tries }))
    }
}

impl Outbox for S3 {
    async fn put(&self, claim: &Claim, mail: &Mail) -> Result<Put> {
        let name = self.name(&claim.key, "eml");
        let body = Bytes::copy_from_slice(&mail.0);
        let call = || self.write(&name, &body).if_none_match("*").content_type("message/rfc822");
        if let Written::Yes = only_if(call).await? {
            pass(Step::Stored);
            return Ok(Put::Kept);
        }
        let (head, _) = self.read(&name, Some(HEAD)).await?.ok_or_else(broken)?;
        let (number, digest) = Mail(head)
            .identity()
            .ok_or_else(|| OutboxError("a message of the outbox is damaged".into()))?;
        Ok(if digest == claim.digest { Put::Repeated(number) } else { Put::Taken })
    }

    async fn secret(&self) -> Result<Secret> {
        self.secret.get_or_try_init(|| self.shared_secret()).await.copied()
    }

    async fn due(&self, now: SystemTime) -> Result<Vec<String>> {
        let names = self.names("").await?;
        let has = |key: &str, end: &str| names.contains(&format!("{key}.{end}"));
        let mut due = Vec::new();
        for key in names.iter().filter_map(|name| name.strip_suffix(".eml")) {
            if has(key, "done") || has(key, "dead") {
                continue;
            }
            let next = if has(key, "later") { self.later(key).await?.1 } else { UNIX_EPOCH };
            if note::is_due(next, now) {
                due.push(key.to_owned());
            }
        }
        Ok(due)
    }

    async fn take(&self, key: &str) -> Result<Option<Due>> {
        if !self.hold(key).await? {
            return Ok(None);
        }
        pass(Step::Held);
        let due = self.held(key).await;
        if !matches!(due, Ok(Some(_))) {
            self.release(key).await?;
        }
        due
    }

    async fn settle(&self, key: &str, outcome: Outcome) -> Result<()> {
        let (end, text) = match outcome {
            Outcome::Sent => ("done", String::new()),
            Outcome::Dead => ("dead", String::new()),
            Outcome::Later(next, tries) => ("later", note::write(next, tries)),
        };
        let call = self.write(&self.name(key, end), &Bytes::from(text));
        call.send().await.map_err(|error| fault(&error))?;
        pass(Step::Marked);
        self.release(key).await
    }
}

/// Sends a conditional write.
async fn only_if(call: impl Fn() -> PutObjectFluentBuilder) -> Result<Written> {
    let mut tries = 0;
    loop {
        let status = match call().send().await {
            Ok(_) => return Ok(Written::Yes),
            Err(SdkError::ServiceError(answer)) => answer.raw().status().as_u16(),
            Err(error) => return Err(fault(&error)),
        };
        match status {
            412 => return Ok(Written::No),
            // Another write of the same name was under way (ConditionalRequestConflict).
            409 if tries < CONFLICTS => tries += 1,
            status => return Err(answered(status)),
        }
    }
}

fn read_secret(found: Vec<u8>) -> Result<Secret> {
    found.try_into().map_err(|_| OutboxError("the outbox's secret is damaged".into()))
}

fn broken() -> OutboxError {
    OutboxError("S3 broke off".into())
}

fn answered(status: u16) -> OutboxError {
    OutboxError(format!("S3 answered {status}"))
}

fn fault<E>(error: &SdkError<E>) -> OutboxError {
    match error {
        SdkError::ServiceError(answer) => answered(answer.raw().status().as_u16()),
        unanswered => OutboxError(format!("S3: {}", trouble(unanswered))),
    }
}
