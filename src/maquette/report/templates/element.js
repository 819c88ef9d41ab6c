// Elements are built from text alone: nothing in this program reads markup.
const data = JSON.parse(document.getElementById("data").textContent);

// Control, invisible and direction-changing characters are written out, as the other formats do.
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const visible = (text) => String(text).replace(HIDDEN, (letter) => {
  if (letter === "\n" || letter === "\t") return letter;
  const code = letter.codePointAt(0);
  return code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
});

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [property, to] of Object.entries(value)) element.style.setProperty(property, to);
    else element.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false || child === "") continue;
    element.append(child instanceof Node ? child : document.createTextNode(visible(child)));
  }
  return element;
}

const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
const svg = (tag, attributes, ...children) => fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
const link = (route, ...children) => el("a", { href: `#/${route}` }, ...children);
const code = (text, more) => el("code", more, text);
const icon = (path, more) => svg("svg", { viewBox: "0 0 16 16", class: "icon", "aria-hidden": "true", ...more }, svg("path", { d: path }));

const ICONS = {
  copy: "M5 2h7a1 1 0 0 1 1 1v8M3 5h6a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1z",
  done: "M3 8.5l3.2 3.2L13 5",
  search: "M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.4 10.4L14 14",
  sun: "M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M3 13l1-1M12 4l1-1",
  moon: "M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5z",
  key: "M10.5 2a3.5 3.5 0 1 1-3.300 4.700L2 12v2h2.5v-1.5H6V11h1.5l.9-.9A3.5 3.5 0 0 1 10.5 2z",
  next: "M6 3l5 5-5 5",
  lock: "M4 7h8v7H4zM5.5 7V5a2.5 2.5 0 0 1 5 0v2",
};

function copyButton(text, label = "Copy") {
  const said = el("span", {}, label);
  const button = el("button", { type: "button", class: "copy", "aria-label": `${label}: copy to the clipboard`, onclick: copy }, icon(ICONS.copy), said);
  async function copy(event) {
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = el("textarea", { class: "away" });
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    said.textContent = "Copied";
    setTimeout(() => { said.textContent = label; }, 1500);
  }
  return button;
}

// Long lists show their beginning, and the rest when asked for.
function listing(items, draw, into, first = 100) {
  let shown = 0;
  const more = el("button", { type: "button", class: "more", onclick: () => step(first * 10) });
  function step(count) {
    const until = Math.min(shown + count, items.length);
    const piece = document.createDocumentFragment();
    for (; shown < until; shown += 1) piece.append(draw(items[shown], shown));
    if (more.parentNode === into) into.insertBefore(piece, more);
    else into.append(piece);
    more.textContent = `Show ${Math.min(first * 10, items.length - shown).toLocaleString("en")} more of ${items.length.toLocaleString("en")}`;
    more.hidden = shown >= items.length;
  }
  step(first);
  return more;
}
