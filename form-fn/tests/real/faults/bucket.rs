//! Faults of a bucket and of SES.

use super::Fault;
use super::case::{Case, PostAnswer, wait_for_log};
use crate::aws::{Answer, Cloud, Stub};
use crate::place::Program;
use crate::world::wait_for;

/// What may befall a program, its bucket or its mail service.
pub const FAULTS: [(&str, Fault); 7] = [
    ("SES down", ses_down),
    ("SES slow", ses_slow),
    ("SES hangs", ses_hangs),
    ("SES rejects", ses_rejects),
    ("SES full", ses_full),
    ("bucket full", bucket_full),
    ("bucket read-only", bucket_read_only),
];

/// A program that meets a stub in place of a service, and the stub.
fn with_stub(case: &Case, service: &'static str, answer: Answer) -> (Program, Stub) {
    let stub = Stub::start(answer);
    let mut variables = case.variables();
    variables.insert(service, stub.url());
    (Program::start(&variables), stub)
}

const S3: &str = "AWS_ENDPOINT_URL_S3";
const SES: &str = "AWS_ENDPOINT_URL_SES";

fn ses_down(case: &mut Case) {
    let (program, _stub) = with_stub(case, SES, Answer::Close);
    case.accepted(&program, 2);
    // Its answer breaks off, so nobody can know whether it has the mail.
    wait_for_log(&program, "not sent yet: SES could not be reached, or broke off", 3);
}

fn ses_slow(case: &mut Case) {
    // It has the mail, and its answer comes too late or never: nobody can know.
    let (mut program, stub) = with_stub(case, SES, Answer::Silence);
    case.accepted(&program, 1);
    wait_for("a mail that is under way", || (stub.calls() > 0).then_some(()));
    program.child.kill().expect("kill -9");
    program.end();
    let program = case.start();
    case.accepted(&program, 1);
    wait_for_log(&program, ": sent\n", 1);
}

fn ses_hangs(case: &mut Case) {
    let (program, _stub) = with_stub(case, SES, Answer::Silence);
    case.accepted(&program, 2);
    wait_for_log(&program, "not sent yet: SES took too long", 1);
}

fn ses_rejects(case: &mut Case) {
    let (mut program, stub) = with_stub(case, SES, Answer::Code("MessageRejected"));
    case.accepted(&program, 2);
    wait_for_log(&program, "not sent yet: SES answered MessageRejected", 1);
    stub.set(Answer::Close);
    program.signal("-TERM");
    program.end();
}

fn ses_full(case: &mut Case) {
    let (program, stub) = with_stub(case, SES, Answer::Code("Throttling"));
    case.accepted(&program, 2);
    wait_for_log(&program, "not sent yet: SES answered Throttling", 2);
    stub.set(Answer::Through(Cloud::get().port()));
    case.wait_until_settled();
}

/// A bucket that takes nothing for a while.
fn refusing(case: &mut Case, answers: &[Answer]) {
    let port = Cloud::get().port();
    let (program, stub) = with_stub(case, S3, Answer::Through(port));
    case.accepted(&program, 1);
    for answer in answers {
        stub.set(answer.clone());
        assert_eq!(case.post(&program), PostAnswer::Refused(503), "{answer:?}");
    }
    stub.set(Answer::Through(port));
    case.accepted(&program, 1);
    case.wait_until_settled();
}

fn bucket_full(case: &mut Case) {
    refusing(case, &[Answer::With(503, "<Error><Code>SlowDown</Code></Error>"), Answer::Close]);
}

fn bucket_read_only(case: &mut Case) {
    refusing(case, &[Answer::With(403, "<Error><Code>AccessDenied</Code></Error>")]);
}
