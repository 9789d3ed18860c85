//! What a month's report says first, however little may be said: nothing came up, all is withheld,
//! several classes are the commonest, there are sensors or none.

use certsite_tests::sensors::Eve;
use certsite_tests::{Site, statistics};

/// Class and type of incidents.
const KINDS: [&str; 5] = [
    "malicious-code,infected-system",
    "fraud,phishing",
    "intrusion-attempts,brute-force",
    "availability,ddos",
    "information-gathering,scanner",
];

/// Months of 2026 with how many incidents of each of [`KINDS`] there were.
type Months = &'static [(u8, &'static [usize])];

fn register(months: Months) -> String {
    let mut text = statistics::HEADER.to_owned();
    for (month, counts) in months {
        for (kind, (name, count)) in KINDS.iter().zip(*counts).enumerate() {
            for n in 0..*count {
                text +=
                    &format!("R-{month}-{kind}-{n},2026-{month:02}-10,{name},normal,report,AZ,\n");
            }
        }
    }
    text
}

/// The pages of February 2026 of a site with this register, with or without what a sensor saw then.
fn built(months: Months, has_sensor: bool) -> Site {
    let site = Site::shipped();
    if !months.is_empty() {
        site.write("content/data/register/2026.csv", register(months));
    }
    if has_sensor {
        site.write("log", Eve::new(4).lines(3_000));
        let path = site.path("log").to_string_lossy().into_owned();
        site.certsite(&["sensors", "import", "--allow-old", &path]).ok();
    }
    site.certsite(&["build", "--no-minify", "--date", "2026-06-15"]).ok();
    site
}

