//! Variables → values of all that a configuration is made of, with every mistake on the way.

use super::authorities::END_POINTS;
use super::mail::{MailServer, MailService, SesOptions};
use super::{Mistake, Seal, values, variables};
use std::collections::BTreeMap;

const SMTP_VARIABLES: [&str; 3] = ["FORM_SMTP_CA", "FORM_SMTP_USER", "FORM_SMTP_PASSWORD_FILE"];
const SES_VARIABLES: [&str; 3] =
    ["FORM_SES_CONFIGURATION_SET", "FORM_SES_SOURCE_ARN", "FORM_SES_TAGS"];

/// The variables while they are read, and what is wrong with them.
pub(super) struct Read<'a> {
    variables: &'a BTreeMap<String, String>,
    pub mistakes: Vec<Mistake>,
    pub warnings: Vec<Mistake>,
}

impl<'a> Read<'a> {
    pub fn new(variables: &'a BTreeMap<String, String>) -> Read<'a> {
        Read { variables, mistakes: Vec::new(), warnings: Vec::new() }
    }

    fn wrong(&mut self, variable: &str, wrong: impl Into<String>) {
        self.mistakes.push(Mistake::new(variable, wrong));
    }

    /// Looks for names that are none of ours.
    pub fn names(&mut self) {
        let ours = self.variables.iter().filter(|(name, _)| name.starts_with("FORM_"));
        for (name, value) in ours {
            if variables::example(name).is_some() || variables::is_of_kubernetes(name, value) {
                continue;
            }
            let near = variables::nearest(name).map(|known| format!("; did you mean {known}?"));
            let wrong = format!("is not a known variable{}", near.unwrap_or_default());
            self.warnings.push(Mistake::new(name, wrong));
        }
    }

    /// The text of a variable; one that is set to nothing is not set.
    fn text(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    fn value<T>(&mut self, name: &str, parse: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        match parse(self.text(name)?) {
            Ok(value) => Some(value),
            Err(wrong) => {
                self.wrong(name, wrong);
                None
            }
        }
    }

    pub fn needed<T>(
        &mut self,
        name: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        if self.text(name).is_none() {
            self.wrong(name, "is not set");
        }
        self.value(name, parse)
    }

    pub fn optional<T>(
        &mut self,
        name: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        self.value(name, parse)
    }

    pub fn or<T>(
        &mut self,
        name: &str,
        parse: impl Fn(&str) -> Result<T, String>,
        otherwise: impl FnOnce() -> T,
    ) -> Option<T> {
        match self.text(name) {
            None => Some(otherwise()),
            Some(_) => self.value(name, parse),
        }
    }

    pub fn mailer(&mut self) -> Option<MailService> {
        let server = self.needed("FORM_MAILER", values::mailer);
        let ca = self.optional("FORM_SMTP_CA", values::path);
        let user = self.optional("FORM_SMTP_USER", |text| Ok(text.to_owned()));
        let password = self.optional("FORM_SMTP_PASSWORD_FILE", values::path);
        match (&user, &password) {
            (Some(_), None) => {
                self.wrong("FORM_SMTP_PASSWORD_FILE", "is not set, but FORM_SMTP_USER is");
            }
            (None, Some(_)) => {
                self.wrong("FORM_SMTP_USER", "is not set, but FORM_SMTP_PASSWORD_FILE is");
            }
            _ => {}
        }
        let ses = self.ses();
        let server = server?;
        if !matches!(server, MailService::Smtp(_)) {
            self.idle(&SMTP_VARIABLES, "no mail server");
        }
        if !matches!(server, MailService::Ses(_)) {
            self.idle(&SES_VARIABLES, "not ses:");
        }
        match server {
            MailService::Smtp(server) => {
                if user.is_some() && server.is_in_the_clear() {
                    self.wrong(
                        "FORM_SMTP_USER",
                        "is set, but FORM_MAILER would send the password \
                                                  over the network in the clear",
                    );
                }
                Some(MailService::Smtp(MailServer { ca, login: user.zip(password), ..server }))
            }
            MailService::Ses(_) => Some(MailService::Ses(ses)),
            MailService::None => Some(MailService::None),
        }
    }

    fn ses(&mut self) -> SesOptions {
        SesOptions {
            configuration_set: self.optional("FORM_SES_CONFIGURATION_SET", values::ses_name),
            source_arn: self.optional("FORM_SES_SOURCE_ARN", values::arn),
            tags: self.optional("FORM_SES_TAGS", values::tags).unwrap_or_default(),
        }
    }

    pub fn acknowledge(&mut self, mailer: Option<&MailService>) -> Option<bool> {
        let acknowledge = self.or("FORM_ACKNOWLEDGE", values::switch, || false)?;
        if acknowledge && mailer == Some(&MailService::None) {
            self.wrong("FORM_ACKNOWLEDGE", "is on, but FORM_MAILER is none");
        }
        Some(acknowledge)
    }

    /// What AWS's own library would pass over in silence if it were wrong. True if calls go without
    /// TLS.
    pub fn aws(&mut self) -> bool {
        self.optional("AWS_REGION", values::region);
        let plain = END_POINTS.map(|name| self.optional(name, values::is_plain_http));
        plain.contains(&Some(true))
    }

    /// Whoever sets a variable wants it used.
    fn idle(&mut self, names: &[&str], mailer: &str) {
        for name in names.iter().filter(|name| self.text(name).is_some()).collect::<Vec<_>>() {
            self.wrong(name, format!("is set, but FORM_MAILER is {mailer}"));
        }
    }

    pub fn seal(&mut self) -> Option<Seal> {
        match self.text("FORM_SEAL").unwrap_or("pgp") {
            "pgp" => {
                let keys = self.needed("FORM_KEYS", values::path);
                let signing = self.optional("FORM_SIGNING_KEY", values::path);
                Some(Seal::Pgp { keys: keys?, signing })
            }
            "none" => {
                // Whoever has keys wants them used.
                for name in ["FORM_KEYS", "FORM_SIGNING_KEY"] {
                    if self.text(name).is_some() {
                        self.wrong(name, "is set, but FORM_SEAL is none");
                    }
                }
                Some(Seal::None)
            }
            _ => {
                self.wrong("FORM_SEAL", "is neither pgp nor none");
                None
            }
        }
    }
}
