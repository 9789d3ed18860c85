//! The theme's files and their addresses, which carry a fingerprint of the bytes.

use crate::load::{Data, File, Inputs, Sum};
use crate::script;
use crate::style::{addresses, meant, without_comments};
use certsite_base::address::{Base, WebPath};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// The files of the theme's `assets` folder by path below it.
#[derive(Default)]
pub struct Assets {
    /// Name → path among the inputs, address.
    files: BTreeMap<String, (Arc<str>, WebPath)>,
    /// Style sheets with their addresses rewritten, by path among the inputs.
    styles: BTreeMap<Arc<str>, String>,
    /// Scripts without comments, by path among the inputs.
    scripts: BTreeMap<Arc<str>, String>,
    /// Style sheets that import themselves, by name.
    circular: BTreeSet<String>,
}

impl Assets {
    pub(super) fn find(inputs: &Inputs, theme: &str, base: &Base) -> Assets {
        let folder = format!("themes/{theme}/assets/");
        let mut assets = Assets::default();
        let mut styles = BTreeMap::new();
        for (path, file) in inputs.below(&folder) {
            let name = path[folder.len()..].to_owned();
            if path.ends_with(".css") {
                styles.insert(name, (path, file));
            } else if path.ends_with(".js") {
                let script = script::without_comments(text(file)).into_owned();
                let url = asset_url(base, &name, xxh3_64(script.as_bytes()));
                assets.files.insert(name, (path.clone(), url));
                assets.scripts.insert(path.clone(), script);
            } else {
                let url = asset_url(base, &name, file.sum);
                assets.files.insert(name, (path.clone(), url));
            }
        }
        while let Some((name, style)) = styles.pop_first() {
            assets.settle(name, style, &mut styles, base);
        }
        assets
    }

    /// Gives a style sheet its address, after all that it imports: their addresses are part of it.
    fn settle<'a>(
        &mut self,
        name: String,
        (path, file): (&'a Arc<str>, &'a File),
        waiting: &mut BTreeMap<String, (&'a Arc<str>, &'a File)>,
        base: &Base,
    ) {
        let style = text(file);
        // Those that import each other in a circle keep the address that they have until then.
        let first = asset_url(base, &name, file.sum);
        self.files.insert(name.clone(), (path.clone(), first.clone()));
        for range in addresses(style.as_bytes()) {
            let Some(target) = known_name(&style[range], &name) else { continue };
            if let Some((target, next)) = waiting.remove_entry(&target) {
                self.settle(target, next, waiting, base);
            } else if self.files.get(&target).is_some_and(|(path, _)| self.is_unsettled(path)) {
                self.circular.insert(target);
            }
        }
        let style = rewrite(style, &name, self, base);
        let url = match self.circular.contains(&name) {
            true => first,
            false => asset_url(base, &name, xxh3_64(style.as_bytes())),
        };
        self.files.insert(name, (path.clone(), url));
        self.styles.insert(path.clone(), style);
    }

    fn is_unsettled(&self, path: &str) -> bool {
        path.ends_with(".css") && !self.styles.contains_key(path)
    }

    /// Path among the inputs and address of each file.
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &WebPath)> {
        self.files.values().map(|(path, url)| (path, url))
    }

    /// The name of each file, which is its path below `assets/`, and its address.
    pub fn urls(&self) -> impl Iterator<Item = (&str, &WebPath)> {
        self.files.iter().map(|(name, (_, url))| (name.as_str(), url))
    }

    /// All style sheets as they are published.
    pub fn styles(&self) -> impl Iterator<Item = &str> {
        self.styles.values().map(String::as_str)
    }

    /// A style sheet or a script as it is published, by its path among the inputs; `None` of a file
    /// that is published as it is.
    pub fn rewritten(&self, path: &str) -> Option<&str> {
        self.styles.get(path).or_else(|| self.scripts.get(path)).map(String::as_str)
    }
}

fn text(file: &File) -> &str {
    match &file.data {
        Data::Text(text) => text,
        Data::Page(_) | Data::Binary(_) | Data::Withheld => "",
    }
}

