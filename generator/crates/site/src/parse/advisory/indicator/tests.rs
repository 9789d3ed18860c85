//! Indicators as people write them.

use super::*;

/// Reads an item of a list, and compares kind, value and how it is shown, or what is wrong.
fn check(written: &str, expect: &str) {
    let got = match serde_yaml::from_str::<Vec<Indicator>>(&format!("- {written}")) {
        Ok(found) => {
            let found = &found[0];
            format!("{:?} {} {}", found.kind, found.value, found.defanged())
        }
        Err(error) => error.to_string(),
    };
    assert!(got.contains(expect), "{written}: {got}");
}

#[test]
fn indicators_are_told_apart_and_defanged() {
    let (md5, sha1, sha256, sha512) =
        ("aB".repeat(16), "aB".repeat(20), "aB".repeat(32), "aB".repeat(64));
    for (written, expect) in [
        ("192.0.2.1", "Ipv4 192.0.2.1 192[.]0[.]2[.]1"),
        ("192[.]0[.]2[.]1", "Ipv4 192.0.2.1"),
        ("192(.)0{.}2[dot]1", "Ipv4 192.0.2.1"),
        ("2001:db8::1", "Ipv6 2001:db8::1 2001[:]db8[:][:]1"),
        ("198.51.100.0/24", "Ipv4 198.51.100.0/24 198[.]51[.]100[.]0/24"),
        ("Evil.Example", "Domain evil.example evil[.]example"),
        ("evil.co.uk", "Domain evil.co.uk"),
        ("_dmarc.evil.az", "Domain _dmarc.evil.az"),
        ("invoice[.]zip", "Domain invoice.zip invoice[.]zip"),
        ("expyuzz4wqqyqhjn.onion", "Domain expyuzz4wqqyqhjn.onion"),
        (
            "\"hxxps://evil[.]example/A.php\"",
            "Url https://evil.example/A.php hxxps://evil[.]example/A.php",
        ),
        (
            "\"http://192.0.2.1:8080/x\"",
            "Url http://192.0.2.1:8080/x hxxp://192[.]0[.]2[.]1:8080/x",
        ),
        ("\"hXXp[://]evil[.]az?x\"", "Url http://evil.az/?x hxxp://evil[.]az/?x"),
        ("\"fxp://evil.az/x\"", "Url ftp://evil.az/x fxp://evil[.]az/x"),
        ("\"Boss[@]evil[.]az\"", "Email Boss@evil.az Boss[@]evil[.]az"),
        ("boss(at)evil.az", "Email boss@evil.az"),
        (&md5, "Md5 abab"),
        (&sha1, "Sha1 abab"),
        (&sha256, "Sha256 abab"),
        (&sha512, "Sha512 abab"),
        ("t13d1516h2_8daaf6152771_E5627efa2ab1", "Ja4 t13d1516h2_8daaf6152771_e5627efa2ab1"),
        ("198[.]51[.]100[.]7:443", "IpPort 198.51.100.7:443 198[.]51[.]100[.]7:443"),
        ("198.51.100.7|443", "IpPort 198.51.100.7:443"),
        ("\"[2001:db8::7]:8443\"", "IpPort [2001:db8::7]:8443 [2001[:]db8[:][:]7][:]8443"),
        ("evil[.]az:8080", "HostPort evil.az:8080 evil[.]az:8080"),
        ("AS64500", "Asn AS64500 AS64500"),
    ] {
        check(written, expect);
    }
}

