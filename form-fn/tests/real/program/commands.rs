//! The program's commands: what a person on duty asks it, and what it answers.

use crate::place::{Place, Program};
use crate::watch::check_told;
use crate::world::{MailServer, free_port, wait_for};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Output;

/// Runs a command of the program, which has to end by itself.
pub fn ask(variables: &BTreeMap<&'static str, String>, args: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } =
        Program::command(variables).args(args).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    let (told, log) = (text(stdout), text(stderr));
    check_told(&told);
    check_told(&log);
    (status.code().expect("it ends"), told, log)
}

#[test]
fn help_and_version_need_no_settings() {
    let none = BTreeMap::new();
    let (code, help, _) = ask(&none, &["--help"]);
    assert_eq!(code, 0);
    for word in ["--check", "--settings", "status", "requeue", "SIGHUP", "FORM_TO=", "AWS_REGION="]
    {
        assert!(help.contains(word), "{word} is not in\n{help}");
    }
    let (code, version, _) = ask(&none, &["--version"]);
    assert_eq!((code, version.as_str()), (0, concat!("form-fn ", env!("CARGO_PKG_VERSION"), "\n")));
    let (code, _, told) = ask(&none, &["--frobnicate"]);
    assert_eq!(code, 2);
    assert!(told.contains("--frobnicate"), "{told}");
    assert_eq!(ask(&none, &["requeue"]).0, 2, "which ones?");
}

#[test]
fn a_check_tries_everything_and_says_what_to_do() {
    let place = Place::new();
    let variables = place.variables();
    let (code, told, _) = ask(&variables, &["--check"]);
    assert_eq!(code, 1, "{told}");
    assert!(told.contains("mail      BAD: nobody listens at the server's port\n"), "{told}");
    assert!(told.contains("do: look at FORM_MAILER"), "{told}");

    assert!(told.contains("outbox    good: it is not there yet, and can be made\n"), "{told}");
    let names = || std::fs::read_dir(place.root.path()).expect("a folder").flatten();
    let names = || names().map(|entry| entry.file_name()).collect::<BTreeSet<_>>();
    assert!(!names().iter().any(|name| name == "outbox"), "{:?}", names());

    let server = place.mail_server();
    std::fs::create_dir(place.path("outbox")).expect("made");
    let (code, told, _) = ask(&variables, &["--check"]);
    assert_eq!(code, 0, "{told}");
    for part in ["settings", "forms", "keys", "outbox", "mail", "clock"] {
        assert!(told.contains(&format!("\n{part:<9} good: ")) || told.starts_with(part), "{told}");
    }
    assert!(told.contains("it takes mail for team@cert.example"), "{told}");
    // It named nobody to the end: no mail came of it.
    assert!(place.arrived().is_empty() && !place.root.path().join("mail/attempts").exists());

    let refuse = "team@cert.example 550 5.1.1 unknown";
    std::fs::write(place.path("mail/refuse"), refuse).expect("written");
    std::fs::write(place.path("keys/bad.asc"), "no key").expect("written");
    let mut slip = variables.clone();
    slip.insert("FORM_RATE", "3".to_owned());
    let (code, told, _) = ask(&slip, &["--check"]);
    assert_eq!(code, 1);
    for line in [
        "settings  BAD: FORM_RATE is not a known variable; did you mean FORM_RATE_PER_MINUTE?",
        "keys      BAD: bad.asc: holds no OpenPGP key",
        "mail      BAD: team@cert.example: the server answered 550 5.1.1: the address is not known",
    ] {
        assert!(told.contains(line), "{line}\n{told}");
    }
    drop(server);
    // A certificate of somebody else's.
    let port = free_port();
    let folder = place.root.path().join("mail");
    let _other = MailServer::start(&folder, port, "tls", Some(&crate::world::Tls::new()));
    let mut other = variables.clone();
    other.insert("FORM_MAILER", format!("smtps://127.0.0.1:{port}"));
    let (code, told, _) = ask(&other, &["--check"]);
    assert_eq!(code, 1);
    assert!(told.contains("its certificate is by an authority that this machine does not know"));

    let mut wrong = variables;
    wrong.insert("FORM_OUTBOX", place.path("keys/team.asc"));
    wrong.remove("FORM_TO");
    let (code, _, told) = ask(&wrong, &["--check"]);
    assert_eq!(code, 2);
    assert!(told.contains("FORM_TO is not set"), "{told}");
}

