//! What an entry inherits: `crossref` names the whole that it is a part of, `xdata` names entries that hold
//! data for it.
//!
//! A parent may stand before the entry or after it. Of every entry those fields are remembered that others
//! can inherit (16 MiB of them; the oldest go first), so a parent before is at hand; how one that comes after
//! is waited for is told in `bibtex.rs`. What is inherited follows the default rules of BibLaTeX (manual,
//! appendix B) and BibTeX, less whatever belongs to the parent alone: its identifiers, addresses, pages,
//! abstract and keywords.

use super::bag::{Field, is_in};
use super::item::Item;
use super::kinds;
use super::latex;
use crate::record::{ContainerKind, Kind};
use std::collections::{HashMap, VecDeque};

/// How much is remembered, in bytes.
const MAX_BYTES: usize = 16 << 20;

/// How many parents of parents are looked for.
const MAX_CHAIN: usize = 8;

/// Fields that a part inherits from its whole.
const HERITABLE: &str = "title subtitle titleaddon booktitle booksubtitle booktitleaddon maintitle \
    mainsubtitle journal journaltitle journalsubtitle shortjournal series volume number issue part edition author editor \
    editortype editora editoratype editorb editorbtype editorc editorctype translator year month day \
    date publisher institution organization school address location isbn issn eissn eventtitle language \
    langid license version howpublished crossref xdata doi";

/// Fields of which one speaks for all.
const GROUPS: [&[&str]; 4] = [
    &["date", "year", "month", "day"],
    &["editor", "editortype"],
    &["journal", "journaltitle", "journalsubtitle", "shortjournal"],
    &["language", "langid"],
];

/// An entry as others need it.
#[derive(Debug)]
struct Parent {
    kind: String,
    fields: Vec<Field>,
}

/// The entries that others may inherit from.
#[derive(Debug, Default)]
pub(super) struct Parents {
    known: HashMap<String, Parent>,
    order: VecDeque<(String, usize)>,
    bytes: usize,
    /// The oldest ones had to go.
    pub(super) forgot: bool,
}

/// What an entry inherits.
#[derive(Debug, Default)]
pub(super) struct Heritage {
    pub(super) fields: Vec<Field>,
    /// DOI of the whole that it is a part of.
    pub(super) whole: Option<String>,
    /// Keys of parents that are not there.
    pub(super) missing: Vec<String>,
}

impl Parents {
    /// Remembers an entry. The first one of a key stands.
    pub(super) fn add(&mut self, item: &Item) {
        if item.key.is_empty() || self.known.contains_key(&item.key) {
            return;
        }
        let all = item.kind == "xdata";
        let fields: Vec<Field> =
            item.fields.iter().filter(|f| all || is_in(HERITABLE, &f.name)).cloned().collect();
        let bytes = item.key.len() * 2
            + fields.iter().map(|f| f.name.len() + f.value.len() + 100).sum::<usize>()
            + 200;
        self.known.insert(item.key.clone(), Parent { kind: item.kind.clone(), fields });
        self.order.push_back((item.key.clone(), bytes));
        self.bytes += bytes;
        while self.bytes > MAX_BYTES {
            let Some((key, bytes)) = self.order.pop_front() else { break };
            self.known.remove(&key);
            self.forgot = true;
            self.bytes -= bytes;
        }
    }

    /// A parent of the entry, or of one of its parents, that is not known.
    pub(super) fn missing(&self, item: &Item) -> Option<String> {
        let mut waiting: Vec<String> = keys(&item.fields);
        let mut seen: Vec<String> = Vec::new();
        while let Some(key) = waiting.pop() {
            if seen.len() > MAX_CHAIN * 4 {
                return None;
            }
            if seen.contains(&key) {
                continue;
            }
            match self.known.get(&key) {
                Some(parent) => waiting.extend(keys(&parent.fields)),
                None => return Some(key),
            }
            seen.push(key);
        }
        None
    }

    /// What the entry inherits, nearest parent first.
    pub(super) fn heritage(&self, item: &Item) -> Heritage {
        let mut heritage = Heritage::default();
        // From the entry up to the last parent, each with its data.
        let mut chain = vec![(item.kind.as_str(), self.with_data(&item.fields, &mut heritage.missing))];
        let mut seen = vec![item.key.clone()];
        while let Some(key) = chain.last().and_then(|(_, fields)| crossref(fields)) {
            if seen.contains(&key) || chain.len() > MAX_CHAIN {
                break;
            }
            let Some(parent) = self.known.get(&key) else {
                heritage.missing.push(key);
                break;
            };
            chain.push((&parent.kind, self.with_data(&parent.fields, &mut heritage.missing)));
            seen.push(key);
        }
        heritage.whole = chain.get(1).and_then(|(_, fields)| find(fields, "doi")).map(latex::verbatim);
        let own = item.fields.len();
        let mut inherited: Option<(&str, Vec<Field>)> = None;
        for (kind, mut fields) in chain.into_iter().rev() {
            if let Some((parent_kind, parent)) = inherited {
                inherit(kind, &mut fields, parent_kind, &parent);
            }
            inherited = Some((kind, fields));
        }
        heritage.fields = inherited.map(|(_, fields)| fields).unwrap_or_default().split_off(own);
        heritage
    }

