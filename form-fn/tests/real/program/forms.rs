//! A form, or a page of one, that cannot be read: the others go on as if nothing were, its reporters
//! keep their words, and the team is told everywhere where it looks.

use super::commands::ask as command;
use super::health::{OUTSIDE, get};
use crate::place::{Place, Program, ask};
use crate::world::{INCIDENT, page, parse, wait_for};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

/// A second form of the site.
fn vulnerability() -> String {
    INCIDENT.replace("\nid: incident\n", "\nid: vulnerability\n")
}

impl Place {
    /// The same with two forms.
    fn with_two_forms() -> Place {
        let place = Place::new();
        place.mend();
        place
    }

    /// Writes everything of the second form.
    fn mend(&self) {
        let write = |name: &str, text: &str| {
            let path = self.path(&format!("bundle/{name}"));
            let _ = fs::remove_dir_all(&path);
            let _ = fs::remove_file(&path);
            fs::write(&path, text).expect("it is ours");
        };
        write("forms/vulnerability.yaml", &vulnerability());
        for lang in ["az", "en"] {
            write(&format!("pages/vulnerability.{lang}.html"), &page(lang));
            let receipt = format!("<p lang={lang}>{}", certsite_text::RECEIPT_NUMBER);
            write(&format!("pages/receipt.{lang}.html"), &receipt);
        }
    }
}

pub fn read_again(program: &Program) {
    let line = "settings, keys and forms are read again";
    let count = program.log().matches(line).count();
    program.signal("-HUP");
    wait_for(line, || (program.log().matches(line).count() > count).then_some(()));
}

