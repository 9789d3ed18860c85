//! What a living site keeps of its last state when pages come, go and are renamed, and when theme,
//! words, data and settings change: each edit is named as the system names it, and the site is held
//! against a fresh one. Also counted: how many documents were linked again.

use crate::equality::{NOW, engine, rendered, snapshot};
use certsite_base::address::Base;
use certsite_site::load::Changed;
use certsite_site::site::{Engine, Request};
use certsite_site::timing::Timings;
use certsite_tests::{Rng, Site, site};
use std::collections::{BTreeMap, BTreeSet};

/// What an editor does: its name, and what it changes, which may be several files at once.
struct Edit {
    name: &'static str,
    /// Whether most documents must keep their links.
    keeps: bool,
    run: fn(&mut Script),
}

const EDITS: [Edit; 13] = [
    Edit { name: "text", keeps: true, run: |script| script.write_page() },
    Edit { name: "new page", keeps: true, run: |script| script.write_page() },
    Edit { name: "deleted page", keeps: true, run: |script| script.delete_page() },
    Edit { name: "renamed page", keeps: true, run: |script| script.rename_page() },
    Edit {
        name: "several",
        keeps: true,
        run: |script| {
            script.write_page();
            script.delete_page();
            script.rename_page();
            script.write_page();
        },
    },
    Edit { name: "template", keeps: true, run: |script| script.vary(PAGE_TEMPLATE) },
    Edit { name: "template of a block", keeps: true, run: |script| script.vary(BLOCK_TEMPLATE) },
    Edit { name: "words", keeps: true, run: |script| script.vary(WORDS) },
    Edit { name: "tags", keeps: true, run: |script| script.vary(TAGS) },
    Edit { name: "settings", keeps: true, run: |script| script.vary(SETTINGS) },
    Edit { name: "terms", keeps: true, run: |script| script.write_terms() },
    Edit { name: "facts", keeps: false, run: |script| script.vary(FACTS) },
    Edit { name: "files", keeps: false, run: |script| script.other_file() },
];

/// A file of the small site, and texts of it with others that may take their places.
type Variants = (&'static str, &'static [(&'static str, &'static str)]);

const PAGE_TEMPLATE: Variants = (
    "themes/plain/templates/page.html",
    &[
        ("<article>", "<article class=\"x\">"),
        ("<article>", "<article id=\"here\">"),
        ("<article>", "<article id=\"there\">"),
        ("id=\"toc\"", "id=\"contents\""),
    ],
);

const BLOCK_TEMPLATE: Variants = (
    "themes/plain/templates/embeds/latest.html",
    &[("class=\"latest\"", "id=\"latest\""), ("class=\"latest\"", "id=\"there\"")],
);

const WORDS: Variants = (
    "themes/plain/strings/en.yaml",
    &[
        ("unknown: to be supplied by the team", "unknown: a secret"),
        ("slug_high: high", "slug_high: very-high"),
        ("none: There is no translation", "none: Nothing"),
        ("note: Note", "note: Nota bene"),
    ],
);

const TAGS: Variants = (
    "content/data/tags.yaml",
    &[
        ("en: The team", "en: Us"),
        ("en: team}", "en: crew}"),
        ("phishing: {name", "fishing: {name"),
        ("team: {name", "team: {nam"),
    ],
);

const SETTINGS: Variants = (
    "content/site.yaml",
    &[
        ("page_size: 3", "page_size: 2"),
        ("footer: [report.md]", "footer: [report.md, advisories/p1.md]"),
        ("en: Sample team", "en: Sample crew"),
        ("report_page: report.md", "report_page: about.md"),
        ("page_size: 3", "tags_slug: {az: x, en: y}"),
    ],
);

const FACTS: Variants = (
    "content/team.yaml",
    &[
        ("name: Nümunə\n", "name: Başqa\n"),
        ("phone: !unknown \"Which number answers?\"", "phone: \"+994 12 000 00 00\""),
        ("incidents@example.org", "others@example.org"),
    ],
);

