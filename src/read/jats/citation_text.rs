//! The parts of a citation -> its text, in the order of Vancouver citations.

/// The parts of a citation.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) authors: Vec<String>,
    pub(super) editors: Vec<String>,
    pub(super) cut: bool,
    pub(super) title: String,
    pub(super) source: String,
    pub(super) edition: String,
    pub(super) publisher: String,
    pub(super) place: String,
    pub(super) year: String,
    pub(super) volume: String,
    pub(super) issue: String,
    pub(super) first: String,
    pub(super) last: String,
    pub(super) number: String,
    pub(super) rest: Vec<String>,
}

impl Parts {
    /// `Smith J, Doe A. Title. Source 2020;1(2):3-4.`
    pub(super) fn joined(&self) -> String {
        let mut text = String::new();
        let mut sentence = |words: &str| {
            let words = words.trim();
            if !words.is_empty() {
                text.push_str(if text.is_empty() { "" } else { " " });
                text.push_str(words);
                text.push_str(if words.trim_end_matches('\u{201d}').ends_with(['.', '?', '!', ',']) {
                    ""
                } else {
                    "."
                });
            }
        };
        let cut = if self.cut { ", et al" } else { "" };
        if self.authors.is_empty() && self.title.is_empty() && !self.editors.is_empty() {
            sentence(&format!("{}, editors", self.editors.join(", ")));
        } else {
            sentence(&format!("{}{cut}", self.authors.join(", ")));
            sentence(&self.title);
            if !self.editors.is_empty() {
                sentence(&format!("In: {}, editors", self.editors.join(", ")));
            }
        }
        let pages = match (self.first.as_str(), self.last.as_str()) {
            ("", _) => self.number.clone(),
            (first, "") => first.to_owned(),
            (first, last) => format!("{first}-{last}"),
        };
        if self.publisher.is_empty() && self.place.is_empty() {
            sentence(&self.in_journal(&pages));
            sentence(&self.edition);
        } else {
            let volume =
                if self.volume.is_empty() { String::new() } else { format!(", vol. {}", self.volume) };
            sentence(&format!("{}{volume}", self.source));
            sentence(&self.edition);
            let house: Vec<&str> = [&self.place, &self.publisher]
                .into_iter()
                .map(String::as_str)
                .filter(|w| !w.is_empty())
                .collect();
            let year = if self.year.is_empty() { String::new() } else { format!("; {}", self.year) };
            sentence(&format!("{}{year}", house.join(": ")));
            if !pages.is_empty() {
                sentence(&format!("p. {pages}"));
            }
        }
        self.rest.iter().for_each(|words| sentence(words));
        text
    }

    fn in_journal(&self, pages: &str) -> String {
        let mut text = [self.source.as_str(), self.year.as_str()].join(" ").trim().to_owned();
        let mut issue = self.volume.clone();
        if !self.issue.is_empty() {
            issue = format!("{issue}({})", self.issue);
        }
        for (mark, part) in [(';', issue.as_str()), (':', pages)] {
            if !part.is_empty() {
                text.extend((!text.is_empty()).then_some(mark));
                text.push_str(part);
            }
        }
        text
    }
}
