//! Names of files: letters in either form, names that nobody can read, and what editors and
//! systems leave behind.

use certsite_tests::Site;
use certsite_tests::site::assert_same;
use certsite_tests::wait::wait_for;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;

/// Writes a file under a name that need not be text.
fn write(site: &Site, folder: &str, name: &[u8], bytes: &[u8]) {
    let folder = site.path(folder);
    fs::create_dir_all(&folder).expect("the folder is ours");
    fs::write(folder.join(OsStr::from_bytes(name)), bytes).expect("the folder is ours");
}

/// The codes and places that `check` reports of a site.
fn found(site: &Site) -> Vec<String> {
    let run = site.check(&["--format", "short"]);
    run.stdout.lines().filter(|line| !line.contains("[placeholder]")).map(str::to_owned).collect()
}

#[test]
fn letters_in_two_parts_are_the_letters_that_editors_type() {
    // As macOS writes names, and as text comes out of a PDF file.
    let apart = |text: &str| {
        let parts = [("ş", "s\u{327}"), ("ü", "u\u{308}"), ("İ", "I\u{307}"), ("ö", "o\u{308}")];
        parts.iter().fold(text.to_owned(), |text, (one, two)| text.replace(one, two))
    };
    let files = |form: &dyn Fn(&str) -> String| {
        let site = Site::with("");
        for lang in ["az", "en"] {
            let page = "---\ntitle: Şəbəkə üçün İnsident\n---\n## Öyrənmə\n\n![ş](şəkil.png) [o](#oyrenme)\n";
            site.write(&form(&format!("content/{lang}/şəbəkə/güc.md")), form(page));
            site.write(&form(&format!("content/{lang}/şəbəkə/şəkil.png")), "GIF89a 1 1 picture");
            let index = form("---\ntitle: Şəbəkə\n---\n[güc](güc.md)\n");
            site.write(&form(&format!("content/{lang}/şəbəkə/index.md")), index);
        }
        site.write(&form("content/files/ölçü.txt"), form("ölçü"));
        site.build().ok();
        site
    };
    let (typed, from_mac) = (files(&|text| text.to_owned()), files(&apart));
    let mut published = from_mac.published();
    assert_eq!(published.remove("ölçü.txt").as_deref(), Some(apart("ölçü").as_bytes()));
    let mut expect = typed.published();
    expect.remove("ölçü.txt");
    assert!(expect.contains_key("az/sebeke/guc/index.html"), "{:?}", expect.keys());
    assert_same(&expect, &published, "the site from decomposed names");
    assert_eq!(found(&from_mac), found(&typed));
    // A link with a name in either form finds the file in either form, percent-encoded or not.
    for name in ["şəkil.png", "s\u{327}əkil.png", "s%CC%A7%C9%99kil.png", "%C5%9F%C9%99kil.png"]
    {
        for site in [&typed, &from_mac] {
            site.write("content/en/p.md", format!("---\ntitle: P\n---\n![x](şəbəkə/{name})\n"));
            site.build().ok();
        }
    }
    from_mac.serve().wait_for("/az/sebeke/guc/", "Şəbəkə üçün İnsident");
}

#[test]
fn two_names_that_become_one_are_an_error_that_names_both() {
    for (folder, first, second) in [
        ("content/files", "ş.txt", "s\u{327}.txt"),
        ("content/en", "ö.md", "o\u{308}.md"),
        ("content/en/ü", "a.png", ""),
    ] {
        let site = Site::with("");
        let page = "---\ntitle: P\n---\n";
        write(&site, folder, first.as_bytes(), page.as_bytes());
        match second {
            "" => write(&site, "content/en/u\u{308}", first.as_bytes(), page.as_bytes()),
            _ => write(&site, folder, second.as_bytes(), page.as_bytes()),
        }
        let run = site.build().exits(1).says("[same-name]").says("\\u{3");
        assert!(run.stderr.contains('ş') || run.stderr.contains('ö') || run.stderr.contains('ü'));
        assert!(!site.has("public"));
    }
}

#[test]
fn names_that_nobody_can_read_are_told_and_everything_else_is_built() {
    for folder in ["content/files", "content/en", "content/en/advisories", "themes/plain/assets"] {
        let site = Site::plain(
            "-- content/files/good.txt --\ngood\n-- content/files/more/good.txt --\ngood\n",
        );
        let before = site.published();
        let bad: [(&[u8], &str); 8] = [
            (b"a\nb.txt", "a\\nb.txt"),
            (b"a\r.txt", "a\\r.txt"),
            (b"a\tb.txt", "a\\tb.txt"),
            (b"bell\x07.md", "bell\\u{7}.md"),
            (b"\xfe.txt", "\\xFE.txt"),
            (b"\xff.txt", "\\xFF.txt"),
            (b"next\xc2\x85line.txt", "next\\u{85}line.txt"),
            ("invoice\u{202e}txt.exe".as_bytes(), "invoice\\u{202e}txt.exe"),
        ];
        for (name, _) in bad {
            write(&site, folder, name, b"bad");
        }
        write(&site, &format!("{folder}/\u{1}folder"), b"in.txt", b"bad");
        // Again and again: what could be written once must not stop the next build.
        for _ in 0..2 {
            let mut run = site.build_with(&["--no-minify"]).ok();
            for (_, shown) in bad {
                run = run.says(&format!("{folder}/{shown}"));
            }
            drop(run.says(&format!("{folder}/\\u{{1}}folder")).says("unfit-name"));
            assert_same(&before, &site.published(), folder);
        }
        let said = found(&site);
        assert_eq!(said.iter().filter(|line| line.contains("[unfit-name]")).count(), 9, "{said:?}");
        assert!(said.iter().all(|line| !line.chars().any(char::is_control)));
    }
}

