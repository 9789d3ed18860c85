//! Advisories for programs of other teams: the MISP feed before PyMISP, the STIX bundles before the
//! parser and the validator of OASIS. And the schema of the front matter before a validator.

use certsite_tests::advisories::sample;
use certsite_tests::{Run, project};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::process::Command;

/// What `tests/judges.py` prints.
pub fn judge(arguments: &[&str]) -> Value {
    let mut command = Command::new(project().join(".venv/bin/python"));
    command.arg(project().join("tests/judges.py")).args(arguments);
    let printed = Run::of(&mut command).ok().stdout;
    serde_json::from_str(printed.lines().last().unwrap_or_default()).expect("it prints JSON")
}

#[test]
fn the_metadata_of_the_provider_hold() {
    let site = sample();
    let both = "csaf:\n  versions: [\"2.0\", \"2.1\"]\n";
    site.replace("content/team.yaml", "csaf:\n", both);
    site.build().ok();
    let own = [("v2.0/", "csaf-provider.json"), ("v2.1/", "csaf-provider-2.1.json")];
    for (folder, schema) in own {
        let schema = project().join("tests/schemas").join(schema);
        let judge = |path: &str| {
            judge(&["json", &schema.to_string_lossy(), &site.path(path).to_string_lossy()])
        };
        let metadata = format!("public/.well-known/csaf/{folder}provider-metadata.json");
        assert_eq!(judge(&metadata), json!([]), "{folder}");
        // The judge can say no.
        let broken = site.read(&metadata).replace("\"csaf_trusted_provider\"", "\"boss\"");
        site.write("broken.json", broken);
        assert_eq!(judge("broken.json").as_array().map(Vec::len), Some(1), "{folder}");
    }
}

#[test]
fn misp_takes_the_feed() {
    let site = sample();
    site.build().ok();
    let judged = judge(&["misp", &site.path("public/misp").to_string_lossy()]);
    let events = judged["events"].as_object().expect("events");
    assert_eq!(events.len(), 6, "one for each advisory: {events:#?}");
    let mail = events.values().find(|event| event["info"].to_string().contains("AZSC-2026-0001"));
    let mail = mail.expect("the advisory is an event");
    assert_eq!(mail["info"], "AZSC-2026-0001: Sample: code execution in a mail server");
    assert_eq!(mail["tags"], json!(["tlp:clear"]));
    let attributes = mail["attributes"].as_array().expect("attributes");
    let has = |expect: Value| assert!(attributes.contains(&expect), "{expect}: {attributes:#?}");
    has(json!(["ip-dst", "Network activity", true, "192.0.2.7"]));
    has(json!(["ip-dst", "Network activity", true, "2001:db8::7"]));
    has(json!(["domain", "Network activity", true, "evil.example"]));
    has(json!(["url", "Network activity", true, "https://evil.example/load?x=1"]));
    has(json!(["md5", "Payload delivery", true, "d41d8cd98f00b204e9800998ecf8427e"]));
    has(json!([
        "link",
        "External analysis",
        false,
        "https://cert.example.org/en/advisories/sample-mail/"
    ]));
    let object = mail["objects"][0].as_array().expect("an object");
    for (relation, value) in [("id", "CVE-2026-0001"), ("cvss-score", "9.3")] {
        assert!(object.contains(&json!([relation, value])), "{relation}: {object:#?}");
    }
}

#[test]
fn the_validator_of_stix_takes_the_bundles() {
    let site = sample();
    site.build().ok();
    let tree = site.tree("public/stix");
    let names: BTreeSet<_> = tree.keys().map(String::as_str).collect();
    assert_eq!(names.len(), 6, "one for each advisory: {names:?}");
    let files = names.iter().map(|name| site.path(&format!("public/stix/{name}")));
    let files: Vec<_> = files.map(|path| path.to_string_lossy().into_owned()).collect();
    let arguments: Vec<&str> =
        ["stix"].into_iter().chain(files.iter().map(String::as_str)).collect();
    let judged = judge(&arguments);
    for (name, bundle) in judged.as_object().expect("bundles") {
        assert_eq!(bundle["valid"], true, "{name}: {bundle:#}");
    }
    let first = files.iter().find(|file| file.ends_with("azsc-2026-0001.json"));
    let first = &judged[first.expect("a bundle")];
    let patterns = first["patterns"].as_array().expect("patterns");
    assert_eq!(patterns.len(), 7);
    assert!(
        patterns.contains(&json!("[url:value = 'https://evil.example/load?x=1']")),
        "{patterns:?}"
    );
    let kinds = first["types"].to_string();
    assert!(
        kinds.contains("identity")
            && kinds.contains("marking-definition")
            && kinds.contains("report")
    );
}

