//! Lines to blocks: where one record of a listing ends and the next begins, and which of its lines are what.
//!
//! Looks at single lines only; what the lines say is left to the modules beside this one. Holds one record at a time.

use super::bracket;
use crate::read::line::{Line, Lines};
use crate::record::Position;
use std::collections::VecDeque;
use std::io::{self, BufRead};

/// Most text that one record may have, in bytes (4 MiB). Lines beyond it are left out and reported.
const MAX_RECORD: usize = 4 << 20;

/// What a line takes besides its text, about.
const PER_LINE: usize = 32;

/// A line of a wrapped citation is at least this long; shorter lines before a citation are headings of the page.
const WRAPPED: usize = 40;

/// The lines of one record, sorted by part.
#[derive(Debug, Default)]
pub(in crate::read) struct Block {
    pub(super) rank: Option<u32>,
    pub(super) position: Position,
    pub(super) citation: Vec<Line>,
    pub(super) abstract_lines: Vec<Line>,
    pub(super) affiliations: Vec<Line>,
    /// Lines of the record that fit no part.
    pub(super) unplaced: Vec<Line>,
    /// Lines outside of records, before this one or after it.
    pub(super) outside: Vec<Line>,
    /// Lines with flaws, for their flaws only.
    pub(super) flawed: Vec<Line>,
    /// Part that was open when the source ended.
    pub(super) truncated: Option<&'static str>,
    /// Parts that ended without the line that should close them.
    pub(super) unclosed: Vec<(&'static str, Position)>,
    /// Lines left out because the record is too long.
    pub(super) left_out: usize,
    size: usize,
}

/// Where in a record the reader is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Outside of records.
    Closed,
    /// Citation lines are expected or under way.
    Citation,
    /// Between the citation and a part, or between parts.
    Between,
    Abstract,
    Affiliations,
}

/// A record starts.
#[derive(Debug, Clone, Copy)]
struct Start {
    rank: Option<u32>,
}

/// What a line is by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Blank,
    Bar,
    Rank(u32),
    RankBar(u32),
    /// `Abstract`, with the text that follows on the line (from this byte on).
    Abstract(usize),
    Affiliations,
    Collapse {
        bar: bool,
    },
    /// Bars that close cells, or a bullet.
    Item,
    Text,
}

/// Splits a listing into blocks.
#[derive(Debug)]
pub(in crate::read) struct Blocks<R> {
    lines: Lines<R>,
    ahead: VecDeque<Line>,
    state: State,
    block: Option<Block>,
    outside: Vec<Line>,
    outside_size: usize,
}

impl<R: BufRead> Blocks<R> {
    pub(in crate::read) fn new(lines: Lines<R>) -> Self {
        Self {
            lines,
            ahead: VecDeque::new(),
            state: State::Closed,
            block: None,
            outside: Vec::new(),
            outside_size: 0,
        }
    }

    /// The next record's lines, `None` after the last.
    pub(in crate::read) fn next_block(&mut self) -> io::Result<Option<Block>> {
        while let Some(mut line) = self.next_line()? {
            let kind = classify(&line.text);
            let flawed =
                Line { number: line.number, flaws: std::mem::take(&mut line.flaws), ..Line::default() };
            if let Some(start) = self.starts_record(&line, &kind)? {
                let done = self.begin(start.rank, line, &kind);
                self.keep_flaws(flawed);
                if done.is_some() {
                    return Ok(done);
                }
            } else {
                self.place(line, &kind)?;
                self.keep_flaws(flawed);
            }
        }
        if let Some(block) = &mut self.block {
            block.truncated = match self.state {
                State::Abstract => Some("abstract"),
                State::Affiliations => Some("affiliations"),
                State::Citation if !has_brackets(&block.citation) => Some("citation line"),
                _ => None,
            };
        }
        Ok(self.finish())
    }

    /// Flaws of lines go with the record under way, else with the next one.
    fn keep_flaws(&mut self, line: Line) {
        if !line.flaws.is_empty() {
            self.block.as_mut().map_or(&mut self.outside, |b| &mut b.flawed).push(line);
        }
    }

    /// Lines that belong to no record and have no record to go with.
    pub(in crate::read) fn take_outside(&mut self) -> Vec<Line> {
        std::mem::take(&mut self.outside)
    }

    /// Whether a record starts at this line, and if so with which rank.
    fn starts_record(&mut self, line: &Line, kind: &Kind) -> io::Result<Option<Start>> {
        Ok(match kind {
            Kind::RankBar(rank) => Some(Start { rank: Some(*rank) }),
            Kind::Rank(rank) => {
                let ranked = Some(Start { rank: Some(*rank) });
                let between = matches!(self.state, State::Closed | State::Between);
                match self.peek()?.map(|l| (classify(&l.text), &l.text)) {
                    Some((Kind::Bar, _)) => {
                        self.drop_peeked();
                        ranked
                    }
                    Some((Kind::Text, text)) if bracket::is_citation(text) => ranked,
                    Some((Kind::Text, text)) if between && text.len() >= WRAPPED => ranked,
                    _ => None,
                }
            }
            Kind::Text => {
                let expected = self.state == State::Citation
                    && self
                        .block
                        .as_ref()
                        .is_some_and(|b| !has_brackets(&b.citation) || bracket::is_open(&b.citation));
                let here = match self.state {
                    State::Closed => bracket::is_citation(&line.text) || bracket::has_identifiers(&line.text),
                    _ => bracket::is_citation(&line.text) && !line.text.trim_start().starts_with('['),
                };
                (here && !expected).then_some(Start { rank: None })
            }
            _ => None,
        })
    }

