"""SPARQLWrapper: every format that it knows, by GET and by POST."""

import os

from SPARQLWrapper import CSV, JSON, JSONLD, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, URLENCODED, XML, SPARQLWrapper

FIRST = os.environ["FIRST"]
PREFIX = "PREFIX fabio: <http://purl.org/spar/fabio/> PREFIX dcterms: <http://purl.org/dc/terms/> "


def wrapper(query, form, post=None):
    wrapped = SPARQLWrapper(f"{FIRST}/sparql")
    wrapped.setQuery(PREFIX + query)
    wrapped.setReturnFormat(form)
    if post:
        wrapped.setMethod(POST)
        wrapped.setRequestMethod(post)
    return wrapped


count = "SELECT (COUNT(?w) AS ?n) { ?w a fabio:JournalArticle }"
for post in (None, URLENCODED, POSTDIRECTLY):
    rows = wrapper(count, JSON, post).queryAndConvert()["results"]["bindings"]
    assert rows[0]["n"]["value"] == "8", rows
assert "<literal" in wrapper(count, XML).queryAndConvert().toxml()
for form in (CSV, TSV):
    assert b"8" in wrapper(count, form).queryAndConvert().split(b"\n")[1]
assert wrapper("ASK { ?w a fabio:JournalArticle }", JSON).queryAndConvert()["boolean"] is True
construct = "CONSTRUCT { ?w dcterms:title ?t } WHERE { ?w a fabio:JournalArticle ; dcterms:title ?t }"
sizes = set()
for form in (TURTLE, N3, RDFXML, XML, JSONLD):
    answer = wrapper(construct, form).queryAndConvert()
    if isinstance(answer, bytes):
        import rdflib

        answer = rdflib.Graph().parse(data=answer, format="turtle")
    sizes.add(len(answer))
assert len(sizes) == 1 and sizes.pop() >= 8, sizes
try:
    wrapper("SELECT * { ?s nothing:here ?o }", JSON).query()
    raise SystemExit("a bad query was taken")
except Exception as error:  # its classes of errors are not public
    assert "nothing" in str(error), error
print("eleven requests in nine formats")