/// However people write what nobody is to click on.
#[test]
fn all_usual_spellings_are_read() {
    let (domain, mail, url) = ("Domain evil.az", "Email boss@evil.az", "Url https://evil.az/a.php");
    for (written, expect) in [
        ("evil[.]az", domain),
        ("evil(.)az", domain),
        ("evil{.}az", domain),
        ("evil<.>az", domain),
        ("evil[dot]az", domain),
        ("evil(DOT)az", domain),
        ("evil{dot}az", domain),
        ("evil [dot] az", domain),
        ("evil dot az", domain),
        ("evil[d]az", domain),
        ("evil[.az", domain),
        ("evil.]az", domain),
        ("'evil\\.az'", domain),
        ("evil。az", domain),
        ("evil．az", domain),
        ("evil｡az", domain),
        ("evil [.] az", domain),
        ("evil[ . ]az", domain),
        ("boss＠evil．az", mail),
        ("https:[//]evil[.]az/a.php", url),
        ("boss[@]evil[.]az", mail),
        ("boss[at]evil[dot]az", mail),
        ("boss(AT)evil(.)az", mail),
        ("boss{@}evil.az", mail),
        ("boss at evil dot az", mail),
        ("boss [at] evil [dot] az", mail),
        ("hxxps://evil[.]az/a.php", url),
        ("hXXps://evil.az/a.php", url),
        ("hxxps[:]//evil[.]az/a.php", url),
        ("hxxps[://]evil[.]az/a.php", url),
        ("\"hxxps{:}//evil{.}az/a.php\"", url),
        ("hxxps://evil[.]az[/]a.php", url),
        ("'[https]://evil.az/a.php'", url),
        ("htxps://evil[.]az/a.php", url),
        ("h**ps://evil[.]az/a.php", url),
        ("192[.]0[.]2[.]1", "Ipv4 192.0.2.1"),
        ("192 dot 0 dot 2 dot 1", "Ipv4 192.0.2.1"),
        ("\"2001[:]db8[:][:]1\"", "Ipv6 2001:db8::1"),
        ("198[.]51[.]100[.]0/24", "Ipv4 198.51.100.0/24"),
        ("198[.]51[.]100[.]0[/]24", "Ipv4 198.51.100.0/24"),
    ] {
        let quoted = match written.starts_with(['"', '\'']) {
            true => written.to_owned(),
            false => format!("'{written}'"),
        };
        check(&quoted, expect);
    }
}

#[test]
fn what_else_is_known_is_read() {
    let read = |text: &str| serde_yaml::from_str::<Indicator>(text);
    let whole = read(
        "{value: evil.az, phase: delivery, technique: T1566 Phishing, first_seen: 2026-01-10, \
         last_seen: 2026-01-12T10:00+04:00, confidence: 75, to_ids: false, comment: x}",
    )
    .expect("an indicator");
    let Context { phase, technique, first_seen, last_seen, confidence, .. } = &whole.context;
    assert_eq!(*phase, Some(Phase::Delivery));
    assert_eq!(technique.as_ref().map(|of| of.name.as_str()), Some("Phishing"));
    assert!(first_seen.is_some() && last_seen.is_some() && *confidence == Some(Confidence(75)));
    assert!(!whole.raises_alarms() && read("evil.az").expect("one").raises_alarms());
    assert!(!read("AS64500").expect("one").raises_alarms());
    assert!(read("{asn: AS64500, to_ids: true}").expect("one").raises_alarms());
}

#[test]
fn a_kind_can_be_stated() {
    let hex = "aB".repeat(16);
    for (written, expect) in [
        ("{filename: invoice.exe}", "Filename invoice.exe invoice.exe"),
        ("{filename: \"Ödəniş (2).pdf.exe\", comment: x}", "Filename Ödəniş (2).pdf.exe"),
        (&format!("{{ja3: {hex}}}"), "Ja3 abab"),
        (&format!("{{ja3s: {hex}}}"), "Ja3s abab"),
        (&format!("{{hassh: {hex}}}"), "Hassh abab"),
        (&format!("{{md5: {hex}}}"), "Md5 abab"),
        ("{domain: setup.exe}", "Domain setup.exe setup[.]exe"),
        ("{domain: \"mail[.]evil[.]az.\"}", "Domain mail.evil.az"),
        ("{domain: localhost}", "Domain localhost"),
        ("{ip: \"2001:DB8:0:0:0:0:0:7\"}", "Ipv6 2001:db8::7"),
        ("{ipv4: 192.0.2.7, comment: x}", "Ipv4 192.0.2.7"),
        ("{url: \"https://evil.az\"}", "Url https://evil.az/"),
        ("{url: \"https://evil.az/x#a\"}", "Url https://evil.az/x"),
        ("{url: \"https://evil.az/#\"}", "Url https://evil.az/"),
        ("{url: \"https://evil.az/x?q#a?b\"}", "Url https://evil.az/x?q"),
        ("{email: a@EVIL.az}", "Email a@evil.az"),
        ("{user_agent: \"Mozilla/5.0 (evil.exe)\"}", "UserAgent Mozilla/5.0 (evil.exe)"),
        ("{mutex: \"Global\\\\x[.]y\"}", "Mutex Global\\x[.]y"),
        ("{registry_key: 'HKCU\\Software\\x'}", "RegistryKey HKEY_CURRENT_USER\\Software\\x"),
        ("{value: 192.0.2.7}", "Ipv4 192.0.2.7"),
        ("{subject: \"Invoice [.] 7\"}", "Subject Invoice [.] 7 Invoice [.] 7"),
        ("{endpoint: \"evil.corp:443\"}", "HostPort evil.corp:443"),
        ("{path: 'C:\\Users\\Public\\a.exe'}", "FilePath C:\\Users\\Public\\a.exe"),
        ("{path: /tmp/.x/a}", "FilePath /tmp/.x/a"),
        ("{asn: as64500}", "Asn AS64500"),
        ("{asn: \"64500\"}", "Asn AS64500"),
        (&format!("{{certificate: {hex}}}"), "CertificateMd5 abab"),
        (
            "{certificate: \"AB:CD:AB:CD:AB:CD:AB:CD:AB:CD:AB:CD:AB:CD:AB:CD:AB:CD:AB:CD\"}",
            "CertificateSha1 abcdabcdabcdabcdabcdabcdabcdabcdabcdabcd ",
        ),
    ] {
        check(written, expect);
    }
}

