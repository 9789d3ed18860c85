//! What stands in the outbox, for a person: `form-fn status` and `form-fn requeue`.

use super::{FAILED, tell};
use form_fn::config::Desk;
use form_fn::handle::{Bundle, Pages};
use form_fn::health::{LATE, age, span};
use form_fn::outbox::{End, Entry, Listing, Outbox, Slip, Store, Survey, Tag, Taken, Wait};
use form_fn::setup::open_outbox;
use serde_json::{Value, json};
use std::process::ExitCode;
use std::time::SystemTime;

/// The outbox and its listing. What is damaged shows only when it is read whole: that is told now,
/// not once its turn comes.
async fn open(desk: &Desk) -> Result<(Store, Listing), String> {
    let outbox = open_outbox(&desk.outbox).await.map_err(|mistake| mistake.to_string())?;
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

/// Says what waits, since when, for whom, and why.
pub async fn status(desk: &Desk, as_json: bool) -> ExitCode {
    let (outbox, listing) = match open(desk).await {
        Ok(opened) => opened,
        Err(why) => return failed(&why),
    };
    let forms = forms(desk);
    let room = outbox.look().await.err().map(|error| error.0);
    let now = SystemTime::now();
    let tags: Vec<_> = desk.to.iter().map(|address| Tag::of(address)).collect();
    let survey = Survey::of(&listing, &tags);
    let mut reports = Vec::new();
    for entry in &listing.waiting {
        reports.push((number(&outbox, &entry.key).await, entry));
    }
    match as_json {
        true => {
            let mut json = in_json(desk, &survey, &reports, &listing, &tags);
            json["forms"] = json!(forms);
            json["outbox"] = json!(room);
            tell(&json.to_string());
        }
        false => {
            in_words(desk, &survey, &reports, &listing, &tags, now);
            forms.iter().for_each(|fault| tell(&format!("form: {fault}")));
            room.iter().for_each(|why| tell(&takes_nothing(why)));
        }
    }
    let age = age(&survey, jiff::Timestamp::now());
    let is_late = age.is_some_and(|age| age >= LATE);
    let is_well =
        survey.dead + survey.strange == 0 && !is_late && forms.is_empty() && room.is_none();
    ExitCode::from(u8::from(!is_well))
}

/// What it means that nothing can be written.
fn takes_nothing(why: &str) -> String {
    format!(
        "the outbox takes nothing ({why}): no report is taken, and of those above some may be sent, \
         which cannot be noted; after a restart of form-fn they would go again"
    )
}

/// What of the forms cannot be used as they stand on the disk, where the settings name them.
fn forms(desk: &Desk) -> Vec<String> {
    let read = desk.bundle.as_deref().map(|bundle| Bundle::read(bundle, None));
    match read {
        None => Vec::new(),
        Some(Ok(bundle)) => bundle.faults().to_vec(),
        Some(Err(error)) => vec![error.to_string()],
    }
}

fn in_words(
    desk: &Desk,
    survey: &Survey,
    reports: &[(String, &Entry)],
    listing: &Listing,
    tags: &[Tag],
    now: SystemTime,
) {
    let since = |kept: SystemTime| span(now.duration_since(kept).unwrap_or_default());
    let oldest = survey.oldest.map(|kept| format!(", the first for {}", since(kept)));
    tell(&format!("waiting: {}{}", survey.waiting, oldest.unwrap_or_default()));
    tell(&format!("dead, tried once a day: {}", survey.dead));
    for (address, standing) in desk.to.iter().zip(&survey.recipients) {
        tell(&format!("  {address}: {} waiting, {} dead", standing.waiting, standing.dead));
    }
    let down = down(listing);
    for (number, entry) in reports {
        tell(&format!("{number}, kept {} ago", since(entry.kept)));
        for (address, tag) in desk.to.iter().zip(tags) {
            tell(&format!("  {address}: {}", standing(entry.slips.get(tag), now, down)));
        }
    }
    if !listing.strange.is_empty() {
        tell(&format!("damaged, or no messages: {}", listing.strange.len()));
        listing.strange.iter().for_each(|name| tell(&format!("  {}", name.escape_debug())));
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

fn in_json(
    desk: &Desk,
    survey: &Survey,
    reports: &[(String, &Entry)],
    listing: &Listing,
    tags: &[Tag],
) -> Value {
    let time = |time: SystemTime| jiff::Timestamp::try_from(time).ok().map(|time| time.to_string());
    let down = down(listing);
    let slip = |slip: Option<&Slip>| match slip {
        Some(Slip::Sent) => json!({ "state": "sent" }),
        Some(Slip::Waiting(wait)) if wait.tries > 0 => json!({
            "state": if wait.is_dead { "dead" } else { "waiting" },
            "attempts": wait.tries,
            "next": time(wait.next),
            "why": wait.why,
        }),
        _ => json!({ "state": "waiting", "attempts": 0, "why": down }),
    };
    let recipients = |entry: &Entry| -> Vec<Value> {
        let pairs = desk.to.iter().zip(tags);
        pairs
            .map(|(address, tag)| {
                let mut value = slip(entry.slips.get(tag));
                value["address"] = json!(address);
                value
            })
            .collect()
    };
    let report = |(number, entry): &(String, &Entry)| json!({ "number": number, "kept": time(entry.kept), "recipients": recipients(entry) });
    json!({
        "waiting": survey.waiting,
        "oldest": survey.oldest.and_then(time),
        "dead": survey.dead,
        "strange": listing.strange,
        "reports": reports.iter().map(report).collect::<Vec<_>>(),
    })
}

/// Lets reports be tried again at once: all, or those of these numbers.
pub async fn requeue(desk: &Desk, numbers: &[String], all: bool) -> ExitCode {
    let (outbox, listing) = match open(desk).await {
        Ok(opened) => opened,
        Err(why) => return failed(&why),
    };
    if let Err(error) = outbox.look().await {
        return failed(&format!("nothing can be noted: {}", takes_nothing(&error.0)));
    }
    let mut missing: Vec<&String> = numbers.iter().collect();
    let mut is_well = true;
    for entry in &listing.waiting {
        let number = number(&outbox, &entry.key).await;
        if !all && !numbers.contains(&number) {
            continue;
        }
        missing.retain(|wanted| **wanted != number);
        match again(&outbox, entry).await {
            Ok(0) => tell(&format!("{number}: is to be tried anyway")),
            Ok(1) => tell(&format!("{number}: is tried again for 1 recipient")),
            Ok(count) => tell(&format!("{number}: is tried again for {count} recipients")),
            Err(why) => {
                is_well = false;
                tell(&format!("{number}: {why}"));
            }
        }
    }
    for file in &listing.strange {
        let Some(key) = file.strip_suffix(".eml") else { continue };
        let number = number(&outbox, key).await;
        if !all && !numbers.contains(&number) {
            continue;
        }
        match outbox.revive(key).await {
            Ok(true) => {
                missing.retain(|wanted| **wanted != number);
                tell(&format!("{number}: was given up, and is tried again"));
            }
            Ok(false) => {
                is_well = false;
                tell(&format!("{number}: is damaged, or no message: a person has to look"));
            }
            Err(error) => {
                is_well = false;
                tell(&format!("{number}: {error}"));
            }
        }
    }
    for number in &missing {
        tell(&format!("{number}: no report of this number waits here"));
    }
    ExitCode::from(u8::from(!is_well || !missing.is_empty()))
}

/// Forgets what came of the attempts so far; for how many recipients.
async fn again(outbox: &Store, entry: &Entry) -> Result<usize, String> {
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