/// The words of a piece of a page, without tags.
fn words(html: &str) -> String {
    let words = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    words.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The sentences with which a report begins.
#[track_caller]
fn lead(page: &str) -> String {
    let (_, rest) = page.split_once("<p class=\"figures-lead\">").expect("it begins with some");
    words(rest.split("</p>").next().unwrap_or_default())
}

#[test]
fn a_report_begins_with_a_sentence_whatever_may_be_said() {
    let seen = (" Sensors saw ", " Sensorlar ");
    // Months; whether there is a sensor; how the first sentences and the description are in English, and
    // how they are in Azerbaijani.
    type Row = (Months, bool, [&'static str; 2], [&'static str; 2]);
    let table: [Row; 9] = [
        (
            &[(1, &[9, 8]), (2, &[2, 1]), (3, &[9, 8])],
            false,
            ["How many incidents were registered in February 2026 is withheld.", "Incidents: "],
            ["fevral 2026: qeydə alınmış insidentlərin sayı açıqlanmır.", "İnsidentlər: "],
        ),
        (
            &[(1, &[9, 8]), (3, &[9, 8])],
            false,
            // A zero is as telling as a small number.
            ["How many incidents were registered in February 2026 is withheld.", "Incidents: "],
            ["fevral 2026: qeydə alınmış insidentlərin sayı açıqlanmır.", "İnsidentlər: "],
        ),
        (
            &[(2, &[1])],
            false,
            ["How many incidents were registered in February 2026 is withheld.", "Incidents: "],
            ["fevral 2026: qeydə alınmış insidentlərin sayı açıqlanmır.", "İnsidentlər: "],
        ),
        (
            &[(2, &[12, 8])],
            false,
            [
                "In February 2026, 20 incidents were registered. The commonest class: Malicious Code, 12 of 20.",
                "Incidents: ",
            ],
            [
                "fevral 2026: 20 insident qeydə alınıb. Ən çox rast gəlinən sinif: Ziyankar kod, 12 (cəmi 20).",
                "İnsidentlər: ",
            ],
        ),
        (
            &[(2, &[10, 10, 6])],
            false,
            [
                "In February 2026, 26 incidents were registered. The commonest classes: Malicious Code, Fraud, 10 of 26 each.",
                "Incidents: ",
            ],
            [
                "fevral 2026: 26 insident qeydə alınıb. Ən çox rast gəlinən siniflər: Ziyankar kod, Dələduzluq, hər biri 10 (cəmi 26).",
                "İnsidentlər: ",
            ],
        ),
        (
            &[(2, &[7, 7, 7, 7, 7])],
            false,
            [
                "In February 2026, 35 incidents were registered. The commonest classes: Malicious Code, Information Gathering, Intrusion Attempts, Availability, Fraud, 7 of 35 each.",
                "Incidents: ",
            ],
            [
                "fevral 2026: 35 insident qeydə alınıb. Ən çox rast gəlinən siniflər: Ziyankar kod, İnformasiya toplanması, Müdaxilə cəhdləri, Əlyetənlik, Dələduzluq, hər biri 7 (cəmi 35).",
                "İnsidentlər: ",
            ],
        ),
        (
            &[(2, &[12, 8])],
            true,
            ["In February 2026, 20 incidents were registered.", "Incidents and what sensors saw: "],
            ["fevral 2026: 20 insident qeydə alınıb.", "İnsidentlər və sensorların gördükləri: "],
        ),
        (
            &[],
            true,
            ["Sensors saw ", "What sensors saw: "],
            ["Sensorlar ", "Sensorların gördükləri: "],
        ),
        (
            &[(2, &[1])],
            true,
            [
                "How many incidents were registered in February 2026 is withheld.",
                "Incidents and what sensors saw: ",
            ],
            [
                "fevral 2026: qeydə alınmış insidentlərin sayı açıqlanmır.",
                "İnsidentlər və sensorların gördükləri: ",
            ],
        ),
    ];
    for (months, has_sensor, en, az) in table {
        let site = built(months, has_sensor);
        for (page, month, of_sensors, [sentence, about]) in [
            ("en/statistics/2026-02/", "February 2026.", seen.0, en),
            ("az/statistika/2026-02/", "fevral 2026.", seen.1, az),
        ] {
            let page = site.page(page);
            let lead = lead(&page);
            assert!(lead.starts_with(sentence), "{months:?}: {lead}");
            assert_eq!(format!(" {lead}").contains(of_sensors), has_sensor, "{months:?}: {lead}");
            if !has_sensor {
                assert_eq!(lead, sentence, "{months:?}");
            }
            let description = format!("<meta name=\"description\" content=\"{about}{month}\">");
            assert!(page.contains(&description), "{months:?}: {description}");
        }
        // The page of the section has nothing to add of its own.
        site.hides("en/statistics/", ">February 2026</a>: ");
    }
}

/// The rows of the tables of a page, each as its words.
fn rows(page: &str) -> Vec<String> {
    let rows = page.split("<tr>").skip(1).filter_map(|row| row.split("</tr>").next());
    rows.map(words).collect()
}

#[test]
fn rows_in_which_nothing_is_disclosed_are_one_where_they_say_the_same() {
    let site = built(&[(1, &[9, 8]), (2, &[2, 1]), (3, &[9, 8])], false);
    let page = site.page("en/statistics/2026-02/");
    let rows_of_page = rows(&page);
    let with = |name: &str| rows_of_page.iter().filter(|row| row.contains(name)).count();
    // What came up in January stands alone, all others in one row: they were as many then, none.
    assert!(rows_of_page.contains(&"Malicious Code withheld 9".to_owned()), "{rows_of_page:#?}");
    let folded = "Abusive Content Information Gathering Intrusion Attempts Intrusions Availability";
    let folded = rows_of_page.iter().find(|row| row.starts_with(folded)).expect("it is one");
    assert!(folded.ends_with("Vulnerable Other withheld 0"), "{folded}");
    assert_eq!(with("Intrusions"), 1, "each stands in one row alone");
    // Months have their places in time.
    let months = ["January 2026 17", "February 2026 withheld"];
    let at = months.map(|month| rows_of_page.iter().position(|row| row == month));
    assert!(at[0].is_some() && at[0] < at[1], "{rows_of_page:#?}");
    assert!(page.contains("stands for a number that is not disclosed"));
}
