//! The programs of `examples/` run and print what they promise. `cargo test` builds them before the tests.

use crate::data;
use std::process::Command;

/// Standard output of an example program, run from the root of the repository as its documentation says.
fn example(name: &str) -> Option<String> {
    let tests = std::env::current_exe().unwrap();
    let program = tests.ancestors().nth(2).unwrap().join("examples").join(name);
    if !program.exists() {
        eprintln!("SKIPPED: {} is not built; `cargo test` without `--test` builds it", program.display());
        return None;
    }
    let output = Command::new(program).current_dir(data::repository("")).output().unwrap();
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn convert_writes_turtle() {
    let Some(turtle) = example("convert") else { return };
    assert_eq!(
        turtle.matches("a fabio:JournalArticle").count(),
        8,
        "a subject block for each of the eight works"
    );
}

#[test]
fn query_prints_a_row_for_each_work() {
    let Some(table) = example("query") else { return };
    assert!(table.contains("SPRING_NE") && table.ends_with("(8 rows)\n"), "{table}");
}
