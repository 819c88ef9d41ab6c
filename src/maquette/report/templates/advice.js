// The advice on one page: what is won and how near the best it is, the curve, each index, and why no other.
const advice = data.advice;
const tile = (title, ...children) => el("article", { class: "card tile" }, el("h3", {}, title), ...children);
const section = (id, title, note, ...children) => el("section", { class: "part", id }, el("div", { class: "titled" }, el("h2", {}, title), note && el("span", { class: "quiet" }, note)), children);
const saved = (query) => query.calls * (query.before - query.after);
const dearer = (query) => query.after > query.before * 1.0001;
const worth = (label, value, kind) => el("span", {}, el("span", { class: "quiet" }, `${label} `), el("b", { class: kind }, value));

function hero() {
  const { twin } = advice;
  return el("header", { class: "hero" },
    el("div", {}, el("h1", {}, "Index advice"), el("p", { class: "source" }, code(advice.source)),
      el("p", { class: "chips" }, data.read && el("span", { class: "tag" }, `read ${moment(data.read)}`),
        data.workload && el("span", { class: "tag" }, `queries from ${data.workload}`),
        advice.interrupted && el("span", { class: "tag warning" }, "the search was stopped: the best so far"))),
    el("aside", { class: `card twin ${twin.exact ? "exact" : "near"}` },
      el("h2", {}, "Twin ", el("span", { class: "tag" }, twin.version), el("span", { class: `tag ${twin.exact ? "good" : "warning"}` }, twin.exact ? "exact" : "not exact")),
      el("p", {}, twin.fidelity), el("p", { class: "quiet" }, `built in ${duration(twin.seconds * 1000)}, without a row of data`)));
}

function tiles() {
  const { before, after, bound, limits, bytes } = advice, most = Math.max(after, bound) || 1;
  const upkeep = advice.indexes.reduce((sum, index) => sum + index.write_cost, 0);
  return el("section", { class: "tiles", "aria-label": "Summary" },
    tile("Workload cost", el("p", { class: "big" }, change(before, after)), costs(before, after),
      el("p", { class: "quiet" }, `${some(advice.queries.length, "query", "queries")}: calls × the planner's total cost, with what writes pay`)),
    tile("Gap to the best", el("p", { class: "big" }, data.gap),
      el("div", { class: "proofs" }, el("span", { class: "quiet" }, "bound"), bar(bound / most, "grey"), el("b", {}, count(bound)), el("span", { class: "quiet" }, "answer"), bar(after / most, "good"), el("b", { class: "good" }, count(after))),
      el("p", { class: "quiet" }, data.proof)),
    tile("New indexes", el("p", { class: "big" }, advice.indexes.length, el("small", {}, ` ${megabytes(bytes)}`)),
      limits.budget > 0 && bar(bytes / limits.budget, "", `${megabytes(bytes)} of ${megabytes(limits.budget)}`),
      el("p", { class: "quiet" }, limits.budget === null ? "no limit of bytes" : `of a budget of ${megabytes(limits.budget)}`,
        upkeep > 0 && `; writes pay ${count(upkeep)} for them`, advice.drops.length > 0 && `; ${some(advice.drops.length, "index", "indexes")} to drop`),
      data.first && el("p", {}, data.first)),
    tile("Search", el("p", { class: "big" }, advice.explains.toLocaleString("en"), el("small", {}, " EXPLAINs")),
      el("p", { class: "quiet" }, `${some(advice.candidates, "candidate")}, ${duration(advice.seconds * 1000)}, none of it on the source`)));
}

