//! Sorts any number of rows in bounded memory and drops repeats: an external merge sort.
//!
//! Rows are collected up to a limit, sorted and written to a temporary file as one run; at the end the runs are merged.
//! The files have no name (the system removes them when the process ends, however it ends) and lie in the folder that
//! the environment names for temporary files.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

/// Bytes of rows that are held in memory before they are spilled. The peak is about twice as much while a buffer grows.
pub(super) const BUFFER: usize = 64 << 20;

/// Most runs merged at once; with more, runs are merged into longer ones first, so open files stay few.
const FAN_IN: usize = 64;

/// Takes rows in any order.
pub(super) struct Sorter {
    limit: usize,
    bytes: Vec<u8>,
    rows: Vec<(usize, u32)>,
    runs: Vec<File>,
}

/// Gives the rows back in byte order, each once.
pub(super) struct Sorted {
    source: Source,
    current: Vec<u8>,
    started: bool,
}

enum Source {
    Memory { bytes: Vec<u8>, rows: std::vec::IntoIter<(usize, u32)> },
    Runs { runs: Vec<BufReader<File>>, heads: BinaryHeap<Reverse<(Vec<u8>, usize)>> },
}

impl Sorter {
    pub(super) fn new() -> Self {
        Self::with_limit(BUFFER)
    }

    fn with_limit(limit: usize) -> Self {
        Self { limit, bytes: Vec::new(), rows: Vec::new(), runs: Vec::new() }
    }

    /// Adds one row.
    ///
    /// # Errors
    /// Where the temporary file can't be written, or the row is longer than 4 GiB.
    pub(super) fn push(&mut self, row: &[u8]) -> io::Result<()> {
        let entry = size_of::<(usize, u32)>();
        if !self.rows.is_empty() && self.bytes.len() + row.len() + self.rows.len() * entry > self.limit {
            self.spill()?;
        }
        let length =
            u32::try_from(row.len()).map_err(|_| io::Error::other("a statement is longer than 4 GiB"))?;
        self.rows.push((self.bytes.len(), length));
        self.bytes.extend_from_slice(row);
        Ok(())
    }

    /// Ends the input.
    ///
    /// # Errors
    /// Where a temporary file can't be written or read.
    pub(super) fn finish(mut self) -> io::Result<Sorted> {
        let source = if self.runs.is_empty() {
            self.sort();
            Source::Memory { bytes: self.bytes, rows: self.rows.into_iter() }
        } else {
            self.spill()?;
            (self.bytes, self.rows) = (Vec::new(), Vec::new());
            while self.runs.len() > FAN_IN {
                let rest = self.runs.split_off(FAN_IN);
                let first = std::mem::replace(&mut self.runs, rest);
                let mut merged = Sorted::new(merge(first)?);
                let mut out = BufWriter::new(tempfile::tempfile()?);
                while let Some(row) = merged.next()? {
                    write_row(&mut out, row)?;
                }
                self.runs.push(rewound(out)?);
            }
            merge(self.runs)?
        };
        Ok(Sorted::new(source))
    }

    fn sort(&mut self) {
        let bytes = &self.bytes;
        let row = |&(start, length): &(usize, u32)| &bytes[start..start + length as usize];
        self.rows.sort_unstable_by(|a, b| row(a).cmp(row(b)));
    }

    fn spill(&mut self) -> io::Result<()> {
        self.sort();
        let mut out = BufWriter::new(tempfile::tempfile()?);
        for &(start, length) in &self.rows {
            write_row(&mut out, &self.bytes[start..start + length as usize])?;
        }
        self.runs.push(rewound(out)?);
        self.bytes.clear();
        self.rows.clear();
        Ok(())
    }
}

impl Sorted {
    fn new(source: Source) -> Self {
        Self { source, current: Vec::new(), started: false }
    }

    /// The next row as text.
    ///
    /// # Errors
    /// Where a temporary file can't be read or is not what was written to it.
    pub(super) fn next_text(&mut self) -> io::Result<Option<&str>> {
        self.next()?.map(|row| std::str::from_utf8(row).map_err(io::Error::other)).transpose()
    }

    /// The next row that differs from the one before.
    ///
    /// # Errors
    /// Where a temporary file can't be read.
    pub(super) fn next(&mut self) -> io::Result<Option<&[u8]>> {
        loop {
            let fresh = match &mut self.source {
                Source::Memory { bytes, rows } => {
                    let Some((start, length)) = rows.next() else { return Ok(None) };
                    let row = &bytes[start..start + length as usize];
                    let fresh = !self.started || row != self.current;
                    if fresh {
                        self.current.clear();
                        self.current.extend_from_slice(row);
                    }
                    fresh
                }
                Source::Runs { runs, heads } => {
                    let Some(Reverse((mut row, run))) = heads.pop() else { return Ok(None) };
                    let fresh = !self.started || row != self.current;
                    if fresh {
                        std::mem::swap(&mut row, &mut self.current);
                    }
                    if read_row(&mut runs[run], &mut row)? {
                        heads.push(Reverse((row, run)));
                    }
                    fresh
                }
            };
            self.started = true;
            if fresh {
                return Ok(Some(&self.current));
            }
        }
    }
}

fn merge(files: Vec<File>) -> io::Result<Source> {
    let mut runs: Vec<_> = files.into_iter().map(|file| BufReader::with_capacity(1 << 16, file)).collect();
    let mut heads = BinaryHeap::with_capacity(runs.len());
    for (index, run) in runs.iter_mut().enumerate() {
        let mut row = Vec::new();
        if read_row(run, &mut row)? {
            heads.push(Reverse((row, index)));
        }
    }
    Ok(Source::Runs { runs, heads })
}

fn write_row(out: &mut impl Write, row: &[u8]) -> io::Result<()> {
    let length = u32::try_from(row.len()).map_err(io::Error::other)?;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(row)
}

fn read_row(run: &mut impl Read, row: &mut Vec<u8>) -> io::Result<bool> {
    let mut length = [0; 4];
    match run.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
        other => other?,
    }
    row.resize(u32::from_le_bytes(length) as usize, 0);
    run.read_exact(row)?;
    Ok(true)
}

fn rewound(out: BufWriter<File>) -> io::Result<File> {
    let mut file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.rewind()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::Sorter;
    use proptest::prelude::*;

    fn sorted(limit: usize, rows: &[Vec<u8>]) -> Vec<Vec<u8>> {
        let mut sorter = Sorter::with_limit(limit);
        for row in rows {
            sorter.push(row).unwrap();
        }
        let mut result = sorter.finish().unwrap();
        let mut all = Vec::new();
        while let Some(row) = result.next().unwrap() {
            all.push(row.to_vec());
        }
        all
    }

    proptest! {
        #[test]
        fn any_limit_gives_the_sorted_set(
            rows in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..4), 0..400),
            limit in 1usize..600,
        ) {
            let expected: Vec<_> = rows.iter().cloned().collect::<std::collections::BTreeSet<_>>().into_iter().collect();
            prop_assert_eq!(sorted(limit, &rows), expected);
        }
    }

    #[test]
    fn more_runs_than_are_merged_at_once() {
        let rows: Vec<_> = (0..500u32).map(|n| (n * 7919 % 500).to_be_bytes().to_vec()).collect();
        let expected: Vec<_> = (0..500u32).map(|n| n.to_be_bytes().to_vec()).collect();
        assert_eq!(sorted(1, &rows), expected);
    }
}
