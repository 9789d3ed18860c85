//! Posts of the preview's forms: form-fn's own handler, with pages from the living engine.
//!
//! A preview has no team key. It makes a development key pair, says so, and seals to it, so
//! that what a reporter will meet is what an editor tries out.

#![expect(clippy::disallowed_methods, reason = "keeps the development key and the outbox on disk")]

use super::{Live, Terminal};
use crate::bundle;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use certsite_base::diag::{PrintFormat, print};
use certsite_forms::{checklists, definitions};
use certsite_site::load::Files;
use certsite_site::rsit::ClassCode;
use form_fn::form::{BODY_MOST, Definition};
use form_fn::handle::{Handler, Moment, Pages, PostExtent, Settings, Surroundings};
use form_fn::outbox::Folder;
use form_fn::seal::{Keys, development_key};
use http_body_util::BodyExt;
use jiff::tz::TimeZone;
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Where the preview's reports are taken, if they can be.
pub struct Desk {
    live: Live,
    root: PathBuf,
    terminal: Terminal,
    reports: Mutex<Result<Arc<Reports>, String>>,
}

/// Seals reports to the development key, and keeps them in `var/outbox`.
struct Reports {
    handler: Handler<LivePages, Folder>,
    keys: PathBuf,
}

impl Desk {
    /// A desk whose key and outbox are in `var/` below the root.
    pub fn new(live: Live, root: &Path, terminal: Terminal) -> Desk {
        let reports = Mutex::new(Err("it is not open yet".into()));
        let desk = Desk { live, root: root.to_owned(), terminal, reports };
        match desk.reports() {
            Ok(reports) => {
                let keys = reports.keys.display();
                let var = root.join("var/outbox");
                desk.terminal.say(format_args!(
                    "NO TEAM KEY: reports are sealed to a DEVELOPMENT key in {keys}, which protects nothing."
                ));
                desk.terminal.say(format_args!(
                    "They stay in {}; each is announced here with the command that opens it.",
                    var.display()
                ));
            }
            Err(why) => desk.terminal.say(format_args!("The form takes no reports: {why}.")),
        }
        desk
    }

    /// Why no reports are taken, if so.
    pub(super) fn closed(&self) -> Option<String> {
        self.reports().err()
    }

    /// The open desk. What was deleted while the preview runs is made anew, and where nothing
    /// could be made it is tried again.
    fn reports(&self) -> Result<Arc<Reports>, String> {
        let mut reports = self.reports.lock().unwrap_or_else(PoisonError::into_inner);
        if !reports.as_ref().is_ok_and(|reports| reports.is_whole()) {
            let var = self.root.join("var");
            let opened = Reports::open(self.live.clone(), &var);
            *reports = opened
                .map(Arc::new)
                .map_err(|error| format!("{} cannot be used ({error})", var.display()));
        }
        reports.clone()
    }

    /// Answers a post, or the address of a receipt.
    pub(super) async fn answer(self: Arc<Self>, request: Request) -> Response {
        let desk = self.clone();
        // Making a key takes a moment.
        let reports = tokio::task::spawn_blocking(move || desk.reports()).await;
        match reports.unwrap_or_else(|_| Err("it failed, see the terminal".into())) {
            Ok(reports) => reports.answer(request, &self.terminal).await,
            Err(why) => {
                let text = format!("This preview takes no reports: {why}.\n");
                (StatusCode::SERVICE_UNAVAILABLE, text).into_response()
            }
        }
    }
}

impl Reports {
    fn open(live: Live, var: &Path) -> io::Result<Reports> {
        let keys = var.join("keys");
        let public = development_keys(&keys)?;
        let outbox = Folder::open(&var.join("outbox"))?;
        let keys_read = Keys::load(&[("var/keys/development.pub.asc".into(), public)], None)
            .map_err(|error| {
                io::Error::other(format!("{error}; delete {} to make another", keys.display()))
            })?;
        let pages = LivePages(live);
        let settings = Settings {
            from: "form@localhost.invalid".into(),
            to: vec!["team@localhost.invalid".into()],
            staff_lang: pages.default_lang(),
            origins: Vec::new(),
            keys: Arc::new(keys_read),
            health_token: None,
            auto_submitted: true,
        };
        Ok(Reports { handler: Handler::new(pages, outbox, settings), keys })
    }

