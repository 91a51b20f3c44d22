//! Names and codes of languages -> ISO 639 codes: of two letters where there is one, else of three (639-2/T).

/// The code of a language given as `en`, `en-GB`, `eng`, `English`, `ger` or `deu`, in any case.
pub(super) fn code(text: &str) -> Option<&'static str> {
    let lower = text.trim().to_lowercase();
    let main = lower.split(['-', '_']).next().unwrap_or_default();
    LANGUAGES
        .iter()
        .find(|(two, three, name)| {
            *two == main || three.split('/').any(|t| t == main) || name.split('/').any(|n| n == lower)
        })
        .map(
            |(two, three, _)| {
                if two.is_empty() { three.split('/').next_back().unwrap_or(three) } else { two }
            },
        )
}

/// Two letters, three letters (639-2/B and /T where they differ), English names, and those that other languages have.
const LANGUAGES: &[(&str, &str, &str)] = &[
    ("en", "eng", "english/anglais/englisch/inglés/ingles/inglese/inglês/engels/engelsk/engelska/engl"),
    ("fr", "fre/fra", "french/français/französisch/francese/francés/francês"),
    ("de", "ger/deu", "german/deutsch/allemand/tedesco/alemán/alemão/duits"),
    ("es", "spa", "spanish/español/castilian/espagnol/spanisch/spagnolo/espanhol/castellano"),
    ("it", "ita", "italian/italiano/italien/italienisch"),
    ("pt", "por", "portuguese/português/portugais/portugiesisch/portugués"),
    ("nl", "dut/nld", "dutch/nederlands/flemish/néerlandais/niederländisch"),
    ("ru", "rus", "russian/russe/russisch/русский"),
    ("zh", "chi/zho", "chinese/中文/汉语/漢語/chinois"),
    ("ja", "jpn", "japanese/日本語/japonais"),
    ("ko", "kor", "korean/한국어"),
    ("pl", "pol", "polish/polski"),
    ("cs", "cze/ces", "czech/čeština/český"),
    ("sk", "slo/slk", "slovak"),
    ("sl", "slv", "slovenian/slovene/slovenski"),
    ("hr", "hrv/scr", "croatian"),
    ("sr", "srp/scc", "serbian"),
    ("bs", "bos", "bosnian"),
    ("mk", "mac/mkd", "macedonian"),
    ("bg", "bul", "bulgarian"),
    ("ro", "rum/ron/mol", "romanian/moldavian"),
    ("hu", "hun", "hungarian/magyar"),
    ("fi", "fin", "finnish/suomi"),
    ("sv", "swe", "swedish/svenska"),
    ("no", "nor", "norwegian/norsk"),
    ("nb", "nob", "norwegian bokmål/norsk bokmål"),
    ("nn", "nno", "norwegian nynorsk"),
    ("da", "dan", "danish/dansk"),
    ("is", "ice/isl", "icelandic"),
    ("el", "gre/ell", "greek/modern greek/ελληνικά"),
    ("grc", "grc", "ancient greek"),
    ("la", "lat", "latin"),
    ("tr", "tur", "turkish/türkçe"),
    ("ar", "ara", "arabic/العربية"),
    ("he", "heb", "hebrew/עברית"),
    ("fa", "per/fas", "persian/farsi/فارسی"),
    ("ur", "urd", "urdu"),
    ("hi", "hin", "hindi"),
    ("bn", "ben", "bengali"),
    ("ta", "tam", "tamil"),
    ("te", "tel", "telugu"),
    ("th", "tha", "thai"),
    ("vi", "vie", "vietnamese"),
    ("id", "ind", "indonesian"),
    ("ms", "may/msa", "malay"),
    ("uk", "ukr", "ukrainian/українська"),
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
    ("ca", "cat", "catalan/català"),
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
    ("am", "amh", "amharic"),
    ("km", "khm", "khmer"),
    ("lb", "ltz", "luxembourgish"),
    ("my", "bur/mya", "burmese"),
    ("so", "som", "somali"),
    ("tg", "tgk", "tajik"),
    ("tk", "tuk", "turkmen"),
    ("tt", "tat", "tatar"),
    ("ky", "kir", "kyrgyz"),
    ("ht", "hat", "haitian creole"),
    ("kn", "kan", "kannada"),
    ("zu", "zul", "zulu"),
    ("xh", "xho", "xhosa"),
    ("yi", "yid", "yiddish"),
    ("mul", "mul", "multiple languages"),
];

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn languages_by_code_and_name() {
        for (text, expected) in
            [("eng", "en"), ("EN-gb", "en"), ("English", "en"), ("ger", "de"), ("deu", "de"), ("grc", "grc")]
        {
            assert_eq!(code(text), Some(expected), "{text}");
        }
        assert_eq!(code(""), None);
        assert_eq!(code("gibberish"), None);
    }
}
