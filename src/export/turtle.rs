//! Sorted rows to Turtle and `TriG`: only the prefixes used, statements grouped by subject and predicate, `a` first, one
//! object on a line, so that two versions of a dump differ by the lines that changed.

use super::prefixes::Prefixes;
use super::row::Row;
use std::io::{self, Write};

/// Writes rows that come sorted by graph, subject and predicate. Holds one row at a time.
pub(super) struct TurtleWriter<'a, W: Write> {
    out: W,
    prefixes: &'a Prefixes,
    graph: String,
    subject: String,
    predicate: String,
    line: String,
}

impl<'a, W: Write> TurtleWriter<'a, W> {
    /// Writes the comment lines and the prefixes used.
    pub(super) fn new(mut out: W, comment: &[String], prefixes: &'a Prefixes) -> io::Result<Self> {
        for line in comment {
            writeln!(out, "# {line}")?;
        }
        for (prefix, namespace) in prefixes.used() {
            writeln!(out, "@prefix {prefix}: <{namespace}> .")?;
        }
        let (graph, subject, predicate, line) = Default::default();
        Ok(Self { out, prefixes, graph, subject, predicate, line })
    }

    pub(super) fn write(&mut self, row: &Row<'_>) -> io::Result<()> {
        self.line.clear();
        if row.graph != self.graph || row.subject != self.subject {
            self.start_resource(row);
        } else if row.predicate == self.predicate {
            self.line.push_str(if row.is_type() { ", " } else { ",\n" });
        } else {
            self.line.push_str(" ;\n");
        }
        let indent = if self.graph.is_empty() { "" } else { "    " };
        if row.predicate != self.predicate {
            row.predicate.clone_into(&mut self.predicate);
            if self.line.ends_with('\n') {
                self.line.push_str(indent);
                self.line.push_str("    ");
            }
            if row.is_type() {
                self.line.push('a');
            } else {
                self.prefixes.write(row.predicate, &mut self.line);
            }
            self.line.push(' ');
        } else if self.line.ends_with('\n') {
            self.line.push_str(indent);
            self.line.push_str("        ");
        }
        self.prefixes.write(row.object, &mut self.line);
        self.out.write_all(self.line.as_bytes())
    }

    /// Ends the resource before, and the graph before where it is another one, and begins the next.
    fn start_resource(&mut self, row: &Row<'_>) {
        if !self.subject.is_empty() {
            self.line.push_str(" .\n");
        }
        if row.graph == self.graph {
            self.line.push('\n');
        } else {
            if !self.graph.is_empty() {
                self.line.push_str("}\n");
            }
            row.graph.clone_into(&mut self.graph);
            self.line.push('\n');
            self.prefixes.write(row.graph, &mut self.line);
            self.line.push_str(" {\n");
        }
        if !self.graph.is_empty() {
            self.line.push_str("    ");
        }
        self.prefixes.write(row.subject, &mut self.line);
        self.line.push(' ');
        row.subject.clone_into(&mut self.subject);
        self.predicate.clear();
    }

    /// Ends the last statement.
    pub(super) fn finish(mut self) -> io::Result<W> {
        if !self.subject.is_empty() {
            self.out.write_all(b" .\n")?;
        }
        if !self.graph.is_empty() {
            self.out.write_all(b"}\n")?;
        }
        Ok(self.out)
    }
}
