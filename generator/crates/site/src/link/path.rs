//! Paths inside the site: joining, and the address of a copied file.

use crate::load::Sum;
use certsite_base::address::MAX_PART;
use certsite_base::lang::slug_within;

/// `folder` and a relative path with `.` and `..` taken out; none if it leaves the site.
pub fn join(folder: &str, relative: &str) -> Option<String> {
    let mut path = String::with_capacity(folder.len() + 1 + relative.len());
    path.push_str(folder.trim_end_matches('/'));
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." if path.is_empty() => return None,
            ".." => path.truncate(path.rfind('/').unwrap_or(0)),
            part => {
                if !path.is_empty() {
                    path.push('/');
                }
                path.push_str(part);
            }
        }
    }
    Some(path)
}

/// The relative path from a folder (without a slash at its end) to a file.
pub fn relative(folder: &str, file: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    let to: Vec<&str> = file.split('/').collect();
    let shared = from.iter().zip(&to[..to.len() - 1]).take_while(|(a, b)| a == b).count();
    let up = "../".repeat(from.len() - shared);
    format!("{up}{}", to[shared..].join("/"))
}

/// Where a file that stands beside pages is published. The name carries the fingerprint of the
/// bytes, so that browsers may keep it for ever.
pub fn media_name(path: &str, sum: Sum) -> String {
    let (_, end) = name_of(path);
    media_name_as(path, sum, end)
}

/// The same for what was made of a file and has another ending.
pub fn media_name_as(path: &str, sum: Sum, end: &str) -> String {
    let (stem, _) = name_of(path);
    let end = slug_within(end, MAX_PART / 2);
    let stem = slug_within(stem, MAX_PART - end.len() - ".01234567.".len());
    format!("media/{stem}.{:08x}.{end}", sum as u32)
}

/// The name of a file before its ending, and that.
fn name_of(path: &str) -> (&str, &str) {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').unwrap_or((name, "bin"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_join_inside_the_site_only() {
        assert_eq!(
            join("content/az/news", "../report.md").as_deref(),
            Some("content/az/report.md")
        );
        assert_eq!(join("content", "./a/b.md").as_deref(), Some("content/a/b.md"));
        assert_eq!(join("content", "../../x"), None);
    }

    #[test]
    fn relative_paths_lead_back() {
        assert_eq!(relative("content/az/news", "content/az/report.md"), "../report.md");
        assert_eq!(relative("content/az", "content/az/news/a.md"), "news/a.md");
    }

    #[test]
    fn media_names_are_safe() {
        assert_eq!(
            media_name("content/az/Şəkil 1.PNG", 0x1_0000_00ab),
            "media/sekil-1.000000ab.png"
        );
        for path in ["content/az/Şəkil 1.PNG", "content/files.old/Şəkil 1"] {
            assert_eq!(media_name_as(path, 0xab, "webp"), "media/sekil-1.000000ab.webp");
        }
    }
}
