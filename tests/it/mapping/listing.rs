//! Whole listings from bytes to quads: the example of the repository, and the real one where this machine has it.

use super::{iris, objects, source};
use linkworker::annotate::Annotator;
use linkworker::mapping::{AbstractPolicy, Mapper, Names, Source};
use linkworker::read::{Input, Options, records, survey};
use linkworker::record::Resolution;
use linkworker::vocab::{foaf, frapo, org, prism, pro, rdf, sprx};
use oxigraph::model::Quad;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The listings at hand, by name.
pub(crate) fn listings() -> Vec<(&'static str, Vec<Quad>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = std::env::var_os("LINKWORKER_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    let real = shared.join("data/rca/rca_seed_social_prescribing.txt");
    let mut listings = vec![("example", quads_of(&root.join("examples/social-prescribing.txt")))];
    if real.exists() {
        listings.push(("real listing", quads_of(&real)));
    } else {
        eprintln!("skipped for the real listing: it is not on this machine");
    }
    listings
}

fn quads_of(path: &Path) -> Vec<Quad> {
    let (input, options) = (Input::File(path.to_owned()), Options::default());
    let survey = survey(&input, &options).unwrap();
    let source =
        Source { sha256: survey.sha256.clone(), records: survey.records.unwrap_or_default(), ..source() };
    let (mapper, annotator) = (Mapper::new(iris(), AbstractPolicy::Full), Annotator::new());
    let mut quads = Vec::new();
    for entry in records(&input, &survey, &options).unwrap() {
        let record = entry.unwrap().record.unwrap();
        let resolution = Resolution::alone(&record);
        mapper.record(&record, &annotator.annotate(&record), &source, &resolution, &Names::new(), &mut quads);
    }
    mapper.source(&source, &mut quads);
    quads
}

/// The organisations of the eight records, read off their affiliations by hand.
const ORGANISATIONS: [(&str, &str); 11] = [
    ("Ardabil University of Medical Sciences", "IR"),
    ("Birjand University of Medical Sciences", "IR"),
    ("Durham University", "GB"),
    ("London School of Hygiene & Tropical Medicine", "GB"),
    ("Newcastle University", "GB"),
    ("Northumbria University", "GB"),
    ("Queen Margaret University", "GB"),
    ("Sheffield University", "GB"),
    ("Tabriz University of Medical Sciences", "IR"),
    ("University of Oxford", "GB"),
    ("University of Plymouth", "GB"),
];

#[test]
fn listings_give_the_facts_that_were_counted_by_hand() {
    for (name, quads) in listings() {
        assert_eq!(objects(&quads, prism::DOI).len(), 8, "{name}");
        assert_eq!(objects(&quads, sprx::RANK), ["1", "2", "3", "4", "5", "6", "7", "8"], "{name}");
        assert_eq!(objects(&quads, pro::IS_HELD_BY).len(), 6 + 5 + 6 + 12 + 6 + 2 + 2, "{name}");
        assert_eq!(objects(&quads, sprx::REPORTS_STUDY), ["study/isrctn/ISRCTN13880272"], "{name}");
        assert_eq!(objects(&quads, frapo::HAS_GRANT_NUMBER), ["16/122/33"], "{name}");
        let mut organisations: BTreeMap<String, (String, String)> = BTreeMap::new();
        for quad in
            quads.iter().filter(|q| q.predicate == rdf::TYPE && q.object.as_ref() == org::ORGANIZATION.into())
        {
            let own: Vec<Quad> = quads.iter().filter(|q| q.subject == quad.subject).cloned().collect();
            let pair = (objects(&own, foaf::NAME).concat(), objects(&own, frapo::HAS_COUNTRY_CODE).concat());
            organisations.insert(quad.subject.to_string(), pair);
        }
        let mut found: Vec<(&str, &str)> =
            organisations.values().map(|(n, c)| (n.as_str(), c.as_str())).collect();
        found.sort_unstable();
        assert_eq!(found, ORGANISATIONS, "{name}");
    }
}

#[test]
fn listings_give_publishable_quads() {
    for (_, quads) in listings() {
        super::assert_publishable(&quads);
    }
}
