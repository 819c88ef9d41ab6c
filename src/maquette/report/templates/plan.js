// Plans as trees: a line a node, with its own share of the cost.
function describe(node) {
  return [node.kind, node.on, node.index].filter(Boolean).join(" · ");
}

function flat(node) {
  return [node, ...(node.nodes || []).flatMap(flat)];
}

// How many nodes of each description a plan has, to tell what another has not.
function tally(plan) {
  const counted = new Map();
  for (const node of flat(plan)) counted.set(describe(node), (counted.get(describe(node)) || 0) + 1);
  return counted;
}

function ownCost(node) {
  return Math.max(0, node.cost - (node.nodes || []).reduce((sum, child) => sum + child.cost, 0));
}

function planTree(plan, other, kind = "") {
  const left = other ? tally(other) : null;
  const most = Math.max(...flat(plan).map(ownCost), 1e-9);
  function line(node) {
    let changed = false;
    if (left) {
      const rest = left.get(describe(node)) || 0;
      changed = rest === 0;
      left.set(describe(node), rest - 1);
    }
    const own = ownCost(node);
    const head = [
      el("span", { class: "node" },
        node.sub && el("small", { class: "sub" }, `${node.sub}: `), el("b", {}, node.kind),
        node.on && [" ", el("span", { class: "on" }, node.on)], node.as && el("small", {}, ` ${node.as}`),
        node.index && [" ", el("span", { class: "tag index" }, node.index)]),
      el("span", { class: "numbers" }, bar(own / most, "heat"),
        el("span", { title: `startup ${node.start}, total ${node.cost}` }, count(node.cost)),
        el("span", { class: "quiet", title: "rows that the planner expects" }, `${count(node.rows)} rows`)),
    ];
    const classes = changed ? `changed ${kind}` : null;
    return el("li", { class: classes },
      node.more
        ? el("details", {}, el("summary", {}, head), el("dl", { class: "facts" }, node.more.map(([name, value]) => [el("dt", {}, name), el("dd", {}, code(value))])))
        : el("div", { class: "line" }, head),
      node.nodes && el("ul", {}, node.nodes.map(line)));
  }
  return el("ul", { class: "plan" }, line(plan));
}

function planOf(number) {
  return number === null || number === undefined ? null : data.plans[number];
}

function plansBeside(before, after) {
  return el("div", { class: "beside" },
    el("section", {}, el("h5", {}, "Before ", el("span", { class: "quiet" }, count(before.cost))), planTree(before, after, "gone")),
    el("section", {}, el("h5", {}, "After ", el("span", { class: "quiet" }, count(after.cost))), planTree(after, before, "new")));
}
