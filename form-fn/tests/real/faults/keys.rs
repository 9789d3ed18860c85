//! Faults of the team's keys while the program runs.

use super::Fault;
use super::case::{Case, PostAnswer, wait_for_log};
use crate::place::Program;
use crate::world::Gnupg;
use std::io::Write;
use std::path::PathBuf;
use std::process::Stdio;

/// What may befall one of several keys, or the only one.
pub const FAULTS: [(&str, Fault); 5] = [
    ("one of several keys expired", one_expired),
    ("one of several keys revoked while running", one_revoked),
    ("the only key runs out and is renewed", renewed),
    ("a key is replaced by half of it", half_a_key),
    ("a secret key and rubbish among them", rubbish),
];

fn put(case: &Case, name: &str, bytes: &[u8]) {
    let path = PathBuf::from(case.place.path("keys")).join(name);
    std::fs::write(path, bytes).expect("written");
}

fn fingerprint(gnupg: &Gnupg) -> String {
    let listed = gnupg.run(&["--with-colons", "--list-keys"], b"").stdout;
    let listed = String::from_utf8(listed).expect("GnuPG prints UTF-8");
    let line = listed.lines().find(|line| line.starts_with("fpr:")).expect("a fingerprint");
    line.split(':').nth(9).expect("its field").to_lowercase()
}

fn one_expired(case: &mut Case) {
    let officer = Gnupg::new();
    let made = ["--faked-system-time", "20200101T000000!", "--quick-generate-key", "officer"];
    officer.run(&[&made[..], &["future-default", "default", "1m"]].concat(), b"");
    put(case, "officer.asc", &officer.export("officer"));
    let program = case.start();
    case.accepted(&program, 2);
    let name = fingerprint(&officer);
    wait_for_log(&program, &format!("ALARM: officer.asc: nothing is sealed to the key {name}"), 1);
    case.wait_until_settled();
}

fn one_revoked(case: &mut Case) {
    let officer = Gnupg::new();
    put(case, "officer.gpg", &{
        officer.generate("officer", "future-default");
        officer.run(&["--export"], b"").stdout
    });
    let program = case.start();
    case.accepted(&program, 1);
    let name = fingerprint(&officer);
    let file = officer.home().join(format!("openpgp-revocs.d/{}.rev", name.to_uppercase()));
    let text = std::fs::read_to_string(file).expect("GnuPG makes it with the key");
    // A colon keeps it from being used by mistake.
    officer.run(&["--import"], text.replace(":-----BEGIN", "-----BEGIN").as_bytes());
    put(case, "officer.gpg", &officer.run(&["--export"], b"").stdout);
    case.accepted(&program, 1);
    wait_for_log(&program, &format!("the key {name}: it is revoked"), 1);
    case.wait_until_settled();
    // What came after it is not sealed to it any more.
    let mails = case.arrived().into_iter();
    assert_eq!(mails.filter(|(mail, _)| opens(&officer, mail)).count(), 1, "{}", case.name);
}

fn opens(gnupg: &Gnupg, mail: &[u8]) -> bool {
    let mut command = gnupg.command(&["--decrypt"]);
    let child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = child.spawn().expect("GnuPG starts");
    // It may know before the end that it has no key.
    let _ = child.stdin.take().expect("it is piped").write_all(mail);
    child.wait().expect("it ends").success()
}

fn renewed(case: &mut Case) {
    let gnupg = &case.place.gnupg;
    let own = fingerprint(gnupg);
    gnupg.run(&["--quick-set-expire", &own, "30d"], b"");
    gnupg.run(&["--quick-set-expire", &own, "30d", "*"], b"");
    put(case, "team.asc", &gnupg.export("team@cert.example"));
    let program = Program::start(&case.with_clock("+0"));
    case.accepted(&program, 1);
    wait_for_log(&program, &format!("ALARM: team.asc: the key {own} runs out on "), 1);
    case.set_clock("+31d");
    assert_eq!(case.post(&program), PostAnswer::Refused(503));
    wait_for_log(&program, "ALARM: no report is taken", 1);
    assert_eq!(program.raw(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").0, 503);
    // What was sealed before goes out all the same.
    case.wait_until_settled();
    let gnupg = &case.place.gnupg;
    gnupg.run(&["--quick-set-expire", &own, "2y"], b"");
    gnupg.run(&["--quick-set-expire", &own, "2y", "*"], b"");
    put(case, "team.asc", &gnupg.export("team@cert.example"));
    // Nobody has to tell the program.
    case.accepted(&program, 1);
    case.wait_until_settled();
}

fn half_a_key(case: &mut Case) {
    let program = case.start();
    case.accepted(&program, 1);
    let whole = case.place.gnupg.export("team@cert.example");
    put(case, "team.asc", &whole[..whole.len() / 2]);
    case.accepted(&program, 1);
    wait_for_log(&program, "ALARM: team.asc: the key that it held before is used on", 1);
    put(case, "team.asc", &whole);
    case.accepted(&program, 1);
    case.wait_until_settled();
}

fn rubbish(case: &mut Case) {
    let gnupg = &case.place.gnupg;
    let secret = gnupg.run(&["--armor", "--export-secret-keys"], b"").stdout;
    put(case, "secret.asc", &secret);
    put(case, "empty.pgp", b"");
    put(case, "ssh.key", b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGRlYWRiZWVm team\n");
    put(case, "notes.txt", b"call the officer on duty\n");
    let program = case.start();
    case.accepted(&program, 2);
    wait_for_log(&program, "ALARM: secret.asc: holds a secret key", 1);
    wait_for_log(&program, "ALARM: empty.pgp: is empty", 1);
    wait_for_log(&program, "ALARM: ssh.key: holds a key of SSH", 1);
    assert!(!program.log().contains("notes.txt"), "{}", program.log());
    case.wait_until_settled();
}
