// The query editor of the SIB Swiss Institute of Bioinformatics (sib-swiss/sparql-editor) asks an endpoint three things before anything
// else: what the data are made of, example queries, and prefixes. It asks the endpoint by SPARQL within 5 s, and where that gives
// nothing, puts the same question to the service description, as a file, with Comunica. The package is not in every registry, so this
// does what its metadata.ts does; the questions are reduced to the parts that it reads.
import assert from "node:assert/strict";
import { QueryEngine } from "@comunica/query-sparql";

const { FIRST } = process.env;
const endpoint = `${FIRST}/sparql`;
const engine = new QueryEngine();
const prefixes = `PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX void: <http://rdfs.org/ns/void#> PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> `;

async function ask(query) {
  const address = `${endpoint}?ac=1&query=${encodeURIComponent(prefixes + query)}`;
  const response = await fetch(address, { signal: AbortSignal.timeout(5000), headers: { Accept: "application/sparql-results+json" } });
  const rows = (await response.json()).results.bindings;
  if (rows.length > 0) return rows;
  const found = await engine.queryBindings(prefixes + query, { sources: [{ type: "file", value: endpoint }] });
  return (await found.toArray()).map((row) => Object.fromEntries([...row].map(([variable, term]) => [variable.value, term])));
}

const parts = await ask(`SELECT DISTINCT ?subjectClass ?prop ?objectClass ?triples WHERE {
  ?cp void:class ?subjectClass ; void:propertyPartition ?pp . ?pp void:property ?prop .
  OPTIONAL { ?pp void:triples ?triples } OPTIONAL { ?pp void:classPartition [ void:class ?objectClass ] } }`);
assert.ok(parts.some((row) => row.subjectClass.value.endsWith("JournalArticle") && row.prop.value.endsWith("title")));
assert.ok(parts.some((row) => row.objectClass?.value));
const examples = await ask(`SELECT DISTINCT ?sq ?comment ?query WHERE {
  ?sq a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask|sh:construct ?query . } ORDER BY ?sq`);
assert.ok(examples.length > 20);
for (const { query } of examples) {
  const response = await fetch(endpoint, { method: "POST", headers: { "Content-Type": "application/sparql-query" }, body: query.value });
  assert.equal(response.status, 200, query.value);
  await response.text();
}
const known = await ask("SELECT DISTINCT ?prefix ?namespace WHERE { [] sh:namespace ?namespace ; sh:prefix ?prefix } ORDER BY ?prefix");
assert.ok(known.some((row) => row.prefix.value === "fabio" && row.namespace.value === "http://purl.org/spar/fabio/"));
console.log(`${parts.length} class and property pairs, ${examples.length} examples that run, ${known.length} prefixes`);
