//! What a site asks of whoever serves it: headers of answers, from one list of rules, as each kind of
//! host is told. Knows nothing of certsite.

mod apache;
mod caddy;
mod cloudfront;
mod netlify;
mod nginx;
mod rules;

pub use rules::{Headers, POLICY};

/// Who serves a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// Apache 2.4: `.htaccess`, or a block `<Directory>`.
    Apache,
    /// Caddy 2: a part of the site's block.
    Caddy,
    /// Amazon CloudFront: a function for the event “viewer response”.
    CloudFront,
    /// Netlify, Cloudflare Pages and those like them: the file `_headers`.
    Netlify,
    /// nginx: a part of the block `http`, and one of the block `server`.
    Nginx,
}

impl Host {
    /// Who packs files itself, and takes none that are packed beforehand; none of servers that send
    /// those if their settings say so.
    pub fn packs(self) -> Option<&'static str> {
        match self {
            Host::CloudFront => Some("CloudFront, where “Compress objects automatically” is on"),
            Host::Netlify => Some("Netlify and Cloudflare Pages"),
            Host::Apache | Host::Caddy | Host::Nginx => None,
        }
    }
}

/// A site's headers, in the words of its host.
pub fn settings(host: Host, headers: &Headers) -> String {
    match host {
        Host::Apache => apache::settings(headers),
        Host::Caddy => caddy::settings(headers),
        Host::CloudFront => cloudfront::settings(headers),
        Host::Netlify => netlify::settings(headers),
        Host::Nginx => nginx::settings(headers),
    }
}
