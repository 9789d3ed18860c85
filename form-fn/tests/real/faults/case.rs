//! One row of the fault matrix: a program, its outbox and its mail service, the reports that are
//! posted while something goes wrong, and what their reporters are told.

use crate::aws::{Answer, Cloud, Stub};
use crate::place::{Place, Program, number};
use crate::world::{MailServer, library, mails, parse, wait_for, wait_gently};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What a reporter was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PostAnswer {
    /// The report is taken, under this number.
    Number(String),
    /// It is not.
    Refused(u16),
    /// Nothing: the connection broke.
    Nothing,
}

/// One row of the matrix: reports that are posted while something goes wrong.
pub struct Case {
    pub name: String,
    pub place: Place,
    pub told: BTreeMap<String, PostAnswer>,
    /// Who gets the letters, and has got every one of them once in the end.
    pub to: Vec<String>,
    server: Option<MailServer>,
    /// Where reports are kept, if not in a folder.
    bucket: Option<Bucket>,
    /// They are sent by SES, not by SMTP.
    has_ses: bool,
    /// What stands before SES, where it is to refuse mails.
    before_ses: Option<Stub>,
}

/// How a mail service refuses a mail or a recipient.
#[derive(Debug, Clone, Copy)]
pub enum Refusal {
    /// There is no such address, and never will be.
    Gone,
    /// It takes nothing for now.
    Full,
    /// Nobody gets anything from us, until somebody changes a setting.
    Denied,
    /// Too much at once.
    Busy,
}

impl Refusal {
    fn of_server(self) -> &'static str {
        match self {
            Refusal::Gone => "550 5.1.1 <left@cert.example> has left",
            Refusal::Full => "452 4.2.2 full",
            Refusal::Denied => "554 5.7.1 <team@cert.example>: relay access denied",
            Refusal::Busy => "451 4.7.1 later",
        }
    }

    fn of_ses(self) -> &'static str {
        match self {
            Refusal::Gone => "InvalidParameterValue",
            Refusal::Full => "MessageRejected",
            Refusal::Denied => "MailFromDomainNotVerified",
            Refusal::Busy => "Throttling",
        }
    }
}

/// A bucket, and a recipient of its name, that nobody else has.
struct Bucket {
    name: String,
    cloud: &'static Cloud,
}

/// Who gets the letters of most cases.
const TEAM: &str = "team@cert.example";

impl Case {
    /// With a folder, and a mail server that is not there yet.
    pub fn folder(name: &str) -> Case {
        Case {
            name: name.to_owned(),
            place: Place::new(),
            told: BTreeMap::new(),
            to: vec![TEAM.to_owned()],
            server: None,
            bucket: None,
            has_ses: false,
            before_ses: None,
        }
    }

    /// With a bucket of S3, and a mail server that is not there yet.
    pub fn bucket_and_server(name: &str) -> Case {
        let letters =
            |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        let (name, cloud) = (name.chars().map(letters).collect::<String>(), Cloud::get());
        cloud.bucket(&name);
        Case { bucket: Some(Bucket { name: name.clone(), cloud }), ..Case::folder(&name) }
    }

    /// With a bucket of S3, and SES.
    pub fn bucket(name: &str) -> Case {
        let case = Case { has_ses: true, ..Case::bucket_and_server(name) };
        Case { to: vec![case.address("team")], ..case }
    }

    /// The same, where SES can be told to refuse mails.
    pub fn bucket_and_ses(name: &str) -> Case {
        let stub = Stub::start(Answer::Through(Cloud::get().port()));
        Case { before_ses: Some(stub), ..Case::bucket(name) }
    }

    /// The address of somebody. All cases share one SES, and each has addresses of its own there.
    pub fn address(&self, who: &str) -> String {
        match self.has_ses {
            true => format!("{}.{who}@cert.example", self.name),
            false => format!("{who}@cert.example"),
        }
    }

    /// From now on, mails to somebody are refused, or to all.
    pub fn refuse(&self, who: Option<&str>, how: Refusal) {
        let port = || Cloud::get().port();
        match (&self.before_ses, who) {
            (Some(ses), Some(who)) => {
                ses.set(Answer::Refuse(self.address(who), how.of_ses(), port()));
            }
            (Some(ses), None) => ses.set(Answer::Code(how.of_ses())),
            (None, Some(who)) => {
                self.mood("refuse", &format!("{} {}", self.address(who), how.of_server()));
            }
            (None, None) => self.mood("answer", how.of_server()),
        }
    }

