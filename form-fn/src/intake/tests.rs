//! Posts as browsers and others send them → what is read of them.

use super::*;

fn definition() -> Definition {
    Definition::parse(include_str!("../../../content/forms/incident.yaml"))
        .expect("the form parses")
}

#[track_caller]
fn check(body: &str, values: &[(&str, &[&str])], flaws: &[Option<&str>]) {
    let body = Bytes::copy_from_slice(body.as_bytes());
    let (read, found) = read(&definition(), &Encoding::UrlEncoded, &body);
    let values = values.iter().map(|(name, values)| {
        ((*name).to_owned(), values.iter().map(|v| (*v).to_owned()).collect())
    });
    assert_eq!(read.values, values.collect::<Values>(), "{body:?}");
    let found: Vec<_> = found.iter().map(|flaw| flaw.field.as_deref()).collect();
    assert_eq!(found, flaws, "{body:?}");
}

#[test]
fn a_body_is_read_and_its_flaws_are_told() {
    check("", &[], &[]);
    check("title=a+b%2Bc&&title", &[("title", &["a b+c", ""])], &[]);
    check("description=%C9%99%0D%0Ax%0Dy", &[("description", &["ə\nx\ry"])], &[]);
    // Neither letters in pieces nor their look-alikes become others.
    check("title=e%CC%81%E2%84%AA%CD%BE", &[("title", &["e\u{301}\u{212a}\u{37e}"])], &[]);
    check(
        "nothing=1&__proto__=2&lang=az&token=t&website=w",
        &[
            ("nothing", &["1"]),
            ("__proto__", &["2"]),
            ("lang", &["az"]),
            ("token", &["t"]),
            ("website", &["w"]),
        ],
        &[],
    );
    for (broken, shown) in [
        ("%", "%"),
        ("%2", "%2"),
        ("a%zzb", "a%zzb"),
        ("%FFb", "\u{fffd}b"),
        ("%ED%A0%80", "\u{fffd}\u{fffd}\u{fffd}"),
    ] {
        let body = format!("title={broken}&description=kept");
        let values = [("title", &[shown][..]), ("description", &["kept"])];
        check(&body, &values, &[Some("title")]);
    }
    let long = "a".repeat(65);
    check(&format!("{long}=1"), &[(&long, &["1"])], &[None]);
}

#[test]
fn the_forms_own_words_are_kept_behind_any_number_of_others() {
    let definition = definition();
    let many = format!("{}title=kept&{}", "a=1&".repeat(200), "a=2&".repeat(200));
    let (read, flaws) = read(&definition, &Encoding::UrlEncoded, &Bytes::from(many));
    assert_eq!(read.first("title"), "kept");
    assert_eq!(read.values["a"].len(), definition.limits.fields);
    assert!(!flaws.is_empty() && flaws.len() <= definition.limits.fields);
}

#[test]
fn what_answers_no_question_is_told_apart() {
    let token = "1764000000.0123456789abcdef.0.0123456789abcdef0123456789abcdef";
    let version = "0123456789abcdef";
    for (name, texts, expect) in [
        ("nothing", &["a", " ", "b"][..], &["a", "b"][..]),
        ("", &["a"], &["a"]),
        ("attachments", &["a"], &["a"]),
        ("website", &["a"], &["a"]),
        ("lang", &["az"], &[]),
        ("lang", &["help me", "az"], &["help me"]),
        ("lang", &["en", "az"], &["az"]),
        ("form_version", &[version], &[]),
        ("form_version", &["help me"], &["help me"]),
        ("token", &[token], &[]),
        ("token", &["", token, "help me"], &["help me"]),
        ("title", &["a", "b"], &[]),
        ("\u{200b}", &["\u{200b}"], &["\u{200b}"]),
    ] {
        let texts = texts.iter().map(|text| (*text).to_owned()).collect();
        let values = [(name.to_owned(), texts)].into();
        let submission = Submission { values, files: Vec::new() };
        let found = submission.unexpected(&definition());
        assert!(found.iter().all(|found| found.name == name));
        let found: Vec<_> = found.iter().map(|found| found.text.as_str()).collect();
        assert_eq!(found, expect, "{name}");
    }
}

