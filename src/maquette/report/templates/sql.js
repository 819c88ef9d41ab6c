// SQL with colours: enough of its words to read by.
const WORDS = new Set(("add all alter analyze and any array as asc begin between by cascade case cast check collate column comment commit "
  + "concurrently constraint create cross current_date current_timestamp database default delete desc distinct do drop else enable end "
  + "except exists extract false filter first for foreign force from full function generated grant group having identity if ilike in "
  + "include index inner insert intersect interval into is join key last lateral left level like limit lock materialized merge natural "
  + "not null nulls offset on only or order outer over owner partition policy primary procedure references reindex rename replace "
  + "restrict returning revoke right role row rows schema security select sequence set table temporary then to trigger true truncate "
  + "type union unique update user using vacuum valid validate values view volatile when where window with within").split(" "));
const TOKENS = /(--[^\n]*|\/\*[\s\S]*?\*\/)|('(?:[^']|'')*'|\$(\w*)\$[\s\S]*?\$\3\$)|("(?:[^"]|"")*")|(\b\d+(?:\.\d+)?\b|\$\d+)|([A-Za-z_]\w*)/g;

function highlight(text) {
  const shown = el("code", { class: "sql" });
  let from = 0;
  for (const found of text.matchAll(TOKENS)) {
    const [token, comment, string, , quoted, number, word] = found;
    const kind = comment ? "comment" : string ? "string" : number ? "number" : word && WORDS.has(word.toLowerCase()) ? "word" : quoted ? "quoted" : "";
    if (!kind) continue;
    shown.append(visible(text.slice(from, found.index)), el("span", { class: `sql-${kind}` }, token));
    from = found.index + token.length;
  }
  shown.append(visible(text.slice(from)));
  return shown;
}

function sqlBlock(text, label = "Copy") {
  return el("div", { class: "block" }, el("pre", { tabindex: "0" }, highlight(text)), copyButton(text, label));
}
