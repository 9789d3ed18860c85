//! Delivery from an outbox in memory by a service that answers as it is told: who gets what, how
//! often, and what is said of it.

use super::*;
use crate::guard::Claim;
use crate::mime::Mail;
use crate::outbox::{Entry, FIRST_PAUSE, LONGEST_PAUSE, Put, Secret, Taken};
use std::sync::{Arc, Mutex};
use std::time::UNIX_EPOCH;

const A: &str = "a@cert.example";
const B: &str = "b@cert.example";

/// Mails by their keys.
#[derive(Default)]
struct Store {
    mails: BTreeMap<String, Slips>,
    done: Vec<String>,
    /// Keys of mails that cannot be read.
    locked: Vec<String>,
    /// It notes nothing before it has been asked so often.
    stubborn: u32,
}

#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Store>>);

impl Memory {
    fn of(keys: &[&str]) -> Memory {
        let memory = Memory::default();
        for key in keys {
            memory.store().mails.insert((*key).to_owned(), Slips::new());
        }
        memory
    }

    fn store(&self) -> std::sync::MutexGuard<'_, Store> {
        self.0.lock().expect("no panic")
    }

    fn is_stubborn(&self) -> Result<(), OutboxError> {
        let mut store = self.store();
        if store.stubborn == 0 {
            return Ok(());
        }
        store.stubborn -= 1;
        Err(OutboxError("it is full".into()))
    }
}

impl Outbox for Memory {
    async fn put(&self, _: &Claim, _: &Mail) -> Result<Put, OutboxError> {
        Ok(Put::Kept)
    }
    async fn secret(&self) -> Result<Secret, OutboxError> {
        Ok([0; 32])
    }
    async fn list(&self) -> Result<Listing, OutboxError> {
        let store = self.store();
        let entry = |(key, slips): (&String, &Slips)| Entry {
            key: key.clone(),
            kept: UNIX_EPOCH,
            slips: slips.clone(),
        };
        let waiting = store.mails.iter().filter(|(key, _)| !store.done.contains(key));
        Ok(Listing { waiting: waiting.map(entry).collect(), strange: Vec::new() })
    }
    async fn head(&self, _: &str) -> Result<Option<Mail>, OutboxError> {
        Ok(None)
    }
    async fn take(&self, key: &str, _: &[Tag]) -> Result<Taken, OutboxError> {
        let store = self.store();
        if store.locked.iter().any(|locked| locked == key) {
            return Ok(Taken::Unreadable("permission denied".into()));
        }
        let number = "R-20261123-0123456789";
        let mail = Mail(format!("Message-ID: <{number}.{key}@x>\r\n\r\n").into_bytes());
        Ok(Taken::Held(mail, store.mails[key].clone()))
    }
    async fn note(&self, key: &str, to: &Tag, slip: &Slip) -> Result<(), OutboxError> {
        self.is_stubborn()?;
        self.store().mails.get_mut(key).expect("it is there").insert(*to, slip.clone());
        Ok(())
    }
    async fn settle(&self, key: &str, end: End) -> Result<(), OutboxError> {
        if end != End::Open {
            self.is_stubborn()?;
            self.store().done.push(key.to_owned());
        }
        Ok(())
    }
}

#[derive(Clone, Default)]
struct Server(Arc<Mutex<Ledger>>);

#[derive(Default)]
struct Ledger {
    /// What was sent, and to whom.
    taken: Vec<(String, String)>,
    /// What is answered to each; good is what is not there.
    answers: BTreeMap<String, SendError>,
}

impl Server {
    fn answer(&self, to: &str, error: Option<SendError>) {
        let answers = &mut self.0.lock().expect("no panic").answers;
        answers.remove(to);
        answers.extend(error.map(|error| (to.to_owned(), error)));
    }

    /// Keys and recipients of what was taken since this was asked last.
    fn taken(&self) -> Vec<(String, String)> {
        std::mem::take(&mut self.0.lock().expect("no panic").taken)
    }
}

