//! The examples of `form-fn/deploy/`, each with the program that it is for: nginx and Caddy in front
//! of a socket, systemd's own judgement of the unit, and a socket that is handed over.

use crate::place::{Place, Program, hear};
use crate::proxied::Nginx;
use crate::server::from;
use crate::world::{free_port, wait_for};
use certsite_tests::project;
use form_fn::config::{Config, settings};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const SOCKET: &str = "/run/form-fn.sock";

fn example(name: &str) -> String {
    let path = project().join("form-fn/deploy").join(name);
    std::fs::read_to_string(path).expect("it is there")
}

/// A program that listens at a socket, behind one proxy.
fn at_a_socket(place: &Place) -> Program {
    let mut variables = place.variables();
    variables.insert("FORM_LISTEN", format!("unix:{}", place.path("http.sock")));
    variables.insert("FORM_TRUSTED_HOPS", "1".to_owned());
    variables.insert("FORM_RATE_PER_MINUTE", "3".to_owned());
    let program = Program::start(&variables);
    wait_for("the socket", || ask(place, "/healthz?ready").ok());
    program
}

/// What is answered at the socket itself.
fn ask(place: &Place, path: &str) -> std::io::Result<String> {
    let mut stream = UnixStream::connect(place.path("http.sock"))?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

/// A post through a proxy, by somebody at this address of this machine.
async fn post(proxy: &str, host: u8, body: &str) -> (u16, String) {
    let request = format!(
        "POST /forms/incident HTTP/1.1\r\nHost: cert.example\r\nConnection: close\r\n\
         Origin: https://cert.example\r\nX-Forwarded-For: 192.0.2.{host}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = from([127, 3, 0, host], proxy, request.as_bytes()).await.expect("it listens");
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a time limit");
    hear(&mut stream)
}

/// Each reporter has a limit of his own, whatever he says of himself, and keeps his words.
async fn check(place: &Place, program: &Program, proxy: &str) {
    let body = |n: usize| place.body.replace("REF-2026", &format!("REF-{n}"));
    for n in 0..5 {
        let (status, answer) = post(proxy, 1, &body(n)).await;
        assert_eq!(status, if n < 3 { 303 } else { 429 }, "{n}: {answer}");
    }
    for host in 2..20 {
        let (status, answer) = post(proxy, host, &body(100 + usize::from(host))).await;
        assert_eq!(status, 303, "{host}: {answer}");
    }
    let large = format!("lang=en&title=Kept+words&evidence_text={}", "x".repeat(6_000_000));
    let (status, answer) = post(proxy, 30, &large).await;
    assert_eq!(status, 413, "{answer}");
    assert!(answer.contains("value=\"Kept words\""), "{answer}");
    check_attachment(proxy).await;
    assert!(!program.log().contains("WARNING"), "{}", program.log());
}

/// An attachment beyond what the form takes is answered by the form, with the words, and never by
/// the proxy.
pub async fn check_attachment(proxy: &str) {
    let part = |disposition: &str, text: &str| {
        format!("--B\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{text}\r\n")
    };
    for megabytes in [21, 60] {
        let file = "x".repeat(megabytes << 20);
        let body = [
            part("name=\"lang\"", "en"),
            part("name=\"title\"", "Words in front"),
            part("name=\"attachments\"; filename=\"photo.jpg\"", &file),
            part("name=\"reporter_name\"", "Words behind"),
            "--B--\r\n".to_owned(),
        ]
        .concat();
        let head = format!(
            "POST /forms/incident HTTP/1.1\r\nHost: cert.example\r\nConnection: close\r\n\
             Origin: https://cert.example\r\nContent-Type: multipart/form-data; boundary=B\r\n\
             Content-Length: {}\r\n\r\n",
            body.len()
        );
        let request = [head.as_bytes(), body.as_bytes()].concat();
        let mut stream = from([127, 3, 1, 1], proxy, &request).await.expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a time limit");
        let (status, answer) = hear(&mut stream);
        assert_eq!(status, 413, "{megabytes} {answer}");
        for word in ["Words in front", "Words behind", "photo.jpg", "The report is too large"] {
            assert!(answer.contains(word), "{megabytes} {word} {answer}");
        }
    }
}

#[tokio::test]
async fn nginx_passes_posts_to_the_socket() {
    let place = Place::new();
    let program = at_a_socket(&place);
    let nginx = Nginx::start(&example("nginx.conf").replace(SOCKET, &place.path("http.sock")));
    check(&place, &program, nginx.address()).await;
}

struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn caddy_passes_posts_to_the_socket() {
    let place = Place::new();
    let program = at_a_socket(&place);
    let port = free_port();
    let site = format!("http://:{port} {{\n\tbind 127.0.0.1");
    let config = example("Caddyfile")
        .replace("www.example.org {", &site)
        .replace(SOCKET.trim_start_matches('/'), place.path("http.sock").trim_start_matches('/'))
        .replace("/srv/certsite/public", &place.path("bundle"));
    let file = place.path("Caddyfile");
    std::fs::write(&file, format!("{{\n\tadmin off\n}}\n{config}")).expect("written");
    let mut command = Command::new("caddy");
    command.args(["run", "--adapter", "caddyfile", "--config", &file]);
    for name in ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"] {
        command.env(name, place.path("caddy"));
    }
    let child = command.stderr(Stdio::null()).spawn();
    let _caddy = Ended(child.expect("caddy starts: `make packages` installs it"));
    let address = format!("127.0.0.1:{port}");
    wait_for("caddy", || TcpStream::connect(&address).ok());
    check(&place, &program, &address).await;
}

#[test]
fn a_socket_is_left_to_nobody_and_taken_from_nobody() {
    let place = Place::new();
    let mut program = at_a_socket(&place);
    let answer = ask(&place, "/metrics").expect("an answer");
    assert!(answer.contains("form_fn_ready 1"), "{answer}");
    // A second one does not push the first out.
    let mut variables = place.variables();
    variables.insert("FORM_LISTEN", format!("unix:{}", place.path("http.sock")));
    let second = Program::command(&variables).output().expect("it runs");
    assert_eq!(second.status.code(), Some(2), "{second:?}");
    assert!(ask(&place, "/healthz?ready").is_ok());
    // One that died leaves it, and the next takes it over; one that stops takes it away.
    program.child.kill().expect("kill -9");
    program.end();
    assert!(Path::new(&place.path("http.sock")).exists());
    let mut program = at_a_socket(&place);
    program.signal("-TERM");
    assert!(program.end().success());
    assert!(!Path::new(&place.path("http.sock")).exists());
}

#[test]
fn a_socket_of_the_service_manager_is_used() {
    for by_port in [true, false] {
        let place = Place::new();
        let port = free_port();
        let at = if by_port { format!("127.0.0.1:{port}") } else { place.path("http.sock") };
        let mut command = Command::new("systemd-socket-activate");
        command.args(["--listen", &at]);
        for (name, value) in place.variables() {
            command.arg(format!("--setenv={name}={value}"));
        }
        command.arg(env!("CARGO_BIN_EXE_form-fn")).stderr(Stdio::null());
        let _manager = Ended(command.spawn().expect("systemd is installed"));
        // It starts with the first question.
        let answer = wait_for("an answer", || match by_port {
            true => {
                let mut stream = TcpStream::connect(&at).ok()?;
                stream.write_all(b"GET /healthz?ready HTTP/1.1\r\nHost: x\r\n\r\n").ok()?;
                Some(hear(&mut stream).1)
            }
            false => ask(&place, "/healthz?ready").ok(),
        });
        assert!(answer.ends_with("ok\n"), "{answer}");
    }
}

#[test]
fn systemd_finds_the_unit_safe() {
    let unit = project().join("form-fn/deploy/form-fn.service");
    let mut command = Command::new("systemd-analyze");
    command.args(["security", "--offline=true", "--no-pager", "--threshold=20"]).arg(unit);
    let judged = command.output().expect("systemd is installed");
    let said = String::from_utf8_lossy(&judged.stdout).into_owned();
    let why = String::from_utf8_lossy(&judged.stderr).into_owned();
    assert!(judged.status.success() && said.contains("OK"), "{said}{why}");
    // No line of it is unknown to systemd.
    assert!(!why.contains("Unknown"), "{why}");
}

/// Every key and value of the units is one that systemd knows, and what they start is there. How they
/// fare when they are started, `make systemd` tries.
#[test]
fn systemd_understands_the_units() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let told = |change: (&str, &str)| {
        let mut command = Command::new("systemd-analyze");
        command.args(["verify", "--man=no"]);
        for name in ["form-fn.service", "form-fn.socket"] {
            let text =
                example(name).replace("/usr/local/bin/form-fn", env!("CARGO_BIN_EXE_form-fn"));
            let path = folder.path().join(name);
            std::fs::write(&path, text.replace(change.0, change.1)).expect("written");
            command.arg(path);
        }
        let told = command.output().expect("systemd is installed").stderr;
        // Of other units of this machine it may tell too.
        let told = String::from_utf8_lossy(&told).into_owned();
        told.lines()
            .filter(|line| line.contains("form-fn.s"))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(told(("", "")), Vec::<String>::new());
    assert_eq!(told(("ProtectClock=", "ProtectClok=")).len(), 1, "a key that there is not");
    assert_eq!(told(("SocketMode=0666", "SocketMode=0888")).len(), 1, "a value that is none");
}

#[test]
fn the_settings_that_are_shipped_are_read_without_a_warning() {
    let read: BTreeMap<_, _> = settings(&example("settings")).expect("they can be read");
    let config = Config::read(&read).expect("they are whole");
    assert_eq!((config.trusted_hops, config.warnings), (1, Vec::new()));
}