/// `fonts/plex.woff2` → `/assets/fonts/plex.3f2a09bc.woff2`.
fn asset_url(base: &Base, name: &str, sum: Sum) -> WebPath {
    base.at(&match name.rsplit_once('.') {
        Some((stem, end)) => format!("assets/{stem}.{:08x}.{end}", sum as u32),
        None => format!("assets/{name}.{:08x}", sum as u32),
    })
}

/// Replaces the addresses in a style sheet by those of the theme's files, lets all that begin at the
/// root of the host lead below the site's path, and leaves out comments.
fn rewrite(style: &str, name: &str, assets: &Assets, base: &Base) -> String {
    let mut out = String::with_capacity(style.len() + style.len() / 8);
    let mut done = 0;
    for range in addresses(style.as_bytes()) {
        let written = &style[range.clone()];
        let target = meant(written.as_bytes());
        let end = target.find(['?', '#']).unwrap_or(target.len());
        let known = known_name(written, name).and_then(|name| assets.files.get(&name));
        let (url, rest) = match known {
            Some((_, url)) => (url.as_str(), &target[end..]),
            None if is_below(&target, base) => (base.path(), &*target),
            None => continue,
        };
        // What is escaped means nothing inside quotes, and needs some outside of them.
        let is_quoted = style[..range.start].ends_with(['"', '\'']);
        let quote = if is_quoted { "" } else { "\"" };
        out.extend([&style[done..range.start], quote, url, &escaped(rest), quote]);
        done = range.end;
    }
    without_comments(&(out + &style[done..]))
}

/// The name of the theme's file that an address in a style sheet may mean: one beside it, or one by
/// the address that assets have.
fn known_name(written: &str, style: &str) -> Option<String> {
    let target = meant(written.as_bytes());
    let end = target.find(['?', '#']).unwrap_or(target.len());
    let path = percent_encoding::percent_decode_str(&target[..end]).decode_utf8_lossy();
    match path.strip_prefix("/assets/") {
        Some(name) => Some(name.to_owned()),
        None => {
            let folder = style.rsplit_once('/').map_or("", |(folder, _)| folder);
            crate::link::join(folder, &path)
        }
    }
}

/// Whether an address begins at the root of the host, and should below the site's path.
fn is_below(target: &str, base: &Base) -> bool {
    let is_rooted = target.starts_with('/') && !target.starts_with("//");
    is_rooted && !base.path().is_empty() && base.find(target).is_none()
}

/// A part of an address as it stands in a style sheet between quotes.
fn escaped(part: &str) -> String {
    part.replace('\\', "\\\\").replace('"', "%22").replace('\'', "%27")
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
            assert_eq!(rewrite(style, "cert.css", &assets, &base), expect);
        };
        check(
            "a{src:url(fonts/a.woff2)} b{c:url('#d')}",
            "a{src:url(\"/cert/assets/fonts/a.00000001.woff2\")} b{c:url('#d')}",
        );
        check(
            "a{b:url( 'fonts/a.woff2#x' )}",
            "a{b:url( '/cert/assets/fonts/a.00000001.woff2#x' )}",
        );
        let odd = "a{b:url(\"/cert/assets/it%27s%20(b).00000002.png\")}";
        check("a{b:url(\"it's (b).png\")}", odd);
        check("a{b:url(it's%20%28b%29.png)}", odd);
        check(
            "@import 'fonts/a.woff2';a{b:image-set(\"/assets/fonts/a.woff2\" 1x)}",
            "@import '/cert/assets/fonts/a.00000001.woff2';a{b:image-set(\"/cert/assets/fonts/a.00000001.woff2\" 1x)}",
        );
        check(
            "a{b:url(/az/x.png) url(/cert/az/x.png) url(//c) url(/assets/no)}",
            "a{b:url(\"/cert/az/x.png\") url(/cert/az/x.png) url(//c) url(\"/cert/assets/no\")}",
        );
        check("a/* url(fonts/a.woff2) */b", "a/* url(fonts/a.woff2) */b");
        check("a{b:url(\"x.png\")} c{d:url(", "a{b:url(\"x.png\")} c{d:url(");
    }
}
