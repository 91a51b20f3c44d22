//! IRIs that lead somewhere: RDF for programs, pages for people.

use crate::http::{BASE, Response, SICI, encoded, get, send, shared};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Triple;

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

fn page(target: &str) -> Response {
    let response = get(shared(), target, BROWSER);
    assert_eq!((response.status, response.media()), (200, "text/html"), "{target}: {}", response.text());
    check_markup(target, response.text());
    response
}

/// What every page must be, whatever it shows.
fn check_markup(target: &str, html: &str) {
    for needed in
        ["<!DOCTYPE html>", "<html lang=\"en\">", "<main id=\"main\">", "name=\"viewport\"", "<title>"]
    {
        assert!(html.contains(needed), "{target} lacks {needed}");
    }
    assert_eq!(html.matches("<h1").count(), 1, "{target}: one first heading");
    for forbidden in ["javascript:", "<script>", " onclick=", " style=\"", "<style", "src=\"http", "{{", "{%"]
    {
        assert!(!html.contains(forbidden), "{target} holds {forbidden}");
    }
    let mut open: Vec<&str> = Vec::new();
    for tag in html.split('<').skip(1) {
        let name: &str =
            tag.split(|c: char| !c.is_ascii_alphanumeric() && c != '/').next().unwrap_or_default();
        match name.strip_prefix('/') {
            Some(closed) => assert_eq!(open.pop(), Some(closed), "{target}: </{closed}> closes what is open"),
            None if name.is_empty() || ["meta", "link", "img", "br", "input", "path"].contains(&name) => {}
            None if tag.split('>').next().is_some_and(|inside| inside.ends_with('/')) => {}
            None => open.push(name),
        }
    }
    assert!(open.is_empty(), "{target}: {open:?} stay open");
}

#[test]
fn a_work_comes_in_every_form() {
    let path = "/work/doi/10.1186/s12916-024-00001-x";
    let iri = format!("<{BASE}work/doi/10.1186/s12916-024-00001-x>");
    for (format, accept, media) in [
        ("turtle", "text/turtle", "text/turtle"),
        ("jsonld", "application/ld+json", "application/ld+json"),
        ("ntriples", "application/n-triples", "application/n-triples"),
        ("rdfxml", "application/rdf+xml", "application/rdf+xml"),
    ] {
        for response in
            [get(shared(), path, accept), get(shared(), &format!("{path}?format={format}"), BROWSER)]
        {
            assert_eq!((response.status, response.media()), (200, media), "{format}");
            let triples: Vec<Triple> = RdfParser::from_format(RdfFormat::from_media_type(media).unwrap())
                .for_slice(&response.body)
                .map(|quad| Triple::from(quad.unwrap()))
                .collect();
            let about = |triple: &&Triple| triple.subject.to_string() == iri;
            assert!(
                triples.iter().filter(about).any(|t| t.predicate.as_str().ends_with("/title")),
                "{format}"
            );
            let links = response.all("link");
            assert!(links.contains(&format!("{iri}; rel=\"canonical\"").as_str()), "{links:?}");
            assert!(
                links
                    .iter()
                    .any(|link| link.contains("rel=\"alternate\"") && link.contains("application/ld+json"))
            );
        }
    }
    assert_eq!(get(shared(), path, "").media(), "text/turtle", "programs that do not say get data");
    assert_eq!(get(shared(), path, "image/png").status, 406);
    assert_eq!(get(shared(), &format!("{path}?format=pdf"), "").status, 406);
    let head = send(shared(), "HEAD", path, &[("Accept", "text/turtle")], b"");
    assert_eq!((head.status, head.media(), head.body.len()), (200, "text/turtle", 0));
    let tag = head.header("etag").unwrap().to_owned();
    assert_eq!(
        send(shared(), "GET", path, &[("Accept", "text/turtle"), ("If-None-Match", &tag)], b"").status,
        304
    );
    assert_eq!(send(shared(), "DELETE", path, &[], b"").status, 405);
    assert_eq!(get(shared(), "/work/doi/10.1186/S12916-024-00001-X", "").status, 200, "DOIs know no case");
}

