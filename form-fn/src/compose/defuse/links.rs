//! A line → the same without anything that a mail program makes a link of, as analysts write what
//! must not be clicked, and as their tools read it back: `hxxp://evil[.]com`, `user[@]evil[.]com`.

/// Schemes that programs act on without two slashes behind them.
const SCHEMES: [&str; 68] = [
    "about",
    "blob",
    "callto",
    "cid",
    "data",
    "facetime",
    "file",
    "geo",
    "im",
    "javascript",
    "magnet",
    "mailto",
    "mid",
    "mms",
    "ms-settings",
    "news",
    "nntp",
    "onenote",
    "search",
    "search-ms",
    "sip",
    "sips",
    "skype",
    "sms",
    "smb",
    "tel",
    "tg",
    "urn",
    "vbscript",
    "view-source",
    "whatsapp",
    "xmpp",
    "zoommtg",
    "steam",
    "bitcoin",
    "discord",
    "ed2k",
    "ethereum",
    "ftp",
    "gemini",
    "gopher",
    "ipfs",
    "ipns",
    "irc",
    "ircs",
    "itms",
    "itms-apps",
    "jar",
    "ldap",
    "ldaps",
    "lightning",
    "litecoin",
    "matrix",
    "monero",
    "msteams",
    "rdp",
    "sftp",
    "sgnl",
    "slack",
    "spotify",
    "ssh",
    "telnet",
    "threema",
    "viber",
    "vnc",
    "vscode",
    "webcal",
    "zoomus",
];

/// Endings of names that no registry has, but a network or a program may.
const OTHERS: [&str; 12] = [
    "corp",
    "example",
    "home",
    "i2p",
    "internal",
    "intranet",
    "invalid",
    "lan",
    "local",
    "localhost",
    "onion",
    "test",
];

/// A label of a name in the DNS is no longer.
const LABEL: usize = 63;

/// Writes a line so that no click leads anywhere.
pub fn without_links(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + line.len() / 8);
    let mut before = ' ';
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        match c {
            ':' => colon(&mut out, after),
            c if is_dot(c) && is_live_dot(&out, before, after) => out.push_str("[.]"),
            '@' | '\u{ff20}' if is_of_word(before) && after.starts_with(is_of_word) => {
                out.push_str("[@]")
            }
            // `\\host\share`, at the beginning of a word.
            '\\' if before != '\\' && !before.is_alphanumeric() && is_share(after) => {
                out.push_str("[\\]");
            }
            c => out.push(c),
        }
        before = c;
        rest = after;
    }
    out
}

/// `http://` → `hxxp://`, `ftp://` → `ftp[:]//`, `tel:1` → `tel[:]1`. What was written before the
/// colon stands at the end of `out`.
fn colon(out: &mut String, after: &str) {
    let is_address = after.starts_with("//");
    let scheme = end(out, |c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let is = |known: &str| {
        let at = scheme.len().checked_sub(known.len());
        at.and_then(|at| scheme.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case(known))
    };
    let http = ["https", "http"].into_iter().find(|known| is_address && is(known));
    if let Some(http) = http {
        let at = out.len() - http.len();
        let plain = out[at..].replace('t', "x").replace('T', "X");
        out.replace_range(at.., &plain);
        out.push(':');
        return;
    }
    let is_scheme = || {
        let is_known = |known: &&str| scheme.eq_ignore_ascii_case(known);
        SCHEMES.iter().any(is_known)
            || scheme.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("ms-"))
    };
    let is_live =
        is_address || (!after.is_empty() && !after.starts_with(char::is_whitespace) && is_scheme());
    out.push_str(if is_live { "[:]" } else { ":" });
}

/// The end of a text that is of these characters, as far as a scheme may be long.
fn end(text: &str, is_of_it: impl Fn(char) -> bool) -> &str {
    let length: usize =
        text.chars().rev().take(LABEL).take_while(|c| is_of_it(*c)).map(char::len_utf8).sum();
    &text[text.len() - length..]
}

/// True before the last label of what may be the name of a host, and behind `www`.
fn is_live_dot(out: &str, before: char, after: &str) -> bool {
    let www = end(out, char::is_alphanumeric).eq_ignore_ascii_case("www");
    if www && after.starts_with(char::is_alphanumeric) {
        return true;
    }
    let of_label = |c: &char| c.is_alphanumeric() || *c == '-';
    let label: String = after.chars().take(LABEL + 1).take_while(of_label).collect();
    let mut rest = after[label.len()..].chars();
    // A name goes on, or is one of a program's: `os.name(`, `a.name_of`.
    let goes_on = match rest.next() {
        Some(c) if is_dot(c) => rest.next().is_some_and(|c| c.is_alphanumeric()),
        next => next.is_some_and(|c| "_(@".contains(c)),
    };
    is_of_word(before) && !goes_on && is_ending(&label)
}

