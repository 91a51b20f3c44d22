//! Holds the source to the import table and the invariants of `ARCHITECTURE.md`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A row of the table.
struct Module {
    rank: u32,
    crates: Vec<String>,
}

/// A source file: path under `src` with `/`, the module it belongs to, its text without comments.
struct Source {
    path: String,
    module: String,
    code: String,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn table() -> BTreeMap<String, Module> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let rows = text.lines().filter_map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [rank, module, _, crates] = cells[..] else { return None };
        let crates =
            crates.split(',').map(|c| c.trim().replace('-', "_")).filter(|c| !c.is_empty()).collect();
        Some((module.trim_matches('`').to_owned(), Module { rank: rank.parse().ok()?, crates }))
    });
    rows.collect()
}

fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(source(&path));
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn source(path: &Path) -> Source {
    let relative = path.strip_prefix(root().join("src")).unwrap();
    let relative = relative.iter().map(|part| part.to_str().unwrap()).collect::<Vec<_>>().join("/");
    let module = relative.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
    let text = fs::read_to_string(path).unwrap();
    let code =
        text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    Source { path: relative, module, code }
}

/// Names that follow `crate::` (or the library's name in the program) in the code, groups included.
fn imports(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for lead in ["crate::", "linkworker::"] {
        for (at, _) in code.match_indices(lead) {
            let rest = &code[at + lead.len()..];
            if let Some(group) = rest.strip_prefix('{') {
                names.extend(top_level_names(group));
            } else {
                names.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
            }
        }
    }
    names
}

/// `a::{x, y}, b}` gives `a`, `b`.
fn top_level_names(group: &str) -> Vec<String> {
    let (mut names, mut name, mut depth) = (Vec::new(), String::new(), 0);
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(std::mem::take(&mut name)),
            _ if depth == 0 => name.push(c),
            _ => {}
        }
    }
    names.push(name);
    names.iter().map(|n| n.trim().split("::").next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn every_module_is_in_the_table() {
    let table = table();
    for source in sources().iter().filter(|s| s.module != "lib") {
        assert!(
            table.contains_key(&source.module),
            "{}: its module has no row in ARCHITECTURE.md",
            source.path
        );
    }
    for module in table.keys() {
        assert!(
            sources().iter().any(|s| s.module == *module),
            "ARCHITECTURE.md names {module}, which does not exist"
        );
    }
}

#[test]
fn imports_go_to_strictly_lower_ranks() {
    let table = table();
    for source in sources().iter().filter(|s| s.module != "lib") {
        let own = &table[&source.module];
        for import in imports(&source.code) {
            let Some(target) = table.get(&import) else { continue };
            assert!(
                import == source.module || target.rank < own.rank,
                "{}: {} (rank {}) must not import {import} (rank {})",
                source.path,
                source.module,
                own.rank,
                target.rank
            );
        }
    }
}

#[test]
fn outside_crates_are_named_in_their_module_only() {
    let table = table();
    let owners: Vec<(&str, &String)> =
        table.iter().flat_map(|(module, row)| row.crates.iter().map(move |c| (module.as_str(), c))).collect();
    assert!(owners.len() >= 5, "the table names the outside crates");
    for source in sources() {
        for (module, name) in &owners {
            let named = [format!("{name}::"), format!("use {name};")]
                .iter()
                .any(|n| source.code.contains(n.as_str()));
            let of_owner = owners.iter().any(|(m, c)| c == name && *m == source.module);
            assert!(!named || of_owner, "{}: {name} belongs to {module}", source.path);
        }
    }
}

#[test]
fn absences_hold() {
    for source in sources() {
        let absent =
            |what: &str, why: &str| assert!(!source.code.contains(what), "{}: `{what}`: {why}", source.path);
        if source.module == "record" {
            for what in ["oxigraph", "std::fs", "std::io", "std::net"] {
                absent(what, "a record knows neither RDF nor I/O");
            }
        }
        if source.module == "mapping" {
            for what in ["SystemTime::now", "Instant::now", "std::fs", "BlankNode::"] {
                absent(what, "mapping is pure and mints no blank nodes");
            }
        }
        // The address that a service listens on is no IRI of the data: `cli/serve.rs` may print it. Nor are the addresses that
        // records print: `read/address.rs` tells and completes them.
        let minting =
            ["vocab.rs", "mapping/iri.rs", "cli/serve.rs", "read/address.rs"].contains(&source.path.as_str());
        if !minting && source.module != "ontology" && !in_tests(&source) {
            for lead in ["\"http://", "\"https://", "<http://", "<https://"] {
                absent(lead, "IRIs are minted in vocab, mapping/iri.rs and ontology");
            }
        }
        if source.module != "cli" && source.module != "main" {
            absent("process::exit", "only the command line chooses exit codes");
            absent("ExitCode", "only the command line chooses exit codes");
            let prints = source.code.replace("eprintln!(", "").contains("println!(");
            assert!(!prints, "{}: stdout is data and belongs to the command line", source.path);
        }
        if source.module == "server" && source.path != "server/error.rs" {
            for what in
                ["HttpResponse::BadRequest", "HttpResponse::InternalServerError", "HttpResponse::NotFound"]
            {
                absent(what, "only server/error.rs chooses status codes for failures");
            }
        }
        if !["query/allocator.rs", "snapshot/bytes.rs"].contains(&source.path.as_str()) {
            for what in ["unsafe {", "unsafe fn", "unsafe impl"] {
                absent(what, "unsafe code is in the counting allocator and where a file is mapped");
            }
        }
        for name in ["utils", "util", "common", "helpers", "types", "misc"] {
            assert!(
                !source.path.split('/').any(|p| p.trim_end_matches(".rs") == name),
                "{}: no such names",
                source.path
            );
        }
    }
}

/// Unit tests inside a source file may hold literal IRIs.
fn in_tests(source: &Source) -> bool {
    source.path.ends_with("tests.rs")
        || source.path.contains("/tests/")
        || source
            .code
            .split("#[cfg(test)]")
            .next()
            .is_some_and(|before| !before.contains("\"http://") && !before.contains("\"https://"))
}

#[test]
fn files_stay_small() {
    for (file, limit) in [("main.rs", 30), ("lib.rs", 60)] {
        let lines = fs::read_to_string(root().join("src").join(file)).unwrap().lines().count();
        assert!(lines <= limit, "src/{file} has {lines} lines, the limit is {limit}");
    }
    for source in sources() {
        let lines = fs::read_to_string(root().join("src").join(&source.path)).unwrap().lines().count();
        assert!(lines <= 600, "src/{} has {lines} lines: split it by what it is about", source.path);
    }
    let lines = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap().lines().count();
    assert!(lines <= 150, "ARCHITECTURE.md has {lines} lines");
}

#[test]
fn the_table_can_catch_an_offender() {
    assert_eq!(
        imports("use crate::{store::{A, B}, query};\nuse crate::vocab::rdf;"),
        ["store", "query", "vocab"]
    );
    assert_eq!(imports("let x = crate::server::X;"), ["server"]);
}
