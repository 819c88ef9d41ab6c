// What a review names is found again: tables, queries, checks, and the findings of each.
const tableLink = (id) => (tableById.has(id) ? link(`table/${encodeURIComponent(id)}`, code(id)) : code(id));
const queryLink = (name) => (queryByName.has(name) ? link(`query/${encodeURIComponent(name)}`, code(name)) : code(name));
const checkLink = (name) => link(`checks/${encodeURIComponent(name)}`, code(name));

const tableById = new Map(data.tables.map((table) => [table.id, table]));
const queryByName = new Map(data.queries.map((query) => [query.name, query]));
const findings = data.review.findings;
const findingByKey = new Map(findings.map((finding) => [finding.key, finding]));

function gather(of) {
  const found = new Map();
  for (const finding of findings) for (const name of of(finding)) {
    if (!found.has(name)) found.set(name, []);
    found.get(name).push(finding);
  }
  return found;
}
const findingsOfTable = gather((finding) => finding.tables);
const findingsOfQuery = gather((finding) => new Set([...finding.queries, ...finding.evidence.flatMap((one) => one.queries.map((query) => query.query))]));
