//! The mail that tells a reporter the number: what is in it, who gets it, how often, and what is
//! left of the address afterwards.

use crate::aws::contains;
use crate::place::{Place, Program};
use crate::world::{incident, mails, parse, wait_for};
use form_fn::acknowledge::ALL_PER_HOUR;
use form_fn::form::Message;
use serde_json::{Value, json};
use std::path::Path;

/// Whose address the posts of all tests hold.
pub const LALA: &str = "lala@unvan.example";

/// The post with another reference and address.
pub fn body(body: &str, reference: &str, address: &str) -> String {
    let encode = |address: &str| address.replace('@', "%40").replace('+', "%2B");
    assert!(body.contains(&encode(LALA)) && body.contains("REF-2026"));
    body.replace(&encode(LALA), &encode(address)).replace("REF-2026", reference)
}

/// Checks every header and word of an acknowledgement.
#[track_caller]
pub fn check(mail: &[u8], number: &str, to: &str, lang: &str) {
    let (_, form) = incident(true);
    let say = |message| form.say_with(message, lang, &[("number", number)]);
    assert!(mail.is_ascii(), "it is seven bits");
    let seen = parse(mail);
    for (name, value) in [
        ("From", "form@cert.example"),
        ("To", to),
        ("Subject", &say(Message::AcknowledgeSubject)),
        ("Auto-Submitted", "auto-replied"),
        ("Content-Language", lang),
        ("Message-ID", &format!("<{number}.notice@cert.example>")),
    ] {
        assert_eq!(seen.header(name), value, "{name}");
    }
    let mut names: Vec<_> = seen.headers.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    let others = ["Content-Transfer-Encoding", "Content-Type", "Date", "MIME-Version"];
    let mut expect = vec!["Auto-Submitted", "Content-Language", "From", "Message-ID"];
    expect.extend(others.iter().chain(&["Subject", "To"]));
    expect.sort_unstable();
    assert_eq!(names, expect, "nothing that a reporter or another program put there");
    assert_eq!((seen.kind.as_str(), seen.parts.len()), ("text/plain", 1));
    let (accepted, note) = (say(Message::Accepted), say(Message::AcknowledgeNote));
    let text = seen.parts[0].text.replace("\r\n", "\n");
    assert_eq!(text.trim_end(), format!("{accepted}\n\n{note}"));
}

/// A program that acknowledges.
struct Desk {
    place: Place,
    program: Program,
}

impl Desk {
    fn new() -> Desk {
        let place = Place::new();
        let mut variables = place.variables();
        variables.insert("FORM_ACKNOWLEDGE", "on".to_owned());
        let program = Program::start(&variables);
        Desk { place, program }
    }

    /// Posts a report; its number.
    #[track_caller]
    fn accepted(&self, reference: &str, address: &str) -> String {
        self.program.accepted(&body(&self.place.body, reference, address))
    }

    #[track_caller]
    fn wait_for_log(&self, words: &str) {
        wait_for(words, || self.program.log().contains(words).then_some(()));
    }

    /// Waits until this report is acknowledged. They go out in the order of their reports, so
    /// whatever came before it had its turn. All that arrived, with their envelopes.
    #[track_caller]
    fn acknowledged(&self, number: &str) -> Vec<(Vec<u8>, Value)> {
        self.wait_for_log(&format!("report {number}: acknowledged to its reporter"));
        let mut mails = mails(Path::new(&self.place.path("mail")));
        mails.retain(|(mail, _)| contains(mail, b"Auto-Submitted: auto-replied\r\n"));
        mails
    }
}

