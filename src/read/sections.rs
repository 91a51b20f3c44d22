//! An abstract's lines -> its text and sections.
//!
//! Headings come in four styles: alone on a line, closed by a colon, in capitals before a sentence, or as ordinary words
//! before a sentence, perhaps glued to the text on either side (`care.Design/methodology/approach A literature`). The
//! last style is doubtful (`Participants engaged in …` is no heading), so it counts only where the abstract opens with a
//! heading, what follows each heading begins a sentence, and the headings come in the order of a study.

mod heading;

use crate::read::findings::Findings;
use crate::read::line::Line;
use crate::read::passage::squeeze;
use crate::record::{Abstract, DiagnosticKind, Position, Section, SectionRole};
use heading::{Candidate, Style, candidates};

/// Reads an abstract; `None` where the lines hold no text.
pub(super) fn read(lines: &[Line], findings: &mut Findings) -> Option<Abstract> {
    let text = paragraphs(lines);
    if text.is_empty() {
        return None;
    }
    let at = lines.iter().find(|l| !l.is_blank()).map(Line::position).unwrap_or_default();
    let sections = sections(&text, at, findings);
    Some(Abstract { text, sections })
}

/// An abstract of text without marks of its own: paragraphs are separated by line feeds.
pub(super) fn of_text(text: String, at: Position, findings: &mut Findings) -> Option<Abstract> {
    if text.is_empty() {
        return None;
    }
    let sections = sections(&text, at, findings);
    Some(Abstract { text, sections })
}

/// An abstract of parts that the source tells apart: label as printed, the role that the source gives, and the text.
/// Every label stands before its text, closed by a colon and a space, and a line feed between parts.
pub(super) fn of_parts(parts: &[(Option<String>, Option<SectionRole>, String)]) -> Option<Abstract> {
    let mut text = String::new();
    let mut sections = Vec::new();
    let mut length = 0;
    let mut push = |text: &mut String, piece: &str| {
        text.push_str(piece);
        length += piece.chars().count();
        length
    };
    for (label, role, body) in parts {
        if body.is_empty() && label.is_none() {
            continue;
        }
        if !text.is_empty() {
            push(&mut text, "\n");
        }
        let Some(label) = label else {
            push(&mut text, body);
            continue;
        };
        let heading = label.trim_end_matches([':', ' ']);
        push(&mut text, heading);
        let start = push(&mut text, ": ");
        let end = push(&mut text, body);
        let role = SectionRole::from_heading(heading).or(*role);
        sections.push(Section { heading: heading.to_owned(), role, start, end });
    }
    (!text.is_empty()).then_some(Abstract { text, sections })
}

/// The lines as paragraphs, one line feed between. A line that plainly goes on in the next one is joined to it: it is
/// long or the next one begins with a small letter, and it ends in the middle of a sentence.
fn paragraphs(lines: &[Line]) -> String {
    const WRAPPED: usize = 50;
    let mut text = String::new();
    let mut gap = false;
    let mut last = String::new();
    for line in lines {
        let next = squeeze(&line.text);
        if next.is_empty() {
            gap = true;
            continue;
        }
        if !text.is_empty() {
            let ends = last.ends_with(['.', '?', '!', ':', ';', ')', '"', '\u{201d}', '\u{3002}']);
            let goes_on = next.starts_with(char::is_lowercase) || last.chars().count() >= WRAPPED;
            let joined =
                !gap && !ends && goes_on && heading::role(&last).is_none() && heading::role(&next).is_none();
            text.push(if joined { ' ' } else { '\n' });
        }
        text.push_str(&next);
        last = next;
        gap = false;
    }
    text
}

/// The sections of an abstract; none where there is not enough evidence for any.
fn sections(text: &str, at: Position, findings: &mut Findings) -> Vec<Section> {
    let found = candidates(text);
    let strong = found.iter().filter(|c| c.style != Style::Words && c.role.is_some()).count();
    let accepted = if strong >= 2 {
        with_unknown(found)
    } else {
        let ordered = in_order(found);
        let opens = ordered.first().is_some_and(|c| c.start == 0);
        if ordered.len() < 2 || !opens {
            if strong == 1 {
                let message = "one heading alone makes no sections".to_owned();
                findings.note(DiagnosticKind::Inferred, "abstract", at, message);
            }
            return Vec::new();
        }
        let names: Vec<&str> = ordered.iter().map(|c| &text[c.start..c.end]).collect();
        let message =
            format!("sections are told by ordinary words at the start of sentences: {}", names.join(", "));
        findings.note(DiagnosticKind::Inferred, "abstract", at, message);
        ordered
    };
    into_sections(text, &accepted)
}

/// Headings of the strong styles. Unknown ones are among them only where two known ones show the same style.
fn with_unknown(found: Vec<Candidate>) -> Vec<Candidate> {
    let known = |style| found.iter().filter(|c| c.style == style && c.role.is_some()).count() >= 2;
    let styles = [Style::Line, Style::Colon, Style::Capitals].map(|style| (style, known(style)));
    let shows = |style| styles.iter().any(|(s, shown)| *s == style && *shown);
    found.into_iter().filter(|c| c.style != Style::Words && (c.role.is_some() || shows(c.style))).collect()
}

