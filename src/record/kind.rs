//! What sort of thing a work is, as far as its source says.

use serde::{Deserialize, Serialize};

/// The sort of a work. Each is an Expression class of FaBiO; `model.md` section 5 says why Work classes are not used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Kind {
    /// The source does not say.
    #[default]
    Unknown,
    /// Article in a journal.
    JournalArticle,
    /// Article in a newspaper or magazine.
    NewsItem,
    /// Paper read at a conference, or printed in its proceedings.
    ConferencePaper,
    /// The proceedings of a conference as a whole.
    Proceedings,
    /// Manuscript made public before review.
    Preprint,
    /// Book, edited or not.
    Book,
    /// Chapter or entry of a book.
    BookChapter,
    /// Report of an organisation, working paper.
    Report,
    /// Thesis of any degree.
    Thesis,
    /// Doctoral thesis.
    DoctoralThesis,
    /// Data set.
    Dataset,
    /// Software.
    Software,
    /// Web page, blog post, forum post.
    WebPage,
    /// Patent.
    Patent,
    /// Standard.
    Standard,
    /// Peer review report.
    PeerReview,
    /// Anything else: film, map, letter, statute, …
    Other,
}
