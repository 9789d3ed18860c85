//! What the program says of itself: to load balancers, to the team's own machines, to Prometheus.

use crate::place::{Place, Program};
use crate::world::wait_for;
use std::collections::BTreeSet;

pub fn get(program: &Program, path: &str, headers: &str) -> (u16, String) {
    let (status, answer) =
        program.raw(format!("GET {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n").as_bytes());
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body).to_owned();
    (status, body)
}

/// As a proxy on this machine passes it on.
pub const OUTSIDE: &str = "X-Forwarded-For: 198.51.100.7\r\n";

#[test]
fn health_is_the_truth_and_its_reasons_are_for_the_team() {
    let place = Place::new();
    std::fs::write(place.path("token"), "a long word\n").expect("written");
    std::fs::write(place.path("mail/refuse"), "left@cert.example 550 5.1.1 gone").expect("written");
    let mut variables = place.variables();
    variables.insert("FORM_TO", "team@cert.example, left@cert.example".to_owned());
    variables.insert("FORM_HEALTH_TOKEN_FILE", place.path("token"));
    let _server = place.mail_server();
    let program = Program::start(&variables);
    for headers in ["", OUTSIDE] {
        assert_eq!(get(&program, "/healthz", headers), (200, "ok\n".to_owned()));
    }
    program.accepted(&place.body);
    let reasons = wait_for("a dead report", || {
        let (status, body) = get(&program, "/healthz", "");
        (status == 503).then_some(body)
    });
    assert_eq!(
        reasons,
        "recipient 2 of 2 does not get 1 report: the server answered 550 5.1.1: the address is \
         not known there\n"
    );
    // Reports are taken all the same, and that is all that outsiders and balancers are told.
    let secret = |word: &str| format!("{OUTSIDE}Authorization: Bearer {word}\r\n");
    for (path, headers) in [
        ("/healthz", OUTSIDE.to_owned()),
        ("/healthz?ready", String::new()),
        ("/healthz", secret("a wrong word")),
        ("/healthz", secret("")),
        ("/healthz", "Forwarded: for=198.51.100.7\r\n".to_owned()),
    ] {
        assert_eq!(get(&program, path, &headers), (200, "ok\n".to_owned()), "{path} {headers}");
    }
    assert_eq!(get(&program, "/healthz", &secret("a long word")), (503, reasons));

    std::fs::rename(place.path("keys"), place.path("keys.away")).expect("renamed");
    std::fs::create_dir(place.path("keys")).expect("made");
    let (status, body) = get(&program, "/healthz", OUTSIDE);
    assert_eq!((status, body.as_str()), (503, "no report is taken\n"));
    assert!(get(&program, "/healthz", "").1.contains("there is no OpenPGP key"));
    assert_eq!(program.post(&place.body.replace("REF-2026", "REF-1"), "").0, 503);
}

/// The team is told how the disk is at the moment, and everybody what it did to the last report.
#[test]
fn health_follows_the_disk() {
    let place = Place::new();
    let program = place.start_on_a_small_disk(&place.variables());
    for n in 0..3 {
        let body = place.body.replace("REF-2026", &format!("REF-{n}"));
        let own = || get(&program, "/healthz", "").0;
        let others = || get(&program, "/healthz", OUTSIDE).0;
        assert_eq!((own(), others()), (200, 200));
        program.fill(true);
        assert_eq!(own(), 503);
        assert_eq!(program.post(&body, "").0, 503);
        assert_eq!((others(), own()), (503, 503));
        program.fill(false);
        assert_eq!(own(), 200);
        program.accepted(&body);
        assert_eq!((others(), own()), (200, 200));
    }
}

/// Reads the text format as Prometheus does: every sample belongs to a family that was declared.
fn families(text: &str) -> BTreeSet<String> {
    let mut declared = BTreeSet::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').expect("a kind");
            assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
            assert!(declared.insert(name.to_owned()), "{name} is declared twice");
        } else if !line.starts_with("# HELP ") {
            let (name, value) = line.rsplit_once(' ').expect("a value");
            value.parse::<f64>().unwrap_or_else(|_| panic!("{line}"));
            let name = name.split('{').next().expect("a name");
            let ends = ["_bucket", "_sum", "_count"];
            let family = ends.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
            assert!(declared.contains(name) || declared.contains(family), "{line}");
        }
    }
    declared
}

#[test]
fn metrics_are_figures_for_this_machine_alone() {
    let place = Place::new();
    let _server = place.mail_server();
    let program = place.start();
    program.accepted(&place.body);
    assert_eq!(program.post("lang=en", "").0, 422);
    place.wait_for_mail(1);
    let text = wait_for("the figures of delivery", || {
        let (status, text) = get(&program, "/metrics", "");
        assert_eq!(status, 200);
        text.contains("form_fn_deliveries_total{outcome=\"sent\"} 1").then_some(text)
    });
    let families = families(&text);
    for name in ["form_fn_ready", "form_fn_waiting_seconds", "form_fn_dead", "form_fn_post_seconds"]
    {
        assert!(families.contains(name), "{name}\n{text}");
    }
    for line in [
        "form_fn_posts_total{status=\"303\"} 1",
        "form_fn_posts_total{status=\"422\"} 1",
        "form_fn_post_seconds_count 2",
        "form_fn_ready 1",
        "form_fn_keys_good 1",
        "form_fn_recipient_waiting{recipient=\"1\"} 0",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
    assert!(!text.contains('@') && !text.contains("REF-"), "{text}");
    for headers in [OUTSIDE, "Via: 1.1 proxy\r\n", "X-Real-IP: 198.51.100.7\r\n"] {
        assert_eq!(get(&program, "/metrics", headers).0, 404, "{headers}");
    }
}
