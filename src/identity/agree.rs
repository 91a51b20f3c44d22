//! Whether two records that share an identifier can be the same work.

use super::claim::Claim;
use crate::record::{Kind, WorkKey};

/// What a record shows of itself to others, made ready for being compared many times.
pub(super) struct Face<'a> {
    pub(super) claim: &'a Claim,
    pub(super) names: Vec<WorkKey>,
    /// Words of the title, sorted, each once.
    title: Vec<&'a str>,
    original: Vec<&'a str>,
}

impl<'a> Face<'a> {
    pub(super) fn of(claim: &'a Claim) -> Self {
        let words = |text: &'a str| {
            let mut words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
            words.sort_unstable();
            words.dedup();
            words
        };
        let original = claim.original_title.as_deref().unwrap_or_default();
        Self { claim, names: claim.names().collect(), title: words(&claim.title), original: words(original) }
    }

    /// How many identifiers both have.
    pub(super) fn shared(&self, other: &Self) -> usize {
        self.names.iter().filter(|name| other.names.contains(name)).count()
    }
}

/// Why two records cannot be one work; `None` where they can.
pub(super) fn contradiction(x: &Face<'_>, y: &Face<'_>) -> Option<String> {
    let (a, b) = (x.claim, y.claim);
    let differ = |scheme: &str, x: Option<String>, y: Option<String>| match (x, y) {
        (Some(x), Some(y)) if x != y => {
            Some(format!("two {scheme}s, {} and {}", x.clone().min(y.clone()), x.max(y)))
        }
        _ => None,
    };
    differ("DOI", a.doi.as_ref().map(ToString::to_string), b.doi.as_ref().map(ToString::to_string))
        .or_else(|| differ("PMID", a.pmid.map(|p| p.to_string()), b.pmid.map(|p| p.to_string())))
        .or_else(|| differ("PMCID", a.pmcid.map(|p| p.to_string()), b.pmcid.map(|p| p.to_string())))
        .or_else(|| notice(a, b))
        .or_else(|| kinds(a.kind, b.kind))
        .or_else(|| titles(x, y))
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
    let opens =
        |words: &str| title.strip_prefix(words).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    OPENINGS.iter().any(|words| opens(words))
        || title == "correction"
        || title == "retraction"
        || ends_in_a_place(title)
}

/// Whether a folded title ends in the place of another article, as Web of Science prints corrections:
/// `… (vol 33, pg 717, 2019)`.
fn ends_in_a_place(title: &str) -> bool {
    let Some((_, place)) = title.rsplit_once(" vol ") else { return false };
    let words: Vec<&str> = place.split(' ').collect();
    words.len() <= 6 && words.iter().skip(1).any(|word| matches!(*word, "pg" | "p"))
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
fn titles(x: &Face<'_>, y: &Face<'_>) -> Option<String> {
    let (a, b) = (x.claim, y.claim);
    if a.title.is_empty() || b.title.is_empty() {
        return None;
    }
    let begins = a.title.starts_with(&b.title) || b.title.starts_with(&a.title);
    // Another first author makes a title that is only similar the title of another work: of a sequel, or of another chapter.
    let strangers =
        !a.first_author.is_empty() && !b.first_author.is_empty() && a.first_author != b.first_author;
    let quarters = if strangers { 3 } else { 2 };
    let alike = || {
        let theirs = [&y.title, &y.original];
        [&x.title, &x.original].iter().any(|one| theirs.iter().any(|other| alike(one, other, quarters)))
    };
    let same_place = || {
        a.first_page.is_some()
            && a.first_page == b.first_page
            && !a.first_author.is_empty()
            && a.first_author == b.first_author
    };
    let one = begins || alike() || x.shared(y) > 1 || same_place();
    (!one).then(|| "titles that have nothing in common".to_owned())
}

/// Whether two titles may be printings of one: so many quarters of the words of the shorter are in the longer. Words are
/// sorted.
fn alike(a: &[&str], b: &[&str], quarters: usize) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let common = short.iter().filter(|word| long.binary_search(word).is_ok()).count();
    !short.is_empty() && common * 4 >= short.len() * quarters
}
