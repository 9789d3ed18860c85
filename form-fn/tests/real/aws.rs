//! S3 and SES as moto plays them, and a stub for the faults that moto cannot make.

use crate::world::{free_port, python, wait_for};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

/// A running moto, one for all tests; it ends with this process, whose end of the pipe it reads.
pub struct Cloud {
    port: u16,
    _pipe: ChildStdin,
    _child: Child,
}

/// Any key does; the rest says for which service a call is.
fn authorization(service: &str) -> String {
    format!(
        "Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/eu-central-1/{service}/aws4_request, \
         SignedHeaders=host, Signature=0\r\n"
    )
}

/// Sends a request and closes; status and body.
fn ask(port: u16, head: &str, body: &str) -> Option<(u16, Vec<u8>)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    let request = format!(
        "{head}Host: 127.0.0.1\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let status = std::str::from_utf8(answer.get(9..12)?).ok()?.parse().ok()?;
    Some((status, answer.split_off(end + 4)))
}

impl Cloud {
    /// The one that runs.
    pub fn get() -> &'static Cloud {
        static CLOUD: OnceLock<Cloud> = OnceLock::new();
        CLOUD.get_or_init(|| {
            let port = free_port();
            let mut child = python("aws.py")
                .arg(port.to_string())
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .expect("Python starts");
            let _pipe = child.stdin.take().expect("it is piped");
            let ready = || ask(port, "GET /moto-api/data.json HTTP/1.1\r\n", "");
            let (status, _) = wait_for("moto; `make test` installs it", ready);
            assert_eq!(status, 200);
            let cloud = Cloud { port, _pipe, _child: child };
            let verify = "Action=VerifyDomainIdentity&Version=2010-12-01&Domain=cert.example";
            let head = format!(
                "POST / HTTP/1.1\r\n{}Content-Type: application/x-www-form-urlencoded\r\n",
                authorization("ses")
            );
            assert_eq!(ask(port, &head, verify).expect("an answer").0, 200);
            cloud
        })
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A new bucket.
    pub fn bucket(&self, name: &str) {
        let head = format!("PUT /{name} HTTP/1.1\r\n{}", authorization("s3"));
        let region = "<CreateBucketConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
                      <LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>";
        assert_eq!(ask(self.port, &head, region).expect("an answer").0, 200);
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Writes an object.
    pub fn put(&self, path: &str, body: &str) {
        let head = format!("PUT /{path} HTTP/1.1\r\n{}", authorization("s3"));
        assert_eq!(ask(self.port, &head, body).expect("an answer").0, 200);
    }

    fn read(&self, path: &str) -> Vec<u8> {
        let head = format!("GET /{path} HTTP/1.1\r\n{}", authorization("s3"));
        ask(self.port, &head, "").expect("an answer").1
    }

    /// The names of everything in a bucket.
    pub fn names(&self, bucket: &str) -> Vec<String> {
        let list = String::from_utf8(self.read(&format!("{bucket}?list-type=2"))).expect("XML");
        let names = list.split("<Key>").skip(1).filter_map(|rest| rest.split("</Key>").next());
        names.map(str::to_owned).collect()
    }

    /// Everything in a bucket: names and bytes.
    pub fn objects(&self, bucket: &str) -> Vec<(String, Vec<u8>)> {
        let names = self.names(bucket).into_iter();
        names.map(|name| (name.clone(), self.read(&format!("{bucket}/{name}")))).collect()
    }

    /// The mails that name an address.
    pub fn mails(&self, to: &str) -> Vec<Vec<u8>> {
        let header = format!("To: {to}\r\n");
        let mails = self.sent(to).into_iter().map(|(mail, _)| mail);
        mails.filter(|mail| contains(mail, header.as_bytes())).collect()
    }

    /// All mails that name somebody, or are sent to him, each with the one address that it was sent to.
    pub fn sent(&self, whom: &str) -> Vec<(Vec<u8>, String)> {
        let head = format!("GET /moto-api/data.json?of={whom} HTTP/1.1\r\n");
        let (status, data) = ask(self.port, &head, "").expect("an answer");
        assert_eq!(status, 200);
        let data: Value = serde_json::from_slice(&data).expect("JSON");
        let messages = data.as_array().expect("a list");
        let mail = |message: &Value| {
            // The emulator adds those that the mail names.
            let to = message["destinations"][0].as_str()?;
            Some((message["raw_data"].as_str()?.as_bytes().to_vec(), to.to_owned()))
        };
        messages.iter().filter_map(mail).collect()
    }

    /// Variables that point a program at it.
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        vec![
            ("AWS_ENDPOINT_URL", self.url()),
            ("AWS_REGION", "eu-central-1".to_owned()),
            ("AWS_ACCESS_KEY_ID", "test".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "test".to_owned()),
            ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
        ]
    }
}

