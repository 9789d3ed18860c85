//! Faults of a folder, its disk and a mail server.

use super::Fault;
use super::case::{Case, PostAnswer, wait_for_log};
use crate::place::Program;
use crate::rude::{End, Rude, TO_DATA};
use crate::world::{run, wait_for};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What may befall a program, its disk or its mail server.
pub const FAULTS: [(&str, Fault); 15] = [
    ("mail server down", mail_server_down),
    ("mail server slow, and kill -9", mail_server_slow),
    ("mail server rejects", mail_server_rejects),
    ("mail server closes in the middle of DATA", mail_server_closes),
    ("mail server hangs", mail_server_hangs),
    ("outbox full", outbox_full),
    ("outbox full after the mail is sent", full_after_sending),
    ("outbox read-only", outbox_read_only),
    ("outbox read-only after the mail is sent", read_only_after_sending),
    ("the folder cannot be made safe", unsafe_folder),
    ("damaged and foreign files", damaged_files),
    ("unreadable entries", unreadable_entries),
    ("started with a full disk", started_full),
    ("started read-only", started_read_only),
    ("started without an outbox and without room", started_without_room),
];

const DOWN: &str = "not sent yet: nobody listens at the server's port";

const BROKEN: &str = "not sent yet: the server broke off, or is no mail server";

fn mail_server_down(case: &mut Case) {
    let program = case.start();
    case.accepted(&program, 3);
    wait_for_log(&program, DOWN, 3);
}

fn mail_server_slow(case: &mut Case) {
    case.mood("pause", "1");
    case.serve();
    let mut program = case.start();
    case.accepted(&program, 2);
    wait_for("a mail that is under way", || {
        case.mail_folder().join("attempts").exists().then_some(())
    });
    program.child.kill().expect("kill -9");
    program.end();
    let program = case.start();
    case.accepted(&program, 1);
    case.wait_until_settled();
}

fn mail_server_rejects(case: &mut Case) {
    case.mood("answer", "554 5.7.1 no");
    case.serve();
    let program = case.start();
    case.accepted(&program, 1);
    wait_for_log(&program, "not sent yet: the server answered 554 5.7.1", 2);
    case.mood("answer", "451 4.7.1 later");
    case.accepted(&program, 1);
    wait_for_log(&program, "not sent yet: the server answered 451 4.7.1", 2);
    case.good_mood("answer");
    case.wait_until_settled();
}

fn mail_server_closes(case: &mut Case) {
    let rude = Rude::start(case.place.port, &TO_DATA, End::Close);
    let program = case.start();
    case.accepted(&program, 2);
    wait_for_log(&program, BROKEN, 3);
    assert!(!rude.heard().is_empty(), "it had begun");
}

fn mail_server_hangs(case: &mut Case) {
    let rude = Rude::start(case.place.port, &TO_DATA, End::Hang);
    let program = case.start();
    case.accepted(&program, 2);
    wait_for("a mail that is under way", || (!rude.heard().is_empty()).then_some(()));
    case.accepted(&program, 1);
    // It goes away at last, in the middle of a mail.
    drop(rude);
    wait_for_log(&program, BROKEN, 1);
}

fn with_a_small_disk(case: &Case) -> Program {
    case.place.start_on_a_small_disk(&case.variables())
}

fn outbox_full(case: &mut Case) {
    let program = with_a_small_disk(case);
    case.accepted(&program, 2);
    program.fill(true);
    assert_eq!(case.post(&program), PostAnswer::Refused(503));
    assert_eq!(case.post(&program), PostAnswer::Refused(503));
    let number = case.told["REF-1"].clone();
    assert_eq!(case.post_again(&program, "REF-1"), number, "it is there already");
    // What is kept goes out all the same.
    case.serve();
    case.wait_until_settled();
    program.fill(false);
    case.accepted(&program, 1);
    case.wait_until_settled();
}

fn full_after_sending(case: &mut Case) {
    case.mood("dwell", "0.5");
    case.serve();
    let mut program = with_a_small_disk(case);
    case.accepted(&program, 1);
    wait_for("the mail", || (!case.arrived().is_empty()).then_some(()));
    program.fill(true);
    wait_for_log(&program, ": sent\n", 1);
    program.child.kill().expect("kill -9");
    program.end();
}

/// A program that may not write what is read-only, though it be root.
fn without_privileges(case: &Case) -> Program {
    Program::run(&mut unprivileged(case))
}

