//! The search of a built site, by the real script in a browser: what it finds for the queries of
//! `tests/sites/search`, what it must not find, and how readers reach it.

use certsite_tests::{Site, browser, project};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;

const LANGUAGES: [&str; 2] = ["az", "en"];

/// A file of the repository, without what only people read.
fn lines(path: &str) -> Vec<String> {
    let text = fs::read_to_string(project().join(path)).expect("it is in the repository");
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(str::to_owned).collect()
}

/// The queries of a language, each with what has to be found.
fn queries(lang: &str) -> Vec<(String, String)> {
    let lines = lines(&format!("tests/sites/search/{lang}.txt"));
    let pairs = lines.iter().map(|line| line.split_once(" = ").expect("a query and its answer"));
    pairs.map(|(query, expect)| (query.to_owned(), expect.to_owned())).collect()
}

/// The words of a language in a table of its rules, each with what the table says of it.
fn table(lang: &str, name: &str) -> Vec<[String; 2]> {
    let lines = lines(&format!("generator/crates/base/src/lang/{name}.txt"));
    let rows = lines.iter().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let own = rows.filter(|row| row[0] == lang);
    let pairs = own.flat_map(|row| {
        let pair = |word: &&str| [row[1].to_owned(), (*word).to_owned()];
        row[2..].iter().map(pair).collect::<Vec<_>>()
    });
    pairs.collect()
}

/// Texts of a language, each with its words.
fn texts(lang: &str) -> Vec<[String; 2]> {
    let lines = lines("generator/crates/search/src/words.txt");
    let rows = lines.iter().map(|line| line.split(" | ").collect::<Vec<_>>());
    let own = rows.filter(|row| row[0] == lang);
    own.map(|row| [row[1].to_owned(), row[2].to_owned()]).collect()
}

/// The address of a page by its key, with the place in it.
fn address(site: &Site, lang: &str, key: &str) -> String {
    let (file, place) = key.split_once('#').map_or((key, None), |(file, id)| (file, Some(id)));
    let slug = |path: &str, name: &str| {
        let text = if site.has(path) { site.read(path) } else { String::new() };
        let own = text.lines().find_map(|line| line.strip_prefix("slug: ")).map(str::to_owned);
        own.unwrap_or_else(|| name.to_owned())
    };
    let mut address = format!("/{lang}/");
    let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
    if !folder.is_empty() {
        let index = format!("content/{lang}/{folder}/index.md");
        address += &format!("{}/", slug(&index, folder));
    }
    if name != "index.md" {
        let name = name.trim_end_matches(".md");
        address += &format!("{}/", slug(&format!("content/{lang}/{file}"), name));
    }
    place.map_or(address.clone(), |id| format!("{address}#{id}"))
}

/// Whether the first three addresses are what a query has to find.
fn is_found(site: &Site, lang: &str, expect: &str, found: &[&str]) -> bool {
    let page = |url: &str| url.split('#').next().unwrap_or(url).to_owned();
    match expect.strip_prefix("~ ") {
        _ if expect == "nothing" => found.is_empty(),
        Some(key) => found.iter().any(|url| page(url) == address(site, lang, key)),
        None if expect.contains('#') => found.first() == Some(&&*address(site, lang, expect)),
        None => found.first().is_some_and(|url| page(url) == address(site, lang, expect)),
    }
}

