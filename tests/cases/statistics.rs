//! Statistics as everybody sees them: reports, charts, data.

use certsite_tests::sensors::Eve;
use certsite_tests::statistics::{self, rows};
use certsite_tests::{Site, browser};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const REGISTER: &str = "data/statistics/register.csv";

/// A year and a half: year, month, how many incidents.
pub const MONTHS: [(u16, u8, usize); 18] = [
    (2025, 1, 14),
    (2025, 2, 60),
    (2025, 3, 3),
    (2025, 4, 25),
    (2025, 5, 2),
    (2025, 6, 31),
    (2025, 7, 44),
    (2025, 8, 18),
    (2025, 9, 0),
    (2025, 10, 22),
    (2025, 11, 35),
    (2025, 12, 28),
    (2026, 1, 40),
    (2026, 2, 33),
    (2026, 3, 12),
    (2026, 4, 4),
    (2026, 5, 51),
    (2026, 6, 9),
];

/// The shipped site with a year and a half of incidents.
pub fn site() -> Site {
    let site = Site::shipped();
    statistics::write(&site, 1, &MONTHS);
    site
}

fn build_on(site: &Site, date: &str) {
    let address = ["--base-url", "https://cert.example.org"];
    site.certsite(&[&["build", "--no-minify", "--date", date], &address[..]].concat()).ok();
}

/// What is published of the register.
pub fn data(site: &Site) -> BTreeMap<[String; 4], Option<u64>> {
    rows(&site.page(REGISTER))
}

fn total(rows: &BTreeMap<[String; 4], Option<u64>>, period: &str, measure: &str) -> Option<u64> {
    rows[&[period, measure, "total", ""].map(str::to_owned)]
}

#[test]
fn without_data_there_is_no_chart_and_the_page_says_so() {
    let site = Site::shipped();
    site.build().ok();
    site.shows("en/statistics/", "No figures have been published yet.");
    site.shows("az/statistika/", "Hələ heç bir rəqəm dərc olunmayıb.");
    site.hides("en/statistics/", "<svg class=chart").hides("en/statistics/", "application/ld+json");
    assert!(!site.has("public/data"));
}

#[test]
fn a_month_and_a_year_that_are_over_have_reports_in_both_languages() {
    let site = site();
    site.build_with(&["--no-minify"]).ok();
    for page in ["en/statistics/2026-05/", "az/statistika/2026-05/"] {
        site.shows(
            page,
            "<svg class=\"chart\" role=\"img\" aria-labelledby=\"register-class-title",
        );
        // This month, the month before, a year before; April had four incidents.
        site.shows(page, "<td>51</td><td><abbr");
        // The months up to this one beside each other.
        site.shows(page, "id=\"register-month-title\"");
    }
    // 33 incidents in February after 40 in January, and 60 the year before.
    for (before, change) in [("January 2026 (40)", "−18%"), ("February 2025 (60)", "−45%")] {
        let tile = format!("<dt>since {before}</dt><dd>{change}</dd>");
        site.shows("en/statistics/2026-02/", &tile);
    }
    site.shows("en/statistics/2026-02/", "In February 2026, 33 incidents were registered.");
    site.shows("az/statistika/2026-02/", "fevral 2026: 33 insident qeydə alınıb.");
    // Of the first month there is nothing before it.
    site.hides("en/statistics/2025-01/", "id=\"register-month-title\"");
    site.shows("en/statistics/2026-05/", "<title>Statistics: May 2026 – AzScienceCERT</title>");
    site.shows("az/statistika/2026-05/", "<title>Statistika: may 2026 – AzScienceCERT</title>");
    site.shows("en/statistics/2026-05/", "<th scope=\"col\">May 2025</th>");
    site.shows("en/statistics/2025/", "<th scope=\"row\">The whole year</th>");
    site.shows("en/statistics/2025/", "<th scope=\"row\">Germany</th>");
    site.shows("az/statistika/2025/", "<th scope=\"row\">Almaniya</th>");
    site.shows("az/statistika/2025/", "<th scope=\"row\">Ziyankar kod</th>");
    for early in ["en/statistics/2026-06/", "en/statistics/2026/"] {
        assert!(!site.has(&format!("public/{early}")), "{early} is not over");
    }
    // A day later June is over.
    build_on(&site, "2026-07-01");
    assert!(site.has("public/en/statistics/2026-06/index.html"));
    site.shows("en/statistics/", "<a href=\"/en/statistics/2026-06/\">Jun");
    // A figure that stands alone says what it is.
    for text in ["Data until: 30 June 2026", "Reference Security Incident Taxonomy 1.3"] {
        site.shows("en/statistics/", text);
    }
    site.shows("en/statistics/", "href=\"/data/statistics/register.csv\"");
}

