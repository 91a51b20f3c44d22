//! Addresses, in the four ways in which databases tie them to authors -> affiliations of the authors.

use super::columns::{Cells, Column};
use super::lists::at_most;
use super::people::Index;
use crate::read::draft::Draft;
use crate::record::Affiliation;

/// Addresses of one author, and different ones of one record. Real ones stay far below.
const MOST_ADDRESSES: usize = 100;
const MOST_KNOWN: usize = 5000;

/// Parts of the address for correspondence.
const MOST_CORRESPONDING: usize = 500;

/// Gives the authors their affiliations. `printed` are their names as the list of authors has them.
pub(super) fn fill(draft: &mut Draft, cells: Cells<'_>, printed: &[&str]) {
    if draft.record.authors().next().is_none() {
        return;
    }
    let index = Index::new(&draft.record.contributors);
    let mut known: Vec<&str> = parts(cells.first(Column::Affiliations)).collect();
    known.truncate(MOST_KNOWN);
    let mut found = Found { draft, index };
    for (name, raw) in cells.all(Column::ScopusAddresses) {
        let before = found.count();
        found.scopus(raw, printed, &known);
        found.note_unused(before, name);
    }
    for (name, raw) in cells.all(Column::DimensionsAddresses) {
        let before = found.count();
        if before == 0 {
            found.dimensions(raw);
            found.note_unused(before, name);
        }
    }
    for (name, raw) in cells.all(Column::WosAddresses) {
        let before = found.count();
        found.wos(raw);
        found.note_unused(before, name);
    }
    for (name, raw) in cells.all(Column::EmbaseAddresses) {
        let before = found.count();
        found.embase(raw);
        found.note_unused(before, name);
    }
    // Addresses as printed say more than names of institutions.
    let mut listed: Vec<(&str, &str)> = cells.all(Column::ListedAddresses).collect();
    listed.sort_by_key(|(name, _)| !name.contains("raw"));
    for (name, raw) in listed {
        let before = found.count();
        if before == 0 {
            found.listed(raw);
            found.note_unused(before, name);
        }
    }
    if found.count() == 0 {
        for (name, raw) in cells.all(Column::Affiliations) {
            found.of_one(raw, name);
        }
    }
}

/// Marks the corresponding authors.
pub(super) fn mark_corresponding(draft: &mut Draft, cells: Cells<'_>) {
    let index = Index::new(&draft.record.contributors);
    for (name, raw) in cells.all(Column::Correspondence) {
        let mut marked = false;
        for piece in at_most(draft, "corresponding author", MOST_CORRESPONDING, top_level(raw, ';')) {
            // "C. Okafor; Univ A", "Okafor, C (corresponding author), Univ A", "Okafor, Chidi (Univ A)", "C.
            // Okafor, Univ A"
            let before = piece.split(" (").next().unwrap_or_default();
            let commas: Vec<usize> = before.match_indices(',').map(|(i, _)| i).take(2).collect();
            let ends = [
                commas.get(1).copied().unwrap_or(before.len()),
                commas.first().copied().unwrap_or(before.len()),
            ];
            let author = ends.into_iter().find_map(|end| index.find(before.get(..end).unwrap_or_default()));
            if let Some(author) = author.and_then(|n| draft.record.contributors.get_mut(n)) {
                author.corresponding = true;
                marked = true;
            }
        }
        if !marked {
            draft.unused(name.to_owned());
        }
    }
    for (name, raw) in cells.all(Column::IsCorresponding) {
        let flags: Vec<&str> = raw.split('|').collect();
        if flags.len() == draft.record.authors().count() {
            for (author, flag) in draft.record.contributors.iter_mut().zip(flags) {
                author.corresponding = flag.eq_ignore_ascii_case("true");
            }
        } else {
            draft.unused(name.to_owned());
        }
    }
}

/// Addresses being given to authors.
struct Found<'a> {
    draft: &'a mut Draft,
    index: Index,
}

