// The first page: what was reviewed, the sums, and the findings with their filters.
const chosen = { severity: new Set(), verdict: new Set(), advisor: "", text: "" };
const SEVERITIES = ["error", "warning", "info"];

function overview(openKey) {
  const { source, twin, summary } = data.review;
  const list = el("div", { class: "findings" });
  const tally = el("p", { class: "quiet", role: "status" });
  const clear = el("button", { type: "button", class: "clear" }, "Clear");
  const redraw = () => drawFindings(list, tally, clear, openKey);
  const page = el("main", { id: "main" },
    el("header", { class: "hero" },
      el("div", {},
        el("h1", {}, source.database || source.label),
        el("p", { class: "source" }, code(source.label)),
        el("p", { class: "chips" },
          el("span", { class: "tag" }, `${source.engine === "postgres" ? "PostgreSQL" : source.engine} ${source.version}`.trim()),
          source.read_at && el("span", { class: "tag" }, `read ${moment(source.read_at)}`),
          source.role && el("span", { class: "tag" }, `as ${source.role}`),
          source.redaction !== "keep" && el("span", { class: "tag" }, `values: ${source.redaction}`))),
      twinCard(twin)),
    el("section", { class: "tiles", "aria-label": "Summary" },
      findingsTile(summary, redraw), verdictsTile(summary, redraw), costTile(summary.workload_cost), databaseTile(source), checksTile(summary.outcomes)),
    notices(),
    el("section", { "aria-label": "Findings" }, el("h2", {}, "Findings"), filters(clear, redraw), tally, list));
  redraw();
  if (openKey) requestAnimationFrame(() => scrollToFinding(list, openKey));
  return page;
}

function scrollToFinding(list, key) {
  const line = [...list.children].find((one) => one.dataset.key === key);
  if (line) {
    line.scrollIntoView({ block: "start" });
    line.querySelector("summary").focus({ preventScroll: true });
  }
}

function twinCard(twin) {
  if (!twin) return el("aside", { class: "card twin none" }, el("h2", {}, "No twin"), el("p", {}, "There was nothing to plan, so no cost was weighed."));
  return el("aside", { class: `card twin ${twin.exact ? "exact" : "near"}` },
    el("h2", {}, "Twin ", el("span", { class: "tag" }, twin.version), el("span", { class: `tag ${twin.exact ? "good" : "warning"}` }, twin.exact ? "exact" : "not exact")),
    el("p", {}, twin.fidelity), el("p", { class: "quiet" }, `built in ${duration(twin.seconds * 1000)}, without a row of data`));
}

const tile = (title, ...children) => el("article", { class: "card tile" }, el("h3", {}, title), ...children);

function choice(group, name, label, number, redraw) {
  return el("button", { type: "button", class: "choice", "data-group": group, "data-name": name, "aria-pressed": String(chosen[group].has(name)), onclick: () => {
    if (!chosen[group].delete(name)) chosen[group].add(name);
    redraw();
  } }, el("i", { class: `dot is-${slug(name)}` }), label, " ", el("b", {}, number));
}

function findingsTile({ severities }, redraw) {
  const total = SEVERITIES.reduce((sum, name) => sum + severities[name], 0);
  return tile("Findings", el("p", { class: "big" }, total.toLocaleString("en")), stacked(SEVERITIES.map((name) => [name, severities[name]])),
    el("p", { class: "choices" }, SEVERITIES.map((name) => choice("severity", name, name, severities[name], redraw))));
}

function verdictsTile({ verdicts }, redraw) {
  const names = Object.keys(VERDICTS);
  return tile("Verdicts", el("p", { class: "big" }, verdicts.proved.toLocaleString("en"), el("small", {}, " proved")),
    stacked(names.map((name) => [slug(name), verdicts[name]])),
    el("p", { class: "choices" }, names.map((name) => choice("verdict", name, VERDICTS[name].toLowerCase(), verdicts[name], redraw))));
}

function costTile(cost) {
  if (!cost) return tile("Workload", el("p", { class: "quiet" }, data.workload
    ? "The workload could not be planned: the source has no statistics. Give --rows TABLE=N, or review the server itself."
    : "The source has no workload. Give --queries FILE, or enable pg_stat_statements on the server."));
  return tile("Workload cost", el("p", { class: "big" }, change(cost.before, cost.after)), costs(cost.before, cost.after),
    el("p", { class: "quiet" }, `${some(cost.queries, "query", "queries")}, each at its best under one proved change`));
}

