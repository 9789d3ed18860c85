//! What must hold of every address, tried with names that nobody would give a file: the same ones
//! each time, drawn from a fixed seed.

use super::{Alias, Base, fragment};
use html5gum::{Token, Tokenizer};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseResult, TestRng, TestRunner};

fn hold<S: Strategy>(names: S, property: impl Fn(S::Value) -> TestCaseResult) {
    let config = Config { cases: 1_000, failure_persistence: None, ..Config::default() };
    let seed = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let tried = TestRunner::new_with_rng(config, seed).run(&names, property);
    tried.unwrap_or_else(|found| panic!("{found}"));
}

/// Anything, with a liking for what formats, servers and file systems give a meaning to.
fn names() -> impl Strategy<Value = String> {
    let sign = prop_oneof![
        3 => prop::sample::select(&[
            "/", "//", ".", "..", "%", "%2F", "%2e", "%00", "#", "?", "&", "&amp;", "\"", "'", "<",
            ">", " ", "+", ";", "\\", "{{", "}}", "$", "`", "|", "^", "*", ":", "@", "=", "~", "\n",
            "\r", "\t", "\0", "\u{85}", "\u{202e}", "\u{feff}", "ə", "e\u{301}", "Ж", "😀", "a", "B", "0",
        ][..]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(sign, 0..24).prop_map(|signs| signs.concat())
}

fn bases() -> impl Strategy<Value = Base> {
    let texts = vec!["https://example.org", "http://[::1]:8080/a/b", "https://example.org/ə~&(x)"];
    prop::sample::select(texts).prop_map(|text| Base::parse(text).expect(text))
}

#[test]
fn no_path_leads_out_of_the_site() {
    hold((bases(), names(), names()), |(base, one, other)| {
        let place = base.at(&one).join(&other);
        for part in place.path().split('/') {
            prop_assert!(!matches!(part, "." | ".."), "{}", place.path());
        }
        prop_assert!(!place.path().starts_with('/') && !place.path().contains("//"));
        prop_assert!(!place.file().is_empty() && !place.file().ends_with('/'));
        prop_assert!(place.as_str().starts_with(base.root().as_str()), "{place}");
        Ok(())
    });
}

#[test]
fn what_is_encoded_is_found_again() {
    hold((bases(), names(), names()), |(base, name, ending)| {
        let place = base.at(&name);
        prop_assert!(base.find(place.as_str()).as_deref() == Some(place.path()), "{place}");
        let beside = place.with_ending(&ending);
        prop_assert!(base.find(beside.as_str()).as_deref() == Some(beside.path()), "{beside}");
        let same = base.at(place.path());
        prop_assert_eq!(same.as_str(), place.as_str());
        Ok(())
    });
}

#[test]
fn browsers_read_an_address_as_it_is_written() {
    hold((bases(), names(), names()), |(base, name, place)| {
        let file = base.at(&name);
        // Escaping it would change nothing, so it can neither be forgotten nor done twice.
        prop_assert!(!file.as_str().contains(['&', '<', '>', '"', '\'']), "{}", file);
        let place = fragment(&place);
        let address = format!("{file}{}", place.replace("&amp;", "&"));
        // Double quotes as templates write them, none as minified pages have them.
        let link = format!("{file}{place}");
        for (link, address, quote) in [
            (&link, &address, "\""),
            (&link, &address, "'"),
            (&file.to_string(), &file.to_string(), ""),
        ] {
            let html = format!("<a href={quote}{link}{quote}>x</a>");
            let tokens: Vec<Token> = Tokenizer::new(&html).map(|Ok(token)| token).collect();
            let Some(Token::StartTag(tag)) = tokens.first() else { panic!("{html}") };
            prop_assert_eq!(tokens.len(), 3, "{}", html);
            prop_assert_eq!(tag.attributes.len(), 1, "{}", html);
            let href = tag.attributes.get(&b"href"[..]).map(|value| value.to_vec());
            prop_assert_eq!(href.as_deref(), Some(address.as_bytes()), "{}", html);
        }
        let whole = format!("{}{}", file.url(), place.replace("&amp;", "&"));
        let parsed = url::Url::parse(&whole).expect(&whole);
        prop_assert_eq!(parsed.as_str(), &whole);
        prop_assert!(parsed.path() == file.as_str(), "{whole}");
        Ok(())
    });
}

#[test]
fn an_address_of_a_site_is_refused_or_has_one_form() {
    let texts =
        (prop::sample::select(&["", "https://", "HTTP://a.b", "https://a:1/"][..]), names());
    hold(texts, |(start, rest)| {
        if let Ok(base) = Base::parse(&format!("{start}{rest}")) {
            let text = base.to_string();
            let plain = url::Url::parse(&text).expect(&text);
            prop_assert!(plain.as_str().trim_end_matches('/') == text, "{text} {plain}");
            prop_assert!(Base::parse(&text).as_ref() == Ok(&base), "{text}");
        }
        Ok(())
    });
}

#[test]
fn an_alias_is_refused_or_answered_below_the_site() {
    hold((bases(), names()), |(base, text)| {
        let Ok(alias) = Alias::parse(&format!("/{text}")) else { return Ok(()) };
        let path = alias.path(&base);
        prop_assert!(path.starts_with(base.root().as_str()) && path.is_ascii(), "{path}");
        prop_assert!(!path.contains([' ', '"', '#', '?', '*', ':', '$', ';']), "{path}");
        prop_assert!(alias.query().is_none_or(|query| !query.contains([' ', '"'])));
        if let Some(page) = alias.page(&base) {
            prop_assert!(page.as_str().starts_with(&path), "{page} {path}");
            let (_, ending) =
                page.file().rsplit_once('.').map(|(_, e)| ((), e.to_owned())).expect("an ending");
            prop_assert!(matches!(&*ending.to_ascii_lowercase(), "html" | "htm"), "{page}");
        }
        // Written as servers are asked for it, it is the same.
        let again = match alias.query() {
            Some(query) => format!("/{}?{query}", &path[base.root().as_str().len()..]),
            None => format!("/{}", &path[base.root().as_str().len()..]),
        };
        let again = Alias::parse(&again).unwrap_or_else(|wrong| panic!("{again} {wrong}"));
        prop_assert_eq!(again.path(&base), path);
        prop_assert_eq!(again.key(), alias.key());
        Ok(())
    });
}
