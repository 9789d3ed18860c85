//! The incident form: from a reporter's browser without JavaScript to a mail that GnuPG opens.

use certsite_tests::reporting::{COMPLETE, STORY};
use certsite_tests::server::Server;
use certsite_tests::wait::wait_for;
use certsite_tests::{Site, browser, http, mail};
use serde_json::{Value, json};

/// The complete post with other values for some fields.
fn post(server: &Server, change: &[(&str, &str)]) -> http::Response {
    let mut fields = COMPLETE.to_vec();
    for (name, value) in change {
        match fields.iter_mut().find(|(n, _)| n == name) {
            Some(field) => field.1 = value,
            None => fields.push((name, value)),
        }
    }
    http::post_form(&action(server), &fields, &[("origin", &server.address)])
}

fn action(server: &Server) -> String {
    format!("{}/forms/incident", server.address)
}

/// The sealed mails in the outbox.
fn mails(site: &Site) -> Vec<String> {
    site.tree("var/outbox").into_keys().filter(|path| path.ends_with(".eml")).collect()
}

/// The report number in a text: letter R, day, eleven or so letters and digits.
fn number(text: &str) -> &str {
    let start = text.find("R-2").unwrap_or_else(|| panic!("no report number in {text}"));
    let rest = &text[start..];
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(rest.len());
    &rest[..end]
}

/// Opens the mail of a report with the command that the terminal shows for it.
fn opened(site: &Site, server: &Server, number: &str) -> Value {
    let command = wait_for("the terminal to tell how to open the mail", || {
        let log = server.log();
        let after =
            log.split(&format!("{number}: accepted")).nth(1)?.split("to read it: ").nth(1)?;
        after.split_once('\n').map(|(command, _)| command.to_owned())
    });
    mail::open(site.root(), &command)
}

fn part<'a>(mail: &'a Value, kind: &str) -> &'a str {
    let parts = mail["parts"].as_array().expect("a mail has parts");
    let part = parts.iter().find(|part| part["type"] == kind);
    part.unwrap_or_else(|| panic!("no {kind} in {mail}"))["text"].as_str().expect("text")
}

/// States the facts without which a release takes no reports.
pub fn state_facts(site: &Site) {
    for key in ["recipient", "controller", "legal_basis"] {
        site.state(key, "\"set\"");
    }
}

/// The shipped site, built with its form.
pub fn released() -> Site {
    let site = Site::shipped();
    state_facts(&site);
    site.build_with(&["--no-minify"]).ok();
    site
}

/// The data of a report as staff have them once they opened its mail.
pub fn report_json(site: &Site, server: &Server) -> String {
    let answer = post(server, &[]);
    assert_eq!(answer.status, 303, "{}", answer.body);
    let mail = opened(site, server, number(answer.header("location")));
    part(&mail, "application/json").to_owned()
}

/// What staff read about the complete post with other values for some fields.
pub fn letter_to(site: &Site, server: &Server, change: &[(&str, &str)]) -> String {
    let answer = post(server, change);
    assert_eq!(answer.status, 303, "{}", answer.body);
    let mail = opened(site, server, number(answer.header("location")));
    part(&mail, "text/plain").to_owned()
}

