// The data: blocks of JSON, each parsed at its first use.

const blocks = new Map();
function block(name) {
  if (!blocks.has(name)) {
    blocks.set(name, JSON.parse(document.getElementById(name).textContent));
  }
  return blocks.get(name);
}

const about = block("about");
const described = new Map(about.tables.map((told) => [told.name, told]));

class Column {
  constructor(told, cells) {
    Object.assign(this, told);
    this.cells = Array.isArray(cells) ? cells : null;
    this.each = this.cells ? null : cells.each;
    this.places = this.cells ? null : cells.at;
    this.title =
      word("column", told.name) ?? headings[told.name] ?? inWords(told.name.replace(/_ids?$/, ""));
  }

  // The cell of a row as in a release's CSV: a missing value is empty, "|" separates list items.
  at(row) {
    return this.cells ? this.cells[row] : this.each[this.places[row]];
  }

  items(row) {
    const cell = this.at(row);
    return cell === "" ? [] : this.type === "list" ? cell.split("|") : [cell];
  }

  // The distinct cells, with their number of rows.
  counts(rows) {
    const found = new Map();
    for (const row of rows) {
      for (const item of this.items(row)) found.set(item, (found.get(item) ?? 0) + 1);
    }
    return found;
  }
}

const headings = {
  id: "Id",
  title_zh: "Chinese title",
  name_zh: "Chinese name",
  iso_3166_2: "ISO 3166-2",
  gb_t_2260: "GB/T 2260",
  iso_4217: "ISO 4217",
  ucum: "UCUM",
  sdmx: "SDMX",
  url: "Address",
  text_sha256: "SHA-256 of the evidence",
  sha256: "SHA-256",
  n_chars: "Characters",
  n_paragraphs: "Paragraphs",
  n_targets: "Targets",
  n_figures: "Figures",
  n_tasks: "Tasks",
  n_products: "Products",
  n_projects: "Projects",
  n_mentions: "Mentions",
  erratum_id: "Erratum",
  char_start: "From character",
  char_end: "To character",
  stated: "As printed",
  delivered_by_zh: "Delivered by (Chinese)",
  amount: "Amount",
  failed: "Failed tests",
  printed: "Printed",
  attributed_to: "According to",
  value_printed: "Value as printed",
};

function inWords(code) {
  const known = word("table", code) ?? word("kind", code);
  if (known) return known;
  const words = code.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

class Table {
  constructor(told) {
    Object.assign(this, told);
    const cells = block(`table-${told.name}`);
    this.columns = told.columns.map((column, place) => new Column(column, cells[place]));
    this.column = new Map(this.columns.map((column) => [column.name, column]));
    this.place = new Map();
    for (let row = 0; row < this.rows; row += 1) this.place.set(this.cell("id", row), row);
  }

  cell(name, row) {
    return this.column.get(name)?.at(row) ?? "";
  }

  every() {
    return Array.from({ length: this.rows }, (_, row) => row);
  }
}

const opened = new Map();
function table(name) {
  if (!opened.has(name) && described.has(name)) opened.set(name, new Table(described.get(name)));
  return opened.get(name);
}

// The table and row of an id; withdrawn ids are last.
function whereIs(id, leads) {
  const names = leads && leads !== "*" ? [leads] : [...described.keys()];
  for (const name of names) {
    const row = table(name)?.place.get(id);
    if (row !== undefined) return { table: name, row };
  }
  return null;
}

const called = [
  ...["statement", ...(texts.lang ? ["title_zh", "name_zh"] : [])],
  ...["title", "name", "printed", "text"],
];
function label(name, row) {
  const from = table(name);
  if (name === "errata") {
    const [printed, meant] = [from.cell("printed", row), from.cell("meant", row)];
    return t("“{printed}” for “{meant}”", { printed, meant });
  }
  // In Chinese, a value is called by its indicator, region and period: its statement is English.
  if (texts.lang && from.column.has("statement") && from.column.has("indicator_id")) {
    const ids = ["indicator_id", "region_id"].map((each) => from.cell(each, row)).filter(Boolean);
    return [...ids.map((id) => shortly(id)), from.cell("when", row)].filter(Boolean).join("，");
  }
  const column = called.find(
    (each) => from.column.get(each)?.made !== true && from.cell(each, row),
  );
  return column ? from.cell(column, row) : from.cell("id", row);
}

// Reverse links: for each id, the rows that refer to it, by table and column.
let turned = null;
function leadingTo(id) {
  if (turned === null) {
    turned = new Map();
    for (const name of described.keys()) {
      const from = table(name);
      for (const column of from.columns.filter((each) => each.leads)) {
        for (let row = 0; row < from.rows; row += 1) {
          for (const item of column.items(row)) {
            if (!turned.has(item)) turned.set(item, []);
            turned.get(item).push({ table: name, column, row });
          }
        }
      }
    }
  }
  return turned.get(id) ?? [];
}
