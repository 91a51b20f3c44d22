//! The only code that mints IRIs (`model.md` section 6): keys of the record in, IRIs under the base out, and the way
//! back from the path of a request.
//!
//! Every function here is total: what an IRI path may not hold is percent-encoded (RFC 3987 `isegment`), slashes stay as
//! they are because proxies rewrite `%2F`, and a path segment of dots only is encoded so that resolving a relative
//! reference never removes it. Knows nothing about what the IRIs are used for.

mod encoding;

use crate::ontology::Register;
use crate::record::{Doi, Issn, JournalKey, OpenAlexId, Orcid, Pmcid, Pmid, RecordId, Role, Ror, WorkKey};
use crate::vocab::{CONCEPT_NS, ID_SCHEME_NS, MESH_NS, SCHEME_NS, sprx};
use encoding::{percent_decode, push_path};
use oxigraph::model::{IriParseError, NamedNode};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Mints the IRIs of one data set under its base IRI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Iris {
    base: String,
}

/// First path segments of everything minted under the base.
const KINDS: [&str; 22] = [
    ".well-known",
    "abstract",
    "activity",
    "agent",
    "annotation",
    "citation",
    "grant",
    "graph",
    "group",
    "id",
    "journal",
    "merge",
    "metric",
    "org",
    "person",
    "programme",
    "record",
    "report",
    "role",
    "source",
    "study",
    "title",
];

/// First path segments that stand for namespaces of the ontology, whatever the base.
const NAMESPACES: [(&str, &str); 4] =
    [("concept", CONCEPT_NS), ("id-scheme", ID_SCHEME_NS), ("ontology", sprx::NS), ("scheme", SCHEME_NS)];

impl Iris {
    /// IRIs under `base`, an absolute IRI; a missing final slash is added.
    ///
    /// # Errors
    /// Where `base` is not an absolute IRI.
    pub fn new(base: &str) -> Result<Self, IriParseError> {
        let mut base = NamedNode::new(base)?.into_string();
        if !base.ends_with('/') {
            base.push('/');
        }
        Ok(Self { base })
    }

    /// The base IRI, with its final slash.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The IRI that the path of a request denotes: `/work/doi/10.1/x` under the base, `/concept/…`, `/scheme/…` and
    /// `/ontology/…` in the ontology's own namespaces. However the client has percent-encoded the path, and in
    /// whatever case it writes a DOI, the answer is the IRI that this type mints. `None` for any other path.
    #[must_use]
    pub fn path_to_iri(&self, path: &str) -> Option<NamedNode> {
        let path = percent_decode(path.strip_prefix('/').unwrap_or(path))?;
        let (kind, rest) = path.split_once('/')?;
        if let Some((_, namespace)) = NAMESPACES.iter().find(|(name, _)| *name == kind) {
            return Some(node(namespace, [rest]));
        }
        if rest.is_empty() || !(kind == "work" || KINDS.contains(&kind)) {
            return None;
        }
        let doi = matches!((kind, rest.split_once('/')), ("work" | "id", Some(("doi", _))));
        Some(if doi { self.mint([kind, &rest.to_lowercase()]) } else { self.mint([kind, rest]) })
    }

    /// The path under which an IRI of this data set or of the ontology can be asked for; `None` for IRIs of others.
    #[must_use]
    pub fn local_path(&self, iri: &str) -> Option<String> {
        let spaces = NAMESPACES.iter().map(|(kind, space)| (format!("/{kind}/"), *space));
        let own = spaces.into_iter().find_map(|(lead, space)| Some(lead + iri.strip_prefix(space)?));
        let path = own.or_else(|| Some(format!("/{}", iri.strip_prefix(&self.base)?)))?;
        (self.path_to_iri(&path)?.as_str() == iri).then_some(path)
    }

    /// A work: `work/doi/…`, `work/pmid/…`, `work/pmcid/…` or `work/key/…`.
    #[must_use]
    pub fn work(&self, key: &WorkKey) -> NamedNode {
        self.mint(["work", &key.to_string()])
    }

