//! `form-fn --check`: everything that serving needs, tried for real, and what to do about it.

use super::{NO_START, refuse, tell};
use form_fn::config::{Config, MailService, OutboxPlace, Seal};
use form_fn::handle::Pages;
use form_fn::mailer::Service;
use form_fn::outbox::{Outbox, Survey};
use form_fn::setup::{Prepared, prepare};
use jiff::Timestamp;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::SystemTime;

/// What `--check` has found so far, in the order in which it looked.
#[derive(Default)]
struct Findings {
    is_bad: bool,
}

impl Findings {
    fn good(&self, part: &str, what: &str) {
        tell(&format!("{part:<9} good: {what}"));
    }

    fn bad(&mut self, part: &str, what: &str, advice: &str) {
        self.is_bad = true;
        tell(&format!("{part:<9} BAD: {what}"));
        tell(&format!("{:<9} do: {advice}", ""));
    }
}

/// Tries everything. 0 if all is well, 1 if something is not, 2 if the server would not start.
pub async fn check(mut config: Config, warnings: &[String]) -> ExitCode {
    let place = TrialOutbox::of(&mut config.outbox);
    let parts = match prepare(&config, None).await {
        Ok(parts) => parts,
        Err(mistakes) => return refuse(NO_START, &mistakes),
    };
    let mut findings = Findings::default();
    let now = Timestamp::now();
    settings(&mut findings, &config, warnings);
    forms(&mut findings, &parts);
    keys(&mut findings, &config, &parts, now);
    outbox(&mut findings, &parts, &place).await;
    mail(&mut findings, &config, &parts).await;
    clock(&mut findings, &config, now);
    ExitCode::from(u8::from(findings.is_bad))
}

/// Which outbox is tried. What a check makes as another user could not be read by the service.
enum TrialOutbox {
    /// The one that the settings name.
    Real,
    /// One beside it, as it is not there yet; it is taken away again.
    New(PathBuf),
    /// The same, as the one that is there belongs to another user.
    Foreign(PathBuf),
}

impl TrialOutbox {
    fn of(outbox: &mut OutboxPlace) -> TrialOutbox {
        let OutboxPlace::Folder(path) = outbox else { return TrialOutbox::Real };
        let owner = |path: &Path| path.metadata().map(|meta| meta.uid());
        let place = match (owner(path), owner(Path::new("/proc/self"))) {
            (Ok(owner), Ok(user)) if owner != user => TrialOutbox::Foreign,
            (Ok(_), _) => return TrialOutbox::Real,
            (Err(_), _) => TrialOutbox::New,
        };
        let above = path.ancestors().skip(1).find(|above| above.is_dir());
        let name = format!(".form-fn-check-{}", std::process::id());
        *path = above.unwrap_or(Path::new(".")).join(name);
        place(path.clone())
    }
}

impl Drop for TrialOutbox {
    fn drop(&mut self) {
        if let TrialOutbox::New(path) | TrialOutbox::Foreign(path) = self {
            let _ = std::fs::remove_dir_all(path);
        }
    }
}

fn settings(findings: &mut Findings, config: &Config, warnings: &[String]) {
    for warning in warnings {
        let text = warning.strip_prefix("WARNING: ").unwrap_or(warning);
        findings.bad("settings", text, "take it out, or write it as it is meant");
    }
    if warnings.is_empty() {
        let origins = config.origins.join(", ");
        findings.good("settings", &format!("pages of {origins} may post"));
    }
}

fn forms(findings: &mut Findings, parts: &Prepared) {
    let bundle = &parts.kept.bundle;
    for form in bundle.forms() {
        let languages = form.languages().join(", ");
        findings.good("forms", &format!("“{}” takes reports in {languages}", form.id));
    }
    for fault in bundle.faults() {
        let advice = "run “certsite build” again, and copy its form-bundle as a whole";
        findings.bad("forms", fault, advice);
    }
}

