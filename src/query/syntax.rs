//! Text to a parsed query, and the parser's complaints to messages that help.

use super::scan::Scan;
use super::{Limits, QueryError};
use crate::vocab;
use spargebra::{Query, SparqlParser, SparqlSyntaxError, Update};
use std::fmt::Write as _;

/// Checks and parses a query. The prefixes of [`vocab::PREFIXES`] are declared; the query's own declarations win.
pub(super) fn parse(text: &str, base: Option<&str>, limits: &Limits) -> Result<Query, QueryError> {
    let scan = Scan::of(text, limits)?;
    if scan.blank {
        return Err(blank());
    }
    if let Some(word) = scan.update {
        return Err(QueryError::Refused(format!(
            "{} is a SPARQL update; this is a query service, and the data change only when files are ingested",
            word.to_ascii_uppercase()
        )));
    }
    parse_as(text, &scan, base, limits, SparqlParser::parse_query)
}

/// Checks and parses an update, in the same way.
pub(super) fn parse_update(text: &str, base: Option<&str>, limits: &Limits) -> Result<Update, QueryError> {
    parse_as(text, &Scan::of(text, limits)?, base, limits, SparqlParser::parse_update)
}

fn parse_as<T>(
    text: &str,
    scan: &Scan<'_>,
    base: Option<&str>,
    limits: &Limits,
    parse: fn(SparqlParser, &str) -> Result<T, SparqlSyntaxError>,
) -> Result<T, QueryError> {
    scan.check(limits)?;
    let mut parser = SparqlParser::new();
    for (prefix, namespace) in vocab::PREFIXES {
        parser =
            parser.with_prefix(*prefix, *namespace).map_err(|e| QueryError::Evaluation(e.to_string()))?;
    }
    if let Some(base) = base {
        parser = parser.with_base_iri(base).map_err(|e| QueryError::Evaluation(e.to_string()))?;
    }
    parse(parser.clone(), text).map_err(|error| {
        // The parser reads as many letters as a keyword has before it compares, and takes the end of these for the place of
        // the error. With more space between the tokens it can't read beyond the one that is wrong.
        let stretched = Stretched::new(text, &scan.gaps);
        let error = parse(parser, &stretched.text).err().unwrap_or(error);
        complaint(&stretched, scan, &error.to_string())
    })
}

/// A query with wider gaps between its tokens.
struct Stretched<'a> {
    original: &'a str,
    text: String,
    /// For each character the byte offset in the original.
    origins: Vec<usize>,
}

impl<'a> Stretched<'a> {
    fn new(original: &'a str, gaps: &[usize]) -> Self {
        // Wider than the longest keyword.
        const WIDTH: usize = 16;
        let mut stretched = Self { original, text: String::new(), origins: Vec::new() };
        let mut gaps = gaps.iter().peekable();
        for (at, c) in original.char_indices() {
            stretched.text.push(c);
            stretched.origins.push(at);
            if gaps.next_if_eq(&&at).is_some() {
                stretched.text.push_str(&" ".repeat(WIDTH));
                stretched.origins.extend([at; WIDTH]);
            }
        }
        stretched.text.push_str(&" ".repeat(WIDTH));
        stretched
    }

    /// The byte offset in the original of a character of the stretched text.
    fn origin(&self, character: usize) -> usize {
        self.origins.get(character).copied().unwrap_or(self.original.len())
    }

    /// Reads the parser's `error at LINE:COLUMN: expected …`: the number of the character, and what follows.
    fn place<'e>(&self, error: &'e str) -> Option<(usize, &'e str)> {
        let (position, expected) = error.strip_prefix("error at ")?.split_once(": ")?;
        let (line, column) = position.split_once(':')?;
        let (line, column): (usize, usize) = (line.parse().ok()?, column.parse().ok()?);
        let before: usize =
            self.text.split_inclusive('\n').take(line.checked_sub(1)?).map(|line| line.chars().count()).sum();
        Some((before + column.checked_sub(1)?, expected))
    }
}

/// What to say to a blank query.
fn blank() -> QueryError {
    QueryError::Syntax {
        message: "the query is empty; try: SELECT ?work ?title WHERE { ?work dcterms:title ?title } LIMIT 10"
            .to_owned(),
        line: None,
        column: None,
    }
}

