//! Logs of other sensors, as they come from their machines: told apart by content alone.

use crate::sensors::{cells, import_text, site, summary};
use certsite_tests::Site;

/// The days on which something was counted.
fn days(site: &Site) -> Vec<String> {
    let day = |key: &String| key.split([' ', ',']).nth(1).expect("a day").to_owned();
    cells(site).keys().map(day).collect()
}

const BAN: &str =
    "2026-02-02 23:00:00,123 fail2ban.actions        [811]: NOTICE  [sshd] Ban 2001:db8::1\n";

#[test]
fn clocks_without_a_zone_stand_where_the_site_does_or_where_one_says() {
    // Days are those of Baku, where 23 o'clock in UTC is the day after.
    for (args, expect) in [
        (&[][..], "2026-02-02"),
        (&["--zone", "Asia/Baku"], "2026-02-02"),
        (&["--zone", "Asia/Tokyo"], "2026-02-02"),
        (&["--zone", "UTC"], "2026-02-03"),
        (&["--zone", "America/New_York"], "2026-02-03"),
    ] {
        let site = site();
        import_text(&site, BAN, args).ok().says("1 new event counted");
        assert_eq!(days(&site), [expect], "{args:?}");
        assert!(cells(&site).keys().all(|key| key.starts_with("fail2ban ")));
    }
    let site = site();
    let wrong = import_text(&site, BAN, &["--zone", "Mars/Olympus"]);
    wrong.exits(2).says("write the name of a time zone, such as Asia/Baku or UTC");
}

fn alert(n: usize, left: &str) -> String {
    format!(
        r#"  {{
    "capacity": 5, "created_at": "2026-02-02T00:00:10Z", "events_count": 6, "id": {n},
    "decisions": [ {{ "duration": "{left}", "origin": "crowdsec", "value": "192.0.2.{n}" }} ],
    "scenario": "crowdsecurity/ssh-bf", "uuid": "u{n}",
    "source": {{ "cn": "AZ", "ip": "192.0.2.{n}", "scope": "Ip", "value": "192.0.2.{n}" }},
    "start_at": "2026-02-02T00:00:00Z"
  }}"#
    )
}

#[test]
fn lists_of_crowdsec_may_be_listed_again_while_bans_run_out() {
    let site = site();
    let list = |all: &[String]| format!("[\n{}\n]\n", all.join(",\n"));
    let first = list(&[alert(1, "3h59m"), alert(2, "1h2m")]);
    import_text(&site, &first, &[]).ok().says("2 new events counted, 0 other lines");
    let later = list(&[alert(1, "3h1m"), alert(2, "-4m"), alert(3, "3h59m")]);
    let run = import_text(&site, &later, &[]).ok();
    run.says("1 new event counted").says("2 events counted before");
    // The same, a line an alert, as a plugin writes it.
    let line = alert(3, "2h").lines().map(str::trim).collect::<String>() + "\n";
    import_text(&site, line, &[]).ok().says("0 new events counted");
    assert_eq!(summary(&site)[0]["class"], "intrusion-attempts");
    import_text(&site, "[]\n", &[]).ok().says("nothing in it");
}

#[test]
fn an_answer_of_elasticsearch_has_what_several_sensors_saw() {
    let hit = |source: &str| format!(r#"{{"_index":"i","_score":1.0,"_source":{source}}}"#);
    let hits = [
        hit(
            r#"{"event_type":"alert","timestamp":"2026-02-02T00:00:00Z","src_ip":"192.0.2.1","dest_port":"80","alert":{"category":"Misc Attack"}}"#,
        ),
        hit(
            r#"{"classification":{"type":"spam"},"time":{"source":"2026-02-02T00:00:00Z"},"source":{"ip":"192.0.2.2"}}"#,
        ),
        hit(
            r#"{"eventid":"cowrie.login.failed","timestamp":"2026-02-02T00:00:00Z","src_ip":"192.0.2.3"}"#,
        ),
        hit(r#"{"message":"a line of no sensor"}"#),
    ];
    let answer = format!(
        "{{\"took\":3,\"timed_out\":false,\"hits\":{{\"total\":{{\"value\":4}},\"hits\":[{}]}}}}\n",
        hits.join(",")
    );
    let site = site();
    let run = import_text(&site, answer, &["--source", "elastic"]).ok();
    run.says("3 new events counted, 0 other lines passed over, 1 wrong line left out")
        .says("log.json:4: it is no event of a log that certsite knows");
    let words: Vec<String> = cells(&site).into_keys().collect();
    for word in [",eve,Misc Attack,", ",intelmq,spam,", ",cowrie,cowrie.login.failed,"] {
        assert!(words.iter().any(|key| key.contains(word)), "{word}: {words:?}");
    }
}

#[test]
fn what_nobody_knows_is_refused_with_what_is_known() {
    for unknown in [
        "hello\n",
        "{\"a\":1}\n",
        "[1, 2]\n",
        "{\"agent\":{\"id\":\"1\"},\"rule\":{\"level\":3},\"data\":{\"srcuser\":\"root\"}}\n",
        "<30>Feb  2 00:00:00 host sshd[1]: Failed password for root from 192.0.2.1 port 22 ssh2\n",
    ] {
        let mut run = import_text(&site(), unknown, &[]).exits(1);
        for known in ["Suricata", "Snort", "Zeek", "Shadowserver", "CrowdSec", "Fail2ban", "Cowrie"]
        {
            run = run.says(known);
        }
        run.says("Bring others through IntelMQ");
    }
}
