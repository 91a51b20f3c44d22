//! Abstracts of OpenAlex: an index of the words with their places -> the text.
//!
//! Places may be anything in a hostile file, so nothing is made as long as a place is high; and a word may be
//! said to stand in millions of places, so the text has a limit.

use super::work::cut;
use crate::read::crossref::without_lead;
use crate::read::draft::Draft;
use crate::read::markup;
use crate::read::members::{Members, whole};
use crate::read::rows::MAX_ROW;
use serde_json::{Map, Value};

/// Reads the abstract, as an index or, as some programs add it, as text.
pub(super) fn read(work: &mut Members, draft: &mut Draft) {
    let index = work.take("abstract_inverted_index").and_then(index);
    let text = match index {
        Some(index) => {
            let (text, whole) = in_order(&index);
            if !whole {
                cut(draft, "abstract", format!("the abstract is longer than the limit of {MAX_ROW} bytes"));
            }
            work.skip(&["abstract"]);
            text
        }
        None => work.text("abstract").unwrap_or_default(),
    };
    draft.abstract_text(without_lead(markup::plain_paragraphs(&text).trim_start()));
}

/// The index: an object, or a text that holds one; in the oldest files one level further in.
fn index(value: Value) -> Option<Map<String, Value>> {
    let object = match value {
        Value::String(text) => serde_json::from_str(&text).ok()?,
        other => other,
    };
    let Value::Object(mut object) = object else { return None };
    match object.swap_remove("InvertedIndex") {
        Some(Value::Object(inner)) => Some(inner),
        _ => Some(object),
    }
}

/// The words in the order of their places, with a space between; and whether that is all of them.
fn in_order(index: &Map<String, Value>) -> (String, bool) {
    let mut places: Vec<(i64, &str)> = Vec::new();
    for (word, list) in index {
        let list = list.as_array().map_or(std::slice::from_ref(list), Vec::as_slice);
        let room = MAX_ROW - places.len();
        places.extend(list.iter().filter_map(whole).map(|place| (place, word.as_str())).take(room));
    }
    let mut all = places.len() < MAX_ROW;
    places.sort_by_key(|(place, _)| *place);
    let mut text = String::new();
    for (_, word) in places {
        if text.len() + word.len() >= MAX_ROW {
            all = false;
            break;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
    }
    (text, all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text(value: Value) -> (String, bool) {
        in_order(&index(value).unwrap_or_default())
    }

    #[test]
    fn words_come_in_order() {
        assert_eq!(
            text(json!({"asked": [1], "We": [0, 3], "forty.": [2]})),
            ("We asked forty. We".to_owned(), true)
        );
        let old = r#"{"IndexLength": 2, "InvertedIndex": {"b": [1], "a": [0]}}"#;
        assert_eq!(text(json!(old)).0, "a b");
        assert_eq!(text(json!({"IndexLength": 2, "InvertedIndex": {"b": [1], "a": [0]}})).0, "a b");
        assert_eq!(text(json!("no JSON")).0, "");
    }

    #[test]
    fn hostile_places_cost_nothing() {
        let far = json!({"b": [9_000_000_000_000_000_000_i64], "a": [-5, "x", null], "c": 7});
        assert_eq!(text(far), ("a c b".to_owned(), true));
        let long = "x".repeat(1000);
        let (text, whole) = text(json!({ long: (0..5000).collect::<Vec<i32>>() }));
        assert!(text.len() <= MAX_ROW && !whole);
    }
}
