//! Which resource is nested in which, and the JSON of one resource with what is nested in it.

use super::table::Table;
use crate::export::ExportError;
use crate::export::kind::{Kind, LABELLING, NAMING, is_owning};
use crate::export::row::{Layout, Literal, Row, Term, unescape};
use crate::ontology::{Context, Keyed, Node, Text};
use crate::vocab::{frbr, rdf, schema};
use serde_json::{Map, Value, json};
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::io;

/// Deepest nesting. A part that would come to lie deeper stands at the top.
const DEPTH: usize = 6;

/// Deepest chain of names: issue, volume, journal.
const NAME_DEPTH: usize = 3;

/// The resources of a table as trees.
pub(super) struct Tree<'a> {
    context: &'a Context,
    table: &'a Table,
    owners: &'a Table,
    /// The resource that a document is about; it is never nested.
    root: Option<&'a str>,
    /// In a document about one resource: what was written in full as a name.
    covered: RefCell<HashSet<String>>,
}

impl<'a> Tree<'a> {
    pub(super) fn new(
        context: &'a Context,
        table: &'a Table,
        owners: &'a Table,
        root: Option<&'a str>,
    ) -> Self {
        Self { context, table, owners, root, covered: RefCell::default() }
    }

    pub(super) fn is_work(&self, subject: &str) -> io::Result<bool> {
        Ok(self.kind(subject)? == Kind::Work)
    }

    /// Whether the subject was written in full where something points to it.
    pub(super) fn is_covered(&self, subject: &str) -> bool {
        self.covered.borrow().contains(subject)
    }

    /// Whether the subject stands inside its owner.
    pub(super) fn is_nested(&self, subject: &str) -> io::Result<bool> {
        let mut part = subject.to_owned();
        for _ in 0..DEPTH {
            match self.owner(&part)? {
                Some(owner) => part = owner,
                // The end of the chain is a root; the part is nested unless it is that root.
                None => return Ok(part != subject),
            }
        }
        Ok(false)
    }

    /// The resource that this one is nested in if the chain of owners ends: the first owner in order.
    fn owner(&self, part: &str) -> io::Result<Option<String>> {
        if self.root == Some(part) || self.is_misleading(part) {
            return Ok(None);
        }
        let Some(row) = self.owners.first(part)? else { return Ok(None) };
        let owner = row.split('\t').nth(1).unwrap_or_default();
        let may_nest = matches!(self.kind(part)?, Kind::Person | Kind::Other);
        Ok((may_nest && !self.is_misleading(owner)).then(|| owner.to_owned()))
    }

    /// The objects for a subject that is not nested: the subject, and statements that the context would misread.
    pub(super) fn top_level(&self, subject: &str) -> Result<Vec<Value>, ExportError> {
        let (node, aside) = self.root(subject)?;
        let node = (!node.is_empty()).then_some(Value::Object(node));
        Ok(node.into_iter().chain(aside).collect())
    }

    /// The same, with the object of the subject apart; it is empty where nothing can be said of the subject.
    pub(super) fn root(&self, subject: &str) -> Result<(Map<String, Value>, Vec<Value>), ExportError> {
        let mut aside = Vec::new();
        let node = self.node(subject, &mut Vec::new(), &mut aside)?;
        Ok((if node.len() > 1 { node } else { Map::new() }, aside))
    }

    fn node(
        &self,
        subject: &str,
        path: &mut Vec<String>,
        aside: &mut Vec<Value>,
    ) -> Result<Map<String, Value>, ExportError> {
        let texts = self.table.rows(subject)?;
        let rows: Vec<_> = texts.iter().map(|text| Layout::Resources.decode(text)).collect();
        path.push(subject.to_owned());
        let ranks = self.ranks(&rows)?;
        let mut ordered: Vec<_> = rows.iter().collect();
        ordered.sort_by_key(|row| (row.predicate, ranks.get(row.object).copied().unwrap_or(u64::MAX)));
        let mut draft = Node::default();
        for row in ordered {
            if self.misleads(row) {
                aside.push(plain(row));
            } else {
                self.add(&mut draft, row, path, aside)?;
            }
        }
        path.pop();
        Ok(draft.finish(self.context, &iri(subject)))
    }

    fn add(
        &self,
        draft: &mut Node,
        row: &Row<'_>,
        path: &mut Vec<String>,
        aside: &mut Vec<Value>,
    ) -> Result<(), ExportError> {
        let property = iri(row.predicate);
        let keyed = match Term::parse(row.object) {
            Term::Literal(literal) => self.literal(&property, &literal),
            Term::Iri(_) | Term::Blank(_) if row.is_type() => {
                draft.push_class(self.context, &iri(row.object));
                return Ok(());
            }
            Term::Iri(_) | Term::Blank(_) => {
                if is_owning(&property)
                    && self.owner(row.object)?.as_deref() == Some(row.subject)
                    && self.is_nested(row.object)?
                {
                    let node = self.node(row.object, path, aside)?;
                    self.context.node(&property, node)
                } else if path.iter().any(|above| above == row.object) {
                    self.context.reference(&property, &iri(row.object))
                } else {
                    self.named(&property, row.object, NAME_DEPTH)?
                }
            }
        };
        draft.push(keyed);
        Ok(())
    }

