//! Charts: what they say in words, and as files of their own.

use crate::statistics::site;
use certsite_tests::{Site, statistics};

/// What came up as often as the commonest is named with it.
#[test]
fn of_several_that_are_highest_none_is_left_out() {
    let kinds = ["malicious-code,infected-system", "fraud,phishing"];
    let rows = (0..20).map(|n| format!("R-{n},2026-05-10,{},normal,report,AZ,\n", kinds[n % 2]));
    let site = Site::shipped();
    let register = statistics::HEADER.to_owned() + rows.collect::<String>().as_str();
    site.write("content/data/register/2026.csv", register);
    site.build_with(&["--no-minify"]).ok();
    site.shows("en/statistics/2026-05/", "Highest: Malicious Code, Fraud, 10 of 20.");
    site.shows("az/statistika/2026-05/", ", 10 (cəmi 20).");
}

#[test]
fn charts_are_files_that_stand_alone() {
    let site = site();
    site.write(
        "content/en/guides/x.md",
        "---\ntitle: X\n---\n\n```chart\nby: year\n```\n\n```chart\nby: year\ntitle: Y\n```\n\n```table\nby: year\n```\n",
    );
    site.build_with(&["--no-minify"]).ok();
    for (page, file, lang, parts) in [
        (
            "en/statistics/2026-05/",
            "register-class-2026-05.svg",
            "en",
            ["Incidents registered: by class, May 2026", "What is counted: incidents."],
        ),
        (
            "az/statistika/2026-05/",
            "register-month-2026-05.svg",
            "az",
            [
                "Qeydə alınmış insidentlər: aylar üzrə, yanvar 2025 – may 2026",
                "/az/statistika/2026-05/<",
            ],
        ),
        (
            "az/statistika/",
            "chart-register-class-latest-month.svg",
            "az",
            ["Nə sayılır: insidentlər.", "AzScienceCERT, "],
        ),
        ("en/guides/x/", "chart-register-year.svg", "en", [">2025<", "incidents"]),
        // The same once more, by another name.
        (
            "en/guides/x/",
            "chart-register-year-2.svg",
            "en",
            [">Incidents registered: by year", ">2025<"],
        ),
    ] {
        site.shows(page, &format!("href=\"/{page}{file}\" type=\"image/svg+xml\""));
        let svg = site.page(&format!("{page}{file}"));
        for part in [&format!("xml:lang=\"{lang}\"")[..]].into_iter().chain(parts) {
            assert!(svg.contains(part), "{page}{file} lacks {part}: {svg}");
        }
        // It needs no style, which the policy of the site would not let it have.
        assert!(svg.starts_with("<svg xmlns=") && !svg.contains("class="), "{svg}");
        assert!(!svg.contains("style"), "{svg}");
    }
    assert!(!site.has("public/en/guides/x/chart-register-year-3.svg"), "a table has no picture");
}