/// Whether some bytes stand in others.
pub fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// How the stub answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// With this status and body.
    With(u16, &'static str),
    /// With this code of SES.
    Code(&'static str),
    /// Not at all.
    Silence,
    /// By breaking off in the middle.
    Close,
    /// As the service at this port does.
    Through(u16),
    /// The same, but the answer to the next write is lost; the others come through.
    LoseOne(u16),
    /// The same, but a mail to this address is refused with this code of SES.
    Refuse(String, &'static str, u16),
}

/// Stands for a service of AWS in trouble. The answer can be changed while it runs.
pub struct Stub {
    port: u16,
    answer: Arc<Mutex<Answer>>,
    calls: Arc<Mutex<usize>>,
}

impl Stub {
    /// Starts to answer so.
    pub fn start(answer: Answer) -> Stub {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let stub = Stub { port, answer: Arc::new(Mutex::new(answer)), calls: Arc::default() };
        let (answer, calls) = (stub.answer.clone(), stub.calls.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (answer, calls) = (answer.clone(), calls.clone());
                std::thread::spawn(move || serve(stream, &answer, &calls));
            }
        });
        stub
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Answers otherwise from now on.
    pub fn set(&self, answer: Answer) {
        *self.answer.lock().expect("no panic") = answer;
    }

    /// How many calls it has heard.
    pub fn calls(&self) -> usize {
        *self.calls.lock().expect("no panic")
    }
}

/// One call a connection: enough to be in trouble.
fn serve(mut stream: TcpStream, answer: &Mutex<Answer>, calls: &Mutex<usize>) {
    let mut heard = Vec::new();
    let mut piece = [0; 65536];
    let complete = |heard: &[u8]| {
        let end = heard.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&heard[..end]).to_ascii_lowercase();
        let length = head.split("content-length: ").nth(1)?.split("\r\n").next()?;
        Some(heard.len() >= end + 4 + length.parse::<usize>().ok()?)
    };
    while complete(&heard) != Some(true) {
        match stream.read(&mut piece) {
            Ok(0) | Err(_) => break,
            Ok(n) => heard.extend_from_slice(&piece[..n]),
        }
        let is_get = heard.starts_with(b"GET ") && heard.ends_with(b"\r\n\r\n");
        if is_get {
            break;
        }
    }
    *calls.lock().expect("no panic") += 1;
    let answer = {
        let mut answer = answer.lock().expect("no panic");
        let now = answer.clone();
        if let (Answer::LoseOne(port), true) = (&now, heard.starts_with(b"PUT ")) {
            *answer = Answer::Through(*port);
        }
        now
    };
    // Whoever does not wait for the answer is what some tests are about.
    let _ = match answer {
        Answer::With(status, body) => write!(
            stream,
            "HTTP/1.1 {status} X\r\nContent-Type: text/xml\r\nContent-Length: {}\r\n\
             Connection: close\r\n\r\n{body}",
            body.len()
        ),
        Answer::Code(code) => stream.write_all(&refusal(code)),
        Answer::Close => write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<Half"),
        Answer::Silence => {
            // Until the other side has had enough.
            let _ = stream.read(&mut piece);
            Ok(())
        }
        Answer::Through(port) => stream.write_all(&pass_on(port, &heard)),
        Answer::Refuse(to, code, port) => {
            let member = format!("Destinations.member.1={}", to.replace('@', "%40"));
            match contains(&heard, member.as_bytes()) {
                true => stream.write_all(&refusal(code)),
                false => stream.write_all(&pass_on(port, &heard)),
            }
        }
        Answer::LoseOne(port) => match heard.starts_with(b"PUT ") {
            true => {
                pass_on(port, &heard);
                Ok(())
            }
            false => stream.write_all(&pass_on(port, &heard)),
        },
    };
}

/// An answer of SES with a code, and words that belong into no log.
fn refusal(code: &str) -> Vec<u8> {
    let body = format!(
        "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>SECRET \
         lala@unvan.example</Message></Error></ErrorResponse>"
    );
    let length = body.len();
    format!(
        "HTTP/1.1 400 X\r\nContent-Type: text/xml\r\nContent-Length: {length}\r\nConnection: \
         close\r\n\r\n{body}"
    )
    .into_bytes()
}

/// What the service at a port answers to a whole request.
fn pass_on(port: u16, request: &[u8]) -> Vec<u8> {
    let end = request.windows(2).position(|two| two == b"\r\n").map_or(0, |end| end + 2);
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("it runs");
    let mut answer = Vec::new();
    // It is asked to close, so that its answer has an end.
    let sent = [&request[..end], b"Connection: close\r\n", &request[end..]];
    sent.iter().try_for_each(|part| stream.write_all(part)).expect("it listens");
    stream.read_to_end(&mut answer).expect("it answers");
    answer
}
