//! Records that identifiers connect -> parts in which all of them agree.

use super::agree::{Face, contradiction};
use super::claim::Claim;
use crate::record::WorkKey;
use std::collections::BTreeMap;

/// The records of one component, by the faces that they show: a source may hold one record a thousand times, and what
/// repeats is compared once.
pub(super) struct Parts<'a> {
    faces: Vec<Face<'a>>,
    /// For each face, which others it contradicts.
    against: Vec<Bits>,
    /// For each face, which others it shares an identifier with and does not contradict.
    kin: Vec<Bits>,
}

impl<'a> Parts<'a> {
    /// Of claims that show different faces, in an order that does not depend on that of the input.
    pub(super) fn of(claims: impl Iterator<Item = &'a Claim>) -> Self {
        let faces: Vec<Face<'a>> = claims.map(Face::of).collect();
        let empty = || vec![Bits::new(faces.len()); faces.len()];
        let (mut against, mut kin) = (empty(), empty());
        for (n, one) in faces.iter().enumerate() {
            for (m, other) in faces.iter().enumerate().skip(n + 1) {
                if contradiction(one, other).is_some() {
                    against[n].set(m);
                    against[m].set(n);
                } else if one.shared(other) > 0 {
                    kin[n].set(m);
                    kin[m].set(n);
                }
            }
        }
        Self { faces, against, kin }
    }

    /// Whether all of them agree.
    pub(super) fn is_whole(&self) -> bool {
        self.against.iter().all(Bits::is_empty)
    }

    /// For each face, the part that it is in. Faces with much to say of themselves come first and found parts; one that would
    /// fit several of them is in none for sure, and stays with those that say the same.
    pub(super) fn split(&self) -> Vec<usize> {
        let mut part_of = vec![usize::MAX; self.faces.len()];
        let mut parts: Vec<Bits> = Vec::new();
        let mut undecided: BTreeMap<&[WorkKey], Vec<usize>> = BTreeMap::new();
        for (n, face) in self.faces.iter().enumerate() {
            let fits = |part: &Bits| !part.meets(&self.against[n]) && part.meets(&self.kin[n]);
            let fitting: Vec<usize> = (0..parts.len()).filter(|p| fits(&parts[*p])).collect();
            match fitting[..] {
                [] => {
                    part_of[n] = parts.len();
                    let mut part = Bits::new(self.faces.len());
                    part.set(n);
                    parts.push(part);
                }
                [only] if !self.is_torn(n) => {
                    part_of[n] = only;
                    parts[only].set(n);
                }
                _ => undecided.entry(&face.names).or_default().push(n),
            }
        }
        for (number, members) in (parts.len()..).zip(undecided.into_values()) {
            for n in members {
                part_of[n] = number;
            }
        }
        part_of
    }

    /// Whether two of a face's kin contradict one another.
    fn is_torn(&self, n: usize) -> bool {
        self.kin[n].iter().any(|kin| self.against[kin].meets(&self.kin[n]))
    }

    /// Why some of these faces, which are in different parts, are no work together.
    pub(super) fn reason(&self, members: &[usize], part_of: &[usize]) -> String {
        let pairs =
            members.iter().enumerate().flat_map(|(at, a)| members[at + 1..].iter().map(move |b| (*a, *b)));
        let apart = pairs.filter(|(a, b)| part_of[*a] != part_of[*b]);
        let reasons = apart.filter_map(|(a, b)| contradiction(&self.faces[a], &self.faces[b]));
        reasons.min().unwrap_or_else(|| "it is open to which of several works the record belongs".to_owned())
    }
}

/// A set of small numbers.
#[derive(Debug, Clone)]
struct Bits(Vec<u64>);

impl Bits {
    fn new(size: usize) -> Self {
        Self(vec![0; size.div_ceil(64)])
    }

    fn set(&mut self, n: usize) {
        self.0[n / 64] |= 1 << (n % 64);
    }

    fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }

    fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        let bits = |(at, word): (usize, &u64)| {
            let word = *word;
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| at * 64 + bit)
        };
        self.0.iter().enumerate().flat_map(bits)
    }
}