#[test]
fn status_says_what_waits_and_requeue_sends_it_again() {
    let place = Place::new();
    let _server = place.mail_server();
    std::fs::write(place.path("mail/refuse"), "left@cert.example 550 5.1.1 gone").expect("written");
    let mut variables = place.variables();
    variables.insert("FORM_TO", "team@cert.example, left@cert.example".to_owned());
    // Whoever only looks makes nothing that the service could not read.
    let (code, _, told) = ask(&variables, &["status"]);
    assert_eq!(code, 2, "{told}");
    assert!(told.contains("FORM_OUTBOX cannot be looked into"), "{told}");
    assert!(!Path::new(&place.path("outbox")).exists());
    let program = Program::start(&variables);
    // It takes no more than the outbox and who is written to.
    let only = |names: &[&str]| {
        let named = variables.iter().filter(|(name, _)| names.contains(name));
        named.map(|(name, value)| (*name, value.clone())).collect::<BTreeMap<_, _>>()
    };
    let desk = only(&["FORM_OUTBOX", "FORM_TO"]);
    let (code, told, _) = ask(&desk, &["status"]);
    assert_eq!((code, told.lines().next()), (0, Some("waiting: 0")));
    let (code, _, told) = ask(&only(&["FORM_OUTBOX"]), &["requeue", "--all"]);
    assert_eq!(code, 2);
    assert!(told.contains("FORM_TO is not set") && !told.contains("FORM_KEYS"), "{told}");
    let numbers: Vec<_> = (0..2)
        .map(|n| program.accepted(&place.body.replace("REF-2026", &format!("REF-{n}"))))
        .collect();
    let dead = "recipient 2 of 2: DEAD";
    wait_for("both to be dead", || (program.log().matches(dead).count() == 2).then_some(()));

    let (code, told, _) = ask(&variables, &["status"]);
    assert_eq!(code, 1);
    for line in [
        "waiting: 2, the first for 0 minutes",
        "dead, tried once a day: 2",
        "  team@cert.example: 0 waiting, 0 dead",
        "  left@cert.example: 2 waiting, 2 dead",
        &format!("{}, kept 0 minutes ago\n  team@cert.example: sent\n", numbers[0]),
        "left@cert.example: dead after 3 attempts, next in 23 h 59 min: the server answered 550 5.1.1",
    ] {
        assert!(told.contains(line), "{line}\n{told}");
    }
    let (code, json, _) = ask(&variables, &["status", "--json"]);
    assert_eq!(code, 1);
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((&json["waiting"], &json["dead"]), (&2.into(), &2.into()));
    assert_eq!(json["reports"][0]["recipients"][1]["state"], "dead");
    for word in ["lsət", "unvan", "REF-", "phishing"] {
        assert!(!told.contains(word) && !json.to_string().contains(word), "{word}");
    }

    let (code, told, _) = ask(&variables, &["requeue", "R-20200101-0123456789"]);
    assert_eq!(code, 1);
    assert_eq!(told, "R-20200101-0123456789: no report of this number waits here\n");
    // The mailbox is opened again.
    std::fs::remove_file(place.path("mail/refuse")).expect("removed");
    let (code, told, _) = ask(&variables, &["requeue", &numbers[0]]);
    assert_eq!((code, told), (0, format!("{}: is tried again for 1 recipient\n", numbers[0])));
    place.wait_for_mail(3);
    let (code, told, _) = ask(&variables, &["requeue", "--all"]);
    assert_eq!(code, 0, "{told}");
    assert!(!told.contains(&numbers[0]) && told.contains(&numbers[1]), "{told}");
    place.wait_for_mail(4);
    wait_for("an empty outbox", || (ask(&variables, &["status"]).0 == 0).then_some(()));

    // One that an earlier version gave up is sent once somebody asks for it.
    let mails = std::fs::read_dir(place.path("outbox/mail")).expect("a folder");
    let done = mails.map(|entry| entry.expect("an entry").path());
    let done = done.filter(|path| path.extension().is_some_and(|end| end == "done")).min();
    let done = done.expect("both are sent");
    std::fs::rename(&done, done.with_extension("dead")).expect("renamed");
    let (code, told, _) = ask(&variables, &["status"]);
    assert_eq!(code, 1, "{told}");
    let (code, told, _) = ask(&variables, &["requeue", "--all"]);
    assert_eq!(code, 0, "{told}");
    assert!(told.contains(": was given up, and is tried again\n"), "{told}");
    place.wait_for_mail(6);
    wait_for("an empty outbox", || (ask(&variables, &["status"]).0 == 0).then_some(()));

    // What is no message of ours is named, and looked after by a person.
    std::fs::write(place.path("outbox/mail/note.txt"), "x").expect("written");
    let (code, told, _) = ask(&variables, &["status"]);
    assert_eq!(code, 1);
    assert!(told.contains("damaged, or no messages: 1\n  note.txt\n"), "{told}");
}

