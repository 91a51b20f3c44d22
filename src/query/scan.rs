//! A look at the query text before it is parsed: how deep it nests, how many operators it has, which prefixes it uses.
//!
//! The parser is recursive and can't be stopped, so this is what keeps a hostile text from it. It knows strings, IRIs and
//! comments, and nothing else of the grammar. Where it can't tell an IRI from the operator `<` it counts the brackets in it:
//! better one too many than a way round. (The last line of defence is the size limit: a text that passes it can't fill the
//! stack of a worker, whatever it holds.)
//!
//! The parser tries one alternative after the other and reads again from the start of each: what is in the brackets after `!`,
//! and the arguments of `REGEX`, `REPLACE`, `SUBSTR` and `GROUP_CONCAT`, twice. Inside one another these double: sixty
//! levels, two hundred bytes, would keep a worker for ever. So the scan counts how often each token is read.

use super::{Limits, QueryError};

/// What the scan found.
#[derive(Debug, Default)]
pub(super) struct Scan<'a> {
    /// The deepest nesting of brackets of any kind.
    nesting: usize,
    /// The longest row of unary operators.
    unary_chain: usize,
    operators: usize,
    /// How many tokens the parser reads, each as often as it reads it.
    steps: usize,
    /// How many tokens make the parser read what follows them twice, wherever they stand: in strings and comments too.
    doublings: usize,
    /// What could be an IRI or a comparison decides where the next string or comment begins, or holds brackets.
    ambiguous: bool,
    groups: usize,
    unions: usize,
    optionals: usize,
    binds: usize,
    /// Prefixes declared in the text.
    declared: Vec<&'a str>,
    /// Prefixes used in the text, with the byte offset of the use.
    used: Vec<(&'a str, usize)>,
    /// Byte offsets of the characters behind which white space changes nothing: spaces, brackets, separators.
    pub(super) gaps: Vec<usize>,
    /// The first keyword, if it starts an update.
    pub(super) update: Option<&'a str>,
    /// Whether there is anything but white space and comments.
    pub(super) blank: bool,
}

/// Keywords that start a SPARQL update.
const UPDATE_WORDS: [&str; 10] =
    ["INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"];

/// Tokens that the parser may read, each as often as it reads it; more where a longer text is allowed.
const PARSER_STEPS: usize = 100_000;
/// Doublings that a query may have where their nesting can't be known.
const DOUBLINGS: usize = 12;
/// Functions whose arguments the parser reads twice.
const TWICE: [&str; 4] = ["REGEX", "REPLACE", "SUBSTR", "GROUP_CONCAT"];

impl<'a> Scan<'a> {
    /// Scans a text within the size limit.
    pub(super) fn of(text: &'a str, limits: &Limits) -> Result<Self, QueryError> {
        exceeds(
            "the query text",
            text.len(),
            limits.query_bytes,
            "bytes",
            "shorten it, or ask in several queries",
        )?;
        let mut scanner = Scanner {
            text,
            at: 0,
            depth: 0,
            open: Vec::new(),
            doubling: 0,
            operand: false,
            nameless: 0,
            chain: 0,
            declares: false,
            first: true,
            found: Scan { blank: true, doublings: doublings(text), ..Scan::default() },
        };
        while scanner.token() {}
        Ok(scanner.found)
    }

    /// Checks the counts.
    pub(super) fn check(&self, limits: &Limits) -> Result<(), QueryError> {
        exceeds(
            "the nesting of brackets",
            self.nesting,
            limits.nesting,
            "levels",
            "flatten the groups and expressions",
        )?;
        exceeds(
            "a row of unary operators",
            self.unary_chain,
            limits.unary_chain,
            "operators",
            "remove those that cancel out",
        )?;
        exceeds(
            "the query",
            self.operators,
            limits.operators,
            "operators",
            "use IN or VALUES for long lists",
        )?;
        let flatter = "put fewer of !(…), REGEX, REPLACE, SUBSTR and GROUP_CONCAT inside one another";
        exceeds("the query", self.steps, PARSER_STEPS.max(limits.query_bytes), "steps to parse", flatter)?;
        if self.ambiguous {
            exceeds(
                "the query",
                self.doublings,
                DOUBLINGS,
                "of !, REGEX, REPLACE, SUBSTR and GROUP_CONCAT beside something between < and > that can be an IRI or a comparison",
                "put a space after each < that compares, and write \\u0027 and \\u0028 for ' and ( in IRIs",
            )?;
        }
        exceeds("the query", self.groups, limits.groups, "groups in braces", "ask in several queries")?;
        exceeds("the query", self.unions, limits.unions, "UNIONs", "use VALUES or a property path with |")?;
        exceeds("the query", self.optionals, limits.optionals, "OPTIONALs", "ask for fewer columns")?;
        exceeds(
            "the query",
            self.binds,
            limits.binds,
            "BINDs, which are computed variables",
            "compute them in your program",
        )
    }

