// How the diagram is drawn: what is too small to read is not written.
const HEAD = 30, ROW = 18;
const NAMED = 0.27; // the scale from which a group's name has room above its tables
const MONO = 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace';

function palette() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(name).trim();
  return { ground: of("--ground"), paper: of("--paper"), ink: of("--ink"), soft: of("--soft"), line: of("--line"), edge: of("--edge"), accent: of("--accent"),
    area: of("--area"), error: of("--bad"), warning: of("--warning"), info: of("--info"), dark: document.documentElement.dataset.theme === "dark" };
}

function paint(context, view, colours, state) {
  const { width, height, scale, x, y, ratio } = view;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * x, ratio * y);
  const seen = { left: -x / scale, top: -y / scale, right: (width - x) / scale, bottom: (height - y) / scale };
  if (data.diagram.areas.length > 1) for (const area of data.diagram.areas) paintArea(context, area, view, colours);
  paintLines(context, view, seen, colours, state);
  for (const [number, box] of data.diagram.boxes.entries()) {
    const [left, top, wide, high] = box.at;
    if (left > seen.right || left + wide < seen.left || top > seen.bottom || top + high < seen.top) continue;
    paintBox(context, box, view, colours, state.near ? state.near.has(number) : true, state.selected === number, state.found.has(number));
  }
  if (scale < NAMED) for (const area of data.diagram.areas) paintLabel(context, area, view, colours);
}

function paintArea(context, [left, top, wide, high, label], { scale }, colours) {
  context.fillStyle = colours.area;
  context.strokeStyle = colours.line;
  context.lineWidth = 1 / Math.max(scale, 0.2);
  context.beginPath();
  context.roundRect(left, top, wide, high, 14);
  context.fill();
  context.stroke();
  if (scale >= NAMED) {
    const letter = Math.max(13, 11 / scale);
    context.fillStyle = colours.soft;
    context.font = `${letter}px ${MONO}`;
    context.fillText(cut(visible(label), (wide - 32) / (letter * 0.61)), left + 16, top + 12 + letter);
  }
}

// Far away, a group's name stands over it in a size that can be read.
function paintLabel(context, [left, top, wide, high, label], { scale }, colours) {
  if (wide * scale < 56) return;
  context.font = `600 ${11.5 / scale}px ${MONO}`;
  context.textAlign = "center";
  context.lineJoin = "round";
  context.lineWidth = 4 / scale;
  context.strokeStyle = colours.ground;
  context.fillStyle = colours.ink;
  const text = cut(visible(label), wide * scale / 7.4);
  context.strokeText(text, left + wide / 2, top + high / 2);
  context.fillText(text, left + wide / 2, top + high / 2);
  context.textAlign = "left";
}

function paintLines(context, { scale }, seen, colours, state) {
  context.lineJoin = "round";
  for (const [number, line] of data.diagram.lines.entries()) {
    const [source, target, kind, x1, y1, k1, k2, x2, y2] = line;
    const left = Math.min(x1, x2, k1, k2), right = Math.max(x1, x2, k1, k2);
    if (left > seen.right || right < seen.left || Math.min(y1, y2) > seen.bottom || Math.max(y1, y2) < seen.top) continue;
    const own = state.centre !== null && (source === state.centre || target === state.centre);
    if (state.near && !own && !state.near.has(source) && !state.near.has(target)) context.globalAlpha = 0.08;
    else context.globalAlpha = own ? 1 : state.near ? 0.12 : Math.hypot(x2 - x1, y2 - y1) > 1600 ? 0.35 : 0.9;
    context.strokeStyle = own || state.line === number ? colours.accent : colours.edge;
    context.lineWidth = Math.max(own ? 2 : 1.2, (own ? 1.6 : 0.7) / scale);
    context.setLineDash(kind & 1 && scale > 0.3 ? [5, 4] : []);
    context.beginPath();
    context.moveTo(x1, y1);
    context.bezierCurveTo(k1, y1, k2, y2, x2, y2);
    context.stroke();
    if (scale > 0.45) {
      const out = k1 > x1 ? 8 : -8, back = k2 > x2 ? 8 : -8;
      context.setLineDash([]);
      context.beginPath();
      if (!(kind & 2)) { context.moveTo(x1, y1 - 5); context.lineTo(x1 + out, y1); context.lineTo(x1, y1 + 5); }
      context.moveTo(x2 + back, y2 - 5);
      context.lineTo(x2 + back, y2 + 5);
      context.stroke();
    }
  }
  context.globalAlpha = 1;
  context.setLineDash([]);
}

