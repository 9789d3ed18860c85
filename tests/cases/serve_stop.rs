//! `certsite serve` ends when it is told to, whatever it is doing, and not otherwise.

use certsite_tests::events::Events;
use certsite_tests::http::raw;
use certsite_tests::server::signal;
use certsite_tests::wait::wait_for;
use certsite_tests::{Server, Site, program};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// What keeps a preview busy; what it returns is kept until it has ended.
type Busy = fn(&Site, &Server) -> Box<dyn std::any::Any>;

fn idle(_: &Site, _: &Server) -> Box<dyn std::any::Any> {
    Box::new(())
}

fn tabs(_: &Site, server: &Server) -> Box<dyn std::any::Any> {
    let open = |_| {
        let mut tab = Events::open(&format!("{}/_certsite/events", server.address));
        tab.next_event();
        tab
    };
    Box::new((0..8).map(open).collect::<Vec<_>>())
}

/// Sends the head of a request and whatever follows, and nothing more.
fn begun(server: &Server, head: &str) -> TcpStream {
    let host = server.address.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).expect("it listens");
    write!(stream, "{head}").expect("it takes a request");
    stream
}

fn uploads(_: &Site, server: &Server) -> Box<dyn std::any::Any> {
    let head = "POST /forms/incident HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999\r\n\
                Content-Type: application/x-www-form-urlencoded\r\n\r\nlang=en&title=";
    Box::new([begun(server, head), begun(server, "GET /en/ HTTP/1.1\r\nHost: loc")])
}

/// An answer that nobody takes: more than fits between the two ends.
fn downloads(site: &Site, server: &Server) -> Box<dyn std::any::Any> {
    site.write("content/files/large.bin", vec![7; 40_000_000]);
    wait_for("the file to be there", || {
        let head = raw(&server.address, &["HEAD /large.bin HTTP/1.1", "Host: localhost"]);
        head.contains(" 200 ").then_some(())
    });
    Box::new(begun(server, "GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n"))
}

/// Pages enough that the preview is still reading them.
fn changes(site: &Site, _: &Server) -> Box<dyn std::any::Any> {
    for n in 0..2_000 {
        site.write(&format!("content/en/many/{n}.md"), format!("---\ntitle: Page {n}\n---\n{n}\n"));
    }
    Box::new(())
}

#[test]
fn each_signal_ends_it_soon_whatever_it_is_doing() {
    let cases: [(&str, Busy); 5] = [
        ("nothing", idle),
        ("tabs", tabs),
        ("uploads", uploads),
        ("downloads", downloads),
        ("changes", changes),
    ];
    // Most of the time is the second that each may take.
    std::thread::scope(|scope| {
        for name in ["INT", "TERM", "HUP"] {
            scope.spawn(move || {
                for (what, busy) in cases {
                    ends_soon(what, busy, name);
                }
            });
        }
    });
}

#[track_caller]
fn ends_soon(what: &str, busy: Busy, name: &str) {
    let site = Site::with("");
    let mut server = site.serve();
    let kept = busy(&site, &server);
    let start = Instant::now();
    server.signal(name);
    let status = server.ended();
    let took = start.elapsed();
    assert!(status.success(), "{what}, {name}: {status}");
    assert!(took < Duration::from_secs(5), "{what}, {name}: {took:?}");
    drop(kept);
}

#[test]
fn asked_twice_it_ends_at_once() {
    let site = Site::with("");
    // What is begun has a second to come to its end: the best of three is below it.
    let times = [(); 3].map(|()| {
        let mut server = site.serve();
        let _kept = uploads(&site, &server);
        let start = Instant::now();
        server.signal("INT");
        // The second must not be taken for the first.
        wait_for("it to listen no more", || {
            TcpStream::connect(server.address.trim_start_matches("http://")).err()
        });
        server.signal("INT");
        assert!(server.ended().success());
        start.elapsed()
    });
    assert!(times.iter().min() < Some(&Duration::from_millis(900)), "{times:?}");
}

#[test]
fn a_preview_that_is_to_outlive_its_terminal_does() {
    let site = Site::with("");
    let mut command = program::certsite(site.root(), &["serve", "--listen", "127.0.0.1:0"]);
    let program = command.get_program().to_owned();
    command = std::process::Command::new("nohup");
    command.arg(program).args(["serve", "--listen", "127.0.0.1:0"]).current_dir(site.root());
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("nohup is there");
    let mut lines = BufReader::new(child.stderr.take().expect("it is piped")).lines();
    let address = preview(&mut lines);
    signal(child.id(), "HUP");
    assert_eq!(certsite_tests::http::get(&format!("{address}/en/")).status, 200);
    signal(child.id(), "TERM");
    assert!(wait_for("it to end", || child.try_wait().expect("it is ours")).success());
}

/// The address that the terminal shows, at which it answers from that moment.
fn preview(lines: &mut impl Iterator<Item = std::io::Result<String>>) -> String {
    lines
        .find_map(|line| {
            let line = line.expect("it prints text");
            Some(line.split_once("Preview: ")?.1.trim_end_matches('/').to_owned())
        })
        .expect("it shows its address")
}

/// A free port is chosen, told, and answers at once, in both families.
#[test]
fn the_address_that_it_prints_is_the_one_that_answers() {
    for (listen, begins) in [
        ("127.0.0.1:0", "http://127.0.0.1:"),
        ("[::1]:0", "http://[::1]:"),
        ("localhost:0", "http://localhost:"),
    ] {
        let site = Site::with("");
        let mut child = program::certsite(site.root(), &["serve", "--listen", listen])
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program can be started");
        let mut lines = BufReader::new(child.stderr.take().expect("it is piped")).lines();
        let address = preview(&mut lines);
        assert!(address.starts_with(begins) && !address.ends_with(":0"), "{address}");
        assert_eq!(certsite_tests::http::get(&format!("{address}/en/")).status, 200);
        signal(child.id(), "INT");
        assert!(wait_for("it to end", || child.try_wait().expect("it is ours")).success());
    }
}

/// Neither a pipe that nobody reads any more, nor one that nobody ever read, holds it up.
#[test]
fn nobody_has_to_listen_to_what_it_prints() {
    for closes in [true, false] {
        let site = Site::with("");
        let port = certsite_tests::server::free_port();
        let listen = format!("127.0.0.1:{port}");
        let mut child = program::certsite(site.root(), &["serve", "--listen", &listen])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program can be started");
        let mut output = child.stderr.take().expect("it is piped");
        let mut first = [0; 1];
        output.read_exact(&mut first).expect("it prints something");
        let kept = (!closes).then_some(output);
        drop(child.stdout.take());
        let get = |text: &str| {
            wait_for(text, || {
                let answer = certsite_tests::http::try_get(&format!("http://{listen}/en/about/"))?;
                answer.body.contains(text).then_some(())
            });
        };
        get("Address:");
        let page = site.read("content/en/about.md");
        // Each mistake is told at length: far more than a pipe holds.
        let mistakes: String =
            (0..400).map(|n| format!("[x]({}/{n}.md)\n\n", "y".repeat(200))).collect();
        for n in 0..3 {
            site.write("content/en/wrong.md", format!("---\ntitle: W{n}\n---\n{mistakes}"));
            site.write("content/en/about.md", page.replace("Address:", &format!("Try {n}:")));
            get(&format!("Try {n}:"));
        }
        signal(child.id(), "INT");
        assert!(wait_for("it to end", || child.try_wait().expect("it is ours")).success());
        drop(kept);
    }
}
