//! Logs of sensors become tallies: each line once, whatever is compressed, repeated, cut, mixed up
//! or killed, and with no address left in them.

use certsite_tests::sensors::Eve;
use certsite_tests::wait::ended_within;
use certsite_tests::{Rng, Run, Site, program};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

/// Where tallies are.
pub const TALLIES: &str = "content/data/sensors";
/// The key of all tests.
pub const KEY: &str = "000102030405060708090a0b0c0d0e0f\n";

/// A site whose sketches have the same key in all tests.
pub fn site() -> Site {
    let site = Site::shipped();
    site.write("var/sensors.key", KEY);
    site
}

/// Whatever day it is, months of these logs are long over.
pub fn import(site: &Site, args: &[&str]) -> Run {
    site.certsite(&[&["sensors", "import", "--allow-old"], args].concat())
}

pub fn import_text(site: &Site, text: impl AsRef<[u8]>, more: &[&str]) -> Run {
    site.write("log.json", text);
    let path = site.path("log.json").to_string_lossy().into_owned();
    import(site, &[more, &[&path]].concat())
}

/// Every cell of every source, whatever files it stands in: its key and how many events it has.
pub fn cells(site: &Site) -> BTreeMap<String, u64> {
    let mut cells = BTreeMap::new();
    for (path, bytes) in site.tree(TALLIES) {
        let source = path.split('/').next().expect("a path has a first part");
        if !path.ends_with(".csv") {
            continue;
        }
        for row in String::from_utf8(bytes).expect("it is text").lines() {
            let row: Vec<&str> = row.rsplitn(4, ',').collect();
            if let [_, _, events, key] = row[..]
                && key.starts_with("20")
            {
                let events: u64 = events.parse().expect("a number");
                *cells.entry(format!("{source} {key}")).or_default() += events;
            }
        }
    }
    cells
}

pub fn summary(site: &Site) -> Value {
    let printed = site.certsite(&["sensors", "summary", "--format", "json"]).ok().stdout;
    serde_json::from_str(&printed).expect("it is JSON")
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).expect("it is memory");
    packer.finish().expect("it is memory")
}

/// Packs bytes with what Python has, as others would.
fn python(code: &str, bytes: &[u8]) -> Vec<u8> {
    let code = format!("import sys,bz2,lzma,zipfile,io\nb=sys.stdin.buffer.read()\n{code}");
    let mut command = Command::new("python3");
    command.args(["-c", &code]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("python3 starts");
    let (mut pipe, bytes) = (child.stdin.take().expect("a pipe"), bytes.to_vec());
    let writer = std::thread::spawn(move || pipe.write_all(&bytes).expect("it reads"));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("it wrote");
    assert!(output.status.success());
    output.stdout
}

#[test]
fn a_log_is_counted_once_however_it_comes() {
    let text = Eve::new(1).lines(2_000);
    let site = site();
    import_text(&site, &text, &[])
        .ok()
        .says("1500 new events counted, 500 other lines passed over");
    let first = site.tree(TALLIES);
    assert!(
        first.keys().any(|path| path.starts_with("suricata/2026-02-01_")),
        "{:?}",
        first.keys()
    );
    let again = |log: &[u8]| drop(import_text(&site, log, &[]).ok().says("0 new events counted"));
    let bytes = text.as_bytes();
    again(bytes);
    again(&gzip(bytes));
    again(&zstd::encode_all(bytes, 1).expect("it is memory"));
    again(&python("sys.stdout.buffer.write(bz2.compress(b))", bytes));
    again(&python("sys.stdout.buffer.write(lzma.compress(b, preset=9))", bytes));
    let zip = "f=io.BytesIO()\nz=zipfile.ZipFile(f,'w',zipfile.ZIP_DEFLATED)\n\
               z.writestr('in/eve.json',b)\nz.close()\nsys.stdout.buffer.write(f.getvalue())";
    again(&python(zip, bytes));
    again(&python(zip, &gzip(bytes)));
    // Two members of gzip, one after the other, are one log.
    let (a, b) = bytes.split_at(bytes.len() / 3);
    again(&[gzip(a), gzip(b)].concat());
    // Another order, other ends of lines, the log twice over, an export without its beginning.
    let lines: Vec<&str> = text.lines().collect();
    again((lines.iter().rev().map(|line| format!("{line}\n")).collect::<String>()).as_bytes());
    again(text.replace('\n', "\r\n").as_bytes());
    again((lines[2..].join("\n") + "\n").as_bytes());
    // The last line of a log that nobody writes to any more may have no end.
    import_text(&site, text.trim_end(), &["--closed"]).ok().says("0 new events counted");
    import_text(&site, gzip(text.trim_end().as_bytes()), &[]).ok().says("0 new events counted");
    let mut command = program::certsite(site.root(), &["sensors", "import", "-"]);
    let mut child = command.stdin(Stdio::piped()).spawn().expect("it starts");
    child.stdin.take().expect("a pipe").write_all(bytes).expect("it reads");
    assert!(child.wait().expect("it ends").success());
    assert_eq!(site.tree(TALLIES), first);
    // Joined with itself it has each line twice: then there were two.
    let twice = import_text(&site, text.repeat(2), &[]).ok();
    twice.says("1500 new events counted").says("1500 events counted before");
    // The team checks and builds a site with tallies.
    site.check(&[]).ok();
    site.build().ok();
    // No address is left, and no key.
    for (path, bytes) in site.tree("content/data/sensors") {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("198.18.") && !text.contains(KEY.trim()), "{path}");
    }
}

