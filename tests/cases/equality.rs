//! However a site came to be as it is, it is what a clean build would make of it: seeded random
//! edits, and after each of them the living engine is held against a fresh one, and the output
//! folder against a fresh folder. Also counted: how many files were parsed again.

use crate::pictures::photograph;
use certsite_base::address::Base;
use certsite_base::diag::has_errors;
use certsite_site::load::Changed;
use certsite_site::render::Bytes;
use certsite_site::site::{Engine, Request, Snapshot};
use certsite_site::timing::Timings;
use certsite_tests::{Rng, Site, Tree, site, statistics};
use std::collections::{BTreeMap, BTreeSet};

/// Noon of the day that `Site::build` builds on.
pub(crate) const NOW: &str = "2026-06-15T12:00:00Z";

/// One step of a script: what was done, for messages.
type Step = String;

/// Files that are put aside or broken for a while, with their sound text.
#[derive(Default)]
struct Spoiled(BTreeMap<String, Option<String>>);

#[test]
fn after_any_edit_everything_is_as_if_built_anew() {
    let codes: BTreeSet<i32> = (1..=4).flat_map(|seed| run(seed, 25)).collect();
    assert_eq!(codes, BTreeSet::from([0, 1]), "the scripts break the site and mend it");
}

/// Runs one script; gives the exit status of each step's build.
fn run(seed: u64, steps: usize) -> Vec<i32> {
    let mut codes = Vec::new();
    let site = Site::with("");
    let mut rng = Rng::new(seed);
    let mut spoiled = Spoiled::default();
    let mut engine = engine(&site);
    let mut script: Vec<Step> = Vec::new();
    let mut before = pages(&site);
    snapshot(&mut engine);
    for _ in 0..steps {
        script.push(edit(&site, &mut rng, &mut spoiled));
        let story = || format!("seed {seed}: {}", script.join("; "));

        let living = snapshot(&mut engine);
        let after = pages(&site);
        if living.site.is_some() {
            let changed =
                after.iter().filter(|(path, text)| before.get(*path) != Some(*text)).count();
            assert_eq!(engine.parsed, changed, "files parsed against files changed, {}", story());
        }
        let fresh = snapshot(&mut self::engine(&site));
        assert_eq!(living.diagnostics, fresh.diagnostics, "{}", story());
        site::assert_same(&rendered(&living), &rendered(&fresh), &story());

        let kept = site.published();
        let built = site.build();
        let clean = site.certsite(&[
            "build",
            "--date",
            "2026-06-15",
            "--base-url",
            "https://cert.example.org",
            "--out",
            "clean",
        ]);
        assert_eq!(built.code, clean.code, "{}", story());
        codes.push(built.code);
        if built.code == 0 {
            let mut expect = site.tree("clean");
            expect.retain(|path, _| !path.starts_with(".certsite/"));
            site::assert_same(&site.published(), &expect, &story());
        } else {
            site::assert_same(&site.published(), &kept, &story());
        }
        if site.has("clean") {
            std::fs::remove_dir_all(site.path("clean")).expect("a folder of ours");
        }
        // The engine sees broken settings as no site and keeps what it had parsed.
        if living.site.is_some() {
            before = after;
        }
    }
    codes
}

/// Languages that come, go and change places, with pages that certsite writes itself in each of them.
#[test]
fn in_whatever_order_languages_come_everything_is_as_if_built_anew() {
    let site = Site::shipped();
    statistics::write(&site, 7, &crate::statistics::MONTHS);
    let settings = site.read("content/site.yaml");
    let line = |code: &str| settings.lines().find(|line| line.contains(code)).expect("a language");
    let (az, en) = (line("{code: az"), line("{code: en"));
    let ru = &en.replace("code: en", "code: ru");
    let both = format!("{az}\n{en}");
    assert!(settings.contains(&both), "{settings}");
    let mut engine = engine(&site);
    for languages in [
        vec![az, en],
        vec![en, az],
        vec![en],
        vec![az],
        vec![az, en],
        vec![az, en, ru],
        vec![az, ru, en],
        vec![ru, az],
        vec![az, en],
    ] {
        let languages = languages.join("\n");
        site.write("content/site.yaml", settings.replacen(&both, &languages, 1));
        let (living, fresh) = (snapshot(&mut engine), snapshot(&mut self::engine(&site)));
        assert_eq!(living.diagnostics, fresh.diagnostics, "{languages}");
        site::assert_same(&rendered(&living), &rendered(&fresh), &languages);
    }
}