#[test]
fn leftovers_in_files_are_told_by_name() {
    // What tells of somebody's machine never leaves; copies that may be meant do.
    let never = [
        "~$x.docx",
        "Thumbs.db",
        "desktop.ini",
        ".DS_Store",
        "._x.pdf",
        "Icon\r",
        ".x.txt.swp",
        ".~lock.x.odt#",
        ".stversions/x.txt",
        ".git/config",
        "more/.DS_Store",
        "more/.svn/entries",
    ];
    let published = [
        "x.sync-conflict-20260102-030405-ABCDEFG.txt",
        "x (conflicted copy 2026-01-02).txt",
        "x.tmp",
        "x.orig",
        "x.bak",
        "b~",
        "#x.txt#",
        "more/y.rej",
    ];
    let fine = [".well-known/security-note.txt", ".htaccess", "#a.txt", "tmp/x.txt", "x.txt"];
    let site = Site::with("");
    for name in never.iter().chain(&published).chain(&fine) {
        site.write(&format!("content/files/{name}"), name);
    }
    symlink("somebody@host.4711:1", site.path("content/files/.#lock")).expect("it is ours");
    site.build().ok().does_not_say("leftover");
    let (tree, said) = (site.published(), found(&site));
    let told = |name: &str, code: &str| {
        let start = format!("content/files/{name}: warning[{code}]: this is ");
        said.iter().any(|line| line.starts_with(&start))
    };
    for name in never {
        assert!(!tree.contains_key(name), "{name}");
        // Of a folder only its name is told.
        let shown = name
            .replace('\r', "\\r")
            .replace("/x.txt", "")
            .replace("/config", "")
            .replace("/entries", "");
        assert!(told(&shown, "leftover"), "{name}: {said:?}");
    }
    assert!(told(".#lock", "leftover"), "{said:?}");
    for name in published {
        assert_eq!(tree.get(name).map(Vec::as_slice), Some(name.as_bytes()), "{name}");
        assert!(told(name, "leftover-published"), "{name}: {said:?}");
    }
    for name in fine {
        assert!(tree.contains_key(name), "{name}");
        assert!(!told(name, "leftover") && !told(name, "leftover-published"), "{name}");
    }
}

#[test]
fn leftovers_beside_pages_are_no_pages_and_no_data() {
    let site = Site::plain("");
    let before = site.published();
    let page = "---\ntitle: Old\n---\nOLD VERSION\n";
    for name in [
        "content/en/about.sync-conflict-20260102-030405-ABCDEFG.md",
        "content/en/about (conflicted copy 2026-01-02 030405).md",
        "content/en/~$about.md",
        "content/en/.about.md",
        "content/en/.git/about.md",
        "content/en/about.md~",
        "content/en/#about.md#",
        "content/data/tags.sync-conflict-20260102-030405-ABCDEFG.yaml",
        "content/forms/incident.sync-conflict-20260102-030405-ABCDEFG.yaml",
        "themes/plain/templates/page.sync-conflict-20260102-030405-ABCDEFG.html",
    ] {
        site.write(name, page);
    }
    site.build_with(&["--no-minify"]).ok();
    assert_same(&before, &site.published(), "the site without leftovers");
    let said = found(&site).join("\n");
    for name in ["about.sync-conflict", "tags.sync-conflict", "~$about.md", "about.md~"] {
        assert!(said.contains(name), "{name}: {said}");
    }
}

#[test]
fn locks_of_editors_stop_nothing() {
    let site = Site::with("");
    site.build().ok();
    let before = site.published();
    // Emacs marks a file that is being edited by a link to nothing.
    for lock in [
        "content/.#site.yaml",
        "content/en/.#about.md",
        "content/data/.#tags.yaml",
        "content/files/.#robots-note.txt",
        "themes/plain/templates/.#page.html",
        "themes/.#x",
    ] {
        symlink("editor@machine.example.4711:1780000000", site.path(lock)).expect("it is ours");
    }
    // And links that lead to themselves or back.
    symlink(".loop", site.path("content/en/.loop")).expect("it is ours");
    symlink("..", site.path("content/en/.up")).expect("it is ours");
    site.build().ok();
    assert_same(&before, &site.published(), "the site without locks");
    assert!(!found(&site).iter().any(|line| line.contains("error")), "{:?}", found(&site));
    let server = site.serve();
    site.replace("content/en/about.md", "---\ntitle:", "---\nweight: 1\ntitle:");
    server.wait_for("/en/about/", "<main");
}