impl Found<'_> {
    fn count(&self) -> usize {
        self.draft.record.contributors.iter().map(|c| c.affiliations.len()).sum()
    }

    /// A column that gave nothing to anybody was not used.
    fn note_unused(&mut self, before: usize, name: &str) {
        if self.count() == before {
            self.draft.unused(name.to_owned());
        }
    }

    fn give(&mut self, author: usize, address: &str) {
        let Some(affiliation) = self.draft.affiliation(address.trim_matches([' ', ',', ';'])) else { return };
        let Some(author) = self.draft.record.contributors.get_mut(author) else { return };
        let room = author.affiliations.len() < MOST_ADDRESSES;
        if room && !author.affiliations.iter().any(|known: &Affiliation| known.text == affiliation.text) {
            author.affiliations.push(affiliation);
        }
    }

    /// `Okafor C., Univ A, Leeds, Univ C, York; Lindqvist M., Univ B`: entries in the order of authors, each
    /// opened by the name as the list of authors has it. Where one ends and the next begins, the list of
    /// addresses tells.
    fn scopus(&mut self, raw: &str, printed: &[&str], known: &[&str]) {
        let mut entries: Vec<(Option<usize>, String)> = Vec::new();
        let mut next = 0;
        for piece in raw.split(';').map(str::trim) {
            let opens =
                |n: usize| printed.get(n).and_then(|name| after_name(piece, name)).map(|rest| (n, rest));
            let found = (next..printed.len()).take(3).find_map(opens);
            if let Some((n, rest)) = found {
                entries.push((Some(n), rest.to_owned()));
                next = n + 1;
                continue;
            }
            let (name, rest) = piece.split_once(", ").unwrap_or((piece, ""));
            match (self.index.find(name), entries.last_mut()) {
                // A semicolon inside an address.
                (None, Some((Some(_), address))) => {
                    address.push_str("; ");
                    address.push_str(piece);
                }
                (author, _) => entries.push((author, rest.to_owned())),
            }
        }
        for (author, addresses) in entries {
            let Some(author) = author else { continue };
            for address in tiles(&addresses, known) {
                self.give(author, address);
            }
        }
    }

    /// `Okafor, Chidi (Univ A, Leeds; Univ C, York); Lindqvist, Maja (Univ B)`
    fn dimensions(&mut self, raw: &str) {
        for piece in top_level(raw, ';') {
            let Some((name, addresses)) = piece.split_once(" (") else { continue };
            let Some(author) = self.index.find(name) else { continue };
            let addresses = addresses.strip_suffix(')').unwrap_or(addresses);
            for address in top_level(addresses, ';') {
                self.give(author, address);
            }
        }
    }

    /// `[Okafor, Chidi; Lindqvist, Maja] Univ A, Leeds; [Lindqvist, Maja] Univ B`
    fn wos(&mut self, raw: &str) {
        if !raw.starts_with('[') {
            return self.of_one(raw, "");
        }
        for piece in raw.split('[').filter(|piece| !piece.trim().is_empty()) {
            let Some((names, address)) = piece.split_once(']') else { continue };
            let authors: Vec<usize> = names.split(';').filter_map(|name| self.index.find(name)).collect();
            for author in authors {
                self.give(author, address);
            }
        }
    }

    /// `(Okafor C., address; Lindqvist M.) Univ A, Leeds , (Lindqvist M.) Univ B`
    fn embase(&mut self, raw: &str) {
        let Some(raw) = raw.strip_prefix('(') else { return };
        for piece in raw.replace(" ,(", " , (").split(" , (") {
            let Some((names, address)) = piece.split_once(')') else { continue };
            for name in names.split(';') {
                // An e-mail address may follow the name.
                let name = name.split(',').next().unwrap_or_default();
                if let Some(author) = self.index.find(name) {
                    self.give(author, address);
                }
            }
        }
    }

    /// One for every author, parted by bars or semicolons.
    fn listed(&mut self, raw: &str) {
        let delimiter = if raw.contains('|') { '|' } else { ';' };
        let addresses: Vec<&str> = raw.split(delimiter).collect();
        if addresses.len() == self.draft.record.authors().count() {
            for (author, address) in addresses.into_iter().enumerate() {
                let address = of_python(address).unwrap_or(address);
                self.give(author, super::columns::value(address));
            }
        }
    }

    /// Addresses of nobody in particular: those of an only author; an only address could be anyone's.
    fn of_one(&mut self, raw: &str, name: &str) {
        if self.draft.record.authors().count() > 1 {
            if !name.is_empty() {
                self.draft.unused(name.to_owned());
            }
            return;
        }
        for address in parts(raw) {
            self.give(0, address);
        }
    }
}

/// OpenAlex once wrote what Python prints: `{'raw_affiliation_string': 'Univ A', 'institution_ids': […]}`.
fn of_python(text: &str) -> Option<&str> {
    let (_, value) = text.split_once("'raw_affiliation_string': ")?;
    let quote = value.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let inside = value.strip_prefix(quote)?;
    let end = inside.find(&format!("{quote}, '")).or_else(|| inside.rfind(quote))?;
    inside.get(..end)
}

/// What follows a name and a comma.
fn after_name<'a>(piece: &'a str, name: &str) -> Option<&'a str> {
    let rest = piece.strip_prefix(name.trim())?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix(',') }
}

/// Cuts a run of addresses into those known; the whole of it where they do not make it up.
fn tiles<'a>(addresses: &'a str, known: &[&str]) -> Vec<&'a str> {
    let whole = addresses.trim();
    let (mut rest, mut found) = (whole, Vec::new());
    while !rest.is_empty() {
        let fits = |k: &&&str| {
            rest.strip_prefix(**k).is_some_and(|after| after.is_empty() || after.starts_with(','))
        };
        let Some(tile) = known.iter().filter(|k| !k.is_empty()).filter(fits).max_by_key(|k| k.len()) else {
            return vec![whole];
        };
        let (tile, after) = rest.split_at_checked(tile.len()).unwrap_or((rest, ""));
        found.push(tile);
        rest = after.trim_start_matches([',', ' ']);
    }
    found
}

fn parts(raw: &str) -> impl Iterator<Item = &str> {
    raw.split([';', '|']).map(str::trim).filter(|part| !part.is_empty())
}

/// Parts at a delimiter that is not inside parentheses.
pub(super) fn top_level(text: &str, delimiter: char) -> Vec<&str> {
    let (mut depth, mut start) = (0_i32, 0);
    let mut found = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = (depth - 1).max(0),
            _ if c == delimiter && depth == 0 => {
                found.extend(text.get(start..at));
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    found.extend(text.get(start..));
    found.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_cut_where_the_list_of_them_says() {
        let known = ["Univ A, Leeds", "Univ A, Leeds, UK", "Univ B, York"];
        assert_eq!(tiles("Univ A, Leeds, UK, Univ B, York", &known), ["Univ A, Leeds, UK", "Univ B, York"]);
        assert_eq!(tiles("Univ A, Leeds, Univ C", &known), ["Univ A, Leeds, Univ C"]);
    }

    #[test]
    fn parentheses_protect_delimiters() {
        assert_eq!(top_level("A (x; y); B [z; w]; C", ';'), ["A (x; y)", "B [z; w]", "C"]);
        assert_eq!(top_level("a); b", ';'), ["a)", "b"]);
    }
}
