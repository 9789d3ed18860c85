//! The fault matrix: whatever goes wrong, every report whose reporter was told a number arrives
//! once, sealed, and none that was refused.

use crate::place::{Place, Program};
use crate::rude::{End, Rude, TO_DATA};
use crate::world::{MailServer, mails, parse, run, wait_for};
use form_fn::step::Step;
use std::collections::BTreeMap;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a reporter was told.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Told {
    /// The report is taken, under this number.
    Number(String),
    /// It is not.
    Refused(u16),
    /// Nothing: the connection broke.
    Nothing,
}

/// One row of the matrix: reports that are posted while something goes wrong.
struct Case {
    name: String,
    place: Place,
    told: BTreeMap<String, Told>,
    server: Option<MailServer>,
}

impl Case {
    fn new(name: &str) -> Case {
        Case { name: name.to_owned(), place: Place::new(), told: BTreeMap::new(), server: None }
    }

    fn variables(&self) -> BTreeMap<&'static str, String> {
        let mut variables = self.place.variables();
        let url = format!("smtp://127.0.0.1:{}?starttls=never", self.place.port);
        variables.insert("FORM_MAILER", url);
        variables.remove("FORM_SMTP_CA");
        variables
    }

    fn start(&self) -> Program {
        Program::start(&self.variables())
    }

    fn mail_folder(&self) -> PathBuf {
        self.place.path("mail").into()
    }

    /// From here on there is a mail server.
    fn serve(&mut self) {
        let server = MailServer::start(&self.mail_folder(), self.place.port, "plain", None);
        self.server = Some(server);
    }

    /// Tells the mail server how to behave; see `smtp_server.py`.
    fn mood(&self, name: &str, text: &str) {
        std::fs::write(self.mail_folder().join(name), text).expect("it is written");
    }

    fn good_mood(&self, name: &str) {
        std::fs::remove_file(self.mail_folder().join(name)).expect("it is removed");
    }

    /// Posts a new report.
    fn post(&mut self, program: &Program) -> Told {
        self.post_again(program, &format!("REF-{}", self.told.len()))
    }

    fn post_again(&mut self, program: &Program, reference: &str) -> Told {
        let body = self.place.body.replace("REF-2026", reference);
        let told = match program.post(&body, "") {
            (303, answer) => Told::Number(number(&answer)),
            (0, _) => Told::Nothing,
            (status, _) => Told::Refused(status),
        };
        self.told.insert(reference.to_owned(), told.clone());
        told
    }

    #[track_caller]
    fn accepted(&mut self, program: &Program, count: usize) {
        for _ in 0..count {
            let told = self.post(program);
            assert!(matches!(told, Told::Number(_)), "{}: {told:?}", self.name);
        }
    }

    /// Whoever heard nothing posts again, and is told a number now.
    #[track_caller]
    fn ask_again(&mut self, program: &Program) {
        let nothing = self.told.iter().filter(|(_, told)| **told == Told::Nothing);
        for reference in nothing.map(|(reference, _)| reference.clone()).collect::<Vec<_>>() {
            let told = self.post_again(program, &reference);
            assert!(matches!(told, Told::Number(_)), "{}: {told:?}", self.name);
        }
    }

    fn arrived(&self) -> Vec<Vec<u8>> {
        mails(&self.mail_folder()).into_iter().map(|(mail, _)| mail).collect()
    }

    /// Mails in the outbox, and those of them that are settled.
    fn kept(&self) -> (usize, usize) {
        let names = std::fs::read_dir(self.place.path("outbox/mail")).expect("a folder");
        let names: Vec<_> = names.map(|entry| entry.expect("an entry").file_name()).collect();
        let ends = |end: &str| {
            names.iter().filter(|name| name.to_str().is_some_and(|n| n.ends_with(end))).count()
        };
        (ends(".eml"), ends(".done") + ends(".dead"))
    }

    #[track_caller]
    fn wait_until_settled(&self) {
        wait_for(&format!("{}: the outbox to be empty", self.name), || {
            let (all, settled) = self.kept();
            (all == settled).then_some(())
        });
    }

    /// The fault is over: a fresh program has some time, and everybody gets his own.
    #[track_caller]
    fn check(&mut self, most: usize) {
        if self.server.is_none() {
            self.serve();
        }
        let program = self.start();
        self.ask_again(&program);
        self.wait_until_settled();
        let mut arrived: BTreeMap<String, (String, usize)> = BTreeMap::new();
        for mail in self.arrived() {
            let outer = parse(&mail);
            assert!(outer.kind.starts_with("multipart/encrypted"), "{}: {outer:?}", self.name);
            let inner = parse(&self.place.gnupg.decrypt(&mail).0);
            let report = inner.report();
            let number = report["number"].as_str().expect("a number").to_owned();
            assert_eq!(outer.header("Subject"), format!("Report {number}"));
            let text = report.to_string();
            let (_, rest) = text.split_once("REF-").expect("a reference");
            let reference = format!("REF-{}", rest.split('/').next().expect("a piece"));
            let (first, count) = arrived.entry(reference).or_insert((number.clone(), 0));
            assert_eq!(*first, number, "{}: what comes twice has one number", self.name);
            *count += 1;
        }
        for (reference, told) in &self.told {
            let found = arrived.remove(reference);
            match (told, found) {
                (Told::Number(number), Some((arrived, count))) => {
                    assert_eq!(*number, arrived, "{}: {reference}", self.name);
                    assert!(count <= most, "{}: {reference} came {count} times", self.name);
                }
                (Told::Refused(_), None) => {}
                (told, found) => {
                    panic!("{}: {reference}: {told:?}, {found:?}\n{}", self.name, program.log());
                }
            }
        }
        assert!(arrived.is_empty(), "{}: nobody posted {arrived:?}", self.name);
    }
}

