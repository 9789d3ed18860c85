//! `SIGHUP`: keys, forms and settings are read again, and no post is dropped for it.

use crate::place::{Place, Program, hear};
use crate::world::{mails, parse, wait_for};
use std::io::Write;
use std::path::Path;

#[test]
fn forms_and_settings_are_read_again() {
    let place = Place::new();
    let mut variables = place.variables();
    let origins = variables.remove("FORM_ORIGINS").expect("it is set");
    let write = |origins: &str, from: &str| {
        let text = format!("FORM_ORIGINS={origins}\nFORM_FROM={from}\n");
        std::fs::write(place.path("settings"), text).expect("written");
    };
    variables.remove("FORM_FROM");
    variables.insert("FORM_SETTINGS", place.path("settings"));
    write(&origins, "form@cert.example");
    let _server = place.mail_server();
    let mut program = Program::start(&variables);
    let from = |origin: &str, n: usize| {
        let body = place.body.replace("REF-2026", &format!("REF-{n}"));
        program.post(&body, &format!("Origin: {origin}\r\n")).0
    };
    let receipt = |text: &str| {
        let path = place.path("bundle/pages/receipt.az.html");
        std::fs::write(path, format!("<p>{text} {{{{ receipt_number }}}}")).expect("written");
    };
    assert_eq!((from(&origins, 0), from("https://new.example", 1)), (303, 403));
    // Somebody is in the middle of a post.
    let body = place.body.replace("REF-2026", "REF-2");
    let (head, tail) = body.split_at(500);
    let mut slow = program.connect();
    let request = format!(
        "POST /forms/incident HTTP/1.1\r\nHost: x\r\nContent-Type: \
         application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{head}",
        body.len()
    );
    slow.write_all(request.as_bytes()).expect("it is heard");

    let again = |count: usize| {
        program.signal("-HUP");
        let line = "settings, keys and forms are read again";
        wait_for(line, || (program.log().matches(line).count() == count).then_some(()));
    };
    receipt("changed");
    write("https://new.example", "CERT Komandası <form@cert.example>");
    again(1);
    assert_eq!((from(&origins, 3), from("https://new.example", 4)), (403, 303));
    slow.write_all(tail.as_bytes()).expect("it is heard");
    assert_eq!(hear(&mut slow).0, 303, "who had begun is answered");

    // A form that does not hold any more is used as it was before; what else is new is taken over.
    std::fs::write(place.path("bundle/forms/incident.yaml"), "id: [").expect("written");
    write("https://newer.example", "CERT Komandası <form@cert.example>");
    again(2);
    let line = "ALARM: forms/incident.yaml does not hold (";
    wait_for(line, || program.log().contains(line).then_some(()));
    assert_eq!((from("https://new.example", 5), from("https://newer.example", 6)), (403, 303));
    // Settings that do not hold are not.
    write("newest.example", "CERT Komandası <form@cert.example>");
    program.signal("-HUP");
    let line = "ALARM: the settings are not taken over; the former ones hold:";
    wait_for(line, || program.log().contains(line).then_some(()));
    assert_eq!(from("https://newer.example", 7), 303);

    let mails = place.wait_for_mail(4);
    let last =
        mails.iter().map(|mail| parse(mail)).find(|mail| mail.header("From").contains("CERT"));
    assert_eq!(last.expect("one with a name").header("From"), "CERT Komandası <form@cert.example>");
    program.signal("-TERM");
    assert!(program.end().success());
}

#[test]
fn no_post_is_dropped_while_settings_are_read_again_and_again() {
    let place = Place::new();
    let program = place.start();
    let post = |n: usize| program.accepted(&place.body.replace("REF-2026", &format!("REF-{n}")));
    let post = &post;
    std::thread::scope(|scope| {
        for thread in 0..4 {
            scope.spawn(move || (0..15).for_each(|n| drop(post(thread * 100 + n))));
        }
        for _ in 0..20 {
            program.signal("-HUP");
        }
    });
    assert_eq!(mails(Path::new(&place.path("outbox/mail"))).len(), 60);
}
