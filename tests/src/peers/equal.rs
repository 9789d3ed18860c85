//! The corpus → the same pages as another generator reads them, between header and footer of our own
//! theme. What only certsite makes of a page (contents, links that are checked, data for search
//! engines) they need not make.

use super::Kind;
use crate::site::tree;
use std::fs;
use std::path::Path;

/// The languages of the corpus, the default one first.
pub const LANGUAGES: [&str; 2] = ["az", "en"];

/// The sections of the corpus.
const SECTIONS: [&str; 3] = ["advisories", "news", "guides"];

/// What stands round the text of every page of a language.
pub struct Shell {
    lang: &'static str,
    header: String,
    footer: String,
}

impl Shell {
    /// Takes header and footer out of a finished page.
    pub fn of(lang: &'static str, page: &str) -> Shell {
        let (header, rest) = page.split_once("<main").expect("a page has a main part");
        let (_, header) = header.split_once("<body").expect("a page has a body");
        let (_, header) = header.split_once('>').expect("its tag ends");
        let (_, footer) = rest.split_once("</main>").expect("its main part ends");
        let (footer, _) = footer.split_once("</body>").expect("its body ends");
        Shell { lang, header: header.to_owned(), footer: footer.to_owned() }
    }
}

/// Writes a generator's site: its templates from `tests/peers`, and what is to be read with them.
pub fn write(root: &Path, kind: Kind, shells: &[Shell], seed: u64, pages: usize) {
    for (path, bytes) in tree(&crate::project().join("tests/peers").join(kind.folder())) {
        match kind {
            // It knows one language a site.
            Kind::Blades => LANGUAGES.iter().for_each(|lang| {
                let text = String::from_utf8_lossy(&bytes).replace("@LANG@", lang);
                put(root, &format!("{lang}/{path}"), &text);
            }),
            _ => put(root, &path, &String::from_utf8_lossy(&bytes)),
        }
    }
    for Shell { lang, header, footer } in shells {
        put(root, &fragment(kind, "header", lang), header);
        put(root, &fragment(kind, "footer", lang), footer);
        lists(root, kind, lang);
    }
    crate::corpus::generated(seed, pages, |lang, path, text| {
        put(root, &place(kind, lang, path), &page(kind, lang, text));
    });
}

/// Where the text of a page lies.
pub fn place(kind: Kind, lang: &str, path: &str) -> String {
    match (kind, lang) {
        (Kind::Hugo | Kind::Eleventy, _) => format!("content/{lang}/{path}.md"),
        (Kind::Blades, _) => format!("{lang}/content/{path}.md"),
        (Kind::Zola, "az") => format!("content/{path}.md"),
        (Kind::Zola, _) => format!("content/{path}.{lang}.md"),
    }
}

/// Where header and footer of a language lie.
fn fragment(kind: Kind, part: &str, lang: &str) -> String {
    match kind {
        Kind::Hugo => format!("layouts/partials/{part}.{lang}.html"),
        Kind::Eleventy => format!("_includes/{part}.{lang}.html"),
        Kind::Blades => format!("{lang}/templates/{part}.html"),
        Kind::Zola => format!("templates/{part}.{lang}.html"),
    }
}

/// What a generator has to be told of its lists beside the templates.
fn lists(root: &Path, kind: Kind, lang: &str) {
    match kind {
        Kind::Hugo => {}
        Kind::Eleventy => {
            let data = format!("{{\"lang\": \"{lang}\", \"layout\": \"page.njk\"}}\n");
            put(root, &format!("content/{lang}/{lang}.json"), &data);
        }
        Kind::Blades => {
            put(root, &format!("{lang}/content/index.toml"), "title = \"AzScienceCERT\"\n");
            for section in SECTIONS {
                let text = format!("title = \"{section}\"\npaginate_by = 20\n");
                put(root, &format!("{lang}/content/{section}/index.toml"), &text);
            }
        }
        Kind::Zola => {
            let title = "+++\ntitle = \"AzScienceCERT\"\n+++\n";
            put(root, &place(kind, lang, "_index"), title);
            for section in SECTIONS {
                let text = format!(
                    "+++\ntitle = \"{section}\"\nsort_by = \"date\"\npaginate_by = 20\n+++\n"
                );
                put(root, &place(kind, lang, &format!("{section}/_index")), &text);
            }
        }
    }
}

/// A page of the corpus as a generator reads it; its links are addresses, which nobody has to look
/// up.
fn page(kind: Kind, lang: &str, text: &str) -> String {
    let (front, body) =
        text[4..].split_once("\n---\n").expect("a page begins with its front matter");
    let base =
        if kind == Kind::Zola && lang == "az" { "/".to_owned() } else { format!("/{lang}/") };
    let body = body.replace("](../", &format!("]({base}"));
    let body = body.replace(".md#", "/#").replace(".md)", "/)");
    match kind {
        Kind::Hugo | Kind::Eleventy => format!("---\n{front}\n---\n{body}"),
        Kind::Blades | Kind::Zola => {
            let value = |key: &str| {
                let mut lines = front.lines().filter_map(|line| line.split_once(": "));
                lines.find(|(name, _)| *name == key).map_or("", |(_, value)| value)
            };
            let description = if kind == Kind::Blades { "summary" } else { "description" };
            let tags = value("tags").trim_matches(['[', ']']).split(", ");
            let tags: Vec<_> = tags.map(|tag| format!("\"{tag}\"")).collect();
            format!(
                "+++\ntitle = {}\n{description} = {}\ndate = {}\n\n[taxonomies]\ntags = [{}]\n+++\n{body}",
                value("title"),
                value("description"),
                value("date"),
                tags.join(", ")
            )
        }
    }
}

fn put(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("it lies below the root")).expect("a folder of ours");
    fs::write(path, text).expect("a folder of ours");
}
