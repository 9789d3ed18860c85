//! Indicators made harmless, so that nobody clicks on one, and back. People do it in many ways;
//! certsite understands the usual ones and writes one.

use super::IndicatorKind;

/// What people write for a sign, and the sign. Longer ones first.
const SIGNS: [(&str, &str); 39] = [
    ("[://]", "://"),
    ("(://)", "://"),
    ("{://}", "://"),
    ("[//]", "//"),
    (" [dot] ", "."),
    (" [.] ", "."),
    ("[ . ]", "."),
    (" dot ", "."),
    ("[dot]", "."),
    ("(dot)", "."),
    ("{dot}", "."),
    ("<dot>", "."),
    ("[.]", "."),
    ("(.)", "."),
    ("{.}", "."),
    ("<.>", "."),
    ("[.", "."),
    (".]", "."),
    ("[d]", "."),
    ("\\.", "."),
    (" [at] ", "@"),
    (" at ", "@"),
    ("[at]", "@"),
    ("(at)", "@"),
    ("{at}", "@"),
    ("<at>", "@"),
    ("[@]", "@"),
    ("(@)", "@"),
    ("{@}", "@"),
    ("[:]", ":"),
    ("(:)", ":"),
    ("{:}", ":"),
    ("[/]", "/"),
    ("(/)", "/"),
    ("{/}", "/"),
    // What keyboards of East Asia give for a dot and an at sign.
    ("\u{3002}", "."),
    ("\u{ff0e}", "."),
    ("\u{ff61}", "."),
    ("\u{ff20}", "@"),
];

/// Words that people write for the scheme of an address.
const SCHEMES: [(&str, &str); 14] = [
    ("hxxp", "http"),
    ("hxxps", "https"),
    ("h**p", "http"),
    ("h**ps", "https"),
    ("hxtp", "http"),
    ("hxtps", "https"),
    ("htxp", "http"),
    ("htxps", "https"),
    ("h__p", "http"),
    ("h__ps", "https"),
    ("http", "http"),
    ("https", "https"),
    ("fxp", "ftp"),
    ("ftp", "ftp"),
];

/// The text as programs use it. Behind the host of an address of the web, blanks and signs of other
/// keyboards are what was asked for.
pub fn fanged(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.trim();
    // Where the host of an address begins, and whether it has ended.
    let (mut host, mut is_behind) = (None, false);
    while let Some(c) = rest.chars().next() {
        let is_host_only = |written: &str| written.contains(' ') || !written.is_ascii();
        let written = SIGNS.iter().find(|(written, _)| {
            let start = rest.get(..written.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(written))
                && !(is_behind && is_host_only(written))
        });
        let (taken, sign) =
            written.map_or((c.len_utf8(), None), |(w, sign)| (w.len(), Some(*sign)));
        match sign {
            Some(sign) => plain.push_str(sign),
            None => plain.push(c),
        }
        is_behind |= host.is_some_and(|host| plain[host..].ends_with(['/', '?', '#']));
        if host.is_none() && plain.ends_with("//") {
            host = Some(plain.len());
        }
        rest = &rest[taken..];
    }
    let scheme = plain.split_once("://").and_then(|(scheme, rest)| {
        let scheme = scheme.trim_matches(['[', ']', '(', ')', '{', '}']);
        let known = SCHEMES.iter().find(|(written, _)| written.eq_ignore_ascii_case(scheme))?;
        Some(format!("{}://{rest}", known.1))
    });
    scheme.unwrap_or(plain)
}

/// A plain value in a form that no program takes for a link or an address.
pub fn defanged(kind: IndicatorKind, value: &str) -> String {
    match kind {
        IndicatorKind::Url => {
            let (scheme, rest) = value.split_once("://").unwrap_or(("", value));
            let scheme = match scheme {
                "http" => "hxxp",
                "https" => "hxxps",
                "ftp" => "fxp",
                other => other,
            };
            let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
            format!("{scheme}://{}{path}", dots(host))
        }
        IndicatorKind::Ipv4 | IndicatorKind::Domain => dots(value),
        IndicatorKind::Email => dots(value).replace('@', "[@]"),
        IndicatorKind::HostPort => dots(value),
        IndicatorKind::IpPort => match value.strip_prefix('[') {
            Some(_) => value.replace(':', "[:]"),
            None => dots(value),
        },
        IndicatorKind::Ipv6 => value.replace(':', "[:]"),
        _ => value.to_owned(),
    }
}

fn dots(text: &str) -> String {
    text.replace('.', "[.]")
}
