//! The file `_headers`, as Netlify and Cloudflare Pages read it: one `*` a path, 100 rules at most. What
//! no rule keeps for ever, these hosts let browsers ask for again by themselves.

use crate::rules::Headers;

pub fn settings(headers: &Headers) -> String {
    let mut text = String::new();
    for rule in headers.rules() {
        text += &format!("{}{}*{}\n", headers.base(), rule.start, rule.end);
        for (name, value) in rule.headers {
            text += &format!("  {name}: {value}\n");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_is_a_path_and_its_headers() {
        let text = settings(&Headers::new("/cert", ["az"]));
        assert!(
            text.starts_with("/cert/*\n  Content-Security-Policy: default-src 'none';"),
            "{text}"
        );
        assert!(
            text.contains("\n/cert/az/*/atom.xml\n  Content-Type: application/atom+xml"),
            "{text}"
        );
        let paths = text.lines().filter(|line| line.starts_with('/'));
        let rules =
            paths.inspect(|path| assert_eq!(path.matches('*').count(), 1, "{path}")).count();
        // As many languages as anybody has.
        assert!(rules + 29 * 3 < 100 + 3 * 3, "{rules}");
        assert!(text.lines().all(|line| line.len() < 2000));
    }
}
