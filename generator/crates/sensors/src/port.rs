//! Ports of services → what a tally says of them. Ports that no service is known for are one: a scan
//! of all ports, or answers to the ports of clients, would else be a row each.

use std::fmt;
use std::str::FromStr;

/// A port that was called, as tallies tell ports apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Port {
    /// This very port: one that is given out for services, or that a service is known for.
    Number(u16),
    /// One of all other ports, from 1024 on.
    Other,
}

/// Ports below are given out for services alone (RFC 6335: system ports).
const REGISTERED: u16 = 1024;

/// Ports from 1024 on at which services are known to be looked for: databases, remote desktops,
/// proxies, mail, control of machines, backdoors and devices. In order.
const SERVICES: [u16; 162] = [
    1025, 1026, 1080, 1099, 1194, 1337, 1352, 1433, 1434, 1500, 1515, 1521, 1604, 1645, 1646, 1700,
    1701, 1720, 1723, 1801, 1812, 1813, 1883, 1900, 1911, 1962, 2000, 2049, 2052, 2053, 2082, 2083,
    2086, 2087, 2095, 2096, 2121, 2123, 2152, 2181, 2222, 2323, 2375, 2376, 2379, 2404, 2455, 2483,
    2484, 2525, 2575, 3000, 3128, 3260, 3268, 3269, 3283, 3299, 3306, 3310, 3333, 3388, 3389, 3390,
    3391, 3478, 3544, 3702, 4000, 4070, 4369, 4443, 4444, 4500, 4567, 4786, 4840, 4848, 4899, 5000,
    5001, 5038, 5060, 5061, 5094, 5222, 5269, 5351, 5353, 5357, 5432, 5555, 5601, 5631, 5632, 5672,
    5683, 5800, 5900, 5901, 5938, 5984, 5985, 5986, 6000, 6001, 6379, 6443, 6660, 6667, 6697, 7001,
    7070, 7170, 7443, 7474, 7547, 7777, 8000, 8008, 8009, 8080, 8081, 8083, 8086, 8088, 8089, 8090,
    8123, 8140, 8161, 8181, 8291, 8333, 8443, 8545, 8728, 8834, 8883, 8888, 9000, 9001, 9042, 9090,
    9092, 9100, 9200, 9300, 9418, 9443, 9600, 10000, 10250, 11211, 20000, 27017, 37215, 37810,
    44818, 47808, 50000, 52869,
];

impl Port {
    /// The port of this number, as tallies tell ports apart.
    pub fn from_number(number: u16) -> Port {
        match is_service(number) {
            true => Port::Number(number),
            false => Port::Other,
        }
    }
}

/// Whether a service is known for a port; of a packet between two ports that tells which side is
/// the server.
pub fn is_service(number: u16) -> bool {
    number < REGISTERED || SERVICES.binary_search(&number).is_ok()
}

/// Where systems take the ports of clients from (Linux from here on, others from 49152 on).
const CLIENTS: u16 = 32_768;

/// How much speaks for it that a port is a client's.
fn doubt(port: Option<u16>) -> u8 {
    match port {
        Some(port) if is_service(port) => u8::from(port >= CLIENTS),
        _ => 2,
    }
}

/// Whether a packet is an answer of a server, when nothing but its two ports tells: from that of a
/// service to one that is less of a service.
pub fn is_answer(from: Option<u16>, to: Option<u16>) -> bool {
    from.is_some() && to.is_some() && doubt(from) < doubt(to)
}

/// Whether a host that was attacked is the server of a connection. It is, for services are attacked,
/// whatever the port of the client happens to be; unless a service attacks its client: from the port
/// of one to a port that no service is known for.
pub fn is_server_of(attacked: Option<u16>, attacker: Option<u16>) -> bool {
    let is_client = |port: u16| !is_service(port) && port >= CLIENTS;
    !(attacked.is_some_and(is_client) && doubt(attacker) == 0)
}

const OTHER: &str = "1024+";

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Port::Number(number) => number.fmt(f),
            Port::Other => f.write_str(OTHER),
        }
    }
}

/// As it is written; tallies of older versions have any number.
impl FromStr for Port {
    type Err = std::num::ParseIntError;
    fn from_str(text: &str) -> Result<Port, Self::Err> {
        match text {
            OTHER => Ok(Port::Other),
            number => number.parse().map(Port::Number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_ports_one_is_the_servers() {
        // From, to, and which is the server's: by the ports alone, if from was attacked, if to was.
        let table = [
            (50_123, 443, 443, 443, 443),
            (443, 50_123, 443, 443, 443),
            (443, 50_000, 443, 443, 50_000),
            (80, 47_808, 80, 80, 47_808),
            (443, 3_306, 3_306, 443, 3_306),
            (3_306, 443, 443, 3_306, 443),
            (8_080, 50_123, 8_080, 8_080, 8_080),
            (8_080, 12_345, 8_080, 8_080, 12_345),
            (50_123, 12_345, 12_345, 50_123, 12_345),
            (50_000, 8_080, 8_080, 50_000, 8_080),
        ];
        for (from, to, alone, if_from, if_to) in table {
            let port = |is_answer| if is_answer { from } else { to };
            let (a, b) = (Some(from), Some(to));
            assert_eq!(port(is_answer(a, b)), alone, "{from} to {to}");
            assert_eq!(port(is_server_of(a, b)), if_from, "{from} to {to}, from attacked");
            assert_eq!(port(!is_server_of(b, a)), if_to, "{from} to {to}, to attacked");
        }
        assert!(!is_answer(Some(80), None) && !is_answer(None, Some(80)));
    }

    #[test]
    fn ports_without_a_service_are_one() {
        assert!(SERVICES.is_sorted_by(|a, b| a < b) && SERVICES[0] >= REGISTERED);
        let check = |number: u16, expect: &str| {
            let port = Port::from_number(number);
            assert_eq!(port.to_string(), expect);
            assert_eq!(expect.parse(), Ok(port));
        };
        check(0, "0");
        check(443, "443");
        check(1023, "1023");
        check(1024, "1024+");
        check(3389, "3389");
        check(27017, "27017");
        check(49_152, "1024+");
        check(65_535, "1024+");
        // Whoever scans everything makes so many rows.
        let mut rows: Vec<Port> = (0..=65_535).map(Port::from_number).collect();
        rows.dedup();
        rows.sort();
        rows.dedup();
        assert_eq!(rows.len(), 1024 + SERVICES.len() + 1);
        assert_eq!("51234".parse(), Ok(Port::Number(51_234)), "as older tallies have it");
        assert!("".parse::<Port>().is_err() && "x".parse::<Port>().is_err());
    }
}
