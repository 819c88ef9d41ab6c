// The diagram under the hand: pan, zoom, search, select; by pointer, by touch, by keyboard.
const camera = { scale: 0, x: 0, y: 0 };
const neighbours = data.diagram.boxes.map((_, number) => new Set([number]));
for (const [source, target] of data.diagram.lines) {
  neighbours[source].add(target);
  neighbours[target].add(source);
}

function diagramPage(id) {
  const { boxes, width, height } = data.diagram;
  if (!boxes.length) return missing("The database has no table to draw.");
  const canvas = el("canvas", { tabindex: "0", role: "application", "aria-label": `Diagram of ${some(boxes.length, "table")}. Arrow keys move, plus and minus zoom, 0 shows all; search finds a table.` });
  const map = el("canvas", { class: "minimap", "aria-hidden": "true" });
  const card = el("aside", { class: "card picked", hidden: true, "aria-live": "polite" });
  const results = el("ul", { class: "results", role: "listbox", hidden: true });
  const search = el("input", { type: "search", placeholder: "Find a table or column", "aria-label": "Find a table or column in the diagram", autocomplete: "off", oninput: find, onkeydown: chooseResult });
  const view = { ...camera, width: 1, height: 1, ratio: 1 };
  const state = { selected: null, hovered: null, centre: null, near: null, found: new Set() };
  let colours = palette(), wanted = 0, flight = 0;

  const page = el("main", { id: "main", class: "diagram" },
    el("div", { class: "tools" }, el("div", { class: "seek" }, search, results),
      el("div", { class: "zoom" }, tool("+", "Zoom in", () => zoom(1.4)), tool(MINUS, "Zoom out", () => zoom(1 / 1.4)), tool("All", "Show all", () => fit(true)))),
    el("div", { class: "legend" }, Object.keys(data.diagram.hues).slice(0, 10).map((schema) => el("span", {}, hueDot(schema), schema))),
    canvas, map, card);

  function tool(label, title, action) {
    return el("button", { type: "button", "aria-label": title, title, onclick: action }, label);
  }

  function draw() {
    wanted = wanted || requestAnimationFrame(() => {
      wanted = 0;
      const centre = state.hovered ?? state.selected;
      Object.assign(state, { centre, near: centre === null ? null : neighbours[centre] });
      paint(canvas.getContext("2d"), view, colours, state);
      paintMap();
      Object.assign(camera, { scale: view.scale, x: view.x, y: view.y });
      Object.assign(canvas.dataset, { scale: view.scale.toFixed(4), x: view.x.toFixed(1), y: view.y.toFixed(1), selected: state.selected === null ? "" : boxes[state.selected].id });
    });
  }

  function resize() {
    const frame = canvas.getBoundingClientRect();
    if (!frame.width) return;
    Object.assign(view, { width: frame.width, height: frame.height, ratio: window.devicePixelRatio || 1 });
    canvas.width = Math.round(frame.width * view.ratio);
    canvas.height = Math.round(frame.height * view.ratio);
    if (!view.scale) {
      fit();
      if (id) centreOn(boxes.findIndex((box) => box.id === id), false);
    }
    draw();
  }

  function move(to, smooth) {
    cancelAnimationFrame(flight);
    if (!smooth || matchMedia("(prefers-reduced-motion: reduce)").matches) {
      Object.assign(view, to);
      draw();
      return;
    }
    const from = { scale: view.scale, x: view.x, y: view.y }, began = performance.now();
    // The centre travels in a straight line and the scale by factors, so that nothing swings out of sight.
    const middle = (one) => [(view.width / 2 - one.x) / one.scale, (view.height / 2 - one.y) / one.scale];
    const [fromX, fromY] = middle(from), [toX, toY] = middle(to);
    flight = requestAnimationFrame(function step(now) {
      const part = Math.min((now - began) / 320, 1), eased = part * part * (3 - 2 * part);
      const scale = from.scale * (to.scale / from.scale) ** eased;
      Object.assign(view, { scale, x: view.width / 2 - (fromX + (toX - fromX) * eased) * scale, y: view.height / 2 - (fromY + (toY - fromY) * eased) * scale });
      draw();
      if (part < 1) flight = requestAnimationFrame(step);
    });
  }

  function fit(smooth) {
    const scale = Math.min((view.width - 40) / width, (view.height - 90) / height, 1.2);
    move({ scale, x: (view.width - width * scale) / 2, y: 50 + (view.height - 50 - height * scale) / 2 }, smooth);
  }

  function zoom(factor, atX = view.width / 2, atY = view.height / 2, smooth = true) {
    const least = Math.min(view.width / width, view.height / height) / 3;
    const scale = Math.min(Math.max(view.scale * factor, Math.min(least, 0.5)), 4);
    const real = scale / view.scale;
    move({ scale, x: atX - (atX - view.x) * real, y: atY - (atY - view.y) * real }, smooth);
  }

  function centreOn(number, smooth = true) {
    if (number < 0) return;
    const [left, top, wide, high] = boxes[number].at;
    const scale = Math.max(Math.min(0.95, (view.width - 40) / wide), view.scale);
    select(number);
    move({ scale, x: view.width / 2 - (left + wide / 2) * scale, y: view.height / 2 - (top + high / 2) * scale }, smooth);
  }

  function boxAt(clientX, clientY) {
    const frame = canvas.getBoundingClientRect();
    const x = (clientX - frame.left - view.x) / view.scale, y = (clientY - frame.top - view.y) / view.scale;
    const number = boxes.findIndex(({ at: [left, top, wide, high] }) => x >= left && x <= left + wide && y >= top && y <= top + high);
    return number < 0 ? null : number;
  }

  function select(number) {
    state.selected = number;
    card.hidden = number === null;
    if (number !== null) card.replaceChildren(...pickedCard(boxes[number], number, () => select(null), centreOn));
    draw();
  }

  function paintMap() {
    map.hidden = boxes.length < 13 || view.width < 600;
    if (map.hidden) return;
    const wide = 180, scale = Math.min(wide / width, 130 / height), context = map.getContext("2d");
    map.width = Math.ceil(width * scale * view.ratio);
    map.height = Math.ceil(height * scale * view.ratio);
    map.style.setProperty("width", `${Math.ceil(width * scale)}px`);
    map.style.setProperty("height", `${Math.ceil(height * scale)}px`);
    context.setTransform(scale * view.ratio, 0, 0, scale * view.ratio, 0, 0);
    for (const box of boxes) {
      context.fillStyle = `hsl(${data.diagram.hues[box.schema]} 48% 52%)`;
      context.fillRect(...box.at);
    }
    context.strokeStyle = colours.accent;
    context.lineWidth = 1.5 / scale;
    context.strokeRect(-view.x / view.scale, -view.y / view.scale, view.width / view.scale, view.height / view.scale);
  }

  map.addEventListener("pointerdown", (event) => {
    const frame = map.getBoundingClientRect(), scale = frame.width / width;
    move({ scale: view.scale, x: view.width / 2 - ((event.clientX - frame.left) / scale) * view.scale, y: view.height / 2 - ((event.clientY - frame.top) / scale) * view.scale }, true);
  });

  function find() {
    const words = search.value.toLowerCase().trim();
    const named = (text) => text.toLowerCase().includes(words);
    const hits = !words ? [] : boxes.map((box, number) => ({ box, number, rank: box.name.toLowerCase() === words ? 0 : named(box.id) ? 1 : box.rows.some(([name]) => named(name)) ? 2 : 3 }))
      .filter((hit) => hit.rank < 3).sort((one, other) => one.rank - other.rank || one.box.name.length - other.box.name.length);
    state.found = new Set(hits.map((hit) => hit.number));
    results.hidden = !words;
    results.replaceChildren(...hits.slice(0, 8).map((hit, place) => el("li", { role: "option", "aria-selected": String(place === 0), "data-number": hit.number, onpointerdown: (event) => { event.preventDefault(); take(hit.number); } },
      hueDot(hit.box.schema), code(hit.box.id), hit.rank === 2 && el("small", {}, hit.box.rows.filter(([name]) => named(name)).map(([name]) => name).slice(0, 2).join(", ")))));
    if (words && !hits.length) results.append(el("li", { class: "quiet" }, "Nothing by that name"));
    if (hits.length > 8) results.append(el("li", { class: "quiet" }, `and ${hits.length - 8} more, outlined in the diagram`));
    draw();
  }

  function take(number) {
    results.hidden = true;
    centreOn(number);
  }

  function chooseResult(event) {
    const options = [...results.querySelectorAll("[role=option]")], at = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
    if (event.key === "Enter" && options.length) take(Number(options[Math.max(at, 0)].dataset.number));
    if (event.key === "Escape") { search.value = ""; find(); }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const next = (at + (event.key === "ArrowDown" ? 1 : -1) + options.length) % Math.max(options.length, 1);
    options.forEach((one, place) => one.setAttribute("aria-selected", String(place === next)));
  }

  const fingers = new Map();
  let dragged = 0;
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, [event.clientX, event.clientY]);
    if (fingers.size === 1) dragged = 0;
  });
  canvas.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) {
      const over = boxAt(event.clientX, event.clientY);
      canvas.classList.toggle("over", over !== null);
      if (over !== state.hovered) { state.hovered = over; draw(); }
      return;
    }
    const now = [event.clientX, event.clientY], others = [...fingers].filter(([finger]) => finger !== event.pointerId);
    if (others.length) {
      const [, still] = others[0], frame = canvas.getBoundingClientRect();
      const span = (one) => Math.hypot(one[0] - still[0], one[1] - still[1]) || 1;
      zoom(span(now) / span(before), (now[0] + still[0]) / 2 - frame.left, (now[1] + still[1]) / 2 - frame.top, false);
      dragged = 99;
    } else {
      dragged += Math.hypot(now[0] - before[0], now[1] - before[1]);
      move({ scale: view.scale, x: view.x + now[0] - before[0], y: view.y + now[1] - before[1] });
    }
    fingers.set(event.pointerId, now);
  });
  const lift = (event) => {
    if (fingers.delete(event.pointerId) && event.type === "pointerup" && dragged < 6) select(boxAt(event.clientX, event.clientY));
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("pointerleave", () => { state.hovered = null; draw(); });
  canvas.addEventListener("dblclick", (event) => { const over = boxAt(event.clientX, event.clientY); if (over !== null) location.hash = `#/table/${encodeURIComponent(boxes[over].id)}`; });
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    const frame = canvas.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : event.ctrlKey ? 0.01 : 0.0016)), event.clientX - frame.left, event.clientY - frame.top, false);
  }, { passive: false });
  canvas.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [80, 0], ArrowRight: [-80, 0], ArrowUp: [0, 80], ArrowDown: [0, -80] }[event.key];
    if (step) move({ scale: view.scale, x: view.x + step[0], y: view.y + step[1] });
    else if (event.key === "+" || event.key === "=") zoom(1.25, undefined, undefined, false);
    else if (event.key === "-") zoom(0.8, undefined, undefined, false);
    else if (event.key === "0") fit(true);
    else if (event.key === "Escape") select(null);
    else if (event.key === "Enter" && state.selected !== null) location.hash = `#/table/${encodeURIComponent(boxes[state.selected].id)}`;
    else return;
    event.preventDefault();
  });
  const watch = new ResizeObserver(resize);
  watch.observe(canvas);
  page.addEventListener("leave", () => watch.disconnect());
  page.addEventListener("theme", () => { colours = palette(); draw(); });
  if (id) view.scale = 0;
  return page;
}

function pickedCard(box, number, close, centreOn) {
  const table = tableById.get(box.id), found = findingsOfTable.get(box.id) || [];
  const around = [...neighbours[number]].filter((other) => other !== number);
  return [
    el("h3", {}, hueDot(box.schema), tableLink(box.id), el("button", { type: "button", class: "close", "aria-label": "Close", onclick: close }, "×")),
    table.comment && el("p", {}, table.comment),
    el("p", { class: "quiet" }, `${some((table.columns || []).length, "column")} · ${count(table.rows)} rows · ${size(whole(table))}`),
    found.length > 0 && el("ul", { class: "plain" }, found.slice(0, 5).map((finding) => el("li", {}, severityTag(finding.severity), " ", link(`finding/${encodeURIComponent(finding.key)}`, finding.title)))),
    around.length > 0 && el("p", { class: "around" }, around.slice(0, 12).map((other) => el("button", { type: "button", onclick: () => centreOn(other) }, data.diagram.boxes[other].name)),
      around.length > 12 && el("span", { class: "quiet" }, `and ${around.length - 12} more`)),
  ].filter(Boolean);
}
