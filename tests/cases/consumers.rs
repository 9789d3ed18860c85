//! A week of edits, and programs of other teams that poll each hour: a downloader in the manner of
//! gocsaf's, by ROLIE and by changes.csv, and a MISP that pulls the feed. Every version arrives once,
//! withdrawals are seen, in both versions of CSAF; and what a program misses `certsite advisory diff` has told before.

use certsite_tests::advisories::{BASE, flaw, small};
use certsite_tests::static_host::StaticHost;
use certsite_tests::{Run, Site, clock, program, project};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

const CONSUMERS: [&str; 8] = [
    "2.0 rolie of the last day",
    "2.0 rolie since the newest",
    "2.0 changes of the last day",
    "2.0 changes since the newest",
    "2.1 rolie of the last day",
    "2.1 rolie since the newest",
    "2.1 changes of the last day",
    "2.1 changes since the newest",
];

/// Whether a consumer fetches what stands at a path: each follows the tree of its version.
fn follows(consumer: &str, path: &str) -> bool {
    consumer.starts_with("2.1") == path.starts_with("v2.1/")
}

/// What a team does at a moment, and what comes of it.
struct Step {
    /// Day of June 2026 and time, in UTC.
    at: (u32, &'static str),
    what: &'static str,
    edit: fn(&Site),
    /// What `certsite advisory diff` warns of before.
    warned: &'static [&'static str],
    /// Whose store has something else than the site from then on: a part of the names of consumers,
    /// or `misp`, with the number of the advisory.
    missed: &'static [(&'static str, &'static str)],
    /// What else the step does.
    how: How,
}

#[derive(Clone, Copy, PartialEq)]
enum How {
    Signed,
    Unsigned,
    /// A build refuses it.
    Refused,
}
use How::*;

fn pages(n: usize) -> [String; 2] {
    ["az", "en"].map(|lang| format!("content/{lang}/advisories/flaw-{n}.md"))
}

/// Writes an advisory whose first version is of a moment or a day.
fn publish(site: &Site, n: usize, date: &str) {
    let page = flaw(n).replace("date: 2026-01-12", &format!("date: {date}"));
    pages(n).iter().for_each(|path| site.write(path, &page));
}

fn replace(site: &Site, n: usize, old: &str, new: &str) {
    pages(n).iter().for_each(|path| site.replace(path, old, new));
}

/// Adds a version of a moment to the history.
fn revise(site: &Site, n: usize, number: u32, date: &str) {
    let line = format!("\n    - {{number: {number}, date: {date}, summary: More}}\n  references:");
    replace(site, n, "\n  references:", &line);
}

fn end(site: &Site, n: usize, how: &str) {
    replace(site, n, "\n  references:", &format!("\n  {how}\n  references:"));
}

fn renumber(site: &Site, old: &str, new: &str) {
    for lang in ["az", "en"] {
        site.replace(&format!("content/{lang}/advisories/weakness-2.md"), old, new);
    }
}

