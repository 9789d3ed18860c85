//! The signatures of a site → which version of which document was signed last, beside what a build
//! would publish.

use certsite_outgoing::{Known, Report, compare_known};
use certsite_site::signatures::Version;
use certsite_site::site::Site;

/// What changed since the team signed its documents.
pub(super) fn compare(site: &Site) -> Report {
    let known =
        |version: Version| Known { id: version.id, version: version.number, text: version.text };
    let signed = site.signatures.iter().filter_map(|signature| signature.version()).map(known);
    let planned = site.signables().iter().filter_map(|signable| {
        let version = (signable.version)(&signable.bytes)?;
        let is_signed = site.signatures.find(&signable.bytes).is_some();
        Some((known(version), is_signed))
    });
    compare_known(&signed.collect::<Vec<_>>(), &planned.collect::<Vec<_>>())
}