const DRAFT: Variants =
    ("content/en/advisories/first.md", &[("title: Ph", "draft: true\ntitle: Ph")]);

/// A site that is edited.
struct Script {
    site: Site,
    rng: Rng,
    changed: BTreeSet<String>,
}

impl Script {
    /// A page of one of two sections, of which some are there.
    fn page(&mut self) -> String {
        let lang = self.rng.pick(&["az", "en"]);
        format!(
            "content/{lang}/advisories/{}.md",
            self.rng.pick(&["p1", "p2", "p3", "p 4", "q", "p1.md#x"])
        )
    }

    fn write_page(&mut self) {
        let path = self.page();
        let front = self.rng.pick(&[
            "title: T\ndate: 2026-03-05",
            "title: \"{{team.name}} says\"",
            "title: U\ntags: [team, phishing]",
            "title: T\nslug: t",
            "title: V\nimage: note.txt",
            "title: W\nimage: p2.md",
            "title: \"{{team.phone}} is ours\"",
            "title: \"[m] is another\"",
            "title: X\naliases: [/old/]",
            "title: X\naliases: [/en/advisories/p2/]",
            "title: Y\ntemplate: tag",
            "title: Y\nslug: first",
            "title: Z\ntags: [team]\nadvisory: {id: A-2026-0001, status: draft}",
            "title: Z\nweight: 2",
        ]);
        let texts: Vec<&str> = (0..self.rng.below(3)).map(|_| text(&mut self.rng)).collect();
        let text = format!("---\n{front}\n---\n{}\n", texts.join("\n\n"));
        self.site.write(&path, text);
        self.changed.insert(path);
    }

    /// One of those that are there, if any is.
    fn known_page(&mut self) -> Option<String> {
        let pages = (0..20).map(|_| self.page()).collect::<Vec<_>>();
        pages.into_iter().find(|path| self.site.has(path))
    }

    fn delete_page(&mut self) {
        if let Some(path) = self.known_page() {
            self.site.remove(&path);
            self.changed.insert(path);
        }
    }

    fn rename_page(&mut self) {
        let to = self.page();
        if let Some(from) = self.known_page().filter(|from| *from != to) {
            std::fs::rename(self.site.path(&from), self.site.path(&to)).expect("both are ours");
            self.changed.extend([from, to]);
        }
    }

    /// Writes a file with one of the other texts in it, or as it was.
    fn vary(&mut self, (path, others): Variants) {
        let base = certsite_tests::project().join("tests/sites/base").join(path);
        let text = std::fs::read_to_string(base).expect("it is one of the small site's");
        let text = match others.get(self.rng.below(others.len() + 1)) {
            Some((old, new)) => {
                assert!(text.contains(old), "{path} holds “{old}” no more");
                text.replacen(old, new, 1)
            }
            None => text,
        };
        self.site.write(path, text);
        self.changed.insert(path.to_owned());
    }

    /// Writes a file that blocks are drawn from, and links lead to.
    fn write_terms(&mut self) {
        let id = self.rng.pick(&["term", "word", "here"]);
        let path = "content/data/glossary.yaml";
        self.site.write(path, format!("terms: [{{id: {id}, az: Söz, en: Word}}]\n"));
        self.changed.insert(path.to_owned());
    }

    /// Writes or deletes a file that decides about links to others.
    fn other_file(&mut self) {
        let path = self.rng.pick(&[
            "content/en/advisories/note.txt",
            "content/en/advisories/a#b.txt",
            "content/en/advisories/p1#here.md",
            "content/files/more.txt",
            "content/files/en/advisories/p2/index.html",
            "content/files/en/advisories/p3",
            "themes/plain/assets/more.css",
            "content/ru/page.md",
        ]);
        match self.site.has(path) {
            true => self.site.remove(path),
            false => self.site.write(path, "---\ntitle: N\n---\nText.\n"),
        }
        self.changed.insert(path.to_owned());
    }
}

