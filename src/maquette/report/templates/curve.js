// The budget curve: what the workload costs against the bytes of new indexes, in steps, with the answer and the bound.
function megabytes(bytes) {
  if (bytes === undefined || bytes === null) return "–";
  if (bytes < 1000) return `${bytes} B`;
  let unit = 0;
  const units = ["kB", "MB", "GB", "TB"];
  for (bytes /= 1000; bytes >= 999.95 && unit < 3; unit += 1) bytes /= 1000;
  return `${bytes.toFixed(1)} ${units[unit]}`;
}

// Round steps (1, 2 or 5 times a power of ten) that divide up to `most` into no more than `count` parts.
function ticks(most, count) {
  const rough = most / count, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough);
  return Array.from({ length: Math.floor(most / step + 1e-9) + 1 }, (_, place) => place * step);
}

function powers(least, most) {
  const found = [];
  for (let power = Math.ceil(Math.log10(least)); power <= Math.log10(most); power += 1) found.push(10 ** power);
  return found.length >= 2 ? found : [least, most];
}

function curveCard(advice) {
  const within = advice.curve.filter((point) => data.reach === null || point.bytes <= data.reach);
  const points = within.sort((one, other) => one.bytes - other.bytes);
  if (points.length < 2 || points[points.length - 1].bytes === 0) return null;
  const least = Math.min(advice.bound || advice.after, ...points.map((point) => point.cost));
  const canLog = least > 0;
  let logarithmic = canLog && advice.before / least > 20;
  const frame = el("div", { class: "chart" });
  const button = canLog && el("button", { type: "button", class: "switch", onclick: () => { logarithmic = !logarithmic; redraw(); } }, "log scale");
  let drawn = 0;
  function redraw() {
    drawn = frame.clientWidth;
    if (button) button.setAttribute("aria-pressed", String(logarithmic));
    if (drawn) frame.replaceChildren(drawCurve(advice, points, drawn, logarithmic));
  }
  new ResizeObserver(() => { if (frame.clientWidth !== drawn) redraw(); }).observe(frame);
  return el("section", { class: "card part", id: "budget" },
    el("div", { class: "titled" }, el("h2", {}, "What a budget buys"), el("span", { class: "quiet" }, "least cost of the workload, by megabytes of new indexes"), button),
    frame,
    el("p", { class: "choices marks" },
      el("span", {}, el("i", { class: "mark chosen" }), "chosen ", el("b", {}, `${count(advice.after)} with ${megabytes(advice.bytes)}`)),
      hasBound(advice) && el("span", {}, el("i", { class: "mark bound" }), "no set within the limits costs less than ", el("b", {}, count(advice.bound))),
      advice.limits.budget > 0 && el("span", {}, el("i", { class: "mark budget" }), "budget ", el("b", {}, megabytes(advice.limits.budget)))),
    data.next && el("p", {}, data.next),
    data.most && el("p", { class: "quiet" }, data.most));
}

const hasBound = (advice) => advice.bound > 0 && advice.queries.length > 0;

function drawCurve(advice, points, width, logarithmic) {
  const height = width < 520 ? 260 : 320, left = 58, right = 14, top = 26, bottom = 44;
  const { budget } = advice.limits, last = points[points.length - 1].bytes;
  const most = Math.max(last, advice.bytes, budget && budget < last * 1.5 ? budget : 0) * 1.03;
  const highest = Math.max(advice.before, ...points.map((point) => point.cost));
  const least = Math.min(advice.bound || advice.after, ...points.map((point) => point.cost));
  const ground = logarithmic ? least * 0.7 : 0;
  const x = (bytes) => left + (bytes / most) * (width - left - right);
  const part = (cost) => (logarithmic ? Math.log(Math.max(cost, ground) / ground) / Math.log(highest / ground) : cost / highest);
  const y = (cost) => top + (1 - part(cost)) * (height - top - bottom);
  const floor = height - bottom, round = (number) => Math.round(number * 10) / 10;
  let path = `M${round(x(points[0].bytes))} ${round(y(points[0].cost))}`;
  for (const point of points.slice(1)) path += `H${round(x(point.bytes))}V${round(y(point.cost))}`;
  path += `H${round(x(most))}`;
  const levels = logarithmic ? powers(least, highest) : ticks(highest, 5);
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, height, role: "img", "aria-label": `Cost of the workload by bytes of new indexes: ${count(advice.before)} with none, ${count(advice.after)} with ${megabytes(advice.bytes)}` },
    levels.map((cost) => [svg("line", { class: "rule", x1: left, x2: width - right, y1: y(cost), y2: y(cost) }), svg("text", { x: left - 8, y: y(cost) + 4, "text-anchor": "end" }, count(cost))]),
    ticks(most, width < 520 ? 3 : 7).map((bytes) => svg("text", { x: x(bytes), y: floor + 18, "text-anchor": "middle" }, bytes ? megabytes(bytes).replace(".0 ", " ") : "0")),
    svg("line", { class: "axis-line", x1: left, x2: width - right, y1: floor, y2: floor }),
    svg("text", { x: (left + width - right) / 2, y: height - 6, "text-anchor": "middle" }, "new indexes"), svg("text", { x: 0, y: 12 }, logarithmic ? "cost (log scale)" : "cost"),
    svg("path", { class: "area", d: `${path}V${floor}H${round(x(points[0].bytes))}Z` }), svg("path", { class: "steps", d: path }),
    budget > 0 && budget <= most && svg("line", { class: "budget", x1: x(budget), x2: x(budget), y1: top, y2: floor }),
    hasBound(advice) && svg("line", { class: "bound", x1: left, x2: x(Math.min(budget === null ? most : Math.max(budget, advice.bytes), most)), y1: y(advice.bound), y2: y(advice.bound) }),
    points.map((point, place) => {
      const end = place + 1 < points.length ? points[place + 1].bytes : most;
      return svg("rect", { class: "over", x: x(point.bytes), y: top, width: Math.max(x(end) - x(point.bytes), 1), height: floor - top },
        svg("title", {}, `from ${megabytes(point.bytes)}, ${some(point.indexes, "index", "indexes")}: cost ${count(point.cost)} (${change(advice.before, point.cost)})`));
    }),
    svg("circle", { class: "chosen", cx: x(advice.bytes), cy: y(advice.after), r: 6 }, svg("title", {}, `chosen: ${megabytes(advice.bytes)}, cost ${count(advice.after)}`)));
}
