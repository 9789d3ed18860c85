//! Clock and chance are arguments: one post at one moment makes one mail, to the byte, wherever it is
//! handled; whatever differs in either makes another.

use crate::handler::{URL_ENCODED, settings};
use crate::world::{Gnupg, TestPages, encode, full_post, incident, mails, multipart};
use bytes::Bytes;
use form_fn::guard::{Client, Network, Rate};
use form_fn::handle::{Handled, Handler, Moment};
use form_fn::outbox::Folder;
use form_fn::seal::Keys;
use http::Request;
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// What a team has: two keys, one that signs, and the outbox's secret.
struct Team {
    keys: Keys,
    secret: tempfile::TempDir,
}

impl Team {
    fn new() -> Team {
        let (one, two, signer) = (Gnupg::new(), Gnupg::new(), Gnupg::new());
        let certificates = [
            ("one.asc".to_owned(), one.generate("one@cert.example", "future-default")),
            ("two.asc".to_owned(), two.generate("two@cert.example", "rsa2048")),
        ];
        signer.generate("form@cert.example", "future-default");
        let args = ["--armor", "--export-secret-keys", "form@cert.example"];
        let signing = ("sign.asc".to_owned(), signer.run(&args, b"").stdout);
        let keys = Keys::load(&certificates, Some(&signing)).expect("the keys are good");
        let secret = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(secret.path().join("secret"), [7; 32]).expect("it is ours");
        Team { keys, secret }
    }

    /// A handler of its own, with an outbox of its own.
    fn handler(&self, folder: &Path) -> Handler<TestPages, Folder> {
        let secret = self.secret.path().join("secret");
        std::fs::copy(secret, folder.join("secret")).expect("it is ours");
        let outbox = Folder::open(folder).expect("an outbox");
        let pages = TestPages(Arc::new(incident(true).1));
        let rate = Rate::per_minute(NonZeroU32::MIN);
        Handler::new(pages, outbox, settings("az", self.keys.clone()))
            .limited(Arc::new(rate))
            .acknowledging()
    }

    /// The mail, the answer and the acknowledgement that come of a post at a moment.
    async fn made(&self, kind: &str, body: &[u8], moment: &Moment) -> [Vec<u8>; 3] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let handler = self.handler(folder.path());
        let get = Request::get("/forms/incident/token").body(Bytes::new()).expect("a request");
        let token = handler.handle(get, moment).await.response.into_body();
        let post = Request::post("/forms/incident").header("content-type", kind);
        let client = Client::Known(Network::of([198, 51, 100, 7].into()));
        let post = post.extension(client).body(Bytes::copy_from_slice(body)).expect("a request");
        let Handled { response, acknowledgement, .. } = handler.handle(post, moment).await;
        assert_eq!(response.status(), 303);
        let answer = response.headers()["location"].as_bytes().to_vec();
        let thanks = acknowledgement.map(|mail| mail.0).unwrap_or_default();
        let mut mails = mails(&folder.path().join("mail"));
        assert_eq!(mails.len(), 1);
        [mails.remove(0).0, [answer, token.to_vec()].concat(), thanks]
    }
}

fn moment(seconds: i64, uptime: u64, seed: u8) -> Moment {
    let time = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(seconds);
    // OpenPGP's clock knows whole seconds; so do letters.
    let time = jiff::Timestamp::from_second(time.as_second()).expect("a time");
    Moment { time, uptime: Duration::from_secs(uptime), seed: [seed; 32] }
}

#[tokio::test]
async fn one_post_at_one_moment_makes_one_mail() {
    let team = Team::new();
    let pairs = full_post(&incident(true).1, "az");
    let short = encode(&pairs).into_bytes();
    // Large ones are compressed.
    let evidence: Vec<u8> =
        (0..70_000u32).flat_map(|n| n.wrapping_mul(0x9e37_79b9).to_le_bytes()).collect();
    let long = multipart(&pairs, &[("attachments", "a.bin", &evidence)]);
    for (kind, body) in [(URL_ENCODED, &short), ("multipart/form-data; boundary=B", &long)] {
        let first = moment(0, 0, 1);
        let made = team.made(kind, body, &first).await;
        let later = Moment { uptime: Duration::from_secs(3600), ..moment(0, 0, 1) };
        let same = Moment { time: first.time, ..later };
        assert!(made == team.made(kind, body, &same).await, "{kind}: the same to the byte");
        let other = Moment { seed: [2; 32], time: first.time, uptime: first.uptime };
        let another_day = Moment { time: moment(86_400, 0, 1).time, ..same };
        for other in [other, another_day] {
            let others = team.made(kind, body, &other).await;
            assert!(others[0] != made[0] && others[1] != made[1], "{kind}");
        }
    }
}

/// How long ago others posted is told by the clock that was brought along, too.
#[tokio::test]
async fn who_has_to_wait_is_told_by_the_clock_of_the_moment() {
    let team = Team::new();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let handler = team.handler(folder.path());
    let body = encode(&full_post(&incident(false).1, "az"));
    // Each second of the clock is a post: the wait and the status that it meets.
    for (n, (uptime, status)) in
        [(100, 303), (100, 429), (130, 429), (159, 429), (160, 303), (161, 429)]
            .into_iter()
            .enumerate()
    {
        let body = body.replace("REF-2026", &format!("REF-{n}"));
        let client = Client::Known(Network::of([198, 51, 100, 7].into()));
        let post = Request::post("/forms/incident").header("content-type", URL_ENCODED);
        let post = post.extension(client).body(Bytes::from(body)).expect("a request");
        let seed = u8::try_from(n).expect("few");
        // The clock of the day may be set back meanwhile.
        let moment = moment(7200 * (7 - i64::from(seed)), uptime, seed);
        let answer = handler.handle(post, &moment).await.response;
        assert_eq!(answer.status(), status, "{uptime}");
        if status == 429 {
            let wait = answer.headers()["retry-after"].to_str().expect("digits").to_owned();
            let next: u64 = if uptime < 160 { 160 } else { 220 };
            let wait: u64 = wait.parse().expect("a number");
            assert_eq!(wait, next - uptime + 1, "{uptime}");
            // A person is told on the page, in minutes that are over by then.
            let page = String::from_utf8_lossy(answer.body()).into_owned();
            let said = format!("{} dəqiqədən sonra", wait.div_ceil(60));
            assert!(page.contains(&said), "{said}: {page}");
        }
    }
}
