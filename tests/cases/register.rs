//! The register of incidents: rows come in from reports and from hand, none is lost, and a row that
//! is nonsense is told at its cell.

use crate::form::report_json;
use certsite_tests::{Run, Site, program};
use serde_json::{Value, json};

const HEADER: &str = "number,received,class,type,severity,origin,country,closed\n";
const FILE: &str = "content/data/register/2026.csv";

const ADD: [&str; 11] = [
    "register",
    "add",
    "--received",
    "2026-03-02",
    "--class",
    "fraud",
    "--type",
    "phishing",
    "--severity",
    "high",
    "--origin=peer",
];

fn add(site: &Site, number: &str, more: &[&str]) -> Run {
    site.certsite(&[&ADD[..], &["--number", number], more].concat())
}

#[test]
fn a_report_becomes_a_row_without_a_word_of_its_reporter() {
    let site = Site::shipped();
    let server = site.serve();
    let report = report_json(&site, &server);
    drop(server);
    let told: Value = serde_json::from_str(&report).expect("it is JSON");
    site.write("report.json", &report);
    let path = site.path("report.json").to_string_lossy().into_owned();
    let run =
        site.certsite(&["register", "add", &path, "--class", "fraud", "--type", "phishing"]).ok();
    let number = told["number"].as_str().unwrap_or("");
    let day = run.stdout.split(',').nth(1).expect("a day").to_owned();
    let day = day.as_str();
    let severity = told["suggested"]["priority"].as_str().unwrap_or("");
    let row = format!("{number},{day},fraud,phishing,{severity},report,,\n");
    assert_eq!(run.stdout, row);
    assert_eq!(
        site.read(&format!("content/data/register/{}.csv", &day[..4])),
        format!("{HEADER}{row}")
    );
    site.certsite(&["register", "add", &path, "--class", "fraud", "--type", "phishing"])
        .exits(2)
        .says("is registered already");
    site.certsite(&["register", "close", number, day]).ok();
    let closed = format!("{number},{day},fraud,phishing,{severity},report,,{day}\n");
    assert!(site.read(&format!("content/data/register/{}.csv", &day[..4])).ends_with(&closed));
    site.certsite(&["register", "check"]).ok().says("1 incident, 0 errors.");
    // Closed it stays as it is, and whoever closes it again on another day is told.
    let file = "content/data/register/2020.csv";
    let rows = format!("{HEADER}R-OLD,2020-01-01,fraud,phishing,normal,report,,2020-01-02\n");
    site.write(file, &rows);
    site.certsite(&["register", "close", "R-OLD", "2020-01-02"]).ok();
    site.certsite(&["register", "close", "R-OLD", "2020-01-03"])
        .exits(2)
        .says("the incident R-OLD was closed on 2020-01-02 already");
    assert_eq!(site.read(file), rows);
}

#[test]
fn what_is_missing_or_wrong_is_told_and_nothing_is_written() {
    let site = Site::shipped();
    site.certsite(&["register", "add"])
        .exits(2)
        .says("these are not given: number, class, type, severity, origin");
    for (flags, text) in [
        (["--class", "frau"], "“frau” is no class: did you mean “fraud”?"),
        (["--type", "phising"], "“phising” is no type of fraud: did you mean “phishing”?"),
        (["--severity", "urgent"], "“urgent” is no severity: write one of: normal, medium, high"),
        (["--country", "Aze"], "“Aze” is not the code of a country: did you mean “AZ”?"),
        (
            ["--received", "2026-02-30"],
            "“2026-02-30” is not a day that exists: write a day since 2000 as YYYY-MM-DD",
        ),
        (["--received", "1999-12-31"], "1999-12-31 is before the year 2000"),
        (["--received", "2100-01-01"], "the day lies in the future"),
        (
            ["--closed", "2026-03-01"],
            "it was closed before it was received: write 2026-03-02 or a later day, or nothing",
        ),
        (["--number", "Əli Vəliyev"], "“Əli Vəliyev” cannot number an incident"),
    ] {
        let without: Vec<&str> =
            ADD.chunks(2).filter(|pair| pair[0] != flags[0]).flatten().copied().collect();
        let number: &[&str] = if flags[0] == "--number" { &[] } else { &["--number", "I-1"] };
        site.certsite(&[&without[..], number, &flags[..]].concat()).exits(2).says(text);
    }
    assert!(!site.has(FILE));
    site.write("other.json", "{}");
    let path = site.path("other.json").to_string_lossy().into_owned();
    site.certsite(&["register", "add", &path])
        .exits(2)
        .says("this is no report.json of a sealed report");
}

