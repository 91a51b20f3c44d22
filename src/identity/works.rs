//! Claims -> groups, one for each work, with what names it and why its records belong together.

use super::claim::{Claim, SourceClaims};
use super::parts::Parts;
use super::union::Sets;
use crate::record::{Conflict, Merge, MergeRule, RecordId, WorkKey};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// All works.
#[derive(Default)]
pub(super) struct Works {
    pub(super) groups: Vec<Group>,
    /// For each claim, in the order given, the group that it belongs to.
    pub(super) group_of: Vec<usize>,
    pub(super) merges: Vec<Merge>,
    pub(super) conflicts: Vec<Conflict>,
}

/// One work.
pub(super) struct Group {
    pub(super) key: WorkKey,
    /// Every identifier that a record of it gives and that no other work claims.
    pub(super) names: BTreeSet<WorkKey>,
    /// Its claims, by content.
    pub(super) members: Vec<usize>,
}

impl Group {
    /// Whether this name leads to the work: it is a name of this one and of no other.
    pub(super) fn replaces(&self, name: &WorkKey) -> bool {
        self.names.contains(name) || matches!(name, WorkKey::Bibliography(_))
    }
}

struct Grouping<'a> {
    sources: &'a [SourceClaims],
    all: &'a [(usize, &'a Claim)],
    works: Works,
}

/// Groups the claims.
pub(super) fn group(sources: &[SourceClaims], all: &[(usize, &Claim)]) -> Works {
    let mut grouping = Grouping { sources, all, works: Works::default() };
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for component in grouping.components() {
        groups.extend(grouping.split(component));
    }
    let groups = grouping.join_nameless(groups);
    grouping.name(groups);
    grouping.explain();
    let mut works = grouping.works;
    works.conflicts.sort_by(|a, b| (&a.shared, &a.records).cmp(&(&b.shared, &b.records)));
    works.merges.sort_by(|a, b| (&a.key, &a.rule, &a.records).cmp(&(&b.key, &b.rule, &b.records)));
    works
}

