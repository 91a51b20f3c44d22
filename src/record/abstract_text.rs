//! Abstracts and the roles of their sections.

use super::text::fold;
use serde::{Deserialize, Serialize};

/// An abstract. `text` is the whole of it, headings included; paragraphs are separated by one line feed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Abstract {
    /// The text.
    pub text: String,
    /// Its sections in order; empty where it has no headings.
    pub sections: Vec<Section>,
}

/// One section of an abstract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// The heading as printed, without a closing colon (`BACKGROUND`, `Design & setting`).
    pub heading: String,
    /// What the section is for, where the heading is a known one.
    pub role: Option<SectionRole>,
    /// Start of the body (after the heading) in [`Abstract::text`], in code points.
    pub start: usize,
    /// End of the body, exclusive, in code points.
    pub end: usize,
}

/// The roles that sections of abstracts play. The ontology's scheme `section` has one concept for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SectionRole {
    /// Background, introduction, context.
    Background,
    /// Objective, aim, purpose.
    Objective,
    /// Study design.
    Design,
    /// Setting.
    Setting,
    /// Design and setting under one heading.
    DesignSetting,
    /// Data sources, searches.
    DataSources,
    /// Participants, population.
    Participants,
    /// Intervention, exposure.
    Intervention,
    /// Outcome measures.
    OutcomeMeasures,
    /// Methods.
    Methods,
    /// Results, findings.
    Results,
    /// Limitations.
    Limitations,
    /// Conclusion, discussion, interpretation, value.
    Conclusion,
    /// Future work.
    FutureWork,
    /// Trial registration.
    TrialRegistration,
    /// Funding.
    Funding,
}

impl SectionRole {
    /// Every role, in the order in which abstracts tend to have them.
    pub const ALL: [Self; 16] = [
        Self::Background,
        Self::Objective,
        Self::Design,
        Self::Setting,
        Self::DesignSetting,
        Self::DataSources,
        Self::Participants,
        Self::Intervention,
        Self::OutcomeMeasures,
        Self::Methods,
        Self::Results,
        Self::Limitations,
        Self::Conclusion,
        Self::FutureWork,
        Self::TrialRegistration,
        Self::Funding,
    ];

    /// Id of the role's concept in the scheme `section` (`section-background`).
    #[must_use]
    pub fn concept_id(self) -> &'static str {
        match self {
            Self::Background => "section-background",
            Self::Objective => "section-objective",
            Self::Design => "section-design",
            Self::Setting => "section-setting",
            Self::DesignSetting => "section-design-setting",
            Self::DataSources => "section-data-sources",
            Self::Participants => "section-participants",
            Self::Intervention => "section-intervention",
            Self::OutcomeMeasures => "section-outcome-measures",
            Self::Methods => "section-methods",
            Self::Results => "section-results",
            Self::Limitations => "section-limitations",
            Self::Conclusion => "section-conclusion",
            Self::FutureWork => "section-future-work",
            Self::TrialRegistration => "section-trial-registration",
            Self::Funding => "section-funding",
        }
    }

    /// The role of a section with this heading; case, punctuation and `&` do not matter.
    #[must_use]
    pub fn from_heading(heading: &str) -> Option<Self> {
        let folded = fold(&heading.replace('&', " and "));
        HEADINGS.iter().find(|(text, _)| *text == folded).map(|(_, role)| *role)
    }

    /// Every heading known, folded (see [`fold`]; `&` as `and`), with its role.
    pub fn headings() -> impl Iterator<Item = (&'static str, Self)> {
        HEADINGS.iter().copied()
    }
}

