//! An indicator → the pattern by which programs find it (STIX 2.1 §9), or a rule of Suricata where
//! STIX has no object with such a value.

use certsite_site::parse::advisory::{Indicator, IndicatorKind};
use certsite_text::split_port;
use uuid::Uuid;

/// The language of a pattern, and the pattern.
pub fn pattern(indicator: &Indicator, id: Uuid) -> (&'static str, String) {
    let value = indicator.value.as_str();
    let path = match indicator.kind {
        IndicatorKind::Ipv4 => "ipv4-addr:value",
        IndicatorKind::Ipv6 => "ipv6-addr:value",
        IndicatorKind::Domain => "domain-name:value",
        IndicatorKind::Url => "url:value",
        IndicatorKind::Email => "email-addr:value",
        IndicatorKind::Filename => "file:name",
        IndicatorKind::Md5 => "file:hashes.MD5",
        IndicatorKind::Sha1 => "file:hashes.'SHA-1'",
        IndicatorKind::Sha256 => "file:hashes.'SHA-256'",
        IndicatorKind::Sha512 => "file:hashes.'SHA-512'",
        IndicatorKind::Mutex => "mutex:name",
        IndicatorKind::RegistryKey => "windows-registry-key:key",
        IndicatorKind::Subject => "email-message:subject",
        IndicatorKind::CertificateMd5 => "x509-certificate:hashes.MD5",
        IndicatorKind::CertificateSha1 => "x509-certificate:hashes.'SHA-1'",
        IndicatorKind::CertificateSha256 => "x509-certificate:hashes.'SHA-256'",
        IndicatorKind::Asn => {
            let number = value.trim_start_matches("AS");
            return ("stix", format!("[autonomous-system:number = {number}]"));
        }
        IndicatorKind::IpPort | IndicatorKind::HostPort => {
            let (host, port) = split_port(value);
            let kind = match indicator.kind {
                IndicatorKind::HostPort => "domain-name",
                _ if host.starts_with('[') => "ipv6-addr",
                _ => "ipv4-addr",
            };
            let (host, port) = (host.trim_matches(['[', ']']), port.unwrap_or_default());
            let host = format!(
                "network-traffic:dst_ref.type = '{kind}' AND network-traffic:dst_ref.value = '{host}'"
            );
            return ("stix", format!("[{host} AND network-traffic:dst_port = {port}]"));
        }
        IndicatorKind::FilePath => {
            let at = value.rfind(['/', '\\']).unwrap_or_default();
            let (folder, file) = (&value[..at.max(1)], &value[at + 1..]);
            let (folder, file) = (quoted(folder), quoted(file));
            return (
                "stix",
                format!("[file:parent_directory_ref.path = {folder} AND file:name = {file}]"),
            );
        }
        IndicatorKind::UserAgent => {
            "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'"
        }
        // STIX has no object with these; Suricata's rules are among the languages of its patterns.
        IndicatorKind::Ja3 => return ("suricata", rule("tls", "ja3.hash", value, id)),
        IndicatorKind::Ja3s => return ("suricata", rule("tls", "ja3s.hash", value, id)),
        IndicatorKind::Ja4 => return ("suricata", rule("tls", "ja4.hash", value, id)),
        IndicatorKind::Hassh => return ("suricata", rule("ssh", "ssh.hassh", value, id)),
    };
    let is_network =
        matches!(indicator.kind, IndicatorKind::Ipv4 | IndicatorKind::Ipv6) && value.contains('/');
    let compared = if is_network { "ISSUBSET" } else { "=" };
    ("stix", format!("[{path} {compared} {}]", quoted(value)))
}

/// A text between quotes (§9.2): backslash and quote are escaped.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

/// A rule of Suricata that finds a fingerprint; its number lies above those that are given out.
fn rule(protocol: &str, buffer: &str, value: &str, id: Uuid) -> String {
    let number = 3_000_000_000 + id.as_u128() % 1_000_000_000;
    format!(
        "alert {protocol} any any -> any any (msg:\"{buffer} {value}\"; {buffer}; content:\"{value}\"; sid:{number}; rev:1;)"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_cannot_end_a_pattern() {
        for (kind, value, expect) in [
            (
                IndicatorKind::Url,
                r"https://x.example/a'b\c",
                r"[url:value = 'https://x.example/a\'b\\c']",
            ),
            (
                IndicatorKind::FilePath,
                r"C:\it's\a.exe",
                r"[file:parent_directory_ref.path = 'C:\\it\'s' AND file:name = 'a.exe']",
            ),
            (
                IndicatorKind::FilePath,
                "/a",
                "[file:parent_directory_ref.path = '/' AND file:name = 'a']",
            ),
        ] {
            let (comment, context) = (None, Default::default());
            let indicator = Indicator { kind, value: value.to_owned(), comment, context };
            assert_eq!(pattern(&indicator, Uuid::nil()), ("stix", expect.to_owned()));
        }
    }
}
