//! What the commands can be told.

use crate::serve::{Listen, host_name};
use certsite_base::address::Base;
use certsite_base::diag::{Colours, PrintFormat};
use certsite_hosting::Host;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Where the site is.
#[derive(Args)]
pub struct SiteArgs {
    /// Folder that holds content/ and themes/
    #[arg(long, global = true, default_value = ".", value_name = "FOLDER")]
    pub root: PathBuf,
}

/// `certsite schema`
#[derive(Args)]
pub struct SchemaArgs {
    /// What a theme's templates are given and which files and strings it needs, for authors of themes
    #[arg(long)]
    pub theme: bool,
}

/// `certsite build`
#[derive(Args)]
pub struct BuildArgs {
    /// Where the site is.
    #[command(flatten)]
    pub site: SiteArgs,
    /// Folder to write to; must be empty or made by certsite [default: public below the root]
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Folder for what the form function needs; written only while the form is on [default: form-bundle below the root]
    #[arg(long, value_name = "FOLDER")]
    pub bundle: Option<PathBuf>,
    /// Address of the site [default: base_url of site.yaml]
    #[arg(long, value_name = "URL", value_parser = base)]
    pub base_url: Option<Base>,
    /// Build as on this day [default: today in the site's time zone]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<jiff::civil::Date>,
    /// Include drafts and pages with a later date
    #[arg(long)]
    pub drafts: bool,
    /// Leave pages as the templates made them
    #[arg(long)]
    pub no_minify: bool,
    /// Write texts packed by gzip and Brotli as well, beside each, for web servers that send them so
    #[arg(long)]
    pub precompress: bool,
    /// How long to wait for another build that writes to the same folder
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub wait: u64,
    /// Print what each stage took, as the last line on standard error
    #[arg(long, value_name = "FORM")]
    pub timings: Option<TimingsFormat>,
}

/// How to print timings.
#[derive(Clone, Copy, ValueEnum)]
pub enum TimingsFormat {
    /// One JSON object
    Json,
}

/// `certsite serve`
#[derive(Args)]
pub struct ServeArgs {
    /// Where the site is.
    #[command(flatten)]
    pub site: SiteArgs,
    /// Address or name, and port, to listen on; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT")]
    pub listen: Listen,
    /// Name of a host that the preview answers to beside localhost, as behind a proxy or in a container; may be repeated
    #[arg(long, value_name = "NAME", value_parser = host_name)]
    pub allow_host: Vec<String>,
    /// Open the site in a browser
    #[arg(long)]
    pub open: bool,
}

/// `certsite check`
#[derive(Args)]
pub struct CheckArgs {
    /// Where the site is.
    #[command(flatten)]
    pub site: SiteArgs,
    /// Treat unknown facts that a published site needs as errors
    #[arg(long)]
    pub release: bool,
    /// Folder of the last build, to tell what it published [default: public/ below the root]
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// How to print
    #[arg(long, default_value = "human", value_name = "FORMAT")]
    pub format: ProblemFormat,
}

/// How to print problems.
#[derive(Clone, Copy, ValueEnum)]
pub enum ProblemFormat {
    /// With the line itself, a pointer and help
    Human,
    /// `file:line:column: severity[code]: text`, one a line
    Short,
    /// A JSON object a line
    Json,
    /// Workflow commands that GitHub shows beside the change
    Github,
}

impl ProblemFormat {
    /// How to print, where people see these colours.
    pub fn with(self, colours: Colours) -> PrintFormat {
        match self {
            ProblemFormat::Human => PrintFormat::Human(colours),
            ProblemFormat::Short => PrintFormat::Short,
            ProblemFormat::Json => PrintFormat::Json,
            ProblemFormat::Github => PrintFormat::Github,
        }
    }
}

/// `certsite sign`
#[derive(Args)]
pub struct SignArgs {
    /// Where the site is.
    #[command(flatten)]
    pub site: SiteArgs,
    /// File with the armoured secret key [default: GnuPG is asked, with its agent or card]
    #[arg(long, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
    /// File with the passphrase of the key file
    #[arg(long, value_name = "FILE", requires = "key_file")]
    pub passphrase_file: Option<PathBuf>,
    /// Address of the site [default: base_url of site.yaml]
    #[arg(long, value_name = "URL", value_parser = base)]
    pub base_url: Option<Base>,
}

