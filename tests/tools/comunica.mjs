// Comunica: as a client of the endpoint, over two endpoints at once, and following links of the pages.
import assert from "node:assert/strict";
import { QueryEngine } from "@comunica/query-sparql";

const { FIRST, SECOND } = process.env;
const engine = new QueryEngine();
const fabio = "PREFIX fabio: <http://purl.org/spar/fabio/> PREFIX dcterms: <http://purl.org/dc/terms/> ";
const rows = async (query, sources) => (await (await engine.queryBindings(fabio + query, { sources })).toArray());
const count = "SELECT (COUNT(?w) AS ?n) { ?w a fabio:JournalArticle }";

for (const source of [{ type: "sparql", value: `${FIRST}/sparql` }, `${FIRST}/sparql`]) {
  const [row] = await rows(count, [source]);
  assert.equal(row.get("n").value, "8", JSON.stringify(source));
}
const sparql = [{ type: "sparql", value: `${FIRST}/sparql` }];
assert.equal(await engine.queryBoolean(fabio + "ASK { ?w a fabio:JournalArticle }", { sources: sparql }), true);
const quads = await (await engine.queryQuads(fabio + "CONSTRUCT { ?w dcterms:title ?t } WHERE { ?w a fabio:JournalArticle ; dcterms:title ?t }", { sources: sparql })).toArray();
assert.ok(quads.length >= 8);

const both = [...sparql, { type: "sparql", value: `${SECOND}/sparql` }];
const [here] = await rows("SELECT (COUNT(DISTINCT ?w) AS ?n) { ?w dcterms:title ?t }", sparql);
const [there] = await rows("SELECT (COUNT(DISTINCT ?w) AS ?n) { ?w dcterms:title ?t }", both.slice(1));
const [all] = await rows("SELECT (COUNT(DISTINCT ?w) AS ?n) { ?w dcterms:title ?t }", both);
assert.ok(Number(all.get("n").value) > Math.max(here.get("n").value, there.get("n").value));

const service = `SELECT ?w { SERVICE <${FIRST}/sparql> { ?w a fabio:JournalArticle } }`;
assert.equal((await rows(service, both.slice(1))).length, 8);

// The page of a work as a file: content negotiation and links.
const [work] = await rows("SELECT ?w { ?w a fabio:JournalArticle } ORDER BY ?w LIMIT 1", sparql);
const titles = await rows(`SELECT ?t { <${work.get("w").value}> dcterms:title ?t }`, [work.get("w").value]);
assert.ok(titles.length >= 1);
const graph = await rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", [`${FIRST}/data?default`]);
const [total] = await rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", sparql);
assert.equal(graph[0].get("n").value, total.get("n").value);
console.log(`${total.get("n").value} triples by endpoint and by file, two endpoints at once`);
