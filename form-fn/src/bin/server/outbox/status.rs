//! What waits in the outbox, since when, for whom and why: in words, or as JSON.

use super::{failed, number, open, takes_nothing};
use crate::tell;
use form_fn::config::OutboxConfig;
use form_fn::handle::{Bundle, Pages};
use form_fn::health::{LATE, age, span};
use form_fn::outbox::{Entry, Listing, Outbox, Slip, Survey, Tag};
use serde_json::{Value, json};
use std::process::ExitCode;
use std::time::SystemTime;

/// In what form `status` prints how the outbox stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// Lines for people, the oldest report first.
    Words,
    /// One line of JSON for programs.
    Json,
}

/// How the outbox stands, and what of the forms cannot be used.
struct Status<'a> {
    config: &'a OutboxConfig,
    listing: &'a Listing,
    /// Each report that waits, with its number.
    reports: Vec<(String, &'a Entry)>,
    /// The tags of the recipients, in their order in the settings.
    tags: Vec<Tag>,
    survey: Survey,
    /// What of the forms cannot be used.
    forms: Vec<String>,
    /// Why nothing can be written to the outbox; none if it can.
    no_room: Option<String>,
}

/// Says what waits, since when, for whom, and why. Ends with 1 if a person has to look at something.
pub async fn status(config: &OutboxConfig, output: Output) -> ExitCode {
    let (outbox, listing) = match open(config).await {
        Ok(opened) => opened,
        Err(why) => return failed(&why),
    };
    let mut reports = Vec::new();
    for entry in &listing.waiting {
        reports.push((number(&outbox, &entry.key).await, entry));
    }
    let tags: Vec<_> = config.to.iter().map(|address| Tag::of(address)).collect();
    let status = Status {
        config,
        reports,
        survey: Survey::of(&listing, &tags),
        listing: &listing,
        tags,
        forms: forms(config),
        no_room: outbox.look().await.err().map(|error| error.0),
    };
    match output {
        Output::Json => tell(&status.in_json().to_string()),
        Output::Words => status.tell_in_words(SystemTime::now()),
    }
    ExitCode::from(u8::from(!status.is_well()))
}

/// What of the forms cannot be used as they stand on the disk, where the settings name them.
fn forms(config: &OutboxConfig) -> Vec<String> {
    let read = config.bundle.as_deref().map(|bundle| Bundle::read(bundle, None));
    match read {
        None => Vec::new(),
        Some(Ok(bundle)) => bundle.faults().to_vec(),
        Some(Err(error)) => vec![error.to_string()],
    }
}

impl Status<'_> {
    fn is_well(&self) -> bool {
        let age = age(&self.survey, jiff::Timestamp::now());
        let is_late = age.is_some_and(|age| age >= LATE);
        let has_strange = self.survey.dead + self.survey.strange > 0;
        !has_strange && !is_late && self.forms.is_empty() && self.no_room.is_none()
    }

    fn tell_in_words(&self, now: SystemTime) {
        let Status { config, survey, listing, .. } = self;
        let since = |kept: SystemTime| span(now.duration_since(kept).unwrap_or_default());
        let oldest = survey.oldest.map(|kept| format!(", the first for {}", since(kept)));
        tell(&format!("waiting: {}{}", survey.waiting, oldest.unwrap_or_default()));
        tell(&format!("dead, tried once a day: {}", survey.dead));
        for (address, standing) in config.to.iter().zip(&survey.recipients) {
            tell(&format!("  {address}: {} waiting, {} dead", standing.waiting, standing.dead));
        }
        let down = down(listing);
        for (number, entry) in &self.reports {
            tell(&format!("{number}, kept {} ago", since(entry.kept)));
            for (address, tag) in config.to.iter().zip(&self.tags) {
                tell(&format!("  {address}: {}", standing(entry.slips.get(tag), now, down)));
            }
        }
        if !listing.strange.is_empty() {
            tell(&format!("damaged, or no messages: {}", listing.strange.len()));
            listing.strange.iter().for_each(|name| tell(&format!("  {}", name.escape_debug())));
        }
        self.forms.iter().for_each(|fault| tell(&format!("form: {fault}")));
        self.no_room.iter().for_each(|why| tell(&takes_nothing(why)));
    }

    fn in_json(&self) -> Value {
        let down = down(self.listing);
        let recipients = |entry: &Entry| -> Vec<Value> {
            let pairs = self.config.to.iter().zip(&self.tags);
            pairs
                .map(|(address, tag)| {
                    let mut value = slip_in_json(entry.slips.get(tag), down);
                    value["address"] = json!(address);
                    value
                })
                .collect()
        };
        let report = |(number, entry): &(String, &Entry)| json!({ "number": number, "kept": in_utc(entry.kept), "recipients": recipients(entry) });
        json!({
            "waiting": self.survey.waiting,
            "oldest": self.survey.oldest.and_then(in_utc),
            "dead": self.survey.dead,
            "strange": self.listing.strange,
            "reports": self.reports.iter().map(report).collect::<Vec<_>>(),
            "forms": self.forms,
            "outbox": self.no_room,
        })
    }
}

/// A time as RFC 3339 has it, in UTC; none if it is beyond the years that this has.
fn in_utc(time: SystemTime) -> Option<String> {
    jiff::Timestamp::try_from(time).ok().map(|time| time.to_string())
}

fn slip_in_json(slip: Option<&Slip>, down: Option<&str>) -> Value {
    match slip {
        Some(Slip::Sent) => json!({ "state": "sent" }),
        Some(Slip::Waiting(wait)) if wait.tries > 0 => json!({
            "state": if wait.is_dead { "dead" } else { "waiting" },
            "attempts": wait.tries,
            "next": in_utc(wait.next),
            "why": wait.why,
        }),
        _ => json!({ "state": "waiting", "attempts": 0, "why": down }),
    }
}

/// Why the mail service took nothing when it was tried last. That counts against no mail, and stands
/// at the one that it was tried with.
fn down(listing: &Listing) -> Option<&str> {
    let slips = listing.waiting.iter().flat_map(|entry| entry.slips.values());
    let waits = slips.filter_map(|slip| match slip {
        Slip::Waiting(wait) if wait.tries == 0 && !wait.why.is_empty() => Some(wait),
        _ => None,
    });
    waits.max_by_key(|wait| wait.noted).map(|wait| wait.why.as_str())
}

/// How it stands with a recipient of a report.
fn standing(slip: Option<&Slip>, now: SystemTime, down: Option<&str>) -> String {
    let untried = || match down {
        Some(why) => format!("not tried yet, the mail service takes nothing: {why}"),
        None => "not tried yet".to_owned(),
    };
    let wait = match slip {
        Some(Slip::Sent) => return "sent".to_owned(),
        None => return untried(),
        Some(Slip::Waiting(wait)) if wait.tries == 0 => return untried(),
        Some(Slip::Waiting(wait)) => wait,
    };
    let state = if wait.is_dead { "dead" } else { "waiting" };
    let next = match wait.next.duration_since(now) {
        Ok(until) if !wait.is_due(now) => format!("in {}", span(until)),
        _ => "now".to_owned(),
    };
    format!("{state} after {} attempts, next {next}: {}", wait.tries, wait.why)
}
