//! Medical Subject Headings among keywords, told by their subheadings.

use super::sheet::Origin;
use crate::record::{MeshHeading, MeshTerm};

/// The heading that a keyword is: `Colitis/*drug therapy` (PubMed), `Conduct Disorder [*psychology]`
/// (Cochrane), `Air Pollution/ae [Adverse Effects]` (Ovid), and `*Fires` where the keywords are those of
/// MEDLINE. A heading without subheading and asterisk looks like any keyword.
pub(super) fn heading(keyword: &str, origin: Origin) -> Option<MeshHeading> {
    if !keyword.bytes().any(|b| matches!(b, b'/' | b'[' | b'*')) {
        return None;
    }
    let medline = matches!(origin, Origin::Nlm | Origin::OvidMedline);
    let (descriptor, qualifiers) = match keyword.split_once(" [") {
        Some((descriptor, inside)) if !descriptor.contains('/') => {
            (descriptor, inside.strip_suffix(']')?.split(", ").map(term).collect::<Option<Vec<_>>>()?)
        }
        _ => {
            let mut parts = keyword.split('/');
            (parts.next()?, parts.map(term).collect::<Option<Vec<_>>>()?)
        }
    };
    let major = descriptor.starts_with('*');
    if descriptor.len() < 2 || (qualifiers.is_empty() && !(major && medline)) {
        return None;
    }
    let name = descriptor.trim_start_matches('*').trim().to_owned();
    Some(MeshHeading { descriptor: MeshTerm { name, id: None, major }, qualifiers })
}

/// A subheading, where the text is one.
fn term(text: &str) -> Option<MeshTerm> {
    let (text, major) = text.trim().strip_prefix('*').map_or((text.trim(), false), |text| (text, true));
    // Ovid: `ae [Adverse Effects]`.
    let text = text.split_once(" [").map_or(text, |(_, inside)| inside.trim_end_matches(']'));
    let name = QUALIFIERS.iter().find(|name| name.eq_ignore_ascii_case(text))?;
    Some(MeshTerm { name: (*name).to_owned(), id: None, major })
}

/// The subheadings of MeSH, those that were given up included.
const QUALIFIERS: &[&str] = &[
    "abnormalities",
    "administration & dosage",
    "adverse effects",
    "agonists",
    "analogs & derivatives",
    "analysis",
    "anatomy & histology",
    "antagonists & inhibitors",
    "biosynthesis",
    "blood",
    "blood supply",
    "cerebrospinal fluid",
    "chemical synthesis",
    "chemically induced",
    "chemistry",
    "classification",
    "complications",
    "congenital",
    "contraindications",
    "cytology",
    "deficiency",
    "diagnosis",
    "diagnostic imaging",
    "diagnostic use",
    "diet therapy",
    "drug effects",
    "drug therapy",
    "economics",
    "education",
    "embryology",
    "enzymology",
    "epidemiology",
    "ethics",
    "ethnology",
    "etiology",
    "genetics",
    "growth & development",
    "history",
    "immunology",
    "injuries",
    "innervation",
    "instrumentation",
    "isolation & purification",
    "legislation & jurisprudence",
    "manpower",
    "metabolism",
    "methods",
    "microbiology",
    "mortality",
    "nursing",
    "organization & administration",
    "parasitology",
    "pathogenicity",
    "pathology",
    "pharmacokinetics",
    "pharmacology",
    "physiology",
    "physiopathology",
    "poisoning",
    "prevention & control",
    "psychology",
    "radiation effects",
    "radiography",
    "radionuclide imaging",
    "radiotherapy",
    "rehabilitation",
    "secondary",
    "secretion",
    "standards",
    "statistics & numerical data",
    "supply & distribution",
    "surgery",
    "therapeutic use",
    "therapy",
    "toxicity",
    "transmission",
    "transplantation",
    "trends",
    "ultrasonography",
    "ultrastructure",
    "urine",
    "utilization",
    "veterinary",
    "virology",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(keyword: &str, origin: Origin) -> Option<String> {
        let mark = |t: &MeshTerm| format!("{}{}", if t.major { "*" } else { "" }, t.name);
        heading(keyword, origin).map(|h| {
            std::iter::once(&h.descriptor).chain(&h.qualifiers).map(mark).collect::<Vec<_>>().join("|")
        })
    }

    #[test]
    fn headings_are_told_by_their_subheadings() {
        let other = |keyword| outline(keyword, Origin::Other);
        assert_eq!(
            other("Colitis, Ulcerative/*drug therapy/blood").as_deref(),
            Some("Colitis, Ulcerative|*drug therapy|blood")
        );
        assert_eq!(
            other("Conduct Disorder [*psychology, blood]").as_deref(),
            Some("Conduct Disorder|*psychology|blood")
        );
        assert_eq!(
            other("*Air Pollution/ae [Adverse Effects]").as_deref(),
            Some("*Air Pollution|adverse effects")
        );
        for keyword in
            ["Gender/sex", "*Fires", "Fires", "40AR/39AR AGE", "Reliability [Statistics]", "", "/", "*"]
        {
            assert_eq!(other(keyword), None, "{keyword}");
        }
        assert_eq!(outline("*Fires", Origin::Nlm).as_deref(), Some("*Fires"));
        assert_eq!(outline("Fires", Origin::Nlm), None);
    }
}
