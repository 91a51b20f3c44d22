//! What a snapshot counts of itself while it is built: triples, properties, classes, and which classes are linked by which property.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// Different links between sets of classes that are counted. Data have some hundreds; beyond this they are not links of a vocabulary.
const LINKS: usize = 100_000;

/// Counts over the union of all graphs. Terms are given by their numbers in the snapshot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statistics {
    /// Quads: each triple once for each of its graphs.
    pub quads: u64,
    /// Different triples.
    pub triples: u64,
    /// Different subjects.
    pub subjects: u64,
    /// Different objects, literals included.
    pub objects: u64,
    /// Every property, in the order of numbers.
    pub properties: Vec<PropertyCount>,
    /// Every class with the number of its instances, in the order of numbers.
    pub classes: Vec<(u32, u64)>,
    /// Which properties the instances of each class have, and where they lead, in the order of numbers; `None` where there are too
    /// many different ones to count.
    pub links: Option<Vec<LinkCount>>,
    /// Every graph with the number of its triples, in the order of numbers; 0 is the unnamed one.
    pub graphs: Vec<(u32, u64)>,
}

/// Counts of one property.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PropertyCount {
    /// The property.
    pub property: u32,
    /// Its triples.
    pub triples: u64,
    /// Their different subjects.
    pub subjects: u64,
    /// Their different objects.
    pub objects: u64,
}

/// The counts of one property of the instances of one class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkCount {
    /// The class of the subjects.
    pub class: u32,
    /// The property.
    pub property: u32,
    /// Its triples.
    pub triples: u64,
    /// How many of them lead to an instance of each class, in the order of numbers. One that leads to an instance of two classes
    /// counts for both, one that leads to a literal for none.
    pub object_classes: Vec<(u32, u64)>,
}

/// The counts in the making.
pub(super) struct Census {
    /// The number of `rdf:type`.
    types: Option<u32>,
    /// For each term its set of classes; 0 is the empty one.
    kinds: Vec<u32>,
    sets: Vec<Vec<u32>>,
    statistics: Statistics,
}

/// A triple in some order.
type Row = [u32; 4];

impl Census {
    /// For terms with numbers below `end`.
    pub(super) fn new(end: u32, types: Option<u32>) -> Self {
        let sets = vec![Vec::new()];
        Self { types, kinds: vec![0; end as usize], sets, statistics: Statistics::default() }
    }

    /// Takes the triples in the order of subject, predicate, object.
    pub(super) fn by_subject(&mut self, rows: impl Iterator<Item = Row> + Clone) {
        let typed = rows.clone().filter(|row| Some(row[1]) == self.types);
        let mut classes: HashMap<u32, u64> = HashMap::new();
        let mut known: HashMap<Vec<u32>, u32> = HashMap::from([(Vec::new(), 0)]);
        let mut typed = typed.peekable();
        let mut set = Vec::new();
        while let Some([subject, _, class, _]) = typed.next() {
            set.push(class);
            *classes.entry(class).or_default() += 1;
            if typed.peek().is_some_and(|row| row[0] == subject) {
                continue;
            }
            let next = u32::try_from(self.sets.len()).unwrap_or(u32::MAX);
            let kind = *known.entry(std::mem::take(&mut set)).or_insert_with_key(|set| {
                self.sets.push(set.clone());
                next
            });
            self.kinds[subject as usize] = kind;
        }
        self.statistics.classes = classes.into_iter().collect();
        self.statistics.classes.sort_unstable();
        self.statistics.subjects = runs(rows.clone(), |row| row[0]);
        self.statistics.links = self.links(rows);
    }

    fn links(&self, rows: impl Iterator<Item = Row>) -> Option<Vec<LinkCount>> {
        let mut counts: HashMap<[u32; 3], u64> = HashMap::new();
        for [s, p, o, _] in rows {
            let kind = self.kinds[s as usize];
            if kind != 0 {
                *counts.entry([kind, p, self.kinds[o as usize]]).or_default() += 1;
            }
            if counts.len() > LINKS {
                return None;
            }
        }
        let mut links: BTreeMap<(u32, u32), (u64, BTreeMap<u32, u64>)> = BTreeMap::new();
        let mut different = 0;
        for ([from, property, to], count) in counts {
            for &class in &self.sets[from as usize] {
                let (triples, object_classes) = links.entry((class, property)).or_default();
                *triples += count;
                different += usize::from(*triples == count);
                for &object_class in &self.sets[to as usize] {
                    let triples = object_classes.entry(object_class).or_default();
                    *triples += count;
                    different += usize::from(*triples == count);
                }
            }
            if different > LINKS {
                return None;
            }
        }
        let count = |((class, property), (triples, objects)): (_, (_, BTreeMap<_, _>))| LinkCount {
            class,
            property,
            triples,
            object_classes: objects.into_iter().collect(),
        };
        Some(links.into_iter().map(count).collect())
    }

    /// Takes the triples in the order of object, predicate, subject.
    pub(super) fn by_object(&mut self, rows: impl Iterator<Item = Row>) {
        self.statistics.objects = runs(rows, |row| row[0]);
    }

    /// Takes the triples in the order of predicate, subject, object.
    pub(super) fn by_property(&mut self, rows: impl Iterator<Item = Row>) {
        let properties = &mut self.statistics.properties;
        let mut last = None;
        for [property, subject, _, _] in rows {
            if properties.last().is_none_or(|count| count.property != property) {
                properties.push(PropertyCount { property, ..PropertyCount::default() });
                last = None;
            }
            let Some(count) = properties.last_mut() else { continue };
            count.triples += 1;
            count.subjects += u64::from(last != Some(subject));
            last = Some(subject);
        }
    }

    /// Takes the triples in the order of predicate, object, subject.
    pub(super) fn by_property_and_object(&mut self, rows: impl Iterator<Item = Row>) {
        let mut properties = self.statistics.properties.iter_mut().peekable();
        let mut last = None;
        for [property, object, _, _] in rows {
            while properties.next_if(|count| count.property < property).is_some() {
                last = None;
            }
            if let Some(count) = properties.peek_mut() {
                count.objects += u64::from(last != Some(object));
                last = Some(object);
            }
        }
    }

    /// The counts, with those that others have made.
    pub(super) fn finish(self, quads: u64, triples: u64, graphs: Vec<(u32, u64)>) -> Statistics {
        Statistics { quads, triples, graphs, ..self.statistics }
    }
}

/// How often a part of sorted rows changes.
fn runs(rows: impl Iterator<Item = Row>, part: impl Fn(Row) -> u32) -> u64 {
    let mut last = None;
    rows.map(part).filter(|&part| last.replace(part) != Some(part)).count() as u64
}