    /// Starts a record; hands over the one before.
    fn begin(&mut self, rank: Option<u32>, line: Line, kind: &Kind) -> Option<Block> {
        let mut block = Block { rank, position: line.position(), ..Block::default() };
        let done = if self.block.is_some() {
            if let (State::Abstract | State::Affiliations, Some(open)) = (self.state, &mut self.block) {
                open.unclosed.push((part(self.state), line.position()));
            }
            self.finish()
        } else {
            None
        };
        if *kind == Kind::Text {
            block.citation = if done.is_some() { Vec::new() } else { self.wrapped_start(&line) };
            block.outside = self.take_outside();
            if let Some(first) = block.citation.first() {
                block.position = first.position();
            }
            block.citation.push(line);
        } else {
            block.outside = self.take_outside();
        }
        self.block = Some(block);
        self.state = State::Citation;
        done
    }

    /// The lines just before a citation line without a rank that seem to be its beginning.
    fn wrapped_start(&mut self, line: &Line) -> Vec<Line> {
        let mut next = line.number;
        let mut from = self.outside.len();
        while let Some(before) = from.checked_sub(1).and_then(|i| self.outside.get(i)) {
            if before.number + 1 != next || before.text.trim().len() < WRAPPED {
                break;
            }
            next = before.number;
            from -= 1;
        }
        self.outside.split_off(from)
    }

    /// Puts a line that starts no record where it belongs.
    fn place(&mut self, line: Line, kind: &Kind) -> io::Result<()> {
        let Some(block) = &mut self.block else {
            self.outside_size += line.text.len() + PER_LINE;
            if self.outside_size <= MAX_RECORD && !matches!(kind, Kind::Blank | Kind::Bar) {
                self.outside.push(line);
            }
            return Ok(());
        };
        block.size += line.text.len() + PER_LINE;
        if block.size > MAX_RECORD {
            block.left_out += 1;
            return Ok(());
        }
        let position = line.position();
        let before = self.state;
        self.state = match (before, kind) {
            (State::Affiliations, Kind::Bar) => {
                if self.is_final_bar()? {
                    State::Closed
                } else {
                    self.keep(line);
                    State::Affiliations
                }
            }
            (_, Kind::Bar | Kind::Collapse { bar: true }) | (State::Closed, Kind::Blank) => State::Closed,
            (State::Closed, _) => {
                block.outside.push(line);
                State::Closed
            }
            (_, Kind::Collapse { bar: false }) => State::Between,
            (_, Kind::Abstract(from)) => {
                if line.text.len() > *from {
                    block.abstract_lines.push(line.from(*from));
                }
                State::Abstract
            }
            (_, Kind::Affiliations) => State::Affiliations,
            (State::Between, Kind::Item) => {
                block.affiliations.push(line);
                State::Affiliations
            }
            (State::Citation, Kind::Text | Kind::Item | Kind::Rank(_)) => {
                self.keep_citation(line);
                State::Citation
            }
            (state, _) => {
                self.keep(line);
                state
            }
        };
        let closed = matches!(kind, Kind::Collapse { .. });
        let left = matches!(before, State::Abstract | State::Affiliations) && self.state != before;
        if let (true, false, Some(block)) = (left, closed, &mut self.block) {
            block.unclosed.push((part(before), position));
        }
        Ok(())
    }

    fn keep(&mut self, line: Line) {
        let Some(block) = &mut self.block else { return };
        match self.state {
            State::Abstract => block.abstract_lines.push(line),
            State::Affiliations => block.affiliations.push(line),
            _ if line.is_blank() => (),
            _ => block.unplaced.push(line),
        }
    }

    /// A further line of a citation, as long as the citation is not complete.
    fn keep_citation(&mut self, line: Line) {
        let Some(block) = &mut self.block else { return };
        if bracket::continues(&block.citation, &line.text) {
            block.citation.push(line);
        } else {
            block.unplaced.push(line);
        }
    }

    /// Whether a bar inside an affiliation block ends the record: the next record or the end of the source follows.
    fn is_final_bar(&mut self) -> io::Result<bool> {
        Ok(match self.peek()?.map(|l| (classify(&l.text), bracket::is_citation(&l.text))) {
            None | Some((Kind::Rank(_) | Kind::RankBar(_), _) | (Kind::Text, true)) => true,
            Some(_) => false,
        })
    }

    fn finish(&mut self) -> Option<Block> {
        self.state = State::Closed;
        self.block.take()
    }

