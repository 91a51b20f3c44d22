//! Whole entries: what each of these was found in a real file, and is told here with invented works.

use super::*;
use crate::record::{ContainerKind, Doi, Kind, Pages, PartialDate, Record, RelationKind, Severity};
use std::sync::Arc;

fn entries(text: &str) -> Vec<Entry> {
    let context = Context { source: Arc::from("test.bib"), list_year: None };
    let mut reader = reader(Box::new(io::Cursor::new(text.to_owned())), context);
    std::iter::from_fn(|| reader.next_entry().expect("memory can be read")).collect()
}

fn records(text: &str) -> Vec<Record> {
    entries(text).into_iter().filter_map(|entry| entry.record).collect()
}

fn record(text: &str) -> Record {
    records(text).into_iter().next().expect("a record")
}

/// Severity and message of every finding, and the names of the fields left over.
fn said(text: &str) -> (Vec<String>, Vec<String>) {
    let all = entries(text);
    let findings =
        all.iter().flat_map(|e| &e.diagnostics).map(|d| format!("{}: {}", d.severity, d.message)).collect();
    (findings, all.iter().flat_map(|e| e.unused.clone()).collect())
}

fn titles(text: &str) -> Vec<String> {
    records(text).into_iter().map(|r| r.title).collect()
}

fn families(record: &Record) -> Vec<&str> {
    record.authors().map(|a| a.name.family_or_collective()).collect()
}

#[test]
fn files_are_told_by_an_entry() {
    for text in [
        "@article{a, title={T}}",
        "% made by hand\n\n@Comment{jabref-meta: databaseType:bibtex;}",
        "@STRING (a = \"b\")",
        "My list:\n  @reallyunknowntype{test,\n  Comment = {x}\n}",
        "@\n %c\npreamble\n {\"x\"}",
        "@misc{",
    ] {
        assert!(recognises(text), "{text}");
    }
    for text in [
        "<pre>@article{a, title={T}}</pre>",
        "[{\"note\": \"\n@article{a,\"}]",
        "TY  - JOUR\nN1  - see a@book {b}\n",
        "@prefix a: <b> .\n@media {x}",
        "mail me at jane@book.org (now)",
        "",
    ] {
        assert!(!recognises(text), "{text}");
    }
}

#[test]
fn a_broken_entry_costs_itself() {
    let good = "@misc{z, title={Last}}\n";
    for (broken, first) in [
        ("@misc{a, title={First}\n", "First"),
        ("@misc{a, title={First, year={2000}\n", "First"),
        ("@misc{a,\n title={First,\n year={2000}\n}\n", "First"),
        ("@misc{a, title=\"First, year=2000}\n", "First, year=2000"),
        ("@misc{a title={First}}\n", "First"),
        ("@misc{a, title {First}}\n", "First"),
        ("@misc{a, title=First thing, year=2000}\n", "First thing"),
        ("@misc{a, title={First}}, year={2000}}\n", "First"),
        ("@misc{a, title={First} year={2000}}\n", "First"),
    ] {
        let text = format!("{broken}{good}");
        let found = titles(&text);
        assert_eq!(found.last().map(String::as_str), Some("Last"), "{broken}: {found:?}");
        assert!(found[0].starts_with(first.split(',').next().unwrap_or_default()), "{broken}: {found:?}");
        assert_eq!(found.len(), 2, "{broken}");
        assert!(said(&text).0.iter().any(|s| s.starts_with("warning")), "{broken}: {:?}", said(&text));
    }
}

#[test]
fn odd_entries_are_no_broken_ones() {
    for text in [
        "@misc{, title={T}}",
        "@misc{k e y, title={T}}",
        "@misc{schlüssel, title={T}}",
        "@misc{title={T}}",
        "@misc(a, title={T (x)})",
        "@misc{a\n, title = {T}\n, year = 2000\n}",
        "@misc{a, % {\n title={T}, % }\n}",
        "@misc{a, title={T},, year=2000,}",
        "@misc{a, title={T}} @misc{a, title={T}}",
        "@misc{a, title={T}, title={T}, file={x}, file={y}}",
    ] {
        assert!(titles(text).iter().all(|t| t.starts_with('T')) && !titles(text).is_empty(), "{text}");
        assert_eq!(said(text).0, [""; 0], "{text}");
    }
}