fn week() -> Vec<Step> {
    let step = |at, what, edit| Step { at, what, edit, warned: &[], missed: &[], how: Signed };
    vec![
        step((15, "09:40"), "a new advisory", |site| publish(site, 1, "2026-06-15T13:40+04:00")),
        step((15, "11:20"), "a second version on the same day", |site| {
            revise(site, 1, 2, "2026-06-15T15:20+04:00");
            replace(site, 1, "Text.", "More text.");
        }),
        Step {
            warned: &["late"],
            missed: &[("newest", "0002")],
            ..step((15, "13:10"), "an advisory of a day on which others had times", |site| {
                publish(site, 2, "2026-06-15");
            })
        },
        step((15, "15:10"), "its time", |site| revise(site, 2, 2, "2026-06-15T19:10+04:00")),
        step((16, "08:15"), "a draft, and a page of a day to come", |site| {
            publish(site, 3, "2026-06-16");
            replace(site, 3, "status: final", "status: draft");
            replace(site, 3, "---\ntitle", "---\ndraft: true\ntitle");
            publish(site, 4, "2026-06-18");
        }),
        step((17, "06:30"), "the draft is published", |site| {
            publish(site, 3, "2026-06-17T10:30+04:00");
        }),
        step((17, "10:20"), "a correction that takes an indicator back", |site| {
            replace(site, 1, "fixed: \"2\"", "fixed: \"2.1\"");
            replace(
                site,
                1,
                "indicators: [198.51.100.1]",
                "indicators: [198.51.100.77]\n  indicators_withdrawn: [198.51.100.1]",
            );
            revise(site, 1, 3, "2026-06-17T14:20+04:00");
        }),
        step((18, "03:05"), "the day comes", |_| ()),
        Step {
            warned: &["event-unraised", "object-unraised", "unraised"],
            missed: &[("", "0002"), ("misp", "0002")],
            ..step((18, "09:30"), "a title under its version", |site| {
                replace(site, 2, "title: Flaw 2", "title: Big flaw 2");
            })
        },
        step((18, "12:45"), "its version", |site| revise(site, 2, 3, "2026-06-18T16:45+04:00")),
        step((19, "07:50"), "a withdrawal", |site| {
            end(site, 3, "withdrawn: {date: 2026-06-19T11:50+04:00, reason: It was not true.}");
        }),
        step((19, "09:15"), "another one takes its place", |site| {
            end(
                site,
                1,
                "superseded_by: {id: ADV-2026-0005, date: 2026-06-19T13:15+04:00, reason: Newer.}",
            );
            publish(site, 5, "2026-06-19T13:15+04:00");
        }),
        Step {
            warned: &["bundle-gone", "event-gone", "gone", "indicators-gone"],
            missed: &[("", "0004"), ("misp", "0004")],
            ..step((20, "05:05"), "a page is deleted", |site| {
                pages(4).iter().for_each(|path| site.remove(path));
            })
        },
        step((20, "08:25"), "it is withdrawn instead", |site| {
            publish(site, 4, "2026-06-18");
            end(site, 4, "withdrawn: {date: 2026-06-20T12:25+04:00, reason: It was not true.}");
        }),
        step((20, "11:10"), "a page gets another name", |site| {
            revise(site, 2, 4, "2026-06-20T15:10+04:00");
            for path in pages(2) {
                let text = site.read(&path);
                site.remove(&path);
                site.write(&path.replace("flaw-2", "weakness-2"), text);
            }
        }),
        step((20, "12:10"), "a version of another one", |site| {
            revise(site, 5, 2, "2026-06-20T16:05+04:00");
        }),
        Step {
            warned: &["bundle-gone", "event-gone", "gone", "indicators-gone", "late"],
            missed: &[("", "0002"), ("newest", "0007"), ("misp", "0002")],
            ..step((20, "13:10"), "an advisory gets another number", |site| {
                renumber(site, "ADV-2026-0002", "ADV-2026-0007");
            })
        },
        Step {
            warned: &["bundle-gone", "event-gone", "gone", "indicators-gone", "late"],
            missed: &[("", "0007"), ("misp", "0007")],
            ..step((20, "15:10"), "and its own again", |site| {
                renumber(site, "ADV-2026-0007", "ADV-2026-0002");
            })
        },
        Step {
            warned: &["signature"],
            missed: &[("", "0007"), ("misp", "0007"), ("rolie", "0005")],
            how: Unsigned,
            ..step((21, "04:20"), "a version without a signature", |site| {
                revise(site, 5, 3, "2026-06-21T08:20+04:00");
            })
        },
        Step {
            missed: &[("", "0007"), ("misp", "0007")],
            ..step((21, "06:20"), "its signature", |_| ())
        },
        Step {
            missed: &[("", "0007"), ("misp", "0007")],
            how: Refused,
            ..step((21, "09:05"), "another label", |site| {
                replace(site, 5, "TLP:CLEAR", "TLP:GREEN");
            })
        },
        Step {
            missed: &[("", "0007"), ("misp", "0007")],
            ..step((21, "10:10"), "more is said of a vulnerability", |site| {
                let more = "    references: [{title: More, url: \"https://maker.example/more\"}]\n    cvss: [";
                replace(site, 5, "    cvss: [", more);
                revise(site, 5, 4, "2026-06-21T14:05+04:00");
            })
        },
        Step {
            warned: &["left-behind"],
            missed: &[("", "0007"), ("misp", "0007"), ("misp", "0005")],
            ..step((21, "11:30"), "another vulnerability in the place of one", |site| {
                replace(site, 5, "CVE-2026-0005", "CVE-2026-9005");
                revise(site, 5, 5, "2026-06-21T15:25+04:00");
            })
        },
    ]
}