#[test]
fn settings_may_stand_in_a_file() {
    let place = Place::new();
    let mut lines = String::from("# form-fn\n");
    for (name, value) in place.variables() {
        lines.push_str(&format!("{name}=\"{value}\"\n"));
    }
    std::fs::write(place.path("settings"), lines).expect("written");
    let none = BTreeMap::new();
    let named = BTreeMap::from([("FORM_SETTINGS", place.path("settings"))]);
    let program = Program::start(&named);
    program.accepted(&place.body);
    let (code, told, _) = ask(&none, &["--settings", &place.path("settings"), "status"]);
    assert_eq!((code, told.lines().next()), (0, Some("waiting: 1, the first for 0 minutes")));
    let (code, _, told) = ask(&none, &["--settings", &place.path("none"), "status"]);
    assert_eq!(code, 2);
    assert!(told.contains("FORM_SETTINGS names a file that cannot be read"), "{told}");
}

#[test]
fn what_others_put_into_the_environment_does_not_stop_the_start() {
    let place = Place::new();
    let mut variables = place.variables();
    variables.extend([
        ("FORM_FN_PORT", "tcp://10.96.0.17:8088".to_owned()),
        ("FORM_FN_SERVICE_HOST", "10.96.0.17".to_owned()),
        ("FORM_FN_PORT_8088_TCP_ADDR", "10.96.0.17".to_owned()),
        ("FORM_ORIGIN", "https://other.example".to_owned()),
    ]);
    let program = Program::start(&variables);
    program.accepted(&place.body);
    program.says("WARNING: FORM_ORIGIN is not a known variable; did you mean FORM_ORIGINS?");
    assert!(!program.log().contains("FORM_FN"), "{}", program.log());
}

