// YASGUI's editor on a page of another origin, in a browser: the endpoint must let it in (CORS), and the table must show the answer.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { chromium } from "playwright-core";

const { FIRST } = process.env;
const modules = join(dirname(createRequire(import.meta.url).resolve("playwright-core/package.json")), "..");
const files = {
  "/yasgui.js": join(modules, "@zazuko/yasgui/build/yasgui.min.js"),
  "/yasgui.css": join(modules, "@zazuko/yasgui/build/yasgui.min.css"),
  "/yasqe.js": join(modules, "@triply/yasqe/build/yasqe.min.js"),
};
const page = (script, call) => `<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/yasgui.css">
<div id="editor"></div><script src="/${script}.js"></script><script>${call}</script>`;
const pages = {
  "/yasgui": page("yasgui", `window.yasgui = new Yasgui(document.getElementById("editor"), { requestConfig: { endpoint: "${FIRST}/sparql" } });`),
  "/yasqe": page("yasqe", `window.yasqe = new Yasqe(document.getElementById("editor"), { requestConfig: { endpoint: "${FIRST}/sparql" } });`),
};
const server = createServer(async (request, response) => {
  const path = new URL(request.url, "http://x").pathname;
  if (pages[path]) return response.setHeader("Content-Type", "text/html").end(pages[path]);
  if (files[path]) return response.setHeader("Content-Type", path.endsWith("css") ? "text/css" : "text/javascript").end(await readFile(files[path]));
  response.writeHead(404).end();
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const origin = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  const tab = await browser.newPage();
  const query = "PREFIX fabio: <http://purl.org/spar/fabio/> SELECT ?w { ?w a fabio:JournalArticle }";
  await tab.goto(`${origin}/yasqe`);
  const answer = await tab.evaluate(async (query) => {
    yasqe.setValue(query);
    const answer = await yasqe.query();
    // A Response of the browser in some versions, what was in it in others.
    return answer instanceof Response ? answer.json() : answer;
  }, query);
  assert.equal(answer.results.bindings.length, 8);
  await tab.goto(`${origin}/yasgui`);
  await tab.waitForFunction(() => window.yasgui?.getTab());
  await tab.evaluate((query) => {
    const tab = yasgui.getTab();
    tab.setQuery?.(query);
    tab.getYasqe().setValue(query);
    return tab.getYasqe().query();
  }, query);
  await tab.waitForFunction(() => document.querySelectorAll(".yasr_results table tbody tr").length >= 8, null, { timeout: 20_000 });
  console.log("8 rows by yasqe, and in the table of YASGUI");
} finally {
  await browser.close();
  server.close();
}