/// Every kind that can be stated, before the judges of both formats.
#[test]
fn each_kind_of_indicator_is_one_for_misp_and_stix() {
    let site = sample();
    let digits = "d41d8cd98f00b204e9800998ecf8427e";
    let kinds = [
        ("ip: 198.51.100.0/24", "ip-dst", "[ipv4-addr:value ISSUBSET '198.51.100.0/24']"),
        ("ip: \"2A03:2880:0::7\"", "ip-dst", "[ipv6-addr:value = '2a03:2880::7']"),
        ("domain: Mail.Evil.az.", "domain", "[domain-name:value = 'mail.evil.az']"),
        ("url: \"hxxp://Evil[.]az\"", "url", "[url:value = 'http://evil.az/']"),
        ("email: boss@evil.az", "email-src", "[email-addr:value = 'boss@evil.az']"),
        ("filename: \"it's ödəniş.exe\"", "filename", "[file:name = 'it\\'s ödəniş.exe']"),
        ("sha512: SHA512", "sha512", "[file:hashes.'SHA-512' = 'SHA512']"),
        (
            "ja3: DIGITS",
            "ja3-fingerprint-md5",
            "alert tls any any -> any any (msg:\"ja3.hash DIGITS\"; ja3.hash; content:\"DIGITS\"; sid:",
        ),
        ("ja3s: DIGITS", "ja3-fingerprint-md5", "ja3s.hash; content:\"DIGITS\";"),
        (
            "ja4: t13d1516h2_8daaf6152771_e5627efa2ab1",
            "other",
            "ja4.hash; content:\"t13d1516h2_8daaf6152771_e5627efa2ab1\";",
        ),
        ("hassh: DIGITS", "hassh-md5", "ssh.hassh; content:\"DIGITS\";"),
        (
            "user_agent: evil/1.0",
            "user-agent",
            "[network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = 'evil/1.0']",
        ),
        ("mutex: 'Global\\evil'", "mutex", "[mutex:name = 'Global\\\\evil']"),
        (
            "registry_key: 'HKCU\\Software\\evil'",
            "regkey",
            "[windows-registry-key:key = 'HKEY_CURRENT_USER\\\\Software\\\\evil']",
        ),
        ("subject: \"Invoice 7\"", "email-subject", "[email-message:subject = 'Invoice 7']"),
        (
            "endpoint: \"203.0.113.9:8443\", phase: command_and_control, confidence: 75, \
             technique: T1204.002 Malicious File, first_seen: 2026-01-09, last_seen: 2026-01-11",
            "ip-dst|port",
            "network-traffic:dst_ref.value = '203.0.113.9' AND network-traffic:dst_port = 8443]",
        ),
        (
            "endpoint: \"[2a03:2880::9]:8443\"",
            "ip-dst|port",
            "[network-traffic:dst_ref.type = 'ipv6-addr' AND",
        ),
        ("endpoint: \"evil[.]az|8443\"", "hostname|port", "dst_ref.value = 'evil.az'"),
        (
            "path: '/tmp/.x/evil'",
            "filename",
            "[file:parent_directory_ref.path = '/tmp/.x' AND file:name = 'evil']",
        ),
        ("asn: AS64501", "AS", "[autonomous-system:number = 64501]"),
        ("certificate: DIGITS", "x509-fingerprint-md5", "[x509-certificate:hashes.MD5 = 'DIGITS']"),
        (
            "certificate: SHA1",
            "x509-fingerprint-sha1",
            "[x509-certificate:hashes.'SHA-1' = 'SHA1']",
        ),
        (
            "certificate: SHA256",
            "x509-fingerprint-sha256",
            "[x509-certificate:hashes.'SHA-256' = 'SHA256']",
        ),
    ];
    let full = |text: &str| {
        let hashes = [("SHA512", 64), ("SHA256", 32), ("SHA1", 20)];
        let put =
            |text: String, (name, bytes): (&str, usize)| text.replace(name, &"ab".repeat(bytes));
        hashes.into_iter().fold(text.replace("DIGITS", digits), put)
    };
    let items: String =
        kinds.iter().map(|(item, ..)| format!("    - {{{}}}\n", full(item))).collect();
    for lang in ["az", "en"] {
        let path = format!("content/{lang}/advisories/sample-mail.md");
        site.replace(&path, "  indicators:\n", &format!("  indicators:\n{items}"));
    }
    site.build().ok();
    let judged = judge(&["misp", &site.path("public/misp").to_string_lossy()]);
    let mut events = judged["events"].as_object().expect("events").values();
    let mail = events.find(|event| event["info"].to_string().contains("AZSC-2026-0001"));
    let attributes = mail.as_ref().expect("an event")["attributes"].as_array().expect("attributes");
    let bundle = site.path("public/stix/azsc-2026-0001.json").to_string_lossy().into_owned();
    let judged = judge(&["stix", &bundle]);
    let bundle = &judged[&bundle];
    assert_eq!(bundle["valid"], true, "{bundle:#}");
    let patterns = bundle["patterns"].as_array().expect("patterns");
    assert_eq!(patterns.len(), kinds.len() + 7);
    let objects = bundle["objects"].as_array().expect("objects");
    let is_told = |expect: &dyn Fn(&Value) -> bool| objects.iter().any(expect);
    assert!(is_told(&|it| it["type"] == "attack-pattern" && it["name"] == "Malicious File"));
    assert!(is_told(&|it| it["relationship_type"] == "indicates"));
    assert!(is_told(&|it| it["confidence"] == 75
        && it["kill_chain_phases"][0]["phase_name"] == "command-and-control"));
    assert!(is_told(&|it| it["type"] == "sighting" && it["first_seen"] == "2026-01-09T00:00:00Z"));
    let mail = mail.expect("an event");
    let seen = &mail["seen"]["203.0.113.9|8443"];
    assert_eq!(seen[0], "2026-01-09T00:00:00+00:00");
    assert_eq!(
        seen[2],
        json!([
            "kill-chain:Command and Control",
            "misp-galaxy:mitre-attack-pattern=\"Malicious File - T1204.002\"",
            "misp:confidence-level=\"usually-confident\"",
        ])
    );
    for (n, (item, misp, stix)) in kinds.iter().enumerate() {
        assert_eq!(attributes[n][0], *misp, "{item}");
        let pattern = patterns[n].as_str().expect("a pattern");
        assert!(pattern.contains(&full(stix)), "{item}: {pattern}");
    }
}