    /// A reference with the name of what it points to, where there is one.
    fn named(&self, property: &str, object: &str, depth: usize) -> Result<Keyed, ExportError> {
        let texts = self.table.rows(object)?;
        let rows: Vec<_> = texts.iter().map(|text| Layout::Resources.decode(text)).collect();
        let is = |row: &Row<'_>, list: &[oxigraph::model::NamedNodeRef<'_>]| {
            list.iter().any(|wanted| wanted.as_str() == iri(row.predicate))
        };
        if depth == 0 || !rows.iter().any(|row| is(row, NAMING)) {
            return Ok(self.context.reference(property, &iri(object)));
        }
        let mut draft = Node::default();
        let mut complete = true;
        for row in &rows {
            let part_of = iri(row.predicate) == frbr::PART_OF.as_str();
            if self.misleads(row) || !(part_of || is(row, LABELLING)) {
                complete = false;
                continue;
            }
            match Term::parse(row.object) {
                Term::Literal(literal) => draft.push(self.literal(&iri(row.predicate), &literal)),
                _ if row.is_type() => {
                    draft.push_class(self.context, &iri(row.object));
                }
                _ => draft.push(self.named(&iri(row.predicate), row.object, depth - 1)?),
            }
        }
        if complete && self.root.is_some() {
            self.covered.borrow_mut().insert(object.to_owned());
        }
        Ok(self.context.node(property, draft.finish(self.context, &iri(object))))
    }

    /// The place of each part among its like: its `schema:position`, which also places what the part leads to, so that
    /// people come in the order of their roles.
    fn ranks(&self, rows: &[Row<'_>]) -> io::Result<HashMap<String, u64>> {
        let mut ranks = HashMap::new();
        for row in rows.iter().filter(|row| is_owning(&iri(row.predicate))) {
            let parts = self.table.rows(row.object)?;
            let parts: Vec<_> = parts.iter().map(|text| Layout::Resources.decode(text)).collect();
            let position = parts.iter().find(|part| iri(part.predicate) == schema::POSITION.as_str());
            let Some(Term::Literal(position)) = position.map(|part| Term::parse(part.object)) else {
                continue;
            };
            let Ok(position) = position.value().parse::<u64>() else { continue };
            ranks.insert(row.object.to_owned(), position);
            for part in parts.iter().filter(|part| is_owning(&iri(part.predicate))) {
                ranks.entry(part.object.to_owned()).or_insert(position);
            }
        }
        Ok(ranks)
    }

    fn kind(&self, subject: &str) -> io::Result<Kind> {
        let mut classes = Vec::new();
        self.table.visit(subject, |text| {
            let row = Layout::Resources.decode(text);
            let is_class = row.is_type();
            if is_class {
                classes.push(iri(row.object));
            }
            is_class
        })?;
        Ok(Kind::of(&iri(subject), &classes.iter().map(String::as_str)))
    }

    fn literal(&self, property: &str, literal: &Literal<'_>) -> Keyed {
        said(literal, |text| self.context.literal(property, text))
    }

    fn misleads(&self, row: &Row<'_>) -> bool {
        let datatype = match Term::parse(row.object) {
            Term::Literal(literal) => {
                literal.datatype.is_some_and(|datatype| self.context.is_misleading(datatype))
            }
            _ => self.is_misleading(row.object),
        };
        datatype || self.is_misleading(row.subject) || self.is_misleading(row.predicate)
    }

    fn is_misleading(&self, term: &str) -> bool {
        matches!(Term::parse(term), Term::Iri(iri) if self.context.is_misleading(iri))
    }
}

/// A statement as JSON-LD without any context, which no name can mislead.
fn plain(row: &Row<'_>) -> Value {
    let object = match Term::parse(row.object) {
        Term::Literal(literal) => said(&literal, |text| text.plain()),
        _ if row.is_type() => {
            return json!({ "@context": null, "@id": iri(row.subject), "@type": [iri(row.object)] });
        }
        _ => json!({ "@id": iri(row.object) }),
    };
    let property = if row.is_type() { rdf::TYPE.as_str().to_owned() } else { iri(row.predicate) };
    json!({ "@context": null, "@id": iri(row.subject), property: [object] })
}

/// The IRI or the blank node label of a term.
fn iri(term: &str) -> String {
    match Term::parse(term) {
        Term::Iri(iri) => unescape(iri).into_owned(),
        Term::Blank(label) => label.to_owned(),
        Term::Literal(literal) => literal.value().into_owned(),
    }
}

/// What a literal says, without escapes.
fn said<T>(literal: &Literal<'_>, use_it: impl FnOnce(Text<'_>) -> T) -> T {
    let datatype = literal.datatype.map(unescape);
    use_it(Text { value: &literal.value(), language: literal.language, datatype: datatype.as_deref() })
}
