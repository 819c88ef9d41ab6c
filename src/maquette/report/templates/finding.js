// One finding: its line in a list, and all that is known of it.
const VERDICTS = { proved: "Proved", inconclusive: "Inconclusive", "not applicable": "Not tested", refuted: "Refuted" };
const slug = (text) => text.replaceAll(" ", "-");
const verdictTag = (verdict) => el("span", { class: `tag verdict ${slug(verdict)}` }, VERDICTS[verdict]);
const severityTag = (severity) => el("span", { class: `severity ${severity}` }, severity);

function weighed(finding) {
  return finding.evidence.find((one) => one.before !== null && one.after !== null);
}

function findingLine(finding, open = false) {
  const cost = weighed(finding);
  const head = el("summary", {},
    icon(ICONS.next, { class: "icon turn" }), severityTag(finding.severity),
    el("span", { class: "what" }, el("b", {}, finding.title), " ", code(finding.object)),
    el("span", { class: "weight" },
      cost && cost.after !== cost.before && el("span", { class: `delta ${cost.after < cost.before ? "good" : "bad"}`, title: "cost of the workload" }, change(cost.before, cost.after)),
      el("span", { class: "effect", title: `effect ${finding.effect.toFixed(2)} of 1` }, bar(finding.effect, "", `effect ${finding.effect.toFixed(2)} of 1`)),
      verdictTag(finding.verdict)));
  const line = el("details", { class: `finding ${slug(finding.verdict)}`, "data-key": finding.key }, head);
  let filled = false;
  const build = () => {
    if (line.open && !filled) {
      filled = true;
      line.append(findingBody(finding));
    }
  };
  line.addEventListener("toggle", build);
  if (open) {
    line.open = true;
    build();
  }
  return line;
}

function findingBody(finding) {
  const page = data.pages[finding.check];
  return el("div", { class: "body" },
    el("p", { class: "lead" }, finding.detail),
    finding.advice && el("p", {}, finding.advice),
    finding.reason && el("p", { class: `reason ${slug(finding.verdict)}` }, verdictTag(finding.verdict), " ", finding.reason),
    finding.change && changeOf(finding.change),
    finding.evidence.map(evidenceOf),
    el("p", { class: "links" },
      finding.tables.map((id) => el("span", {}, "table ", tableLink(id))),
      finding.queries.map((name) => el("span", {}, "query ", queryLink(name))),
      el("span", {}, "check ", checkLink(finding.check)),
      link(`finding/${encodeURIComponent(finding.key)}`, "link to this finding")),
    page && page.sections.length > 0 && el("details", { class: "fold" }, el("summary", {}, "Why this check exists"), pageOf(page)),
    el("details", { class: "fold" }, el("summary", {}, "How to ignore it"),
      el("p", {}, "In ", code("maquette.toml"), ", with a reason that every report will show:"),
      sqlBlock(`[[ignores]]\nkey = ${JSON.stringify(finding.key)}\nreason = "…"`)));
}

function pageOf(page) {
  return el("div", { class: "prose" }, page.sections.map(([heading, text]) =>
    [el("h5", {}, heading), text.split("\n\n").map((paragraph) => el("p", {}, paragraph))]));
}

function changeOf(change) {
  const text = change.statements.join("\n");
  return el("section", { class: "change" },
    el("h4", {}, "Change", !change.transactional && el("span", { class: "tag" }, "outside a transaction")), sqlBlock(text, "Copy change"),
    change.undo.length > 0 && el("details", { class: "fold" }, el("summary", {}, "Undo"), sqlBlock(change.undo.join("\n"), "Copy undo")));
}

function evidenceOf(evidence) {
  const conditions = Object.entries(evidence.conditions);
  return el("section", { class: "evidence" },
    el("h4", {}, evidence.claim, el("span", { class: "tag method" }, evidence.method), verdictTag(evidence.verdict)),
    el("p", {}, evidence.reason),
    evidence.before !== null && evidence.after !== null && costs(evidence.before, evidence.after),
    evidence.queries.length > 0 && comparisons(evidence.queries),
    evidence.statements.length > 0 && rehearsal("Statements as they ran", evidence.statements),
    evidence.undo.length > 0 && rehearsal("Undo as it ran", evidence.undo),
    evidence.undo_restores !== null && el("p", { class: evidence.undo_restores ? "good" : "bad" },
      evidence.undo_restores ? "The undo restores the schema." : "The undo does not restore the schema."),
    conditions.length > 0 && el("details", { class: "fold" }, el("summary", {}, "Conditions"),
      el("dl", { class: "facts" }, conditions.map(([name, value]) =>
        [el("dt", {}, name), el("dd", {}, typeof value === "object" && value ? JSON.stringify(value) : String(value))]))));
}

function comparisons(queries) {
  const weight = (query) => query.calls * (data.plans[query.before].cost - data.plans[query.after].cost);
  const ranked = [...queries].sort((one, other) => Math.abs(weight(other)) - Math.abs(weight(one)));
  return el("div", { class: "comparisons" }, ranked.map((query) => {
    const [before, after] = [data.plans[query.before], data.plans[query.after]];
    const fold = el("details", { class: "comparison" },
      el("summary", {}, icon(ICONS.next, { class: "icon turn" }), el("b", { class: "name" }, query.query),
        el("span", { class: "quiet" }, `${count(query.calls)} calls`),
        el("span", { class: "spread" }, `${count(before.cost)} → ${count(after.cost)} `,
          el("b", { class: after.cost <= before.cost ? "good" : "bad" }, change(before.cost, after.cost)))));
    fold.addEventListener("toggle", () => {
      if (fold.open && fold.children.length === 1) {
        const asked = queryByName.get(query.query);
        if (asked) fold.append(sqlBlock(asked.sql));
        fold.append(plansBeside(before, after));
      }
    });
    return fold;
  }));
}

const lockKind = (blocked) => ({ nothing: "none", "schema changes and vacuum": "light", writes: "strong" })[blocked] || "full";

function rehearsal(title, statements) {
  return el("div", { class: "rehearsal" }, el("h5", {}, title), statements.map((statement) => {
    const taken = statement.locks.map((lock) => ({ ...lock, name: (data.locks[lock.mode] || [lock.mode])[0], blocked: (data.locks[lock.mode] || ["", "reads and writes"])[1] }));
    return el("div", { class: "statement" },
      el("pre", { tabindex: "0" }, highlight(statement.sql)),
      el("p", { class: "numbers" }, el("span", { class: "tag" }, duration(statement.milliseconds)),
        statement.rewritten.map((name) => el("span", { class: "tag bad" }, `rewrites ${name}`))),
      taken.length > 0 && el("ul", { class: "locks" }, taken.map((lock) =>
        el("li", { class: `lock ${lockKind(lock.blocked)}` }, icon(ICONS.lock), el("b", {}, lock.name), " on ", code(lock.object),
          el("small", {}, `blocks ${lock.blocked}`)))),
      statement.problem && el("pre", { class: "problem" }, statement.problem));
  }));
}
