// The queries with their share of the workload's cost.
const costOf = (query) => (planOf(query.plan) ? query.calls * planOf(query.plan).cost : 0);
const allCost = data.queries.reduce((sum, query) => sum + costOf(query), 0) || 1;

function workloadPage(name) {
  if (!data.workload) return missing("The source gave no workload: enable pg_stat_statements on the server, or give --queries FILE.");
  const { origin, since, evicted } = data.workload;
  const ranked = [...data.queries].sort((one, other) => costOf(other) - costOf(one));
  const list = el("div", { class: "queries" });
  const text = el("input", { type: "search", placeholder: "Filter queries", "aria-label": "Filter queries", oninput: redraw });
  function redraw() {
    const words = text.value.toLowerCase().split(/\s+/);
    const shown = ranked.filter((query) => query.name === name || words.every((word) => `${query.name} ${query.sql}`.toLowerCase().includes(word)));
    list.replaceChildren();
    const first = Math.max(100, shown.findIndex((query) => query.name === name) + 1);
    list.append(listing(shown, (query) => queryLine(query, query.name === name), list, first));
  }
  redraw();
  if (name) requestAnimationFrame(() => {
    const line = list.querySelector("details[open]");
    if (line) line.scrollIntoView({ block: "start" });
  });
  return el("main", { id: "main" }, el("h1", {}, "Workload"),
    el("p", { class: "quiet" }, `${some(data.queries.length, "query", "queries")} from ${origin}${since ? ` since ${moment(since)}` : ""}, by cost: calls × the planner's total cost.`,
      evicted > 0 && ` ${some(evicted, "statement")} left the counters since.`),
    el("div", { class: "filters" }, text), list);
}

function queryLine(query, open) {
  const plan = planOf(query.plan);
  const line = el("details", { class: "finding query" }, el("summary", {},
    icon(ICONS.next, { class: "icon turn" }),
    el("span", { class: "what" }, el("b", {}, query.name), " ", badges(findingsOfQuery.get(query.name)), el("code", { class: "glimpse" }, query.sql.replace(/\s+/g, " ").slice(0, 160))),
    el("span", { class: "weight" }, query.problem && !plan ? el("span", { class: "tag bad" }, "no plan") : [el("span", {}, share(costOf(query) / allCost)), el("span", { class: "effect" }, bar(costOf(query) / allCost))],
      el("span", { class: "quiet calls" }, `${count(query.calls)} calls`))));
  let filled = false;
  const build = () => {
    if (filled || !line.open) return;
    filled = true;
    line.append(el("div", { class: "body" },
      query.problem && el("pre", { class: "problem" }, query.problem),
      sqlBlock(query.sql),
      el("dl", { class: "facts tight" }, [
        ["calls", count(query.calls)], ["time over all calls", duration(query.ms)], ["time a call", query.ms === null ? "–" : duration(query.ms / query.calls)],
        ["rows a call", query.rows === null ? "–" : count(query.rows / query.calls)], ["cost a call", plan ? count(plan.cost) : "–"]].map(([term, value]) => [el("dt", {}, term), el("dd", {}, value)])),
      plan && el("section", {}, el("h4", {}, "Plan on the twin"), planTree(plan)),
      part("Findings", (findingsOfQuery.get(query.name) || []).map((finding) => findingLine(finding)))));
  };
  line.addEventListener("toggle", build);
  if (open) {
    line.open = true;
    build();
  }
  return line;
}
