//! The small rules of the BibTeX syntax that both the search for the end of an entry and the splitting of its
//! fields need. All look at bytes from a place on and never further than [`REACH`].

/// How far a rule looks, in bytes.
const REACH: usize = 256;

/// Longest name of an entry type or a field, in bytes.
const MAX_NAME: usize = 64;

/// How an entry opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Opening {
    /// Type of the entry, lower case.
    pub(super) kind: String,
    /// Where the text after the delimiter begins.
    pub(super) body: usize,
    /// Whether the delimiter is `(`.
    pub(super) round: bool,
}

/// The opening of an entry whose `@` stands here. White space and comments may stand between its parts.
/// Parentheses are ordinary in prose, so only known types open with one.
pub(super) fn opening(bytes: &[u8], at: usize) -> Option<Opening> {
    let (kind, after) = entry_type(bytes, at)?;
    let delimiter = skip_comments(bytes, after);
    let round = match bytes.get(delimiter)? {
        b'{' => false,
        b'(' if super::kinds::is_known(&kind) => true,
        _ => return None,
    };
    Some(Opening { kind, body: delimiter + 1, round })
}

/// The word after the `@` that stands here, lower case, and where it ends.
pub(super) fn entry_type(bytes: &[u8], at: usize) -> Option<(String, usize)> {
    if bytes.get(at) != Some(&b'@') {
        return None;
    }
    let start = skip_comments(bytes, at + 1);
    let rest = bytes.get(start..)?;
    let length = rest
        .iter()
        .take(MAX_NAME)
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        .count();
    let word = rest.get(..length).filter(|word| word.first().is_some_and(u8::is_ascii_alphabetic))?;
    Some((String::from_utf8_lossy(word).to_ascii_lowercase(), start + length))
}

/// The next byte that is no white space.
pub(super) fn skip_space(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take(REACH).take_while(|b| b.is_ascii_whitespace()).count()
}

/// The next byte that is neither white space nor part of a comment (`%` to the end of the line).
pub(super) fn skip_comments(bytes: &[u8], at: usize) -> usize {
    let mut next = skip_space(bytes, at);
    while bytes.get(next) == Some(&b'%') && next < at + REACH {
        let rest = bytes.get(next..).unwrap_or_default();
        let line = rest.iter().take(REACH).take_while(|b| !matches!(b, b'\n' | b'\r')).count();
        next = skip_space(bytes, next + line);
    }
    next
}

/// Whether a quotation mark that stands before this place closes its value: what follows then is a comma, the
/// end of the entry, a sign of concatenation, or the next field of an entry that lacks a comma. So a mark
/// inside of a text that someone forgot to protect does no harm.
pub(super) fn ends_string(bytes: &[u8], at: usize) -> bool {
    let next = skip_space(bytes, at);
    match bytes.get(next) {
        None | Some(b',' | b'#' | b'}' | b')' | b'%') => true,
        Some(_) => bytes.get(at..next).is_some_and(|gap| gap.contains(&b'\n')) && field_follows(bytes, next),
    }
}

/// Whether a name and an equals sign stand here, after white space.
pub(super) fn field_follows(bytes: &[u8], at: usize) -> bool {
    let start = skip_space(bytes, at);
    let length = name_length(bytes.get(start..).unwrap_or_default());
    length > 0 && bytes.get(skip_space(bytes, start + length)) == Some(&b'=')
}

/// Whether a line begins here with a field that has a value to it: what tells the next field from a text with
/// an equals sign in it.
pub(super) fn field_line(bytes: &[u8], at: usize) -> bool {
    // Only on this line: the next one is looked at by itself.
    let blank = |from: usize| {
        let rest = bytes.get(from..).unwrap_or_default();
        from + rest.iter().take(REACH).take_while(|b| matches!(b, b' ' | b'\t')).count()
    };
    let mut start = blank(at);
    if bytes.get(start) == Some(&b',') {
        start = blank(start + 1);
    }
    if bytes.get(start).is_none_or(u8::is_ascii_whitespace) || !field_follows(bytes, start) {
        return false;
    }
    let equals = skip_space(bytes, start + name_length(bytes.get(start..).unwrap_or_default()));
    let value = skip_space(bytes, equals + 1);
    match bytes.get(value) {
        Some(b'{' | b'"') => true,
        Some(b) if b.is_ascii_alphanumeric() => {
            let rest = bytes.get(value..).unwrap_or_default();
            let word = rest.iter().take(MAX_NAME).take_while(|b| b.is_ascii_alphanumeric()).count();
            matches!(bytes.get(skip_space(bytes, value + word)), Some(b',' | b'}' | b'#'))
        }
        _ => false,
    }
}

/// Bytes of the field name that the text begins with; 0 where there is none.
pub(super) fn name_length(text: &[u8]) -> usize {
    let sign = |b: &u8| {
        b.is_ascii_whitespace()
            || matches!(b, b'{' | b'}' | b'(' | b')' | b'"' | b'#' | b',' | b'=' | b'%' | b'@' | b'\\')
    };
    let length = text.iter().take(MAX_NAME + 1).take_while(|b| !sign(b)).count();
    if length > MAX_NAME { 0 } else { length }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openings_are_told_from_other_signs() {
        let kind = |text: &str| {
            opening(text.as_bytes(), 0).map(|o| (o.kind, text.get(o.body..).unwrap_or_default().to_owned()))
        };
        assert_eq!(kind("@Article{a,"), Some(("article".to_owned(), "a,".to_owned())));
        assert_eq!(
            kind("@\n %c {\n preamble\n { \"x\" }"),
            Some(("preamble".to_owned(), " \"x\" }".to_owned()))
        );
        assert_eq!(kind("@string (a = 1)").map(|k| k.0).as_deref(), Some("string"));
        for text in ["@", "@ {", "@smith (2000)", "@article", "@prefix a: <b>", "x"] {
            assert_eq!(kind(text), None, "{text}");
        }
    }

    #[test]
    fn what_follows_tells_whether_a_string_ends() {
        for (after, ends) in [
            (", x", true),
            (" } ", true),
            ("", true),
            ("\n year = 2000", true),
            (" of the year = 2", false),
            ("s", false),
        ] {
            assert_eq!(ends_string(after.as_bytes(), 0), ends, "{after}");
        }
    }

    #[test]
    fn a_line_of_a_field_has_a_value() {
        for (line, is) in [
            ("  year = {2000},", true),
            (", year = 2000,", true),
            ("if x = y holds", false),
            ("x = the best of", false),
        ] {
            assert_eq!(field_line(line.as_bytes(), 0), is, "{line}");
        }
    }
}
