//! The folder as an outbox: claims, holds, what is settled and forgotten, what is damaged.

use super::*;
use crate::mime::Mail;
use crate::outbox::intact::with_digest;
use crate::outbox::{Entry, Slips, Wait};
use std::time::{Duration, UNIX_EPOCH};

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
    let put = |key, digest| outbox.inner.put(&claim(key, digest), &mail(digest)).expect("put");
    assert_eq!(put("a", "1"), Put::Kept);
    let Put::Repeated(number) = put("a", "1") else { panic!("the same post is repeated") };
    assert_eq!(number.as_str(), NUMBER);
    assert_eq!(put("a", "2"), Put::Taken);
    assert_eq!(put("b", "1"), Put::Kept);
    let claim = Claim { earlier: Some("a".into()), ..claim("c", "1") };
    let again = outbox.inner.put(&claim, &mail("1")).expect("put");
    assert!(matches!(again, Put::Repeated(_)), "it is yesterday's: {again:?}");
    let left = fs::read_dir(outbox.inner.root.join("tmp")).expect("tmp").count();
    assert_eq!(left, 0, "nothing is left half-written");
}

#[test]
fn twenty_posts_at_once_are_one() {
    let (_folder, outbox) = outbox();
    let kept = std::thread::scope(|scope| {
        let put = || outbox.inner.put(&claim("a", "1"), &mail("1")).expect("put");
        let threads: Vec<_> = (0..20).map(|_| scope.spawn(put)).collect();
        let puts = threads.into_iter().map(|thread| thread.join().expect("no panic"));
        puts.filter(|put| *put == Put::Kept).count()
    });
    assert_eq!(kept, 1);
}

fn tags(addresses: &[&str]) -> Vec<Tag> {
    addresses.iter().map(|address| Tag::of(address)).collect()
}

/// Takes a mail that is free.
#[track_caller]
fn take(outbox: &Folder, key: &str, recipients: &[Tag]) -> (Mail, Slips) {
    match outbox.inner.take(key, recipients).expect("take") {
        Taken::Held(mail, slips) => (mail, slips),
        other => panic!("it is not free: {other:?}"),
    }
}

fn waiting(outbox: &Folder) -> Vec<String> {
    let listing = outbox.inner.list().expect("a list");
    listing.waiting.into_iter().map(|entry| entry.key).collect()
}

#[test]
fn a_mail_is_held_by_one_until_it_is_settled() {
    let (folder, one) = outbox();
    let other = Folder::open(folder.path()).expect("a second process");
    let to = tags(&["a@cert.example", "b@cert.example"]);
    one.inner.put(&claim("a", "1"), &mail("1")).expect("put");
    assert_eq!(waiting(&one), ["a"]);

    let (held, slips) = take(&one, "a", &to);
    let fresh = || Slip::Waiting(Wait::default());
    assert_eq!(without_digest(&held), Some(mail("1")));
    assert_eq!(slips, to.iter().map(|tag| (*tag, fresh())).collect());
    for outbox in [&one, &other] {
        let taken = outbox.inner.take("a", &to).expect("take");
        assert_eq!(taken, Taken::Busy, "somebody has it already");
    }

    let noted = UNIX_EPOCH + Duration::from_secs(1_000_000);
    let next = noted + Duration::from_secs(60);
    let why = "the server answered 451 4.7.1".to_owned();
    let later = Slip::Waiting(Wait { tries: 3, refused: 1, is_dead: false, noted, next, why });
    one.inner.note("a", &to[0], &Slip::Sent).expect("note");
    one.inner.note("a", &to[1], &later).expect("note");
    one.inner.settle("a", End::Open).expect("settle");
    let slips = Slips::from([(to[0], Slip::Sent), (to[1], later)]);
    let entries = other.inner.list().expect("a list").waiting;
    assert!(matches!(&entries[..], [Entry { slips: kept, .. }] if *kept == slips), "{entries:?}");

    // One more recipient, who is not known yet.
    let more = [&to[..], &tags(&["c@cert.example"])].concat();
    let (_, known) = take(&other, "a", &more);
    assert_eq!(known.iter().count(), 3);
    assert!(slips.iter().all(|(tag, slip)| known.get(tag) == Some(slip)));
    other.inner.settle("a", End::Done).expect("settle");
    assert!(waiting(&one).is_empty());
    assert_eq!(one.inner.take("a", &to).expect("take"), Taken::Busy, "it was sent meanwhile");
    assert!(matches!(one.inner.put(&claim("a", "1"), &mail("1")), Ok(Put::Repeated(_))));
    let names = fs::read_dir(folder.path().join("mail")).expect("a folder").flatten();
    let mut names: Vec<_> = names.map(|entry| entry.file_name()).collect();
    names.sort_unstable();
    assert_eq!(names, ["a.done", "a.eml"], "the mark says all that the slips said");

    one.inner.put(&claim("b", "1"), &mail("1")).expect("put");
    take(&one, "b", &to);
    one.inner.settle("b", End::Damaged).expect("settle");
    let listing = one.inner.list().expect("a list");
    assert_eq!((listing.waiting.len(), listing.strange), (0, vec!["b.eml".to_owned()]));
}

