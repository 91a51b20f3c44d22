use super::*;
use std::fmt::Write;

fn score(cells: &[String], _: bool) -> usize {
    if cells.iter().any(|c| c == "Title") { cells.len() } else { 0 }
}

/// `line: cell|cell (trouble)` for every row.
fn rows(text: &str) -> Vec<String> {
    let mut sheet = Sheet::new(io::BufReader::with_capacity(7, text.as_bytes()));
    sheet.header(score).unwrap().expect("a header");
    let mut found = Vec::new();
    while let Some(row) = sheet.next_row().unwrap() {
        let cells: Vec<&str> = row.cells.iter().collect();
        let mut line = format!("{}: {}", row.line, cells.join("|"));
        if let Some(trouble) = row.trouble {
            write!(line, " {trouble:?}").unwrap();
        }
        found.push(line);
    }
    found
}

#[test]
fn every_delimiter_and_preamble_is_found() {
    for text in [
        "Author,Title,Year\nA,\"B, b\",2020\n",
        "Author\tTitle\tYear\nA\tB, b\t2020\n",
        "Author;Title;Year\r\nA;B, b;2020\r\n",
        "sep=|\nAuthor|Title|Year\nA|B, b|2020",
        "\"About the data: all, of it\"\n\n\"Author\",\"Title\",\"Year\"\n\"A\",\"B, b\",\"2020\"\n",
        "About the data: \"social\n\"Author\",\"Title\",\"Year\"\n\"A\",\"B, b\",\"2020\"\n",
        "\"Author\n(s)\",Title,Year\nA,\"B, b\",2020\n",
        "Author,Title,Year\rA,\"B, b\",2020\r",
    ] {
        let found = rows(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(found[0].ends_with(": A|B, b|2020"), "{text}: {found:?}");
    }
    let mut sheet = Sheet::new("Note\nmore\nAuthor,Title\n".as_bytes());
    let header = sheet.header(score).unwrap().unwrap();
    assert_eq!((header.skipped, header.first_skipped.as_str()), (2, "Note"));
}

#[test]
fn lines_are_counted_as_they_stand() {
    let text = "Author,Title,Year\nA,\"one\ntwo\",1\n\n  \nB,\"x\",2\n";
    assert_eq!(rows(text), ["2: A|one\ntwo|1", "6: B|x|2"]);
}

#[test]
fn a_mark_that_nothing_closes_costs_its_row_only() {
    let text = "Author,Title,Year,Journal\nA,\"Open,2020,J\nB,\"Good\",2021,J\nC,\"Good, too\",2022,J\n";
    let expected = [
        "2: A|\"Open|2020|J Unclosed { before: 3, literal: true }",
        "3: B|Good|2021|J",
        "4: C|Good, too|2022|J",
    ];
    assert_eq!(rows(text), expected);
    // No row after it has a mark that would show it.
    let text = "Author,Title,Year,Journal\nA,\"Open,2020,J\nB,Good,2021,J\nC,Good,2022,J\n";
    assert_eq!(rows(text)[1..], ["3: B|Good|2021|J", "4: C|Good|2022|J"]);
    // The cell is the last one, and every cell is quoted.
    let text = "\"Title\",\"Year\",\"A\",\"B\"\n\"a\",\"1\",\"x\",\"open\n\"b\",\"2\",\"x\",\"y\"\n\"c\",\"3\",\"x\",\"y\"\n";
    assert_eq!(
        rows(text),
        ["2: a|1|x|open Unclosed { before: 3, literal: false }", "3: b|2|x|y", "4: c|3|x|y"]
    );
}

#[test]
fn rows_far_behind_an_open_mark_are_found() {
    let good = "B,Good,2021,J\n".repeat(2000);
    let found = rows(&format!("Author,Title,Year,Journal\nA,\"Open,2020,J\n{good}"));
    assert_eq!(found.len(), 2001);
    assert_eq!(found[2000], "2002: B|Good|2021|J");
}

#[test]
fn long_cells_of_prose_stay_whole() {
    let prose = "One, two, three, and four.\n".repeat(4);
    let text = format!("Author,Title,Year,Journal\nA,\"{prose}end\",2020,J\nB,x,2021,J\n");
    let found = rows(&text);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].ends_with("end|2020|J"), "{found:?}");
}

#[test]
fn a_source_that_ends_in_a_cell_is_told() {
    assert_eq!(
        rows("Author,Title,Year\nA,\"one\ntwo, three, four, five"),
        ["2: A|one\ntwo, three, four, five Truncated"]
    );
    assert_eq!(rows("Author,Title,Year\nA,\"He said \"yes\"\",1\n"), ["2: A|He said \"yes\"|1 Stray"]);
}

#[test]
fn marks_in_a_file_of_tabs_have_a_meaning_only_around_cells() {
    let text =
        "PT\tTitle\tYear\nJ\t\"Ageing\" in place\t2020\t\nJ\t\"One; two\"\t2021\nJ\t\"tab\there\"\t2022\n";
    assert_eq!(rows(text), ["2: J|\"Ageing\" in place|2020|", "3: J|One; two|2021", "4: J|tab\there|2022"]);
}

#[test]
fn a_row_without_end_is_cut() {
    let text = format!("Author,Title,Year\nA,\"{}\",1\nB,x,2\n", "x".repeat(MAX_ROW + 10));
    let found = rows(&text);
    assert_eq!(found.len(), 2);
    assert!(found[0].ends_with(" TooLong") && found[1] == "3: B|x|2");
}

#[test]
fn rows_that_never_close_take_linear_time() {
    // Every line opens a cell that nothing closes; and every second one.
    for unit in ["a,\"b,c,d\n", "a,\"b,c,d\nx,y,z,w\n", "a,\"b\"\"\n"] {
        let text = "Author,Title,Year,Journal\n".to_owned() + &unit.repeat(400_000);
        let started = std::time::Instant::now();
        let found = rows(&text);
        assert!(started.elapsed().as_secs() < 60, "{unit}: {:?}", started.elapsed());
        assert!(found.len() >= 200_000, "{unit}: {}", found.len());
    }
}

#[test]
fn well_formed_rows_are_split_as_the_crate_does() {
    let pieces = ["", "a", "\"\"", "\"b\"", "\"c,d\"", "\"e\nf\"", "\"g\"\"h\"", "i j", "\"\"\"\"", "é"];
    let mut state = 7_u32;
    let mut text = String::from("Title,1,2,3,4\n");
    for _ in 0..2000 {
        for n in 0..5 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push_str(if n > 0 { "," } else { "x" });
            if n > 0 {
                text.push_str(pieces[(state >> 16) as usize % pieces.len()]);
            }
        }
        text.push('\n');
    }
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let expected: Vec<String> = reader
        .records()
        .map(|r| r.unwrap())
        .map(|r| format!("{}: {}", r.position().unwrap().line(), r.iter().collect::<Vec<_>>().join("|")))
        .collect();
    assert_eq!(rows(&text), expected);
}
