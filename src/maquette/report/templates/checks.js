// What became of every check; and the settings that differ from their defaults.
const OUTCOMES = ["error", "not permitted", "found", "passed", "not applicable"];

function checksPage(name) {
  const page = name && data.pages[name];
  return el("main", { id: "main" }, el("h1", {}, "Checks"),
    page && el("article", { class: "card prose" }, el("h2", {}, page.title), el("p", { class: "chips" }, el("span", { class: "tag" }, page.advisor), severityTag(page.severity), code(name)),
      page.sections.length ? pageOf(page) : el("p", { class: "quiet" }, "No page was handed in.")),
    OUTCOMES.map((kind) => outcomesOf(kind, data.review.outcomes.filter((one) => one.outcome === kind))),
    data.review.outcomes.length === 0 && el("p", { class: "quiet" }, "No check ran."));
}

function outcomesOf(kind, outcomes) {
  if (!outcomes.length) return null;
  return el("section", { class: "part" }, el("h2", {}, el("i", { class: `dot is-${slug(kind)}` }), `${kind[0].toUpperCase()}${kind.slice(1)} `, el("span", { class: "quiet" }, outcomes.length)),
    el("div", { class: "scroll" }, el("table", { class: "grid cards inline outcomes" },
      el("thead", {}, el("tr", {}, ["Check", "Advisor", "Examined", "Found", "Reason"].map((label, place) => el("th", { scope: "col", class: place === 2 || place === 3 ? "number" : null }, label)))),
      el("tbody", {}, outcomes.map((one) => el("tr", {},
        el("th", { scope: "row" }, checkLink(one.check), el("small", {}, data.pages[one.check].title)),
        el("td", { "data-label": "Advisor" }, data.pages[one.check].advisor),
        el("td", { class: "number", "data-label": "Examined" }, count(one.examined)),
        el("td", { class: "number", "data-label": "Found" }, one.found || "–"),
        el("td", { "data-label": "Reason" }, one.reason)))))));
}

const BYTES = { B: 1, kB: 1024, "8kB": 8192, "16kB": 16384, MB: 1024 ** 2, "16MB": 16 * 1024 ** 2 };

function inUnit(value, unit) {
  if (!unit || !/^\d+(\.\d+)?$/.test(value)) return value;
  return unit in BYTES ? size(Number(value) * BYTES[unit]) : `${value} ${unit}`;
}

function settingsPage() {
  if (!data.settings) return missing("The source has no settings: they come from a live server or a snapshot.");
  const { changed, overrides, known } = data.settings;
  const about = (name) => badges(findings.filter((finding) => finding.object === name));
  return el("main", { id: "main" }, el("h1", {}, "Settings"),
    el("p", { class: "quiet" }, `${changed.length} of ${known} settings differ from their default.`),
    el("div", { class: "scroll" }, el("table", { class: "grid cards" },
      el("thead", {}, el("tr", {}, ["Setting", "Value", "Default", "Where it is set"].map((label) => el("th", { scope: "col" }, label)))),
      el("tbody", {}, changed.map((one) => el("tr", {},
        el("th", { scope: "row" }, code(one.name), " ", about(one.name)),
        el("td", { "data-label": "Value" }, code(inUnit(one.value, one.unit)), one.restart && el("span", { class: "tag warning" }, "waits for a restart")),
        el("td", { "data-label": "Default" }, code(inUnit(one.default, one.unit))),
        el("td", { "data-label": "Where it is set" }, one.source)))))),
    part("Overrides", overrides.length > 0 && el("ul", { class: "plain" }, overrides.map((one) =>
      el("li", {}, code(`${one.name} = ${one.value}`), one.role && ` for role ${one.role}`, one.database && ` in database ${one.database}`)))));
}
