//! Titles, dates, abstracts, rights, subjects, place.

use super::{record, records};
use crate::record::{Grant, Pages, PartialDate};

#[test]
fn subtitles_follow_a_colon_and_english_titles_come_first() {
    let title = |group: &str| {
        let source = format!(
            "<article xml:lang=\"es\"><front><article-meta><title-group>{group}</title-group></article-meta></front></article>"
        );
        let record = records(&source).remove(0);
        (record.title, record.original_title.unwrap_or_default())
    };
    let plain = |text: &str| (text.to_owned(), String::new());
    for (group, expected) in [
        ("<article-title>Signs: </article-title><subtitle>In towns</subtitle>", plain("Signs: In towns")),
        (
            "<article-title>Who cares?</article-title><subtitle>A review</subtitle>",
            plain("Who cares? A review"),
        ),
        ("<article-title>Care.</article-title><subtitle>A review.</subtitle>", plain("Care: A review")),
        (
            "<article-title>Receta social</article-title><trans-title-group xml:lang=\"en\"><trans-title>Social prescribing</trans-title>\
             </trans-title-group>",
            ("Social prescribing".to_owned(), "Receta social".to_owned()),
        ),
        (
            "<article-title xml:lang=\"en\">Care</article-title><trans-title xml:lang=\"en\">Cure</trans-title>",
            plain("Care"),
        ),
    ] {
        assert_eq!(title(group), expected, "{group}");
    }
}

#[test]
fn print_goes_before_issue_before_online() {
    for (dates, published, online) in [
        (
            "<pub-date pub-type=\"epub\"><day>2</day><month>8</month><year>2017</year></pub-date>\
             <pub-date pub-type=\"ppub\"><month>Nov</month><year>2017</year></pub-date>",
            "2017-11",
            "2017-08-02",
        ),
        (
            "<pub-date pub-type=\"collection\"><year>2013</year></pub-date>\
             <pub-date date-type=\"pub\" publication-format=\"electronic\"><day>28</day><month>2</month><year>2013</year></pub-date>",
            "2013-02-28",
            "2013-02-28",
        ),
        (
            "<pub-date pub-type=\"collection\"><year>2013</year></pub-date>\
             <pub-date pub-type=\"epub\"><day>30</day><month>12</month><year>2012</year></pub-date>",
            "2013",
            "2012-12-30",
        ),
        ("<pub-date><season>Winter</season><year>2006</year></pub-date>", "2006", ""),
        ("<pub-date iso-8601-date=\"2019-05-06\"/>", "2019-05-06", ""),
        (
            "<pub-date pub-type=\"pmc-release\"><year>2001</year></pub-date><pub-date pub-type=\"ppub\"><month>Jan-Feb</month><year>2000</year></pub-date>",
            "2000-01",
            "",
        ),
        ("<permissions><copyright-year>2015</copyright-year></permissions>", "2015", ""),
    ] {
        let record = record(dates);
        let text = |date: Option<PartialDate>| date.map(|d| d.to_string()).unwrap_or_default();
        assert_eq!(
            (text(record.published).as_str(), text(record.history.published).as_str()),
            (published, online),
            "{dates}"
        );
    }
}

#[test]
fn the_abstract_is_the_one_without_a_type() {
    let text =
        |meta: &str| record(meta).abstract_text.map(|a| (a.text, a.sections.len())).unwrap_or_default();
    for (meta, expected, sections) in [
        (
            "<abstract abstract-type=\"graphical\"><p>Picture.</p></abstract><abstract><title>Abstract</title><p>One.</p><p>Two.</p></abstract>",
            "One.\nTwo.",
            0,
        ),
        (
            "<abstract><sec><title>Aim</title><p>To see.</p></sec><sec><title>Ethics.</title><p>Fine.</p><list><list-item><p>Too.</p></list-item></list></sec></abstract>",
            "Aim: To see.\nEthics: Fine. Too.",
            2,
        ),
        (
            "<abstract><p><bold>Background</bold>: We ask. <bold>Methods</bold> We look <bold>closely</bold>.</p></abstract>",
            "Background: We ask.\nMethods: We look closely.",
            2,
        ),
        ("<abstract><p><bold>Only bold:</bold> words.</p></abstract>", "Only bold: words.", 0),
        (
            "<abstract><p>Text.</p><p><bold>DOI:</bold> <ext-link>http://dx.doi.org/10.5555/a.001</ext-link></p></abstract>",
            "Text.",
            0,
        ),
        ("<abstract abstract-type=\"summary\"><p>Short.</p></abstract>", "Short.", 0),
        (
            "<trans-abstract xml:lang=\"fr\"><p>Texte.</p></trans-abstract><abstract><p>Text.</p></abstract>",
            "Text.",
            0,
        ),
        ("<abstract>Bare text</abstract>", "Bare text", 0),
    ] {
        assert_eq!(text(meta), (expected.to_owned(), sections), "{meta}");
    }
}