#[test]
fn each_wrong_cell_is_told_where_it_stands() {
    let good = "I-1,2026-03-02,fraud,phishing,high,peer,AZ,2026-03-05\n";
    let cases = [
        (
            HEADER,
            "number,received\n",
            "1:1",
            "these are not the columns of the register",
            "the first line of a register is “number,received,class,type,severity,origin,country,closed”",
        ),
        (
            "I-1",
            "i 1",
            "2:1",
            "“i 1” cannot number an incident",
            "write capital letters, digits and the signs - # . / _, such as R-20261123-8X653FKQ62 or RTIR#1234",
        ),
        (
            "2026-03-02",
            "2025-03-02",
            "2:5",
            "2025-03-02 is not of the year of this file",
            "move the row to content/data/register/2025.csv",
        ),
        (
            "2026-03-02",
            "2026-13-02",
            "2:5",
            "“2026-13-02” is not a day that exists",
            "write a day since 2000 as YYYY-MM-DD",
        ),
        ("fraud", "frau", "2:16", "“frau” is no class", "did you mean “fraud”?"),
        ("phishing", "scanner", "2:22", "“scanner” is no type of fraud", "write one of: "),
        ("high", "High", "2:31", "“High” is no severity", "did you mean “high”?"),
        ("peer", "friend", "2:36", "“friend” is no origin", "write one of: report, sensor, peer"),
        ("AZ", "az", "2:41", "“az” is not the code of a country", "did you mean “AZ”?"),
        (
            "2026-03-05",
            "2026-03-01",
            "2:44",
            "it was closed before it was received",
            "write 2026-03-02 or a later day, or nothing",
        ),
        (
            "AZ,",
            "AZ,x,",
            "2:1",
            "this row has 9 cells instead of 8",
            "write one code, number or day a cell, without quotes; there is no room for text",
        ),
        (
            "2026-03-05\n",
            "2026-03-05\nI-1,2026-04-02,fraud,phishing,high,peer,,\n",
            "3:1",
            "the number I-1 stands twice",
            "content/data/register/2026.csv, line 2 has it first",
        ),
        (
            "2026-03-05\n",
            "2026-03-05\nI-2,2026-12-31,fraud,phishing,high,peer,,2999-01-01\n",
            "3:1",
            "the incident I-2 has a day in the future",
            "write the day on which it was received or closed",
        ),
    ];
    let site = Site::shipped();
    for (old, new, place, message, help) in cases {
        site.write(FILE, format!("{HEADER}{good}").replacen(old, new, 1));
        let found = site.check(&["--format", "json"]).exits(1).diagnostics();
        let own: Vec<_> = found.iter().filter(|d| d["file"] == FILE).collect();
        let [own] = own.as_slice() else { panic!("{new}: {own:#?}") };
        assert_eq!(format!("{}:{}", own["line"], own["column"]), place, "{new}: {own:#}");
        assert_eq!(own["message"], message);
        assert!(own["help"].as_str().is_some_and(|text| text.starts_with(help)), "{own:#}");
        site.certsite(&["register", "check"]).exits(1).says("1 error.");
    }
    // A register with mistakes is not added to.
    add(&site, "I-3", &[]).exits(1);
    site.write(FILE, format!("{HEADER}{good}"));
    site.certsite(&["register", "check"]).ok().says("1 incident, 0 errors.");
}

#[test]
fn twenty_at_once_lose_no_row() {
    let site = Site::shipped();
    let children: Vec<_> = (0..20)
        .map(|n| {
            let number = format!("I-{n}");
            let mut command = program::certsite(site.root(), &ADD);
            command.args(["--number", &number]).stdout(std::process::Stdio::null());
            command.spawn().expect("it starts")
        })
        .collect();
    for mut child in children {
        assert!(child.wait().expect("it is our child").success());
    }
    let text = site.read(FILE);
    let mut numbers: Vec<_> =
        text.lines().skip(1).filter_map(|row| row.split(',').next()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), 20, "{text}");
    site.certsite(&["register", "check"]).ok().says("20 incidents, 0 errors.");
}

