//! DOI, PMID, PMCID, numbers in databases and addresses, wherever writers put them.

use super::fields::Value;
use super::notes::Notes;
use super::sheet::{self, Origin, Sheet, at};
use crate::read::address::completed;
use crate::read::draft::Draft;
use crate::record::{Accession, Doi, Pmcid, Pmid};
use std::borrow::Cow;

/// Most values of one kind that a record is read for.
const MOST: usize = 64;

pub(super) fn place(sheet: &Sheet<'_>, notes: &Notes, draft: &mut Draft) {
    dois(sheet, notes, draft);
    let mut weak = Weak::default();
    for value in sheet.any([*b"UR", *b"L1", *b"L2"]).take(MOST) {
        at(draft, value);
        for url in urls(value.text).take(MOST) {
            address(&url, &mut weak, draft);
        }
    }
    numbers(sheet, notes, weak.pmid, draft);
    weak.fill(draft);
}

/// `DO` is a DOI or is reported; other fields may be one.
fn dois(sheet: &Sheet<'_>, notes: &Notes, draft: &mut Draft) {
    for value in sheet.all(*b"DO").take(MOST) {
        at(draft, value);
        let text = value.text.split("<br").next().unwrap_or_default();
        // Several DOIs, or words around one: the first word that is one counts.
        let words = || text.split_whitespace().map(|word| word.split(";10.").next().unwrap_or_default());
        let found = sici(text).or_else(|| words().find_map(whole_word));
        match found {
            Some(doi) if draft.record.doi.is_none() => draft.record.doi = Some(doi),
            Some(doi) if draft.record.doi.as_ref() == Some(&doi) => {}
            Some(doi) => draft.repeated("doi", doi.as_str()),
            None => draft.doi(value.text),
        }
    }
    if draft.record.doi.is_some() {
        return;
    }
    let others = sheet.any([*b"L3", *b"M3", *b"N1", *b"L1", *b"ID", *b"AN", *b"L2", *b"M1"]);
    for value in others.take(MOST) {
        if draft.record.doi.is_some() {
            return;
        }
        if let Some(doi) = whole(value.text) {
            draft.record.doi = Some(doi);
        }
    }
    if draft.record.doi.is_none() {
        draft.record.doi = notes.doi.as_deref().and_then(whole);
    }
}

/// A DOI made of a SICI, into which blanks have come: `10.1639/0044-7447(2000)029 [ 0126:FITEOT]2.0.CO;2`.
fn sici(text: &str) -> Option<Doi> {
    let blank = text.contains(char::is_whitespace) && text.to_ascii_uppercase().contains(".CO;2");
    blank.then(|| text.split_whitespace().collect::<String>()).and_then(|text| whole_word(&text))
}

/// The DOI that a word is; SICI DOIs hold semicolons, and one may close it.
fn whole_word(word: &str) -> Option<Doi> {
    decoded(word.trim_end_matches([',', ';'])).parse().ok()
}

/// The DOI that a text is, with or without a lead and a closing stop.
pub(super) fn whole(text: &str) -> Option<Doi> {
    let text = text.trim().trim_end_matches(['.', ',', ';']);
    let short = text.len() <= 256 && !text.contains('\n') && text.contains("10.");
    let resolver = !text.contains("://") || text.contains("doi.org/");
    if short && resolver { decoded(text).parse().ok() } else { None }
}

/// `%2F` is `/`: DOIs inside addresses are escaped.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') || !(text.contains("://") || text.contains("%2")) {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let hex = text
            .get(at + 1..at + 3)
            .filter(|_| *byte == b'%')
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        plain.push(hex.unwrap_or(*byte));
        at += if hex.is_some() { 3 } else { 1 };
    }
    String::from_utf8(plain).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Accession numbers and what `C2`, `C3`, `C5`, `U1`, `U2` hold.
