//! The compiled program: from a post to the mail at the team's server, through crashes and stops.

mod cloud;
mod environment;

use crate::world::{
    Gnupg, LETTERS, MailServer, Tls, encode, free_port, full_post, incident, mails, page, parse,
    run, wait_for,
};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;

/// Everything round a program: bundle, keys, outbox, mail server's folder.
pub struct Place {
    root: TempDir,
    pub gnupg: Gnupg,
    tls: Tls,
    port: u16,
    pub body: String,
}

impl Place {
    pub fn new() -> Place {
        let root = tempfile::tempdir().expect("a temporary folder");
        let (text, definition) = incident(true);
        let write = |name: &str, text: &[u8]| {
            let path = root.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("it is made");
            std::fs::write(path, text).expect("it is written");
        };
        write("bundle/forms/incident.yaml", text.as_bytes());
        for lang in ["az", "en"] {
            write(&format!("bundle/pages/incident.{lang}.html"), page(lang).as_bytes());
            let receipt = format!("<p lang={lang}>{}", form_fn::handle::RECEIPT_NUMBER);
            write(&format!("bundle/pages/receipt.{lang}.html"), receipt.as_bytes());
        }
        let gnupg = Gnupg::new();
        write("keys/team.asc", &gnupg.generate("team@cert.example", "future-default"));
        write("keys/README", b"no key, and no matter");
        write("mail/.keep", b"");
        let body = encode(&full_post(&definition, "az"));
        Place { root, gnupg, tls: Tls::new(), port: free_port(), body }
    }

    pub fn path(&self, name: &str) -> String {
        self.root.path().join(name).to_str().expect("a temporary folder has a plain name").into()
    }

    pub fn variables(&self) -> BTreeMap<&'static str, String> {
        BTreeMap::from([
            ("FORM_LISTEN", "127.0.0.1:0".to_owned()),
            ("FORM_BUNDLE", self.path("bundle")),
            ("FORM_OUTBOX", self.path("outbox")),
            ("FORM_MAILER", format!("smtp://127.0.0.1:{}", self.port)),
            ("FORM_SMTP_CA", self.tls.path("ca.pem").to_str().expect("plain").to_owned()),
            ("FORM_KEYS", self.path("keys")),
            ("FORM_FROM", "form@cert.example".to_owned()),
            ("FORM_TO", "team@cert.example".to_owned()),
            ("FORM_ORIGINS", "https://cert.example".to_owned()),
            ("FORM_RETRY_SECONDS", "1".to_owned()),
            ("FORM_RATE_PER_MINUTE", "1000".to_owned()),
        ])
    }

    fn start(&self) -> Program {
        Program::start(&self.variables())
    }

    fn mail_server(&self) -> MailServer {
        let folder = self.root.path().join("mail");
        MailServer::start(&folder, self.port, "starttls", Some(&self.tls))
    }

    fn arrived(&self) -> Vec<Vec<u8>> {
        mails(&self.root.path().join("mail")).into_iter().map(|(mail, _)| mail).collect()
    }

    #[track_caller]
    fn wait_for_mail(&self, count: usize) -> Vec<Vec<u8>> {
        wait_for("mail", || Some(self.arrived()).filter(|mails| mails.len() >= count))
    }
}

/// A running `form-fn`.
struct Program {
    child: Child,
    address: String,
    log: Arc<Mutex<String>>,
}

impl Program {
    fn command(variables: &BTreeMap<&'static str, String>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_form-fn"));
        command.env_clear().envs(variables).stdin(Stdio::null()).stderr(Stdio::piped());
        command
    }

    fn start(variables: &BTreeMap<&'static str, String>) -> Program {
        let mut child = Program::command(variables).spawn().expect("it starts");
        let stderr = BufReader::new(child.stderr.take().expect("it is piped"));
        let log = Arc::new(Mutex::new(String::new()));
        std::thread::spawn({
            let log = log.clone();
            move || {
                for line in stderr.lines().map_while(Result::ok) {
                    let mut log = log.lock().expect("no panic");
                    log.push_str(&line);
                    log.push('\n');
                }
            }
        });
        let address = wait_for("the program to listen", || {
            let log = log.lock().expect("no panic");
            let (_, rest) = log.split_once("listening on http://")?;
            rest.split_once('\n').map(|(address, _)| address.to_owned())
        });
        Program { child, address, log }
    }

    fn log(&self) -> String {
        self.log.lock().expect("no panic").clone()
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a time limit");
        stream
    }

    /// What is answered to these bytes: status, and everything as text.
    fn raw(&self, request: &[u8]) -> (u16, String) {
        let mut stream = self.connect();
        // A server may answer and close before it has heard everything.
        let _ = stream.write_all(request);
        hear(&mut stream)
    }

    fn post(&self, body: &str, headers: &str) -> (u16, String) {
        let length = body.len();
        self.raw(
            format!(
                "POST /forms/incident HTTP/1.1\r\nHost: cert.example\r\nContent-Type: \
                 application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
            )
            .as_bytes(),
        )
    }