/// Headings of structured abstracts as journals in health and social care print them, folded.
const HEADINGS: &[(&str, SectionRole)] = {
    use SectionRole as R;
    &[
        ("background", R::Background),
        ("backgrounds", R::Background),
        ("background and context", R::Background),
        ("background and rationale", R::Background),
        ("introduction", R::Background),
        ("context", R::Background),
        ("rationale", R::Background),
        ("importance", R::Background),
        ("problem", R::Background),
        ("issue addressed", R::Background),
        ("what is known about this topic", R::Background),
        ("background and objective", R::Objective),
        ("background and objectives", R::Objective),
        ("background and aim", R::Objective),
        ("background and aims", R::Objective),
        ("background and purpose", R::Objective),
        ("objective", R::Objective),
        ("objectives", R::Objective),
        ("aim", R::Objective),
        ("aims", R::Objective),
        ("aims and objectives", R::Objective),
        ("aim and objectives", R::Objective),
        ("purpose", R::Objective),
        ("purpose of review", R::Objective),
        ("purpose of the review", R::Objective),
        ("purpose of the study", R::Objective),
        ("goal", R::Objective),
        ("goals", R::Objective),
        ("hypothesis", R::Objective),
        ("research question", R::Objective),
        ("review question", R::Objective),
        ("question", R::Objective),
        ("design", R::Design),
        ("study design", R::Design),
        ("research design", R::Design),
        ("trial design", R::Design),
        ("setting", R::Setting),
        ("settings", R::Setting),
        ("study setting", R::Setting),
        ("study population and setting", R::Setting),
        ("population and setting", R::Setting),
        ("setting and participants", R::Setting),
        ("settings and participants", R::Setting),
        ("design and setting", R::DesignSetting),
        ("design setting and participants", R::DesignSetting),
        ("study design and setting", R::DesignSetting),
        ("data source", R::DataSources),
        ("data sources", R::DataSources),
        ("data sources and review methods", R::DataSources),
        ("data sources and study selection", R::DataSources),
        ("search strategy", R::DataSources),
        ("search methods", R::DataSources),
        ("information sources", R::DataSources),
        ("participants", R::Participants),
        ("participant", R::Participants),
        ("participants and setting", R::Participants),
        ("participants and settings", R::Participants),
        ("subjects", R::Participants),
        ("patients", R::Participants),
        ("population", R::Participants),
        ("study population", R::Participants),
        ("sample", R::Participants),
        ("eligibility criteria", R::Participants),
        ("inclusion criteria", R::Participants),
        ("selection criteria", R::Participants),
        ("intervention", R::Intervention),
        ("interventions", R::Intervention),
        ("exposure", R::Intervention),
        ("exposures", R::Intervention),
        ("program", R::Intervention),
        ("programme", R::Intervention),
        ("outcome", R::OutcomeMeasures),
        ("outcomes", R::OutcomeMeasures),
        ("outcome measure", R::OutcomeMeasures),
        ("outcome measures", R::OutcomeMeasures),
        ("main outcome", R::OutcomeMeasures),
        ("main outcomes", R::OutcomeMeasures),
        ("main outcome measure", R::OutcomeMeasures),
        ("main outcome measures", R::OutcomeMeasures),
        ("main outcomes and measures", R::OutcomeMeasures),
        ("primary outcome", R::OutcomeMeasures),
        ("primary outcomes", R::OutcomeMeasures),
        ("primary outcome measure", R::OutcomeMeasures),
        ("primary outcome measures", R::OutcomeMeasures),
        ("primary and secondary outcome measures", R::OutcomeMeasures),
        ("secondary outcome measures", R::OutcomeMeasures),
        ("measures", R::OutcomeMeasures),
        ("measurements", R::OutcomeMeasures),
        ("method", R::Methods),
        ("methods", R::Methods),
        ("methods and analysis", R::Methods),
        ("methods and design", R::Methods),
        ("methods and findings", R::Methods),
        ("methods and materials", R::Methods),
        ("methods and results", R::Methods),
        ("material and methods", R::Methods),
        ("materials and methods", R::Methods),
        ("patients and methods", R::Methods),
        ("participants and methods", R::Methods),
        ("subjects and methods", R::Methods),
        ("design and methods", R::Methods),
        ("study design and methods", R::Methods),
        ("methodology", R::Methods),
        ("methods design", R::Methods),
        ("methodology principal findings", R::Methods),
        ("design methodology approach", R::Methods),
        ("approach", R::Methods),
        ("data collection", R::Methods),
        ("data collection and analysis", R::Methods),
        ("data extraction", R::Methods),
        ("data extraction and synthesis", R::Methods),
        ("data synthesis", R::Methods),
        ("data analysis", R::Methods),
        ("analysis", R::Methods),
        ("study selection", R::Methods),
        ("procedure", R::Methods),
        ("review methods", R::Methods),
        ("statistical analysis", R::Methods),
        ("ethics and dissemination", R::Methods),
        ("result", R::Results),
        ("results", R::Results),
        ("main results", R::Results),
        ("key results", R::Results),
        ("key findings", R::Results),
        ("main findings", R::Results),
        ("principal findings", R::Results),
        ("finding", R::Results),
        ("findings", R::Results),
        ("recent findings", R::Results),
        ("results and discussion", R::Results),
        ("results and conclusion", R::Results),
        ("results and conclusions", R::Results),
        ("observations", R::Results),
        ("limitation", R::Limitations),
        ("limitations", R::Limitations),
        ("strengths and limitations", R::Limitations),
        ("strengths and limitations of this study", R::Limitations),
        ("study limitations", R::Limitations),
        ("research limitations", R::Limitations),
        ("research limitations implications", R::Limitations),
        ("conclusion", R::Conclusion),
        ("conclusions", R::Conclusion),
        ("conclusion and implications", R::Conclusion),
        ("conclusions and implications", R::Conclusion),
        ("conclusions and relevance", R::Conclusion),
        ("conclusion and relevance", R::Conclusion),
        ("conclusions implications", R::Conclusion),
        ("conclusions and recommendations", R::Conclusion),
        ("authors conclusions", R::Conclusion),
        ("conclusions significance", R::Conclusion),
        ("discussion", R::Conclusion),
        ("discussion and conclusion", R::Conclusion),
        ("discussion and conclusions", R::Conclusion),
        ("discussion conclusion", R::Conclusion),
        ("interpretation", R::Conclusion),
        ("implications", R::Conclusion),
        ("implications for practice", R::Conclusion),
        ("practice implications", R::Conclusion),
        ("practical implications", R::Conclusion),
        ("social implications", R::Conclusion),
        ("clinical implications", R::Conclusion),
        ("relevance to clinical practice", R::Conclusion),
        ("significance", R::Conclusion),
        ("summary", R::Conclusion),
        ("originality value", R::Conclusion),
        ("value", R::Conclusion),
        ("what this study adds", R::Conclusion),
        ("what this paper adds", R::Conclusion),
        ("so what", R::Conclusion),
        ("future work", R::FutureWork),
        ("future research", R::FutureWork),
        ("future directions", R::FutureWork),
        ("trial registration", R::TrialRegistration),
        ("trial registration number", R::TrialRegistration),
        ("trials registration", R::TrialRegistration),
        ("clinical trial registration", R::TrialRegistration),
        ("registration", R::TrialRegistration),
        ("study registration", R::TrialRegistration),
        ("systematic review registration", R::TrialRegistration),
        ("review registration", R::TrialRegistration),
        ("protocol registration", R::TrialRegistration),
        ("prospero registration", R::TrialRegistration),
        ("prospero registration number", R::TrialRegistration),
        ("clinicaltrials gov identifier", R::TrialRegistration),
        ("funding", R::Funding),
        ("funding statement", R::Funding),
        ("funding source", R::Funding),
        ("funding sources", R::Funding),
        ("sources of funding", R::Funding),
        ("support", R::Funding),
    ]
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_folded_and_unique() {
        for (heading, role) in SectionRole::headings() {
            assert_eq!(fold(heading), heading);
            assert_eq!(SectionRole::from_heading(heading), Some(role), "{heading} is listed twice");
        }
        assert_eq!(SectionRole::from_heading("Design & setting:"), Some(SectionRole::DesignSetting));
        assert_eq!(SectionRole::from_heading("Design/methodology/approach"), Some(SectionRole::Methods));
        assert_eq!(SectionRole::from_heading("Authors’ conclusions"), Some(SectionRole::Conclusion));
        assert_eq!(SectionRole::from_heading("Interviews"), None);
    }
}
