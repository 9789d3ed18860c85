//! Connections of strangers: slow, idle, many, malformed; what they draw out, and what it costs.

use crate::handler::{Desk, URL_ENCODED};
use crate::place::{Place, Program, hear};
use crate::watch::check_log;
use crate::world::{encode, full_post, incident, mails, multipart, wait_for};
use form_fn::seal::Keys;
use form_fn::server::{ConnectionLimits, serve};
use std::collections::BTreeSet;
use std::io::{ErrorKind, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::{Notify, mpsc, oneshot, watch};

/// A server with limits of its own, until it is told to stop.
struct Server {
    desk: Desk,
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: tokio::task::JoinHandle<()>,
}

impl Server {
    async fn start(limits: ConnectionLimits) -> Server {
        let desk = Desk::new(true, "az", Keys::None);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel();
        let log = |line: &str| check_log(line, &BTreeSet::new());
        let stopped = async { drop(stopped.await) };
        let kept = Arc::new(Notify::new());
        let nobody = mpsc::channel(1).0;
        let handlers = watch::channel(desk.handler.clone()).1;
        let serving = serve(listener, handlers, kept, nobody, limits, log, stopped);
        Server { desk, address, stop, ended: tokio::spawn(serving) }
    }

    /// Says something on a new connection.
    fn say(&self, text: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a time limit");
        stream.write_all(text.as_bytes()).expect("it is heard");
        stream
    }

    fn good(&self) -> String {
        let body = encode(&full_post(&self.desk.definition, "az"));
        let length = body.len();
        format!(
            "POST /forms/incident HTTP/1.1\r\nHost: x\r\nContent-Type: {URL_ENCODED}\r\nContent-Length: {length}\r\n\r\n{body}"
        )
    }
}

const SHORT: Duration = Duration::from_millis(300);
const SOON: Duration = Duration::from_secs(5);

/// What comes back on a connection on which a byte is said now and then, and after how long.
fn trickle(mut stream: TcpStream) -> (u16, Duration) {
    let start = Instant::now();
    stream.set_read_timeout(Some(Duration::from_millis(20))).expect("a socket");
    let mut first = [0];
    while start.elapsed() < 2 * SOON {
        // Whoever was hung up on hears of it below.
        let _ = stream.write_all(b"a");
        match stream.peek(&mut first) {
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            _ => break,
        }
    }
    stream.set_read_timeout(Some(SOON)).expect("a socket");
    let (status, _) = hear(&mut stream);
    (status, start.elapsed())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_phase_of_a_connection_has_its_time() {
    let long = ConnectionLimits::default();
    let head = "POST /forms/incident HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n";
    for (limits, text, expect) in [
        (ConnectionLimits { headers: SHORT, ..long.clone() }, "", 0),
        (ConnectionLimits { headers: SHORT, ..long.clone() }, "GET / HTTP/1.1\r\nX: ", 0),
        (ConnectionLimits { body: SHORT, ..long.clone() }, head, 408),
        (ConnectionLimits { connection: SHORT, ..long.clone() }, "GET / HTTP/1.1\r\nX: ", 0),
        (ConnectionLimits { connection: SHORT, ..long.clone() }, head, 0),
    ] {
        let server = Server::start(limits).await;
        let (status, took) = trickle(server.say(text));
        assert_eq!(status, expect, "{text}");
        assert!(took < SOON, "{text}: {took:?}");
        // One that says nothing at all is hung up on as well.
        let start = Instant::now();
        assert_eq!(hear(&mut server.say(text)).0, expect, "{text}");
        assert!(start.elapsed() < SOON, "{text}");
        assert_eq!(hear(&mut server.say(&server.good())).0, 303, "others are served");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_waits_for_so_long_and_no_longer() {
    let server =
        Server::start(ConnectionLimits { stop: SHORT, ..ConnectionLimits::default() }).await;
    let good = server.good();
    let mut slow = server.say(&good[..good.len() - 1]);
    let _idle = server.say("");
    wait_for("the connection", || TcpStream::connect(server.address).ok());
    let start = Instant::now();
    server.stop.send(()).expect("it hears");
    server.ended.await.expect("no panic");
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
    assert!(slow.write_all(b"a").is_err() || hear(&mut slow).0 == 0, "it is over");
    assert!(server.desk.mails().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_connection_is_one_request_however_it_is_put() {
    let server = Server::start(ConnectionLimits {
        headers: SHORT,
        body: SHORT,
        ..ConnectionLimits::default()
    })
    .await;
    let form = "POST /forms/incident HTTP/1.1\r\nHost: x\r\n";
    let kind = format!("Content-Type: {URL_ENCODED}\r\n");
    let long = "a".repeat(200_000);
    for (name, request, status) in [
        (
            "two lengths",
            format!("{form}{kind}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"),
            400,
        ),
        ("a list of lengths", format!("{form}{kind}Content-Length: 3, 4\r\n\r\nabcd"), 400),
        ("a signed length", format!("{form}{kind}Content-Length: +3\r\n\r\nabc"), 400),
        ("a length of letters", format!("{form}{kind}Content-Length: abc\r\n\r\nabc"), 400),
        (
            "an encoding of chunks in chunks",
            format!("{form}{kind}Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
            422,
        ),
        (
            "an unknown encoding",
            format!("{form}{kind}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
            400,
        ),
        (
            "chunks that are none",
            format!("{form}{kind}Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
            400,
        ),
        (
            "a chunk of a negative size",
            format!("{form}{kind}Transfer-Encoding: chunked\r\n\r\n-1\r\n"),
            400,
        ),
        (
            "a chunk beyond all numbers",
            format!("{form}{kind}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n"),
            400,
        ),
        (
            "chunks in HTTP/1.0",
            format!(
                "POST /forms/incident HTTP/1.0\r\n{kind}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            ),
            400,
        ),
        ("a folded header", "GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n".into(), 400),
        ("a space before the colon", "GET /healthz HTTP/1.1\r\nHost : x\r\n\r\n".into(), 400),
        ("a NUL", "GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n".into(), 400),
        ("TLS", "\x16\x03\x01\x02\0\x01\0\x01".into(), 400),
        ("another protocol", "EHLO x\r\n\r\n".into(), 400),
        ("one large header", format!("GET /healthz HTTP/1.1\r\nX: {long}\r\n\r\n"), 431),
        ("many headers", format!("GET /healthz HTTP/1.1\r\n{}\r\n", "X: y\r\n".repeat(5000)), 431),
        ("a long address", format!("GET /{long} HTTP/1.1\r\nHost: x\r\n\r\n"), 431),
    ] {
        // Whatever follows is not looked at.
        let hidden = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
        let mut stream = TcpStream::connect(server.address).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a time limit");
        // It may have answered and closed before it has heard everything.
        let _ = stream.write_all(format!("{request}{hidden}").as_bytes());
        let (seen, answer) = hear(&mut stream);
        assert_eq!(seen, status, "{name}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{name}: {answer}");
    }
    // Hung up on, with or without a word, as other programs in the same build want hyper to be.
    let two = hear(&mut server.say("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).0;
    assert!([0, 400].contains(&two), "{two}");
    let twice = server.good().repeat(2);
    let (status, answer) = hear(&mut server.say(&twice));
    assert_eq!((status, answer.matches("HTTP/1.1 ").count()), (303, 1));
    server.desk.only_mail();
    let patient = server.good().replacen("\r\n", "\r\nExpect: 100-continue\r\n", 1);
    let (_, answer) = hear(&mut server.say(&patient));
    assert!(answer.starts_with("HTTP/1.1 100 ") && answer.contains("HTTP/1.1 303 "), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_by_its_own_account_is_told_so_at_once() {
    let server = Server::start(ConnectionLimits::default()).await;
    let head = |length: u64, more: &str| {
        format!(
            "POST /forms/incident HTTP/1.1\r\nHost: x\r\nContent-Type: {URL_ENCODED}\r\n\
             Accept-Language: az\r\nContent-Length: {length}\r\n{more}\r\n"
        )
    };
    // Whoever asks first is answered, and does not have to send.
    for length in [5_000_000, 100_000_000, u64::from(u32::MAX) + 1] {
        let start = Instant::now();
        let (status, answer) = hear(&mut server.say(&head(length, "Expect: 100-continue\r\n")));
        assert_eq!(status, 413, "{answer}");
        assert!(!answer.contains("HTTP/1.1 100"), "{answer}");
        assert!(start.elapsed() < SOON);
    }
    // Of others as much is heard as a form takes, and their answer arrives although they are still
    // sending.
    let mut stream = server.say(&head(100_000_000, ""));
    let words = format!("lang=en&title=Kept+words&description={}", "a".repeat(5_000_000));
    stream.write_all(words.as_bytes()).expect("it is heard");
    let start = Instant::now();
    let (status, answer) = hear(&mut stream);
    assert_eq!(status, 413);
    assert!(answer.contains("<html lang=en>") && answer.contains("value=\"Kept words\""));
    assert!(answer.contains("95.4 MB") && answer.contains("Back button"), "{answer}");
    assert!(start.elapsed() < 2 * SOON);
    server.desk.mails().is_empty().then_some(()).expect("nothing is kept");
}

/// A connection from an address of this machine.
pub async fn from(host: [u8; 4], address: &str, text: &[u8]) -> Option<TcpStream> {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(SocketAddr::from((host, 0))).expect("all of 127/8 is ours");
    let stream = socket.connect(address.parse().expect("an address")).await.ok()?;
    let mut stream = stream.into_std().ok()?;
    stream.set_nonblocking(false).ok()?;
    // It may have been hung up on.
    let _ = stream.write_all(text);
    Some(stream)
}

#[tokio::test]
async fn idle_strangers_do_not_shut_reporters_out() {
    let place = Place::new();
    let program = place.start();
    let half = "POST /forms/incident HTTP/1.1\r\nHost: x\r\n";
    let large = "Content-Type: text/plain\r\nContent-Length: 4000000\r\n\r\n";
    for text in ["".to_owned(), half.to_owned(), format!("{half}{large}")] {
        let mut strangers = Vec::new();
        for n in 0..600u16 {
            let [high, low] = (n / 15).to_be_bytes();
            strangers.extend(from([127, 1, high, low], &program.address, text.as_bytes()).await);
        }
        assert_eq!(strangers.len(), 600);
        let start = Instant::now();
        program.accepted(&place.body.replace("REF-2026", &format!("REF-{}", text.len())));
        assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
    }
    // One alone gets a few places, and cannot take those of others.
    let mut strangers = Vec::new();
    for _ in 0..100 {
        strangers.extend(from([127, 2, 0, 1], &program.address, half.as_bytes()).await);
    }
    let is_open = |stream: &TcpStream| {
        stream.set_read_timeout(Some(Duration::from_millis(1))).expect("a time limit");
        let end = stream.peek(&mut [0]);
        end.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock)
    };
    wait_for("the rest to be hung up on", || {
        let open = strangers.iter().filter(|stream| is_open(stream)).count();
        (open <= 16).then_some(())
    });
    program.accepted(&place.body);
    assert_eq!(mails(Path::new(&place.path("outbox/mail"))).len(), 4);
}

/// A line of `/proc/PID/status`, in MB.
pub fn memory(program: &Program, line: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", program.child.id()));
    let status = status.expect("it runs");
    let (_, rest) = status.split_once(line).expect("the line is there");
    let kilobytes: u64 = rest.trim().split(' ').next().expect("a number").parse().expect("digits");
    kilobytes / 1024
}

#[test]
fn twelve_full_uploads_at_once_stay_within_the_memory() {
    let place = Place::new();
    let program = place.start();
    let idle = memory(&program, "VmRSS:");
    let (_, definition) = incident(true);
    let pairs = full_post(&definition, "az");
    // What no compression makes smaller.
    let mut noise = 1u64;
    let mut file = |_| {
        noise =
            noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (noise >> 56) as u8
    };
    let file: Vec<u8> = (0..3_140_000).map(&mut file).collect();
    let upload = |n: usize| {
        let mut pairs = pairs.clone();
        let references = pairs.iter_mut().filter(|(_, value)| value == "REF-2026/7");
        references.for_each(|(_, value)| *value = format!("REF-{n}"));
        // A field that the form does not have fills the body up to its limit.
        pairs.push(("more".to_owned(), "a".repeat(900_000)));
        let body = multipart(&pairs, &[("attachments", "x.bin", &file)]);
        let head = format!(
            "POST /forms/incident HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; \
             boundary=B\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let (status, answer) = program.raw(&[head.as_bytes(), &body].concat());
        assert_eq!(status, 303, "{answer}");
    };
    let upload = &upload;
    std::thread::scope(|scope| (0..12).for_each(|n| drop(scope.spawn(move || upload(n)))));
    let most = memory(&program, "VmHWM:");
    println!("idle {idle} MB, under twelve uploads {most} MB");
    assert!(idle < 20, "{idle} MB");
    assert!(most < 128, "{most} MB");
    assert_eq!(mails(Path::new(&place.path("outbox/mail"))).len(), 12);
}