#[test]
fn the_page_of_a_work_tells_all_there_is() {
    let html = page("/work/doi/10.1186/s12916-024-00001-x");
    let html = html.text();
    let order: Vec<usize> = ["Amadea Turk", "John Wildman", "SPRING_NE Study Group"]
        .iter()
        .map(|name| html.find(name).unwrap())
        .collect();
    assert!(order.is_sorted(), "authors in order");
    for shown in [
        "Department of Primary Care, University of Oxford, Oxford, UK",
        "href=\"/journal/bmc-med\"",
        "pages 173–180",
        "href=\"https://doi.org/10.1186/s12916-024-00001-x\" rel=\"noopener\"",
        "href=\"https://pubmed.ncbi.nlm.nih.gov/38000001/\"",
        "<h3>Background</h3>",
        "<h3>Conclusion</h3>",
        "class=\"mark\" href=\"/concept/link-worker\"",
        "class=\"mark\" href=\"/concept/loneliness\"",
        "Reference Citation Analysis",
        "Impact Index Per Article",
        "2024-01-02",
        "open access",
        "?format=jsonld",
        "on prescription",
    ] {
        assert!(html.contains(shown), "{shown} is not on the page: {html}");
    }
}

#[test]
fn odd_dois_make_the_way_there_and_back() {
    let iri_path: String = SICI.to_lowercase();
    let targets = [
        format!("/work/doi/{}", encoded(&iri_path).replace("%2F", "/")),
        format!("/work/doi/{}", iri_path.replace('<', "%3C").replace('>', "%3E").replace('#', "%23")),
        format!("/work/doi/{}", SICI.replace('<', "%3c").replace('>', "%3e").replace('#', "%23")),
    ];
    for target in &targets {
        let html = page(target);
        assert!(html.text().contains("Máire O’Brien"), "{target}");
        assert!(
            html.text().contains("&lt;script&gt;") || html.text().contains("&#60;script&#62;"),
            "markup in titles is text"
        );
        let canonical = html.all("link")[0].to_owned();
        assert!(
            canonical.starts_with(&format!(
                "<{BASE}work/doi/10.1002/(sici)1099-1298(199905/06)9:3%3C173::aid-casp1%3E3.0.co;2-%23>"
            )),
            "{canonical}"
        );
    }
    let ttl = get(shared(), "/work/doi/10.1000/records.ttl", BROWSER);
    assert_eq!((ttl.status, ttl.media()), (200, "text/html"), "a DOI that ends in .ttl is not a format");
}

#[test]
fn every_link_of_every_page_leads_somewhere() {
    let mut queue = vec!["/".to_owned()];
    let mut seen: Vec<String> = Vec::new();
    while let Some(target) = queue.pop() {
        // Big families of alike pages: a few of each are enough.
        let family = target.split('/').nth(1).unwrap_or_default().to_owned();
        if seen.contains(&target)
            || seen.iter().filter(|known| known.split('/').nth(1) == Some(&family)).count() >= 12
        {
            continue;
        }
        let response = get(shared(), &target, BROWSER);
        assert_eq!(response.status, 200, "{target}");
        seen.push(target.clone());
        if response.media() != "text/html" {
            continue;
        }
        check_markup(&target, response.text());
        for href in
            response.text().split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default())
        {
            let href = href.replace("&#38;", "&").replace("&amp;", "&").replace("&#39;", "'");
            if let Some(query) = href.strip_prefix('?') {
                queue.push(format!("{}?{query}", target.split('?').next().unwrap_or_default()));
            } else if href.starts_with('/') && !href.starts_with("/dump") {
                queue.push(href.split('#').next().unwrap_or_default().to_owned());
            } else {
                assert!(
                    href.starts_with('#') || href.starts_with("http") || href.starts_with("/dump"),
                    "{target}: {href}"
                );
            }
        }
    }
    for family in
        ["work", "person", "journal", "org", "concept", "scheme", "graph", "works", "concepts", "query"]
    {
        assert!(
            seen.iter().any(|target| target.split(['/', '?']).nth(1) == Some(family)),
            "{family} was not reached: {seen:?}"
        );
    }
}

#[test]
fn the_start_page_shows_what_is_there_and_how_to_ask() {
    let html = page("/");
    let html = html.text();
    for shown in [
        "<b>3</b> <a href=\"/works\">works</a>",
        "<textarea id=\"query-text\" name=\"query\"",
        "action=\"/sparql\" method=\"get\"",
        "class=\"example\"",
        "/dump.ttl",
        "/dump.jsonld.gz",
        "/dump.nq",
        "sample.txt",
        "curl -s",
        "1999",
    ] {
        assert!(html.contains(shown), "{shown} is not on the page: {html}");
    }
}

#[test]
fn every_example_runs_from_its_page() {
    let html = page("/query");
    let examples: Vec<&str> =
        html.text().split("/query?example=").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(examples.len(), 26);
    for example in examples {
        let page = page(&format!("/query?example={example}"));
        let text = page.text().split("spellcheck=\"false\"").nth(1).unwrap();
        let text = text.split_once('>').unwrap().1.split("</textarea>").next().unwrap();
        let query = text
            .replace("&#60;", "<")
            .replace("&#62;", ">")
            .replace("&#34;", "\"")
            .replace("&#39;", "'")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#38;", "&")
            .replace("&amp;", "&");
        let result = get(shared(), &format!("/sparql?format=html&query={}", encoded(&query)), BROWSER);
        assert_eq!(result.status, 200, "{example}: {}", result.text());
        check_markup(example, result.text());
    }
}