/// Whatever lies in the outbox, a person who asks is answered, and reports go out.
#[test]
fn nothing_in_the_outbox_is_waited_for() {
    let place = Place::new();
    let program = place.start();
    let number = program.accepted(&place.body);
    let mail = |name: &str| place.path(&format!("outbox/mail/{name}"));
    for name in ["pipe.eml", "0.wait", "plain", "x.done"] {
        crate::world::run(std::process::Command::new("mkfifo").arg(mail(name)), b"");
    }
    std::fs::create_dir(mail("folder.eml")).expect("made");
    std::os::unix::fs::symlink("/dev/zero", mail("zero.eml")).expect("a link");
    std::fs::write(mail("cut.eml"), "From: x").expect("written");
    for command in [&["status"][..], &["status", "--json"], &["requeue", "--all"], &["--check"]] {
        let (code, told, log) = ask(&place.variables(), command);
        assert_eq!(code, 1, "{command:?} {told} {log}");
        let names = [&*number, "pipe.eml", "cut.eml"];
        assert!(names.iter().all(|name| told.contains(name)) || command == ["--check"], "{told}");
    }
    let _server = place.mail_server();
    place.wait_for_mail(1);
    let log = || program.log();
    wait_for("the log", || log().contains("the message cut.eml is damaged").then_some(()));
    wait_for("the alarm", || log().contains("are damaged, or no messages: ").then_some(()));
    program.says(&format!("report {number}: sent"));
}

/// A report of which the disk lost or changed a piece is told of and kept, and never goes out as if
/// it were whole; those beside it do.
#[test]
fn what_is_damaged_behind_its_headers_is_never_sent() {
    type Damage = fn(&mut Vec<u8>);
    let damages: [Damage; 4] = [
        |mail| mail.truncate(mail.len() / 2),
        |mail| mail.truncate(mail.len() - 100),
        |mail| {
            let half = mail.len() / 2;
            mail[half..].fill(0);
        },
        |mail| {
            let half = mail.len() / 2;
            mail[half] ^= 1;
        },
    ];
    let place = Place::new();
    let mut program = place.start();
    let file = |number: &str| {
        let found = std::fs::read_dir(place.path("outbox/mail")).expect("a folder").flatten();
        let mut mails = found.map(|entry| entry.path()).filter(|path| {
            path.extension().is_some_and(|end| end == "eml")
                && String::from_utf8_lossy(&std::fs::read(path).expect("a mail")).contains(number)
        });
        mails.next().expect("it is kept")
    };
    let mut broken = Vec::new();
    for (n, damage) in damages.iter().enumerate() {
        let number = program.accepted(&place.body.replace("REF-2026", &format!("REF-{n}")));
        broken.push((number.clone(), file(&number), damage));
    }
    let whole = program.accepted(&place.body);
    program.child.kill().expect("kill -9");
    program.end();
    for (_, path, damage) in &broken {
        let mut mail = std::fs::read(path).expect("a mail");
        damage(&mut mail);
        std::fs::write(path, &mail).expect("written");
    }
    let names = |text: &str| {
        broken.iter().all(|(_, path, _)| text.contains(path.file_name().unwrap().to_str().unwrap()))
    };
    // Before anybody tried to send them, and after.
    let (code, told, _) = ask(&place.variables(), &["status"]);
    assert!(code == 1 && names(&told) && told.contains(&whole), "{told}");
    let _server = place.mail_server();
    let program = place.start();
    let log = || program.log();
    wait_for("the log", || {
        let told = |number: &String| {
            log().contains(&format!(
                "ALARM: report {number}: DEAD, a person has to look: the message"
            ))
        };
        broken.iter().all(|(number, ..)| told(number)).then_some(())
    });
    wait_for("the report", || log().contains(&format!("report {whole}: sent")).then_some(()));
    assert!(names(&log()) && place.arrived().len() == 1, "{}", log());
    let arrived = String::from_utf8(place.arrived().remove(0)).expect("ASCII");
    assert!(!arrived.contains("Outbox-Digest"), "it is for the outbox only");
    let (code, told, _) = ask(&place.variables(), &["status"]);
    assert!(code == 1 && names(&told) && broken.iter().all(|(_, path, _)| path.exists()), "{told}");
    // Whoever posts it again gives the team a good one.
    let again = program.accepted(&place.body.replace("REF-2026", "REF-1"));
    assert!(again != broken[1].0, "{again}");
    wait_for("the report", || log().contains(&format!("report {again}: sent")).then_some(()));
}
