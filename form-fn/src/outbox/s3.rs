//! The outbox as a bucket of S3, for functions that have no disk.
//!
//! `mail/<key>.eml` is written only if it is not there (`If-None-Match: *`): the claim is the
//! message, as in the folder. What is known of it stands beside it: `<key>.<recipient>.wait` and
//! `<key>.<recipient>.sent`, `<key>.done`, `<key>.dead`, and `<key>.held` while somebody sends it.
//!
//! An answer of S3 may be lost after the mail was stored. The same call, made again, then meets
//! its own mail and knows it by its number, so the report is kept, once. If no attempt is answered
//! the reporter is told that it failed, and the mail stays: whoever posts the same again is told
//! the number that it has, whereas to delete it could hit another who was told.

#![allow(clippy::disallowed_methods, reason = "how long a mail is held is told by the clock")]

mod answer;
mod damage;

use super::intact::with_digest;
use super::slip::{millis, time};
use super::{End, Entry, Listing, Outbox, OutboxError, Put, Secret, Slip, Slips, Tag, Taken, Wait};
use crate::aws::{CALL, limits};
use crate::failpoint::{Step, pass};
use crate::guard::Claim;
use crate::mime::Mail;
use crate::report::Number;
use answer::{broken, code, fault, status};
use aws_config::SdkConfig;
use aws_sdk_s3::Client;
use aws_sdk_s3::config::Config;
use aws_sdk_s3::error::SdkError;
use aws_sdk_s3::operation::get_object::GetObjectError;
use aws_sdk_s3::operation::put_object::{PutObjectError, PutObjectOutput};
use aws_sdk_s3::primitives::ByteStream;
use bytes::Bytes;
use damage::{TRIES, damaged, next};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::sync::OnceCell;

/// A bucket that holds sealed mail.
#[derive(Clone)]
pub struct S3 {
    client: Client,
    bucket: String,
    prefix: String,
    secret: Arc<OnceCell<Secret>>,
}

/// A mail that was taken and not settled for so long is free again: its sender has died. Sending
/// by SMTP takes a minute at most, and the calls round it another; clocks may differ by the rest.
const LEASE: Duration = Duration::from_secs(300);

/// The headers that we write fit into this many bytes.
const HEAD: &str = "bytes=0-4095";

/// The pauses between writes that meet others of the same name, in milliseconds: as long as it
/// takes to write a large mail.
const CONFLICTS: [u64; 6] = [50, 100, 200, 400, 800, 1600];

/// The type of what stands beside a mail.
const TEXT: &str = "text/plain";

/// When an object may be written.
enum Only<'a> {
    Always,
    /// If there is none of its name.
    New,
    /// If the one that is there has this tag.
    If(&'a str),
}

/// What became of an object that was to be written under a condition.
enum PutOutcome {
    Yes,
    /// The condition does not hold, so nothing was written.
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

    /// Writes an object, if `only` allows it.
    async fn write(
        &self,
        name: &str,
        kind: &str,
        body: &Bytes,
        only: Only<'_>,
    ) -> Result<PutOutcome> {
        let mut pauses = CONFLICTS.into_iter();
        loop {
            match self.put_object(name, kind, body, &only).await {
                Ok(_) => return Ok(PutOutcome::Yes),
                Err(error) => match (status(&error), pauses.next()) {
                    (Some(412), _) => return Ok(PutOutcome::No),
                    // It was deleted since its tag was read.
                    (Some(404), _) if code(&error) == Some("NoSuchKey") => {
                        return Ok(PutOutcome::No);
                    }
                    // Another write of the same name is under way (ConditionalRequestConflict).
                    (Some(409), Some(pause)) => {
                        tokio::time::sleep(Duration::from_millis(pause)).await;
                    }
                    _ => return Err(fault(&error)),
                },
            }
        }
    }

    async fn put_object(
        &self,
        name: &str,
        kind: &str,
        body: &Bytes,
        only: &Only<'_>,
    ) -> std::result::Result<PutObjectOutput, SdkError<PutObjectError>> {
        let call = self.client.put_object().bucket(&self.bucket).key(name).content_type(kind);
        let call = match only {
            Only::Always => call,
            Only::New => call.if_none_match("*"),
            Only::If(tag) => call.if_match(*tag),
        };
        let limits = Config::builder().timeout_config(limits(body.len()));
        let call = call.body(ByteStream::from(body.clone())).customize();
        call.config_override(limits).send().await
    }

