//! The objects of a JSON source, one after the other: of an array, of an array inside an object, or of a sequence of
//! values on lines of their own or simply joined.
//!
//! Only where an object begins and ends is looked for here, without recursion, so that a broken one costs itself. Knows no
//! format.

use super::Text;
use super::draft::quote;
use super::meter::MAX_RECORD;
use crate::record::{DiagnosticKind, Position};
use serde_json::{Map, Value};
use std::io::{self, BufRead};

/// How many lists may stand in each other around an object: pages of results that a program saved are lists in a list.
const MOST_AROUND: usize = 8;

/// One object, or what stands in the place of one.
#[derive(Debug)]
pub(super) struct Item {
    /// Where it begins. Columns count bytes.
    pub(super) position: Position,
    /// The object; or, where it cannot be read, what is wrong, in words.
    pub(super) object: Result<Map<String, Value>, (DiagnosticKind, String)>,
}

/// Takes a source apart into its objects.
pub(super) struct Items {
    text: Text,
    /// Where the list of objects may be, as names of members from the outermost object inwards.
    lists: &'static [&'static [&'static str]],
    place: Position,
    /// What is open around the next object.
    around: Vec<Around>,
    /// Bytes of the outermost object so far: it may turn out to be an item itself.
    outer: Vec<u8>,
    outer_start: Position,
    /// Whether the outermost object held a list.
    listed: bool,
    /// Line on which the last object at the outermost level ended.
    last_end: u64,
    /// Objects stand on lines of their own: a line that breaks off is one object.
    by_line: bool,
    /// Stray text was told of.
    stray: bool,
}

/// What is open around the next object.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Around {
    /// An object on the way to a list, and the name of its member that is open.
    Object(String),
    /// The list.
    List,
}

/// How a value ended.
#[derive(Debug, PartialEq, Eq)]
enum End {
    Whole,
    /// The source ends, or in a source of one object a line, the line.
    Cut,
    TooLong,
}

