//! nginx in front, as the guide for operators says, and as it should not be: whose limit is whose,
//! and what the log says of it.

use crate::deploy::check_attachment;
use crate::place::{Place, Program, hear};
use crate::server::from;
use crate::world::{free_port, wait_for};
use certsite_tests::project;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// A running nginx, with one location.
pub struct Nginx {
    child: Child,
    address: String,
    _folder: TempDir,
}

impl Nginx {
    pub fn start(location: &str) -> Nginx {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let port = free_port();
        let at = folder.path().display();
        let temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        let temp: String =
            temp.iter().map(|name| format!("  {name}_temp_path {at}/{name};\n")).collect();
        let config = format!(
            "daemon off;\nmaster_process off;\npid {at}/pid;\nerror_log {at}/error.log;\nevents {{}}\n\
             http {{\n  access_log off;\n{temp}  server {{\n    listen 127.0.0.1:{port};\n{location}\n  }}\n}}\n"
        );
        let file = folder.path().join("nginx.conf");
        std::fs::write(&file, config).expect("it is written");
        let mut command = Command::new("nginx");
        command.arg("-p").arg(folder.path()).arg("-c").arg(&file).stderr(Stdio::inherit());
        let child = command.spawn().expect("nginx starts: `make packages` installs it");
        let address = format!("127.0.0.1:{port}");
        wait_for("nginx", || std::net::TcpStream::connect(&address).ok());
        Nginx { child, address, _folder: folder }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// The location of the guide, in front of this program.
    fn as_documented(program: &Program) -> Nginx {
        let guide =
            std::fs::read_to_string(project().join("form-fn/README.md")).expect("it is there");
        let examples =
            guide.split("```nginx\n").skip(1).filter_map(|rest| rest.split("```").next());
        let mut ours = examples.filter(|example| example.contains("127.0.0.1:8088"));
        let example = ours.next().expect("an example for nginx");
        Nginx::start(&example.replace("127.0.0.1:8088", &program.address))
    }

    /// A post by somebody at this address; the status of the answer.
    async fn post(&self, host: u8, body: &str, headers: &[u8]) -> (u16, String) {
        let head = format!(
            "POST /forms/incident HTTP/1.1\r\nHost: cert.example\r\nConnection: close\r\n\
             Origin: https://cert.example\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n",
            body.len()
        );
        let request = [head.as_bytes(), headers, b"\r\n", body.as_bytes()].concat();
        let stream = from([127, 3, 0, host], &self.address, &request).await;
        let mut stream = stream.expect("nginx listens");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a time limit");
        hear(&mut stream)
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A program with these settings.
fn start(place: &Place, hops: Option<&str>) -> Program {
    let mut variables = place.variables();
    variables.insert("FORM_RATE_PER_MINUTE", "3".to_owned());
    variables.extend(hops.map(|hops| ("FORM_TRUSTED_HOPS", hops.to_owned())));
    Program::start(&variables)
}

fn body(place: &Place, n: usize) -> String {
    place.body.replace("REF-2026", &format!("REF-{n}"))
}

fn warnings(program: &Program) -> Vec<String> {
    program
        .log()
        .lines()
        .filter(|line| line.contains("X-Forwarded-For") || line.contains("HOPS"))
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn behind_nginx_as_documented_each_has_a_limit_of_his_own() {
    let place = Place::new();
    let program = start(&place, Some("1"));
    let nginx = Nginx::as_documented(&program);
    // Whatever a client writes into the header stands before what nginx adds.
    let forged: [&[u8]; 4] = [
        b"",
        b"X-Forwarded-For: 192.0.2.1\r\n",
        b"X-Forwarded-For: \xff\xc9\r\n",
        b"X-Forwarded-For: ,,\r\n",
    ];
    for (n, headers) in forged.iter().cycle().take(8).enumerate() {
        let (status, answer) = nginx.post(1, &body(&place, n), headers).await;
        assert_eq!(status, if n < 3 { 303 } else { 429 }, "{n}: {answer}");
    }
    for host in 2..50 {
        let (status, answer) = nginx.post(host, &body(&place, 100 + usize::from(host)), b"").await;
        assert_eq!(status, 303, "{host}: {answer}");
    }
    assert_eq!(warnings(&program), Vec::<String>::new());
    // What is too large for the form is not too large for nginx: the page comes back.
    let large = format!("lang=en&title=Kept+words&evidence_text={}", "x".repeat(6_000_000));
    let (status, answer) = nginx.post(1, &large, b"").await;
    assert_eq!(status, 413);
    assert!(answer.contains("value=\"Kept words\""), "{answer}");
    check_attachment(nginx.address()).await;
}

#[tokio::test]
async fn a_proxy_that_nobody_told_of_is_found_out_at_once_and_locks_nobody_out() {
    for hops in [None, Some("0")] {
        let place = Place::new();
        let program = start(&place, hops);
        let nginx = Nginx::as_documented(&program);
        for n in 0..8 {
            let status = nginx.post(1, &body(&place, n), b"").await.0;
            assert_eq!(status, if n < 3 { 303 } else { 429 }, "{n}");
        }
        for host in 2..8 {
            let (status, answer) =
                nginx.post(host, &body(&place, 100 + usize::from(host)), b"").await;
            assert_eq!(status, 303, "{host}: {answer}");
        }
        let warnings = warnings(&program);
        let [warning] = &warnings[..] else { panic!("once: {warnings:?}") };
        assert!(
            warning.starts_with("WARNING") && warning.contains("FORM_TRUSTED_HOPS=1"),
            "{warning}"
        );
        let log = program.log();
        let (before, _) = log.split_once("WARNING: requests").expect("it is there");
        assert!(!before.contains("accepted"), "before anything else: {before}");
    }
}

#[tokio::test]
async fn a_proxy_that_does_not_say_for_whom_is_found_out_too() {
    let says = |word: &str| format!("proxy_set_header X-Forwarded-For {word};");
    for (hops, header, told) in [
        (None, String::new(), "does not say for whom"),
        (Some("1"), String::new(), "fewer entries"),
        (Some("1"), says("unknown"), "no address"),
        (Some("1"), says("_hidden"), "no address"),
        (Some("1"), says("\"10.0.0.9, secret\""), "no address"),
    ] {
        let place = Place::new();
        let program = start(&place, hops);
        let nginx = Nginx::start(&format!(
            "location / {{ proxy_pass http://{}; client_max_body_size 20m; {header} }}",
            program.address
        ));
        // Ten by one do not shut out the eleventh, by another.
        for n in 0..20 {
            let status = nginx.post(1, &body(&place, n), b"").await.0;
            assert_eq!(status, 303, "{n}");
        }
        program.says(told);
        let warnings = warnings(&program);
        let [warning] = &warnings[..] else { panic!("once: {warnings:?}") };
        assert!(warning.starts_with("WARNING") && warning.contains(told), "{warning}");
        drop(nginx);
    }
}