impl Grouping<'_> {
    fn claim(&self, n: usize) -> &Claim {
        self.all[n].1
    }

    fn id(&self, n: usize) -> RecordId {
        self.sources[self.all[n].0].id(self.claim(n).number)
    }

    fn ids(&self, members: &[usize]) -> Vec<RecordId> {
        let mut ids: Vec<RecordId> = members.iter().map(|n| self.id(*n)).collect();
        ids.sort();
        ids
    }

    /// Claims that identifiers connect, each component in an order that does not depend on that of the input.
    fn components(&self) -> Vec<Vec<usize>> {
        let mut sets = Sets::new(self.all.len());
        let mut first: HashMap<WorkKey, usize> = HashMap::new();
        for n in 0..self.all.len() {
            for name in self.claim(n).names() {
                match first.get(&name) {
                    Some(other) => sets.union(*other, n),
                    None => {
                        first.insert(name, n);
                    }
                }
            }
        }
        let mut components: HashMap<usize, Vec<usize>> = HashMap::new();
        for n in 0..self.all.len() {
            components.entry(sets.find(n)).or_default().push(n);
        }
        let mut components: Vec<Vec<usize>> = components.into_values().collect();
        for component in &mut components {
            component.sort_by_cached_key(|n| (self.weight(*n), self.id(*n)));
        }
        components.sort_by_cached_key(|component| self.id(component[0]));
        components
    }

    /// Records that say most of themselves come first: they are the ones that others are compared with.
    fn weight(&self, n: usize) -> (std::cmp::Reverse<usize>, Vec<WorkKey>, String) {
        let names: Vec<WorkKey> = self.claim(n).names().collect();
        (std::cmp::Reverse(names.len()), names, self.claim(n).title.clone())
    }

    /// Parts of a component in which all records agree.
    fn split(&mut self, component: Vec<usize>) -> Vec<Vec<usize>> {
        // Records with the same face stand and fall together.
        let all = self.all;
        let mut faces: Vec<usize> = Vec::new();
        let mut known = HashMap::new();
        let mut face_of = HashMap::new();
        for n in &component {
            let next = faces.len();
            let face = *known.entry(all[*n].1.face()).or_insert(next);
            if face == next {
                faces.push(*n);
            }
            face_of.insert(*n, face);
        }
        if faces.len() == 1 {
            return vec![component];
        }
        let parts = Parts::of(faces.iter().map(|n| all[*n].1));
        if parts.is_whole() {
            return vec![component];
        }
        let part_of = parts.split();
        for (scheme, value, members) in self.shared(&component) {
            let mut faces: Vec<usize> = members.iter().map(|n| face_of[n]).collect();
            faces.sort_unstable();
            faces.dedup();
            if faces.iter().any(|face| part_of[*face] != part_of[faces[0]]) {
                let reason = parts.reason(&faces, &part_of);
                self.works.conflicts.push(Conflict {
                    shared: (scheme, value),
                    records: self.ids(&members),
                    reason,
                });
            }
        }
        let mut split: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for n in component {
            split.entry(part_of[face_of[&n]]).or_default().push(n);
        }
        split.into_values().collect()
    }

    /// The identifiers that several of these records have, with the records.
    fn shared(&self, members: &[usize]) -> Vec<(String, String, Vec<usize>)> {
        let mut by_name: BTreeMap<WorkKey, Vec<usize>> = BTreeMap::new();
        for n in members {
            for name in self.claim(*n).names() {
                by_name.entry(name).or_default().push(*n);
            }
        }
        by_name.retain(|_, members| members.len() > 1);
        let parts = |(name, members): (WorkKey, Vec<usize>)| {
            let text = name.to_string();
            let (scheme, value) = text.split_once('/').unwrap_or((text.as_str(), ""));
            (scheme.to_owned(), value.to_owned(), members)
        };
        by_name.into_iter().map(parts).collect()
    }

    /// Joins records without identifiers to one another and to the only work that says the same of itself.
    fn join_nameless(&mut self, groups: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
        let (nameless, mut named): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| self.claim(group[0]).is_nameless());
        let mut by_key: HashMap<(&str, i32, &str, &str), BTreeSet<usize>> = HashMap::new();
        for (at, group) in named.iter().enumerate() {
            for n in group {
                if let Some(key) = self.all[*n].1.strict_key() {
                    by_key.entry(key).or_default().insert(at);
                }
            }
        }
        let mut together: BTreeMap<(&str, i32, &str, &str), Vec<usize>> = BTreeMap::new();
        let mut rest = Vec::new();
        for n in nameless.into_iter().flatten() {
            match self.all[n].1.strict_key() {
                Some(key) => together.entry(key).or_default().push(n),
                None => rest.push(vec![n]),
            }
        }
        for (key, mut members) in together {
            let works = by_key.get(&key);
            match works.and_then(BTreeSet::first).filter(|_| works.is_some_and(|w| w.len() == 1)) {
                Some(only) => named[*only].append(&mut members),
                None => named.push(members),
            }
        }
        named.extend(rest);
        named
    }

    /// Names every group by its best identifier that no group before it has. Groups that share an identifier come in the
    /// order of what they are named by otherwise, so that the choice depends on what they say only.
    fn name(&mut self, mut groups: Vec<Vec<usize>>) {
        for group in &mut groups {
            group.sort_by_cached_key(|n| self.id(*n));
        }
        groups.sort_by_cached_key(|group| (std::cmp::Reverse(self.strength(group)), self.id(group[0])));
        let mut claimed: HashMap<WorkKey, usize> = HashMap::new();
        for group in &groups {
            let names: BTreeSet<WorkKey> =
                group.iter().flat_map(|n| self.claim(*n).names().collect::<Vec<_>>()).collect();
            for name in names {
                *claimed.entry(name).or_default() += 1;
            }
        }
        let mut taken: BTreeSet<WorkKey> = BTreeSet::new();
        self.works.group_of = vec![0; self.all.len()];
        for members in groups {
            let names: BTreeSet<WorkKey> =
                members.iter().flat_map(|n| self.claim(*n).names().collect::<Vec<_>>()).collect();
            let key = names
                .iter()
                .find(|name| !taken.contains(*name))
                .cloned()
                .unwrap_or_else(|| self.bibliographic(&members, &taken));
            taken.insert(key.clone());
            let own = |name: &WorkKey| claimed.get(name).is_none_or(|count| *count == 1) || *name == key;
            for n in &members {
                self.works.group_of[*n] = self.works.groups.len();
            }
            self.works.groups.push(Group { names: names.into_iter().filter(own).collect(), key, members });
        }
    }

    /// How much the records of a group say of it: different identifiers, then no notice before a notice.
    fn strength(&self, group: &[usize]) -> usize {
        group.iter().flat_map(|n| self.claim(*n).names().collect::<Vec<_>>()).collect::<BTreeSet<_>>().len()
    }

    /// A name for records that have none of their own left: what the record is called alone, or where another work has
    /// that name, one made of it and of the place of the record.
    fn bibliographic(&self, members: &[usize], taken: &BTreeSet<WorkKey>) -> WorkKey {
        let claim = self.claim(members[0]);
        let own = claim.work_key();
        if claim.is_nameless() && !taken.contains(&own) {
            return own;
        }
        let year = claim.year.map(|y| y.to_string()).unwrap_or_default();
        let id = self.id(members[0]);
        let plain = WorkKey::from_bibliography(&claim.title, &year, &claim.first_author);
        if !claim.title.is_empty() && !taken.contains(&plain) {
            return plain;
        }
        WorkKey::from_bibliography(
            &format!("{} {}", claim.title, id.sha256),
            &year,
            &format!("{} {}", claim.first_author, id.number),
        )
    }

    /// Writes down why the records of each group are together.
    fn explain(&mut self) {
        let mut merges = Vec::new();
        for group in self.works.groups.iter().filter(|group| group.members.len() > 1) {
            for (scheme, value, members) in self.shared(&group.members) {
                let rule = MergeRule::Identifier(scheme, value);
                merges.push(Merge { key: group.key.clone(), rule, records: self.ids(&members) });
            }
            let nameless: Vec<usize> =
                group.members.iter().copied().filter(|n| self.claim(*n).is_nameless()).collect();
            let Some(first) = nameless.first() else { continue };
            let Some(key) = self.claim(*first).strict_key() else { continue };
            let same: Vec<usize> =
                group.members.iter().copied().filter(|n| self.claim(*n).strict_key() == Some(key)).collect();
            let (title, year, author, page) = key;
            let rule = MergeRule::StrictKey(format!("{title}; {year}; {author}; {page}"));
            merges.push(Merge { key: group.key.clone(), rule, records: self.ids(&same) });
        }
        self.works.merges = merges;
    }
}
