//! Sorted rows that can be looked up by subject: in memory while small, else a temporary file with a sparse index.

use crate::export::kind::is_owning;
use crate::export::row::{Layout, Term};
use crate::export::sort::{BUFFER, Sorted, Sorter};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::rc::Rc;

/// Bytes of rows in one block: what one look-up reads.
const BLOCK: usize = 32 << 10;

/// Blocks kept in memory: 4 MiB.
const CACHED: usize = 128;

/// Rows by subject.
pub(super) struct Table {
    blocks: Vec<Block>,
    bytes: Bytes,
    cache: RefCell<VecDeque<(usize, Rc<Page>)>>,
}

/// The text of one block and where its rows begin.
struct Page {
    text: String,
    rows: Vec<usize>,
}

impl Page {
    fn new(text: String) -> Self {
        let after_each = text.match_indices('\n').map(|(at, _)| at + 1);
        let rows = std::iter::once(0).chain(after_each).filter(|&at| at < text.len()).collect();
        Self { text, rows }
    }

    fn row(&self, index: usize) -> &str {
        let rest = &self.text[self.rows[index]..];
        rest.split_once('\n').map_or(rest, |(row, _)| row)
    }
}

struct Block {
    /// Subject of the first row.
    first: String,
    start: u64,
    length: usize,
}

enum Bytes {
    Memory(Vec<u8>),
    File(RefCell<File>),
}

/// Walks over the subjects in order.
pub(super) struct Subjects<'a> {
    table: &'a Table,
    block: usize,
    row: usize,
    current: String,
}

impl Table {
    /// The rows themselves by subject, the owners of each part by part, and the number of rows.
    pub(super) fn with_owners(mut rows: Sorted) -> io::Result<(Self, Self, u64)> {
        let mut table = Builder::default();
        let mut owners = Sorter::new();
        let mut count = 0;
        while let Some(text) = rows.next_text()? {
            count += 1;
            table.push(text)?;
            let row = Layout::Resources.decode(text);
            let Term::Iri(predicate) = Term::parse(row.predicate) else { continue };
            if is_owning(predicate) && row.object != row.subject && !row.object.starts_with('"') {
                owners.push(format!("{}\t{}\t", row.object, row.subject).as_bytes())?;
            }
        }
        let (mut owners, mut by_part) = (owners.finish()?, Builder::default());
        while let Some(text) = owners.next_text()? {
            by_part.push(text)?;
        }
        Ok((table.finish()?, by_part.finish()?, count))
    }

    /// Every row whose first term is `key`, in order.
    pub(super) fn rows(&self, key: &str) -> io::Result<Vec<String>> {
        let mut found = Vec::new();
        self.visit(key, |row| {
            found.push(row.to_owned());
            true
        })?;
        Ok(found)
    }

    /// The first row whose first term is `key`.
    pub(super) fn first(&self, key: &str) -> io::Result<Option<String>> {
        let mut found = None;
        self.visit(key, |row| {
            found = Some(row.to_owned());
            false
        })?;
        Ok(found)
    }

    pub(super) fn subjects(&self) -> Subjects<'_> {
        Subjects { table: self, block: 0, row: 0, current: String::new() }
    }

    /// Shows the rows whose first term is `key` in order, until `each` says `false`.
    pub(super) fn visit(&self, key: &str, mut each: impl FnMut(&str) -> bool) -> io::Result<()> {
        // Rows of the key may begin in the block before the first block that begins with it.
        let start = self.blocks.partition_point(|block| block.first.as_str() < key).saturating_sub(1);
        for index in start..self.blocks.len() {
            if self.blocks[index].first.as_str() > key {
                break;
            }
            let page = self.page(index)?;
            let first = page.rows.partition_point(|&at| first_term(&page.text[at..]) < key);
            for row in (first..page.rows.len()).map(|row| page.row(row)) {
                if first_term(row) != key || !each(row) {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn page(&self, index: usize) -> io::Result<Rc<Page>> {
        let mut cache = self.cache.borrow_mut();
        if let Some(at) = cache.iter().position(|(cached, _)| *cached == index)
            && let Some(entry) = cache.remove(at)
        {
            let page = Rc::clone(&entry.1);
            cache.push_front(entry);
            return Ok(page);
        }
        let Block { start, length, .. } = self.blocks[index];
        let text = match &self.bytes {
            Bytes::Memory(bytes) => {
                let start = usize::try_from(start).map_err(io::Error::other)?;
                std::str::from_utf8(&bytes[start..start + length]).map_err(io::Error::other)?.to_owned()
            }
            Bytes::File(file) => {
                let mut file = file.borrow_mut();
                let mut bytes = vec![0; length];
                file.seek(SeekFrom::Start(start))?;
                file.read_exact(&mut bytes)?;
                String::from_utf8(bytes).map_err(io::Error::other)?
            }
        };
        cache.truncate(CACHED - 1);
        let page = Rc::new(Page::new(text));
        cache.push_front((index, Rc::clone(&page)));
        Ok(page)
    }
}

impl Subjects<'_> {
    /// The next subject.
    pub(super) fn next(&mut self) -> io::Result<Option<String>> {
        while self.block < self.table.blocks.len() {
            let page = self.table.page(self.block)?;
            while self.row < page.rows.len() {
                let subject = first_term(page.row(self.row));
                self.row += 1;
                if subject != self.current {
                    subject.clone_into(&mut self.current);
                    return Ok(Some(self.current.clone()));
                }
            }
            self.block += 1;
            self.row = 0;
        }
        Ok(None)
    }
}

fn first_term(row: &str) -> &str {
    row.split('\t').next().unwrap_or(row)
}

/// A table in the making: rows come in order.
#[derive(Default)]
struct Builder {
    blocks: Vec<Block>,
    pending: Vec<u8>,
    file: Option<File>,
    written: u64,
}

impl Builder {
    fn push(&mut self, row: &str) -> io::Result<()> {
        let start = self.written + self.pending.len() as u64;
        match self.blocks.last_mut() {
            Some(block) if block.length + row.len() < BLOCK => block.length += row.len() + 1,
            _ => self.blocks.push(Block { first: first_term(row).to_owned(), start, length: row.len() + 1 }),
        }
        self.pending.extend_from_slice(row.as_bytes());
        self.pending.push(b'\n');
        if self.pending.len() > BUFFER || (self.file.is_some() && self.pending.len() > BLOCK) {
            self.spill()?;
        }
        Ok(())
    }

    fn spill(&mut self) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            empty @ None => empty.insert(tempfile::tempfile()?),
        };
        file.write_all(&self.pending)?;
        self.written += self.pending.len() as u64;
        if self.pending.capacity() > BUFFER {
            self.pending = Vec::new();
        }
        self.pending.clear();
        Ok(())
    }

    fn finish(mut self) -> io::Result<Table> {
        if self.file.is_some() {
            self.spill()?;
        }
        let bytes = match self.file {
            Some(file) => Bytes::File(RefCell::new(file)),
            None => Bytes::Memory(self.pending),
        };
        Ok(Table { blocks: self.blocks, bytes, cache: RefCell::default() })
    }
}
