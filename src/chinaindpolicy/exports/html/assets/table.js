// A table: columns, filters, rows, and the selection as a file or a citation.

function selection(from, state) {
  let rows = from.every();
  if (state.q) rows = found(state.q, [from.name]).map((hit) => hit.row); // the best first
  for (const [name, value] of state.filters)
    rows = rows.filter(admits(from.column.get(name), from, value));
  return state.sort ? sorted(from, rows, state.sort) : rows;
}

function tableView(state) {
  const from = table(state.name);
  const title = inWords(from.name);
  const columns = columnsShown(from, state.all);
  let rows = [];
  const setFilter = (name) => (value) => {
    const filters = new Map(shown.filters);
    if (value === "") filters.delete(name);
    else filters.set(name, value);
    go({ filters }, { quietly: true });
  };
  const sortBy = (name) => {
    const now = shown.sort;
    const sort =
      now?.column !== name
        ? { column: name, down: false }
        : now.down
          ? null
          : { column: name, down: true };
    go({ sort }, { quietly: true });
  };

  const words = element("input", {
    type: "search",
    class: "find",
    "aria-label": t("Find in {table}", { table: word("table", from.name) ?? from.name }),
    autocomplete: "off",
    placeholder: t("Find in {table}", { table: word("table", from.name) ?? from.name }),
    input: afterPause(() => go({ q: words.value.trim() }, { quietly: true }), 150),
  });
  const count = element("p", { class: "count" });
  const chips = element("div", { class: "chips" });
  const citing = element("div");
  const citeButton = element(
    "button",
    {
      type: "button",
      "aria-expanded": "false",
      click: () => {
        const open = citeButton.getAttribute("aria-expanded") !== "true";
        citeButton.setAttribute("aria-expanded", String(open));
        fill(citing, open && citationBox(from.name, rows));
      },
    },
    t("Cite"),
  );
  const buttons = element(
    "div",
    { class: "buttons" },
    element(
      "button",
      {
        type: "button",
        click: () => save(fileName(from, rows, "csv"), "text/csv;charset=utf-8", asCsv(from, rows)),
        title: t("Download the visible rows"),
      },
      "↓ CSV",
    ),
    element(
      "button",
      {
        type: "button",
        click: () =>
          save(fileName(from, rows, "json"), "application/json", asJson(from, rows, shown)),
        title: t("Download the visible rows"),
      },
      "↓ JSON",
    ),
    citeButton,
    copier(t("Copy link"), () => location.href),
    element(
      "button",
      {
        type: "button",
        class: "columns",
        "aria-pressed": String(state.all),
        click: () => {
          go({ all: !shown.all }, { quietly: true });
          main.querySelector(".columns").focus();
        },
      },
      t("All {count} columns", { count: from.columns.length }),
    ),
  );

  const controls = new Map(); // by filtered column
  const control = (column) => {
    const filtered = filteredBy(column, from);
    if (controls.has(filtered.name)) return null;
    const made = filterControl(
      filtered,
      from,
      state.filters.get(filtered.name) ?? "",
      t("Filter by {column}", { column: filtered.title.toLowerCase() }),
      setFilter(filtered.name),
    );
    controls.set(filtered.name, { made, value: state.filters.get(filtered.name) ?? "" });
    return made;
  };
  const heads = columns.map((column) =>
    element(
      "th",
      { role: "columnheader", scope: "col", class: isNumeric(column) ? "number" : null },
      element(
        "button",
        {
          type: "button",
          class: "sort",
          title: column.description,
          click: () => sortBy(column.name),
        },
        column.title,
      ),
    ),
  );
  const sorter = element(
    "select",
    {
      "aria-label": t("Sort by"),
      change: () => go({ sort: readSort(sorter.value) }, { quietly: true }),
    },
    element("option", { value: "" }, t("as listed")),
    columns.flatMap((column) => [
      element("option", { value: column.name }, t("{column}, ascending", { column: column.title })),
      element("option", { value: `-${column.name}` }, t("{column}, descending", { column: column.title })),
    ]),
  );
  const head = element(
    "thead",
    { role: "rowgroup" },
    element("tr", { role: "row", "aria-rowindex": "1" }, heads),
  );
  let panel = null;
  if (narrow.matches) {
    panel = element(
      "details",
      { class: "filters" },
      element("summary", {}, t("Filter and sort")),
      element("label", {}, element("span", {}, t("Sort by")), sorter),
      columns.map((column) => {
        const made = control(column);
        return (
          made &&
          element(
            "div",
            { class: "field" },
            element("span", { "aria-hidden": "true" }, filteredBy(column, from).title),
            made,
          )
        );
      }),
    );
  } else {
    head.append(
      element(
        "tr",
        { class: "controls", role: "row" },
        columns.map((column) => element("td", { role: "cell" }, control(column))),
      ),
    );
  }
  const widths = columns.map(widthOf);
  const cols = widths.map((width) => {
    const col = element("col");
    col.style.width = `${width}rem`;
    return col;
  });
  const grid = element(
    "table",
    { class: "grid", role: "table", "aria-label": title },
    element("colgroup", {}, cols),
    head,
  );
  const empty = element("div", { class: "empty" });
  const node = element(
    "div",
    { class: "view tableview" },
    element(
      "div",
      { class: "viewhead" },
      element("h1", { tabindex: "-1" }, title),
      element("p", { class: "lead" }, from.description),
      element("div", { class: "toolbar" }, words, buttons),
      citing,
      panel,
      element("div", { class: "told" }, count, chips),
    ),
    grid,
    empty,
  );
  const sum = widths.reduce((total, width) => total + width, 0);
  node.style.minWidth = narrow.matches ? "" : `max(100%, ${sum}rem)`;
  const list = new Rows(main, grid, (row, place) => tableRow(from, columns, row, place));

  function update(next) {
    rows = selection(from, next);
    if (document.activeElement !== words) words.value = next.q;
    for (const [name, each] of controls) {
      const value = next.filters.get(name) ?? "";
      if (value !== each.value && !each.made.contains(document.activeElement)) {
        const anew = filterControl(
          from.column.get(name),
          from,
          value,
          each.made.getAttribute("aria-label") ??
            t("Filter by {column}", { column: from.column.get(name).title.toLowerCase() }),
          setFilter(name),
        );
        each.made.replaceWith(anew);
        each.made = anew;
      }
      each.value = value;
    }
    heads.forEach((cell, place) => {
      const here = next.sort?.column === columns[place].name;
      cell.setAttribute("aria-sort", here ? (next.sort.down ? "descending" : "ascending") : "none");
    });
    sorter.value = next.sort ? `${next.sort.down ? "-" : ""}${next.sort.column}` : "";
    const told =
      rows.length === from.rows
        ? t("All {count} rows", { count: grouped(String(from.rows)) })
        : t("{count} of {rows}", {
            count: grouped(String(rows.length)),
            rows: counted(from.rows, "row"),
          });
    if (count.textContent && count.textContent !== told) say(told);
    count.textContent = told;
    fill(
      chips,
      chipsOf(from, next),
      (next.q || next.filters.size > 0) &&
        element(
          "button",
          { type: "button", class: "plain", click: () => go({ q: "", filters: new Map() }) },
          t("Clear all"),
        ),
    );
    if (citeButton.getAttribute("aria-expanded") === "true")
      fill(citing, citationBox(from.name, rows));
    list.show(rows);
    fill(
      empty,
      !rows.length &&
        element(
          "p",
          {},
          from.rows
            ? t("No row matches all filters. Remove a filter, or search the whole dataset at the top of the page.")
            : t("This table has no rows in this release."),
        ),
    );
    mark(next);
  }
  function mark(next) {
    list.mark(next.record?.table === from.name ? from.place.get(next.record.id) : null);
  }
  return {
    node,
    update,
    mark,
    title,
    rows: () => ({ table: from.name, rows }),
    close: () => list.close(),
    focusRow: (row) => list.linkAt(rows.indexOf(row)),
  };
}