/// A piece of a page's text.
fn text<'a>(rng: &mut Rng) -> &'a str {
    rng.pick(&[
        "Plain.",
        "[One](p1.md).",
        "[Two](p2.md#here).",
        "[Three](../../az/advisories/p3.md).",
        "## Here {#here}",
        "## There\n\n## There",
        "## {{team.name}}",
        "[One](p1.md#here), [two](p2.md), [three](p3.md#there), [four](p%204.md#here-1).",
        "[Four](<p 4.md#there-1>) and [one](p5.md) and [q](q.md#her).",
        "[First](first.md#act), [about](../about.md#who), [one](../../az/advisories/p1.md#here).",
        "[A note](note.txt), [odd](a#b.txt) and [odder](p1#here.md).",
        "![A page](p1.md) and ![a note](note.txt).",
        "[Call](tel:{{team.phone}}) and [me](#here), [not me](#nobody).",
        "[Nobody](ru/page.md) and [nothing](../../ru/page.md).",
        "```latest\nsection: advisories/index.md\n```\n\n## Latest",
        "```glossary\n```\n\n## Term {#term}",
        "## Odd {#x.md}\n\n[odd](p1.md#x.md)",
        "[Term](p1.md#term), [word](p2.md#word), [here](#word).",
        "```facts\nkeys: [team.name]\n```",
        "Facts: {{team.phone}}, {{team.nothing}}.",
    ])
}

const FILES: &str = "\
-- content/en/advisories/note.txt --
A note.
-- content/data/glossary.yaml --
terms: [{id: term, az: Söz, en: Word}]
-- themes/plain/templates/embeds/glossary.html --
{% for term in embed.terms %}<p id=\"{{ term.id }}\">{{ term.term }}</p>{% endfor %}
";

#[test]
fn whatever_is_kept_of_the_last_state_is_as_if_built_anew() {
    let mut fewest: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 1..=4 {
        run(seed, 60, &mut fewest, true);
    }
    // Ten documents are always there.
    for Edit { name, .. } in EDITS.iter().filter(|edit| edit.keeps) {
        assert!(fewest[name] < 6, "{name}: {} documents linked", fewest[name]);
    }
}

/// Edits that reach further than their own page, each for one reason alone: files of the small site
/// before, and what is saved then.
const FAR: [(&str, &str, &str); 10] = [
    (
        "an older address becomes a page",
        "-- content/en/about.md --\n---\ntitle: A\naliases: [/en/advisories/p2/]\n---\n",
        "-- content/en/advisories/p2.md --\n---\ntitle: Two\n---\n",
    ),
    (
        "a file becomes a folder",
        "-- content/files/en/advisories/p3 --\nA file.\n",
        "-- content/en/advisories/p3.md --\n---\ntitle: Three\n---\n",
    ),
    (
        "a word sorts titles otherwise",
        "-- content/en/advisories/p1.md --\n---\ntitle: \"{{team.phone}} is ours\"\n---\n\
         -- content/en/advisories/p2.md --\n---\ntitle: \"[m] is another\"\n---\n",
        "-- themes/plain/strings/en.yaml --\nplaceholder: {unknown: a secret, none: none}\n",
    ),
    (
        "a block brings other anchors",
        "-- content/en/about.md --\n---\ntitle: A\n---\n```glossary\n```\n\
         -- content/en/report.md --\n---\ntitle: R\n---\n[Term](about.md#term)\n",
        "-- content/data/glossary.yaml --\nterms: [{id: word, az: Söz, en: Word}]\n",
    ),
    (
        "a heading gets another anchor",
        "-- content/en/about.md --\n---\ntitle: A\n---\n## Who\n\
         -- content/en/report.md --\n---\ntitle: R\n---\n[Who](about.md#who)\n",
        "-- content/en/about.md --\n---\ntitle: A\n---\n## We\n",
    ),
    (
        "a block in the template takes an anchor",
        "-- content/en/about.md --\n---\ntitle: A\n---\n## Who\n\
         -- content/en/report.md --\n---\ntitle: R\n---\n[Who](about.md#who)\n",
        "-- themes/plain/templates/page.html --\n{% extends \"base.html\" %}\n\
         {% block main %}<p id=\"who\">{{ page.body | safe }}</p>{% endblock %}\n",
    ),
    (
        "a page is called like an anchor",
        "-- content/en/about.md --\n---\ntitle: A\n---\n## Who {#x.md}\n\
         -- content/en/report.md --\n---\ntitle: R\n---\n[Who](about.md#x.md)\n",
        "-- content/en/about.md#x.md --\n---\ntitle: X\n---\n",
    ),
    (
        "a name is written with escapes",
        "-- content/en/a%20b.md --\n---\ntitle: A\n---\n\
         -- content/en/report.md --\n---\ntitle: R\n---\n[A](a%20b.md)\n",
        "-- content/en/a b.md --\n---\ntitle: B\n---\n",
    ),
    (
        "a file is named no more",
        "-- content/en/report.md --\n---\ntitle: R\n---\n[A note](advisories/note.txt)\n",
        "-- content/en/report.md --\n---\ntitle: S\n---\nNothing.\n",
    ),
    (
        "a style sheet has another address",
        "",
        "-- themes/plain/assets/plain.css --\nbody { max-width: 50em; }\n",
    ),
];

