//! Authors, groups and their affiliations.

use super::{findings, people, record};

#[test]
fn affiliations_find_their_people() {
    let author = |name: &str, inside: &str| {
        format!("<contrib contrib-type=\"author\"><name><surname>{name}</surname></name>{inside}</contrib>")
    };
    let pointed = format!(
        "<contrib-group>{}{}</contrib-group><aff id=\"a1\"><label>1</label>Leeds, UK</aff><aff id=\"a2\"><sup>2</sup> York, UK</aff>\
         <author-notes><corresp id=\"c\">Write to <email>a@b.org</email></corresp><fn id=\"n\" fn-type=\"con\"><p>Equal.</p></fn></author-notes>",
        author("Aa", "<xref ref-type=\"aff\" rid=\"a1 a2\"/><xref ref-type=\"corresp\" rid=\"c\">*</xref>"),
        author("Bb", "<xref ref-type=\"aff\" rid=\"a2\"/><xref ref-type=\"corresp\" rid=\"n\">*</xref>"),
    );
    assert_eq!(people(&record(&pointed)), ["Author Aa* [Leeds, UK; York, UK]", "Author Bb [York, UK]"]);
    // One that nobody points at belongs to all, two belong to nobody.
    let all =
        format!("<contrib-group>{}{}<aff>Leeds</aff></contrib-group>", author("Aa", ""), author("Bb", ""));
    assert_eq!(people(&record(&all)), ["Author Aa [Leeds]", "Author Bb [Leeds]"]);
    let open = format!(
        "<contrib-group>{}{}</contrib-group><aff>Leeds</aff><aff>York</aff>",
        author("Aa", ""),
        author("Bb", "")
    );
    assert_eq!(record(&open).unplaced, ["Leeds", "York"]);
    assert_eq!(findings(&open).len(), 2);
    let label = format!(
        "<contrib-group>{}</contrib-group><aff><label>a</label>Leeds</aff><aff><label>b</label>York</aff>",
        author("Aa", "<xref ref-type=\"aff\">a</xref><xref ref-type=\"aff\">b</xref>")
    );
    assert_eq!(people(&record(&label)), ["Author Aa [Leeds; York]"]);
}

#[test]
fn the_parts_of_an_affiliation_are_put_together() {
    for (inside, expected) in [
        ("<institution>U of X</institution><country>UK</country>", "U of X, UK"),
        (
            "<institution>U of X</institution>, <addr-line>\n <named-content>Leeds</named-content>\n </addr-line>, <country>UK</country>",
            "U of X, Leeds, UK",
        ),
        ("Dept A<break/>U of X; e-mail: <email>a@b.org</email>", "Dept A, U of X"),
        (
            "<institution>U of X</institution> and the <institution>U of Y</institution>",
            "U of X and the U of Y",
        ),
        (
            "<label>1</label><institution content-type=\"orgname\">X</institution><institution content-type=\"original\">U of X.</institution>",
            "U of X.",
        ),
        (
            "<institution-wrap><institution-id institution-id-type=\"ROR\">https://ror.org/052gg0110</institution-id><institution>Oxford</institution></institution-wrap>",
            "Oxford",
        ),
    ] {
        let record = record(&format!(
            "<contrib-group><contrib><name><surname>Aa</surname></name><aff>{inside}</aff></contrib></contrib-group>"
        ));
        let affiliation = &record.contributors[0].affiliations[0];
        assert_eq!(affiliation.text, expected, "{inside}");
        assert_eq!(affiliation.ror.is_some(), inside.contains("ror.org"), "{inside}");
    }
}

#[test]
fn groups_have_members_and_people_have_roles() {
    let meta = "<contrib-group><contrib contrib-type=\"author\"><name><surname>Aa</surname><given-names>Bo C</given-names></name>\
<on-behalf-of>on behalf of the X Group</on-behalf-of></contrib>\
        <contrib contrib-type=\"author\"><collab>X Group<contrib-group><contrib><name><surname>Mm</surname></name></contrib></contrib-group></collab></contrib>\
        <contrib contrib-type=\"author\"><collab>Y Study</collab></contrib><contrib><name><surname>Nn</surname></name></contrib></contrib-group>\
        <contrib-group><contrib contrib-type=\"editor\"><name-alternatives><name xml:lang=\"zh\"><surname>\u{674e}</surname></name>\
        <name><surname>Li</surname></name></name-alternatives></contrib><contrib contrib-type=\"reviewer\"><name><surname>Rr</surname></name></contrib>\
        <contrib contrib-type=\"author non-byline\"><name><surname>Oo</surname></name></contrib></contrib-group>";
    let record = record(meta);
    let expected = [
        "Author Bo C Aa []",
        "Author the X Group []",
        "Author Y Study []",
        "Editor Li []",
        "Investigator Mm []",
        "Investigator Nn []",
        "Investigator Oo []",
    ];
    assert_eq!(people(&record), expected);
}

#[test]
fn orcids_are_found_where_they_stand() {
    for inside in [
        "<contrib-id contrib-id-type=\"orcid\">https://orcid.org/0000-0002-1825-0097</contrib-id>",
        "<uri xlink:href=\"http://orcid.org/0000-0002-1825-0097\">iD</uri>",
    ] {
        let record = record(&format!(
            "<contrib-group><contrib><name><surname>Aa</surname></name>{inside}</contrib></contrib-group>"
        ));
        assert_eq!(
            record.contributors[0].orcid.map(|o| o.to_string()).as_deref(),
            Some("0000-0002-1825-0097"),
            "{inside}"
        );
    }
}