function paintBox(context, box, { scale }, colours, near, selected, found) {
  const [left, top, wide, high] = box.at;
  const hue = data.diagram.hues[box.schema];
  context.globalAlpha = near ? 1 : 0.3;
  const plain = HEAD * scale < 7;
  context.beginPath();
  context.roundRect(left, top, wide, high, plain ? 3 : 7);
  context.fillStyle = plain ? `hsl(${hue} 48% ${colours.dark ? 44 : 52}%)` : colours.paper;
  context.fill();
  context.lineWidth = (selected || found ? 2.5 : 1) / Math.min(scale, 1);
  context.strokeStyle = selected || found ? colours.accent : colours.line;
  if (!plain || selected || found) context.stroke();
  if (!plain) {
    context.fillStyle = `hsl(${hue} 52% 34%)`;
    context.beginPath();
    context.roundRect(left, top, wide, HEAD, [7, 7, 0, 0]);
    context.fill();
    context.fillStyle = "#fff";
    // A name stays readable for as long as its box can hold some of it.
    const letter = scale > 0.62 ? 12 : Math.min(12 / scale * 0.62, 30);
    context.font = `600 ${letter}px ${MONO}`;
    context.fillText(cut(visible(box.name), (wide - 16) / (letter * 0.61)), left + 9, top + HEAD / 2 + letter * 0.35);
    if (scale > 0.5) paintRows(context, box, colours);
    else paintHints(context, box, colours);
  }
  paintBadge(context, box, scale, colours);
  context.globalAlpha = 1;
}

function paintRows(context, box, colours) {
  const [left, top, wide] = box.at;
  for (const [place, [name, type, marks]] of box.rows.entries()) {
    const middle = top + HEAD + ROW * place + 15;
    if (marks & 3) {
      context.fillStyle = marks & 1 ? colours.warning : colours.accent;
      context.font = `600 9px ${MONO}`;
      context.fillText(marks & 1 ? "PK" : "FK", left + 7, middle - 0.5);
    }
    context.fillStyle = colours.soft;
    context.font = `10.5px ${MONO}`;
    const kind = cut(visible(type), Math.max((wide - 42 - name.length * 6.7) / 6.35, 9));
    context.textAlign = "right";
    context.fillText(kind, left + wide - 8, middle);
    context.textAlign = "left";
    context.fillStyle = colours.ink;
    context.font = `${marks & 1 ? 600 : 400} 11px ${MONO}`;
    context.fillText(cut(visible(name), (wide - 36 - kind.length * 6.35) / 6.65) + (marks & 4 ? "" : "?"), left + 24, middle);
  }
  if (box.more) {
    context.fillStyle = colours.soft;
    context.font = `11px ${MONO}`;
    context.fillText(`+ ${box.more} more`, left + 24, top + HEAD + ROW * box.rows.length + 15);
  }
}

// Too small for words: a stroke a column.
function paintHints(context, box, colours) {
  const [left, top, wide] = box.at;
  for (const [place, [name, type, marks]] of box.rows.entries()) {
    const middle = top + HEAD + ROW * place + 9;
    context.fillStyle = marks & 3 ? colours.edge : colours.line;
    context.fillRect(left + 10, middle, Math.min(name.length * 6, wide * 0.55), 5);
    context.fillStyle = colours.line;
    const long = Math.min(type.length * 5, wide * 0.3);
    context.fillRect(left + wide - 10 - long, middle, long, 5);
  }
}

function paintBadge(context, box, scale, colours) {
  const standing = (findingsOfTable.get(box.id) || []).filter((finding) => finding.verdict !== "refuted");
  if (!standing.length) return;
  const worst = SEVERITIES.find((name) => standing.some((finding) => finding.severity === name));
  const [left, top, wide] = box.at;
  const radius = Math.min((scale < 0.6 ? 7 : 9) / Math.min(scale, 1), 34);
  context.fillStyle = colours[worst];
  context.beginPath();
  context.arc(left + wide - 2, top + 2, scale < 0.2 ? radius * 0.5 : radius, 0, 7);
  context.fill();
  if (scale >= 0.2) {
    context.fillStyle = colours.paper;
    context.font = `700 ${radius * 1.15}px ${MONO}`;
    context.textAlign = "center";
    context.fillText(String(standing.length), left + wide - 2, top + 2 + radius * 0.4);
    context.textAlign = "left";
  }
}

const cut = (text, letters) => (text.length <= letters ? text : `${text.slice(0, Math.max(Math.floor(letters) - 1, 1))}…`);