#[test]
fn nothing_outside_of_entries_is_lost_without_a_word() {
    let loud = |text: &str| said(text).0.iter().filter(|s| !s.starts_with("note")).count();
    let entry = "@misc{a, title={T}}\n";
    for (text, expected) in [
        ("A comment in prose.\n", 0),
        ("% @misc{b, title={Not meant}}\n", 0),
        ("@comment{@misc{b, title={Not meant}}}\n", 0),
        ("}\n", 0),
        ("misc{b,\n title={Lost},\n}\n", 1),
        ("@comment{never closed\n", 1),
    ] {
        let whole = format!("{text}{entry}");
        assert_eq!(titles(&whole), ["T"], "{text}");
        assert_eq!(loud(&whole), expected, "{text}: {:?}", said(&whole));
    }
    assert_eq!(said("% @misc{b, title={N}}\n@misc{a, title={T}}").0.len(), 1);
    // What is said of the text before an entry does not change its number.
    let numbers: Vec<_> = entries("prose\n@misc{a, title={T}}\nmore\n@misc{b, title={U}}\nend")
        .iter()
        .map(|e| e.record.as_ref().map(|r| r.number))
        .collect();
    assert_eq!(numbers, [Some(1), Some(2), None]);
}

#[test]
fn parents_may_stand_before_and_after() {
    let part = "@inproceedings{p, title={Part}, author={Smith, Jane}, crossref={W}, pages={1--2}}\n";
    let whole = "@proceedings{w, title={Whole}, booktitle={Proceedings of the Whole}, editor={Doe, \
    John}, year=2001, \
                 publisher={Press}, isbn={978-0-306-40615-7}, doi={10.5555/w}, url={http://a.org}}\n";
    for text in [format!("{part}{whole}"), format!("{whole}{part}")] {
        let all = records(&text);
        let found = all.iter().find(|r| r.title == "Part").expect("the part");
        let place = found.container.as_ref().expect("a container");
        assert_eq!(
            (place.title.as_str(), place.kind),
            ("Proceedings of the Whole", ContainerKind::Proceedings)
        );
        assert_eq!((place.isbns.len(), found.isbns.len()), (1, 0));
        assert_eq!(found.published.map(PartialDate::year), Some(2001));
        assert_eq!(found.publisher.as_deref(), Some("Press"));
        assert_eq!(found.contributors.len(), 2);
        // What names the whole does not name the part.
        assert!(found.doi.is_none() && found.urls.is_empty());
        assert!(
            matches!(found.relations[..], [ref r] if r.kind == RelationKind::PartOf && r.target.doi.is_some())
        );
        assert_eq!(said(&text).0, [""; 0]);
    }
    // Records keep the order of the file, whoever waits for whom.
    let text = format!("{part}@misc{{m, title={{Between}}}}\n{whole}");
    assert_eq!(titles(&text), ["Part", "Between", "Whole"]);
}

