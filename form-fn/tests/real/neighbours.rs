//! Programs and libraries that stand beside the program under test: a certificate authority, a mail
//! server with the folder that it fills.

use crate::world::{python, run};
use certsite_tests::program::library;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// A certificate authority's certificate, and a server's certificate and key for 127.0.0.1.
pub struct Tls(TempDir);

impl Tls {
    pub fn new() -> Tls {
        Tls::with("+0d", "IP:127.0.0.1,DNS:localhost")
    }

    /// The server's certificate is for these names, and was made for two days by a clock that
    /// shows another time.
    pub fn with(clock: &str, names: &str) -> Tls {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let openssl = |args: &str| {
            let mut command = Command::new("openssl");
            command.current_dir(folder.path()).args(args.split(' '));
            if clock != "+0d" {
                command
                    .env("LD_PRELOAD", library("faketime/libfaketime.so.1"))
                    .env("FAKETIME", clock);
            }
            run(&mut command, b"");
        };
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
        openssl(&format!("req -x509 {key} -days 400 -subj /CN=ca -keyout ca.key -out ca.pem"));
        openssl(&format!(
            "req -x509 {key} -days 2 -subj /CN=mail -keyout server.key -out server.pem \
             -CA ca.pem -CAkey ca.key -addext subjectAltName={names} \
             -addext basicConstraints=critical,CA:FALSE"
        ));
        Tls(folder)
    }

    /// A certificate that is its own authority, as `openssl req -x509` makes one; `more` are further
    /// arguments.
    pub fn alone(clock: &str, more: &str) -> Tls {
        let tls = Tls::with("+0d", "DNS:unused.example");
        let mut command = Command::new("openssl");
        let args = format!(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=mail \
             -keyout server.key -out server.pem {more}"
        );
        command.current_dir(tls.0.path()).args(args.split_whitespace());
        if clock != "+0d" {
            command.env("LD_PRELOAD", library("faketime/libfaketime.so.1")).env("FAKETIME", clock);
        }
        run(&mut command, b"");
        tls.name_own();
        tls
    }

    /// Makes something else of it.
    pub fn openssl(&self, args: &str) {
        let mut command = Command::new("openssl");
        run(command.current_dir(self.0.path()).args(args.split_whitespace()), b"");
    }

    /// Names the certificate that the server shows.
    pub fn name_own(&self) {
        std::fs::copy(self.path("server.pem"), self.path("ca.pem")).expect("copied");
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

/// A running mail server.
pub struct MailServer {
    pub port: u16,
    child: Child,
}

impl MailServer {
    /// `folder` takes the mail; see `smtp_server.py` for what else stands in it.
    pub fn start(folder: &Path, port: u16, plan: &str, tls: Option<&Tls>) -> MailServer {
        let mut command = python("smtp_server.py");
        command.arg(folder).arg(port.to_string()).arg(plan);
        if let Some(tls) = tls {
            command.arg(tls.path("server.pem")).arg(tls.path("server.key"));
        }
        let mut child = command.stdout(Stdio::piped()).spawn().expect("Python starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("it is piped");
        BufReader::new(stdout).read_line(&mut line).expect("it says when it is ready");
        assert_eq!(line, "ready\n", "aiosmtpd did not start: `make test` installs it");
        MailServer { port, child }
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The mails in a folder, with their envelopes.
pub fn mails(folder: &Path) -> Vec<(Vec<u8>, Value)> {
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "eml"))
        .collect();
    paths.sort();
    let read = |path: &PathBuf| {
        let mut bytes = Vec::new();
        let mut file = std::fs::File::open(path).expect("it opens");
        file.read_to_end(&mut bytes).expect("it is read");
        bytes
    };
    let envelope = |path: &PathBuf| serde_json::from_slice(&read(path)).unwrap_or(Value::Null);
    paths
        .iter()
        .map(|path| {
            let beside = path.with_extension("json");
            (read(path), if beside.exists() { envelope(&beside) } else { Value::Null })
        })
        .collect()
}
