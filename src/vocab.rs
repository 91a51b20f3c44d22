//! The terms of the vocabularies that linkworker writes and reads: one module per namespace, one constant per term.
//!
//! Knows nothing but names. Namespaces that are only ever part of data (identifier pages, MeSH, the data base IRI) are
//! minted in `mapping/iri.rs`.

use oxigraph::model::NamedNodeRef;

/// Declares one namespace: its prefix, its IRI and its terms.
macro_rules! vocabularies {
    ($($(#[$doc:meta])* $prefix:ident = $namespace:literal { $($constant:ident = $term:literal),* $(,)? })*) => {
        $(
            $(#[$doc])*
            pub mod $prefix {
                use oxigraph::model::NamedNodeRef;
                /// The namespace IRI.
                pub const NS: &str = $namespace;
                $(
                    #[doc = concat!("`", stringify!($prefix), ":", $term, "`")]
                    pub const $constant: NamedNodeRef<'static> = NamedNodeRef::new_unchecked(concat!($namespace, $term));
                )*
                /// Every term declared in this module.
                pub const TERMS: &[NamedNodeRef<'static>] = &[$($constant),*];
            }
        )*
        /// Every namespace with its prefix, in prefix order.
        pub const PREFIXES: &[(&str, &str)] = &[$((stringify!($prefix), $prefix::NS)),*, ("sprxc", CONCEPT_NS)];

        /// Every term of every namespace: `(prefix, terms)`.
        pub const ALL: &[(&str, &[NamedNodeRef<'static>])] = &[$((stringify!($prefix), $prefix::TERMS)),*];
    };
}

/// Namespace of the concepts of the Social Prescribing Ontology, prefix `sprxc`.
pub const CONCEPT_NS: &str = "https://w3id.org/linkworker/concept/";
/// Namespace of the concept schemes.
pub const SCHEME_NS: &str = "https://w3id.org/linkworker/scheme/";
/// Namespace of the identifier schemes that DataCite has no individual for (trial registers).
pub const ID_SCHEME_NS: &str = "https://w3id.org/linkworker/id-scheme/";
/// Namespace of MeSH descriptors.
pub const MESH_NS: &str = "http://id.nlm.nih.gov/mesh/";
/// The data base IRI where none is configured.
pub const DEFAULT_BASE: &str = "https://w3id.org/linkworker/";

vocabularies! {
    /// Citation Counting and Context Characterisation Ontology (SPAR).
    c4o = "http://purl.org/spar/c4o/" {
        BIBLIOGRAPHIC_INFORMATION_SOURCE = "BibliographicInformationSource",
        GLOBAL_CITATION_COUNT = "GlobalCitationCount",
        HAS_GLOBAL_CITATION_FREQUENCY = "hasGlobalCitationFrequency",
        HAS_GLOBAL_COUNT_DATE = "hasGlobalCountDate",
        HAS_GLOBAL_COUNT_SOURCE = "hasGlobalCountSource",
        HAS_GLOBAL_COUNT_VALUE = "hasGlobalCountValue",
    }
    /// Citation Typing Ontology (SPAR).
    cito = "http://purl.org/spar/cito/" {
        AUTHOR_SELF_CITATION = "AuthorSelfCitation",
        CITATION = "Citation",
        CITES = "cites",
        CORRECTS = "corrects",
        DISCUSSES = "discusses",
        HAS_CITATION_CREATION_DATE = "hasCitationCreationDate",
        HAS_CITATION_TIME_SPAN = "hasCitationTimeSpan",
        HAS_CITED_ENTITY = "hasCitedEntity",
        HAS_CITING_ENTITY = "hasCitingEntity",
        IS_CORRECTED_BY = "isCorrectedBy",
        IS_DISCUSSED_BY = "isDiscussedBy",
        IS_RETRACTED_BY = "isRetractedBy",
        IS_UPDATED_BY = "isUpdatedBy",
        JOURNAL_SELF_CITATION = "JournalSelfCitation",
        RETRACTS = "retracts",
        UPDATES = "updates",
    }
    /// DataCite Ontology (SPAR).
    datacite = "http://purl.org/spar/datacite/" {
        ALTERNATE_RESOURCE_IDENTIFIER = "AlternateResourceIdentifier",
        ARXIV = "arxiv",
        DOI = "doi",
        HAS_IDENTIFIER = "hasIdentifier",
        IDENTIFIER = "Identifier",
        IDENTIFIER_SCHEME = "IdentifierScheme",
        OCI = "oci",
        OMID = "omid",
        OPENALEX = "openalex",
        PMCID = "pmcid",
        PMID = "pmid",
        PRIMARY_RESOURCE_IDENTIFIER = "PrimaryResourceIdentifier",
        USES_IDENTIFIER_SCHEME = "usesIdentifierScheme",
    }
    /// Data Catalog Vocabulary.
    dcat = "http://www.w3.org/ns/dcat#" {
        ACCESS_URL = "accessURL",
        BYTE_SIZE = "byteSize",
        CATALOG = "Catalog",
        CATALOG_RECORD = "CatalogRecord",
        COMPRESS_FORMAT = "compressFormat",
        DATA_SERVICE = "DataService",
        DATASET = "Dataset",
        DATASET_PROPERTY = "dataset",
        DISTRIBUTION = "Distribution",
        DISTRIBUTION_PROPERTY = "distribution",
        DOWNLOAD_URL = "downloadURL",
        ENDPOINT_URL = "endpointURL",
        MEDIA_TYPE = "mediaType",
        SERVES_DATASET = "servesDataset",
        SERVICE = "service",
    }
    /// DCMI Metadata Terms.
    dcterms = "http://purl.org/dc/terms/" {
        ABSTRACT = "abstract",
        ALTERNATIVE = "alternative",
        AVAILABLE = "available",
        BIBLIOGRAPHIC_CITATION = "bibliographicCitation",
        CONFORMS_TO = "conformsTo",
        CREATOR = "creator",
        DATE = "date",
        DATE_ACCEPTED = "dateAccepted",
        DATE_SUBMITTED = "dateSubmitted",
        DESCRIPTION = "description",
        HAS_PART = "hasPart",
        HAS_VERSION = "hasVersion",
        IDENTIFIER = "identifier",
        ISSUED = "issued",
        IS_PART_OF = "isPartOf",
        IS_REPLACED_BY = "isReplacedBy",
        IS_VERSION_OF = "isVersionOf",
        LANGUAGE = "language",
        LICENSE = "license",
        MODIFIED = "modified",
        PUBLISHER = "publisher",
        REFERENCES = "references",
        RELATION = "relation",
        RIGHTS = "rights",
        SOURCE = "source",
        SUBJECT = "subject",
        TITLE = "title",
        TYPE = "type",
    }
    /// Discourse Elements Ontology (SPAR).
    deo = "http://purl.org/spar/deo/" {
        BACKGROUND = "Background",
        CONCLUSION = "Conclusion",
        DISCUSSION = "Discussion",
        FUTURE_WORK = "FutureWork",
        METHODS = "Methods",
        RESULTS = "Results",
    }
    /// Document Components Ontology (SPAR).
    doco = "http://purl.org/spar/doco/" {
        ABSTRACT = "Abstract",
        SECTION = "Section",
        TITLE = "Title",
    }
    /// Data Quality Vocabulary.
    dqv = "http://www.w3.org/ns/dqv#" {
        COMPUTED_ON = "computedOn",
        EXPECTED_DATA_TYPE = "expectedDataType",
        HAS_QUALITY_MEASUREMENT = "hasQualityMeasurement",
        IS_MEASUREMENT_OF = "isMeasurementOf",
        METRIC = "Metric",
        QUALITY_MEASUREMENT = "QualityMeasurement",
        VALUE = "value",
    }
    /// FRBR-aligned Bibliographic Ontology (SPAR).
    fabio = "http://purl.org/spar/fabio/" {
        BOOK = "Book",
        BOOK_CHAPTER = "BookChapter",
        COMMENT = "Comment",
        CONFERENCE_PAPER = "ConferencePaper",
        CONFERENCE_PROCEEDINGS = "ConferenceProceedings",
        CORRECTION = "Correction",
        CORRIGENDUM = "Corrigendum",
        DOCTORAL_THESIS = "DoctoralThesis",
        EDITORIAL = "Editorial",
        ERRATUM = "Erratum",
        EXPRESSION = "Expression",
        HAS_ARXIV_ID = "hasArXivId",
        HAS_ELECTRONIC_ARTICLE_IDENTIFIER = "hasElectronicArticleIdentifier",
        HAS_ISSN_L = "hasIssnL",
        HAS_NLM_JOURNAL_TITLE_ABBREVIATION = "hasNLMJournalTitleAbbreviation",
        HAS_PII = "hasPII",
        HAS_PRIMARY_SUBJECT_TERM = "hasPrimarySubjectTerm",
        HAS_PUBLICATION_YEAR = "hasPublicationYear",
        HAS_PUB_MED_CENTRAL_ID = "hasPubMedCentralId",
        HAS_PUB_MED_ID = "hasPubMedId",
        HAS_RETRACTION_DATE = "hasRetractionDate",
        HAS_SEQUENCE_IDENTIFIER = "hasSequenceIdentifier",
        HAS_URL = "hasURL",
        JOURNAL = "Journal",
        JOURNAL_ARTICLE = "JournalArticle",
        JOURNAL_ISSUE = "JournalIssue",
        JOURNAL_VOLUME = "JournalVolume",
        LETTER = "Letter",
        NEWSPAPER = "Newspaper",
        NEWSPAPER_ARTICLE = "NewspaperArticle",
        PATENT_DOCUMENT = "PatentDocument",
        PREPRINT = "Preprint",
        REPORT_DOCUMENT = "ReportDocument",
        RETRACTION = "Retraction",
        REVIEW_ARTICLE = "ReviewArticle",
        SUPPLEMENT = "Supplement",
        THESIS = "Thesis",
        WEB_CONTENT = "WebContent",
    }
    /// Friend of a Friend.
    foaf = "http://xmlns.com/foaf/0.1/" {
        AGENT = "Agent",
        DOCUMENT = "Document",
        FAMILY_NAME = "familyName",
        GIVEN_NAME = "givenName",
        IS_PRIMARY_TOPIC_OF = "isPrimaryTopicOf",
        NAME = "name",
        ORGANIZATION = "Organization",
        PERSON = "Person",
        PRIMARY_TOPIC = "primaryTopic",
    }
    /// Funding, Research Administration and Projects Ontology (SPAR).
    frapo = "http://purl.org/cerif/frapo/" {
        FUNDING_AGENCY = "FundingAgency",
        FUNDING_PROGRAMME = "FundingProgramme",
        GRANT = "Grant",
        HAS_COUNTRY_CODE = "hasCountryCode",
        HAS_GRANT_NUMBER = "hasGrantNumber",
        HAS_ORCID = "hasORCID",
        INVESTIGATION = "Investigation",
        IS_AWARDED_BY = "isAwardedBy",
        IS_FUNDED_BY = "isFundedBy",
    }
    /// FRBR core.
    frbr = "http://purl.org/vocab/frbr/core#" {
        PART_OF = "partOf",
        SUPPLEMENT_OF = "supplementOf",
    }
    /// Literal Reification.
    literal = "http://www.essepuntato.it/2010/06/literalreification/" {
        HAS_LITERAL_VALUE = "hasLiteralValue",
    }
    /// NLP Interchange Format.
    nif = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#" {
        BEGIN_INDEX = "beginIndex",
        CONFIDENCE = "confidence",
        CONTEXT = "Context",
        END_INDEX = "endIndex",
        IS_STRING = "isString",
        REFERENCE_CONTEXT = "referenceContext",
    }
    /// Web Annotation Vocabulary.
    oa = "http://www.w3.org/ns/oa#" {
        ANNOTATION = "Annotation",
        CLASSIFYING = "classifying",
        END = "end",
        EXACT = "exact",
        HAS_BODY = "hasBody",
        HAS_SELECTOR = "hasSelector",
        HAS_SOURCE = "hasSource",
        HAS_TARGET = "hasTarget",
        IDENTIFYING = "identifying",
        MOTIVATED_BY = "motivatedBy",
        PREFIX = "prefix",
        SPECIFIC_RESOURCE = "SpecificResource",
        START = "start",
        SUFFIX = "suffix",
        TEXT_POSITION_SELECTOR = "TextPositionSelector",
        TEXT_QUOTE_SELECTOR = "TextQuoteSelector",
    }
    /// OpenCitations Ontology.
    oco = "https://w3id.org/oc/ontology/" {
        HAS_NEXT = "hasNext",
    }
    /// Organization Ontology.
    org = "http://www.w3.org/ns/org#" {
        ORGANIZATION = "Organization",
        ORGANIZATIONAL_UNIT = "OrganizationalUnit",
        UNIT_OF = "unitOf",
    }
    /// Web Ontology Language.
    owl = "http://www.w3.org/2002/07/owl#" {
        ANNOTATION_PROPERTY = "AnnotationProperty",
        CLASS = "Class",
        DATATYPE_PROPERTY = "DatatypeProperty",
        OBJECT_PROPERTY = "ObjectProperty",
        ONTOLOGY = "Ontology",
        SAME_AS = "sameAs",
        VERSION_INFO = "versionInfo",
    }
    /// PRISM 2.0, as declared in FaBiO.
    prism = "http://prismstandard.org/namespaces/basic/2.0/" {
        DOI = "doi",
        EDITION = "edition",
        ENDING_PAGE = "endingPage",
        E_ISSN = "eIssn",
        ISBN = "isbn",
        ISSN = "issn",
        ISSUE_IDENTIFIER = "issueIdentifier",
        KEYWORD = "keyword",
        STARTING_PAGE = "startingPage",
        VOLUME = "volume",
    }
    /// Publishing Roles Ontology (SPAR).
    pro = "http://purl.org/spar/pro/" {
        AUTHOR = "author",
        EDITOR = "editor",
        IS_DOCUMENT_CONTEXT_FOR = "isDocumentContextFor",
        IS_HELD_BY = "isHeldBy",
        RELATES_TO_ORGANIZATION = "relatesToOrganization",
        ROLE = "Role",
        ROLE_IN_TIME = "RoleInTime",
        TRANSLATOR = "translator",
        WITH_ROLE = "withRole",
    }
    /// PROV-O.
    prov = "http://www.w3.org/ns/prov#" {
        ACTIVITY = "Activity",
        AGENT = "Agent",
        ENTITY = "Entity",
        GENERATED = "generated",
        GENERATED_AT_TIME = "generatedAtTime",
        HAD_PRIMARY_SOURCE = "hadPrimarySource",
        SOFTWARE_AGENT = "SoftwareAgent",
        USED = "used",
        WAS_ASSOCIATED_WITH = "wasAssociatedWith",
        WAS_ATTRIBUTED_TO = "wasAttributedTo",
        WAS_DERIVED_FROM = "wasDerivedFrom",
        WAS_GENERATED_BY = "wasGeneratedBy",
    }
    /// Publishing Status Ontology (SPAR).
    pso = "http://purl.org/spar/pso/" {
        RETRACTED_FROM_PUBLICATION = "retracted-from-publication",
    }
    /// RDF.
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#" {
        FIRST = "first",
        LANG_STRING = "langString",
        NIL = "nil",
        PROPERTY = "Property",
        REST = "rest",
        TYPE = "type",
    }
    /// RDF Schema.
    rdfs = "http://www.w3.org/2000/01/rdf-schema#" {
        CLASS = "Class",
        COMMENT = "comment",
        DOMAIN = "domain",
        IS_DEFINED_BY = "isDefinedBy",
        LABEL = "label",
        RANGE = "range",
        SEE_ALSO = "seeAlso",
        SUB_CLASS_OF = "subClassOf",
        SUB_PROPERTY_OF = "subPropertyOf",
    }
    /// schema.org.
    schema = "https://schema.org/" {
        GRANT = "Grant",
        IS_ACCESSIBLE_FOR_FREE = "isAccessibleForFree",
        POSITION = "position",
        SAME_AS = "sameAs",
        SCHOLARLY_ARTICLE = "ScholarlyArticle",
        TARGET = "target",
    }
    /// SPARQL 1.1 Service Description.
    sd = "http://www.w3.org/ns/sparql-service-description#" {
        AVAILABLE_GRAPHS = "availableGraphs",
        BASIC_FEDERATED_QUERY = "BasicFederatedQuery",
        DATASET = "Dataset",
        DEFAULT_DATASET = "defaultDataset",
        DEFAULT_GRAPH = "defaultGraph",
        ENDPOINT = "endpoint",
        FEATURE = "feature",
        GRAPH = "Graph",
        GRAPH_PROPERTY = "graph",
        INPUT_FORMAT = "inputFormat",
        NAME = "name",
        NAMED_GRAPH = "NamedGraph",
        NAMED_GRAPH_PROPERTY = "namedGraph",
        RESULT_FORMAT = "resultFormat",
        SERVICE = "Service",
        SPARQL11_QUERY = "SPARQL11Query",
        SPARQL11_UPDATE = "SPARQL11Update",
        SUPPORTED_LANGUAGE = "supportedLanguage",
        UNION_DEFAULT_GRAPH = "UnionDefaultGraph",
    }
    /// SHACL.
    sh = "http://www.w3.org/ns/shacl#" {
        AND = "and",
        ASK = "ask",
        BLANK_NODE = "BlankNode",
        BLANK_NODE_OR_IRI = "BlankNodeOrIRI",
        BLANK_NODE_OR_LITERAL = "BlankNodeOrLiteral",
        CLASS = "class",
        CONFORMS = "conforms",
        CONSTRUCT = "construct",
        DATATYPE = "datatype",
        DEACTIVATED = "deactivated",
        DECLARE = "declare",
        DEFAULT_VALUE = "defaultValue",
        DESCRIPTION = "description",
        FLAGS = "flags",
        FOCUS_NODE = "focusNode",
        GROUP = "group",
        HAS_VALUE = "hasValue",
        IN = "in",
        INFO = "Info",
        INVERSE_PATH = "inversePath",
        IRI = "IRI",
        IRI_OR_LITERAL = "IRIOrLiteral",
        LESS_THAN = "lessThan",
        LESS_THAN_OR_EQUALS = "lessThanOrEquals",
        LITERAL = "Literal",
        MAX_COUNT = "maxCount",
        MAX_EXCLUSIVE = "maxExclusive",
        MAX_INCLUSIVE = "maxInclusive",
        MAX_LENGTH = "maxLength",
        MESSAGE = "message",
        MIN_COUNT = "minCount",
        MIN_EXCLUSIVE = "minExclusive",
        MIN_INCLUSIVE = "minInclusive",
        MIN_LENGTH = "minLength",
        NAME = "name",
        NAMESPACE = "namespace",
        NODE = "node",
        NODE_KIND = "nodeKind",
        NODE_SHAPE = "NodeShape",
        NOT = "not",
        OR = "or",
        ORDER = "order",
        PATH = "path",
        PATTERN = "pattern",
        PREFIX = "prefix",
        PREFIX_DECLARATION = "PrefixDeclaration",
        PROPERTY = "property",
        PROPERTY_SHAPE = "PropertyShape",
        RESULT = "result",
        RESULT_MESSAGE = "resultMessage",
        RESULT_PATH = "resultPath",
        RESULT_SEVERITY = "resultSeverity",
        SELECT = "select",
        SEVERITY = "severity",
        SOURCE_CONSTRAINT_COMPONENT = "sourceConstraintComponent",
        SOURCE_SHAPE = "sourceShape",
        SPARQL_ASK_EXECUTABLE = "SPARQLAskExecutable",
        SPARQL_CONSTRUCT_EXECUTABLE = "SPARQLConstructExecutable",
        SPARQL_EXECUTABLE = "SPARQLExecutable",
        SPARQL_SELECT_EXECUTABLE = "SPARQLSelectExecutable",
        TARGET_CLASS = "targetClass",
        TARGET_NODE = "targetNode",
        TARGET_OBJECTS_OF = "targetObjectsOf",
        TARGET_SUBJECTS_OF = "targetSubjectsOf",
        UNIQUE_LANG = "uniqueLang",
        VALIDATION_REPORT = "ValidationReport",
        VALIDATION_RESULT = "ValidationResult",
        VALUE = "value",
        VIOLATION = "Violation",
        WARNING = "Warning",
        XONE = "xone",
    }
    /// SKOS.
    skos = "http://www.w3.org/2004/02/skos/core#" {
        ALT_LABEL = "altLabel",
        BROADER = "broader",
        BROAD_MATCH = "broadMatch",
        CLOSE_MATCH = "closeMatch",
        CONCEPT = "Concept",
        CONCEPT_SCHEME = "ConceptScheme",
        DEFINITION = "definition",
        EXACT_MATCH = "exactMatch",
        HAS_TOP_CONCEPT = "hasTopConcept",
        HIDDEN_LABEL = "hiddenLabel",
        IN_SCHEME = "inScheme",
        NARROW_MATCH = "narrowMatch",
        NOTATION = "notation",
        NOTE = "note",
        PREF_LABEL = "prefLabel",
        RELATED_MATCH = "relatedMatch",
        TOP_CONCEPT_OF = "topConceptOf",
    }
    /// Social Prescribing Ontology (this project).
    sprx = "https://w3id.org/linkworker/ontology/" {
        ABOUT_SCHEME = "aboutScheme",
        AFFILIATION_TEXT = "affiliationText",
        AUTHORS_INCOMPLETE = "authorsIncomplete",
        CASE_SENSITIVE_LABEL = "caseSensitiveLabel",
        CONCEPT_ANNOTATION = "ConceptAnnotation",
        CONCERNS = "concerns",
        CONCERNS_ACTIVITY = "concernsActivity",
        CONCERNS_ACTOR = "concernsActor",
        CONCERNS_FACTOR = "concernsFactor",
        CONCERNS_MODEL = "concernsModel",
        CONCERNS_OUTCOME = "concernsOutcome",
        CONCERNS_PATHWAY_ELEMENT = "concernsPathwayElement",
        CONCERNS_SETTING = "concernsSetting",
        CONCERNS_TARGET_GROUP = "concernsTargetGroup",
        CORRESPONDING_AUTHOR = "correspondingAuthor",
        DATE_INDEXED = "dateIndexed",
        DATE_REVISED = "dateRevised",
        EXCLUDED_LABEL = "excludedLabel",
        HAS_CONCLUSION = "hasConclusion",
        HAS_PUBLICATION_STATUS = "hasPublicationStatus",
        HAS_STUDY_DESIGN = "hasStudyDesign",
        IDENTITY_CONFLICT = "IdentityConflict",
        INCLUDED_STUDY_COUNT = "includedStudyCount",
        INVESTIGATOR = "investigator",
        MERGE = "Merge",
        PLACE_OF_PUBLICATION = "placeOfPublication",
        PUBLICATION_TYPE = "publicationType",
        RANK = "rank",
        RECORD_LABEL = "recordLabel",
        REFERENCE_TEXT = "referenceText",
        RELATION_TEXT = "relationText",
        REPORTS_STUDY = "reportsStudy",
        SAMPLE_SIZE = "sampleSize",
        SCHEME = "Scheme",
        SERIES = "series",
        SHARED_IDENTIFIER = "sharedIdentifier",
        STATED_IDENTIFIER = "statedIdentifier",
        SOURCE_RECORD = "SourceRecord",
        STUDY = "Study",
        TOPIC_CONCEPT = "TopicConcept",
        TOPIC_PROPERTY = "topicProperty",
        USES_INSTRUMENT = "usesInstrument",
        WEAK_LABEL = "weakLabel",
    }
    /// VANN.
    vann = "http://purl.org/vocab/vann/" {
        PREFERRED_NAMESPACE_PREFIX = "preferredNamespacePrefix",
        PREFERRED_NAMESPACE_URI = "preferredNamespaceUri",
    }
    /// Vocabulary of Interlinked Datasets.
    void = "http://rdfs.org/ns/void#" {
        CLASS = "class",
        CLASSES = "classes",
        CLASS_PARTITION = "classPartition",
        DATA_DUMP = "dataDump",
        DATASET = "Dataset",
        DISTINCT_OBJECTS = "distinctObjects",
        DISTINCT_SUBJECTS = "distinctSubjects",
        DOCUMENTS = "documents",
        ENTITIES = "entities",
        EXAMPLE_RESOURCE = "exampleResource",
        LINK_PREDICATE = "linkPredicate",
        LINKSET = "Linkset",
        OBJECTS_TARGET = "objectsTarget",
        PROPERTIES = "properties",
        PROPERTY = "property",
        PROPERTY_PARTITION = "propertyPartition",
        SPARQL_ENDPOINT = "sparqlEndpoint",
        SUBSET = "subset",
        TARGET = "target",
        TRIPLES = "triples",
        URI_SPACE = "uriSpace",
        VOCABULARY = "vocabulary",
    }
    /// XML Schema datatypes.
    xsd = "http://www.w3.org/2001/XMLSchema#" {
        ANY_URI = "anyURI",
        BOOLEAN = "boolean",
        DATE = "date",
        DATE_TIME = "dateTime",
        DECIMAL = "decimal",
        DOUBLE = "double",
        DURATION = "duration",
        G_YEAR = "gYear",
        G_YEAR_MONTH = "gYearMonth",
        INTEGER = "integer",
        NON_NEGATIVE_INTEGER = "nonNegativeInteger",
        POSITIVE_INTEGER = "positiveInteger",
        STRING = "string",
    }
}