impl Items {
    pub(super) fn new(text: Text, lists: &'static [&'static [&'static str]]) -> Self {
        let place = Position { line: 1, column: 1 };
        Self {
            text,
            lists,
            place,
            around: Vec::new(),
            outer: Vec::new(),
            outer_start: place,
            listed: false,
            last_end: 0,
            by_line: false,
            stray: false,
        }
    }

    /// The next object; `None` at the end.
    ///
    /// # Errors
    /// Where the source cannot be read.
    pub(super) fn next_item(&mut self) -> io::Result<Option<Item>> {
        loop {
            let Some(byte) = self.peek()? else { return Ok(self.unfinished()) };
            let found = match self.around.last() {
                None => self.outermost(byte)?,
                Some(Around::List) => self.in_list(byte)?,
                Some(Around::Object(_)) => self.in_object(byte)?,
            };
            if let Some(item) = found {
                return Ok(Some(item));
            }
        }
    }

    /// Between the values of the source.
    fn outermost(&mut self, byte: u8) -> io::Result<Option<Item>> {
        match byte {
            b'[' => {
                self.take(1);
                self.around.push(Around::List);
            }
            b'{' if self.lists.is_empty() => return self.object(),
            b'{' => {
                self.by_line |= self.last_end > 0
                    && self.last_end < self.place.line
                    && self.outer_start.line == self.last_end;
                if self.by_line {
                    return self.object(); // the objects before had no list in them
                }
                self.outer.clear();
                (self.outer_start, self.listed) = (self.place, false);
                self.keep(1)?;
                self.around.push(Around::Object(String::new()));
            }
            b',' | b']' | b'}' | b';' => self.take(1),
            _ => return self.stray(),
        }
        Ok(None)
    }

    /// Between the values of the list.
    fn in_list(&mut self, byte: u8) -> io::Result<Option<Item>> {
        match byte {
            b'{' => return self.object(),
            b',' => self.take(1),
            b'[' if self.around.len() < MOST_AROUND => {
                self.take(1);
                self.around.push(Around::List);
            }
            b']' => {
                self.take(1);
                self.around.pop();
            }
            b'}' => {
                // The list has no end of its own.
                self.around.pop();
            }
            _ => {
                let position = self.place;
                let mut value = Vec::new();
                self.value(&mut value)?;
                let shown = String::from_utf8_lossy(&value).into_owned();
                let message = format!("'{}' is no object", quote(&shown));
                return Ok(Some(Item { position, object: Err((DiagnosticKind::Syntax, message)) }));
            }
        }
        Ok(None)
    }

    /// Between the members of an object on the way to a list.
    fn in_object(&mut self, byte: u8) -> io::Result<Option<Item>> {
        match byte {
            b'}' => {
                self.keep(1)?;
                self.around.pop();
                if self.around.is_empty() {
                    self.last_end = self.place.line;
                    if !self.listed {
                        let bytes = std::mem::take(&mut self.outer);
                        return Ok(Some(item(self.outer_start, &bytes, &End::Whole)));
                    }
                }
            }
            b'"' => return self.member(),
            _ => self.keep(1)?,
        }
        Ok(self.too_long())
    }

    /// A member of an object on the way to a list: its name, then its value where that is not on the way.
    fn member(&mut self) -> io::Result<Option<Item>> {
        let mut name = Vec::new();
        self.value(&mut name)?;
        self.outer.extend_from_slice(&name);
        let name: String = serde_json::from_slice(&name).unwrap_or_default();
        while let Some(byte) = self.peek()? {
            if byte != b':' {
                break;
            }
            self.keep(1)?;
        }
        if let Some(Around::Object(open)) = self.around.last_mut() {
            open.clone_from(&name);
        }
        let path: Vec<&str> = self
            .around
            .iter()
            .filter_map(|a| if let Around::Object(name) = a { Some(name.as_str()) } else { None })
            .collect();
        let whole = self.lists.contains(&path.as_slice());
        let partly = self.lists.iter().any(|list| list.len() > path.len() && list.starts_with(&path));
        match self.peek()? {
            Some(b'[') if whole => {
                self.take(1);
                self.listed = true;
                self.outer.clear();
                self.around.push(Around::List);
            }
            Some(b'{') if partly => {
                self.keep(1)?;
                self.around.push(Around::Object(String::new()));
            }
            _ => {
                let mut value = Vec::new();
                if self.value(&mut value)? == End::TooLong {
                    self.outer.resize(usize::try_from(MAX_RECORD).unwrap_or(usize::MAX) + 1, b' ');
                } else if !self.listed {
                    self.outer.append(&mut value);
                }
            }
        }
        Ok(self.too_long())
    }

    /// An outermost object longer than the limit is passed over to its end.
    fn too_long(&mut self) -> Option<Item> {
        if self.outer.len() as u64 <= MAX_RECORD {
            return None;
        }
        self.outer = Vec::new();
        self.listed = true;
        Some(item(self.outer_start, b"", &End::TooLong))
    }

    /// The object that begins here.
    fn object(&mut self) -> io::Result<Option<Item>> {
        let position = self.place;
        let mut bytes = Vec::new();
        let end = self.value(&mut bytes)?;
        self.last_end = self.place.line;
        if self.around.is_empty() {
            self.outer_start = position;
        }
        if end == End::Cut && self.peek()?.is_none() {
            self.around.clear(); // that the list has no end either goes without saying
        }
        Ok(Some(item(position, &bytes, &end)))
    }

    /// Text between values, up to the next line; told of once.
    fn stray(&mut self) -> io::Result<Option<Item>> {
        let position = self.place;
        let mut text = Vec::new();
        loop {
            let available = self.text.fill_buf()?;
            if available.is_empty() {
                break;
            }
            let end = memchr::memchr2(b'\n', b'{', available);
            let piece = &available[..end.unwrap_or(available.len())];
            text.extend_from_slice(&piece[..piece.len().min(256_usize.saturating_sub(text.len()))]);
            let (used, ended) = (piece.len(), end.is_some());
            self.take(used);
            if ended {
                break;
            }
        }
        if std::mem::replace(&mut self.stray, true) {
            return Ok(None);
        }
        let shown = String::from_utf8_lossy(&text).into_owned();
        let message = format!("text that is no JSON stands between the records: '{}'", quote(shown.trim()));
        Ok(Some(Item { position, object: Err((DiagnosticKind::MixedFormats, message)) }))
    }

    /// What is left open where the source ends.
    fn unfinished(&mut self) -> Option<Item> {
        let innermost = self.around.pop()?;
        self.around.clear();
        if innermost != Around::List && !self.listed {
            return Some(item(self.outer_start, b"", &End::Cut));
        }
        let message = "the source ends before its list of records does: it is cut".to_owned();
        Some(Item { position: self.place, object: Err((DiagnosticKind::Truncated, message)) })
    }

    /// The next byte that is no white space, not taken yet.
    fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            let available = self.text.fill_buf()?;
            if available.is_empty() {
                return Ok(None);
            }
            let blank = available.iter().position(|b| !b.is_ascii_whitespace());
            let next = blank.map(|at| available[at]);
            let passing = blank.unwrap_or(available.len());
            self.take(passing);
            if next.is_some() {
                return Ok(next);
            }
        }
    }

    /// Takes bytes that are in the buffer.
    fn take(&mut self, count: usize) {
        if let Ok(available) = self.text.fill_buf() {
            advance(&mut self.place, &available[..count.min(available.len())]);
        }
        self.text.consume(count);
    }

    /// Takes bytes that are in the buffer, and keeps them as part of the outermost object.
    fn keep(&mut self, count: usize) -> io::Result<()> {
        let available = self.text.fill_buf()?;
        if !self.listed {
            self.outer.extend_from_slice(&available[..count.min(available.len())]);
        }
        self.take(count);
        Ok(())
    }

    /// Reads the value that begins here to its end. Control characters in strings, which JSON does not allow and some
    /// programs write, become spaces.
    fn value(&mut self, bytes: &mut Vec<u8>) -> io::Result<End> {
        let mut scan = Scan::default();
        let (line, mut long) = (self.place.line, false);
        loop {
            let available = self.text.fill_buf()?;
            if available.is_empty() {
                return Ok(if scan.depth == 0 && !scan.in_string && !bytes.is_empty() {
                    End::Whole
                } else {
                    End::Cut
                });
            }
            let by_line = self.by_line && self.around.is_empty();
            let (used, ended) =
                scan.run(available, by_line && self.place.line > line && self.place.column == 1);
            let from = bytes.len();
            // The buffer may hold the whole source: what is too long is not copied first.
            if !long && (from + used) as u64 > MAX_RECORD {
                (long, *bytes) = (true, Vec::new());
            } else if !long {
                bytes.extend_from_slice(&available[..used]);
                scan.blank_controls(&mut bytes[from..]);
            }
            self.take(used);
            match ended {
                Some(_) if long => return Ok(End::TooLong),
                Some(end) => return Ok(end),
                None => {}
            }
        }
    }
}