    /// The fields of an entry and those of its data, and of the data of these.
    fn with_data(&self, own: &[Field], missing: &mut Vec<String>) -> Vec<Field> {
        let mut fields = own.to_vec();
        let mut waiting: VecDeque<String> = xdata(own).into();
        let mut seen: Vec<String> = Vec::new();
        while let Some(key) = waiting.pop_front() {
            if seen.contains(&key) || seen.len() > MAX_CHAIN * 4 {
                continue;
            }
            let Some(data) = self.known.get(&key) else {
                missing.push(key);
                continue;
            };
            waiting.extend(xdata(&data.fields));
            for field in data.fields.iter().filter(|f| f.name != "xdata") {
                add(&mut fields, &field.name, field);
            }
            seen.push(key);
        }
        fields
    }
}

/// Gives a part what it lacks and its whole has.
fn inherit(kind: &str, fields: &mut Vec<Field>, parent_kind: &str, parent: &[Field]) {
    let own = fields.clone();
    let entry = kinds::of_type(kind);
    let place = entry.and_then(|k| k.place);
    let software = entry.is_some_and(|k| k.kind == Kind::Software);
    // An entry without a title of its own is the whole under another name (BibTeX's `inbook`).
    let nameless = find(&own, "title").is_none()
        && !matches!(place, Some(ContainerKind::Proceedings | ContainerKind::Journal));
    for field in parent.iter().filter(|f| is_in(HERITABLE, &f.name) && !f.value.trim().is_empty()) {
        let name = field.name.as_str();
        if matches!(name, "crossref" | "xdata" | "doi") || group_is_there(&own, name) {
            continue;
        }
        if name == "title" && nameless {
            add(fields, "title", field);
        }
        let target = match name {
            _ if software => Some(name),
            "title" if nameless && place.is_none() => None,
            "title" | "subtitle" | "titleaddon" => name_of_whole(name, place, parent),
            "version" | "howpublished" | "license" => None,
            "author" if parent_kind == "periodical" => None,
            "booktitle" if place.is_none() => None,
            same => Some(same),
        };
        if let Some(target) = target {
            add(fields, target, field);
        }
    }
}

/// Under which field the title of the whole stands in its part.
fn name_of_whole(name: &str, place: Option<ContainerKind>, parent: &[Field]) -> Option<&'static str> {
    let has = |name: &str| find(parent, name).is_some();
    let names = match place {
        None => ["maintitle", "mainsubtitle"],
        // Parents made for BibTeX give the name for their parts themselves.
        Some(ContainerKind::Journal) if has("journal") || has("journaltitle") => return None,
        Some(ContainerKind::Journal) => ["journaltitle", "journalsubtitle"],
        Some(_) if has("booktitle") => return None,
        Some(_) if name == "titleaddon" => return Some("booktitleaddon"),
        Some(_) => ["booktitle", "booksubtitle"],
    };
    match name {
        "title" => Some(names[0]),
        "subtitle" => Some(names[1]),
        _ => None,
    }
}

fn group_is_there(own: &[Field], name: &str) -> bool {
    GROUPS
        .iter()
        .filter(|group| group.contains(&name))
        .any(|group| group.iter().any(|member| find(own, member).is_some()))
}

/// Adds a field under a name, unless there is one.
fn add(fields: &mut Vec<Field>, name: &str, field: &Field) {
    if find(fields, name).is_none() {
        fields.push(Field { name: name.to_owned(), ..field.clone() });
    }
}

fn find<'a>(fields: &'a [Field], name: &str) -> Option<&'a str> {
    fields.iter().find(|f| f.name == name).map(|f| f.value.trim()).filter(|value| !value.is_empty())
}

/// Keys of all parents.
fn keys(fields: &[Field]) -> Vec<String> {
    let mut keys = xdata(fields);
    keys.extend(crossref(fields));
    keys
}

fn crossref(fields: &[Field]) -> Option<String> {
    find(fields, "crossref").map(key)
}

fn xdata(fields: &[Field]) -> Vec<String> {
    let list = find(fields, "xdata").unwrap_or_default();
    list.split(',').map(key).filter(|key| !key.is_empty()).take(MAX_CHAIN * 4).collect()
}

/// Keys are compared as BibTeX does, without regard to case.
fn key(raw: &str) -> String {
    raw.trim_matches(|c: char| c.is_whitespace() || matches!(c, '{' | '}')).to_lowercase()
}
