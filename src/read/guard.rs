//! XML that somebody sends -> whether it is safe to hand to a parser that expands entities and keeps no count of its depth.

use super::xml::MAX_DEPTH;
use quick_xml::Reader;
use quick_xml::events::Event;

/// Reads the XML through, without keeping any of it.
///
/// # Errors
/// In words: it has a DOCTYPE, which is where entities are defined; or it is nested too deeply; or it is not XML.
pub fn guard_xml(bytes: &[u8]) -> Result<(), String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    let mut reader = Reader::from_str(text);
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::DocType(_) => return Err("it has a DOCTYPE; send it without one".to_owned()),
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Eof => return Ok(()),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(format!("its elements are nested more than {MAX_DEPTH} levels deep"));
        }
    }
}
