//! The letter as the team's own programs read it: report.json by its schema, text by the rules of
//! ticket systems and MISP, headers by Python, evidence by its digest.

use crate::handler::{Desk, URL_ENCODED, accepted, settings};
use crate::world::{self, Seen, encode, full_post, moment, multipart, parse};
use certsite_text::RECEIPT_NUMBER;
use form_fn::handle::{Bundle, Handler, Settings};
use form_fn::outbox::Folder;
use form_fn::report::Suspicion;
use form_fn::seal::Keys;
use http::Request;
use serde_json::{Value, json};

const SCHEMA: &str = include_str!("../../report.schema.json");

type Pairs = Vec<(String, String)>;

/// The letter to a post with these answers changed, as Python reads it.
async fn letter(staff: &str, change: &[(&str, &str)]) -> Seen {
    let desk = Desk::new(false, staff, Keys::None);
    let mut pairs = full_post(&desk.definition, "az");
    for (field, value) in change {
        pairs.retain(|(name, _)| name != field);
        pairs.push(((*field).to_owned(), (*value).to_owned()));
    }
    accepted(&desk.post(URL_ENCODED, encode(&pairs)).await);
    parse(&desk.only_mail())
}

/// The letter to a post with these files.
async fn letter_with(staff: &str, files: &[(&str, &[u8])]) -> Seen {
    let desk = Desk::new(true, staff, Keys::None);
    let pairs = full_post(&desk.definition, "az");
    let files: Vec<_> = files.iter().map(|(name, bytes)| ("attachments", *name, *bytes)).collect();
    let body = multipart(&pairs, &files);
    accepted(&desk.post("multipart/form-data; boundary=B", body).await);
    parse(&desk.only_mail())
}

#[track_caller]
fn assert_schema_holds(reports: &[Value]) {
    let documents: Vec<_> = reports.iter().map(Value::to_string).collect();
    for (verdict, document) in
        world::judged("report.schema.json", &documents).iter().zip(&documents)
    {
        assert_eq!(verdict["errors"], json!([]), "{document}");
    }
}

#[tokio::test]
async fn each_report_keeps_to_its_schema() {
    let desk = Desk::new(false, "az", Keys::None);
    let only = |pairs: Pairs| -> Pairs {
        let required = |name: &str| {
            let field = desk.definition.field(name);
            field.is_none_or(|field| field.required || name == "reporter_email")
        };
        pairs.into_iter().filter(|(name, _)| required(name)).collect()
    };
    let mut reports = Vec::new();
    for lang in ["az", "en"] {
        let full = full_post(&desk.definition, lang);
        let mut marked = only(full.clone());
        marked.retain(|(name, _)| *name != desk.definition.trap.name && name != "form_version");
        marked.push((desk.definition.trap.name.clone(), "http://spam.example".into()));
        marked.push(("token".into(), "forged".into()));
        for pairs in [full.clone(), only(full), marked] {
            let desk = Desk::new(false, "az", Keys::None);
            accepted(&desk.post(URL_ENCODED, encode(&pairs)).await);
            reports.push(parse(&desk.only_mail()).report());
        }
    }
    reports.push(letter_with("az", &[("a.pdf", b"%PDF-1"), ("ə/../x", b"")]).await.report());
    assert_schema_holds(&reports);
    assert_eq!(reports[2]["suspicions"], json!(["trap_filled", "token_forged"]));
    assert_eq!(reports[2]["form_outdated"], true);
    let full = &reports[0]["suggested"];
    assert_eq!(full["class"], "information-content-security");
    assert_eq!(full["type"], "unauthorised-information-modification");
    assert_eq!((&full["priority"], &full["because"]), (&json!("high"), &json!(["incident_type"])));
    // And the schema is one that can be broken.
    let mut wrong = reports[0].clone();
    wrong["suggested"]["class"] = json!(7);
    wrong["extra"] = json!(1);
    let verdict = &world::judged("report.schema.json", &[wrong.to_string()])[0];
    assert_eq!(verdict["errors"].as_array().map(Vec::len), Some(2), "{verdict}");
}

