//! Statements in any order to sorted rows, with what the writers must know before the first byte: which prefixes are
//! used and how many works there are.

use super::kind::is_work_class;
use super::prefixes::Prefixes;
use super::rdfxml::RdfXmlWriter;
use super::row::{Layout, Term};
use super::sort::{Sorted, Sorter};
use super::turtle::TurtleWriter;
use super::{DumpFormat, ExportError, jsonld};
use oxigraph::model::Quad;
use std::io::Write;

/// Sorted statements, ready to write.
pub(super) struct Loaded {
    pub(super) layout: Layout,
    pub(super) rows: Sorted,
    pub(super) prefixes: Prefixes,
    pub(super) works: u64,
}

impl Loaded {
    /// Sorts `quads`; where the layout has no graph they become a set of triples.
    ///
    /// # Errors
    /// Where a temporary file can't be written.
    pub(super) fn new(quads: impl Iterator<Item = Quad>, layout: Layout) -> Result<Self, ExportError> {
        let mut sorter = Sorter::new();
        let mut works = Sorter::new();
        let mut prefixes = Prefixes::new();
        let mut text = String::new();
        for quad in quads {
            text.clear();
            layout.encode(quad.as_ref(), &mut text);
            let row = layout.decode(&text);
            prefixes.note(&row);
            if row.is_type() && matches!(Term::parse(row.object), Term::Iri(iri) if is_work_class(iri)) {
                works.push(row.subject.as_bytes())?;
            }
            sorter.push(text.as_bytes())?;
        }
        let mut works = works.finish()?;
        let mut count = 0;
        while works.next()?.is_some() {
            count += 1;
        }
        Ok(Self { layout, rows: sorter.finish()?, prefixes, works: count })
    }

    /// Writes all rows in `format` and counts them.
    ///
    /// # Errors
    /// Where `out` fails or the format can't hold a statement.
    pub(super) fn write(
        self,
        format: DumpFormat,
        comment: &[String],
        out: &mut dyn Write,
    ) -> Result<u64, ExportError> {
        match format {
            DumpFormat::Turtle | DumpFormat::TriG => self.write_turtle(comment, out),
            DumpFormat::RdfXml => self.write_rdfxml(comment, out),
            DumpFormat::NTriples | DumpFormat::NQuads => self.write_lines(out),
            DumpFormat::JsonLd => jsonld::write(self, out),
        }
    }

    fn write_turtle(mut self, comment: &[String], out: &mut dyn Write) -> Result<u64, ExportError> {
        let mut writer = TurtleWriter::new(out, comment, &self.prefixes)?;
        let mut count = 0;
        while let Some(row) = self.rows.next_text()? {
            writer.write(&self.layout.decode(row))?;
            count += 1;
        }
        writer.finish()?;
        Ok(count)
    }

    fn write_rdfxml(mut self, comment: &[String], out: &mut dyn Write) -> Result<u64, ExportError> {
        let mut writer = RdfXmlWriter::new(out, comment, &self.prefixes)?;
        let mut count = 0;
        while let Some(row) = self.rows.next_text()? {
            writer.write(&self.layout.decode(row))?;
            count += 1;
        }
        writer.finish()?;
        Ok(count)
    }

    fn write_lines(mut self, out: &mut dyn Write) -> Result<u64, ExportError> {
        let mut count = 0;
        while let Some(text) = self.rows.next_text()? {
            let row = self.layout.decode(text);
            write!(out, "{} {} {} ", row.subject, row.predicate, row.object)?;
            if !row.graph.is_empty() {
                write!(out, "{} ", row.graph)?;
            }
            out.write_all(b".\n")?;
            count += 1;
        }
        Ok(count)
    }
}