#[test]
fn readers_find_what_they_look_for() {
    let site = Site::showcase_built();
    let asked = LANGUAGES.map(|lang| {
        let own: Vec<_> = queries(lang).into_iter().map(|(query, _)| query).collect();
        let (stems, joined) = (table(lang, "words"), table(lang, "joined"));
        let all = json!({ "queries": own, "stems": stems, "joined": joined, "texts": texts(lang) });
        (format!("/{lang}/"), all)
    });
    let asked: BTreeMap<_, _> = asked.into();
    let seen =
        browser::run("search", &json!({ "folder": site.path("public"), "languages": asked }));
    let mut wrong = Vec::new();
    for lang in LANGUAGES {
        let seen = &seen[format!("/{lang}/")];
        assert_eq!(seen["otherwise"], json!([]), "the script reads words otherwise");
        for (query, expect) in queries(lang) {
            let found = seen["found"][&query].as_array().expect("a list");
            let found: Vec<_> = found.iter().filter_map(Value::as_str).collect();
            if !is_found(&site, lang, &expect, &found) {
                wrong.push(format!("{lang}: {query} = {expect}, but found {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Of slips in words of titles so many in a thousand may find no page of theirs. What is left are words
/// whose stems have two letters, and slips that make other words of them.
const LOST: usize = 20;

/// So many bytes of an index, compressed, a word may fetch before the first results show.
const FETCHED: u64 = 60_000;

#[test]
fn one_slip_in_a_word_of_a_title_is_forgiven() {
    let site = Site::showcase_built();
    let alphabets =
        json!({ "/az/": "abcçdeəfgğhxıijkqlmnoöprsştuüvyz", "/en/": "abcdefghijklmnopqrstuvwxyz" });
    // Of ten thousand some are enough to see a rule that no longer holds.
    let asked = json!({ "folder": site.path("public"), "languages": alphabets, "each": 7 });
    let seen = browser::run("search_slips", &asked);
    for lang in LANGUAGES {
        let seen = &seen[format!("/{lang}/")];
        let number = |key: &str| seen[key].as_u64().expect("a number");
        let lost = seen["lost"].as_array().expect("a list").len();
        assert!(number("tried") > 500, "{lang}: only {} were tried", number("tried"));
        let most = number("tried") as usize * LOST / 1000;
        assert!(lost < most, "{lang}: {lost} of {} are lost: {seen:#}", number("tried"));
        assert!(number("bytes") < FETCHED, "{lang}: {} bytes", number("bytes"));
    }
}

#[test]
fn what_is_shown_of_a_page_are_the_words_of_the_query() {
    let site = Site::showcase_built();
    let rows = lines("tests/sites/search/marks.txt");
    let rows = rows.iter().map(|line| line.split(" = ").collect::<Vec<_>>());
    let asked: Vec<Value> = rows
        .map(|row| {
            let (lang, query) = row[0].split_once(' ').expect("a language and a query");
            json!([lang, query, address(&site, lang, row[1]), row[2]])
        })
        .collect();
    let seen =
        browser::run("search_marks", &json!({ "folder": site.path("public"), "asked": asked }));
    assert_eq!(seen["wrong"], json!([]), "{seen:#}");
}

/// Most bytes of the script, compressed.
const SCRIPT: usize = 8000;

#[test]
fn the_script_stays_small() {
    let site = Site::shipped();
    site.build().ok();
    let files = site.published();
    let is_it = |path: &str| path.starts_with("assets/search.") && path.ends_with(".js");
    let (_, script) = files.iter().find(|(path, _)| is_it(path)).expect("it is there");
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(script).expect("memory takes all");
    let length = packer.finish().expect("memory takes all").len();
    assert!(length < SCRIPT, "{length}");
}

#[test]
fn the_page_is_searched_by_keyboard_read_out_and_left_to_the_browser_without_a_script() {
    let site = Site::showcase_built();
    let seen = browser::run("search_page", &json!({ "folder": site.path("public") }));
    assert_eq!(seen["wrong"], json!([]), "{seen:#}");
}

/// The texts of all files of an index.
fn index(site: &Site, folder: &str) -> String {
    let files = site.tree(&format!("public/{folder}"));
    let own = files.iter().filter(|(path, _)| path.ends_with(".json"));
    own.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect()
}

#[test]
fn what_nobody_shall_find_is_in_no_index() {
    let site = Site::shipped();
    site.edit(
        "-- content/en/quince.md --
---
title: Quince
---

A word: marmalade. An address: `apricot.example`.

> [!WARNING]
> A loquat.
-- content/en/hidden.md --
---
title: Medlar
search: false
---

Text.
-- content/en/later.md --
---
title: Persimmon
date: 2099-01-01
---

Text.
-- content/en/draft.md --
---
title: Damson
draft: true
---

Text.
",
    );
    site.build_with(&["--drafts"]).ok();
    let index = index(&site, "assets/search/en");
    for word in ["\"quinc\"", "\"marmalad\"", "\"apricot\"", "\"loquat\""] {
        assert!(index.contains(word), "there is no {word}");
    }
    for word in ["medlar", "damson"] {
        assert!(!index.contains(word) && !index.contains("Medlar"), "there is {word}");
    }
    site.shows("en/search/", "Quince").hides("en/search/", "Medlar").hides("en/search/", "Damson");
    site.build().ok();
    site.hides("en/search/", "Persimmon");
}

#[test]
fn a_theme_without_the_words_has_no_search() {
    let site = Site::plain("");
    assert!(!site.has("public/en/search/index.html"));
    assert!(!site.has("public/en/search/index.json"));
}
