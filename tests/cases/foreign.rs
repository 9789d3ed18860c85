//! Words of another language on a page: an element around them says which, so that programs read
//! them aloud as what they are.

use certsite_tests::Site;
use html5gum::{Token, Tokenizer};
use std::collections::{BTreeMap, BTreeSet};

/// Names of people, products, networks, services and malware, which are the same in all languages.
const NAMES: &[&str] = &[
    "agenttesla",
    "apple",
    "ascii",
    "atom",
    "aysel",
    "azsciencecert",
    "azsciencenet",
    "certsite",
    "emotet",
    "git",
    "github",
    "gmail",
    "gnupg",
    "géant",
    "hyperloglog",
    "javascript",
    "kamran",
    "leyla",
    "linux",
    "mac",
    "macos",
    "mirai",
    "murad",
    "nigar",
    "openpgp",
    "orxan",
    "outlook",
    "powershell",
    "qakbot",
    "redis",
    "roundcube",
    "sampleloader",
    "sigma",
    "sload",
    "suricata",
    "telnet",
    "thunderbird",
    "tural",
    "wi-fi",
    "wi-fi-ı",
    "windows",
    "yara",
];

/// Names of several words.
const PHRASES: &[&str] = &[
    "Apple Mail",
    "CERT (sample)",
    "GPG Suite",
    "JSON Feed",
    "No More Ransom",
    "PSIRT (sample)",
    "SLoad (sample)",
    "Trusted Introducer",
];

/// Words that both languages have. Some look alike and mean something else: “on” is ten.
const SHARED: &[&str] = &[
    "agent",
    "antivirus",
    "apr",
    "bank",
    "botnet",
    "ctrl",
    "disk",
    "ddos",
    "forum",
    "host",
    "internet",
    "mar",
    "may",
    "model",
    "on",
    "port",
    "region",
    "risk",
    "router",
    "sensor",
    "server",
    "spam",
    "status",
    "virus",
];

/// Names of files, parameters and headers, quoted where no code can stand; and a word behind its
/// translation, in the description of an advisory that is signed.
const QUOTED: &[&str] = &["honeypot", "hooks", "received", "sample-date-utils", "sort"];

/// What the pages of a language say in it without a mark: word → page and sentence.
type Said = BTreeMap<String, (String, String)>;

/// The texts of a page that readers see or hear, each with the language that is nearest above it.
fn texts(html: &str) -> Vec<(String, String)> {
    const SPOKEN: [&[u8]; 5] = [b"alt", b"title", b"aria-label", b"placeholder", b"data-label"];
    const VOID: &str = " area base br col embed hr img input link meta source track wbr ";
    const CODE: &str = " script style code pre kbd samp template ";
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    // Name, language, and whether it is code.
    let mut open: Vec<(String, String, bool)> = Vec::new();
    let mut found: Vec<(String, String)> = Vec::new();
    for Ok(token) in Tokenizer::new(html) {
        match token {
            Token::StartTag(tag) => {
                let name = text(&tag.name);
                let value = |key: &[u8]| tag.attributes.get(key).map(|value| text(value));
                let (_, lang, is_code) = open.last().cloned().unwrap_or_default();
                let lang = value(b"lang").unwrap_or(lang);
                let is_code = is_code
                    || CODE.contains(&format!(" {name} "))
                    || value(b"translate").as_deref() == Some("no");
                let described = value(b"name").as_deref() == Some("description");
                let described = described.then(|| value(b"content")).flatten();
                let spoken = SPOKEN.iter().filter_map(|key| value(key)).chain(described);
                found.extend(spoken.filter(|_| !is_code).map(|said| (lang.clone(), said)));
                if !tag.self_closing && !VOID.contains(&format!(" {name} ")) {
                    open.push((name, lang, is_code));
                }
            }
            Token::EndTag(tag) => {
                let name = text(&tag.name);
                let at = open.iter().rposition(|(own, ..)| *own == name).expect("it was opened");
                open.truncate(at);
            }
            Token::String(string) => {
                if let Some((_, lang, false)) = open.last() {
                    found.push((lang.clone(), text(&string)));
                }
            }
            _ => {}
        }
    }
    found
}