/// Rules as files beside the page, and whole for programs.
#[test]
fn rules_of_detection_are_files_and_told_to_programs() {
    let site = sample();
    let yara = "rule sample { condition: true }";
    let suricata = r#"alert dns any any -> any any (msg:\"x\"; sid:1; rev:1;)"#;
    let sigma = r"title: x\nlogsource: {product: windows}\ndetection: {condition: a}";
    let rule = |kind: &str, text: &str| {
        format!(
            "    - {{kind: {kind}, name: sample, text: \"{text}\", technique: T1566 Phishing}}\n"
        )
    };
    let rules = [("yara", yara), ("sigma", sigma), ("suricata", suricata)];
    let rules: String = rules.iter().map(|(kind, text)| rule(kind, text)).collect();
    for lang in ["az", "en"] {
        let path = format!("content/{lang}/advisories/sample-mail.md");
        site.replace(&path, "  indicators:\n", &format!("  rules:\n{rules}  indicators:\n"));
    }
    site.build_with(&["--no-minify"]).ok();
    let page = "en/advisories/sample-mail/";
    assert_eq!(site.page(&format!("{page}sample.yar")), format!("{yara}\n"));
    assert!(site.page(&format!("{page}sample.rules")).starts_with("alert dns"));
    site.shows(page, "<a href=\"/en/advisories/sample-mail/sample.yml\">sample.yml</a>");
    let judged = judge(&["misp", &site.path("public/misp").to_string_lossy()]);
    let mut events = judged["events"].as_object().expect("events").values();
    let mail = events.find(|event| event["info"].to_string().contains("AZSC-2026-0001"));
    let attributes = mail.expect("an event")["attributes"].as_array().expect("attributes");
    assert!(attributes.contains(&json!(["yara", "Payload installation", true, yara])));
    let bundle = site.path("public/stix/azsc-2026-0001.json").to_string_lossy().into_owned();
    let judged = judge(&["stix", &bundle]);
    assert_eq!(judged[&bundle]["valid"], true, "{judged:#}");
    let objects = judged[&bundle]["objects"].as_array().expect("objects");
    for kind in ["yara", "sigma", "suricata"] {
        assert!(objects.iter().any(|object| object["pattern_type"] == kind), "{kind}");
    }
    let indicates = objects.iter().filter(|it| it["relationship_type"] == "indicates");
    assert_eq!(indicates.count(), 3);
}

