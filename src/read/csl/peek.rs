//! The shape of JSON that may be cut anywhere: which members its objects have, as far as the text goes.
//! Without recursion.

use serde_json::{Map, Value};

/// Objects deeper than this are not looked at: records stand near the outside.
const DEPTH: usize = 6;
/// Longest text of a name or a value that is kept.
const KEPT: usize = 64;

/// What can be seen of an object.
#[derive(Debug, Default)]
pub(in crate::read) struct Shape {
    members: Vec<(String, Glimpse)>,
}

/// What can be seen of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::read) enum Glimpse {
    /// A string, its start.
    Text(String),
    /// A number, `true`, `false` or `null`.
    Plain,
    /// A list, and the names of the members of its first object.
    List(Vec<String>),
    /// An object, and the names of its members.
    Object(Vec<String>),
}

impl Shape {
    /// The shape of an object that is there in full.
    pub(in crate::read) fn of(object: &Map<String, Value>) -> Self {
        let names = |map: &Map<String, Value>| map.keys().cloned().collect();
        let glimpse = |value: &Value| match value {
            Value::String(text) => Glimpse::Text(text.chars().take(KEPT).collect()),
            Value::Array(list) => {
                Glimpse::List(list.first().and_then(Value::as_object).map(names).unwrap_or_default())
            }
            Value::Object(map) => Glimpse::Object(names(map)),
            _ => Glimpse::Plain,
        };
        Self { members: object.iter().map(|(name, value)| (name.clone(), glimpse(value))).collect() }
    }

    pub(in crate::read) fn get(&self, name: &str) -> Option<&Glimpse> {
        self.members.iter().find(|(n, _)| n == name).map(|(_, g)| g)
    }

    pub(in crate::read) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The text of a member.
    pub(in crate::read) fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(Glimpse::Text(text)) => Some(text),
            _ => None,
        }
    }

    pub(in crate::read) fn names(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|(name, _)| name.as_str())
    }
}

/// Whether some object of a text that starts like this is `wanted`.
pub(in crate::read) fn any(start: &str, wanted: impl Fn(&Shape) -> bool) -> bool {
    if !start.starts_with(['{', '[']) {
        return false;
    }
    let mut scan = Scan { rest: start, open: Vec::new(), deeper: 0 };
    while !scan.rest.is_empty() {
        if scan.step().is_some_and(|shape| wanted(&shape)) {
            return true;
        }
    }
    // What is still open where the text breaks off.
    while let Some(frame) = scan.open.pop() {
        let shape = scan.close(frame);
        if shape.is_some_and(|shape| wanted(&shape)) {
            return true;
        }
    }
    false
}

struct Scan<'a> {
    rest: &'a str,
    open: Vec<Frame>,
    /// How many brackets are open below what is looked at.
    deeper: usize,
}

/// An object or a list that is open.
struct Frame {
    list: bool,
    shape: Shape,
    /// Of a list: names of the members of its first object.
    first: Option<Vec<String>>,
    /// The member that waits for its value.
    name: Option<String>,
}

impl Scan<'_> {
    /// Goes on behind the next mark. Gives the object that ended there.
    fn step(&mut self) -> Option<Shape> {
        self.rest = self.rest.trim_start();
        let mark = self.rest.chars().next()?;
        match mark {
            '"' => {
                let text = self.string();
                if self.deeper == 0 {
                    self.saw_text(text);
                }
            }
            '{' | '[' => {
                self.rest = &self.rest[1..];
                if self.deeper > 0 || self.open.len() >= DEPTH {
                    self.deeper += 1;
                } else {
                    self.open.push(Frame {
                        list: mark == '[',
                        shape: Shape::default(),
                        first: None,
                        name: None,
                    });
                }
            }
            '}' | ']' => {
                self.rest = &self.rest[1..];
                if self.deeper > 0 {
                    self.deeper -= 1;
                } else if let Some(frame) = self.open.pop() {
                    return self.close(frame);
                }
            }
            ',' | ':' => self.rest = &self.rest[1..],
            _ => {
                let end = self
                    .rest
                    .find([',', '}', ']', ' ', '\n', '\r', '\t', ':', '"'])
                    .unwrap_or(self.rest.len());
                self.rest = &self.rest[end.max(mark.len_utf8())..];
                if self.deeper == 0 {
                    self.put(Glimpse::Plain);
                }
            }
        }
        None
    }

    /// Reads the string that begins here, and gives its start; escapes stay as they are.
    fn string(&mut self) -> String {
        let inside = &self.rest[1..];
        let mut escaped = false;
        let end = inside.bytes().position(|b| {
            let ends = b == b'"' && !escaped;
            escaped = b == b'\\' && !escaped;
            ends
        });
        let body = &inside[..end.unwrap_or(inside.len())];
        self.rest = &inside[end.map_or(inside.len(), |end| end + 1)..];
        body.chars().take(KEPT).collect()
    }

    fn saw_text(&mut self, text: String) {
        match self.open.last_mut() {
            Some(frame) if !frame.list && frame.name.is_none() => frame.name = Some(text),
            _ => self.put(Glimpse::Text(text)),
        }
    }

    /// A value of the innermost object or list.
    fn put(&mut self, glimpse: Glimpse) {
        let Some(frame) = self.open.last_mut() else { return };
        if frame.list {
            if let (None, Glimpse::Object(names)) = (&frame.first, glimpse) {
                frame.first = Some(names);
            }
        } else if let Some(name) = frame.name.take() {
            frame.shape.members.push((name, glimpse));
        }
    }

    /// An object or a list has ended: tells the one around it, and gives the object.
    fn close(&mut self, frame: Frame) -> Option<Shape> {
        if frame.list {
            self.put(Glimpse::List(frame.first.unwrap_or_default()));
            return None;
        }
        self.put(Glimpse::Object(frame.shape.names().map(str::to_owned).collect()));
        Some(frame.shape)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_seen_as_far_as_the_text_goes() {
        let text = r#"{"a":[{"b":{"c":1},"d":"x\"}y"},{"e":[]}],"f":{"g":[[1,{"h":2}]],"i":"cut her"#;
        assert!(any(text, |s| s.text("d") == Some("x\\\"}y")
            && s.get("b") == Some(&Glimpse::Object(vec!["c".to_owned()]))));
        assert!(any(text, |s| s.has("a") && s.has("f")));
        assert!(any(text, |s| s.get("a") == Some(&Glimpse::List(vec!["b".to_owned(), "d".to_owned()]))));
        assert!(any(text, |s| s.text("i") == Some("cut her")));
        assert!(!any("TY  - JOUR", |_| true));
        // Too deep to be a record.
        assert!(!any(&format!("{}{{\"x\":1}}", "[".repeat(50_000)), |s| s.has("x")));
        assert!(!any("{{{{]]]]\"", |s| s.has("x")));
    }
}
