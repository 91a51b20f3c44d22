//! The country that ends an affiliation, as an ISO 3166-1 alpha-2 code.
//!
//! Whole names only, with the variants that affiliations are printed in, and states and provinces where their names mean
//! nothing else. Where a word could mean two places (`Georgia`, `Congo`, `Victoria`, `CA` without a ZIP code) there is
//! no code.

use crate::record::fold;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The code of the country that the last part of an affiliation names: `UK.`, `Boston MA 02115`, `Islamic Republic of Iran`.
pub(super) fn country_code(part: &str) -> Option<&'static str> {
    let folded = fold(part);
    if let Some(code) = CODES.get(folded.as_str()) {
        return Some(code);
    }
    if let Some(code) = by_postal_code(part) {
        return Some(code);
    }
    // Postal codes stand before or after the name of the country.
    let words: Vec<&str> =
        folded.split(' ').filter(|word| !word.contains(|c: char| c.is_numeric())).collect();
    if let Some(code) = CODES.get(words.join(" ").as_str()) {
        return Some(code);
    }
    // "Boston USA", "London United Kingdom": only names that no place name ends in ("New Mexico", "New England").
    let ends = |tail: &[&str]| words.ends_with(tail);
    if ends(&["uk"]) || ends(&["united", "kingdom"]) || ends(&["u", "k"]) {
        Some("GB")
    } else if ends(&["usa"])
        || ends(&["united", "states"])
        || ends(&["u", "s", "a"])
        || ends(&["united", "states", "of", "america"])
    {
        Some("US")
    } else {
        None
    }
}

/// State and ZIP code of the United States, province and postal code of Canada.
fn by_postal_code(part: &str) -> Option<&'static str> {
    let words: Vec<&str> = part.split_whitespace().collect();
    let state = words.iter().position(|word| STATES.split(' ').any(|state| state == *word));
    let zip = |word: &&str| {
        let digits = |text: &str, n| text.len() == n && text.bytes().all(|b| b.is_ascii_digit());
        word.split_once('-').map_or_else(|| digits(word, 5), |(a, b)| digits(a, 5) && digits(b, 4))
    };
    if state.and_then(|n| words.get(n + 1)).is_some_and(zip) {
        return Some("US");
    }
    let province = words.iter().position(|word| PROVINCES.split(' ').any(|province| province == *word))?;
    let code: String = words[province + 1..].concat();
    let shape: String = code
        .chars()
        .map(|c| {
            if c.is_ascii_digit() {
                '0'
            } else if c.is_ascii_uppercase() {
                'A'
            } else {
                '?'
            }
        })
        .collect();
    (shape == "A0A0A0").then_some("CA")
}

const STATES: &str = "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY \
    NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY";
const PROVINCES: &str = "AB BC MB NB NL NS NT NU ON PE QC SK YT";

static CODES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    NAMES.iter().flat_map(|(code, names)| names.split('|').map(move |name| (name, *code))).collect()
});