fn numbers(sheet: &Sheet<'_>, notes: &Notes, pmid: Option<Pmid>, draft: &mut Draft) {
    for value in sheet.all(*b"AN").take(MOST) {
        at(draft, value);
        match value.text.parse::<Pmid>() {
            // An address names it as the PMID.
            Ok(number) if pmid == Some(number) => draft.pmid(value.text),
            _ => accession(sheet, value.text, draft),
        }
    }
    for text in &notes.accessions {
        accession(sheet, text, draft);
    }
    for value in [*b"U1", *b"C2", *b"C3", *b"C5", *b"C7", *b"U2", *b"ID"]
        .into_iter()
        .flat_map(|tag| sheet.all(tag))
        .take(MOST)
    {
        at(draft, value);
        if !custom(sheet, value, draft) && matches!(&value.tag, b"U1" | b"C2" | b"C5" | b"U2") {
            draft.unused(String::from_utf8_lossy(&value.tag).into_owned());
        }
    }
    let record = &mut draft.record;
    record.pmid = record.pmid.or_else(|| notes.pmid.as_deref()?.parse().ok());
    record.pmcid = record.pmcid.or_else(|| notes.pmcid.as_deref()?.parse().ok());
}

fn add(draft: &mut Draft, bank: &str, number: &str) {
    let number = number.trim();
    let known = |a: &Accession| a.bank == bank && a.number == number;
    if !number.is_empty() && number.len() <= 64 && !draft.record.accessions.iter().any(known) {
        draft.record.accessions.push(Accession { bank: bank.to_owned(), number: number.to_owned() });
    }
}

/// `AN`: what it is a number of shows in its form, or in the database named.
fn accession(sheet: &Sheet<'_>, text: &str, draft: &mut Draft) {
    let text = text.trim();
    let numeric = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if let Some(number) =
        text.strip_prefix("WOS:").or(text.strip_prefix("ISI:")).or(text.strip_prefix("UT WOS:"))
    {
        return add(draft, "Web of Science", number);
    }
    if text.parse::<Pmcid>().is_ok() {
        return draft.pmcid(text);
    }
    if text.starts_with("pub.") {
        return add(draft, "Dimensions", text);
    }
    if text.starts_with("CN-") {
        return add(draft, "CENTRAL", text);
    }
    // Rayyan's own number of the reference, and a DOI that stands for one.
    if text.starts_with("rayyan-") || whole(text).is_some() {
        return;
    }
    match sheet.origin {
        Origin::Nlm | Origin::OvidMedline if numeric && text.len() <= 8 => draft.pmid(text),
        Origin::Embase if text.starts_with('L') || numeric => add(draft, "Embase", text),
        Origin::PsycInfo => add(draft, "APA PsycInfo", text),
        Origin::Scopus if text.starts_with("2-s2.0-") => add(draft, "Scopus", text),
        _ => match sheet.first(*b"DB").map(|v| v.text.lines().next().unwrap_or_default()) {
            Some("psyh") => add(draft, "APA PsycInfo", text),
            Some(bank) => text.split(';').take(MOST).for_each(|number| add(draft, bank, number)),
            None if is_psycinfo(text) => add(draft, "APA PsycInfo", text),
            None if draft.record.accessions.iter().any(|a| a.number == text) => {}
            None => draft.unused("AN"),
        },
    }
}

/// `2016-15681-004`.
fn is_psycinfo(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    lengths == [4, 5, 3] && parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()))
}

/// Custom fields in which a writer keeps an identifier. Whether this is one.
fn custom(sheet: &Sheet<'_>, value: Value<'_>, draft: &mut Draft) -> bool {
    let text = value.text.trim();
    let numeric = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match &value.tag {
        b"U1" if labelled(text, draft) => true,
        // EPPI-Reviewer numbers its references there.
        b"U1" => numeric || super::notes::is_count(text),
        b"C2" | b"C3" | b"C5" | b"C7" if text.len() <= 12 && text.parse::<Pmcid>().is_ok() => {
            draft.pmcid(text);
            true
        }
        b"C2" if sheet.origin == Origin::Scopus && numeric => {
            draft.pmid(text);
            true
        }
        b"C5" if sheet.origin == Origin::Embase && numeric => {
            draft.pmid(text);
            true
        }
        b"C3" if text.contains("PUBMED ") || text.contains("EMBASE ") => {
            cochrane(text, draft);
            true
        }
        b"U2" if text.starts_with('L') && text[1..].bytes().all(|b| b.is_ascii_digit()) => {
            add(draft, "Embase", text);
            true
        }
        b"ID" if is_lens(text) => {
            add(draft, "Lens", text);
            true
        }
        b"ID" if sheet.origin == Origin::PsycInfo && is_psycinfo(text) => {
            add(draft, "APA PsycInfo", text);
            true
        }
        b"ID" if sheet.origin == Origin::OvidMedline && numeric && sheet.has(*b"NL") => {
            draft.pmid(text);
            true
        }
        _ => false,
    }
}