#[test]
fn of_a_growing_log_only_what_is_new_is_counted() {
    let text = Eve::new(2).lines(3_000);
    let whole = site();
    import_text(&whole, &text, &[]).ok();
    let growing = site();
    let mut rng = Rng::new(7);
    let mut end = 0;
    while end < text.len() {
        // It is cut anywhere, for somebody is writing to it; at first it has one line.
        let next = if end == 0 { text.find('\n').expect("a line") + 1 } else { text.len() / 5 };
        end = (end + 1 + rng.below(next)).min(text.len());
        let run = import_text(&growing, &text[..end], &[]);
        if !text[..end].ends_with('\n') && text[..end].contains('\n') {
            run.says("its last line has no end and is left for the next import");
        }
    }
    assert_eq!(cells(&growing), cells(&whole));
    assert_eq!(summary(&growing), summary(&whole));
    // An older copy of it brings nothing.
    let before = growing.tree(TALLIES);
    import_text(&growing, &text[..text.len() / 2], &[]).ok().says("0 new events counted");
    assert_eq!(growing.tree(TALLIES), before);
}

#[test]
fn a_log_that_begins_as_another_is_another() {
    let text = Eve::new(21).lines(40);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let site = site();
    import_text(&site, lines[..40].concat(), &[]).ok().says("30 new events counted");
    // The same two first lines, then others: only those are new.
    let other = Eve::new(22).lines(8);
    let log = lines[..2].concat() + other.as_str();
    import_text(&site, &log, &[]).ok().says("6 new events counted").says("2 events counted before");
    // Cut after an inner bracket, and then whole.
    let more = Eve::new(23).lines(8);
    let at = more.rfind("}").map(|end| more[..end].rfind('}').expect("two")).expect("one") + 1;
    import_text(&site, &more[..at], &[]).ok().says("6 new events counted");
    import_text(&site, &more, &[]).ok().says("0 new events counted");
}

#[test]
fn parts_add_up_in_any_order_and_on_any_machine() {
    let text = Eve::new(3).lines(4_000);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let parts: Vec<String> = lines.chunks(900).map(|lines| lines.concat()).collect();
    let (whole, forth, back, apart) = (site(), site(), site(), site());
    import_text(&whole, &text, &[]).ok();
    parts.iter().for_each(|part| drop(import_text(&forth, part, &[]).ok()));
    parts.iter().rev().for_each(|part| drop(import_text(&back, part, &[]).ok()));
    assert_eq!(cells(&forth), cells(&whole));
    assert_eq!(cells(&back), cells(&whole));
    for (part, source) in parts.iter().zip(["a", "b", "c", "d", "e"]) {
        import_text(&apart, part, &["--source", source]).ok();
    }
    assert_eq!(summary(&apart), summary(&whole));
    let first = &summary(&whole)[0];
    assert_eq!(first["month"], "2026-02");
}

/// Two machines count logs of one sensor that overlap; then somebody puts their folders together.
#[test]
fn stores_of_two_machines_are_put_together() {
    let text = Eve::new(31).lines(3_000);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let (whole, one, two) = (site(), site(), site());
    import_text(&whole, &text, &[]).ok();
    import_text(&one, lines[..1_800].concat(), &[]).ok();
    import_text(&two, lines[..2_200].concat(), &[]).ok();
    import_text(&two, lines[1_000..].concat(), &[]).ok();
    for (path, bytes) in two.tree(TALLIES) {
        one.write(&format!("{TALLIES}/{path}"), bytes);
    }
    // Already now nothing is counted twice; a build waits until it is put right.
    assert_eq!(summary(&one), summary(&whole));
    let run = one.check(&[]).exits(1);
    run.says("this was counted on another machine").says("certsite sensors merge");
    let run = one.certsite(&["sensors", "merge"]).ok();
    run.says("suricata: ").says("1350 events had been counted twice");
    one.check(&[]).ok();
    assert_eq!(cells(&one), cells(&whole));
    assert_eq!(summary(&one), summary(&whole));
    one.certsite(&["sensors", "merge"]).ok().says("suricata: nothing to merge");
    import_text(&one, &text, &[]).ok().says("0 new events counted");
}

