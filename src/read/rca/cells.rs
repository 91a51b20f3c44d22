//! The affiliation block -> affiliations and given names of the authors.
//!
//! ```text
//! block = { cell "|" "|" }
//! cell  = [ "- " name newline { "- " affiliation newline } ]
//! ```
//!
//! There is one cell for each author, an empty one where there are no data, so a cell's number is the author's. That is
//! believed only where the names agree; else each cell goes to the one author whose name it bears, and where that does
//! not work out for all of them, nothing is asserted and the text is kept aside.

mod names;

use super::block::is_bullet;
use crate::read::findings::Findings;
use crate::read::line::Line;
use crate::read::passage::squeeze;
use crate::record::{Affiliation, DiagnosticKind, Position, Record};
use names::{Authors, Bearer};

/// The cell of one author: the name first, then the affiliations.
#[derive(Debug, Default)]
struct Cell {
    items: Vec<String>,
    position: Position,
}

/// Ties the lines of an affiliation block to the authors of `record`.
pub(super) fn assign(lines: &[Line], record: &mut Record, findings: &mut Findings) {
    let authors = Authors::new(&record.contributors);
    let (mut cells, regular) = cells(lines);
    if cells.len() == 1 && record.contributors.len() > 1 {
        cells = cut_at_names(cells, &authors);
    }
    let filled: Vec<(usize, &Cell)> = cells.iter().enumerate().filter(|(_, c)| !c.items.is_empty()).collect();
    if filled.is_empty() {
        return;
    }
    let by_count: Option<Vec<(usize, Bearer)>> = (regular && cells.len() <= record.contributors.len())
        .then(|| filled.iter().map(|(i, c)| authors.bears(&c.items[0], *i).map(|b| (*i, b))).collect())
        .flatten();
    let at = filled[0].1.position;
    let (bearers, by_name) = match by_count {
        Some(bearers) => (Some(bearers), false),
        None => (distinct(filled.iter().map(|(_, c)| authors.only_bearer(&c.items[0])).collect()), true),
    };
    let Some(bearers) = bearers else {
        let message = format!(
            "{} cells with {} names do not agree with the {} authors of the citation line",
            cells.len(),
            filled.len(),
            record.contributors.len()
        );
        let action = "no affiliation is asserted; the text was kept aside";
        findings.warn(DiagnosticKind::Inconsistent, "affiliations", at, message, action);
        record.unplaced.extend(filled.iter().flat_map(|(_, c)| c.items.iter().cloned()));
        return;
    };
    if by_name {
        let message = format!(
            "{} cells do not count the {} authors of the citation line",
            cells.len(),
            record.contributors.len()
        );
        let action = "each cell was tied to the one author who bears its name";
        findings.warn(DiagnosticKind::Inconsistent, "affiliations", at, message, action);
    }
    let ties: Vec<(usize, Bearer, &Cell)> =
        bearers.into_iter().zip(filled).map(|((author, bearer), (_, cell))| (author, bearer, cell)).collect();
    for (author, bearer, cell) in ties {
        tie(author, bearer, cell, record, findings);
    }
}

/// Gives an author what a cell says.
fn tie(author: usize, bearer: Bearer, cell: &Cell, record: &mut Record, findings: &mut Findings) {
    if !bearer.extra.is_empty() {
        let message = format!("'{}' after the name of an author was kept aside", bearer.extra);
        findings.note(DiagnosticKind::UnplacedText, "affiliations", cell.position, message);
        record.unplaced.push(bearer.extra);
    }
    let Some(contributor) = record.contributors.get_mut(author) else { return };
    if let crate::record::Name::Person(person) = &mut contributor.name {
        person.given = bearer.given;
        if person.suffix.is_none() {
            person.suffix = bearer.suffix;
        }
    }
    contributor.affiliations = cell.items[1..].iter().map(|text| Affiliation::new(text.as_str())).collect();
}

