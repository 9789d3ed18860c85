//! Addresses that hold a password: `https://user:password@host/`.

/// Whether a text is an address that tells a password to whoever reads it.
pub fn tells_password(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else { return false };
    let is_scheme =
        scheme.rsplit(|c: char| !c.is_ascii_alphanumeric() && !"+.-".contains(c)).next();
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or(rest);
    let user = authority.rsplit_once('@').map_or("", |(user, _)| user);
    let has_password = user.split_once(':').is_some_and(|(_, password)| !password.is_empty());
    is_scheme.is_some_and(|scheme| !scheme.is_empty()) && has_password
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_stand_before_the_host() {
        for url in
            ["https://u:p@h.az/", "ftp://u:p@h.az", "HTTPS://:p@h.az?x", "https://u:a@b@h.az/x"]
        {
            assert!(tells_password(url), "{url}");
        }
        for url in [
            "https://h.az/",
            "https://u@h.az/",
            "https://u:@h.az/",
            "https://h.az:443/@x:y",
            "https://h.az/a:b@c",
            "https://h.az?a:b@c",
            "https://h.az#a:b@c",
            "mailto:u:p@h.az",
            "u:p@h.az",
            "://u:p@h",
            "",
        ] {
            assert!(!tells_password(url), "{url}");
        }
    }
}