#[test]
fn whatever_an_edit_reaches_is_as_if_built_anew() {
    for (name, before, after) in FAR {
        let site = Site::with(FILES);
        site.edit(before);
        let mut living = engine(&site);
        snapshot(&mut living);
        site.edit(after);
        let (kept, fresh) = (snapshot(&mut living), snapshot(&mut engine(&site)));
        assert_eq!(kept.diagnostics, fresh.diagnostics, "{name}");
        site::assert_same(&rendered(&kept), &rendered(&fresh), name);
    }
}

/// Pages that wait decide about others.
#[test]
fn whatever_is_kept_of_a_site_without_drafts_is_as_if_built_anew() {
    run(7, 40, &mut BTreeMap::new(), false);
}

fn run(seed: u64, steps: usize, fewest: &mut BTreeMap<&'static str, usize>, drafts: bool) {
    let site = Site::with(FILES);
    let mut script = Script { site, rng: Rng::new(seed), changed: BTreeSet::new() };
    let fresh_engine = |site: &Site| match drafts {
        true => engine(site),
        false => without_drafts(site),
    };
    let mut living = fresh_engine(&script.site);
    snapshot(&mut living);
    let mut story = format!("seed {seed}");
    for _ in 0..steps {
        let edit = &EDITS[script.rng.below(EDITS.len())];
        (edit.run)(&mut script);
        if !drafts && script.rng.one_in(4) {
            script.vary(DRAFT);
        }
        let changed = std::mem::take(&mut script.changed);
        story += &format!("; {}: {changed:?}", edit.name);
        let now: jiff::Timestamp = NOW.parse().expect("a time");
        let named = changed.iter().map(String::as_str).collect::<Changed>();
        let read = living.read(now, &named, &mut Timings::default()).expect("there is a site");
        let kept = living.plan(read, &mut Timings::default());
        let fresh = snapshot(&mut fresh_engine(&script.site));
        assert_eq!(kept.diagnostics, fresh.diagnostics, "{story}");
        site::assert_same(&rendered(&kept), &rendered(&fresh), &story);
        let least = fewest.entry(edit.name).or_insert(usize::MAX);
        if kept.site.is_some() && !changed.is_empty() {
            *least = living.linked.min(*least);
        }
    }
}

fn without_drafts(site: &Site) -> Engine {
    let request = Request {
        base: Base::parse("https://cert.example.org").ok(),
        date: Some("2026-06-15".parse().expect("a date")),
        ..Request::default()
    };
    certsite::PROGRAM.engine(site.root(), request)
}
