//! The members of JSON objects in the shapes that exports really have: a list where a text is meant or the
//! other way round, a number for a text, the object that `MongoDB` writes for a number. What no rule takes is
//! left over, so that it can be told.
//!
//! Also a [`glimpse`] of a source whose objects cannot be parsed yet, because only its start is known.

use super::draft::{Draft, quote};
use serde_json::{Map, Value};

/// An object being taken apart.
#[derive(Debug, Default)]
pub(super) struct Members {
    left: Map<String, Value>,
}

impl Members {
    pub(super) fn new(object: Map<String, Value>) -> Self {
        Self { left: object }
    }

    /// Whether there is such a member and something in it.
    pub(super) fn has(&self, name: &str) -> bool {
        self.left.get(name).is_some_and(filled)
    }

    /// The member, whatever it is; `None` where nothing is in it.
    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        self.left.swap_remove(name).filter(filled)
    }

    /// A text; a number is one too, and so is the only text of a list.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        let value = match self.take(name)? {
            Value::Array(mut list) if list.len() == 1 => list.pop()?,
            value => value,
        };
        text(value).unwrap_or_else(|other| {
            self.leave(name, other);
            None
        })
    }

    /// A text inside the object of this name, which stays as it is.
    pub(super) fn inner_text(&self, object: &str, name: &str) -> Option<String> {
        let text = self.left.get(object)?.get(name)?.as_str()?;
        (!text.trim().is_empty()).then(|| text.to_owned())
    }

    /// The texts of a list, or the only one; empty ones are dropped.
    pub(super) fn texts(&mut self, name: &str) -> Vec<String> {
        let list = self.values(name);
        let mut texts = Vec::with_capacity(list.len());
        for value in list {
            match text(value) {
                Ok(found) => texts.extend(found),
                Err(other) => self.leave(name, other),
            }
        }
        texts
    }

    /// The values of a list, or the only one.
    pub(super) fn values(&mut self, name: &str) -> Vec<Value> {
        match self.take(name) {
            Some(Value::Array(list)) => list,
            Some(value) => vec![value],
            None => Vec::new(),
        }
    }

    /// The objects of a list, or the only one.
    pub(super) fn objects(&mut self, name: &str) -> Vec<Self> {
        let list = self.values(name);
        let mut objects = Vec::with_capacity(list.len());
        for value in list {
            match value {
                Value::Object(object) => objects.push(Self::new(object)),
                Value::Null => {}
                other => self.leave(name, other),
            }
        }
        objects
    }

    /// The object, or the first one of a list; an empty one where there is none.
    pub(super) fn object(&mut self, name: &str) -> Self {
        self.objects(name).into_iter().next().unwrap_or_default()
    }

    /// A number that counts something.
    pub(super) fn count(&mut self, name: &str) -> Option<u64> {
        let value = self.take(name)?;
        let count = whole(&value).and_then(|n| u64::try_from(n).ok());
        if count.is_none() {
            self.leave(name, value);
        }
        count
    }

    /// A yes or no, also as a text or a number.
    pub(super) fn flag(&mut self, name: &str) -> Option<bool> {
        let value = self.take(name)?;
        let flag = match &value {
            Value::Bool(flag) => Some(*flag),
            Value::String(word) if word.eq_ignore_ascii_case("true") => Some(true),
            Value::String(word) if word.eq_ignore_ascii_case("false") => Some(false),
            Value::Number(_) => whole(&value).map(|n| n != 0),
            _ => None,
        };
        if flag.is_none() {
            self.leave(name, value);
        }
        flag
    }

    /// Members that are of no use for a record, and known not to be.
    pub(super) fn skip(&mut self, names: &[&str]) {
        for name in names {
            self.left.swap_remove(*name);
        }
    }

    /// Everything that is left, one by one.
    pub(super) fn drain(self) -> impl Iterator<Item = (String, Value)> {
        self.left.into_iter().filter(|(_, value)| filled(value))
    }

    /// Tells the names of what is left. `within` is the name of the member that this object was in, or empty.
    pub(super) fn rest(self, within: &str, draft: &mut Draft) {
        for (name, _) in self.drain() {
            let name = quote(&name);
            draft.unused(if within.is_empty() { name } else { format!("{within}.{name}") });
        }
    }

    /// Puts back what has a shape that the rule for it does not know: it counts as not used.
    fn leave(&mut self, name: &str, value: Value) {
        self.left.insert(name.to_owned(), value);
    }
}

/// The text that a value is, `None` where it is empty.
///
/// # Errors
/// The value itself where it is no text.
fn text(value: Value) -> Result<Option<String>, Value> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok((!text.trim().is_empty()).then_some(text)),
        Value::Number(number) => Ok(Some(number.to_string())),
        other => whole(&other).map(|number| Some(number.to_string())).ok_or(other),
    }
}

