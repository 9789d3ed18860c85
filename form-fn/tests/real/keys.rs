//! Keys as teams have them: each is sealed to so that GnuPG opens it, or told of in a sentence that
//! says why it is not, without harm to the others.

use crate::handler::{Desk, URL_ENCODED, accepted};
use crate::world::{Gnupg, encode, full_post, parse};
use form_fn::seal::Keys;
use jiff::Timestamp;

const USER: &str = "team@cert.example";
/// Times that stand still, or a key would be younger than what is said of it a moment later.
const PAST: &str = "20200101T000000!";
const FUTURE: &str = "20370101T000000!";

fn load(files: &[(&str, &[u8])]) -> Result<Keys, String> {
    let files: Vec<_> =
        files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
    Keys::load(&files, None).map_err(|error| error.to_string())
}

/// GnuPG with one primary key, made at that time.
fn team(algorithm: &str, usage: &str, expiry: &str, time: Option<&str>) -> Gnupg {
    let gnupg = Gnupg::new();
    let mut args = vec!["--quick-generate-key", USER, algorithm, usage, expiry];
    if let Some(time) = time {
        args.splice(0..0, ["--faked-system-time", time]);
    }
    gnupg.run(&args, b"");
    gnupg
}

impl Gnupg {
    fn fingerprint(&self) -> String {
        let listed = self.run(&["--with-colons", "--list-keys", USER], b"").stdout;
        let listed = String::from_utf8(listed).expect("GnuPG prints UTF-8");
        let line = listed.lines().find(|line| line.starts_with("fpr:")).expect("a fingerprint");
        line.split(':').nth(9).expect("its field").to_owned()
    }

    fn add(&self, algorithm: &str, usage: &str, expiry: &str, time: Option<&str>) {
        let fingerprint = self.fingerprint();
        let mut args = vec!["--quick-add-key", &fingerprint, algorithm, usage, expiry];
        if let Some(time) = time {
            args.splice(0..0, ["--faked-system-time", time]);
        }
        self.run(&args, b"");
    }
}

/// Seals a report to these keys, and lets GnuPG open it; the keys that it was sealed to.
async fn open(gnupg: &Gnupg, keys: Keys) -> Vec<String> {
    let desk = Desk::new(false, "az", keys);
    let number =
        accepted(&desk.post(URL_ENCODED, encode(&full_post(&desk.definition, "az"))).await);
    let (entity, status) = gnupg.decrypt(&desk.only_mail());
    assert_eq!(parse(&entity).report()["number"], number);
    let sealed_to = status.lines().filter_map(|line| line.strip_prefix("[GNUPG:] ENC_TO "));
    sealed_to.filter_map(|rest| rest.split(' ').next()).map(str::to_owned).collect()
}

#[tokio::test]
async fn good_keys_are_opened_by_gnupg() {
    let both = |primary: &str, subkey: &str| {
        let gnupg = team(primary, "cert,sign", "never", None);
        gnupg.add(subkey, "encr", "never", None);
        gnupg
    };
    for (name, gnupg) in [
        ("Curve25519", team("future-default", "default", "never", None)),
        ("RSA-3072", team("default", "default", "2y", None)),
        ("RSA-2048", both("rsa2048", "rsa2048")),
        ("P-256", both("nistp256", "nistp256")),
        ("P-384", both("nistp384", "nistp384")),
        ("P-521", both("nistp521", "nistp521")),
        ("RSA primary with ECC", both("rsa2048", "cv25519")),
    ] {
        let armoured = gnupg.export(USER);
        let keys = load(&[("team.asc", &armoured)]).unwrap_or_else(|why| panic!("{name}: {why}"));
        assert_eq!(open(&gnupg, keys).await.len(), 1, "{name}");
        let binary = gnupg.run(&["--export", USER], b"").stdout;
        load(&[("team.gpg", &binary)]).unwrap_or_else(|why| panic!("{name}, binary: {why}"));
    }
}

#[tokio::test]
async fn only_the_valid_one_of_several_subkeys_is_sealed_to() {
    let gnupg = team("ed25519", "cert,sign", "never", Some(PAST));
    gnupg.add("cv25519", "encr", "1m", Some(PAST));
    gnupg.add("cv25519", "encr", "never", None);
    let listed = gnupg.run(&["--with-colons", "--list-keys", USER], b"").stdout;
    let listed = String::from_utf8(listed).expect("GnuPG prints UTF-8");
    let valid: Vec<_> = listed
        .lines()
        .filter(|line| line.starts_with("sub:") && !line.starts_with("sub:e:"))
        .map(|line| line.split(':').nth(4).expect("the key's id").to_owned())
        .collect();
    assert_eq!(valid.len(), 1, "{listed}");
    let keys = load(&[("team.asc", &gnupg.export(USER))]).expect("one subkey is good");
    assert_eq!(open(&gnupg, keys).await, valid);
}

