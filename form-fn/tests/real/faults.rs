//! The fault matrix: whatever goes wrong, every report whose reporter was told a number arrives
//! once, sealed, and none that was refused.

mod bucket;
mod case;
mod folder;
mod keys;
mod recipients;

use crate::place::Program;
use crate::world::wait_for;
use case::{Case, PostAnswer, wait_for_log};
use form_fn::failpoint::Step;
use std::os::unix::process::ExitStatusExt;

/// Lets something go wrong. Its program is killed when it ends: what may be on its way then has to
/// arrive before, for a mail that is sent and not yet marked comes twice (see [`most`]).
type Fault = fn(&mut Case);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Folder,
    Bucket,
    /// A bucket, and a mail server that can be told how to behave.
    BucketAndServer,
    /// A bucket, and SES that can be told to refuse mails.
    BucketAndSes,
}

impl Kind {
    /// A case whose mail service is there.
    fn case(self, name: &str) -> Case {
        match self {
            Kind::Folder => {
                let mut case = Case::folder(name);
                case.serve();
                case
            }
            Kind::Bucket => Case::bucket(name),
            Kind::BucketAndSes => Case::bucket_and_ses(name),
            Kind::BucketAndServer => {
                let mut case = Case::bucket_and_server(name);
                case.serve();
                case
            }
        }
    }
}

/// Cases mostly wait.
fn in_parallel<T: Send>(cases: impl IntoIterator<Item = T>, check: impl Fn(T) + Sync) {
    let check = &check;
    std::thread::scope(|scope| {
        cases.into_iter().for_each(|case| drop(scope.spawn(move || check(case))));
    });
}

/// How often a report may arrive whose program dies at a step. The mail service gives no way to
/// ask whether it has a mail: who dies between its word and the mark sends it again, with the same
/// number and Message-ID. So may any report that was on its way when a later one met the step.
fn most(step: Step, earlier: usize) -> usize {
    if step == Step::Sent || earlier > 0 { 2 } else { 1 }
}

/// A folder has no steps of a bucket, and the other way round.
fn is_step_of(kind: Kind, step: Step) -> bool {
    match step {
        Step::Aside | Step::Sync => kind == Kind::Folder,
        Step::Held => kind != Kind::Folder,
        // Of one recipient, it is noted at once that all have it.
        Step::Noted => kind != Kind::Bucket,
        _ => true,
    }
}

fn death(kind: Kind, step: Step, earlier: usize) {
    let mut case = kind.case(&format!("{kind:?} {step:?} after {earlier}"));
    if kind != Kind::Bucket {
        case.to.push(case.address("duty"));
    }
    let mut variables = case.variables();
    variables.insert("FAILPOINTS", format!("{step:?}={earlier}*off->return"));
    let mut program = Program::start(&variables);
    for _ in 0..3 {
        if case.post(&program) == PostAnswer::Nothing {
            break;
        }
    }
    let status = program.end();
    assert_eq!(status.signal(), Some(6), "{}: it is reached", case.name);
    case.check(most(step, earlier));
}

#[test]
fn a_death_at_any_step_loses_nothing() {
    for kind in [Kind::Folder, Kind::Bucket, Kind::BucketAndServer, Kind::BucketAndSes] {
        in_parallel(Step::ALL.into_iter().filter(|step| is_step_of(kind, *step)), |step| {
            death(kind, step, 0);
            death(kind, step, 2);
        });
    }
}

#[test]
fn no_fault_loses_or_forges_a_report() {
    in_parallel(folder::FAULTS, |(name, fault)| {
        let mut case = Case::folder(name);
        fault(&mut case);
        case.check(1);
    });
    in_parallel(bucket::FAULTS, |(name, fault)| {
        let mut case = Case::bucket(name);
        fault(&mut case);
        case.check(1);
    });
}

#[test]
fn neither_keys_nor_recipients_lose_a_report() {
    for kind in [Kind::Folder, Kind::BucketAndServer, Kind::BucketAndSes] {
        in_parallel(keys::FAULTS.iter().chain(&recipients::FAULTS), |(name, fault)| {
            let mut case = kind.case(&format!("{kind:?} {name}"));
            fault(&mut case);
            case.check(1);
        });
    }
}

#[test]
fn neither_clock_nor_company_nor_restart_loses_a_report() {
    for kind in [Kind::Folder, Kind::Bucket] {
        in_parallel(FAULTS, |(name, fault, most)| {
            let mut case = kind.case(name);
            fault(&mut case);
            case.check(most);
        });
    }
}

/// What may befall a program, whatever its outbox and its mail service, and how often a report may
/// arrive then: see [`most`].
const FAULTS: [(&str, Fault, usize); 4] = [
    ("clock jumps", clock_jumps, 1),
    ("midnight", midnight, 1),
    ("two processes", two_processes, 1),
    ("restarts", restarts, 2),
];

fn clock_jumps(case: &mut Case) {
    let program = Program::start(&case.with_clock("+0d"));
    case.accepted(&program, 2);
    case.wait_until_settled();
    if case.has_moods() {
        case.mood("answer", "451 4.7.1 later");
    }
    case.set_clock("+400d");
    let PostAnswer::Number(number) = case.post(&program) else {
        panic!("the key does not run out")
    };
    assert!(!number.contains("-2026"), "the clock is wrong: {number}");
    if case.has_moods() {
        wait_for_log(&program, &format!("report {number}: not sent yet"), 1);
    }
    // Before the team's key was made.
    case.set_clock("-1000d");
    let told = case.post(&program);
    assert!(matches!(told, PostAnswer::Refused(_)), "{told:?}");
    if case.has_moods() {
        case.good_mood("answer");
    }
    // Though all that is noted lies ahead by years.
    case.wait_until_settled();
}

/// Who heard nothing before midnight posts again after it.
fn midnight(case: &mut Case) {
    let program = Program::start(&case.with_clock("+0"));
    let day = 24 * 60 * 60;
    let seconds = std::time::UNIX_EPOCH.elapsed().expect("it is later").as_secs() % day;
    let to_midnight = 2 * day - seconds;
    case.set_clock(&format!("+{}", to_midnight - 60));
    let before = case.post(&program);
    case.set_clock(&format!("+{}", to_midnight + 60));
    assert_eq!(case.post_again(&program, "REF-0"), before, "{}", case.name);
    assert!(matches!(before, PostAnswer::Number(_)), "{before:?}");
    case.wait_until_settled();
}

fn two_processes(case: &mut Case) {
    if case.has_moods() {
        case.mood("pause", "0.2");
    }
    let programs = [case.start(), case.start()];
    for n in 0..8 {
        case.accepted(&programs[n % 2], 1);
    }
    let told = case.told["REF-3"].clone();
    assert_eq!(case.post_again(&programs[0], "REF-3"), told, "both know of it");
    case.wait_until_settled();
    let sent = |program: &Program| program.log().matches(": sent").count();
    wait_for("the logs", || (sent(&programs[0]) + sent(&programs[1]) == 8).then_some(()));
}

fn restarts(case: &mut Case) {
    for signal in ["-KILL", "-TERM", "-KILL", "-INT"] {
        let mut program = case.start();
        case.accepted(&program, 3);
        program.signal(signal);
        assert_eq!(program.end().success(), signal != "-KILL");
    }
}