/// Codes with the folded names of countries, and of states and provinces where those are unmistakable.
const NAMES: &[(&str, &str)] = &[
    ("AD", "andorra"),
    ("AE", "united arab emirates|uae|u a e"),
    ("AF", "afghanistan"),
    ("AG", "antigua and barbuda"),
    ("AI", "anguilla"),
    ("AL", "albania"),
    ("AM", "armenia"),
    ("AO", "angola"),
    ("AQ", "antarctica"),
    ("AR", "argentina"),
    ("AS", "american samoa"),
    ("AT", "austria|osterreich"),
    ("AU", "australia|new south wales|queensland|south australia|western australia|tasmania"),
    ("AU", "northern territory|australian capital territory|nsw|qld"),
    ("AW", "aruba"),
    ("AX", "aland islands"),
    ("AZ", "azerbaijan"),
    ("BA", "bosnia and herzegovina|bosnia herzegovina|bosnia"),
    ("BB", "barbados"),
    ("BD", "bangladesh"),
    ("BE", "belgium|belgie|belgique"),
    ("BF", "burkina faso"),
    ("BG", "bulgaria"),
    ("BH", "bahrain|kingdom of bahrain"),
    ("BI", "burundi"),
    ("BJ", "benin"),
    ("BL", "saint barthelemy"),
    ("BM", "bermuda"),
    ("BN", "brunei|brunei darussalam"),
    ("BO", "bolivia|plurinational state of bolivia"),
    ("BQ", "bonaire|bonaire sint eustatius and saba"),
    ("BR", "brazil|brasil"),
    ("BS", "bahamas|the bahamas"),
    ("BT", "bhutan"),
    ("BV", "bouvet island"),
    ("BW", "botswana"),
    ("BY", "belarus"),
    ("BZ", "belize"),
    ("CA", "canada|alberta|british columbia|manitoba|new brunswick|newfoundland and labrador"),
    ("CA", "newfoundland|nova scotia|ontario|prince edward island|quebec|saskatchewan"),
    ("CA", "northwest territories|nunavut|yukon"),
    ("CC", "cocos islands"),
    ("CD", "democratic republic of the congo|democratic republic of congo|dr congo|drc"),
    ("CF", "central african republic"),
    ("CG", "republic of the congo|republic of congo"),
    ("CH", "switzerland|schweiz|suisse|svizzera"),
    ("CI", "cote d ivoire|cote divoire|ivory coast"),
    ("CK", "cook islands"),
    ("CL", "chile"),
    ("CM", "cameroon|cameroun"),
    ("CN", "china|peoples republic of china|people s republic of china|the peoples republic of china"),
    ("CN", "p r china|pr china|prc|mainland china"),
    ("CO", "colombia"),
    ("CR", "costa rica"),
    ("CU", "cuba"),
    ("CV", "cape verde|cabo verde"),
    ("CW", "curacao"),
    ("CX", "christmas island"),
    ("CY", "cyprus"),
    ("CZ", "czech republic|czechia|the czech republic"),
    ("DE", "germany|deutschland|federal republic of germany"),
    ("DJ", "djibouti"),
    ("DK", "denmark|danmark"),
    ("DM", "dominica"),
    ("DO", "dominican republic"),
    ("DZ", "algeria"),
    ("EC", "ecuador"),
    ("EE", "estonia"),
    ("EG", "egypt"),
    ("EH", "western sahara"),
    ("ER", "eritrea"),
    ("ES", "spain|espana"),
    ("ET", "ethiopia"),
    ("FI", "finland|suomi"),
    ("FJ", "fiji"),
    ("FK", "falkland islands"),
    ("FM", "federated states of micronesia"),
    ("FO", "faroe islands"),
    ("FR", "france"),
    ("GA", "gabon"),
    ("GB", "united kingdom|the united kingdom|uk|u k|great britain|britain|england|scotland|wales"),
    ("GB", "northern ireland|england uk|scotland uk|wales uk|northern ireland uk"),
    ("GB", "united kingdom of great britain and northern ireland"),
    ("GD", "grenada"),
    ("GE", "republic of georgia"),
    ("GF", "french guiana"),
    ("GG", "guernsey"),
    ("GH", "ghana"),
    ("GI", "gibraltar"),
    ("GL", "greenland"),
    ("GM", "gambia|the gambia"),
    ("GN", "guinea"),
    ("GP", "guadeloupe"),
    ("GQ", "equatorial guinea"),
    ("GR", "greece"),
    ("GS", "south georgia and the south sandwich islands"),
    ("GT", "guatemala"),
    ("GU", "guam"),
    ("GW", "guinea bissau"),
    ("GY", "guyana"),
    ("HK", "hong kong|hong kong sar|hong kong china|hong kong sar china|hksar"),
    ("HM", "heard island and mcdonald islands"),
    ("HN", "honduras"),
    ("HR", "croatia|hrvatska"),
    ("HT", "haiti"),
    ("HU", "hungary"),
    ("ID", "indonesia"),
    ("IE", "ireland|republic of ireland|eire"),
    ("IL", "israel"),
    ("IM", "isle of man"),
    ("IN", "india"),
    ("IO", "british indian ocean territory"),
    ("IQ", "iraq"),
    ("IR", "iran|islamic republic of iran|ir iran|i r iran|iran islamic republic of"),
    ("IS", "iceland"),
    ("IT", "italy|italia"),
    ("JE", "jersey"),
    ("JM", "jamaica"),
    ("JO", "jordan"),
    ("JP", "japan"),
    ("KE", "kenya"),
    ("KG", "kyrgyzstan"),
    ("KH", "cambodia"),
    ("KI", "kiribati"),
    ("KM", "comoros"),
    ("KN", "saint kitts and nevis|st kitts and nevis"),
    ("KP", "north korea|democratic people s republic of korea|democratic peoples republic of korea"),
    ("KP", "dprk"),
    ("KR", "south korea|republic of korea|korea|korea south|rok"),
    ("KW", "kuwait"),
    ("KY", "cayman islands"),
    ("KZ", "kazakhstan"),
    ("LA", "laos|lao pdr|lao people s democratic republic|lao peoples democratic republic"),
    ("LB", "lebanon"),
    ("LC", "saint lucia|st lucia"),
    ("LI", "liechtenstein"),
    ("LK", "sri lanka"),
    ("LR", "liberia"),
    ("LS", "lesotho"),
    ("LT", "lithuania"),
    ("LU", "luxembourg|luxemburg"),
    ("LV", "latvia"),
    ("LY", "libya"),
    ("MA", "morocco"),
    ("MC", "monaco"),
    ("MD", "moldova|republic of moldova"),
    ("ME", "montenegro"),
    ("MF", "saint martin french part"),
    ("MG", "madagascar"),
    ("MH", "marshall islands"),
    ("MK", "north macedonia|macedonia|republic of macedonia|republic of north macedonia"),
    ("ML", "mali"),
    ("MM", "myanmar|burma"),
    ("MN", "mongolia"),
    ("MO", "macau|macao|macau sar|macao sar"),
    ("MP", "northern mariana islands"),
    ("MQ", "martinique"),
    ("MR", "mauritania"),
    ("MS", "montserrat"),
    ("MT", "malta"),
    ("MU", "mauritius"),
    ("MV", "maldives"),
    ("MW", "malawi"),
    ("MX", "mexico"),
    ("MY", "malaysia"),
    ("MZ", "mozambique"),
    ("NA", "namibia"),
    ("NC", "new caledonia"),
    ("NE", "niger"),
    ("NF", "norfolk island"),
    ("NG", "nigeria"),
    ("NI", "nicaragua"),
    ("NL", "netherlands|the netherlands|holland|nederland"),
    ("NO", "norway|norge"),
    ("NP", "nepal"),
    ("NR", "nauru"),
    ("NU", "niue"),
    ("NZ", "new zealand|aotearoa new zealand|aotearoa"),
    ("OM", "oman|sultanate of oman"),
    ("PA", "panama"),
    ("PE", "peru"),
    ("PF", "french polynesia"),
    ("PG", "papua new guinea"),
    ("PH", "philippines|the philippines"),
    ("PK", "pakistan"),
    ("PL", "poland|polska"),
    ("PM", "saint pierre and miquelon"),
    ("PN", "pitcairn"),
    ("PR", "puerto rico"),
    ("PS", "palestine|state of palestine|palestinian territories|occupied palestinian territory"),
    ("PT", "portugal"),
    ("PW", "palau"),
    ("PY", "paraguay"),
    ("QA", "qatar"),
    ("RE", "reunion"),
    ("RO", "romania"),
    ("RS", "serbia|republic of serbia"),
    ("RU", "russia|russian federation"),
    ("RW", "rwanda"),
    ("SA", "saudi arabia|kingdom of saudi arabia|ksa"),
    ("SB", "solomon islands"),
    ("SC", "seychelles"),
    ("SD", "sudan"),
    ("SE", "sweden|sverige"),
    ("SG", "singapore|republic of singapore"),
    ("SH", "saint helena"),
    ("SI", "slovenia"),
    ("SJ", "svalbard and jan mayen"),
    ("SK", "slovakia|slovak republic"),
    ("SL", "sierra leone"),
    ("SM", "san marino"),
    ("SN", "senegal"),
    ("SO", "somalia"),
    ("SR", "suriname"),
    ("SS", "south sudan"),
    ("ST", "sao tome and principe"),
    ("SV", "el salvador"),
    ("SX", "sint maarten"),
    ("SY", "syria|syrian arab republic"),
    ("SZ", "eswatini|swaziland"),
    ("TC", "turks and caicos islands"),
    ("TD", "chad"),
    ("TF", "french southern territories"),
    ("TG", "togo"),
    ("TH", "thailand"),
    ("TJ", "tajikistan"),
    ("TK", "tokelau"),
    ("TL", "timor leste|east timor"),
    ("TM", "turkmenistan"),
    ("TN", "tunisia"),
    ("TO", "tonga"),
    ("TR", "turkey|turkiye"),
    ("TT", "trinidad and tobago|trinidad"),
    ("TV", "tuvalu"),
    ("TW", "taiwan|taiwan r o c|taiwan roc|republic of china|roc"),
    ("TZ", "tanzania|united republic of tanzania"),
    ("UA", "ukraine"),
    ("UG", "uganda"),
    ("UM", "united states minor outlying islands"),
    ("US", "united states|the united states|united states of america|the united states of america|usa"),
    ("US", "u s a|u s|us|alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware"),
    ("US", "florida|hawaii|idaho|illinois|indiana|iowa|kansas|kentucky|louisiana|maine|maryland"),
    ("US", "massachusetts|michigan|minnesota|mississippi|missouri|montana|nebraska|nevada"),
    ("US", "new hampshire|new jersey|new mexico|new york|north carolina|north dakota|ohio|oklahoma"),
    ("US", "oregon|pennsylvania|rhode island|south carolina|south dakota|tennessee|texas|utah|vermont"),
    ("US", "virginia|washington|washington dc|washington d c|west virginia|wisconsin|wyoming"),
    ("US", "district of columbia|d c"),
    ("UY", "uruguay"),
    ("UZ", "uzbekistan"),
    ("VA", "holy see|vatican city"),
    ("VC", "saint vincent and the grenadines|st vincent and the grenadines"),
    ("VE", "venezuela|bolivarian republic of venezuela"),
    ("VG", "british virgin islands"),
    ("VI", "us virgin islands|united states virgin islands"),
    ("VN", "vietnam|viet nam"),
    ("VU", "vanuatu"),
    ("WF", "wallis and futuna"),
    ("WS", "samoa"),
    ("YE", "yemen"),
    ("YT", "mayotte"),
    ("ZA", "south africa|republic of south africa|rsa"),
    ("ZM", "zambia"),
    ("ZW", "zimbabwe"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_of_the_standard_is_named_once() {
        let mut codes: Vec<&str> = NAMES.iter().map(|(code, _)| *code).collect();
        codes.dedup();
        assert_eq!(codes.len(), 249);
        assert!(
            codes.is_sorted()
                && codes.iter().all(|c| c.len() == 2 && c.bytes().all(|b| b.is_ascii_uppercase()))
        );
        let names: Vec<&str> = NAMES.iter().flat_map(|(_, names)| names.split('|')).collect();
        assert_eq!(names.len(), CODES.len(), "a name stands for two countries");
        for name in names {
            assert_eq!(fold(name), name);
        }
    }

    #[test]
    fn countries_are_known_in_every_dress() {
        for (part, code) in [
            ("UK", "GB"),
            ("U.K.", "GB"),
            ("England.", "GB"),
            ("Northern Ireland", "GB"),
            ("London SW7 2AZ UK", "GB"),
            ("USA", "US"),
            ("MA 02115", "US"),
            ("Atlanta GA 30303-1234", "US"),
            ("Boston, MA 02115 USA", "US"),
            ("New Mexico", "US"),
            ("México", "MX"),
            ("Türkiye", "TR"),
            ("P.R. China", "CN"),
            ("Côte d'Ivoire", "CI"),
            ("100191 China", "CN"),
            ("Republic of Ireland", "IE"),
            ("The Netherlands", "NL"),
            ("ON M5T 3M6", "CA"),
            ("New South Wales", "AU"),
            ("Islamic Republic of Iran", "IR"),
            ("Viet Nam", "VN"),
            ("1090 Österreich", "AT"),
        ] {
            assert_eq!(country_code(part), Some(code), "{part}");
        }
        for part in [
            "Georgia",
            "CA",
            "Congo",
            "New England",
            "Devon",
            "Oxford",
            "Victoria",
            "",
            "Upper Wales",
            "02115",
        ] {
            assert_eq!(country_code(part), None, "{part}");
        }
    }
}