/// The words of a text, small, without names that begin with “Example” or “Sample”, without
/// addresses, names of files, numbers, abbreviations and letters that stand alone.
fn words(text: &str) -> Vec<String> {
    let mut text = text.to_owned();
    for phrase in PHRASES {
        text = text.replace(phrase, " ");
    }
    let mut words = Vec::new();
    let mut is_name = false;
    for chunk in text.split_whitespace() {
        let bare = chunk.trim_matches(|c: char| !c.is_alphanumeric());
        let is_capital = bare.starts_with(char::is_uppercase);
        is_name = matches!(bare, "Example" | "Sample") || is_name && (is_capital || bare == "of");
        let is_in_name = is_name;
        // A name ends with what is no letter of it.
        is_name &= chunk.ends_with(char::is_alphanumeric);
        if is_in_name || bare.contains(|c: char| c.is_numeric() || "@/_.".contains(c)) {
            continue;
        }
        let is_part = |c: char| !(c.is_alphabetic() || "-'’".contains(c));
        for word in bare.split(is_part).map(|word| word.trim_matches(['-', '\'', '’'])) {
            let letters = word.chars().count();
            let is_short = |c: char| c.is_uppercase() || c == '-';
            if letters > 1 && !word.chars().all(is_short) {
                words.push(word.replace('İ', "i").to_lowercase());
            }
        }
    }
    words
}

/// What pages say in each language, by address.
fn said<'a>(pages: impl IntoIterator<Item = (&'a str, &'a str)>) -> BTreeMap<String, Said> {
    let mut said: BTreeMap<String, Said> = BTreeMap::new();
    for (page, html) in pages {
        for (lang, text) in texts(html) {
            let own = said.entry(lang).or_default();
            for word in words(&text) {
                own.entry(word).or_insert_with(|| (page.to_owned(), text.trim().to_owned()));
            }
        }
    }
    said
}

/// The words that are foreign to one of the languages in which they stand unmarked: those that pages
/// say in Azerbaijani as well as in English, and those with letters that the language does not have.
fn foreign(said: &BTreeMap<String, Said>) -> Vec<String> {
    let own: BTreeSet<&str> = [NAMES, SHARED, QUOTED].concat().into_iter().collect();
    let (az, en) = (&said["az"], &said["en"]);
    let of_both = az.keys().filter(|word| en.contains_key(*word));
    let not_az = az.keys().filter(|word| word.contains('w'));
    let not_en = en.keys().filter(|word| word.contains(['ə', 'ğ', 'ı', 'ş']));
    let words: BTreeSet<&String> = of_both.chain(not_az).chain(not_en).collect();
    let places = |word: &str| {
        let place = |said: &Said| said.get(word).map(|(page, text)| format!("{page}: {text}"));
        format!("{word}: {:?} {:?}", place(az), place(en))
    };
    words.into_iter().filter(|word| !own.contains(&***word)).map(|word| places(word)).collect()
}

#[test]
fn words_of_another_language_are_found_unless_they_are_marked() {
    const EN: &str = "<html lang=en><title>Alerts</title><p>The alert of a <i lang=az>şəbəkə</i>";
    for (az, found) in [
        ("<p>Xəbərdarlıq", &[][..]),
        ("<p>Xəbərdarlıq (alert)", &["alert"]),
        ("<p>Xəbərdarlıq (<span lang=en>the alert</span>)", &[]),
        ("<p>Xəbərdarlıq (<code>alert</code>)", &[]),
        ("<p lang=en>Alert <b>of</b><span lang=az>Alert</span>", &["alert"]),
        ("<img alt=\"alert\">", &["alert"]),
        ("<meta name=description content=\"The\">", &["the"]),
        ("<p lang=en><a title=\"The\">x</a></p><a title=\"The\">x</a>", &["the"]),
        ("<p>TLP, alert.txt, www.example.com, Sample Alert", &[]),
        ("<p>Sample: alert, Trusted Introducer", &["alert"]),
        ("<p>Widget", &["widget"]),
    ] {
        let az = format!("<html lang=az><title>Səhifə</title>{az}");
        let got = foreign(&said([("az/", az.as_str()), ("en/", EN)]));
        let got: Vec<_> = got.iter().map(|one| one.split(':').next().unwrap_or("")).collect();
        assert_eq!(got, found, "{az}");
    }
    let en = "<html lang=en><p>In Bakı, the Qərar";
    let got = foreign(&said([("az/", "<html lang=az><p>Qərar"), ("en/", en)]));
    assert_eq!(got.len(), 2, "{got:?}");
}

/// All pages of a site that stay on screen.
#[track_caller]
fn check(site: &Site) {
    let published = site.published();
    let pages = published.iter().filter(|(path, _)| path.ends_with(".html"));
    let pages: Vec<_> = pages
        .map(|(path, bytes)| (path.as_str(), String::from_utf8_lossy(bytes)))
        .filter(|(_, html)| !html.contains("http-equiv=refresh"))
        .collect();
    let found = foreign(&said(pages.iter().map(|(path, html)| (*path, &**html))));
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_shipped_site_marks_them() {
    let site = Site::shipped_built();
    check(&site);
}

#[test]
fn the_sample_site_marks_them() {
    let site = Site::showcase_built();
    check(&site);
}
