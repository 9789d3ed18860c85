//! Many strangers at once, each with something else that costs memory, places or time: a reporter
//! is heard among them, and the memory stays what it is.

use crate::place::{Place, Program, hear};
use crate::server::{from, memory};
use crate::world::{full_post, incident, multipart, wait_for};
use std::io::Write;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_secs(10);

fn head(kind: &str, length: usize) -> String {
    format!(
        "POST /forms/incident HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
    )
}

const MULTIPART: &str = "multipart/form-data; boundary=B";
const URL_ENCODED: &str = "application/x-www-form-urlencoded";

/// A report that is posted now is heard soon.
#[track_caller]
fn assert_heard(place: &Place, program: &Program, name: &str) {
    let start = Instant::now();
    program.accepted(&place.body.replace("REF-2026", &format!("REF-{name}")));
    assert!(start.elapsed() < SOON, "{name}: {:?}", start.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_who_do_not_read_their_answers_cost_no_memory() {
    let place = Place::new();
    let program = place.start();
    let idle = memory(&program, "VmRSS:");
    let pairs = full_post(&incident(true).1, "az");
    // What grows most on its way into a page.
    let marks = multipart(&pairs, &[]).len();
    let mut wrong = pairs.clone();
    wrong.retain(|(name, _)| name != "privacy_ack");
    wrong.push(("evidence".to_owned(), "\"".repeat(4_000_000 - marks)));
    let body = multipart(&wrong, &[]);
    let request = [head(MULTIPART, body.len()).as_bytes(), &body].concat();
    let mut strangers = Vec::new();
    for n in 0..96u8 {
        strangers.extend(from([127, 4, 0, n], &program.address, &request).await);
    }
    // Not all are answered: of those who wait, some lose their places to others.
    wait_for("answers", || (program.log().matches("refused: ").count() > 10).then_some(()));
    assert_heard(&place, &program, "unread");
    let (most, now) = (memory(&program, "VmHWM:"), memory(&program, "VmRSS:"));
    println!("idle {idle} MB, with 96 answers unread {now} MB, at most {most} MB");
    assert!(most < 200, "{most} MB");
    drop(strangers);
    assert_heard(&place, &program, "afterwards");
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_that_drip_leave_room_for_those_that_do_not() {
    let place = Place::new();
    let program = place.start();
    let mut pairs = full_post(&incident(true).1, "az");
    let file = vec![7; 3 << 20];
    let upload = multipart(&pairs, &[("attachments", "x.bin", &file)]);
    let request = [head(MULTIPART, upload.len()).as_bytes(), &upload].concat();
    let mut strangers: Vec<TcpStream> = Vec::new();
    for n in 0..60u8 {
        // All but the end.
        let most = &request[..request.len() - 1000];
        strangers.extend(from([127, 5, n, 1], &program.address, most).await);
    }
    assert_heard(&place, &program, "small");
    // One with files of its own as well.
    pairs.iter_mut().filter(|(_, v)| v == "REF-2026/7").for_each(|(_, v)| *v = "REF-large".into());
    let own = multipart(&pairs, &[("attachments", "x.bin", &file)]);
    let start = Instant::now();
    let (status, answer) = program.raw(&[head(MULTIPART, own.len()).as_bytes(), &own].concat());
    assert_eq!(status, 303, "{answer}");
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
    let most = memory(&program, "VmHWM:");
    println!("at most {most} MB under 60 uploads that drip");
    assert!(most < 200, "{most} MB");
}

/// Strangers at 64 addresses who open connections as fast as they can, and say half of something.
#[test]
fn a_storm_of_connections_shuts_nobody_out() {
    let place = Place::new();
    let program = place.start();
    for (name, said) in [
        ("silent", String::new()),
        ("headers", "POST /forms/incident HTTP/1.1\r\nHost: x\r\n".to_owned()),
        ("bodies", head(URL_ENCODED, 4_000) + "title=x"),
        ("answers", head(URL_ENCODED, 7) + "title=x"),
    ] {
        let (is_over, opened) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let storm: Vec<_> = (0..4u8)
            .map(|thread| {
                let (is_over, opened) = (is_over.clone(), opened.clone());
                let (address, said) = (program.address.clone(), said.clone());
                std::thread::spawn(move || {
                    let runtime =
                        tokio::runtime::Builder::new_current_thread().enable_all().build();
                    let runtime = runtime.expect("a runtime");
                    let mut held = std::collections::VecDeque::new();
                    while !is_over.load(Ordering::Relaxed) {
                        let n = opened.fetch_add(1, Ordering::Relaxed);
                        let host = [127, 6, thread, (n % 16) as u8 + 1];
                        held.extend(runtime.block_on(from(host, &address, said.as_bytes())));
                        // A machine has only so many ports.
                        if held.len() > 400 {
                            held.pop_front();
                        }
                    }
                })
            })
            .collect();
        wait_for("the storm", || (opened.load(Ordering::Relaxed) > 1500).then_some(()));
        for n in 0..10 {
            assert_heard(&place, &program, &format!("{name}-{n}"));
        }
        is_over.store(true, Ordering::Relaxed);
        storm.into_iter().for_each(|thread| thread.join().expect("no panic"));
        println!("{name}: {} connections", opened.load(Ordering::Relaxed));
    }
}

/// One evidence field that used to keep a core busy for a second, at its full length.
#[test]
fn a_text_full_of_marks_is_sealed_as_fast_as_any_other() {
    let place = Place::new();
    let program = place.start();
    let timed = |text: &str| {
        let pairs: Vec<_> =
            place.body.split('&').filter(|pair| !pair.starts_with("evidence_text=")).collect();
        let body = format!("{}&evidence_text={text}", pairs.join("&"));
        let start = Instant::now();
        program.accepted(&body);
        start.elapsed()
    };
    timed(&"x".repeat(20_000));
    for (n, piece) in
        ["tlp", "m2m:", "[x+%231", "call%23", "%26colon", "forwarded+"].iter().enumerate()
    {
        let text = format!("{n}{}", piece.repeat(20_000 / 10));
        let took = timed(&text);
        assert!(took < Duration::from_secs(5), "{piece}: {took:?}");
    }
}

/// One solved token pays for one report, however many are posted under it at once.
#[test]
fn posts_under_one_token_are_sealed_once() {
    let place = Place::new();
    let program = place.start();
    let ask = b"GET /forms/incident/token HTTP/1.1\r\nHost: cert.example\r\n\r\n";
    let token = program.raw(ask).1.lines().last().expect("a token").to_owned();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let post = |n: usize| {
            let body = place.body.replace("REF-2026", &format!("REF-{n}"));
            let body = format!("{body}&token={token}");
            let request = head(URL_ENCODED, body.len()) + &body;
            let mut stream = program.connect();
            stream.write_all(request.as_bytes()).expect("it is heard");
            hear(&mut stream).0
        };
        let posts: Vec<_> = (0..40).map(|n| scope.spawn(move || post(n))).collect();
        posts.into_iter().map(|post| post.join().expect("no panic")).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 39, "{statuses:?}");
}
