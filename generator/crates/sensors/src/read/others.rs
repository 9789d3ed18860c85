//! Lines of the sensors that came later, as their documentation shows them.

use super::tests::{first, read};
use super::*;

#[test]
fn notices_and_attempts_of_zeek_are_read() {
    let notice = r#"{"ts":1793491200.5,"uid":"C1","id.orig_h":"192.0.2.1","id.orig_p":50123,"id.resp_h":"198.51.100.1","id.resp_p":22,"proto":"tcp","note":"SSH::Password_Guessing","msg":"192.0.2.1 appears to be guessing SSH passwords","src":"192.0.2.1","actions":["Notice::ACTION_LOG"],"suppress_for":3600.0}"#;
    assert_eq!(first(notice), "1793491200.5 SSH/Password_Guessing||tcp|22||192.0.2.1");
    let scan =
        r#"{"ts":"2026-11-01T00:00:00.5Z","note":"Scan::Port_Scan","src":"2001:db8::1","p":445}"#;
    assert_eq!(first(scan), "2026-11-01T00:00:00.5Z Scan/Port_Scan|||445||2001:db8::1");
    let conn = r#"{"ts":1793491200.5,"uid":"C2","id.orig_h":"192.0.2.1","id.orig_p":50123,"id.resp_h":"198.51.100.1","id.resp_p":23,"proto":"tcp","conn_state":"S0","history":"S"}"#;
    assert_eq!(first(conn), "1793491200.5 conn/S0||tcp|23||192.0.2.1");
    let nested = conn.replace(
        r#""id.orig_h":"192.0.2.1","id.orig_p":50123,"id.resp_h":"198.51.100.1","id.resp_p":23"#,
        r#""id":{"orig_h":"192.0.2.1","resp_p":23}"#,
    );
    assert_eq!(first(&nested), first(conn));
    assert_eq!(first(&conn.replace("id.", "id_")), first(conn));
    assert_eq!(first(&conn.replace("S0", "SF")), "other");
    assert_eq!(first(&conn.replace("tcp", "udp")), "other");
    assert_eq!(first(r#"{"ts":1.0,"uid":"C3","query":"example.org"}"#), "other");
}

#[test]
fn columns_of_zeek_are_read() {
    let log = "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n#open\t2026-11-01-00-00-00\n\
               #fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tconn_state\n\
               #types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\n\
               1793491200.500000\tC1\t2001:db8::1\t50123\t198.51.100.1\t23\ttcp\tREJ\n\
               1793491200.600000\tC2\t192.0.2.1\t50123\t198.51.100.1\t23\ttcp\tSF\n\
               1793491200.600000\tC2\t192.0.2.1\n\
               1793491200.600000\tC2\t-\t50123\t198.51.100.1\t-\ttcp\tS0\n\
               #close\t2026-11-01-01-00-00";
    let lines: Vec<&str> = log.lines().collect();
    assert_eq!(LogFormat::of_line(lines[0].as_bytes()), Some(LogFormat::Zeek));
    assert_eq!(LogFormat::of_line(lines[6].as_bytes()), Some(LogFormat::Zeek));
    let found = read(LogFormat::Zeek, &lines);
    assert!(found[..8].iter().all(|line| line == "other"), "{found:?}");
    assert_eq!(found[8], "1793491200.500000 conn/REJ||tcp|23||2001:db8::1");
    assert_eq!(found[9], "other");
    let wrong = "it has not as many cells as its line #fields names: 3 instead of 8";
    assert_eq!(found[10], wrong);
    assert_eq!(found[11], "1793491200.600000 conn/S0||tcp|||");
    assert_eq!(found[12], "other");
    let commas = "#separator ,\n#fields,ts,note,src,p\n1793491200.5,Scan::Port_Scan,192.0.2.1,-";
    let found = read(LogFormat::Zeek, &commas.lines().collect::<Vec<_>>());
    assert_eq!(found[2], "1793491200.5 Scan/Port_Scan|||||192.0.2.1");
    // Without their names columns say nothing.
    let found = read(LogFormat::Zeek, &lines[8..9]);
    assert_eq!(found, ["no line #fields before it names its columns"]);
}

#[test]
fn alerts_of_snort_are_read() {
    let alert = r#"{ "timestamp" : "07/16-09:23:39.153899", "pkt_num" : 5, "proto" : "TCP", "pkt_gen" : "stream_tcp", "pkt_len" : 97, "dir" : "C2S", "src_ap" : "192.168.1.2:50284", "dst_ap" : "192.168.2.3:80", "rule" : "1:1000000:0", "action" : "would_drop" }"#;
    assert_eq!(first(alert), "07/16-09:23:39.153899 ||TCP|80||192.168.1.2");
    let answer = alert.replace("C2S", "S2C").replace("192.168.1.2:50284", "x").replace(
        "192.168.2.3:80\"",
        "192.168.1.2:50284\", \"src_addr\":\"192.168.2.3\", \"src_port\":80",
    );
    assert_eq!(first(&answer), first(alert));
    let more = r#"{ "seconds" : 1793491200, "class" : "Web Application Attack", "msg" : "m", "sid" : 7, "gid" : 1, "proto" : "TCP", "dir":"UNK", "src_addr" : "2001:db8::2", "src_port" : 50284, "dst_addr" : "2001:db8::3", "dst_port" : 80 }"#;
    assert_eq!(first(more), "1793491200 Web Application Attack||TCP|80||2001:db8::2");
    let both = more.replace(
        "\"src_addr\" : \"2001:db8::2\", \"src_port\" : 50284",
        "\"src_ap\":\"2001:db8::2:50284\"",
    );
    assert_eq!(first(&both), first(more));
    let target = more.replace("\"dir\"", "\"target\":\"2001:db8::2\",\"dir\"");
    assert_eq!(
        first(&target),
        "1793491200 Web Application Attack||TCP|80||2001:db8::3 at 2001:db8::2"
    );
}

#[test]
fn alerts_of_crowdsec_are_read() {
    let alert = r#"{"capacity":5,"created_at":"2026-11-01T00:00:10Z","decisions":[{"duration":"3h59m","id":1,"origin":"crowdsec","scenario":"crowdsecurity/ssh-bf","scope":"Ip","type":"ban","value":"192.0.2.1"}],"events":null,"events_count":6,"id":3,"message":"Ip 192.0.2.1 performed 'crowdsecurity/ssh-bf'","scenario":"crowdsecurity/ssh-bf","source":{"as_name":"x","cn":"AZ","ip":"192.0.2.1","scope":"Ip","value":"192.0.2.1"},"start_at":"2026-11-01T00:00:00Z","uuid":"0d7b"}"#;
    let expect = "2026-11-01T00:00:00Z crowdsecurity/ssh-bf||||AZ|192.0.2.1";
    assert_eq!(first(alert), expect);
    assert_eq!(
        first(&alert.replace("192.0.2.1", "2001:db8::1")),
        expect.replace("192.0.2.1", "2001:db8::1")
    );
    // It is known by its number: what is left of the ban changes.
    let id = |line: &str| match LogFormat::Crowdsec.reader("").line(line.as_bytes()) {
        Line::Event(event) => event.id.map(|id| id.into_owned()),
        _ => None,
    };
    assert!(id(alert).is_some());
    assert_eq!(id(alert), id(&alert.replace("3h59m", "1h2m")));
    assert_ne!(id(alert), id(&alert.replace("0d7b", "0d7c")));
    let no_number = alert.replace(",\"uuid\":\"0d7b\"", "");
    assert_ne!(id(&no_number), id(&no_number.replace("192.0.2.1", "192.0.2.2")));
    // Not seen here.
    for origin in ["CAPI", "lists", "cscli"] {
        let other = alert.replace("\"origin\":\"crowdsec\"", &format!("\"origin\":\"{origin}\""));
        assert_eq!(first(&other), "other");
    }
    let list = alert.replace(
        "\"scenario\":\"crowdsecurity/ssh-bf\",\"source\"",
        "\"scenario\":\"update : +5/-0 IPs\",\"source\"",
    );
    assert_eq!(first(&list), "other");
}

#[test]
fn bans_of_fail2ban_are_read() {
    let check = |line: &str, expect: &str| {
        assert_eq!(first(line), expect, "{line}");
    };
    let line =
        "2026-11-01 02:00:00,123 fail2ban.actions        [811]: NOTICE  [sshd] Ban 192.0.2.1";
    check(line, "2026-11-01 02:00:00,123 sshd|||||192.0.2.1");
    check(
        &line.replace("192.0.2.1", "2001:db8::1"),
        "2026-11-01 02:00:00,123 sshd|||||2001:db8::1",
    );
    check(
        &line.replace("sshd", "nginx-http-auth"),
        "2026-11-01 02:00:00,123 nginx-http-auth|||||192.0.2.1",
    );
    for other in [
        line.replace(" Ban ", " Unban "),
        line.replace(" Ban ", " Restore Ban "),
        line.replace("NOTICE  [sshd] Ban", "INFO    [sshd] Found"),
        line.replace(" Ban 192.0.2.1", " 192.0.2.1 already banned"),
        "2026-11-01 02:00:00,123 fail2ban.server         [811]: INFO    Starting Fail2ban v1.0.2"
            .into(),
    ] {
        check(&other, "other");
    }
    check(
        "2026-11-01T02:00:00+0400 gate fail2ban.actions[811]: NOTICE [sshd] Ban 192.0.2.1",
        "2026-11-01T02:00:00+0400 sshd|||||192.0.2.1",
    );
    check(
        "Nov  1 02:00:00 gate fail2ban.actions[811]: NOTICE [sshd] Ban 192.0.2.1",
        "Nov  1 02:00:00 sshd|||||192.0.2.1",
    );
    assert_eq!(read(LogFormat::Fail2ban, &["Traceback"]), ["it is no line of Fail2ban"]);
}

#[test]
fn events_of_honeypots_are_read() {
    let check = |line: &str, expect: &str| assert_eq!(first(line), expect, "{line}");
    let cowrie = r#"{"eventid":"cowrie.login.failed","username":"root","password":"x","message":"login attempt [root/x] failed","sensor":"s","timestamp":"2026-11-01T00:00:00.1Z","src_ip":"192.0.2.1","session":"a"}"#;
    check(cowrie, "2026-11-01T00:00:00.1Z cowrie.login.failed|||||192.0.2.1");
    let connect = r#"{"eventid":"cowrie.session.connect","src_ip":"192.0.2.1","src_port":50123,"dst_ip":"198.51.100.1","dst_port":2222,"session":"a","protocol":"ssh","message":"New connection","sensor":"s","timestamp":"2026-11-01T00:00:00.1Z"}"#;
    check(connect, "2026-11-01T00:00:00.1Z cowrie.session.connect||ssh|2222||192.0.2.1");
    check(&cowrie.replace("login.failed", "session.closed"), "other");
    check(&cowrie.replace("login.failed", "command.input"), "other");
    let new = cowrie.replace("login.failed", "of.the.future");
    check(&new, "2026-11-01T00:00:00.1Z cowrie.of.the.future|||||192.0.2.1");
    // As T-Pot has them in Elasticsearch.
    let tpot = |kind: &str, more: &str| {
        format!(
            r#"{{"_index":"logstash-2026.11.01","_source":{{"type":"{kind}","@timestamp":"2026-11-01T00:00:00.000Z","src_ip":"192.0.2.1","dest_port":445,"geoip":{{"country_code2":"AZ"}},"t-pot_hostname":"pot"{more}}}}}"#
        )
    };
    check(&tpot("Dionaea", ""), "2026-11-01T00:00:00.000Z Dionaea|||445|AZ|192.0.2.1");
    check(
        &tpot("ElasticPot", r#","event_type":"GET","message":"x""#),
        "2026-11-01T00:00:00.000Z ElasticPot|||445|AZ|192.0.2.1",
    );
    check(
        &tpot("Cowrie", r#","eventid":"cowrie.login.success""#),
        "2026-11-01T00:00:00.000Z cowrie.login.success|||445|AZ|192.0.2.1",
    );
    check(
        &tpot("Suricata", r#","event_type":"alert","proto":"TCP","alert":{"category":"c"}"#),
        "2026-11-01T00:00:00.000Z c||TCP|445||192.0.2.1",
    );
    check(&tpot("Suricata", r#","event_type":"flow""#), "other");
    check(&tpot("P0f", ""), "other");
    check(&tpot("Adbhoney", r#","eventid":"adbhoney.session.closed""#), "other");
    let dionaea = r#"{"connection":{"protocol":"smbd","transport":"tcp","type":"accept"},"dst_ip":"198.51.100.1","dst_port":445,"src_hostname":"","src_ip":"::ffff:192.0.2.1","src_port":50123,"timestamp":"2026-11-01T00:00:00.1"}"#;
    check(dionaea, "2026-11-01T00:00:00.1 Dionaea||tcp|445||::ffff:192.0.2.1");
    check(&dionaea.replace("accept", "listen"), "other");
    let heralding = r#"{"timestamp":"2026-11-01 00:00:00.1","duration":1,"session_id":"a","source_ip":"192.0.2.1","source_port":50123,"destination_ip":"198.51.100.1","destination_port":21,"protocol":"ftp","num_auth_attempts":1}"#;
    check(heralding, "2026-11-01 00:00:00.1 Heralding||ftp|21||192.0.2.1");
}

/// Whatever stands in a line, and however deep: it is judged, and nothing breaks.
#[test]
fn no_line_is_too_deep() {
    let n = 2_000;
    let deep = [
        "[".repeat(n) + &"]".repeat(n),
        "[".repeat(n),
        "{\"a\":".repeat(n) + "1" + &"}".repeat(n),
        "{\"message\":".repeat(n) + "1" + &"}".repeat(n),
        "[[\"a\"]]".to_owned(),
        // As deep as may be, and as a short line can be.
        "[".repeat(44) + &"]".repeat(44),
        "[".repeat(300),
        format!("{:?}", "{\"a\":".repeat(n) + &"}".repeat(n)),
    ];
    let keys = "timestamp @timestamp ts time src_ip dest_port source flow alert data message event \
                suricata classification classification.type note id conn_state scenario decisions \
                eventid type connection geoip proto msg rule seconds target _source";
    for deep in &deep {
        for key in keys.split_whitespace() {
            let line = format!(
                r#"{{"event_type":"alert","eventid":"cowrie.x","scenario":"x","{key}":{deep}}}"#
            );
            let inner = format!(r#"{{"event_type":"alert","alert":{{"category":{deep}}}}}"#);
            for format in LogFormat::ALL {
                drop(read(format, &[&line, &inner]));
            }
            assert!(
                LogFormat::of_line(line.as_bytes())
                    .is_none_or(|format| LogFormat::ALL.contains(&format))
            );
        }
    }
}