function helpedBy(queries) {
  const most = Math.max(...queries.map((query) => query.calls * Math.max(query.before, query.after))) || 1;
  const line = (query) => el("li", {},
    el("span", {}, code(query.query), el("span", { class: "quiet" }, ` ${count(query.calls)} ${query.calls === 1 ? "call" : "calls"}`)),
    el("span", { class: "pair" }, bar(query.calls * query.before / most, "grey"), bar(query.calls * query.after / most, query.after <= query.before ? "good" : "bad")),
    el("span", { class: "from" }, `${count(query.before)} → ${count(query.after)}`),
    el("span", { class: `by ${dearer(query) ? "bad" : "good"}` }, change(query.before, query.after)));
  const shown = el("ul", { class: "helped" }), more = listing(queries, line, shown, 5);
  return [shown, more];
}

function indexCard(index, place) {
  return el("article", { class: "card choice-card" },
    el("header", {}, el("span", { class: "rank" }, place + 1), code(index.definition), el("span", { class: "big" }, el("small", {}, megabytes(index.bytes)))),
    el("p", { class: "worth" }, worth("saves", count(index.gain), "good"), worth("of the workload", share(advice.before ? index.gain / advice.before : 0)),
      index.write_cost > 0 && worth("writes pay", count(index.write_cost), "warning")),
    index.helps.length > 0 && helpedBy(index.helps),
    index.narrower && el("p", {}, el("b", {}, "Why not narrower: "), index.narrower),
    index.notes.map((note) => el("p", { class: "warning" }, note)),
    statementsOf(index));
}

function statementsOf(change) {
  const ended = (statements) => statements.map((statement) => `${statement.replace(/;\s*$/, "")};`).join("\n");
  return el("div", { class: "change" }, sqlBlock(ended(change.statements)),
    change.undo_statements.length > 0 && el("details", { class: "fold" }, el("summary", {}, "Undo"), sqlBlock(ended(change.undo_statements), "Copy undo")));
}

function indexes() {
  const list = el("div", { class: "stack" }), more = listing(advice.indexes, indexCard, list, 20);
  return section("indexes", advice.indexes.length ? "New indexes" : data.nothing, advice.indexes.length > 0 && "in the order that pays earliest", list, more);
}

function drops() {
  return advice.drops.length > 0 && section("drops", "Indexes to drop", null, advice.drops.map((drop) => el("article", { class: "card choice-card" },
    el("header", {}, code(drop.index), el("span", { class: "big" }, el("small", {}, megabytes(drop.bytes)))), el("p", {}, code(drop.definition)),
    el("p", {}, drop.reason, drop.gain > 0 && [" ", worth("saves", count(drop.gain), "good")]), statementsOf(drop))));
}

function statistics() {
  return advice.statistics.length > 0 && section("statistics", "Statistics that mend estimates", null,
    advice.statistics.map((made) => el("article", { class: "card choice-card" }, el("p", {}, made.reason), statementsOf(made))));
}

function table(labels, body) {
  return el("div", { class: "scroll" }, el("table", { class: "grid cards inline" },
    el("thead", {}, el("tr", {}, labels.map(([label, number]) => el("th", { scope: "col", class: number ? "number" : null }, label)))), body));
}

function measured() {
  const { measured } = advice;
  if (!measured) return null;
  const ranked = [...measured.queries].sort((one, other) => one.ratio - other.ratio);
  const kind = (ratio) => (ratio < 1 / 1.05 ? "good" : ratio > 1.05 ? "warning" : "");
  const row = (query) => el("tr", {}, el("th", { scope: "row" }, code(query.query)),
    el("td", { class: "number", "data-label": "Before" }, `${query.before.toFixed(3)} ms`), el("td", { class: "number", "data-label": "After" }, `${query.after.toFixed(3)} ms`),
    el("td", { class: "saved", "data-label": "After ÷ before" }, el("span", {}, el("span", { class: "share" }, bar(query.ratio, { good: "good", warning: "heat" }[kind(query.ratio)] || "grey")), el("b", { class: kind(query.ratio) }, query.ratio.toFixed(query.ratio < 0.1 ? 3 : 2)))));
  return section("measured", "Measured", measured.origin,
    table([["Query"], ["Before", true], ["After", true], ["After ÷ before"]], el("tbody", {}, ranked.map(row))),
    measured.refused.map((slowed) => el("p", { class: "bad" }, `Slower than allowed: ${slowed}`)),
    measured.notes.map((note) => el("p", { class: "quiet" }, note)));
}

