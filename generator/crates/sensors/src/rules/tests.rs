//! The rules as they stand in a site: all that Shadowserver and IntelMQ name has a class.

use super::*;

fn shipped() -> Rules {
    let codes = serde_yaml::from_str(include_str!("../../../../../content/data/rsit.yaml"));
    let written = serde_yaml::from_str(include_str!("../../../../../content/data/sensors.yaml"));
    let (rules, wrong) = Rules::new(written.expect("it is YAML"), &codes.expect("it is YAML"));
    assert!(wrong.is_empty(), "{wrong:?}");
    rules
}

fn kind(rules: &Rules, format: LogFormat, word: &str) -> String {
    let word = Word { format, text: clean(word) };
    rules.kind(&word).map(|kind| kind.to_string()).unwrap_or_default()
}

/// Where this project differs from what Shadowserver states; why stands in `sensors.yaml`.
const DIFFERS: [(&str, &str); 25] = [
    ("blocklist", "other/other"),
    ("event4_microsoft_sinkhole", "malicious-code/infected-system"),
    ("event4_microsoft_sinkhole_http", "malicious-code/infected-system"),
    ("scan_ard", "vulnerable/ddos-amplifier"),
    ("scan_chargen", "vulnerable/ddos-amplifier"),
    ("scan_coap", "vulnerable/ddos-amplifier"),
    ("scan_ddos_middlebox", "vulnerable/ddos-amplifier"),
    ("scan_dns", "vulnerable/ddos-amplifier"),
    ("scan_dvr_dhcpdiscover", "vulnerable/ddos-amplifier"),
    ("scan_exchange", "vulnerable/vulnerable-system"),
    ("scan_ldap_udp", "vulnerable/ddos-amplifier"),
    ("scan_loop_dos", "vulnerable/ddos-amplifier"),
    ("scan_mdns", "vulnerable/ddos-amplifier"),
    ("scan_memcached", "vulnerable/ddos-amplifier"),
    ("scan_netbios", "vulnerable/ddos-amplifier"),
    ("scan_ntp", "vulnerable/ddos-amplifier"),
    ("scan_ntpmonitor", "vulnerable/ddos-amplifier"),
    ("scan_portmapper", "vulnerable/ddos-amplifier"),
    ("scan_qotd", "vulnerable/ddos-amplifier"),
    ("scan_slp", "vulnerable/ddos-amplifier"),
    ("scan_snmp", "vulnerable/ddos-amplifier"),
    ("scan_ssdp", "vulnerable/ddos-amplifier"),
    ("scan_tftp", "vulnerable/ddos-amplifier"),
    ("scan_ubiquiti", "vulnerable/ddos-amplifier"),
    ("scan_ws_discovery", "vulnerable/ddos-amplifier"),
];

#[test]
fn each_report_of_shadowserver_has_the_class_that_its_schema_states() {
    let rules = shipped();
    let differs = |name: &str| DIFFERS.iter().find(|(known, _)| *known == name).map(|(_, k)| *k);
    let mut reports = 0;
    for name in shadowserver::names() {
        reports += 1;
        let twin = shadowserver::twin(name).unwrap_or_else(|| name.to_owned());
        let stated = || shadowserver::stated(name).or_else(|| shadowserver::stated(&twin));
        let expect = differs(&twin).or_else(stated).expect("each has one");
        assert_eq!(kind(&rules, LogFormat::Shadowserver, name), expect, "{name}");
        // What is said of IPv4 holds for IPv6.
        assert_eq!(kind(&rules, LogFormat::Shadowserver, &twin), expect, "{name} and {twin}");
    }
    assert_eq!(reports, 170);
    let check = |name: &str, expect: &str| {
        assert_eq!(kind(&rules, LogFormat::Shadowserver, name), expect, "{name}");
    };
    check("device_id6", "other/undetermined");
    check("scan6_http_vulnerable", "vulnerable/vulnerable-system");
    check("scan_synfulknock", "vulnerable/vulnerable-system");
    check("scan_post_exploitation_framework", "malicious-code/infected-system");
    check("event6_sinkhole_http_referer", "malicious-code/infected-system");
    check("scan_of_the_future", "");
}

#[test]
fn a_rule_of_the_team_goes_before_what_is_stated() {
    let codes = serde_yaml::from_str(include_str!("../../../../../content/data/rsit.yaml"));
    let written = "shadowserver: {scan_: other/other, scan_http: fraud/phishing}";
    let (rules, _) =
        Rules::new(serde_yaml::from_str(written).expect("it is YAML"), &codes.expect("YAML"));
    let check = |name: &str, expect: &str| {
        assert_eq!(kind(&rules, LogFormat::Shadowserver, name), expect, "{name}");
    };
    check("scan_http", "fraud/phishing");
    check("scan6_http", "fraud/phishing");
    check("scan_http_proxy", "other/other");
    check("scan_of_the_future", "other/other");
    check("event4_sinkhole", "malicious-code/infected-system");
}

