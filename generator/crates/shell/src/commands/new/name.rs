//! What was typed → the path of a page below its language's folder, and its title.

use crate::command::Failure;
use certsite_base::address::{as_on_windows, not_on_windows};
use certsite_base::diag::Severity;
use certsite_base::lang::{has_slug, slug};
use certsite_site::site::Site;

/// How long a name made of a title becomes: whole words of it, far below what file systems take.
const LONGEST: usize = 80;

/// Bytes of the name of a file that every usual file system takes.
const MOST: usize = 255;

/// The title with single blanks between its words. Refuses an empty one and control characters.
pub fn title(typed: &str) -> Result<String, Failure> {
    let title = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() {
        return Err(Failure::new("a page needs a title, such as “certsite new page 'About us'”"));
    }
    match title.chars().find(|c| c.is_control()) {
        Some(c) => {
            Err(Failure::new(format!("the title holds the control character U+{:04X}", c as u32)))
        }
        None => Ok(title),
    }
}

/// The path of a page with a title that somebody typed. What a build would refuse in it is refused here:
/// a build would tell of a page that was never made.
pub fn key_of_typed(folder: &str, typed: &str) -> Result<String, Failure> {
    let title = title(typed)?;
    let odd = certsite_site::characters::check(&"".into(), &title);
    match odd.iter().find(|odd| odd.severity() == Severity::Error) {
        Some(odd) => {
            Err(Failure::new(format!("the title cannot stand like that: {}", odd.problem)))
        }
        None => key_of_title(folder, typed),
    }
}

/// The path of a page with this title: `folder` and a name made of it.
pub fn key_of_title(folder: &str, typed: &str) -> Result<String, Failure> {
    let title = title(typed)?;
    if !has_slug(&title) {
        return Err(Failure::new(format!(
            "no address can be made of “{title}”, which has neither letter nor digit; give a path instead, such as “about.md”"
        )));
    }
    let name = slug(&title);
    let mut short = name.as_str();
    if name.len() > LONGEST {
        let end = name[..=LONGEST].rfind('-').unwrap_or(LONGEST);
        short = name[..end].trim_end_matches('-');
    }
    Ok(format!("{folder}{}", as_on_windows(&format!("{short}.md"))))
}

/// The path of a page as it was typed: below the folder of its language, or from the site's root.
pub fn key_of_path(site: &Site, typed: &str) -> Result<String, Failure> {
    let wrong = |why: &str| Err(Failure::new(format!("“{}” {why}", typed.escape_debug())));
    let mut key = typed.strip_prefix("./").unwrap_or(typed);
    let below = key.strip_prefix("content/").unwrap_or(key);
    let codes = site.config.languages.codes();
    let own = codes.filter_map(|code| below.strip_prefix(code)?.strip_prefix('/')).next();
    if let Some(own) = own {
        key = own;
    }
    if !key.ends_with(".md") {
        return wrong("is no path of a page: it has to end in .md");
    }
    if key.starts_with('/') || key.split('/').any(|part| part == "..") {
        return wrong(
            "leads out of the site: write the path below content/<language>/, such as about.md",
        );
    }
    for part in key.split('/') {
        let name = part.strip_suffix(".md").unwrap_or(part);
        let is_odd = |c: char| c.is_control() || "\\:*?\"<>|#%".contains(c);
        if name.is_empty() || name.trim() != name || part.starts_with(['.', '~']) {
            return wrong("is no path that a page can have: a part of it has no name of its own");
        }
        if part.contains(is_odd) || !has_slug(name) {
            return wrong("is no path that a page can have: use letters, digits, hyphens");
        }
        if not_on_windows(part).is_some() {
            let right = as_on_windows(part);
            return wrong(&format!(
                "is no path that a page can have: “{part}” is the name of a device on Windows; write another one, such as “{right}”"
            ));
        }
        if part.len() > MOST {
            return wrong("is longer than the name of a file may be (255 bytes)");
        }
    }
    Ok(key.to_owned())
}

/// What a page is called until somebody says better.
pub fn title_of_path(key: &str) -> String {
    let name = key.rsplit('/').next().unwrap_or(key);
    name.strip_suffix(".md").unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_give_sound_names() {
        let long = "söz ".repeat(500);
        for (title, expect) in [
            ("About us", "about-us.md"),
            ("  Two\nlines\tof it ", "two-lines-of-it.md"),
            ("She said: \"it's\" 'so' & {so}", "she-said-its-so-so.md"),
            ("🔥 Yanğın 🔥", "yangin.md"),
            ("../../x", "x.md"),
            ("/etc/passwd", "etc-passwd.md"),
            ("Nul!", "nul-1.md"),
        ] {
            assert_eq!(key_of_title("", title).ok().as_deref(), Some(expect), "{title}");
        }
        let key = key_of_title("news/", &long).unwrap_or_default();
        assert!(key.len() < 90 && key.starts_with("news/soz-soz"), "{key}");
        let key = key_of_title("", &"x".repeat(5_000)).unwrap_or_default();
        assert_eq!(key.len(), 83);
    }

    #[test]
    fn what_is_no_title_is_refused() {
        for (title, expect) in [
            ("", "a page needs a title, such as “certsite new page 'About us'”"),
            (" \n\t ", "a page needs a title, such as “certsite new page 'About us'”"),
            ("a\u{7}b", "the title holds the control character U+0007"),
            (
                "a\u{fdd0}b",
                "the title cannot stand like that: the noncharacter U+FDD0 in the text, which nobody sees",
            ),
            (
                "a\u{202e}b",
                "the title cannot stand like that: the right-to-left override U+202E in the text, which nobody sees",
            ),
            (
                "?!… 🔥",
                "no address can be made of “?!… 🔥”, which has neither letter nor digit; give a path instead, such as “about.md”",
            ),
        ] {
            let refused = key_of_typed("", title).map_err(|failure| failure.to_string());
            assert_eq!(refused.err().as_deref(), Some(expect), "{title}");
        }
    }
}