/// Known headings in the order of a study, each once.
fn in_order(found: Vec<Candidate>) -> Vec<Candidate> {
    let mut phase_now = 0;
    let mut kept: Vec<Candidate> = Vec::new();
    for candidate in found {
        let Some(role) = candidate.role else { continue };
        let repeated = kept.iter().any(|k| k.role == Some(role) && !candidate.glued);
        if (phase(role) < phase_now && !candidate.glued) || repeated {
            continue;
        }
        phase_now = phase(role);
        kept.push(candidate);
    }
    kept
}

/// The part of a study's story that a section belongs to.
fn phase(role: SectionRole) -> u8 {
    use SectionRole as R;
    match role {
        R::Background | R::Objective => 0,
        R::Results => 2,
        R::Limitations | R::Conclusion => 3,
        R::FutureWork | R::TrialRegistration | R::Funding => 4,
        _ => 1,
    }
}

fn into_sections(text: &str, accepted: &[Candidate]) -> Vec<Section> {
    let mut points = Points { text, byte: 0, counted: 0 };
    let mut sections = Vec::with_capacity(accepted.len());
    for (i, candidate) in accepted.iter().enumerate() {
        let next = accepted.get(i + 1).map_or(text.len(), |c| c.start).max(candidate.body);
        let body = text[candidate.body..next].trim_end();
        sections.push(Section {
            heading: squeeze(text[candidate.start..candidate.end].trim_end_matches([':', ' '])),
            role: candidate.role,
            start: points.at(candidate.body),
            end: points.at(candidate.body + body.len()),
        });
    }
    sections
}

/// Counts code points up to bytes that only go up.
struct Points<'a> {
    text: &'a str,
    byte: usize,
    counted: usize,
}

impl Points<'_> {
    fn at(&mut self, byte: usize) -> usize {
        self.counted += self.text[self.byte..byte].chars().count();
        self.byte = byte;
        self.counted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headings(text: &str) -> Vec<String> {
        let lines: Vec<Line> =
            text.lines().map(|text| Line { number: 1, text: text.to_owned(), ..Line::default() }).collect();
        let read = read(&lines, &mut Findings::new("test")).unwrap_or_default();
        let characters: Vec<char> = read.text.chars().collect();
        let body = |s: &Section| characters[s.start..s.end].iter().take(3).collect::<String>();
        read.sections.iter().map(|s| format!("{}|{}", s.heading, body(s))).collect()
    }

    #[test]
    fn every_style_of_heading_is_read() {
        for (text, expected) in [
            (
                "BACKGROUND Some care. METHODS We did it. RESULTS 12 of us.",
                &["BACKGROUND|Som", "METHODS|We ", "RESULTS|12 "][..],
            ),
            (
                "Background\nSome care.\nPatient involvement\nNone took part.\nResults\n(1) Good.",
                &["Background|Som", "Patient involvement|Non", "Results|(1)"],
            ),
            (
                "Background: some care. Methods: we did. Patient and Public Contribution: none.",
                &["Background|som", "Methods|we ", "Patient and Public Contribution|non"],
            ),
            (
                "Purpose Social care.Design/methodology/approach A review.Findings A few.Originality/value Social.",
                &["Purpose|Soc", "Design/methodology/approach|A r", "Findings|A f", "Originality/value|Soc"],
            ),
            (
                "BackgroundSocial care is here.MethodsWe looked.ResultsIt works.",
                &["Background|Soc", "Methods|We ", "Results|It "],
            ),
            (
                "BACKGROUND Some care. PATIENTS AND METHODS We did. ETHICS Approval was had. UNICEF Data were used. RESULTS Good.",
                &["BACKGROUND|Som", "PATIENTS AND METHODS|We ", "ETHICS|App", "RESULTS|Goo"],
            ),
            (
                "Aim. To see. Methods. We looked. Results. It works.",
                &["Aim|To ", "Methods|We ", "Results|It "],
            ),
        ] {
            assert_eq!(headings(text), expected, "{text}");
        }
    }

    #[test]
    fn words_that_only_look_like_headings_are_none() {
        for text in [
            "Social prescribing is old. Results of this review can be used. Methods such as these help.",
            "Setting up a service takes time. Design of services matters. Findings were mixed.",
            "Participants engaged in activities. Findings A few.",
            "We asked. Results NHS staff gave were good.",
            "Background alone.",
            "OBJECTIVE We looked and saw.",
        ] {
            assert_eq!(headings(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn wrapped_lines_are_joined_and_paragraphs_are_not() {
        let lines = [
            "Social prescribing is a way of linking patients in National",
            "Health Service care",
            "with support.",
            "",
            "More.",
        ];
        let lines = lines.map(|text| Line { number: 1, text: text.to_owned(), ..Line::default() });
        assert_eq!(
            paragraphs(&lines),
            "Social prescribing is a way of linking patients in National Health Service care with support.\nMore."
        );
    }
}