/// Two spellings of one thing.
#[test]
fn one_thing_has_one_form() {
    for (spellings, expect) in [
        (
            &["2001:DB8::0007", "2001:0db8:0:0:0:0:0:7", "\"[2001:db8::7]\"", "2001:db8::7/128"][..],
            "Ipv6 2001:db8::7 ",
        ),
        (&["\"::ffff:192.0.2.7\"", "192.0.2.7", "192.0.2.7/32"], "Ipv4 192.0.2.7 "),
        (&["EVIL.az", "evil.az.", "evil[.]AZ", "{domain: Evil.az}"], "Domain evil.az "),
        (
            &["bücher.az", "BÜCHER.az", "xn--bcher-kva.az", "bu\u{308}cher.az"],
            "Domain xn--bcher-kva.az ",
        ),
        (&["münchen.рф"], "Domain xn--mnchen-3ya.xn--p1ai "),
        (
            &[
                "\"HTTP://Evil.AZ:80/a/../b/%7Ex%2f\"",
                "\"http://evil.az/b/~x%2F\"",
                "\"hxxp://evil[.]az/./b/%7ex%2f\"",
            ],
            "Url http://evil.az/b/~x%2F ",
        ),
        (
            &["\"https://evil.az./a\"", "\"hxxps://evil[.]az[.]/a\"", "\"https://evil.az/a\""],
            "Url https://evil.az/a ",
        ),
        // Behind the host it is as it was asked for.
        (
            &["\"hxxps://evil [.] az/a[.]php\"", "\"https://evil。az/a.php\""],
            "Url https://evil.az/a.php ",
        ),
        (
            &["\"https://evil。az/a。b\"", "https://evil.az/a%E3%80%82b"],
            "Url https://evil.az/a%E3%80%82b ",
        ),
        (
            &["\"https://evil.az/?q=%20[.]%20＠\"", "\"https://evil.az/?q=%20.%20%EF%BC%A0\""],
            "Url https://evil.az/?q=%20.%20%EF%BC%A0 ",
        ),
        (
            &["\"https://evil.az\"", "\"https://evil.az/\"", "\"https://EVIL.az:443/\""],
            "Url https://evil.az/ ",
        ),
        (
            &["\"http://[2001:DB8:0::1]/\"", "\"http://[2001:db8::1]/\""],
            "Url http://[2001:db8::1]/ ",
        ),
        (
            &["\"http://bücher.az/ö\"", "\"http://xn--bcher-kva.az/%c3%b6\""],
            "Url http://xn--bcher-kva.az/%C3%B6 ",
        ),
    ] {
        for written in spellings {
            check(written, expect);
        }
    }
}

