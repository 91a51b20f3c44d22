//! Vocabulary: every term that linkworker knows really exists, in our ontology or in the file of its vocabulary, and the
//! mapping emits no other term.

use crate::mapping::example_quads;
use crate::mapping::listing::listings;
use flate2::read::GzDecoder;
use linkworker::ontology::{CONCEPTS_TTL, ONTOLOGY_TTL};
use linkworker::vocab::{self, rdf};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Term;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

/// Namespaces of which no file is at hand, and why their terms are believed all the same.
const WITHOUT_FILE: [(&str, &str); 4] = [
    (
        "nif",
        "the file of NIF core is not among the data; its terms were verified when the model was designed",
    ),
    ("oco", "the OpenCitations ontology was read when the model was designed; one term, hasNext"),
    (
        "sh",
        "the file at hand holds the advanced features only; SHACL Core is the W3C recommendation of 20 July 2017",
    ),
    ("xsd", "XML Schema datatypes are defined in prose (W3C XML Schema 1.1 part 2)"),
];

/// Where the real data are, if they are anywhere.
fn vocabularies() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let root = std::env::var_os("LINKWORKER_SHARED").map_or(beside, PathBuf::from);
    Some(root.join("data/vocab")).filter(|folder| folder.is_dir())
}

fn subjects(text: &[u8], format: RdfFormat, into: &mut BTreeSet<String>) -> bool {
    let parser = RdfParser::from_format(format).lenient();
    let mut whole = true;
    for quad in parser.for_slice(text) {
        match quad {
            Ok(quad) => drop(into.insert(quad.subject.to_string())),
            Err(_) => whole = false,
        }
    }
    whole
}

fn declared_by_us() -> BTreeSet<String> {
    let mut declared = BTreeSet::new();
    for text in [ONTOLOGY_TTL, CONCEPTS_TTL] {
        assert!(subjects(text.as_bytes(), RdfFormat::Turtle, &mut declared));
    }
    declared
}

fn declared_in(folder: &Path) -> BTreeSet<String> {
    let mut declared = declared_by_us();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bare = name.strip_suffix(".gz").unwrap_or(&name);
        let Some(format) = bare.rsplit_once('.').and_then(|(_, end)| RdfFormat::from_extension(end)) else {
            continue;
        };
        let mut text = Vec::new();
        let mut file = BufReader::new(File::open(&path).unwrap());
        if bare == name { file.read_to_end(&mut text) } else { GzDecoder::new(file).read_to_end(&mut text) }
            .unwrap();
        if !subjects(&text, format, &mut declared) {
            eprintln!("{name}: parts of it cannot be read");
        }
    }
    declared
}

#[test]
fn every_term_of_ours_is_declared() {
    let declared = declared_by_us();
    for term in vocab::sprx::TERMS {
        assert!(declared.contains(&term.to_string()), "{term} is in no file of the ontology");
    }
}

#[test]
fn every_term_of_others_exists() {
    let Some(folder) = vocabularies() else {
        eprintln!("skipped: no vocabulary files (set LINKWORKER_SHARED)");
        return;
    };
    let declared = declared_in(&folder);
    let mut missing = Vec::new();
    for (prefix, terms) in vocab::ALL {
        if WITHOUT_FILE.iter().any(|(known, _)| known == prefix) {
            continue;
        }
        missing.extend(
            terms
                .iter()
                .filter(|term| !declared.contains(&term.to_string()))
                .map(|t| format!("{prefix} {t}")),
        );
    }
    assert!(missing.is_empty(), "in no vocabulary file: {missing:#?}");
}

#[test]
fn the_mapping_emits_known_terms_only() {
    let known: BTreeSet<String> =
        vocab::ALL.iter().flat_map(|(_, terms)| terms.iter().map(ToString::to_string)).collect();
    let listed = listings().into_iter().flat_map(|(_, quads)| quads);
    for quad in example_quads().into_iter().chain(listed) {
        assert!(known.contains(&quad.predicate.to_string()), "{quad}");
        match &quad.object {
            Term::NamedNode(class) if quad.predicate.as_ref() == rdf::TYPE => {
                assert!(known.contains(&class.to_string()), "{quad}");
            }
            Term::Literal(literal) => assert!(known.contains(&literal.datatype().to_string()), "{quad}"),
            _ => {}
        }
    }
}

#[test]
fn prefixes_are_unique() {
    let prefixes: BTreeSet<&str> = vocab::PREFIXES.iter().map(|(prefix, _)| *prefix).collect();
    let namespaces: BTreeSet<&str> = vocab::PREFIXES.iter().map(|(_, namespace)| *namespace).collect();
    assert_eq!((prefixes.len(), namespaces.len()), (vocab::PREFIXES.len(), vocab::PREFIXES.len()));
}
