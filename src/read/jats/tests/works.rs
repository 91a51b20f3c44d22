//! References, relations, parts of articles and of books.

use super::{TITLE, people, records, references};
use crate::record::{Kind, RelationKind, Role};

#[test]
fn citations_are_taken_as_printed_or_put_together() {
    let one = |inside: &str| references(&format!("<ref-list><ref><label>1</label>{inside}</ref></ref-list>"));
    let names = "<person-group><name><surname>Aa</surname><given-names>Bo</given-names></name><name><surname>Cc</surname><given-names>D</given-names></name><etal/></person-group>";
    for (inside, expected) in [
        (
            format!("<element-citation>{names}<year>2001</year><article-title>On care</article-title><source>J Care</source><volume>5</volume><issue>2</issue><fpage>7</fpage><lpage>9</lpage><pub-id pub-id-type=\"pmid\">12</pub-id></element-citation>"),
            "|12|Aa B, Cc D, et al. On care. J Care 2001;5(2):7-9.",
        ),
        (
            format!("<mixed-citation>{names} (<year>2001</year>) <article-title>On care</article-title>. <source>J Care</source> <volume>5</volume>:<fpage>7</fpage>. doi: <pub-id pub-id-type=\"doi\">10.5555/X</pub-id>.<pub-id pub-id-type=\"pmid\">12</pub-id></mixed-citation>"),
            "10.5555/x|12|Aa Bo, Cc D, et al (2001) On care. J Care 5:7. doi: 10.5555/X.",
        ),
        (
            "<mixed-citation>1. Aa B. On care. https://doi.org/10.5555/Y.</mixed-citation><element-citation><source>On care</source><pub-id pub-id-type=\"pmid\">12</pub-id></element-citation>".to_owned(),
            "10.5555/y|12|Aa B. On care. https://doi.org/10.5555/Y.",
        ),
        ("<note><p>In the town archive.</p></note>".to_owned(), "||In the town archive."),
        ("<element-citation><comment>Only <ext-link xlink:href=\"https://pubmed.ncbi.nlm.nih.gov/77/\">words</ext-link></comment></element-citation>".to_owned(), "|77|Only words."),
        (
            "<element-citation><chapter-title>Ties</chapter-title><person-group person-group-type=\"editor\"><name><surname>Ee</surname><given-names>F</given-names></name></person-group><source>Care</source><publisher-loc>Town</publisher-loc><publisher-name>House</publisher-name><year>1999</year></element-citation>".to_owned(),
            "||Ties. In: Ee F, editors. Care. Town: House; 1999.",
        ),
    ] {
        assert_eq!(one(&inside), [expected], "{inside}");
    }
}

#[test]
fn works_cited_in_notes_are_references_too() {
    let back = "<ack><p>Thanks.</p></ack><fn-group><fn><p>See <citation><source>One</source></citation> and <citation><source>Two</source></citation>.</p></fn></fn-group>\
        <app-group><app><ref-list><ref><citation><source>Three</source></citation></ref></ref-list></app></app-group>";
    assert_eq!(references(back), ["||One.", "||Two.", "||Three."]);
}

#[test]
fn a_part_with_a_doi_is_a_record_and_has_the_rest_from_its_article() {
    let source = "<article article-type=\"research-article\"><front><journal-meta><journal-title>J Care</journal-title></journal-meta><article-meta>\
        <article-id pub-id-type=\"doi\">10.5555/a</article-id><title-group><article-title>T</article-title></title-group>\
        <contrib-group><contrib><name><surname>Aa</surname></name><xref ref-type=\"aff\" rid=\"a\"/></contrib></contrib-group><aff id=\"a\">Leeds</aff>\
        <pub-date><year>2020</year></pub-date><volume>3</volume><elocation-id>e1</elocation-id></article-meta></front>\
        <sub-article article-type=\"reply\"><front-stub><article-id pub-id-type=\"doi\">10.5555/a.2</article-id>\
        <title-group><article-title>Author response</article-title></title-group></front-stub>\
        <sub-article><front-stub><title-group><article-title>No DOI</article-title></title-group></front-stub></sub-article></sub-article>\
        <response><front-stub><article-id pub-id-type=\"doi\">10.5555/a.3</article-id><title-group><article-title>More</article-title></title-group>\
        <contrib-group><contrib><name><surname>Bb</surname></name><xref ref-type=\"aff\" rid=\"a\"/></contrib></contrib-group></front-stub></response></article>";
    let all = records(source);
    let dois: Vec<String> = all.iter().filter_map(|r| r.doi.as_ref()).map(ToString::to_string).collect();
    assert_eq!(dois, ["10.5555/a", "10.5555/a.2", "10.5555/a.3"]);
    let reply = &all[1];
    assert_eq!(reply.kind, Kind::PeerReview);
    assert_eq!(reply.relations[0].kind, RelationKind::CommentsOn);
    assert_eq!(people(reply), ["Author Aa [Leeds]"]);
    assert_eq!(people(&all[2]), ["Author Bb [Leeds]"]);
    let place = reply.container.as_ref().expect("a journal");
    assert_eq!((place.title.as_str(), place.volume.as_deref(), &place.pages), ("J Care", Some("3"), &None));
    assert_eq!(reply.published.map(crate::record::PartialDate::year), Some(2020));
}