/// With two keys nobody can tell which lines both have counted: that stays an error, and is not
/// taken for settled.
#[test]
fn stores_of_two_keys_are_not_put_together() {
    let (one, two) = (site(), site());
    two.write("var/sensors.key", "00112233445566778899aabbccddeeff\n");
    let text = Eve::new(32).lines(400);
    import_text(&one, &text, &[]).ok();
    import_text(&two, &text, &[]).ok();
    for (path, bytes) in two.tree(TALLIES) {
        one.write(&format!("{TALLIES}/{path}"), bytes);
    }
    let before = one.tree(TALLIES);
    for _ in 0..2 {
        one.check(&[]).exits(1).says("this was counted on another machine").says("different keys");
        let run = one.certsite(&["sensors", "merge"]).exits(1);
        run.says("were counted with different keys").says("certsite sensors undo");
        assert_eq!(one.tree(TALLIES), before);
    }
}

#[test]
fn what_does_not_hold_is_told_and_the_rest_is_counted() {
    let good = Eve::new(4).lines(8);
    let time = "2026-02-01T00:00:00";
    let future = good.lines().next().expect("a line").replace(time, "2999-01-01T00:00:00");
    let ancient = future.replace("2999", "1999");
    let mut log = good.clone().into_bytes();
    for bad in [future.as_bytes(), ancient.as_bytes(), b"{\"alert\": \xff}", b"no JSON"] {
        log.extend_from_slice(bad);
        log.push(b'\n');
    }
    // A line of 100 MB is no event.
    log.extend(std::iter::repeat_n(b'x', 100_000_000));
    log.push(b'\n');
    let odd = good.lines().next().expect("a line");
    log.extend(odd.replace(time, "2026-02-02T00:00:00").bytes());
    log.push(b'\n');
    let at = odd.find("\"dest_port\":").expect("a port") + 12;
    log.extend(format!("{}\"many\",\"x\":{}\n", &odd[..at], &odd[at..]).bytes());
    let site = site();
    let run = import_text(&site, &log, &[]).ok();
    let run = run.says("7 new events counted, 2 other lines passed over, 6 wrong lines left out");
    let run = run.says("log.json:9: its time is in the future");
    let run = run.says("log.json:10: its time is before the year 2000");
    run.says("log.json:11: ").says("log.json:13: it is longer than any event");
    let run = import_text(&site, &log[log.len() - 900..], &["--source", "named"]);
    run.exits(1).says("“dest_port”").says("no line of it is an event that can be counted");
    // A gzip file that ends too early: what it holds is counted, and the rest once it is there.
    let text = Eve::new(5).lines(500);
    let packed = gzip(text.as_bytes());
    let cut = import_text(&site, &packed[..packed.len() / 2], &["--source", "cut"]);
    cut.exits(1).says("what stands before is counted");
    import_text(&site, &packed, &["--source", "cut"]).ok();
    let other = self::site();
    import_text(&other, &text, &["--source", "cut"]).ok();
    let own = |site: &Site| {
        let mut cells = cells(site);
        cells.retain(|key, _| key.starts_with("cut "));
        cells
    };
    assert_eq!(own(&site), own(&other));
    import_text(&site, "hello\n", &[]).exits(1).says("this is no log that certsite knows");
    import(&site, &["nowhere.json"]).exits(1).says("nowhere.json: ");
    import_text(&site, "", &[]).exits(1).says("nothing is in it");
    import_text(&site, b"7z\xbc\xaf\x27\x1c\0", &[]).exits(1).says("a 7-Zip archive: unpack it");
    // Flows alone are sound lines, and yet nobody wants to learn of it from an empty page.
    let flow = good.lines().nth(3).expect("a flow").to_owned() + "\n";
    import_text(&site, flow, &[]).exits(1).says("no line of it is an event");
}

