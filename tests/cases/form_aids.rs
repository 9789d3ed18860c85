//! What stands round the incident form: other forms, their texts for encrypted mail, and what a
//! script does for those who have one.

use crate::form::state_facts;
use certsite_tests::reporting::STORY;
use certsite_tests::{Site, browser, http};
use serde_json::json;

#[test]
fn other_forms_wait_for_their_facts_and_their_texts_do_not() {
    let site = Site::shipped();
    site.build_with(&["--no-minify"]).ok();
    for (page, first) in [
        ("en/report/", "Write what you know"),
        ("az/melumat-verin/", "Bildiklərinizi yazın"),
        ("en/disclosure/", "Write what you know"),
        ("az/rey/", "Bildiklərinizi yazın"),
    ] {
        let text = site.read(&format!("public/{page}template.txt"));
        assert!(text.starts_with(first) && text.contains("\n== "), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 72), "{text}");
        site.hides(page, "<form class=\"report-form\"").shows(page, "template.txt");
    }
    state_facts(&site);
    site.build_with(&["--no-minify"]).ok();
    site.shows("en/feedback/", "<form class=\"report-form\"")
        .hides("en/disclosure/", "<form class=\"report-form\"");
    assert!(!site.has("form-bundle/forms/weakness.yaml"));
    let contact = "contact: !unknown \"Where to report a weakness";
    site.replace("content/team.yaml", contact, "contact: mailto:cert@example.org # ");
    site.build_with(&["--no-minify"]).ok();
    site.shows("az/bosluqlar/", "action=\"/forms/weakness\"");
    assert!(site.has("form-bundle/forms/weakness.yaml"));
}

#[test]
fn a_form_that_needs_what_no_team_has_is_told_of() {
    let site = Site::shipped();
    site.replace("content/forms/weakness.yaml", "[security_txt.contact]", "[team.nothing]");
    let run = site.check(&["--format", "short"]).exits(1);
    run.says("content/forms/weakness.yaml:6:9: error[form]")
        .says("there is no fact `team.nothing`");
}

#[test]
fn every_form_takes_a_report() {
    let site = Site::shipped();
    let server = site.serve();
    for (form, post) in [
        ("feedback", [("useful", "no"), ("missing", STORY), ("reply_wanted", "info_only")]),
        ("weakness", [("page", "/en/"), ("description", STORY), ("reply_wanted", "info_only")]),
    ] {
        let fields = [&post[..], &[("lang", "en"), ("privacy_ack", "yes")]].concat();
        let action = format!("{}/forms/{form}", server.address);
        let answer = http::post_form(&action, &fields, &[("origin", &server.address)]);
        assert_eq!(answer.status, 303, "{}", answer.body);
        let receipt = http::get(&format!("{}{}", server.address, answer.header("location")));
        assert!(receipt.body.contains("+04:00 Asia/Baku"), "{}", receipt.body);
    }
}

#[test]
fn a_script_counts_keeps_and_asks() {
    let site = Site::shipped();
    let server = site.serve();
    let url = format!("{}/en/report/", server.address);
    let values = json!({
        "description": STORY, "detected_date": "2026-01-12", "title": "Fişinq",
        "reply_wanted": "info_only", "tlp": "TLP:RED", "privacy_ack": "yes",
    });
    let seen = browser::run("aids", &json!({"url": url, "values": values}));
    assert_eq!(seen["external"], json!([]), "nothing is asked of others");
    assert_eq!(seen["console"], json!([]));
    assert_eq!(
        seen["counted"],
        json!([
            "At least 20, at most 10000 characters. 4999 characters left.",
            "Write at most 10000 characters; there are 10001."
        ])
    );
    assert_eq!(seen["asked"], json!([false, true, false]), "untouched, typed in, kept");
    let back = &seen["back"];
    assert_eq!(back["title"], "Fişinq");
    assert_eq!(back["tlp"], "TLP:RED");
    assert_eq!(back["open"], json!(["g-course", "g-sharing"]), "groups with words are open");
    assert!(back["kept"].as_str().is_some_and(|kept| !kept.contains("token")), "{back}");
    assert_eq!(
        seen["looked"],
        json!({"status": 200, "answers": 10, "turned": ["ab<U+202E>cdef", true]})
    );
    assert_eq!(seen["sent"], json!({"status": 303, "kept": 0}), "the receipt takes it away");
    assert_eq!(seen["unticked"], 0);
}
