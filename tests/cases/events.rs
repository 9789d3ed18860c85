//! What `certsite serve` tells an open tab: reload, or which mistakes there are.

use certsite_tests::events::Events;
use certsite_tests::{Server, Site};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// The stream of a tab that shows the page as it is now.
fn tab(server: &Server, path: &str) -> Events {
    let html = server.get(path).body;
    let sum = html.split("data-sum=\"").nth(1).and_then(|rest| rest.split('"').next());
    let sum = sum.unwrap_or_else(|| panic!("{path} does not reload itself:\n{html}"));
    Events::open(&format!("{}/_certsite/events?path={path}&sum={sum}", server.address))
}

/// The problems of the next event, which is about problems.
#[track_caller]
fn problems(tab: &mut Events) -> Vec<Value> {
    let (name, data) = tab.next_event();
    assert_eq!(name, "problems", "{data}");
    serde_json::from_str(&data).unwrap_or_else(|why| panic!("{why}: {data}"))
}

#[test]
fn a_tab_is_told_to_reload_within_a_second() {
    let site = Site::with("");
    let server = site.serve();
    let page = "content/en/about.md";
    let good = site.read(page);
    let mut times = Vec::new();
    for word in ["One", "Two", "Three"] {
        let mut tab = tab(&server, "/en/about/");
        assert_eq!(problems(&mut tab), [json!(null); 0]);
        let start = Instant::now();
        site.write(page, good.replace("Address:", word));
        assert_eq!(tab.next_event().0, "reload");
        times.push(start.elapsed());
        site_shows(&server, word);
    }
    // Other tests want the processor too: the best of three shows what it can.
    assert!(times.iter().min() < Some(&Duration::from_secs(1)), "{times:?}");
}

/// By the time a tab is told, the new page is there.
#[track_caller]
fn site_shows(server: &Server, word: &str) {
    let html = server.get("/en/about/").body;
    assert!(html.contains(word), "the old page is still there:\n{html}");
}

#[test]
fn a_tab_that_comes_late_is_told_at_once() {
    let site = Site::with("");
    let server = site.serve();
    let stale = format!("{}/_certsite/events?path=/en/about/&sum=1", server.address);
    assert_eq!(Events::open(&stale).next_event().0, "reload");
}

#[test]
fn mistakes_elsewhere_are_told_with_their_place_and_taken_back() {
    let site = Site::with("");
    let server = site.serve();
    let mut tab = tab(&server, "/en/about/");
    assert_eq!(problems(&mut tab), [json!(null); 0]);
    let good = site.read("content/en/report.md");
    site.write("content/en/report.md", good.replace("Write to us", "[Write](nowhere.md) to us"));
    let found = problems(&mut tab);
    assert_eq!(found.len(), 1, "{found:?}");
    let place = ["file", "line", "column"].map(|key| found[0][key].clone());
    assert_eq!(place, [json!("content/en/report.md"), json!(4), json!(1)]);
    assert_eq!(found[0]["code"], "link-broken");
    site.write("content/en/report.md", good);
    assert_eq!(problems(&mut tab), [json!(null); 0]);
}
