//! What stands between the entries of a BibTeX file: comments in the eyes of BibTeX, and sometimes a record
//! that got lost.

use super::syntax::{entry_type, field_line};
use crate::read::draft::quote;
use crate::read::findings::Findings;
use crate::record::{DiagnosticKind, Position};

/// How much of the text is remembered, in bytes.
const SAMPLE: usize = 400;

/// Text that was passed over.
#[derive(Debug, Default)]
pub(super) struct Outside {
    /// Where it begins, and how; comments by `%` are no part of it.
    sample: Option<(Position, String)>,
    /// Where something stands that may be a record, and its line.
    suspect: Option<(Position, String)>,
    /// Entries that a `%` takes out.
    commented: usize,
    commented_at: Position,
}

impl Outside {
    /// A line, or a part of one.
    pub(super) fn push(&mut self, position: Position, piece: &str) {
        let text = piece.trim();
        if let Some(comment) = text.strip_prefix('%') {
            let comment = comment.trim_start_matches(['%', ' ', '\t']);
            if comment.starts_with('@') && super::syntax::opening(comment.as_bytes(), 0).is_some() {
                self.commented += 1;
                if self.commented == 1 {
                    self.commented_at = position;
                }
            }
            return;
        }
        if !text.contains(char::is_alphanumeric) {
            return; // a brace too many, a comma, a rule of dashes
        }
        if self.suspect.is_none() && may_be_record(text) {
            self.suspect = Some((position, text.chars().take(SAMPLE).collect()));
        }
        let (_, sample) = self.sample.get_or_insert_with(|| (position, String::new()));
        if sample.len() < SAMPLE {
            sample.push_str(if sample.is_empty() { "" } else { " " });
            sample.extend(text.chars().take(SAMPLE));
        }
    }

    /// Says what was passed over, and forgets it.
    pub(super) fn report(&mut self, findings: &mut Findings) {
        let passed = std::mem::take(self);
        if passed.commented > 0 {
            let message = format!("{} entries are commented out by '%'", passed.commented);
            findings.note(DiagnosticKind::UnplacedText, "", passed.commented_at, message);
        }
        match (passed.suspect, passed.sample) {
            (Some((position, line)), _) => {
                let message =
                    format!("text outside of the entries may be a record that is broken: '{}'", quote(&line));
                findings.warn(DiagnosticKind::MixedFormats, "", position, message, "left out");
            }
            (None, Some((position, sample))) => {
                let message = format!("text outside of the entries is a comment: '{}'", quote(&sample));
                findings.note(DiagnosticKind::UnplacedText, "", position, message);
            }
            (None, None) => {}
        }
    }
}

/// Whether a line looks like a part of a record: a field, an entry without its brace, the number of a work,
/// or a tag of another format.
fn may_be_record(line: &str) -> bool {
    let bytes = line.as_bytes();
    let entry =
        entry_type(bytes, 0).is_some_and(|(kind, _)| kind != "comment" && super::kinds::is_known(&kind));
    entry || field_line(bytes, 0) || has_number(line) || is_tagged(line)
}

/// Whether a DOI, or a PMID that is called so, stands in the line.
fn has_number(line: &str) -> bool {
    let doi = line.match_indices("10.").any(|(at, _)| {
        let rest = &line[at + 3..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        (4..=9).contains(&digits) && rest[digits..].starts_with('/')
    });
    doi || line.contains("PMID")
}

/// `TY  - JOUR`, `PT J`, `<record>`, `{"DOI": …`: lines of other formats.
fn is_tagged(line: &str) -> bool {
    let tag = line
        .get(..6)
        .is_some_and(|tag| tag.ends_with("- ") && tag.starts_with(|c: char| c.is_ascii_uppercase()));
    tag || line == "PT J" || line.starts_with('<') || line.starts_with("{\"") || line.starts_with("[{")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(lines: &[&str]) -> Vec<String> {
        let mut outside = Outside::default();
        for line in lines {
            outside.push(Position::default(), line);
        }
        let mut findings = Findings::new("test");
        outside.report(&mut findings);
        findings.take().iter().map(|d| format!("{}: {}", d.severity, d.message)).collect()
    }

    #[test]
    fn prose_is_a_comment_and_a_lost_record_is_told() {
        assert_eq!(said(&["% Encoding: UTF-8", "}", ",", ""]), [""; 0]);
        assert_eq!(said(&["% @book{a, }", "%% @book{b, }"]), ["note: 2 entries are commented out by '%'"]);
        assert!(said(&["Both titles are long:"])[0].starts_with("note: text outside"));
        for line in ["  title = {Lost},", "@article a, b", "TY  - JOUR", "10.1000/x", "<xml>"] {
            assert!(said(&["Some prose.", line])[0].starts_with("warning: text outside"), "{line}");
        }
    }
}