/// Where a scan through a value stands.
#[derive(Debug, Default)]
struct Scan {
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// Whether the bytes looked at last begin inside a string.
    began_in_string: bool,
}

impl Scan {
    /// Goes on through `bytes`; gives how many belong to the value and whether it ended. Stops behind every line, so that the
    /// caller can see whether the next one begins an object of its own.
    fn run(&mut self, bytes: &[u8], fresh_line: bool) -> (usize, Option<End>) {
        self.began_in_string = self.in_string;
        if fresh_line && bytes.first() == Some(&b'{') {
            return (0, Some(End::Cut));
        }
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            if self.in_string {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => {
                        self.in_string = false;
                        if self.depth == 0 {
                            return (at + 1, Some(End::Whole));
                        }
                    }
                    b'\n' => return (at + 1, None),
                    _ => {}
                }
                at += 1;
                continue;
            }
            match byte {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if self.depth > 0 => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return (at + 1, Some(End::Whole));
                    }
                }
                b'\n' if self.depth > 0 => return (at + 1, None),
                b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n' if self.depth == 0 => {
                    return (at, Some(End::Whole));
                }
                _ => {}
            }
            at += 1;
        }
        (at, None)
    }

    /// Turns control characters of strings into spaces. `bytes` are those that were looked at last.
    fn blank_controls(&self, bytes: &mut [u8]) {
        if !bytes.iter().any(|b| *b < b' ') {
            return;
        }
        let (mut inside, mut escaped) = (self.began_in_string, false);
        for byte in bytes {
            match *byte {
                _ if escaped => escaped = false,
                b'\\' if inside => escaped = true,
                b'"' => inside = !inside,
                0..b' ' if inside => *byte = b' ',
                _ => {}
            }
        }
    }
}

