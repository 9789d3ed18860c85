//! The places of a word → text that is short, and that the script reads quickly.
//!
//! For each rank from the least on, separated by commas, the numbers of its documents: each as the
//! distance from the one before, in digits of five bits, the lowest first. Ranks at the end without
//! documents are left out.

use crate::vocabulary::{Place, Rank};

/// Digits, of which those from 32 on say that another one follows.
const DIGITS: &[u8; 64] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";

/// Writes places, which rise by document.
pub fn write(places: &[Place], out: &mut String) {
    let most = places.iter().map(|place| place.rank()).max();
    for rank in Rank::ALL.into_iter().filter(|rank| Some(*rank) <= most) {
        if rank > Rank::Text {
            out.push(',');
        }
        let mut last = 0;
        for place in places.iter().filter(|place| place.rank() == rank) {
            let mut left = place.document() - last;
            last = place.document();
            while left >= 32 {
                out.push(char::from(DIGITS[(left % 32 + 32) as usize]));
                left /= 32;
            }
            out.push(char::from(DIGITS[left as usize]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_written_rank_by_rank() {
        let check = |places: &[(u32, Rank)], expect: &str| {
            let places: Vec<Place> =
                places.iter().map(|(document, rank)| Place::new(*document, *rank)).collect();
            let mut out = String::new();
            write(&places, &mut out);
            assert_eq!(out, expect);
        };
        check(&[(0, Rank::Text), (31, Rank::Text), (64, Rank::Text)], "0vx1");
        check(&[(1100, Rank::Text), (1101, Rank::Title)], "Iy1,,,,Jy1");
        check(&[(7, Rank::ShortTitle)], ",,,,,7");
    }
}
