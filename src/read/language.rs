//! Names and codes of languages -> ISO 639 codes: of two letters where there is one, else of three (639-2/T).

/// The code of a language given as `en`, `en-GB`, `eng`, `English`, `ger` or `deu`, in any case.
pub(super) fn code(text: &str) -> Option<&'static str> {
    let lower = text.trim().to_lowercase();
    let main = lower.split(['-', '_']).next().unwrap_or_default();
    LANGUAGES
        .iter()
        .find(|(two, three, name)| *two == main || three.split('/').any(|t| t == main) || name.split('/').any(|n| n == lower))
        .map(|(two, three, _)| if two.is_empty() { three.split('/').next_back().unwrap_or(three) } else { two })
}

/// Two letters, three letters (639-2/B and /T where they differ), English names.
const LANGUAGES: &[(&str, &str, &str)] = &[
    ("en", "eng", "english"),
    ("fr", "fre/fra", "french/français"),
    ("de", "ger/deu", "german/deutsch"),
    ("es", "spa", "spanish/español/castilian"),
    ("it", "ita", "italian/italiano"),
    ("pt", "por", "portuguese/português"),
    ("nl", "dut/nld", "dutch/nederlands/flemish"),
    ("ru", "rus", "russian"),
    ("zh", "chi/zho", "chinese"),
    ("ja", "jpn", "japanese"),
    ("ko", "kor", "korean"),
    ("pl", "pol", "polish"),
    ("cs", "cze/ces", "czech"),
    ("sk", "slo/slk", "slovak"),
    ("sl", "slv", "slovenian/slovene"),
    ("hr", "hrv/scr", "croatian"),
    ("sr", "srp/scc", "serbian"),
    ("bs", "bos", "bosnian"),
    ("mk", "mac/mkd", "macedonian"),
    ("bg", "bul", "bulgarian"),
    ("ro", "rum/ron/mol", "romanian/moldavian"),
    ("hu", "hun", "hungarian"),
    ("fi", "fin", "finnish"),
    ("sv", "swe", "swedish"),
    ("no", "nor", "norwegian"),
    ("nb", "nob", "norwegian bokmål"),
    ("nn", "nno", "norwegian nynorsk"),
    ("da", "dan", "danish"),
    ("is", "ice/isl", "icelandic"),
    ("el", "gre/ell", "greek/modern greek"),
    ("grc", "grc", "ancient greek"),
    ("la", "lat", "latin"),
    ("tr", "tur", "turkish"),
    ("ar", "ara", "arabic"),
    ("he", "heb", "hebrew"),
    ("fa", "per/fas", "persian/farsi"),
    ("ur", "urd", "urdu"),
    ("hi", "hin", "hindi"),
    ("bn", "ben", "bengali"),
    ("ta", "tam", "tamil"),
    ("te", "tel", "telugu"),
    ("th", "tha", "thai"),
    ("vi", "vie", "vietnamese"),
    ("id", "ind", "indonesian"),
    ("ms", "may/msa", "malay"),
    ("uk", "ukr", "ukrainian"),
    ("be", "bel", "belarusian"),
    ("lt", "lit", "lithuanian"),
    ("lv", "lav", "latvian"),
    ("et", "est", "estonian"),
    ("ka", "geo/kat", "georgian"),
    ("hy", "arm/hye", "armenian"),
    ("az", "aze", "azerbaijani"),
    ("kk", "kaz", "kazakh"),
    ("uz", "uzb", "uzbek"),
    ("mn", "mon", "mongolian"),
    ("sq", "alb/sqi", "albanian"),
    ("ca", "cat", "catalan"),
    ("gl", "glg", "galician"),
    ("eu", "baq/eus", "basque"),
    ("ga", "gle", "irish"),
    ("cy", "wel/cym", "welsh"),
    ("gd", "gla", "scottish gaelic"),
    ("mt", "mlt", "maltese"),
    ("af", "afr", "afrikaans"),
    ("sw", "swa", "swahili"),
    ("ne", "nep", "nepali"),
    ("si", "sin", "sinhala"),
    ("ml", "mal", "malayalam"),
    ("mr", "mar", "marathi"),
    ("gu", "guj", "gujarati"),
    ("pa", "pan", "punjabi"),
    ("eo", "epo", "esperanto"),
    ("ku", "kur", "kurdish"),
    ("ps", "pus", "pashto"),
    ("tl", "tgl", "tagalog"),
    ("mi", "mao/mri", "maori"),
    ("mul", "mul", "multiple languages"),
];

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn languages_by_code_and_name() {
        for (text, expected) in [("eng", "en"), ("EN-gb", "en"), ("English", "en"), ("ger", "de"), ("deu", "de"), ("grc", "grc")] {
            assert_eq!(code(text), Some(expected), "{text}");
        }
        assert_eq!(code(""), None);
        assert_eq!(code("gibberish"), None);
    }
}