/// What is written for programs: no fact is filled in, no brace and no backslash is lost.
#[test]
fn what_is_for_programs_is_published_to_the_letter() {
    for text in [
        "rule a { strings: $a = \"{{team.name}}\" condition: $a }\n",
        "rule a { strings: $a = \"\\{{team.name}}\" condition: $a }\n",
        "rule a { strings: $a = \"{team.name} {{ page.x }} <!-- a -->\" condition: $a }\n",
        "rule a { strings: $a = /\\{\\{x\\}\\}/ condition: $a } // {{team.nmae}} # x\n",
        "rule a {\n\tcondition:  \n\n    true\n}\n\n\n",
    ] {
        let site = sample();
        let yaml = serde_json::to_string(text).expect("a text of JSON is one of YAML");
        let rules = format!("  rules:\n    - {{kind: yara, name: sample, text: {yaml}}}\n");
        let agent = "{user_agent: \"Mail {{team.name}}\"}";
        for lang in ["az", "en"] {
            let path = format!("content/{lang}/advisories/sample-mail.md");
            let own = format!("{rules}  indicators:\n    - {agent}\n");
            site.replace(&path, "  indicators:\n", &own);
        }
        site.build_with(&["--no-minify"]).ok();
        let page = "en/advisories/sample-mail/";
        assert_eq!(site.page(&format!("{page}sample.yar")), text);
        let bundle: Value =
            serde_json::from_str(&site.page("stix/azsc-2026-0001.json")).expect("it is JSON");
        let objects = bundle["objects"].as_array().expect("objects");
        assert!(objects.iter().any(|object| object["pattern"] == text), "{text}");
        let all: String = site
            .tree("public/misp")
            .into_values()
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .collect();
        let value = serde_json::to_string(text.trim_end()).expect("a text");
        assert!(all.contains(&value), "{text}");
        assert!(all.contains("\"Mail {{team.name}}\""), "{text}");
        site.shows(page, "Mail {{team.name}}");
        // Words beside them are for people, and hold none.
        for (list, item) in [
            ("rules", rules.replace("name: sample", "name: sample, comment: \"{{team.name}}\"")),
            ("indicators", "    - {ip: 192.0.2.9, comment: \"{{team.name}}\"}\n".to_owned()),
        ] {
            let site = sample();
            let item = if list == "rules" { item } else { format!("  indicators:\n{item}") };
            let instead = if list == "rules" { item + "  indicators:\n" } else { item };
            site.replace("content/en/advisories/sample-mail.md", "  indicators:\n", &instead);
            site.check(&[]).exits(1).says("error[fact-not-drawn]: the fact team.name");
        }
    }
}

