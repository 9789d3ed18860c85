//! The form function as it is shipped → what a report costs it: cold and warm on Lambda, and on a
//! server of the team's own. Aims stand beside the figures.

use crate::bucket::Bucket;
use crate::form_fn::FormFn;
use crate::lambda::{Ended, Lambda};
use crate::program::Run;
use crate::{Rng, Site, measure, project};
use serde_json::json;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// What a reporter might write who trusts nobody: markup, quotes, letters of two alphabets.
pub const STORY: &str =
    "Şübhəli məktub <b>gəldi</b> & “qaimə” açıldı; 'tək' \"qoşa\" {{team.phone}} 😀\nikinci sətir";

/// A post that is complete.
pub const COMPLETE: [(&str, &str); 13] = [
    ("lang", "en"),
    ("reporter_name", "Əli Vəliyev"),
    ("reporter_email", "eli@example.org"),
    ("reply_wanted", "reply"),
    ("preferred_language", "az"),
    ("incident_type", "phishing"),
    ("title", "Fişinq məktubu"),
    ("description", STORY),
    ("detected_date", "2026-01-12"),
    ("timezone", "Asia/Baku"),
    ("tlp", "TLP:RED"),
    ("identity_sharing", "ask_first"),
    ("privacy_ack", "yes"),
];

const STARTS: usize = 25;
const POSTS: usize = 2_000;
const CLIENTS: usize = 16;
const UPLOADS: usize = 12;
/// What the shipped form takes as files in one post.
const FILE_BYTES: usize = 3 << 20;

/// Where the function runs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// On Lambda, its API played to it.
    Lambda,
    /// On a server of the team's own.
    Server,
}

/// Measures it in these places and prints.
pub fn bench(places: &[Place]) {
    let ground = Ground::new();
    println!("\n{:<44}{:>9}{:>9}  aim", "form function", "", "");
    for place in places {
        match place {
            Place::Lambda => on_lambda(&ground),
            Place::Server => on_a_server(&ground),
        }
    }
    zip();
}

fn on_lambda(ground: &Ground) {
    let bucket = Bucket::start();
    let function = shipped("lambda/form-fn-lambda");
    let mut variables = ground.variables("s3://outbox");
    variables.extend(
        [
            ("AWS_ENDPOINT_URL", bucket.address.as_str()),
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ACCESS_KEY_ID", "key"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
        ]
        .map(|(name, value)| (name, value.to_owned())),
    );
    let hello = crate::program::binary("hello");
    let cold = |program: &Path, variables: &[(&str, String)]| {
        let starts = (0..STARTS).map(|n| {
            let mut lambda = Lambda::start(program, variables.iter().cloned());
            accepted(&mut lambda, n);
            (lambda.started.elapsed(), measure::so_far(lambda.id()).cpu_ms / 1e3)
        });
        let (walls, cpus): (Vec<_>, Vec<_>) = starts.unzip();
        (Times::of(walls), Times::of(cpus.into_iter().map(Duration::from_secs_f64).collect()))
    };
    // The first one makes the outbox's secret; later ones read it.
    accepted(&mut Lambda::start(&function, variables.iter().cloned()), STARTS);
    let ((form, form_cpu), (bare, bare_cpu)) = (cold(&function, &variables), cold(&hello, &[]));
    let label = "Lambda, process start to first answer";
    form.row(&format!("{label}: median, worst"), 50, 100, "< 15 ms");
    form_cpu.row("  its CPU", 50, 100, "");
    bare.row("  the same, bare lambda_http", 50, 100, "");
    bare_cpu.row("  its CPU", 50, 100, "");

    let warm = |program: &Path, variables: &[(&str, String)]| {
        let mut lambda = Lambda::start(program, variables.iter().cloned());
        accepted(&mut lambda, 0);
        let posts = (0..POSTS).map(|n| {
            let start = Instant::now();
            accepted(&mut lambda, STARTS + 1 + n);
            start.elapsed()
        });
        (Times::of(posts.collect()), memory(lambda.id(), "VmHWM"))
    };
    let ((form, form_peak), (bare, bare_peak)) = (warm(&function, &variables), warm(&hello, &[]));
    form.row("Lambda, report accepted: p50, p99", 50, 99, "");
    bare.row("  the same, bare lambda_http", 50, 99, "");
    println!("{:<44}{form_peak:>6.1} MB{bare_peak:>6.1} MB", "  peak memory: form, bare");
    // Each was sealed and kept, or the figures would be of something else.
    assert_eq!(bucket.count(".eml"), STARTS + 1 + POSTS);
}