function databaseTile(source) {
  const indexes = data.tables.reduce((sum, table) => sum + (table.partition ? 0 : (table.indexes || []).length), 0);
  return tile("Database", el("p", { class: "big" }, source.bytes ? size(source.bytes) : some(source.tables, "table")),
    el("p", {}, link("tables", some(source.tables, "table")), " · ", some(indexes, "index", "indexes"), " · ", link("diagram", "diagram")),
    source.bytes > 0 && el("p", { class: "quiet" }, "tables and indexes, main forks"));
}

function checksTile(outcomes) {
  const names = Object.keys(outcomes);
  return tile("Checks", el("p", { class: "big" }, outcomes.passed, el("small", {}, " passed")), stacked(names.map((name) => [slug(name), outcomes[name]])),
    el("p", { class: "choices" }, names.filter((name) => outcomes[name]).map((name) => el("span", {}, el("i", { class: `dot is-${slug(name)}` }), link("checks", name), " ", el("b", {}, outcomes[name])))));
}

function notices() {
  const { twin, refusals, notes, ignored, known } = data.review;
  const said = [
    ...refusals.map((one) => el("li", {}, el("b", {}, "Not permitted: "), one.detail, one.remedy && [" — ", code(one.remedy)])),
    ...(twin ? twin.left_out : []).map((one) => el("li", {}, el("b", {}, "Left out of the twin: "), one)),
    ...notes.map((one) => el("li", {}, one)),
    ...data.review.unplanned.map((one) => el("li", {}, el("b", {}, "No plan for "), queryLink(one.query), `: ${one.problem}`)),
    ...ignored.map((one) => el("li", {}, el("b", {}, "Ignored: "), code(one.key), ` — ${one.reason}`)),
    known > 0 && el("li", {}, `${some(known, "finding")} of the baseline not shown.`),
  ].filter(Boolean);
  return said.length > 0 && el("details", { class: "fold notices" }, el("summary", {}, some(said.length, "note"), " on what was read"), el("ul", {}, said));
}

function filters(clear, redraw) {
  const advisors = [...new Set(findings.map((finding) => finding.advisor))].sort();
  const text = el("input", { type: "search", placeholder: "Filter findings", "aria-label": "Filter findings by text", oninput: () => { chosen.text = text.value; redraw(); } });
  text.value = chosen.text;
  const advisor = el("select", { "aria-label": "Advisor", onchange: () => { chosen.advisor = advisor.value; redraw(); } },
    el("option", { value: "" }, "All advisors"), advisors.map((name) => el("option", { value: name, selected: name === chosen.advisor }, name)));
  clear.addEventListener("click", () => {
    chosen.severity.clear();
    chosen.verdict.clear();
    chosen.advisor = advisor.value = "";
    chosen.text = text.value = "";
    redraw();
  });
  return el("div", { class: "filters" }, text, advisor, clear);
}

const matches = (finding) =>
  (!chosen.severity.size || chosen.severity.has(finding.severity)) && (!chosen.verdict.size || chosen.verdict.has(finding.verdict)) &&
  (!chosen.advisor || chosen.advisor === finding.advisor) &&
  chosen.text.toLowerCase().split(/\s+/).every((word) => `${finding.key} ${finding.title} ${finding.detail}`.toLowerCase().includes(word));

function drawFindings(list, tally, clear, openKey) {
  for (const button of document.querySelectorAll(".choice")) button.setAttribute("aria-pressed", String(chosen[button.dataset.group].has(button.dataset.name)));
  const shown = findings.filter((finding) => finding.key === openKey || matches(finding));
  clear.hidden = shown.length === findings.length;
  tally.textContent = findings.length === 0 ? "Nothing found." : shown.length === findings.length ? "In order of effect." : `${shown.length} of ${findings.length}, in order of effect.`;
  list.replaceChildren();
  const first = Math.max(100, shown.findIndex((finding) => finding.key === openKey) + 1);
  list.append(listing(shown, (finding) => findingLine(finding, finding.key === openKey), list, first));
}
