//! `make systemd`: the units of `form-fn/deploy/` under a systemd of their own, as on a server: a first
//! process in namespaces of its own, with its own `/etc`, `/run` and `/var/lib`, which touches
//! nothing of this machine. It takes root, so `make test` has it judge the unit only.
#![expect(clippy::disallowed_methods, reason = "the outside of the program is disk and clock")]
#![expect(dead_code, unused_imports, reason = "the parts are shared with the tests beside")]

#[path = "real/neighbours.rs"]
mod neighbours;
#[path = "real/place.rs"]
mod place;
#[path = "real/watch.rs"]
mod watch;
#[path = "real/world.rs"]
mod world;

use certsite_tests::project;
use place::{Place, hear, number, request};
use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;
use world::{mails, parse, run, wait_for};

/// What the README beside the units says, done in a place of its own; then systemd is the first
/// process there. `$1` is the place, `$2` the project, `$3` the program.
const BOOT: &str = r#"
mount -t tmpfs tmpfs /mnt
for folder in etc usr/local/bin; do
  mkdir -p "/mnt/$folder" "/mnt/work/$folder"
  mount -t overlay overlay -o "lowerdir=/$folder,upperdir=/mnt/$folder,workdir=/mnt/work/$folder" "/$folder"
done
for folder in /srv /var/lib /run; do mount -t tmpfs -o mode=755 tmpfs "$folder"; done
install -m 755 "$3" /usr/local/bin/
install -D -m 644 "$2/form-fn/deploy/sysusers.conf" /etc/sysusers.d/form-fn.conf
systemd-sysusers /etc/sysusers.d/form-fn.conf
install -d -o form-fn -g form-fn -m 700 /var/lib/form-fn
mkdir -p /etc/form-fn /srv/certsite
cp -r "$1/bundle" /srv/certsite/form-bundle
cp -r "$1/keys" "$1/settings" /etc/form-fn/
mkdir /mnt/units
cp "$2/form-fn/deploy/form-fn.service" "$2/form-fn/deploy/form-fn.socket" /mnt/units/
for target in basic form final network-online shutdown sockets sysinit umount; do
  printf '[Unit]\nDescription=%s\nDefaultDependencies=no\n' "$target" > "/mnt/units/$target.target"
done
echo 'Wants=form-fn.socket form-fn.service' >> /mnt/units/form.target
mkdir -p /run/systemd/system /run/lock
mount -t cgroup2 none /sys/fs/cgroup
export container=form-fn SYSTEMD_UNIT_PATH=/mnt/units
exec /usr/lib/systemd/systemd --system --unit=form.target --log-target=null
"#;

/// A place among the control groups, of which the rest sees nothing else.
const GROUP: &str = r#"
mount -t cgroup2 none /mnt
mkdir "/mnt/$GROUP"
echo 0 > "/mnt/$GROUP/cgroup.procs"
umount /mnt
exec unshare --cgroup sh -ec "$BOOT" sh "$@"
"#;

/// A systemd that runs, and its place among the control groups.
struct Systemd {
    child: Child,
    group: String,
    /// The number of its process, as this machine counts.
    first: u32,
}

impl Systemd {
    fn boot(place: &Place) -> Systemd {
        let group = format!("form-fn-test-{}", std::process::id());
        let mut command = Command::new("unshare");
        command.args(["--mount", "--pid", "--fork", "--mount-proc", "--uts", "--ipc"]);
        command.args(["--kill-child", "sh", "-ec", GROUP, "sh"]);
        command.arg(place.root.path()).arg(project()).arg(env!("CARGO_BIN_EXE_form-fn"));
        command.env("BOOT", BOOT).env("GROUP", &group).stdin(Stdio::null());
        let child = command.spawn().expect("util-linux is installed");
        let children = format!("/proc/{0}/task/{0}/children", child.id());
        let mut systemd = Systemd { child, group, first: 0 };
        systemd.first = wait_for("the first process; this takes root", || {
            let children = std::fs::read_to_string(&children).ok()?;
            children.split_whitespace().next()?.parse().ok()
        });
        systemd
    }

    /// A path as it has it.
    fn path(&self, path: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/root{path}", self.first))
    }

    fn command(&self, line: &str) -> Command {
        let mut command = Command::new("timeout");
        command.args(["60", "nsenter", "--mount", "--pid", "--target", &self.first.to_string()]);
        command.args(["--", "sh", "-c", line]);
        command
    }