    /// What the log says of such a refusal.
    pub fn told(&self, how: Refusal) -> String {
        match self.has_ses {
            true => format!("SES answered {}", how.of_ses()),
            false => format!("the server answered {}", &how.of_server()[..9]),
        }
    }

    /// Everybody is written to again.
    pub fn take_all(&self) {
        match &self.before_ses {
            Some(ses) => ses.set(Answer::Through(Cloud::get().port())),
            None => ["refuse", "answer"].iter().for_each(|name| {
                let _ = std::fs::remove_file(self.mail_folder().join(name));
            }),
        }
    }

    pub fn variables(&self) -> BTreeMap<&'static str, String> {
        let mut variables = self.place.variables();
        variables.remove("FORM_SMTP_CA");
        let url = format!("smtp://127.0.0.1:{}?starttls=never", self.place.port);
        variables.insert("FORM_MAILER", if self.has_ses { "ses:".to_owned() } else { url });
        variables.insert("FORM_TO", self.to.join(", "));
        if let Some(Bucket { name, cloud }) = &self.bucket {
            variables.extend(cloud.variables());
            variables.insert("FORM_OUTBOX", format!("s3://{name}"));
        }
        if let Some(ses) = &self.before_ses {
            variables.insert("AWS_ENDPOINT_URL_SES", ses.url());
        }
        variables
    }

    /// The same with a clock that shows what stands in the place's file `clock`.
    pub fn with_clock(&self, offset: &str) -> BTreeMap<&'static str, String> {
        self.set_clock(offset);
        let mut variables = self.variables();
        variables.extend([
            ("LD_PRELOAD", library("faketime/libfaketime.so.1")),
            ("FAKETIME_TIMESTAMP_FILE", self.place.path("clock")),
            ("FAKETIME_NO_CACHE", "1".to_owned()),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
        ]);
        variables
    }

    /// Sets it, for programs that run too.
    pub fn set_clock(&self, offset: &str) {
        // In one step: nobody may read half of it.
        std::fs::write(self.place.path("clock.new"), offset).expect("it is written");
        std::fs::rename(self.place.path("clock.new"), self.place.path("clock")).expect("it is set");
    }

    pub fn start(&self) -> Program {
        Program::start(&self.variables())
    }

    pub fn mail_folder(&self) -> PathBuf {
        self.place.path("mail").into()
    }

    /// From here on there is a mail server.
    pub fn serve(&mut self) {
        let server = MailServer::start(&self.mail_folder(), self.place.port, "plain", None);
        self.server = Some(server);
    }

    /// Tells the mail server how to behave; see `smtp_server.py`.
    pub fn mood(&self, name: &str, text: &str) {
        std::fs::write(self.mail_folder().join(name), text).expect("it is written");
    }

    pub fn good_mood(&self, name: &str) {
        std::fs::remove_file(self.mail_folder().join(name)).expect("it is removed");
    }

    /// The port of its mail service on this machine.
    pub fn port(&self) -> u16 {
        if self.has_ses { self.cloud().port() } else { self.place.port }
    }

    /// True if its mail service can be told how to behave.
    pub fn has_moods(&self) -> bool {
        !self.has_ses
    }

    /// Posts a new report.
    pub fn post(&mut self, program: &Program) -> PostAnswer {
        self.post_again(program, &format!("REF-{}", self.told.len()))
    }

    pub fn post_again(&mut self, program: &Program, reference: &str) -> PostAnswer {
        let body = self.place.body.replace("REF-2026", reference);
        let told = match program.post(&body, "") {
            (303, answer) => PostAnswer::Number(number(&answer).to_owned()),
            (0, _) => PostAnswer::Nothing,
            (status, _) => PostAnswer::Refused(status),
        };
        self.told.insert(reference.to_owned(), told.clone());
        told
    }

    #[track_caller]
    pub fn accepted(&mut self, program: &Program, count: usize) {
        for _ in 0..count {
            let told = self.post(program);
            assert!(matches!(told, PostAnswer::Number(_)), "{}: {told:?}", self.name);
        }
    }

    /// Whoever heard nothing posts again, and is told a number now.
    #[track_caller]
    pub fn ask_again(&mut self, program: &Program) {
        let nothing = self.told.iter().filter(|(_, told)| **told == PostAnswer::Nothing);
        for reference in nothing.map(|(reference, _)| reference.clone()).collect::<Vec<_>>() {
            let told = self.post_again(program, &reference);
            assert!(matches!(told, PostAnswer::Number(_)), "{}: {told:?}", self.name);
        }
    }

    /// The mails that arrived, each with whom it arrived at.
    pub fn arrived(&self) -> Vec<(Vec<u8>, String)> {
        if self.has_ses {
            let own = format!("{}.", self.name);
            let mails = self.cloud().sent(&own).into_iter();
            return mails.filter(|(_, to)| to.starts_with(&own)).collect();
        }
        let to = |envelope: serde_json::Value| {
            let to = envelope["to"].as_array().expect("a list").clone();
            assert_eq!(to.len(), 1, "{}: each by himself", self.name);
            to[0].as_str().expect("an address").to_owned()
        };
        mails(&self.mail_folder())
            .into_iter()
            .map(|(mail, envelope)| (mail, to(envelope)))
            .collect()
    }

    fn cloud(&self) -> &'static Cloud {
        self.bucket.as_ref().expect("it has a bucket").cloud
    }

    /// Mails in the outbox, and those of them that are settled.
    pub fn kept(&self) -> (usize, usize) {
        let names: Vec<String> = match &self.bucket {
            Some(Bucket { name, cloud }) => cloud.names(name),
            None => {
                let entries = std::fs::read_dir(self.place.path("outbox/mail")).expect("a folder");
                let names = entries.map(|entry| entry.expect("an entry").file_name());
                names.filter_map(|name| name.into_string().ok()).collect()
            }
        };
        let ends = |end: &str| names.iter().filter(|name| name.ends_with(end)).count();
        (ends(".eml"), ends(".done") + ends(".dead"))
    }

    /// Waits for what bucket and SES tell, or a folder.
    #[track_caller]
    pub fn wait_for(&self, what: &str, ask: impl FnMut() -> Option<()>) {
        match self.bucket {
            Some(_) => wait_gently(what, ask),
            None => wait_for(what, ask),
        }
    }

    #[track_caller]
    pub fn wait_until_arrived(&self, count: usize) {
        self.wait_for(&format!("{}: {count} mails", self.name), || {
            (self.arrived().len() >= count).then_some(())
        });
    }

    #[track_caller]
    pub fn wait_until_settled(&self) {
        self.wait_for(&format!("{}: the outbox to be empty", self.name), || {
            let (all, settled) = self.kept();
            (all == settled).then_some(())
        });
    }

    /// The fault is over: a fresh program has some time, and everybody gets his own.
    #[track_caller]
    pub fn check(&mut self, most: usize) {
        if self.server.is_none() && !self.has_ses {
            self.serve();
        }
        self.before_ses = None;
        let program = match self.bucket {
            // Whoever died may have held a mail for some minutes more.
            Some(_) => Program::start(&self.with_clock("+1h")),
            None => self.start(),
        };
        self.ask_again(&program);
        self.wait_until_settled();
        // How often a report came, by what its reporter wrote and by its recipient.
        let mut arrived: BTreeMap<String, (String, BTreeMap<String, usize>)> = BTreeMap::new();
        for (mail, to) in self.arrived() {
            let outer = parse(&mail);
            assert!(outer.kind.starts_with("multipart/encrypted"), "{}: {outer:?}", self.name);
            let inner = parse(&self.place.gnupg.decrypt(&mail).0);
            let report = inner.report();
            let number = report["number"].as_str().expect("a number").to_owned();
            assert_eq!(outer.header("Subject"), format!("Report {number}"));
            let text = report.to_string();
            let (_, rest) = text.split_once("REF-").expect("a reference");
            let reference = format!("REF-{}", rest.split('/').next().expect("a piece"));
            let first = || (number.clone(), BTreeMap::new());
            let (first, counts) = arrived.entry(reference).or_insert_with(first);
            assert_eq!(*first, number, "{}: what comes twice has one number", self.name);
            *counts.entry(to).or_default() += 1;
        }
        for (reference, told) in &self.told {
            let found = arrived.remove(reference);
            match (told, found) {
                (PostAnswer::Number(number), Some((arrived, counts))) => {
                    assert_eq!(*number, arrived, "{}: {reference}", self.name);
                    for to in &self.to {
                        let count = counts.get(to).copied().unwrap_or_default();
                        let is_right = (1..=most).contains(&count);
                        assert!(is_right, "{}: {reference} came {count} times to {to}", self.name);
                    }
                }
                (PostAnswer::Refused(_), None) => {}
                (told, found) => {
                    panic!("{}: {reference}: {told:?}, {found:?}\n{}", self.name, program.log());
                }
            }
        }
        assert!(arrived.is_empty(), "{}: nobody posted {arrived:?}", self.name);
    }
}

/// Waits until something stands in the log, so and so often.
#[track_caller]
pub fn wait_for_log(program: &Program, text: &str, count: usize) {
    wait_for(text, || (program.log().matches(text).count() >= count).then_some(()));
}
