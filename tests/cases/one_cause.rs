//! One cause, one message: whatever is wrong with a file of settings or data, only that is told, and
//! nothing of what follows from it in pages and templates.

use certsite_tests::Site;
use certsite_tests::advisories::sample;

/// What `check` says, without what it says of a file.
fn said(site: &Site, but: &str) -> Vec<String> {
    let said = site.check(&["--format", "short"]).stdout;
    let of_file = format!("{but}:");
    said.lines().filter(|line| !line.starts_with(&of_file)).map(str::to_owned).collect()
}

#[test]
fn a_file_that_is_broken_is_told_alone() {
    let site = sample();
    let broken: [(&str, &[u8]); 5] = [
        ("no YAML", b"a: [b\n"),
        ("a list", b"- a\n- b\n"),
        ("a text", b"just words\n"),
        ("no text", b"\xff\xfea: b\n"),
        ("a tab", b"a:\n\tb: c\n"),
    ];
    for path in [
        "content/site.yaml",
        "content/team.yaml",
        "content/data/checklists.yaml",
        "content/data/glossary.yaml",
        "content/data/rfc2350.yaml",
        "content/data/rsit.yaml",
        "content/data/sensors.yaml",
        "content/data/tags.yaml",
        "content/forms/incident.yaml",
        "themes/cert/strings/az.yaml",
        "themes/cert/strings/en.yaml",
        "themes/cert/theme.yaml",
    ] {
        let before = said(&site, path);
        let good = site.read(path);
        for (what, bytes) in broken {
            site.write(path, bytes);
            let all = site.check(&["--format", "short"]).stdout;
            let own = all.lines().filter(|line| line.starts_with(&format!("{path}:"))).count();
            assert_eq!(own, 1, "{path}, {what}: {all}");
            let more: Vec<_> =
                said(&site, path).into_iter().filter(|line| !before.contains(line)).collect();
            assert_eq!(more, Vec::<String>::new(), "{path}, {what}");
        }
        site.write(path, good);
    }
}

#[test]
fn an_entry_that_is_wrong_is_told_alone() {
    let site = sample();
    for (path, old, new) in [
        ("content/data/glossary.yaml", "  - id: ", "  - ids: "),
        ("content/data/rsit.yaml", "  - code: fraud", "  - code: [fraud]"),
        ("content/data/rfc2350.yaml", "    id: ", "    ids: "),
        ("content/team.yaml", "\nteam:\n", "\nteam: words\nother:\n"),
        ("content/team.yaml", "  email_incidents: ", "  email_incidents: {a: b} # "),
    ] {
        let before = said(&site, path);
        let good = site.read(path);
        assert!(good.contains(old), "{path}: {old}");
        site.write(path, good.replacen(old, new, 1));
        let all = site.check(&["--format", "short"]).stdout;
        let is_error = |line: &&str| line.starts_with(path) && line.contains(": error[");
        assert!(all.lines().any(|line| is_error(&line)), "{path}, {new}: {all}");
        let more: Vec<_> =
            said(&site, path).into_iter().filter(|line| !before.contains(line)).collect();
        assert_eq!(more, Vec::<String>::new(), "{path}, {new}");
        site.write(path, good);
    }
}
