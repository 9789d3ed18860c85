//! Variables → who vouches for the servers of AWS.

use std::collections::BTreeMap;

/// Name services that stand in for Amazon's.
pub(super) const END_POINTS: [&str; 3] =
    ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_SES"];

/// Name authorities, or files of settings that may name other servers.
const TRUST: [&str; 4] = ["SSL_CERT_FILE", "SSL_CERT_DIR", "AWS_CONFIG_FILE", "AWS_PROFILE"];

/// Who vouches for the servers that are asked by TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authorities {
    /// Amazon's own authorities, which its services have their certificates from.
    Amazon,
    /// All that this machine trusts.
    Machine,
}

impl Authorities {
    /// On Lambda these are Amazon's own, unless something names other servers or authorities.
    pub(super) fn of(variables: &BTreeMap<String, String>) -> Authorities {
        let text = |name: &str| {
            let text = variables.get(name).map(|text| text.trim());
            text.filter(|text| !text.is_empty())
        };
        let is_elsewhere = |name: &&str| text(name).is_some_and(|url| !url.starts_with("http:"));
        let is_told =
            END_POINTS.iter().any(is_elsewhere) || TRUST.iter().any(|name| text(name).is_some());
        let is_common = text("AWS_REGION").is_some_and(is_common);
        match text("AWS_LAMBDA_FUNCTION_NAME").is_some() && is_common && !is_told {
            true => Authorities::Amazon,
            false => Authorities::Machine,
        }
    }
}

/// Whether a region is one of those that all have: China's, governments' and Europe's own have names
/// of another form, and may have other authorities.
fn is_common(region: &str) -> bool {
    let mut parts = region.split('-');
    let area = parts.next().unwrap_or_default();
    area.len() == 2 && area != "cn" && parts.count() == 2
}
