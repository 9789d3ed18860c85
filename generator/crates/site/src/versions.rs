//! Pictures that pages show → their smaller versions, each drawn once: what was drawn for an earlier
//! build is known by its fingerprint, and only drawn again where its file is not there any more.

use crate::link::{Graph, PublishablePath, media_name, media_name_as};
use crate::load::{self, Aside, Data, Inputs, Sum};
use certsite_base::address::{Base, WebPath};
use certsite_base::diag::{Diagnostic, Place, Problem};
use certsite_pictures::draw;
pub use certsite_pictures::draw::Form;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// A smaller version of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// How wide it is.
    pub width: u32,
    /// Its format.
    pub form: Form,
    /// The fingerprint of its bytes.
    pub sum: Sum,
}

/// What a build has to say that would draw versions in WebP and cannot.
pub const NO_WEBP: Option<&str> = match draw::HAS_WEBP {
    true => None,
    false => Some(
        "Pictures have no versions in WebP: this program was built without “webp”. That of \
         `make build` makes them.",
    ),
};

/// The versions that pictures of these fingerprints have, from small to large.
pub type Drawn = BTreeMap<Sum, Vec<Version>>;

/// The smaller versions of a site's pictures.
#[derive(Clone, Default)]
pub struct Versions {
    /// Of each picture that a page shows.
    drawn: Arc<Drawn>,
    /// The bytes of those that were drawn just now, by their fingerprints.
    new: Arc<BTreeMap<Sum, Aside>>,
}

/// Larger pictures are drawn one after the other: each takes all of this many bytes, and more.
const LARGE: u64 = 12_000_000;

/// A picture that a page shows: its path in the site and on disk, its fingerprint, how many pixels.
type Shown<'a> = (&'a Arc<str>, &'a Arc<Path>, Sum, u64);

impl Versions {
    /// Draws what pages show and nobody knows yet. What cannot be drawn is told, and shown as it is.
    pub fn draw(graph: &Graph, inputs: &Inputs, known: &Drawn) -> (Versions, Vec<Diagnostic>) {
        let shown = graph.ids().flat_map(|id| graph.pictures(id));
        // By their fingerprints: some stand beside pages of several languages.
        let shown: BTreeMap<Sum, Shown> = shown
            .filter_map(|file| {
                let count = file.picture()?.pixels?.count();
                let (path, read) = inputs.files.get_key_value(file.path())?;
                let Data::Binary(on_disk) = &read.data else { return None };
                Some((read.sum, (path, on_disk, read.sum, count)))
            })
            .collect();
        let (mut drawn, new): (Drawn, Vec<Shown>) = (Drawn::new(), Vec::new());
        let (mut small, mut large) = (new.clone(), new);
        for (sum, picture) in shown {
            match known.get(&sum) {
                Some(versions) => drop(drawn.insert(sum, versions.clone())),
                None if picture.3 < LARGE => small.push(picture),
                None => large.push(picture),
            }
        }
        let one = |(path, on_disk, sum, _): Shown| (path.clone(), sum, smaller(on_disk, sum));
        let mut made: Vec<_> = small.into_par_iter().map(one).collect();
        made.extend(large.into_iter().map(one));
        let (mut new, mut told) = (BTreeMap::new(), Vec::new());
        for (path, sum, smaller) in made {
            match smaller {
                Ok(smaller) => {
                    let version = |bytes: &[u8]| xxh3_64(bytes);
                    let versions = smaller.iter().map(|smaller| Version {
                        width: smaller.pixels.width,
                        form: smaller.form,
                        sum: version(&smaller.bytes),
                    });
                    drawn.insert(sum, versions.collect());
                    let laid = smaller.into_iter().map(|smaller| {
                        (version(&smaller.bytes), inputs.shelf.lay_bytes(&smaller.bytes))
                    });
                    new.extend(laid);
                }
                Err(error) => {
                    let problem = Problem::PictureUndrawn { why: error.to_string() };
                    told.push(Diagnostic::at(problem, Place::file(&path)));
                }
            }
        }
        (Versions { drawn: drawn.into(), new: new.into() }, told)
    }

    /// The versions of a picture, from small to large.
    pub fn of(&self, file: &PublishablePath) -> &[Version] {
        self.drawn.get(&file.sum()).map_or(&[], Vec::as_slice)
    }

    /// All that were drawn, for the builds that follow.
    pub fn drawn(&self) -> &Drawn {
        &self.drawn
    }

    /// The bytes of a version, which is drawn again if it was not drawn just now.
    ///
    /// # Errors
    /// If the picture is not what it was, or its version comes out otherwise.
    pub fn bytes(&self, (on_disk, sum): (&Path, Sum), version: Version) -> io::Result<Vec<u8>> {
        if let Some(laid) = self.new.get(&version.sum) {
            return laid.read_bytes();
        }
        let mut all = smaller(on_disk, sum)?.into_iter();
        let found = all.find(|smaller| xxh3_64(&smaller.bytes) == version.sum);
        found.map(|smaller| smaller.bytes).ok_or_else(|| io::Error::other(load::CHANGED))
    }
}

impl Version {
    /// Where the version of a picture stands: its name says what it holds.
    pub fn url(self, of: &PublishablePath, base: &Base) -> WebPath {
        let name = match self.form {
            Form::Own | Form::Shared => media_name(of.path(), self.sum),
            Form::WebP => media_name_as(of.path(), self.sum, "webp"),
        };
        base.at(&name)
    }
}

fn smaller(on_disk: &Path, sum: Sum) -> io::Result<Vec<draw::Smaller>> {
    let bytes = load::reread(on_disk, sum)?;
    draw::smaller(&bytes).map_err(|error| io::Error::other(error.to_string()))
}