/// Fills in the page's form wrongly, then rightly, without JavaScript, and reads the mail.
fn reported(page: &str, error_title: &str, thanks: &str) {
    let site = Site::shipped();
    let server = site.serve();
    let wrong = json!({
        "reporter_name": "Əli Vəliyev", "reporter_email": "not an address", "reporter_role": "user",
        "title": "Fişinq", "description": STORY, "violated": ["integrity", "unknown"],
        "affected_count": "many", "evidence_text": "a\n\n  b", "tlp": "TLP:RED",
    });
    let right = json!({
        "reporter_email": "eli@example.org", "incident_type": "phishing", "detected_date": "2026-01-12",
        "timezone": "Asia/Baku", "affected_count": "12", "privacy_ack": "yes",
    });
    let url = format!("{}{page}", server.address);
    let seen = browser::run("form", &json!({"url": url, "wrong": wrong, "right": right}));
    assert_eq!(seen["external"], json!([]), "nothing is asked of others");
    assert!(seen["notice"][0].as_str().is_some_and(|notice| notice.contains("var/outbox")));

    let refused = &seen["refused"];
    assert_eq!(refused["status"], 422);
    assert!(
        refused["title"].as_str().is_some_and(|t| t.starts_with(error_title)),
        "{}",
        refused["title"]
    );
    assert_eq!(refused["kept"], refused["sent"], "every value is kept");
    assert_eq!(refused["focused"], "error-summary");
    let targets: Vec<_> =
        refused["summary"].as_array().into_iter().flatten().map(|l| &l["target"]).collect();
    let fields = ["detected_date", "reporter_email", "affected_count", "privacy_ack"];
    assert_eq!(targets, fields.map(|field| format!("#f-{field}")).each_ref());
    assert_eq!(refused["dangling"], json!([]), "each error leads to its field");
    assert_eq!(refused["at_fields"].as_array().map(Vec::len), Some(fields.len()));

    let accepted = &seen["accepted"];
    let text = accepted["text"].as_str().expect("text");
    assert_eq!(accepted["status"], 303, "so that a reload does not send it again");
    assert!(text.contains(thanks), "{text}");
    let number = number(text);
    assert!(accepted["after_reload"].as_str().is_some_and(|again| again.contains(number)));
    assert_eq!(mails(&site).len(), 1, "{:?}", mails(&site));

    let mail = opened(&site, &server, number);
    assert_eq!(mail["defects"], json!([]));
    let report: Value = serde_json::from_str(part(&mail, "application/json")).expect("JSON");
    let letter = part(&mail, "text/plain");
    assert!(
        letter.contains(number)
            && mail["headers"]["subject"].as_str().is_some_and(|s| s.contains(number))
    );
    for (name, values) in accepted["sent"].as_object().expect("fields") {
        let values: Vec<_> =
            values.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let technical = ["lang", "form_version", "token", "website"].contains(&name.as_str());
        if technical || values.iter().all(|value| value.is_empty()) {
            continue;
        }
        // A browser sends line breaks as CR LF; the report has them as LF.
        let kept = &report["fields"][name];
        let expect = if kept.is_array() { json!(values) } else { json!(values.join("")) };
        assert_eq!(*kept, expect, "{name}");
        for line in values.iter().flat_map(|value| value.lines()) {
            // No mail program makes a link of it.
            let line = line.replace("team.phone", "team[.]phone");
            assert!(letter.contains(&line), "{name}: “{line}” is not in the letter:\n{letter}");
        }
    }
}

#[test]
fn a_reporter_is_refused_and_then_heard_in_english() {
    reported("/en/report/", "Error: ", "Your report was received");
}

#[test]
fn a_reporter_is_refused_and_then_heard_in_azerbaijani() {
    reported("/az/melumat-verin/", "Xəta", "nömrə");
}

#[test]
fn a_page_with_script_says_its_age_and_each_report_has_a_token_of_its_own() {
    let site = Site::shipped();
    let server = site.serve();
    let values = json!({
        "reporter_role": "user", "title": "Fişinq", "description": STORY, "incident_type": "phishing",
        "detected_date": "2026-01-12", "timezone": "Asia/Baku", "privacy_ack": "yes", "reporter_email": "eli@example.org",
    });
    let url = format!("{}/en/report/", server.address);
    let seen = browser::run("token", &json!({"url": url, "values": values}));
    assert_eq!(seen["external"], json!([]), "nothing is asked of others");
    assert_eq!(seen["before"], "", "a page that is only read asks for nothing");
    assert_eq!(seen["first"]["status"], 303);
    assert_eq!(seen["changed"], json!({"status": 409, "title": "Başqa hadisə"}));
    assert_eq!(seen["second"]["status"], 303);
    assert_ne!(seen["first"]["token"], seen["second"]["token"]);
    assert_eq!(mails(&site).len(), 2);
    let mail = opened(&site, &server, number(seen["first"]["url"].as_str().expect("an address")));
    let report: Value = serde_json::from_str(part(&mail, "application/json")).expect("JSON");
    assert_eq!(report["suspicions"], json!([]));
}