/// `certsite advisory`
#[derive(Args)]
pub struct AdvisoryArgs {
    /// Where the site is.
    #[command(flatten)]
    pub site: SiteArgs,
    /// What to do with advisories.
    #[command(subcommand)]
    pub command: AdvisoryCommand,
}

/// What can be done with advisories.
#[derive(Subcommand)]
pub enum AdvisoryCommand {
    /// Say what would change for those who fetch advisories, and what their programs would not notice
    ///
    /// What is published is put beside what a build would publish today: CSAF documents with their lists and feeds, MISP events, STIX bundles, indicators, rules. Nothing is written or fetched. Exit status 0: nothing would go unnoticed; 1: something would, or the content has errors; 2: could not run.
    Diff(DiffArgs),
}

/// `certsite advisory diff`
#[derive(Args)]
pub struct DiffArgs {
    /// Folder of what is published: a site, or its folder .well-known/csaf [default: public/ below the root, if it is there]
    #[arg(long, value_name = "FOLDER")]
    pub published: Option<PathBuf>,
    /// Compare with the versions that were signed last, by content/signatures/, instead
    #[arg(long, conflicts_with = "published")]
    pub signed: bool,
    /// Address of the site [default: base_url of site.yaml]
    #[arg(long, value_name = "URL", value_parser = base)]
    pub base_url: Option<Base>,
    /// Compare with a build of this day [default: today in the site's time zone]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<jiff::civil::Date>,
    /// Show where in a document each change stands (JSON Pointer)
    #[arg(long)]
    pub pointers: bool,
    /// How to print
    #[arg(long, default_value = "human", value_name = "FORMAT")]
    pub format: DiffFormat,
}

/// How to print what would change.
#[derive(Clone, Copy, ValueEnum)]
pub enum DiffFormat {
    /// In words
    Human,
    /// One JSON object: documents, unchanged, lists, findings
    Json,
}

/// `certsite headers`
#[derive(Args)]
pub struct HeadersArgs {
    /// Who serves the site
    pub host: HostName,
    /// Make the server send the packed files of `certsite build --precompress` (apache, caddy, nginx)
    #[arg(long)]
    pub precompress: bool,
    /// Where the site is.
    #[command(flatten)]
    pub site: SiteArgs,
    /// Address of the site [default: base_url of site.yaml]
    #[arg(long, value_name = "URL", value_parser = base)]
    pub base_url: Option<Base>,
}

/// Who serves a site.
#[derive(Clone, Copy, ValueEnum)]
pub enum HostName {
    /// Settings for .htaccess or a block <Directory>
    Apache,
    /// Directives for the site's block
    Caddy,
    /// A function for the event “viewer response”
    Cloudfront,
    /// The file _headers that a build writes, for Netlify and Cloudflare Pages
    Netlify,
    /// Settings for the blocks “http” and “server”
    Nginx,
}

impl From<HostName> for Host {
    fn from(name: HostName) -> Host {
        match name {
            HostName::Apache => Host::Apache,
            HostName::Caddy => Host::Caddy,
            HostName::Cloudfront => Host::CloudFront,
            HostName::Netlify => Host::Netlify,
            HostName::Nginx => Host::Nginx,
        }
    }
}

/// `certsite new`
#[derive(Args)]
pub struct NewArgs {
    /// What to make
    pub kind: NewKind,
    /// Title, or path below content/<language>/ that ends in .md (of a page that only some languages have, the others are made); of a period page its month (2026-10) or year; with --from, the title of the document if it is left out
    #[arg(required_unless_present = "from")]
    pub what: Option<String>,
    /// Make the advisory of a document of another issuer: CSAF 2.0 or 2.1, CVE JSON 5 or OSV; “-” reads standard input
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// Where the site is.
    #[command(flatten)]
    pub site: SiteArgs,
}

/// Kinds of new page.
#[derive(Clone, Copy, ValueEnum)]
pub enum NewKind {
    /// A page at the top of the site
    Page,
    /// A dated item below news/
    News,
    /// A warning below advisories/ with the next free number
    Advisory,
    /// The period page of a month or year, to add words to what certsite makes by itself
    Report,
    /// The missing languages of a page that some have, with its dates, tags and facts
    Translation,
}

/// Where a site stands, judged as in `site.yaml`.
fn base(text: &str) -> Result<Base, String> {
    Base::parse(text).map_err(|wrong| format!("it {wrong}; write {}", Base::EXPECTED))
}
