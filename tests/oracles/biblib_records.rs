//! What the crate biblib reads of citation files, one line of JSON for each record: a second opinion for `reading.sh`.

#![expect(clippy::print_stdout, reason = "the lines are what it is for")]

use serde_json::json;
use std::process::ExitCode;

fn main() -> ExitCode {
    for path in std::env::args_os().skip(1) {
        let text = match std::fs::read(&path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').to_owned(),
            Err(error) => {
                eprintln!("{}: {error}", path.display());
                return ExitCode::FAILURE;
            }
        };
        let citations = match biblib::detect_and_parse(&text) {
            Ok((citations, _)) => citations,
            Err(error) => {
                eprintln!("{}: {error}", path.display());
                return ExitCode::FAILURE;
            }
        };
        for citation in citations {
            let authors: Vec<&str> = citation.authors.iter().map(|author| author.name.as_str()).collect();
            let line = json!({
                "authors": authors,
                "title": citation.title,
                "year": citation.date.map(|date| date.year),
                "journal": citation.journal,
                "doi": citation.doi,
                "pmid": citation.pmid,
                "volume": citation.volume,
                "issue": citation.issue,
                "page": citation.pages,
                "abstract": citation.abstract_text,
            });
            println!("{line}");
        }
    }
    ExitCode::SUCCESS
}
