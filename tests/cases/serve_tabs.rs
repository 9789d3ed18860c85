//! Tabs of a real browser on a preview: however many, all are told.

use certsite_tests::{Server, Site, browser};
use serde_json::{Value, json};

fn opened(site: &Site, server: &Server, tabs: usize, alone: bool) -> Value {
    let page = "content/en/about.md";
    let argument = json!({
        "url": format!("{}/en/about/", server.address),
        "tabs": tabs,
        "alone": alone,
        "file": site.path(page),
        "text": site.read(page) + "\nA new sentence.\n",
        "shows": "A new sentence.",
    });
    let seen = browser::run("tabs", &argument);
    assert_eq!(seen["loads"], json!(vec![2; tabs]), "once opened, once reloaded: {seen}");
    assert_eq!(seen["workers"], i32::from(!alone), "{seen}");
    seen
}

/// A browser opens no more than six connections to a host, and the shipped theme allows nothing
/// that it does not use.
#[test]
fn ten_tabs_all_show_a_change() {
    let site = Site::shipped();
    let server = site.serve();
    let seen = opened(&site, &server, 10, false);
    assert_eq!(seen["console"], json!([]), "its policy is kept");
}

#[test]
fn tabs_that_can_share_nothing_show_it_too() {
    let site = Site::with("");
    let server = site.serve();
    opened(&site, &server, 8, true);
}

#[test]
fn tabs_outlive_the_preview_and_are_told_once_it_is_back() {
    let site = Site::with("");
    let mut server = site.serve();
    let page = "content/en/about.md";
    let port = server.address.rsplit(':').next().unwrap_or_default().to_owned();
    let argument = json!({
        "url": format!("{}/en/about/", server.address),
        "ready": site.path("ready"),
        "shows": "Our address:",
    });
    std::thread::scope(|scope| {
        let tab = scope.spawn(|| browser::run("return", &argument));
        certsite_tests::wait::wait_for("the tab to be open", || site.has("ready").then_some(()));
        server.signal("INT");
        assert!(server.ended().success());
        site.replace(page, "Address:", "Our address:");
        let listen = format!("127.0.0.1:{port}");
        let _again = Server::start_at(&listen, &site, &[], |_| {});
        let seen = tab.join().expect("the browser works");
        assert_eq!(seen["loads"], 2, "{seen}");
    });
}