/// A team's key, made a while before the week.
fn key(site: &Site) {
    std::fs::create_dir(site.path("gnupg")).expect("it is ours");
    let gpg = |arguments: &[&str]| {
        let mut command = Command::new("gpg");
        command.args(["--batch", "--pinentry-mode", "loopback", "--passphrase", "", "--quiet"]);
        command.args(["--no-permission-warning", "--faked-system-time", "20260601T000000!"]);
        command.arg("--homedir").arg(site.path("gnupg")).args(arguments);
        Run::of(&mut command).ok().stdout
    };
    let user = "Sample <team@cert.example.org>";
    gpg(&["--quick-generate-key", user, "future-default", "default", "never"]);
    site.write("content/keys/team.asc", gpg(&["--armor", "--export"]));
    site.write("secret.asc", gpg(&["--armor", "--export-secret-keys"]));
    let listed = gpg(&["--with-colons", "--list-keys"]);
    let line = listed.lines().find(|line| line.starts_with("fpr:")).expect("a fingerprint");
    let fingerprint = line.split(':').nth(9).expect("its tenth field");
    let pgp = format!("  name: Nümunə\n  pgp: {{file: team.asc, fingerprint: {fingerprint}}}\n");
    site.replace("content/team.yaml", "  name: Nümunə\n", &pgp);
    let mut agent = Command::new("gpgconf");
    let _ = agent.env("GNUPGHOME", site.path("gnupg")).args(["--kill", "all"]).output();
}

/// All consumers, in a program of their own, which ends with the value.
struct Consumers {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Consumers {
    fn start(site: &Site, origin: &str) -> Consumers {
        let mut command = Command::new(project().join(".venv/bin/python"));
        command.arg(project().join("tests/consumers.py")).args([origin, BASE]);
        command.arg(site.path("consumer-keys"));
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("Python");
        let (to, from) = (child.stdin.take(), child.stdout.take());
        let (to, from) = (to.expect("a pipe"), BufReader::new(from.expect("a pipe")));
        Consumers { child, to, from }
    }

    /// What each got at a moment, and has by then.
    fn poll(&mut self, at: &str) -> Value {
        writeln!(self.to, "{at}").expect("it reads");
        let mut line = String::new();
        self.from.read_line(&mut line).expect("it answers");
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("{at}: it ended without an answer"))
    }
}