#[test]
fn results_without_scripts_are_a_page() {
    let ask = |query: &str| get(shared(), &format!("/sparql?format=html&query={}", encoded(query)), BROWSER);
    let table = ask("SELECT ?w ?t { ?w dcterms:title ?t ; a schema:ScholarlyArticle } ORDER BY ?t");
    check_markup("table", table.text());
    for shown in
        ["3 rows", "<th scope=\"col\">w</th>", "href=\"/work/doi/10.1000/records.ttl\"", "format=csv&"]
    {
        assert!(
            table.text().replace("&#38;", "&").replace("&amp;", "&").contains(shown),
            "{shown}: {}",
            table.text()
        );
    }
    assert!(ask("ASK { ?x a foaf:Person }").text().contains("Yes"));
    assert!(ask("ASK { ?x a foaf:Nobody }").text().contains("No:"));
    let graph =
        ask("CONSTRUCT { ?w dcterms:title ?t } WHERE { ?w dcterms:title ?t ; a schema:ScholarlyArticle }");
    assert!(graph.text().contains("dcterms:title") && graph.text().contains("<pre"));
    let empty = ask("SELECT * { ?s dcterms:tilte ?o }");
    assert!(empty.text().contains("0 rows") && empty.text().contains("tilte"));
    let wrong = ask("SELECT *");
    assert_eq!((wrong.status, wrong.media()), (400, "text/html"));
    check_markup("error", wrong.text());
    let evil = ask("SELECT (\"<img src=x onerror=alert(1)>\" AS ?x) (<javascript:alert(1)> AS ?y) {}");
    assert!(
        !evil.text().contains("<img src=x") && !evil.text().contains("href=\"javascript"),
        "{}",
        evil.text()
    );
}

#[test]
fn works_are_listed_filtered_and_paged() {
    let all = page("/works");
    assert!(all.text().contains("3 works"));
    let newest_first = ["loneliness: a systematic", "ends like a file name", "on prescription"];
    let order: Vec<usize> = newest_first.iter().map(|title| all.text().find(title).unwrap()).collect();
    assert!(order.is_sorted());
    let some = page("/works?title=LINK%20loneliness");
    assert!(some.text().contains("1 work") && some.text().contains("value=\"LINK loneliness\""));
    let none = page("/works?title=%22%3E%3Cscript%3Ealert(1)%3C/script%3E");
    assert!(none.text().contains("0 works"));
    let quoted = page("/works?title=%22arts%22");
    assert!(quoted.text().contains("1 work"), "quotes are matched, not syntax");
    page("/works?page=99999999999999");
    page("/works?page=-1");
}

#[test]
fn concepts_journals_people_and_organisations_have_pages() {
    let concept = page("/concept/link-worker");
    for shown in ["Link workers and loneliness", "Actors and roles", "1 work", "2024 (1)"] {
        assert!(concept.text().contains(shown), "{shown}: {}", concept.text());
    }
    assert!(
        page("/concept/systematic-review").text().contains("href=\"/concept/review\""),
        "a link to the broader concept"
    );
    assert!(page("/concepts").text().contains("href=\"/concept/loneliness\""));
    let journal = page("/journal/bmc-med");
    assert!(journal.text().contains("BMC Med") && journal.text().contains("Volume 22 (2024)"));
    let person = page("/person/w/doi/10.1186/s12916-024-00001-x/1");
    assert!(person.text().contains("Amadea Turk") && person.text().contains("Others of this name"));
    let organisation = page("/org/university-of-oxford");
    assert!(
        organisation.text().contains("University of Oxford") && organisation.text().contains("John Wildman")
    );
    assert!(page("/graphs").text().contains("sample.txt"));
    page("/ontology/concernsActor");
    page("/scheme/actor");
    page("/source/rca");
    page("/problems");
}

#[test]
fn what_is_not_there_is_said_kindly() {
    for target in
        ["/work/doi/10.1/none", "/concept/none", "/journal/none", "/nothing", "/ontology/None", "/work/"]
    {
        let data = get(shared(), target, "text/turtle");
        assert_eq!((data.status, data.media()), (404, "application/problem+json"), "{target}");
        assert!(data.json()["detail"].as_str().unwrap().contains('/'), "says where to look: {target}");
        let html = get(shared(), target, BROWSER);
        assert_eq!((html.status, html.media()), (404, "text/html"), "{target}");
        check_markup(target, html.text());
    }
}