    fn next_line(&mut self) -> io::Result<Option<Line>> {
        match self.ahead.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.lines.next_line(),
        }
    }

    /// The next line that is not blank, without taking it.
    fn peek(&mut self) -> io::Result<Option<&Line>> {
        loop {
            match self.ahead.back() {
                Some(line) if !line.is_blank() => break,
                _ => match self.lines.next_line()? {
                    // Blank lines say nothing to anybody further on, so a million of them take no memory.
                    Some(line) if line.is_blank() && line.flaws.is_empty() => (),
                    Some(line) => self.ahead.push_back(line),
                    None => return Ok(None),
                },
            }
        }
        Ok(self.ahead.back())
    }

    fn drop_peeked(&mut self) {
        self.ahead.pop_back();
    }
}

fn part(state: State) -> &'static str {
    if state == State::Abstract { "abstract" } else { "affiliations" }
}

fn has_brackets(citation: &[Line]) -> bool {
    citation.iter().any(|line| bracket::is_citation(&line.text) || bracket::has_identifiers(&line.text))
}

/// Whether a line is a rank line, and whether with the line before it (a rank line or not) it starts a record.
pub(super) fn start_signs(line: &str, after_rank: bool) -> (bool, bool) {
    match classify(line) {
        Kind::Rank(_) => (true, false),
        Kind::RankBar(_) => (false, true),
        Kind::Bar => (false, after_rank),
        _ => (false, false),
    }
}

/// What a line is by itself. Marks of Markdown around a structural word do not matter.
fn classify(text: &str) -> Kind {
    let core = text.trim();
    if core.is_empty() {
        return Kind::Blank;
    }
    if core.len() <= 40 {
        let bare = core.trim_matches(['*', '_', '#', '`', ' ']);
        if let Some(kind) = structural(bare) {
            return kind;
        }
        if !core.chars().any(|c| c.is_alphanumeric() || c == '|') {
            return Kind::Blank; // a rule of dashes
        }
    }
    if let Some(after) = core.get(..9).filter(|lead| lead.eq_ignore_ascii_case("abstract:")) {
        let from = text.find(after).map_or(0, |i| i + after.len());
        return Kind::Abstract(from);
    }
    if core.starts_with('|') || is_bullet(core) { Kind::Item } else { Kind::Text }
}

/// The structural line that reads like this, marks of Markdown taken off.
fn structural(core: &str) -> Option<Kind> {
    let reads = |word: &str| core.trim_end_matches(':').trim_end().eq_ignore_ascii_case(word);
    if core == "|" || core == "\\|" {
        return Some(Kind::Bar);
    }
    if reads("abstract") {
        return Some(Kind::Abstract(usize::MAX));
    }
    if reads("affiliation(s)") || reads("affiliations") || reads("affiliation") {
        return Some(Kind::Affiliations);
    }
    if reads("collapse") {
        return Some(Kind::Collapse { bar: false });
    }
    let inner = core.trim_matches(['|', '\\', ' ', '*', '#']);
    let bars = core.matches('|').count();
    if bars == 1 && inner.eq_ignore_ascii_case("collapse") {
        return Some(Kind::Collapse { bar: true });
    }
    let digits = inner.strip_suffix(['.', ')']).unwrap_or(inner);
    let is_number = !digits.is_empty() && digits.len() <= 7 && digits.bytes().all(|b| b.is_ascii_digit());
    match (is_number, bars) {
        (true, 0) => digits.parse().ok().map(Kind::Rank),
        (true, 1 | 2) => digits.parse().ok().map(Kind::RankBar),
        _ => None,
    }
}

/// Whether a line begins with a bullet.
pub(super) fn is_bullet(text: &str) -> bool {
    let mut characters = text.chars();
    matches!(characters.next(), Some('-' | '\u{2010}' | '\u{2013}' | '\u{2022}' | '*' | '\u{b7}'))
        && characters.next().is_none_or(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_structural_lines_in_every_dress() {
        for (text, kind) in [
            ("", Kind::Blank),
            (" -- ", Kind::Blank),
            (" | ", Kind::Bar),
            ("12", Kind::Rank(12)),
            ("**12**", Kind::Rank(12)),
            ("12.", Kind::Rank(12)),
            ("1 |", Kind::RankBar(1)),
            ("| 12 |", Kind::RankBar(12)),
            ("# Abstract", Kind::Abstract(usize::MAX)),
            ("ABSTRACT:", Kind::Abstract(usize::MAX)),
            ("Affiliation(s) ", Kind::Affiliations),
            ("Affiliation", Kind::Affiliations),
            ("Collapse |", Kind::Collapse { bar: true }),
            ("collapse", Kind::Collapse { bar: false }),
            ("| |", Kind::Item),
            ("- Emma Hazeldine", Kind::Item),
            ("–1.11 mmol/mol", Kind::Text),
            ("12345678", Kind::Text),
            ("Abstract thinking in care", Kind::Text),
        ] {
            assert_eq!(classify(text), kind, "{text}");
        }
        assert_eq!(classify("  Abstract: We"), Kind::Abstract(11));
    }
}
