// Runs queries without leaving the page. Without this script the same form leads to a page with the result.
"use strict";
(() => {
  const form = document.getElementById("query-form");
  const text = document.getElementById("query-text");
  const place = document.getElementById("query-result");
  if (!form || !text || !place) return;

  const ROWS = 1000;
  const element = (name, content, className) => {
    const made = document.createElement(name);
    if (content !== undefined) made.textContent = content;
    if (className) made.className = className;
    return made;
  };
  const base = form.dataset.base || "";

  // An IRI of this data set, or of its ontology, leads to its page here; other web addresses lead out; anything else is text.
  const ONTOLOGY = "https://w3id.org/linkworker/";
  const OWN = /^(concept|scheme|ontology)\//;
  const linked = (iri) => {
    let path = "";
    if (base && iri.startsWith(base)) path = iri.slice(base.length);
    else if (iri.startsWith(ONTOLOGY) && OWN.test(iri.slice(ONTOLOGY.length))) path = iri.slice(ONTOLOGY.length);
    if (!path && !/^https?:\/\//i.test(iri)) return document.createTextNode(iri);
    const link = element("a", path || iri);
    link.href = path ? "/" + path : iri;
    if (!path) link.rel = "noopener";
    return link;
  };

  const table = (result) => {
    const columns = result.head.vars;
    const rows = result.results.bindings;
    const scroll = element("div", undefined, "scroll");
    const made = element("table", undefined, "result");
    const isNumber = (term) => /#(integer|decimal|double|nonNegativeInteger|positiveInteger)$/.test(term.datatype || "");
    const head = made.createTHead().insertRow();
    for (const column of columns) {
      const cell = element("th", column);
      cell.scope = "col";
      if (rows.every((row) => !row[column] || isNumber(row[column]))) cell.className = "n";
      head.append(cell);
    }
    const body = made.createTBody();
    for (const row of rows.slice(0, ROWS)) {
      const line = body.insertRow();
      for (const column of columns) {
        const cell = line.insertCell();
        const term = row[column];
        if (!term) continue;
        if (term.type === "uri") cell.append(linked(term.value));
        else {
          cell.textContent = term.value;
          if (isNumber(term)) cell.className = "n";
        }
      }
    }
    scroll.append(made);
    return scroll;
  };

  const show = (...parts) => place.replaceChildren(...parts);

  const run = async () => {
    const button = form.querySelector("button");
    button.disabled = true;
    show(element("p", "Running…", "note"));
    const started = performance.now();
    try {
      const response = await fetch("/sparql", {
        method: "POST",
        headers: {
          "Content-Type": "application/sparql-query",
          Accept: "application/sparql-results+json, text/turtle;q=0.9, application/problem+json;q=0.1",
        },
        body: text.value,
      });
      if (!response.ok) {
        const problem = await response.json();
        const where = problem.line ? ` (line ${problem.line}${problem.column ? `, column ${problem.column}` : ""})` : "";
        // The lines after the first show the place in the query.
        const [detail, ...excerpt] = problem.detail.split("\n");
        const parts = [element("p", problem.title + where, "summary"), element("p", detail, "hint")];
        if (excerpt.length) parts.push(element("pre", excerpt.join("\n")));
        show(...parts);
        return;
      }
      const hint = response.headers.get("Linkworker-Hint");
      if ((response.headers.get("Content-Type") || "").startsWith("text/turtle")) {
        const graph = element("pre");
        graph.append(element("code", await response.text()));
        show(element("p", "A graph, in Turtle", "summary"), graph);
        return;
      }
      const result = await response.json();
      const seconds = ((performance.now() - started) / 1000).toFixed(2);
      if ("boolean" in result) {
        show(element("p", result.boolean ? "Yes: the graph holds this." : "No: the graph does not hold this.", "summary"));
        return;
      }
      const count = result.results.bindings.length;
      const shown = count > ROWS ? `, the first ${ROWS} shown` : "";
      const parts = [element("p", `${count} ${count === 1 ? "row" : "rows"} in ${seconds} s${shown}`, "summary")];
      if (hint) parts.push(element("p", hint, "hint"));
      if (count) parts.push(table(result));
      show(...parts);
    } catch (error) {
      show(element("p", "The connection broke before the result was complete. Nothing is shown, since it would be cut.", "hint"));
    } finally {
      button.disabled = false;
    }
  };

  form.addEventListener("submit", (event) => {
    const chosen = event.submitter ? event.submitter.value : "html";
    if (chosen !== "html") return;
    event.preventDefault();
    run();
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      run();
    }
  });
  for (const example of document.querySelectorAll("a.example")) {
    example.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      text.value = example.dataset.query;
      form.scrollIntoView({ block: "start" });
      run();
    });
  }
})();
