//! Quotation marks of a row -> the same row as RFC 4180 wants it, so that a strict parser splits it as a
//! person would.
//!
//! Lenient where writers are: marks inside a cell that are not doubled, spaces around a quoted cell, a mark
//! that opens a cell and belongs to its text (where the caller found that nothing closes it).

/// Where the scan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before a cell.
    Start,
    /// Inside a cell without quotation marks around it, or behind a quoted one.
    Plain,
    /// Inside a quoted cell.
    Quoted,
}

/// Reads the lines of one row.
#[derive(Debug)]
pub(super) struct Quotes {
    delimiter: u8,
    state: State,
    /// The row so far, well-formed.
    row: Vec<u8>,
    /// Cells that are complete.
    cells: usize,
    /// The cell whose first mark is text.
    literal: Option<usize>,
    /// Whether the present cell was given marks that it did not have.
    wrapped: bool,
    /// Whether the present quoted cell has a mark inside that is not doubled.
    stray_in_cell: bool,
    stray: bool,
    lines: usize,
}

impl Quotes {
    pub(super) fn new(delimiter: u8) -> Self {
        Self {
            delimiter,
            state: State::Start,
            row: Vec::new(),
            cells: 0,
            literal: None,
            wrapped: false,
            stray_in_cell: false,
            stray: false,
            lines: 0,
        }
    }

    /// A new row begins; its cell of this number, from 0, begins with a mark that is text.
    pub(super) fn begin(&mut self, literal: Option<usize>) {
        self.state = State::Start;
        self.row.clear();
        (self.cells, self.literal, self.lines) = (0, literal, 0);
        (self.wrapped, self.stray_in_cell, self.stray) = (false, false, false);
    }

    /// Whether the row goes on in the next line.
    pub(super) fn is_open(&self) -> bool {
        self.state == State::Quoted
    }

    /// Whether a mark inside a quoted cell was not doubled.
    pub(super) fn has_stray(&self) -> bool {
        self.stray
    }

    /// The number of the cell that is being read, from 0.
    pub(super) fn cell(&self) -> usize {
        self.cells
    }

    /// Ends the row here, and gives it with the number of its cells. A quoted cell that is open is closed.
    pub(super) fn finish(&mut self) -> (&[u8], usize) {
        if self.state == State::Quoted || self.wrapped {
            self.row.push(b'"');
        }
        self.state = State::Start;
        self.wrapped = false;
        (&self.row, self.cells + 1)
    }

    /// Reads a line without its end. Tells whether a mark, not doubled, stands inside a quoted cell where a
    /// cell would begin: a sign that the cell was to end long before.
    pub(super) fn feed(&mut self, line: &[u8]) -> bool {
        let mut suspicious = false;
        if self.lines > 0 {
            match self.state {
                State::Quoted => self.row.push(b'\n'),
                State::Plain => self.row.push(b' '),
                State::Start => {}
            }
        }
        self.lines += 1;
        let mut at = 0;
        loop {
            at = match self.state {
                State::Start => self.start(line, at),
                State::Plain => {
                    let rest = line.get(at..).unwrap_or_default();
                    let length = memchr::memchr(self.delimiter, rest);
                    self.text(rest.get(..length.unwrap_or(rest.len())).unwrap_or_default());
                    let Some(length) = length else { return suspicious };
                    self.end_cell();
                    at + length + 1
                }
                State::Quoted => {
                    let Some(next) = self.quoted(line, at, &mut suspicious) else { return suspicious };
                    next
                }
            };
        }
    }

    /// Begins a cell.
    fn start(&mut self, line: &[u8], at: usize) -> usize {
        let quote = at + spaces(line, at);
        self.state = State::Plain;
        if line.get(quote) != Some(&b'"') || (quote > at && !self.closes(line, quote + 1)) {
            return at;
        }
        self.row.push(b'"');
        if self.literal == Some(self.cells) {
            self.wrapped = true;
            return quote;
        }
        self.state = State::Quoted;
        self.stray_in_cell = false;
        quote + 1
    }

    /// Whether the next mark closes a cell. Where spaces stand before a mark, only this tells a quoted cell
    /// from text that begins with a quotation.
    fn closes(&self, line: &[u8], at: usize) -> bool {
        let rest = line.get(at..).unwrap_or_default();
        let Some(length) = memchr::memchr(b'"', rest) else { return false };
        let after = at + length + 1 + spaces(line, at + length + 1);
        line.get(after).is_none_or(|b| *b == self.delimiter)
    }

    /// Text of a plain cell.
    fn text(&mut self, text: &[u8]) {
        if self.wrapped {
            for byte in text {
                self.row.extend_from_slice(if *byte == b'"' { b"\"\"" } else { std::slice::from_ref(byte) });
            }
        } else {
            self.row.extend_from_slice(text);
        }
    }

    fn end_cell(&mut self) {
        if self.wrapped {
            self.row.push(b'"');
            self.wrapped = false;
        }
        self.row.push(self.delimiter);
        self.cells += 1;
        self.state = State::Start;
    }

