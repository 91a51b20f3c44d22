use super::*;
use crate::record::{ContainerKind, Kind, Name, Pages, Record, Severity};
use serde_json::json;

fn entries(text: &str) -> Vec<Entry> {
    let context = Context { source: "test".into(), list_year: None };
    let mut reader = reader(Box::new(io::Cursor::new(text.to_owned().into_bytes())), context);
    std::iter::from_fn(|| reader.next_entry().unwrap()).collect()
}

/// The record of this work, of which nothing but notes is said.
fn record(work: &Value) -> Record {
    let entry = entries(&work.to_string()).pop().unwrap();
    let loud: Vec<String> =
        entry.diagnostics.iter().filter(|d| d.severity > Severity::Note).map(ToString::to_string).collect();
    assert!(loud.is_empty(), "{loud:?}");
    entry.record.unwrap()
}

#[test]
fn every_arrangement_gives_its_works() {
    let a = r#"{"id":"https://openalex.org/W1","title":"A"}"#;
    let b = r#"{"id":"W2","title":"B"}"#;
    let page = format!(r#"{{"meta":{{"count":2}},"results":[{a},{b}],"group_by":[]}}"#);
    for text in [
        page.clone(),
        format!("[{page}]"),
        format!("{a}\n{b}\n"),
        format!("{a}{b}"),
        format!("[{a},{b}]"),
        format!("[[{a}],[{b}]]"),
        format!("{{\"results\":[{a}]}}\n{{\"results\":[{b}]}}\n"),
    ] {
        let found: Vec<String> =
            entries(&text).iter().map(|e| e.record.as_ref().unwrap().openalex.unwrap().to_string()).collect();
        assert_eq!(found, ["W1", "W2"], "{text}");
    }
}

#[test]
fn what_is_no_work_is_refused_with_a_reason() {
    for (id, what) in [
        ("https://openalex.org/A1", "an author"),
        ("https://openalex.org/S1", "a source"),
        ("https://openalex.org/I1", "an institution"),
        ("https://openalex.org/keywords/care", "a keyword"),
    ] {
        let entry =
            entries(&json!({"id": id, "display_name": "N", "works_count": 1}).to_string()).pop().unwrap();
        assert!(
            entry.is_rejected() && entry.diagnostics[0].message.contains(what),
            "{:?}",
            entry.diagnostics
        );
    }
    let error = entries(r#"{"error":"Invalid query","message":"no such field"}"#).pop().unwrap();
    assert!(error.is_rejected() && error.diagnostics[0].message.contains("no such field"));
}

#[test]
fn openalex_is_told_from_what_names_it() {
    for start in [
        r#"{"meta":{"count":2,"db_response_time_ms":9},"results":[]"#,
        r#"{"results":[{"id":"https://openalex.org/W1","title":"A"}]}"#,
        r#"{"is_retracted":false,"biblio":{},"authorships":[{"auth"#,
        r#"[{"openalex_id":"https://openalex.org/W1","title":"A","venue":"V"}]"#,
        r#"{"id": "https://openalex.org/A1", "display_name": "B""#,
    ] {
        assert!(recognises(start), "{start}");
    }
    for start in [
        r#"[{"id":"https://openalex.org/W1","type":"article-journal","issued":{"date-parts":[[2020]]}}]"#,
        r#"[{"itemType":"journalArticle","url":"https://openalex.org/W1"}]"#,
        r#"{"DOI":"10.5555/a","reference-count":1,"resource":{"authorships":1}}"#,
        r#"{"doi":"10.5555/a","best_oa_location":{"id":"https://openalex.org/W1"}}"#,
        "https://openalex.org/W1",
    ] {
        assert!(!recognises(start), "{start}");
    }
}

#[test]
fn identifiers_come_as_addresses() {
    let found = record(&json!({
        "id": "https://openalex.org/W1", "doi": "https://doi.org/10.5555/A", "display_name": "A <i>title</i>.",
        "ids": {"openalex": "https://openalex.org/W1", "doi": "https://doi.org/10.5555/a", "mag": 12,
                "pmid": "https://pubmed.ncbi.nlm.nih.gov/29456894", "pmcid": "https://www.ncbi.nlm.nih.gov/pmc/articles/5815332"},
        "locations": [{"landing_page_url": "https://europepmc.org/articles/pmc5815332"}, {"landing_page_url": null}],
        "primary_location": {"landing_page_url": "https://doi.org/10.5555/a"}, "title": null,
    }));
    assert_eq!(found.title, "A title");
    assert_eq!(
        (found.doi.unwrap().as_str(), found.openalex.unwrap().to_string()),
        ("10.5555/a", "W1".to_owned())
    );
    assert_eq!(
        (found.pmid.unwrap().to_string(), found.pmcid.unwrap().to_string()),
        ("29456894".into(), "PMC5815332".into())
    );
    assert_eq!(found.accessions[0].number, "12");
    assert_eq!(found.urls, ["https://europepmc.org/articles/pmc5815332"]);
    let by_location = record(
        &json!({"id": "W1", "locations": [{"landing_page_url": "https://www.ncbi.nlm.nih.gov/pmc/articles/7"}]}),
    );
    assert_eq!(by_location.pmcid.map(|id| id.to_string()).as_deref(), Some("PMC7"));
}

#[test]
fn a_first_of_the_month_is_not_believed() {
    for (date, expected) in
        [("2021-03-17", "2021-03-17"), ("2021-03-01", "2021-03"), ("2021-01-01", "2021"), ("", "2020")]
    {
        let found = record(&json!({"id": "W1", "publication_date": date, "publication_year": 2020}));
        assert_eq!(found.published.map(|d| d.to_string()).as_deref(), Some(expected), "{date}");
    }
}

#[test]
fn kinds_are_made_more_exact() {
    for (name, crossref, source, expected) in [
        ("article", "journal-article", "journal", Kind::JournalArticle),
        ("article", "proceedings-article", "conference", Kind::ConferencePaper),
        ("review", "", "journal", Kind::JournalArticle),
        ("preprint", "posted-content", "repository", Kind::Preprint),
        ("posted-content", "", "repository", Kind::Preprint),
        ("dissertation", "", "repository", Kind::Thesis),
        ("libguides", "", "", Kind::Other),
        ("", "", "", Kind::Unknown),
    ] {
        let source = json!({"source": {"display_name": "S", "type": source}});
        let found =
            record(&json!({"id": "W1", "type": name, "type_crossref": crossref, "primary_location": source}));
        assert_eq!(found.kind, expected, "{name} {crossref}");
    }
    let new = record(
        &json!({"id": "W1", "type": "article", "primary_location": {"raw_type": "proceedings-article"}}),
    );
    assert_eq!(new.kind, Kind::ConferencePaper);
}

#[test]
fn names_are_those_that_are_printed() {
    let author = |raw: Value, profile: &str| json!({"raw_author_name": raw, "author": {"id": "A1", "display_name": profile}});
    let found = record(&json!({"id": "W1", "is_authors_truncated": true, "authorships": [
        author(json!("B. P. Abbott"), "Barry P. Abbott"),
        author(json!("Piwowar, Heather"), "H. Piwowar"),
        author(json!("Ozan Sener"), "Ozan Şener"),
        author(json!("J. Roy"), "Ana Roy"),
        author(Value::Null, "Ana Roy"),
        author(json!("PANG Ying"), "Ying Pang"),
        author(json!("The Care Study Group"), "Care"),
    ]}));
    let names: Vec<String> = found.contributors.iter().map(|c| c.name.full()).collect();
    assert_eq!(
        names,
        [
            "Barry P. Abbott",
            "Heather Piwowar",
            "Ozan Sener",
            "Roy J.",
            "Ana Roy",
            "Ying PANG",
            "The Care Study Group"
        ]
    );
    assert!(matches!(found.contributors[6].name, Name::Collective(_)) && found.authors_cut);
}

#[test]
fn affiliations_as_printed_have_the_ror_of_their_institution() {
    let institution = |id: &str, name: &str, ror: &str| json!({"id": id, "display_name": name, "ror": format!("https://ror.org/{ror}")});
    let affiliations = |authorship: Value| -> Vec<(String, bool)> {
        let found = record(&json!({"id": "W1", "authorships": [authorship]}));
        found.contributors[0].affiliations.iter().map(|a| (a.text.clone(), a.ror.is_some())).collect()
    };
    let one = institution("I1", "A University", "00cvxb145");
    let two = institution("I2", "B Hospital", "02jqc0m91");
    let pair = |text: &str, has: bool| (text.to_owned(), has);
    let name = json!({"display_name": "Ana Roy"});
    let new = json!({"author": name, "institutions": [one, two], "raw_affiliation_strings": ["Care, A Univ.", "Both"], "affiliations": [
        {"raw_affiliation_string": "Care, A Univ.", "institution_ids": ["I1"]},
        {"raw_affiliation_string": "Both", "institution_ids": ["I1", "I2"]},
    ]});
    assert_eq!(
        affiliations(new),
        [pair("Care, A Univ.", true), pair("Both", false), pair("B Hospital", true)]
    );
    let old = json!({"author": name, "institutions": [one, two], "raw_affiliation_strings": ["Ward 1, B Hospital#TAB#, Oslo", "Home"]});
    assert_eq!(
        affiliations(old),
        [pair("Ward 1, B Hospital , Oslo", true), pair("Home", false), pair("A University", true)]
    );
    let oldest = json!({"author": name, "institutions": [one], "raw_affiliation_string": "Univ. A, a@b.org"});
    assert_eq!(affiliations(oldest), [pair("Univ. A", true)]);
}

#[test]
fn corresponding_authors_are_marked_in_either_way() {
    let found = record(&json!({"id": "W1", "corresponding_author_ids": ["A2"], "authorships": [
        {"author": {"id": "A1", "display_name": "A B", "orcid": "https://orcid.org/0000-0002-1825-0097"}, "is_corresponding": true},
        {"author": {"id": "A2", "display_name": "C D", "orcid": null}, "is_corresponding": false},
        {"author": {"id": "A3", "display_name": "E F"}, "is_corresponding": null},
    ]}));
    let marks: Vec<(bool, bool)> =
        found.contributors.iter().map(|c| (c.corresponding, c.orcid.is_some())).collect();
    assert_eq!(marks, [(true, true), (true, false), (false, false)]);
}

#[test]
fn the_place_of_a_work_is_found() {
    let found = record(&json!({
        "id": "W1", "type": "article",
        "primary_location": {"license": null, "source": {
            "id": "https://openalex.org/S1", "display_name": "J &amp; C", "issn_l": "2049-3630", "issn": ["2434-561X", "2049-3630"],
            "host_organization_name": "P", "type": "journal"}},
        "biblio": {"volume": "6", "issue": "", "first_page": "e4375", "last_page": "e4375"},
        "open_access": {"is_oa": true, "oa_url": "https://p.org/a.pdf"}, "best_oa_location": {"license": "cc-by"},
    }));
    let place = found.container.unwrap();
    let issns =
        [place.issn_l, place.issn, place.eissn].map(|issn| issn.map(|i| i.to_string()).unwrap_or_default());
    assert_eq!(issns, ["2049-3630", "2049-3630", "2434-561X"]);
    assert_eq!((place.title.as_str(), place.kind, place.issue), ("J & C", ContainerKind::Journal, None));
    assert_eq!(place.pages, Some(Pages::Article("e4375".to_owned())));
    assert_eq!((found.publisher.as_deref(), found.licence.as_deref()), (Some("P"), Some("cc-by")));
    assert_eq!(
        (found.open_access, found.urls.as_slice()),
        (Some(true), &["https://p.org/a.pdf".to_owned()][..])
    );
    let old = record(
        &json!({"id": "W1", "host_venue": {"id": "V1", "display_name": "J", "issn": ["2049-3630"], "publisher": "P",
        "type": "journal", "license": "other-oa", "is_oa": false, "url": "https://doi.org/10.5555/a", "version": null}}),
    );
    let place = old.container.unwrap();
    assert_eq!(
        (place.title.as_str(), place.issn.is_some(), old.publisher.as_deref(), old.licence),
        ("J", true, Some("P"), None)
    );
    let book = record(&json!({"id": "W1", "type": "book-chapter", "primary_location": {
        "raw_source_name": "Arts for All", "source": {"display_name": "Studies in Care", "type": "book series"}}}));
    let place = book.container.unwrap();
    assert_eq!((place.title.as_str(), place.series.as_deref()), ("Arts for All", Some("Studies in Care")));
}

#[test]
fn subjects_grants_and_references() {
    let row = |id: &str, qualifier: Value, major: bool| json!({"descriptor_ui": id, "descriptor_name": "Care", "qualifier_ui": "Q1", "qualifier_name": qualifier, "is_major_topic": major});
    let found = record(&json!({
        "id": "W1",
        "mesh": [row("D1", json!("methods"), true), row("D1", json!("trends"), false), row("D2", json!(""), true)],
        "keywords": [{"id": "k", "display_name": "Arts", "score": 0.5}, {"keyword": "care", "score": 0.4}],
        "topics": [{"display_name": "Loneliness"}], "concepts": [{"display_name": "Medicine", "score": 0.9}],
        "awards": [{"id": "G1", "display_name": "Project", "funder_award_id": "1/2", "funder_display_name": "A Trust"}],
        "grants": [{"funder": "F2", "funder_display_name": "B Fund", "award_id": null}],
        "funders": [{"id": "F1", "display_name": "A Trust"}, {"id": "F3", "display_name": "C Fund"}],
        "referenced_works": ["https://openalex.org/W2", "https://openalex.org/W3"], "related_works": ["https://openalex.org/W4"],
        "cited_by_count": 7, "is_retracted": true, "language": "en", "counts_by_year": [{"year": 2020}],
    }));
    let headings: Vec<(bool, Vec<bool>)> = found
        .mesh
        .iter()
        .map(|h| (h.descriptor.major, h.qualifiers.iter().map(|q| q.major).collect()))
        .collect();
    assert_eq!(headings, [(false, vec![true, false]), (true, vec![])]);
    assert_eq!(found.keywords, ["Arts", "care"]);
    let grants: Vec<(Option<&str>, Option<&str>)> =
        found.grants.iter().map(|g| (g.number.as_deref(), g.agency.as_deref())).collect();
    assert_eq!(grants, [(Some("1/2"), Some("A Trust")), (None, Some("B Fund")), (None, Some("C Fund"))]);
    assert_eq!((found.references.len(), found.citation_count, found.retracted), (2, Some(7), true));
    let concepts = json!({"id": "W1", "concepts": [{"display_name": "Care", "score": 0.5}, {"display_name": "Art", "score": 0.0}]});
    assert_eq!(record(&concepts).keywords, ["Care"]);
}

#[test]
fn an_abstract_is_put_in_order_and_its_parts_are_told() {
    let index = json!({"Abstract": [0], "Background": [1], "Care": [2], "matters.": [3], "Methods": [4], "We": [5], "asked.": [6],
        "Results": [7], "It": [8], "works.": [9]});
    let found = record(&json!({"id": "W1", "abstract_inverted_index": index})).abstract_text.unwrap();
    assert_eq!(found.text, "Background Care matters. Methods We asked. Results It works.");
    assert_eq!(found.sections.len(), 3);
    assert!(record(&json!({"id": "W1", "abstract_inverted_index": null})).abstract_text.is_none());
}

#[test]
fn a_summary_of_a_work_is_read() {
    let found = record(
        &json!({"openalex_id": "https://openalex.org/W1", "title": "A", "authors": ["Ana Roy", "H. van der Berg"],
        "authors_display": "Ana Roy, …", "year": 2020, "type": "preprint", "venue": "aRxiv", "link": "https://doi.org/10.5555/a",
        "cited_by_count_total": 3, "citations_by_year": [{"year": 2020}]}),
    );
    let families: Vec<&str> = found.authors().map(|a| a.name.family_or_collective()).collect();
    assert_eq!(families, ["Roy", "van der Berg"]);
    let place = found.container.unwrap();
    assert_eq!((place.title.as_str(), place.kind), ("aRxiv", ContainerKind::Other));
    assert_eq!((found.doi.unwrap().as_str(), found.citation_count), ("10.5555/a", Some(3)));
}
