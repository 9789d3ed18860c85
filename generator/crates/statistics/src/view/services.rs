//! Protocols and ports as sensors and data write them → what readers call them, in any language.

/// Protocols whose names are not written in capitals alone.
const PROTOCOLS: [(&str, &str); 4] = [
    ("dcerpc", "DCE/RPC"),
    ("ipv6-icmp", "ICMPv6"),
    ("kerberos", "Kerberos"),
    ("telnet", "Telnet"),
];

/// The services that are behind the ports that are called most.
const SERVICES: [(&str, &str); 36] = [
    ("20", "FTP"),
    ("21", "FTP"),
    ("22", "SSH"),
    ("23", "Telnet"),
    ("25", "SMTP"),
    ("53", "DNS"),
    ("69", "TFTP"),
    ("80", "HTTP"),
    ("88", "Kerberos"),
    ("110", "POP3"),
    ("111", "RPC"),
    ("123", "NTP"),
    ("135", "RPC"),
    ("137", "NetBIOS"),
    ("139", "NetBIOS"),
    ("143", "IMAP"),
    ("161", "SNMP"),
    ("389", "LDAP"),
    ("443", "HTTPS"),
    ("445", "SMB"),
    ("465", "SMTP"),
    ("587", "SMTP"),
    ("636", "LDAPS"),
    ("993", "IMAPS"),
    ("995", "POP3S"),
    ("1433", "SQL Server"),
    ("1900", "SSDP"),
    ("2323", "Telnet"),
    ("3306", "MySQL"),
    ("3389", "RDP"),
    ("5060", "SIP"),
    ("5432", "PostgreSQL"),
    ("5900", "VNC"),
    ("6379", "Redis"),
    ("8080", "HTTP"),
    ("8443", "HTTPS"),
];

/// What a protocol is called: `tcp` is TCP.
pub fn protocol(code: &str) -> String {
    find(&PROTOCOLS, code).map_or_else(|| code.to_ascii_uppercase(), str::to_owned)
}

/// A port with the service that is known for it, if there is one.
pub fn port(code: &str) -> String {
    find(&SERVICES, code).map_or_else(|| code.to_owned(), |service| format!("{code} ({service})"))
}

fn find(names: &[(&str, &'static str)], code: &str) -> Option<&'static str> {
    names.iter().find(|(known, _)| *known == code).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_names_where_there_are_any() {
        for (code, expect) in [("tcp", "TCP"), ("telnet", "Telnet"), ("ipv6-icmp", "ICMPv6")] {
            assert_eq!(protocol(code), expect);
        }
        for (code, expect) in [("22", "22 (SSH)"), ("47808", "47808"), ("1024+", "1024+")] {
            assert_eq!(port(code), expect);
        }
    }
}
