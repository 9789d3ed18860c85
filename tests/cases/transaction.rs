//! A build is one transaction: site and bundle change together or not at all, one build at a time,
//! and what certsite wrote it knows again, wherever it was copied.

use certsite_tests::program::{self, certsite};
use certsite_tests::{Run, Site, Tree, site};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

/// All that a build could have touched: the site, certsite's notes of it, the bundle.
fn written(site: &Site) -> Tree {
    let mut tree = site.tree("public");
    tree.extend(
        site.tree("form-bundle").into_iter().map(|(path, bytes)| (format!("bundle/{path}"), bytes)),
    );
    tree.retain(|path, _| !path.ends_with(".certsite/lock") && !path.ends_with(".certsite/seen"));
    tree
}

#[test]
fn an_error_found_late_leaves_site_and_bundle_as_they_were() {
    let site = super::form::released();
    let foreign = [
        ("form-bundle/forms", "a file where a folder must be"),
        ("form-bundle/pages/incident.en.html", "a foreign file"),
        ("public/en/new/index.html", "a foreign page"),
    ];
    for (path, what) in foreign {
        let site = super::form::released();
        site.write("content/en/new.md", "---\ntitle: New\n---\n");
        site.replace("content/en/about.md", "title:", "title: Changed,");
        if path.starts_with("form-bundle") {
            // As if the form were new: its folder is somebody's.
            std::fs::remove_dir_all(site.path("form-bundle")).expect("it is ours");
            site.write("form-bundle/.certsite/lock", "");
        }
        site.write(path, "mine");
        let before = written(&site);
        site.build_with(&["--no-minify"]).exits(1).says(path).says("Nothing was written.");
        site::assert_same(&before, &written(&site), what);
    }
    // A folder that is not ours at all, and a template that fails.
    site.write("mine/file", "mine");
    site.write("content/en/new.md", "---\ntitle: New\n---\n");
    let before = written(&site);
    site.build_with(&["--bundle", "mine"])
        .exits(1)
        .says("mine is not empty")
        .says("Nothing was written.");
    site::assert_same(&before, &written(&site), "a foreign folder for the bundle");
    assert_eq!(site.tree("mine").len(), 1);
}

#[test]
fn a_first_build_that_fails_leaves_no_folder() {
    let site = Site::with("-- content/en/p.md --\n---\ntitle: P\n---\n[x](nowhere.md)\n");
    site.build().exits(1).says("Nothing was written.");
    assert!(!site.has("public") && !site.has("form-bundle"));
}

#[test]
fn the_bundle_is_part_of_what_is_up_to_date() {
    let site = super::form::released();
    site.remove("form-bundle/forms/incident.yaml");
    site.build_with(&["--no-minify"]).ok().does_not_say("Nothing changed");
    assert!(site.has("form-bundle/forms/incident.yaml"));
    site.write("form-bundle/pages/incident.en.html", "spoiled");
    site.build_with(&["--no-minify"]).ok().does_not_say("Nothing changed");
    assert_ne!(site.read("form-bundle/pages/incident.en.html"), "spoiled");
    // In another place there is nothing yet.
    site.build_with(&["--no-minify", "--bundle", "elsewhere"]).ok().does_not_say("Nothing changed");
    assert!(site.has("elsewhere/forms/incident.yaml"));
}

#[test]
fn a_form_that_is_switched_off_takes_its_bundle_along() {
    let site = super::form::released();
    site.write("form-bundle/mine", "mine");
    let team = site.read("content/team.yaml");
    site.write(
        "content/team.yaml",
        team.replace("recipient: \"set\"", "recipient: !unknown \"?\""),
    );
    site.build().ok();
    site.hides("en/report/", "<form class=\"report-form\"");
    assert_eq!(site.tree("form-bundle").len(), 1, "{:?}", site.tree("form-bundle").keys());
    assert_eq!(site.read("form-bundle/mine"), "mine");
}

#[test]
fn a_form_is_known_by_its_id_and_its_file_by_the_same_name() {
    let site = super::form::released();
    let definition = site.read("content/forms/incident.yaml");
    for other in ["report.yaml", "deep/incident.yaml", "incident-2.yaml"] {
        let site = super::form::released();
        if !other.ends_with("-2.yaml") {
            site.remove("content/forms/incident.yaml");
        }
        site.write(&format!("content/forms/{other}"), &definition);
        let said = site.build().exits(1).stderr;
        let line =
            definition.lines().position(|line| line.starts_with("id:")).expect("it has one") + 1;
        let place = format!("content/forms/{other}:{line}:");
        assert!(said.contains("error[form-name]") && said.contains(&place), "{said}");
    }
    // A form that nobody could be answered with.
    let page = site.read("content/en/report.md");
    let (before, rest) = page.split_once("```form").expect("it draws the form");
    let after = rest.split_once("```").expect("the block ends").1;
    site.write("content/en/report.md", format!("{before}{after}"));
    let said = site.build().exits(1).stderr;
    assert!(
        said.contains("error[form-page]") && said.contains("no page in “en” draws it"),
        "{said}"
    );
}