#[test]
fn a_summary_counts_by_month_and_class() {
    let site = Site::shipped();
    for (number, more) in [("I-1", &["--country", "AZ"][..]), ("I-2", &[])] {
        add(&site, number, more).ok();
    }
    let mut other = ADD.map(str::to_owned);
    other[3] = "2026-04-09".into();
    other[5] = "availability".into();
    other[7] = "ddos".into();
    let other: Vec<&str> = other.iter().map(String::as_str).collect();
    site.certsite(&[&other[..], &["--number", "I-3"]].concat()).ok();
    let table = site.certsite(&["register", "summary", "--year", "2026"]).ok().stdout;
    let expect = "month    availability  fraud    all\n\
                  2026-03             0      2      2\n\
                  2026-04             1      0      1\n\
                  all                 1      2      3\n";
    assert_eq!(table, expect);
    let json = site.certsite(&["register", "summary", "--format", "json"]).ok().stdout;
    let json: Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(json["2026-03"]["fraud"], 2);
}

/// A report's time is one in UTC; the day that counts is the team's, as for what is typed.
#[test]
fn the_day_of_a_report_is_one_of_the_teams_clock() {
    let site = Site::shipped();
    for (n, (received, day)) in [
        ("2026-03-31T19:59:59Z", "2026-03-31"),
        ("2026-03-31T20:00:00Z", "2026-04-01"),
        ("2026-03-31T23:30:00.5Z", "2026-04-01"),
        ("2025-12-31T21:00:00Z", "2026-01-01"),
        ("2026-04-01T03:00:00+04:00", "2026-04-01"),
    ]
    .into_iter()
    .enumerate()
    {
        let report = json!({"schema": "certsite-report-1", "number": format!("R-{n}"), "received": received});
        site.write("report.json", report.to_string());
        let path = site.path("report.json").to_string_lossy().into_owned();
        let more = ["--class", "fraud", "--type", "phishing", "--severity", "high"];
        let run = site.certsite(&[&["register", "add", &path][..], &more].concat()).ok();
        assert_eq!(run.stdout, format!("R-{n},{day},fraud,phishing,high,report,,\n"));
    }
    site.build().ok();
    site.shows("en/statistics/2026-03/", "begin at midnight by the clock of Asia/Baku");
    site.shows("az/statistika/2026-03/", "Asia/Baku saatı ilə gecəyarısı");
}

#[test]
fn changes_are_noted_and_nothing_is_closed_twice() {
    let site = Site::shipped();
    add(&site, "RTIR#1234", &[]).ok();
    add(&site, "I-2", &[]).ok();
    let register = |args: &[&str]| site.certsite(&[&["register"], args].concat());
    register(&["close", "RTIR#1234", "2026-03-05"]).ok();
    let before = site.read(FILE);
    register(&["close", "RTIR#1234", "2026-03-09"])
        .exits(2)
        .says("the incident RTIR#1234 was closed on 2026-03-05 already; if that day is wrong, say “certsite register correct RTIR#1234 --closed 2026-03-09”");
    assert_eq!(site.read(FILE), before);
    register(&["correct", "RTIR#1234", "--closed", "2026-03-04"]).ok();
    register(&["reopen", "RTIR#1234"]).ok();
    register(&["reopen", "RTIR#1234"]).exits(2).says("RTIR#1234 is open");
    register(&[
        "amend",
        "RTIR#1234",
        "--class",
        "malicious-code",
        "--type",
        "infected-system",
        "--country",
        "AZ",
    ])
    .ok();
    register(&["amend", "RTIR#1234", "--country", "AZ"]).exits(2).says("says so already");
    register(&["amend", "RTIR#1234", "--class", "fraud"])
        .exits(2)
        .says("“infected-system” is no type of fraud");
    register(&["correct", "I-9", "--country", "AZ"])
        .exits(2)
        .says("no incident has the number I-9");
    register(&["correct", "I-2", "--received", "2999-01-01"])
        .exits(2)
        .says("the day lies in the future");
    // Into the file of another year.
    register(&["correct", "I-2", "--received", "2025-12-31"]).ok();
    assert_eq!(
        site.read(FILE),
        format!("{HEADER}RTIR#1234,2026-03-02,malicious-code,infected-system,high,peer,AZ,\n")
    );
    let other = site.read("content/data/register/2025.csv");
    assert_eq!(other, format!("{HEADER}I-2,2025-12-31,fraud,phishing,high,peer,,\n"));
    let said = register(&["history", "RTIR#1234"]).ok().stdout;
    let lines: Vec<_> = said.lines().map(|line| line.split_once(',').expect("a day").1).collect();
    let expect = [
        "RTIR#1234,close,closed,,2026-03-05",
        "RTIR#1234,correct,closed,2026-03-05,2026-03-04",
        "RTIR#1234,reopen,closed,2026-03-04,",
        "RTIR#1234,amend,class,fraud,malicious-code",
        "RTIR#1234,amend,type,phishing,infected-system",
        "RTIR#1234,amend,country,,AZ",
    ];
    assert_eq!(lines, expect);
    assert_eq!(register(&["history"]).ok().stdout.lines().count(), 7);
    register(&["check"]).ok().says("2 incidents, 0 errors.");
    // A history that somebody broke is told at its cell.
    let history = "content/data/register/history.csv";
    site.write(history, site.read(history).replace(",reopen,", ",undo,"));
    let found = site.check(&["--format", "short"]).exits(1).stdout;
    assert!(found.contains("history.csv:4:"), "{found}");
    assert!(found.contains("“undo” is no change"), "{found}");
}

