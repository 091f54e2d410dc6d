// Parts of a table: visible columns and their widths, rows, and filters as chips.

function columnsShown(from, all) {
  const first = from.first.map((name) => from.column.get(name));
  return all ? [first[0], ...from.columns.filter((column) => column !== first[0])] : first;
}

function widthOf(column, place) {
  if (place === 0) return 16.5;
  if (column.name === "amount") return 9;
  if (column.name === "verdict") return 8.5;
  if (isNumeric(column)) return 7;
  if (column.type === "date") return 9;
  if (["region_id", "unit", "when", "period"].includes(column.name)) return 6.5;
  if (column.name === "level") return 9;
  if (column.codes || column.name === "erratum_id") return 7;
  if (column.name === "document_id") return 14;
  if (column.leads) return 11;
  return { summary: 24, explanation: 24, definition: 24, note: 24 }[column.name] ?? 12;
}

function readSort(text) {
  return text ? { column: text.replace(/^-/, ""), down: text.startsWith("-") } : null;
}

function chipsOf(from, state) {
  const chip = (words, remove) =>
    element(
      "button",
      { type: "button", class: "chip", "aria-label": t("Remove filter: {words}", { words }), click: remove },
      words,
      element("span", { "aria-hidden": "true" }, " ×"),
    );
  const made = [...state.filters].map(([name, value]) => {
    const column = from.column.get(name);
    return chip(`${column.title}: ${filterWords(column, from, value)}`, () => {
      const filters = new Map(shown.filters);
      filters.delete(name);
      go({ filters });
    });
  });
  if (state.q) made.unshift(chip(`“${state.q}”`, () => go({ q: "" })));
  return made;
}

function tableRow(from, columns, row, place) {
  const id = from.cell("id", row);
  const cells = columns.map((column, at) => {
    const kind = [isNumeric(column) && "number", column.at(row) === "" && "empty"]
      .filter(Boolean)
      .join(" ");
    const content = element("div", { class: "clip" }, cellContent(column, row));
    if (at === 0) {
      const link = recordLink(from.name, id, { title: id }, content);
      return element("th", { role: "rowheader", scope: "row" }, link);
    }
    return element(
      "td",
      { role: "cell", class: kind || null, "data-label": column.title },
      content,
    );
  });
  return element(
    "tr",
    {
      role: "row",
      "aria-rowindex": String(place + 2),
      "aria-current": shown?.record?.table === from.name && shown.record.id === id ? "true" : null,
      click: (event) => {
        if (event.target.closest("a") || String(getSelection())) return;
        go({ record: { table: from.name, id } });
      },
    },
    cells,
  );
}