    /// True if what was made is still there: a key that nobody has opens nothing.
    fn is_whole(&self) -> bool {
        let outbox = self.handler.outbox().path("x");
        self.keys.join(SECRET).is_file() && outbox.parent().is_some_and(Path::is_dir)
    }

    async fn answer(&self, request: Request, terminal: &Terminal) -> Response {
        let (mut parts, body) = request.into_parts();
        // The door has judged where it comes from, and knows the proxies that its user named.
        parts.headers.remove(header::ORIGIN);
        parts.headers.remove("sec-fetch-site");
        // One byte more than is allowed is enough to be told that it is too much.
        let (body, size) = read(body, self.handler.body_limit() + 1).await;
        parts.extensions.insert(PostExtent { size, seam: None });
        // Nobody is held back in a preview, so no clock but that of the day matters.
        let time = jiff::Timestamp::now();
        let moment = Moment { time, uptime: Duration::ZERO, seed: rand::random() };
        let request = axum::http::Request::from_parts(parts, body);
        let handled = self.handler.handle(request, &moment).await;
        if let Some(event) = handled.event {
            let number = event.number.map_or_else(String::new, |number| format!(" {number}"));
            terminal.say(format_args!("Report{number}: {}", event.outcome));
            if let Some(key) = event.key {
                let mail = self.handler.outbox().path(&key);
                terminal.say(format_args!(
                    "  sealed to the development key, in {}\n  to read it: {}",
                    mail.display(),
                    self.open_command(&mail)
                ));
            }
        }
        handled.response.map(Body::from).into_response()
    }

    /// Opens a mail with nothing but GnuPG, without touching the editor's own keys.
    fn open_command(&self, mail: &Path) -> String {
        format!(
            "gpg --homedir {0} --quiet --import {0}/{SECRET} && gpg --homedir {0} --decrypt {1}",
            self.keys.display(),
            mail.display()
        )
    }
}

/// The secret half of the development key.
const SECRET: &str = "development.sec.asc";

/// The first `limit` bytes of a body, and how many it has. What is beyond is read too, so that its
/// browser gets to see the answer; one that breaks off is as good as too large.
async fn read(mut body: Body, limit: usize) -> (Bytes, usize) {
    let (mut whole, mut size) = (Vec::new(), 0);
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else { return (vec![0; limit].into(), limit) };
        let data = frame.into_data().unwrap_or_default();
        size += data.len();
        whole.extend_from_slice(&data[..data.len().min(limit - whole.len())]);
    }
    (whole.into(), size)
}

/// The armoured public key; makes the pair first if it is not there.
fn development_keys(folder: &Path) -> io::Result<Vec<u8>> {
    let public = folder.join("development.pub.asc");
    if let Ok(bytes) = std::fs::read(&public)
        && folder.join(SECRET).is_file()
    {
        return Ok(bytes);
    }
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let key = development_key(rand::thread_rng()).map_err(io::Error::other)?;
    let write = |name: &str, text: &str| {
        let mut file = std::fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(folder.join(name))?;
        io::Write::write_all(&mut file, text.as_bytes())
    };
    // The public half last: it stands for both being there.
    write(SECRET, &key.secret)?;
    write("development.pub.asc", &key.public)?;
    Ok(key.public.into_bytes())
}

/// The pages of the snapshot of the moment.
struct LivePages(Live);

/// The form that certsite comes with: its words, where no form of the site has any that hold.
const SHIPPED: &str = include_str!("../../../../../content/forms/incident.yaml");