/// What a person is told of some files, and how many of their keys are good.
fn told(files: &[(&str, &[u8])], now: Timestamp) -> (usize, Vec<String>) {
    let files: Vec<_> =
        files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
    let (keys, faults) = Keys::read(&files, None);
    let review = keys.review(now);
    let faults = faults.iter().map(ToString::to_string);
    (review.good, faults.chain(review.alarms).collect())
}

#[test]
fn one_key_that_is_not_good_is_told_of_and_takes_no_other_along() {
    let good = team("future-default", "default", "never", None).export(USER);
    let check = |name: &str, bytes: &[u8], reason: &str| {
        let (count, lines) = told(&[("a.asc", &good), ("team.asc", bytes)], Timestamp::now());
        assert_eq!(count, 1, "{name}: {lines:?}");
        let [line] = &lines[..] else { panic!("{name}: {lines:?}") };
        assert!(line.starts_with("team.asc: ") && line.contains(reason), "{name}: {line}");
        let (count, lines) = told(&[("team.asc", bytes)], Timestamp::now());
        assert_eq!(count, 0, "{name}");
        assert!(lines.last().is_some_and(|line| line.starts_with("no report is taken")));
    };
    let refused = |name: &str, gnupg: &Gnupg, reason: &str| {
        let armoured = gnupg.export(USER);
        check(name, &armoured, reason);
        check(name, &armoured, &gnupg.fingerprint().to_lowercase());
    };
    refused("sign only", &team("ed25519", "cert,sign", "never", None), "it can only sign");
    let expired = team("future-default", "default", "1m", Some(PAST));
    refused("expired", &expired, "it has expired on 2020-01-31");
    let future = team("future-default", "default", "never", Some(FUTURE));
    refused("of the future", &future, "it is dated in the future");

    let subkey = team("ed25519", "cert,sign", "never", Some(PAST));
    subkey.add("cv25519", "encr", "1m", Some(PAST));
    refused("expired subkey", &subkey, "none of its subkeys can be encrypted to");
    let signing = team("ed25519", "cert,sign", "never", None);
    signing.add("ed25519", "sign", "never", None);
    refused("signing subkey", &signing, "none of its subkeys can be encrypted to");
    refused("revoked", &revoked(), "it is revoked");

    let whole = team("future-default", "default", "never", None);
    let secret = whole.run(&["--armor", "--export-secret-keys", USER], b"").stdout;
    check("secret", &secret, "holds a secret key");
    let secret = whole.run(&["--export-secret-keys", USER], b"").stdout;
    check("binary secret", &secret, "holds a secret key");
    let armoured = whole.export(USER);
    check("cut short", &armoured[..armoured.len() / 2], "cut short, in line 1");
    let binary = whole.run(&["--export", USER], b"").stdout;
    let (count, lines) = told(&[("a.asc", &good), ("team.gpg", &binary[..80])], Timestamp::now());
    assert!(count == 1 && lines[0] == "team.gpg: holds a damaged OpenPGP key", "{lines:?}");
    check("no key", b"Dear team,\n", "holds no OpenPGP key");
    check("nothing", b"", "is empty");
    let ssh = b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGRlYWRiZWVm team\n";
    check("ssh", ssh, "holds a key of SSH");
    let keybox = std::fs::read(whole.home().join("pubring.kbx")).expect("GnuPG's own");
    check("keybox", &keybox, "is a keybox of GnuPG");
}

fn revoked() -> Gnupg {
    let revoked = team("future-default", "default", "never", None);
    let file = revoked.home().join(format!("openpgp-revocs.d/{}.rev", revoked.fingerprint()));
    let text = std::fs::read_to_string(file).expect("GnuPG makes it with the key");
    // A colon keeps it from being used by mistake.
    revoked.run(&["--import"], text.replace(":-----BEGIN", "-----BEGIN").as_bytes());
    revoked
}

