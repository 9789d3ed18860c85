//! Checklists for the team: from the content through the bundle into the letter.

use crate::form;
use certsite_tests::Site;
use certsite_tests::wait::wait_for;
use std::collections::BTreeSet;

/// A small site with these checklists, whose check must say this.
#[track_caller]
fn refuses(checklists: &str, says: &[&str]) {
    let site = Site::with("");
    let taxonomy = Site::shipped().read("content/data/rsit.yaml");
    site.write("content/data/rsit.yaml", taxonomy);
    site.write("content/data/checklists.yaml", checklists);
    let mut run = site.build().exits(1);
    for text in says {
        run = run.says(text);
    }
}

#[test]
fn a_class_must_be_one_of_the_taxonomy() {
    refuses(
        "classes:\n  fraud:\n    - {az: a, en: b}\n  malicous-code:\n    - {az: a, en: b}\n",
        &[
            "content/data/checklists.yaml:4:3",
            "unknown key “malicous-code”",
            "did you mean “malicious-code”?",
        ],
    );
    refuses("classes:\n  x/../y: []\n", &["content/data/checklists.yaml:2:3", "vulnerable"]);
}

#[test]
fn the_taxonomy_has_each_code_once_and_forms_suggest_what_it_has() {
    let check = |path: &str, old: &str, new: &str, says: &[&str]| {
        let site = Site::shipped();
        let marked = site.read(path).replacen(old, new, 1);
        let (before, after) = marked.split_once('‸').expect("a mark");
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        site.write(path, format!("{before}{after}"));
        let mut run = site.build().exits(1).says(&format!("{path}:{line}:{column}"));
        for text in says {
            run = run.says(text);
        }
    };
    let rsit = "content/data/rsit.yaml";
    check(
        rsit,
        "code: fraud\n",
        "code: ‸availability\n",
        &["the class “availability” stands twice"],
    );
    check(rsit, "code: phishing\n", "code: ‸masquerade\n", &["class “masquerade” stands twice"]);
    for code in ["Phishing", "phishing/x", "phish,ing", "phish ing"] {
        check(rsit, "code: phishing\n", &format!("code: ‸{code}\n"), &["is no code of a type"]);
    }
    let form = "content/forms/incident.yaml";
    check(
        form,
        "rsit: fraud/phishing",
        "rsit: ‸fraud/phising",
        &["“fraud/phising” is no class and type of the taxonomy", "did you mean “fraud/phishing”?"],
    );
    check(
        form,
        "rsit: availability/ddos",
        "rsit: ‸fraud/ddos",
        &["“fraud/ddos” is no class and type of the taxonomy"],
    );
}

#[test]
fn a_step_must_be_there_in_every_language() {
    refuses(
        "classes:\n  fraud:\n    - {az: Birinci, en: First}\n    - en: Second step\n",
        &["content/data/checklists.yaml:4:11", "“classes.fraud” has no text in “az”"],
    );
    refuses(
        "opening:\n  - az: Yoxlayın\nclasses:\n  fraud: []\n  other: []\n",
        &["content/data/checklists.yaml:2:9", "“opening” has no text in “en”"],
    );
}

#[test]
fn other_mistakes_have_their_place() {
    refuses("clases: {}\n", &["content/data/checklists.yaml:1:1", "did you mean “classes”?"]);
    refuses("opening: []\n", &["content/data/checklists.yaml:1:1", "“classes” is missing"]);
    let twice = "classes:\n  fraud: []\n  fraud: []\n";
    refuses(twice, &["content/data/checklists.yaml:3:3", "stands twice"]);
}

#[test]
fn each_class_that_the_form_suggests_has_one_in_the_bundle() {
    let site = form::released();
    let definition = site.read("form-bundle/forms/incident.yaml");
    let classes: BTreeSet<_> = definition
        .split("rsit: ")
        .skip(1)
        .filter_map(|rest| rest.split_once('/').map(|(class, _)| class))
        .filter(|class| class.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'))
        .collect();
    assert_eq!(classes.len(), 10, "{classes:?}");
    for class in classes {
        let [az, en] = ["az", "en"]
            .map(|lang| site.read(&format!("form-bundle/checklists/{class}.{lang}.txt")));
        assert_eq!(az.lines().count(), en.lines().count());
        let steps = en.lines().skip(1).enumerate();
        assert!(
            steps.into_iter().all(|(n, step)| step.starts_with(&format!("{}. ", n + 1))),
            "{en}"
        );
        assert!(en.contains("1. Verify: ") && az.contains("1. Yoxlayın: "));
    }
}

#[test]
fn the_letter_carries_the_list_of_its_class_in_the_language_of_the_staff() {
    let site = form::released();
    let server = site.serve();
    let letter = form::letter_to(&site, &server, &[("incident_type", "phishing")]);
    let list = site.read("form-bundle/checklists/fraud.az.txt");
    assert!(list.lines().count() > 10);
    for line in list.lines() {
        assert!(letter.lines().any(|l| l.trim_end() == line), "{line} in\n{letter}");
    }
    // A preview's next letter has what an editor has just written.
    site.replace("content/data/checklists.yaml", "az: \"Bu siyahı təklifdir: ", "az: \"Sınaq: ");
    let mut titles = 0;
    wait_for("the edited list", || {
        // The same post again would be the same letter.
        titles += 1;
        let title = format!("Fişinq məktubu {titles}");
        let change = [("incident_type", "phishing"), ("title", &title)];
        form::letter_to(&site, &server, &change).contains("Sınaq: ").then_some(())
    });
}
