//! Who paid for a work; and grants that are themselves registered with Crossref.

use super::{dates, people};
use crate::read::draft::Draft;
use crate::read::markup;
use crate::read::members::Members;
use crate::record::{Doi, Grant, Role};

/// Reads the funders of a work: a grant for each award, or one without number.
pub(super) fn read(work: &mut Members, draft: &mut Draft) {
    for funder in work.objects("funder") {
        awards(funder, Vec::new(), draft);
    }
}

/// Reads a registered grant: its title, the people who work with it, who gives it, and its number.
pub(super) fn registered(work: &mut Members, draft: &mut Draft) {
    let numbers = work.texts("award");
    let started = dates::member(work, "award-start", draft);
    draft.record.published = draft.record.published.or(started);
    for mut project in work.objects("project") {
        let title = project.objects("project-title").into_iter().find_map(|mut title| title.text("title"));
        if let Some(title) = title.filter(|_| draft.record.title.is_empty()) {
            draft.title(&title);
        }
        let description =
            project.objects("project-description").into_iter().find_map(|mut part| part.text("description"));
        if let Some(description) = description.filter(|_| draft.record.abstract_text.is_none()) {
            draft.abstract_text(&description);
        }
        for member in ["lead-investigator", "co-lead-investigator", "investigator"] {
            people::list(&mut project, member, Role::Investigator, draft);
        }
        for mut funding in project.objects("funding") {
            awards(funding.object("funder"), numbers.clone(), draft);
        }
        let started = dates::member(&mut project, "award-start", draft);
        draft.record.published = draft.record.published.or(started);
        project.rest("project", draft);
    }
    if draft.record.grants.is_empty() {
        draft
            .record
            .grants
            .extend(numbers.into_iter().map(|number| Grant { number: Some(number), ..Grant::default() }));
    }
}

/// A funder, and the numbers of its awards.
fn awards(mut funder: Members, numbers: Vec<String>, draft: &mut Draft) {
    let mut clean =
        |raw: String| Some(draft.text("funder", &markup::plain(&raw))).filter(|text| !text.is_empty());
    let agency = funder.text("name").and_then(&mut clean);
    let numbers: Vec<String> = numbers.into_iter().chain(funder.texts("award")).filter_map(clean).collect();
    let mut doi: Option<Doi> = funder.text("DOI").and_then(|doi| draft.identifier("funder", &doi));
    for mut id in funder.objects("id") {
        let (kind, number) = (id.text("id-type").unwrap_or_default(), id.text("id").unwrap_or_default());
        match kind.as_str() {
            "DOI" if doi.is_none() => doi = draft.identifier("funder", &number),
            "DOI" => {}
            _ => draft.unused("funder.id"),
        }
    }
    funder.skip(&["doi-asserted-by"]);
    funder.rest("funder", draft);
    let grant =
        |number| Grant { number, agency: agency.clone(), agency_doi: doi.clone(), ..Grant::default() };
    let grants = &mut draft.record.grants;
    if numbers.is_empty() && (agency.is_some() || doi.is_some()) {
        grants.push(grant(None));
    }
    grants.extend(numbers.into_iter().map(|number| grant(Some(number))));
}
