//! Titles and abstracts: what Ovid and its databases add to them.

use crate::read::draft::Draft;
use crate::read::language;
use crate::record::SectionRole;
use regex::Regex;
use std::sync::LazyLock;

/// A title and the notes in brackets that follow its end: `A title.  [Article]`, `A title. [References].`,
/// `[A title]. [German]`. A bracket inside the sentence, as in `A title [corrected].`, is its own.
pub(super) fn title(text: &str) -> (&str, Vec<&str>) {
    let mut rest = text.trim();
    let mut notes = Vec::new();
    while let Some(inside) = rest.trim_end_matches(['.', ' ']).strip_suffix(']') {
        let Some(open) = inside.rfind('[') else { break };
        let (before, note) = (inside[..open].trim_end(), inside[open + 1..].trim());
        let ended = before.ends_with(['.', '?', '!', '"', '\u{201d}', ']']);
        if !ended || note.split_whitespace().count() > 6 {
            break;
        }
        notes.push(note);
        rest = before;
    }
    (rest, notes)
}

/// Whether a note in brackets says what sort of text this is.
pub(super) fn is_type(note: &str) -> bool {
    let lower = note.to_ascii_lowercase();
    let other = ["references", "see comment", "see comments", "erratum", "corrected", "abstract only"];
    let refs = lower.ends_with("refs") || lower.ends_with("ref") || lower.contains("references");
    !other.contains(&lower.as_str())
        && !refs
        && language::code(note).is_none()
        && note.starts_with(char::is_uppercase)
}

/// Embase writes headings with a plural in brackets, Journals@Ovid parts sections by a comma.
static HEADING: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:^|[.?!)]\s*,?\s+)([A-Z][A-Za-z/&, -]{1,50}?(?:\(s\))?):\s").ok());

/// Gives the abstract to the record.
pub(super) fn abstract_text(draft: &mut Draft, paragraphs: &[String]) {
    let text = paragraphs.join("\n");
    let text = text.trim_start_matches([':', ' ']);
    let parts = parts(text);
    if parts.len() > 1 { draft.abstract_parts(&parts) } else { draft.abstract_text(text) }
}

/// The sections of an abstract whose headings are in one of these two manners; none where they are not.
fn parts(text: &str) -> Vec<(Option<String>, Option<SectionRole>, String)> {
    let odd = text.contains("(s):") || text.contains("., ");
    let Some(heading) = HEADING.as_ref().filter(|_| odd) else { return Vec::new() };
    let mut found = Vec::new();
    for captures in heading.captures_iter(text) {
        let (Some(whole), Some(name)) = (captures.get(0), captures.get(1)) else { continue };
        let role = SectionRole::from_heading(&name.as_str().replace("(s)", "s"));
        if role.is_some() {
            found.push((name, whole.end(), role));
        }
    }
    if found.len() < 2 || found[0].0.start() != 0 {
        return Vec::new();
    }
    let ends: Vec<usize> = found.iter().skip(1).map(|(name, ..)| name.start()).chain([text.len()]).collect();
    let part = |((name, body, role), end): (&(regex::Match<'_>, usize, Option<SectionRole>), &usize)| {
        let text = text[*body..*end].trim_end();
        let text = if *end < usize::MAX { text.strip_suffix(',').unwrap_or(text) } else { text };
        (Some(name.as_str().to_owned()), *role, text.to_owned())
    };
    found.iter().zip(&ends).map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_after_the_title_are_taken_off() {
        for (text, expected, notes) in [
            ("A title.  [Article]", "A title.", &["Article"][..]),
            ("A title in pelvic ring fractures.[Article]", "A title in pelvic ring fractures.", &["Article"]),
            ("Why? [Review] [45 refs]", "Why?", &["45 refs", "Review"]),
            ("A title. [References].", "A title.", &["References"]),
            ("[A translated title]. [German]", "[A translated title].", &["German"]),
            ("[Parasitic copepods of the island.]", "[Parasitic copepods of the island.]", &[]),
            ("A title [corrected].", "A title [corrected].", &[]),
            ("\"Injury, Illness, and Work\".  [Article]", "\"Injury, Illness, and Work\".", &["Article"]),
        ] {
            assert_eq!(title(text), (expected, notes.to_vec()), "{text}");
        }
        assert!(is_type("Article") && !is_type("45 refs") && !is_type("German") && !is_type("References"));
    }

    #[test]
    fn headings_in_the_manner_of_embase_part_the_abstract() {
        let found = parts(
            "Background: Some care. Method(s): We saw (n = 3). Result(s): Good: yes. Conclusion(s): So.",
        );
        let headings: Vec<_> = found
            .iter()
            .map(|(h, r, t)| (h.as_deref().unwrap_or_default(), r.is_some(), t.as_str()))
            .collect();
        let expected = [
            ("Background", true, "Some care."),
            ("Method(s)", true, "We saw (n = 3)."),
            ("Result(s)", true, "Good: yes."),
            ("Conclusion(s)", true, "So."),
        ];
        assert_eq!(headings, expected);
        let commas = parts("Background: Some care., Methods: We saw., Results: Good.");
        assert_eq!(
            commas.iter().map(|p| p.2.as_str()).collect::<Vec<_>>(),
            ["Some care.", "We saw.", "Good."]
        );
        assert!(parts("Some care. Method(s): one.").is_empty());
    }
}