fn number(answer: &str) -> String {
    let (_, rest) = answer.split_once("/forms/incident/receipt/").expect("a receipt");
    rest.split('?').next().expect("a number").to_owned()
}

/// How often a report may arrive whose program dies at a step. The mail service gives no way to
/// ask whether it has a mail: who dies between its word and the mark sends it again, with the same
/// number and Message-ID.
fn most(step: Step) -> usize {
    if step == Step::Sent { 2 } else { 1 }
}

/// Those that a folder passes.
fn steps() -> impl Iterator<Item = Step> {
    Step::ALL.into_iter().filter(|step| *step != Step::Held)
}

fn death(step: Step, earlier: usize) {
    let mut case = Case::new(&format!("{step:?} after {earlier}"));
    case.serve();
    let mut variables = case.variables();
    variables.insert("FAILPOINTS", format!("{step:?}={earlier}*off->return"));
    let mut program = Program::start(&variables);
    for _ in 0..3 {
        if case.post(&program) == Told::Nothing {
            break;
        }
    }
    let status = program.end();
    assert_eq!(status.signal(), Some(6), "{}: it is reached", case.name);
    case.check(most(step));
}

#[test]
fn a_death_at_any_step_loses_nothing() {
    steps().for_each(|step| death(step, 0));
}

#[test]
fn a_later_death_at_any_step_loses_nothing() {
    steps().for_each(|step| death(step, 2));
}

/// What may befall a program, its disk, its mail server or its clock.
type Fault = fn(&mut Case);

const FAULTS: [(&str, Fault); 14] = [
    ("mail server down", mail_server_down),
    ("mail server slow, and kill -9", mail_server_slow),
    ("mail server rejects", mail_server_rejects),
    ("mail server closes in the middle of DATA", mail_server_closes),
    ("mail server hangs", mail_server_hangs),
    ("clock jumps", clock_jumps),
    ("two processes", two_processes),
    ("restarts", restarts),
    ("outbox full", outbox_full),
    ("outbox full after the mail is sent", full_after_sending),
    ("outbox read-only", outbox_read_only),
    ("outbox read-only after the mail is sent", read_only_after_sending),
    ("the folder cannot be made safe", unsafe_folder),
    ("damaged and foreign files", damaged_files),
];