    /// The role of the `n`-th author of a work, from 1.
    #[must_use]
    pub fn role(&self, key: &WorkKey, n: usize) -> NamedNode {
        self.mint(["role", &key.to_string(), &n.to_string()])
    }

    /// The `n`-th author of a work as a person: one node for each authorship, since equal names prove nothing.
    #[must_use]
    pub fn person(&self, key: &WorkKey, n: usize) -> NamedNode {
        self.mint(["person/w", &key.to_string(), &n.to_string()])
    }

    /// A person by ORCID iD: one node for all that the person did.
    #[must_use]
    pub fn person_by_orcid(&self, orcid: Orcid) -> NamedNode {
        self.mint(["person", "orcid", &orcid.to_string()])
    }

    /// The `n`-th role of a kind, from 1 in each kind: that of an author as in [`Iris::role`], else `role/{work}/editor/1`.
    #[must_use]
    pub fn role_of(&self, key: &WorkKey, role: Role, n: usize) -> NamedNode {
        self.contributor("role", key, role, n, None)
    }

    /// The person behind [`Iris::role_of`].
    #[must_use]
    pub fn person_of(&self, key: &WorkKey, role: Role, n: usize) -> NamedNode {
        self.contributor("person/w", key, role, n, None)
    }

    /// The group behind [`Iris::role_of`].
    #[must_use]
    pub fn group_of(&self, key: &WorkKey, role: Role, n: usize) -> NamedNode {
        self.contributor("group/w", key, role, n, None)
    }

    /// A role as a source has it that contradicts the others: another name stands at that place.
    #[must_use]
    pub fn disputed_role(&self, key: &WorkKey, role: Role, n: usize, name: &str) -> NamedNode {
        self.contributor("role", key, role, n, Some(name))
    }

    /// The person behind [`Iris::disputed_role`].
    #[must_use]
    pub fn disputed_person(&self, key: &WorkKey, role: Role, n: usize, name: &str) -> NamedNode {
        self.contributor("person/w", key, role, n, Some(name))
    }

    /// The group behind [`Iris::disputed_role`].
    #[must_use]
    pub fn disputed_group(&self, key: &WorkKey, role: Role, n: usize, name: &str) -> NamedNode {
        self.contributor("group/w", key, role, n, Some(name))
    }

    fn contributor(&self, kind: &str, key: &WorkKey, role: Role, n: usize, name: Option<&str>) -> NamedNode {
        let (key, n) = (key.to_string(), n.to_string());
        match (role, name) {
            (Role::Author, None) => self.mint([kind, &key, &n]),
            (Role::Author, Some(name)) => self.mint([kind, &key, &n, name]),
            (_, None) => self.mint([kind, &key, role_name(role), &n]),
            (_, Some(name)) => self.mint([kind, &key, role_name(role), &n, name]),
        }
    }

    /// The second role of an author who is the corresponding one.
    #[must_use]
    pub fn corresponding_role(&self, key: &WorkKey, n: usize) -> NamedNode {
        self.mint(["role", &key.to_string(), &n.to_string(), "corresponding"])
    }

    /// An organisation by its number in the Research Organization Registry.
    #[must_use]
    pub fn organization_by_ror(&self, ror: Ror) -> NamedNode {
        self.mint(["org", "ror", &ror.to_string()])
    }

    /// The `n`-th author of a work as a group.
    #[must_use]
    pub fn group(&self, key: &WorkKey, n: usize) -> NamedNode {
        self.mint(["group/w", &key.to_string(), &n.to_string()])
    }

    /// An organisation by the slug of its name.
    #[must_use]
    pub fn organization(&self, slug: &str) -> NamedNode {
        self.mint(["org", slug])
    }

    /// A journal: `journal/issn-l/…`, `journal/issn/…`, `journal/nlm/…` or `journal/{slug}`.
    #[must_use]
    pub fn journal(&self, key: &JournalKey) -> NamedNode {
        self.mint(["journal", &key.to_string()])
    }

