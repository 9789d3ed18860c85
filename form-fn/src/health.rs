//! How the service stands: whether it can take reports, and what a person has to see to. Of words
//! only our own are in it.

use crate::outbox::{Outbox, Survey};
use crate::seal::{Faults, KeySource, Keys, Review};
use jiff::{SignedDuration, Timestamp};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// What was found out last, for all who ask.
#[derive(Default)]
pub struct Health {
    survey: Mutex<Option<Survey>>,
    room: Mutex<Option<(Timestamp, Result<(), String>)>>,
}

/// Who wants to know how the service stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    /// The team: the disk is asked each time.
    Own,
    /// Anybody, as often as they like: they are told what the disk said last.
    Stranger,
}

/// Marks a request that comes from this machine itself, not through a proxy: it is told everything.
#[derive(Debug, Clone, Copy)]
pub struct Neighbour;

/// How the service stands at a moment.
#[derive(Debug, Clone)]
pub struct View {
    /// Whether letters are sealed at all: false only in a preview, or where the settings say so.
    pub is_sealed: bool,
    /// How the keys stand at this moment: which are good, which run out soon.
    pub keys: Review,
    /// What of the files of keys cannot be used.
    pub faults: Faults,
    /// What of the forms and their pages cannot be used.
    pub bundle: Vec<String>,
    /// Whether the outbox takes a report, or why it does not.
    pub room: Result<(), String>,
    /// How the outbox stands, where somebody looks through it.
    pub survey: Option<Survey>,
}

/// Something that a person has to see to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// Stays the same as long as it is the same thing.
    pub about: String,
    /// What it is, in a sentence.
    pub text: String,
}

/// What the disk said is believed for so long where strangers ask: to ask it costs a write.
const ROOM: SignedDuration = SignedDuration::from_secs(2);

/// A report that waits for longer is an alarm.
pub const LATE: Duration = Duration::from_secs(3600);

impl Health {
    /// Notes how the outbox stood when somebody looked through it.
    pub fn note(&self, survey: Survey) {
        *self.survey.lock().unwrap_or_else(PoisonError::into_inner) = Some(survey);
    }

    /// Notes that the outbox has just taken a report.
    pub fn has_room(&self, now: Timestamp) {
        *self.room.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, Ok(())));
    }

    /// Notes that a report could not be taken: whoever asks next, asks the disk.
    pub fn has_failed(&self) {
        *self.room.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Looks at keys, bundle, outbox and delivery, and says how the service stands now.
    pub async fn look(
        &self,
        outbox: &impl Outbox,
        keys: &dyn KeySource,
        bundle: Vec<String>,
        asker: Asker,
        now: Timestamp,
    ) -> View {
        let room = self.room(outbox, asker, now).await;
        let survey = self.survey.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let (keys, faults) = keys.look();
        let is_sealed = !matches!(*keys, Keys::None);
        View { is_sealed, keys: keys.review(now), faults, bundle, room, survey }
    }

    async fn room(&self, outbox: &impl Outbox, asker: Asker, now: Timestamp) -> Result<(), String> {
        let known = self.room.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match known {
            Some((then, room))
                if asker == Asker::Stranger && now.duration_since(then).abs() < ROOM =>
            {
                room
            }
            _ => {
                let room = outbox.check().await.map_err(|error| error.to_string());
                *self.room.lock().unwrap_or_else(PoisonError::into_inner) =
                    Some((now, room.clone()));
                room
            }
        }
    }
}

impl View {
    /// Whether a report would be taken.
    pub fn can_take(&self) -> bool {
        self.room.is_ok() && (self.keys.good > 0 || !self.is_sealed)
    }

    /// Everything that a person has to see to.
    pub fn alarms(&self, now: Timestamp) -> Vec<Alarm> {
        let mut alarms = Vec::new();
        let mut push = |about: &str, text: String| {
            alarms.push(Alarm { about: about.to_owned(), text });
        };
        if let Err(why) = &self.room {
            push("room", format!("no report is taken: {why}"));
        }
        self.bundle.iter().for_each(|fault| push(fault, fault.clone()));
        // Each is another thing, and changes its words at most once a day.
        self.faults.iter().for_each(|fault| push(&fault.to_string(), fault.to_string()));
        self.keys.alarms.iter().for_each(|alarm| push(alarm, alarm.clone()));
        if let Some(survey) = &self.survey {
            alarms.extend(of_outbox(survey, now));
        }
        alarms
    }
}

