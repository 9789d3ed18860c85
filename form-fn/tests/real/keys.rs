//! Keys as teams have them: each is sealed to so that GnuPG opens it, or stops the start with a
//! sentence that says why.

use crate::handler::{Desk, URL_ENCODED, accepted};
use crate::world::{Gnupg, encode, full_post, parse};
use form_fn::seal::Keys;

const USER: &str = "team@cert.example";
const PAST: &str = "20200101T000000";
const FUTURE: &str = "20370101T000000";

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

#[test]
fn keys_that_cannot_be_sealed_to_stop_the_start() {
    let check = |name: &str, files: &[(&str, &[u8])], reason: &str| {
        let why = load(files).err().unwrap_or_else(|| panic!("{name} is taken"));
        assert!(why.contains(reason), "{name}: {why}");
        assert!(why.starts_with("team.asc: "), "{name}: {why}");
    };
    let refused = |name: &str, gnupg: &Gnupg, reason: &str| {
        let armoured = gnupg.export(USER);
        check(name, &[("team.asc", &armoured)], reason);
        check(name, &[("team.asc", &armoured)], &gnupg.fingerprint().to_lowercase());
    };
    refused("sign only", &team("ed25519", "cert,sign", "never", None), "it can only sign");
    let expired = team("future-default", "default", "1m", Some(PAST));
    refused("expired", &expired, "it has expired");
    let future = team("future-default", "default", "never", Some(FUTURE));
    refused("of the future", &future, "it is dated in the future");

    let subkey = team("ed25519", "cert,sign", "never", Some(PAST));
    subkey.add("cv25519", "encr", "1m", Some(PAST));
    refused("expired subkey", &subkey, "none of its subkeys can be encrypted to");
    let signing = team("ed25519", "cert,sign", "never", None);
    signing.add("ed25519", "sign", "never", None);
    refused("signing subkey", &signing, "none of its subkeys can be encrypted to");

    let revoked = team("future-default", "default", "never", None);
    let file = revoked.home().join(format!("openpgp-revocs.d/{}.rev", revoked.fingerprint()));
    let text = std::fs::read_to_string(file).expect("GnuPG makes it with the key");
    // A colon keeps it from being used by mistake.
    revoked.run(&["--import"], text.replace(":-----BEGIN", "-----BEGIN").as_bytes());
    refused("revoked", &revoked, "it is revoked");

    let good = team("future-default", "default", "never", None);
    let armoured = good.export(USER);
    let secret = good.run(&["--armor", "--export-secret-keys", USER], b"").stdout;
    check("secret", &[("team.asc", &secret)], "this is a secret key");
    check("cut short", &[("team.asc", &armoured[..armoured.len() / 2])], "");
    check("no key", &[("team.asc", b"Dear team,\n")], "this is no OpenPGP key");
    let expired = expired.export(USER);
    let among = [("a.asc", armoured.as_slice()), ("team.asc", &expired)];
    check("one of two", &among, "it has expired");
}
