// Parts of a record: position, every column with its meaning, referring records.

function evidence(from, row) {
  const cell = (name) => from.cell(name, row);
  if (!cell("document_id")) {
    return (
      cell("reference_id") &&
      from.name !== "errata" &&
      part(
        t("Source"),
        element(
          "p",
          {},
          t("From outside the documents: "),
          linkTo(cell("reference_id"), "references"),
          t("."),
        ),
      )
    );
  }
  const hash = cell("text_sha256");
  const quotable = ["targets", "figures", "tasks", "products", "projects"].includes(from.name);
  return part(
    t("Position in the text"),
    cell("stated") && element("p", {}, t("As printed: "), element("q", {}, cell("stated"))),
    element(
      "p",
      {},
      linkTo(cell("document_id"), "documents"),
      t(", paragraph {paragraph}, characters {start}–{end}.", {
        paragraph: cell("paragraph"),
        start: texts.lang ? cell("char_start") : grouped(cell("char_start")),
        end: texts.lang ? cell("char_end") : grouped(cell("char_end")),
      }),
    ),
    hash &&
      element(
        "p",
        { class: "why" },
        t("SHA-256 of these characters: "),
        element("code", { class: "hash" }, hash),
      ),
    quotable &&
      element(
        "p",
        { class: "why" },
        t("The text belongs to its publisher and is not in this file. If you have the text, read it with "),
        element("code", {}, `chinaindpolicy quote ${cell("id")} --sources texts/`),
        t("."),
      ),
  );
}

// Other places that state the record, and its expressions of quantity.
function again(id, links) {
  const spans = links.filter((link) => link.table === "spans");
  const mentions = links.filter((link) => link.table === "mentions");
  if (!spans.length && !mentions.length) return null;
  const place = (link, words) => {
    const from = table(link.table);
    return element(
      "li",
      {},
      recordLink(link.table, from.cell("id", link.row), {}, words(from, link.row)),
      t(", paragraph {paragraph} of ", { paragraph: from.cell("paragraph", link.row) }),
      shortly(from.cell("document_id", link.row), "documents"),
    );
  };
  return part(
    t("All places in the texts"),
    element(
      "ul",
      {},
      spans.map((link) =>
        place(
          link,
          (from, row) =>
            t("Stated again, characters {start}–{end}", {
              start: from.cell("char_start", row),
              end: from.cell("char_end", row),
            }),
        ),
      ),
      mentions.map((link) => place(link, (from, row) => `“${from.cell("text", row)}”`)),
    ),
  );
}

function explained(name, id) {
  const { sentences, records } = block("explained");
  const told = records[name]?.[id];
  if (!told) return null;
  return element(
    "section",
    {},
    element(
      "details",
      {},
      element("summary", {}, element("h3", {}, t("Explanation"))),
      element(
        "dl",
        { class: "told" },
        told.map(([aspect, place]) => [
          element("dt", {}, aspect.replaceAll("_", " ")),
          element("dd", {}, sentences[place]),
        ]),
      ),
    ),
  );
}

function fieldsPart(from, row) {
  const present = from.columns.filter((column) => column.at(row) !== "");
  const missing = from.columns.filter((column) => column.at(row) === "" && !column.made);
  return part(
    t("All columns"),
    element(
      "dl",
      { class: "fields" },
      present.map((column) => [
        element("dt", {}, column.title, " ", element("code", {}, column.name)),
        element(
          "dd",
          {},
          element("p", { class: isNumeric(column) ? "digits" : null }, fieldContent(column, row)),
          element(
            "p",
            { class: "meaning" },
            column.description,
            column.made && t(" Made for this page."),
          ),
        ),
      ]),
    ),
    missing.length > 0 &&
      element(
        "p",
        { class: "why" },
        t("Empty: "),
        missing.map((column, place) => [
          place > 0 && t(", "),
          element("span", { title: column.description }, column.title.toLowerCase()),
        ]),
        t("."),
      ),
  );
}

function fieldContent(column, row) {
  if (column.leads) {
    return column
      .items(row)
      .map((item, place) => [
        place > 0 && t(", "),
        linkTo(item, column.leads),
        " ",
        element("code", {}, item),
      ]);
  }
  if (column.name === "verdict") return verdictMark(column.at(row));
  if (/sha256/.test(column.name)) return element("code", { class: "hash" }, column.at(row));
  if (column.name === "url") return outward(column.at(row));
  return [
    tongue(column, cellWords(column, row)),
    column.unit && column.unit !== "see unit" && ` ${column.unit}`,
  ];
}

function referrers(name, id, links) {
  const groups = new Map();
  for (const link of links) {
    const key = `${link.table} ${link.column.name}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(link);
  }
  if (!groups.size) return null;
  const most = 6;
  return part(
    t("Referring records"),
    element(
      "dl",
      { class: "leads" },
      [...groups.values()].map((group) => {
        const { table: other, column } = group[0];
        const from = table(other);
        const filtered = group.length > 1 && filterKind(column, from) === "choice";
        return [
          element(
            "dt",
            {},
            filtered
              ? element(
                  "a",
                  { href: toTable(other, { [column.name]: id }) },
                  `${inWords(other)} (${group.length})`,
                )
              : `${inWords(other)} (${group.length})`,
            element("span", { class: "why" }, t(" by {column}", { column: column.title.toLowerCase() })),
          ),
          element(
            "dd",
            {},
            element(
              "ul",
              {},
              group
                .slice(0, most)
                .map((link) =>
                  element(
                    "li",
                    {},
                    recordLink(other, from.cell("id", link.row), {}, label(other, link.row)),
                  ),
                ),
              group.length > most &&
                element("li", { class: "why" }, t("and {count} more", { count: group.length - most })),
            ),
          ),
        ];
      }),
    ),
  );
}
