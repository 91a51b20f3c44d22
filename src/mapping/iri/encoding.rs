//! Percent-encoding of IRI paths (RFC 3987 `isegment`) and its reverse.

/// Appends a path, encoded segment by segment; slashes stay.
pub(super) fn push_path(iri: &mut String, path: &str) {
    for (n, segment) in path.split('/').enumerate() {
        if n > 0 {
            iri.push('/');
        }
        match segment {
            "." => iri.push_str("%2E"),
            ".." => iri.push_str("%2E%2E"),
            _ => segment.chars().for_each(|c| push_char(iri, c)),
        }
    }
}

fn push_char(iri: &mut String, c: char) {
    if is_path_char(c) {
        iri.push(c);
    } else {
        let mut bytes = [0; 4];
        for byte in c.encode_utf8(&mut bytes).bytes() {
            iri.push('%');
            iri.push(HEX[usize::from(byte >> 4)]);
            iri.push(HEX[usize::from(byte & 15)]);
        }
    }
}

const HEX: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];

/// RFC 3987 `ipchar` without `%`, and without white space and invisible direction marks (section 4.1 forbids those).
fn is_path_char(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@".contains(c);
    }
    match c {
        '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' => false,
        '\u{A0}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFEF}' => !c.is_whitespace(),
        '\u{10000}'..='\u{DFFFF}' => u32::from(c) & 0xFFFF < 0xFFFE,
        '\u{E1000}'..='\u{EFFFD}' => true,
        _ => false,
    }
}

/// Decodes every `%XX`; a stray `%` stands for itself. `None` where the result is not UTF-8.
pub(super) fn percent_decode(path: &str) -> Option<String> {
    let digit =
        |b: Option<&u8>| b.and_then(|b| char::from(*b).to_digit(16)).and_then(|d| u8::try_from(d).ok());
    let bytes = path.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if let (b'%', Some(high), Some(low)) = (byte, digit(bytes.get(at + 1)), digit(bytes.get(at + 2))) {
            decoded.push(high << 4 | low);
            at += 3;
        } else {
            decoded.push(byte);
            at += 1;
        }
    }
    String::from_utf8(decoded).ok()
}
