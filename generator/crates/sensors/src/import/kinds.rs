//! Logs of every kind, as their sensors write them: each with all that a cut can fall into.

use crate::read::LogFormat;

/// A kind of log, as its lines are written.
pub struct LogKind {
    pub format: LogFormat,
    pub report: &'static str,
    pub head: &'static str,
    pub line: fn(u64) -> String,
}

const HEAD: &str = "\"timestamp\",\"ip\",\"protocol\",\"port\",\"tag\"\n";

/// Words with letters of two bytes, quotes, brackets: whatever a cut can fall into.
fn eve(n: u64) -> String {
    if n % 5 == 4 {
        return format!(r#"{{"timestamp":"2026-02-01T00:00:0{}Z","event_type":"flow"}}"#, n % 10);
    }
    format!(
        r#"{{"timestamp":"2026-02-0{}T00:00:00.{n:06}+0000","event_type":"alert","src_ip":"198.18.0.{}","proto":"TCP","dest_port":{},"alert":{{"category":"Şəbəkə \"hücumu\"","metadata":{{"malware_family":["Mirai"]}}}},"note":"a}} \\ b"}}"#,
        1 + n % 3,
        n % 250,
        [22, 443][n as usize % 2],
    )
}

fn intelmq(n: u64) -> String {
    format!(
        r#"{{"classification.type":"{}","time.source":"2026-02-0{}T00:00:00+00:00","source.ip":"198.18.1.{}","extra":{{"ə":"{n}"}}}}"#,
        ["brute-force", "unauthorized-use-of-resources"][n as usize % 2],
        1 + n % 3,
        n % 250,
    )
}

fn row(n: u64) -> String {
    format!("\"2026-02-0{} 00:00:00\",\"198.18.2.{}\",\"udp\",\"53\",\"ə{n}\"", 1 + n % 3, n % 250)
}

const ZEEK: &str = "#separator \\x09\n#unset_field\t-\n#fields\tts\tnote\tsrc\tp\tmsg\n#types\ttime\tenum\taddr\tport\tstring\n";

/// The beginning of the nth line's day.
fn second(n: u64) -> u64 {
    1_769_904_000 + (n % 3) * 86_400
}

fn notice(n: u64) -> String {
    let note = ["Scan::Port_Scan", "SSH::Password_Guessing"][n as usize % 2];
    format!("{}.{n:06}\t{note}\t2001:db8::{:x}\t{}\t\"ə\" {n},x", second(n), n % 250, 22 + n % 2)
}

fn snort(n: u64) -> String {
    format!(
        r#"{{ "timestamp" : "02/0{}-00:00:00.{n:06}", "pkt_num" : {n}, "proto" : "TCP", "dir" : "C2S", "src_ap" : "198.18.3.{}:50123", "dst_ap" : "192.0.2.1:80", "class" : "none", "msg" : "ə \"a\" \\ b", "rule" : "1:{}:0" }}"#,
        1 + n % 3,
        n % 250,
        n % 2,
    )
}

fn crowdsec(n: u64) -> String {
    format!(
        r#"{{"scenario":"crowdsecurity/{}","source":{{"cn":"AZ","ip":"198.18.4.{}"}},"start_at":"2026-02-0{}T00:00:00Z","message":"ə \"x\"","uuid":"{n}"}}"#,
        ["ssh-bf", "http-probing"][n as usize % 2],
        n % 250,
        1 + n % 3,
    )
}

fn ban(n: u64) -> String {
    let does = if n % 5 == 4 { "Found" } else { "Ban" };
    format!(
        "2026-02-0{} 00:00:00,{:03} fail2ban.actions        [{n}]: NOTICE  [ssh-ə] {does} 198.18.5.{}",
        1 + n % 3,
        n % 1_000,
        n % 250,
    )
}

fn cowrie(n: u64) -> String {
    format!(
        r#"{{"eventid":"cowrie.login.{}","username":"ə","password":"\"{n}\"","timestamp":"2026-02-0{}T00:00:00.{n:06}Z","src_ip":"198.18.6.{}"}}"#,
        ["failed", "success"][n as usize % 2],
        1 + n % 3,
        n % 250,
    )
}

fn dionaea(n: u64) -> String {
    format!(
        r#"{{"connection":{{"protocol":"ə","transport":"tcp","type":"accept"}},"dst_port":445,"src_ip":"::ffff:198.18.7.{}","src_port":{},"src_hostname":"\"","timestamp":"2026-02-0{}T00:00:00.{n:06}"}}"#,
        n % 250,
        1_024 + n,
        1 + n % 3,
    )
}

const fn json(format: LogFormat, line: fn(u64) -> String) -> LogKind {
    LogKind { format, report: "", head: "", line }
}

/// All kinds of log that the tests make.
pub const KINDS: [LogKind; 10] = [
    json(LogFormat::Eve, eve),
    json(LogFormat::Intelmq, intelmq),
    LogKind { format: LogFormat::Shadowserver, report: "scan_dns", head: HEAD, line: row },
    // As Elasticsearch hands it on.
    json(LogFormat::Eve, |n| format!(r#"{{"_id":"ə{n}","_source":{}}}"#, eve(n))),
    LogKind { format: LogFormat::Zeek, report: "", head: ZEEK, line: notice },
    json(LogFormat::Snort, snort),
    json(LogFormat::Crowdsec, crowdsec),
    json(LogFormat::Fail2ban, ban),
    json(LogFormat::Cowrie, cowrie),
    json(LogFormat::Honeypot, dionaea),
];
