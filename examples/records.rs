//! Prints every record of citation files as one line of JSON: what the readers understood, before anything is mapped.
//!
//! ```sh
//! cargo run --example records -- examples/social-prescribing.txt
//! ```
//!
//! Each line is an object with `source`, `format`, `number` and one of `record`, `link` or `rejected`; a file that cannot be
//! read at all is a line with `source` and `refused`. Findings go to standard error.

use linkworker::read::{Entry, Input, Options, ReadError, Survey, records, survey};
use serde_json::{Value, json};
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut out = BufWriter::new(io::stdout().lock());
    let mut refused = false;
    for path in std::env::args_os().skip(1) {
        let input = Input::File(path.into());
        if let Err(error) = print(&input, &mut out) {
            refused = true;
            let line = json!({ "source": input.name(), "refused": error.to_string() });
            if writeln!(out, "{line}").is_err() {
                return ExitCode::from(2);
            }
        }
    }
    if refused || out.flush().is_err() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn print(input: &Input, out: &mut impl Write) -> Result<(), ReadError> {
    let options = Options::default();
    let survey = survey(input, &options)?;
    for (number, entry) in (1_u64..).zip(records(input, &survey, &options)?) {
        let entry = entry?;
        for diagnostic in &entry.diagnostics {
            eprintln!("{diagnostic}");
        }
        if let Some(line) = line(input, &survey, number, &entry)
            && writeln!(out, "{line}").is_err()
        {
            break; // whoever reads the output has heard enough
        }
    }
    Ok(())
}

fn line(input: &Input, survey: &Survey, number: u64, entry: &Entry) -> Option<Value> {
    let (name, format) = (input.name(), survey.format.name());
    let mut shown = json!({ "source": name, "format": format, "number": number, "unused": entry.unused });
    let (key, value) = match (&entry.record, &entry.link) {
        (Some(record), _) => ("record", json!(record)),
        (None, Some(link)) => ("link", json!(link)),
        (None, None) if entry.is_rejected() => {
            ("rejected", json!(entry.diagnostics.iter().map(ToString::to_string).collect::<Vec<_>>()))
        }
        (None, None) => return None, // findings about the source as a whole
    };
    shown.as_object_mut()?.insert(key.to_owned(), value);
    Some(shown)
}