#[test]
fn what_is_published_are_the_figures_of_the_register() {
    let site = site();
    site.build().ok();
    let rows = data(&site);
    assert_eq!(total(&rows, "2026-05", "incidents"), Some(51));
    assert_eq!(total(&rows, "2026-04", "incidents"), None, "four is a small number");
    assert!(!rows.keys().any(|[period, ..]| period == "2026-06"));
    let register = site.read("content/data/register/2026.csv");
    for ([period, _, dimension, value], count) in &rows {
        let column = match dimension.as_str() {
            "class" => 2,
            "severity" => 4,
            "origin" => 5,
            _ => continue,
        };
        let is_counted = |row: &&str| {
            let cells: Vec<&str> = row.split(',').collect();
            cells[1].starts_with(period) && cells[column] == value
        };
        let counted = register.lines().filter(is_counted).count() as u64;
        if let (Some(count), true) = (count, period.starts_with("2026")) {
            assert_eq!(*count, counted, "{period} {dimension} {value}");
            assert!(*count == 0 || *count >= 5, "{period} {dimension} {value}: {count}");
        }
    }
    // JSON says the same.
    let json: Value =
        serde_json::from_str(&site.page("data/statistics/register.json")).expect("it is JSON");
    let figures = json["figures"].as_array().expect("a list");
    assert_eq!(figures.len(), rows.len());
    for figure in figures {
        let text = |key: &str| figure[key].as_str().expect("a text").to_owned();
        let key = [text("period"), text("measure"), text("dimension"), text("value")];
        assert_eq!(figure["count"].as_u64(), rows[&key], "{key:?}");
    }
}

#[test]
fn data_have_stable_addresses_a_dictionary_and_a_description_for_programs() {
    let site = site();
    site.build_with(&["--no-minify"]).ok();
    let page = site.page("en/statistics/2026-05/");
    for file in ["2026-05/register.csv", "2026-05/register.json", "register.csv", "register.json"] {
        assert!(page.contains(&format!("href=\"/data/statistics/{file}\"")), "{file}");
        assert!(site.has(&format!("public/data/statistics/{file}")), "{file}");
    }
    let package: Value =
        serde_json::from_str(&site.page("data/statistics/datapackage.json")).expect("it is JSON");
    let resource = &package["resources"][0];
    assert!(
        site.has(&format!("public/data/statistics/{}", resource["path"].as_str().unwrap_or("?")))
    );
    let fields = resource["schema"]["fields"].as_array().expect("a list");
    let names: Vec<&str> = fields.iter().filter_map(|field| field["name"].as_str()).collect();
    assert_eq!(site.page(REGISTER).lines().next(), Some(names.join(",").as_str()));
    assert!(
        fields.iter().all(|field| field["description"].as_str().is_some_and(|d| !d.is_empty()))
    );
    let (_, rest) = page.split_once("<script type=\"application/ld+json\">").expect("JSON-LD");
    let linked: Value =
        serde_json::from_str(rest.split("</script>").next().unwrap_or("")).expect("it is JSON");
    assert_eq!(linked["@type"], "Dataset");
    assert_eq!(linked["temporalCoverage"], "2026-05-01/2026-05-31");
    for file in linked["distribution"].as_array().expect("a list") {
        let url = file["contentUrl"].as_str().expect("an address");
        let path = url.strip_prefix("https://cert.example.org/").expect("our own");
        assert!(site.has(&format!("public/{path}")), "{path}");
    }
}