    /// What a command prints there.
    fn ask(&self, line: &str) -> String {
        let Output { stdout, .. } = self.command(line).output().expect("it runs");
        String::from_utf8_lossy(&stdout).trim().to_owned()
    }

    /// Posts at the socket, and is answered.
    fn post(&self, body: &str) -> (u16, String) {
        let mut stream =
            wait_for("the socket", || UnixStream::connect(self.path("/run/form-fn.sock")).ok());
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a time limit");
        stream.write_all(&request(body, "X-Forwarded-For: 198.51.100.7\r\n")).expect("it is heard");
        let mut answer = Vec::new();
        let _ = std::io::Read::read_to_end(&mut stream, &mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        (answer.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0), answer)
    }

    fn service(&self, property: &str) -> String {
        self.ask(&format!("systemctl show --value --property={property} form-fn.service"))
    }
}

impl Drop for Systemd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let script = "mount -t cgroup2 none /mnt; for n in 1 2 3 4 5 6 7 8 9; do
            find \"/mnt/$1\" -depth -type d -exec rmdir {} + && break; sleep 0.2; done";
        let mut command = Command::new("unshare");
        command.args(["--mount", "sh", "-c", script, "sh", &self.group]);
        let _ = command.stderr(Stdio::null()).status();
    }
}

fn main() {
    let place = Place::new();
    let settings = project().join("form-fn/deploy/settings");
    let settings = std::fs::read_to_string(settings).expect("it is there");
    let settings = settings.replace("FORM_MAILER=smtp://mail.example.org:587", "FORM_MAILER=none");
    let settings = settings.replace("https://www.example.org", "https://cert.example");
    std::fs::write(place.path("settings"), settings + "FORM_RATE_PER_MINUTE=1000\n").expect("ours");
    let systemd = Systemd::boot(&place);
    let body = |n: &str| place.body.replace("REF-2026", &format!("REF-{n}"));
    let accepted = |n: &str| {
        let (status, answer) = systemd.post(&body(n));
        assert_eq!(status, 303, "{n}: {answer}");
        number(&answer).to_owned()
    };

    let first = accepted("first");
    wait_for("the service", || (systemd.service("ActiveState") == "active").then_some(()));
    let outbox = systemd.path("/var/lib/form-fn/outbox");
    let (mail, _) = mails(&outbox.join("mail")).remove(0);
    let report = parse(&place.gnupg.decrypt(&mail).0).report();
    assert_eq!(report["number"], first);
    let meta = outbox.metadata().expect("it is there");
    assert_eq!((meta.uid() != 0, meta.mode() & 0o777), (true, 0o700), "its user's alone");
    println!("it takes reports, as a user of its own");

    let check = "runuser -u form-fn -- form-fn --settings /etc/form-fn/settings --check";
    let checked = systemd.command(check).output().expect("it runs");
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
    println!("its user finds all well");

    let process = systemd.service("MainPID");
    assert!(systemd.command("systemctl reload form-fn").status().expect("it runs").success());
    accepted("reloaded");
    assert_eq!(systemd.service("MainPID"), process);
    println!("it reads its settings again");

    assert_eq!(systemd.service("NRestarts"), "0", "nothing ended it so far");
    systemd.ask(&format!("kill -KILL {process}"));
    accepted("killed");
    assert_ne!(systemd.service("NRestarts"), "0");
    assert_ne!(systemd.service("MainPID"), process);
    println!("it is started again where it died, and nobody meets a closed door");

    std::thread::scope(|scope| {
        let posts = scope.spawn(|| (0..30).for_each(|n| drop(accepted(&format!("{n}")))));
        for _ in 0..3 {
            let restart = systemd.command("systemctl restart form-fn").status();
            assert!(restart.expect("it runs").success());
        }
        posts.join().expect("all are taken");
    });
    assert_eq!(mails(&outbox.join("mail")).len(), 33);
    println!("nobody is turned away while it is started anew");

    systemd.ask("systemctl stop form-fn.socket form-fn.service");
    let state = (systemd.service("ActiveState"), systemd.service("Result"));
    assert_eq!(state, ("inactive".to_owned(), "success".to_owned()));
    let security = systemd.ask("systemd-analyze security --no-pager form-fn.service | tail -n 1");
    println!("it stops when it is told to; {}", security.trim_start_matches("→ "));
}