fn keys(findings: &mut Findings, config: &Config, parts: &Prepared, now: Timestamp) {
    let (keys, faults) = parts.kept.keys.look();
    if config.seal == Seal::None {
        let advice = "set FORM_SEAL=pgp and FORM_KEYS before real reports come";
        return findings.bad("keys", "reports are not sealed", advice);
    }
    for (fingerprint, user) in keys.sealed_to(now) {
        findings.good("keys", &format!("reports are sealed to {fingerprint} {user}"));
    }
    for fault in faults.iter() {
        let advice = "put a file there as “gpg --armor --export” writes it";
        findings.bad("keys", &fault.to_string(), advice);
    }
    for alarm in keys.review(now).alarms {
        let advice = "renew the key, and put its new public half into FORM_KEYS";
        findings.bad("keys", &alarm, advice);
    }
}

async fn outbox(findings: &mut Findings, parts: &Prepared, place: &TrialOutbox) {
    if let TrialOutbox::Foreign(_) = place {
        let advice = "run this check as the user of the service, to whom the outbox belongs";
        return findings.bad("outbox", "it belongs to another user than this one", advice);
    }
    match parts.kept.outbox.check().await {
        Ok(()) if matches!(place, TrialOutbox::New(_)) => {
            findings.good("outbox", "it is not there yet, and can be made");
        }
        Ok(()) => findings.good("outbox", "it takes reports"),
        Err(error) => {
            let advice =
                "make room, or let the user of the service own FORM_OUTBOX and write to it";
            findings.bad("outbox", &error.to_string(), advice);
        }
    }
    match parts.kept.outbox.list().await {
        Ok(listing) if listing.strange.is_empty() => {
            findings.good("outbox", &format!("{} reports wait", listing.waiting.len()));
        }
        Ok(listing) => {
            let names = Survey::of(&listing, &[]).strangers.join(", ");
            let count = listing.strange.len();
            let what = format!("damaged, or no messages: {count} files ({})", names.escape_debug());
            findings.bad("outbox", &what, "“form-fn status” names them");
        }
        Err(error) => {
            let advice = "let the user of the service own FORM_OUTBOX";
            findings.bad("outbox", &error.to_string(), advice);
        }
    }
}

async fn mail(findings: &mut Findings, config: &Config, parts: &Prepared) {
    let Some(route) = &parts.route else {
        return findings.good("mail", "FORM_MAILER is none: reports are fetched from the outbox");
    };
    let way = match (&route.mailer, &config.mailer) {
        (Service::Smtp(server), _) => server.try_way(&route.from, &route.to).await,
        #[allow(unreachable_patterns, reason = "a program with SES has one more kind")]
        (_, MailService::Ses(_)) => {
            return findings.good("mail", "SES is asked first when a report is sent");
        }
        #[allow(unreachable_patterns, reason = "see above")]
        _ => return,
    };
    match way {
        Ok(answers) => {
            findings.good("mail", "the server greets, and takes mail from FORM_FROM");
            for (to, answer) in route.to.iter().zip(answers) {
                match answer {
                    Ok(()) => findings.good("mail", &format!("it takes mail for {to}")),
                    Err(error) => {
                        let what = format!("{to}: {}", error.why());
                        let advice = "correct FORM_TO, or let the mailbox be opened";
                        findings.bad("mail", &what, advice);
                    }
                }
            }
        }
        Err(error) => {
            let advice = "look at FORM_MAILER (name, port, smtp or smtps), FORM_SMTP_CA for an \
                          authority of your own, FORM_SMTP_USER and FORM_SMTP_PASSWORD_FILE for \
                          the login, FORM_FROM for the sender";
            findings.bad("mail", error.why(), advice);
        }
    }
}

/// A clock that is wrong lets keys and certificates look expired, and dates reports wrongly. It
/// cannot be earlier than what was made on this machine.
fn clock(findings: &mut Findings, config: &Config, now: Timestamp) {
    let made = newest(&config.bundle.join("forms")).and_then(|time| Timestamp::try_from(time).ok());
    let slack = jiff::SignedDuration::from_secs(60);
    match made {
        Some(made) if now.duration_since(made) < -slack => {
            let what = format!("it shows {now:.0}, but the forms were written at {made:.0}");
            findings.bad("clock", &what, "let the machine be told the time, by NTP");
        }
        _ => findings.good("clock", &format!("it shows {now:.0}")),
    }
}

/// When the last of a folder's files was written.
fn newest(folder: &std::path::Path) -> Option<SystemTime> {
    let entries = std::fs::read_dir(folder).ok()?.flatten();
    entries.filter_map(|entry| entry.metadata().and_then(|meta| meta.modified()).ok()).max()
}
