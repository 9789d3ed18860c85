//! Registers of incidents from a fixed seed, as a small team would have them: few of most kinds,
//! quiet months, and now and then a busy one.

use crate::rng::Rng;
use crate::site::Site;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The first line of a register.
pub const HEADER: &str = "number,received,class,type,severity,origin,country,closed\n";

/// Class and type, the frequent ones several times.
const KINDS: [&str; 12] = [
    "malicious-code,infected-system",
    "malicious-code,infected-system",
    "malicious-code,malware-distribution",
    "fraud,phishing",
    "fraud,phishing",
    "fraud,masquerade",
    "intrusion-attempts,brute-force",
    "intrusion-attempts,exploit",
    "availability,ddos",
    "information-gathering,scanner",
    "abusive-content,spam",
    "vulnerable,weak-crypto",
];

/// Writes the registers of some months, each with its number of incidents: `(2026, 10, 40)`.
pub fn write(site: &Site, seed: u64, months: &[(u16, u8, usize)]) {
    let mut rng = Rng::new(seed);
    let mut years: BTreeMap<u16, String> = BTreeMap::new();
    for (year, month, count) in months {
        let text = years.entry(*year).or_insert_with(|| HEADER.to_owned());
        for n in 1..=*count {
            // Before the middle of the month, which is when sites of tests are built.
            let day = 1 + rng.below(14);
            let kind = rng.pick(&KINDS);
            let severity = rng.pick(&["normal", "normal", "medium", "high"]);
            let origin = rng.pick(&["report", "report", "sensor", "peer"]);
            let country = rng.pick(&["AZ", "AZ", "TR", "US", "DE", ""]);
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "R-{year}{month:02}-{n},{year}-{month:02}-{day:02},{kind},{severity},{origin},{country},"
            );
        }
    }
    for (year, text) in years {
        site.write(&format!("content/data/register/{year}.csv"), text);
    }
}

/// The rows of a published file: period, measure, dimension and value → the number, unless it is
/// withheld.
pub fn rows(csv: &str) -> BTreeMap<[String; 4], Option<u64>> {
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("period,measure,dimension,value,count,withheld"));
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let [period, measure, dimension, value, count, withheld] = cells[..] else {
            panic!("{line} has other columns")
        };
        assert_eq!(withheld == "true", count.is_empty(), "{line}");
        ([period, measure, dimension, value].map(str::to_owned), count.parse().ok())
    };
    lines.map(row).collect()
}
