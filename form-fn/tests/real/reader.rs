//! A letter as a person on duty reads and answers it, in neomutt, with GnuPG behind it.

use crate::handler::{Desk, URL_ENCODED, accepted};
use crate::world::{Gnupg, encode, full_post, run};
use certsite_tests::project;
use form_fn::seal::Keys;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

const SETTINGS: &str = "set mbox_type=Maildir crypt_use_gpgme=yes crypt_protected_headers_read=yes
set pipe_decode=yes pipe_decode_weed=no wait_key=no quit=yes charset=utf-8 send_charset=utf-8
set edit_headers=yes fast_reply=yes include=yes abort_unmodified=yes
set postpone=no folder=. header_cache=\"\" sleep_time=0
";

/// Lets neomutt do something with the one letter in a folder.
fn read(folder: &Path, gnupg: &Gnupg, keys: &str) {
    // `script` gives it a terminal; it hangs nobody up.
    let command = format!(
        "neomutt -n -F settings -f inbox -e 'push \"<display-message>{keys}<exit><exit><exit>\"'"
    );
    let mut script = Command::new("timeout");
    script.args(["20", "script", "-qec", &command, "/dev/null"]).current_dir(folder);
    script.envs([("TERM", "xterm"), ("LC_ALL", "C.UTF-8")]);
    // Whatever a person would type, it is kept as it is.
    let keep = folder.join("keep");
    let text = format!("#!/bin/sh\ncp \"$1\" {}\n", folder.join("answer").display());
    fs::write(&keep, text).expect("written");
    fs::set_permissions(&keep, fs::Permissions::from_mode(0o755)).expect("it is ours");
    script.env("VISUAL", keep);
    script.env("GNUPGHOME", gnupg.home()).stdin(Stdio::null());
    let ended = script.output().expect("neomutt is installed: `make packages` does it");
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stdout));
}

#[tokio::test]
async fn neomutt_shows_the_letter_and_its_true_subject() {
    let gnupg = Gnupg::new();
    let key = gnupg.generate("team@cert.example", "future-default");
    let keys = Keys::load(&[("team.asc".into(), key)], None).expect("a key");
    let desk = Desk::new(false, "az", keys);
    let mut pairs = full_post(&desk.definition, "az");
    pairs.retain(|(name, _)| name != "description");
    pairs.push((
        "description".into(),
        "Fayllar açılmır: https://evil.example/x, 👩\u{200d}💻".into(),
    ));
    let number = accepted(&desk.post(URL_ENCODED, encode(&pairs)).await);

    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name);
    for part in ["cur", "new", "tmp"] {
        fs::create_dir_all(path("inbox").join(part)).expect("made");
    }
    fs::write(path("inbox/new/1.letter"), desk.only_mail()).expect("written");
    let editor = |name: &str| {
        let editor = format!("set editor=\"{name} %s\"\n");
        fs::write(path("settings"), format!("{SETTINGS}{editor}")).expect("written");
    };
    editor("$VISUAL");

    read(folder.path(), &gnupg, &format!("<pipe-message>cat > {}<enter>", path("seen").display()));
    let seen = fs::read_to_string(path("seen")).expect("it was opened");
    for line in [&*number, "| Fayllar açılmır: hxxps://evil[.]example/x, 👩\u{200d}💻", "TLP:AMBER"]
    {
        assert!(seen.lines().any(|seen| seen.starts_with(line)), "{line} is not in\n{seen}");
    }
    // It answers to the sealed subject, but not to the sealed Reply-To: the letter names the address,
    // which the editor of the examples takes from there.
    let example = project().join("form-fn/deploy/neomutt-answer");
    for (name, to) in [
        ("$VISUAL", "To: form@cert.example"),
        (example.to_str().expect("plain"), "To: lala@unvan.example"),
    ] {
        editor(name);
        read(folder.path(), &gnupg, "<reply>");
        let answer = fs::read_to_string(path("answer")).expect("it was answered");
        let subject = format!("Subject: Re: [TLP:AMBER+STRICT] {number} yüksək,");
        assert!(answer.lines().any(|line| line.starts_with(&subject)), "{answer}");
        assert!(answer.contains("> Cavab lala@unvan.example ünvanına yazılır."), "{answer}");
        assert!(answer.lines().any(|line| line == to), "{name}: {answer}");
    }
}

/// The editor of the examples finds the reporter's address, and nobody else's.
#[test]
fn an_answer_goes_to_the_reporter_only() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let letter =
        "To: form@cert.example\nSubject: Re: [TLP:AMBER] R-20261128-AD2JYGGGEF high, x/y\n";
    let quoted = "\n\nReporter wrote:\n> R-20261128-AD2JYGGGEF\n> | evil@attacker.example\n>\n";
    let named = |address: &str| format!("{letter}{quoted}> Answers go to {address}. Where your\n");
    for (mail, to) in [
        (named("lala@unvan.example"), "lala@unvan.example"),
        (named("o'neil+a&b/c\\d%1$x@unvan.example"), "o'neil+a&b/c\\d%1$x@unvan.example"),
        (named("not an address"), "form@cert.example"),
        (format!("{letter}{quoted}"), "form@cert.example"),
        // Not one of the form's letters.
        (named("lala@unvan.example").replace("[TLP:AMBER] R", "R"), "form@cert.example"),
        (
            named("lala@unvan.example").replace("Subject: Re: ", "Subject: Re: your\nX-Was: "),
            "form@cert.example",
        ),
        // What is written in the text is no header.
        (
            named("lala@unvan.example").replace("Reporter", "To: duty@cert.example\nReporter"),
            "lala@unvan.example",
        ),
    ] {
        let path = folder.path().join("mail");
        fs::write(&path, &mail).expect("written");
        let mut command = Command::new(project().join("form-fn/deploy/neomutt-answer"));
        run(command.arg(&path).env("VISUAL", "true"), b"");
        let answer = fs::read_to_string(&path).expect("it is there");
        let expect = mail.replacen("To: form@cert.example", &format!("To: {to}"), 1);
        assert_eq!(answer, expect);
    }
}
