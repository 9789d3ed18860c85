//! Changes of the register: by exports, by hand, and by a process that dies in the middle.

use certsite_tests::statistics::HEADER;
use certsite_tests::wait::ended_within;
use certsite_tests::{Rng, Run, Site, program};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::process::Stdio;
use std::time::{Duration, Instant};

const FOLDER: &str = "content/data/register";
const FILE: &str = "content/data/register/2026.csv";
const HISTORY: &str = "content/data/register/history.csv";

fn register(site: &Site, args: &[&str]) -> Run {
    site.certsite(&[&["register"], args].concat())
}

/// An export of RT: numbers from 1, each with these cells.
fn export(rows: &[(&str, &str, &str)]) -> String {
    let mut text = "id\tStatus\tCreated\tResolved\tCF.{Classification}\tPriority\n".to_owned();
    for (n, (status, created, resolved)) in rows.iter().enumerate() {
        let n = n + 1;
        let _ = writeln!(text, "{n}\t{status}\t{created}\t{resolved}\tfraud/phishing\t50");
    }
    text
}

fn import(site: &Site, text: &str, more: &[&str]) -> Run {
    site.write("rt.tsv", text);
    let path = site.path("rt.tsv").to_string_lossy().into_owned();
    register(site, &[&["import", path.as_str()], more].concat())
}

/// The history without its days.
fn history(site: &Site) -> Vec<String> {
    let said = register(site, &["history"]).ok().stdout;
    said.lines().map(|line| line.split_once(',').expect("a day").1.to_owned()).collect()
}

#[test]
fn a_case_that_turns_out_to_be_none_goes_and_its_history_stays() {
    let site = Site::shipped();
    let (day, open) = ("2026-03-03 10:00:00", "Not set");
    let was = [("open", day, open), ("open", day, open), ("open", day, open)];
    import(&site, &export(&was), &[]).ok();
    let now = [("rejected", day, open), ("resolved", day, day), ("open", day, open)];
    let says = "In the register, and no incidents by this export: RTIR#1. They";
    let before = site.read(FILE);
    let run = import(&site, &export(&now), &["--dry-run"]).ok();
    run.says(&format!("{says} would be taken out")).says("Nothing was written");
    assert_eq!(site.read(FILE), before);
    let run = import(&site, &export(&now), &[]).ok();
    let run = run.says(&format!("{says} were taken out; the history keeps what they said."));
    run.says("0 cases new, 1 changed, 1 as before, 1 that were no incidents");
    assert_eq!(
        site.read(FILE),
        format!(
            "{HEADER}RTIR#2,2026-03-03,fraud,phishing,medium,report,,2026-03-03\n\
             RTIR#3,2026-03-03,fraud,phishing,medium,report,,\n"
        )
    );
    let expect = [
        "RTIR#2,import,closed,,2026-03-03",
        "RTIR#1,import,number,RTIR#1,",
        "RTIR#1,import,received,2026-03-03,",
        "RTIR#1,import,class,fraud,",
        "RTIR#1,import,type,phishing,",
        "RTIR#1,import,severity,medium,",
        "RTIR#1,import,origin,report,",
    ];
    assert_eq!(history(&site), expect);
    // Once is enough; and who comes back is there again.
    import(&site, &export(&now), &[]).ok().says("0 cases new, 0 changed, 2 as before");
    assert_eq!(history(&site).len(), expect.len());
    import(&site, &export(&was), &[]).ok().says("1 case new, 1 changed, 1 as before");
}

#[test]
fn an_incident_is_taken_out_for_a_reason() {
    let site = Site::shipped();
    let (day, open) = ("2026-03-03 10:00:00", "Not set");
    import(&site, &export(&[("open", day, open); 4]), &[]).ok();
    let whole = site.read(FILE);
    register(&site, &["remove", "RTIR#1"]).exits(2).says("--why");
    register(&site, &["remove", "RTIR#1", "--why", "spite"]).exits(2).says("false-alarm");
    register(&site, &["remove", "RTIR#9", "--why", "mistake"])
        .exits(2)
        .says("no incident has the number RTIR#9");
    assert_eq!(site.read(FILE), whole);
    for (number, why) in [("RTIR#1", "false-alarm"), ("RTIR#3", "duplicate"), ("RTIR#4", "mistake")]
    {
        let run = register(&site, &["remove", number, "--why", why]).ok();
        assert_eq!(run.stdout, format!("{number},2026-03-03,fraud,phishing,medium,report,,\n"));
        assert!(history(&site).contains(&format!("{number},{why},number,{number},")));
        register(&site, &["remove", number, "--why", why]).exits(2).says("no incident has");
    }
    assert_eq!(
        site.read(FILE),
        format!("{HEADER}RTIR#2,2026-03-03,fraud,phishing,medium,report,,\n")
    );
    register(&site, &["check"]).ok().says("1 incident, 0 errors.");
}

/// The files of the register, those that are hidden too.
fn files(site: &Site) -> BTreeMap<String, Vec<u8>> {
    site.tree(FOLDER).into_iter().collect()
}