/// Whoever revokes a key may have nothing but what GnuPG wrote for that day.
#[test]
fn a_revocation_beside_its_key_ends_it() {
    let (gnupg, other) =
        (team("future-default", "default", "never", None), team("default", "default", "2y", None));
    let (key, good) = (gnupg.export(USER), other.export(USER));
    let name = gnupg.fingerprint().to_lowercase();
    let written = |gnupg: &Gnupg| {
        let file = gnupg.home().join(format!("openpgp-revocs.d/{}.rev", gnupg.fingerprint()));
        std::fs::read_to_string(file).expect("GnuPG makes it with the key")
    };
    let kept = written(&gnupg);
    let plain = kept.replace(":-----BEGIN", "-----BEGIN");
    let binary = gnupg.run(&["--dearmor"], plain.as_bytes()).stdout;
    let both = [&key[..], plain.as_bytes()].concat();
    let in_binary = [&gnupg.run(&["--export", USER], b"").stdout[..], &binary].concat();
    for (case, files) in [
        ("with its colon", [("key.asc", &key[..]), ("key.rev", kept.as_bytes())]),
        ("without", [("key.asc", &key), ("key.rev", plain.as_bytes())]),
        ("read before the key", [("0.rev", plain.as_bytes()), ("key.asc", &key)]),
        ("binary", [("key.asc", &key), ("revoked.gpg", &binary)]),
        ("in the same file", [("key.asc", &both), ("good.asc", &good)]),
        ("in the same binary file", [("key.asc", &in_binary), ("good.asc", &good)]),
        ("twice", [("key.asc", &both), ("key.rev", plain.as_bytes())]),
    ] {
        let mut files = files.to_vec();
        if !files.iter().any(|(name, _)| *name == "good.asc") {
            files.push(("good.asc", &good));
        }
        let (count, lines) = told(&files, Timestamp::now());
        let expect = format!("key.asc: nothing is sealed to the key {name}: it is revoked");
        assert_eq!((count, lines), (1, vec![expect]), "{case}");
    }
    // It says nothing of other keys, and nothing where nobody could have written it.
    let stranger = written(&other);
    let (count, lines) =
        told(&[("key.asc", &key), ("other.rev", stranger.as_bytes())], Timestamp::now());
    assert_eq!(count, 1, "{lines:?}");
    let [line] = &lines[..] else { panic!("{lines:?}") };
    let named = other.fingerprint().to_lowercase();
    let expect = format!("other.rev: holds the revocation of the key {named}, which is not here");
    assert_eq!(*line, expect);
    let mut forged = binary;
    let last = forged.len() - 1;
    forged[last] ^= 1;
    let (count, lines) = told(&[("key.asc", &key), ("key.rev", &forged)], Timestamp::now());
    let expect = format!("key.rev: holds a revocation that the key {name} has not signed");
    assert_eq!((count, lines), (1, vec![expect]));
}

/// Every way to put two keys into one file that GnuPG takes for two keys.
#[tokio::test]
async fn every_key_of_a_file_is_sealed_to_as_gnupg_reads_it() {
    let (one, two) = (Gnupg::new(), Gnupg::new());
    let armoured = [
        one.generate("one@cert.example", "future-default"),
        two.generate("two@cert.example", "default"),
    ];
    let binary = [&one, &two].map(|gnupg| gnupg.run(&["--export"], b"").stdout);
    let text = armoured.clone().map(|key| String::from_utf8(key).expect("it is ASCII"));
    let both = text.concat();
    let utf16 = |text: &str, little: bool| -> Vec<u8> {
        let units = "\u{feff}".encode_utf16().chain(text.encode_utf16());
        let pair = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
        units.flat_map(pair).collect()
    };
    let joined = Gnupg::new();
    for key in &binary {
        joined.run(&["--import"], key);
    }
    let old = joined.home().join("ring.gpg");
    let name = format!("gnupg-ring:{}", old.to_str().expect("plain"));
    let ring = ["--no-default-keyring", "--keyring", &name, "--import"];
    joined.run(&ring, &both.clone().into_bytes());
    for (name, bytes) in [
        ("cat one.asc two.asc", both.clone().into_bytes()),
        ("gpg --armor --export", joined.run(&["--armor", "--export"], b"").stdout),
        ("gpg --export", joined.run(&["--export"], b"").stdout),
        ("cat one.gpg two.gpg", binary.concat()),
        ("a mark before it", format!("\u{feff}{both}").into_bytes()),
        ("line ends of Windows", both.replace('\n', "\r\n").into_bytes()),
        ("both of these", format!("\u{feff}{}", both.replace('\n', "\r\n")).into_bytes()),
        (
            "words round the blocks",
            format!("Duty:\n\n{}\nOfficer:\n{}\nBye\n", text[0], text[1]).into_bytes(),
        ),
        ("no line end at the end", both.trim_end().as_bytes().to_vec()),
        (
            "cat, without line ends",
            text.clone().map(|key| key.trim_end().to_owned()).concat().into_bytes(),
        ),
        ("blank lines and spaces", both.replace('\n', " \n").into_bytes()),
        ("the same key twice", format!("{both}{}", text[0]).into_bytes()),
        ("as PowerShell writes it", utf16(&both.replace('\n', "\r\n"), true)),
        ("the other way round", utf16(&both, false)),
        ("a keyring of old", std::fs::read(&old).expect("a keyring")),
    ] {
        let keys = load(&[("team.key", &bytes)]).unwrap_or_else(|why| panic!("{name}: {why}"));
        assert_eq!(keys.fingerprints().len(), 2, "{name}");
        assert_eq!(open(&one, keys.clone()).await.len(), 2, "{name}");
        open(&two, keys).await;
    }
    // The judge is GnuPG itself.
    let judge = |bytes: &[u8]| {
        let gnupg = Gnupg::new();
        gnupg.run(&["--import"], bytes);
        let listed = gnupg.run(&["--with-colons", "--list-keys"], b"").stdout;
        String::from_utf8_lossy(&listed).matches("pub:").count()
    };
    assert_eq!(judge(both.as_bytes()), 2);
    assert_eq!(judge(&binary.concat()), 2);
    assert_eq!(judge(&both.replace('\n', "\r\n").into_bytes()), 2);

    // One block that is damaged is named, and the other is used.
    let damaged = format!("{}{}", &text[0][..text[0].len() / 2], text[1]);
    let (good, lines) = told(&[("team.asc", damaged.as_bytes())], Timestamp::now());
    assert_eq!(
        (good, lines),
        (1, vec!["team.asc: holds a block that is cut short, in line 1".into()])
    );
    let secret = one.run(&["--armor", "--export-secret-keys"], b"").stdout;
    let (good, lines) =
        told(&[("team.asc", &[&secret[..], &armoured[1]].concat())], Timestamp::now());
    assert_eq!(good, 1);
    assert!(lines[0].contains("holds a secret key"), "{lines:?}");
}

