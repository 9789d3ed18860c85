//! Logs of sensors as they are in the field, from a fixed seed: for tests and for the benchmark.

use crate::measure::{self, cheapest};
use crate::rng::Rng;
use crate::{Site, program, project};
use std::fmt::Write;
use std::path::Path;

/// The benchmark's log; another seed is another one.
const SEED: u64 = 9;

const CATEGORIES: [&str; 5] = [
    "Web Application Attack",
    "A Network Trojan was detected",
    "Detection of a Network Scan",
    "Attempted Administrator Privilege Gain",
    "Misc Attack",
];
const FAMILIES: [&str; 4] = ["Mirai", "Emotet", "Cobalt_Strike", "QakBot"];

/// A log of Suricata that never ends: alerts, with flows between them.
pub struct Eve {
    rng: Rng,
    n: u64,
}

impl Eve {
    /// A log from a seed.
    pub fn new(seed: u64) -> Eve {
        Eve { rng: Rng::new(seed), n: 0 }
    }

    /// Adds a line to a text.
    pub fn line(&mut self, text: &mut String) {
        let rng = &mut self.rng;
        let n = self.n;
        self.n += 1;
        let (day, second) = (1 + n / 40_000 % 28, n % 86_400);
        let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
        let time = format!("2026-02-{day:02}T{hour:02}:{minute:02}:{second:02}.{n:06}+0000");
        let (a, b) = (rng.below(40), rng.below(250));
        let port = [22, 80, 443, 445, 3389][rng.below(5)];
        let source = format!("198.18.{a}.{b}");
        let flow = rng.draw();
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            r#"{{"timestamp":"{time}","flow_id":{flow},"in_iface":"eth1","event_type":"{}","src_ip":"{source}","src_port":{},"dest_ip":"192.0.2.{}","dest_port":{port},"proto":"TCP""#,
            if n % 4 == 3 { "flow" } else { "alert" },
            1024 + rng.below(60_000),
            rng.below(250),
        );
        if n % 4 != 3 {
            let category = rng.pick(&CATEGORIES);
            let family = rng.pick(&FAMILIES);
            let metadata = match category.contains("Trojan") {
                true => format!(
                    r#","metadata":{{"malware_family":["{family}"],"signature_severity":["Major"]}}"#
                ),
                false => r#","metadata":{"signature_severity":["Minor"]}"#.to_owned(),
            };
            let _ = write!(
                text,
                r#","tx_id":0,"alert":{{"action":"allowed","gid":1,"signature_id":{},"rev":3,"signature":"ET SAMPLE rule of a test","category":"{category}","severity":1{metadata}}},"http":{{"hostname":"site.example","url":"/index.php?id={flow}","http_user_agent":"Mozilla/5.0 (X11; Linux x86_64)","http_method":"GET","protocol":"HTTP/1.1","status":200,"length":1270}},"app_proto":"http""#,
                2_000_000 + rng.below(900),
            );
        }
        let _ = writeln!(
            text,
            r#","flow":{{"pkts_toserver":{},"pkts_toclient":4,"bytes_toserver":{},"bytes_toclient":1024,"start":"{time}"}}}}"#,
            rng.below(90),
            rng.below(90_000),
        );
    }

    /// So many lines.
    pub fn lines(&mut self, count: usize) -> String {
        let mut text = String::new();
        (0..count).for_each(|_| self.line(&mut text));
        text
    }
}

/// The same grouping in jq, whose objects are the only place to count in.
const JQ: &str = r#"reduce (inputs | select(.event_type == "alert")) as $e ({};
  .["\($e.timestamp[:10]) \($e.alert.category) \($e.alert.metadata.malware_family[0]) \($e.proto) \($e.dest_port)"] += 1)
  | "\(length) \(add)""#;

/// A log of so many MiB, counted by certsite, by DuckDB and by jq, each in a process of its own.
pub fn bench(mib: usize, runs: usize) {
    let folder = measure::folder();
    let log = folder.path().join("eve.json");
    let size = write_log(&log, mib << 20);
    let log = log.to_string_lossy();
    let site = Site::shipped();
    let certsite = program::binary("certsite").to_string_lossy().into_owned();
    let root = site.root().to_string_lossy();
    let import = || {
        let tallies = site.path("content/data/sensors");
        if tallies.exists() {
            std::fs::remove_dir_all(tallies).expect("a folder of ours");
        }
        measure::isolated(&[
            certsite.as_str(),
            "sensors",
            "import",
            "--allow-old",
            "--root",
            &root,
            &log,
        ])
    };
    let python = project().join(".venv/bin/python").to_string_lossy().into_owned();
    let script = project().join("tests/duckdb_count.py").to_string_lossy().into_owned();
    let rows = [
        ("certsite: tallies with sketches, ledger", cheapest(runs, import)),
        ("DuckDB: the same groups, approximate sources", {
            cheapest(runs, || measure::isolated(&[&python, &script, &log]))
        }),
        // One run: it takes half a minute, and no noise changes what it says.
        ("jq: the same groups, no sources", measure::isolated(&["jq", "-rn", JQ, &log])),
    ];
    println!(
        "\n{:<46}{:>10}{:>12}{:>10}",
        format!("EVE log, {mib} MiB, seed {SEED}"),
        "CPU s",
        "MB per CPU s",
        "peak MiB"
    );
    for (name, cost) in rows {
        let rate = size as f64 / 1e3 / cost.cpu_ms;
        let peak = cost.peak_kib >> 10;
        println!("{name:<46}{:>10.2}{rate:>12.0}{peak:>10}", cost.cpu_ms / 1e3);
    }
}

/// Writes a log of about so many bytes, and says how many.
fn write_log(path: &Path, size: usize) -> usize {
    let mut file = std::fs::File::create(path).expect("a folder of ours");
    let mut eve = Eve::new(SEED);
    let mut written = 0;
    while written < size {
        let text = eve.lines(10_000);
        std::io::Write::write_all(&mut file, text.as_bytes()).expect("a folder of ours");
        written += text.len();
    }
    written
}
