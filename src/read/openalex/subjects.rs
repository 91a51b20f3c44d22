//! What OpenAlex says that a work is about: keywords, else topics, else the concepts that came before them; and headings
//! of MeSH.
//!
//! All but MeSH are a machine's guesses. Keywords are near to the text; topics and concepts go far astray (in a real file a
//! paper on seeds under protons is also of the topic "Global Energy Transition"), so they count only where nothing better is
//! there.

use crate::read::draft::{Draft, tidy};
use crate::read::members::Members;
use crate::record::{MeshHeading, MeshTerm};
use serde_json::Value;

/// Concepts below this score are only the ancestors of those above it.
const SCORE: f64 = 0.3;

/// Reads everything a work is about.
pub(super) fn read(work: &mut Members, draft: &mut Draft) {
    for value in work.values("keywords") {
        keyword(value, draft);
    }
    for name in ["topics", "concepts"] {
        if !draft.record.keywords.is_empty() {
            break; // what is left is told as not used
        }
        for mut subject in work.objects(name) {
            let score = subject.take("score").as_ref().and_then(Value::as_f64).unwrap_or(1.0);
            if let Some(name) = subject.text("display_name").filter(|_| score >= SCORE) {
                draft.keyword(&name);
            }
        }
    }
    for heading in work.objects("mesh") {
        mesh(heading, draft);
    }
}

/// A keyword: `{"display_name": …}`, before that `{"keyword": …}`, and a bare text in lists that programs
/// made.
fn keyword(value: Value, draft: &mut Draft) {
    match value {
        Value::String(name) => draft.keyword(&name),
        Value::Object(object) => {
            let mut keyword = Members::new(object);
            if let Some(name) = keyword.text("display_name").or_else(|| keyword.text("keyword")) {
                draft.keyword(&name);
            }
        }
        _ => draft.unused("keywords"),
    }
}

/// A row of MeSH: a descriptor with one qualifier or none. Rows of one descriptor, which stand together, are
/// one heading.
fn mesh(mut row: Members, draft: &mut Draft) {
    let Some(name) = row.text("descriptor_name").map(|name| tidy(&name)) else { return };
    let id = row.text("descriptor_ui");
    let major = row.flag("is_major_topic").unwrap_or_default();
    let qualifier = row.text("qualifier_name").map(|name| MeshTerm {
        name: tidy(&name),
        id: row.text("qualifier_ui"),
        major,
    });
    row.rest("mesh", draft);
    // The mark is the qualifier's, where there is one.
    let descriptor = MeshTerm { name, id, major: major && qualifier.is_none() };
    let same = |known: &&mut MeshHeading| {
        known.descriptor.id == descriptor.id && known.descriptor.name == descriptor.name
    };
    match draft.record.mesh.last_mut().filter(same) {
        Some(known) => {
            known.descriptor.major |= descriptor.major;
            known.qualifiers.extend(qualifier);
        }
        None => {
            draft.record.mesh.push(MeshHeading { descriptor, qualifiers: qualifier.into_iter().collect() });
        }
    }
}
