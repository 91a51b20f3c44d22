//! Grants: `1R01NS064592-01A1/NS/NINDS NIH HHS/United States`.

use crate::read::draft::{Draft, tidy};
use crate::read::markup;
use crate::record::Grant;

/// Countries that MEDLINE names with agencies; "International" is one to it.
const COUNTRIES: [&str; 26] = [
    "Australia",
    "Austria",
    "Belgium",
    "Brazil",
    "Canada",
    "China",
    "Denmark",
    "Finland",
    "France",
    "Germany",
    "India",
    "International",
    "Ireland",
    "Israel",
    "Italy",
    "Japan",
    "Netherlands",
    "New Zealand",
    "Norway",
    "South Africa",
    "South Korea",
    "Spain",
    "Sweden",
    "Switzerland",
    "United Kingdom",
    "United States",
];

/// Gives the grant to the record.
pub(super) fn take(draft: &mut Draft, value: &str) {
    let grant = read(&draft.text("grant", &markup::plain(value)));
    if grant != Grant::default() {
        draft.record.grants.push(grant);
    }
}

/// Number, acronym, agency and country, parted by slashes. Any of them may be missing, and numbers have
/// slashes of their own, so the parts are told from the end: a country by name, the agency before it, an
/// acronym by its form.
fn read(text: &str) -> Grant {
    let some = |text: &str| Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned);
    if let Some((number, acronym)) = text.split_once("||") {
        // PMC's export has no more.
        return Grant {
            number: some(number),
            acronym: some(acronym.trim_matches([' ', '|'])),
            ..Grant::default()
        };
    }
    let mut parts: Vec<&str> = text.split('/').collect();
    let mut grant = Grant::default();
    if parts.len() == 1 {
        grant.number = some(text);
        return grant;
    }
    grant.country =
        parts.pop_if(|last| last.trim().is_empty() || COUNTRIES.contains(&last.trim())).and_then(some);
    grant.agency = parts.pop().and_then(some);
    grant.acronym = parts.pop_if(|last| is_acronym(last)).and_then(&some);
    grant.number = some(tidy(&parts.join("/")).trim_start_matches('/'));
    grant
}

/// `HL`, `NS`, `WT_`, `CRUK_`, `ImNIH`.
fn is_acronym(text: &str) -> bool {
    let marked = text
        .strip_suffix('_')
        .is_some_and(|name| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphabetic()));
    let code = text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase());
    marked || code || ["ImNIH", "HHMI", "NULL"].contains(&text)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn the_parts_of_a_grant_are_told_from_the_end() {
        for (text, expected) in [
            (
                "1R01NS064592-01A1/NS/NINDS NIH HHS/United States",
                ["1R01NS064592-01A1", "NS", "NINDS NIH HHS", "United States"],
            ),
            ("076053/Wellcome Trust/United Kingdom", ["076053", "", "Wellcome Trust", "United Kingdom"]),
            (
                "/076053/Z/04/Z/Wellcome Trust/United Kingdom",
                ["076053/Z/04/Z", "", "Wellcome Trust", "United Kingdom"],
            ),
            (
                "MC_UU_12017/13/MRC_/Medical Research Council/United Kingdom",
                ["MC_UU_12017/13", "MRC_", "Medical Research Council", "United Kingdom"],
            ),
            ("WT_/Wellcome Trust/United Kingdom", ["", "WT_", "Wellcome Trust", "United Kingdom"]),
            ("Intramural NIH HHS/United States", ["", "", "Intramural NIH HHS", "United States"]),
            (
                "001/World Health Organization/International",
                ["001", "", "World Health Organization", "International"],
            ),
            (
                "81973145/National Natural Science Foundation of China/",
                ["81973145", "", "National Natural Science Foundation of China", ""],
            ),
            ("R01 AR049373 || AR", ["R01 AR049373", "AR", "", ""]),
            ("AB-1", ["AB-1", "", "", ""]),
        ] {
            let grant = read(text);
            let parts =
                [grant.number, grant.acronym, grant.agency, grant.country].map(Option::unwrap_or_default);
            assert_eq!(parts, expected, "{text}");
        }
    }
}