    /// Goes to the next mark inside a quoted cell and past it; `None` where the line ends first.
    fn quoted(&mut self, line: &[u8], at: usize, suspicious: &mut bool) -> Option<usize> {
        let rest = line.get(at..).unwrap_or_default();
        let Some(length) = memchr::memchr(b'"', rest) else {
            self.row.extend_from_slice(rest);
            return None;
        };
        self.row.extend_from_slice(rest.get(..length).unwrap_or_default());
        let quote = at + length;
        let run = line.get(quote..).unwrap_or_default().iter().take_while(|b| **b == b'"').count();
        let after = quote + run + spaces(line, quote + run);
        let ends = line.get(after).is_none_or(|b| *b == self.delimiter);
        // Two marks before a delimiter are one of text, except in a cell whose writer does not double them.
        if ends && (run % 2 == 1 || self.stray_in_cell) {
            self.marks(if run % 2 == 1 { run / 2 } else { run - 1 });
            self.row.push(b'"');
            self.state = State::Plain;
            return Some(after);
        }
        if run % 2 == 1 {
            (self.stray, self.stray_in_cell) = (true, true);
            *suspicious |=
                quote.checked_sub(1).is_none_or(|before| line.get(before) == Some(&self.delimiter));
        }
        self.marks(run.div_ceil(2));
        Some(quote + run)
    }

    /// So many marks of text.
    fn marks(&mut self, count: usize) {
        for _ in 0..count {
            self.row.extend_from_slice(b"\"\"");
        }
    }

    /// A row whose marks are text, except those around a whole cell.
    pub(super) fn feed_plain(&mut self, line: &[u8]) {
        let delimiter = self.delimiter;
        for (n, cell) in line.split(|b| *b == delimiter).enumerate() {
            if n > 0 {
                self.end_cell();
            }
            self.wrapped = cell.starts_with(b"\"") && !is_quoted(cell);
            if self.wrapped {
                self.row.push(b'"');
            }
            self.text(cell);
        }
        self.state = State::Plain;
    }
}

/// Whether a cell is quoted from end to end, every mark inside doubled.
fn is_quoted(cell: &[u8]) -> bool {
    let Some(inside) = cell.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")) else {
        return false;
    };
    inside.split(|b| *b != b'"').all(|run| run.len() % 2 == 0)
}

/// How many spaces stand here.
fn spaces(line: &[u8], at: usize) -> usize {
    line.get(at..).unwrap_or_default().iter().take_while(|b| **b == b' ').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(lines: &[&str], literal: Option<usize>) -> String {
        let mut quotes = Quotes::new(b',');
        quotes.begin(literal);
        for line in lines {
            quotes.feed(line.as_bytes());
        }
        let open = if quotes.is_open() { " (open)" } else { "" };
        let (row, cells) = quotes.finish();
        format!("{cells}: {}{open}", String::from_utf8_lossy(row))
    }

    #[test]
    fn marks_are_made_well_formed() {
        for (line, expected) in [
            (r#"a,"b,c",d"#, r#"3: a,"b,c",d"#),
            (r#"a, "b" ,d,"#, r#"4: a,"b",d,"#),
            (r#"a, "b" c,d"#, r#"3: a, "b" c,d"#),
            (r#""He said "yes" to it",b"#, r#"2: "He said ""yes"" to it",b"#),
            (r#""He said "yes"",b"#, r#"2: "He said ""yes""",b"#),
            (r#""He said ""yes""",b"#, r#"2: "He said ""yes""",b"#),
            (r#""","#, r#"2: "","#),
            ("", "1: "),
        ] {
            assert_eq!(row(&[line], None), expected, "{line}");
        }
        assert_eq!(row(&["a,\"b", "c\",d"], None), "3: a,\"b\nc\",d");
        assert_eq!(row(&["a,\"b,c"], None), "2: a,\"b,c\" (open)");
        assert_eq!(row(&["a,\"b\" c,d", "e"], Some(1)), "3: a,\"\"\"b\"\" c\",d e");
    }

    #[test]
    fn a_mark_where_a_cell_would_begin_is_suspicious() {
        let mut quotes = Quotes::new(b',');
        quotes.begin(None);
        assert!(!quotes.feed(br#"Smith,"An open title,2020"#));
        assert!(quotes.is_open());
        assert!(quotes.feed(br#"Jones,"A title",2021"#));
        quotes.begin(None);
        quotes.feed(br#"Smith,"An open title,2020"#);
        assert!(quotes.feed(br#""Jones","A title",2021"#));
        quotes.begin(None);
        quotes.feed(br#"Smith,"A title"#);
        assert!(!quotes.feed(br#"in two lines, ""quoted""",2021"#));
    }

    #[test]
    fn marks_of_a_plain_row_are_text() {
        let mut quotes = Quotes::new(b'\t');
        quotes.begin(None);
        quotes.feed_plain(b"\"Ageing\" in place\t\"a; b\"\tc \"d\"\t");
        let (row, cells) = quotes.finish();
        assert_eq!((row, cells), (&b"\"\"\"Ageing\"\" in place\"\t\"a; b\"\tc \"d\"\t"[..], 4));
    }
}
