//! A site below a path of its host as people meet it: nginx serves the folder, form-fn answers
//! behind it as the guide for operators says, and nobody is ever led out of the path or to nothing.

use crate::subpath::{DAY, HOST, as_written, between, whole};
use certsite_tests::form_fn::FormFn;
use certsite_tests::http::{Response, post_form};
use certsite_tests::reporting::COMPLETE;
use certsite_tests::static_host::StaticHost;
use certsite_tests::{Site, program, project};
use std::collections::BTreeSet;

/// All addresses of its own host that a text names, whatever it is: as links, or whole.
fn named<'a>(text: &'a str, kind: &str) -> BTreeSet<&'a str> {
    const ENDS: &[char] = &['"', '\'', '<', '>', ' ', '\\', '\r', '\n', '#', ',', ')'];
    let mut found: BTreeSet<&str> = between(text, HOST, ENDS).collect();
    if kind == "html" {
        // Without quotes as minified, with them as the function answers.
        for start in [" href=/", " href=\"/", " src=/", " src=\"/", " action=\"/", "url=/"] {
            let at = |rest: &'a str| &text[text.len() - rest.len() - 1..];
            let rests = text.match_indices(start).map(|(i, _)| at(&text[i + start.len()..]));
            found.extend(rests.filter_map(|rest| rest.split(ENDS).next()));
        }
    }
    if kind == "css" {
        found.extend(between(text, "url(\"", ENDS).filter(|url| url.starts_with('/')));
    }
    found
}

/// Starts at the root and follows everything, as a search engine does and a program that reads
/// feeds, lists of advisories and keys.
#[test]
fn whoever_follows_every_address_stays_below_the_path() {
    let site = whole(|site| drop(site.certsite(&["build", "--date", DAY]).ok()));
    let nginx = StaticHost::nginx(&site.path("public"), "/cert/", "", "");
    let mut to_ask: Vec<String> = ["", "404.html", "robots.txt", ".well-known/security.txt"]
        .map(|path| format!("/cert/{path}"))
        .into();
    let mut asked: BTreeSet<String> = to_ask.iter().cloned().collect();
    while let Some(address) = to_ask.pop() {
        let answer = nginx.get(&address);
        // A folder that has no page: programs are told its name, and ask for files in it.
        let is_folder = address.ends_with('/') && answer.status == 403;
        assert!(answer.status == 200 || is_folder, "{address}: {}", answer.status);
        let path = address.split('?').next().unwrap_or_default();
        let kind = if path.ends_with('/') { "html" } else { path.rsplit('.').next().unwrap_or("") };
        for found in named(&as_written(&answer.body), kind) {
            // The site itself is named without its slash, too, at the end of a sentence as well.
            if found.trim_end_matches('.') == "/cert" {
                continue;
            }
            assert!(found.starts_with("/cert/"), "{address} leads to {found}");
            if !found.starts_with("/cert/forms/") && asked.insert(found.to_owned()) {
                to_ask.push(found.to_owned());
            }
        }
    }
    // Each kind has been met, and so nothing is left aside.
    for part in ["/cert/az/", "/cert/assets/", "atom.xml", "feed.json", ".asc", "/csaf/white/2"] {
        assert!(asked.iter().any(|address| address.contains(part)), "{part}: {asked:#?}");
    }
    let pages = site.published().into_keys().filter(|path| path.ends_with("/index.html"));
    for page in pages.filter(|path| path.starts_with("az/") || path.starts_with("en/")) {
        let address = format!("/cert/{}", page.trim_end_matches("index.html"));
        assert!(asked.contains(&address), "nothing leads to {address}");
    }
}

