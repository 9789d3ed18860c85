//! Kinds of versions: which there are (the VERS specification, ECMA-427), and which versions programs
//! read of those whose form is fixed.

/// The kinds of versions that the specification lists, and the kinds of packages whose versions are named
/// after them.
const KINDS: [&str; 39] = [
    "all",
    "alpm",
    "apk",
    "bitnami",
    "cargo",
    "cocoapods",
    "composer",
    "conan",
    "conda",
    "cpan",
    "cran",
    "dart",
    "datetime",
    "deb",
    "docker",
    "ebuild",
    "gem",
    "generic",
    "github",
    "golang",
    "hackage",
    "hex",
    "intdot",
    "lexicographic",
    "libversion",
    "luarocks",
    "mattermost",
    "maven",
    "nginx",
    "none",
    "npm",
    "nuget",
    "oci",
    "openssl",
    "pub",
    "pypi",
    "rpm",
    "semver",
    "swift",
];

/// Tells of a kind that is none of them.
pub fn check(kind: &str) -> Result<(), String> {
    if KINDS.contains(&kind) {
        return Ok(());
    }
    let hint = match certsite_text::nearest(kind, KINDS) {
        Some(near) => format!("did you mean “{near}”?"),
        None => "where no other fits, that is “generic”".to_owned(),
    };
    Err(format!("is of the kind “{kind}”, which programs do not know; {hint}"))
}

/// Whether programs read this as a version of its kind.
pub fn takes(kind: &str, version: &str) -> bool {
    !matches!(kind, "semver" | "npm" | "cargo") || is_semantic(version)
}

/// Whether a version is one of Semantic Versioning 2.0.0 (clauses 2, 9, 10).
fn is_semantic(version: &str) -> bool {
    let (version, build) = version.split_once('+').unwrap_or((version, "0"));
    let (numbers, before) = version.split_once('-').unwrap_or((version, "0"));
    let is_number = |part: &str| {
        part.bytes().all(|b| b.is_ascii_digit()) && (part == "0" || !part.starts_with('0'))
    };
    let is_word = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let is_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let numbers: Vec<&str> = numbers.split('.').collect();
    numbers.len() == 3
        && numbers.iter().all(|part| !part.is_empty() && is_number(part))
        && before.split('.').all(|part| is_word(part) && (!is_digits(part) || is_number(part)))
        && build.split('.').all(is_word)
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::KINDS;

    #[test]
    fn kinds_that_nobody_knows_are_told() {
        let unknown = "which programs do not know";
        for (text, kind, hint) in [
            ("genric/<2", "genric", "did you mean “generic”?"),
            ("debb/1", "debb", "did you mean “deb”?"),
            ("pypy/>=1|<2", "pypy", "did you mean “pypi”?"),
            ("sample/<2", "sample", "where no other fits, that is “generic”"),
            ("x/*", "x", "where no other fits, that is “generic”"),
        ] {
            let expect = format!("is of the kind “{kind}”, {unknown}; {hint}");
            assert_eq!(check(text), Err(expect), "{text}");
        }
        assert!(KINDS.iter().all(|kind| *kind == "none" || check(&format!("{kind}/*")).is_ok()));
        assert!(KINDS.is_sorted());
    }

    /// As programs that compare them read them, and no others.
    #[test]
    fn versions_of_three_numbers_are_whole() {
        let wrong = "has a version that is not of three numbers, as all of this kind are (1.0.0)";
        for version in [
            "1", "1.0", "1.0.0.0", "v1.0.0", "01.0.0", "1.0.0-", "1.0.0-01", "1..0", "1.0.x",
            "1.0.0+",
        ] {
            for kind in ["semver", "npm", "cargo"] {
                assert_eq!(
                    check(&format!("{kind}/<{version}")),
                    Err(wrong.to_owned()),
                    "{version}"
                );
            }
            assert_eq!(check(&format!("generic/<{version}")), Ok(()), "{version}");
        }
        for version in
            ["1.0.0", "0.0.1", "1.0.0-rc.1", "1.0.0-0a.-", "1.0.0+build.01", "10.20.30-a+b"]
        {
            assert_eq!(check(&format!("semver/<{version}")), Ok(()), "{version}");
        }
    }
}
