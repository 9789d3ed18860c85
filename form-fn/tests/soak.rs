//! `make soak`: good and hostile posts at saturation while the server, its disk and its mail server
//! fail and return. At the end a ledger says what became of every report: none lost, none forged,
//! memory flat.
#![expect(clippy::disallowed_methods, reason = "the outside of the program is disk and clock")]
#![expect(dead_code, unused_imports, reason = "the parts are shared with the tests beside")]

#[path = "soak/hostile.rs"]
mod hostile;
#[path = "soak/ledger.rs"]
mod ledger;
#[path = "real/neighbours.rs"]
mod neighbours;
#[path = "real/place.rs"]
mod place;
#[path = "real/watch.rs"]
mod watch;
#[path = "soak/weather.rs"]
mod weather;
#[path = "real/world.rs"]
mod world;

use certsite_tests::wait::ask_for;
use ledger::Ledger;
use place::{Place, ask, request};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use weather::Weather;

/// People who post good reports, each when the last one is settled.
const REPORTERS: usize = 4;
/// Programs that post everything else.
const STRANGERS: usize = 3;

/// What all threads share.
struct Stage {
    /// Where the server listens at present.
    address: Mutex<String>,
    is_over: AtomicBool,
    /// References that are given out.
    count: AtomicUsize,
    ledger: Mutex<Ledger>,
}

impl Stage {
    fn address(&self) -> String {
        self.address.lock().expect("no panic").clone()
    }

    fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }

    /// Leaves a server alone for so long that has no ear for more, unless all is over before.
    fn pause(&self, most: Duration) {
        let _ = ask_for(most, || self.is_over().then_some(()));
    }

    fn note(&self, note: impl FnOnce(&mut Ledger)) {
        note(&mut self.ledger.lock().expect("no panic"));
    }
}

fn main() {
    let minutes = std::env::var("SOAK_MINUTES").ok();
    let minutes: f64 = minutes.map_or(20.0, |text| text.parse().expect("SOAK_MINUTES: a number"));
    let place = Place::new();
    let mut weather = Weather::begin(&place);
    let stage = Stage {
        address: Mutex::new(weather.address()),
        is_over: AtomicBool::new(false),
        count: AtomicUsize::new(0),
        ledger: Mutex::default(),
    };
    std::thread::scope(|scope| {
        let reporters: Vec<_> = (0..REPORTERS)
            .map(|n| {
                scope.spawn({
                    let (stage, place) = (&stage, &place);
                    move || report(stage, place, n)
                })
            })
            .collect();
        for n in 0..STRANGERS {
            let (stage, place) = (&stage, &place);
            scope.spawn(move || hostile::annoy(stage, place, n));
        }
        let change =
            |address: &str| address.clone_into(&mut stage.address.lock().expect("no panic"));
        weather.run(Duration::from_secs_f64(minutes * 60.0), change, &|text| {
            let mut ledger = stage.ledger.lock().expect("no panic");
            ledger.collect(&place);
            println!("{text}; {}", ledger.line());
        });
        // All is well again before the last reporters hear what became of their reports.
        stage.is_over.store(true, Ordering::Relaxed);
        for reporter in reporters {
            reporter.join().expect("no panic");
        }
    });
    weather.wait_until_settled(&place);
    let ledger = stage.ledger.into_inner().expect("no panic");
    let is_good = ledger.close(&place, weather.memory());
    drop(weather);
    std::process::exit(i32::from(!is_good));
}

/// Posts reports, one after the other. Whoever hears nothing posts the same again.
fn report(stage: &Stage, place: &Place, n: usize) {
    while !stage.is_over() {
        let reference = format!("REF-{}", stage.count.fetch_add(1, Ordering::Relaxed));
        let body = place.body.replace("REF-2026", &reference);
        // A client of its own for each, as a flood of many has it.
        let from = format!("X-Forwarded-For: 2001:db8:{:x}:{n}::1\r\n", fastrand(&reference));
        let begin = Instant::now();
        loop {
            let (status, answer) = ask(&stage.address(), &request(&body, &from));
            match status {
                303 => {
                    let number = place::number(&answer).to_owned();
                    stage.note(|ledger| ledger.told(reference, number, begin.elapsed()));
                    break;
                }
                0 => {
                    stage.note(|ledger| ledger.broken += 1);
                    stage.pause(Duration::from_millis(50));
                }
                429 | 503 => {
                    stage.note(|ledger| ledger.refused(status));
                    stage.pause(Duration::from_millis(20));
                    break;
                }
                _ => {
                    stage.note(|ledger| ledger.wrong(format!("{reference}: {status}")));
                    break;
                }
            }
        }
    }
}

/// A number that looks like chance, from a text.
fn fastrand(text: &str) -> u16 {
    let fold = |sum: u16, byte: u8| sum.wrapping_mul(31).wrapping_add(u16::from(byte));
    text.bytes().fold(17, fold)
}