    /// Posts a good report; its number.
    #[track_caller]
    fn accepted(&self, body: &str) -> String {
        let (status, answer) = self.post(body, "Origin: https://cert.example\r\n");
        assert_eq!(status, 303, "{answer}");
        let (_, rest) = answer.split_once("/forms/incident/receipt/").expect("a receipt");
        rest.split_once('?').expect("a language").0.to_owned()
    }

    fn signal(&self, name: &str) {
        run(Command::new("kill").args([name, &self.child.id().to_string()]), b"");
    }

    fn end(&mut self) -> ExitStatus {
        wait_for("the program to end", || self.child.try_wait().expect("it can be asked"))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn hear(stream: &mut TcpStream) -> (u16, String) {
    let mut answer = Vec::new();
    // A connection that is reset has said what it had to say.
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
    (status.unwrap_or(0), answer)
}

#[test]
fn a_post_becomes_a_sealed_mail_at_the_team() {
    let place = Place::new();
    let _server = place.mail_server();
    let mut program = place.start();
    let number = program.accepted(&place.body);
    let get = format!("GET /forms/incident/receipt/{number}?lang=az HTTP/1.1\r\nHost: x\r\n\r\n");
    let (status, receipt) = program.raw(get.as_bytes());
    assert_eq!(status, 200);
    assert!(receipt.ends_with(&format!("<p lang=az>{number}")), "{receipt}");

    let mail = place.wait_for_mail(1).remove(0);
    let inner = parse(&place.gnupg.decrypt(&mail).0);
    assert_eq!(inner.report()["number"], number);
    assert!(inner.parts[0].text.contains(LETTERS.lines().next().expect("a line")));

    // The same form again is the same report, and no second mail.
    assert_eq!(program.accepted(&place.body), number);
    program.signal("-TERM");
    assert!(program.end().success());
    assert_eq!(place.arrived().len(), 1);
    let log = program.log();
    for line in [&format!("report {number}: accepted (303)"), &format!("report {number}: sent")] {
        assert!(log.contains(line), "{log}");
    }
    for word in ["lsət", "lala", "unvan", "phishing", "127.0.0.1:5", "/tmp", "cert.example"] {
        assert!(!log.contains(word), "{word} is in the log\n{log}");
    }
}

#[test]
fn what_was_acknowledged_survives_kill_9_and_arrives_once() {
    let place = Place::new();
    let mut numbers = Vec::new();
    for n in 0..3 {
        let mut program = place.start();
        for m in 0..4 {
            let body = place.body.replace("REF-2026", &format!("REF-{n}-{m}"));
            numbers.push(program.accepted(&body));
        }
        program.child.kill().expect("kill -9");
        program.end();
    }
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), 12);
    let _server = place.mail_server();
    let mut program = place.start();
    let mails = place.wait_for_mail(12);
    let mut arrived: Vec<_> = mails
        .iter()
        .map(|mail| parse(mail).header("Subject").trim_start_matches("Report ").to_owned())
        .collect();
    arrived.sort();
    assert_eq!(arrived, numbers);
    program.child.kill().expect("kill -9");
    program.end();
    let program = place.start();
    let more = program.accepted(&place.body);
    place.wait_for_mail(13);
    wait_for("the log", || program.log().contains(&format!("report {more}: sent")).then_some(()));
    assert_eq!(place.arrived().len(), 13, "nothing is sent twice");
}

#[test]
fn mail_waits_for_a_server_that_is_down_or_busy() {
    let place = Place::new();
    let program = place.start();
    let number = program.accepted(&place.body);
    let unreachable = "not sent yet: the server could not be reached, or broke off";
    wait_for("a failed attempt", || program.log().contains(unreachable).then_some(()));
    std::fs::write(place.path("mail/answer"), "451 4.3.2 later").expect("written");
    let _server = place.mail_server();
    wait_for("a refusal", || program.log().contains("the server answered 451").then_some(()));
    std::fs::remove_file(place.path("mail/answer")).expect("removed");
    let mail = place.wait_for_mail(1).remove(0);
    assert_eq!(parse(&place.gnupg.decrypt(&mail).0).report()["number"], number);
}

#[test]
fn two_programs_on_one_outbox_send_each_mail_once() {
    let place = Place::new();
    let (one, two) = (place.start(), place.start());
    let numbers: Vec<_> = (0..10)
        .map(|n| {
            let body = place.body.replace("REF-2026", &format!("REF-{n}"));
            if n % 2 == 0 { one.accepted(&body) } else { two.accepted(&body) }
        })
        .collect();
    assert_eq!(one.accepted(&place.body.replace("REF-2026", "REF-1")), numbers[1]);
    let _server = place.mail_server();
    place.wait_for_mail(10);
    let is_sent = |n: &String| {
        let line = format!("report {n}: sent");
        one.log().matches(&line).count() + two.log().matches(&line).count()
    };
    wait_for("the logs", || numbers.iter().all(|n| is_sent(n) > 0).then_some(()));
    assert!(numbers.iter().all(|n| is_sent(n) == 1));
    assert_eq!(place.arrived().len(), 10);
}

