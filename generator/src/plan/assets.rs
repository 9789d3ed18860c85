//! The theme's files and their addresses, which carry a fingerprint of the bytes.

use crate::address::{Base, WebPath};
use crate::load::{Data, File, Inputs, Sum};
use std::collections::BTreeMap;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// The files of the theme's `assets` folder by path below it.
#[derive(Default)]
pub struct Assets {
    /// Name → path among the inputs, address.
    files: BTreeMap<String, (Arc<str>, WebPath)>,
    /// Style sheets with their addresses rewritten, by path among the inputs.
    styles: BTreeMap<Arc<str>, String>,
}

impl Assets {
    pub(super) fn find(inputs: &Inputs, theme: &str, base: &Base) -> Assets {
        let folder = format!("themes/{theme}/assets/");
        let mut assets = Assets::default();
        let (styles, others): (Vec<_>, Vec<_>) =
            inputs.below(&folder).partition(|(path, _)| path.ends_with(".css"));
        for (path, file) in others {
            let name = path[folder.len()..].to_owned();
            let url = asset_url(base, &name, file.sum);
            assets.files.insert(name, (path.clone(), url));
        }
        for (path, file) in styles {
            let name = path[folder.len()..].to_owned();
            let style = rewrite(text(file), &name, &assets);
            let url = asset_url(base, &name, xxh3_64(style.as_bytes()));
            assets.files.insert(name, (path.clone(), url));
            assets.styles.insert(path.clone(), style);
        }
        assets
    }

    /// Path among the inputs and address of each file.
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &WebPath)> {
        self.files.values().map(|(path, url)| (path, url))
    }

    /// Name and address of each file.
    pub fn urls(&self) -> impl Iterator<Item = (&str, &WebPath)> {
        self.files.iter().map(|(name, (_, url))| (name.as_str(), url))
    }

    /// A style sheet as it is published.
    pub fn style(&self, path: &str) -> Option<&str> {
        self.styles.get(path).map(String::as_str)
    }
}

fn text(file: &File) -> &str {
    match &file.data {
        Data::Text(text) => text,
        Data::Binary(_) => "",
    }
}

/// `fonts/plex.woff2` → `/assets/fonts/plex.3f2a09bc.woff2`.
fn asset_url(base: &Base, name: &str, sum: Sum) -> WebPath {
    base.at(&match name.rsplit_once('.') {
        Some((stem, end)) => format!("assets/{stem}.{:08x}.{end}", sum as u32),
        None => format!("assets/{name}.{:08x}", sum as u32),
    })
}

/// Replaces `url(relative)` in a style sheet by the addresses of the files that are there.
fn rewrite(style: &str, name: &str, assets: &Assets) -> String {
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut out = String::with_capacity(style.len() + style.len() / 8);
    let mut rest = style;
    while let Some((before, after)) = rest.split_once("url(") {
        let Some((inside, after)) = in_brackets(after) else { break };
        out.push_str(before);
        let target = inside.trim().trim_matches(['"', '\'']);
        let end = target.find(['?', '#']).unwrap_or(target.len());
        let path = percent_encoding::percent_decode_str(&target[..end]).decode_utf8_lossy();
        let known = crate::link::join(folder, &path).and_then(|path| assets.files.get(&path));
        match known {
            Some((_, url)) => out.extend(["url(\"", url.as_str(), &target[end..], "\")"]),
            None => out.extend(["url(", inside, ")"]),
        }
        rest = after;
    }
    out + rest
}

/// What stands before the bracket that closes, which is none inside quotes, and what after it.
fn in_brackets(text: &str) -> Option<(&str, &str)> {
    let start = text.len() - text.trim_start().len();
    let close = match text[start..].chars().next()? {
        quote @ ('"' | '\'') => start + 1 + text[start + 1..].find(quote)?,
        _ => start,
    };
    let close = close + text[close..].find(')')?;
    Some((&text[..close], &text[close + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_sheets_point_to_fingerprinted_files() {
        let base = Base::parse("https://example.org/cert").expect("an address");
        let mut assets = Assets::default();
        for (name, sum) in [("fonts/a.woff2", 1), ("it's (b).png", 2)] {
            assets.files.insert(name.into(), ("x".into(), asset_url(&base, name, sum)));
        }
        let check = |style: &str, expect: &str| {
            assert_eq!(rewrite(style, "cert.css", &assets), expect);
        };
        check(
            "a{src:url(fonts/a.woff2)} b{c:url('#d')}",
            "a{src:url(\"/cert/assets/fonts/a.00000001.woff2\")} b{c:url('#d')}",
        );
        check(
            "a{b:url( 'fonts/a.woff2#x' )}",
            "a{b:url(\"/cert/assets/fonts/a.00000001.woff2#x\")}",
        );
        let odd = "a{b:url(\"/cert/assets/it%27s%20(b).00000002.png\")}";
        check("a{b:url(\"it's (b).png\")}", odd);
        check("a{b:url(it's%20%28b%29.png)}", odd);
        check("a{b:url(\"x.png\")} c{d:url(", "a{b:url(\"x.png\")} c{d:url(");
    }
}
