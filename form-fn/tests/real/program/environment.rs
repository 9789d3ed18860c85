//! What the program says of an environment that it cannot start with.

use crate::place::{Place, Program};
use crate::world::wait_for;
use std::io::Read;

#[test]
fn a_wrong_environment_stops_the_start_with_every_mistake() {
    let place = Place::new();
    let refused = |changes: &[(&'static str, String)]| {
        let mut variables = place.variables();
        variables.extend(changes.iter().cloned());
        variables.retain(|_, value| !value.is_empty());
        let mut child = Program::command(&variables).spawn().expect("it starts");
        let status = wait_for("the end", || child.try_wait().expect("it can be asked"));
        let mut text = String::new();
        child.stderr.take().expect("it is piped").read_to_string(&mut text).expect("UTF-8");
        assert_eq!(status.code(), Some(2), "{text}");
        text
    };
    let none = String::new();
    let text =
        refused(&[("FORM_BUNDLE", none.clone()), ("FORM_TO", none), ("FORM_SEAL", "x".into())]);
    for name in ["FORM_BUNDLE is not set", "FORM_TO is not set", "FORM_SEAL is neither"] {
        assert!(text.contains(name), "{text}");
    }
    std::fs::create_dir(place.path("empty")).expect("made");
    std::fs::write(place.path("file"), "no key, no certificate").expect("written");
    let text = refused(&[
        ("FORM_BUNDLE", place.path("empty")),
        ("FORM_OUTBOX", place.path("file")),
        ("FORM_KEYS", place.path("empty")),
        ("FORM_SMTP_CA", place.path("file")),
    ]);
    for name in [
        "FORM_BUNDLE cannot be used: there is no form in it",
        "FORM_OUTBOX cannot be written to",
        "FORM_KEYS holds no file with an OpenPGP public key",
        "FORM_SMTP_CA cannot be used",
    ] {
        assert!(text.contains(name), "{text}");
    }
    let text = refused(&[("FORM_KEYS", place.path("file")), ("FORM_STAFF_LANG", "ru".into())]);
    assert!(text.contains("FORM_KEYS cannot be used: file: holds no OpenPGP key"), "{text}");
    assert!(text.contains("FORM_STAFF_LANG is ru, but the forms have az, en only"));
    let text = refused(&[("FORM_SIGNING_KEY", place.path("keys/team.asc"))]);
    assert!(text.contains("FORM_SIGNING_KEY cannot be used: team.asc: "), "{text}");
    let text = refused(&[("FORM_LISTEN", "203.0.113.1:80".into())]);
    assert!(text.contains("FORM_LISTEN cannot be had"), "{text}");
}
