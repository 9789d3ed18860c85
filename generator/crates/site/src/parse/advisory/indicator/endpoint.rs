//! A host with a port, the number of a network, the fingerprint of a certificate, the path of a file.

use super::IndicatorKind::{
    Asn, CertificateMd5, CertificateSha1, CertificateSha256, FilePath, HostPort, IpPort,
};
use super::canon::{Reading, hash, host_name, ip, words, wrong};
use super::defang::fanged;
use certsite_text::split_port;

/// A host with a port behind a colon or a bar: an address of IPv6 stands in brackets before a colon.
pub(super) fn endpoint(written: &str) -> Reading {
    guess(written).unwrap_or_else(|| {
        Err(wrong(
            written,
            "is no host with a port",
            "an address or a name with its port, such as 198.51.100.7:443, [2001:db8::7]:443 or evil.example:443",
        ))
    })
}

/// The same; none if it is something else.
pub(super) fn guess(written: &str) -> Option<Reading> {
    let text = fanged(written);
    let (host, port) = match text.split_once('|') {
        Some((host, port)) => (host, Some(port)),
        None => split_port(&text),
    };
    let port = port?.parse::<u16>().ok().filter(|port| *port > 0)?;
    if let Ok((_, address)) = ip(host).as_ref() {
        if address.contains('/') {
            return None;
        }
        let host = if address.contains(':') { format!("[{address}]") } else { address.clone() };
        return Some(Ok((IpPort, format!("{host}:{port}"))));
    }
    host_name(host).map(|name| Ok((HostPort, format!("{name}:{port}"))))
}

/// The number of a network among those that exchange routes (RFC 6793): one of 32 bits.
pub(super) fn asn(written: &str) -> Reading {
    let text = written.trim();
    let start = text.get(..2).filter(|start| start.eq_ignore_ascii_case("AS"));
    let digits = start.map_or(text, |_| text[2..].trim_start());
    match digits.parse::<u32>() {
        Ok(number) if number > 0 => Ok((Asn, format!("AS{number}"))),
        _ => Err(wrong(written, "is no number of a network", "its number, such as AS64500")),
    }
}

/// The fingerprint of a certificate: which hash it is, its length tells.
pub(super) fn certificate(written: &str) -> Reading {
    let digits: String = written.chars().filter(|c| !matches!(c, ':' | ' ' | '-')).collect();
    let kind = match digits.len() {
        32 => CertificateMd5,
        40 => CertificateSha1,
        64 => CertificateSha256,
        _ => {
            let right = "the MD5, SHA-1 or SHA-256 of the certificate in hexadecimal digits";
            return Err(wrong(written, "is no fingerprint of a certificate", right));
        }
    };
    hash(&digits, kind)
}

/// A file with its folder, as it is.
pub(super) fn path(written: &str) -> Reading {
    let (kind, text) = words(written, FilePath)?;
    let name = text.rsplit(['/', '\\']).next().unwrap_or_default();
    match name.is_empty() || name.len() == text.len() {
        true => Err(wrong(
            written,
            "is no file with its folder",
            "the whole path, such as C:\\Users\\Public\\a.exe; the name alone is a “filename”",
        )),
        false => Ok((kind, text)),
    }
}