fn unprivileged(case: &Case) -> Command {
    let is_root = std::fs::metadata(case.mail_folder()).expect("a folder").uid() == 0;
    let mut command = Command::new(if is_root { "setpriv" } else { "env" });
    if is_root {
        command.arg("--bounding-set=-dac_override,-dac_read_search");
    }
    command.arg(env!("CARGO_BIN_EXE_form-fn"));
    Program::prepare(&mut command, &case.variables());
    command
}

/// What a person is told who asks while nothing can be noted.
fn ask_about_what_cannot_be_noted(case: &Case, program: &Program) {
    let told = |args: &[&str]| {
        let Output { status, stdout, stderr } =
            unprivileged(case).args(args).output().expect("it runs");
        let told = [stdout, stderr].concat();
        (status.code(), String::from_utf8(told).expect("UTF-8"))
    };
    let why = "the outbox takes nothing (permission denied): no report is taken";
    let (code, status) = told(&["status"]);
    assert!(code == Some(1) && status.contains(why), "{status}");
    let (code, requeued) = told(&["requeue", "--all"]);
    assert!(code == Some(2) && requeued.contains(why), "{requeued}");
    let health = || program.raw(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").1;
    assert!(health().contains("no report is taken: the outbox failed: permission denied"));
    let unnoted = "2 reports were sent, which the outbox cannot note";
    wait_for("the health", || health().contains(unnoted).then_some(()));
}

fn make_writable(case: &Case, is_writable: bool) {
    let set = |path: &Path, mode| {
        let mode = std::fs::Permissions::from_mode(if is_writable { mode } else { mode & 0o500 });
        std::fs::set_permissions(path, mode).expect("it is ours");
    };
    for folder in ["outbox/mail", "outbox/tmp"].map(|name| PathBuf::from(case.place.path(name))) {
        set(&folder, 0o700);
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            set(&entry.expect("an entry").path(), 0o600);
        }
    }
}

fn outbox_read_only(case: &mut Case) {
    let program = without_privileges(case);
    case.accepted(&program, 2);
    wait_for_log(&program, DOWN, 2);
    make_writable(case, false);
    assert_eq!(case.post(&program), PostAnswer::Refused(503));
    case.serve();
    // What is there goes out. That cannot be noted, so it is kept in mind.
    wait_for_log(&program, "sent; FAILED to note it", 2);
    ask_about_what_cannot_be_noted(case, &program);
    make_writable(case, true);
    case.accepted(&program, 1);
    case.wait_until_settled();
}

fn read_only_after_sending(case: &mut Case) {
    case.mood("dwell", "0.5");
    case.serve();
    let program = without_privileges(case);
    case.accepted(&program, 1);
    wait_for("the mail", || (!case.arrived().is_empty()).then_some(()));
    make_writable(case, false);
    wait_for_log(&program, "sent; FAILED to note it", 1);
    // It is not sent again while nobody can note it, and is noted once that is possible.
    assert_eq!(case.post(&program), PostAnswer::Refused(503));
    make_writable(case, true);
    case.accepted(&program, 1);
    case.wait_until_settled();
}

fn unsafe_folder(case: &mut Case) {
    let mut variables = case.variables();
    variables.insert("FAILPOINTS", "Sync=1*return(it cannot be synced)".to_owned());
    let program = Program::start(&variables);
    assert_eq!(case.post(&program), PostAnswer::Refused(503));
    // The mail may be there or not: the same post makes sure, and tells its number.
    assert!(matches!(case.post_again(&program, "REF-0"), PostAnswer::Number(_)));
    assert_eq!(case.kept(), (1, 0));
}

fn damaged_files(case: &mut Case) {
    let program = case.start();
    case.accepted(&program, 2);
    let folder = PathBuf::from(case.place.path("outbox/mail"));
    let first = std::fs::read_dir(&folder).expect("a folder").find_map(|entry| {
        let path = entry.expect("an entry").path();
        path.extension().is_some_and(|end| end == "eml").then_some(path)
    });
    // As after a power failure of a disk that lied.
    std::fs::File::create(first.expect("a mail")).expect("it is cut");
    std::fs::write(folder.join("foreign.eml"), "To: somebody@else.example\r\n\r\nx")
        .expect("written");
    std::fs::write(folder.join("empty.later"), "x y z").expect("written");
    std::fs::create_dir(folder.join("folder.eml")).expect("made");
    run(Command::new("mkfifo").arg(folder.join("pipe.eml")), b"");
    case.serve();
    wait_for_log(&program, "ALARM: report -: DEAD, a person has to look: the message ", 2);
    wait_for_log(&program, " files in the outbox are damaged, or no messages", 1);
    // The reporters of both post once more: one of them gets a new number for what was destroyed.
    let before = case.told.clone();
    for reference in ["REF-0", "REF-1"] {
        assert!(matches!(case.post_again(&program, reference), PostAnswer::Number(_)));
    }
    assert_eq!(
        before.iter().filter(|(reference, told)| case.told[*reference] == **told).count(),
        1
    );
    for name in ["foreign.eml", "foreign.dead", "empty.later", "pipe.eml"] {
        std::fs::remove_file(folder.join(name)).expect("it is still there");
    }
    std::fs::remove_dir(folder.join("folder.eml")).expect("it is still there");
    std::fs::remove_file(first_damaged(&folder)).expect("a person may look at it");
    case.wait_until_settled();
}