/// What browsers take for a dot in the name of a host (UTS #46), strict or not.
fn is_dot(c: char) -> bool {
    matches!(c, '.' | '\u{2024}' | '\u{3002}' | '\u{fe52}' | '\u{ff0e}' | '\u{ff61}')
}

/// Whether names of hosts end so.
fn is_ending(label: &str) -> bool {
    let is_word = label.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    let lower = label.to_ascii_lowercase();
    let is_of_letters = !label.is_ascii() && label.chars().all(char::is_alphabetic);
    is_word && (is_of_letters || OTHERS.contains(&lower.as_str()) || tld::exist(&lower))
}

/// Whether what follows one backslash is another and the name of a machine.
fn is_share(after: &str) -> bool {
    let name = after.strip_prefix('\\');
    name.is_some_and(|name| name.starts_with(|c: char| c.is_alphanumeric() || "?.[".contains(c)))
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || "-_+".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_link_is_left_to_click() {
        for (line, expect) in [
            ("see http://evil.example/?a=1&b=2.", "see hxxp://evil[.]example/?a=1&b=2."),
            ("HTTPS://X.example hTtP://y", "HXXPS://X[.]example hXxP://y"),
            ("(ftp://a,smb://b) javascript://c", "(ftp[:]//a,smb[:]//b) javascript[:]//c"),
            ("www.evil.example, WWW.x Awww.cute", "www[.]evil[.]example, WWW[.]x Awww.cute"),
            ("http://http://www.a", "hxxp://hxxp://www[.]a"),
            ("ə://ə https:/x 10.0.0.1:80//", "ə[:]//ə https:/x 10.0.0.1:80//"),
            ("xhttp://a", "xhxxp://a"),
            ("evil.com EVIL.CO.UK. a.b.c.org/x?y", "evil[.]com EVIL.CO[.]UK. a.b.c[.]org/x?y"),
            ("(evil.com) evil.com:8080 <evil.com>", "(evil[.]com) evil[.]com:8080 <evil[.]com>"),
            (
                "xn--e1afmkfd.xn--p1ai пример.рф nümunə.az",
                "xn--e1afmkfd[.]xn--p1ai пример[.]рф nümunə[.]az",
            ),
            ("user@evil.com a.b+c@sub.evil.com", "user[@]evil[.]com a.b+c[@]sub.evil[.]com"),
            ("user@host root@10.0.0.1", "user[@]host root[@]10.0.0.1"),
            ("mail to: a @ b, @home", "mail to: a @ b, @home"),
            ("\\\\host\\share (\\\\10.0.0.1\\c$)", "[\\]\\host\\share ([\\]\\10.0.0.1\\c$)"),
            ("C:\\Users a\\\\b", "C:\\Users a\\\\b"),
            ("file:/etc/passwd FILE:c:\\x", "file[:]/etc/passwd FILE[:]c:\\x"),
            ("tel:+994 (tel:1) Tel: 12", "tel[:]+994 (tel[:]1) Tel: 12"),
            ("javascript:alert(1) data:text/html,x", "javascript[:]alert(1) data[:]text/html,x"),
            (
                "mailto:a@b.az sms:1 ms-word:ofe|u|x",
                "mailto[:]a[@]b[.]az sms[:]1 ms-word[:]ofe|u|x",
            ),
            ("hxxps://a[.]example b[@]c", "hxxps[:]//a[.]example b[@]c"),
            ("evil．com evil。com evil｡com", "evil[.]com evil[.]com evil[.]com"),
            ("evil\u{2024}com evil\u{fe52}com", "evil[.]com evil[.]com"),
            ("a．b．com ｅｖｉｌ．ｃｏｍ www．x", "a．b[.]com ｅｖｉｌ[.]ｃｏｍ www[.]x"),
            ("user＠evil．com", "user[@]evil[.]com"),
            ("matrix:u/x:evil.com irc:a", "matrix[:]u/x:evil[.]com irc[:]a"),
            ("bitcoin:1A ssh:x SSH:x ftp:y", "bitcoin[:]1A ssh[:]x SSH[:]x ftp[:]y"),
            ("abc.onion srv.local db.internal", "abc[.]onion srv[.]local db[.]internal"),
        ] {
            assert_eq!(without_links(line), expect, "{line}");
        }
    }

    #[test]
    fn what_nobody_links_stays_as_it_is() {
        for line in [
            "10.0.0.1 192.0.2.0/24 1.2.3 v1.2.3-rc 12:30:59 00:1b:44:11:3a:b7 2001:db8::1",
            "/var/log/auth.log report.pdf a.docx setup.exe index.php kernel.panic",
            "os.name() x.name_of e.g. i.e. Sentence.Another ends here. And … so.. on",
            "error:404 sshd[1]: pam_unix(sshd:auth) key:value \"data\":1 http: https:x",
            "a\\b \\d+ \\\\",
        ] {
            assert_eq!(without_links(line), line);
        }
    }
}
