//! The compiled program, and everything round it: bundle, keys, outbox, the mail server's folder.

use crate::watch::{self, Log};
use crate::world::{
    Gnupg, MailServer, Tls, encode, free_port, full_post, incident, mails, page, run, wait_for,
};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// Everything round a program: bundle, keys, outbox, mail server's folder.
pub struct Place {
    pub root: TempDir,
    pub gnupg: Gnupg,
    pub tls: Tls,
    pub port: u16,
    pub body: String,
}

impl Place {
    pub fn new() -> Place {
        let root = tempfile::tempdir().expect("a temporary folder");
        let (text, definition) = incident(true);
        let write = |name: &str, text: &[u8]| {
            let path = root.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("it is made");
            std::fs::write(path, text).expect("it is written");
        };
        write("bundle/forms/incident.yaml", text.as_bytes());
        for lang in ["az", "en"] {
            write(&format!("bundle/pages/incident.{lang}.html"), page(lang).as_bytes());
            let receipt = format!("<p lang={lang}>{}", certsite_text::RECEIPT_NUMBER);
            write(&format!("bundle/pages/receipt.{lang}.html"), receipt.as_bytes());
        }
        let gnupg = Gnupg::new();
        write("keys/team.asc", &gnupg.generate("team@cert.example", "future-default"));
        write("keys/README", b"no key, and no matter");
        write("mail/.keep", b"");
        let body = encode(&full_post(&definition, "az"));
        Place { root, gnupg, tls: Tls::new(), port: free_port(), body }
    }

    pub fn path(&self, name: &str) -> String {
        self.root.path().join(name).to_str().expect("a temporary folder has a plain name").into()
    }

    pub fn variables(&self) -> BTreeMap<&'static str, String> {
        BTreeMap::from([
            ("FORM_LISTEN", "127.0.0.1:0".to_owned()),
            ("FORM_BUNDLE", self.path("bundle")),
            ("FORM_OUTBOX", self.path("outbox")),
            ("FORM_MAILER", format!("smtp://127.0.0.1:{}", self.port)),
            ("FORM_SMTP_CA", self.tls.path("ca.pem").to_str().expect("plain").to_owned()),
            ("FORM_KEYS", self.path("keys")),
            ("FORM_FROM", "form@cert.example".to_owned()),
            ("FORM_TO", "team@cert.example".to_owned()),
            ("FORM_ORIGINS", "https://cert.example".to_owned()),
            ("FORM_RETRY_SECONDS", "1".to_owned()),
            ("FORM_RATE_PER_MINUTE", "1000".to_owned()),
        ])
    }

    pub fn start(&self) -> Program {
        Program::start(&self.variables())
    }

    /// The same on a disk that can be filled: what the program writes then fails, and does not end
    /// it.
    pub fn start_on_a_small_disk(&self, variables: &BTreeMap<&'static str, String>) -> Program {
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; exec \"$0\"", env!("CARGO_BIN_EXE_form-fn")]);
        Program::run(Program::prepare(&mut command, variables))
    }

    pub fn mail_server(&self) -> MailServer {
        let folder = self.root.path().join("mail");
        MailServer::start(&folder, self.port, "starttls", Some(&self.tls))
    }

    pub fn arrived(&self) -> Vec<Vec<u8>> {
        mails(&self.root.path().join("mail")).into_iter().map(|(mail, _)| mail).collect()
    }

    #[track_caller]
    pub fn wait_for_mail(&self, count: usize) -> Vec<Vec<u8>> {
        wait_for("mail", || Some(self.arrived()).filter(|mails| mails.len() >= count))
    }
}

/// A running `form-fn`.
pub struct Program {
    pub child: Child,
    pub address: String,
    log: Log,
}

impl Program {
    pub fn command(variables: &BTreeMap<&'static str, String>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_form-fn"));
        Program::prepare(&mut command, variables);
        command
    }