#[test]
fn what_is_none_is_refused() {
    for bad in [
        "evil",
        "300.1.1.1",
        "abc123",
        "-x.az",
        "a b.az",
        "1.2.3",
        "0x7f.1",
        "x..az",
        "10.0.0.1/99x",
    ] {
        check(bad, &format!("“{bad}” is not an indicator — write an IP address"));
    }
    for (bad, expect) in [
        (
            "invoice.exe",
            "no domain ends in “.exe” — write {filename: invoice.exe} for a file, {domain: invoice.exe}",
        ),
        ("run.vbs", "{filename: run.vbs}"),
        (
            "invoice.zip",
            "“invoice.zip” may be the name of a file as well as a domain — write {filename: invoice.zip}",
        ),
        ("setup.py", "may be the name of a file"),
        ("x[.]corp", "ends in “.corp”, in which no domain ends"),
        ("\"gopher://x.az\"", "is no address of the web"),
        ("\"http://\"", "is no address of the web"),
        ("\"http://evil/\"", "is no address of the web"),
        ("\"http://evil.az/a b\"", "is no address of the web"),
        ("\"http://evil.az/?q=a [.] b\"", "is no address of the web"),
        ("\"http://evil.az?q=a dot b\"", "is no address of the web"),
        ("\"http://evil.az/x at y\"", "is no address of the web"),
        ("198.51.100.7/24", "write the network 198.51.100.0/24, or the address alone"),
        ("198.51.100.0/33", "is no network"),
        ("{ja3: abc}", "“abc” is no value of “ja3” — write its 32 hexadecimal digits"),
        ("{sha256: d41d8cd98f00b204e9800998ecf8427e}", "write its 64 hexadecimal digits"),
        ("{filename: 'C:\\x.exe'}", "the name alone, without its folder"),
        ("{filename: \"\"}", "is no value of “filename”"),
        ("{domain: \"http://x.az\"}", "is no name of the DNS"),
        ("{domain: 192.0.2.7}", "is no name of the DNS"),
        ("{ipv4: \"2001:db8::7\"}", "is no address of IPv4"),
        ("{email: evil.az}", "is no address of mail"),
        ("{registry_key: Run}", "is no key of the registry"),
        (
            "{registry_key: 'HKXX\\A'}",
            "“HKXX\\A” is no key of the registry with its hive — write the whole key",
        ),
        ("{ja4: t13}", "is no JA4"),
        ("{endpoint: evil.az}", "is no host with a port"),
        ("{endpoint: \"evil.az:0\"}", "is no host with a port"),
        ("{endpoint: \"evil.az:70000\"}", "is no host with a port"),
        ("{path: a.exe}", "the name alone is a “filename”"),
        ("{path: /tmp/}", "is no file with its folder"),
        ("{asn: AS0}", "is no number of a network"),
        ("{asn: AS4294967296}", "is no number of a network"),
        ("{certificate: abc}", "is no fingerprint of a certificate"),
        ("{value: evil.az, phase: later}", "unknown variant `later`, expected one of"),
        ("{value: evil.az, technique: Phishing}", "lacks the name of the technique"),
        ("{value: evil.az, confidence: 101}", "write a number from 0 to 100"),
        ("{value: evil.az, to_ids: maybe}", "invalid type: string"),
        ("{value: evil.az, first_seen: soon}", "is not a date"),
        (
            "12345678901234567890123456789012",
            "here stands a number, which is no indicator — write it between quotes",
        ),
        ("0e12345678901234567890123456789", "here stands a number"),
        ("{md5: [a]}", "invalid type: sequence, expected a string"),
        ("{host: evil.az}", "unknown field `host`, expected one of `value`, `ip`"),
        ("{comment: x}", "missing field `value`"),
        ("{domain: a.az, ip: 192.0.2.7}", "here stand “domain” and “ip”"),
    ] {
        check(bad, expect);
    }
}

/// Whether two are one, though their values differ.
#[test]
fn capitals_are_told_apart_where_systems_do() {
    let read = |text: &str| serde_yaml::from_str::<Indicator>(text).expect("an indicator");
    for (one, other, is_one) in [
        ("{registry_key: 'HKLM\\Software\\X'}", "{registry_key: 'hklm\\SOFTWARE\\x'}", true),
        ("{registry_key: 'HKCU\\Ə'}", "{registry_key: 'HKCU\\ə'}", true),
        ("{registry_key: 'HKCU\\a'}", "{registry_key: 'HKLM\\a'}", false),
        ("{path: 'C:\\A\\b'}", "{path: 'c:\\a\\B'}", true),
        ("{path: 'C:/A/b'}", "{path: 'c:\\a\\B'}", true),
        ("{path: '%TEMP%\\X.exe'}", "{path: '%temp%\\x.exe'}", true),
        ("{path: '\\\\Srv\\share\\x'}", "{path: '\\\\srv\\Share\\x'}", true),
        ("{path: /tmp/A}", "{path: /tmp/a}", false),
        ("{filename: A.exe}", "{filename: a.exe}", false),
        ("{mutex: 'Global\\A'}", "{mutex: 'Global\\a'}", false),
    ] {
        assert_eq!(read(one).identity() == read(other).identity(), is_one, "{one} {other}");
    }
}
