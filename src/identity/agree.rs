//! Whether two records that share an identifier can be the same work.

use super::claim::Claim;
use crate::record::Kind;
use std::collections::BTreeSet;

/// Why two records cannot be one work; `None` where they can.
pub(super) fn contradiction(a: &Claim, b: &Claim) -> Option<String> {
    let differ = |scheme: &str, x: Option<String>, y: Option<String>| match (x, y) {
        (Some(x), Some(y)) if x != y => Some(format!("two {scheme}s, {} and {}", x.clone().min(y.clone()), x.max(y))),
        _ => None,
    };
    differ("DOI", a.doi.as_ref().map(ToString::to_string), b.doi.as_ref().map(ToString::to_string))
        .or_else(|| differ("PMID", a.pmid.map(|p| p.to_string()), b.pmid.map(|p| p.to_string())))
        .or_else(|| differ("PMCID", a.pmcid.map(|p| p.to_string()), b.pmcid.map(|p| p.to_string())))
        .or_else(|| notice(a, b))
        .or_else(|| kinds(a.kind, b.kind))
        .or_else(|| titles(a, b))
}

/// A notice about an article is not the article.
fn notice(a: &Claim, b: &Claim) -> Option<String> {
    let (first, second) = (is_notice(&a.title), is_notice(&b.title));
    let known = !a.title.is_empty() && !b.title.is_empty();
    (known && first != second).then(|| "a notice (erratum, retraction) and another work".to_owned())
}

/// Whether a folded title is that of a notice. An article that is retracted keeps its title with a word before it
/// ("Retracted: …"), so that this word alone makes no notice.
fn is_notice(title: &str) -> bool {
    const OPENINGS: [&str; 14] = [
        "erratum",
        "errata",
        "corrigendum",
        "corrigenda",
        "correction to",
        "correction for",
        "correction notice",
        "author correction",
        "publisher correction",
        "retraction of",
        "retraction notice",
        "retraction note",
        "expression of concern",
        "notice of retraction",
    ];
    let opens = |words: &str| title.strip_prefix(words).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    OPENINGS.iter().any(|words| opens(words)) || title == "correction" || title == "retraction"
}

/// A book and a part of it, or a preprint and an article, are two works.
fn kinds(a: Kind, b: Kind) -> Option<String> {
    let pair = |x, y| (a == x && b == y) || (a == y && b == x);
    let whole = [Kind::Book, Kind::Proceedings];
    let part = [Kind::BookChapter, Kind::ConferencePaper];
    let apart = whole.iter().any(|w| part.iter().any(|p| pair(*w, *p)));
    apart.then(|| "a whole and a part of it".to_owned())
}

/// Titles that have nothing to do with one another. Records that share two identifiers, or author and page, may have a
/// title each in its own language.
fn titles(a: &Claim, b: &Claim) -> Option<String> {
    let mine = [Some(&a.title), a.original_title.as_ref()];
    let theirs = [Some(&b.title), b.original_title.as_ref()];
    if a.title.is_empty() || b.title.is_empty() {
        return None;
    }
    let alike = mine.iter().flatten().any(|x| theirs.iter().flatten().any(|y| alike(x, y)));
    let shared = a.names().filter(|name| b.names().any(|other| other == *name)).count();
    let same_place = a.first_page.is_some() && a.first_page == b.first_page && !a.first_author.is_empty() && a.first_author == b.first_author;
    (!alike && shared < 2 && !same_place).then(|| "titles that have nothing in common".to_owned())
}

/// Whether two folded titles may be printings of one: one begins the other, or half of the words of the shorter are in
/// the longer.
fn alike(a: &str, b: &str) -> bool {
    if a == b || a.starts_with(b) || b.starts_with(a) {
        return true;
    }
    let words = |text: &str| -> BTreeSet<String> { text.split(' ').map(str::to_owned).collect() };
    let (a, b) = (words(a), words(b));
    let common = a.intersection(&b).count();
    common * 2 >= a.len().min(b.len())
}
