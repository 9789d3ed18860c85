//! Names of files that Windows keeps for devices, or cannot write.

/// What Windows takes for a device, whatever ending follows.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// What follows on “com” and “lpt” in the name of a port.
const PORTS: [&str; 12] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "¹", "²", "³"];

/// Why Windows can have no file or folder of this name, to be said after it; `None` if it can.
pub fn not_on_windows(name: &str) -> Option<&'static str> {
    let stem = name.split('.').next().unwrap_or(name).trim_end();
    if is_device(stem) {
        return Some("is the name of a device there, whatever follows on it");
    }
    name.ends_with(['.', ' ']).then_some("ends in a dot or a blank, as no name does there")
}

/// A name like this one that Windows can have.
pub fn as_on_windows(name: &str) -> String {
    let name = name.trim_end_matches(['.', ' ']);
    let stem = name.split('.').next().unwrap_or(name);
    match is_device(stem.trim_end()) {
        true => format!("{}-1{}", stem.trim_end(), &name[stem.len()..]),
        false => name.to_owned(),
    }
}

fn is_device(stem: &str) -> bool {
    let port = stem
        .get(..3)
        .filter(|port| port.eq_ignore_ascii_case("com") || port.eq_ignore_ascii_case("lpt"));
    let is_port = port.is_some() && PORTS.contains(&&stem[3..]);
    is_port || DEVICES.iter().any(|device| device.eq_ignore_ascii_case(stem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_devices_are_none_of_files() {
        for (name, right) in [
            ("con.md", "con-1.md"),
            ("AUX", "AUX-1"),
            ("Nul.tar.gz", "Nul-1.tar.gz"),
            ("com1.txt", "com1-1.txt"),
            ("LPT9", "LPT9-1"),
            ("lpt².log", "lpt²-1.log"),
            ("prn ", "prn-1"),
            ("prn .yar", "prn-1.yar"),
            ("conin$", "conin$-1"),
            ("a.", "a"),
            ("a ", "a"),
        ] {
            assert!(not_on_windows(name).is_some(), "{name}");
            assert_eq!(as_on_windows(name), right);
            assert_eq!(not_on_windows(right), None, "{right}");
        }
        for name in [
            "con-x.md",
            "cons",
            "com.md",
            "com10.txt",
            "com0",
            "a.con",
            "auxiliary.md",
            ".x",
            "",
            "çon",
            "ə",
        ] {
            assert!(not_on_windows(name).is_none(), "{name}");
        }
    }
}