#[test]
fn missing_parents_rings_and_data() {
    let alone = "@incollection{p, title={Part}, crossref={nowhere}}";
    assert_eq!(titles(alone), ["Part"]);
    assert!(said(alone).0[0].contains("'nowhere' that this one refers to is not in the file"));
    let ring = "@book{a, title={A}, crossref={b}}\n@book{b, title={B}, crossref={a}}";
    assert_eq!(titles(ring), ["A", "B"]);
    let data = "@book{a, title={A}, xdata={x}}\n@xdata{x, publisher={Press}, xdata={y}}\n@xdata{y, \
         location={Here}}";
    let found = record(data);
    assert_eq!((found.publisher.as_deref(), found.place.as_deref()), (Some("Press"), Some("Here")));
    assert_eq!(records(data).len(), 1);
    let alias = "@article{new, title={T}, journal={J}}\n@article{old, crossref={new}}";
    assert_eq!(titles(alias), ["T"]);
    assert!(said(alias).0[0].starts_with("note: only another key"));
    let periodical =
        "@periodical{p, title={A Journal}, volume=3, date={2007-12}}\n@article{a, title={T}, crossref={p}}";
    let place = records(periodical).pop().and_then(|r| r.container).expect("a container");
    assert_eq!((place.title.as_str(), place.volume.as_deref()), ("A Journal", Some("3")));
    // BibTeX's `inbook` may have no title of its own.
    let inbook = "@inbook{c, chapter=2, crossref={b}}\n@book{b, title={The Book}, author={Smith, Jane}}";
    assert_eq!(titles(inbook), ["The Book", "The Book"]);
}

#[test]
fn identifiers_in_every_dress() {
    let found = record(
        "@article{a, title={T}, doi={http://dx.doi.org/10.5555/A\\_B}, url={https://doi.org/10.5555/a_b}, \
         isbn={2049-3630 (electronic)\\textbackslash{}r1234-5678}, eprint={arXiv:2101.00001v2}, \
         archivePrefix={arXiv}, \
         note={{PMID:} 123}, bdsk-url-1={https://www.ncbi.nlm.nih.gov/pmc/articles/PMC77/}, \
         mrnumber={MR1 (2a:3)}}",
    );
    assert_eq!(found.doi.as_ref().map(Doi::as_str), Some("10.5555/a_b"));
    assert_eq!(
        found.container.as_ref().and_then(|c| c.eissn).map(|i| i.to_string()).as_deref(),
        Some("2049-3630")
    );
    assert_eq!(found.arxiv.as_deref(), Some("2101.00001"));
    assert_eq!(
        (found.pmid.map(|p| p.to_string()).as_deref(), found.pmcid.map(|p| p.to_string()).as_deref()),
        (Some("123"), Some("PMC77"))
    );
    assert!(found.urls.is_empty(), "{:?}", found.urls);
    assert_eq!(found.accessions[0].number, "MR1");
    for (text, expected) in [
        ("eprint={0402237}, primaryclass={cond-mat}, archiveprefix={arXiv}", "cond-mat/0402237"),
        ("arxiv={9809006 [hep-th]}", "hep-th/9809006"),
        ("journal={CoRR}, volume={abs/1305.0194}", "1305.0194"),
        ("journal={arXiv preprint arXiv:2003.01234}", "2003.01234"),
        ("url={http://arxiv.org/abs/math/0510479v1}", "math/0510479"),
    ] {
        let found = record(&format!("@article{{a, title={{T}}, {text}}}"));
        assert_eq!((found.arxiv.as_deref(), found.kind), (Some(expected), Kind::Preprint), "{text}");
    }
    let book = record(
        "@book{b, title={B}, isbn={0 306 40615 2 (hardback); 978-0-8044-2957-3}, url={www.a.org/x y}}",
    );
    assert_eq!(book.isbns.len(), 2);
    assert_eq!(book.urls, ["http://www.a.org/x%20y"]);
    let (findings, _) = said("@article{a, title={T}, doi={nothing}, issn={1234-5678}, isbn={doi:10.5555/x}}");
    let warnings = findings.iter().filter(|s| s.starts_with("warning")).count();
    assert_eq!((warnings, findings.len()), (2, 3), "{findings:?}");
}

