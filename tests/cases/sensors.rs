//! Logs of sensors become tallies: each line once, whatever is compressed, repeated, cut, mixed up
//! or killed, and with no address left in them.

use certsite_tests::sensors::Eve;
use certsite_tests::{Rng, Run, Site, Tree, program};
use serde_json::Value;
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

const TALLIES: &str = "content/data/sensors";
const KEY: &str = "000102030405060708090a0b0c0d0e0f\n";

/// A site whose sketches have the same key in all tests.
fn site() -> Site {
    let site = Site::shipped();
    site.write("var/sensors.key", KEY);
    site
}

fn import(site: &Site, args: &[&str]) -> Run {
    site.certsite(&[&["sensors", "import"], args].concat())
}

fn import_text(site: &Site, text: impl AsRef<[u8]>, more: &[&str]) -> Run {
    site.write("log.json", text);
    let path = site.path("log.json").to_string_lossy().into_owned();
    import(site, &[more, &[&path]].concat())
}

/// The tallies alone, without the ledger.
fn months(site: &Site) -> Tree {
    let mut tree = site.tree(TALLIES);
    tree.retain(|path, _| !path.ends_with("imports.csv"));
    tree
}

fn summary(site: &Site) -> Value {
    let printed = site.certsite(&["sensors", "summary", "--format", "json"]).ok().stdout;
    serde_json::from_str(&printed).expect("it is JSON")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).expect("it is memory");
    packer.finish().expect("it is memory")
}

#[test]
fn a_log_is_counted_once_however_it_comes() {
    let text = Eve::new(1).lines(2_000);
    let site = site();
    import_text(&site, &text, &[])
        .ok()
        .says("1500 new events counted, 500 other lines passed over");
    let first = site.tree(TALLIES);
    assert!(first.keys().any(|path| path == "suricata/2026-02.csv"), "{:?}", first.keys());
    import_text(&site, &text, &[]).ok().says("0 new events counted");
    import_text(&site, gzip(text.as_bytes()), &[]).ok().says("0 new events counted");
    let packed = zstd::encode_all(text.as_bytes(), 1).expect("it is memory");
    import_text(&site, packed, &[]).ok().says("0 new events counted");
    // Two members of gzip, one after the other, are one log.
    let (a, b) = text.split_at(text.len() / 3);
    let members = [gzip(a.as_bytes()), gzip(b.as_bytes())].concat();
    import_text(&site, members, &[]).ok().says("0 new events counted");
    // The last line of a finished log may have no end.
    import_text(&site, text.trim_end(), &[]).ok().says("0 new events counted");
    let mut command = program::certsite(site.root(), &["sensors", "import", "-"]);
    let mut child = command.stdin(Stdio::piped()).spawn().expect("it starts");
    child.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("it reads");
    assert!(child.wait().expect("it ends").success());
    assert_eq!(site.tree(TALLIES), first);
    // The team checks and builds a site with tallies.
    site.check(&[]).ok();
    site.build().ok();
    // No address is left, and no key.
    for (path, bytes) in site.tree("content/data/sensors") {
        let text = String::from_utf8(bytes).expect("it is text");
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
        // It is cut anywhere, for somebody is writing to it.
        end = (end + rng.below(text.len() / 5)).min(text.len());
        if end > 2_000 {
            import_text(&growing, &text[..end], &[]).ok();
        }
    }
    assert_eq!(months(&growing), months(&whole));
    // An older copy of it is not another log.
    let before = growing.tree(TALLIES);
    import_text(&growing, &text[..text.len() / 2], &[]).ok().says("an earlier state of a log");
    assert_eq!(growing.tree(TALLIES), before);
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
    assert_eq!(months(&forth), months(&whole));
    assert_eq!(months(&back), months(&whole));
    for (part, source) in parts.iter().zip(["a", "b", "c", "d", "e"]) {
        import_text(&apart, part, &["--source", source]).ok();
    }
    assert_eq!(summary(&apart), summary(&whole));
    let first = &summary(&whole)[0];
    assert_eq!(first["month"], "2026-02");
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
    log.extend(good.lines().next().expect("a line").replace(time, "2026-02-02T00:00:00").bytes());
    log.push(b'\n');
    let site = site();
    let run = import_text(&site, &log, &[]).ok();
    let run = run.says("7 new events counted, 2 other lines passed over, 5 wrong lines left out");
    let run = run.says("log.json:9: its time is in the future");
    let run = run.says("log.json:10: its time is before the year 2000");
    run.says("log.json:11: ").says("log.json:13: it is longer than any event");
    // A gzip file that ends too early: what it holds is counted, and the rest once it is there.
    let text = Eve::new(5).lines(500);
    let packed = gzip(text.as_bytes());
    let cut = import_text(&site, &packed[..packed.len() / 2], &["--source", "cut"]);
    cut.exits(1).says("what stands before is counted");
    import_text(&site, &packed, &["--source", "cut"]).ok();
    let other = self::site();
    import_text(&other, &text, &["--source", "cut"]).ok();
    let file = format!("{TALLIES}/cut/2026-02.csv");
    assert_eq!(site.read(&file), other.read(&file));
    import_text(&site, "hello\n", &[]).exits(1).says("this is no log that certsite knows");
    import(&site, &["nowhere.json"]).exits(1).says("nowhere.json: ");
}

