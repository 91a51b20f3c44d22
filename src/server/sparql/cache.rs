//! Results that were given before, by what was asked of which data: a query that comes again costs no evaluation.
//!
//! Bounded in bytes; what is asked for often stays. Only results that are the same each time are kept
//! ([`Beginning::repeatable`](crate::query::Beginning::repeatable)), and only while the data are the same: all go as soon as another
//! snapshot is seen. Not its id tells it from the last one, which is that of a damaged one too: what a damaged one gave must go when it
//! was made anew.

use crate::server::etag::Tag;
use crate::snapshot::Snapshot;
use actix_web::web::Bytes;
use quick_cache::Weighter;
use quick_cache::sync::Cache as Shared;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

/// A result is not kept that would take more than this part of the cache.
const LARGEST_PART: usize = 8;
/// What an entry takes beside its bytes: name, label, counters.
const OVERHEAD: usize = 256;
/// A usual size of a result, to guess how many there will be.
const USUAL: usize = 4 * 1024;

/// A result as it is sent, before packing.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Its media type.
    pub(crate) media: &'static str,
    /// Rows of a table, triples of a graph, 1 for a boolean.
    pub(crate) rows: u64,
    /// Whether it is a table or a graph without any row.
    pub(crate) empty: bool,
    pub(crate) bytes: Bytes,
    /// Why it is empty, once that was looked for.
    pub(crate) hint: OnceLock<Option<String>>,
}

/// Shared by all connections.
pub(crate) struct Cache {
    entries: Shared<Tag, Arc<Entry>, Size>,
    /// The snapshot that they come from.
    snapshot: Mutex<Weak<Snapshot>>,
    largest: usize,
}

#[derive(Clone)]
struct Size;

impl Weighter<Tag, Arc<Entry>> for Size {
    fn weight(&self, _: &Tag, entry: &Arc<Entry>) -> u64 {
        (entry.bytes.len() + OVERHEAD) as u64
    }
}

impl Cache {
    /// A cache of so many bytes; 0 keeps nothing.
    pub(crate) fn new(bytes: usize) -> Self {
        let entries = Shared::with_weighter((bytes / USUAL).clamp(1, 1 << 20), bytes as u64, Size);
        Self { entries, snapshot: Mutex::default(), largest: bytes / LARGEST_PART }
    }

    /// The result of this name, from the snapshot that is published now. Results of another one are forgotten.
    pub(crate) fn get(&self, snapshot: &Arc<Snapshot>, tag: &Tag) -> Option<Arc<Entry>> {
        let mut known = self.snapshot.lock().unwrap_or_else(PoisonError::into_inner);
        if !std::ptr::eq(known.as_ptr(), Arc::as_ptr(snapshot)) {
            self.entries.clear();
            *known = Arc::downgrade(snapshot);
        }
        drop(known);
        self.entries.get(tag)
    }

    /// Keeps a result, unless it comes from another snapshot than those that were asked for last.
    pub(crate) fn put(&self, snapshot: &Weak<Snapshot>, tag: Tag, entry: Entry) {
        let known = self.snapshot.lock().unwrap_or_else(PoisonError::into_inner);
        if known.ptr_eq(snapshot) && self.fits(entry.bytes.len()) {
            self.entries.insert(tag, Arc::new(entry));
        }
    }

    /// Whether a result of so many bytes would be kept.
    pub(crate) fn fits(&self, bytes: usize) -> bool {
        bytes.saturating_add(OVERHEAD) <= self.largest
    }

    /// Results, and the bytes that they take.
    pub(crate) fn size(&self) -> (usize, u64) {
        (self.entries.len(), self.entries.weight())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::Builder;

    fn entry(bytes: usize) -> Entry {
        let bytes = Bytes::from(vec![b'x'; bytes]);
        Entry { media: "text/csv", rows: 1, empty: false, bytes, hint: OnceLock::new() }
    }

    /// All of these are equal: no quads, no base.
    fn snapshot() -> Arc<Snapshot> {
        Arc::new(Snapshot::in_memory(Builder::default(), None).unwrap())
    }

    fn tag(number: usize) -> Tag {
        Tag::of([number.to_string().as_bytes()])
    }

    #[test]
    fn it_is_bounded_and_keeps_nothing_too_large() {
        let (cache, snapshot) = (Cache::new(100_000), snapshot());
        assert!(cache.get(&snapshot, &tag(0)).is_none());
        for number in 0..1_000 {
            cache.put(&Arc::downgrade(&snapshot), tag(number), entry(1_000));
        }
        let (entries, bytes) = cache.size();
        assert!(bytes <= 100_000 && entries > 10, "{entries} {bytes}");
        cache.put(&Arc::downgrade(&snapshot), tag(1_001), entry(20_000));
        assert!(cache.get(&snapshot, &tag(1_001)).is_none());
    }

    #[test]
    fn another_snapshot_ends_all_even_where_its_id_is_the_same() {
        let (cache, first, second) = (Cache::new(100_000), snapshot(), snapshot());
        assert_eq!(first.id(), second.id());
        assert!(cache.get(&first, &tag(1)).is_none());
        cache.put(&Arc::downgrade(&first), tag(1), entry(10));
        assert_eq!(cache.get(&first, &tag(1)).map(|entry| entry.rows), Some(1));
        assert!(cache.get(&second, &tag(1)).is_none());
        cache.put(&Arc::downgrade(&first), tag(1), entry(10));
        assert_eq!(cache.size(), (0, 0), "a query that began before the swap");
    }

    #[test]
    fn none_is_possible() {
        let (cache, snapshot) = (Cache::new(0), snapshot());
        assert!(cache.get(&snapshot, &tag(1)).is_none());
        cache.put(&Arc::downgrade(&snapshot), tag(1), entry(0));
        assert!(cache.get(&snapshot, &tag(1)).is_none());
    }
}