/// How a mail looks that is sent.
fn sent(outbox: &Folder, key: &str) {
    outbox.inner.put(&claim(key, "1"), &mail("1")).expect("put");
    take(outbox, key, &tags(&["a@cert.example"]));
    outbox.inner.settle(key, End::Done).expect("settle");
}

#[test]
fn mails_are_listed_in_the_order_in_which_they_came() {
    let (_folder, outbox) = outbox();
    let keys = ["f", "0", "c", "9", "a"];
    for (n, key) in keys.iter().enumerate() {
        outbox.inner.put(&claim(key, "1"), &mail("1")).expect("put");
        let file = File::options().write(true).open(outbox.path(key)).expect("it opens");
        let time = UNIX_EPOCH + Duration::from_secs(1_000_000 + n as u64);
        file.set_modified(time).expect("a time");
    }
    assert_eq!(waiting(&outbox), keys);
    // To try one, and to note what came of it, changes nothing about that.
    take(&outbox, "c", &tags(&["a@cert.example"]));
    outbox.inner.settle("c", End::Open).expect("settle");
    assert_eq!(waiting(&outbox), keys);
}

#[test]
fn what_was_sent_is_cut_after_a_week_and_gone_after_a_month() {
    let (_folder, outbox) = outbox();
    sent(&outbox, "sent");
    for (key, end) in [("dead", End::Damaged), ("waiting", End::Open)] {
        outbox.inner.put(&claim(key, "1"), &mail("1")).expect("put");
        take(&outbox, key, &tags(&["a@cert.example"]));
        outbox.inner.settle(key, end).expect("settle");
    }
    // A recipient of earlier settings, and what an earlier version noted.
    let former = outbox.inner.slip("sent", &Tag::of("left@cert.example"), "sent");
    let later = outbox.inner.mail("sent", "later");
    [former, later].iter().for_each(|path| fs::write(path, "").expect("written"));
    let whole = with_digest(&mail("1"));
    let head = whole.strip_suffix(b"body").expect("it ends so");
    let after = |days: u64| {
        let now = SystemTime::now() + Duration::from_secs(days * 24 * 3600);
        outbox.inner.forget(now).expect("forget");
        for key in ["dead", "waiting"] {
            assert_eq!(fs::read(outbox.path(key)).expect("it stays"), whole);
        }
        fs::read(outbox.path("sent")).ok()
    };
    assert_eq!(after(6).as_deref(), Some(whole.as_slice()));
    for days in [8, 0, 29] {
        assert_eq!(after(days).as_deref(), Some(head));
        let put = outbox.inner.put(&claim("sent", "1"), &mail("1")).expect("put");
        assert!(matches!(put, Put::Repeated(_)), "{put:?}");
        assert_eq!(waiting(&outbox), ["waiting"]);
    }
    assert_eq!(after(31), None);
    let left = fs::read_dir(outbox.inner.root.join("mail")).expect("mail").flatten();
    let left: Vec<_> =
        left.filter(|e| e.file_name().as_encoded_bytes().starts_with(b"sent")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn an_old_mark_or_a_damaged_mail_is_in_nobodys_way() {
    let (folder, outbox) = outbox();
    let put = |digest| outbox.inner.put(&claim("a", digest), &mail(digest)).expect("put");
    // As if retention had been ended between a mail and its mark.
    sent(&outbox, "a");
    fs::remove_file(outbox.path("a")).expect("it was there");
    assert_eq!(put("1"), Put::Kept);
    assert_eq!(waiting(&outbox), ["a"], "it will be sent");

    sent(&outbox, "b");
    let before = fs::read(outbox.path("b")).expect("a mail");
    for damage in
        [&b""[..], b"no headers", b"To: x@y\r\n\r\n", &before[..20], &before[..before.len() - 1]]
    {
        take(&outbox, "a", &tags(&["a@cert.example"]));
        outbox.inner.settle("a", End::Damaged).expect("settle");
        fs::write(outbox.path("a"), damage).expect("written");
        assert_eq!(put("2"), Put::Kept);
        assert_eq!(fs::read(outbox.path("a")).expect("a mail"), with_digest(&mail("2")));
        assert_eq!(fs::read(folder.path().join("mail/a.damaged")).expect("kept"), damage);
        assert_eq!(waiting(&outbox), ["a"]);
    }
    fs::write(outbox.path("a"), "").expect("written");
    take(&outbox, "a", &tags(&["a@cert.example"]));
    let other = Folder::open(folder.path()).expect("a second process");
    assert!(other.inner.put(&claim("a", "1"), &mail("1")).is_err(), "it is in use");
}

#[test]
fn thousands_that_wait_are_listed_without_being_read() {
    let (_folder, outbox) = outbox();
    let to = Tag::of("a@cert.example");
    let wait = Wait { tries: 1, ..Wait::default() };
    for n in 0..3000 {
        let key = format!("{n:04}");
        // Reading all of them would take a terabyte.
        let file = File::create(outbox.path(&key)).expect("it is made");
        file.set_len(1 << 30).expect("a hole");
        if n % 2 == 0 {
            fs::write(outbox.inner.slip(&key, &to, "wait"), wait.write()).expect("written");
        }
    }
    let listing = outbox.inner.list().expect("a list");
    assert_eq!(listing.waiting.len(), 3000);
    let tried = |entry: &&Entry| entry.slips.get(&to) == Some(&Slip::Waiting(wait.clone()));
    assert_eq!(listing.waiting.iter().filter(tried).count(), 1500);
}

#[test]
fn what_is_not_ours_is_named_and_in_nobodys_way() {
    let (folder, outbox) = outbox();
    outbox.inner.put(&claim("a", "1"), &mail("1")).expect("put");
    let folder = folder.path().join("mail");
    fs::create_dir(folder.join("folder.eml")).expect("made");
    for name in ["no-dot", "x.tmp", "x.0123456789ab.gone", "x.later.wait"] {
        fs::write(folder.join(name), "").expect("written");
    }
    let listing = outbox.inner.list().expect("a list");
    let strange = ["folder.eml", "no-dot", "x.0123456789ab.gone", "x.later.wait", "x.tmp"];
    assert_eq!(listing.strange, strange);
    assert_eq!(waiting(&outbox), ["a"]);
    assert!(matches!(outbox.inner.take("folder", &[]), Ok(Taken::Unreadable(_))));
}

#[test]
fn a_folder_that_is_there_opens_whatever_its_disk_takes() {
    let (folder, first) = outbox();
    first.inner.put(&claim("a", "1"), &mail("1")).expect("put");
    // Not even `tmp/` is there any more, and nothing can be made in its place.
    fs::remove_dir(folder.path().join("tmp")).expect("it is empty");
    fs::write(folder.path().join("tmp"), "").expect("written");
    assert!(Folder::open(folder.path()).is_err(), "nothing could ever be kept there");
    fs::remove_file(folder.path().join("tmp")).expect("removed");
    let again = Folder::open(folder.path()).expect("it opens");
    assert!(again.inner.check().is_ok());
    assert_eq!(waiting(&again), ["a"]);
}

#[test]
fn only_the_owner_may_look_and_the_secret_stays() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, outbox) = outbox();
    outbox.inner.put(&claim("a", "1"), &mail("1")).expect("put");
    let mode = |path: &str| {
        let meta = fs::metadata(folder.path().join(path)).expect("it is there");
        meta.permissions().mode() & 0o777
    };
    assert_eq!((mode("mail"), mode("tmp"), mode("mail/a.eml")), (0o700, 0o700, 0o600));
    let again = Folder::open(folder.path()).expect("a second process");
    let secret = outbox.inner.secret().expect("a secret");
    assert_eq!(secret, again.inner.secret().expect("the same"));
    assert_ne!(secret, [0; 32]);
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

/// Puts something that is no file where one could be.
fn put_in_the_way(path: &Path, kind: &str) {
    match kind {
        "pipe" => {
            let made = std::process::Command::new("mkfifo").arg(path).status();
            assert!(made.expect("it runs").success());
        }
        "folder" => fs::create_dir(path).expect("made"),
        target => std::os::unix::fs::symlink(target, path).expect("a link"),
    }
}

#[test]
fn nothing_that_is_no_file_is_waited_for_or_taken_for_a_mark() {
    let to = Tag::of("a@cert.example");
    let slip = |end: &str| format!("mail/a.{}.{end}", to.as_str());
    let places = ["mail/b.eml", "mail/a.done", "mail/a.dead", "tmp/x"].map(str::to_owned);
    let places = || places.iter().cloned().chain(["wait", "sent"].map(slip));
    let kinds = ["pipe", "folder", "/dev/zero", "/dev/tty"];
    for (kind, place) in kinds.into_iter().flat_map(|kind| places().map(move |place| (kind, place)))
    {
        let (folder, outbox) = outbox();
        outbox.inner.put(&claim("a", "1"), &mail("1")).expect("put");
        put_in_the_way(&folder.path().join(&place), kind);
        let (to, place_of, ended) = (to, place.clone(), std::sync::mpsc::channel());
        std::thread::spawn(move || {
            let place = place_of;
            let listing = outbox.inner.list().expect("a list");
            let keys: Vec<_> = listing.waiting.iter().map(|entry| entry.key.as_str()).collect();
            assert_eq!(keys, ["a"], "{kind} {place}: it waits, whatever lies beside it");
            let named: Vec<_> = listing.strange.iter().map(|name| format!("mail/{name}")).collect();
            assert!(
                place.starts_with("tmp") || named == [place.as_str()],
                "{kind} {place}: {named:?}"
            );
            assert!(outbox.inner.seen(&claim("a", "1")).expect("seen").is_some());
            let _ = outbox.inner.head("b");
            let _ = outbox.inner.revive("b");
            assert!(!matches!(outbox.inner.take("b", &[]), Ok(Taken::Held(..))));
            let (_, slips) = take(&outbox, "a", std::slice::from_ref(&to));
            assert!(slips.values().all(|slip| *slip != Slip::Sent), "{kind} {place}");
            let noted = outbox.inner.note("a", &to, &Slip::Sent);
            // A folder cannot be written over or removed. Nothing else is in anybody's way.
            assert!(noted.is_ok() || kind == "folder", "{kind} {place}: {noted:?}");
            let _ = outbox.inner.settle("a", End::Done);
            let later = SystemTime::now() + Duration::from_secs(90 * 24 * 3600);
            let forgotten = outbox.inner.forget(later);
            assert!(forgotten.is_ok() || kind == "folder", "{kind} {place}: {forgotten:?}");
            outbox.inner.check().expect("check");
            let _ = ended.0.send(());
        });
        let limit = Duration::from_secs(60);
        assert!(ended.1.recv_timeout(limit).is_ok(), "{kind} {place}: it hangs, or has failed");
    }
    for kind in ["pipe", "folder", "/dev/zero"] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        put_in_the_way(&folder.path().join("secret"), kind);
        let outbox = Folder::open(folder.path()).expect("what waits goes out");
        let why = outbox.inner.check().expect_err("no report is taken");
        assert_eq!(super::why(&why), "is no file", "{kind}");
    }
}
