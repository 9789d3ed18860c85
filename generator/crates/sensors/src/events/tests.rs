//! Lines of each kind of log, and what a tally keeps of them.

use super::*;
use crate::tally::Tally;
use certsite_taxonomy::Codes;

fn rules() -> Rules {
    let codes: Codes = serde_yaml::from_str(
        "classes:\n\
         - {code: intrusion-attempts, types: [{code: ids-alert}, {code: brute-force}]}\n\
         - {code: vulnerable, types: [{code: ddos-amplifier}]}\n\
         - {code: other, types: [{code: undetermined}]}\n",
    )
    .expect("it is YAML");
    let yaml = "eve: {Web Application Attack: intrusion-attempts/ids-alert}\n\
                shadowserver: {scan_dns: vulnerable/ddos-amplifier}\n";
    let (rules, problems) = Rules::new(serde_yaml::from_str(yaml).expect("it is YAML"), &codes);
    assert!(problems.is_empty(), "{problems:?}");
    rules
}

fn counted(format: Format, lines: &[&str]) -> (String, Counts) {
    let (rules, secret) = (rules(), Secret([1; 16]));
    let today = jiff::civil::date(2026, 11, 25);
    let mut counter = Counter::new(&rules, &secret, today, format, Some("scan_dns".into()));
    let mut counts = Counts::default();
    for (n, line) in (1..).zip(lines) {
        counter.line(n, line.as_bytes(), &mut counts);
    }
    let text = Tally::from(std::mem::take(&mut counts.cells)).text();
    let rows = text.lines().skip(1).map(|row| row.rsplit_once(',').expect("a sketch").0);
    (rows.collect::<Vec<_>>().join("\n"), counts)
}

#[test]
fn alerts_of_suricata_are_counted() {
    let alert = r#"{"timestamp":"2026-11-01T02:00:00.1+0400","event_type":"alert","src_ip":"192.0.2.1","proto":"TCP","dest_port":443,"alert":{"category":"Web Application Attack","metadata":{"malware_family":["Mirai"]}}}"#;
    let flow = r#"{"timestamp":"2026-11-01T02:00:00.1+0000","event_type":"flow"}"#;
    let (rows, counts) =
        counted(Format::Eve, &[alert, flow, &alert.replace(".0.2.1", ".0.2.2"), alert]);
    // In Baku it is the first already.
    assert_eq!(rows, "2026-10-31,intrusion-attempts,ids-alert,Mirai,tcp,443,,3,2");
    assert_eq!((counts.events, counts.other, counts.wrong), (3, 1, 0));
}

#[test]
fn reports_of_shadowserver_are_counted() {
    let lines = [
        "\u{feff}\"timestamp\",\"ip\",\"protocol\",\"port\",\"geo\",\"tag\"",
        "\"2026-11-01 00:00:22\",\"2001:db8::1\",\"udp\",53,\"AZ\",\"a,b\"",
        "\"2026-11-01 00:00:22\",\"2001:db8::1\",\"udp\",53",
    ];
    let (rows, counts) = counted(Format::Shadowserver, &lines);
    assert_eq!(rows, "2026-11-01,vulnerable,ddos-amplifier,,udp,53,AZ,1,1");
    assert_eq!(counts.wrong, 1);
}

#[test]
fn events_of_intelmq_are_counted() {
    let event = |kind: &str| {
        format!(
            r#"{{"classification.type":"{kind}","time.source":"2026-11-02T00:00:00+00:00","source.ip":"192.0.2.9","source.geolocation.cc":"az","protocol.application":"ssh","destination.port":22}}"#
        )
    };
    let (rows, counts) = counted(Format::Intelmq, &[&event("brute-force"), &event("nonsense")]);
    assert_eq!(rows, "2026-11-02,intrusion-attempts,brute-force,,ssh,22,AZ,1,1");
    assert_eq!(counts.unknown["nonsense"], 1);
    assert_eq!(counts.first_wrong, [(2, "its class is not in the taxonomy".to_owned())]);
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

#[test]
fn names_hold_nobodys_address() {
    let check = |word: &str, expect: &str| assert_eq!(&*name(word.to_owned()), expect, "{word}");
    check("Cobalt Strike", "Cobalt Strike");
    check("a,b\n\"c\"", "a-b--c-");
    for word in ["192.0.2.1", "2001:db8::1", "somebody@example.org", "https://x.example/"] {
        check(word, "");
    }
}
