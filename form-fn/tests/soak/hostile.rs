//! Posts that nobody means well.

use crate::Stage;
use crate::place::{Place, ask, request};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Posts one bad thing after the other. None of them may be taken for a report.
pub fn annoy(stage: &Stage, place: &Place, n: usize) {
    let mut turn = n;
    while !stage.is_over() {
        turn += 1;
        let address = stage.address();
        let from = format!("X-Forwarded-For: 198.51.100.{}\r\n", turn % 250);
        let (status, answer) = match turn % 9 {
            0 => ask(&address, &request("", &from)),
            1 => ask(&address, &request(&"%00%FF=%".repeat(20_000), &from)),
            2 => ask(&address, &request(&place.body.replace("privacy_ack", "x"), &from)),
            3 => ask(&address, b"POST /forms/incident HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n"),
            4 => ask(&address, &request(&format!("description={}", "\"".repeat(900_000)), &from)),
            5 => ask(&address, &foreign(&place.body, &from)),
            6 => receipt(stage, &address, turn),
            7 => broken_off(&address, &place.body),
            _ => ask(&address, &multipart(&from)),
        };
        stage.note(|ledger| {
            ledger.hostile += 1;
            if status == 303 {
                ledger.wrong(format!("a hostile post of kind {} was taken: {answer}", turn % 9));
            }
        });
        if status == 0 {
            stage.pause(Duration::from_millis(20));
        }
    }
}

/// A page of somewhere else posts a report in its visitor's name.
fn foreign(body: &str, from: &str) -> Vec<u8> {
    request(body, &format!("{from}Origin: https://evil.example\r\nSec-Fetch-Site: cross-site\r\n"))
}

/// A receipt that nobody was given must not say that there is a report.
fn receipt(stage: &Stage, address: &str, turn: usize) -> (u16, String) {
    let number = format!("R-20260101-{:010}", turn);
    let get = format!(
        "GET /forms/incident/receipt/{number}?lang=en HTTP/1.1\r\nHost: cert.example\r\n\r\n"
    );
    let answer = ask(address, get.as_bytes());
    if answer.1.contains(&number) {
        stage.note(|ledger| ledger.wrong(format!("a receipt was shown for {number}")));
    }
    answer
}

/// Begins a post, and goes away.
fn broken_off(address: &str, body: &str) -> (u16, String) {
    if let Ok(mut stream) = TcpStream::connect(address) {
        let post = request(body, "");
        let _ = stream.write_all(&post[..post.len() / 2]);
        let _ = stream.set_read_timeout(Some(Duration::from_millis(100)));
        let _ = stream.read(&mut [0; 16]);
    }
    (0, String::new())
}

/// Parts that never end.
fn multipart(from: &str) -> Vec<u8> {
    let body = "--B\r\nContent-Disposition: form-data; name=\"a\\\"\r\n\r\n".repeat(2_000);
    let length = body.len();
    format!(
        "POST /forms/incident HTTP/1.1\r\nHost: cert.example\r\nContent-Type: multipart/form-data; \
         boundary=B\r\nContent-Length: {length}\r\n{from}\r\n{body}"
    )
    .into_bytes()
}