fn of_outbox(survey: &Survey, now: Timestamp) -> Vec<Alarm> {
    let mut alarms = Vec::new();
    let mut push = |about: &str, text: String| {
        alarms.push(Alarm { about: about.to_owned(), text });
    };
    if let Some(age) = age(survey, now).filter(|age| *age >= LATE) {
        let why = survey.down.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
        let reports = count(survey.waiting, "report waits", "reports wait");
        push("late", format!("{reports} to be sent, the first for {}{why}", span(age)));
    }
    for (n, standing) in survey.recipients.iter().enumerate().filter(|(_, who)| who.dead > 0) {
        let why = standing.why.as_deref().unwrap_or("");
        let reports = count(standing.dead, "report", "reports");
        push(
            &format!("recipient {n}"),
            format!(
                "recipient {} of {} does not get {reports}: {why}",
                n + 1,
                survey.recipients.len()
            ),
        );
    }
    if survey.unnoted > 0 {
        let mails = count(survey.unnoted, "report was", "reports were");
        let text = format!(
            "{mails} sent, which the outbox cannot note: after a restart of form-fn they go again"
        );
        push("unnoted", text);
    }
    if survey.unreadable > 0 {
        let messages = count(survey.unreadable, "message", "messages");
        push("unreadable", format!("{messages} of the outbox cannot be read: who owns them?"));
    }
    if survey.strange > 0 {
        let mut names: Vec<_> =
            survey.strangers.iter().map(|name| name.escape_debug().to_string()).collect();
        names.extend((survey.strange > names.len()).then(|| "…".to_owned()));
        let names = names.join(", ");
        let text = match survey.strange {
            1 => format!("1 file in the outbox is damaged, or no message: {names}"),
            n => format!("{n} files in the outbox are damaged, or no messages: {names}"),
        };
        // One more is another thing.
        push(&format!("strange {}", survey.strange), text);
    }
    alarms
}

/// How long the first report that waits has been waiting; none if there is none, or the clock was
/// set back.
pub fn age(survey: &Survey, now: Timestamp) -> Option<Duration> {
    let kept = Timestamp::try_from(survey.oldest?).ok()?;
    now.duration_since(kept).try_into().ok()
}

fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// A span of time as people say it.
pub fn span(time: Duration) -> String {
    let minutes = time.as_secs() / 60;
    match (minutes / 1440, minutes / 60 % 24, minutes % 60) {
        (0, 0, minutes) => count(usize::try_from(minutes).unwrap_or(0), "minute", "minutes"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (1, hours, _) => format!("1 day {hours} h"),
        (days, ..) => format!("{days} days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbox::Standing;
    use std::time::UNIX_EPOCH;

    fn texts(survey: Survey, age: i64) -> Vec<String> {
        let now = Timestamp::from_second(1_000_000 + age).expect("a time");
        of_outbox(&survey, now).into_iter().map(|alarm| alarm.text).collect()
    }

    #[test]
    fn what_waits_for_less_than_an_hour_wakes_nobody() {
        let kept = Some(UNIX_EPOCH + Duration::from_secs(1_000_000));
        let waiting = || Survey { waiting: 1, oldest: kept, ..Survey::default() };
        assert!(texts(waiting(), 3599).is_empty());
        assert_eq!(texts(waiting(), 3600), ["1 report waits to be sent, the first for 1 h 0 min"]);
        let why = Some("nobody listens at the server's port".to_owned());
        let down = Survey { waiting: 7, down: why, ..waiting() };
        let text = "7 reports wait to be sent, the first for 2 days: nobody listens at the \
                    server's port";
        assert_eq!(texts(down, 2 * 24 * 3600), [text]);
        // A clock set back says nothing about how long.
        assert!(of_outbox(&waiting(), Timestamp::UNIX_EPOCH).is_empty());
    }

    #[test]
    fn each_recipient_who_gets_nothing_is_named_by_his_place() {
        let why = Some("the server answered 550 5.1.1: the address is not known there".to_owned());
        let standing = Standing { waiting: 2, dead: 2, why };
        let survey = Survey {
            dead: 2,
            recipients: vec![Standing::default(), standing],
            strange: 1,
            strangers: vec!["note\n.txt".to_owned()],
            unnoted: 2,
            unreadable: 2,
            ..Survey::default()
        };
        assert_eq!(
            texts(survey, 0),
            [
                "recipient 2 of 2 does not get 2 reports: the server answered 550 5.1.1: the \
                 address is not known there",
                "2 reports were sent, which the outbox cannot note: after a restart of form-fn they \
                 go again",
                "2 messages of the outbox cannot be read: who owns them?",
                "1 file in the outbox is damaged, or no message: note\\n.txt",
            ]
        );
        let names = ["a", "b", "c"].map(str::to_owned).to_vec();
        let many = Survey { strange: 4, strangers: names, ..Survey::default() };
        assert_eq!(
            texts(many, 0),
            ["4 files in the outbox are damaged, or no messages: a, b, c, …"]
        );
    }
}