#[test]
fn an_export_is_taken_once_however_often() {
    let site = Site::shipped();
    let export = |closed: &str| {
        format!(
            "id\tSubject\tStatus\tCreated\tResolved\tCF.{{Classification}}\tPriority\n\
             11\tFrom Əli\tresolved\tTue Mar 03 23:15:00 2026\t{closed}\tPhishing\t50\n\
             12\tFrom Vəli\topen\tWed Mar 04 10:15:00 2026\tNot set\tSpear\t80\n\
             13\tNone\trejected\tWed Mar 04 10:15:00 2026\tNot set\t\t0\n"
        )
    };
    site.write("rt.tsv", export("Not set"));
    let path = site.path("rt.tsv").to_string_lossy().into_owned();
    let import = |more: &[&str]| site.certsite(&[&["register", "import", &path], more].concat());
    let row = "RTIR#11,2026-03-03,fraud,phishing,medium,report,,";
    // The word that nobody explained is told; nothing is written by a trial.
    let run = import(&["--dry-run"]).exits(1);
    assert_eq!(run.stdout, format!("{row}\n"));
    let run = run.says("“Spear” is no class and type").says("content/data/register.yaml");
    let run = run.says(":3:");
    run.says("1 case new, 0 changed, 0 as before, 1 that were no incidents; 1 row not taken. Nothing was written.");
    assert!(!site.has(FILE));
    import(&[]).exits(1).says("1 case new");
    assert_eq!(site.read(FILE), format!("{HEADER}{row}\n"));
    site.write("content/data/register.yaml", "classes: {Spear: fraud/phishing}\n");
    import(&[])
        .ok()
        .says("1 case new, 0 changed, 1 as before, 1 that were no incidents; 0 rows not taken.");
    let before = site.read(FILE);
    import(&[]).ok().says("0 cases new, 0 changed, 2 as before");
    assert_eq!(site.read(FILE), before);
    // What was closed there since is closed here, and noted.
    site.write("rt.tsv", export("2026-03-09 11:00:00"));
    import(&[]).ok().says("0 cases new, 1 changed, 1 as before");
    assert!(site.read(FILE).contains(&format!("{row}2026-03-09\n")));
    let history = site.certsite(&["register", "history"]).ok().stdout;
    assert!(history.ends_with(",RTIR#11,import,closed,,2026-03-09\n"), "{history}");
    assert!(!site.read(FILE).contains("Əli"));
    site.check(&[]).ok();
    site.write("content/data/register.yaml", "clases: {}\n");
    import(&[]).exits(1).says("unknown key “clases”");
    for (code, says) in [
        ("fraud/phising", "did you mean “fraud/phishing”?"),
        ("phishing", "did you mean “fraud/phishing”?"),
        ("fraud", "write codes of content/data/rsit.yaml as class/type"),
    ] {
        site.write("content/data/register.yaml", format!("classes: {{Spear: {code}}}\n"));
        for run in [import(&[]), site.check(&[])] {
            run.exits(1).says("content/data/register.yaml:1:18").says(says);
        }
    }
}
