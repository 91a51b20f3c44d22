//! Concept mentions, registrations and grants: each rule of matching on a text of its own.

use linkworker::annotate::Annotator;
use linkworker::ontology::{Annotations, Field, Mention, Register};
use linkworker::record::{Abstract, Record, Section, SectionRole};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::LazyLock;

static ANNOTATOR: LazyLock<Annotator> = LazyLock::new(Annotator::new);

/// A record with this title and an abstract of these sections; an empty heading is none.
fn record(title: &str, sections: &[(&str, &str)]) -> Record {
    let mut text = String::new();
    let mut known = Vec::new();
    for (heading, body) in sections {
        if !text.is_empty() {
            text.push('\n');
        }
        if !heading.is_empty() {
            text.push_str(heading);
            text.push(' ');
        }
        let start = text.chars().count();
        text.push_str(body);
        if !heading.is_empty() {
            let end = text.chars().count();
            known.push(Section {
                heading: (*heading).to_owned(),
                role: SectionRole::from_heading(heading),
                start,
                end,
            });
        }
    }
    let abstract_text = (!text.is_empty()).then_some(Abstract { text, sections: known });
    Record { title: title.to_owned(), abstract_text, ..Record::default() }
}

fn annotate(title: &str, sections: &[(&str, &str)]) -> (Record, Annotations) {
    let record = record(title, sections);
    let annotations = ANNOTATOR.annotate(&record);
    (record, annotations)
}

/// What the original says at the place of the mention.
fn quote(record: &Record, mention: &Mention) -> String {
    let text = match mention.field {
        Field::Title => &record.title,
        Field::Abstract => &record.abstract_text.as_ref().unwrap().text,
    };
    text.chars().skip(mention.start).take(mention.end - mention.start).collect()
}

/// `concept=quote` for every mention, in order.
fn found(title: &str, sections: &[(&str, &str)]) -> Vec<String> {
    let (record, annotations) = annotate(title, sections);
    annotations.mentions.iter().map(|m| format!("{}={}", m.concept.id, quote(&record, m))).collect()
}

fn concepts(title: &str, sections: &[(&str, &str)]) -> BTreeSet<&'static str> {
    annotate(title, sections).1.mentions.iter().map(|m| m.concept.id.as_str()).collect()
}

#[test]
fn dashes_quotes_case_and_line_spacing_do_not_matter() {
    for text in ["Well-Being", "well–being", "WELL BEING", "well\u{2011}being", "well-\u{a0}being"] {
        assert_eq!(found(text, &[]), [format!("wellbeing={text}")], "{text}");
    }
    assert_eq!(found("Alzheimer\u{2019}s disease", &[]), ["dementia=Alzheimer\u{2019}s disease"]);
    assert_eq!(found("the \u{fb01}tness class", &[]), ["physical-activity=\u{fb01}tness class"]);
}

#[test]
fn offsets_count_code_points_of_the_original() {
    let (record, annotations) = annotate("Žižek’s “self‐efficacy” – and İzmir’s loneliness", &[]);
    let places: Vec<_> = annotations.mentions.iter().map(|m| (quote(&record, m), m.start, m.end)).collect();
    assert_eq!(places, [("self‐efficacy".to_owned(), 9, 22), ("loneliness".to_owned(), 38, 48)]);
}

#[test]
fn only_whole_words_count() {
    assert!(concepts("The outlinkworkers, dances and singings of artsiness", &[]).is_empty());
    assert!(concepts("(dance)", &[]).contains("dance"));
}

#[test]
fn the_longest_label_wins_over_what_it_overlaps() {
    assert_eq!(found("mental health services", &[]), ["mental-health-service=mental health services"]);
    assert_eq!(
        found("type 2 diabetes and systematic review", &[]),
        ["type-2-diabetes=type 2 diabetes", "systematic-review=systematic review"]
    );
    assert!(concepts("Green social prescribing", &[]).contains("green-social-prescribing"));
}

#[test]
fn one_phrase_may_name_concepts_of_two_schemes() {
    let concepts = concepts("", &[("Aim", "Linking patients to social prescribing in primary care")]);
    assert!(
        concepts.is_superset(&BTreeSet::from(["linking", "patient", "primary-care", "primary-care-model"])),
        "{concepts:?}"
    );
}

#[test]
fn words_may_share_a_head() {
    let said = found("", &[("", "They took part in social, physical and counselling activities.")]);
    let wanted = [
        "social-group=social, physical and counselling activities",
        "physical-activity=physical and counselling activities",
        "counselling=counselling activities",
    ];
    assert_eq!(said, wanted);
    assert!(
        concepts("Primary and secondary care", &[])
            .is_superset(&BTreeSet::from(["primary-care", "secondary-care"]))
    );
    assert!(concepts("Primary, and then the rest", &[]).is_empty());
}

#[test]
fn acronyms_count_in_their_case_only() {
    assert!(concepts("GPs in the UK", &[]).is_superset(&BTreeSet::from(["gp", "united-kingdom"])));
    assert!(concepts("It helped us to pam and gp", &[]).is_empty());
}