/// A report from the page to the outbox.
#[test]
fn the_form_is_posted_below_the_path_and_answered_there() {
    let site = whole(|site| {
        site.replace("content/forms/incident.yaml", "enabled: false  ", "enabled: true   ");
        site.certsite(&["build", "--date", DAY]).ok();
    });
    for location in ["^/cert/(forms/|healthz$)", "^/cert(/(?:forms/.*|healthz))$"] {
        let function = FormFn::start(&program::binary("form-fn"), &variables(&site));
        let nginx = in_front(&site, &function, location);
        let page = nginx.get("/cert/en/report/");
        let mut actions = between(&page.body, " action=", &[' ', '>']);
        let action = actions.find(|action| action.contains("/forms/")).expect("a form");
        assert_eq!(action, "/cert/forms/incident");
        let post = |fields: &[(&str, &str)]| {
            let origin = [("origin", HOST)];
            post_form(&format!("{}{action}", nginx.origin), fields, &origin)
        };
        let refused = post(&[("lang", "en"), ("title", "\"><b>")]);
        assert_eq!(refused.status, 422, "{location}: {}", refused.body);
        assert!(refused.body.contains("/cert/forms/incident"), "{}", refused.body);
        finds(&nginx, &refused);
        let fields = COMPLETE.map(|(name, value)| match name {
            "title" => (name, location),
            _ => (name, value),
        });
        let accepted = post(&fields);
        assert_eq!(accepted.status, 303, "{location}: {}", accepted.body);
        let receipt = accepted.header("location");
        assert!(receipt.starts_with("/cert/forms/incident/receipt/R-"), "{receipt}");
        let answer = nginx.get(receipt);
        assert!(answer.status == 200 && answer.body.contains("R-20"), "{}", answer.body);
        finds(&nginx, &answer);
        assert_eq!(nginx.get("/cert/forms/incident/token").status, 200);
        assert_eq!(nginx.get("/cert/healthz").status, 200);
        let fresh = nginx.get("/cert/forms/incident");
        assert!(fresh.status == 200 && fresh.body.contains("/cert/forms/incident"));
    }
    let mails = site.tree("var/outbox").into_keys().filter(|path| path.ends_with(".eml"));
    assert_eq!(mails.count(), 2, "one report each way");
}

/// Everything that an answer of the function leads to or loads is there.
fn finds(nginx: &StaticHost, answer: &Response) {
    let links = named(&answer.body, "html");
    assert!(links.len() > 5, "{links:?}");
    for link in links.iter().filter(|link| !link.starts_with("/cert/forms/")) {
        assert!(link.starts_with("/cert"), "{link}");
        assert_eq!(nginx.get(link).status, 200, "{link}");
    }
}

/// nginx with the folder, and with the guide's location for the form below the path: handed on as
/// it is, or, where the location holds it, with the path taken off.
fn in_front(site: &Site, function: &FormFn, location: &str) -> StaticHost {
    let guide = std::fs::read_to_string(project().join("form-fn/README.md")).expect("it is there");
    let examples = guide.split("```nginx\n").skip(1).filter_map(|rest| rest.split("```").next());
    let mut ours = examples.filter(|example| example.contains("location ~ ^/(forms/|healthz$)"));
    let example = ours.next().expect("an example for the form");
    let target = match location.contains("?:") {
        true => format!("{}$1$is_args$args", function.address),
        false => function.address.clone(),
    };
    let location = format!("\"{location}\"");
    let server = example.replace("^/(forms/|healthz$)", &location);
    let server = server.replace("127.0.0.1:8088", &target);
    StaticHost::nginx(&site.path("public"), "/cert/", "", &server)
}

/// What `form-fn` is told.
fn variables(site: &Site) -> Vec<(&'static str, String)> {
    let path = |name: &str| site.path(name).to_string_lossy().into_owned();
    vec![
        ("FORM_BUNDLE", path("form-bundle")),
        ("FORM_KEYS", path("content/keys/team.asc")),
        ("FORM_OUTBOX", path("var/outbox")),
        ("FORM_MAILER", "none".to_owned()),
        ("FORM_FROM", "form@cert.example".to_owned()),
        ("FORM_TO", "team@cert.example".to_owned()),
        ("FORM_ORIGINS", HOST.to_owned()),
        ("FORM_TRUSTED_HOPS", "1".to_owned()),
    ]
}
