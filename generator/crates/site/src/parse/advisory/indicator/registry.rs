//! Keys of the Windows registry, in one form: a hive has a name, an abbreviation and a place among
//! the objects of the kernel, and each program shows another one.

use super::IndicatorKind::RegistryKey;
use super::canon::{Reading, words, wrong};

/// The hives of the registry, by their names (which STIX wants) and by what people and programs
/// write for them.
const HIVES: [(&str, &[&str]); 10] = [
    ("HKEY_LOCAL_MACHINE", &["HKLM"]),
    ("HKEY_CURRENT_USER", &["HKCU"]),
    ("HKEY_CLASSES_ROOT", &["HKCR"]),
    ("HKEY_USERS", &["HKU"]),
    ("HKEY_CURRENT_CONFIG", &["HKCC"]),
    ("HKEY_PERFORMANCE_DATA", &["HKPD"]),
    ("HKEY_PERFORMANCE_TEXT", &[]),
    ("HKEY_PERFORMANCE_NLSTEXT", &[]),
    ("HKEY_CURRENT_USER_LOCAL_SETTINGS", &[]),
    ("HKEY_DYN_DATA", &["HKDD"]),
];

/// What the kernel calls two of them.
const OBJECTS: [(&str, &str); 2] =
    [("REGISTRY\\MACHINE", "HKEY_LOCAL_MACHINE"), ("REGISTRY\\USER", "HKEY_USERS")];

/// How a key begins whose hive has a place among the objects of the kernel alone, such as that of an
/// application.
const OBJECT: &str = "REGISTRY\\";

/// A key of the registry, with the whole name of its hive (STIX 2.1 §6.17); the rest stays as it is.
pub(super) fn key(written: &str) -> Reading {
    let (kind, text) = words(written, RegistryKey)?;
    let parts: Vec<&str> = text.split('\\').filter(|part| !part.is_empty()).collect();
    // As the editor of Windows shows it.
    let parts = match parts.as_slice() {
        [first, rest @ ..] if first.eq_ignore_ascii_case("Computer") => rest,
        all => all,
    };
    let whole = parts.join("\\");
    let object = OBJECTS.iter().find_map(|(object, hive)| {
        let (start, rest) = whole.split_at_checked(object.len())?;
        let is_it = start.eq_ignore_ascii_case(object) && rest.starts_with('\\');
        is_it.then(|| format!("{hive}{rest}"))
    });
    let hive = || {
        let (first, rest) = whole.split_once('\\')?;
        // PowerShell has a colon there.
        let first = first.strip_suffix(':').unwrap_or(first);
        let is_it = |(name, short): &&(&str, &[&str])| {
            [*name].iter().chain(*short).any(|known| known.eq_ignore_ascii_case(first))
        };
        HIVES.iter().find(is_it).map(|(name, _)| format!("{name}\\{rest}"))
    };
    let is_object = || {
        let start = whole.get(..OBJECT.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(OBJECT)) && whole.len() > OBJECT.len()
    };
    let whole = object.or_else(hive).or_else(|| is_object().then(|| whole.clone()));
    whole.map(|whole| (kind, whole)).ok_or_else(|| {
        wrong(
            written,
            "is no key of the registry with its hive",
            "the whole key, such as HKLM\\… or HKEY_CURRENT_USER\\…",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_key_has_one_form() {
        let check = |written: &str, expect: &str| {
            let read = key(written).map(|(_, value)| value);
            assert_eq!(read.as_deref().ok(), Some(expect), "{written}");
        };
        let run = r"HKEY_LOCAL_MACHINE\Software\X";
        for written in [
            r"HKLM\Software\X",
            r"hklm\Software\X",
            r"HKLM:\Software\X",
            r"HKEY_LOCAL_MACHINE\Software\X",
            r"hkey_local_machine\Software\X\",
            r"Computer\HKEY_LOCAL_MACHINE\Software\X",
            r"\REGISTRY\MACHINE\Software\X",
            r"\Registry\Machine\Software\X",
            r"HKLM\\Software\\X",
        ] {
            check(written, run);
        }
        check(r"HKCU\A", r"HKEY_CURRENT_USER\A");
        check(r"HKCR\A", r"HKEY_CLASSES_ROOT\A");
        check(r"HKU\S-1-5-18\A", r"HKEY_USERS\S-1-5-18\A");
        check(r"\REGISTRY\USER\S-1-5-18\A", r"HKEY_USERS\S-1-5-18\A");
        check(r"HKCC\A", r"HKEY_CURRENT_CONFIG\A");
        check(r"HKEY_CURRENT_USER_LOCAL_SETTINGS\A", r"HKEY_CURRENT_USER_LOCAL_SETTINGS\A");
        check(r"\REGISTRY\A\{0b1}\X", r"REGISTRY\A\{0b1}\X");
        check(r"\REGISTRY\MACHINES\X", r"REGISTRY\MACHINES\X");
        for wrong in [
            "HKLM",
            "x",
            "",
            r"HKLM\",
            r"\\",
            r"HKXX\A",
            r"HKLMX\X",
            r"HKEY_LOCAL_MASCHINE\X",
            r"Software\X",
            r"REGISTRY\",
            r"C:\Windows\x",
        ] {
            assert!(key(wrong).is_err(), "{wrong}");
        }
    }
}
