//! The team's keys, signatures, security.txt and forms.

macro_rules! team {
    ($then:ident $($more:tt)*) => { $then! { $($more)*
    Key { why: String } Error "key"
        "this file {why}"
        "content/keys/ holds the team's OpenPGP public keys, armoured: “gpg --armor --export FINGERPRINT”; nothing of this file is published";
    PrivateKey {} Error "private-key"
        "this file holds a private key, which must never leave its owner"
        "take it out of the site's folder and of its history; if anybody else could read it, revoke the key and make a new one. To show what keys look like, cut the lines below the first one short";
    KeyExpires { days: String } Warning "key-expires"
        "this key runs out in {days} days"
        "extend it (gpg --quick-set-expire FINGERPRINT 2y), export it again, and publish it before that day";
    KeyExpired { what: String } Warning "key-expired"
        "{what}, and nobody can write to the team by it"
        "extend it (gpg --quick-set-expire FINGERPRINT 2y, and once more with “*” at the end for its parts) and export it again, or delete this file; until then the site says that it has run out";
    SecurityTxtExpired {} Error "security-txt-expired"
        "security.txt has run out"
        "check its contact, then set a day less than a year ahead (RFC 9116 §2.5.5), and sign it again";
    SecurityTxtExpires { days: String } Warning "security-txt-expires"
        "security.txt runs out in {days} days"
        "check its contact, then set a day less than a year ahead (RFC 9116 §2.5.5), and sign it again";
    SecurityTxtTooLong { days: String } Warning "security-txt-too-long"
        "security.txt claims to hold for {days} days"
        "set a day less than a year ahead (RFC 9116 §2.5.5)";
    BadSignature { out: String } Error "bad-signature"
        "this signature of {out} is not one by the key that the team publishes"
        "run “certsite sign”, which makes a new one; or delete the file";
    SignaturesUnjudged { count: String } Error "signatures-unjudged"
        "{count} of the team's signatures cannot be judged: content/keys/ has no key of the team that can be read and may sign"
        "mend or add the key; the signatures may be right, so leave them as they are until then";
    Unsigned { count: String, first: String } Error "unsigned"
        "{count} of the site's files lack the team's signature, such as {first}"
        "run “certsite sign” and commit content/signatures/";
    Form { message: String, help: String } Error "form"
        "{message}"
        "{help}";
    FormName { id: String, name: String } Error "form-name"
        "this form's id is “{id}”, but its file is “{name}”"
        "call the file content/forms/{id}.yaml, or change the id: pages, addresses and the form function know a form by both";
    FormPage { id: String, lang: String } Error "form-page"
        "the form “{id}” has texts in “{lang}”, but no page in “{lang}” draws it"
        "add a ```form block to a page below content/{lang}/, or take the language out of the form: the form function answers each report with a page in its language";
    } };
}
pub(super) use team;