/// Three entries that another user owns, and three that are folders, stand before the good ones.
fn unreadable_entries(case: &mut Case) {
    let mut program = case.start();
    case.accepted(&program, 6);
    program.child.kill().expect("kill -9");
    program.end();
    let folder = PathBuf::from(case.place.path("outbox/mail"));
    let mut mails: Vec<_> = std::fs::read_dir(&folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "eml"))
        .collect();
    mails.sort_by_key(|path| path.metadata().and_then(|meta| meta.modified()).expect("a time"));
    let lock = |mode| {
        for path in &mails[..3] {
            let mode = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(path, mode).expect("it is ours");
        }
    };
    lock(0o000);
    let folders: Vec<_> = (0..3).map(|n| folder.join(format!("{n}.eml"))).collect();
    folders.iter().for_each(|path| std::fs::create_dir(path).expect("made"));
    case.serve();
    let mut program = without_privileges(case);
    wait_for("the others", || (case.arrived().len() == 3).then_some(()));
    case.accepted(&program, 1);
    // What has arrived and is not yet marked would come twice.
    wait_for_log(&program, ": sent\n", 4);
    wait_for_log(&program, ".eml cannot be read (permission denied)", 3);
    wait_for_log(&program, "ALARM: 3 files in the outbox are damaged, or no messages", 1);
    lock(0o600);
    folders.iter().for_each(|path| std::fs::remove_dir(path).expect("it is still there"));
    program.child.kill().expect("kill -9");
    program.end();
}

/// What was accepted goes out from a disk that takes nothing, and nothing new is accepted.
fn started(case: &mut Case, start: fn(&Case) -> Program, repair: fn(&Case, &Program)) {
    case.serve();
    let program = start(case);
    case.wait_until_arrived(2);
    assert_eq!(case.post(&program), PostAnswer::Refused(503));
    let health = program.raw(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!(health.0, 503, "{}", health.1);
    repair(case, &program);
    case.accepted(&program, 1);
    case.wait_until_settled();
    case.wait_until_arrived(3);
}

fn kept(case: &mut Case) {
    let mut program = case.start();
    case.accepted(&program, 2);
    program.child.kill().expect("kill -9");
    program.end();
}

fn started_full(case: &mut Case) {
    kept(case);
    let start = |case: &Case| {
        let mut command = Command::new("sh");
        let script = "trap '' XFSZ; exec prlimit --fsize=0:unlimited \"$0\"";
        command.args(["-c", script, env!("CARGO_BIN_EXE_form-fn")]);
        command.env("PATH", std::env::var("PATH").expect("it is set"));
        let mut variables = case.variables();
        variables.insert("PATH", std::env::var("PATH").expect("it is set"));
        Program::run(Program::prepare(&mut command, &variables))
    };
    started(case, start, |_, program| program.fill(false));
}

fn started_read_only(case: &mut Case) {
    kept(case);
    make_writable(case, false);
    started(case, without_privileges, |case, _| make_writable(case, true));
}

/// There is nothing yet, not even the secret, and no room for it.
fn started_without_room(case: &mut Case) {
    for folder in ["outbox/mail", "outbox/tmp"] {
        std::fs::create_dir_all(case.place.path(folder)).expect("made");
    }
    let outbox = case.place.path("outbox");
    let set = |mode| {
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(&outbox, mode).expect("it is ours");
    };
    make_writable(case, false);
    set(0o500);
    let program = without_privileges(case);
    assert_eq!(case.post(&program), PostAnswer::Refused(503));
    set(0o700);
    make_writable(case, true);
    case.accepted(&program, 2);
}

fn first_damaged(folder: &Path) -> PathBuf {
    let mut entries = std::fs::read_dir(folder).expect("a folder");
    let found = entries.find_map(|entry| {
        let path = entry.expect("an entry").path();
        path.extension().is_some_and(|end| end == "damaged").then_some(path)
    });
    found.expect("what was damaged is kept")
}
