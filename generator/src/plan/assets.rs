//! The theme's files and their addresses, which carry a fingerprint of the bytes.

use crate::load::{Data, File, Inputs, Sum};
use std::collections::BTreeMap;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// The files of the theme's `assets` folder by path below it.
#[derive(Default)]
pub struct Assets {
    /// Name → path among the inputs, address.
    files: BTreeMap<String, (Arc<str>, String)>,
    /// Style sheets with their addresses rewritten, by path among the inputs.
    styles: BTreeMap<Arc<str>, String>,
}

impl Assets {
    pub(super) fn find(inputs: &Inputs, theme: &str) -> Assets {
        let folder = format!("themes/{theme}/assets/");
        let mut assets = Assets::default();
        let (styles, others): (Vec<_>, Vec<_>) =
            inputs.below(&folder).partition(|(path, _)| path.ends_with(".css"));
        for (path, file) in others {
            let name = path[folder.len()..].to_owned();
            let url = asset_url(&name, file.sum);
            assets.files.insert(name, (path.clone(), url));
        }
        for (path, file) in styles {
            let name = path[folder.len()..].to_owned();
            let style = rewrite(text(file), &name, &assets);
            let url = asset_url(&name, xxh3_64(style.as_bytes()));
            assets.files.insert(name, (path.clone(), url));
            assets.styles.insert(path.clone(), style);
        }
        assets
    }

    /// Path among the inputs and address of each file.
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &str)> {
        self.files.values().map(|(path, url)| (path, url.as_str()))
    }

    /// Name and address of each file.
    pub fn urls(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(name, (_, url))| (name.as_str(), url.as_str()))
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
pub fn asset_url(name: &str, sum: Sum) -> String {
    match name.rsplit_once('.') {
        Some((stem, end)) => format!("/assets/{stem}.{:08x}.{end}", sum as u32),
        None => format!("/assets/{name}.{:08x}", sum as u32),
    }
}

/// Replaces `url(relative)` in a style sheet by the addresses of the files that are there.
fn rewrite(style: &str, name: &str, assets: &Assets) -> String {
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut out = String::with_capacity(style.len());
    let mut rest = style;
    while let Some((before, after)) = rest.split_once("url(") {
        out.push_str(before);
        let Some((inside, after)) = after.split_once(')') else { break };
        let path = inside.trim().trim_matches(['"', '\'']);
        let known = crate::link::join(folder, path).and_then(|path| assets.files.get(&path));
        match known {
            Some((_, url)) => out.push_str(&format!("url(\"{url}\")")),
            None => out.push_str(&format!("url({inside})")),
        }
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_sheets_point_to_fingerprinted_files() {
        let mut assets = Assets::default();
        assets.files.insert("fonts/a.woff2".into(), ("x".into(), "/assets/fonts/a.1.woff2".into()));
        let got = rewrite("a{src:url(fonts/a.woff2)} b{c:url('#d')}", "cert.css", &assets);
        assert_eq!(got, "a{src:url(\"/assets/fonts/a.1.woff2\")} b{c:url('#d')}");
    }
}
