// Figures as people read them; the same words as the other formats.
const MINUS = "\u2212";

function count(number) {
  if (number === undefined || number === null) return "–";
  for (const [limit, scale, suffix] of [[1e12, 1e12, "T"], [1e9, 1e9, "G"], [1e6, 1e6, "M"], [1e4, 1e3, "k"]]) {
    if (Math.abs(number) >= limit) return (number / scale).toFixed(1) + suffix;
  }
  return Number.isInteger(number) || Math.abs(number) >= 100 ? Math.round(number).toLocaleString("en") : String(Number(number.toPrecision(2)));
}

function size(bytes) {
  if (bytes === undefined || bytes === null) return "–";
  if (bytes < 1024) return `${bytes} B`;
  let unit = 0;
  const units = ["kB", "MB", "GB", "TB"];
  for (bytes /= 1024; bytes >= 1024 && unit < 3; unit += 1) bytes /= 1024;
  return `${bytes.toFixed(1)} ${units[unit]}`;
}

function change(before, after) {
  if (before === after) return "unchanged";
  if (before <= 0) return "new";
  const ratio = after / before;
  if (ratio >= 10) return `×${Math.round(ratio)}`;
  const percent = Math.abs(ratio - 1) * 100;
  if (percent < 0.05) return "≈ 0 %";
  if (after > 0 && ratio < 1 && percent >= 99.5) return `${MINUS}${Math.min(percent, 99.9).toFixed(1)} %`;
  return `${ratio < 1 ? MINUS : "+"}${percent >= 1 ? Math.round(percent) : Number(percent.toPrecision(2))} %`;
}

function duration(milliseconds) {
  if (milliseconds === undefined || milliseconds === null) return "–";
  if (milliseconds < 1000) return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

const some = (number, noun, plural) => `${number.toLocaleString("en")} ${number === 1 ? noun : plural || `${noun}s`}`;
const share = (fraction) => (fraction > 0 && fraction < 0.001 ? "<0.1 %" : `${Number((fraction * 100).toFixed(fraction < 0.1 ? 1 : 0))} %`);
const moment = (text) => (text || "").replace("T", " ").replace(/(\.\d+)?(Z|\+00:00)$/, " UTC");

// A bar of a hundred parts; its width is set through the style object, which the policy of this page allows.
const bar = (fraction, kind = "", label = "") =>
  el("span", { class: `bar ${kind}`, role: label ? "img" : "presentation", "aria-label": label || null },
    el("span", { style: { width: `${Math.max(0, Math.min(1, fraction)) * 100}%` } }));

// Two bars to one scale: what it costs, and what it would cost.
function costs(before, after) {
  const most = Math.max(before, after) || 1;
  const better = after <= before;
  return el("div", { class: "costs" },
    el("span", { class: "quiet" }, "before"), bar(before / most, "grey"), el("b", {}, count(before)),
    el("span", { class: "quiet" }, "after"), bar(after / most, better ? "good" : "bad"),
    el("b", { class: better ? "good" : "bad" }, `${count(after)} `, el("small", {}, `(${change(before, after)})`)));
}

// One bar in parts, each with its own kind: [kind, number] pairs.
function stacked(parts) {
  const total = parts.reduce((sum, [, number]) => sum + number, 0) || 1;
  return el("span", { class: "stacked", role: "presentation" },
    parts.filter(([, number]) => number).map(([kind, number]) => el("span", { class: `is-${kind}`, style: { "flex-grow": String(number / total) } })));
}
