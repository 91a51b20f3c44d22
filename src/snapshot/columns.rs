//! The sections of a snapshot as slices of numbers.

use super::SnapshotError;
use super::bytes::Bytes;
use super::layout::{Layout, SECTIONS, Section};
use std::ops::Range;

/// Bytes and where the sections are in them.
pub(super) struct Columns {
    bytes: Bytes,
    ranges: [Range<usize>; SECTIONS],
}

impl Columns {
    pub(super) fn new(bytes: Bytes, layout: &Layout) -> Result<Self, SnapshotError> {
        let mut ranges = [const { 0..0 }; SECTIONS];
        for (range, (section, _)) in ranges.iter_mut().zip(&layout.sections) {
            // What is a column of numbers must begin and end where one does.
            if !section.start.is_multiple_of(8) {
                return Err(SnapshotError::Damaged("its header"));
            }
            *range = section.clone();
        }
        for section in [Section::TextOffsets, Section::GraphOffsets] {
            if !ranges[section as usize].len().is_multiple_of(8) {
                return Err(SnapshotError::Damaged("its header"));
            }
        }
        let ints = &ranges[Section::Slots as usize..Section::Meta as usize];
        if ints.iter().any(|range| !range.len().is_multiple_of(4)) {
            return Err(SnapshotError::Damaged("its header"));
        }
        Ok(Self { bytes, ranges })
    }

    /// Everything.
    pub(super) fn all(&self) -> &[u8] {
        self.bytes.all()
    }

    #[inline]
    pub(super) fn bytes(&self, section: Section) -> &[u8] {
        &self.bytes.all()[self.ranges[section as usize].clone()]
    }

    /// A column of 32-bit numbers.
    #[inline]
    pub(super) fn ints(&self, section: Section) -> &[u32] {
        bytemuck::cast_slice(self.bytes(section))
    }

    /// A column of 64-bit numbers.
    #[inline]
    pub(super) fn longs(&self, section: Section) -> &[u64] {
        bytemuck::cast_slice(self.bytes(section))
    }
}