    /// An object and its tag; none if it is not there.
    async fn read(&self, name: &str, range: Option<&str>) -> Result<Option<(Vec<u8>, String)>> {
        let call = self.client.get_object().bucket(&self.bucket).key(name);
        match call.set_range(range.map(str::to_owned)).send().await {
            Ok(object) => {
                let tag = object.e_tag.unwrap_or_default();
                // The limits of the call end with the headers.
                let body = tokio::time::timeout(CALL, object.body.collect()).await;
                let body = body.map_err(|_| OutboxError("S3 took too long".into()))?;
                Ok(Some((body.map_err(|_| broken())?.to_vec(), tag)))
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

    /// The names below a beginning, without the folder, each with the time of its last writing.
    async fn objects(&self, start: &str) -> Result<BTreeMap<String, SystemTime>> {
        let folder = format!("{}mail/", self.prefix);
        let call = self.client.list_objects_v2().bucket(&self.bucket);
        let mut pages = call.prefix(format!("{folder}{start}")).into_paginator().send();
        let mut objects = BTreeMap::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| fault(&error))?;
            for object in page.contents() {
                let name = object.key().and_then(|key| key.strip_prefix(&folder));
                let time = object.last_modified().and_then(|time| time.to_millis().ok());
                let time = answer::written(time);
                objects.extend(name.map(|name| (name.to_owned(), time)));
            }
        }
        Ok(objects)
    }

    /// Number and digest of a mail; none if it is not there, damaged, or cannot be read.
    async fn identity(&self, key: &str) -> Option<(Number, String)> {
        self.found(key).await.ok().flatten()?.identity()
    }

    /// The same post of the day before. If this cannot be told, the report is rather kept twice
    /// than refused.
    async fn earlier(&self, claim: &Claim) -> Option<Put> {
        let (number, _) = self.identity(claim.earlier.as_ref()?).await?;
        Some(Put::Repeated(number))
    }

    async fn shared_secret(&self) -> Result<Secret> {
        let name = format!("{}secret", self.prefix);
        if let Some((found, _)) = self.read(&name, None).await? {
            return answer::secret(found);
        }
        let fresh: Secret = rand::random();
        let body = Bytes::copy_from_slice(&fresh);
        match self.write(&name, "application/octet-stream", &body, Only::New).await? {
            PutOutcome::Yes => Ok(fresh),
            // Somebody else was first.
            PutOutcome::No => answer::secret(self.read(&name, None).await?.unwrap_or_default().0),
        }
    }

    /// Takes the right to send a mail; false if another has it.
    async fn hold(&self, key: &str) -> Result<bool> {
        let name = self.name(key, "held");
        let now = SystemTime::now();
        // The random number tells our own from another's, should the answer be lost.
        let mine = format!("{} {:016x}\n", millis(now + LEASE), rand::random::<u64>());
        let body = Bytes::from(mine.clone());
        if let PutOutcome::Yes = self.write(&name, TEXT, &body, Only::New).await? {
            return Ok(true);
        }
        let Some((text, tag)) = self.text(&name).await? else { return Ok(false) };
        let end = text.split_whitespace().next().and_then(|word| word.parse().ok()).unwrap_or(0);
        let end = time(end);
        // One that ends later than any lease was written while a clock was wrong.
        if text != mine && end > now && end <= now + 2 * LEASE {
            return Ok(false);
        }
        if let PutOutcome::Yes = self.write(&name, TEXT, &body, Only::If(&tag)).await? {
            return Ok(true);
        }
        Ok(self.text(&name).await?.is_some_and(|(text, _)| text == mine))
    }

    async fn release(&self, key: &str) -> Result<()> {
        self.delete(key, "held").await
    }

    async fn delete(&self, key: &str, end: &str) -> Result<()> {
        let call = self.client.delete_object().bucket(&self.bucket).key(self.name(key, end));
        call.send().await.map(drop).map_err(|error| fault(&error))
    }

    async fn slip(&self, key: &str, tag: &Tag) -> Result<Slip> {
        let text = self.text(&self.name(key, &format!("{}.wait", tag.as_str()))).await?;
        Ok(Slip::Waiting(Wait::read(text.as_ref().map_or("", |(text, _)| text))))
    }

    /// How it stands with the recipients whose slips are among these names.
    async fn slips(&self, key: &str, ends: &[&str]) -> Result<Slips> {
        let mut slips = Slips::new();
        for (tag, end) in ends.iter().filter_map(|end| end.split_once('.')) {
            let Some(tag) = Tag::read(tag) else { continue };
            if end == "sent" {
                slips.insert(tag, Slip::Sent);
            } else if end == "wait" && slips.get(&tag) != Some(&Slip::Sent) {
                let slip = self.slip(key, &tag).await?;
                slips.insert(tag, slip);
            }
        }
        Ok(slips)
    }

    /// A mail that is held: none if it was settled since it was listed.
    async fn held(&self, key: &str) -> Result<Option<(Mail, Slips)>> {
        let objects = self.objects(&format!("{key}.")).await?;
        let ends = objects.keys().filter_map(|name| name.split_once('.'));
        let ends: Vec<_> = ends.map(|(_, end)| end).collect();
        if ends.contains(&"done") || ends.contains(&"dead") {
            return Ok(None);
        }
        let Some((mail, _)) = self.read(&self.name(key, "eml"), None).await? else {
            return Ok(None);
        };
        Ok(Some((Mail(mail), self.slips(key, &ends).await?)))
    }
}

impl Outbox for S3 {
    async fn put(&self, claim: &Claim, mail: &Mail) -> Result<Put> {
        if let Some(put) = self.earlier(claim).await {
            return Ok(put);
        }
        let body = Bytes::from(with_digest(mail));
        let mut key = claim.key.clone();
        for _ in 0..TRIES {
            let name = self.name(&key, "eml");
            if let PutOutcome::Yes = self.write(&name, "message/rfc822", &body, Only::New).await? {
                pass(Step::Stored);
                return Ok(Put::Kept);
            }
            let Some(found) = self.whole(&key).await? else { continue };
            let Some((number, digest)) = found.and_then(|found| found.identity()) else {
                key = next(&key);
                continue;
            };
            return Ok(match mail.identity() {
                // Stored by an attempt whose answer was lost.
                Some((mine, _)) if mine == number => Put::Kept,
                _ if digest == claim.digest => Put::Repeated(number),
                _ => Put::Taken,
            });
        }
        Err(damaged())
    }

