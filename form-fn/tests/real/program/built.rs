//! A bundle that is not as it was built: told, and in nobody's way.

use super::forms::{check_alarm, read_again};
use super::health::get;
use crate::place::Place;
use form_fn::handle::{Bundle, Pages};
use std::fs;
use std::path::Path;

/// Whatever `certsite build` wrote and somebody emptied, cut or lost on the way is told of, and
/// takes nothing along.
#[test]
fn what_is_not_as_it_was_built_is_told() {
    let place = Place::new();
    for (name, text) in [
        ("site/zone", "Asia/Baku\n"),
        ("site/contact", "cert@cert.example\n"),
        ("privacy/az", "/az/privacy/\n"),
        ("checklists/fraud.az.txt", "1. Ask\n2. Look\n3. Tell\n"),
    ] {
        let path = place.root.path().join("bundle").join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    for entry in fs::read_dir(place.path("bundle/pages")).expect("a folder").flatten() {
        let page = fs::read_to_string(entry.path()).expect("text");
        fs::write(entry.path(), page + form_fn::handle::LISTED).expect("ours");
    }
    let mut list = String::new();
    let mut names = Vec::new();
    for part in ["site", "privacy", "checklists", "forms", "pages"] {
        for entry in fs::read_dir(place.path(&format!("bundle/{part}"))).expect("a folder") {
            let entry = entry.expect("an entry");
            let name = format!("{part}/{}", entry.file_name().to_str().expect("plain"));
            let text = fs::read_to_string(entry.path()).expect("text");
            list += &format!("{} {name}\n", form_fn::handle::digest_of(&text));
            names.push(name);
        }
    }
    fs::write(place.path("bundle/site/files"), &list).expect("written");
    let program = place.start();
    assert!(!program.log().contains("ALARM"), "{}", program.log());
    for name in names {
        let file = place.path(&format!("bundle/{name}"));
        let sound = fs::read_to_string(&file).expect("text");
        for (kind, damage) in [
            ("gone", None),
            ("emptied", Some(String::new())),
            ("cut", Some(sound[..sound.floor_char_boundary(sound.len() / 2)].to_owned())),
            ("changed", Some(format!("{sound} x"))),
        ] {
            match &damage {
                None => fs::remove_file(&file).expect("ours"),
                Some(text) => fs::write(&file, text).expect("ours"),
            }
            read_again(&program);
            program.accepted(&place.body);
            let health = get(&program, "/healthz", "").1;
            let is_told = health.lines().any(|line| line.starts_with(&format!("{name} ")));
            assert!(is_told, "{name} {kind}: {health}");
            fs::write(&file, &sound).expect("ours");
        }
        read_again(&program);
    }
    assert!(get(&program, "/healthz", "").1.ends_with("ok\n"));
    // At the start, too, and by whoever is asked to look.
    for (name, text, told) in [
        ("site/zone", None, "site/zone is missing: "),
        (
            "checklists/fraud.az.txt",
            Some("1. Ask\n"),
            "checklists/fraud.az.txt is not as “certsite build” wrote it: ",
        ),
    ] {
        let file = place.path(&format!("bundle/{name}"));
        let sound = fs::read_to_string(&file).expect("text");
        match text {
            None => fs::remove_file(&file).expect("ours"),
            Some(text) => fs::write(&file, text).expect("ours"),
        }
        check_alarm(&place, &place.start(), name, told);
        fs::write(&file, sound).expect("ours");
    }
    // The list, and all that stands beside it.
    let list = place.path("bundle/site/files");
    fs::remove_file(&list).expect("ours");
    check_alarm(&place, &place.start(), "list", "site/files is missing: ");
    fs::remove_dir_all(place.path("bundle/site")).expect("ours");
    check_alarm(&place, &place.start(), "all of it", "site/files is missing: ");
    // Two files of one form: the one that is named for it counts.
    let form = fs::read(place.path("bundle/forms/incident.yaml")).expect("a form");
    fs::write(place.path("bundle/forms/second.yaml"), form).expect("ours");
    check_alarm(
        &place,
        &place.start(),
        "twice",
        "forms/second.yaml is of another form, “incident”: ",
    );
}

/// A zone that went missing, or is none, while the program ran: letters have the times of before.
#[test]
fn the_zone_of_before_is_used_on() {
    for is_listed in [false, true] {
        let place = Place::new();
        let (site, zone) = (place.path("bundle/site"), place.path("bundle/site/zone"));
        fs::create_dir_all(&site).expect("made");
        fs::write(&zone, "Asia/Baku\n").expect("written");
        if is_listed {
            let digest = form_fn::handle::digest_of("Asia/Baku\n");
            fs::write(place.path("bundle/site/files"), format!("{digest} site/zone\n"))
                .expect("written");
        }
        let folder = place.path("bundle");
        let read = |before: Option<&Bundle>| Bundle::read(Path::new(&folder), before);
        let Ok(before) = read(None) else { panic!("it is sound") };
        assert!(before.faults().is_empty(), "{:?}", before.faults());
        let damages: [&dyn Fn(); 4] = [
            &|| fs::write(&zone, "").expect("ours"),
            &|| fs::write(&zone, "Asia/Nowhere").expect("ours"),
            &|| fs::remove_file(&zone).expect("ours"),
            &|| fs::remove_dir_all(&site).expect("ours"),
        ];
        for (n, damage) in damages.into_iter().enumerate() {
            damage();
            let Ok(after) = read(Some(&before)) else { panic!("it is used on") };
            assert_eq!(after.time_zone().iana_name(), Some("Asia/Baku"), "{is_listed} {n}");
            let told = after.faults().join("\n");
            assert!(told.contains("site/zone ") && told.contains("as it was before"), "{n} {told}");
        }
    }
}