#[test]
fn names_do_not_change_with_the_text() {
    let site = sample();
    site.build().ok();
    let before: Vec<_> = site.tree("public/misp").into_keys().collect();
    let page = "content/en/advisories/sample-mail.md";
    site.replace(
        page,
        "title: \"Sample: code execution",
        "title: \"Sample: a leak and code execution",
    );
    site.build().ok();
    assert_eq!(site.tree("public/misp").into_keys().collect::<Vec<_>>(), before);
}

/// An advisory without indicators is told too, and the team is known as it states.
#[test]
fn without_indicators_there_is_what_is_known() {
    let site = sample();
    for name in ["sample-mail", "sample-phishing"] {
        for lang in ["az", "en"] {
            site.remove(&format!("content/{lang}/advisories/{name}.md"));
        }
    }
    let organisation = "55f6ea5e-2c60-40e5-964f-47a8950d210f";
    let team = site.read("content/team.yaml");
    site.write(
        "content/team.yaml",
        format!("{team}\nmisp: {{organisation_uuid: {organisation}}}\n"),
    );
    site.build().ok();
    let judged = judge(&["misp", &site.path("public/misp").to_string_lossy()]);
    let events = judged["events"].as_object().expect("events");
    assert_eq!(events.len(), 4);
    assert!(events.values().all(|event| event["organisation"] == organisation));
    let of = |word: &str| {
        let mut all = events.values();
        all.find(|event| event["info"].to_string().contains(word)).expect("an event")
    };
    assert!(of("0003")["objects"].to_string().contains("CVE-"), "{:#}", of("0003"));
    let tree = site.tree("public/stix");
    let files = tree.keys().map(|name| site.path(&format!("public/stix/{name}")));
    let files: Vec<_> = files.map(|path| path.to_string_lossy().into_owned()).collect();
    let arguments: Vec<&str> =
        ["stix"].into_iter().chain(files.iter().map(String::as_str)).collect();
    for (name, bundle) in judge(&arguments).as_object().expect("bundles") {
        assert_eq!(bundle["valid"], true, "{name}: {bundle:#}");
    }
}

#[test]
fn the_schema_takes_what_certsite_takes_and_nothing_else() {
    let site = sample();
    site.write("schema.json", site.certsite(&["schema"]).ok().stdout);
    let schema = site.path("schema.json").to_string_lossy().into_owned();
    // The guides that lie in the folder itself are no pages.
    let is_page = |path: &String| path.contains('/') && path.ends_with(".md");
    let pages = site.tree("content").into_keys().filter(is_page);
    let pages: Vec<_> = pages
        .map(|path| site.path(&format!("content/{path}")).to_string_lossy().into_owned())
        .collect();
    assert!(pages.len() > 60, "{}", pages.len());
    let ask = |pages: &[String]| {
        let pages = pages.iter().map(String::as_str);
        judge(&["schema", &schema].into_iter().chain(pages).collect::<Vec<_>>())
    };
    for (page, wrong) in ask(&pages).as_object().expect("pages") {
        assert_eq!(wrong, &json!([]), "{page}");
    }
    let spoils = [
        ("status: final", "staus: final"),
        ("status: final", "status: done"),
        ("kind: mitigation", "kind: prayer"),
        ("number: 1", "number: one"),
        ("  revisions:", "  indicators: [{filename: a.exe, domain: b.az}]\n  revisions:"),
        ("  revisions:", "  indicators: [{comment: none}]\n  revisions:"),
        ("  revisions:", "  withdrawn: {date: 2026-01-12}\n  revisions:"),
    ];
    let page = site.read("content/en/advisories/sample-router.md");
    let spoilt: Vec<_> = (0..spoils.len())
        .map(|n| site.path(&format!("wrong/{n}.md")).to_string_lossy().into_owned())
        .collect();
    for (n, (old, new)) in spoils.iter().enumerate() {
        site.write(&format!("wrong/{n}.md"), page.replacen(old, new, 1));
    }
    let told = ask(&spoilt);
    for (path, (_, new)) in spoilt.iter().zip(spoils) {
        assert!(told[path].as_array().is_some_and(|wrong| !wrong.is_empty()), "{new}: {told}");
    }
}
