//! `certsite headers`: the headers of the site's files, in the words of a web server or host, on
//! standard output.

use crate::cli::HeadersArgs;
use crate::command::{Failure, Outcome, no_site, now, print, show};
use crate::console::tell;
use crate::program::Program;
use certsite_base::diag;
use certsite_hosting::{Headers, Host, settings};
use certsite_site::load::Changed;
use certsite_site::site::Request;
use certsite_site::timing::Timings;

/// Prints them. Of the site only `site.yaml` has to be without mistakes.
pub fn headers(program: &Program, args: &HeadersArgs) -> Result<Outcome, Failure> {
    let root = &args.site.root;
    let request = Request { base: args.base_url.clone(), ..Request::default() };
    let read = program
        .engine(root, request)
        .read(now(), &Changed::All, &mut Timings::default())
        .map_err(no_site(root))?;
    // A wrong address would make rules that hold for nothing.
    let known = read.settings.filter(|_| !diag::has_errors(&read.diagnostics));
    let Some((config, options)) = known else {
        show(&read.diagnostics);
        return Ok(Outcome::Problems);
    };
    let headers = Headers::new(options.base.path(), config.languages.codes());
    let headers = if args.precompress { headers.packed() } else { headers };
    let host: Host = args.host.into();
    if let Some(who) = host.packs().filter(|_| args.precompress) {
        tell!("“--precompress” changes nothing here: files are packed by {who}.");
    }
    print(settings(host, &headers))?;
    Ok(Outcome::Fine)
}