    /// A volume of a journal.
    #[must_use]
    pub fn volume(&self, journal: &JournalKey, volume: &str) -> NamedNode {
        self.mint(["journal", &journal.to_string(), "v", volume])
    }

    /// An issue of a journal: in its volume, else in its year (journals without volumes count issues anew each year).
    #[must_use]
    pub fn issue(
        &self,
        journal: &JournalKey,
        volume: Option<&str>,
        year: Option<i32>,
        issue: &str,
    ) -> NamedNode {
        let journal = &journal.to_string();
        match (volume, year) {
            (Some(volume), _) => self.mint(["journal", journal, "v", volume, "i", issue]),
            (None, Some(year)) => self.mint(["journal", journal, "y", &year.to_string(), "i", issue]),
            (None, None) => self.mint(["journal", journal, "i", issue]),
        }
    }

    /// The node of an identifier: `id/doi/10.1186/x`.
    #[must_use]
    pub fn identifier(&self, scheme: &str, value: &str) -> NamedNode {
        self.mint(["id", scheme, value])
    }

    /// The title of a work as a text that annotations point into.
    #[must_use]
    pub fn title(&self, key: &WorkKey) -> NamedNode {
        self.mint(["title", &key.to_string()])
    }

    /// The abstract of a work. A key that reads like a section of another work's abstract (`10.1/x/s/1`) gets the
    /// section number 0, which no section has.
    #[must_use]
    pub fn abstract_(&self, key: &WorkKey) -> NamedNode {
        let key = key.to_string();
        let section = key.rsplit_once("/s/").is_some_and(|(_, n)| n.bytes().all(|b| b.is_ascii_digit()));
        if section { self.mint(["abstract", &key, "s", "0"]) } else { self.mint(["abstract", &key]) }
    }

    /// The `n`-th section of the abstract of a work, from 1.
    #[must_use]
    pub fn section(&self, key: &WorkKey, n: usize) -> NamedNode {
        self.mint(["abstract", &key.to_string(), "s", &n.to_string()])
    }

    /// An observation of a work: a kind (`rca-citations`) as of a day, a year or `undated`.
    #[must_use]
    pub fn metric(&self, kind: &str, key: &WorkKey, as_of: &str) -> NamedNode {
        self.mint(["metric", kind, &key.to_string(), as_of])
    }

    /// What the impact index measures.
    #[must_use]
    pub fn metric_definition(&self) -> NamedNode {
        self.mint(["metric", "rca-impact-index-per-article"])
    }

    /// The annotation with this digest (see [`digest`]) on a work.
    #[must_use]
    pub fn annotation(&self, key: &WorkKey, digest: &str) -> NamedNode {
        self.mint(["annotation", &key.to_string(), digest])
    }

    /// The target of an annotation.
    #[must_use]
    pub fn annotation_target(&self, key: &WorkKey, digest: &str) -> NamedNode {
        self.mint(["annotation", &key.to_string(), digest, "target"])
    }

    /// The position selector of an annotation.
    #[must_use]
    pub fn annotation_position(&self, key: &WorkKey, digest: &str) -> NamedNode {
        self.mint(["annotation", &key.to_string(), digest, "pos"])
    }

    /// The quote selector of an annotation.
    #[must_use]
    pub fn annotation_quote(&self, key: &WorkKey, digest: &str) -> NamedNode {
        self.mint(["annotation", &key.to_string(), digest, "quote"])
    }

    /// The citation of one work by another.
    #[must_use]
    pub fn citation(&self, citing: &WorkKey, cited: &WorkKey) -> NamedNode {
        self.mint(["citation", &digest(&[self.work(citing).as_str(), self.work(cited).as_str()])])
    }

    /// A registered study by its register and number.
    #[must_use]
    pub fn study(&self, register: Register, number: &str) -> NamedNode {
        self.mint(["study", register_name(register), number])
    }

    /// A grant.
    #[must_use]
    pub fn grant(&self, slug: &str) -> NamedNode {
        self.mint(["grant", slug])
    }