#[test]
fn copies_of_a_key_are_one_key_and_the_latest_word_counts() {
    let gnupg = team("future-default", "default", "1m", Some(PAST));
    let before = gnupg.export(USER);
    assert_eq!(told(&[("old.asc", &before)], Timestamp::now()).0, 0);
    // Renewed, and a subkey that is not: as GnuPG's users do it.
    gnupg.run(&["--quick-set-expire", &gnupg.fingerprint(), "2y"], b"");
    gnupg.run(&["--quick-set-expire", &gnupg.fingerprint(), "2y", "*"], b"");
    let after = gnupg.export(USER);
    // GnuPG's clock is not asked at the same moment.
    let now = Timestamp::now() + jiff::SignedDuration::from_secs(5);
    assert_eq!(told(&[("new.asc", &after)], now), (1, Vec::new()));
    for files in [[("a.asc", &before), ("b.asc", &after)], [("a.asc", &after), ("b.asc", &before)]]
    {
        let files = files.map(|(name, bytes)| (name, bytes.as_slice()));
        assert_eq!(told(&files, now), (1, Vec::new()), "the renewed copy counts");
    }
    let revoked = revoked();
    let fresh = Gnupg::new();
    fresh.run(&["--import"], &revoked.export(USER));
    let (good, lines) = told(&[("a.asc", &revoked.export(USER)), ("b.asc", &after)], now);
    assert_eq!(good, 1, "{lines:?}");
}

#[test]
fn a_key_is_told_of_every_day_from_sixty_days_before_it_runs_out() {
    let at = |time: &str| -> Timestamp { time.parse().expect("a time") };
    // 2020-01-01 and 365 days.
    let gnupg = team("future-default", "default", "1y", Some(PAST));
    let key = gnupg.export(USER);
    let name = gnupg.fingerprint().to_lowercase();
    let lines = |time: &str| told(&[("team.asc", &key)], at(time)).1;
    assert!(lines("2020-10-31T12:00:00Z").is_empty());
    for (time, when) in [
        ("2020-11-02T00:00:00Z", "in 59 days"),
        ("2020-12-01T23:59:59Z", "in 30 days"),
        ("2020-12-30T00:00:00Z", "tomorrow"),
    ] {
        let expect = format!("team.asc: the key {name} runs out on 2020-12-31, {when}");
        assert_eq!(lines(time), [expect], "{time}");
    }
    assert!(lines("2021-01-01T12:00:00Z")[0].contains("it has expired on 2020-12-31"));
    // Its subkey may run out before it does.
    let gnupg = team("ed25519", "cert,sign", "never", Some(PAST));
    gnupg.add("cv25519", "encr", "1m", Some(PAST));
    let key = gnupg.export(USER);
    let told = told(&[("team.asc", &key)], at("2020-01-20T00:00:00Z"));
    assert_eq!(told.0, 1);
    assert!(told.1[0].ends_with("runs out on 2020-01-31, in 11 days"), "{told:?}");
}