#[test]
fn staff_read_the_letter_in_the_first_language_of_the_site() {
    for (code, label) in [("az", "Nə baş verib?"), ("en", "What happened?")] {
        let site = Site::shipped();
        let (az, en) = ("{code: az, name: Azərbaycanca}", "{code: en, name: English}");
        let settings = site.read("content/site.yaml");
        if code == "en" {
            let settings = settings.replace(az, "FIRST").replace(en, az).replace("FIRST", en);
            site.write("content/site.yaml", settings);
        }
        let server = site.serve();
        let letter = letter_to(&site, &server, &[]);
        assert!(letter.contains(label), "{label} is not in\n{letter}");
        assert!(letter.contains("ikinci sətir"));
    }
}

#[test]
fn what_is_sealed_can_be_read_nowhere_else() {
    let site = Site::shipped();
    let server = site.serve();
    assert_eq!(post(&server, &[]).status, 303);
    let words = ["Vəliyev", "eli@example.org", "ikinci sətir", "gəldi", "Fişinq məktubu"];
    for (path, bytes) in site.tree("var") {
        let text = String::from_utf8_lossy(&bytes);
        for word in words {
            assert!(!text.contains(word), "{path} holds “{word}”");
        }
    }
    // A refused post is not in the log either.
    assert_eq!(post(&server, &[("reporter_email", "wrong@@example")]).status, 422);
    let log = server.log();
    for word in words.iter().chain(&["wrong@@example"]) {
        assert!(!log.contains(word), "the log holds “{word}”:\n{log}");
    }
    let [mail] = &mails(&site)[..] else { panic!("one mail: {:?}", mails(&site)) };
    let outer =
        mail::read(&std::fs::read(site.path("var/outbox").join(mail)).expect("it is there"));
    assert_eq!(outer["type"], "multipart/encrypted", "RFC 3156");
    assert_eq!(outer["defects"], json!([]));
}

#[test]
fn a_post_that_is_sent_twice_is_one_report() {
    let site = Site::shipped();
    let server = site.serve();
    let first = post(&server, &[]);
    let second = post(&server, &[]);
    assert_eq!(number(first.header("location")), number(second.header("location")));
    assert_eq!(mails(&site).len(), 1);
    assert_eq!(post(&server, &[("title", "Another matter")]).status, 303);
    assert_eq!(mails(&site).len(), 2);
}

#[test]
fn posts_that_no_form_sends_are_refused_and_kept_nowhere() {
    let site = Site::shipped();
    let server = site.serve();
    let send = |fields: &[(&str, &str)], headers: &[(&str, &str)]| {
        http::post_form(&action(&server), fields, headers)
    };
    assert_eq!(send(&COMPLETE, &[("origin", "https://elsewhere.example")]).status, 403);
    let own: &[_] = &[("origin", server.address.as_str())];
    let answer = http::post(&action(&server), "text/plain", "lang=en", own);
    assert_eq!(answer.status, 415);
    // So much that it is still being sent when the limit is reached.
    let flood = "x".repeat(12_000_000);
    assert_eq!(send(&[("lang", "en"), ("description", &flood)], own).status, 413);
    assert_eq!(
        http::post_form(&format!("{}/forms/nothing", server.address), &COMPLETE, own).status,
        404
    );
    for (field, value) in [
        ("incident_type", "no such option"),
        ("detected_date", "2999-01-01"),
        ("reporter_email", "a@b.example\r\nBcc: all@example.org"),
        ("description", "short"),
        ("privacy_ack", "no"),
    ] {
        let answer = post(&server, &[(field, value)]);
        assert_eq!(answer.status, 422, "{field}={value}");
        assert!(answer.body.contains(&format!("#f-{field}")), "{field}: {}", answer.body);
    }
    assert!(mails(&site).is_empty(), "{:?}", mails(&site));
    let answer = post(&server, &[("reporter_name", "\"><script>x</script>"), ("tlp", "")]);
    assert_eq!(answer.status, 422);
    assert!(
        answer.body.contains("value=\"&quot;&gt;&lt;script&gt;x&lt;/script&gt;\""),
        "{}",
        answer.body
    );
}

