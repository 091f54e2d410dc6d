// Display of values: codes as words, numbers with thousands separators, ids as names.

const sureness = {
  found: t("read in a stored copy of the source"),
  internal: t("proven by the texts themselves"),
  inference: t("inferred from the wording"),
  memory: t("recalled and not checked"),
};

function shortly(id, leads) {
  const found = whereIs(id, leads);
  if (found === null) return id;
  if (found.table === "units") return id;
  if (found.table === "errata") return inWords(table("errata").cell("kind", found.row));
  return label(found.table, found.row);
}

function itemWords(column, item) {
  if (column.leads) return shortly(item, column.leads);
  if (column.codes) return codeWords(column.name, item);
  if (column.type === "number" || column.type === "integer") return grouped(item);
  return item;
}

function cellWords(column, row) {
  return column
    .items(row)
    .map((item) => itemWords(column, item))
    .join(t(", "));
}

// A date as in prose of the language of the page.
function dayWords(day) {
  const parts = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(day ?? "");
  if (!texts.lang || parts === null) return day;
  const [year, month, date] = parts.slice(1).map(Number);
  return `${year}年${month}月${date}日`;
}

// A cell of the table: text only, because the row itself is a link to the record.
function cellContent(column, row) {
  const words = cellWords(column, row);
  if (words === "") return element("span", { class: "missing" }, "–");
  if (column.name === "verdict") return verdictMark(column.at(row));
  if (column.name === "erratum_id") return element("span", { class: "erratum tag" }, words);
  return tongue(column, words);
}

// Mark Chinese text as Chinese, for fonts and screen readers.
function tongue(column, words) {
  return /_zh$/.test(column.name) ? element("span", { lang: "zh-Hans" }, words) : words;
}

function verdictMark(verdict) {
  return element("span", { class: `verdict ${verdict}` }, codeWords("verdict", verdict));
}

function isNumeric(column) {
  return column.type === "number" || column.type === "integer";
}

const order = new Intl.Collator(texts.lang ?? "en", { numeric: true, sensitivity: "base" });

// Sort keys: numbers by size, amounts by unit and then size, codes in the order of their
// vocabulary, other values as text. Missing values are always last.
function sorted(from, rows, sort) {
  const column = from.column.get(sort.column);
  const unit = column.name === "amount" ? from.column.get("unit") : null;
  const number = column.name === "amount" ? from.column.get("value") : isNumeric(column) && column;
  const when = column.name === "when" ? from.column.get("period_end") : null;
  const words = new Map();
  const key = (row) => {
    if (number) return number.at(row) === "" ? null : Number(number.at(row));
    const cell = (when ?? column).at(row);
    if (cell === "") return null;
    if (column.codes) return column.codes.indexOf(cell);
    if (!column.leads || column.type === "list") return cellWords(when ?? column, row);
    if (!words.has(cell)) words.set(cell, cellWords(column, row));
    return words.get(cell);
  };
  const keyed = rows.map((row) => ({ row, key: key(row), unit: unit?.at(row) ?? "" }));
  const turn = sort.down ? -1 : 1;
  keyed.sort((one, other) => {
    if (one.key === null || other.key === null) {
      return (one.key === null) - (other.key === null) || one.row - other.row;
    }
    const units = unit ? order.compare(one.unit, other.unit) : 0;
    if (units) return units;
    const apart =
      typeof one.key === "number" ? one.key - other.key : order.compare(one.key, other.key);
    return apart * turn || one.row - other.row;
  });
  return keyed.map((each) => each.row);
}
