//! Pictures: with their description, and with a caption if they stand alone in a paragraph.

use super::Walker;
use crate::parse::body::Hole;
use crate::parse::words::Words;
use certsite_base::diag::Problem;
use pulldown_cmark::{Event, Tag, TagEnd};
use std::ops::Range;

/// The picture whose description is being read.
pub struct OpenImage {
    /// How many tags are open inside its description.
    pub depth: usize,
    pub description: Words,
    title: Words,
    /// The number of its address.
    reference: usize,
    span: Range<usize>,
}

/// A picture with a title that begins a paragraph: if it is all of that, the title is its caption.
pub struct Captioned {
    description: Words,
    title: Words,
    reference: usize,
}

impl Walker<'_> {
    /// `![description](address "title")`.
    pub fn start_image(&mut self, address: &str, title: &str, span: Range<usize>) {
        let reference = self.reference(address, true, span.clone());
        let title = self.read(title);
        let description = Words::default();
        self.image = Some(OpenImage { depth: 0, description, title, reference, span });
    }

    /// Ends a picture and writes it; one without a description is told of.
    pub fn end_image(&mut self) {
        let Some(image) = self.image.take() else { return };
        if image.description.is_blank() {
            let target = self.refs[image.reference].target.to_string();
            self.problem(Problem::ImageDescription { target }, image.span.clone());
        }
        if let Some(heading) = &mut self.heading {
            heading.title.append(&image.description);
        }
        let OpenImage { description, title, reference, .. } = image;
        let begins = !title.is_blank() && self.html.ends_with("<p>");
        let captioned = Captioned { description, title, reference };
        match begins {
            true => self.captioned = Some(captioned),
            false => self.picture(&captioned, true),
        }
    }

    /// Says what a picture that waits for its caption becomes, before the event that follows on it;
    /// true if it was the end of its paragraph.
    pub fn settle_caption(&mut self, event: &Event) -> bool {
        let Some(captioned) = self.captioned.take() else { return false };
        if !matches!(event, Event::End(TagEnd::Paragraph)) {
            self.picture(&captioned, true);
            return false;
        }
        self.html.cut("<p>");
        self.html.raw("<figure class=\"picture\">");
        self.picture(&captioned, false);
        self.html.raw("\n<figcaption>");
        self.html.shown(&captioned.title);
        self.html.raw("</figcaption></figure>\n");
        true
    }

    /// Writes a picture; its title, if it is no caption, shows under the pointer.
    fn picture(&mut self, picture: &Captioned, is_titled: bool) {
        let Captioned { description, title, reference } = picture;
        self.html.hole(Hole::Sources(*reference));
        self.html.raw("<img src=\"");
        self.html.hole(Hole::Link(*reference));
        self.html.raw("\"");
        self.html.hole(Hole::Size(*reference));
        if is_titled {
            self.title(title);
        }
        self.html.raw(" alt=\"");
        self.html.words(description);
        self.html.raw("\" loading=\"lazy\">");
        self.html.hole(Hole::SourcesEnd(*reference));
    }

    /// Tells of a link or picture inside a picture's description, of which the words alone stay.
    pub fn check_described(&mut self, tag: &Tag, span: Range<usize>) {
        let what = match tag {
            Tag::Link { dest_url, .. } => format!("the link to “{}”", self.read(dest_url)),
            Tag::Image { dest_url, .. } => format!("the picture “{}”", self.read(dest_url)),
            _ => return,
        };
        self.not_described(what, span);
    }

    /// Tells of something in a picture's description that is no words.
    pub fn not_described(&mut self, what: String, span: Range<usize>) {
        self.problem(Problem::NotInDescription { what }, span);
    }
}
