"""RDFLib: its SPARQLStore as a client, and its parsers on the downloads."""

import os
import urllib.request

import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore

FIRST = os.environ["FIRST"]
FABIO = rdflib.Namespace("http://purl.org/spar/fabio/")
DCTERMS = rdflib.Namespace("http://purl.org/dc/terms/")

graph = rdflib.Graph(SPARQLStore(f"{FIRST}/sparql"))
articles = set(graph.subjects(rdflib.RDF.type, FABIO.JournalArticle))
assert len(articles) == 8, articles
counted = graph.query("SELECT (COUNT(?w) AS ?n) { ?w a fabio:JournalArticle }", initNs={"fabio": FABIO})
assert [int(row.n) for row in counted] == [8]
assert graph.query("ASK { ?w a fabio:JournalArticle }", initNs={"fabio": FABIO}).askAnswer is True
assert graph.query("ASK { ?w a <urn:nothing> }").askAnswer is False
some = sorted(articles)[0]
title = graph.value(some, DCTERMS.title)
assert title and (some, DCTERMS.title, title) in graph
built = graph.query("CONSTRUCT { ?w <urn:t> ?t } WHERE { ?w a fabio:JournalArticle ; dcterms:title ?t }", initNs={"fabio": FABIO, "dcterms": DCTERMS}).graph
assert len(built) == len(list(graph.triples((None, DCTERMS.title, None)))) or len(built) >= 8

total = int(next(iter(graph.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))).n)
names = [str(row.g) for row in graph.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")]
for path, syntax in [("/dump.ttl", "turtle"), ("/dump.nt", "nt"), ("/data?default", "turtle"), ("/dump.rdf", "xml")]:
    text = urllib.request.urlopen(FIRST + path).read()
    found = len(rdflib.Graph().parse(data=text, format=syntax))
    assert found == total, f"{path}: {found} triples, the endpoint counts {total}"
for path, syntax in [("/dump.trig", "trig"), ("/dump.nq", "nquads"), ("/dump.jsonld", "json-ld")]:
    text = urllib.request.urlopen(FIRST + path).read()
    dataset = rdflib.Dataset()
    dataset.parse(data=text, format=syntax)
    found = {str(g.identifier) for g in dataset.graphs() if len(g)}
    union = {triple[:3] for triple in dataset.quads((None, None, None, None))}
    assert len(union) == total, f"{path}: {len(union)} triples, the endpoint counts {total}"
    assert syntax == "json-ld" or found == set(names), f"{path}: {found ^ set(names)}"
print(f"{len(articles)} articles, {total} triples, seven downloads")
