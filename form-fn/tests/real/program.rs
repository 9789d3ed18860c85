//! The compiled program: from a post to the mail at the team's server, through crashes and stops.

mod built;
mod cloud;
mod commands;
mod environment;
mod forms;
mod health;
mod reload;

use crate::place::{Place, Program, hear};
use crate::world::{LETTERS, mails, parse, wait_for};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

#[test]
fn a_post_becomes_a_sealed_mail_at_the_team() {
    let place = Place::new();
    let _server = place.mail_server();
    let mut program = place.start();
    let (_, answer) = program.post(&place.body, "Origin: https://cert.example\r\n");
    let (_, receipt) = answer.split_once("location: ").expect("an address");
    let receipt = receipt.split("\r\n").next().expect("a line");
    let number = program.accepted(&place.body);
    let get = format!("GET {receipt} HTTP/1.1\r\nHost: x\r\n\r\n");
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
    let unreachable = "not sent yet: nobody listens at the server's port";
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
         application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\
         Expect: 100-continue\r\n\r\n",
        place.body.len()
    );
    slow.write_all(request.as_bytes()).expect("it is heard");
    // It asks for the body once it has begun to read it.
    let mut asked = [0; "HTTP/1.1 100 Continue\r\n\r\n".len()];
    slow.read_exact(&mut asked).expect("it asks");
    assert_eq!(&asked, b"HTTP/1.1 100 Continue\r\n\r\n");
    slow.write_all(head.as_bytes()).expect("it is heard");
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
        // What does not hold does not count.
        assert_eq!(program.post("lang=az", "X-Forwarded-For: 198.51.100.7\r\n").0, 422);
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
