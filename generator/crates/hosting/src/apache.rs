//! Settings of Apache 2.4 with `mod_headers`, for a `.htaccess` or a block `<Directory>`; with
//! `mod_rewrite` where files stand there packed, too.

use crate::rules::{ASK_AGAIN, Headers};

pub fn settings(headers: &Headers) -> String {
    let (general, others) = headers.general();
    let mut text = format!("Header set {} \"{}\"\n", ASK_AGAIN.0, ASK_AGAIN.1);
    for (name, value) in general.headers {
        // On answers that tell of an error, too.
        text += &format!("Header always set {name} \"{value}\"\n");
    }
    for rule in others {
        let mut expression = headers.expression(rule);
        if headers.are_packed {
            // By then the address is that of the packed file.
            expression = expression.replace('$', r"(\.br|\.gz)?$");
        }
        text += &format!("<If \"%{{REQUEST_URI}} =~ m#{expression}#\">\n");
        for (name, value) in rule.headers {
            match *name {
                "Content-Type" => text += &format!("    ForceType \"{value}\"\n"),
                name => text += &format!("    Header set {name} \"{value}\"\n"),
            }
        }
        text += "</If>\n";
    }
    if headers.are_packed {
        text += PACKED;
    }
    text
}

/// What a browser is sent in the place of a file that stands there packed, too, if it can read that.
const PACKED: &str = r#"AddEncoding br .br
AddEncoding gzip .gz
RemoveType .br .gz
RewriteEngine On
RewriteCond "%{HTTP:Accept-Encoding}" "\bbr\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))"
RewriteCond "%{REQUEST_FILENAME}.br" -s
RewriteRule "^(.*\.[a-z]+)$" "$1.br" [QSA,L]
RewriteCond "%{HTTP:Accept-Encoding}" "\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))"
RewriteCond "%{REQUEST_FILENAME}.gz" -s
RewriteRule "^(.*\.[a-z]+)$" "$1.gz" [QSA,L]
<If "%{REQUEST_URI} =~ m#\.(css|csv|html|js|json|svg|txt|webmanifest|xml)(\.br|\.gz)?$#">
    Header merge Vary Accept-Encoding
</If>
"#;
