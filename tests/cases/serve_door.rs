//! Who is answered by a preview, which shows drafts: its own pages and whoever visits them, under
//! hosts that lead nowhere else.

use certsite_tests::http::raw;
use certsite_tests::{Server, Site, server};

const SECRET: &str = "Secret plan.";

fn site() -> Site {
    Site::with("-- content/en/draft.md --\n---\ntitle: Draft\ndraft: true\n---\nSecret plan.\n")
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_else(|| panic!("no answer: {answer}"))
}

#[test]
fn a_foreign_name_that_leads_here_reads_nothing() {
    let site = site();
    let server = Server::start_with(&site, &["--allow-host", "preview.example"], |_| {});
    let port = server.address.rsplit(':').next().expect("it has a port");
    for (host, expect) in [
        ("localhost", "200"),
        ("127.0.0.1", "200"),
        ("[::1]", "200"),
        ("preview.example", "200"),
        ("evil.example", "421"),
        ("localhost.evil.example", "421"),
        ("192.0.2.1", "421"),
    ] {
        for path in ["/en/draft/", "/_certsite/news?path=/en/draft/&sum=0", "/_certsite/live.js"] {
            let lines = [format!("GET {path} HTTP/1.1"), format!("Host: {host}:{port}")];
            let answer = raw(&server.address, &lines.each_ref().map(String::as_str));
            assert_eq!(status(&answer), expect, "{host}{path}: {answer}");
            if expect == "421" {
                assert!(!answer.contains(SECRET), "{answer}");
                let help = format!("certsite serve --allow-host {host}\n");
                assert!(answer.contains(&help), "it says what to do: {answer}");
            }
        }
    }
    for lines in [
        &["GET /en/draft/ HTTP/1.1"][..],
        &["GET /en/draft/ HTTP/1.0"],
        &["GET /en/draft/ HTTP/1.1", "Host:"],
        &["GET /en/draft/ HTTP/1.1", "Host: localhost", "Host: evil.example"],
        &["GET http://evil.example/en/draft/ HTTP/1.1", "Host: localhost"],
        &["GET /en/draft/ HTTP/1.1", "Host: \u{259}.example"],
    ] {
        let answer = raw(&server.address, lines);
        assert!(
            status(&answer).starts_with('4') && !answer.contains(SECRET),
            "{lines:?}: {answer}"
        );
    }
}

#[test]
fn other_sites_read_nothing_and_post_nothing() {
    let site = site();
    let server = site.serve();
    let foreign = "Origin: https://evil.example";
    let neighbour = "Origin: http://localhost:1";
    for (request, headers, expect) in [
        ("GET /en/draft/", &[][..], "200"),
        ("GET /en/draft/", &["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"], "200"),
        ("GET /en/draft/", &["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"], "403"),
        ("GET /en/draft/", &[foreign], "403"),
        ("GET /en/draft/", &["Origin: null"], "403"),
        ("GET /_certsite/events", &["Sec-Fetch-Site: same-site", neighbour], "403"),
        ("GET /_certsite/events", &[neighbour], "403"),
        ("GET /_certsite/events", &["Sec-Fetch-Site: cross-site"], "403"),
        ("GET /_certsite/news?path=/en/draft/&sum=0", &["Sec-Fetch-Site: same-origin"], "200"),
        ("GET /_certsite/news?path=/en/draft/&sum=0", &["Sec-Fetch-Site: cross-site"], "403"),
        ("POST /forms/incident", &["Sec-Fetch-Site: cross-site"], "403"),
        ("POST /forms/incident", &["Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: navigate"], "403"),
        ("POST /forms/incident", &[foreign], "403"),
        ("OPTIONS /en/draft/", &[foreign], "403"),
        ("OPTIONS /en/draft/", &[], "405"),
    ] {
        let first = format!("{request} HTTP/1.1");
        let lines = [&[first.as_str(), "Host: localhost", "Content-Length: 0"], headers].concat();
        let answer = raw(&server.address, &lines);
        assert_eq!(status(&answer), expect, "{lines:?}: {answer}");
        let head = answer.split("\r\n\r\n").next().unwrap_or_default().to_ascii_lowercase();
        assert!(!head.contains("access-control-"), "{head}");
        assert!(head.contains("cross-origin-resource-policy: same-origin"), "{head}");
    }
}

#[test]
fn who_listens_on_the_network_is_told_what_that_means() {
    let says = "OPEN TO THE NETWORK";
    let site = site();
    assert!(!site.serve().log().contains(says));
    let port = server::free_port();
    let any = Server::start_at(&format!("0.0.0.0:{port}"), &site, &[], |_| {});
    let log = any.log();
    assert!(log.contains(says) && log.contains("drafts"), "{log}");
    assert!(log.contains(&format!("Preview: http://127.0.0.1:{port}/")), "{log}");
    let local = format!("127.0.0.1:{port}");
    // By whatever address of the machine, but by no name that nobody gave.
    for (host, expect) in [("192.0.2.1", "200"), ("machine.example", "421")] {
        let answer = raw(&local, &["GET /en/ HTTP/1.1", &format!("Host: {host}:{port}")]);
        assert_eq!(status(&answer), expect, "{host}: {answer}");
    }
}

#[test]
fn addresses_that_nobody_can_listen_on_are_told_with_a_way_out() {
    let site = site();
    let server = site.serve();
    let taken = server.address.trim_start_matches("http://").to_owned();
    for (listen, says) in [
        (&*taken, "something listens on"),
        (&*taken, "--listen 127.0.0.1:0"),
        ("192.0.2.1:8080", "this machine has no address 192.0.2.1:8080"),
        ("nobody.invalid:8080", "nobody.invalid:8080"),
        ("8080", "write an address and a port"),
        ("::1", "[::1]:8080"),
    ] {
        let run = site.certsite(&["serve", "--listen", listen]).exits(2).says(says);
        run.does_not_say("Preview:").does_not_say("panicked");
    }
    let run = site.certsite(&["serve", "--allow-host", "https://x.example"]).exits(2);
    run.says("write the name alone");
}