    /// The first prefix that neither the text nor `known` declares, with its offset.
    pub(super) fn unknown_prefix(&self, known: &[(&str, &str)]) -> Option<(&'a str, usize)> {
        self.used
            .iter()
            .find(|(prefix, _)| {
                !self.declared.contains(prefix) && !known.iter().any(|(name, _)| name == prefix)
            })
            .copied()
    }

    /// The prefixes that the text declares.
    pub(super) fn declared(&self) -> &[&'a str] {
        &self.declared
    }
}

/// The message of every limit: what is too large, by how much, and how to ask for less.
pub(super) fn exceeds(
    what: &str,
    found: usize,
    limit: usize,
    unit: &str,
    advice: &str,
) -> Result<(), QueryError> {
    if found <= limit {
        return Ok(());
    }
    Err(QueryError::TooComplex(format!("{what} has {found} {unit}, the limit is {limit}; {advice}")))
}

/// The state of a scan.
struct Scanner<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    /// The open brackets, each with how many times its content is read, as a power of two.
    open: Vec<(char, u32)>,
    /// The same for the next bracket, beyond the one that it is in.
    doubling: u32,
    /// The last token can end an operand: a `<` after it can be an operator.
    operand: bool,
    /// Up to here there is no colon that could make a name of a word.
    nameless: usize,
    /// Unary operators since the last other token.
    chain: usize,
    /// The last word was `PREFIX`.
    declares: bool,
    /// No word has been read yet, but for declarations.
    first: bool,
    found: Scan<'a>,
}

