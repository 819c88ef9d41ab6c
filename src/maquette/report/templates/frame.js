// The frame of every page: the mark, light and dark. `current` is what is shown in it.
let current = null;

function logo() {
  return svg("svg", { viewBox: "0 0 32 32", class: "logo", "aria-hidden": "true" },
    svg("path", { class: "top", d: "M16 3l11 6-11 6L5 9z" }), svg("path", { class: "left", d: "M5 9l11 6v13L5 22z" }), svg("path", { class: "right", d: "M27 9l-11 6v13l11-6z" }),
    svg("path", { class: "detail", d: "M19.5 17.5l4-2.200v4.5l-4 2.200z" }));
}

function themeButton() {
  const system = matchMedia("(prefers-color-scheme: dark)");
  let kept = null;
  try { kept = localStorage.getItem("maquette-theme"); } catch { /* a page opened from a file may have no storage */ }
  const button = el("button", { type: "button", class: "theme", onclick: () => {
    kept = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    try { localStorage.setItem("maquette-theme", kept); } catch { /* the choice lasts as long as the page */ }
    apply();
  } });
  function apply() {
    const theme = kept === "dark" || kept === "light" ? kept : system.matches ? "dark" : "light";
    document.documentElement.dataset.theme = theme;
    button.setAttribute("aria-label", theme === "dark" ? "Light theme" : "Dark theme");
    button.replaceChildren(icon(theme === "dark" ? ICONS.sun : ICONS.moon));
    if (current) current.dispatchEvent(new Event("theme"));
  }
  system.addEventListener("change", apply);
  addEventListener("beforeprint", () => { document.documentElement.dataset.theme = "light"; });
  addEventListener("afterprint", apply);
  apply();
  return button;
}