impl Drop for Consumers {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A document of the site: its path below the tree, its number and version, and its hash.
type Published = BTreeMap<String, ((String, String), String)>;

fn published(site: &Site) -> Published {
    let tree = site.tree("public/.well-known/csaf").into_iter();
    let documents = tree.filter(|(path, _)| path.ends_with(".json") && path.contains("/2026/"));
    let one = |(path, bytes): (String, Vec<u8>)| {
        let document: Value = serde_json::from_slice(&bytes).expect("it is JSON");
        let tracking = &document["document"]["tracking"];
        let text = |key: &str| tracking[key].as_str().expect("a text").to_owned();
        let hash = site.read(&format!("public/.well-known/csaf/{path}.sha256"));
        let hash = hash.split(' ').next().expect("a hash").to_owned();
        (path, ((text("id"), text("version")), hash))
    };
    documents.map(one).collect()
}

/// Does what a team does: looks at what would change, signs, builds.
fn take(site: &Site, step: &Step) {
    let before: Vec<_> = site.tree("content").into_iter().collect();
    (step.edit)(site);
    let day = format!("2026-06-{}", step.at.0);
    let diff = site.certsite(&["advisory", "diff", "--date", &day, "--format", "json"]);
    if step.how == Refused {
        diff.exits(1);
        site.certsite(&["build", "--date", &day, "--no-minify"]).exits(1);
        before.iter().for_each(|(path, bytes)| site.write(&format!("content/{path}"), bytes));
        return;
    }
    if step.how == Signed {
        let mut sign = program::certsite(site.root(), &["sign", "--key-file", "secret.asc"]);
        clock::set_at(&mut sign, &format!("{day} {}:00", step.at.1));
        Run::of(sign.env("TZ", "UTC")).ok();
    }
    // Signatures are part of what goes out.
    let diff = match step.how {
        Signed => site.certsite(&["advisory", "diff", "--date", &day, "--format", "json"]),
        _ => diff,
    };
    let report: Value = serde_json::from_str(&diff.stdout).expect("it is JSON");
    let findings = report["findings"].as_array().expect("a list").iter();
    let warnings = findings.filter(|found| found["level"] == "warning");
    let codes: BTreeSet<&str> = warnings.filter_map(|found| found["code"].as_str()).collect();
    let expect: BTreeSet<&str> = step.warned.iter().copied().collect();
    assert_eq!(codes, expect, "{}: {:#}", step.what, report["findings"]);
    assert_eq!(diff.code, i32::from(!expect.is_empty()), "{}", step.what);
    if step.how == Signed {
        // Each document of both trees has its signature, of its text.
        let said = site.certsite(&["check", "--date", &day, "--format", "short"]).stdout;
        assert!(!said.contains("sign"), "{}: {said}", step.what);
    }
    let built = site.certsite(&["build", "--date", &day, "--no-minify"]).ok();
    let is_late = step.missed.iter().any(|(who, _)| *who == "newest");
    assert_eq!(built.stderr.contains("warning[advisory-late]"), is_late, "{}", built.stderr);
}

#[test]
fn every_version_arrives_once_and_what_does_not_was_told_before() {
    let site = small(0);
    let both = "csaf:\n  versions: [\"2.0\", \"2.1\"]\n";
    site.replace("content/team.yaml", "csaf:\n", both);
    key(&site);
    site.certsite(&["build", "--date", "2026-06-14", "--no-minify"]).ok();
    // Its tags tell two builds of one second apart, as these are.
    let host = StaticHost::apache(&site.path("public"), "");
    let mut consumers = Consumers::start(&site, &host.origin);
    let mut got: BTreeMap<&str, BTreeSet<(String, String)>> = BTreeMap::new();
    let mut steps = week().into_iter().peekable();
    let mut missed: &[(&str, &str)] = &[];
    let mut what = "nothing yet";
    let mut count = 0;
    let mut there = published(&site);
    let hours = (15..22).flat_map(|day| (0..24).map(move |hour| (day, format!("{hour:02}:00"))));
    for (day, hour) in hours {
        while let Some(step) = steps.next_if(|step| (step.at.0, step.at.1) < (day, hour.as_str())) {
            take(&site, &step);
            (missed, what) = (step.missed, step.what);
            there = published(&site);
            count += 1;
        }
        let told = consumers.poll(&format!("2026-06-{day}T{hour}:00Z"));
        for name in CONSUMERS {
            let told = &told[name];
            let place = format!("{what}, {name} on {day} June at {hour}");
            let is_missed = |path: &str| {
                missed.iter().any(|(who, number)| name.contains(who) && path.contains(number))
            };
            let own = got.entry(name).or_default();
            for version in told["arrived"].as_array().expect("a list") {
                let text = |n: usize| version[n].as_str().expect("a text").to_owned();
                assert!(own.insert((text(0), text(1))), "{version} again: {place}");
            }
            assert_eq!(told["refused"], Value::Array(vec![]), "{place}");
            let store = told["store"].as_object().expect("a store");
            let mut wrong = Vec::new();
            for (path, (version, hash)) in there.iter().filter(|(path, _)| follows(name, path)) {
                let has = store.get(path).is_some_and(|own| own == hash.as_str());
                if has == is_missed(path) {
                    wrong.push(format!("{path}: {}", if has { "there" } else { "missed" }));
                } else if has && !own.contains(version) {
                    wrong.push(format!("{version:?} never came"));
                }
            }
            let left = store.keys().filter(|path| !there.contains_key(*path) && !is_missed(path));
            wrong.extend(left.map(|path| format!("{path}: left behind")));
            assert!(wrong.is_empty(), "{place}: {wrong:#?}");
        }
        let misp = told["misp"]["differ"].as_object().expect("a table");
        let infos: BTreeSet<String> = misp.values().map(|both| both.to_string()).collect();
        let expect: Vec<_> = missed.iter().filter(|(who, _)| *who == "misp").collect();
        assert_eq!(infos.len(), expect.len(), "{what} on {day} June at {hour}: {infos:#?}");
        for (_, number) in expect {
            assert!(infos.iter().any(|info| info.contains(number)), "{number}: {infos:#?}");
        }
        if what == "a withdrawal" {
            let events = told["misp"]["events"].as_object().expect("events");
            let info =
                |event: &&Value| event["info"].as_str().is_some_and(|info| info.contains("0003"));
            let event = events.values().find(info).expect("the withdrawn one");
            assert_eq!(event["info"], "[WITHDRAWN] ADV-2026-0003: Flaw 3");
            assert!(!event["attributes"].to_string().contains("198.51.100.3"), "{event}");
        }
    }
    assert!(steps.peek().is_none() && count == week().len(), "all of the week has happened");
}