#[test]
fn sensors_have_the_names_that_settings_give_them() {
    let site = site();
    site.write("log", Eve::new(4).lines(3_000));
    let path = site.path("log").to_string_lossy().into_owned();
    site.certsite(&["sensors", "import", "--allow-old", &path]).ok();
    let page = "en/statistics/2026-02/";
    site.build_with(&["--no-minify"]).ok();
    site.shows(page, "<h2 id=\"sensors-suricata\">What the sensor “suricata” saw</h2>");
    // Who knows no ports still sees what they are for, and which of them nobody knows.
    site.shows(page, "HTTPS (websites), port 443").shows(page, "TCP (carries other protocols)");
    let name = |names: &str| format!("{{threshold: 5, sensors: {{suricata: {names}}}}}");
    site.replace("content/site.yaml", "{threshold: 5}", &name("{az: Müşahidə, en: Monitoring}"));
    site.build_with(&["--no-minify"]).ok();
    site.shows(page, "<h2 id=\"sensors-suricata\">Sensor: Monitoring</h2>");
    site.shows("az/statistika/2026-02/", "Sensor: Müşahidə");
    site.replace("content/site.yaml", "{az: Müşahidə, en: Monitoring}", "{az: Müşahidə}");
    site.build().exits(1).says("content/site.yaml:").says("statistics.sensors.suricata");
}

#[test]
fn the_calendar_leads_to_all_reports_on_the_first_page_of_the_section() {
    let site = site();
    site.certsite(&["new", "report", "2026-02"]).ok();
    let page = "content/en/statistics/2026-02.md";
    site.replace(page, "Incidents and what sensors saw: February 2026.", "Much of it was false.");
    build_on(&site, "2027-01-15");
    let calendar = site.page("en/statistics/");
    for period in ["2025", "2025-01", "2025-12", "2026", "2026-06"] {
        let link = format!("<a href=\"/en/statistics/{period}/\"");
        let year = format!("<a class=\"calendar-year\" href=\"/en/statistics/{period}/\"");
        assert!(calendar.contains(&link) || calendar.contains(&year), "{period}");
    }
    // Nobody knows of a month after the last one with data.
    assert!(calendar.contains("<span>Jul</span>"), "{calendar}");
    assert_eq!(calendar.matches("</a>: ").count(), 1, "one editor said something");
    assert!(calendar.contains(">February 2026</a>: Much of it was false."), "{calendar}");
    // The development stands first; no list follows.
    let place = |what: &str| calendar.find(what).unwrap_or_else(|| panic!("no {what}"));
    assert!(place("<svg class=\"chart\"") < place("class=\"calendar\""));
    assert!(!calendar.contains("id=\"list\"") && !site.has("public/en/statistics/page-2"));
}

#[test]
fn an_editors_page_takes_the_place_of_a_report_and_must_show_its_figures() {
    let site = site();
    site.certsite(&["new", "report", "2026-05"]).ok();
    let page = "content/az/statistics/2026-05.md";
    site.replace(page, "```report", "May ayı çətin keçdi.\n\n```report");
    site.build_with(&["--no-minify"]).ok();
    site.shows("az/statistika/2026-05/", "<p>May ayı çətin keçdi.</p>");
    site.shows("az/statistika/2026-05/", "<svg class=\"chart\"");
    site.shows("en/statistics/2026-05/", "<svg class=\"chart\"");
    site.replace(page, "```report\nperiod: 2026-05\n```\n", "");
    site.build()
        .exits(1)
        .says("content/az/statistics/2026-05.md:2:1")
        .says("takes the place of the report on 2026-05");
    site.certsite(&["new", "report", "2026-05"]).exits(2).says("exists");
    site.certsite(&["new", "report", "may"]).exits(2).says("“may” is no period");
}

#[test]
fn what_cannot_be_drawn_is_told_at_its_line() {
    let check = |block: &str, line: usize, expect: &str| {
        let site = site();
        site.write("content/en/guides/x.md", format!("---\ntitle: X\n---\n\n{block}"));
        site.build().exits(1).says(&format!("content/en/guides/x.md:{line}:")).says(expect);
    };
    check("```chart\nby: colour\n```\n", 6, "colour");
    check("```chart\nby: port\n```\n", 6, "register has no port; write month, year, class");
    check("```chart\nby: class\nmeasure: events\n```\n", 7, "register counts no events");
    check("```chart\nby: class\nperiod: 2026-13\n```\n", 7, "“2026-13” is no period");
    check("```table\nsource: sensors/ids\nby: class\n```\n", 6, "there is no source “sensors/ids”");
    check("```table\nby: class\nperiod: all\n```\n", 7, "write a year");
    check("```table\nperiod: 2026-05\n```\n", 6, "by");
}