/// The error for a text that does not parse.
fn complaint(stretched: &Stretched<'_>, scan: &Scan<'_>, error: &str) -> QueryError {
    let text = stretched.original;
    if let Some((prefix, offset)) = scan.unknown_prefix(vocab::PREFIXES) {
        return located(text, &unknown_prefix(prefix, scan.declared()), offset);
    }
    let Some((place, expected)) = stretched.place(error) else {
        return QueryError::Syntax { message: error.to_owned(), line: None, column: None };
    };
    let wanted = expected.strip_prefix("expected ").unwrap_or(expected);
    let wanted = wanted.strip_prefix("one of ").unwrap_or(wanted);
    let mut choices: Vec<_> = wanted.split(", ").collect();
    let is_keyword = |choice: &&str| choice.chars().all(|c| c.is_ascii_alphabetic() || c == '_');
    if choices.iter().all(is_keyword) {
        // It complains behind the letters that it read.
        let length = choices.iter().map(|choice| choice.len()).min().unwrap_or_default();
        let offset = stretched.origin(place.saturating_sub(length));
        return located(text, &unexpected(text, offset), offset);
    }
    let offset = stretched.origin(place);
    // It lists character classes too, and more than a few choices help nobody; a sentence is what it found out beyond the grammar.
    choices.retain(|choice| !choice.starts_with('['));
    let is_sentence = |choice: &&&str| choice.contains(' ') && choice.starts_with(char::is_alphabetic);
    let message = match choices.iter().find(is_sentence) {
        Some(&"IRI parsing failed") => {
            // Said behind the IRI.
            let start = text[..offset].rfind('<').unwrap_or(offset);
            let advice = "it must be absolute (http://…) unless the query has a BASE, without spaces and unusual characters";
            return located(text, &format!("{} is no IRI: {advice}", text[start..offset].trim_end()), start);
        }
        Some(sentence) => (*sentence).to_owned(),
        None if choices.is_empty() || choices.len() > 6 => unexpected(text, offset),
        None => format!("{}; expected {}", unexpected(text, offset), choices.join(" or ")),
    };
    located(text, &message, offset)
}

/// Says what stands at the place of an error.
fn unexpected(text: &str, offset: usize) -> String {
    let rest = &text[offset..];
    let Some(first) = rest.trim_start().chars().next() else {
        return "unexpected end of the query".to_owned();
    };
    if rest.starts_with(char::is_whitespace) {
        return "something is missing here".to_owned();
    }
    let word: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').take(30).collect();
    if word.is_empty() {
        return format!("unexpected {first:?}").replace('\'', "\"");
    }
    let upper = word.to_uppercase();
    let near = KEYWORDS
        .iter()
        .find(|keyword| **keyword != upper && distance(&upper, keyword) <= (keyword.len() / 3).max(1));
    match near {
        Some(keyword) => format!("unexpected {word:?}; did you mean {keyword}?"),
        None => format!("unexpected {word:?}"),
    }
}

/// The keywords that are most often misspelt.
const KEYWORDS: [&str; 24] = [
    "SELECT",
    "CONSTRUCT",
    "DESCRIBE",
    "ASK",
    "PREFIX",
    "BASE",
    "WHERE",
    "OPTIONAL",
    "FILTER",
    "UNION",
    "MINUS",
    "GRAPH",
    "VALUES",
    "BIND",
    "GROUP",
    "ORDER",
    "HAVING",
    "LIMIT",
    "OFFSET",
    "DISTINCT",
    "REDUCED",
    "EXISTS",
    "FROM",
    "NAMED",
];

/// A syntax error with the line that it is in and a caret under the place.
fn located(text: &str, message: &str, offset: usize) -> QueryError {
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let before = &text[start..offset];
    let line = text[..start].matches('\n').count() as u64 + 1;
    let column = before.chars().count() as u64 + 1;
    let mut message = format!("line {line}, column {column}: {message}");
    let source = text[start..].lines().next().unwrap_or_default();
    if source.chars().count() <= 200 && !source.trim().is_empty() {
        let indent: String = before.chars().map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
        // Writing to a string can't fail.
        let _ = write!(message, "\n{source}\n{indent}^");
    }
    QueryError::Syntax { message, line: Some(line), column: Some(column) }
}

/// What to say of a prefix that nobody declared: what is near, and how to declare it.
fn unknown_prefix(prefix: &str, declared: &[&str]) -> String {
    let mut near: Vec<_> = vocab::PREFIXES
        .iter()
        .map(|(name, _)| *name)
        .chain(declared.iter().copied())
        .map(|name| (distance(prefix, name), name))
        .filter(|&(distance, name)| {
            distance <= (prefix.len() / 3).max(1) || (!prefix.is_empty() && name.starts_with(prefix))
        })
        .collect();
    near.sort_unstable();
    near.dedup();
    let names = |list: &[&str]| list.iter().map(|name| format!("{name}:")).collect::<Vec<_>>().join(", ");
    let known: Vec<_> = vocab::PREFIXES.iter().map(|(name, _)| *name).collect();
    let hint = match near.as_slice() {
        [] => format!("declared already are {}", names(&known)),
        near => format!(
            "did you mean {}?",
            names(&near.iter().take(3).map(|&(_, name)| name).collect::<Vec<_>>())
        ),
    };
    format!(
        "unknown prefix {prefix}: ({hint}); declare it with PREFIX {prefix}: <…> at the start of the query"
    )
}

/// The edit distance of two short words: letters added, left out, changed, or swapped with their neighbour.
pub(super) fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<_>, Vec<_>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let changed = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = changed.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}