#[test]
fn a_page_withdrawn_goes_from_every_copy_of_the_folder() {
    let site = Site::with("-- content/en/secret.md --\n---\ntitle: Secret\n---\n");
    site.build().ok();
    site.build().ok().says("Nothing changed");
    site.remove("content/en/secret.md");
    let copies = [
        ("cp -r", "cp -r public copy"),
        ("tar", "mkdir copy && tar -cf - -C public . | tar -xmf - -C copy"),
        ("old times", "cp -rp public copy && find copy -exec touch -d 2001-01-01 {} +"),
        (
            "clone",
            "git init -q repository && cp -r public/. repository && cd repository && git add -A \
            && git -c user.name=a -c user.email=a@example.org commit -qm a && git clone -q . ../copy",
        ),
    ];
    for (what, script) in copies {
        let script = format!("rm -rf copy && {script}");
        Run::of(Command::new("sh").current_dir(site.root()).args(["-ec", &script])).ok();
        if what == "clone" {
            std::fs::remove_dir_all(site.path("copy/.git")).expect("it was cloned");
        }
        let run = site.build_with(&["--out", "copy"]).ok().says("1 deleted");
        run.does_not_say("warning");
        assert!(!site.has("copy/en/secret"), "{what}");
        site.build_with(&["--out", "copy"]).ok().says("Nothing changed");
    }
}

#[test]
fn what_somebody_changed_is_named_until_it_is_gone() {
    let site = Site::with("-- content/en/page.md --\n---\ntitle: P\n---\n");
    site.build().ok();
    site.write("public/en/page/index.html", "changed by hand");
    site.remove("content/en/page.md");
    for _ in 0..3 {
        let run = site.build().ok().does_not_say("Nothing changed");
        run.says("public/en/page/index.html is no longer part of the site");
    }
    site.remove("public/en/page/index.html");
    site.build().ok().does_not_say("no longer part");
    site.build().ok().says("Nothing changed");
}

#[test]
fn a_build_never_writes_into_what_it_reads() {
    let site = Site::with("");
    std::os::unix::fs::symlink("content", site.path("link")).expect("it is ours");
    let before = site.tree("");
    for (arguments, why) in [
        (["--out", "content/files/site"], "lies inside content/"),
        (["--out", "link/site"], "lies inside content/"),
        (["--out", "themes/site"], "lies inside themes/"),
        (["--out", "."], "is the folder of the site itself, or one above it"),
        (["--out", ".."], "is the folder of the site itself, or one above it"),
        (["--bundle", "content"], "lies inside content/"),
        (["--bundle", "public"], "lie one inside the other"),
        (["--bundle", "public/bundle"], "lie one inside the other"),
        (["--out", "form-bundle/site"], "lie one inside the other"),
    ] {
        let said = site.build_with(&arguments).exits(2).stderr;
        assert!(said.contains(why) && said.contains(arguments[0]), "{arguments:?}: {said}");
    }
    site::assert_same(&before, &site.tree(""), "the folder of the site");
}

#[test]
fn a_second_build_says_who_builds_and_waits_and_then_gives_up() {
    let site = Site::with("");
    site.build().ok();
    for path in ["public/.certsite/lock", "form-bundle/.certsite/lock"] {
        site.write(path, "");
        let lock = File::options().append(true).open(site.path(path)).expect("it is there");
        lock.lock().expect("nobody else holds it");
        std::fs::write(site.path(path), "process 1, since yesterday: certsite build")
            .expect("ours");
        site.write("content/en/late.md", "---\ntitle: Late\n---\n");
        let said = site.build_with(&["--wait", "0"]).exits(2).stderr;
        assert!(
            said.contains("another build (process 1, since yesterday: certsite build)"),
            "{said}"
        );
        assert!(!site.has("public/en/late"));
        let mut child = certsite(site.root(), &["build", "--wait", "60"]);
        let mut child = child.stderr(Stdio::piped()).spawn().expect("the program can be started");
        let mut says = BufReader::new(child.stderr.take().expect("it is piped")).lines();
        let first = says.next().expect("it says something").expect("in UTF-8");
        assert!(first.contains("Waiting for it, up to 60 s"), "{first}");
        // It has not read the site yet, or it would put an older one over that of the first build.
        site.replace("content/en/late.md", "Late", "Later");
        drop(lock);
        says.for_each(drop);
        assert!(child.wait().expect("it is our child").success());
        site.shows("en/late/", "Later");
        site.remove("content/en/late.md");
        site.build().ok();
    }
}