/// A block that draws a picture and stands somewhere else in its page than before, or twice.
#[test]
fn a_picture_that_moves_in_its_page_is_as_if_drawn_anew() {
    let site = Site::shipped();
    statistics::write(&site, 7, &crate::statistics::MONTHS);
    let mut engine = engine(&site);
    let chart = "```chart\nby: month\n```\n";
    for text in ["", "Longer.\n\n", chart, &[chart, "```chart\nby: class\n```\n\n"].concat()] {
        let page = format!("---\ntitle: T\n---\n{text}\n{chart}");
        site.write("content/en/about.md", page);
        let (living, fresh) = (snapshot(&mut engine), snapshot(&mut self::engine(&site)));
        assert_eq!(living.diagnostics, fresh.diagnostics, "{text}");
        site::assert_same(&rendered(&living), &rendered(&fresh), text);
        let page = &rendered(&living)["en/about/index.html"];
        let page = String::from_utf8_lossy(page);
        let ids: Vec<_> =
            page.split("id=\"figures-").skip(1).map(|at| at.split('"').next()).collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    }
}

/// What texts of pages show in other places, or take from there: after any other text, a site that
/// read only that file shows what a fresh one does.
#[test]
fn whatever_a_text_shows_elsewhere_is_as_if_built_anew() {
    let taken: BTreeSet<bool> = (1..=3).flat_map(|seed| write_texts(seed, 60)).collect();
    assert_eq!(taken, BTreeSet::from([false, true]), "some plans are taken again, some are not");
}

/// Writes texts one after the other; tells of each whether the site was planned as before.
fn write_texts(seed: u64, steps: usize) -> Vec<bool> {
    let site = Site::with("-- content/en/note.txt --\nA note.\n");
    let (mut rng, mut engine) = (Rng::new(seed), engine(&site));
    let (mut before, mut story) = (snapshot(&mut engine), format!("seed {seed}"));
    let step = |_| {
        let page = rng.pick(&["about", "advisories/first", "advisories/second", "report"]);
        let path = format!("content/en/{page}.md");
        // Often the same front matter as before.
        let front = rng.pick(&[
            "title: T",
            "title: T",
            "title: T",
            "title: U\ntags: [team]",
            "title: V\ntags: [team, phishing]\ndate: 2026-05-01",
            "title: W\ntags: [phishing]\nfeed_id: /en/w/",
            "# Says nothing.\ntitle: T",
            "titel: T",
            "title: T\nslug: t",
            "title: T\nimage: note.txt",
        ]);
        let texts: Vec<&str> = (0..1 + rng.below(2)).map(|_| text(&mut rng)).collect();
        let text = format!("---\n{front}\n---\n{}\n", texts.join("\n\n"));
        story += &format!("; {path}: {text:?}");
        site.write(&path, text);
        let now: jiff::Timestamp = NOW.parse().expect("a time");
        let named = Changed::from_iter([path.as_str()]);
        let read = engine.read(now, &named, &mut Timings::default()).expect("there is a site");
        let living = engine.plan(read, &mut Timings::default());
        let fresh = snapshot(&mut self::engine(&site));
        assert_eq!(living.diagnostics, fresh.diagnostics, "{story}");
        site::assert_same(&rendered(&living), &rendered(&fresh), &story);
        let plan = |snapshot: &Snapshot| snapshot.site.as_ref().map(|site| site.plan.clone());
        let (now, last) = (plan(&living), plan(&std::mem::replace(&mut before, living)));
        now.zip(last).is_some_and(|(now, last)| now.has_addresses_of(&last))
    };
    (0..steps).map(step).collect()
}

/// A piece of a page's text: what others link to, names, draw or count.
fn text<'a>(rng: &mut Rng) -> &'a str {
    rng.pick(&[
        "Plain.",
        "Other.",
        "## Here {#here}",
        "## Here\n\n## Here",
        "## {{team.name}}",
        "[About](/en/about/) and [about](about.md#here) and [first](advisories/first.md#here).",
        "[First](first.md#here), [about](../about.md), [report](../report.md#here).",
        "[A note](note.txt) and [a note](../note.txt).",
        "Facts: {{team.email_incidents}}, {{team.phone}}, {{team.nothing}}.",
        "```latest\nsection: advisories/index.md\n```",
        "```latest\nsection: 7\n```",
        "```facts\nkeys: [team.name]\n```",
    ])
}

pub(crate) fn engine(site: &Site) -> Engine {
    let request = Request {
        base: Base::parse("https://cert.example.org").ok(),
        date: Some("2026-06-15".parse().expect("a date")),
        drafts: true,
        development: true,
        ..Request::default()
    };
    certsite::PROGRAM.engine(site.root(), request)
}

pub(crate) fn snapshot(engine: &mut Engine) -> Snapshot {
    let now: jiff::Timestamp = NOW.parse().expect("a time");
    engine.snapshot(now, &mut Timings::default()).expect("there is a site")
}

/// The Markdown files of the site.
fn pages(site: &Site) -> Tree {
    let mut tree = site.tree("content");
    tree.retain(|path, _| path.ends_with(".md"));
    tree
}

