// A filter for every column: a list if values repeat, a range if they are ordered, otherwise
// words. The address contains the value of a filter.

const FEW = 40;
const MANY = 400;

function filterKind(column, from) {
  if (isNumeric(column) || column.type === "date") return "range";
  if (column.codes) return "choice";
  const different = column.each?.length ?? column.counts(from.every()).size;
  if (column.leads && column.leads !== "*" && different <= MANY) return "choice";
  return different <= FEW && different * 2 <= from.rows ? "choice" : "words";
}

// An amount as text is filtered by its unit, so that amounts are comparable.
function filteredBy(column, from) {
  return column.name === "amount" ? from.column.get("unit") : column;
}

function admits(column, from, value) {
  if (value === MISSING) return (row) => column.at(row) === "";
  if (value === PRESENT) return (row) => column.at(row) !== "";
  const kind = filterKind(column, from);
  if (kind === "choice") return (row) => column.items(row).includes(value);
  if (kind === "range") return within(column, ...bounds(value));
  const wanted = folded(value);
  return (row) => {
    const cell = column.at(row);
    if (cell === "") return false;
    return folded(column.leads ? `${cell} ${cellWords(column, row)}` : cell).includes(wanted);
  };
}

function bounds(value) {
  const [from, to] = splitOnce(value, "..");
  return value.includes("..") ? [from, to] : [value, value];
}

function isBound(column, text) {
  if (text === "") return true;
  if (column.type === "date") return /^\d{4}-\d{2}-\d{2}$/.test(text);
  return text.trim() !== "" && Number.isFinite(Number(text));
}

function within(column, low, high) {
  const read = column.type === "date" ? String : Number;
  const least = low !== "" && isBound(column, low) ? read(low) : null;
  const most = high !== "" && isBound(column, high) ? read(high) : null;
  return (row) => {
    const cell = column.at(row);
    if (cell === "") return least === null && most === null;
    const found = read(cell);
    return (least === null || found >= least) && (most === null || found <= most);
  };
}

function filterWords(column, from, value) {
  if (value === MISSING) return t("missing");
  if (value === PRESENT) return t("present");
  const kind = filterKind(column, from);
  if (kind === "choice") return itemWords(column, value);
  if (kind === "words") return t("contains “{value}”", { value });
  const [low, high] = bounds(value).map((bound) => (isNumeric(column) ? grouped(bound) : bound));
  if (low === high) return low;
  return [low && t("from {bound}", { bound: low }), high && t("to {bound}", { bound: high })].filter(Boolean).join(" ");
}

// The control of a column's filter; `set` takes the filter's new value, "" for none.
function filterControl(column, from, value, name, set) {
  const kind = filterKind(column, from);
  if (kind === "choice") return choice(column, from, value, name, set);
  if (kind === "range") return range(column, value, name, set);
  const input = element("input", {
    type: "search",
    "aria-label": name,
    placeholder: t("has…"),
    autocomplete: "off",
    input: afterPause(() => set(input.value.trim()), 150),
  });
  input.value = value;
  return input;
}

function choice(column, from, value, name, set) {
  const counts = column.counts(from.every());
  const rank = column.codes
    ? (one, other) => column.codes.indexOf(one) - column.codes.indexOf(other)
    : (one, other) => order.compare(itemWords(column, one), itemWords(column, other));
  const option = (code, words, number) =>
    element("option", { value: code }, number === null ? words : `${words} (${number})`);
  const missing = from.every().filter((row) => column.at(row) === "").length;
  const select = element(
    "select",
    { "aria-label": name, change: () => set(select.value) },
    option("", t("any"), null),
    [...counts.keys()]
      .sort(rank)
      .map((item) => option(item, itemWords(column, item), counts.get(item))),
    missing > 0 &&
      missing < from.rows && [
        option(PRESENT, t("present"), from.rows - missing),
        option(MISSING, t("missing"), missing),
      ],
  );
  select.value = value;
  return select;
}

function range(column, value, name, set) {
  const [low, high] = value === MISSING || value === PRESENT ? ["", ""] : bounds(value);
  const inputs = [
    [t("from"), low],
    [t("to"), high],
  ].map(([edge, bound]) => {
    const input = element("input", {
      type: column.type === "date" ? "date" : "text",
      "aria-label": `${name}, ${edge}`,
      inputmode: column.type === "date" ? null : "decimal",
      placeholder: edge,
      autocomplete: "off",
      input: afterPause(changed, 200),
    });
    input.value = bound;
    return input;
  });
  function changed() {
    const entered = inputs.map((input) => input.value.trim());
    inputs.forEach((input, place) => {
      const good = isBound(column, entered[place]);
      input.setAttribute("aria-invalid", String(!good));
      if (!good) say(t("{text} is no number: this bound is not applied.", { text: entered[place] }));
    });
    set(entered.some(Boolean) ? entered.join("..") : "");
  }
  return element("span", { class: "range" }, inputs);
}