/// Deaths at each step, as they would be found: rows and history are all there or none of them, and
/// whoever comes next finishes what was decided.
#[test]
fn a_death_at_any_step_leaves_register_and_history_together() {
    let whole = Site::shipped();
    let rows = |closed: &'static str| {
        let one = |n: usize| {
            ("open", if n.is_multiple_of(2) { "2025-03-03" } else { "2026-03-03" }, closed)
        };
        let all: Vec<_> = (0..20).map(one).collect();
        export(&all).replace("open", if closed == "Not set" { "open" } else { "resolved" })
    };
    import(&whole, &rows("Not set"), &[]).ok();
    let before = files(&whole);
    import(&whole, &rows("2026-04-01"), &[]).ok();
    let after = files(&whole);
    assert_eq!(before.len() + 1, after.len(), "a history");
    let put = |site: &Site, folder: &str, files: &BTreeMap<String, Vec<u8>>| {
        for (name, bytes) in files {
            site.write(&format!("{folder}/{name}"), bytes);
        }
    };
    for moved in 0..=after.len() {
        for next in ["check", "history", "import", "build"] {
            let site = Site::shipped();
            put(&site, FOLDER, &before);
            // Of an earlier death before the decision, too.
            site.write(&format!("{FOLDER}/.changing/2026.csv"), "half");
            std::fs::create_dir(site.path(&format!("{FOLDER}/.changed"))).expect("it is made");
            for (n, (name, bytes)) in after.iter().enumerate() {
                let folder =
                    if n < moved { FOLDER.to_owned() } else { format!("{FOLDER}/.changed") };
                site.write(&format!("{folder}/{name}"), bytes);
            }
            match next {
                "check" => register(&site, &["check"]).ok(),
                "history" => register(&site, &["history"]).ok(),
                "build" => site.build().ok(),
                _ => import(&site, &rows("2026-04-01"), &[]).ok().says("0 changed, 20 as before"),
            };
            let mut found = files(&site);
            found.retain(|name, _| !name.starts_with(".changing"));
            assert_eq!(found, after, "{moved} moved, then {next}");
        }
    }
    // Before the decision nothing has happened.
    let site = Site::shipped();
    put(&site, FOLDER, &before);
    put(&site, &format!("{FOLDER}/.changing"), &after);
    register(&site, &["check"]).ok().says("20 incidents, 0 errors.");
    import(&site, &rows("2026-04-01"), &[]).ok().says("20 changed");
    assert_eq!(files(&site), after);
}

#[test]
fn who_is_killed_while_importing_notes_each_change_once() {
    let site = Site::shipped();
    let day = "2026-03-03";
    import(&site, &export(&[("open", day, "Not set"); 300]), &[]).ok();
    let text = export(&[("resolved", day, "2026-03-04"); 300]);
    site.write("rt.tsv", &text);
    let path = site.path("rt.tsv").to_string_lossy().into_owned();
    let mut rng = Rng::new(19);
    for _ in 0..12 {
        let mut command = program::certsite(site.root(), &["register", "import", &path]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().expect("it starts");
        let _ = ended_within(&mut child, Duration::from_millis(rng.below(120) as u64));
        child.kill().expect("it is ours");
        child.wait().expect("it ends");
        let said = register(&site, &["history"]).ok().stdout.lines().count();
        let closed = site.read(FILE).matches(",2026-03-04\n").count();
        assert_eq!(said, closed, "history and register");
    }
    import(&site, &text, &[]).ok();
    assert_eq!(history(&site).len(), 300);
    assert!(site.has(HISTORY));
}

/// Cases that changed cost about what new ones do, however many they are.
#[test]
fn many_cases_that_changed_are_taken_as_quickly_as_new_ones() {
    let site = Site::shipped();
    let day = "2026-03-03";
    let took = |text: &str| {
        let began = Instant::now();
        import(&site, text, &[]).ok();
        began.elapsed()
    };
    let new = took(&export(&vec![("open", day, "Not set"); 6_000]));
    let changed = took(&export(&vec![("resolved", day, "2026-03-04"); 6_000]));
    assert_eq!(site.read(FILE).matches(",2026-03-04\n").count(), 6_000);
    assert!(changed < new * 8, "{changed:?} for what was changed, {new:?} for what was new");
}

#[test]
fn rows_that_went_without_a_word_are_told() {
    let site = Site::shipped();
    let row = |n: u8| format!("T-{n},2026-03-02,fraud,phishing,high,peer,,\n");
    site.write(FILE, HEADER.to_owned() + &*(1..=4).map(row).collect::<String>());
    let told = || {
        let run = site.certsite(&["check", "--format", "short"]);
        let is_ours = |line: &&str| line.contains("data/register/");
        let found: Vec<String> = run.stdout.lines().filter(is_ours).map(str::to_owned).collect();
        found.join("\n")
    };
    register(&site, &["amend", "T-1", "--severity", "medium"]).ok();
    register(&site, &["close", "T-2", "2026-03-05"]).ok();
    register(&site, &["remove", "T-2", "--why", "mistake"]).ok();
    assert_eq!(told(), "", "what went by a command is known");
    let whole = site.read(FILE);
    let without = |number: &str| {
        let is_kept = |line: &&str| !line.starts_with(&format!("{number},"));
        whole.lines().filter(is_kept).map(|line| format!("{line}\n")).collect::<String>()
    };
    for (what, text, says) in [
        ("emptied", String::new(), "there is nothing in this file"),
        ("blank", "\n \n".into(), "there is nothing in this file"),
        ("a byte order mark", "\u{feff}".into(), "there is nothing in this file"),
        ("the columns alone", HEADER.into(), "the incident T-1, which was changed, is no longer"),
        ("without a row", without("T-1"), "the incident T-1, which was changed, is no longer"),
        // Of others nobody knows.
        ("without another", without("T-3"), ""),
    ] {
        site.write(FILE, text);
        let said = told();
        assert!(said.contains(says) && said.is_empty() == says.is_empty(), "{what}: {said}");
    }
    site.remove(FILE);
    assert!(told().contains("[register-gap]: the incident T-1"), "{}", told());
    site.write(FILE, without("T-1") + "T-1,2026-03-02,fraud,phishing,medium,peer,az,\n");
    let said = told();
    assert!(said.contains("“az” is not the code of a country"), "{said}");
    assert_eq!(said.lines().count(), 1, "a row that does not hold is there: {said}");
}