impl Mailer for Server {
    async fn send(&self, mail: &Mail, from: Option<&str>, to: &str) -> Result<(), SendError> {
        assert_eq!(from, Some("form@cert.example"));
        let Ledger { taken, answers } = &mut *self.0.lock().expect("no panic");
        if let Some(error) = answers.get(to) {
            return Err(error.clone());
        }
        let (_, key) = mail.identity().expect("it is one of ours");
        taken.push((key, to.to_owned()));
        Ok(())
    }
}

fn route(server: &Server, to: &[&str]) -> Route<Server> {
    Route {
        mailer: server.clone(),
        from: "form@cert.example".to_owned(),
        to: to.iter().map(|to| (*to).to_owned()).collect(),
        first_pause: FIRST_PAUSE,
    }
}

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_000_000 + seconds)
}

fn later(why: &str) -> Option<SendError> {
    Some(SendError::Later(why.to_owned()))
}

fn never(why: &str) -> Option<SendError> {
    Some(SendError::Never(why.to_owned()))
}

type Desk = Delivery<Memory, Server>;

/// One look through the outbox: lines of the log.
async fn round(desk: &mut Desk, now: SystemTime) -> Vec<String> {
    let mut lines = Vec::new();
    let keys = desk.due(now).await.expect("it is read");
    for key in keys {
        let turn = desk.attempt(&key, Pauses::Kept, now).await.expect("it is read");
        lines.extend(turn.attempts.iter().map(ToString::to_string));
        if turn.is_down {
            break;
        }
    }
    lines
}

fn pairs(keys: &[(&str, &str)]) -> Vec<(String, String)> {
    keys.iter().map(|(key, to)| ((*key).to_owned(), (*to).to_owned())).collect()
}

#[tokio::test]
async fn one_recipient_who_refuses_holds_back_nobody() {
    for (error, seconds) in [(later("full"), 3600), (never("unknown"), 3600)] {
        let (memory, server) = (Memory::of(&["1", "2"]), Server::default());
        server.answer(B, error);
        let mut desk = Delivery::new(memory.clone(), route(&server, &[A, B]));
        round(&mut desk, at(0)).await;
        assert_eq!(server.taken(), pairs(&[("1", A), ("2", A)]));
        assert!(round(&mut desk, at(1)).await.is_empty(), "it is not time");
        assert!(memory.store().done.is_empty(), "one does not have it");
        // Mended, the rest arrives; nobody gets anything twice.
        server.answer(B, None);
        round(&mut desk, at(seconds)).await;
        assert_eq!(server.taken(), pairs(&[("1", B), ("2", B)]));
        assert_eq!(memory.store().done, ["1", "2"]);
    }
}

#[tokio::test]
async fn one_recipient_who_keeps_us_waiting_costs_one_wait_and_not_one_a_report() {
    let (memory, server) = (Memory::of(&["1", "2", "3"]), Server::default());
    server.answer(A, Some(SendError::Late("the server took too long".into())));
    let mut desk = Delivery::new(memory.clone(), route(&server, &[A, B]));
    let lines = round(&mut desk, at(0)).await;
    assert_eq!(lines.iter().filter(|line| line.contains("too long")).count(), 1, "{lines:?}");
    assert_eq!(server.taken(), pairs(&[("1", B), ("2", B), ("3", B)]));
    // It is tried again after a while, and gets what it lacks.
    server.answer(A, None);
    assert!(round(&mut desk, at(60)).await.is_empty());
    round(&mut desk, at(7200)).await;
    assert_eq!(server.taken(), pairs(&[("1", A), ("2", A), ("3", A)]));
    assert_eq!(memory.store().done, ["1", "2", "3"]);
}

