// All tables and views, to sort and to filter.
const order = { by: "bytes", down: true };
const COLUMNS = [
  ["id", "Table", (table) => table.id],
  ["kind", "Kind", (table) => (table.partition ? "partition" : table.kind)],
  ["columns", "Columns", (table) => (table.columns || []).length],
  ["rows", "Rows", (table) => table.rows],
  ["bytes", "Size", (table) => whole(table)],
  ["indexes", "Indexes", (table) => (table.indexes || []).length],
  ["findings", "Findings", (table) => (findingsOfTable.get(table.id) || []).length],
];

const whole = (table) => (table.bytes === undefined ? undefined : table.bytes + (table.indexBytes || 0) + (table.toastBytes || 0));

function badges(list) {
  const standing = (list || []).filter((finding) => finding.verdict !== "refuted");
  return SEVERITIES.map((name) => [name, standing.filter((finding) => finding.severity === name).length])
    .filter(([, number]) => number).map(([name, number]) => el("span", { class: `severity ${name}`, title: some(number, name) }, number));
}

function tablesPage() {
  const body = el("tbody");
  const more = el("div");
  const status = el("p", { class: "quiet", role: "status" });
  const text = el("input", { type: "search", placeholder: "Filter tables", "aria-label": "Filter tables by name", oninput: redraw });
  const heads = COLUMNS.map(([name, label], place) => el("th", { scope: "col", class: place > 1 ? "number" : null },
    el("button", { type: "button", onclick: () => {
      order.down = order.by === name ? !order.down : place > 1;
      order.by = name;
      redraw();
    } }, label)));

  function redraw() {
    const words = text.value.toLowerCase().split(/\s+/);
    const value = COLUMNS.find(([name]) => name === order.by)[2];
    const shown = data.tables.filter((table) => words.every((word) => table.id.toLowerCase().includes(word)));
    shown.sort((one, other) => compare(value(one), value(other)) * (order.down ? -1 : 1) || compare(one.id, other.id));
    heads.forEach((head, place) => head.setAttribute("aria-sort", COLUMNS[place][0] !== order.by ? "none" : order.down ? "descending" : "ascending"));
    status.textContent = shown.length === data.tables.length ? some(shown.length, "table") : `${shown.length} of ${some(data.tables.length, "table")}`;
    body.replaceChildren();
    more.replaceChildren(listing(shown, tableRow, body, 200));
  }
  redraw();
  return el("main", { id: "main" }, el("h1", {}, "Tables"), el("div", { class: "filters" }, text), status,
    el("div", { class: "scroll" }, el("table", { class: "grid cards inline" }, el("thead", {}, el("tr", {}, heads)), body)), more);
}

function compare(one, other) {
  if (one === other) return 0;
  if (one === undefined || one === null) return -1;
  if (other === undefined || other === null) return 1;
  return one < other ? -1 : 1;
}

function tableRow(table) {
  return el("tr", {},
    el("th", { scope: "row" }, hueDot(table.schema), tableLink(table.id)),
    el("td", { "data-label": "Kind" }, table.partition ? "partition" : table.kind),
    el("td", { class: "number", "data-label": "Columns" }, (table.columns || []).length),
    el("td", { class: "number", "data-label": "Rows" }, count(table.rows)),
    el("td", { class: "number", "data-label": "Size" }, size(whole(table))),
    el("td", { class: "number", "data-label": "Indexes" }, (table.indexes || []).length),
    el("td", { class: "number", "data-label": "Findings" }, badges(findingsOfTable.get(table.id))));
}

function hueDot(schema) {
  const hue = data.diagram.hues[schema];
  return el("i", { class: "dot", style: { background: hue === undefined ? "var(--line)" : `hsl(${hue} 52% 46%)` }, title: schema });
}