fn advance(place: &mut Position, bytes: &[u8]) {
    let ends = memchr::memchr_iter(b'\n', bytes).count() as u64;
    let since = memchr::memrchr(b'\n', bytes).map_or(bytes.len(), |at| bytes.len() - at - 1) as u64;
    place.line += ends;
    place.column = if ends > 0 { since + 1 } else { place.column + since };
}

/// The item that these bytes are.
fn item(position: Position, bytes: &[u8], end: &End) -> Item {
    let object = match end {
        End::TooLong => {
            Err((DiagnosticKind::TooLong, "the object is longer than the limit of 64 MiB".to_owned()))
        }
        End::Cut => Err((DiagnosticKind::Truncated, "the source ends inside this object".to_owned())),
        End::Whole => parsed(bytes).map_err(|error| {
            let line = position.line + error.line().saturating_sub(1) as u64;
            let words = error.to_string();
            let words = words.split(" at line ").next().unwrap_or_default();
            (DiagnosticKind::Syntax, format!("the JSON cannot be read: {words} (line {line})"))
        }),
    };
    Item { position, object }
}

/// The object that these bytes are; what programs are known to write wrong is mended.
fn parsed(bytes: &[u8]) -> Result<Map<String, Value>, serde_json::Error> {
    serde_json::from_slice(bytes).or_else(|error| {
        let mended = mended(bytes);
        if mended == bytes { Err(error) } else { serde_json::from_slice(&mended).map_err(|_| error) }
    })
}

/// Halves of characters beyond the first plane become U+FFFD, `NaN` and its like `null`; backslashes that escape nothing
/// stand for themselves, and commas behind the last entry go.
fn mended(bytes: &[u8]) -> Vec<u8> {
    let mut good = Vec::with_capacity(bytes.len());
    let (mut at, mut inside) = (0, false);
    while at < bytes.len() {
        let rest = &bytes[at..];
        let (piece, used): (&[u8], usize) = match rest[0] {
            b'\\' if inside => escape(rest),
            b'"' => {
                inside = !inside;
                (b"\"", 1)
            }
            b',' if !inside => {
                let next = rest[1..].iter().find(|b| !b.is_ascii_whitespace());
                (if matches!(next, Some(b'}' | b']')) { b"" } else { b"," }, 1)
            }
            b'N' | b'I' | b'-' | b'u' if !inside => [&b"NaN"[..], b"Infinity", b"-Infinity", b"undefined"]
                .iter()
                .find(|word| rest.starts_with(word))
                .map_or((&rest[..1], 1), |word| (&b"null"[..], word.len())),
            _ => (&rest[..1], 1),
        };
        good.extend_from_slice(piece);
        at += used;
    }
    good
}

