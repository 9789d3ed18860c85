//! Settings of Apache 2.4 with `mod_headers`, for a `.htaccess` or a block `<Directory>`.

use crate::rules::{ASK_AGAIN, Headers};

pub fn settings(headers: &Headers) -> String {
    let (general, others) = headers.general();
    let mut text = format!("Header set {} \"{}\"\n", ASK_AGAIN.0, ASK_AGAIN.1);
    for (name, value) in general.headers {
        // On answers that tell of an error, too.
        text += &format!("Header always set {name} \"{value}\"\n");
    }
    for rule in others {
        let expression = headers.expression(rule);
        text += &format!("<If \"%{{REQUEST_URI}} =~ m#{expression}#\">\n");
        for (name, value) in rule.headers {
            match *name {
                "Content-Type" => text += &format!("    ForceType \"{value}\"\n"),
                name => text += &format!("    Header set {name} \"{value}\"\n"),
            }
        }
        text += "</If>\n";
    }
    text
}
