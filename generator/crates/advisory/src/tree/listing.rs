//! Files of a folder → the page that lists them (CSAF 2.0, requirement 14 of §7.1): static hosts have
//! no listing of their own.

use certsite_site::markup::escape;

/// A folder's page under construction.
pub struct Listing(String);

impl Listing {
    /// A page of this title.
    pub fn new(title: &str) -> Listing {
        let title = escape(title);
        Listing(format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n<ul>\n"
        ))
    }

    /// A file, whose name has nothing that HTML knows (§5.1).
    pub fn file(&mut self, folder: &str, name: &str, ending: &str) {
        let name = [folder, name, ending];
        // In a paragraph, so that links stand far enough apart for fingers: there is no style sheet.
        self.0.push_str("<li><p><a href=\"");
        self.0.extend(name);
        self.0.push_str("\">");
        self.0.extend(name);
        self.0.push_str("</a></p></li>\n");
    }

    /// The finished page.
    pub fn end(self) -> String {
        self.0 + "</ul>\n</main>\n</body>\n</html>\n"
    }
}
