//! The guides: every link leads to something, every command is one that there is, and what can be
//! typed in the folder of a site is typed there, as it stands, and works.

use crate::{form, identity};
use certsite_tests::guide::{
    EDITORS, EDITORS_AZ, OPERATORS, TEXTS, anchors, bare, links, shell, spans, text,
};
use certsite_tests::program::binary;
use certsite_tests::site::assert_same;
use certsite_tests::{Run, Site, clock, project};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

#[test]
fn every_link_leads_to_something() {
    let (mut count, mut dead) = (0, Vec::new());
    for path in TEXTS {
        let here = project().join(path);
        let folder = here.parent().expect("it lies in a folder");
        for link in links(&text(path)) {
            if link.contains("://") {
                continue;
            }
            count += 1;
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let file = if file.is_empty() { here.clone() } else { folder.join(file) };
            let leads = match anchor {
                "" => file.exists(),
                _ => std::fs::read_to_string(&file).is_ok_and(|t| anchors(&t).contains(anchor)),
            };
            if !leads {
                dead.push(format!("{path}: {link}"));
            }
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
    assert!(count > 60, "only {count} links were found");
}

#[test]
fn the_landing_page_is_short_and_names_two_commands() {
    let landing = text("README.md");
    assert!(landing.lines().count() <= 120, "{} lines", landing.lines().count());
    let typed: Vec<String> = shell(&landing).iter().map(|line| bare(line).to_owned()).collect();
    assert_eq!(typed, ["make serve", "make build"]);
}

/// What a program says of itself or of one of its commands; nothing if it does not know that.
fn help(program: &str, command: &[&str]) -> Option<String> {
    let mut run = Command::new(binary(program));
    let run = Run::of(run.args(command).arg("--help").env("NO_COLOR", "1").stdin(Stdio::null()));
    (run.code == 0).then_some(run.stdout)
}

/// The commands that a program lists.
fn listed(program: &str, command: &[&str]) -> Vec<String> {
    let help = help(program, command).unwrap_or_default();
    let list = help.split_once("Commands:\n").map_or("", |(_, list)| list);
    let rows = list.lines().take_while(|line| !line.is_empty());
    let names = rows.filter_map(|row| row.strip_prefix("  ")?.split(' ').next());
    names.filter(|name| !name.is_empty() && *name != "help").map(str::to_owned).collect()
}

/// True of what can be the name of a command, and is no value.
fn is_name(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_lowercase())
}

/// What of a command does not exist.
fn unknown(words: &[&str], makefile: &str) -> Option<String> {
    let (program, rest) = words.split_first()?;
    match *program {
        "make" => rest.iter().find_map(|word| {
            let (start, is_target) = match word.split_once('=') {
                Some((name, _)) => (format!("{name} "), false),
                None => (format!("{word}:"), true),
            };
            let is_word = !is_target || is_name(word);
            let is_there = makefile.lines().any(|line| line.starts_with(&start));
            (is_word && !is_there).then(|| format!("make has no {word}"))
        }),
        "certsite" | "form-fn" => {
            let first = rest.iter().take(1).filter(|word| is_name(word));
            let mut command: Vec<&str> = first.copied().collect();
            if let (["advisory" | "register" | "sensors"], Some(second)) =
                (&command[..], rest.get(1))
                && is_name(second)
            {
                command.push(second);
            }
            let Some(help) = help(program, &command) else {
                return Some(format!("{program} has no {}", command.join(" ")));
            };
            if let (["new"], Some(kind)) = (&command[..], rest.get(1))
                && is_name(kind)
                && !help.contains(&format!("- {kind}:"))
            {
                return Some(format!("there is no new {kind}"));
            }
            let known: BTreeSet<&str> =
                help.split(|c: char| c.is_whitespace() || c == ',').collect();
            let flags = rest.iter().filter(|word| word.starts_with("--"));
            let mut names = flags.map(|flag| flag.split('=').next().unwrap_or(flag));
            let missing = names.find(|flag| !known.contains(flag))?;
            Some(format!("{program} {} has no {missing}", command.join(" ")))
        }
        _ => None,
    }
}

#[test]
fn every_command_and_flag_is_one_that_there_is() {
    let makefile = text("Makefile");
    let (mut seen, mut wrong) = (BTreeMap::new(), Vec::new());
    for path in TEXTS {
        let text = text(path);
        let typed = shell(&text);
        for line in typed.iter().map(|line| bare(line)).chain(spans(&text)) {
            for command in line.split(['|', '&', ';', '>']) {
                let words: Vec<&str> = command.split_whitespace().collect();
                let Some(&program) = words.first() else { continue };
                *seen.entry(program.to_owned()).or_insert(0) += 1;
                wrong.extend(unknown(&words, &makefile).map(|why| format!("{path}: {why}")));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for (program, least) in [("certsite", 100), ("form-fn", 8), ("make", 15)] {
        assert!(seen[program] >= least, "{program} is named {} times", seen[program]);
    }
    // What is not there is seen.
    for wrong in ["make nothing", "certsite nope", "certsite build --nope", "certsite new nope"] {
        let words: Vec<&str> = wrong.split(' ').collect();
        assert!(unknown(&words, &makefile).is_some(), "{wrong}");
    }
}

#[test]
fn the_guides_for_editors_name_every_command() {
    let commands = listed("certsite", &[]);
    assert!(commands.len() >= 9, "{commands:?}");
    for guide in [EDITORS, EDITORS_AZ] {
        let text = text(guide);
        for command in &commands {
            assert!(text.contains(&format!("certsite {command}")), "{guide}: {command}");
        }
        for command in ["advisory", "register", "sensors"] {
            for part in listed("certsite", &[command]) {
                let named = format!("certsite {command} {part}");
                assert!(text.contains(&named), "{guide}: {named}");
            }
        }
    }
}

#[test]
fn the_guide_for_editors_lists_every_key_and_every_fact() {
    let site = Site::with("-- content/team.yaml --\n{}\n");
    let schema = site.certsite(&["schema"]).ok().stdout;
    let schema: serde_json::Value = serde_json::from_str(&schema).expect("it is JSON");
    let keys = schema["properties"].as_object().expect("it has keys");
    for guide in [EDITORS, EDITORS_AZ] {
        for key in keys.keys() {
            assert!(text(guide).contains(&format!("\n| `{key}` | ")), "{guide}: {key}");
        }
    }
    let guide = text(EDITORS);
    let found = site.check(&["--format", "json"]).ok().diagnostics();
    let unknown = found.iter().filter(|d| d["code"] == "placeholder");
    let facts: BTreeSet<&str> =
        unknown.filter_map(|d| d["message"].as_str()?.split(' ').nth(2)).collect();
    assert!(facts.len() > 40, "{facts:?}");
    for fact in facts {
        let (group, name) = fact.split_once('.').expect("a fact has a group");
        let (group, name) = (format!("`{group}`: "), format!("`{name}`"));
        let is_there = |line: &str| line.contains(&group) && line.contains(&name);
        assert!(guide.lines().any(is_there) || guide.contains(&format!("`{fact}`")), "{fact}");
    }
}

/// Types all that a guide tells to type in the folder of a site, line by line; tells how many.
fn typed(guide: &str, site: &Site, with: impl Fn(&mut Command)) -> usize {
    let certsite = binary("certsite");
    let programs = certsite.parent().expect("it lies in a folder").display();
    let path = std::env::var("PATH").unwrap_or_default();
    let path = format!("{programs}:{}:{path}", site.path("bin").display());
    let mut count = 0;
    for line in shell(&text(guide)) {
        let command = bare(&line);
        // What compiles, and what goes on until somebody ends it, has tests of its own.
        let elsewhere = ["make ", "cargo ", "certsite serve"];
        if command.is_empty()
            || command == "form-fn"
            || elsewhere.iter().any(|start| command.starts_with(start))
        {
            continue;
        }
        let line = line.replace("/var/log/suricata/", "logs/");
        let line = line.replace("/etc/form-fn/settings", "settings");
        let mut shell = Command::new("sh");
        shell.args(["-c", &line]).current_dir(site.root()).stdin(Stdio::null());
        shell.env("PATH", &path).env("NO_COLOR", "1");
        with(&mut shell);
        // A release lacks what nobody has confirmed.
        let lacks = command == "certsite check --release";
        Run::of(&mut shell).exits(i32::from(lacks));
        count += 1;
    }
    count
}

/// The shipped site, with what an editor has to hand: a decrypted report, an export, logs.
fn desk() -> Site {
    let site = Site::shipped();
    let page = "---\ntitle: Exercise\ndescription: An exercise.\ndate: 2026-11-02\n---\nText.\n";
    site.write("content/en/news/exercise.md", page);
    let report = r#"{"schema":"certsite-report-1","number":"R-20261120-AAAA","received":"2026-11-20T10:00:00Z","suggested":{"priority":"high"}}"#;
    site.write("report.json", report);
    site.write("document.json", crate::new_from::documents()[0].1.to_string());
    let export = "id\tStatus\tCreated\tResolved\tCF.{Classification}\tPriority\n\
                  7\topen\t2026-11-03 10:00:00\tNot set\tfraud/phishing\t50\n";
    site.write("Results.tsv", export);
    for (log, second) in [("eve.json", "01"), ("eve.json.1", "02")] {
        let alert = format!(
            r#"{{"timestamp":"2026-11-03T10:00:{second}.000001+0000","event_type":"alert","src_ip":"198.18.0.1","src_port":4000,"dest_ip":"192.0.2.1","dest_port":80,"proto":"TCP","alert":{{"signature_id":2000001,"signature":"x","category":"Misc Attack"}}}}"#
        );
        site.write(&format!("logs/{log}"), alert + "\n");
    }
    let report = "\"timestamp\",\"ip\",\"protocol\",\"port\",\"geo\"\n\
                  \"2026-11-01 01:02:03\",\"198.18.1.1\",\"udp\",\"53\",\"AZ\"\n";
    site.write("2026-11-01-scan_dns-network.csv", report);
    let event = r#"{"classification":{"type":"spam"},"time":{"source":"2026-11-02T00:00:00Z"},"source":{"ip":"192.0.2.2"}}"#;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(format!("{event}\n").as_bytes()).expect("memory takes it");
    site.write("events.gz", packed.finish().expect("memory takes it"));
    // CrowdSec's own program is on the machine of the sensor.
    let alert = r#"[{"capacity":5,"created_at":"2026-11-02T00:00:10Z","events_count":6,"id":1,"decisions":[],"scenario":"crowdsecurity/ssh-bf","uuid":"u1","source":{"cn":"AZ","ip":"192.0.2.1","scope":"Ip","value":"192.0.2.1"},"start_at":"2026-11-02T00:00:00Z"}]"#;
    site.write("alerts.json", format!("{alert}\n"));
    site.write("bin/cscli", "#!/bin/sh\ncat alerts.json\n");
    let all = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(site.path("bin/cscli"), all).expect("it is ours");
    site
}

#[test]
fn what_editors_are_told_to_type_works() {
    for guide in [EDITORS, EDITORS_AZ] {
        let site = desk();
        let count = typed(guide, &site, |command| clock::set(command, "2026-11-28"));
        assert!(count >= 30, "{guide}: {count} commands");
        assert!(site.read("front-matter.json").contains("advisory"), "the schema was written");
        assert!(site.has("content/az/news/exercise.md"), "the translation was made");
        // The advisory that a guide shows as an example has taken no number.
        let advisory = site.tree("content/en/advisories").into_iter();
        let mut texts = advisory.map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned());
        assert!(texts.any(|text| text.contains("id: AZSC-2026-0001")), "its number is the first");
        let register = site.read("content/data/register/2026.csv");
        assert!(register.contains("RTIR#1001,2026-11-02,malicious-code,c2-server,high,report"));
        assert!(!register.contains("RTIR#1002"), "what was none was taken out");
    }
    let site = desk();
    typed("themes/README.md", &site, |_| ());
}

#[test]
fn what_operators_are_told_to_type_works() {
    let site = identity::team();
    form::state_facts(&site);
    let gnupg = identity::Gnupg::new(&site);
    identity::keyed(&site, &gnupg, 400);
    let path = |name: &str| site.path(name).display().to_string();
    let settings = format!(
        "FORM_BUNDLE={}\nFORM_OUTBOX={}\nFORM_KEYS={}\nFORM_MAILER=none\nFORM_FROM=form@cert.example\n\
         FORM_TO=team@cert.example\nFORM_ORIGINS=https://cert.example.org\n",
        path("form-bundle"),
        path("outbox"),
        path("content/keys/team.asc"),
    );
    site.write("settings", settings);
    std::fs::create_dir(site.path("outbox")).expect("it is ours");
    let count = typed(OPERATORS, &site, |command| {
        command.env("GNUPGHOME", site.path("gnupg")).env("FORM_SETTINGS", site.path("settings"));
    });
    assert_eq!(count, 7);
    site.check(&["--format", "short"]).ok();
    drop(gnupg);
}

/// Asserts that a file has a line that starts so.
#[track_caller]
fn holds(file: &str, start: &str) {
    assert!(text(file).lines().any(|line| line.starts_with(start)), "{file} has no {start}");
}

#[test]
fn what_is_compiled_or_sent_to_a_cloud_is_there() {
    let mut count = 0;
    for line in TEXTS.iter().flat_map(|path| shell(&text(path))) {
        let words: Vec<&str> = bare(&line).split_whitespace().collect();
        let after = |flag: &str| {
            let at = words.iter().position(|word| *word == flag)?;
            words.get(at + 1).copied()
        };
        if words.first() == Some(&"cargo") {
            count += 1;
            if let Some(profile) = after("--profile") {
                holds("Cargo.toml", &format!("[profile.{profile}]"));
            }
            if let Some(test) = after("--test") {
                holds("tests/Cargo.toml", &format!("name = \"{test}\""));
            }
            if let (Some(package), Some(feature)) = (after("--package"), after("--features")) {
                holds(&format!("{package}/Cargo.toml"), &format!("{feature} = "));
            }
        }
        if words.first() == Some(&"aws") {
            count += 1;
            let file = after("--template-file").expect("a template");
            assert!(file.starts_with("target/") || project().join(file).is_file(), "{file}");
            for (name, _) in words.iter().filter_map(|word| word.split_once('=')) {
                holds("form-fn/lambda/template.yaml", &format!("  {name}:"));
            }
        }
    }
    assert_eq!(count, 4);
}

#[test]
fn guides_beside_the_content_are_no_part_of_the_site() {
    let site = Site::shipped();
    site.build().ok();
    let before = site.published();
    assert!(before.keys().all(|path| !path.contains("README")));
    // Whatever they hold, they are not read as pages.
    for guide in [EDITORS, EDITORS_AZ, "themes/README.md"] {
        site.write(guide, "# x\n\n<b>{{team.nope}}</b> [x](nowhere.md)\n");
    }
    let found = site.check(&["--format", "json"]).ok().diagnostics();
    let others: Vec<_> = found.iter().filter(|d| d["code"] != "placeholder").collect();
    assert!(others.is_empty(), "{others:#?}");
    site.build().ok();
    assert_same(&before, &site.published(), "guides");
}
