//! Numbers of bytes, as people read them.

/// `226 KB`, `4.8 MB`, with the comma of every language but English. Rounded up: what is a little
/// too large must not look as if it fitted.
pub fn size(bytes: usize, lang: &str) -> String {
    const KB: usize = 1024;
    const MB: usize = KB * KB;
    let point = if lang == "en" { '.' } else { ',' };
    match bytes {
        0..KB => format!("{bytes} B"),
        KB..MB => format!("{} KB", bytes.div_ceil(KB)),
        _ => match bytes.saturating_mul(10).div_ceil(MB) {
            tenths if tenths % 10 == 0 => format!("{} MB", tenths / 10),
            tenths => format!("{}{point}{} MB", tenths / 10, tenths % 10),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_rounded_up() {
        for (bytes, expect) in [
            (0, "0 B"),
            (1023, "1023 B"),
            (1024, "1 KB"),
            (231_424, "226 KB"),
            (231_425, "227 KB"),
            (1 << 20, "1 MB"),
            ((1 << 20) + 1, "1.1 MB"),
            (5_033_164, "4.8 MB"),
            (16 << 20, "16 MB"),
        ] {
            assert_eq!(size(bytes, "en"), expect);
        }
        assert_eq!(size(5_000_000, "az"), "4,8 MB");
    }
}
