//! Faults of recipients and of the relay between them and us.

use super::Fault;
use super::case::{Case, Refusal, wait_for_log};
use crate::place::Program;
use crate::world::library;
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;

/// What may befall one of several recipients, or all of them.
pub const FAULTS: [(&str, Fault); 6] = [
    ("one recipient refused for good", refused_for_good),
    ("one recipient refused for now", refused_for_now),
    ("recipients corrected while running", corrected),
    ("relay refuses for an hour", relay_refuses),
    ("too much at once", too_much_at_once),
    ("two addresses with one dead", one_address_dead),
];

fn two(case: &mut Case, other: &str) {
    case.to = vec![case.address(other), case.address("team")];
}

/// So many mails at the good recipient.
#[track_caller]
fn wait_for_team(case: &Case, count: usize) {
    let team = case.address("team");
    case.wait_for(&format!("{}: the mails of the good one", case.name), || {
        let mails = case.arrived().into_iter().filter(|(_, to)| *to == team).count();
        (mails == count).then_some(())
    });
}

fn refused_for_good(case: &mut Case) {
    two(case, "left");
    case.refuse(Some("left"), Refusal::Gone);
    let program = case.start();
    case.accepted(&program, 2);
    wait_for_team(case, 2);
    wait_for_log(&program, "recipient 1 of 2: DEAD, a person has to look, tried once a day", 2);
    program.says(&format!("refused: {}", case.told(Refusal::Gone)));
    case.accepted(&program, 1);
    wait_for_log(&program, "recipient 2 of 2: sent\n", 3);
    // The settings are corrected, and the program is started again.
    case.to = vec![case.address("team")];
}

fn refused_for_now(case: &mut Case) {
    two(case, "full");
    case.refuse(Some("full"), Refusal::Full);
    let program = case.start();
    case.accepted(&program, 2);
    wait_for_team(case, 2);
    let line = format!("recipient 1 of 2: not sent yet: {}", case.told(Refusal::Full));
    // More often than any refusal for good is asked about.
    wait_for_log(&program, &line, 7);
    assert!(!program.log().contains("DEAD"), "{}", program.log());
    case.take_all();
    case.wait_until_settled();
}

fn corrected(case: &mut Case) {
    let addresses = ["left", "team", "duty"].map(|who| case.address(who));
    let [left, team, duty] = &addresses;
    case.refuse(Some("left"), Refusal::Gone);
    let mut variables = case.variables();
    let settings = PathBuf::from(case.place.path("settings"));
    let write = |to: &str| {
        std::fs::write(&settings, format!("# who gets it\nFORM_TO='{to}'\n")).expect("written");
    };
    variables.remove("FORM_TO");
    variables.insert("FORM_SETTINGS", settings.to_str().expect("plain").to_owned());
    write(left);
    let program = Program::start(&variables);
    case.accepted(&program, 2);
    wait_for_log(&program, &format!(": refused: {}", case.told(Refusal::Gone)), 2);
    // What does not hold is not taken over.
    write("nobody");
    program.signal("-HUP");
    wait_for_log(&program, "the settings are not taken over", 1);
    case.accepted(&program, 1);
    write(&format!("{team}, {duty}"));
    program.signal("-HUP");
    wait_for_log(&program, "settings, keys and forms are read again", 1);
    case.accepted(&program, 1);
    case.to = vec![team.clone(), duty.clone()];
    case.wait_until_settled();
}

/// Whoever sets up the relay, the account or the sender wrongly mends it in the end.
fn relay_refuses(case: &mut Case) {
    case.refuse(None, Refusal::Denied);
    let program = Program::start(&case.with_clock("+0"));
    case.accepted(&program, 2);
    let line = format!("not sent yet: {}", case.told(Refusal::Denied));
    wait_for_log(&program, &line, 4);
    assert!(!program.log().contains("ALARM: "), "{}", program.log());
    case.set_clock("+1h");
    wait_for_log(&program, "ALARM: 2 reports wait to be sent, the first for 1 h", 1);
    assert!(!program.log().contains("DEAD"), "{}", program.log());
    case.take_all();
    // However long the pauses have become.
    case.set_clock("+3h");
    case.wait_until_settled();
}

/// So much at once that the service asks for patience: nothing of it counts against a report.
fn too_much_at_once(case: &mut Case) {
    two(case, "duty");
    case.refuse(None, Refusal::Busy);
    let program = case.start();
    case.accepted(&program, 4);
    wait_for_log(&program, &format!("not sent yet: {}", case.told(Refusal::Busy)), 3);
    assert!(!program.log().contains("ALARM"), "{}", program.log());
    case.take_all();
    case.wait_until_settled();
}

/// The service's name has an address from which nothing comes back, before the good one.
fn one_address_dead(case: &mut Case) {
    let port = case.port();
    let dead: SocketAddr = format!("127.0.0.2:{port}").parse().expect("an address");
    let _silence = Silence::at(dead);
    let hosts = case.place.path("hosts");
    std::fs::write(&hosts, "127.0.0.2 mail.test\n127.0.0.1 mail.test\n").expect("written");
    let mut variables = case.variables();
    variables.extend([
        ("LD_PRELOAD", library("libnss_wrapper.so")),
        ("NSS_WRAPPER_HOSTS", hosts),
        match case.has_moods() {
            true => {
                let url = format!("smtp://mail.test:{port}?starttls=never&cleartext=yes");
                ("FORM_MAILER", url)
            }
            false => ("AWS_ENDPOINT_URL_SES", format!("http://mail.test:{port}")),
        },
    ]);
    let program = Program::start(&variables);
    case.accepted(&program, 2);
    wait_for_log(&program, ": sent\n", 2);
    // To SES, an attempt may come to its end before the next address has its turn.
    let failed = program.log().matches("not sent yet").count();
    let is_ses = !case.has_moods();
    assert!(failed == 0 || is_ses, "{}", program.log());
    if is_ses {
        let told = program.log().matches("not sent yet: SES took too long").count();
        assert_eq!(failed, told, "{}", program.log());
    }
}

/// An address whose queue of connections is full: who comes next is not even refused.
struct Silence {
    _runtime: tokio::runtime::Runtime,
    _listener: tokio::net::TcpListener,
    _streams: Vec<TcpStream>,
}

impl Silence {
    fn at(address: SocketAddr) -> Silence {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("a runtime");
        let listener = runtime.block_on(async {
            let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
            socket.bind(address).expect("it is free");
            socket.listen(1).expect("it listens")
        });
        let wait = std::time::Duration::from_millis(300);
        let mut streams = Vec::new();
        while let Ok(stream) = TcpStream::connect_timeout(&address, wait) {
            streams.push(stream);
            assert!(streams.len() < 64, "the queue never gets full");
        }
        // Nobody takes a connection from it.
        Silence { _runtime: runtime, _listener: listener, _streams: streams }
    }
}