#[test]
fn the_schema_explains_everything_in_it() {
    let schema: Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    let signs = schema["properties"]["suspicions"]["items"]["oneOf"].as_array().expect("signs");
    let known: Vec<_> = signs.iter().map(|sign| &sign["const"]).collect();
    assert_eq!(known, Suspicion::ALL.map(Suspicion::key));
    let mut open = vec![("schema".to_owned(), &schema)];
    while let Some((path, part)) = open.pop() {
        for (name, property) in part["properties"].as_object().into_iter().flatten() {
            let path = format!("{path}.{name}");
            assert!(property["description"].is_string(), "{path} has no description");
            open.push((path.clone(), property));
            open.push((path, &property["items"]));
        }
    }
    assert!(signs.iter().all(|sign| sign["description"].is_string()));
}

#[tokio::test]
async fn the_letter_says_where_to_begin() {
    for (staff, class, language, checklist) in [
        (
            "az",
            "Təklif olunan sinif və növ (RSIT): fraud/phishing (rsit:fraud=\"phishing\")",
            "Müraciət edənin dili: az",
            "1. fraud (az)",
        ),
        (
            "en",
            "Suggested class and type (RSIT): fraud/phishing (rsit:fraud=\"phishing\")",
            "Language of the reporter: az",
            "1. fraud (en)",
        ),
    ] {
        let seen = letter(staff, &[("incident_type", "phishing")]).await;
        let lines: Vec<_> = seen.parts[0].text.lines().collect();
        for line in [class, language, checklist, "2. Ölçün, sonra kəsin."] {
            assert!(lines.contains(&line), "{line} in {lines:#?}");
        }
        assert_eq!(seen.report()["suggested"]["class"], "fraud");
    }
}

/// What happened first, what to do last, and what the letter says of itself between them.
#[tokio::test]
async fn the_letter_is_read_from_what_happened_to_what_to_do() {
    let quoted = "بسته می\u{200c}شود 👩\u{200d}💻 see https://evil.example/x and www.evil.example";
    let change =
        [("incident_type", "ransomware"), ("description", quoted), ("affected_systems", "srv-1")];
    let seen = letter("en", &change).await;
    let text = seen.parts[0].text.replace('\r', "");
    let mut places = Vec::new();
    for mark in [
        "Received: ",
        "Suggested priority: high",
        "== About the incident ==",
        "| بسته می\u{200c}شود 👩\u{200d}💻 see hxxps://evil[.]example/x and www[.]evil[.]example",
        "== How to reach you ==",
        "== Technical details ==",
        "== About you ==",
        "Staff determine the class",
        "Answers go to lala@unvan.example. Where your program",
        "was made harmless in the quotations",
        "== Checklist of the procedure ==",
    ] {
        places.push(text.find(mark).unwrap_or_else(|| panic!("{mark} is not in\n{text}")));
    }
    assert!(places.is_sorted(), "{places:?}\n{text}");
    assert!(text.trim_end().ends_with("2. Ölçün, sonra kəsin."), "{text}");
    assert_eq!(seen.report()["fields"]["description"], quoted);
    // Where nothing was changed, nothing is said of it.
    let desk = Desk::new(false, "en", Keys::None);
    let mut pairs = full_post(&desk.definition, "en");
    let is_needed = |name: &str| {
        let field = desk.definition.field(name);
        name == "reporter_email" || field.is_none_or(|field| field.required)
    };
    pairs.retain(|(name, _)| is_needed(name));
    pairs.retain(|(name, _)| name != "description");
    pairs.push(("description".into(), "Fayllar şifrlənib, server dayanıb.".into()));
    accepted(&desk.post(URL_ENCODED, encode(&pairs)).await);
    let plain = parse(&desk.only_mail()).parts.remove(0).text;
    assert!(plain.contains("| Fayllar") && !plain.contains("harmless"), "{plain}");
}