#[test]
fn files_are_published_for_everybody_whatever_their_sources_are() {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::with("-- content/files/a.bin --\nbytes\n-- content/files/b.txt --\ntext\n");
    for (name, mode) in [("a.bin", 0o600), ("b.txt", 0o4755)] {
        let path = site.path(&format!("content/files/{name}"));
        std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).expect("it is ours");
    }
    for (umask, file, folder) in
        [("022", 0o644, 0o755), ("002", 0o644, 0o755), ("077", 0o600, 0o700)]
    {
        let script = format!("umask {umask}; rm -rf public; exec \"$0\" build --date 2026-06-15");
        let mut command = Command::new("sh");
        command.current_dir(site.root()).args(["-ec", &script]).arg(program::binary("certsite"));
        Run::of(&mut command).ok();
        let mode = |path: &str| {
            site.path(path).metadata().expect("it is there").permissions().mode() & 0o7777
        };
        for path in ["public/a.bin", "public/b.txt", "public/en/index.html", "public/robots.txt"] {
            assert_eq!(mode(path), file, "{path} with umask {umask}");
        }
        assert_eq!(mode("public/en"), folder, "with umask {umask}");
    }
}

#[test]
fn a_failed_write_names_its_file_and_leaves_nothing() {
    let site = Site::with("");
    site.build().ok();
    let before = written(&site);
    site.write("content/files/large.bin", vec![7; 3 << 20]);
    site.replace("content/en/report.md", "Write to us", "Send a letter");
    // A limit of the shell instead of the end of a disk: no file beyond 2 MiB.
    let script = "trap '' XFSZ; ulimit -f 4096; exec \"$0\" build --date 2026-06-15 --base-url https://cert.example.org";
    let mut command = Command::new("sh");
    command.current_dir(site.root()).args(["-ec", script]).arg(program::binary("certsite"));
    let said = Run::of(&mut command).exits(2).stderr;
    assert!(said.contains("public/large.bin: File too large"), "{said}");
    assert!(said.contains("Nothing was written."), "{said}");
    site::assert_same(&before, &written(&site), "a build that could not write");
}

#[test]
fn the_notes_stay_certsites_own() {
    let site = Site::with("");
    site.build().ok();
    let manifest = site.read("public/.certsite/manifest");
    site.write("public/.certsite/manifest", &manifest[..manifest.len() - 40]);
    let before = written(&site);
    let run = site.build().exits(2).says("public/.certsite/manifest: line ");
    run.says("cannot tell which files here are its own");
    site::assert_same(&before, &written(&site), "a build without its notes");
    site.write("public/.certsite/manifest", manifest);
    site.build().ok().says("Nothing changed");
}

#[test]
fn notes_that_were_tampered_with_reach_nothing_outside() {
    let site = Site::with("");
    site.build().ok();
    let manifest = site.read("public/.certsite/manifest");
    let line = manifest.lines().find(|line| line.ends_with("robots.txt")).expect("it is there");
    site.write("victim.txt", site.read("public/robots.txt"));
    let line = line.replace("robots.txt", "../victim.txt");
    site.write("public/.certsite/manifest", format!("{manifest}{line}\n"));
    site.replace("content/en/report.md", "Write to us", "Send a letter");
    site.build().exits(2).says("public/.certsite/manifest: line ").says("makes no sense");
    assert!(site.has("victim.txt"));
    let mut bytes = manifest.clone().into_bytes();
    bytes.extend(b"\xff\n");
    site.write("public/.certsite/manifest", bytes);
    site.build().exits(2).says("cannot tell which files here are its own");
    site.write("public/.certsite/manifest", manifest);
    site.remove("public/.certsite/lock");
    std::os::unix::fs::symlink(site.path("victim.txt"), site.path("public/.certsite/lock"))
        .expect("it is ours");
    site.build_with(&["--wait", "1"]).exits(2).says("this must be a file of certsite's own");
    assert_eq!(site.read("victim.txt"), site.read("public/robots.txt"));
    site.remove("public/.certsite/lock");
    site.build().ok();
}