impl<'a> Scanner<'a> {
    /// Reads one token; false at the end.
    fn token(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let Some(c) = rest.chars().next() else {
            return false;
        };
        if c.is_whitespace() {
            self.found.gaps.push(self.at);
            self.at += c.len_utf8();
            return true;
        }
        if c == '#' {
            self.at += rest.find(['\n', '\r']).unwrap_or(rest.len());
            return true;
        }
        self.found.blank = false;
        if matches!(c, '(' | ')' | '{' | '}' | '[' | ']' | ';' | ',') {
            self.found.gaps.push(self.at);
        }
        let chain = std::mem::take(&mut self.chain);
        self.found.steps = self.found.steps.saturating_add(1 << self.power().min(40));
        let length = match c {
            '"' | '\'' => string(rest, c),
            '<' => self.iri(rest),
            '(' | '{' | '[' => self.open(c),
            ')' | '}' | ']' => self.close(),
            '?' | '$' => 1 + count(&rest[1..], |c| c.is_alphanumeric() || c == '_'),
            '@' => 1 + count(&rest[1..], |c| c.is_alphanumeric() || c == '-'),
            '\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            '0'..='9' => count(rest, |c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E')),
            '!' | '+' | '-' if !rest.starts_with("!=") => self.unary(c, chain),
            '&' | '|' | '=' | '*' | '/' | '^' | '!' | '>' => self.operator(rest),
            _ if c.is_alphabetic() || c == '_' || c == ':' => self.word(rest),
            _ => c.len_utf8(),
        };
        let last = rest[..length].chars().next_back().unwrap_or(c);
        // Only `)`, `]` and what names or is a value can stand before an operator; a word or a name before a bracket belongs to it.
        self.operand = c == '<' && last == '>'
            || !matches!(
                c,
                '(' | '{' | '[' | ',' | ';' | '<' | '=' | '!' | '&' | '|' | '+' | '-' | '*' | '/' | '^' | '>'
            );
        if !(c == '!' || c == '<' || c == '_' || c == ':' || c.is_alphabetic()) {
            self.doubling = 0;
        }
        self.at += length;
        true
    }

    /// How many times what stands here is read, as a power of two.
    fn power(&self) -> u32 {
        self.open.last().map_or(0, |&(_, power)| power)
    }

    fn open(&mut self, bracket: char) -> usize {
        self.depth += 1;
        self.found.nesting = self.found.nesting.max(self.depth);
        self.found.groups += usize::from(bracket == '{');
        self.open.push((bracket, self.power() + self.doubling));
        1
    }

    fn close(&mut self) -> usize {
        self.depth = self.depth.saturating_sub(1);
        self.open.pop();
        1
    }

    fn unary(&mut self, operator: char, chain: usize) -> usize {
        self.doubling += u32::from(operator == '!');
        self.chain = chain + 1;
        self.found.unary_chain = self.found.unary_chain.max(self.chain);
        self.found.operators += 1;
        1
    }

    fn operator(&mut self, rest: &str) -> usize {
        let double = ["&&", "||", "!=", ">=", "^^"].iter().any(|op| rest.starts_with(op));
        self.found.operators += usize::from(!rest.starts_with("^^"));
        1 + usize::from(double)
    }

    /// An IRI, or the operator `<`. Brackets that an IRI opens and does not close count as open.
    fn iri(&mut self, rest: &str) -> usize {
        let body =
            count(&rest[1..], |c| c > ' ' && !matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '^' | '`'));
        if !rest[1 + body..].starts_with('>') {
            self.found.operators += 1;
            return 1;
        }
        let (mut inner, mut deepest) = (0_usize, 0);
        for c in rest[1..=body].chars() {
            match c {
                '(' | '[' => inner += 1,
                ')' | ']' => inner = inner.saturating_sub(1),
                _ => {}
            }
            deepest = deepest.max(inner);
        }
        // Comparisons stand in parentheses.
        self.found.ambiguous |= self.operand
            && self.open.last().is_some_and(|&(bracket, _)| bracket == '(')
            && rest[1..=body].contains(['\'', '#', '(']);
        self.found.nesting = self.found.nesting.max(self.depth + deepest);
        self.depth += inner;
        body + 2
    }

    /// A keyword, a function name, `a`, or a prefixed name.
    fn word(&mut self, rest: &'a str) -> usize {
        // The rest of a long row of words is not looked through again from each of them.
        let name = if self.at < self.nameless {
            0
        } else {
            count(rest, |c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
        };
        self.nameless = self.nameless.max(self.at + name);
        if rest[name..].starts_with(':') {
            let prefix = &rest[..name];
            if std::mem::take(&mut self.declares) {
                self.found.declared.push(prefix);
                return name + 1;
            }
            if prefix != "_" {
                self.found.used.push((prefix, self.at));
            }
            return name + local(&rest[name..]);
        }
        // Only names with a colon go on behind `-` and `.`.
        let word = count(rest, |c| c.is_alphanumeric() || c == '_');
        self.keyword(&rest[..word]);
        word
    }

    fn keyword(&mut self, word: &'a str) {
        let is = |keyword: &str| word.eq_ignore_ascii_case(keyword);
        self.declares = is("PREFIX");
        if self.first && !self.declares && !is("BASE") {
            self.first = false;
            self.found.update = Some(word).filter(|_| UPDATE_WORDS.iter().any(|w| is(w)));
        }
        self.found.unions += usize::from(is("UNION"));
        self.found.optionals += usize::from(is("OPTIONAL"));
        self.found.binds += usize::from(is("BIND"));
        // The parser takes `FILTERREGEX(` too.
        let ends = |name: &str| {
            word.len()
                .checked_sub(name.len())
                .is_some_and(|at| word.is_char_boundary(at) && word[at..].eq_ignore_ascii_case(name))
        };
        self.doubling += u32::from(TWICE.iter().any(|name| ends(name)));
    }
}

/// How many tokens there could be at most that make the parser read what follows them twice.
fn doublings(text: &str) -> usize {
    let upper = text.to_ascii_uppercase();
    TWICE.iter().map(|name| upper.matches(name).count()).sum::<usize>() + upper.matches('!').count()
        - upper.matches("!=").count()
}

/// The length of the longest prefix of such characters.
fn count(text: &str, accepts: impl Fn(char) -> bool) -> usize {
    text.find(|c| !accepts(c)).unwrap_or(text.len())
}

/// The length of a local name with its colon: escapes such as `\(` included.
fn local(text: &str) -> usize {
    let mut escaped = false;
    text.find(|c: char| {
        let inside = escaped || c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '%' | '\\');
        escaped = !escaped && c == '\\';
        !inside
    })
    .unwrap_or(text.len())
}

/// The length of a string that starts with this quote, up to its end, or the end of the line where a short one is not closed.
fn string(text: &str, quote: char) -> usize {
    let long: String = std::iter::repeat_n(quote, 3).collect();
    let (open, is_long) = if text.starts_with(&long) { (3, true) } else { (1, false) };
    let mut escaped = false;
    for (at, c) in text[open..].char_indices() {
        let end = open + at;
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if is_long && text[end..].starts_with(&long) => return end + 3,
            _ if !is_long && c == quote => return end + 1,
            '\n' | '\r' if !is_long => return end,
            _ => {}
        }
    }
    text.len()
}