#[tokio::test]
async fn a_refusal_for_good_is_an_alarm_each_day_and_no_end() {
    let (memory, server) = (Memory::of(&["1"]), Server::default());
    server.answer(B, never("unknown"));
    let mut desk = Delivery::new(memory.clone(), route(&server, &[A, B]));
    let mut now = at(0);
    let refused = "report R-20261123-0123456789: recipient 2 of 2: refused: unknown";
    let lines = round(&mut desk, now).await;
    assert_eq!(lines[1], refused);
    for _ in 0..2 {
        now += Duration::from_secs(3600);
        assert_eq!(round(&mut desk, now).await.len(), 1);
    }
    let alarm = "ALARM: report R-20261123-0123456789: recipient 2 of 2: DEAD, a person has to \
                 look, tried once a day: refused: unknown";
    for _ in 0..40 {
        assert!(round(&mut desk, now + LONGEST_PAUSE / 2).await.is_empty());
        now += LONGEST_PAUSE;
        assert_eq!(round(&mut desk, now).await, [alarm]);
        assert_eq!(desk.surveyed().dead, 1);
    }
    server.answer(B, None);
    round(&mut desk, now + LONGEST_PAUSE).await;
    assert_eq!(server.taken(), pairs(&[("1", A), ("1", B)]));
    assert_eq!(memory.store().done, ["1"]);
}

#[tokio::test]
async fn what_may_pass_is_tried_for_days_before_it_is_an_alarm() {
    let (memory, server) = (Memory::of(&["1"]), Server::default());
    server.answer(A, later("the mailbox is full"));
    let mut desk = Delivery::new(memory, route(&server, &[A]));
    let (mut now, mut tries) = (at(0), 0);
    loop {
        let lines = round(&mut desk, now).await;
        tries += lines.len();
        if lines.first().is_some_and(|line| line.starts_with("ALARM: ")) {
            break;
        }
        now += Duration::from_secs(60);
    }
    let hours = now.duration_since(at(0)).expect("later").as_secs() / 3600;
    assert!((96..=144).contains(&hours), "alarm after {hours} hours");
    assert!((100..=150).contains(&tries), "{tries} tries");
}

#[tokio::test]
async fn the_settings_of_the_day_say_who_gets_it() {
    let (memory, server) = (Memory::of(&["1"]), Server::default());
    server.answer(B, never("unknown"));
    let mut desk = Delivery::new(memory.clone(), route(&server, &[A, B]));
    round(&mut desk, at(0)).await;
    // B has left and C came, who gets what is not done; A, in another spelling, is the same.
    desk.go_by(route(&server, &["A@Cert.example", "c@cert.example"]));
    round(&mut desk, at(1)).await;
    assert_eq!(server.taken(), pairs(&[("1", A), ("1", "c@cert.example")]));
    assert_eq!(memory.store().done, ["1"]);
    desk.go_by(route(&server, &["d@cert.example"]));
    assert!(round(&mut desk, at(2)).await.is_empty(), "what is done is done");
    // Where whoever refused is taken out, nobody has to be sent anything.
    let memory = Memory::of(&["2"]);
    let mut desk = Delivery::new(memory.clone(), route(&server, &[A, B]));
    round(&mut desk, at(0)).await;
    desk.go_by(route(&server, &[A]));
    assert!(round(&mut desk, at(1)).await.is_empty());
    assert_eq!(memory.store().done, ["2"]);
    assert_eq!(server.taken(), pairs(&[("2", A)]));
}

#[tokio::test]
async fn a_service_that_is_down_is_asked_by_one_mail_and_then_gets_all_in_order() {
    let keys = ["1", "2", "3", "4", "5", "6"];
    let (memory, server) = (Memory::of(&keys), Server::default());
    let down = || Some(SendError::Down("nobody listens".into()));
    server.answer(A, down());
    let mut desk = Delivery::new(memory.clone(), route(&server, &[A]));
    let clock = || at(0);
    let due = desk.due(at(0)).await.expect("due");
    let left = desk.attempt_all(due, Pauses::Kept, clock, || true, |_| {}).await;
    assert_eq!(left, keys);
    let slips: Vec<Slip> = memory.store().mails.values().flat_map(Slips::values).cloned().collect();
    // It is no mail's fault; why stands at the one that it was tried with.
    let [Slip::Waiting(wait)] = slips.as_slice() else { panic!("{slips:?}") };
    assert_eq!((wait.tries, wait.why.as_str()), (0, "nobody listens"));
    assert_eq!(desk.due(at(0)).await.expect("due"), keys, "they are all due still");
    assert_eq!(desk.surveyed().down.as_deref(), Some("nobody listens"));
    server.answer(A, None);
    let due = desk.due(at(0)).await.expect("due");
    assert_eq!(desk.attempt_all(due, Pauses::Kept, clock, || true, |_| {}).await, keys, "not yet");
    let due = desk.due(at(0)).await.expect("due");
    let left = desk.attempt_all(due, Pauses::Kept, || at(61), || true, |_| {}).await;
    assert!(left.is_empty());
    assert_eq!(server.taken(), keys.map(|key| (key.to_owned(), A.to_owned())));
}

