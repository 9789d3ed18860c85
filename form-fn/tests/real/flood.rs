//! Posts in floods: what pages with script are asked for, and what becomes of the others.

use crate::place::{Place, Program};
use crate::world::parse;
use certsite_tests::{browser, project};
use serde_json::{Value, json};

#[test]
fn pages_with_script_work_their_way_through_a_flood() {
    let place = Place::new();
    let mut variables = place.variables();
    variables.insert("FORM_RATE_PER_MINUTE", "2".to_owned());
    variables.insert("FORM_TRUSTED_HOPS", "1".to_owned());
    let program = Program::start(&variables);
    let post = |n: u8, client: u8| {
        let body = place.body.replace("REF-2026", &format!("REF-{n}"));
        let from =
            format!("Origin: https://cert.example\r\nX-Forwarded-For: 198.51.100.{client}\r\n");
        program.post(&body, &from).0
    };
    let bits = || {
        let (status, answer) =
            program.raw(b"GET /forms/incident/token HTTP/1.1\r\nHost: cert.example\r\n\r\n");
        assert_eq!(status, 200);
        let token = answer.lines().last().expect("a token");
        token.split('.').nth(2).expect("its bits").to_owned()
    };
    assert_eq!(bits(), "0", "nobody is asked for work in peace");
    // What does not hold is no flood.
    for client in 0..100 {
        let from = format!("X-Forwarded-For: 198.51.100.{client}\r\n");
        assert_eq!(program.post("lang=az", &from).0, 422);
    }
    assert_eq!(bits(), "0", "nor is anybody asked for work because of it");
    assert!((0..20).all(|n| post(n, n % 10) == 303), "each is one of twenty a minute");
    assert_eq!(post(20, 0), 429);
    assert_ne!(bits(), "0");
    // Whoever has had no part in it is heard, without script and without work, once.
    assert_eq!((post(21, 77), post(22, 77)), (303, 429));

    let program = format!("http://{}", program.address);
    let url = "https://cert.example/forms/incident?lang=en";
    let script = project().join("themes/cert/assets/form.js");
    let values = json!({
        "title": "Fişinq məktubu", "description": "Dekanlıqdan gəlmiş kimi görünən məktub.\nParol istəyir.",
        "reporter_role": "user", "incident_type": "phishing", "detected_date": "2026-01-12",
        "timezone": "Asia/Baku", "privacy_ack": "yes", "reporter_email": "eli@example.org",
    });
    let seen = browser::run(
        "flood",
        &json!({"url": url, "program": program, "script": script, "values": values}),
    );
    assert_eq!(seen["before"], "", "a page that is only looked at asks for nothing");
    assert_eq!(seen["status"], 303, "{seen}");

    let _mail_server = place.mail_server();
    let reports = place.wait_for_mail(22);
    let reports: Vec<Value> =
        reports.iter().map(|mail| parse(&place.gnupg.decrypt(mail).0).report()).collect();
    let mut titles = reports.iter().filter(|report| report["fields"]["title"] == values["title"]);
    let report = titles.next().expect("the report of the page with script");
    assert_eq!(report["suspicions"], json!([]));
}

#[test]
fn a_page_that_is_older_than_the_flood_is_asked_to_work_too() {
    let place = Place::new();
    let mut variables = place.variables();
    variables.insert("FORM_RATE_PER_MINUTE", "2".to_owned());
    variables.insert("FORM_TRUSTED_HOPS", "1".to_owned());
    let program = Program::start(&variables);
    let flood: Vec<Value> = (0..20)
        .map(|n| {
            let body = place.body.replace("REF-2026", &format!("REF-{n}"));
            json!({"body": body, "from": format!("198.51.100.{}", n / 2)})
        })
        .collect();
    let values = json!({
        "title": "Fişinq məktubu", "description": "Dekanlıqdan gəlmiş kimi görünən məktub.",
        "reporter_role": "user", "incident_type": "phishing", "detected_date": "2026-01-12",
        "timezone": "Asia/Baku", "privacy_ack": "yes", "reporter_email": "eli@example.org",
    });
    let seen = browser::run(
        "flood",
        &json!({
            "url": "https://cert.example/forms/incident?lang=en",
            "program": format!("http://{}", program.address),
            "script": project().join("themes/cert/assets/form.js"),
            "values": values,
            "flood": flood,
        }),
    );
    assert_eq!(seen["flood"], json!(vec![303; 20]), "{seen}");
    assert_eq!(seen["first"], json!({"bits": "0", "status": 429}), "{seen}");
    assert_eq!(seen["again"]["title"], values["title"], "the words stay");
    assert_eq!(seen["again"]["token"], "", "without the token of before");
    assert_eq!(seen["status"], 303, "{seen}");
}
