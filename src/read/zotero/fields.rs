//! Zotero's item types, fields and kinds of creators -> types and variables of CSL, as Zotero's own schema
//! maps them.

/// What becomes of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// A text variable of CSL.
    Text(&'static str),
    /// A date variable of CSL.
    Date(&'static str),
    /// Bookkeeping of the program.
    Skip,
    /// No rule uses it.
    Unused,
}

/// The type of CSL for an item type.
pub(super) fn csl_type(item_type: &str) -> Option<&'static str> {
    Some(match item_type {
        "artwork" => "graphic",
        "audioRecording" => "song",
        "bill" => "bill",
        "blogPost" => "post-weblog",
        "book" => "book",
        "bookSection" => "chapter",
        "case" => "legal_case",
        "computerProgram" => "software",
        "conferencePaper" => "paper-conference",
        "dataset" => "dataset",
        "dictionaryEntry" => "entry-dictionary",
        "document" => "document",
        "email" | "instantMessage" | "letter" => "personal_communication",
        "encyclopediaArticle" => "entry-encyclopedia",
        "film" | "videoRecording" => "motion_picture",
        "forumPost" => "post",
        "hearing" => "hearing",
        "interview" => "interview",
        "journalArticle" => "article-journal",
        "magazineArticle" => "article-magazine",
        "manuscript" => "manuscript",
        "map" => "map",
        "newspaperArticle" => "article-newspaper",
        "patent" => "patent",
        "podcast" | "radioBroadcast" | "tvBroadcast" => "broadcast",
        "preprint" => "article",
        "presentation" => "speech",
        "report" => "report",
        "standard" => "standard",
        "statute" => "legislation",
        "thesis" => "thesis",
        "webpage" => "webpage",
        // Of Jurism.
        "classic" => "classic",
        "gazette" => "gazette",
        "regulation" => "regulation",
        "treaty" => "treaty",
        _ => return None,
    })
}

/// Whether items of a type are no works.
pub(super) fn is_no_work(item_type: &str) -> bool {
    matches!(item_type, "attachment" | "note" | "annotation")
}

/// Whether items have a member of this name. Any of them beside `itemType` shows what a file is.
pub(super) fn is_member(name: &str) -> bool {
    matches!(
        name,
        "title"
            | "creators"
            | "tags"
            | "notes"
            | "attachments"
            | "parentItem"
            | "note"
            | "linkMode"
            | "relations"
    ) || field(name) != Field::Unused
}

/// What becomes of the field of this name.
pub(super) fn field(name: &str) -> Field {
    if let Some(variable) = text_variable(name) {
        return Field::Text(variable);
    }
    match name {
        "date" | "dateDecided" | "dateEnacted" | "issueDate" => Field::Date("issued"),
        "filingDate" => Field::Date("submitted"),
        // Keys and days of the program, the user's own collections, and links among items of one library.
        "key" | "version" | "itemID" | "itemKey" | "id" | "libraryID" | "library" | "links" | "meta"
        | "dateAdded" | "dateModified" | "collections" | "relations" | "seeAlso" | "citationKey"
        | "citekey" | "itemKeys" | "inPublications" | "libraryCatalog" | "creatorTypeID" | "select"
        | "uniqueFields" | "deleted" | "mtime" | "checkFields" | "complete" => Field::Skip,
        _ => Field::Unused,
    }
}

fn text_variable(name: &str) -> Option<&'static str> {
    Some(match name {
        "title" | "caseName" | "nameOfAct" | "subject" => "title",
        "shortTitle" => "title-short",
        "abstractNote" => "abstract",
        "publicationTitle" | "bookTitle" | "proceedingsTitle" | "blogTitle" | "websiteTitle"
        | "forumTitle" | "encyclopediaTitle" | "dictionaryTitle" | "programTitle" | "sessionTitle"
        | "reporter" | "code" => "container-title",
        "journalAbbreviation" => "container-title-short",
        "series" | "seriesTitle" => "collection-title",
        "seriesNumber" => "collection-number",
        "volume" | "codeVolume" | "reporterVolume" | "codeNumber" => "volume",
        "issue" => "issue",
        "pages" | "codePages" | "firstPage" | "page" => "page",
        "number" | "reportNumber" | "billNumber" | "docketNumber" | "documentNumber" | "patentNumber"
        | "publicLawNumber" | "episodeNumber" | "archiveID" | "identifier" => "number",
        "publisher" | "institution" | "university" | "company" | "label" | "studio" | "network"
        | "distributor" | "repository" => "publisher",
        "place" | "repositoryLocation" => "publisher-place",
        "edition" => "edition",
        "conferenceName" | "meetingName" => "event-title",
        "type" | "thesisType" | "reportType" | "manuscriptType" | "mapType" | "letterType" | "postType"
        | "presentationType" | "websiteType" | "genre" => "genre",
        "DOI" | "doi" => "DOI",
        "PMID" => "PMID",
        "PMCID" => "PMCID",
        "ISSN" => "ISSN",
        "ISBN" => "ISBN",
        "url" | "URL" => "URL",
        "language" => "language",
        "rights" => "license",
        "status" => "status",
        _ => return None,
    })
}

/// The name variable for people of this kind in an item of this type. Those that Zotero puts first in a type
/// are its authors.
pub(super) fn name_variable(creator_type: &str, item_type: &str) -> Option<&'static str> {
    let first = match item_type {
        "artwork" => "artist",
        "audioRecording" => "performer",
        "bill" => "sponsor",
        "computerProgram" => "programmer",
        "hearing" => "contributor",
        "interview" => "interviewee",
        "map" => "cartographer",
        "patent" => "inventor",
        "podcast" => "podcaster",
        "presentation" => "presenter",
        "film" | "radioBroadcast" | "tvBroadcast" | "videoRecording" => "director",
        _ => "author",
    };
    let folded = creator_type.to_ascii_lowercase();
    if folded.is_empty() || folded == first {
        return Some("author");
    }
    // Items that changed their type keep the kinds of people of the old one.
    Some(match folded.as_str() {
        "author" | "artist" | "cartographer" | "creator" | "interviewee" | "inventor" | "presenter"
        | "programmer" | "podcaster" => "author",
        "editor" => "editor",
        "translator" => "translator",
        "director" => "director",
        "composer" => "composer",
        "performer" | "castmember" => "performer",
        "producer" => "producer",
        "scriptwriter" => "script-writer",
        "seriescreator" => "series-creator",
        "host" => "host",
        "chair" => "chair",
        "organizer" => "organizer",
        "contributor" => "contributor",
        "sponsor" => "sponsor",
        "originalcreator" | "wordsby" => "original-author",
        "illustrator" => "illustrator",
        _ => return None,
    })
}