/// `35957633 [PMID]`, `PMC9359172 [PMCID]`, `23690738[pmid]`.
fn labelled(text: &str, draft: &mut Draft) -> bool {
    let Some((number, label)) = text.strip_suffix(']').and_then(|text| text.rsplit_once('[')) else {
        return false;
    };
    match label.to_ascii_lowercase().as_str() {
        "pmid" => draft.pmid(number),
        "pmcid" => draft.pmcid(number),
        "doi" => draft.doi(number),
        _ => return false,
    }
    true
}

/// `PUBMED 38407106,EMBASE 643589775`.
fn cochrane(text: &str, draft: &mut Draft) {
    for part in text.split([',', ';']) {
        match part.trim().split_once(' ') {
            Some(("PUBMED", number)) => draft.pmid(number),
            Some(("EMBASE", number)) => add(draft, "Embase", number),
            Some((bank, number)) => add(draft, bank, number),
            None => {}
        }
    }
}

/// `000-463-679-101-31X`.
fn is_lens(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 19
        && bytes.iter().enumerate().all(|(at, b)| match at {
            3 | 7 | 11 | 15 => *b == b'-',
            18 => b.is_ascii_digit() || *b == b'X',
            _ => b.is_ascii_digit(),
        })
}

/// The addresses in a field: one to a line, or parted by blanks and semicolons.
fn urls(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    // Paths of files on somebody's disk hold blanks.
    let parts = text.split(|c: char| c.is_whitespace()).flat_map(|part| part.split(";http").enumerate());
    parts.filter_map(|(n, part)| {
        let part = part.trim_end_matches([';', ',']);
        match part {
            "" => None,
            _ if n > 0 => Some(Cow::Owned(format!("http{part}"))),
            _ if part.starts_with("//") => Some(Cow::Owned(format!("https:{part}"))),
            _ => Some(completed(part)),
        }
    })
}

/// Identifiers that stand in addresses; they count where no field of their own gives one.
#[derive(Default)]
struct Weak {
    doi: Option<Doi>,
    pmid: Option<Pmid>,
    pmcid: Option<Pmcid>,
}

impl Weak {
    fn fill(self, draft: &mut Draft) {
        let record = &mut draft.record;
        record.doi = record.doi.take().or(self.doi);
        record.pmid = record.pmid.or(self.pmid);
        record.pmcid = record.pmcid.or(self.pmcid);
    }
}

