//! Lines of each kind of log, and what a reader makes of them.

use super::*;

/// The events of a log in the words of its sensor, and what is wrong with its other lines.
fn read(format: Format, lines: &[&str]) -> Vec<String> {
    let mut reader = format.reader("scan_dns");
    let mut found = Vec::new();
    for line in lines {
        let said = match reader.line(line.as_bytes()) {
            Line::Event(event) => {
                let Event { time, word, family, protocol, port, country, source } = event;
                let port = port.map(|port| port.to_string()).unwrap_or_default();
                let source = source.map(|source| source.to_string()).unwrap_or_default();
                format!("{time} {word}|{family}|{protocol}|{port}|{country}|{source}")
            }
            Line::Other => "other".to_owned(),
            Line::Wrong(why) => {
                let why = why.to_owned();
                reader
                    .why(line.as_bytes())
                    .map_or(why.clone(), |exactly| format!("{why}: {exactly}"))
            }
        };
        found.push(said);
    }
    found
}

#[test]
fn alerts_of_suricata_are_read() {
    let alert = r#"{"timestamp":"2026-11-01T02:00:00.1+0400","event_type":"alert","src_ip":"192.0.2.1","proto":"TCP","dest_port":443,"alert":{"category":"Web Application Attack","metadata":{"malware_family":["Mirai"]}}}"#;
    let flow = r#"{"timestamp":"2026-11-01T02:00:00.1+0000","event_type":"flow"}"#;
    let found = read(Format::Eve, &[alert, flow, &alert.replace("443", "\"many\"")]);
    assert_eq!(
        found[0],
        "2026-11-01T02:00:00.1+0400 Web Application Attack|Mirai|TCP|443||192.0.2.1"
    );
    assert_eq!(found[1], "other");
    assert!(found[2].contains("“dest_port”"), "{}", found[2]);
    // Half a line is no event, wherever it ends.
    for end in 1..alert.len() {
        let found = read(Format::Eve, &[&alert[..end]]);
        assert!(found[0].starts_with("it is"), "{}: {}", &alert[..end], found[0]);
    }
}

#[test]
fn reports_of_shadowserver_are_read() {
    let lines = [
        "\u{feff}\"timestamp\",\"ip\",\"protocol\",\"port\",\"geo\",\"tag\"",
        "\"2026-11-01 00:00:22\",\"2001:db8::1\",\"udp\",53,\"AZ\",\"a,b\"",
        "\"2026-11-01 00:00:22\",\"2001:db8::1\",\"udp\",53",
    ];
    let found = read(Format::Shadowserver, &lines);
    assert_eq!(found[..2], ["other", "2026-11-01 00:00:22 scan_dns||udp|53|AZ|2001:db8::1"]);
    assert!(found[2].ends_with("it has 4 cells, and the first line names 6"), "{}", found[2]);
}

#[test]
fn events_of_intelmq_are_read() {
    let event = r#"{"classification.type":"brute-force","time.source":"2026-11-02T00:00:00+00:00","source.ip":"192.0.2.9","source.geolocation.cc":"az","protocol.application":"ssh","destination.port":22}"#;
    let found = read(Format::Intelmq, &[event]);
    assert_eq!(found, ["2026-11-02T00:00:00+00:00 brute-force||ssh|22|az|192.0.2.9"]);
}

#[test]
fn a_log_is_known_by_its_lines() {
    let check = |line: &str, expect| assert_eq!(Format::of(line.as_bytes()), expect, "{line}");
    check(r#"{"event_type": "flow"}"#, Some(Format::Eve));
    check(r#"{"classification.type": "spam"}"#, Some(Format::Intelmq));
    check("timestamp,severity,ip,protocol", Some(Format::Shadowserver));
    check("timestamp,host", None);
    check("hello", None);
}

#[test]
fn a_report_is_known_by_its_name_or_asked_for() {
    let check = |file: &str, expect: Option<&str>| {
        let found = shadowserver::named_by(file, |name| name == "scan_of_ours");
        assert_eq!(found.as_deref(), expect, "{file}");
    };
    check("2026-11-01-scan_dns-network.csv.gz", Some("scan_dns"));
    check("scan_dns.csv", Some("scan_dns"));
    check("report (scan_ntp).csv", Some("scan_ntp"));
    check("scan_of_ours.csv", Some("scan_of_ours"));
    check("download.csv", None);
    check("2026-11-01-scan_nothing.csv", None);
    check("", None);
    assert_eq!(shadowserver::names().count(), 170);
}

#[test]
fn times_have_their_day_in_utc() {
    let check = |time: &str, expect: Option<&str>| {
        assert_eq!(utc_day(time).map(|day| day.to_string()).as_deref(), expect, "{time}");
    };
    check("2026-11-01T23:59:59.999999+0000", Some("2026-11-01"));
    check("2026-11-01T03:00:00.000000+0400", Some("2026-10-31"));
    check("2026-11-01T23:00:00-04:00", Some("2026-11-02"));
    check("2026-11-01 10:00:00", Some("2026-11-01"));
    check("2026-11-01", Some("2026-11-01"));
    for wrong in ["", "2026-13-01T00:00:00Z", "2026-11-01x", "1 November", "2026-11-0ə"] {
        check(wrong, None);
    }
}