#[test]
fn the_threshold_is_the_teams_to_raise_but_not_to_drop() {
    let site = site();
    site.replace("content/site.yaml", "{threshold: 5}", "{threshold: 52}");
    site.build().ok();
    assert_eq!(total(&data(&site), "2026-05", "incidents"), None);
    site.replace("content/site.yaml", "{threshold: 52}", "{threshold: 1}");
    site.build().exits(1).says("content/site.yaml:").says("a threshold of 1 protects nobody");
}

#[test]
fn tests_are_not_counted() {
    let site = site();
    let path = "content/data/register/2026.csv";
    let tests: String =
        (0..9).map(|n| format!("T-{n},2026-05-02,test,test,normal,report,,\n")).collect();
    site.write(path, site.read(path) + tests.as_str());
    site.build().ok();
    assert_eq!(total(&data(&site), "2026-05", "incidents"), Some(51));
    site.hides("data/statistics/register.csv", ",test");
}

#[test]
fn sources_of_months_are_not_added_up() {
    let site = site();
    site.write("var/sensors.key", "000102030405060708090a0b0c0d0e0f\n");
    // The same addresses in February and in March.
    let log = Eve::new(4).lines(3_000);
    let march = log.replace("2026-02-", "2026-03-");
    for (name, text) in [("a", log), ("b", march)] {
        site.write(name, text);
        let path = site.path(name).to_string_lossy().into_owned();
        site.certsite(&["sensors", "import", "--allow-old", &path]).ok();
    }
    build_on(&site, "2027-01-15");
    let rows = rows(&site.page("data/statistics/sensors/suricata.csv"));
    let of = |period: &str, measure: &str| total(&rows, period, measure).expect("it is shown");
    assert_eq!(of("2026-02", "events") + of("2026-03", "events"), of("2026", "events"));
    assert_eq!(of("2026-02", "sources"), of("2026-03", "sources"));
    assert_eq!(of("2026", "sources"), of("2026-02", "sources"), "they are the same addresses");
    site.shows("en/statistics/2026-02/", "What the sensor “suricata” saw: by family of malware");
    site.shows("az/statistika/2026-02/", "fərqli mənbə ünvanları, fevral 2026");
    for page in ["en/statistics/2026-02/", "data/statistics/sensors/suricata.csv"] {
        site.hides(page, "198.18.").hides(page, "192.0.2.");
    }
}

#[test]
fn reports_lead_to_the_month_and_the_year_before_and_after() {
    let site = site();
    build_on(&site, "2027-01-15");
    let link = |rel: &str, period: &str, page: &str| {
        let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
        format!("href=\"/{folder}/{period}/\" rel=\"{rel}\"")
    };
    for (page, prev, next) in [
        ("en/statistics/2025-01", None, Some("2025-02")),
        ("az/statistika/2026-01", Some("2025-12"), Some("2026-02")),
        ("en/statistics/2026-06", Some("2026-05"), None),
        ("en/statistics/2025", None, Some("2026")),
        ("en/statistics/2026", Some("2025"), None),
    ] {
        for (rel, period) in [("prev", prev), ("next", next)] {
            let file = &format!("{page}/");
            match period {
                Some(period) => site.shows(file, &link(rel, period, page)),
                None => site.hides(file, &format!("rel=\"{rel}\"")),
            };
        }
    }
}

#[test]
fn reports_are_valid_and_please_a_browser() {
    let site = site();
    site.write("log", Eve::new(4).lines(3_000));
    let path = site.path("log").to_string_lossy().into_owned();
    site.certsite(&["sensors", "import", "--allow-old", &path]).ok();
    site.build().ok();
    let pages = ["statistics/", "statistics/2026-02/", "statistics/2025/"];
    let mut urls: Vec<String> = pages.iter().map(|page| format!("/en/{page}")).collect();
    urls.extend(
        pages.iter().map(|page| format!("/az/{}", page.replace("statistics", "statistika"))),
    );
    let files: Vec<_> =
        urls.iter().map(|url| site.path(&format!("public{url}index.html"))).collect();
    browser::validate(&files).ok();
    let folder = site.path("public").to_string_lossy().into_owned();
    let seen = browser::run("crawl", &json!({ "folder": folder, "pages": urls }));
    assert_eq!(seen["findings"], json!({}), "{:#}", seen["findings"]);
}
