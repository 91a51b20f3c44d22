//! Property paths.

use super::super::data::{self, written};
use super::{Grammar, Part, Piece, text};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term};

impl Grammar<'_> {
    /// A path pattern that leads from the subject of a quad to its object, most often.
    pub(super) fn path_pattern(&mut self) -> Vec<Piece> {
        if self.patterns == 0 {
            return self.filter();
        }
        self.patterns -= 1;
        let Some(quad) = self.quad() else {
            return self.triples(1);
        };
        let (mut from, mut to) = (Term::from(quad.subject), quad.object);
        let mut path = self.step(&quad.predicate);
        if self.percent(40)
            && let Some((predicate, end)) = self.next_step(&to)
        {
            self.feature("path /");
            path = format!("{path}/{}", self.step(&predicate));
            to = end;
        }
        if self.percent(15) {
            self.feature("path ^");
            path = format!("^({path})");
            std::mem::swap(&mut from, &mut to);
        }
        if self.percent(10) {
            path = format!("({path}){}", self.repetition());
        }
        let ends = [0, 0, 50, 100][self.rng.usize(..4)];
        let (subject, object) = (self.place_of(&from, ends), self.place_of(&to, ends));
        if !subject.starts_with(['?', '[']) && !object.starts_with(['?', '[']) {
            self.feature("path of bound ends");
        }
        vec![Part(vec![text(format!("{subject} {path} {object} ."))])]
    }

    /// A path of which one step over this predicate is an instance.
    fn step(&mut self, predicate: &NamedNode) -> String {
        let step = written(&predicate.clone().into());
        let other = written(&data::predicate(self.rng).into());
        match self.rng.u32(..10) {
            0..3 => step,
            3..6 => format!("{step}{}", self.repetition()),
            6 => {
                self.feature("path |");
                format!("({step}|{other})")
            }
            7 => {
                self.feature("path |");
                self.feature("path ^");
                let repetition = self.repetition();
                format!("({step}|^{other}){repetition}")
            }
            8 => {
                self.feature("path negated");
                let other = if other == step { "ex:foreign".to_owned() } else { other };
                if self.rng.bool() { format!("!{other}") } else { format!("!({other}|ex:none)") }
            }
            _ => {
                self.feature("path negated");
                self.feature("path ^");
                let third = written(&data::predicate(self.rng).into());
                format!("!({other}|^{third})")
            }
        }
    }

    fn repetition(&mut self) -> &'static str {
        let (sign, feature) = self.pick(&[("*", "path *"), ("+", "path +"), ("?", "path ?")]);
        self.feature(feature);
        sign
    }

    /// A predicate that leads on from a term, and where to.
    fn next_step(&mut self, from: &Term) -> Option<(NamedNode, Term)> {
        let start = NamedOrBlankNode::try_from(from.clone()).ok()?;
        let steps: Vec<_> = self.default.iter().filter(|quad| quad.subject == start).cloned().collect();
        if steps.is_empty() {
            return None;
        }
        let quad = self.pick(&steps);
        Some((quad.predicate, quad.object))
    }
}
