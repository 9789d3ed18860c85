//! The register of incidents: rows come in from reports and from hand, none is lost, and a row that
//! is nonsense is told at its cell.

use crate::form::report_json;
use certsite_tests::{Run, Site, program};
use serde_json::Value;

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
    let (number, day) =
        (told["number"].as_str().unwrap_or(""), &told["received"].as_str().unwrap_or("")[..10]);
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
        (
            ["--country", "Aze"],
            "“Aze” is not the code of a country: write two capital letters (ISO 3166-1), such as AZ, or nothing",
        ),
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
            "write capital letters, digits and hyphens, such as R-20261123-8X653FKQ62",
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
        (
            "AZ",
            "az",
            "2:41",
            "“az” is not the code of a country",
            "write two capital letters (ISO 3166-1), such as AZ, or nothing",
        ),
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