/// A bundle as `certsite build` writes it, with checklists and a time zone.
#[tokio::test]
async fn checklist_and_clock_come_out_of_the_bundle() {
    let bundle = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| {
        let path = bundle.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    write("forms/incident.yaml", world::INCIDENT);
    write("site/zone", "Asia/Baku\n");
    for lang in ["az", "en"] {
        write(&format!("pages/incident.{lang}.html"), &world::page(lang));
        write(&format!("pages/receipt.{lang}.html"), RECEIPT_NUMBER);
        let steps = "söz ".repeat(300);
        write(
            &format!("checklists/fraud.{lang}.txt"),
            &format!("1. {lang}: TLP:RED\n2. {steps}\n"),
        );
    }
    let outbox = tempfile::tempdir().expect("a temporary folder");
    let pages = Bundle::read(bundle.path(), None).expect("it is whole");
    let folder = Folder::open(outbox.path()).expect("an outbox");
    let settings = Settings { auto_submitted: false, ..settings("az", Keys::None) };
    let handler = Handler::new(pages, folder, settings);
    let mut pairs = full_post(&world::incident(false).1, "en");
    pairs.retain(|(name, _)| name != "incident_type");
    let letter = async |kind: &str| {
        let pairs = [pairs.clone(), vec![("incident_type".into(), kind.into())]].concat();
        let request = Request::post("/forms/incident").header("content-type", URL_ENCODED);
        let request = request.body(encode(&pairs).into()).expect("a request");
        let handled = handler.handle(request, &moment()).await;
        assert_eq!(handled.response.status(), 303);
        let mails = world::mails(&outbox.path().join("mail"));
        let texts = mails.iter().map(|(mail, _)| parse(mail).parts.remove(0).text);
        texts.collect::<Vec<_>>().join("\n").replace('\r', "")
    };
    // A class without a list has a letter all the same.
    let none = letter("outage").await;
    assert!(!none.contains("Prosedur üzrə yoxlama siyahısı"), "{none}");
    assert!(none.contains(" +04:00 Asia/Baku (") && none.contains(" UTC)\n"), "{none}");
    let phishing = letter("phishing").await;
    assert!(phishing.contains("== Prosedur üzrə yoxlama siyahısı ==\n1. az: TLP_RED\n2. söz"));
    assert!(phishing.lines().all(|line| line.len() <= 998));
    // Some ticket systems drop what says of itself that a program wrote it.
    for (mail, _) in world::mails(&outbox.path().join("mail")) {
        assert!(!parse(&mail).headers.iter().any(|(name, _)| name == "Auto-Submitted"));
    }
}

/// What mail_to_misp and ticket systems look for, after they have resolved HTML's references.
#[tokio::test]
async fn no_tool_finds_an_order_in_a_reporters_words() {
    let orders = "m2m:publish:1\nx m2m:m2mkey:y M2M:a:b\nm2m&colon;publish&#58;1 &#109;2m:a:b\n\
                  TLP:CLEAR tlp: white tlp amber TLP : GREEN &#116;lp:white\n\
                  [rt.example.org #17] [Ticket#2026010112345678] ticket#: 1234 [#99]\n\
                  Begin forwarded message:\n-------- Forwarded Message --------\nBegin forwarded message:\n\
                  Status: resolved\nQueue: trash\n/close\nX-OTRS-Ignore: yes\nproject: 1";
    let fields = ["description", "evidence_text", "affected_systems", "actions_taken"];
    let seen = letter("az", &fields.map(|field| (field, orders))).await;
    let text = unescaped(&seen.parts[0].text).to_lowercase();
    let chosen = "tlp:amber+strict";
    let rest = text.strip_prefix(chosen).expect("the chosen label comes first");
    assert!(!rest.contains("m2m:"), "{rest}");
    for label in ["red", "amber", "green", "clear", "white"] {
        for gap in [":", ": ", " ", " : "] {
            assert!(!rest.contains(&format!("tlp{gap}{label}")), "tlp{gap}{label} in {rest}");
        }
    }
    for mark in [
        "ticket#",
        "#17]",
        "#99]",
        "forwarded message",
        "\nstatus:",
        "\nqueue:",
        "\n/close",
        "\nx-otrs",
        "\nproject:",
    ] {
        assert!(!rest.contains(mark), "{mark} in {rest}");
    }
    // The words themselves are beside it as they were typed.
    assert_eq!(seen.report()["fields"]["description"], orders);
    let [iodef] =
        &seen.parts.iter().filter(|p| p.name == "report.iodef.xml").collect::<Vec<_>>()[..]
    else {
        panic!("one IODEF document")
    };
    assert_eq!(iodef.kind, "application/xml");
    let verdict = &world::judged("iodef-2.0.rng", std::slice::from_ref(&iodef.text))[0];
    assert_eq!(verdict["errors"], json!([]));
}

/// HTML's references of the kinds that the test writes.
fn unescaped(text: &str) -> String {
    [("&colon;", ":"), ("&#58;", ":"), ("&#109;", "m"), ("&#116;", "t")]
        .iter()
        .fold(text.to_owned(), |text, (reference, letter)| text.replace(reference, letter))
}

#[tokio::test]
async fn evidence_is_named_and_told_by_its_first_bytes() {
    let files: [(&str, &[u8]); 3] = [
        ("qaimə.pdf", b"PK\x03\x04 not a pdf"),
        ("../../run\u{202e}txt.exe", b"MZ\x90\0"),
        ("[rt #1] m2m:a:b.log", b"one line\n"),
    ];
    for (staff, differs, program, text) in [
        ("az", "Diqqət: adı .pdf, məzmunu isə ZIP.", "Windows proqramı", "mətn"),
        ("en", "Note: the name says .pdf, the contents are ZIP.", "a Windows program", "text"),
    ] {
        let seen = letter_with(staff, &files).await;
        let letter = &seen.parts[0].text;
        assert_eq!(letter.matches(&differs[..8]).count(), 1, "{letter}");
        assert!(letter.contains(differs), "{letter}");
        assert!(letter.contains(&format!("evidence-2.exe: 4 B, {program}, SHA-256 ")));
        assert!(letter.contains(&format!("evidence-3.log: 9 B, {text}, SHA-256 ")));
        assert!(letter.contains("| ../../run<U+202E>txt.exe"));
        assert!(letter.contains("| (rt #1) m2m_:a:b.log"));
        let report = seen.report();
        for (n, (name, bytes)) in files.iter().enumerate() {
            let said = &report["files"][n];
            let part = seen.parts.iter().find(|part| said["attachment"] == part.name.as_str());
            assert_eq!(part.expect("it is attached").bytes, *bytes);
            assert_eq!(said["name"], *name);
            assert!(letter.contains(said["sha256"].as_str().expect("a digest")));
        }
        let kinds: Vec<_> = (0..3).map(|n| &report["files"][n]["looks_like"]).collect();
        assert_eq!(kinds, ["zip", "windows_program", "text"]);
    }
}

/// RFC 9788: the sealed part repeats the outer headers, and says which they are.
#[tokio::test]
async fn protected_headers_name_the_outer_ones() {
    let gnupg = world::Gnupg::new();
    let key = gnupg.generate("team@cert.example", "future-default");
    let keys = Keys::load(&[("team.asc".into(), key)], None).expect("a key");
    let desk = Desk::new(false, "az", keys);
    let number =
        accepted(&desk.post(URL_ENCODED, encode(&full_post(&desk.definition, "az"))).await);
    let mail = desk.only_mail();
    let (outer, inner) = (parse(&mail), parse(&gnupg.decrypt(&mail).0));
    let kind = inner.header("Content-Type");
    assert!(kind.contains("hp=\"cipher\"") && kind.contains("protected-headers=\"v1\""), "{kind}");
    let told: Vec<_> = inner.headers.iter().filter(|(name, _)| name == "HP-Outer").collect();
    assert_eq!(told.len(), 6);
    for (_, line) in told {
        let (name, value) = line.split_once(": ").expect("a header");
        assert_eq!(outer.header(name), value);
        let hidden = name == "Subject";
        assert_eq!(inner.header(name) == value, !hidden, "{name}");
    }
    // Priority and kind, in the language of the staff.
    let kind = "information-content-security/unauthorised-information-modification";
    assert_eq!(inner.header("Subject"), format!("[TLP:AMBER+STRICT] {number} yüksək, {kind}"));
    // What the seal is for: nothing of the report is outside.
    let outside = String::from_utf8(mail).expect("ASCII");
    // Three letters may stand in the seal itself by chance.
    let (outside, _) = outside.split_once("-----BEGIN PGP MESSAGE").expect("it is sealed");
    for word in ["TLP", "lala", "unvan.example", "Reply-To", "information-content", "incident"] {
        assert!(!outside.contains(word), "{word}");
    }
}