#[test]
fn a_translation_without_a_doi_gives_the_english_title() {
    let source = "<article xml:lang=\"pt\"><front><article-meta><article-id pub-id-type=\"doi\">10.5555/a</article-id>\
        <title-group><article-title>Título</article-title></title-group><abstract><p>Texto.</p></abstract></article-meta></front>\
        <sub-article article-type=\"translation\" xml:lang=\"en\"><front-stub><title-group><article-title>Title</article-title></title-group>\
        <abstract><p>Text.</p></abstract></front-stub></sub-article></article>";
    let record = records(source).remove(0);
    assert_eq!((record.title.as_str(), record.original_title.as_deref()), ("Title", Some("Título")));
    assert_eq!(record.abstract_text.map(|a| a.text).as_deref(), Some("Text."));
    assert_eq!(record.languages, ["pt"]);
}

#[test]
fn notices_name_what_they_are_about() {
    let relation = |own: &str, attributes: &str| {
        let source = format!(
            "<article article-type=\"{own}\"><front><article-meta>{TITLE}<related-article {attributes}/></article-meta></front></article>"
        );
        let record = records(&source).remove(0);
        let target = record.relations.first().map(|r| {
            (r.kind, r.target.work_key().map(|k| k.to_string()).or(r.target.text.clone()).unwrap_or_default())
        });
        (target, record.retracted)
    };
    let found = |kind, key: &str| Some((kind, key.to_owned()));
    for (own, attributes, expected, retracted) in [
        (
            "retraction",
            "related-article-type=\"retracted-article\" ext-link-type=\"doi\" xlink:href=\"10.5555/x\"",
            found(RelationKind::Retracts, "doi/10.5555/x"),
            false,
        ),
        (
            "research-article",
            "related-article-type=\"retraction-forward\" ext-link-type=\"pubmed\" xlink:href=\"12\"",
            found(RelationKind::RetractedBy, "pmid/12"),
            true,
        ),
        (
            "correction",
            "related-article-type=\"corrected-article\" xlink:href=\"info:doi/10.5555/x\"",
            found(RelationKind::Corrects, "doi/10.5555/x"),
            false,
        ),
        (
            "research-article",
            "related-article-type=\"commentary\" ext-link-type=\"pmc\" xlink:href=\"77\"",
            found(RelationKind::CommentedOnBy, "pmcid/PMC77"),
            false,
        ),
        (
            "letter",
            "related-article-type=\"commentary-article\" vol=\"3\" page=\"12\" journal-id=\"J Care\"",
            found(RelationKind::CommentsOn, "J Care 3:12"),
            false,
        ),
        (
            "research-article",
            "related-article-type=\"companion\" ext-link-type=\"doi\" xlink:href=\"10.5555/x\"",
            None,
            false,
        ),
    ] {
        assert_eq!(relation(own, attributes), (expected, retracted), "{attributes}");
    }
}

#[test]
fn chapters_have_their_book() {
    let meta = "<book-meta><book-id book-id-type=\"doi\">10.5555/b</book-id><book-title-group><book-title>Care</book-title></book-title-group>\
        <contrib-group><contrib contrib-type=\"editor\"><name><surname>Ee</surname></name></contrib></contrib-group>\
        <pub-date><year>2013</year></pub-date><isbn>978-0-306-40615-7</isbn><publisher><publisher-name>House</publisher-name></publisher></book-meta>";
    let part = |doi: &str| {
        format!(
            "<book-part book-part-type=\"chapter\"><book-part-meta>{doi}<title-group><title>Ties</title></title-group><fpage>3</fpage><lpage>9</lpage></book-part-meta><body><sec><p>x</p></sec></body><back><ref-list><ref><mixed-citation>One.</mixed-citation></ref></ref-list></back></book-part>"
        )
    };
    let wrapped = records(&format!("<book-part-wrapper>{meta}{}</book-part-wrapper>", part("")));
    assert_eq!(wrapped.len(), 1);
    let chapter = &wrapped[0];
    assert_eq!(
        (chapter.kind, chapter.title.as_str(), chapter.references.len()),
        (Kind::BookChapter, "Ties", 1)
    );
    assert_eq!(chapter.container.as_ref().map(|c| (c.title.as_str(), c.isbns.len())), Some(("Care", 1)));
    assert_eq!(chapter.contributors[0].role, Role::Editor);
    assert_eq!(chapter.relations[0].kind, RelationKind::PartOf);
    let doi = "<book-part-id book-part-id-type=\"doi\">10.5555/b.1</book-part-id>";
    let book = records(&format!("<book>{meta}<book-body>{}{}</book-body></book>", part(doi), part("")));
    assert_eq!(book.iter().map(|r| r.kind).collect::<Vec<_>>(), [Kind::Book, Kind::BookChapter]);
    assert_eq!(book[0].isbns.len(), 1);
}
