//! What a JSON value says, as text: strings, numbers, lists of them.

use serde_json::Value;

/// A string or a number as text; of a list, its first entry. White space around is off; `None` where nothing
/// is left.
pub(in crate::read) fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => match number.as_f64() {
            // Spreadsheets write every number as a decimal.
            Some(decimal) if number.is_f64() && decimal.fract() == 0.0 => format!("{decimal:.0}"),
            _ => number.to_string(),
        },
        Value::Array(list) => list.iter().find_map(flat)?,
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// [`text`] of a value that is no list.
fn flat(value: &Value) -> Option<String> {
    if value.is_array() { None } else { text(value) }
}

/// Every text of a list, or the only one.
pub(in crate::read) fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().filter_map(flat).collect(),
        other => text(other).into_iter().collect(),
    }
}

/// Whether a value says nothing: null, false, an empty text, list or object, or a list of such.
pub(in crate::read) fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(list) => {
            list.iter().all(|v| matches!(v, Value::Null) || v.as_str().is_some_and(|s| s.trim().is_empty()))
        }
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

/// Whether a flag is up: `true`, `1`, `"1"`, `"true"`.
pub(in crate::read) fn flag(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Bool(up)) => *up,
        Some(Value::Number(number)) => number.as_i64() != Some(0),
        Some(Value::String(text)) => !matches!(text.trim(), "" | "0" | "false" | "no"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_say_texts() {
        for (value, expected) in [
            (json!(" a "), Some("a")),
            (json!(15), Some("15")),
            (json!(15.0), Some("15")),
            (json!(1.5), Some("1.5")),
            (json!(["", "b", "c"]), Some("b")),
            (json!([["x"]]), None),
            (json!(null), None),
            (json!(" "), None),
        ] {
            assert_eq!(text(&value).as_deref(), expected, "{value}");
        }
        assert_eq!(texts(&json!(["a", 2, null, ""])), ["a", "2"]);
        assert!(is_blank(&json!([])) && is_blank(&json!([""])) && !is_blank(&json!(0)));
    }
}