function queries() {
  const ranked = [...advice.queries].sort((one, other) => saved(other) - saved(one)), most = Math.max(...ranked.map((query) => Math.abs(saved(query))), 0) || 1;
  const grown = ranked.filter(dearer).length;
  const row = (query) => el("tr", {},
    el("th", { scope: "row" }, data.texts[query.query] === undefined ? code(query.query)
      : el("details", { class: "asked" }, el("summary", {}, code(query.query)), el("pre", { tabindex: "0" }, highlight(data.texts[query.query])))),
    el("td", { class: "number", "data-label": "Calls" }, count(query.calls)), el("td", { class: "number", "data-label": "Before" }, count(query.before)), el("td", { class: "number", "data-label": "After" }, count(query.after)),
    el("td", { class: "number", "data-label": "Change" }, el("b", { class: dearer(query) ? "bad" : query.after < query.before ? "good" : "quiet" }, change(query.before, query.after)), dearer(query) && [" ", el("span", { class: "tag bad" }, "dearer")]),
    el("td", { class: "saved", "data-label": "Saved" }, el("span", {}, el("span", { class: "share" }, bar(Math.abs(saved(query)) / most, saved(query) < 0 ? "bad" : "good")), count(saved(query)))));
  const body = el("tbody"), more = listing(ranked, row, body, 100);
  return ranked.length > 0 && section("queries", `Queries (${ranked.length.toLocaleString("en")})`, `cost of one call; by what is saved over all calls${grown ? `; ${grown.toLocaleString("en")} dearer, at the end` : ""}`,
    table([["Query"], ["Calls", true], ["Before", true], ["After", true], ["Change", true], ["Saved"]], body), more);
}

function reasons(id, title, groups) {
  const total = groups.reduce((sum, group) => sum + group.indexes.length, 0);
  return total > 0 && section(id, `${title} (${total.toLocaleString("en")})`, null,
    el("div", { class: "groups" }, groups.map((group) => {
      const list = el("ul", {}), more = listing(group.indexes, (one) => el("li", {}, code(one.index), one.bytes !== null && el("span", { class: "quiet" }, ` ${megabytes(one.bytes)}`), ` — ${one.reason}`), list, 30);
      return el("details", { class: "group" }, el("summary", {}, icon(ICONS.next, { class: "icon turn" }), el("b", {}, group.title), el("span", { class: "tag" }, group.indexes.length)), list, more);
    })));
}

function notices() {
  const said = [...advice.unplanned.map((one) => [el("b", {}, "No plan for "), code(one.query), `: ${one.problem}`]),
    ...advice.twin.left_out.map((one) => [el("b", {}, "Left out of the twin: "), one]), ...advice.notes];
  return said.length > 0 && section("notes", "Notes", null, el("ul", {}, said.map((one) => el("li", {}, one))));
}

current = el("main", { id: "main" }, hero(), tiles(), curveCard(advice), indexes(), statistics(), drops(), measured(), queries(), reasons("refused", "Considered and refused", data.considered), reasons("kept", "Standing indexes that must stay", data.kept), notices(),
  section("script", "The script", "for psql in autocommit; its undo is at the end", sqlBlock(data.script, "Copy script")));
const places = ["budget", "indexes", "drops", "measured", "queries", "refused", "kept", "script"].filter((id) => current.querySelector(`#${id}`));
document.body.append(
  el("a", { class: "skip", href: "#main" }, "To the content"),
  el("header", { class: "top" }, el("a", { href: "#", class: "brand" }, logo(), "maquette"),
    el("nav", { "aria-label": "Sections" }, places.map((id) => el("a", { href: `#${id}` }, id[0].toUpperCase() + id.slice(1)))),
    el("span", { class: "jump" }), themeButton()),
  current);