/// An address: what it identifies, and whether it leads to the work.
fn address(url: &str, weak: &mut Weak, draft: &mut Draft) {
    let after = |mark: &str| url.find(mark).and_then(|at| url.get(at + mark.len()..));
    let until =
        |rest: &'static [char]| move |text: &str| text.split(rest).next().unwrap_or_default().to_owned();
    let segment = until(&['/', '?', '#', '&']);
    // `<Go to ISI>://000334648000001`, parted at its blanks.
    if let Some(number) = url.strip_prefix("ISI>://") {
        return add(draft, "Web of Science", number.trim_start_matches("WOS:"));
    }
    if let Some(doi) = url.contains("doi.org/").then(|| whole(url)).flatten() {
        // The address of the DOI says no more than the DOI.
        weak.doi.get_or_insert(doi);
        return;
    }
    if let Some(doi) = after("/doi/").and_then(doi_in_path) {
        weak.doi.get_or_insert(doi);
    }
    if let Some((database, number)) = ebsco(url) {
        add(draft, database, number);
    }
    if let Some(number) =
        after("pubmed.ncbi.nlm.nih.gov/").or(after("ncbi.nlm.nih.gov/pubmed/")).map(&segment)
    {
        weak.pmid = weak.pmid.or(number.parse().ok());
    }
    if let Some(number) = after("/articles/PMC").map(&segment) {
        weak.pmcid = weak.pmcid.or(format!("PMC{number}").parse().ok());
    }
    if let Some(number) = after("eid=2-s2.0-").map(&segment) {
        add(draft, "Scopus", &format!("2-s2.0-{number}"));
    }
    if let Some(doi) = after("&doi=").map(&segment).filter(|_| url.contains("scopus.com/")) {
        weak.doi = weak.doi.take().or(decoded(&doi).parse().ok());
    }
    if let Some(id) = after("lens.org/").map(&segment).filter(|id| is_lens(id)) {
        add(draft, "Lens", &id);
    }
    if let Some((database, number)) = sheet::ovid(url)
        && sheet::is_ovid_medline(database)
        && number.len() <= 8
    {
        weak.pmid = weak.pmid.or(number.parse().ok());
    }
    draft.url(url);
}

/// `pdf/10.1000/x?download=true`, `10.1000/x/full`: a publisher's address below `/doi/`.
fn doi_in_path(path: &str) -> Option<Doi> {
    const VIEWS: [&str; 9] = [
        "/abstract",
        "/full",
        "/pdf",
        "/epdf",
        "/summary",
        "/fulltext.html",
        "/issuetoc",
        "/references",
        "/pdfdirect",
    ];
    let doi = path.get(path.find("10.")?..)?.split(['?', '#', '&']).next()?;
    whole(VIEWS.iter().find_map(|view| doi.strip_suffix(view)).unwrap_or(doi))
}

/// Database and accession number in an address of EBSCO.
fn ebsco(url: &str) -> Option<(&str, &str)> {
    let (host, query) = url.split_once('?')?;
    let parameter = |name: &str| query.split('&').find_map(|p| p.strip_prefix(name)?.strip_prefix('='));
    host.contains("ebscohost.com").then_some(())?;
    let database = parameter("db")?.split(',').next()?;
    Some((if database == "psyh" { "APA PsycInfo" } else { database }, parameter("AN")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doi_is_found_where_a_field_is_one() {
        for text in
            ["10.1000/x(2)", "doi: 10.1000/X(2)", "http://dx.doi.org/10.1000/x%282%29", "10.1000/x(2)."]
        {
            assert_eq!(whole(text).map(|d| d.to_string()).as_deref(), Some("10.1000/x(2)"), "{text}");
        }
        assert_eq!(
            whole_word("10.1000/2.0.CO;2,").map(|d| d.to_string()).as_deref(),
            Some("10.1000/2.0.co;2")
        );
        let spaced = sici("10.1639/0044-7447(2000)029 [ 0126:FITEOT]2.0.CO;2").map(|d| d.to_string());
        assert_eq!(spaced.as_deref(), Some("10.1639/0044-7447(2000)029[0126:fiteot]2.0.co;2"));
        for path in ["pdf/10.1000/x?download=1", "10.1000/x/full", "abs/10.1000/x"] {
            assert_eq!(doi_in_path(path).map(|d| d.to_string()).as_deref(), Some("10.1000/x"), "{path}");
        }
        for text in ["see 10.1000/x", "https://example.org/10.1000/x", "", "10.1000/x\nand more"] {
            assert_eq!(whole(text), None, "{text}");
        }
    }

    #[test]
    fn addresses_are_parted() {
        let all = |text| urls(text).map(Cow::into_owned).collect::<Vec<_>>();
        assert_eq!(all("http://a.org; http://b.org"), ["http://a.org", "http://b.org"]);
        assert_eq!(
            all("http://a.org;http://b.org\n//c.org"),
            ["http://a.org", "http://b.org", "https://c.org"]
        );
        assert!(is_lens("000-463-679-101-31X") && !is_lens("2019-65183-001"));
        assert!(is_psycinfo("2019-65183-001") && !is_psycinfo("2019-65183-1"));
    }
}