#[test]
fn a_stop_finishes_what_was_begun() {
    let place = Place::new();
    let mut program = place.start();
    let (head, tail) = place.body.split_at(1000);
    let mut slow = program.connect();
    let request = format!(
        "POST /forms/incident HTTP/1.1\r\nHost: x\r\nContent-Type: \
         application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{head}",
        place.body.len()
    );
    slow.write_all(request.as_bytes()).expect("it is heard");
    std::thread::sleep(Duration::from_millis(300));
    program.signal("-TERM");
    wait_for("the stop", || TcpStream::connect(&program.address).is_err().then_some(()));
    slow.write_all(tail.as_bytes()).expect("it is heard");
    assert_eq!(hear(&mut slow).0, 303);
    assert!(program.end().success());
    assert_eq!(mails(Path::new(&place.path("outbox/mail"))).len(), 1);
}

#[test]
fn strangers_draw_out_no_more_than_an_answer() {
    let place = Place::new();
    let program = place.start();
    let post = |headers: &str, body: &str| {
        let head = "POST /forms/incident HTTP/1.1\r\nHost: x\r\n";
        program.raw(format!("{head}{headers}\r\n{body}").as_bytes())
    };
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    // Both statements of a length, two lengths, a chunk without end: how requests are smuggled.
    let both = format!("{form}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n");
    let smuggled = "0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    let (_, answer) = post(&both, smuggled);
    assert!(answer.matches("HTTP/1.1").count() <= 1, "{answer}");
    assert_eq!(post(&format!("{form}Content-Length: 3\r\nContent-Length: 4\r\n"), "abc").0, 400);
    assert_eq!(post(&format!("{form}Transfer-Encoding: chunked\r\n"), "zz\r\n").0, 400);
    assert_eq!(program.raw(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03").0, 400, "TLS");
    assert_eq!(program.raw(b"GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n").0, 400);
    let many = "X: y\r\n".repeat(5000);
    assert_eq!(post(&many, "").0, 431);
    let pipelined = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".repeat(2);
    let (status, answer) = program.raw(pipelined.as_bytes());
    assert_eq!((status, answer.matches("HTTP/1.1").count()), (200, 1), "one request a connection");

    // Too large, said beforehand or not; the answer is the form's page.
    let large = "a".repeat(5 << 20);
    let (status, answer) = program.post(&format!("description={large}"), "");
    assert_eq!(status, 413);
    assert!(answer.contains("<html lang=az>"), "the site's own page");
    let chunk = format!("{:x}\r\n{large}\r\n0\r\n\r\n", large.len());
    assert_eq!(post(&format!("{form}Transfer-Encoding: chunked\r\n"), &chunk).0, 413);
    assert_eq!(program.post("title=%", "").0, 400);
    assert_eq!(program.post("lang=en", "").0, 422);
    assert_eq!(program.post(&place.body, "Origin: https://evil.example\r\n").0, 403);
    // Whoever says half a header is hung up on.
    let mut slow = program.connect();
    slow.write_all(b"GET / HTTP/1.1\r\nHost:").expect("it is heard");
    let start = std::time::Instant::now();
    hear(&mut slow);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    program.accepted(&place.body);
}

#[test]
fn whoever_posts_too_often_waits_and_keeps_the_words() {
    let place = Place::new();
    let mut variables = place.variables();
    variables.insert("FORM_RATE_PER_MINUTE", "3".to_owned());
    variables.insert("FORM_TRUSTED_HOPS", "1".to_owned());
    let program = Program::start(&variables);
    // What a client writes into the header stands before what the proxy added.
    let post = |n: usize, address: &str| {
        let body = place.body.replace("REF-2026", &format!("REF-{n}"));
        program.post(&body, &format!("X-Forwarded-For: 192.0.2.{n}, {address}\r\n"))
    };
    for n in 0..3 {
        assert_eq!(post(n, "198.51.100.7").0, 303);
    }
    let (status, answer) = post(4, "198.51.100.7");
    assert_eq!(status, 429);
    let lower = answer.to_ascii_lowercase();
    let (_, wait) = lower.split_once("retry-after: ").expect("it says how long");
    let seconds: u64 = wait.split("\r\n").next().expect("a line").parse().expect("a number");
    assert!((1..=20).contains(&seconds));
    assert!(answer.contains("Əlövsət") && answer.contains("value=\"REF-4/7\""));
    assert_eq!(post(5, "198.51.100.8").0, 303, "another client may");
    assert_eq!(mails(Path::new(&place.path("outbox/mail"))).len(), 4);
}