#[test]
fn folders_that_nobody_reads_and_files_that_are_no_pages_are_told() {
    let site = Site::with(
        "\
-- content/static/x.txt --
x
-- content/Files/x.txt --
x
-- content/en/settings.yaml --
x: 1
-- content/en/PAGE.MD --
x
-- content/en/lone.png --
x
-- content/en/draft.md --
---
title: D
draft: true
---
![x](draft.png)
-- content/en/draft.png --
x
",
    );
    let said = found(&site).join("\n");
    for text in [
        "content/static: warning[unused-folder]: nothing in this folder is read or published",
        "content/Files: warning[unused-folder]",
        "content/en/settings.yaml: warning[unused-asset]",
        "content/en/PAGE.MD: warning[unused-asset]",
        "content/en/lone.png: warning[unused-asset]",
    ] {
        assert!(said.contains(text), "{text}:\n{said}");
    }
    assert!(!said.contains("draft.png"), "a page that waits uses it:\n{said}");
    site.check(&[]).says("give it a name that ends in “.md”").says("content/az/ and content/en/");
}

/// Each is told once, where an editor named it, and nothing is published under such a name.
#[test]
fn names_that_windows_keeps_are_refused_wherever_editors_give_them() {
    let page = "---\ntitle: P\n---\nText.\n";
    let rule = "  rules:\n    - {kind: yara, name: lpt1, text: \"rule a { condition: true }\"}\n";
    for (path, text, expect) in [
        (
            "content/en/con.md",
            page.to_owned(),
            "content/en/con.md:2:1: error[windows-address]: the address /en/con/ cannot be that of a file on Windows: “con” is the name of a device there, whatever follows on it",
        ),
        (
            "content/en/prn/first.md",
            page.to_owned(),
            "content/en/prn/first.md:2:1: error[windows-address]: the address /en/prn/first/ cannot be that of a file on Windows: “prn” is the name of a device there, whatever follows on it",
        ),
        (
            "content/en/page.md",
            page.replace("title: P", "title: P\nslug: aux"),
            "content/en/page.md:3:7: error[bad-value]: “aux” is the name of a device on Windows, which can have no such folder",
        ),
        (
            "content/data/tags.yaml",
            "phishing: {name: {az: Fişinq, en: Phishing}, slug: {az: com1, en: phishing}}\n"
                .to_owned(),
            "content/data/tags.yaml:1:57: error[bad-value]: “com1” is the name of a device on Windows, which can have no such folder",
        ),
        (
            "content/files/Aux.tar.gz",
            "x".to_owned(),
            "content/files/Aux.tar.gz: error[windows-address]: the address /Aux.tar.gz cannot be that of a file on Windows: “Aux.tar.gz” is the name of a device there, whatever follows on it",
        ),
        (
            "content/files/a./b.txt",
            "x".to_owned(),
            "content/files/a./b.txt: error[windows-address]: the address /a./b.txt cannot be that of a file on Windows: “a.” ends in a dot or a blank, as no name does there",
        ),
        (
            "content/en/advisories/sample.md",
            format!(
                "---\ntitle: T\nadvisory:\n  id: ADV-2026-0001\n  status: final\n  tlp: TLP:CLEAR\n  revisions:\n    - {{number: 1, date: 2026-01-12, summary: First}}\n{rule}---\nText.\n"
            ),
            "content/en/advisories/sample.md:10:7: error[bad-value]: “lpt1.yar” can be no file on Windows: “lpt1” is the name of a device there, whatever follows on it",
        ),
    ] {
        let site = Site::with("");
        site.write(path, &text);
        let found = found(&site);
        let of_names = |line: &&String| line.contains("indows");
        let told: Vec<_> = found.iter().filter(of_names).collect();
        assert_eq!(told, [expect], "{found:#?}");
        site.build().exits(1).says("indows");
    }
    // An older address is as it is.
    let site = Site::with("");
    site.write("content/en/page.md", page.replace("title: P", "title: P\naliases: [/aux.html]"));
    site.build().ok();
}

/// As it comes and goes: what is kept of the last plan hides none.
#[test]
fn a_preview_tells_such_a_name_for_as_long_as_it_is_there() {
    let site = Site::with("");
    let server = site.serve();
    let page = "---\ntitle: Device\n---\nText.\n";
    let is_told = || server.get("/_certsite/news?path=/en/con-1/&sum=0").body.contains("Windows");
    site.write("content/en/con-1.md", page);
    server.wait_for("/en/con-1/", "Device");
    for round in 1..=2 {
        site.write("content/en/con.md", page);
        wait_for("the name to be told", || is_told().then_some(()));
        site.write("content/en/con-1.md", format!("{page}Round {round}.\n"));
        server.wait_for("/en/con-1/", &format!("Round {round}."));
        assert!(is_told(), "round {round}");
        site.remove("content/en/con.md");
        wait_for("it to be over", || (!is_told()).then_some(()));
    }
}
