//! The folder as an outbox: claims, holds, what is settled and forgotten, what is damaged.

use super::*;
use crate::mime::Mail;
use crate::outbox::LONGEST_PAUSE;
use std::time::Duration;

const NUMBER: &str = "R-20261123-0123456789";

fn claim(key: &str, digest: &str) -> Claim {
    Claim { key: key.into(), earlier: None, digest: digest.into() }
}

fn mail(digest: &str) -> Mail {
    Mail(format!("Message-ID: <{NUMBER}.{digest}@x>\r\n\r\nbody").into_bytes())
}

fn outbox() -> (tempfile::TempDir, Folder) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let outbox = Folder::open(folder.path()).expect("an outbox");
    (folder, outbox)
}

#[test]
fn a_claim_is_taken_once() {
    let (_folder, outbox) = outbox();
    let put = |key, digest| outbox.0.put(&claim(key, digest), &mail(digest)).expect("put");
    assert_eq!(put("a", "1"), Put::Kept);
    let Put::Repeated(number) = put("a", "1") else { panic!("the same post is repeated") };
    assert_eq!(number.as_str(), NUMBER);
    assert_eq!(put("a", "2"), Put::Taken);
    assert_eq!(put("b", "1"), Put::Kept);
    let claim = Claim { earlier: Some("a".into()), ..claim("c", "1") };
    let again = outbox.0.put(&claim, &mail("1")).expect("put");
    assert!(matches!(again, Put::Repeated(_)), "it is yesterday's: {again:?}");
    let left = fs::read_dir(outbox.0.root.join("tmp")).expect("tmp").count();
    assert_eq!(left, 0, "nothing is left half-written");
}

#[test]
fn twenty_posts_at_once_are_one() {
    let (_folder, outbox) = outbox();
    let kept = std::thread::scope(|scope| {
        let put = || outbox.0.put(&claim("a", "1"), &mail("1")).expect("put");
        let threads: Vec<_> = (0..20).map(|_| scope.spawn(put)).collect();
        let puts = threads.into_iter().map(|thread| thread.join().expect("no panic"));
        puts.filter(|put| *put == Put::Kept).count()
    });
    assert_eq!(kept, 1);
}

#[test]
fn a_mail_is_held_by_one_until_it_is_settled() {
    let (folder, one) = outbox();
    let other = Folder::open(folder.path()).expect("a second process");
    one.0.put(&claim("a", "1"), &mail("1")).expect("put");
    let now = UNIX_EPOCH + Duration::from_secs(1_000_000);
    let due = |at| one.0.due(at).expect("due");
    assert_eq!(due(now), ["a"]);

    let held = one.0.take("a").expect("take").expect("it is free");
    assert_eq!((held.mail, held.tries), (mail("1"), Tries::default()));
    assert!(one.0.take("a").expect("take").is_none(), "this process has it already");
    assert!(other.0.take("a").expect("take").is_none(), "another process has it");

    let (next, tries) = (now + Duration::from_millis(1500), Tries { all: 3, refused: 1 });
    one.0.settle("a", Outcome::Later(next, tries)).expect("settle");
    assert!(due(now).is_empty());
    assert_eq!(due(next), ["a"]);
    let before = now - 3 * LONGEST_PAUSE;
    assert_eq!(due(before), ["a"], "the clock was set back");

    let held = other.0.take("a").expect("take").expect("it is free again");
    assert_eq!(held.tries, tries);
    other.0.settle("a", Outcome::Sent).expect("settle");
    assert!(due(next).is_empty());
    assert!(one.0.take("a").expect("take").is_none(), "it was sent meanwhile");
    assert!(matches!(one.0.put(&claim("a", "1"), &mail("1")), Ok(Put::Repeated(_))));

    one.0.put(&claim("b", "1"), &mail("1")).expect("put");
    one.0.take("b").expect("take").expect("it is free");
    one.0.settle("b", Outcome::Dead).expect("settle");
    assert!(due(next).is_empty());
}

/// How a mail looks that is sent.
fn sent(outbox: &Folder, key: &str) {
    outbox.0.put(&claim(key, "1"), &mail("1")).expect("put");
    outbox.0.take(key).expect("take").expect("it is free");
    outbox.0.settle(key, Outcome::Sent).expect("settle");
}