fn on_a_server(ground: &Ground) {
    let server = Server::start(ground);
    let idle = memory(server.program.child.id(), "VmRSS");
    let next = AtomicUsize::new(0);
    let process = server.program.child.id();
    let (start, before) = (Instant::now(), measure::so_far(process).cpu_ms);
    let times = at_once(CLIENTS, |_| {
        let mut times = Vec::new();
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            if n >= POSTS {
                return times;
            }
            times.push(server.post("application/x-www-form-urlencoded", body(n).as_bytes()));
        }
    });
    let took = start.elapsed().as_secs_f64();
    let rate = POSTS as f64 / took;
    // On a busy machine this is the figure that says most; whoever posts takes processors too.
    let cpu = (measure::so_far(process).cpu_ms - before) / POSTS as f64;
    let label = format!("server, folder outbox, {CLIENTS} clients");
    println!("{label:<44}{rate:>7.0}/s{:>9}  > 3000/s", "");
    Times::of(times.concat()).row("  report accepted: p50, p99", 50, 99, "p50 < 5 ms, p99 < 50 ms");
    println!("{:<44}{cpu:>6.3} ms", "  CPU a report");
    println!("{:<44}{idle:>6.1} MB{:>9}  < 6 MB", "  memory idle", "");

    let server = Server::start(ground);
    let uploads: Vec<_> = (0..UPLOADS).map(upload).collect();
    let times =
        at_once(UPLOADS, |n| vec![server.post("multipart/form-data; boundary=B", &uploads[n])]);
    let peak = memory(server.program.child.id(), "VmHWM");
    let size = uploads[0].len() as f64 / 1e6;
    let label = format!("  peak, {UPLOADS} uploads of {size:.1} MB at once");
    println!("{label:<44}{peak:>6.1} MB{:>9}  < 128 MB", "");
    Times::of(times.concat()).row("  upload accepted: p50, worst", 50, 100, "");
}

fn zip() {
    match fs::metadata(project().join("target/lambda/form-fn-lambda.zip")) {
        Ok(zip) => {
            let size = zip.len() as f64 / 1e6;
            println!("{:<44}{size:>6.2} MB{:>9}  < 5 MB", "Lambda zip", "");
        }
        Err(_) => println!("{:<44}{:>9}", "Lambda zip", "`make lambda` makes it"),
    }
}

/// A program as it is shipped, below the folder of all profiles.
fn shipped(path: &str) -> PathBuf {
    let here = crate::program::binary("bench");
    let target = here.parent().and_then(Path::parent).expect("target/<profile>/bench");
    let path = target.join(path);
    assert!(path.is_file(), "{} is missing: `make bench` builds it", path.display());
    path
}

/// Bundle, key and outbox, as a team would have them.
struct Ground {
    site: Site,
}

impl Ground {
    fn new() -> Ground {
        let site = Site::shipped();
        let team = site.read("content/team.yaml");
        let settled = |line: &str| match line.split_once(": !unknown") {
            Some((key, _)) if ["recipient", "controller", "legal_basis"].contains(&key.trim()) => {
                format!("{key}: \"set\"\n")
            }
            _ => format!("{line}\n"),
        };
        site.write("content/team.yaml", team.lines().map(settled).collect::<String>());
        site.replace("content/forms/incident.yaml", "enabled: false  ", "enabled: true   ");
        site.build_with(&["--no-minify"]).ok();
        let home = site.path("gnupg");
        fs::create_dir(&home).expect("the folder is ours");
        let gpg = |arguments: &[&str]| {
            let mut command = Command::new("gpg");
            command.env("GNUPGHOME", &home).args(["--batch", "--passphrase", ""]).args(arguments);
            Run::of(&mut command).ok().stdout
        };
        gpg(&["--quick-generate-key", "team@cert.example", "future-default", "default", "never"]);
        site.write("keys/team.asc", gpg(&["--armor", "--export"]));
        let mut agent = Command::new("gpgconf");
        Run::of(agent.env("GNUPGHOME", &home).args(["--kill", "all"])).ok();
        Ground { site }
    }

    fn variables(&self, outbox: &str) -> Vec<(&'static str, String)> {
        let path = |name: &str| self.site.path(name).to_string_lossy().into_owned();
        vec![
            ("FORM_BUNDLE", path("form-bundle")),
            ("FORM_KEYS", path("keys")),
            ("FORM_OUTBOX", outbox.to_owned()),
            ("FORM_MAILER", "none".to_owned()),
            ("FORM_FROM", "form@cert.example".to_owned()),
            ("FORM_TO", "team@cert.example".to_owned()),
            ("FORM_ORIGINS", "https://cert.example".to_owned()),
            ("FORM_RATE_PER_MINUTE", "100000".to_owned()),
        ]
    }
}

