//! What the commands of LaTeX do to their arguments.

use super::symbols;

/// A command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command {
    /// Stands for a text.
    Symbol(&'static str),
    /// Puts a mark on the first letter of its argument.
    Accent(char),
    /// Puts a mark on every letter.
    Every(char),
    /// So many arguments go with it.
    Drop(u8),
    Fraction,
    /// The number of a character.
    Number,
    Quote,
    /// Its argument is mathematics.
    Math,
    /// Goes; its argument stays.
    Nothing,
    Space,
    Paragraph,
    /// Its argument is an address.
    Address {
        text_follows: bool,
    },
}

/// The command of this name.
pub(super) fn command(name: &str) -> Option<Command> {
    if let Some(text) = symbols::symbol(name) {
        return Some(Command::Symbol(text));
    }
    if let Some((_, mark)) = ACCENTS.iter().find(|(known, _)| *known == name) {
        return Some(Command::Accent(*mark));
    }
    if NOTHING.contains(&name) {
        return Some(Command::Nothing);
    }
    Some(match name {
        "overline" | "widetilde" | "underbar" => Command::Every('\u{305}'),
        "frac" | "tfrac" | "dfrac" | "nicefrac" | "sfrac" => Command::Fraction,
        "symbol" | "char" => Command::Number,
        "enquote" | "mkbibquote" | "textquoted" => Command::Quote,
        "ensuremath" => Command::Math,
        "quad" | "qquad" | "space" | "enspace" | "enskip" | "thinspace" | "nobreakspace" | "newline"
        | "linebreak" | "hfill" => Command::Space,
        "par" | "bigskip" | "medskip" | "smallskip" => Command::Paragraph,
        "url" | "path" | "nolinkurl" => Command::Address { text_follows: false },
        "href" => Command::Address { text_follows: true },
        "discretionary" => Command::Drop(3),
        "fontsize" | "rule" => Command::Drop(2),
        "footnote" | "thanks" | "vphantom" | "phantom" | "hphantom" | "hspace" | "vspace" | "label"
        | "color" | "textcolor" | "begin" | "end" | "index" | "footnotemark" | "noopsort" | "NOOPSORT"
        | "SortNoop" | "sortnoop" | "singleletter" | "selectlanguage" | "foreignlanguage"
        | "fontencoding" | "fontfamily" | "hyphenation" => Command::Drop(1),
        _ => return None,
    })
}

/// The mark that a command of one sign puts on a letter.
pub(super) fn accent_sign(sign: char) -> Option<char> {
    Some(match sign {
        '`' => '\u{300}',
        '\'' | '´' => '\u{301}',
        '^' => '\u{302}',
        '~' => '\u{303}',
        '=' => '\u{304}',
        '.' => '\u{307}',
        '"' => '\u{308}',
        _ => return None,
    })
}

/// A mark without a letter.
pub(super) fn lone(mark: char) -> &'static str {
    match mark {
        '\u{300}' => "`",
        '\u{301}' => "´",
        '\u{302}' => "^",
        '\u{303}' => "~",
        '\u{304}' => "¯",
        '\u{308}' => "¨",
        _ => "",
    }
}

/// Whether a second backslash escapes the first one of an accent or a letter: text that went through a
/// program's strings has both. (Two backslashes alone begin a new line.)
pub(super) fn is_escaped_twice(rest: &str) -> bool {
    if rest.starts_with(['"', '\'', '`', '^', '~', '&', '%', '_']) {
        return true;
    }
    let name = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
    (1..=2).contains(&name) && matches!(command(&rest[..name]), Some(Command::Symbol(_) | Command::Accent(_)))
}

/// Whether a command means something in an address; a backslash that does not may be part of it.
pub(super) fn holds_in_addresses(name: &str) -> bool {
    matches!(
        name,
        "url" | "path" | "nolinkurl" | "href" | "sim" | "slash" | "symbol" | "texttt" | "tt" | "urlprefix"
    ) || name.starts_with("text") && symbols::symbol(name).is_some()
}