#[test]
fn licences_are_found_in_every_place() {
    for (meta, licence, open) in [
        (
            "<permissions><license xlink:href=\"http://creativecommons.org/licenses/by/4.0/\"/></permissions>",
            "http://creativecommons.org/licenses/by/4.0/",
            true,
        ),
        (
            "<permissions><license><ali:license_ref>https://publisher.org/tdm</ali:license_ref><license-p>See <ext-link xlink:href=\"https://creativecommons.org/licenses/by-nc/4.0\">it</ext-link>.</license-p></license></permissions>",
            "https://creativecommons.org/licenses/by-nc/4.0",
            true,
        ),
        (
            "<license license-type=\"open-access\"><p>Free under the Creative Commons Attribution License, which permits</p></license>",
            "Creative Commons Attribution License",
            true,
        ),
        (
            "<permissions><license><license-p>See https://creativecommons.org/licenses/by/4.0/.</license-p></license></permissions>",
            "https://creativecommons.org/licenses/by/4.0/",
            true,
        ),
        (
            "<permissions><copyright-statement>(c) 2002. This is an Open Access article: copy it.</copyright-statement></permissions>",
            "",
            true,
        ),
        (
            "<permissions><license xlink:href=\"https://publisher.org/terms\"/></permissions>",
            "https://publisher.org/terms",
            false,
        ),
        ("<permissions><copyright-year>2020</copyright-year></permissions>", "", false),
    ] {
        let record = record(meta);
        assert_eq!(
            (record.licence.unwrap_or_default().as_str(), record.open_access),
            (licence, open.then_some(true)),
            "{meta}"
        );
    }
}

#[test]
fn grants_come_from_groups_and_from_old_contracts() {
    let grants = |meta: &str| {
        let line = |g: &Grant| format!("{:?} {:?} {}", g.number, g.agency, g.agency_doi.is_some());
        record(meta).grants.iter().map(line).collect::<Vec<_>>()
    };
    let wrap = "<funding-source><institution-wrap><institution-id institution-id-type=\"FundRef\">http://dx.doi.org/10.13039/100000002</institution-id><institution>NIH</institution></institution-wrap></funding-source>";
    let group = format!(
        "<funding-group><award-group>{wrap}<award-id>A1</award-id><award-id>A2</award-id></award-group></funding-group>"
    );
    assert_eq!(grants(&group), ["Some(\"A1\") Some(\"NIH\") true", "Some(\"A2\") Some(\"NIH\") true"]);
    let old = "<contract-num rid=\"c1\">7/8</contract-num><contract-sponsor id=\"c1\">MRC</contract-sponsor><contract-sponsor id=\"c2\">Trust</contract-sponsor>";
    assert_eq!(grants(old), ["Some(\"7/8\") Some(\"MRC\") false", "None Some(\"Trust\") false"]);
}

#[test]
fn subjects_are_sorts_of_articles_or_topics() {
    let meta = "<article-categories><subj-group subj-group-type=\"heading\"><subject>Review Article</subject><subj-group><subject>Ageing</subject></subj-group></subj-group>\
        <subj-group subj-group-type=\"Discipline\"><subject>Public health</subject></subj-group></article-categories>\
        <kwd-group><title>Keywords</title><kwd>loneliness</kwd><kwd>link worker; arts</kwd></kwd-group>\
        <kwd-group kwd-group-type=\"abbreviations\"><kwd>GP: general practitioner</kwd></kwd-group>\
        <kwd-group kwd-group-type=\"MeSH\"><kwd>*Social Support/psychology</kwd></kwd-group>";
    let record = record(meta);
    assert_eq!(record.publication_types, ["research-article", "Review Article"]);
    assert_eq!(record.keywords, ["loneliness", "link worker", "arts", "Ageing", "Public health"]);
    let heading = &record.mesh[0];
    assert_eq!((heading.descriptor.name.as_str(), heading.descriptor.major), ("Social Support", true));
    assert_eq!(heading.qualifiers[0].name, "psychology");
}

#[test]
fn pages_identifiers_and_supplements_find_their_place() {
    for (meta, pages) in [
        (
            "<fpage>101</fpage><lpage>9</lpage>",
            Pages::Range { first: "101".to_owned(), last: "109".to_owned() },
        ),
        ("<elocation-id>e7</elocation-id>", Pages::Article("e7".to_owned())),
        (
            "<fpage>S-1</fpage><lpage>S-9</lpage>",
            Pages::Range { first: "S-1".to_owned(), last: "S-9".to_owned() },
        ),
        (
            "<fpage>5</fpage><lpage>9</lpage><page-range>5-6, 9</page-range>",
            Pages::Single("5-6, 9".to_owned()),
        ),
    ] {
        assert_eq!(record(meta).container.and_then(|c| c.pages), Some(pages), "{meta}");
    }
    let record = record(
        "<article-id pub-id-type=\"pmc\">77</article-id><article-id pub-id-type=\"publisher-id\">jic-7</article-id>\
         <issue>3 Suppl 1</issue><article-id pub-id-type=\"pmcid\">PMC77</article-id>",
    );
    let place = record.container.expect("a place");
    assert_eq!((place.issue.as_deref(), place.supplement.as_deref()), (Some("3"), Some("Suppl 1")));
    assert_eq!(
        (record.pmcid.map(|p| p.to_string()).as_deref(), record.pii.as_deref()),
        (Some("PMC77"), Some("jic-7"))
    );
}
