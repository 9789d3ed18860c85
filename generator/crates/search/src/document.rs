//! Pages → those that can be found, in their order, and the words of each.

use crate::vocabulary::{Rank, Vocabulary};
use crate::words::Reader;
use crate::{advisory, has_block};
use certsite_base::lang::{Lang, Rules};
use certsite_site::link::{DocId, NOT_FOUND};
use certsite_site::linked::{BlockWords, Linked};
use certsite_site::load::Sum;
use certsite_site::parse::{Hole, Piece};
use std::sync::{Arc, OnceLock};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// The pages of a language that can be found: those without a date, then those with one from the
/// oldest on, so that a new page changes no number of another one.
///
/// They are looked for once somebody asks: a preview that nobody searches does not pay for it.
#[derive(Clone)]
pub struct Found {
    lang: Lang,
    pages: Arc<OnceLock<(Vec<DocId>, usize)>>,
}

impl Found {
    /// Those of a language.
    pub fn of(lang: Lang) -> Found {
        Found { lang, pages: Arc::default() }
    }

    /// The pages by their numbers.
    pub fn pages(&self, site: Linked) -> &[DocId] {
        &self.get(site).0
    }

    /// How many of them have no date.
    pub fn lasting(&self, site: Linked) -> usize {
        self.get(site).1
    }

    fn get(&self, site: Linked) -> &(Vec<DocId>, usize) {
        self.pages.get_or_init(|| found(site, self.lang))
    }
}

fn found(site: Linked, lang: Lang) -> (Vec<DocId>, usize) {
    let date = |page: &DocId| site.graph.doc(*page).front.date;
    let own = site.graph.ids().filter(|page| {
        let doc = site.graph.doc(*page);
        let front = &doc.front;
        let is_page = &*doc.key != NOT_FOUND && !has_block(site, *page);
        doc.lang == lang && is_page && front.search && !front.draft
    });
    let (lasting, mut dated): (Vec<_>, Vec<_>) = own.partition(|page| date(page).is_none());
    dated.sort_by_key(date);
    let count = lasting.len();
    (lasting.into_iter().chain(dated).collect(), count)
}

/// Notes all words of a page, which is the document of a number. False if they may not be all.
pub fn read(site: Linked, page: DocId, rules: &Rules, number: u32, words: &mut Vocabulary) -> bool {
    let doc = site.graph.doc(page);
    let mut reader = Reader::new(rules);
    around_body(site, page, &mut |text, rank| {
        reader.text(text, &mut |word| words.add(word, number, rank));
    });
    let mut see = |word: &str, in_heading| {
        words.add(word, number, if in_heading { Rank::Heading } else { Rank::Text });
    };
    let read = doc.body.read(|piece| {
        match piece {
            Piece::Html(html) => reader.html(html, &mut see),
            Piece::Hole(Hole::Fact(key) | Hole::Plain(key)) if !reader.is_in_tag() => {
                let in_heading = reader.in_heading;
                let fact = site.facts.plain(doc.lang, key);
                reader.part_of_text(fact, &mut |word| see(word, in_heading));
            }
            Piece::Hole(_) => {}
        }
        Ok::<(), ()>(())
    });
    reader.end_html(&mut see);
    // What the disk has lost cannot be found; rendering the page tells of it.
    read.is_ok()
}

/// Fingerprint of all that [`read`] finds words in.
pub fn sum(site: Linked, page: DocId) -> Sum {
    let doc = site.graph.doc(page);
    let mut all = Vec::with_capacity(1 << 10);
    let mut add = |sign: u8, text: &str| {
        all.push(sign);
        all.extend_from_slice(&text.len().to_le_bytes());
        all.extend_from_slice(text.as_bytes());
    };
    around_body(site, page, &mut |text, rank| add(rank as u8, text));
    doc.body.holes(|hole| {
        if let Hole::Fact(key) | Hole::Plain(key) = hole {
            add(u8::MAX, site.facts.plain(doc.lang, key));
        }
    });
    // Where facts stand is told by the file.
    xxh3_64_with_seed(&all, doc.sum)
}

/// Hands over all texts of a page but its body, and where they stand.
fn around_body(site: Linked, page: DocId, note: &mut impl FnMut(&str, Rank)) {
    let doc = site.graph.doc(page);
    let title = site.graph.title(page);
    let is_short = title.split_whitespace().count() <= 2;
    note(title, if is_short { Rank::ShortTitle } else { Rank::Title });
    // A report of October is looked for as 2026-10.
    let slug = site.graph.node(page).url.as_str().trim_end_matches('/').rsplit('/').next();
    let is_number =
        |slug: &&str| slug.contains('-') && slug.bytes().all(|b| b == b'-' || b.is_ascii_digit());
    slug.filter(is_number).into_iter().for_each(|slug| note(slug, Rank::Title));
    site.graph.description(page).into_iter().for_each(|text| note(text, Rank::Description));
    for tag in doc.front.tags.iter().filter_map(|tag| site.graph.tags.get(&tag.0)) {
        note(&tag.name[doc.lang], Rank::Description);
    }
    if let Some(stated) = doc.front.advisory.as_deref() {
        advisory::texts(stated, note);
        // A theme that has no word for it shows none.
        let severity = stated.severity().map(|severity| format!("severity.{}", severity.word()));
        let word = severity.map(|key| ((site.text)(doc.lang, &key), key));
        word.into_iter().filter(|(word, key)| word != key).for_each(|(word, _)| {
            note(&word, Rank::Description);
        });
    }
    for BlockWords { names, texts } in site.offers.words.get(&page).into_iter().flatten() {
        names.iter().for_each(|name| note(name, Rank::Description));
        texts.iter().for_each(|text| note(text, Rank::Text));
    }
}