/// An editor who tries the form while it has a mistake loses nothing, and is told which.
#[test]
fn a_post_to_a_form_with_mistakes_comes_back_with_the_reason() {
    let site = Site::shipped();
    let form = site.read("content/forms/incident.yaml");
    let server = site.serve();
    let send = |form: &str| {
        let action = format!("{}/forms/{form}", server.address);
        http::post_form(&action, &COMPLETE, &[("origin", &server.address)])
    };
    for (kind, text, reason) in [
        ("no YAML", "id: incident\n - x".to_owned(), "content/forms/incident.yaml:"),
        ("a rule", form.replacen("type: select", "type: selekt", 1), "selekt"),
        ("another name", form.replacen("id: incident\n", "id: other\n", 1), "other"),
    ] {
        site.write("content/forms/incident.yaml", &text);
        let answer = wait_for("the mistake", || {
            let answer = send("incident");
            (answer.status == 503 && answer.body.contains(reason)).then_some(answer)
        });
        for word in
            ["açıldı; &#39;tək&#39;", "content/forms/incident.yaml:", "action=\"/forms/incident\""]
        {
            assert!(answer.body.contains(word), "{kind} {word}: {}", answer.body);
        }
    }
    let answer = send("nothing");
    assert!(answer.status == 404 && answer.body.contains("açıldı"), "{}", answer.body);
    site.write("content/forms/incident.yaml", &form);
    wait_for("the form", || (send("incident").status == 303).then_some(()));
}

#[test]
fn a_refused_post_comes_back_in_the_language_of_the_reporter() {
    let site = Site::shipped();
    let server = site.serve();
    for (lang, page) in [("az", "<html lang=\"az\""), ("en", "<html lang=\"en\"")] {
        let answer = post(&server, &[("lang", lang), ("title", "")]);
        assert_eq!(answer.status, 303);
        let answer = post(&server, &[("lang", lang), ("description", "")]);
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains(page), "{}", answer.body);
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}

#[test]
fn without_its_facts_a_release_has_no_form_but_says_how_to_report() {
    let site = Site::shipped();
    site.build_with(&["--no-minify"]).ok();
    for page in ["en/report/", "az/melumat-verin/"] {
        site.hides(page, "<form class=\"report-form\"").shows(page, "class=\"placeholder\"");
    }
    assert!(!site.has("form-bundle"));
    state_facts(&site);
    site.build_with(&["--no-minify"]).ok();
    for page in ["en/report/", "az/melumat-verin/"] {
        site.shows(page, "<form class=\"report-form\"");
    }
    for file in ["forms/incident.yaml", "pages/incident.az.html", "pages/incident.en.html"] {
        assert!(site.has(&format!("form-bundle/{file}")), "{file}");
    }
}

#[test]
fn what_is_no_value_never_switches_the_form_on() {
    for (value, is_error) in [
        ("no", true),
        ("false", true),
        ("off", true),
        ("0", true),
        ("[]", true),
        ("later", true),
        ("'!unknown x'", true),
        ("!none", false),
    ] {
        for key in ["recipient", "controller"] {
            let site = Site::shipped();
            state_facts(&site);
            let team = site.read("content/team.yaml");
            let (line, _) = team.split_once(&format!("  {key}: \"set\"")).expect("it is settled");
            let line = line.lines().count() + 1;
            site.replace(
                "content/team.yaml",
                &format!("  {key}: \"set\""),
                &format!("  {key}: {value}"),
            );
            let run = site.build_with(&["--no-minify"]);
            assert!(!site.has("form-bundle"), "{key}: {value}");
            match is_error {
                true => drop(run.exits(1).says(&format!("content/team.yaml:{line}:"))),
                false => {
                    run.ok();
                    site.hides("en/report/", "<form class=\"report-form\"");
                }
            }
        }
    }
}