/// Posts the second form.
fn post(program: &Program, body: &str, headers: &str) -> (u16, String) {
    let length = body.len();
    let request = format!(
        "POST /forms/vulnerability HTTP/1.1\r\nHost: cert.example\r\nContent-Type: \
         application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    );
    ask(&program.address, request.as_bytes())
}

/// Everywhere where the team looks, it is told of a fault; nowhere else.
pub fn check_alarm(place: &Place, program: &Program, kind: &str, told: &str) {
    let line = format!("ALARM: {told}");
    wait_for(&format!("{kind}: {line}"), || program.log().contains(&line).then_some(()));
    let (status, reasons) = get(program, "/healthz", "");
    assert!(status == 503 && reasons.contains(told), "{kind}: {reasons}");
    assert_eq!(get(program, "/healthz", OUTSIDE), (200, "ok\n".to_owned()), "{kind}");
    assert_eq!(get(program, "/healthz?ready", "").0, 200, "{kind}");
    let figures = get(program, "/metrics", "").1;
    assert!(!figures.contains("form_fn_bundle_faults 0"), "{kind}: {figures}");
    assert!(figures.contains("form_fn_ready 1"), "{kind}: {figures}");
    let mut variables = place.variables();
    variables.insert("FORM_MAILER", "none".to_owned());
    variables.remove("FORM_SMTP_CA");
    for (args, line) in [(&["--check"], "forms     BAD: "), (&["status"], "form: ")] {
        let (code, text, _) = command(&variables, args);
        assert!(code == 1 && text.contains(&format!("{line}{told}")), "{kind}: {text}");
    }
    let (_, json, _) = command(&variables, &["status", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert!(json["forms"][0].as_str().expect("a fault").contains(told), "{kind}: {json}");
}

/// All is well again, everywhere.
fn check_well(place: &Place, program: &Program, kind: &str) {
    assert_eq!(get(program, "/healthz", ""), (200, "ok\n".to_owned()), "{kind}");
    assert!(get(program, "/metrics", "").1.contains("form_fn_bundle_faults 0"), "{kind}");
    assert_eq!(command(&place.variables(), &["status"]).0, 0, "{kind}");
}

/// Every way in which the file of a form can be bad, and the reason that is told.
#[test]
fn a_form_that_cannot_be_read_takes_no_other_along() {
    let cut = |n: usize| vulnerability()[..vulnerability().len() / n].to_owned();
    let replaced = |from: &str, to: &str| {
        let text = vulnerability();
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    };
    let text = |text: String| move |path: &Path| fs::write(path, text).expect("it is ours");
    type Spoil = Box<dyn FnOnce(&Path)>;
    let kinds: Vec<(&str, &str, Spoil)> = vec![
        ("cut short", "does not hold (", Box::new(text(cut(2)))),
        (
            "cut in a letter",
            "is not UTF-8 text",
            Box::new(|path| {
                let text = vulnerability();
                let at = text.find('ə').expect("a letter of two bytes") + 1;
                fs::write(path, &text.as_bytes()[..at]).expect("it is ours");
            }),
        ),
        ("of a later version", "does not hold (", {
            Box::new(text(replaced("\nid: ", "\nversion: 9\nid: ")))
        }),
        ("of an earlier version", "does not hold (messages: the message `submit` is missing", {
            Box::new(text(replaced(
                "\n  submit: {az: \"Müraciəti göndərin\", en: \"Send report\"}",
                "",
            )))
        }),
        (
            "a field is missing",
            "does not hold (",
            Box::new(text(replaced("\nnumber_prefix: R", "\n"))),
        ),
        (
            "a language is missing",
            "does not hold (",
            Box::new(text(replaced("en: \"About you\"", ""))),
        ),
        (
            "a limit that nothing has room for",
            "does not hold (limits.body_bytes: `body_bytes` is 9",
            { Box::new(text(replaced("body_bytes: 1048576", "body_bytes: 99999999"))) },
        ),
        ("JSON of something else", "does not hold (", Box::new(text("{\"a\":1}".into()))),
        ("a page of an error", "does not hold (", Box::new(text("<html>404</html>".into()))),
        ("of another form", "is of another form, “incident”", Box::new(text(INCIDENT.into()))),
        ("empty", "is empty", Box::new(text(String::new()))),
        ("blank", "is empty", Box::new(text("\n \n".into()))),
        ("zeros, after a power cut", "is empty", Box::new(text("\0".repeat(4096)))),
        (
            "not UTF-8",
            "is not UTF-8 text",
            Box::new(|path| fs::write(path, [0xff, 0xfe, b'i', 0]).expect("ours")),
        ),
        ("missing", "is missing", Box::new(|_| {})),
        ("a folder", "is no file", Box::new(|path| fs::create_dir(path).expect("ours"))),
        (
            "a pipe",
            "is no file",
            Box::new(|path| {
                assert!(Command::new("mkfifo").arg(path).status().expect("it runs").success());
            }),
        ),
        (
            "a link to nowhere",
            "cannot be read: ",
            Box::new(|path| symlink("nowhere", path).expect("ours")),
        ),
        (
            "a link to itself",
            "cannot be read: ",
            Box::new(|path| symlink(path, path).expect("ours")),
        ),
        (
            "what never ends",
            "is no file",
            Box::new(|path| symlink("/dev/zero", path).expect("ours")),
        ),
    ];
    let place = Place::with_two_forms();
    let file = place.root.path().join("bundle/forms/vulnerability.yaml");
    for (n, (kind, reason, spoil)) in kinds.into_iter().enumerate() {
        place.mend();
        fs::remove_file(&file).expect("it is there");
        spoil(&file);
        let program = place.start();
        program.accepted(&place.body.replace("REF-2026", &format!("REF-{n}")));
        check_alarm(&place, &program, kind, &format!("forms/vulnerability.yaml {reason}"));

        // Its reporters keep their words, in their language.
        let words = place.body.replace("REF-2026", &format!("REF-V{n}"));
        for (lang, said) in
            [("az", "Müraciətiniz göndərilmədi."), ("en", "Your report was not sent.")]
        {
            let body = words.replace("lang=az", &format!("lang={lang}"));
            let (status, answer) = post(&program, &body, "Accept-Language: fr\r\n");
            assert_eq!(status, 503, "{kind}");
            for word in [
                said,
                &format!("<html lang={lang}>"),
                "action=\"/forms/vulnerability\"",
                &format!("name=\"external_reference\" rows=\"3\">\nREF-V{n}/7<"),
                "ƏəİıŞşğ ÇçÖöÜü Qq Xx – “quoted” &lt;b&gt;&amp;amp .\n.\nFrom here",
            ] {
                assert!(answer.contains(word), "{kind}, {word}:\n{answer}");
            }
            assert!(answer.to_lowercase().contains("\r\nretry-after: 60\r\n"), "{kind}");
        }
        let (status, json) = post(&program, &words, "Accept: application/json\r\n");
        assert!(
            status == 503 && json.contains("{\"message\":\"Müraciətiniz göndərilmədi."),
            "{kind}: {json}"
        );
        for (path, status) in [
            ("/forms/vulnerability", 503),
            ("/forms/vulnerability/token", 503),
            ("/forms/vulnerabilities", 404),
        ] {
            assert_eq!(get(&program, path, "").0, status, "{kind}: {path}");
        }
        program.says("report -: FAILED: the form cannot be read (503)");

        // What was mended is taken up, and the same page is posted again.
        place.mend();
        read_again(&program);
        assert_eq!(post(&program, &words, "").0, 303, "{kind}");
        check_well(&place, &program, kind);
    }
    // One that was good is used on, as long as it cannot be read.
    let program = place.start();
    fs::write(&file, cut(2)).expect("it is ours");
    read_again(&program);
    let told = "forms/vulnerability.yaml does not hold (";
    check_alarm(&place, &program, "while it runs", told);
    assert_eq!(post(&program, &place.body, "").0, 303);
    // Once it is gone with its pages, it is off.
    fs::remove_file(&file).expect("it is there");
    for lang in ["az", "en"] {
        let page = place.path(&format!("bundle/pages/vulnerability.{lang}.html"));
        fs::remove_file(page).expect("it is there");
    }
    read_again(&program);
    let (status, answer) = post(&program, &place.body, "Accept-Language: en\r\n");
    assert_eq!(status, 404);
    // Whoever has its page still open has their words back, in the form that there is.
    for word in [
        "Bu ünvanda forma yoxdur",
        "action=\"/forms/incident\"",
        "ƏəİıŞşğ ÇçÖöÜü Qq Xx – “quoted” &lt;b&gt;&amp;amp .\n.\nFrom here",
    ] {
        assert!(answer.contains(word), "{word}:\n{answer}");
    }
    program.says("report -: refused: no such form (404)");
    check_well(&place, &program, "off");
    // How the team is reached besides, the bundle may know.
    fs::create_dir_all(place.path("bundle/site")).expect("made");
    fs::write(place.path("bundle/site/contact"), "cert@cert.example\n+994 18 400\n").expect("ours");
    read_again(&program);
    let (_, answer) = post(&program, "lang=en&description=words", "");
    assert!(answer.contains("cert@cert.example · +994 18 400") && answer.contains(">\nwords<"));
    fs::write(place.path("bundle/site/contact"), "\n").expect("ours");
    read_again(&program);
    check_alarm(&place, &program, "contact", "site/contact is empty: ");
}

/// A page round a form is not worth a report.
#[test]
fn a_page_that_cannot_be_read_turns_nobody_away() {
    let place = Place::with_two_forms();
    for (n, (name, text, reason)) in [
        ("pages/vulnerability.az.html", None, "is missing"),
        ("pages/vulnerability.az.html", Some(""), "is empty"),
        (
            "pages/vulnerability.az.html",
            Some("<!doctype html><title>T</title>"),
            "has no place for the form",
        ),
        (
            "pages/vulnerability.az.html",
            Some("<title>T</title><!--form-region-start-->"),
            "has no place for the form",
        ),
        ("pages/receipt.az.html", None, "is missing"),
        ("pages/receipt.az.html", Some("<p>Thank you"), "has no place for the number"),
        ("site/zone", Some("Mars/Olympus"), "names no time zone"),
        ("checklists/fraud.az.txt", Some("\0"), "is empty"),
        ("privacy/az", Some(" "), "is empty"),
    ]
    .into_iter()
    .enumerate()
    {
        place.mend();
        let file = place.path(&format!("bundle/{name}"));
        fs::create_dir_all(Path::new(&file).parent().expect("a folder")).expect("it is ours");
        match text {
            Some(text) => fs::write(&file, text).expect("it is ours"),
            None => fs::remove_file(&file).expect("it is there"),
        }
        let program = place.start();
        check_alarm(&place, &program, name, &format!("{name} {reason}"));
        let body = place.body.replace("REF-2026", &format!("REF-{n}"));
        let (status, answer) = post(&program, &body, "");
        assert_eq!(status, 303, "{name}: {answer}");
        let (_, receipt) = answer.split_once("location: ").expect("a receipt");
        let receipt = receipt.lines().next().expect("a line");
        let number = receipt.split(['/', '?']).find(|part| part.starts_with("R-")).expect("one");
        assert!(get(&program, receipt, "").1.contains(number), "{name}");
        let (status, answer) = post(&program, "lang=az&title=%C6%8F&nothing=s%C3%B6z", "");
        assert_eq!(status, 422, "{name}");
        for word in ["value=\"Ə\"", ">\nsöz<", "Xəta", "lang=\"az\"", "</html>", "<title>"] {
            assert!(answer.contains(word), "{name}, {word}: {answer}");
        }
        let _ = fs::remove_file(&file);
        place.mend();
        read_again(&program);
        check_well(&place, &program, name);
    }
    // Nor is what other programs leave beside them.
    for name in [
        "forms/.vulnerability.yaml.swp",
        "forms/vulnerability.yaml~",
        "forms/..data",
        "pages/x.tmp",
    ] {
        fs::write(place.path(&format!("bundle/{name}")), [0xff]).expect("it is ours");
    }
    check_well(&place, &place.start(), "left over");
}

#[test]
fn without_any_good_form_it_does_not_start() {
    let place = Place::with_two_forms();
    for form in ["incident", "vulnerability"] {
        fs::write(place.path(&format!("bundle/forms/{form}.yaml")), "id: [").expect("it is ours");
    }
    let check = |reason: &str| {
        let (code, _, told) = command(&place.variables(), &[]);
        assert!(code == 2 && told.contains("FORM_BUNDLE cannot be used: "), "{told}");
        assert!(told.contains(reason), "{told}");
    };
    check("forms/incident.yaml does not hold (");
    check("forms/vulnerability.yaml does not hold (");
    fs::remove_dir_all(place.path("bundle/forms")).expect("it is ours");
    fs::remove_dir_all(place.path("bundle/pages")).expect("it is ours");
    check("there is no form in it");
    // Nor does it without the path below which its posts come.
    fs::create_dir_all(place.path("bundle/site")).expect("it is ours");
    fs::write(place.path("bundle/site/path"), "").expect("it is ours");
    check("site/path is empty");
    fs::remove_dir_all(place.path("bundle/site")).expect("it is ours");
    fs::write(place.path("bundle/site"), "no folder").expect("it is ours");
    check("site/path cannot be read: ");
}

/// Takes a language out of a form.
fn without(lang: &str, value: &mut serde_yaml::Value) {
    match value {
        serde_yaml::Value::Mapping(map) => {
            map.remove(lang);
            map.iter_mut().for_each(|(_, value)| without(lang, value));
        }
        serde_yaml::Value::Sequence(values) => values.iter_mut().for_each(|v| without(lang, v)),
        _ => {}
    }
}

#[test]
fn letters_about_a_form_without_the_staffs_language_are_in_its_own() {
    let place = Place::with_two_forms();
    let english = vulnerability()
        .replace("languages: [az, en]", "languages: [en]")
        .replace("default_language: az", "default_language: en");
    let mut english = serde_yaml::from_str(&english).expect("YAML");
    without("az", &mut english);
    let text = serde_yaml::to_string(&english).expect("YAML");
    fs::write(place.path("bundle/forms/vulnerability.yaml"), text).expect("it is ours");
    let mut variables = place.variables();
    variables.insert("FORM_STAFF_LANG", "az".to_owned());
    let _server = place.mail_server();
    let program = Program::start(&variables);
    let told = "WARNING: FORM_STAFF_LANG is az, which the form “vulnerability” does not have: \
                letters about it are in en";
    program.says(told);
    let own = program.accepted(&place.body);
    let body = place.body.replace("lang=az", "lang=en").replace("REF-2026", "REF-V");
    let (status, answer) = post(&program, &body, "");
    assert_eq!(status, 303, "{answer}");
    for mail in place.wait_for_mail(2) {
        let letter = parse(&place.gnupg.decrypt(&mail).0);
        let text = &letter.parts[0].text;
        let words = if letter.report()["number"] == own { "Alınıb" } else { "Received" };
        assert!(text.contains(words), "{words}: {text}");
    }
}
