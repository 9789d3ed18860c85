//! A function of CloudFront (`cloudfront-js-2.0`) for the event “viewer response”.

use crate::rules::{ASK_AGAIN, Headers};

pub fn settings(headers: &Headers) -> String {
    let base = headers.base();
    let mut rules = String::new();
    for rule in headers.rules() {
        rules +=
            &format!("  [{}, {}, {{\n", quoted(&format!("{base}{}", rule.start)), quoted(rule.end));
        for (name, value) in rule.headers {
            rules += &format!("    {}: {},\n", quoted(&name.to_ascii_lowercase()), quoted(value));
        }
        rules += "  }],\n";
    }
    let (name, value) = (quoted(&ASK_AGAIN.0.to_ascii_lowercase()), quoted(ASK_AGAIN.1));
    format!(
        "\
// How paths begin and end, and the headers of their files.
var RULES = [
{rules}];

function handler(event) {{
  var path = event.request.uri;
  var headers = event.response.headers;
  headers[{name}] = {{ value: {value} }};
  RULES.forEach(function (rule) {{
    if (!path.startsWith(rule[0]) || !path.slice(rule[0].length).endsWith(rule[1])) return;
    Object.keys(rule[2]).forEach(function (name) {{
      headers[name] = {{ value: rule[2][name] }};
    }});
  }});
  return event.response;
}}
"
    )
}

/// A string of JavaScript. Addresses are encoded, and values hold nothing that means anything in one.
fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}