#[test]
fn a_tally_that_was_edited_to_nonsense_is_told_and_left_alone() {
    let site = site();
    import_text(&site, Eve::new(6).lines(40), &[]).ok();
    let file = format!("{TALLIES}/suricata/2026-02.csv");
    let sound = site.read(&file);
    let row = sound.lines().nth(1).expect("a row");
    let cells: Vec<&str> = row.split(',').collect();
    let with = |n: usize, cell: &str| {
        let mut cells = cells.clone();
        cells[n] = cell;
        sound.replace(row, &cells.join(","))
    };
    for (text, said) in [
        (with(0, "2026-03-01"), "is not of the month of this file"),
        (with(1, "nonsense"), "is no class"),
        (with(5, "70000"), "is no port"),
        (with(3, "198.18.0.1"), "is no name"),
        (with(7, "-1"), "is no number of events"),
        (with(8, "9"), "does not fit the sketch"),
        (with(9, "!"), "is no sketch"),
        (sound.replace(row, &format!("{row}\n{row}")), "this cell stands twice"),
        (sound.replace("day,class", "class,day"), "these are not the columns of the tally"),
    ] {
        site.write(&file, &text);
        let ledger = site.read(&format!("{TALLIES}/suricata/imports.csv"));
        let run = import_text(&site, Eve::new(8).lines(40), &[]).exits(1);
        run.says(said).says("nothing is added to them");
        assert_eq!(site.read(&file), text, "{said}");
        assert_eq!(site.read(&format!("{TALLIES}/suricata/imports.csv")), ledger);
        site.check(&["--format", "short"]).exits(1).says(said).says("suricata/2026-02.csv:");
    }
    // Another key would count the same sources twice.
    site.write(&file, &sound);
    site.write("other.key", KEY.replace('0', "1"));
    let key = site.path("other.key").to_string_lossy().into_owned();
    let run = import_text(&site, Eve::new(8).lines(40), &["--key-file", &key]);
    run.exits(1).says("were counted with another key");
}

#[test]
fn a_full_disk_leaves_all_as_it_was() {
    let site = site();
    import_text(&site, Eve::new(9).lines(100), &[]).ok();
    let before = site.tree(TALLIES);
    site.write("more.json", Eve::new(10).lines(3_000));
    let path = site.path("more.json").to_string_lossy().into_owned();
    let certsite = program::certsite(site.root(), &["sensors", "import", &path]);
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
    assert_eq!(months(&site), months(&whole));
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
        let mut command = program::certsite(site.root(), &["sensors", "import", &path]);
        command.stderr(Stdio::null()).process_group(0);
        let mut child = command.spawn().expect("it starts");
        std::thread::sleep(std::time::Duration::from_millis(rng.below(160) as u64));
        child.kill().expect("it is ours");
        child.wait().expect("it ends");
        // Somebody builds the site meanwhile.
        if rng.one_in(5) {
            site.check(&[]).ok();
        }
    }
    // Deaths at the two moments that matter most: before and after the decision.
    let tree = format!("{TALLIES}/suricata");
    site.write(&format!("{tree}/.import/2026-02.csv"), "half");
    import(&site, &[&path]).ok();
    assert_eq!(site.tree(TALLIES), whole.tree(TALLIES));
    std::fs::create_dir(site.path(&format!("{tree}/.imported"))).expect("it is made");
    for name in ["imports.csv", "2026-02.csv"] {
        let (from, to) = (format!("{tree}/{name}"), format!("{tree}/.imported/{name}"));
        std::fs::rename(site.path(&from), site.path(&to)).expect("it is moved");
    }
    import(&site, &[&path]).ok().says("0 new events counted");
    assert_eq!(site.tree(TALLIES), whole.tree(TALLIES));
}

#[test]
fn reports_of_shadowserver_go_by_their_names() {
    let site = site();
    let report = "\"timestamp\",\"ip\",\"protocol\",\"port\",\"geo\"\n\
                  \"2026-02-03 01:02:03\",\"198.18.1.1\",\"udp\",\"53\",\"AZ\"\n\
                  \"2026-02-03 01:02:04\",\"198.18.1.2\",\"udp\",\"53\",\"AZ\"\n";
    site.write("in/2026-02-03-scan_dns-network.csv", report);
    site.write("in/2026-02-03-scan_new-network.csv", report.replace(",\"53\"", ",\"99\""));
    let path = site.path("in").to_string_lossy().into_owned();
    import(&site, &[&path]).ok().says("2 new events counted");
    let tally = site.read(&format!("{TALLIES}/shadowserver/2026-02.csv"));
    assert!(tally.contains("\n2026-02-03,vulnerable,ddos-amplifier,,udp,53,AZ,2,2,"), "{tally}");
    let unknown = "\n2026-02-03,vulnerable,potentially-unwanted-accessible,,udp,99,AZ,2,2,";
    assert!(tally.contains(unknown), "{tally}");
}

#[test]
fn memory_stays_the_same_however_long_the_log_is() {
    let site = site();
    let mut command = program::certsite(site.root(), &["sensors", "import", "-"]);
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
    println!("{} MB through a pipe: peak {peak} KiB", written / 1_000_000);
}

#[test]
fn a_ledger_with_nothing_in_it_stops_the_import() {
    let site = site();
    let text = Eve::new(3).lines(200);
    import_text(&site, &text, &[]).ok();
    let before = months(&site);
    site.write(&format!("{TALLIES}/suricata/imports.csv"), "");
    let run = import_text(&site, &text, &[]).exits(1);
    assert!(run.stderr.contains("there is nothing in this ledger"), "{}", run.stderr);
    assert_eq!(months(&site), before);
}
