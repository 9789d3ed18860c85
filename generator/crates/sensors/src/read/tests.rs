//! Lines of each kind of log, and what a reader makes of them.

use super::*;

/// What a reader makes of a line.
fn said(reader: &mut dyn Reader, line: &str) -> String {
    let why = match reader.line(line.as_bytes()) {
        Line::Event(event) => {
            let Event { time, word, family, protocol, port, country, source, victim, .. } = event;
            let port = port.map(|port| port.to_string()).unwrap_or_default();
            let text = |address: Option<IpAddr>| address.map(|a| a.to_string()).unwrap_or_default();
            let mut said =
                format!("{time} {word}|{family}|{protocol}|{port}|{country}|{}", text(source));
            if victim.is_some() {
                said += &format!(" at {}", text(victim));
            }
            return said;
        }
        Line::Other => return "other".to_owned(),
        Line::Foreign => return "foreign".to_owned(),
        Line::Open => return "open".to_owned(),
        Line::Wrong(why) => why.to_owned(),
    };
    let exactly = reader.why(line.as_bytes());
    exactly.map_or(why.clone(), |exactly| format!("{why}: {exactly}"))
}

/// The events of a log in the words of its sensor, and what is wrong with its other lines.
pub fn read(format: LogFormat, lines: &[&str]) -> Vec<String> {
    let mut reader = format.reader("scan_dns");
    lines.iter().map(|line| said(&mut *reader, line)).collect()
}

/// What is made of a line in a log whose first line it is.
pub fn first(line: &str) -> String {
    let format =
        LogFormat::of_line(line.as_bytes()).unwrap_or_else(|| panic!("nobody knows {line}"));
    read(format, &[line]).remove(0)
}

#[test]
fn alerts_of_suricata_are_read() {
    let alert = r#"{"timestamp":"2026-11-01T02:00:00.1+0400","event_type":"alert","src_ip":"192.0.2.1","proto":"TCP","dest_port":443,"alert":{"category":"Web Application Attack","metadata":{"malware_family":["Mirai"]}}}"#;
    let flow = r#"{"timestamp":"2026-11-01T02:00:00.1+0000","event_type":"flow"}"#;
    let found = read(LogFormat::Eve, &[alert, flow, &alert.replace("443", "\"many\"")]);
    let expect = "2026-11-01T02:00:00.1+0400 Web Application Attack|Mirai|TCP|443||192.0.2.1";
    assert_eq!(found[0], expect);
    assert_eq!(found[1], "other");
    assert!(found[2].contains("“dest_port”"), "{}", found[2]);
    // Half a line is no event, wherever it ends.
    for end in 1..alert.len() {
        let found = read(LogFormat::Eve, &[&alert[..end]]);
        assert!(found[0].starts_with("it is"), "{}: {}", &alert[..end], found[0]);
    }
    let check = |old: &str, new: &str, expect: &str| {
        assert_eq!(first(&alert.replace(old, new)), expect, "{new}");
    };
    check("443", "\"443\"", expect);
    check("443", "443.0", expect);
    check("[\"Mirai\"]", "\"Mirai\"", expect);
    check("[\"Mirai\"]", "[\"Mirai\",\"Gafgyt\"]", expect);
    check("\"proto\"", "\"flow\":null,\"direction\":null,\"proto\"", expect);
    let no_category = expect.replace("Web Application Attack", "");
    check("\"Web Application Attack\"", "null", &no_category);
    check("\"category\":\"Web Application Attack\",", "", &no_category);
    check(",\"metadata\":{\"malware_family\":[\"Mirai\"]}", "", &expect.replace("Mirai", ""));
    check("{\"malware_family\":[\"Mirai\"]}", "[]", &expect.replace("Mirai", ""));
    check("443", "null", &expect.replace("443", ""));
    check("192.0.2.1", "2001:db8::1", &expect.replace("192.0.2.1", "2001:db8::1"));
}

/// An alert on a packet, without category.
fn between(from: &str, from_port: u16, to: &str, to_port: u16, more: &str, alert: &str) -> String {
    format!(
        r#"{{"timestamp":"2026-11-01T00:00:00Z","event_type":"alert","src_ip":"{from}","src_port":{from_port},"dest_ip":"{to}","dest_port":{to_port},"proto":"TCP","alert":{{"category":"c"{alert}}}{more}}}"#
    )
}

