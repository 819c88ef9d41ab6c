// What is shown for which address, and the jump field.
const ROUTES = [
  [/^$/, () => overview(), "Findings"],
  [/^finding\/(.+)$/, (key) => overview(key), "Findings"],
  [/^diagram(?:\/(.+))?$/, (id) => diagramPage(id), "Diagram"],
  [/^tables$/, () => tablesPage(), "Tables"],
  [/^table\/(.+)$/, (id) => tablePage(id), "Tables"],
  [/^workload$/, () => workloadPage(), "Workload"],
  [/^query\/(.+)$/, (name) => workloadPage(name), "Workload"],
  [/^checks(?:\/(.+))?$/, (name) => checksPage(name), "Checks"],
  [/^settings$/, () => settingsPage(), "Settings"],
];
const PLACES = [["", "Findings"], ["diagram", "Diagram"], ["tables", "Tables"], ["workload", "Workload"], ["checks", "Checks"], ["settings", "Settings"]];

function show() {
  const address = location.hash.replace(/^#\/?/, "");
  let page = null, place = "";
  for (const [pattern, build, name] of ROUTES) {
    const found = pattern.exec(address);
    if (!found) continue;
    try {
      page = build(found[1] === undefined ? undefined : decodeURIComponent(found[1]));
    } catch (error) {
      if (!(error instanceof URIError)) throw error;
      page = missing("That address cannot be read.");
    }
    place = name;
    break;
  }
  page = page || missing("That address leads nowhere.");
  if (current) {
    current.dispatchEvent(new Event("leave"));
    current.replaceWith(page);
    if (!address.startsWith("finding/") && !address.startsWith("query/")) scrollTo(0, 0);
  } else document.body.append(page);
  current = page;
  for (const one of document.querySelectorAll("nav a")) {
    if (one.textContent === place) {
      one.setAttribute("aria-current", "page");
      one.parentNode.scrollLeft = one.offsetLeft - one.parentNode.offsetLeft - 40;
    } else one.removeAttribute("aria-current");
  }
  document.documentElement.classList.toggle("full", page.classList.contains("diagram"));
}

// One field that leads to any table, query or check.
function jump() {
  const places = [
    ...data.tables.map((table) => ["table", table.id, `table/${encodeURIComponent(table.id)}`]),
    ...data.queries.map((query) => ["query", query.name, `query/${encodeURIComponent(query.name)}`]),
    ...Object.keys(data.pages).map((name) => ["check", name, `checks/${encodeURIComponent(name)}`]),
  ];
  const results = el("ul", { class: "results", hidden: true });
  const field = el("input", { type: "search", placeholder: "Jump to …   /", "aria-label": "Jump to a table, a query or a check", autocomplete: "off" });
  let hits = [], at = 0;
  function redraw() {
    results.hidden = !field.value.trim();
    results.replaceChildren(...hits.map(([kind, name, route], place) => el("li", { class: place === at ? "at" : null, onpointerdown: (event) => { event.preventDefault(); go(route); } }, el("span", { class: "quiet" }, kind), " ", code(name))));
    if (!hits.length) results.append(el("li", { class: "quiet" }, "Nothing by that name"));
  }
  function go(route) {
    field.value = "";
    results.hidden = true;
    field.blur();
    location.hash = `#/${route}`;
  }
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().trim().split(/\s+/);
    hits = places.filter(([kind, name]) => words.every((word) => `${kind} ${name}`.toLowerCase().includes(word))).sort((one, other) => one[1].length - other[1].length).slice(0, 9);
    at = 0;
    redraw();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && hits[at]) go(hits[at][2]);
    if (event.key === "Escape") { field.value = ""; results.hidden = true; field.blur(); }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      at = (at + (event.key === "ArrowDown" ? 1 : -1) + hits.length) % Math.max(hits.length, 1);
      redraw();
    }
  });
  field.addEventListener("blur", () => { results.hidden = true; });
  addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName || "")) { event.preventDefault(); field.focus(); }
  });
  return el("div", { class: "jump" }, icon(ICONS.search), field, results);
}

document.body.append(
  el("a", { class: "skip", href: "#main", onclick: (event) => { event.preventDefault(); const main = document.getElementById("main"); main.tabIndex = -1; main.focus(); } }, "To the content"),
  el("header", { class: "top" },
    el("a", { href: "#/", class: "brand" }, logo(), "maquette"),
    el("nav", { "aria-label": "Pages" }, PLACES.map(([route, name]) => link(route, name))),
    jump(), themeButton()));
addEventListener("hashchange", show);
addEventListener("beforeprint", () => {
  for (const line of [...document.querySelectorAll("details.finding")].slice(0, 100)) {
    line.open = true;
    line.dispatchEvent(new Event("toggle"));
  }
});
show();