    /// A funding programme.
    #[must_use]
    pub fn programme(&self, slug: &str) -> NamedNode {
        self.mint(["programme", slug])
    }

    /// The record of a source at a place (its line, or the path of its work where the line is unknown).
    #[must_use]
    pub fn source_record(&self, format: &str, sha256: &str, place: &str) -> NamedNode {
        self.mint(["record", format, short(sha256), place])
    }

    /// The graph that holds what a source file states.
    #[must_use]
    pub fn graph(&self, format: &str, sha256: &str) -> NamedNode {
        self.mint(["graph", format, short(sha256)])
    }

    /// The graph that holds what annotation found in a source file.
    #[must_use]
    pub fn annotation_graph(&self, sha256: &str) -> NamedNode {
        self.mint(["graph/annotations/dictionary-1", short(sha256)])
    }

    /// The record of a source by its number.
    #[must_use]
    pub fn record(&self, id: &RecordId) -> NamedNode {
        self.source_record(&id.format, &id.sha256, &id.number.to_string())
    }

    /// Why records are one work, or are not.
    #[must_use]
    pub fn merge(&self, digest: &str) -> NamedNode {
        self.mint(["merge", digest])
    }

    /// The graph that says which records are one work, and why.
    #[must_use]
    pub fn identity_graph(&self) -> NamedNode {
        self.mint(["graph/identity"])
    }

    /// The graph that says what the other graphs are.
    #[must_use]
    pub fn catalogue_graph(&self) -> NamedNode {
        self.mint(["graph/catalogue"])
    }

    /// The graph of the ontology.
    #[must_use]
    pub fn ontology_graph(&self) -> NamedNode {
        self.mint(["graph/ontology"])
    }

    /// The information source that a format comes from.
    #[must_use]
    pub fn source(&self, name: &str) -> NamedNode {
        self.mint(["source", name])
    }

    /// linkworker itself.
    #[must_use]
    pub fn agent(&self) -> NamedNode {
        self.mint(["agent/linkworker"])
    }

    /// Dictionary annotation, version 1.
    #[must_use]
    pub fn activity(&self) -> NamedNode {
        self.mint(["activity/dictionary-1"])
    }

    /// A validation report (`report/shapes`) or a part of one.
    #[must_use]
    pub fn report(&self, part: &str) -> NamedNode {
        self.mint(["report", part])
    }

    /// What stands for a blank node of RDF that somebody sent (RDF 1.1 Concepts, section 3.5).
    #[must_use]
    pub fn skolem(&self, digest: &str) -> NamedNode {
        self.mint([".well-known/genid", digest])
    }

    fn mint<const N: usize>(&self, parts: [&str; N]) -> NamedNode {
        node(&self.base, parts)
    }
}

/// The concept with this id.
#[must_use]
pub fn concept(id: &str) -> NamedNode {
    node(CONCEPT_NS, [id])
}

/// The concept scheme with this id.
#[must_use]
pub fn scheme(id: &str) -> NamedNode {
    node(SCHEME_NS, [id])
}

/// The identifier scheme of a register.
#[must_use]
pub fn register_scheme(register: Register) -> NamedNode {
    node(ID_SCHEME_NS, [register_name(register)])
}

/// Name of a register in IRIs: `isrctn`, `clinicaltrials`, `prospero`.
#[must_use]
pub fn register_name(register: Register) -> &'static str {
    match register {
        Register::Isrctn => "isrctn",
        Register::ClinicalTrials => "clinicaltrials",
        Register::Prospero => "prospero",
    }
}

/// The page of a DOI.
#[must_use]
pub fn doi_page(doi: &Doi) -> NamedNode {
    node("https://doi.org/", [doi.as_str()])
}

/// The page of a PMID.
#[must_use]
pub fn pubmed_page(pmid: Pmid) -> NamedNode {
    node("https://pubmed.ncbi.nlm.nih.gov/", [&pmid.to_string(), ""])
}