#[test]
fn kinds_and_containers() {
    for (text, kind, place) in [
        ("@article{a, title={T}, journal={J}}", Kind::JournalArticle, Some(ContainerKind::Journal)),
        (
            "@article{a, title={T}, journaltitle={J}, entrysubtype={newspaper}}",
            Kind::NewsItem,
            Some(ContainerKind::Newspaper),
        ),
        ("@incollection{a, title={T}, booktitle={B}}", Kind::BookChapter, Some(ContainerKind::Book)),
        (
            "@conference{a, title={T}, booktitle={B}, journal={J}}",
            Kind::ConferencePaper,
            Some(ContainerKind::Proceedings),
        ),
        ("@phdthesis{a, title={T}, school={S}}", Kind::DoctoralThesis, None),
        ("@thesis{a, title={T}, type={phdthesis}, institution={S}}", Kind::DoctoralThesis, None),
        ("@mastersthesis{a, title={T}, school={S}, pages={99}}", Kind::Thesis, None),
        ("@online{a, title={T}, url={http://a.org}}", Kind::WebPage, None),
        ("@online{a, title={T}, eprint={2101.00001}, eprinttype={arxiv}}", Kind::Preprint, None),
        ("@software{a, title={T}, version={1.1}}", Kind::Software, None),
        ("@misc{a, title={T}, type={Dataset}}", Kind::Dataset, None),
        ("@book{a, title={T}, series={S}, number=3}", Kind::Book, Some(ContainerKind::Book)),
        ("@techreport{a, title={T}, number={7}, institution={I}}", Kind::Report, Some(ContainerKind::Other)),
        ("@collection{a, booktitle={T}, editor={A, B}}", Kind::Book, None),
    ] {
        let found = record(text);
        assert_eq!(
            (found.title.as_str(), found.kind, found.container.map(|c| c.kind)),
            ("T", kind, place),
            "{text}"
        );
    }
    assert!(said("@reallyunknowntype{a, title={T}}").0[0].contains("'@reallyunknowntype' is not known"));
}

#[test]
fn fields_of_web_of_science() {
    let found = record(
        "@article{ ISI:1,\nAuthor = {Okafor, Chidi and Lindqvist, Maja and Okafor, Ada},\nTitle = {{A \
         title with a\n   break}},\n\
         Journal = {{JOURNAL OF CARE}},\nJournal-ISO = {{J. Care}},\nMonth = {{OCT 1}},\nYear = \
         {{2018}},\nType = {{Article}},\n\
         Affiliation = {{Lindqvist, M (Reprint Author), Univ A, Dept B, Town, Land.\n   Okafor, Chidi; \
         Lindqvist, Maja, Univ A, \
         Dept B, Town, Land.\n   Okafor, Ada, St. C Hosp, Town, Land.}},\nAuthor-Email = {{m@a.org}},\n\
         ORCID-Numbers = {{Lindqvist, Maja/0000-0002-1825-0097\n   Nobody, At All/0000-0002-1694-233X}},\n\
         Funding-Acknowledgement = {{Agency {[}1/2, 3]; Other}},\n\
         Cited-References = {{ROE A, 2006, J CARE, V1, P2, DOI 10.5555/r.\n   St. Poe B, 1999, CARE.}},\n\
         Times-Cited = {{12}},\nUnique-ID = {{ISI:1}},\nOA = {{Green Published}},\n\
         Keywords = {{one; two}},\nKeywords-Plus = {{THREE}},\n}",
    );
    assert_eq!(found.title, "A title with a break");
    assert_eq!(found.published.map(|d| d.to_string()).as_deref(), Some("2018-10-01"));
    let people: Vec<_> =
        found.authors().map(|a| (a.corresponding, a.orcid.is_some(), a.affiliations.len())).collect();
    assert_eq!(people, [(false, false, 1), (true, true, 1), (false, false, 1)]);
    assert_eq!(
        found.authors().nth(2).map(|a| a.affiliations[0].text.as_str()),
        Some("St. C Hosp, Town, Land")
    );
    assert_eq!(found.container.as_ref().and_then(|c| c.abbreviation.as_deref()), Some("J. Care"));
    assert_eq!((found.citation_count, found.open_access, found.grants.len()), (Some(12), Some(true), 3));
    assert_eq!((found.references.len(), found.references[0].doi.is_some()), (2, true));
    assert_eq!(found.keywords, ["one", "two", "THREE"]);
}

