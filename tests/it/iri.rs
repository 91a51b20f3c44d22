//! IRIs: every name is valid, means one thing, and is found again from the path of a request.

use linkworker::mapping::iri::{Iris, concept, doi_page, register_page, scheme};
use linkworker::ontology::Register;
use linkworker::record::{Doi, JournalKey, WorkKey};
use linkworker::vocab::DEFAULT_BASE;
use oxigraph::model::NamedNode;
use proptest::prelude::*;

fn iris() -> Iris {
    Iris::new("http://127.0.0.1:7878").unwrap()
}

fn key(doi: &str) -> WorkKey {
    WorkKey::Doi(doi.parse().unwrap())
}

/// What a client may make of a path: everything percent-encoded that is not already.
fn encoded(path: &str) -> String {
    let mut encoded = String::new();
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'/' => encoded.push('/'),
            b'%' => encoded.extend(['%'].into_iter().chain(bytes.by_ref().take(2).map(char::from))),
            _ => encoded.extend(format!("%{byte:02x}").chars()),
        }
    }
    encoded
}

fn assert_found_again(iris: &Iris, iri: &NamedNode) {
    assert!(NamedNode::new(iri.as_str()).is_ok(), "{iri} is not a valid IRI");
    let path = iris.local_path(iri.as_str()).unwrap_or_else(|| panic!("{iri} has no path"));
    assert_eq!(iris.path_to_iri(&path).as_ref(), Some(iri), "{path}");
    for variant in [encoded(&path), path.trim_start_matches('/').to_owned(), encoded(&path).to_uppercase()] {
        assert_eq!(iris.path_to_iri(&variant).as_ref(), Some(iri), "{variant}");
    }
}

#[test]
fn patterns_are_those_of_the_model() {
    let iris = Iris::new(DEFAULT_BASE).unwrap();
    let key = key("10.1186/S12916-024-03478-w");
    let sha = "2c7a2d86d7540be4ffff";
    let bmc = JournalKey::Name("bmc-med".to_owned());
    let issn = "2049-3630".parse().unwrap();
    for (iri, path) in [
        (iris.work(&key), "work/doi/10.1186/s12916-024-03478-w"),
        (iris.work(&WorkKey::Pmid("7".parse().unwrap())), "work/pmid/7"),
        (iris.work(&WorkKey::Pmcid("PMC7".parse().unwrap())), "work/pmcid/PMC7"),
        (iris.role(&key, 1), "role/doi/10.1186/s12916-024-03478-w/1"),
        (iris.person(&key, 2), "person/w/doi/10.1186/s12916-024-03478-w/2"),
        (iris.abstract_(&key), "abstract/doi/10.1186/s12916-024-03478-w"),
        (iris.section(&key, 1), "abstract/doi/10.1186/s12916-024-03478-w/s/1"),
        (iris.journal(&bmc), "journal/bmc-med"),
        (iris.volume(&bmc, "22"), "journal/bmc-med/v/22"),
        (iris.issue(&bmc, Some("22"), Some(2024), "3"), "journal/bmc-med/v/22/i/3"),
        (iris.issue(&bmc, None, Some(2024), "3"), "journal/bmc-med/y/2024/i/3"),
        (iris.journal(&JournalKey::IssnL(issn)), "journal/issn-l/2049-3630"),
        (iris.journal(&JournalKey::Issn(issn)), "journal/issn/2049-3630"),
        (iris.journal(&JournalKey::Nlm("101672560".to_owned())), "journal/nlm/101672560"),
        (iris.identifier("pmcid", "PMC11225255"), "id/pmcid/PMC11225255"),
        (iris.organization("university-of-oxford"), "org/university-of-oxford"),
        (
            iris.metric("rca-citations", &key, "2025"),
            "metric/rca-citations/doi/10.1186/s12916-024-03478-w/2025",
        ),
        (iris.graph("rca", sha), "graph/rca/2c7a2d86d7540be4"),
        (iris.annotation_graph(sha), "graph/annotations/dictionary-1/2c7a2d86d7540be4"),
        (iris.catalogue_graph(), "graph/catalogue"),
        (iris.source("rca"), "source/rca"),
        (iris.agent(), "agent/linkworker"),
        (iris.activity(), "activity/dictionary-1"),
        (iris.study(Register::Isrctn, "ISRCTN13880272"), "study/isrctn/ISRCTN13880272"),
    ] {
        assert_eq!(iri.as_str(), format!("{DEFAULT_BASE}{path}"));
        assert_found_again(&iris, &iri);
    }
    assert_eq!(iris.annotation(&key, "c0ffee12").as_str().rsplit('/').next(), Some("c0ffee12"));
    assert_eq!(doi_page(&"10.1234/a".parse().unwrap()).as_str(), "https://doi.org/10.1234/a");
    let registered = register_page(Register::ClinicalTrials, "NCT01234567");
    assert_eq!(registered.as_str(), "https://clinicaltrials.gov/study/NCT01234567");
}