/// One bearer for each cell, no author twice.
fn distinct(bearers: Vec<Option<(usize, Bearer)>>) -> Option<Vec<(usize, Bearer)>> {
    let bearers: Vec<(usize, Bearer)> = bearers.into_iter().collect::<Option<_>>()?;
    let mut seen: Vec<usize> = bearers.iter().map(|(author, _)| *author).collect();
    seen.sort_unstable();
    seen.windows(2).all(|pair| pair[0] != pair[1]).then_some(bearers)
}

/// The cells of a block; whether its bars come in pairs throughout.
fn cells(lines: &[Line]) -> (Vec<Cell>, bool) {
    let bulleted = lines.iter().any(|l| is_bullet(without_bars(&l.text).trim_start()));
    let mut cells = Vec::new();
    let mut cell = Cell::default();
    let mut bars = 0_usize;
    let mut regular = true;
    for line in lines {
        for token in tokens(&line.text) {
            match token {
                Token::Bars(count) => bars += count,
                Token::Text(text) => {
                    regular &= bars.is_multiple_of(2);
                    for _ in 0..bars.div_ceil(2) {
                        cells.push(std::mem::take(&mut cell));
                    }
                    bars = 0;
                    add(&mut cell, text, bulleted, line);
                }
            }
        }
    }
    // The bar that ends the record may stand in the block where its closing line is missing.
    regular &= bars.is_multiple_of(2) || bars > 1;
    for _ in 0..bars / 2 {
        cells.push(std::mem::take(&mut cell));
    }
    if !cell.items.is_empty() {
        cells.push(cell);
    }
    (cells, regular)
}

/// Adds a line's text to a cell: a new item, or more of the one before where items have bullets and this has none.
fn add(cell: &mut Cell, text: &str, bulleted: bool, line: &Line) {
    let bullet = is_bullet(text);
    let mut characters = text.chars();
    if bullet {
        characters.next();
    }
    let content = squeeze(characters.as_str());
    if content.is_empty() {
        return;
    }
    match cell.items.last_mut() {
        Some(item) if bulleted && !bullet => {
            item.push(' ');
            item.push_str(&content);
        }
        _ => {
            if cell.items.is_empty() {
                cell.position = line.position();
            }
            cell.items.push(content);
        }
    }
}

enum Token<'a> {
    Bars(usize),
    Text(&'a str),
}

fn without_bars(text: &str) -> &str {
    text.trim_start_matches(['|', ' ', '\\'])
}

/// Bars at both ends of a line, and pairs of bars inside it; a single bar inside a text is part of the text.
fn tokens(line: &str) -> Vec<Token<'_>> {
    let bars = |t: &str| t.matches('|').count();
    let start = without_bars(line);
    let text = start.trim_end_matches(['|', ' ', '\\']);
    let mut tokens = vec![Token::Bars(bars(&line[..line.len() - start.len()]))];
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('|') {
        let next = without_bars(after);
        if bars(&after[..after.len() - next.len()]) == 0 {
            break;
        }
        tokens.push(Token::Text(before.trim()));
        tokens.push(Token::Bars(1 + bars(&after[..after.len() - next.len()])));
        rest = next;
    }
    if !rest.is_empty() {
        tokens.push(Token::Text(rest.trim()));
    }
    tokens.push(Token::Bars(bars(&start[text.len()..])));
    tokens
}

/// Cuts the one cell of a block that has lost its bars where an author's name begins.
fn cut_at_names(cells: Vec<Cell>, authors: &Authors) -> Vec<Cell> {
    let mut cut: Vec<Cell> = Vec::new();
    for cell in cells {
        for item in cell.items {
            match cut.last_mut() {
                Some(open) if authors.only_bearer(&item).is_none() => open.items.push(item),
                _ => cut.push(Cell { items: vec![item], position: cell.position }),
            }
        }
    }
    cut
}