/// The path of a form's definition from the site's root, by the form's id.
fn file_of(form: &str) -> String {
    format!("content/forms/{form}.yaml")
}

impl LivePages {
    fn default_lang(&self) -> String {
        let state = self.0.state();
        let codes =
            state.site().and_then(|site| site.config.languages.codes().next().map(str::to_owned));
        codes.unwrap_or_else(|| "en".to_owned())
    }
}

impl Pages for LivePages {
    fn definition(&self, form: &str) -> Option<Arc<Definition>> {
        definitions(Files::all(&self.0.state().site()?.inputs), &mut Vec::new()).remove(form)
    }

    /// Stands in for a form that has a mistake, or for all of them while there is no site.
    fn stand_in(&self, form: &str) -> Option<Arc<Definition>> {
        let state = self.0.state();
        let is_meant = state.site().is_none_or(|site| site.inputs.text(&file_of(form)).is_some());
        is_meant.then(|| self.speaker())?.map(|speaker| Arc::new(speaker.stand_in(form)))
    }

    fn reason(&self, form: &str) -> Option<String> {
        let state = self.0.state();
        let Some(site) = state.site() else {
            return Some("The site has mistakes: the terminal names them.".to_owned());
        };
        let mut mistakes = Vec::new();
        definitions(Files::all(&site.inputs), &mut mistakes);
        let file = file_of(form);
        mistakes.retain(|mistake| mistake.place.as_ref().is_some_and(|at| *at.file == *file));
        (!mistakes.is_empty()).then(|| print(&mistakes, PrintFormat::Short))
    }

    /// Any form that holds; without one, that which certsite comes with.
    fn speaker(&self) -> Option<Arc<Definition>> {
        let state = self.0.state();
        let forms = state.site().map(|site| definitions(Files::all(&site.inputs), &mut Vec::new()));
        let own = forms.unwrap_or_default().into_values().max_by_key(|form| form.breadth());
        own.or_else(|| Definition::parse(SHIPPED).ok().map(Arc::new))
    }

    fn contact(&self) -> Vec<String> {
        self.0.state().site().map_or_else(Vec::new, bundle::contact)
    }

    fn time_zone(&self) -> TimeZone {
        let state = self.0.state();
        state.site().map_or(TimeZone::UTC, |site| site.config.time_zone.clone())
    }

    fn form_page(&self, form: &str, lang: &str) -> Option<Surroundings> {
        let state = self.0.state();
        let site = state.site()?;
        let lang = site.config.languages.find(lang)?;
        Some(Surroundings {
            page: bundle::form_page(site, form, lang)?.ok()?.into(),
            notice: Some(site.text(lang, "form.development").to_owned()),
            privacy_url: bundle::privacy_url(site, lang).map(str::to_owned),
        })
    }

    fn receipt_page(&self, lang: &str) -> Option<Arc<str>> {
        let state = self.0.state();
        let site = state.site()?;
        Some(bundle::receipt_page(site, site.config.languages.find(lang)?).ok()?.into())
    }

    fn checklist(&self, class: &str, lang: &str) -> Option<Arc<str>> {
        let state = self.0.state();
        let site = state.site()?;
        let lists = checklists(&site.config, Files::all(&site.inputs), &mut Vec::new());
        let is_it = |(of, own): &(ClassCode, String)| of.as_str() == class && own == lang;
        lists.into_iter().find(|(key, _)| is_it(key)).map(|(_, list)| list.into())
    }

    fn body_limit(&self) -> usize {
        let state = self.0.state();
        let mut mistakes = Vec::new();
        let forms = state.site().map(|site| definitions(Files::all(&site.inputs), &mut mistakes));
        let known = forms.iter().flatten().map(|(_, form)| form.body_limit()).max();
        // What a form takes that cannot be read, nobody knows.
        known.filter(|_| mistakes.is_empty()).unwrap_or(BODY_MOST)
    }
}