/// Every route of a snapshot, rendered, by its file; what fails, by its message.
pub(crate) fn rendered(snapshot: &Snapshot) -> Tree {
    let Some(site) = &snapshot.site else { return Tree::new() };
    let mut tree = Tree::new();
    for route in &site.plan.routes {
        let bytes = match site.render(route) {
            Ok(Bytes::Html(bytes) | Bytes::Made(bytes) | Bytes::Picture(bytes)) => bytes,
            Ok(Bytes::File(path)) => std::fs::read(path).expect("it is in the site"),
            Err(diagnostic) => diagnostic.problem.to_string().into_bytes(),
        };
        assert!(tree.insert(route.out.clone(), bytes).is_none(), "{} twice", route.out);
    }
    assert!(!tree.is_empty() || has_errors(&snapshot.diagnostics));
    tree
}

/// Does one thing that an editor might do, and says what.
fn edit(site: &Site, rng: &mut Rng, spoiled: &mut Spoiled) -> Step {
    let lang = rng.pick(&["az", "en"]);
    let page = |name: &str| format!("content/{lang}/{name}");
    let name = rng.pick(&[
        "about.md",
        "report.md",
        "advisories/first.md",
        "advisories/second.md",
        "index.md",
    ]);
    let n = rng.below(1_000);
    // Two of five steps mend something, if anything is broken.
    if rng.below(5) < 2
        && let Some(path) = spoiled.0.keys().nth(rng.below(spoiled.0.len().max(1))).cloned()
    {
        match spoiled.0.remove(&path).expect("it is a key") {
            Some(text) => site.write(&path, text),
            None => site.remove(&path),
        }
        return format!("mend {path}");
    }
    let mut change = |path: String, how: &dyn Fn(&str) -> Option<String>| {
        let sound = site.has(&path).then(|| site.read(&path));
        match how(sound.as_deref().unwrap_or("---\ntitle: New\n---\n")) {
            Some(text) => site.write(&path, text),
            None if sound.is_some() => site.remove(&path),
            None => return format!("leave {path}, which is not there"),
        }
        let said = format!("change {path}");
        spoiled.0.entry(path).or_insert(sound);
        said
    };
    match rng.below(16) {
        13 => {
            // A picture that comes, changes, is cut or is none.
            let (path, photo) = (page("photo.jpg"), photograph(600, (n % 3) as u8));
            let length = [photo.len(), photo.len(), 500, 0][n % 4];
            site.write(&path, &photo[..length]);
            format!("write {length} bytes of {path}")
        }
        14 => change(page("about.md"), &|text| {
            let mark = if n.is_multiple_of(2) { "!" } else { "" };
            Some(format!("{text}\n{mark}[x](photo.jpg)\n"))
        }),
        0..=2 => {
            // An edit that stays.
            let path = page(name);
            let text =
                if site.has(&path) { site.read(&path) } else { "---\ntitle: T\n---\n".into() };
            site.write(&path, format!("{text}\nLine {n}.\n"));
            format!("add a line to {path}")
        }
        3 => change(page(name), &|text| Some(text.replacen("title: ", &format!("title: {n} "), 1))),
        4 => change(page(name), &|text| {
            Some(text.replacen("---\n", &format!("---\nslug: s{n}\n"), 1))
        }),
        5 => change(page(name), &|text| Some(text.replacen("---\n", "---\ntitel: x\n", 1))),
        6 => change(page("advisories/second.md"), &|_| None),
        7 => change(page(&format!("advisories/new-{}.md", n % 3)), &|_| {
            Some(format!(
                "---\ntitle: New {n}\ndate: 2026-0{}-01\ntags: [team]\n---\n[x](first.md)\n",
                1 + n % 9
            ))
        }),
        8 => change(page("advisories/first.md"), &|text| {
            Some(text.replace("tags: [phishing]", "draft: true"))
        }),
        9 => change("themes/plain/templates/page.html".into(), &|text| {
            Some(text.replacen("<article>", &format!("<p>{n}</p><article>"), 1))
        }),
        10 => change("themes/plain/templates/section.html".into(), &|text| {
            Some(format!("{text}{{% if %}}"))
        }),
        11 => change("themes/plain/strings/en.yaml".into(), &|text| {
            Some(text.replacen("There is no", &format!("There is {n} no"), 1))
        }),
        12 => change("content/data/tags.yaml".into(), &|text| {
            Some(text.replacen("The team", &format!("Team {n}"), 1))
        }),
        _ => {
            let how = rng.below(3);
            change(
                ["content/team.yaml", "content/site.yaml", "themes/plain/assets/plain.css"][how]
                    .into(),
                &|text| {
                    Some(match how {
                        0 => text.replacen("incidents@", &format!("i{n}@"), 1),
                        1 => text.replacen("page_size: 3", &format!("page_size: {}", n % 3), 1),
                        _ => text.replacen("60em", &format!("{n}em"), 1),
                    })
                },
            )
        }
    }
}