const ACCENTS: [(&str, char); 31] = [
    ("b", '\u{331}'),
    ("c", '\u{327}'),
    ("d", '\u{323}'),
    ("G", '\u{30f}'),
    ("h", '\u{309}'),
    ("H", '\u{30b}'),
    ("k", '\u{328}'),
    ("r", '\u{30a}'),
    ("t", '\u{361}'),
    ("u", '\u{306}'),
    ("U", '\u{30e}'),
    ("v", '\u{30c}'),
    ("textcommabelow", '\u{326}'),
    ("cb", '\u{326}'),
    ("polhk", '\u{328}'),
    ("cftil", '\u{303}'),
    ("soft", '\u{30c}'),
    ("acute", '\u{301}'),
    ("bar", '\u{304}'),
    ("breve", '\u{306}'),
    ("check", '\u{30c}'),
    ("ddot", '\u{308}'),
    ("dot", '\u{307}'),
    ("grave", '\u{300}'),
    ("hat", '\u{302}'),
    ("mathring", '\u{30a}'),
    ("tilde", '\u{303}'),
    ("vec", '\u{20d7}'),
    ("widehat", '\u{302}'),
    ("capitalacute", '\u{301}'),
    ("not", '\u{338}'),
];

/// Commands about the look of their text, or about nothing.
const NOTHING: &[&str] = &[
    "Big",
    "Bigg",
    "HUGE",
    "Huge",
    "LARGE",
    "Large",
    "Tiny",
    "acro",
    "bf",
    "bfseries",
    "bgroup",
    "bibcyr",
    "bibinfo",
    "big",
    "bigg",
    "biggl",
    "biggr",
    "bigl",
    "bigr",
    "boldmath",
    "boldsymbol",
    "bm",
    "cal",
    "cite",
    "citep",
    "citet",
    "cyr",
    "cyrchar",
    "displaystyle",
    "egroup",
    "em",
    "emph",
    "fbox",
    "footnotesize",
    "hbox",
    "hfil",
    "huge",
    "ignorespaces",
    "it",
    "itshape",
    "kern",
    "large",
    "leavevmode",
    "left",
    "limits",
    "mathbb",
    "mathbf",
    "mathbfit",
    "mathcal",
    "mathfrak",
    "mathit",
    "mathrm",
    "mathnormal",
    "mathop",
    "mathord",
    "mathrel",
    "mathscr",
    "mathsf",
    "mathtt",
    "mbox",
    "mdseries",
    "middle",
    "mkbibacro",
    "mkbibbold",
    "mkbibemph",
    "mkbibitalic",
    "mkbibparens",
    "newblock",
    "nobreak",
    "nocite",
    "nohyphens",
    "nolimits",
    "nonfrenchspacing",
    "normalfont",
    "normalsize",
    "null",
    "operatorname",
    "protect",
    "raggedright",
    "relax",
    "right",
    "rm",
    "rmfamily",
    "sb",
    "sc",
    "scriptsize",
    "scshape",
    "sf",
    "sffamily",
    "sl",
    "slshape",
    "small",
    "sout",
    "sp",
    "strut",
    "subtitle",
    "text",
    "textbf",
    "textcyr",
    "textcyrillic",
    "textgreek",
    "textit",
    "textlatin",
    "textmd",
    "textnormal",
    "textnumero",
    "textrm",
    "textsc",
    "textsf",
    "textsl",
    "textstyle",
    "textsubscript",
    "textsuperscript",
    "texttt",
    "textup",
    "tiny",
    "translit",
    "tt",
    "ttfamily",
    "uline",
    "unboldmath",
    "underline",
    "unskip",
    "upshape",
    "uppercase",
    "urlprefix",
    "urlstyle",
    "verb",
    "xspace",
];
