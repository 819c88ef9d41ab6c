// One table: columns with their statistics, indexes with their use, keys both ways.
function tablePage(id) {
  const table = tableById.get(id);
  if (!table) return missing(`No table is called ${id}.`);
  const found = findingsOfTable.get(id) || [];
  return el("main", { id: "main" },
    el("p", { class: "crumbs" }, link("tables", "Tables"), " / ", table.schema),
    el("header", { class: "hero" }, el("div", {},
      el("h1", {}, hueDot(table.schema), table.name),
      table.comment && el("p", { class: "lead" }, table.comment),
      el("p", { class: "chips" },
        el("span", { class: "tag" }, table.partition ? "partition" : table.kind), table.persistence && el("span", { class: "tag warning" }, table.persistence),
        table.owner && el("span", { class: "tag" }, `owner ${table.owner}`), table.rowSecurity && el("span", { class: "tag good" }, "row security"),
        (table.options || []).map((option) => el("span", { class: "tag" }, option)),
        data.diagram.boxes.some((box) => box.id === id) && link(`diagram/${encodeURIComponent(id)}`, "show in the diagram")))),
    el("section", { class: "tiles" }, sizeTile(table), table.use && useTile(table.use)),
    table.partition && el("p", {}, "Partition of ", tableLink(table.partition.parent), " ", code(table.partition.bound)),
    part("Findings", found.map((finding) => findingLine(finding))),
    table.definition && part("Definition", sqlBlock(table.definition)),
    table.reads && part("Reads", el("ul", {}, table.reads.map((name) => el("li", {}, tableLink(name))))),
    columnsPart(table),
    indexesPart(table),
    keysPart(table),
    part("Checks and exclusions", named(table.checks)),
    part("Extended statistics", named(table.statistics)),
    part("Triggers", (table.triggers || []).map((trigger) => el("div", {}, el("h5", {}, trigger.name, trigger.enabled !== "origin" && el("span", { class: "tag warning" }, trigger.enabled)), sqlBlock(trigger.text)))),
    part("Policies", (table.policies || []).map(policyOf)),
    partitionsPart(table));
}

const missing = (text) => el("main", { id: "main" }, el("h1", {}, "Not here"), el("p", {}, text), el("p", {}, link("", "To the findings")));

function part(title, content) {
  const filled = Array.isArray(content) ? content.length > 0 : content;
  return filled ? el("section", { class: "part" }, el("h2", {}, title), content) : null;
}

const named = (list) => list && el("dl", { class: "facts" }, list.map((one) => [el("dt", {}, code(one.name)), el("dd", {}, highlight(one.text))]));

function sizeTile(table) {
  if (table.bytes === undefined) return tile("Size", el("p", { class: "quiet" }, "not known: the source has no statistics"));
  const parts = [["table", table.bytes], ["index", table.indexBytes || 0], ["toast", table.toastBytes || 0]];
  return tile("Size", el("p", { class: "big" }, size(whole(table)), el("small", {}, ` ${count(table.rows)} rows`)), stacked(parts),
    el("p", { class: "choices" }, parts.map(([name, bytes]) => el("span", {}, el("i", { class: `dot is-${name}` }), `${name === "index" ? "indexes" : name} `, el("b", {}, size(bytes))))));
}

function useTile(use) {
  return tile("Use", el("dl", { class: "facts tight" }, Object.entries(use).map(([name, value]) =>
    [el("dt", {}, name), el("dd", {}, typeof value === "number" ? count(value) : moment(value))])));
}

function columnsPart(table) {
  if (!table.columns) return null;
  const body = el("tbody");
  const more = listing(table.columns, columnRow, body, 100);
  return part(`Columns (${table.columns.length})`, [
    el("div", { class: "scroll" }, el("table", { class: "grid cards columns" },
      el("thead", {}, el("tr", {}, ["Column", "Type", "Nulls", "Distinct", "Values"].map((label) => el("th", { scope: "col" }, label)))), body)), more]);
}

