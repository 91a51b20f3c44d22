use super::*;
use crate::record::{Accession, ContainerKind, Kind, Name, Pages, Record, RelationKind, Severity};
use serde_json::json;

fn entries(text: &str) -> Vec<Entry> {
    let context = Context { source: "test".into(), list_year: None };
    let mut reader = reader(Box::new(io::Cursor::new(text.to_owned().into_bytes())), context);
    std::iter::from_fn(|| reader.next_entry().unwrap()).collect()
}

fn dois(text: &str) -> Vec<String> {
    let doi = |entry: Entry| {
        entry.record.map_or("-".to_owned(), |r| r.doi.map(|d| d.to_string()).unwrap_or_default())
    };
    entries(text).into_iter().map(doi).collect()
}

/// The record of this work, of which nothing but notes is said.
fn record(work: &Value) -> Record {
    let entry = entries(&work.to_string()).pop().unwrap();
    let loud: Vec<String> =
        entry.diagnostics.iter().filter(|d| d.severity > Severity::Note).map(ToString::to_string).collect();
    assert!(loud.is_empty(), "{loud:?}");
    entry.record.unwrap()
}

fn messages(text: &str) -> Vec<String> {
    entries(text).into_iter().flat_map(|entry| entry.diagnostics).map(|d| d.message).collect()
}

const A: &str = r#"{"DOI":"10.5555/a","title":["A"],"member":"1"}"#;
const B: &str = r#"{"DOI":"10.5555/b","title":["B"],"member":"1"}"#;