#[test]
fn no_fault_loses_or_forges_a_report() {
    std::thread::scope(|scope| {
        for (name, fault) in FAULTS {
            scope.spawn(move || {
                let mut case = Case::new(name);
                fault(&mut case);
                case.check(1);
            });
        }
    });
}

/// Waits until something stands in the log, so and so often.
#[track_caller]
fn wait_for_log(program: &Program, text: &str, count: usize) {
    wait_for(text, || (program.log().matches(text).count() >= count).then_some(()));
}

const DOWN: &str = "not sent yet: the server could not be reached, or broke off";

fn mail_server_down(case: &mut Case) {
    let program = case.start();
    case.accepted(&program, 3);
    wait_for_log(&program, DOWN, 4);
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
    case.accepted(&case.start(), 1);
}

fn mail_server_rejects(case: &mut Case) {
    case.mood("answer", "554 5.7.1 no");
    case.serve();
    let program = case.start();
    case.accepted(&program, 1);
    wait_for_log(&program, "cannot be sent: the server answered 554", 1);
    case.mood("answer", "451 4.7.1 later");
    case.accepted(&program, 1);
    wait_for_log(&program, "not sent yet: the server answered 451", 2);
    case.good_mood("answer");
    case.wait_until_settled();
}

fn mail_server_closes(case: &mut Case) {
    let rude = Rude::start(case.place.port, &TO_DATA, End::Close);
    let program = case.start();
    case.accepted(&program, 2);
    wait_for_log(&program, DOWN, 3);
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
    wait_for_log(&program, DOWN, 1);
}

fn clock_jumps(case: &mut Case) {
    let clock = case.place.path("clock");
    let set = |offset: &str| std::fs::write(&clock, offset).expect("the clock is set");
    let library = std::fs::read_dir("/usr/lib").expect("a folder").find_map(|entry| {
        let path = entry.ok()?.path().join("faketime/libfaketime.so.1");
        path.to_str().filter(|_| path.exists()).map(str::to_owned)
    });
    let mut variables = case.variables();
    variables.extend([
        ("LD_PRELOAD", library.expect("`make test` installs faketime")),
        ("FAKETIME_TIMESTAMP_FILE", clock.clone()),
        ("FAKETIME_NO_CACHE", "1".to_owned()),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
    ]);
    set("+0d");
    let program = Program::start(&variables);
    case.accepted(&program, 2);
    wait_for_log(&program, DOWN, 3);
    set("+400d");
    let Told::Number(number) = case.post(&program) else { panic!("the key does not run out") };
    assert!(!number.contains("-2026"), "the clock is wrong: {number}");
    wait_for_log(&program, &format!("report {number}: {DOWN}"), 1);
    // Before the team's key was made.
    set("-1000d");
    let told = case.post(&program);
    assert!(matches!(told, Told::Refused(_)), "{told:?}");
    case.serve();
    // Though all that is noted lies ahead by years.
    case.wait_until_settled();
}

fn two_processes(case: &mut Case) {
    case.mood("pause", "0.2");
    let programs = [case.start(), case.start()];
    for n in 0..8 {
        case.accepted(&programs[n % 2], 1);
    }
    let told = case.told["REF-3"].clone();
    assert_eq!(case.post_again(&programs[0], "REF-3"), told, "both know of it");
    case.serve();
    case.wait_until_settled();
    let sent = |program: &Program| program.log().matches(": sent").count();
    wait_for("the logs", || (sent(&programs[0]) + sent(&programs[1]) == 8).then_some(()));
}

