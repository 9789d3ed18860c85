//! The outbox as a bucket of S3, for functions that have no disk.
//!
//! `mail/<key>.eml` is written only if it is not there (`If-None-Match: *`): the claim is the
//! message, as in the folder. What is known of it stands beside it: `<key>.done`, `<key>.dead`,
//! `<key>.later`, and `<key>.held` while somebody sends it.

use super::{Due, LONGEST_PAUSE, Outbox, OutboxError, Outcome, Put, Secret, Tries};
use crate::guard::Claim;
use crate::mime::Mail;
use aws_config::SdkConfig;
use aws_sdk_s3::Client;
use aws_sdk_s3::error::SdkError;
use aws_sdk_s3::operation::get_object::GetObjectError;
use aws_sdk_s3::operation::put_object::builders::PutObjectFluentBuilder;
use aws_sdk_s3::primitives::ByteStream;
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
const LEASE: Duration = Duration::from_secs(300);

/// The headers that we write fit into this many bytes.
const HEAD: &str = "bytes=0-4095";

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

    fn write(&self, name: &str, body: Vec<u8>) -> PutObjectFluentBuilder {
        self.client.put_object().bucket(&self.bucket).key(name).body(ByteStream::from(body))
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
        let fresh: Secret = rand::random();
        let found = match self.read(&name, None).await? {
            Some((bytes, _)) => bytes,
            None => match only_if(self.write(&name, fresh.to_vec()).if_none_match("*")).await? {
                Written::Yes => fresh.to_vec(),
                // Somebody else was first.
                Written::No => self.read(&name, None).await?.map_or(Vec::new(), |(bytes, _)| bytes),
            },
        };
        found.try_into().map_err(|_| OutboxError("the outbox's secret is damaged".into()))
    }

    /// Takes the right to send a mail; false if another has it.
    async fn hold(&self, key: &str) -> Result<bool> {
        let name = self.name(key, "held");
        let now = SystemTime::now();
        let until = millis(now + LEASE).to_string().into_bytes();
        if let Written::Yes = only_if(self.write(&name, until.clone()).if_none_match("*")).await? {
            return Ok(true);
        }
        let Some((text, tag)) = self.text(&name).await? else { return Ok(false) };
        let end = time(text.trim().parse().unwrap_or(0));
        // One that ends later than any lease was written while a clock was wrong.
        if end > now && end <= now + 2 * LEASE {
            return Ok(false);
        }
        let taken = only_if(self.write(&name, until).if_match(tag)).await?;
        Ok(matches!(taken, Written::Yes))
    }

    async fn release(&self, key: &str) -> Result<()> {
        let call = self.client.delete_object().bucket(&self.bucket).key(self.name(key, "held"));
        call.send().await.map(drop).map_err(|error| fault(&error))
    }

    async fn later(&self, key: &str) -> Result<(Tries, SystemTime)> {
        let text = self.text(&self.name(key, "later")).await?;
        Ok(text.map_or((Tries::default(), UNIX_EPOCH), |(text, _)| read_later(&text)))
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
        let call = self.write(&name, mail.0.clone()).if_none_match("*");
        if let Written::Yes = only_if(call.content_type("message/rfc822")).await? {
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
            if next <= now || next > now + 2 * LONGEST_PAUSE {
                due.push(key.to_owned());
            }
        }
        Ok(due)
    }

    async fn take(&self, key: &str) -> Result<Option<Due>> {
        if !self.hold(key).await? {
            return Ok(None);
        }
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
            Outcome::Later(next, tries) => {
                ("later", format!("{} {} {}\n", tries.all, tries.refused, millis(next)))
            }
        };
        let call = self.write(&self.name(key, end), text.into_bytes());
        call.send().await.map_err(|error| fault(&error))?;
        self.release(key).await
    }
}

/// Sends a conditional write.
async fn only_if(call: PutObjectFluentBuilder) -> Result<Written> {
    match call.send().await {
        Ok(_) => Ok(Written::Yes),
        Err(SdkError::ServiceError(error)) if error.raw().status().as_u16() == 412 => {
            Ok(Written::No)
        }
        Err(error) => Err(fault(&error)),
    }
}

fn read_later(text: &str) -> (Tries, SystemTime) {
    let mut numbers = text.split_whitespace().map(|word| word.parse().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0u64);
    let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    let tries = Tries { all: small(next()), refused: small(next()) };
    (tries, time(next()))
}

fn millis(time: SystemTime) -> u128 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis())
}

/// A time beyond what the clock can say was not written here.
fn time(millis: u64) -> SystemTime {
    UNIX_EPOCH.checked_add(Duration::from_millis(millis)).unwrap_or(UNIX_EPOCH)
}

fn broken() -> OutboxError {
    OutboxError("S3 broke off".into())
}

/// What happened in a few words: S3's own may name the bucket.
fn fault<E>(error: &SdkError<E>) -> OutboxError {
    let text = match error {
        SdkError::ServiceError(answer) => {
            return OutboxError(format!("S3 answered {}", answer.raw().status().as_u16()));
        }
        SdkError::TimeoutError(_) => "S3 took too long",
        SdkError::ConstructionFailure(_) => {
            "the call could not be made: are credentials and region set?"
        }
        _ => "S3 could not be reached, or broke off",
    };
    OutboxError(text.into())
}
