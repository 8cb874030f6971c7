// The query editor: YASGUI on this server's endpoint alone; it asks no other server for anything.

(() => {
  const place = document.getElementById("yasgui");
  const endpoint = new URL(place.dataset.endpoint, location.href).href;
  const { Yasgui } = window;
  const { Yasqe } = Yasgui;
  const RESULTS = "application/sparql-results+json,*/*;q=0.5";

  // Terms come from the graph itself, in place of a vocabulary server.
  async function terms(types) {
    const values = types.map((type) => `<http://www.w3.org/2002/07/owl#${type}>`).join(" ");
    const query = `SELECT DISTINCT ?term { VALUES ?type { ${values} } ?term a ?type } ORDER BY ?term`;
    const address = new URL(endpoint);
    address.searchParams.set("query", query);
    const response = await fetch(address, { headers: { accept: "application/sparql-results+json" } });
    if (!response.ok) return [];
    const found = await response.json();
    return found.results.bindings.map((row) => row.term.value);
  }

  Yasqe.forkAutocompleter("class", { name: "ours-class", bulk: true, get: () => terms(["Class"]) });
  Yasqe.forkAutocompleter("property", {
    name: "ours-property",
    bulk: true,
    get: () => terms(["ObjectProperty", "DatatypeProperty"]),
  });
  Yasqe.defaults.autocompleters = ["prefixes", "variables", "ours-class", "ours-property"];
  Yasqe.defaults.prefixCcApi = null;

  const FIRST = `PREFIX dg: <https://w3id.org/deedgraph#>
SELECT ?who ?did ?where
WHERE {
  ?deed dg:who/dg:name ?who ; dg:did ?did .
  OPTIONAL { ?deed dg:where/dg:name ?where }
}
LIMIT 20
`;
  const value = new URLSearchParams(location.hash.slice(1)).get("query") ?? FIRST;

  const editor = new Yasgui(place, {
    requestConfig: { endpoint, method: "GET", acceptHeaderSelect: RESULTS },
    copyEndpointOnNewTab: true,
    persistenceId: null,
    populateFromUrl: false,
    autofocus: false,
    yasqe: { value, prefixCcApi: null, resizeable: true, screenReaderLabel: place.dataset.label },
    yasr: { pluginOrder: ["table", "response"], defaultPlugin: "table" },
  });
  window.deedgraphEditor = editor;

  // What YASGUI leaves without a name for those who do not see it.
  const { rows, number } = place.dataset;
  new MutationObserver(() => {
    for (const select of place.querySelectorAll("select.tableSizer:not([aria-label])")) {
      select.setAttribute("aria-label", rows);
    }
    for (const cell of place.querySelectorAll("thead th:not([aria-label])")) {
      if (!cell.textContent.trim()) {
        cell.setAttribute("aria-label", number);
        cell.firstElementChild?.append(
          Object.assign(document.createElement("span"), {
            className: "offscreen",
            textContent: number,
          }),
        );
      }
    }
  }).observe(place, { childList: true, subtree: true });
  document.documentElement.dataset.ready = "yes";
})();