#[test]
fn dois_of_every_shape_are_found_again() {
    let iris = iris();
    for (doi, tail) in [
        (
            "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2",
            "10.1002/(sici)1097-0258(19980815/30)17:15/16%3C1661::aid-sim968%3E3.0.co;2-2",
        ),
        ("10.1234/a?b=c#d", "10.1234/a%3Fb=c%23d"),
        ("10.1234/100%25", "10.1234/100%2525"),
        ("10.1234/%zz%", "10.1234/%25zz%25"),
        ("10.1234/../../etc", "10.1234/%2E%2E/%2E%2E/etc"),
        ("10.1234/./a..b", "10.1234/%2E/a..b"),
        ("10.1234//x/", "10.1234//x/"),
        ("10.1234/a{b}|c\\^`[d]\"", "10.1234/a%7Bb%7D%7Cc%5C%5E%60%5Bd%5D%22"),
        ("10.1234/ünïcode-社会", "10.1234/ünïcode-社会"),
        ("10.1234/x.ttl", "10.1234/x.ttl"),
        ("10.1234/rtl\u{202E}x", "10.1234/rtl%E2%80%AEx"),
    ] {
        let iri = iris.work(&key(doi));
        assert_eq!(iri.as_str(), format!("http://127.0.0.1:7878/work/doi/{tail}"));
        assert_found_again(&iris, &iri);
    }
    let upper = iris.path_to_iri("/work/doi/10.1186/S12916-024-03478-W");
    assert_eq!(upper, Some(iris.work(&key("10.1186/s12916-024-03478-w"))));
}

#[test]
fn what_is_not_ours_is_not_claimed() {
    let iris = iris();
    for path in
        ["", "/", "/sparql", "/work", "/work/", "/dump.ttl", "/works/doi/10.1/x", "/org/", "/work/doi/%ff"]
    {
        assert_eq!(iris.path_to_iri(path), None, "{path}");
    }
    for iri in [
        "http://example.org/work/doi/10.1/x",
        "http://127.0.0.1:7878/sparql",
        "http://127.0.0.1:7878/",
        "nonsense",
    ] {
        assert_eq!(iris.local_path(iri), None, "{iri}");
    }
}

#[test]
fn the_ontology_keeps_its_own_names_under_any_base() {
    let iris = iris();
    for (iri, path) in [
        (concept("link-worker"), "/concept/link-worker"),
        (scheme("actor"), "/scheme/actor"),
        (NamedNode::new("https://w3id.org/linkworker/ontology/concerns").unwrap(), "/ontology/concerns"),
        (NamedNode::new("https://w3id.org/linkworker/ontology/").unwrap(), "/ontology/"),
    ] {
        assert_eq!(iris.local_path(iri.as_str()).as_deref(), Some(path));
        assert_eq!(iris.path_to_iri(path), Some(iri));
    }
}

#[test]
fn names_that_look_alike_stay_apart() {
    let iris = iris();
    let work = key("10.1234/a");
    let like_a_section = key("10.1234/a/s/1");
    assert_ne!(iris.abstract_(&like_a_section), iris.section(&work, 1));
    assert_ne!(iris.abstract_(&key("10.1234/a/s/1/s/0")), iris.abstract_(&like_a_section));
    assert_ne!(iris.citation(&work, &like_a_section), iris.citation(&like_a_section, &work));
}

#[test]
fn a_base_is_an_absolute_iri() {
    assert_eq!(Iris::new("https://example.org/kg").unwrap().base(), "https://example.org/kg/");
    for bad in ["", "example.org", "/data/", "http://exa mple.org/"] {
        assert!(Iris::new(bad).is_err(), "{bad}");
    }
}

proptest! {
    #[test]
    fn any_text_makes_a_valid_iri_that_is_found_again(text in "\\PC{1,40}|[./%?# a-z]{1,20}|(?s).{1,20}") {
        let iris = iris();
        let (journal, x) = (JournalKey::Name(text.clone()), JournalKey::Name("x".to_owned()));
        for iri in
            [iris.organization(&text), iris.journal(&journal), iris.volume(&x, &text), iris.identifier("isrctn", &text)]
        {
            assert_found_again(&iris, &iri);
        }
        prop_assert!(NamedNode::new(iris.grant(&text).as_str()).is_ok());
    }

    #[test]
    fn any_doi_makes_a_valid_iri_that_is_found_again(suffix in "[^\\s\\p{Cc}]{1,40}") {
        if let Ok(doi) = format!("10.1234/{suffix}").parse::<Doi>() {
            let iris = iris();
            assert_found_again(&iris, &iris.work(&WorkKey::Doi(doi.clone())));
            assert_found_again(&iris, &iris.identifier("doi", doi.as_str()));
            prop_assert!(NamedNode::new(doi_page(&doi).as_str()).is_ok());
        }
    }
}
