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
    el("div", { class: "scroll" }, el("table", { class: "grid cards" },
      el("thead", {}, el("tr", {}, ["Check", "Advisor", "Examined", "Found", "Reason"].map((label) => el("th", { scope: "col" }, label)))),
      el("tbody", {}, outcomes.map((one) => el("tr", {},
        el("th", { scope: "row" }, checkLink(one.check), el("small", {}, data.pages[one.check].title)),
        el("td", { "data-label": "Advisor" }, data.pages[one.check].advisor),
        el("td", { class: "number", "data-label": "Examined" }, count(one.examined)),
        el("td", { class: "number", "data-label": "Found" }, one.found || "–"),
        el("td", { "data-label": "Reason" }, one.reason)))))));
}

function settingsPage() {
  if (!data.settings) return missing("The source has no settings: they come from a live server or a snapshot.");
  const { changed, overrides, known } = data.settings;
  const with_ = (value, unit) => (unit && /^-?[\d.]+$/.test(value) ? `${value} × ${unit}`.replace("× kB", "kB").replace("× ms", "ms").replace("× min", "min").replace(/× s$/, "s") : value);
  const about = (name) => badges(findings.filter((finding) => finding.object === name));
  return el("main", { id: "main" }, el("h1", {}, "Settings"),
    el("p", { class: "quiet" }, `${changed.length} of ${known} settings differ from their default.`),
    el("div", { class: "scroll" }, el("table", { class: "grid cards" },
      el("thead", {}, el("tr", {}, ["Setting", "Value", "Default", "Where it is set"].map((label) => el("th", { scope: "col" }, label)))),
      el("tbody", {}, changed.map((one) => el("tr", {},
        el("th", { scope: "row" }, code(one.name), " ", about(one.name)),
        el("td", { "data-label": "Value" }, code(with_(one.value, one.unit)), one.restart && el("span", { class: "tag warning" }, "waits for a restart")),
        el("td", { "data-label": "Default" }, code(with_(one.default, one.unit))),
        el("td", { "data-label": "Where it is set" }, one.source)))))),
    part("Overrides", overrides.length > 0 && el("ul", { class: "plain" }, overrides.map((one) =>
      el("li", {}, code(`${one.name} = ${one.value}`), one.role && ` for role ${one.role}`, one.database && ` in database ${one.database}`)))));
}