function columnRow(column) {
  const facts = column.facts;
  return el("tr", {},
    el("th", { scope: "row" },
      column.primary && icon(ICONS.key, { class: "icon key", role: "img", "aria-label": "primary key" }), code(column.name),
      column.to && el("small", {}, "→ ", tableLink(column.to)), column.comment && el("small", { class: "note" }, column.comment)),
    el("td", { "data-label": "Type" }, code(column.type),
      column.identity && el("small", {}, `identity ${column.identity}`), column.generated && el("small", {}, `generated ${column.generated}`),
      column.default && el("small", {}, column.generated ? "" : "default ", highlight(column.default))),
    el("td", { "data-label": "Nulls" }, column.notNull ? el("span", { class: "tag" }, "not null") : el("span", {}, facts ? [bar(facts.nulls, "grey"), share(facts.nulls)] : "nullable")),
    el("td", { "data-label": "Distinct" }, facts && el("span", {}, facts.unique ? "unique" : count(facts.distinct)),
      facts && facts.width && el("small", {}, `${facts.width} bytes wide`)),
    el("td", { "data-label": "Values" }, facts && valuesOf(facts)));
}

function valuesOf(facts) {
  const most = facts.common ? facts.common[0][1] : 1;
  return el("div", { class: "values" },
    facts.common && el("ul", { class: "common" }, facts.common.map(([value, fraction]) =>
      el("li", {}, bar(fraction / most, "grey"), code(value), el("span", { class: "quiet" }, share(fraction))))),
    facts.bars && histogram(facts.bars),
    facts.range && el("small", { class: "range" }, code(facts.range[0]), " … ", code(facts.range[1])),
    facts.correlation !== undefined && correlation(facts.correlation));
}

function histogram(bars) {
  return svg("svg", { viewBox: `0 0 ${bars.length * 5} 30`, class: "histogram", role: "img", "aria-label": "histogram", preserveAspectRatio: "none" },
    bars.map((height, place) => svg("rect", { x: place * 5, y: 30 - Math.max(height * 0.3, height ? 1 : 0.4), width: 4, height: Math.max(height * 0.3, height ? 1 : 0.4) })));
}

// Where the column's order and the order on disk agree, a range scan reads few pages.
function correlation(value) {
  return el("small", { class: "correlation", title: "physical order against the order of values, −1 to 1" }, "order on disk ",
    el("span", { class: "axis" }, el("i", { style: { left: `${(value + 1) * 50}%` } })), ` ${value.toFixed(2).replace("-", MINUS)}`);
}

function indexesPart(table) {
  return part("Indexes", table.indexes && el("div", { class: "stack" }, table.indexes.map((index) => el("article", { class: "card index" },
    el("h4", {}, code(index.name), index.primary && el("span", { class: "tag" }, "primary key"), !index.primary && index.unique && el("span", { class: "tag" }, "unique"),
      index.broken && el("span", { class: "tag bad" }, "invalid")),
    el("p", {}, highlight(index.text)),
    el("p", { class: "quiet" }, size(index.bytes), index.scans !== undefined && [" · ", index.scans ? `${count(index.scans)} scans` : el("b", { class: "warning" }, "never scanned")],
      index.lastScan && ` · last ${moment(index.lastScan)}`)))));
}

function keysPart(table) {
  const ends = (key) => [code(key.columns.join(", ")), " → ", tableLink(key.table), " ", code(`(${key.target.join(", ")})`)];
  return [
    part("Keys", named(table.keys)),
    part("Refers to", table.out && el("ul", { class: "plain" }, table.out.map((key) => el("li", {}, ends(key),
      key.delete !== "no action" && el("span", { class: "tag" }, `on delete ${key.delete}`), !key.valid && el("span", { class: "tag warning" }, "not valid"))))),
    part("Referred to by", table.in && el("ul", { class: "plain" }, table.in.map((key) => el("li", {}, tableLink(key.table), " ", code(`(${key.columns.join(", ")})`), " → ", code(key.target.join(", ")))))),
  ];
}

function policyOf(policy) {
  return el("div", {}, el("h5", {}, policy.name, el("span", { class: "tag" }, policy.command), el("span", { class: "quiet" }, ` to ${policy.roles.join(", ")}`)),
    policy.using && el("p", {}, "using ", highlight(policy.using)), policy.check && el("p", {}, "with check ", highlight(policy.check)));
}

function partitionsPart(table) {
  if (!table.partitioned) return null;
  const list = el("ul", { class: "plain" });
  const more = listing(table.partitions || [], (id) => el("li", {}, tableLink(id), " ", code(tableById.get(id).partition.bound)), list, 50);
  return part(`Partitions by ${table.partitioned} (${(table.partitions || []).length})`, [list, more]);
}
