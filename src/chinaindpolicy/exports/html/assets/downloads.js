// Save the visible rows as a file that the browser creates; no data leaves the page.

function save(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = element("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
  say(t("{name} was made.", { name }));
}

function published(from) {
  return from.columns.filter((column) => !column.made);
}

// A spreadsheet runs text with such a beginning as a formula; an apostrophe prevents it.
function csvCell(column, cell) {
  const text = !isNumeric(column) && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function asCsv(from, rows) {
  const columns = published(from);
  const lines = [columns.map((column) => column.name).join(",")];
  for (const row of rows) {
    lines.push(columns.map((column) => csvCell(column, column.at(row))).join(","));
  }
  // Spreadsheets need the byte order mark to detect UTF-8, for Chinese text.
  return `\ufeff${lines.join("\r\n")}\r\n`;
}

function jsonValue(column, cell) {
  if (column.type === "list") return JSON.stringify(cell === "" ? [] : cell.split("|"));
  if (cell === "") return "null";
  // A number keeps all its published digits.
  return isNumeric(column) || column.type === "boolean" ? cell : JSON.stringify(cell);
}

function asJson(from, rows, state) {
  const columns = published(from);
  const records = rows.map((row) => {
    const pairs = columns.map(
      (column) => `${JSON.stringify(column.name)}: ${jsonValue(column, column.at(row))}`,
    );
    return `  {${pairs.join(", ")}}`;
  });
  const head = {
    dataset: about.name,
    release: about.release,
    table: from.name,
    words: state.q || null,
    filters: Object.fromEntries(state.filters),
  };
  const told = Object.entries(head).map(([key, value]) => ` "${key}": ${JSON.stringify(value)},\n`);
  return `{\n${told.join("")} "records": [\n${records.join(",\n")}\n ]\n}\n`;
}

function fileName(from, rows, ending) {
  const part = rows.length === from.rows ? "" : `-${rows.length}-rows`;
  return `${about.name}-${about.release}-${from.name}${part}.${ending}`;
}

// The result of `cite` for some rows: documents and references, each once, and the release.
function citation(name, rows, style) {
  const { sources, sets, records } = block("cited");
  const places = new Set(rows.flatMap((row) => sets[records[name][row]]));
  if (!rows.length) places.add(sources.length - 1);
  const ordered = [...places].sort((one, other) => one - other);
  return style === "text"
    ? ordered.map((place) => sources[place][0]).join("\n")
    : ordered.map((place) => sources[place][1]).join("\n\n");
}

function citationBox(name, rows) {
  const text = element("pre", { class: "citation", tabindex: "0", "aria-label": t("Citation") });
  const styles = [
    ["text", t("Text")],
    ["bibtex", "BibTeX"],
  ].map(([style, words]) =>
    element(
      "button",
      { type: "button", "aria-pressed": "false", click: () => choose(style) },
      words,
    ),
  );
  function choose(style) {
    styles[0].setAttribute("aria-pressed", String(style === "text"));
    styles[1].setAttribute("aria-pressed", String(style === "bibtex"));
    text.textContent = citation(name, rows, style);
  }
  choose("text");
  const copy = copier(t("Copy citation"), () => text.textContent);
  return element(
    "div",
    { class: "cite" },
    element("div", { class: "buttons" }, styles, copy),
    text,
  );
}