    async fn find(&self, claim: &Claim) -> Option<Put> {
        if let Some(put) = self.earlier(claim).await {
            return Some(put);
        }
        let (number, digest) = self.identity(&claim.key).await?;
        Some(if digest == claim.digest { Put::Repeated(number) } else { Put::Taken })
    }

    async fn secret(&self) -> Result<Secret> {
        self.secret.get_or_try_init(|| self.shared_secret()).await.copied()
    }

    async fn list(&self) -> Result<Listing> {
        let objects = self.objects("").await?;
        let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (key, end) in objects.keys().filter_map(|name| name.split_once('.')) {
            names.entry(key).or_default().push(end);
        }
        let mut listing = Listing::default();
        for (key, ends) in names.into_iter().filter(|(_, ends)| ends.contains(&"eml")) {
            if ends.contains(&"dead") {
                listing.strange.push(format!("{key}.eml"));
            } else if !ends.contains(&"done") {
                let kept = objects[&format!("{key}.eml")];
                let slips = self.slips(key, &ends).await?;
                listing.waiting.push(Entry { key: key.to_owned(), kept, slips });
            }
        }
        listing.waiting.sort_by(|one, other| (one.kept, &one.key).cmp(&(other.kept, &other.key)));
        Ok(listing)
    }

    async fn head(&self, key: &str) -> Result<Option<Mail>> {
        let head = self.read(&self.name(key, "eml"), Some(HEAD)).await?;
        Ok(head.map(|(bytes, _)| Mail(bytes)))
    }

    async fn take(&self, key: &str, _recipients: &[Tag]) -> Result<Taken> {
        if !self.hold(key).await? {
            return Ok(Taken::Busy);
        }
        pass(Step::Held);
        match self.held(key).await {
            Ok(Some((mail, slips))) => Ok(Taken::Held(mail, slips)),
            Ok(None) => self.release(key).await.map(|()| Taken::Busy),
            Err(error) => self.release(key).await.and(Err(error)),
        }
    }

    async fn note(&self, key: &str, recipient: &Tag, slip: &Slip) -> Result<()> {
        let (end, text) = match slip {
            Slip::Sent => ("sent", String::new()),
            Slip::Waiting(wait) => ("wait", wait.write()),
        };
        let name = self.name(key, &format!("{}.{end}", recipient.as_str()));
        self.write(&name, TEXT, &Bytes::from(text), Only::Always).await?;
        pass(Step::Noted);
        Ok(())
    }

    async fn settle(&self, key: &str, end: End) -> Result<()> {
        let end = match end {
            End::Done => Some("done"),
            End::Damaged => Some("dead"),
            End::Open => None,
        };
        if let Some(end) = end {
            self.write(&self.name(key, end), TEXT, &Bytes::new(), Only::Always).await?;
            pass(Step::Marked);
        }
        self.release(key).await
    }

    async fn revive(&self, key: &str) -> Result<bool> {
        let mark = self.name(key, "dead");
        let is_sound = self.text(&mark).await?.is_some() && !self.is_damaged(key).await;
        if is_sound {
            self.delete(key, "dead").await?;
        }
        Ok(is_sound)
    }

    async fn is_damaged(&self, key: &str) -> bool {
        matches!(self.whole(key).await, Ok(Some(None)))
    }

    /// Reads what every post needs anyway: whoever may do that, and is answered, may write too, as
    /// far as one can tell without writing.
    async fn check(&self) -> Result<()> {
        let name = format!("{}secret", self.prefix);
        match self.read(&name, None).await? {
            Some(_) => Ok(()),
            None => self.secret().await.map(drop),
        }
    }
}