#[test]
fn words_in_the_place_of_a_name_are_told_too() {
    let definition = definition();
    let found = |encoding: &Encoding, body: String| {
        let (read, _) = read(&definition, encoding, &Bytes::from(body));
        let found = read.unexpected(&definition).into_iter();
        found.map(|found| format!("{}:{}", found.name, found.text)).collect::<Vec<_>>()
    };
    for (names, expect) in [
        (&["D+LOST+servers&"][..], &[":D LOST servers"][..]),
        (&["MARK"], &[":MARK"]),
        (&["UNKNOWN="], &[":UNKNOWN"]),
        (&["UNKNOWN=+"], &[":UNKNOWN"]),
        (&["UNKNOWN=", "UNKNOWN=x", "MARK"], &[":MARK", "UNKNOWN:x"]),
        (&["MARK=", "MARK="], &[":MARK"]),
        // Empty controls of the page itself.
        (&["title=", "website=", "form_version=", "lang=", "token=", "_=", "title.2="], &[]),
        (&["", "=", "+="], &[]),
    ] {
        let body = format!("description=R&{}", names.join("&"));
        assert_eq!(found(&Encoding::UrlEncoded, body.clone()), expect, "{body}");
    }
    let parts = Encoding::Multipart(Some("B".into()));
    for disposition in ["name=\"MARK\"", "name=\"MARK\"; filename=\"\""] {
        let body = format!("--B\r\nContent-Disposition: form-data; {disposition}\r\n\r\n\r\n--B--");
        assert_eq!(found(&parts, body), [":MARK"], "{disposition}");
    }
    // Where there is no room, a post is refused, and its words come back.
    let long = "n".repeat(LONGEST_NAME + 1);
    let many: String = (0..=definition.limits.fields).map(|n| format!("m{n}&")).collect();
    for body in [long.clone(), format!("{many}{long}")] {
        let found = found(&Encoding::UrlEncoded, body);
        assert!(found.iter().any(|found| found.contains(&long)), "{found:?}");
    }
}

#[test]
fn whatever_is_sent_in_parts_is_text_or_a_file() {
    let part = |disposition: &str, body: &[u8]| {
        let head = format!("--B\r\nContent-Disposition: form-data; {disposition}\r\n\r\n");
        let body = [head.as_bytes(), body, b"\r\n--B--\r\n"].concat();
        read(&definition(), &Encoding::Multipart(Some("B".into())), &Bytes::from(body))
    };
    let text = |disposition: &str, body: &[u8], field: &str| {
        let (read, flaws) = part(disposition, body);
        assert_eq!((read.first(field), read.files.len()), ("x", 0), "{disposition}");
        assert_eq!(flaws, [], "{disposition}");
    };
    text("name=\"title\"", b"x", "title");
    text("name=\"title\"; filename=\"\"", b"x", "title");
    text("name=\"attachments\"", b"x", "attachments");
    text("NAME=title", b"x", "title");
    let file = |disposition: &str, field: &str, name: &str| {
        let (read, flaws) = part(disposition, b"\xff\0x");
        let [file] = &read.files[..] else { panic!("{disposition}: {:?}", read.files) };
        assert_eq!((file.field.as_str(), file.name.as_str()), (field, name), "{disposition}");
        assert_eq!(&file.bytes[..], b"\xff\0x", "{disposition}");
        assert_eq!(flaws, [], "{disposition}");
    };
    file("name=\"attachments\"; filename=\"x.log\"", "attachments", "x.log");
    file("name=\"evidence\"; filename=\"x.log\"", "evidence", "x.log");
    file("name=\"title\"; filename=\"x.log\"", "title", "x.log");
    file("name=\"attachments\"; Filename=\"x.log\"", "attachments", "x.log");
    file("name=\"attachments\"; FILENAME=x.log", "attachments", "x.log");
    file("name=\"attachments\"; filename*=UTF-8''q%C9%99.log", "attachments", "qə.log");
    file("name=\"attachments\"", "attachments", "");
    file("name=\"evidence\"", "evidence", "");
    file("name=\"\"; filename=\"x.log\"", "", "x.log");
    let (read, flaws) = part("name=\"title\"", b"ab\xffcd");
    assert_eq!((read.first("title"), read.files.len()), ("ab\u{fffd}cd", 0));
    assert_eq!(flaws, [Flaw { field: Some("title".into()) }]);
}

#[test]
fn a_content_type_names_an_encoding() {
    let urlencoded = "application/x-www-form-urlencoded; charset=UTF-8";
    assert_eq!(Encoding::of(urlencoded), Some(Encoding::UrlEncoded));
    let parts = Encoding::Multipart(Some("x y".into()));
    assert_eq!(Encoding::of("Multipart/Form-Data; boundary=\"x y\""), Some(parts));
    assert_eq!(Encoding::of("multipart/form-data"), Some(Encoding::Multipart(None)));
    assert_eq!(Encoding::of("text/plain"), None);
    assert_eq!(Encoding::of(""), None);
}