#[test]
fn a_reporter_gets_the_number_once_and_nothing_else() {
    let desk = Desk::new();
    let _server = desk.place.mail_server();
    let number = desk.accepted("REF-1", LALA);
    let (mail, envelope) = desk.acknowledged(&number).remove(0);
    check(&mail, &number, LALA, "az");
    assert_eq!(envelope["from"], "<>", "what bounces goes nowhere");
    assert_eq!((&envelope["to"], &envelope["tls"]), (&json!([LALA]), &json!(true)));

    // The same form again, and other reports within the hour.
    assert_eq!(desk.accepted("REF-1", LALA), number);
    desk.accepted("REF-2", LALA);
    desk.accepted("REF-3", "LA.LA+x@unvan.example");
    let english = body(&desk.place.body, "REF-4", "ali@unvan.example");
    let last = desk.program.accepted(&english.replace("lang=az", "lang=en"));
    let all = desk.acknowledged(&last);
    assert_eq!(all.len(), 2);
    let mut to_ali = all.iter().filter(|(_, envelope)| envelope["to"][0] == "ali@unvan.example");
    let (ali, _) = to_ali.next().expect("a mail");
    check(ali, &last, "ali@unvan.example", "en");
    desk.place.wait_for_mail(2 + 4);

    for (name, bytes) in certsite_tests::site::tree(Path::new(&desk.place.path("outbox"))) {
        // Letters alone may stand in what is sealed by chance; these signs cannot.
        for word in ["lala@", "LA.LA", "ali@", "@unvan", "unvan.example"] {
            assert!(!contains(&bytes, word.as_bytes()), "{word} is in {name}");
        }
    }
}

#[test]
fn nobody_else_gets_mail_by_way_of_the_form() {
    let desk = Desk::new();
    let _server = desk.place.mail_server();
    for (n, address) in [
        "team@cert.example",
        "Form+x@cert.example",
        "lala@192.0.2.1",
        "aygün@unvan.example",
        "owner-list@unvan.example",
    ]
    .iter()
    .enumerate()
    {
        desk.accepted(&format!("REF-{n}"), address);
    }
    // Two addresses are none; what is accepted is not always believed, or to be answered.
    for address in ["a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example"] {
        let refused = body(&desk.place.body, "REF-9", address).replace("\r\n", "%0D%0A");
        assert_eq!(desk.program.post(&refused, "").0, 422, "{address}");
    }
    for (word, other) in
        [("website=", "website=x"), ("reply_wanted=reply", "reply_wanted=info_only")]
    {
        assert!(desk.place.body.contains(word), "{word}");
        desk.program.accepted(&desk.place.body.replacen(word, other, 1));
    }
    let last = desk.accepted("REF-10", LALA);
    let all = desk.acknowledged(&last);
    assert_eq!(all.len(), 1);
    check(&all[0].0, &last, LALA, "az");
}

#[test]
fn many_addresses_get_no_more_than_the_limit() {
    let desk = Desk::new();
    let _server = desk.place.mail_server();
    let post = |n: usize| desk.accepted(&format!("REF-{n}"), &format!("u{n}@unvan.example"));
    let numbers: Vec<_> = (0..ALL_PER_HOUR + 3).map(post).collect();
    assert_eq!(desk.acknowledged(&numbers[ALL_PER_HOUR - 1]).len(), ALL_PER_HOUR);
    // Whoever got none has been answered all the same, and the team has every letter.
    desk.place.wait_for_mail(2 * ALL_PER_HOUR + 3);
    assert_eq!(desk.place.arrived().len(), 2 * ALL_PER_HOUR + 3);
    assert_eq!(desk.program.log().matches("acknowledged").count(), ALL_PER_HOUR);
}

#[test]
fn one_that_cannot_be_sent_is_lost_and_the_report_is_not() {
    let desk = Desk::new();
    let number = desk.accepted("REF-1", LALA);
    let why = "not acknowledged: nobody listens at the server's port";
    desk.wait_for_log(&format!("report {number}: {why}"));
    std::fs::write(desk.place.path("mail/answer"), "451 4.3.2 ali@unvan.example, later")
        .expect("written");
    let _server = desk.place.mail_server();
    let refused = desk.accepted("REF-2", "ali@unvan.example");
    desk.wait_for_log(&format!("report {refused}: not acknowledged: the server answered 451"));
    std::fs::remove_file(desk.place.path("mail/answer")).expect("removed");
    for number in [number, refused] {
        desk.wait_for_log(&format!("report {number}: sent"));
    }
    assert_eq!(desk.place.arrived().len(), 2, "the letters alone");
}