#[test]
fn every_arrangement_gives_its_works() {
    let answer = |work: &str| format!(r#"{{"status":"ok","message-type":"work","message":{work}}}"#);
    let page = format!(
        r#"{{"status":"ok","message-type":"work-list","message":{{"items":[{A},{B}],"query":{{}}}}}}"#
    );
    let mongo = A.replacen('{', r#"{"_id":{"$oid":"5a55"},"#, 1);
    for text in [
        page.clone(),
        format!("{{\"items\":[{A},{B}]}}"),
        format!("{A}\n{B}\n"),
        format!("{mongo}{B}"),
        format!("[{A},{B}]"),
        format!("[{},{}]", answer(A), answer(B)),
        format!("{}\n{}\n", answer(A), answer(B)),
        format!("[{page}]"),
        format!("[[{A}],[{B}]]"),
        format!("{{\"10.5555/A\":[{A}],\"10.5555/B\":{B}}}"),
    ] {
        assert_eq!(dois(&text), ["10.5555/a", "10.5555/b"], "{text}");
    }
    assert_eq!(dois(&answer(A)), ["10.5555/a"]);
    assert_eq!(dois(&format!("[{A},7,{{\"DOI\" 1}},{B}]")), ["10.5555/a", "-", "-", "10.5555/b"]);
    assert!(
        dois(r#"{"status":"ok","message-type":"work-list","message":{"total-results":0,"items":[]}}"#)
            .is_empty()
    );
}

#[test]
fn what_is_no_work_is_refused_with_a_reason() {
    for (text, reason) in [
        (
            r#"{"status":"ok","message-type":"journal","message":{"title":"J","counts":{}}}"#,
            "about a journal",
        ),
        (
            r#"{"status":"ok","message-type":"journal-list","message":{"items":[{"title":"J","counts":{}}]}}"#,
            "a journal of",
        ),
        (
            r#"{"message-type":"member-list","message":{"items":[{"primary-name":"P","counts":{}}]}}"#,
            "a member of",
        ),
        (
            r#"{"message-type":"funder-list","message":{"items":[{"id":"1","name":"F","alt-names":[]}]}}"#,
            "a funder",
        ),
        (
            r#"{"status":"ok","message-type":"prefix","message":{"member":"1","name":"P","prefix":"10.5555"}}"#,
            "about a prefix",
        ),
        (
            r#"{"message-type":"work-agency","message":{"DOI":"10.5555/a","agency":{"id":"x"}}}"#,
            "about a work-agency",
        ),
        (
            r#"{"status":"failed","message-type":"validation-failure","message":[{"type":"t","message":"no filter"}]}"#,
            "validation-failure: 'no filter'",
        ),
        (
            r#"{"status":"error","message-type":"exception","message":{"name":"x","message":"broke"}}"#,
            "'broke'",
        ),
    ] {
        let found = messages(text);
        assert!(found.len() == 1 && found[0].contains(reason), "{text}: {found:?}");
    }
}

#[test]
fn crossref_is_told_from_what_looks_like_it() {
    for start in [
        r#"{"status":"ok","message-type":"work-list","message-version":"1.0.0","message":{"facets":{},"items":["#,
        r#"{"message":{"items":[{"DOI":"10.5555/a"}],"total-results":1},"message-type":"work-list"}"#,
        r#"{"items":[{"indexed":{"date-parts":[[2020]]},"reference-count":0,"publi"#,
        r#"{"_id":{"$oid":"5a55"},"indexed":{"timestamp":{"$numberLong":"1"}},"reference-count":1"#,
        r#"[{"DOI":"10.5555/a","is-referenced-by-count":1}]"#,
        r#"{"10.5555/a":[{"indexed":{},"content-domain":{}}]}"#,
        r#"{"DOI":"10.5555/a","abstract":"x","author":[{"given":"A","family":"B","sequence":"first""#,
    ] {
        assert!(recognises(start), "{start}");
    }
    for start in [
        r#"[{"id":"a","type":"article-journal","title":"T","DOI":"10.5555/a","source":"Crossref","author":[{"family":"B"}]}]"#,
        r#"[{"id":"a","note":"short-container-title","issued":{"date-parts":[[2020]]}},{"reference-count":1}]"#,
        r#"[{"itemType":"journalArticle","libraryCatalog":"DOI.org (Crossref)","DOI":"10.5555/a"}]"#,
        r#"{"id":"https://openalex.org/W1","doi":"x","indexed_in":["crossref"]}"#,
        r#"{"meta":{"reference-count":1},"results":[]}"#,
        "TY  - JOUR\nTI  - reference-count\n",
    ] {
        assert!(!recognises(start), "{start}");
    }
}

#[test]
fn titles_and_names_are_put_together() {
    let found = record(&json!({
        "DOI": "10.1002/(SICI)1097-0258(19980815)17:15/16&lt;1661::AID-SIM968&gt;3.0.CO;2-2",
        "type": "journal-article",
        "title": ["Care &amp;amp; <i>community</i>."],
        "subtitle": ["A <sub>small</sub> study", "Care & community: a small study"],
        "original-title": ["Soin"],
        "author": [
            {"given": "Am&eacute;lie", "family": "Roy,", "suffix": "Jr", "sequence": "first", "ORCID": "http://orcid.org/0000-0002-1825-0097",
             "affiliation": [{"name": "A University, a@b.org", "department": ["Care"], "place": ["Oslo"],
                              "id": [{"id": "https://ror.org/052gg0110", "id-type": "ROR"}]}, "A Hospital"]},
            {"name": "The Care Group", "sequence": "additional", "affiliation": []},
            {"given": "on behalf of the", "family": "Board"},
            {"family": "The Editors"},
            {"family": "Plato"},
            {"literal": "WHO"},
            {"given": "H.", "non-dropping-particle": "van der", "family": "Berg"},
            {"given": "et", "family": "al."},
        ],
        "editor": [{"given": "Ed", "family": "Itor"}],
        "translator": [{"given": "Tra", "family": "Nslator"}],
    }));
    assert_eq!(
        found.doi.unwrap().as_str(),
        "10.1002/(sici)1097-0258(19980815)17:15/16<1661::aid-sim968>3.0.co;2-2"
    );
    assert_eq!(found.title, "Care & community: A small study");
    assert_eq!(found.original_title.as_deref(), Some("Soin"));
    let names: Vec<String> = found.contributors.iter().map(|c| c.name.full()).collect();
    let expected = [
        "Amélie Roy Jr",
        "The Care Group",
        "Board",
        "The Editors",
        "Plato",
        "WHO",
        "van der Berg H.",
        "Ed Itor",
        "Tra Nslator",
    ];
    assert_eq!(names, expected);
    let groups = found.contributors.iter().filter(|c| matches!(c.name, Name::Collective(_))).count();
    assert_eq!((groups, found.authors_cut), (4, true));
    let first = &found.contributors[0];
    let texts: Vec<&str> = first.affiliations.iter().map(|a| a.text.as_str()).collect();
    assert_eq!(texts, ["Care, A University, Oslo", "A Hospital"]);
    assert!(first.orcid.is_some() && first.affiliations[0].ror.is_some());
}

fn place(work: &Value) -> (String, Option<String>, ContainerKind, Option<Pages>) {
    let place = record(work).container.unwrap_or_default();
    (place.title, place.series, place.kind, place.pages)
}

#[test]
fn the_place_of_a_work_is_found() {
    let some = |text: &str| Some(text.to_owned());
    let journal = record(&json!({
        "DOI": "10.5555/a", "type": "journal-article", "container-title": ["Care &amp; Us"], "short-container-title": ["Care"],
        "volume": "12", "issue": "suppl_1", "page": "n/a-n/a", "article-number": "e17",
        "ISSN": ["2434-561X", "2049-3630"],
        "issn-type": [{"value": "2434-561X", "type": "electronic"}, {"value": "2049-3630", "type": "print"}],
    }))
    .container
    .unwrap();
    assert_eq!((journal.title.as_str(), journal.abbreviation.as_deref()), ("Care & Us", Some("Care")));
    assert_eq!((journal.volume, journal.issue, journal.supplement), (some("12"), None, some("suppl_1")));
    assert_eq!(journal.pages, Some(Pages::Article("e17".to_owned())));
    assert_eq!(journal.issn.map(|i| i.to_string()), some("2049-3630"));
    assert_eq!(journal.eissn.map(|i| i.to_string()), some("2434-561X"));
    let range = Some(Pages::Range { first: "10".to_owned(), last: "19".to_owned() });
    let chapter = |names: [&str; 2]| {
        place(&json!({"DOI": "10.5555/a", "type": "book-chapter", "container-title": names, "page": "10-19"}))
    };
    let expected = ("Arts for All".to_owned(), some("Studies in Care"), ContainerKind::Book, range);
    assert_eq!(chapter(["Arts for All", "Studies in Care"]), expected);
    assert_eq!(chapter(["Studies in Care", "Arts for All"]), expected);
    let book = record(&json!({
        "DOI": "10.5555/a", "type": "monograph", "title": ["Arts"], "container-title": ["Studies in Care"],
        "ISBN": ["http://id.crossref.org/isbn/9780306406157"], "isbn-type": [{"value": "9780306406157", "type": "print"}],
        "edition-number": "2", "publisher-location": "Oslo",
    }));
    let series = book.container.unwrap();
    assert_eq!((series.title.as_str(), series.series.as_deref()), ("", Some("Studies in Care")));
    assert_eq!((book.isbns.len(), book.edition, book.place), (1, some("2"), some("Oslo")));
    let preprint = json!({"DOI": "10.5555/a", "type": "posted-content", "subtype": "preprint", "institution": [{"name": "aRxiv"}]});
    assert_eq!(place(&preprint), ("aRxiv".to_owned(), None, ContainerKind::Other, None));
}

#[test]
fn dates_of_print_and_online_are_told_apart() {
    let day = |parts: &[i32]| json!({ "date-parts": [parts] });
    let found = record(&json!({
        "DOI": "10.5555/a", "type": "journal-article", "issued": day(&[2020, 12, 1]), "published-online": day(&[2020, 12, 1]),
        "journal-issue": {"issue": "2", "published-print": day(&[2021, 2]), "published-online": day(&[2021, 2, 3])},
        "assertion": [
            {"name": "received", "value": "3 November 2019"}, {"name": "date_accepted", "value": "2020-10-12"},
            {"name": "revised", "value": "soon"}, {"name": "copyright", "value": "2020"},
        ],
        "created": day(&[1999]), "indexed": day(&[2022]), "deposited": day(&[2022]),
    }));
    assert_eq!(found.published.map(|d| d.to_string()).as_deref(), Some("2021-02"));
    let history =
        [found.history.published, found.history.received, found.history.accepted, found.history.indexed];
    let history = history.map(|date| date.map(|d| d.to_string()).unwrap_or_default());
    assert_eq!(history, ["2020-12-01", "2019-11-03", "2020-10-12", ""]);
    assert_eq!(found.container.unwrap().issue.as_deref(), Some("2"));
    let none =
        record(&json!({"DOI": "10.5555/a", "issued": {"date-parts": [[null]]}, "approved": day(&[2010, 8])}));
    assert_eq!(none.published.map(|d| d.to_string()).as_deref(), Some("2010-08"));
}

fn relations(work: &Value) -> (Vec<(RelationKind, String)>, bool) {
    let found = record(work);
    let target = |r: &crate::record::Relation| {
        r.target.doi.as_ref().map_or_else(|| r.target.text.clone(), |d| Some(d.to_string()))
    };
    (found.relations.iter().map(|r| (r.kind, target(r).unwrap_or_default())).collect(), found.retracted)
}

#[test]
fn notices_are_read_from_either_side() {
    use RelationKind as R;
    let notice = |member: &str, other: &str, kind: &str| {
        let update = json!({"DOI": other, "type": kind, "updated": {"date-parts": [[2021, 5]]}, "source": "publisher"});
        json!({ "DOI": "10.5555/a", "title": ["T"], member: [update, update] })
    };
    let b = || "10.5555/b".to_owned();
    assert_eq!(relations(&notice("update-to", "10.5555/b", "retraction")), (vec![(R::Retracts, b())], false));
    assert_eq!(
        relations(&notice("updated-by", "10.5555/B", "retraction")),
        (vec![(R::RetractedBy, b())], true)
    );
    assert_eq!(relations(&notice("update-to", "10.5555/a", "withdrawal")), (vec![], true));
    assert_eq!(relations(&notice("update-to", "10.5555/a", "correction")), (vec![], false));
    assert_eq!(
        relations(&notice("updated-by", "10.5555/b", "erratum")),
        (vec![(R::CorrectedBy, b())], false)
    );
    assert_eq!(
        relations(&notice("updated-by", "10.5555/b", "expression_of_concern")).0,
        [(R::ConcernExpressedBy, b())]
    );
    assert_eq!(relations(&notice("update-to", "10.5555/b", "new_version")).0, [(R::Updates, b())]);
    for (title, retracted) in
        [("RETRACTED: A title", true), ("Retracted: A title", false), ("Retraction of trust", false)]
    {
        assert_eq!(relations(&json!({"DOI": "10.5555/a", "title": [title]})).1, retracted, "{title}");
    }
    let related = json!({"DOI": "10.5555/a", "relation": {
        "is-preprint-of": [{"id-type": "doi", "id": "10.5555/b", "asserted-by": "subject"}],
        "has-review": [{"id-type": "doi", "id": "10.5555/b"}],
        "is-translation-of": {"id-type": "isbn", "id": "9780306406157"},
        "is-supplemented-by": [{"id-type": "doi", "id": "10.5555/c"}],
        "cites": [],
    }});
    let expected =
        [(R::PreprintOf, b()), (R::CommentedOnBy, b()), (R::TranslationOf, "9780306406157".to_owned())];
    let mut found = relations(&related).0;
    found.sort();
    let mut sorted = expected.to_vec();
    sorted.sort();
    assert_eq!(found, sorted);
    assert_eq!(entries(&related.to_string())[0].unused, ["relation.is-supplemented-by"]);
}

#[test]
fn references_are_kept_as_printed_or_put_together() {
    let found = record(
        &json!({"DOI": "10.5555/a", "relation": {"cites": [{"id-type": "doi", "id": "10.5555/c"}]}, "reference": [
            {"key": "1", "DOI": "10.5555/B", "doi-asserted-by": "crossref"},
            {"key": "2", "unstructured": "Roy A. <i>Care</i>. 2012.", "author": "Roy", "year": "2012"},
            {"key": "3", "author": "Roy", "article-title": "Care?", "journal-title": "J Care", "year": "2013", "volume": "12",
             "issue": "3", "first-page": "45"},
            {"key": "4", "author": "Roy", "volume-title": "Arts", "edition": "2nd ed.", "year": "2014"},
            {"key": "5"},
        ]}),
    );
    let texts: Vec<&str> = found.references.iter().map(|r| r.text.as_deref().unwrap_or("-")).collect();
    assert_eq!(
        texts,
        ["-", "Roy A. Care. 2012.", "Roy. Care? J Care 2013;12(3):45", "Roy. Arts. 2nd ed. 2014", "-"]
    );
    let dois: Vec<&str> =
        found.references.iter().filter_map(|r| r.doi.as_ref()).map(crate::record::Doi::as_str).collect();
    assert_eq!(dois, ["10.5555/b", "10.5555/c"]);
    let broken = entries(r#"{"DOI":"10.5555/a","reference":[{"DOI":"not a doi"}]}"#).pop().unwrap();
    assert_eq!(broken.record.unwrap().references[0].text.as_deref(), Some("not a doi"));
    assert_eq!(broken.diagnostics.iter().filter(|d| d.kind == DiagnosticKind::BadIdentifier).count(), 1);
}

#[test]
fn licence_funding_trials_and_numbers() {
    let licence = |list: &[(&str, &str)]| {
        let list: Vec<Value> =
            list.iter().map(|(url, version)| json!({"URL": url, "content-version": version})).collect();
        record(&json!({"DOI": "10.5555/a", "license": list})).licence.unwrap_or_default()
    };
    let open = "https://creativecommons.org/licenses/by/4.0/";
    assert_eq!(
        licence(&[("http://p.org/tdm", "tdm"), ("http://p.org/terms", "vor"), (open, "am")]),
        "http://p.org/terms"
    );
    assert_eq!(licence(&[("http://p.org/terms", "vor"), (open, "unspecified")]), open);
    assert_eq!(licence(&[("http://p.org/tdm", "tdm"), (open, "am")]), "");
    let found = record(&json!({
        "DOI": "10.1016/s0190-9622(02)36555-1", "type": "journal-article", "title": ["T"],
        "funder": [
            {"name": "A &amp; B Trust", "DOI": "10.13039/501100000272", "doi-asserted-by": "publisher", "award": ["1/2", "3"]},
            {"name": "C Fund", "award": []}, {"award": ["9"]},
        ],
        "clinical-trial-number": [{"clinical-trial-number": "isrctn75784880", "registry": "10.18810/isrctn"}],
        "alternative-id": ["S0190-9622(02)36555-1", "10.1016/S0190-9622(02)36555-1"],
        "resource": {"primary": {"URL": "https://p.org/a"}}, "URL": "http://dx.doi.org/10.1016/s0190-9622(02)36555-1",
        "subject": ["Care", "care", "Care"], "language": "en-GB", "free-to-read": {"start-date": {"date-parts": [[2020]]}},
        "is-referenced-by-count": 7,
    }));
    let grants: Vec<(Option<&str>, Option<&str>)> =
        found.grants.iter().map(|g| (g.number.as_deref(), g.agency.as_deref())).collect();
    let trust = Some("A & B Trust");
    assert_eq!(grants, [(Some("1/2"), trust), (Some("3"), trust), (None, Some("C Fund")), (Some("9"), None)]);
    let trial = Accession { bank: "ISRCTN".to_owned(), number: "ISRCTN75784880".to_owned() };
    assert_eq!((found.accessions, found.pii.as_deref()), (vec![trial], Some("S0190962202365551")));
    assert_eq!((found.urls, found.languages), (vec!["https://p.org/a".to_owned()], vec!["en".to_owned()]));
    assert_eq!((found.open_access, found.citation_count, found.keywords.len()), (Some(true), Some(7), 2));
}

#[test]
fn a_registered_grant_is_a_record_too() {
    let found = record(&json!({
        "DOI": "10.5555/g", "type": "grant", "award": "G-1", "publisher": "A Trust",
        "project": [{
            "project-title": [{"title": "Link workers", "language": "en"}],
            "project-description": [{"description": "We will ask."}],
            "lead-investigator": [{"given": "Ana", "family": "Roy", "affiliation": [{"name": "A University"}]}],
            "award-start": {"date-parts": [[2020, 1, 1]]},
            "funding": [{"type": "grant", "funder": {"name": "A Trust", "id": [{"id": "10.13039/1", "id-type": "DOI"}]}}],
        }],
    }));
    assert_eq!((found.kind, found.title.as_str()), (Kind::Other, "Link workers"));
    assert_eq!(found.grants[0].number.as_deref(), Some("G-1"));
    assert!(
        found.grants[0].agency_doi.is_some() && found.abstract_text.is_some() && found.published.is_some()
    );
}
