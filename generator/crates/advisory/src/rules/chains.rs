//! Advisories that take each other's place → where that leads: each chain is walked once, however
//! many lead into it.

use certsite_site::linked::Linked;
use certsite_site::parse::advisory::{AdvisoryFront, AdvisoryId};
use std::collections::HashMap;

/// So many members of a circle are named.
const NAMED: usize = 8;

/// What it leads to that an advisory takes the place of others.
#[derive(Clone, Copy)]
enum End<'a> {
    /// To one that holds, to one that is not there, or into a circle of others.
    Open,
    /// To one that was withdrawn.
    Withdrawn(&'a AdvisoryId),
    /// Back to itself: it stands in this circle at this place.
    Circle(usize, usize),
}

/// The ends of all advisories of a site.
pub struct Chains<'a> {
    ends: HashMap<&'a AdvisoryId, End<'a>>,
    /// Each in the order in which its members take each other's place.
    circles: Vec<Vec<&'a AdvisoryId>>,
}

impl<'a> Chains<'a> {
    /// Follows all advisories of a site.
    pub fn of(site: Linked<'a>) -> Chains<'a> {
        let mut chains = Chains { ends: HashMap::new(), circles: Vec::new() };
        for (_, advisory) in crate::all(site) {
            if advisory.superseded_by.is_some() {
                chains.follow(site, advisory);
            }
        }
        chains
    }

    /// Walks from an advisory to what is known of, or to an end.
    fn follow(&mut self, site: Linked<'a>, first: &'a AdvisoryFront) {
        let (mut way, mut passed) = (Vec::new(), HashMap::new());
        let mut next = &first.id;
        let end = loop {
            if let Some(known) = self.ends.get(next) {
                break match known {
                    End::Circle(..) => End::Open,
                    other => *other,
                };
            }
            if let Some(start) = passed.get(next) {
                let circle = way.split_off(*start);
                let own = self.circles.len();
                let members = circle.iter().enumerate();
                self.ends.extend(members.map(|(n, id)| (*id, End::Circle(own, n))));
                self.circles.push(circle);
                break End::Open;
            }
            let there = site.graph.advisory(next);
            let Some(there) = there.and_then(|id| site.graph.doc(id).front.advisory.as_deref())
            else {
                break End::Open;
            };
            passed.insert(next, way.len());
            way.push(next);
            match &there.superseded_by {
                _ if there.withdrawn.is_some() => break End::Withdrawn(&there.id),
                Some(by) => next = &by.id,
                None => break End::Open,
            }
        };
        self.ends.extend(way.into_iter().map(|id| (id, end)));
    }

    /// Why an advisory cannot take the place of another one: it leads back to that, or does not
    /// hold. A circle of others is told where it stands.
    pub fn wrong(&self, own: &AdvisoryId, by: &AdvisoryId) -> Option<String> {
        match (self.ends.get(own), self.ends.get(by)) {
            (_, Some(End::Withdrawn(id))) => Some(format!("“{}” was withdrawn itself", id.0)),
            (Some(End::Circle(circle, at)), _) => {
                let circle = &self.circles[*circle];
                let members = circle.iter().cycle().skip(*at).take(circle.len().min(NAMED));
                let members: Vec<&str> = members.map(|id| id.0.as_str()).collect();
                let more = match circle.len().saturating_sub(NAMED) {
                    0 => String::new(),
                    more => format!(", {more} others"),
                };
                Some(format!("it leads in a circle: {}{more}, and back", members.join(", ")))
            }
            _ => None,
        }
    }
}
