//! What a reader has to say about its input: where, what is wrong, what was done.

use serde::{Deserialize, Serialize};
use std::fmt;

/// One finding about one place of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// How bad.
    pub severity: Severity,
    /// What kind of finding; findings are counted by kind.
    pub kind: DiagnosticKind,
    /// Name of the source (a path as given, or `standard input`).
    pub source: String,
    /// Where in the source.
    pub position: Position,
    /// Rank or number of the record in the source, from 1, where the finding belongs to one.
    pub record: Option<u32>,
    /// The field concerned (`doi`, `received`), empty where none is.
    pub field: &'static str,
    /// What is wrong, in words, with the offending text.
    pub message: String,
    /// What was done about it.
    pub action: &'static str,
}

/// A place in a source. Both numbers start at 1; 0 means unknown. Columns count Unicode code points; in markup and data
/// formats, where a line may be the whole file, they count bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    /// Line.
    pub line: u64,
    /// Column.
    pub column: u64,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing was lost.
    Note,
    /// Something was kept aside or is doubtful; the record went on.
    Warning,
    /// The record was rejected.
    Error,
}

/// Kinds of findings, for counting and for machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DiagnosticKind {
    /// Bytes that are not UTF-8, or characters that have no place in text.
    Encoding,
    /// Text that fits no rule of the format.
    UnplacedText,
    /// An identifier that is not valid.
    BadIdentifier,
    /// A date the calendar does not have, or that cannot be read.
    BadDate,
    /// A number that cannot be read.
    BadNumber,
    /// A field that stands twice with different values.
    Repeated,
    /// Two parts of the record disagree (author line and affiliation block; count and impact index).
    Inconsistent,
    /// A part that every record should have is missing.
    Missing,
    /// The record stops in the middle.
    Truncated,
    /// A field longer than the documented limit.
    TooLong,
    /// An e-mail address was taken out.
    EmailRemoved,
    /// Another record of the run names the same work.
    Duplicate,
    /// Records that share an identifier but cannot be one work; they are kept apart.
    Conflict,
    /// Markup or syntax that cannot be read.
    Syntax,
    /// Part of the source is in a format other than the rest.
    MixedFormats,
    /// The source withdraws a record that was published before.
    Deleted,
    /// Something inferred about the whole source.
    Inferred,
}

/// `listing.txt:12:5: warning: …`, the form that editors and terminals understand.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)?;
        if self.position.line > 0 {
            write!(f, ":{}", self.position.line)?;
            if self.position.column > 0 {
                write!(f, ":{}", self.position.column)?;
            }
        }
        write!(f, ": {}: ", self.severity)?;
        if let Some(record) = self.record {
            write!(f, "record {record}: ")?;
        }
        if !self.field.is_empty() {
            write!(f, "{}: ", self.field)?;
        }
        f.write_str(&self.message)?;
        if !self.action.is_empty() {
            write!(f, "; {}", self.action)?;
        }
        Ok(())
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

impl fmt::Display for DiagnosticKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Encoding => "encoding",
            Self::UnplacedText => "unplaced text",
            Self::BadIdentifier => "bad identifier",
            Self::BadDate => "bad date",
            Self::BadNumber => "bad number",
            Self::Repeated => "repeated field",
            Self::Inconsistent => "inconsistent",
            Self::Missing => "missing part",
            Self::Truncated => "truncated",
            Self::TooLong => "too long",
            Self::EmailRemoved => "e-mail removed",
            Self::Duplicate => "duplicate",
            Self::Conflict => "conflict",
            Self::Syntax => "bad syntax",
            Self::MixedFormats => "mixed formats",
            Self::Deleted => "deleted at the source",
            Self::Inferred => "inferred",
        })
    }
}
