//! Protocols and ports as sensors and data write them → what readers call them, in any language.

/// Protocols whose names are not written in capitals alone.
const PROTOCOLS: [(&str, &str); 4] = [
    ("dcerpc", "DCE/RPC"),
    ("ipv6-icmp", "ICMPv6"),
    ("kerberos", "Kerberos"),
    ("telnet", "Telnet"),
];

/// What services are good for, in the words of the theme's strings `figures.service_<kind>`.
pub const KINDS: [&str; 16] = [
    "accounts",
    "calls",
    "carrier",
    "control",
    "database",
    "desktop",
    "encrypted",
    "devices",
    "files",
    "login",
    "mail",
    "names",
    "telephony",
    "time",
    "web",
    "windows",
];

/// The services that are behind the ports that are called most, each with its kind.
const SERVICES: [(&str, &str, &str); 36] = [
    ("20", "FTP", "files"),
    ("21", "FTP", "files"),
    ("22", "SSH", "login"),
    ("23", "Telnet", "login"),
    ("25", "SMTP", "mail"),
    ("53", "DNS", "names"),
    ("69", "TFTP", "files"),
    ("80", "HTTP", "web"),
    ("88", "Kerberos", "accounts"),
    ("110", "POP3", "mail"),
    ("111", "RPC", "calls"),
    ("123", "NTP", "time"),
    ("135", "RPC", "calls"),
    ("137", "NetBIOS", "windows"),
    ("139", "NetBIOS", "windows"),
    ("143", "IMAP", "mail"),
    ("161", "SNMP", "devices"),
    ("389", "LDAP", "accounts"),
    ("443", "HTTPS", "web"),
    ("445", "SMB", "files"),
    ("465", "SMTP", "mail"),
    ("587", "SMTP", "mail"),
    ("636", "LDAPS", "accounts"),
    ("993", "IMAPS", "mail"),
    ("995", "POP3S", "mail"),
    ("1433", "SQL Server", "database"),
    ("1900", "SSDP", "devices"),
    ("2323", "Telnet", "login"),
    ("3306", "MySQL", "database"),
    ("3389", "RDP", "desktop"),
    ("5060", "SIP", "telephony"),
    ("5432", "PostgreSQL", "database"),
    ("5900", "VNC", "desktop"),
    ("6379", "Redis", "database"),
    ("8080", "HTTP", "web"),
    ("8443", "HTTPS", "web"),
];

/// Protocols that are no service by themselves, with what they are good for.
const BELOW: [(&str, &str); 6] = [
    ("ICMP", "control"),
    ("ICMPv6", "control"),
    ("SSL", "encrypted"),
    ("TCP", "carrier"),
    ("TLS", "encrypted"),
    ("UDP", "carrier"),
];

/// What a protocol is called: `tcp` is TCP.
pub fn protocol(code: &str) -> String {
    let known = PROTOCOLS.iter().find(|(known, _)| *known == code);
    known.map_or_else(|| code.to_ascii_uppercase(), |(_, name)| (*name).to_owned())
}

/// The service that is known for a port, and of what kind it is.
pub fn service(port: &str) -> Option<(&'static str, &'static str)> {
    let known = SERVICES.iter().find(|(known, ..)| *known == port);
    known.map(|(_, name, kind)| (*name, *kind))
}

/// What a protocol of this name is good for, where that is known.
pub fn kind(protocol: &str) -> Option<&'static str> {
    let services = SERVICES.iter().map(|(_, name, kind)| (*name, *kind));
    let known = services.chain(BELOW).find(|(name, _)| *name == protocol);
    known.map(|(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_names_where_there_are_any() {
        for (code, expect, of) in [
            ("tcp", "TCP", Some("carrier")),
            ("telnet", "Telnet", Some("login")),
            ("ipv6-icmp", "ICMPv6", Some("control")),
            ("gre", "GRE", None),
            ("smb", "SMB", Some("files")),
        ] {
            assert_eq!(protocol(code), expect);
            assert_eq!(kind(&protocol(code)), of, "{code}");
        }
        for (code, expect) in
            [("22", Some(("SSH", "login"))), ("47808", None), ("1024+", None), ("", None)]
        {
            assert_eq!(service(code), expect, "{code}");
        }
        for (port, _, kind) in SERVICES {
            assert!(KINDS.contains(&kind), "{port}: {kind}");
        }
    }
}