/// A report that is no other's.
fn pairs(n: usize) -> Vec<(&'static str, String)> {
    let value = |(name, value): (&'static str, &str)| match name {
        "title" => (name, format!("{value} {n}")),
        _ => (name, value.to_owned()),
    };
    COMPLETE.into_iter().map(value).collect()
}

fn body(n: usize) -> String {
    let pairs = pairs(n);
    crate::http::form(pairs.iter().map(|(name, value)| (*name, value.as_str())))
}

/// A report with as many bytes of files as the form takes; nothing in them can be compressed.
fn upload(n: usize) -> Vec<u8> {
    let mut rng = Rng::new(n as u64);
    let mut body = Vec::new();
    let mut part = |head: &str, bytes: &[u8]| {
        body.extend(format!("--B\r\nContent-Disposition: form-data; {head}\r\n\r\n").into_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    };
    for (name, value) in pairs(n) {
        part(&format!("name=\"{name}\""), value.replace('\n', "\r\n").as_bytes());
    }
    for file in 0..3 {
        let bytes: Vec<u8> = (0..FILE_BYTES / 24).flat_map(|_| rng.draw().to_le_bytes()).collect();
        part(&format!("name=\"attachments\"; filename=\"{file}.bin\""), &bytes);
    }
    body.extend_from_slice(b"--B--\r\n");
    body
}

/// Sends a report through API Gateway; the bare function answers whatever it is sent.
fn accepted(lambda: &mut Lambda, n: usize) {
    let event = json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/forms/incident",
        "rawQueryString": "",
        "headers": {
            "content-type": "application/x-www-form-urlencoded",
            "origin": "https://cert.example",
            "host": "cert.example",
        },
        "requestContext": {
            "http": { "method": "POST", "path": "/forms/incident", "sourceIp": "192.0.2.1" },
            "stage": "$default",
        },
        "body": body(n),
        "isBase64Encoded": false,
    });
    match lambda.invoke(&event) {
        Ended::Answered(answer) if matches!(answer["statusCode"].as_u64(), Some(200 | 303)) => {}
        other => panic!("{other:?}\n{}", lambda.log()),
    }
}

/// A running `form-fn` with an outbox of its own.
struct Server {
    program: FormFn,
    _outbox: tempfile::TempDir,
}

impl Server {
    fn start(ground: &Ground) -> Server {
        // Beside the project: a temporary folder may be memory, where fsync costs nothing.
        let outbox = tempfile::TempDir::new_in(project().join("target")).expect("a folder");
        let mut variables = ground.variables(&outbox.path().to_string_lossy());
        // Behind a proxy of the team's own, as it is run: there one address holds all connections.
        variables.push(("FORM_TRUSTED_HOPS", "1".to_owned()));
        Server { program: FormFn::start(&shipped("dist/form-fn"), &variables), _outbox: outbox }
    }

    /// Posts, and tells how long the answer took.
    fn post(&self, kind: &str, body: &[u8]) -> Duration {
        let start = Instant::now();
        let mut stream = TcpStream::connect(&self.program.address).expect("it listens");
        let head = format!(
            "POST /forms/incident HTTP/1.1\r\nHost: cert.example\r\nOrigin: https://cert.example\r\n\
             X-Forwarded-For: 192.0.2.1\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body)).expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
        start.elapsed()
    }
}

/// The same work in so many threads at once.
fn at_once<T: Send>(threads: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    std::thread::scope(|scope| {
        let work = &work;
        let threads: Vec<_> = (0..threads).map(|n| scope.spawn(move || work(n))).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    })
}

/// A line of `/proc/<id>/status`, in MB.
fn memory(id: u32, line: &str) -> f64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).expect("it runs");
    let value = status.lines().find_map(|text| text.strip_prefix(line)?.strip_prefix(':'));
    let kib = value.and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok());
    kib.expect("Linux says so in KiB") * 1024.0 / 1e6
}

/// Many measured times, in order.
struct Times(Vec<Duration>);

impl Times {
    fn of(mut times: Vec<Duration>) -> Times {
        times.sort_unstable();
        Times(times)
    }

    /// Milliseconds that so many of a hundred stay below.
    fn percentile(&self, percent: usize) -> f64 {
        let at = (self.0.len() * percent).div_ceil(100).clamp(1, self.0.len());
        self.0[at - 1].as_secs_f64() * 1e3
    }

    fn row(&self, name: &str, one: usize, other: usize, aim: &str) {
        let (one, other) = (self.percentile(one), self.percentile(other));
        println!("{name:<44}{one:>6.2} ms{other:>6.2} ms  {aim}");
    }
}