#[test]
fn what_was_sent_is_cut_after_a_week_and_gone_after_a_month() {
    let (_folder, outbox) = outbox();
    sent(&outbox, "sent");
    for (key, outcome) in [("dead", Some(Outcome::Dead)), ("waiting", None)] {
        outbox.0.put(&claim(key, "1"), &mail("1")).expect("put");
        outbox.0.take(key).expect("take").expect("it is free");
        outcome.into_iter().for_each(|how| outbox.0.settle(key, how).expect("settle"));
    }
    let whole = mail("1").0;
    let head = whole.strip_suffix(b"body").expect("it ends so");
    let after = |days: u64| {
        let now = SystemTime::now() + Duration::from_secs(days * 24 * 3600);
        outbox.0.forget(now).expect("forget");
        for key in ["dead", "waiting"] {
            assert_eq!(fs::read(outbox.path(key)).expect("it stays"), whole);
        }
        fs::read(outbox.path("sent")).ok()
    };
    assert_eq!(after(6).as_deref(), Some(whole.as_slice()));
    for days in [8, 0, 29] {
        assert_eq!(after(days).as_deref(), Some(head));
        let put = outbox.0.put(&claim("sent", "1"), &mail("1")).expect("put");
        assert!(matches!(put, Put::Repeated(_)), "{put:?}");
        assert_eq!(outbox.0.due(SystemTime::now()).expect("due"), ["waiting"]);
    }
    assert_eq!(after(31), None);
    let left = fs::read_dir(outbox.0.root.join("mail")).expect("mail").flatten();
    let left: Vec<_> =
        left.filter(|e| e.file_name().as_encoded_bytes().starts_with(b"sent")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn an_old_mark_or_a_damaged_mail_is_in_nobodys_way() {
    let (folder, outbox) = outbox();
    let put = |digest| outbox.0.put(&claim("a", digest), &mail(digest)).expect("put");
    // As if retention had been ended between a mail and its mark.
    sent(&outbox, "a");
    fs::remove_file(outbox.path("a")).expect("it was there");
    assert_eq!(put("1"), Put::Kept);
    assert_eq!(outbox.0.due(SystemTime::now()).expect("due"), ["a"], "it will be sent");

    sent(&outbox, "b");
    let before = fs::read(outbox.path("b")).expect("a mail");
    for damage in [&b""[..], b"no headers", b"To: x@y\r\n\r\n", &before[..20]] {
        outbox.0.take("a").expect("take").expect("it is free");
        outbox.0.settle("a", Outcome::Dead).expect("settle");
        fs::write(outbox.path("a"), damage).expect("written");
        assert_eq!(put("2"), Put::Kept);
        assert_eq!(fs::read(outbox.path("a")).expect("a mail"), mail("2").0);
        assert_eq!(fs::read(folder.path().join("mail/a.damaged")).expect("kept"), damage);
        assert_eq!(outbox.0.due(SystemTime::now()).expect("due"), ["a"]);
    }
    fs::write(outbox.path("a"), "").expect("written");
    outbox.0.take("a").expect("take").expect("it is free");
    let other = Folder::open(folder.path()).expect("a second process");
    assert!(other.0.put(&claim("a", "1"), &mail("1")).is_err(), "it is in use");
}

#[test]
fn thousands_that_wait_are_listed_without_being_read() {
    let (_folder, outbox) = outbox();
    let soon = SystemTime::now() + Duration::from_secs(600);
    for n in 0..3000 {
        let (key, tries) = (format!("{n:04}"), Tries { all: 1, refused: 0 });
        // Reading all of them would take a terabyte.
        let file = File::create(outbox.path(&key)).expect("it is made");
        file.set_len(1 << 30).expect("a hole");
        if n % 2 == 0 {
            let note =
                format!("1 0 {}", soon.duration_since(UNIX_EPOCH).expect("after").as_millis());
            fs::write(outbox.0.mail(&key, "later"), note).expect("written");
            assert_eq!(outbox.0.later(&key).0, tries);
        }
    }
    assert_eq!(outbox.0.due(SystemTime::now()).expect("due").len(), 1500);
    assert_eq!(outbox.0.due(soon).expect("due").len(), 3000);
}

#[test]
fn only_the_owner_may_look_and_the_secret_stays() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, outbox) = outbox();
    outbox.0.put(&claim("a", "1"), &mail("1")).expect("put");
    let mode = |path: &str| {
        let meta = fs::metadata(folder.path().join(path)).expect("it is there");
        meta.permissions().mode() & 0o777
    };
    assert_eq!((mode("mail"), mode("tmp"), mode("mail/a.eml")), (0o700, 0o700, 0o600));
    let again = Folder::open(folder.path()).expect("a second process");
    assert_eq!(outbox.0.secret, again.0.secret);
    assert_ne!(outbox.0.secret, [0; 32]);
}

#[test]
fn what_a_crash_left_is_swept_away() {
    let (folder, _outbox) = outbox();
    let (old, fresh) = (folder.path().join("tmp/old"), folder.path().join("tmp/fresh"));
    for path in [&old, &fresh] {
        fs::write(path, "half a mail").expect("it is written");
    }
    let file = File::options().write(true).open(&old).expect("it opens");
    file.set_modified(SystemTime::now() - Duration::from_secs(7200)).expect("a new time");
    Folder::open(folder.path()).expect("an outbox");
    assert_eq!((old.exists(), fresh.exists()), (false, true));
}