#[test]
fn fields_of_other_writers() {
    // ACM, Scopus, MDPI, JabRef's import of MEDLINE, annotations of BibLaTeX, a file of the user.
    let found = record(
        "@inproceedings{a, title={T}, booktitle={Proc}, pages={1–13}, articleno={4}, address={New \
         York}, location={Amsterdam}, \
         note={cited By 7}, url={https://www.scopus.com/inward/record.uri?eid=2-s2.0-99&x=1}, \
         file={:C\\:\\\\me\\\\x.pdf:PDF}, \
         author={Okafor, Chidi and Lindqvist, Maja}, author+an={2=corresponding}, \
         author+an:orcid={1=\"0000-0002-1825-0097\"}}",
    );
    assert_eq!(found.container.as_ref().and_then(|c| c.pages.clone()), Some(Pages::Article("4".to_owned())));
    assert_eq!((found.place.as_deref(), found.citation_count), (Some("New York"), Some(7)));
    assert_eq!(found.accessions[0].number, "2-s2.0-99");
    let people: Vec<_> = found.authors().map(|a| (a.corresponding, a.orcid.is_some())).collect();
    assert_eq!(people, [(false, true), (true, false)]);
    assert!(!format!("{found:?}").contains("x.pdf"));
    let medline = record(
        "@article{a, title={T}, author={Okafor, Chidi}, institution={Univ A, Town. c@a.org}, journal={J}}",
    );
    assert_eq!(medline.publisher, None);
    assert_eq!(medline.authors().next().map(|a| a.affiliations[0].text.as_str()), Some("Univ A, Town."));
}

#[test]
fn people_who_are_no_authors() {
    let found = record(
        "@video{a, title={T}, author={Roe, Jane and others}, editor={Doe, John}, editortype={director}, \
         translator={Poe, Ann}, \
         editora={Loe, Bo}, editoratype={collaborator}, collaboration={ATLAS}}",
    );
    let roles: Vec<_> = found
        .contributors
        .iter()
        .map(|c| format!("{:?} {}", c.role, c.name.family_or_collective()))
        .collect();
    assert_eq!(roles, ["Author Roe", "Author ATLAS", "Translator Poe", "Investigator Loe"]);
    assert!(found.authors_cut);
    assert_eq!(
        said("@video{a, title={T}, editor={Doe, John}, editortype={director}}").1,
        ["editor (director)"]
    );
    // Two of one name are two.
    assert_eq!(
        families(&record("@misc{a, title={T}, author={Zhang, S. and Wang, H. and Zhang, S.}}")).len(),
        3
    );
}

#[test]
fn what_cannot_be_read_is_refused_in_bounded_time() {
    for (text, severity) in [
        (format!("@misc{{a, title = {}", "{".repeat(100_000)), Severity::Error),
        (format!("@misc{{a, title = {{{}}}}}", "x".repeat(extent::MAX_ENTRY + 1)), Severity::Error),
        ("@misc{a, author={Smith, Jane}}".to_owned(), Severity::Error),
        (
            format!(
                "{}@misc{{a, title=s63}}",
                (1..64).fold("@string{s0={xxxxxxxxxx}}\n".to_owned(), |all, n| format!(
                    "{all}@string{{s{n}=s{m} # s{m}}}\n",
                    m = n - 1
                ))
            ),
            Severity::Warning,
        ),
    ] {
        let all = entries(&text);
        assert!(all.iter().flat_map(|e| &e.diagnostics).any(|d| d.severity == severity), "{}", &text[..20]);
        assert!(all.iter().filter_map(|e| e.record.as_ref()).all(|r| r.title.len() <= 2 << 20));
    }
}
