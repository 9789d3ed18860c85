//! What the stage that adds to a site costs if advisories are all that is added, without the feeds and
//! bundles that are made of them for MISP and STIX: `csaf ROOT DATE BASE_URL`, for `make bench`.

use certsite_advisory::Advisories;
use certsite_site::site::{Engine, Request};
use certsite_site::timing::Timings;
use std::path::Path;

/// That of the program itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [root, date, base] = arguments.as_slice() else { panic!("csaf ROOT DATE BASE_URL") };
    let date = date.parse().expect("a day");
    let base = certsite_base::address::Base::parse(base).expect("an address");
    let request = Request { date: Some(date), base: Some(base), ..Request::default() };
    let mut timings = Timings::default();
    let mut engine = Engine::new(Path::new(root), request, &[&Advisories]);
    let now = jiff::Timestamp::UNIX_EPOCH;
    let snapshot = engine.snapshot(now, &mut timings).expect("a site");
    assert!(snapshot.site.is_some(), "{:?}", snapshot.diagnostics.first());
    eprintln!("{}", serde_json::json!({ "stages": timings.to_json() }));
    // The system takes all memory back at once.
    std::mem::forget((engine, snapshot));
}