#[test]
fn the_side_of_an_alert_does_not_depend_on_the_packet() {
    const CLIENT: &str = "192.0.2.7";
    const SERVER: &str = "198.51.100.1";
    let there = |more: &str, alert: &str| between(CLIENT, 50_123, SERVER, 443, more, alert);
    let back = |more: &str, alert: &str| between(SERVER, 443, CLIENT, 50_123, more, alert);
    let flow = format!(
        r#","flow":{{"src_ip":"{CLIENT}","dest_ip":"{SERVER}","src_port":50123,"dest_port":443}}"#
    );
    let (to_client, to_server) = (r#","direction":"to_client""#, r#","direction":"to_server""#);
    let at = |who: &str| format!(r#","metadata":{{"attack_target":["{who}"]}}"#);
    let target =
        format!(r#","source":{{"ip":"{SERVER}","port":443}},"target":{{"ip":"{CLIENT}"}}"#);
    let check = |line: String, source: &str, victim: &str| {
        let expect = format!("2026-11-01T00:00:00Z c||TCP|443||{source}");
        let expect = if victim.is_empty() { expect } else { format!("{expect} at {victim}") };
        assert_eq!(first(&line), expect, "{line}");
    };
    // Who began it, whichever way the packet went, and whatever the version says of it.
    for more in ["", to_server, &flow, &format!("{to_server}{flow}")] {
        check(there(more, ""), CLIENT, "");
        check(there(more, &at("Client_Endpoint")), CLIENT, "");
        check(there(more, &at("Server")), CLIENT, SERVER);
    }
    for more in ["", to_client, &flow, &format!("{to_client}{flow}")] {
        check(back(more, ""), CLIENT, "");
        check(back(more, &at("Web_Server")), CLIENT, SERVER);
        // The answer is the attack.
        check(back(more, &at("Client_Endpoint")), SERVER, CLIENT);
        check(back(more, &target), SERVER, CLIENT);
    }
    // Nothing tells the sides of two ports of clients apart.
    let both = between(CLIENT, 50_123, SERVER, 50_124, "", "");
    assert_eq!(first(&both), "2026-11-01T00:00:00Z c||TCP|50124||192.0.2.7");
    let both = between(SERVER, 53, CLIENT, 53, "", "");
    assert_eq!(first(&both), "2026-11-01T00:00:00Z c||TCP|53||198.51.100.1");
}

#[test]
fn reports_of_shadowserver_are_read() {
    let lines = [
        "\u{feff}\"timestamp\",\"ip\",\"protocol\",\"port\",\"geo\",\"tag\"",
        "\"2026-11-01 00:00:22\",\"2001:db8::1\",\"udp\",53,\"AZ\",\"a,b\"",
        "\"2026-11-01 00:00:22\",\"2001:db8::1\",\"udp\",53",
    ];
    let found = read(LogFormat::Shadowserver, &lines);
    assert_eq!(found[..2], ["other", "2026-11-01 00:00:22 scan_dns||udp|53|AZ|2001:db8::1"]);
    assert!(found[2].ends_with("it has 4 cells, and the first line names 6"), "{}", found[2]);
}

/// A line of each shape, and of each report whose shape is its own.
#[test]
fn each_shape_of_reports_is_read() {
    let check = |report: &str, header: &str, row: &str, expect: &str| {
        assert_eq!(
            LogFormat::of_line(header.as_bytes()),
            Some(LogFormat::Shadowserver),
            "{header}"
        );
        let mut reader = LogFormat::Shadowserver.reader(report);
        assert_eq!(said(&mut *reader, header), "other");
        assert_eq!(said(&mut *reader, row), format!("2026-11-01 00:00:00 {report}|{expect}"));
    };
    let time = "2026-11-01 00:00:00";
    let of_hosts = "timestamp,severity,ip,protocol,port,tag,geo";
    let host = format!("{time},high,192.0.2.1,tcp,22,ssh,AZ");
    check("scan_ssh", of_hosts, &host, "|tcp|22|AZ|192.0.2.1");
    let host = host.replace("192.0.2.1", "2001:db8::1");
    check("device_id6", of_hosts, &host, "|tcp|22|AZ|2001:db8::1");
    let of_events = "timestamp,protocol,src_ip,src_port,src_geo,severity,dst_ip,dst_port,dst_geo,infection,family,tag";
    let event = format!("{time},tcp,192.0.2.2,50123,AZ,high,198.51.100.1,80,DE,mirai,,x");
    check("event4_sinkhole", of_events, &event, "mirai|tcp|80|AZ|192.0.2.2");
    let of_referers = "timestamp,protocol,http_referer_ip,http_referer_geo,severity,dst_ip,dst_port,dst_geo,infection,family,tag";
    let referer = format!("{time},tcp,192.0.2.3,AZ,high,198.51.100.1,80,DE,,andromeda,x");
    check("event4_sinkhole_http_referer", of_referers, &referer, "andromeda|tcp|80|AZ|192.0.2.3");
    check("event6_sinkhole_http_referer", of_referers, &referer, "andromeda|tcp|80|AZ|192.0.2.3");
    // Nobody's address.
    let account = format!("{time},a@example.org,redline,x,high");
    check("compromised_account", "timestamp,email,infection,tag,severity", &account, "redline||||");
    check("ransomware_victim", "timestamp,geo,severity", &format!("{time},AZ,high"), "|||AZ|");
    let query = format!("{time},emotet,x,high");
    check("sandbox_dns", "timestamp,family,tag,severity", &query, "emotet||||");
    // Two addresses: what the report is about is not who sent it.
    let spam = format!("{time},192.0.2.4,AZ,high,80,x,198.51.100.9,DE");
    let of_spam = "timestamp,ip,geo,severity,port,tag,src_ip,src_geo";
    check("spam_url", of_spam, &spam, "||80|AZ|192.0.2.4");
    // Each of the 170 with the columns that matter in it.
    for row in include_str!("shadowserver.csv").lines().skip(1) {
        let [name, _, _, address, columns] = row.split(',').collect::<Vec<_>>()[..] else {
            panic!("{row}");
        };
        let columns: Vec<&str> = columns.split(' ').collect();
        let cell = |column: &&str| match *column {
            "timestamp" => time.to_owned(),
            column if column == address => "192.0.2.5".to_owned(),
            column if column.ends_with("ip") => "198.51.100.5".to_owned(),
            _ => String::new(),
        };
        let cells: Vec<String> = columns.iter().map(cell).collect();
        let expect = if address.is_empty() { "" } else { "192.0.2.5" };
        check(name, &columns.join(","), &cells.join(","), &format!("||||{expect}"));
    }
}

#[test]
fn events_of_intelmq_are_read_as_its_outputs_write_them() {
    let expect = "2026-11-02T00:00:00+00:00 brute-force|mirai|tcp|22|AZ|192.0.2.9";
    let check = |event: &str, expect: &str| assert_eq!(first(event), expect, "{event}");
    check(
        r#"{"classification.type":"brute-force","malware.name":"mirai","time.source":"2026-11-02T00:00:00+00:00","source.ip":"192.0.2.9","source.geolocation.cc":"AZ","protocol.transport":"tcp","destination.port":22}"#,
        expect,
    );
    check(
        r#"{"classification_type":"brute-force","malware_name":"mirai","time_source":"2026-11-02T00:00:00+00:00","source_ip":"192.0.2.9","source_geolocation_cc":"AZ","protocol_transport":"tcp","destination_port":"22"}"#,
        expect,
    );
    check(
        r#"{"classification":{"type":"brute-force"},"malware":{"name":"mirai"},"time":{"source":"2026-11-02T00:00:00+00:00"},"source":{"ip":"192.0.2.9","geolocation":{"cc":"AZ"}},"protocol":{"transport":"tcp"},"destination":{"port":22}}"#,
        expect,
    );
    // A row of a database.
    check(
        r#"{"classification.type":"brute-force","malware.name":"mirai","malware.version":null,"time.source":"2026-11-02T00:00:00+00:00","time.observation":null,"source.ip":"192.0.2.9","source.port":null,"source.geolocation.cc":"AZ","protocol.transport":"tcp","protocol.application":null,"destination.ip":null,"destination.port":"22","extra":null}"#,
        expect,
    );
    let event = r#"{"classification.type":"vulnerable-system","time.observation":"2026-11-02T00:00:00+00:00","source.ip":"2001:db8::9","source.port":23,"protocol.application":"telnet"}"#;
    check(event, "2026-11-02T00:00:00+00:00 vulnerable-system||telnet|23||2001:db8::9");
    // The port of a client is no port that was called.
    let client = event.replace("vulnerable-system", "scanner");
    check(&client, "2026-11-02T00:00:00+00:00 scanner||telnet|||2001:db8::9");
    let wrong = event.replace("23", "\"x\"");
    assert!(first(&wrong).contains("“source.port”"), "{}", first(&wrong));
}

#[test]
fn a_log_is_known_by_its_lines() {
    let check =
        |line: &str, expect| assert_eq!(LogFormat::of_line(line.as_bytes()), expect, "{line}");
    check(r#"{"event_type": "flow"}"#, Some(LogFormat::Eve));
    check(r#"{"classification.type": "spam"}"#, Some(LogFormat::Intelmq));
    check("timestamp,severity,ip,protocol", Some(LogFormat::Shadowserver));
    check("timestamp,host", None);
    check("hello", None);
    check("{}", None);
    check("{\"a\":", None);
    check(r#"{"data":{"srcuser":"root"},"rule":{"id":"5710"}}"#, None);
    check("", None);
}

/// A line of each sensor that writes JSON, in all that collectors put round it: the time, the number
/// and the like that the wrapping has must not be taken for the sensor's.
#[test]
fn each_sensor_is_read_through_each_wrapping() {
    let lines = [
        r#"{"timestamp":"2026-11-01T00:00:00Z","event_type":"alert","src_ip":"192.0.2.1","dest_port":443,"alert":{"signature_id":7,"category":"c"}}"#,
        r#"{"ts":1793491200.5,"note":"Scan::Port_Scan","src":"192.0.2.1","p":22}"#,
        r#"{"ts":"2026-11-01T00:00:00Z","uid":"C1","id.orig_h":"192.0.2.1","id.resp_p":22,"proto":"tcp","conn_state":"S0"}"#,
        r#"{"ts":1793491200.5,"uid":"C1","id":{"orig_h":"192.0.2.1","resp_p":22},"proto":"tcp","conn_state":"REJ"}"#,
        r#"{"timestamp":"11/01-00:00:00.1","pkt_num":1,"proto":"TCP","src_ap":"192.0.2.1:50123","dst_ap":"198.51.100.1:80","rule":"1:7:1","class":"c"}"#,
        r#"{"eventid":"cowrie.login.failed","timestamp":"2026-11-01T00:00:00Z","src_ip":"192.0.2.1","protocol":"ssh","session":"a"}"#,
        r#"{"classification.type":"scanner","time.source":"2026-11-01T00:00:00+00:00","source.ip":"192.0.2.1","feed.name":"f"}"#,
    ];
    for line in lines {
        let text = serde_json::to_string(line).expect("it is a text");
        let expect = first(line);
        assert!(expect.contains("192.0.2.1"), "{line}: {expect}");
        let at = r#""@timestamp":"2026-12-24T16:26:14Z""#;
        for wrapped in [
            format!(r#"{{"_source":{line}}}"#),
            format!(r#"{{"_index":"i","_source":{{{at},"message":{text}}}}}"#),
            format!(r#"{{{at},"message":{text}}}"#),
            format!(
                r#"{{{at},"message":{text},"log":{{"offset":7}},"input":{{"type":"log"}},"host":{{"name":"h"}}}}"#
            ),
            format!(r#"{{{at},"event":{{"original":{text}}},"message":{text}}}"#),
            format!(r#"{{"ts":1793577600,"level":"info","message":{text}}}"#),
            format!(r#"{{"timestamp":"2026-12-24T16:26:14Z","rule":{{"id":"1"}},"data":{line}}}"#),
            format!(r#"{{"timestamp":1793577600.1,"short_message":{text}}}"#),
            format!(r#"{{"log":{text},"time":"2026-12-24T16:26:14Z"}}"#),
        ] {
            assert_eq!(first(&wrapped), expect, "{wrapped}");
            // Also in a log that is mostly the sensor's own.
            let format = LogFormat::of_line(line.as_bytes()).expect("it is known");
            assert_eq!(read(format, &[line, &wrapped])[1], expect, "{wrapped}");
        }
    }
}

#[test]
fn what_collectors_wrap_is_read() {
    let alert = r#"{"timestamp":"2026-11-01T00:00:00Z","event_type":"alert","src_ip":"192.0.2.1","src_port":50123,"dest_ip":"192.0.2.2","dest_port":443,"proto":"TCP","alert":{"signature_id":7,"signature":"s","category":"c"}}"#;
    let plain = first(alert);
    let text = serde_json::to_string(alert).expect("it is a text");
    let wrapped = [
        format!(r#"{{"_index":"eve","_id":"x","_score":1.0,"_source":{alert}}}"#),
        format!(
            r#"{{"timestamp":"2026-11-01T09:00:00.000+0000","rule":{{"level":3}},"agent":{{"id":"001"}},"data":{alert}}}"#
        ),
        format!(r#"{{"_source":{{"timestamp":"x","rule":{{"level":3}},"data":{alert}}}}}"#),
        format!(r#"{{"@timestamp":"2026-11-01T00:00:00.000Z","message":{text}}}"#),
        format!(
            r#"{{"@timestamp":"x","event":{{"original":{text},"kind":"alert"}},"suricata":{{"eve":{{"event_type":"alert"}}}}}}"#
        ),
        format!(r#"{{"event.original":{text}}}"#),
        format!(r#"{{"preview":false,"result":{{"_raw":{text}}}}}"#),
        format!(r#"{{"MESSAGE":{}}}"#, text.replacen('{', "suricata[1]: {", 1)),
        format!(r#"{{"log":{text},"stream":"stdout"}}"#),
        // Loki's logcli with “--output=jsonl”, and Graylog's GELF 1.1.
        format!(
            r#"{{"labels":{{"job":"suricata"}},"line":{text},"timestamp":"2026-11-01T00:00:01Z"}}"#
        ),
        format!(
            r#"{{"version":"1.1","host":"ids","short_message":{text},"timestamp":1793491201.5,"level":6,"_tag":"eve"}}"#
        ),
    ];
    for line in &wrapped {
        assert_eq!(first(line), plain, "{line}");
        // Also where most lines are as the sensor wrote them.
        assert_eq!(read(LogFormat::Eve, &[alert, line])[1], plain, "{line}");
        // A flow is passed over, and what nobody knows is told.
        let flow = line.replace("alert", "flow");
        assert_eq!(read(LogFormat::Eve, &[&flow]), ["other"], "{flow}");
    }
    // What Filebeat's module has taken apart.
    let module = r#"{"@timestamp":"2026-11-01T00:00:00Z","event":{"kind":"alert","module":"suricata"},"message":"c","source":{"ip":"192.0.2.1","port":50123},"destination":{"ip":"192.0.2.2","port":443},"network":{"transport":"TCP"},"rule":{"category":"c","id":"7","name":"s"},"suricata":{"eve":{"event_type":"alert","alert":{"gid":1}}}}"#;
    assert_eq!(first(module), plain);
    let source = format!(r#"{{"_source":{module}}}"#);
    assert_eq!(first(&source), plain);
    let numbers = alert.replace("50123", "\"50123\"").replace("443", "\"443\"");
    assert_eq!(first(&format!(r#"{{"data":{}}}"#, numbers.replace(":7", ":\"7\""))), plain);
    for unknown in [r#"{"data":{"srcuser":"root"}}"#, r#"{"message":"hello"}"#, r#"{"a":1}"#, "{}"]
    {
        let found = read(LogFormat::Eve, &[unknown]);
        assert_eq!(found, ["it is no event of a log that certsite knows"], "{unknown}");
    }
    assert_eq!(read(LogFormat::Eve, &[r#"{"index":{"_index":"eve"}}"#]), ["other"]);
    // A log may have events of several sensors.
    let event =
        r#"{"_source":{"classification.type":"spam","time.source":"2026-11-02T00:00:00Z"}}"#;
    assert_eq!(read(LogFormat::Eve, &[event]), ["2026-11-02T00:00:00Z spam|||||"]);
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
