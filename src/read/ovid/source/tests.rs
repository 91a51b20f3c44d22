use super::*;

/// Title, volume, issue, pages, date.
fn outline(text: &str) -> [String; 5] {
    let source = read(text).unwrap_or_default();
    let text = |part: Option<String>| part.unwrap_or_default();
    [source.title, text(source.volume), text(source.issue), text(source.pages), text(source.date)]
}

#[test]
fn every_database_has_its_manner() {
    for (line, expected) in [
        (
            "Journal of Invented Care. 14(3):201-209, March 2021.",
            ["Journal of Invented Care", "14", "3", "201-209", "March 2021"],
        ),
        (
            "Journal of Invented Care. 15(1):12-20, 2022.",
            ["Journal of Invented Care", "15", "1", "12-20", "2022"],
        ),
        ("Lancet. 372(9642):881-2, 2008 Sep 13.", ["Lancet", "372", "9642", "881-2", "2008 Sep 13"]),
        ("BMC Public Health. 19:123, 2019 Jan 30.", ["BMC Public Health", "19", "", "123", "2019 Jan 30"]),
        ("J Care. 22 Suppl 1:S1-S9, 2008.", ["J Care", "22 Suppl 1", "", "S1-S9", "2008"]),
        ("J Care. 106(3 Pt 1):123-5, 1990 Sep.", ["J Care", "106", "3 Pt 1", "123-5", "1990 Sep"]),
        ("J Care. 2019 Jan 30.", ["J Care", "", "", "", "2019 Jan 30"]),
        (
            "BMC Proceedings. Conference: 2nd School: Part 2. Spain. 12 (Supplement 3) (no pagination), \
                2018. Date of Publication: 2018.",
            ["BMC Proceedings", "12", "Supplement 3", "", "2018"],
        ),
        (
            "Journal of Care (United Kingdom). 41 (2) (pp 385-391), 2019. Date of Publication: 01 Jun 2019.",
            ["Journal of Care (United Kingdom)", "41", "2", "385-391", "01 Jun 2019"],
        ),
        ("Official Gazette. 1288(3), Nov. 16, 2004.", ["Official Gazette", "1288", "3", "", "Nov. 16, 2004"]),
        (
            "Forest Ecology & Management. 201(2-3):327-334, November 15, 2004.",
            ["Forest Ecology & Management", "201", "2-3", "327-334", "November 15, 2004"],
        ),
        (
            "Dissertations: Humanities. Vol.75(2-A(E)),2014, pp. No Pagination Specified.",
            ["Dissertations: Humanities", "75", "2-A(E)", "No Pagination Specified", "2014"],
        ),
        (
            "A Journal of Care. Vol 28(2) April 2015, 103-106.",
            ["A Journal of Care", "28", "2", "103-106", "April 2015"],
        ),
        (
            "A Journal of Care. Vol.33(1), Jan 2015, pp. 1-10. [Journal Article]",
            ["A Journal of Care", "33", "1", "1-10", "Jan 2015"],
        ),
    ] {
        assert_eq!(outline(line), expected.map(str::to_owned), "{line}");
    }
}

#[test]
fn the_other_databases_have_the_date_first_or_words() {
    for (line, expected) in [
        (
            "ACSM'S Health & Fitness Journal January/February 2010;14(1):56",
            ["ACSM'S Health & Fitness Journal", "14", "1", "56", "January/February 2010"],
        ),
        (
            "Acta Chirurgica Belgica November/December 2010;6:611-613",
            ["Acta Chirurgica Belgica", "6", "", "611-613", "November/December 2010"],
        ),
        ("Hydrobiologia. 2007 15 June; 433-441.", ["Hydrobiologia", "", "", "433-441", "2007 15 June"]),
        ("Zoos Regional Proceedings. 2005; 9pp..", ["Zoos Regional Proceedings", "", "", "", "2005"]),
        (
            "Health and Social Care in the Community; 2019. 27(3):777-789. 40 ref.",
            ["Health and Social Care in the Community", "27", "3", "777-789", "2019"],
        ),
        (
            "British Journal of General Practice 2019; 69 (678) : 1-10 (Jan 2019)",
            ["British Journal of General Practice", "69", "678", "1-10", "2019"],
        ),
        (
            "Journal of Integrated Care, vol.27, no.2, 2019, pp.148-159. A House",
            ["Journal of Integrated Care", "27", "2", "148-159", "2019"],
        ),
        (
            "Complementary therapies, 1999 Jun; vol. 7 (no. 2), p. 77-82",
            ["Complementary therapies", "7", "2", "77-82", "1999 Jun"],
        ),
        ("Journal of Orthopaedic Trauma.", ["Journal of Orthopaedic Trauma", "", "", "", ""]),
    ] {
        assert_eq!(outline(line), expected.map(str::to_owned), "{line}");
    }
    assert_eq!(read("Something 12 of another kind 34"), None);
}

#[test]
fn books_have_editors_and_houses() {
    let chapter = read(
        "Neenan, Michael [Ed]; Palmer, Stephen [Ed]. (2012). Coaching in practice: An approach. (pp. \
            11-31). xvii, 254 pp. New York, NY, \
         US: A House/A Group; US.",
    )
    .unwrap();
    assert_eq!(chapter.editors, ["Neenan, Michael [Ed]", "Palmer, Stephen [Ed]"]);
    assert_eq!(
        (chapter.title.as_str(), chapter.pages.as_deref()),
        ("Coaching in practice: An approach", Some("11-31"))
    );
    assert_eq!(
        (chapter.place.as_deref(), chapter.publisher.as_deref()),
        (Some("New York, NY, US"), Some("A House/A Group"))
    );
    let whole = read("(2014). A book 58 pp. Test: A House.").unwrap();
    assert_eq!(
        (whole.title.as_str(), whole.place.as_deref(), whole.publisher.as_deref()),
        ("A book", Some("Test"), Some("A House"))
    );
    let odd = read("Editor(2015). A long title. (pp. 103-106) X pp. Address: A House").unwrap();
    assert_eq!(
        (odd.title.as_str(), odd.editors.len(), odd.publisher.as_deref()),
        ("A long title", 1, Some("A House"))
    );
    let biosis = read(
        "Kamp, Roza Maria [Editor, Reprint Author], Calvete, Juan J. [Editor]. Methods in \
        analysis.:371-397, 2004.",
    )
    .unwrap();
    assert_eq!(biosis.editors, ["Kamp, Roza Maria [Editor, Reprint Author]", "Calvete, Juan J. [Editor]"]);
    assert_eq!(
        (biosis.title.as_str(), biosis.pages.as_deref(), biosis.is_book),
        ("Methods in analysis", Some("371-397"), true)
    );
    let report = read("London : The King's Fund, 2017.").unwrap();
    assert_eq!(
        (report.place.as_deref(), report.publisher.as_deref(), report.date.as_deref()),
        (Some("London"), Some("The King's Fund"), Some("2017"))
    );
}
