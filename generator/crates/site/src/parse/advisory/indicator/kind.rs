//! Kinds of indicator: the keys by which editors state them, and which values each takes.

use super::canon::{self, Reading};
use super::{endpoint, guess, registry};

/// The sorts of marks by which an attack can be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IndicatorKind {
    /// An address of IPv4, or a network of them.
    Ipv4,
    /// An address of IPv6, or a network of them.
    Ipv6,
    /// A host name of the DNS, in ASCII and lower case.
    Domain,
    /// An address that begins with `http`, `https` or `ftp`.
    Url,
    /// A mail address, such as `name@evil.example`.
    Email,
    /// The name of a file, without its folder.
    Filename,
    /// The MD5 of a file's bytes, as 32 hexadecimal digits.
    Md5,
    /// The SHA-1 of a file's bytes, as 40 hexadecimal digits.
    Sha1,
    /// The SHA-256 of a file's bytes, as 64 hexadecimal digits.
    Sha256,
    /// The SHA-512 of a file's bytes, as 128 hexadecimal digits.
    Sha512,
    /// How a client greets a server with TLS.
    Ja3,
    /// How a server answers with TLS.
    Ja3s,
    /// How a client greets a server with TLS, in the form that followed JA3.
    Ja4,
    /// How a client or server greets with SSH.
    Hassh,
    /// What a client of the web calls itself.
    UserAgent,
    /// A lock by which malware knows itself.
    Mutex,
    /// A key of the Windows registry.
    RegistryKey,
    /// The subject of a mail.
    Subject,
    /// An address of IPv4 or IPv6 with a port.
    IpPort,
    /// A host name of the DNS with a port.
    HostPort,
    /// A file with its folder.
    FilePath,
    /// The number of a network (AS).
    Asn,
    /// The MD5 of a certificate.
    CertificateMd5,
    /// The SHA-1 of a certificate.
    CertificateSha1,
    /// The SHA-256 of a certificate.
    CertificateSha256,
}

/// A key by which an editor states a kind, what its value is, and how it is read.
pub(super) struct Stated {
    /// The key of the front matter, such as `ip`.
    pub key: &'static str,
    /// What its value is, for editors.
    pub is: &'static str,
    /// Checks a value and brings it into its one form. Fails with what is wrong and what is
    /// expected.
    pub read: fn(&str) -> Reading,
}

/// All keys, the usual ones first. `value` leaves it to the form of the value.
pub(super) const STATED: [Stated; 24] = [
    Stated {
        key: "value",
        is: "What its form tells: an IP address, a domain, an address of web or mail, a hash",
        read: guess::guess,
    },
    Stated {
        key: "ip",
        is: "An address of IPv4 or IPv6, or a network such as 192.0.2.0/24",
        read: canon::ip,
    },
    Stated { key: "ipv4", is: "The same, of IPv4", read: canon::ipv4 },
    Stated { key: "ipv6", is: "The same, of IPv6", read: canon::ipv6 },
    Stated { key: "domain", is: "A name of the DNS", read: canon::domain },
    Stated { key: "url", is: "An address that begins with http, https or ftp", read: canon::url },
    Stated { key: "email", is: "An address of mail", read: canon::email },
    Stated { key: "filename", is: "The name of a file, without its folder", read: canon::filename },
    Stated {
        key: "md5",
        is: "The MD5 of a file",
        read: |text| canon::hash(text, IndicatorKind::Md5),
    },
    Stated {
        key: "sha1",
        is: "The SHA-1 of a file",
        read: |text| canon::hash(text, IndicatorKind::Sha1),
    },
    Stated {
        key: "sha256",
        is: "The SHA-256 of a file",
        read: |text| canon::hash(text, IndicatorKind::Sha256),
    },
    Stated {
        key: "sha512",
        is: "The SHA-512 of a file",
        read: |text| canon::hash(text, IndicatorKind::Sha512),
    },
    Stated {
        key: "ja3",
        is: "A JA3 fingerprint of a TLS client",
        read: |text| canon::hash(text, IndicatorKind::Ja3),
    },
    Stated {
        key: "ja3s",
        is: "A JA3S fingerprint of a TLS server",
        read: |text| canon::hash(text, IndicatorKind::Ja3s),
    },
    Stated { key: "ja4", is: "A JA4 fingerprint of a TLS client", read: canon::ja4 },
    Stated {
        key: "hassh",
        is: "A HASSH fingerprint of SSH",
        read: |text| canon::hash(text, IndicatorKind::Hassh),
    },
    Stated {
        key: "user_agent",
        is: "What a client of the web calls itself",
        read: |text| canon::words(text, IndicatorKind::UserAgent),
    },
    Stated {
        key: "mutex",
        is: "The name of a lock (mutex)",
        read: |text| canon::words(text, IndicatorKind::Mutex),
    },
    Stated { key: "registry_key", is: "A key of the Windows registry", read: registry::key },
    Stated {
        key: "subject",
        is: "The subject of a mail",
        read: |text| canon::words(text, IndicatorKind::Subject),
    },
    Stated {
        key: "endpoint",
        is: "An address or a name with a port, such as 198.51.100.7:443",
        read: endpoint::endpoint,
    },
    Stated { key: "path", is: "A file with its folder", read: endpoint::path },
    Stated { key: "asn", is: "The number of a network, such as AS64500", read: endpoint::asn },
    Stated {
        key: "certificate",
        is: "The MD5, SHA-1 or SHA-256 of a certificate",
        read: endpoint::certificate,
    },
];