/// IntelMQ's 44 types, as its library has them (`ClassificationType`, 3.5.0).
const INTELMQ: &str = "application-compromise blacklist brute-force burglary c2-server copyright \
    data-leak data-loss ddos ddos-amplifier dga-domain dos exploit harmful-speech ids-alert \
    infected-system information-disclosure malware malware-configuration malware-distribution \
    masquerade misconfiguration other outage phishing potentially-unwanted-accessible \
    privileged-account-compromise proxy sabotage scanner sniffing social-engineering spam \
    system-compromise test tor unauthorised-information-access \
    unauthorised-information-modification unauthorized-use-of-resources undetermined \
    unprivileged-account-compromise violence vulnerable-system weak-crypto";

#[test]
fn each_type_of_intelmq_has_a_class() {
    let rules = shipped();
    assert_eq!(INTELMQ.split_whitespace().count(), 44);
    for word in INTELMQ.split_whitespace() {
        assert_ne!(kind(&rules, LogFormat::Intelmq, word), "", "{word}");
    }
    let kind = kind(&rules, LogFormat::Intelmq, "unauthorized-use-of-resources");
    assert_eq!(kind, "fraud/unauthorised-use-of-resources");
}

#[test]
fn rules_go_by_category_or_by_signature() {
    let codes = serde_yaml::from_str(include_str!("../../../../../content/data/rsit.yaml"));
    let written = "eve:\n  Misc Attack: other/undetermined\n  2001219: intrusion-attempts/brute-force\n  \
                   ET SCAN Nmap: information-gathering/scanner\n  136:1: other/other\n";
    let (rules, wrong) =
        Rules::new(serde_yaml::from_str(written).expect("it is YAML"), &codes.expect("YAML"));
    assert!(wrong.is_empty());
    let check = |group, number, name: &str, expect: Option<&str>| {
        let signature = Signature { group, number, name: name.into() };
        let found = rules.signature(LogFormat::Eve, &signature);
        assert_eq!(found.as_deref(), expect, "{group}:{number:?} {name}");
    };
    check(1, Some(2_001_219), "ET SCAN Potential SSH Scan", Some("2001219"));
    check(1, Some(7), "ET SCAN Nmap", Some("ET SCAN Nmap"));
    check(1, None, "et scan nmap", Some("et scan nmap"));
    check(136, Some(1), "(reputation) packets blocked", Some("136-1"));
    check(2, Some(2_001_219), "of another group", None);
    check(1, Some(8), "another", None);
}

/// An alert that was counted by a rule of its signature, and what it is by the rules of today.
#[test]
fn what_a_rule_of_a_signature_took_falls_back_to_its_category() {
    let codes = serde_yaml::from_str(include_str!("../../../../../content/data/rsit.yaml"));
    let codes: Codes = codes.expect("YAML");
    let category = "  Misc Attack: intrusion-attempts/exploit\n";
    let check = |word: Box<str>, rules: &str, expect: Option<&str>| {
        let written = serde_yaml::from_str(&format!("eve:\n{category}{rules}"));
        let (known, _) = Rules::new(written.expect("it is YAML"), &codes);
        for format in [LogFormat::Eve, LogFormat::Snort] {
            let kind = known.kind(&Word { format, text: word.clone() });
            assert_eq!(kind.map(|kind| kind.to_string()).as_deref(), expect, "{word} {rules}");
        }
    };
    let (exploit, scan) =
        (Some("intrusion-attempts/exploit"), Some("information-gathering/scanner"));
    let number = || with_category("2019", "Misc Attack");
    check(number(), "  2019: information-gathering/scanner\n", scan);
    check(number(), "", exploit);
    // It had none before, or has another now.
    check("Misc Attack".into(), "  2019: information-gathering/scanner\n", exploit);
    check(number(), "  2019 // Misc Attack: other/other\n", Some("other/other"));
    let name = || with_category("Own // Rules a", "Misc Attack");
    check(name(), "  \"Own // Rules a\": information-gathering/scanner\n", scan);
    check(name(), "", exploit);
    check(with_category("2019", ""), "", None);
    check(with_category("2019", "Unknown"), "", None);
    // What has no room for both keeps what its rule goes by.
    assert_eq!(&*with_category("2019", &"x".repeat(95)), "2019");
}
