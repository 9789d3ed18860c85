//! What readers have to load: the pages of the sample site, as hosts send them.

use certsite_tests::{Site, browser};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Write;

/// Bytes of a home page with all that it loads, and in how many requests.
const HOME: (u64, usize) = (45_000, 6);

/// Bytes of any other page.
const OTHER: u64 = 60_000;

/// So many pages of a language are loaded, of all the heaviest.
const LOADED: usize = 12;

fn packed(bytes: &[u8]) -> usize {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes).expect("memory takes all");
    packer.finish().expect("memory takes all").len()
}

#[test]
fn pages_stay_light_with_all_that_they_load() {
    let site = Site::showcase_built();
    let files = site.published();
    let mut pages = Vec::new();
    for lang in ["az", "en"] {
        let start = format!("{lang}/");
        let own = files.iter().filter(|(path, _)| path.starts_with(&start));
        let mut own: Vec<_> = own
            .filter_map(|(path, bytes)| Some((path.strip_suffix("index.html")?, packed(bytes))))
            .collect();
        own.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
        pages.push(format!("/{start}"));
        pages.extend(own.iter().take(LOADED).map(|(path, _)| format!("/{path}")));
    }
    pages.dedup();
    let seen = browser::run("weigh", &json!({"folder": site.path("public"), "pages": pages}));
    let seen: BTreeMap<String, BTreeMap<String, u64>> =
        serde_json::from_value(seen).expect("what the script prints");
    assert!(seen.len() > 2 * LOADED, "{seen:?}");
    let mut told = Vec::new();
    for (page, asked) in &seen {
        let weight: u64 = asked.values().sum();
        let (limit, requests) = match page.len() {
            4 => HOME,
            _ => (OTHER, usize::MAX),
        };
        if weight >= limit || asked.len() > requests {
            told.push(format!("{page}: {weight} bytes in {} requests: {asked:#?}", asked.len()));
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}