#[tokio::test]
async fn what_cannot_be_read_is_told_once_a_day_and_stops_nothing_behind_it() {
    let (memory, server) = (Memory::of(&["1", "2", "3", "4", "5"]), Server::default());
    memory.store().locked = ["1", "2", "3", "4"].map(str::to_owned).to_vec();
    let mut desk = Delivery::new(memory.clone(), route(&server, &[A]));
    let due = desk.due(at(0)).await.expect("due");
    desk.attempt_all(due, Pauses::Kept, || at(0), || true, |_| {}).await;
    assert_eq!(server.taken(), pairs(&[("5", A)]));
    assert!(desk.due(at(3600)).await.expect("due").is_empty());
    assert_eq!(desk.surveyed().unreadable, 4);
    let told = round(&mut desk, at(24 * 3600)).await;
    let line = |n| {
        format!(
            "ALARM: report -: the message {n}.eml cannot be read (permission denied); it stays \
             where it is"
        )
    };
    assert_eq!(told, [1, 2, 3, 4].map(line));
    // Its owner is right again.
    memory.store().locked.clear();
    assert_eq!(round(&mut desk, at(48 * 3600)).await.len(), 4);
    assert_eq!(memory.store().done.len(), 5);
}

#[tokio::test]
async fn what_is_sent_and_cannot_be_noted_is_not_sent_again() {
    for to in [&[A][..], &[A, B]] {
        let (memory, server) = (Memory::of(&["1"]), Server::default());
        memory.store().stubborn = 5;
        let mut desk = Delivery::new(memory.clone(), route(&server, to));
        let lines = round(&mut desk, at(0)).await;
        assert!(lines[0].starts_with("ALARM: ") && lines[0].contains("sent; FAILED to note it"));
        assert_eq!(server.taken().len(), to.len(), "the others get it all the same");
        for n in 0..8 {
            assert!(desk.due(at(n * 3600)).await.expect("due").is_empty());
        }
        assert!(desk.unsettled.is_empty(), "it is noted at last");
        assert_eq!(memory.store().done, ["1"]);
        assert!(server.taken().is_empty());
    }
    // The one who has it is noted while the other is still waited for.
    let (memory, server) = (Memory::of(&["1"]), Server::default());
    memory.store().stubborn = 2;
    server.answer(B, later("full"));
    let mut desk = Delivery::new(memory.clone(), route(&server, &[A, B]));
    round(&mut desk, at(0)).await;
    server.answer(B, None);
    round(&mut desk, at(7200)).await;
    assert_eq!(server.taken(), pairs(&[("1", A), ("1", B)]));
    assert_eq!(memory.store().done, ["1"]);
}

#[tokio::test]
async fn three_failures_in_a_row_end_a_round() {
    let keys = ["1", "2", "3", "4", "5"];
    let (memory, server) = (Memory::of(&keys), Server::default());
    server.answer(A, later("it hangs up"));
    let mut desk = Delivery::new(memory, route(&server, &[A]));
    let due = desk.due(at(0)).await.expect("due");
    let left = desk.attempt_all(due, Pauses::Kept, || at(0), || true, |_| {}).await;
    assert_eq!(left, keys);
    assert_eq!(desk.due(at(1)).await.expect("due"), ["4", "5"]);
}
