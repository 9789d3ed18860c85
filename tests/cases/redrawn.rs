//! What a build need not draw again, since a build before it did: each step is built by a new process
//! into a folder that has a past, and into one that has none, and both are the same.

use certsite_tests::program::Run;
use certsite_tests::{Site, site};
use std::collections::BTreeSet;
use std::fs;

/// One edit of the small site.
struct Step {
    name: &'static str,
    edit: fn(&Site),
    /// More arguments of the build.
    more: &'static [&'static str],
    /// The code with which it ends.
    code: i32,
    /// Whether most pages are as they were, and need not be drawn.
    keeps: bool,
}

const fn step(name: &'static str, keeps: bool, edit: fn(&Site)) -> Step {
    Step { name, edit, more: &[], code: 0, keeps }
}

const fn with(name: &'static str, keeps: bool, more: &'static [&'static str]) -> Step {
    Step { name, edit: |_| {}, more, code: 0, keeps }
}

/// What a build makes of pages, and keeps for the next one.
const KEPT: [&str; 3] =
    [".certsite/kept-pages", ".certsite/kept-words-az", ".certsite/kept-words-en"];

/// What a build notes of the pages that it drew.
const NOTES: &str = "public/.certsite/drawn";

const ABOUT: &str = "content/en/about.md";
const FIRST: &str = "content/en/advisories/first.md";
const SECOND: &str = "content/en/advisories/second.md";
const PAGE: &str = "themes/plain/templates/page.html";
const BASE: &str = "themes/plain/templates/base.html";
const SETTINGS: &str = "content/site.yaml";

const STEPS: [Step; 44] = [
    step("a text", true, |site| site.replace(FIRST, "Do not open them.", "Delete them.")),
    step("a heading", true, |site| site.replace(ABOUT, "Who we are", "Who works here")),
    step("a title", true, |site| site.replace(FIRST, "Phishing letters", "Phishing")),
    step("a day", true, |site| site.replace(FIRST, "2026-01-12", "2026-04-12")),
    step("a day of change", true, |site| site.replace(ABOUT, "2026-02-03", "2026-02-04")),
    step("a tag", true, |site| site.replace(FIRST, "[phishing]", "[phishing, team]")),
    step("a tag that no page has", false, |site| site.replace(FIRST, "[phishing, team]", "[team]")),
    step("a title in a menu", true, |site| site.replace(ABOUT, "About the team", "The team")),
    step("an address in a menu", false, |site| {
        site.replace(ABOUT, "tags: [team]", "slug: crew\ntags: [team]");
    }),
    step("a new page", true, |site| {
        site.write(
            "content/en/advisories/new.md",
            "---\ntitle: New\ndate: 2026-05-01\n---\n## A\n",
        );
    }),
    step("its translation", true, |site| {
        site.write("content/az/advisories/new.md", "---\ntitle: Yeni\ndate: 2026-05-01\n---\nA.\n");
    }),
    step("a link to its heading", true, |site| {
        let text = site.read(SECOND);
        let text = format!("{text}\n[New](new.md#a). [File](../../files/robots-note.txt).\n");
        site.write(SECOND, text);
    }),
    step("a heading with a link to it", true, |site| {
        site.replace("content/en/advisories/new.md", "## A", "Words.\n\n## B {#a}\n\n## A");
    }),
    Step {
        code: 1,
        ..step("a page that others lead to goes", true, |site| {
            fs::rename(site.path("content/en/advisories/new.md"), site.path("aside"))
                .expect("ours");
        })
    },
    step("and comes under another name", false, |site| {
        fs::rename(site.path("aside"), site.path("content/en/advisories/old.md")).expect("ours");
        site.replace(SECOND, "new.md#a", "old.md#a");
    }),
    step("a file that pages lead to", true, |site| {
        site.write("content/files/robots-note.txt", "Other words.\n");
    }),
    step("a page that goes", false, |site| site.remove("content/az/advisories/new.md")),
    step("a fact", false, |site| {
        site.replace("content/team.yaml", "incidents@example.org", "others@example.org");
    }),
    step("a fact that becomes known", false, |site| site.state("phone", "\"+994 12 000 00 00\"")),
    step("names of tags", true, |site| {
        site.replace("content/data/tags.yaml", "en: The team", "en: Us");
    }),
    step("a word of the theme", false, |site| {
        site.replace("themes/plain/strings/en.yaml", "note: Note", "note: Nota bene");
    }),
    step("a template", false, |site| site.replace(PAGE, "<article>", "<article class=\"x\">")),
    step("a template that is included by others", false, |site| {
        site.replace(BASE, "<body", "<body id=\"all\"");
    }),
    step("a style", false, |site| site.write("themes/plain/assets/plain.css", "a { color: red }")),
    step("an asset that no page shows", false, |site| {
        site.write("themes/plain/assets/dot.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    }),
    step("the name of the site", false, |site| {
        site.replace(SETTINGS, "Sample team", "Sample crew")
    }),
    step("the length of lists", true, |site| {
        site.replace(SETTINGS, "page_size: 3", "page_size: 2")
    }),
    step("a menu", false, |site| site.replace(SETTINGS, "[about.md, ", "[")),
    step("a draft", false, |site| site.replace(SECOND, "title: Old", "draft: true\ntitle: Old")),
    with("with drafts", true, &["--drafts"]),
    step("no draft", true, |site| site.replace(SECOND, "draft: true\n", "")),
    with("not minified", false, &["--no-minify"]),
    with("minified again", false, &[]),
    with("another year", false, &["--date", "2027-01-02"]),
    with("another address", false, &["--base-url", "https://example.org/below"]),
    with("the same as ever", false, &[]),
    step("a page that was damaged", true, |site| {
        site.replace("public/en/advisories/second/index.html", "Update", "Never update");
    }),
    step("a page that was lost", true, |site| {
        site.remove("public/en/advisories/second/index.html")
    }),
    step("no notes", false, |site| site.remove(NOTES)),
    step("half of the notes", false, |site| {
        let notes = site.read(NOTES);
        site.write(NOTES, &notes[..notes.len() / 2]);
    }),
    step("notes that somebody changed", false, |site| {
        let notes = site.read(NOTES);
        site.write(NOTES, notes.replace("\n0", "\n1").replace("\n9", "\n8").replace("\na", "\nb"));
    }),
    step("a template leads to an anchor", false, |site| {
        site.replace(BASE, "</body>", "<a href=\"/en/crew/#who\">x</a></body>");
    }),
    Step { code: 1, ..step("which goes", true, |site| site.replace(ABOUT, "{#who}", "{#we}")) },
    step("and another page leads to another", true, |site| {
        site.replace(ABOUT, "{#we}", "{#who}");
        site.replace(FIRST, "Delete them.", "Delete [them](second.md).");
    }),
];

#[test]
fn what_was_drawn_before_is_as_if_drawn_anew() {
    let site = Site::with("");
    site.build().ok();
    for Step { name, edit, more, code, keeps } in STEPS {
        edit(&site);
        // Something always changes, or a build would not begin.
        let note = site.read("content/files/robots-note.txt");
        site.write("content/files/robots-note.txt", format!("{note}."));
        if let Some((drawn, all)) = built(&site, name, more, code) {
            assert_eq!(keeps, 2 * drawn < all, "{name}: {drawn} of {all} pages were drawn");
        }
    }
}

/// What was kept of pages is taken for those that did not change, and for nothing else; where it is gone,
/// spoiled or another program's, all is made anew.
#[test]
fn what_is_kept_of_pages_is_a_short_cut_alone() {
    let site = Site::showcase();
    // Its youngest pages are of that day.
    const DAY: [&str; 2] = ["--date", "2026-11-30"];
    built(&site, "first", &DAY, 0);
    type Spoil = fn(Vec<u8>) -> Vec<u8>;
    let spoils: [(&str, bool, Spoil); 7] = [
        ("whole", true, |kept| kept),
        ("empty", false, |_| Vec::new()),
        ("half", false, |kept| kept[..kept.len() / 2].to_vec()),
        ("another byte", false, |mut kept| {
            let at = kept.len() / 3;
            kept[at] ^= 1;
            kept
        }),
        ("an older form", false, |kept| [b"certsite kept 0", &kept[15..]].concat()),
        ("another program's", false, |kept| {
            [b"certsite kept 1 0123456789abcdef", &kept[32..]].concat()
        }),
        ("whole again", true, |kept| kept),
    ];
    for (n, (name, is_known, spoil)) in spoils.into_iter().enumerate() {
        let text = site.read("content/en/services.md");
        site.write("content/en/services.md", format!("{text}\nWords, round {n}.\n"));
        for path in KEPT.map(|kept| format!("public/{kept}")) {
            let kept = fs::read(site.path(&path)).expect("it is kept");
            site.write(&path, spoil(kept));
        }
        let (parsed, all) = built_of(&site, name, &DAY, 0, "parsed").expect("both are built");
        // Of advisories nothing is kept, nor of pages that are warned of.
        let is_right = if is_known { 2 * parsed < all } else { parsed == all };
        assert!(is_right, "{name}: {parsed} of {all} files were parsed");
    }
}

/// The names of the pieces of the index of English pages.
fn pieces(site: &Site) -> BTreeSet<String> {
    let tree = site.published().into_keys();
    tree.filter(|path| path.starts_with("assets/search/en/")).collect()
}

/// They go with each edit, and no page is drawn for that but one that leads to such a piece.
#[test]
fn pieces_of_an_index_come_and_go_without_the_pages() {
    let site = Site::shipped();
    let word = |before: &str, after: &str| site.replace("content/en/services.md", before, after);
    let text = site.read("content/en/services.md");
    site.write("content/en/services.md", format!("{text}\nXyzzya.\n"));
    built(&site, "first", &[], 0);
    let first = pieces(&site);
    word("Xyzzya", "Xyzzyb");
    let (drawn, all) = built(&site, "a word", &[], 0).expect("both are built");
    let second = pieces(&site);
    let piece = second.difference(&first).next().expect("a word is in one of them");
    assert!(drawn < 5, "{drawn} of {all} pages were drawn for a word");
    let link = format!("</main><a href=\"/{piece}\">x</a>");
    site.replace("themes/cert/templates/base.html", "</main>", &link);
    built(&site, "a template leads to a piece", &[], 0);
    word("Xyzzyb", "Xyzzyc");
    built(&site, "which goes", &[], 1);
}

/// Of pages that lead to each other's parts, a changed one asks only for the parts of those to which it
/// leads, not for those to which these lead in turn; and a part that went is told where it is meant.
#[test]
fn pages_that_lead_to_each_other_are_not_all_drawn_for_one() {
    let site = Site::with("");
    const PAGES: usize = 30;
    let path = |n: usize| format!("content/en/p{n}.md");
    for n in 0..PAGES {
        let next = (n + 1) % PAGES;
        let text =
            format!("---\ntitle: P{n}\n---\n## Part {{#part}}\n\n[Next](p{next}.md#part).\n");
        site.write(&path(n), text);
    }
    built(&site, "first", &[], 0);
    site.replace(&path(3), "[Next]", "The [next]");
    let (drawn, all) = built(&site, "a word", &[], 0).expect("both are built");
    assert!(drawn <= 3, "{drawn} of {all} pages were drawn for a word");
    // Each page leads to it, that behind the edited one too, which is drawn for its own parts.
    let text = site.read(&path(3));
    site.write(&path(3), format!("{text}\n## More {{#more}}\n"));
    site.replace(BASE, "</body>", "<a href=\"/en/p3/#more\">x</a></body>");
    built(&site, "a template leads to a part", &[], 0);
    site.replace(&path(3), "{#more}", "{#less}");
    built(&site, "which goes", &[], 1);
    site.replace(&path(3), "{#less}", "{#more}");
    site.replace(&path(3), "The [next]", "[Next]");
    let (drawn, all) = built(&site, "and comes again", &[], 0).expect("both are built");
    assert!(drawn <= 3, "{drawn} of {all} pages were drawn for a word");
}

/// Builds a site into its folder and into a new one, and holds them against each other; how many pages
/// were drawn for the first, and for the second. Nothing if both end with the same mistakes.
#[track_caller]
fn built(site: &Site, name: &str, more: &[&str], code: i32) -> Option<(u64, u64)> {
    built_of(site, name, more, code, "drawn")
}

/// The same with another of the numbers that both tell.
#[track_caller]
fn built_of(site: &Site, name: &str, more: &[&str], code: i32, number: &str) -> Option<(u64, u64)> {
    let kept = site.published();
    let built = build(site, more);
    let fresh = build(site, &[more, &["--out", "fresh", "--bundle", "fresh-bundle"]].concat());
    assert_eq!((built.code, fresh.code), (code, code), "{name}: {}", built.stderr);
    if code != 0 {
        assert_eq!(built.stderr, fresh.stderr, "{name}");
        site::assert_same(&site.published(), &kept, name);
        return None;
    }
    let mut expect = site.tree("fresh");
    expect.retain(|path, _| !path.starts_with(".certsite/"));
    site::assert_same(&site.published(), &expect, name);
    for kept in KEPT {
        let in_folder = |folder: &str| fs::read(site.path(&format!("{folder}/{kept}"))).ok();
        assert!(in_folder("public") == in_folder("fresh"), "{name}: {kept} differs");
    }
    for folder in ["fresh", "fresh-bundle"].map(|folder| site.path(folder)) {
        if folder.exists() {
            fs::remove_dir_all(folder).expect("a folder of ours");
        }
    }
    Some((told(&built, number), told(&fresh, number)))
}

/// Builds on the day and at the address of all cases, if no other is given.
fn build(site: &Site, more: &[&str]) -> Run {
    let usual = [["--date", "2026-06-15"], ["--base-url", "https://cert.example.org"]];
    let usual = usual.iter().filter(|option| !more.contains(&option[0])).flatten().copied();
    let all: Vec<_> = ["build", "--timings", "json"].into_iter().chain(usual).collect();
    site.certsite(&[&all, more].concat())
}

/// A number of what a build tells of itself.
fn told(run: &Run, number: &str) -> u64 {
    let last = run.stderr.lines().last().unwrap_or_default();
    let account: serde_json::Value = serde_json::from_str(last).expect("timings come last");
    account[number].as_u64().expect("a number")
}