    /// Gives a command the program's surroundings.
    pub fn prepare<'a>(
        command: &'a mut Command,
        variables: &BTreeMap<&'static str, String>,
    ) -> &'a mut Command {
        command.env_clear().envs(variables).stdin(Stdio::null()).stderr(Stdio::piped())
    }

    pub fn start(variables: &BTreeMap<&'static str, String>) -> Program {
        Program::run(&mut Program::command(variables))
    }

    /// Runs a command that is, or becomes, the program.
    pub fn run(command: &mut Command) -> Program {
        let mut child = command.spawn().expect("it starts");
        let log = Log::of(child.stderr.take().expect("it is piped"));
        let address = wait_for("the program to listen", || {
            let log = log.text();
            let (_, rest) = log.split_once("listening on ")?;
            let (place, _) = rest.split_once('\n')?;
            Some(place.trim_start_matches("http://").to_owned())
        });
        Program { child, address, log }
    }

    pub fn log(&self) -> String {
        self.log.text()
    }

    /// Waits until something stands in its log: an answer may be here before the line about it.
    #[track_caller]
    pub fn says(&self, text: &str) {
        wait_for(text, || self.log().contains(text).then_some(()));
    }

    pub fn connect(&self) -> TcpStream {
        self.try_connect().expect("it listens")
    }

    fn try_connect(&self) -> std::io::Result<TcpStream> {
        connect(&self.address)
    }

    /// What is answered to these bytes: status, and everything as text. Both are empty if the
    /// program has died: it may do so just after its last answer.
    pub fn raw(&self, request: &[u8]) -> (u16, String) {
        ask(&self.address, request)
    }

    /// Fills its disk, or makes room: no file may grow.
    pub fn fill(&self, is_full: bool) {
        let size = if is_full { "0" } else { "unlimited" };
        let (id, size) = (self.child.id().to_string(), format!("--fsize={size}:unlimited"));
        run(Command::new("prlimit").args(["--pid", &id, &size]), b"");
    }

    pub fn post(&self, body: &str, headers: &str) -> (u16, String) {
        self.log.typed(body);
        self.raw(&request(body, headers))
    }

    /// Posts a good report; its number.
    #[track_caller]
    pub fn accepted(&self, body: &str) -> String {
        let (status, answer) = self.post(body, "Origin: https://cert.example\r\n");
        assert_eq!(status, 303, "{answer}");
        number(&answer).to_owned()
    }

    pub fn signal(&self, name: &str) {
        run(Command::new("kill").args([name, &self.child.id().to_string()]), b"");
    }

    pub fn end(&mut self) -> ExitStatus {
        wait_for("the program to end", || self.child.try_wait().expect("it can be asked"))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A post of the form.
pub fn request(body: &str, headers: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST /forms/incident HTTP/1.1\r\nHost: cert.example\r\nContent-Type: \
         application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    )
    .into_bytes()
}

/// The number to which an answer leads.
pub fn number(answer: &str) -> &str {
    let (_, rest) = answer.split_once("/forms/incident/receipt/").expect("a receipt");
    rest.split_once('?').expect("a language").0
}

fn connect(address: &str) -> std::io::Result<TcpStream> {
    let stream = TcpStream::connect(address)?;
    // As long as the server itself has patience, on a machine however busy.
    stream.set_read_timeout(Some(Duration::from_secs(120)))?;
    Ok(stream)
}

/// What the program at an address answers to these bytes; see [`Program::raw`].
pub fn ask(address: &str, request: &[u8]) -> (u16, String) {
    let Ok(mut stream) = connect(address) else { return (0, String::new()) };
    // A server may answer and close before it has heard everything.
    let _ = stream.write_all(request);
    let answer = hear(&mut stream);
    watch::check_answer(request, &answer.1);
    answer
}

pub fn hear(stream: &mut TcpStream) -> (u16, String) {
    let mut answer = Vec::new();
    // A connection that is reset has said what it had to say.
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
    (status.unwrap_or(0), answer)
}