impl IndicatorKind {
    /// All, those of networks first.
    pub const ALL: [IndicatorKind; 25] = [
        IndicatorKind::Ipv4,
        IndicatorKind::Ipv6,
        IndicatorKind::Domain,
        IndicatorKind::Url,
        IndicatorKind::Email,
        IndicatorKind::Filename,
        IndicatorKind::Md5,
        IndicatorKind::Sha1,
        IndicatorKind::Sha256,
        IndicatorKind::Sha512,
        IndicatorKind::Ja3,
        IndicatorKind::Ja3s,
        IndicatorKind::Ja4,
        IndicatorKind::Hassh,
        IndicatorKind::UserAgent,
        IndicatorKind::Mutex,
        IndicatorKind::RegistryKey,
        IndicatorKind::Subject,
        IndicatorKind::IpPort,
        IndicatorKind::HostPort,
        IndicatorKind::FilePath,
        IndicatorKind::Asn,
        IndicatorKind::CertificateMd5,
        IndicatorKind::CertificateSha1,
        IndicatorKind::CertificateSha256,
    ];

    /// Its name among the theme's words.
    pub fn word(self) -> &'static str {
        match self {
            IndicatorKind::Ipv4 => "ipv4",
            IndicatorKind::Ipv6 => "ipv6",
            IndicatorKind::Domain => "domain",
            IndicatorKind::Url => "url",
            IndicatorKind::Email => "email",
            IndicatorKind::Filename => "filename",
            IndicatorKind::Md5 => "md5",
            IndicatorKind::Sha1 => "sha1",
            IndicatorKind::Sha256 => "sha256",
            IndicatorKind::Sha512 => "sha512",
            IndicatorKind::Ja3 => "ja3",
            IndicatorKind::Ja3s => "ja3s",
            IndicatorKind::Ja4 => "ja4",
            IndicatorKind::Hassh => "hassh",
            IndicatorKind::UserAgent => "user_agent",
            IndicatorKind::Mutex => "mutex",
            IndicatorKind::RegistryKey => "registry_key",
            IndicatorKind::Subject => "subject",
            IndicatorKind::IpPort => "ip_port",
            IndicatorKind::HostPort => "host_port",
            IndicatorKind::FilePath => "path",
            IndicatorKind::Asn => "asn",
            IndicatorKind::CertificateMd5 => "certificate_md5",
            IndicatorKind::CertificateSha1 => "certificate_sha1",
            IndicatorKind::CertificateSha256 => "certificate_sha256",
        }
    }

    /// Whether programs may raise an alarm over one of it, if nobody says otherwise: a subject or a
    /// whole network is seen in much that is no attack.
    pub fn raises_alarms(self) -> bool {
        !matches!(self, IndicatorKind::Subject | IndicatorKind::Asn)
    }

    /// Whether a value of it is of no other kind, so that the value alone names the indicator.
    pub fn is_told_by_its_form(self) -> bool {
        use IndicatorKind::{Domain, Ipv4, Ipv6, Md5, Sha1, Sha256, Sha512, Url};
        matches!(self, Ipv4 | Ipv6 | Domain | Url | Md5 | Sha1 | Sha256 | Sha512)
    }
}