/// What an escape should have been, and its length.
fn escape(rest: &[u8]) -> (&[u8], usize) {
    let unit = |at: usize| {
        let digits = rest.get(at..at + 6).filter(|piece| piece.starts_with(b"\\u"))?;
        u16::from_str_radix(std::str::from_utf8(&digits[2..]).ok()?, 16).ok()
    };
    match rest.get(1) {
        Some(b'u') => match (unit(0), unit(6)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => (&rest[..12], 12),
            (Some(0xd800..=0xdfff), _) => (b"\\ufffd", 6),
            (Some(_), _) => (&rest[..6], 6),
            (None, _) => (b"\\\\", 1),
        },
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => (&rest[..2], 2),
        _ => (b"\\\\", 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str, lists: &'static [&'static [&'static str]]) -> Vec<String> {
        let bytes = io::Cursor::new(text.as_bytes().to_vec());
        let mut items = Items::new(Box::new(io::BufReader::with_capacity(5, bytes)), lists);
        let mut found = Vec::new();
        while let Some(item) = items.next_item().unwrap() {
            let Position { line, column } = item.position;
            found.push(match item.object {
                Ok(object) => format!("{line}:{column} {}", Value::Object(object)),
                Err((kind, _)) => format!("{line}:{column} {kind}"),
            });
        }
        found
    }

    const LISTS: &[&[&str]] = &[&["message", "items"], &["results"]];

    #[test]
    fn every_arrangement_gives_its_objects() {
        assert_eq!(
            all("[{\"a\":1},\n {\"a\":\"}\\\"{\"}]", LISTS),
            ["1:2 {\"a\":1}", "2:2 {\"a\":\"}\\\"{\"}"]
        );
        assert_eq!(all("{\"a\":1}\n{\"a\":2}\n", LISTS), ["1:1 {\"a\":1}", "2:1 {\"a\":2}"]);
        assert_eq!(all("{\"a\":1}{\"a\":2}", LISTS), ["1:1 {\"a\":1}", "1:8 {\"a\":2}"]);
        assert_eq!(
            all("{\"n\":[1],\"message\":{\"t\":2,\"items\":[{\"a\":1}],\"z\":[]}}", LISTS),
            ["1:36 {\"a\":1}"]
        );
        assert_eq!(
            all("{\"results\":[{\"a\":[1,{}]},{}],\"meta\":{}} {\"results\":[{\"b\":1}]}", LISTS).len(),
            3
        );
        assert_eq!(all("{\"message\": {\"DOI\": \"x\"}}", LISTS), ["1:1 {\"message\":{\"DOI\":\"x\"}}"]);
        assert!(all("{\"results\":[]}", LISTS).is_empty());
        assert_eq!(all("[{\"a\":1}]", &[]), ["1:2 {\"a\":1}"]);
        assert_eq!(all("[[{\"a\":1}],[],[{\"a\":2}]]", LISTS), ["1:3 {\"a\":1}", "1:16 {\"a\":2}"]);
    }

    #[test]
    fn what_is_broken_costs_itself() {
        assert_eq!(
            all("[{\"a\":1},{\"a\" 2},7,{\"a\":3}]", LISTS),
            ["1:2 {\"a\":1}", "1:10 bad syntax", "1:18 bad syntax", "1:20 {\"a\":3}"]
        );
        assert_eq!(
            all("{\"a\":1}\n{\"a\":2}\n{\"a\":\"2\n{\"a\":3}\n", LISTS),
            ["1:1 {\"a\":1}", "2:1 {\"a\":2}", "3:1 truncated", "4:1 {\"a\":3}"]
        );
        assert_eq!(all("[{\"a\":1},{\"a\":", LISTS), ["1:2 {\"a\":1}", "1:10 truncated"]);
        assert_eq!(all("{\"results\":[{\"a\":1}", LISTS), ["1:13 {\"a\":1}", "1:20 truncated"]);
        assert_eq!(
            all("{\"results\":[{\"a\":1}]}\nTY  - JOUR\n", LISTS),
            ["1:13 {\"a\":1}", "2:1 mixed formats"]
        );
        assert_eq!(all("[{\"a\":\"x\ny\u{1}\"}]", LISTS), ["1:2 {\"a\":\"x y \"}"]);
    }

    #[test]
    fn what_programs_write_wrong_is_mended() {
        let text =
            r#"[{"a":"x \ud83d y \ud83d\ude00 \udc00","n":NaN,"i":[-Infinity,1,],"p":"C:\Users \u12",}]"#;
        let expected = "1:2 {\"a\":\"x \u{fffd} y \u{1f600} \u{fffd}\",\"n\":null,\"i\":[null,1],\"p\":\"C:\\\\Users \\\\u12\"}";
        assert_eq!(all(text, LISTS), [expected]);
    }

    #[test]
    fn depth_and_length_are_bounded() {
        let deep = format!("[{{\"a\":{}{}}},{{\"b\":1}}]", "[".repeat(100_000), "]".repeat(100_000));
        let found = all(&deep, LISTS);
        assert!(found[0].ends_with("bad syntax") && found[1].ends_with("{\"b\":1}"), "{found:?}");
        assert_eq!(all(&"[".repeat(100_000), LISTS), ["1:9 bad syntax", "1:100001 truncated"]);
        let long =
            format!("[{{\"a\":\"{}\"}},{{\"b\":1}}]", "x".repeat(usize::try_from(MAX_RECORD).unwrap()));
        let mut whole = Items::new(Box::new(io::Cursor::new(long.into_bytes())), LISTS);
        assert!(matches!(whole.next_item().unwrap().unwrap().object, Err((DiagnosticKind::TooLong, _))));
        assert!(whole.next_item().unwrap().unwrap().object.is_ok());
    }
}