fn restarts(case: &mut Case) {
    case.serve();
    for signal in ["-KILL", "-TERM", "-KILL", "-INT"] {
        let mut program = case.start();
        case.accepted(&program, 3);
        program.signal(signal);
        assert_eq!(program.end().success(), signal != "-KILL");
    }
}

/// A program whose disk can be filled: what it writes then fails, and does not end it.
fn with_a_small_disk(case: &Case) -> Program {
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; exec \"$0\"", env!("CARGO_BIN_EXE_form-fn")]);
    Program::run(Program::prepare(&mut command, &case.variables()))
}

/// Fills the disk of a program, or makes room: no file may grow.
fn fill(program: &Program, is_full: bool) {
    let size = if is_full { "0" } else { "unlimited" };
    let (id, size) = (program.child.id().to_string(), format!("--fsize={size}:unlimited"));
    run(Command::new("prlimit").args(["--pid", &id, &size]), b"");
}

fn outbox_full(case: &mut Case) {
    let program = with_a_small_disk(case);
    case.accepted(&program, 2);
    fill(&program, true);
    assert_eq!(case.post(&program), Told::Refused(503));
    assert_eq!(case.post(&program), Told::Refused(503));
    let number = case.told["REF-1"].clone();
    assert_eq!(case.post_again(&program, "REF-1"), number, "it is there already");
    // What is kept goes out all the same.
    case.serve();
    case.wait_until_settled();
    fill(&program, false);
    case.accepted(&program, 1);
}

fn full_after_sending(case: &mut Case) {
    case.mood("dwell", "0.5");
    case.serve();
    let mut program = with_a_small_disk(case);
    case.accepted(&program, 1);
    wait_for("the mail", || (!case.arrived().is_empty()).then_some(()));
    fill(&program, true);
    wait_for_log(&program, ": sent\n", 1);
    program.child.kill().expect("kill -9");
    program.end();
}

/// A program that may not write what is read-only, though it be root.
fn without_privileges(case: &Case) -> Program {
    let is_root = std::fs::metadata(case.mail_folder()).expect("a folder").uid() == 0;
    let mut command = Command::new(if is_root { "setpriv" } else { "env" });
    if is_root {
        command.arg("--bounding-set=-dac_override,-dac_read_search");
    }
    command.arg(env!("CARGO_BIN_EXE_form-fn"));
    Program::run(Program::prepare(&mut command, &case.variables()))
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
    assert_eq!(case.post(&program), Told::Refused(503));
    case.serve();
    // What is sent could not be noted, so nothing new is begun.
    wait_for_log(&program, "ALARM: ", 1);
    make_writable(case, true);
    case.accepted(&program, 1);
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
    assert_eq!(case.post(&program), Told::Refused(503));
    make_writable(case, true);
    case.accepted(&program, 1);
    case.wait_until_settled();
}

fn unsafe_folder(case: &mut Case) {
    let mut variables = case.variables();
    variables.insert("FAILPOINTS", "Sync=1*return(it cannot be synced)".to_owned());
    let program = Program::start(&variables);
    assert_eq!(case.post(&program), Told::Refused(503));
    // The mail may be there or not: the same post makes sure, and tells its number.
    assert!(matches!(case.post_again(&program, "REF-0"), Told::Number(_)));
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
    wait_for_log(
        &program,
        "ALARM: report -: DEAD, a person has to look: the message is damaged",
        2,
    );
    // The reporters of both post once more: one of them gets a new number for what was destroyed.
    let before = case.told.clone();
    for reference in ["REF-0", "REF-1"] {
        assert!(matches!(case.post_again(&program, reference), Told::Number(_)));
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
}

fn first_damaged(folder: &Path) -> PathBuf {
    let mut entries = std::fs::read_dir(folder).expect("a folder");
    let found = entries.find_map(|entry| {
        let path = entry.expect("an entry").path();
        path.extension().is_some_and(|end| end == "damaged").then_some(path)
    });
    found.expect("what was damaged is kept")
}