/// What an older version has counted stays, and is not counted again.
#[test]
fn a_full_disk_leaves_all_as_it_was() {
    let site = site();
    import_text(&site, Eve::new(9).lines(100), &[]).ok();
    let before = site.tree(TALLIES);
    site.write("more.json", Eve::new(10).lines(3_000));
    let path = site.path("more.json").to_string_lossy().into_owned();
    let certsite = program::certsite(site.root(), &["sensors", "import", "--allow-old", &path]);
    // No file may become longer than 4 KiB.
    let mut command = Command::new("sh");
    command
        .args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\""])
        .arg(certsite.get_program());
    command.args(certsite.get_args()).current_dir(site.root());
    Run::of(&mut command).exits(1).says("nothing was counted");
    assert_eq!(site.tree(TALLIES), before);
    import(&site, &[&path]).ok();
    let whole = self::site();
    import_text(&whole, Eve::new(10).lines(3_000), &[]).ok();
    import_text(&whole, Eve::new(9).lines(100), &[]).ok();
    assert_eq!(cells(&site), cells(&whole));
}

#[test]
fn a_death_at_any_moment_counts_nothing_twice_and_loses_nothing() {
    let whole = site();
    let text = Eve::new(11).lines(20_000);
    import_text(&whole, &text, &[]).ok();
    let site = site();
    site.write("log.json", &text);
    let path = site.path("log.json").to_string_lossy().into_owned();
    let mut rng = Rng::new(12);
    for _ in 0..25 {
        let mut command =
            program::certsite(site.root(), &["sensors", "import", "--allow-old", &path]);
        command.stderr(Stdio::null()).process_group(0);
        let mut child = command.spawn().expect("it starts");
        let moment = std::time::Duration::from_millis(rng.below(160) as u64);
        let _ = ended_within(&mut child, moment);
        child.kill().expect("it is ours");
        child.wait().expect("it ends");
        // Somebody builds the site meanwhile.
        if rng.one_in(5) {
            site.check(&[]).ok();
        }
    }
    // Deaths at the moments that matter most: before and after the decision to add, and after that
    // to remove, with some of it done.
    let tree = format!("{TALLIES}/suricata");
    site.write(&format!("{tree}/.import/2026-02-01_2026-02-01_0000000000000000.csv"), "half");
    import(&site, &[&path]).ok();
    assert_eq!(site.tree(TALLIES), whole.tree(TALLIES));
    let name = |path: &String| path.ends_with(".csv");
    let name = site.tree(&tree).into_keys().find(name).expect("a part");
    let stem = name.trim_end_matches(".csv").to_owned();
    let move_back = |from: &str, to: &str| {
        let (from, to) = (site.path(&format!("{tree}/{from}")), site.path(&format!("{tree}/{to}")));
        std::fs::rename(from, to).expect("it is moved");
    };
    for lines in [true, false] {
        std::fs::create_dir(site.path(&format!("{tree}/.imported"))).expect("it is made");
        move_back(&name, &format!(".imported/{name}"));
        if lines {
            move_back(&format!(".lines/{stem}"), &format!(".imported/{stem}"));
        }
        import(&site, &[&path]).ok().says("0 new events counted");
        assert_eq!(site.tree(TALLIES), whole.tree(TALLIES));
    }
    site.write(&format!("{tree}/.removed"), format!("{name}\n.lines/{stem}\n"));
    std::fs::remove_file(site.path(&format!("{tree}/{name}"))).expect("it is there");
    import(&site, &[&path]).ok().says("15000 new events counted");
    assert_eq!(site.tree(TALLIES), whole.tree(TALLIES));
}

#[test]
fn memory_stays_the_same_however_long_the_log_is() {
    let site = site();
    let mut command = program::certsite(site.root(), &["sensors", "import", "--allow-old", "-"]);
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
    let mut pipe = child.stdin.take().expect("a pipe");
    let stretch = Eve::new(13).lines(60_000);
    let mut written = 0;
    while written < 2 << 30 {
        pipe.write_all(stretch.as_bytes()).expect("it reads");
        written += stretch.len();
    }
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).expect("it runs");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    let peak: u64 = peak.trim().trim_end_matches(" kB").parse().expect("a number");
    drop(pipe);
    assert!(child.wait().expect("it ends").success());
    assert!(peak < 100 << 10, "{peak} KiB");
    let events: Option<u64> =
        summary(&site).as_array().expect("rows").iter().map(|r| r["events"].as_u64()).sum();
    assert_eq!(events, Some(written as u64 / stretch.len() as u64 * 45_000));
    println!("{} MB through a pipe: peak {peak} KiB", written / 1_000_000);
}