#[test]
fn weak_labels_need_company_of_their_scheme_in_the_sentence() {
    let alone = concepts("", &[("", "Resources were counted. Trust was low.")]);
    assert!(alone.contains("trust") && !alone.contains("resource-adequacy"), "{alone:?}");
    let together = concepts("", &[("", "Resources and trust were low.")]);
    assert!(together.is_superset(&BTreeSet::from(["trust", "resource-adequacy"])), "{together:?}");
}

#[test]
fn excluded_phrases_name_nothing() {
    assert!(
        concepts("", &[("", "self-esteem rose (95% confidence interval 1 to 2)")]).contains("self-efficacy")
    );
    let excluded =
        found("", &[("", "A model often referred to as a bridge, 95% confidence interval 1 to 2")]);
    assert!(excluded.is_empty(), "{excluded:?}");
}

#[test]
fn an_excluded_phrase_of_one_scheme_leaves_the_topics_of_others() {
    let topics = concepts("Factors that shape link workers' experiences", &[]);
    assert!(topics.contains("link-worker") && !topics.contains("experience"), "{topics:?}");
}

#[test]
fn the_same_letters_mean_what_each_record_says() {
    let eight = "Social prescribing (SP) involves a lot. SP is not simple.";
    assert_eq!(
        found("", &[("", eight)]),
        ["social-prescribing=Social prescribing", "social-prescribing=SP", "social-prescribing=SP"]
    );
    let seven = "Social prescribing link workers (SPs) connect people. The role of an SP grew.";
    let concepts = found("", &[("", seven)]);
    assert!(
        concepts.contains(&"link-worker=SPs".to_owned()) && concepts.contains(&"link-worker=SP".to_owned()),
        "{concepts:?}"
    );
    assert!(!found("SP and SPs", &[]).iter().any(|m| m.contains("SP")), "undefined letters mean nothing");
    assert_eq!(
        found("SP: a study", &[("", "We asked about social prescribing (SP).")])[0],
        "social-prescribing=SP"
    );
}

#[test]
fn a_definition_in_the_text_outweighs_the_dictionary() {
    assert!(concepts("PAM", &[]).contains("pam"));
    assert!(
        !concepts("", &[("", "Protospacer adjacent motifs (PAM) were seen. PAM is short.")]).contains("pam")
    );
}

#[test]
fn an_abbreviation_is_part_of_longer_names() {
    let found = found("", &[("", "Social prescribing (SP) grows. We met SP link workers.")]);
    assert!(found.contains(&"link-worker=SP link workers".to_owned()), "{found:?}");
}

#[test]
fn claims_count_where_authors_make_them() {
    let claim = "There was a statistically significant improvement.";
    for (heading, counts) in
        [("Results", true), ("Conclusions", true), ("Background", false), ("Methods", false)]
    {
        assert_eq!(concepts("", &[(heading, claim)]).contains("positive"), counts, "{heading}");
    }
    assert!(!concepts(claim, &[]).contains("positive"), "a title claims nothing");
    let lack = "Little is known about it.";
    for (heading, counts) in [("Background", true), ("Conclusion", true), ("Methods", false)] {
        assert_eq!(concepts("", &[(heading, lack)]).contains("insufficient"), counts, "{heading}");
    }
    assert!(concepts("", &[("Results", "No significant improvement was seen.")]).contains("no-effect"));
    assert!(!concepts("", &[("Results", "No significant improvement was seen.")]).contains("positive"));
}

#[test]
fn without_headings_claims_count_from_the_first_finding_on() {
    let text = "Benefits of walking are hoped for. We interviewed staff. We found positive effects. Further research is due.";
    let found = found("", &[("", text)]);
    assert!(found.contains(&"positive=positive effects".to_owned()), "{found:?}");
    assert!(!found.iter().any(|m| m.contains("Benefits")), "{found:?}");
}

#[test]
fn a_claim_does_not_swallow_its_topic() {
    let concepts = concepts("", &[("Results", "It reduced loneliness and improved wellbeing.")]);
    assert!(concepts.is_superset(&BTreeSet::from(["loneliness", "wellbeing", "positive"])), "{concepts:?}");
}

#[test]
fn claims_are_trusted_less_than_topics_and_weak_labels_less_than_names() {
    let (_, annotations) = annotate(
        "",
        &[("Results", "Trust and resources were low. There were positive effects on loneliness.")],
    );
    let confidence = |id: &str| annotations.mentions.iter().find(|m| m.concept.id == id).unwrap().confidence;
    assert!(confidence("positive") < confidence("resource-adequacy"));
    assert!(confidence("resource-adequacy") < confidence("trust"));
    assert!(annotations.mentions.iter().all(|m| m.section == Some(SectionRole::Results)));
}

#[test]
fn headings_funding_and_registration_are_no_topics() {
    let sections = [
        ("Interventions", "None."),
        ("Funding", "The hospital trust paid for training."),
        ("Trial registration", "The cohort study of social isolation has a number."),
    ];
    assert_eq!(found("", &sections), Vec::<String>::new());
    let inline = "We saw loneliness. This project was funded by the Health and Social Care Fund (London).";
    assert_eq!(found("", &[("", inline)]), ["loneliness=loneliness"]);
    assert!(concepts("", &[("Future work", "To see how it goes.")]).contains("more-research"));
}