#[test]
fn what_stood_at_the_name_of_a_page_is_told_and_modes_are_put_right() {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::with("");
    site.build().ok();
    let page = site.read("public/index.html");
    site.write("victim.txt", "mine");
    site.remove("public/index.html");
    std::os::unix::fs::symlink(site.path("victim.txt"), site.path("public/index.html"))
        .expect("it is ours");
    site.build().ok().says("public/index.html had been changed by somebody");
    assert_eq!((site.read("public/index.html"), site.read("victim.txt")), (page, "mine".into()));
    let script = "umask 022; find public -type f -exec chmod 600 {} +; \
                  find public -type d -exec chmod 700 {} +; \
                  exec \"$0\" build --date 2026-06-15 --base-url https://cert.example.org";
    let mut command = Command::new("sh");
    command.current_dir(site.root()).args(["-ec", script]).arg(program::binary("certsite"));
    Run::of(&mut command).ok().says("Nothing changed");
    let mode =
        |path: &str| site.path(path).metadata().expect("it is there").permissions().mode() & 0o777;
    let modes = ["public", "public/en", "public/en/index.html", "public/robots.txt"].map(mode);
    assert_eq!(modes, [0o755, 0o755, 0o644, 0o644]);
}

/// The calls of a build that decide what a disk holds after the power went, in their order.
fn calls(site: &Site) -> Vec<String> {
    let log = site.path("calls");
    let mut command = Command::new("strace");
    command.current_dir(site.root()).args(["-f", "-qq", "-s", "300", "-y", "-e"]);
    command.arg("trace=fsync,syncfs,rename,renameat,renameat2,unlink,unlinkat").arg("-o").arg(&log);
    command.arg(program::binary("certsite")).args(["build", "--date", "2026-06-15"]);
    Run::of(&mut command).ok();
    let text = std::fs::read_to_string(log).expect("it was written");
    let done = text.lines().filter(|line| line.ends_with("= 0"));
    done.map(|line| line.split_once(' ').map_or("", |(_, call)| call.trim()).to_owned()).collect()
}

#[test]
fn bytes_are_on_the_disk_before_the_notes_that_name_them() {
    let site = Site::with("");
    for what in ["many files", "a few files"] {
        let calls = calls(&site);
        let find = |what: &str, is: &dyn Fn(&str) -> bool| {
            let found = calls.iter().position(|call| is(call));
            found.unwrap_or_else(|| panic!("no {what} among\n{}", calls.join("\n")))
        };
        let is_sync = |call: &str| call.starts_with("fsync(") || call.starts_with("syncfs(");
        let announced = find("journal", &|c| c.starts_with("rename") && c.contains("journal.new"));
        let moved = find("move", &|c| c.starts_with("rename") && c.contains("/stage."));
        let noted =
            find("manifest", &|c| c.contains("/stage.") && c.contains(".certsite/manifest"));
        let ended = find("end", &|c| c.starts_with("unlink") && c.contains(".certsite/journal\""));
        let synced = find("sync of the files", &|c| is_sync(c) && c.contains("/stage."));
        assert!(synced < announced && announced < moved, "{what}: {calls:#?}");
        assert!(calls[announced..moved].iter().any(|c| is_sync(c)), "{what}: {calls:#?}");
        assert!(moved <= noted && noted < ended, "{what}: {calls:#?}");
        assert!(calls[noted..ended].iter().any(|c| is_sync(c)), "{what}: {calls:#?}");
        let last = calls.iter().rposition(|c| c.starts_with("rename") && c.contains("/stage."));
        assert_eq!(last, Some(noted), "the notes come last, {what}: {calls:#?}");
        site.write("content/files/robots-note.txt", what);
    }
}

#[test]
fn a_page_withdrawn_goes_again_when_it_is_copied_back_alone() {
    let page = "-- content/en/secret.md --\n---\ntitle: Secret\n---\n";
    let site = Site::with(page);
    site.build().ok();
    let script = "cp -r public/en/secret kept; cp -r kept older; echo older > older/index.html";
    Run::of(Command::new("sh").current_dir(site.root()).args(["-ec", script])).ok();
    site.remove("content/en/secret.md");
    site.build().ok();
    site.build().ok().says("Nothing changed");
    for _ in 0..2 {
        site.copy(&site.path("kept"), "public/en/secret");
        site.build().ok().says("1 deleted").does_not_say("warning");
        assert!(!site.has("public/en/secret"));
        site.build().ok().says("Nothing changed");
    }
    // Nobody knows what an older version is, so it stays, and is never passed over.
    site.copy(&site.path("older"), "public/en/secret");
    for _ in 0..2 {
        let run = site.build().ok().does_not_say("Nothing changed");
        run.says("public/en/secret/index.html is no longer part of the site");
    }
    site.write("content/en/secret.md", "---\ntitle: Secret again\n---\n");
    site.build().ok().says("public/en/secret/index.html had been changed by somebody");
    site.shows("en/secret/", "Secret again");
}