/// A whole number: as one, as digits, or as `MongoDB` writes it (`{"$numberLong": "1048008991000"}`).
pub(super) fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(digits) => digits.trim().parse().ok(),
        Value::Object(object) if object.len() == 1 => {
            let (name, number) = object.iter().next()?;
            if !matches!(name.as_str(), "$numberInt" | "$numberLong" | "$numberDouble") {
                return None;
            }
            number.as_str().and_then(|digits| digits.parse().ok()).or_else(|| number.as_i64())
        }
        _ => None,
    }
}

/// Whether something is in a value.
fn filled(value: &Value) -> bool {
    let blank = |value: &Value| match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(object) => object.is_empty(),
        _ => false,
    };
    match value {
        Value::Array(list) => !list.iter().all(blank),
        other => !blank(other),
    }
}

/// A member as far as the start of a source shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Glimpse<'a> {
    pub(super) name: &'a str,
    /// The text from where the value begins to the end of what is known.
    pub(super) value: &'a str,
}

/// The members of the first record in a text that starts like this and may break off anywhere, and of the
/// objects around it. A record is in no object, or in lists and in members that `leads_on` approves of.
pub(super) fn glimpse(start: &str, leads_on: impl Fn(&str) -> bool) -> Vec<Glimpse<'_>> {
    let bytes = start.as_bytes();
    let mut found = Vec::new();
    // Whether each thing that is open is an object; the first `path` of them lead to the record.
    let (mut open, mut path, mut onwards): (Vec<bool>, usize, bool) = (Vec::new(), 0, true);
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let here = open.len() == path;
        match byte {
            b'"' => {
                let Some(length) = string(&bytes[at..]) else { break };
                let after = start.get(at + length..).unwrap_or_default().trim_start();
                if let Some(value) = after.strip_prefix(':').filter(|_| here && open.last() == Some(&true)) {
                    let name = start.get(at + 1..at + length - 1).unwrap_or_default();
                    found.push(Glimpse { name, value: value.trim_start() });
                    onwards = leads_on(name);
                }
                at += length;
                continue;
            }
            b'{' | b'[' => {
                path += usize::from(here && (onwards || open.last() != Some(&true)));
                open.push(*byte == b'{');
            }
            b'}' | b']' => {
                open.pop();
                if open.len() < path {
                    if *byte == b'}' || open.is_empty() {
                        break;
                    }
                    (path, onwards) = (open.len(), false);
                }
            }
            b',' if here => onwards = false,
            _ => {}
        }
        at += 1;
    }
    found
}

/// The length of the string that begins here, its quotes included.
fn string(bytes: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn members(value: &Value) -> Members {
        Members::new(value.as_object().cloned().unwrap_or_default())
    }

    #[test]
    fn the_shape_of_a_value_does_not_matter() {
        let mut found = members(&json!({
            "a": ["x"], "b": 7, "c": "x", "d": [" ", null], "e": {"$numberLong": "12"}, "f": "12", "g": [1, "y"], "h": "TRUE"
        }));
        assert_eq!(found.text("a").as_deref(), Some("x"));
        assert_eq!(found.text("b").as_deref(), Some("7"));
        assert_eq!(found.texts("c"), ["x"]);
        assert_eq!((found.text("d"), found.has("d")), (None, false));
        assert_eq!((found.count("e"), found.count("f")), (Some(12), Some(12)));
        assert_eq!(found.texts("g"), ["1", "y"]);
        assert_eq!(found.flag("h"), Some(true));
        assert_eq!(found.drain().count(), 0);
    }

    #[test]
    fn what_has_an_unknown_shape_is_left_over() {
        let mut found =
            members(&json!({ "a": {"x": 1}, "b": [{"x": 1}], "c": "text", "d": -1, "e": [["x"]] }));
        assert_eq!((found.text("a"), found.texts("b"), found.count("d")), (None, Vec::new(), None));
        assert!(found.objects("c").is_empty() && found.texts("e").is_empty());
        let mut left: Vec<String> = found.drain().map(|(name, _)| name).collect();
        left.sort();
        assert_eq!(left, ["a", "b", "c", "d", "e"]);
    }

    fn names(text: &str) -> String {
        let found = glimpse(text, |name| matches!(name, "message" | "items"));
        found.iter().map(|member| member.name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_first_record_is_glimpsed() {
        assert_eq!(names("{\"a\":{\"x\":[{\"y\":1}]},\"b\":2}"), "a b");
        assert_eq!(names("[{\"a\":\"}\\\"{\"},{\"b\":1}]"), "a");
        assert_eq!(
            names("{\"s\":{},\"message\":{\"f\":[],\"items\":[{\"a\":{\"n\":1},\"b\":1},{\"c\":1}]}}"),
            "s message f items a b"
        );
        assert_eq!(names("{\"items\":[],\"b\":{\"c\":1}}"), "items b");
        assert_eq!(names("{\"other\":[{\"a\":1}]}"), "other");
        assert_eq!(names("[[{\"a\":1"), "a");
        assert_eq!(names("{\"a\":\"cut"), "a");
        assert_eq!(names("{\"a"), "");
        assert_eq!(names("]}],\"é"), "");
    }
}