/// The page of a PMCID.
#[must_use]
pub fn pmc_page(pmcid: Pmcid) -> NamedNode {
    node("https://pmc.ncbi.nlm.nih.gov/articles/", [&pmcid.to_string(), ""])
}

/// The page of a work at OpenAlex.
#[must_use]
pub fn openalex_page(id: OpenAlexId) -> NamedNode {
    node("https://openalex.org/", [&id.to_string()])
}

/// The work in OpenCitations Meta.
#[must_use]
pub fn opencitations_work(omid: &crate::record::Omid) -> NamedNode {
    node("https://w3id.org/oc/meta/", [omid.as_str()])
}

/// A person at ORCID.
#[must_use]
pub fn orcid_page(orcid: Orcid) -> NamedNode {
    node("https://orcid.org/", [&orcid.to_string()])
}

/// An organisation in the Research Organization Registry.
#[must_use]
pub fn ror_page(ror: Ror) -> NamedNode {
    node("https://ror.org/", [&ror.to_string()])
}

/// A serial at the portal of the ISSN centre.
#[must_use]
pub fn issn_page(issn: Issn) -> NamedNode {
    node("https://portal.issn.org/resource/ISSN/", [&issn.to_string()])
}

/// A MeSH descriptor (`D012944`), or a descriptor with a qualifier (`D012944Q000639`).
#[must_use]
pub fn mesh(id: &str) -> NamedNode {
    node(MESH_NS, [id])
}

/// An address that a record gives, with what an IRI may not hold encoded; `None` where it is none.
#[must_use]
pub fn web_address(text: &str) -> Option<NamedNode> {
    let (scheme, rest) =
        text.split_once("://").filter(|(s, rest)| matches!(*s, "http" | "https") && !rest.is_empty())?;
    let mut iri = format!("{scheme}://");
    let fine = |c: char| !(c.is_control() || c.is_whitespace() || "<>\"{}|\\^`".contains(c));
    for c in rest.chars() {
        if fine(c) {
            iri.push(c);
        } else {
            let mut buffer = [0; 4];
            for byte in c.encode_utf8(&mut buffer).bytes() {
                let _ = write!(iri, "%{byte:02X}"); // a string takes everything
            }
        }
    }
    NamedNode::new(iri).ok()
}

/// The part of an IRI that stands for a role.
fn role_name(role: Role) -> &'static str {
    match role {
        Role::Author => "author",
        Role::Editor => "editor",
        Role::Translator => "translator",
        Role::Investigator => "investigator",
    }
}

/// The PMID at the resolver of identifiers.org.
#[must_use]
pub fn identifiers_org(pmid: Pmid) -> NamedNode {
    node("https://identifiers.org/pubmed:", [&pmid.to_string()])
}

/// The page of a study at its register.
#[must_use]
pub fn register_page(register: Register, number: &str) -> NamedNode {
    let site = match register {
        Register::Isrctn => "https://www.isrctn.com/",
        Register::ClinicalTrials => "https://clinicaltrials.gov/study/",
        Register::Prospero => "https://www.crd.york.ac.uk/PROSPERO/view/",
    };
    node(site, [number])
}

/// First 16 hexadecimal digits of SHA-256 over the parts, kept apart.
#[must_use]
pub fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]); // so that a character moving from one part to the next changes the digest
    }
    let first = hash.finalize().iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("{first:016x}")
}

/// The first 16 digits of a checksum.
fn short(sha256: &str) -> &str {
    sha256.get(..16).unwrap_or(sha256)
}

/// `space` + the parts, encoded and joined by slashes.
fn node<const N: usize>(space: &str, parts: [&str; N]) -> NamedNode {
    let mut iri = String::with_capacity(space.len() + parts.iter().map(|p| p.len() + 8).sum::<usize>());
    iri.push_str(space);
    for (n, part) in parts.into_iter().enumerate() {
        if n > 0 {
            iri.push('/');
        }
        push_path(&mut iri, part);
    }
    NamedNode::new_unchecked(iri)
}