#[test]
fn registrations_are_found_in_every_dress() {
    let text = "Registered as ISRCTN13880272, isrctn 12345678; NCT: 00380562. PROSPERO CRD42020123456 (not CRD1 or XNCT00380562).";
    let (record, annotations) = annotate("", &[("", text)]);
    let text: Vec<char> = record.abstract_text.unwrap().text.chars().collect();
    let read: Vec<_> = annotations
        .registrations
        .iter()
        .map(|r| (r.register, r.number.as_str(), text[r.start..r.end].iter().collect::<String>()))
        .collect();
    assert_eq!(
        read,
        [
            (Register::Isrctn, "ISRCTN13880272", "ISRCTN13880272".to_owned()),
            (Register::Isrctn, "ISRCTN12345678", "isrctn 12345678".to_owned()),
            (Register::ClinicalTrials, "NCT00380562", "NCT: 00380562".to_owned()),
            (Register::Prospero, "CRD42020123456", "CRD42020123456".to_owned()),
        ]
    );
}

#[test]
fn grants_carry_their_funder_and_programme() {
    let text = "It rose. This project was funded by the National Institute for Health and Care Research (NIHR) \
                Public Health Research programme, Community Groups (grant no. 16/122/33) and will go on.";
    let (_, annotations) = annotate("", &[("", text)]);
    let [grant] = &annotations.grants[..] else { panic!("{:?}", annotations.grants) };
    assert_eq!(grant.number, "16/122/33");
    assert_eq!(grant.funder.as_deref(), Some("National Institute for Health and Care Research (NIHR)"));
    assert_eq!(grant.programme.as_deref(), Some("Public Health Research programme"));
    let two =
        "Supported by the Wellcome Trust (grants 203132/Z/16/Z and 108676/Z/15/Z). They granted 20 wishes.";
    let (_, annotations) = annotate("", &[("", two)]);
    let read: Vec<_> = annotations.grants.iter().map(|g| (g.number.as_str(), g.funder.as_deref())).collect();
    assert_eq!(read, [("203132/Z/16/Z", Some("Wellcome Trust")), ("108676/Z/15/Z", Some("Wellcome Trust"))]);
}

#[test]
fn nothing_is_found_in_nothing() {
    assert_eq!(ANNOTATOR.annotate(&Record::default()), Annotations::default());
}

/// Pieces that the rules look at, so that random texts hit them.
fn pieces() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "social prescribing",
        "Social prescribing (SP)",
        "SPs",
        "SP ",
        "well\u{2013}being",
        "(GP)",
        "GPs",
        "“",
        "’s ",
        "\u{ad}",
        ". ",
        "\n",
        "ISRCTN13880272",
        "grant no. 16/122/33",
        "funded by the Wellcome Trust ",
        "İ",
        "ß",
        "ﬁ",
        "\u{200b}",
        "e\u{301}",
        "  ",
        "–",
        "lonely",
        "95% confidence interval",
        "Funding: ",
        "further research ",
        "(",
        ")",
        "A&E",
        "\u{1d54f}",
        "trust and resources",
    ]);
    let piece = prop_oneof![3 => known.prop_map(str::to_owned), 1 => any::<String>()];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn every_mention_quotes_the_original(title in pieces(), body in pieces(), cut in 0usize..40) {
        let length = body.chars().count();
        let start = cut.min(length);
        let sections = vec![Section {
            heading: "Results".to_owned(), role: Some(SectionRole::Results), start, end: length,
        }];
        let record = Record { title, abstract_text: Some(Abstract { text: body, sections }), ..Record::default() };
        let annotations = ANNOTATOR.annotate(&record);
        prop_assert_eq!(&annotations, &ANNOTATOR.annotate(&record), "the same record, the same annotations");
        let mut last = None;
        for mention in &annotations.mentions {
            prop_assert!(mention.start < mention.end);
            let quote = quote(&record, mention);
            prop_assert_eq!(quote.chars().count(), mention.end - mention.start, "the quote lies inside the text");
            prop_assert!(quote.chars().next().is_some_and(|c| !c.is_whitespace()) && !quote.ends_with(char::is_whitespace));
            prop_assert!((0.0..=1.0).contains(&mention.confidence));
            let order = (mention.field, mention.start, mention.end, mention.concept.id.as_str());
            prop_assert!(last < Some(order), "in order, and each once");
            last = Some(order);
        }
        for registration in &annotations.registrations {
            prop_assert!(registration.end <= length && registration.start < registration.end);
        }
        for grant in &annotations.grants {
            prop_assert!(grant.end <= length && grant.start < grant.end);
        }
    }

    #[test]
    fn sections_that_do_not_fit_the_text_do_no_harm(body in pieces(), start in 0usize..200, end in 0usize..200) {
        let sections = vec![Section { heading: "Funding".to_owned(), role: Some(SectionRole::Funding), start, end }];
        let record = Record { abstract_text: Some(Abstract { text: body, sections }), ..Record::default() };
        let _ = ANNOTATOR.annotate(&record);
    }
}
