// The list of errata: printed text, intended text, reason, certainty, affected records.

const MOST_ERRATA = 1000;

function errataView(state) {
  const errata = table("errata");
  const kinds = errata.column.get("kind");
  const counts = kinds.counts(errata.every());
  const list = element("div", { class: "errata" });
  const press = (kind, words) =>
    element(
      "button",
      {
        type: "button",
        "data-kind": kind,
        "aria-pressed": "false",
        click: () => go({ kind }, { quietly: true }),
      },
      words,
    );
  const buttons = [
    press("", t("All {count}", { count: errata.rows })),
    ...kinds.codes
      .filter((kind) => counts.has(kind))
      .map((kind) => press(kind, `${word("kind", kind) ?? kind} ${counts.get(kind)}`)),
  ];
  const node = element(
    "div",
    { class: "view" },
    element(
      "div",
      { class: "viewhead" },
      element("h1", { tabindex: "-1" }, t("Errata")),
      element(
        "p",
        { class: "lead" },
        t("The printed and the intended text, in the order of the texts. "),
        t("The kinds are sorted by their effect: an erratum of magnitude changes a value, an erratum of a term changes a word."),
      ),
      element(
        "div",
        { class: "toolbar" },
        element("div", { class: "buttons", role: "group", "aria-label": t("Kind of erratum") }, buttons),
        element("a", { href: toTable("errata") }, t("As a table")),
      ),
    ),
    list,
  );
  function update(next) {
    for (const button of buttons)
      button.setAttribute("aria-pressed", String(button.dataset.kind === next.kind));
    const rows = errata
      .every()
      .filter((row) => !next.kind || errata.cell("kind", row) === next.kind);
    const documents = new Map();
    for (const row of rows.slice(0, MOST_ERRATA)) {
      const id = errata.cell("document_id", row);
      if (!documents.has(id)) documents.set(id, []);
      documents.get(id).push(row);
    }
    fill(
      list,
      [...documents].map(([id, found]) =>
        element(
          "section",
          {},
          element("h2", {}, linkTo(id, "documents")),
          element("p", { class: "why" }, counted(found.length, "erratum", "errata")),
          element("ol", { class: "errata-list" }, found.sort(byPlace).map(erratumItem)),
        ),
      ),
      rows.length > MOST_ERRATA &&
        element(
          "p",
          {},
          t("The first {shown} of {count} are shown; ", {
            shown: MOST_ERRATA,
            count: rows.length,
          }),
          element(
            "a",
            { href: toTable("errata", next.kind ? { kind: next.kind } : {}) },
            t("the table has all"),
          ),
          ".",
        ),
      !rows.length && element("p", {}, t("This release has no erratum of this kind.")),
    );
    say(counted(rows.length, "erratum", "errata"));
  }
  const byPlace = (one, other) =>
    Number(errata.cell("char_start", one)) - Number(errata.cell("char_start", other)) ||
    one - other;
  return { node, title: t("Errata"), update, mark: () => {} };
}

function erratumItem(row) {
  const errata = table("errata");
  const cell = (name) => errata.cell(name, row);
  const bears = errata.column.get("record_ids").items(row);
  return element(
    "li",
    {},
    element(
      "p",
      { class: "correction" },
      recordLink(
        "errata",
        cell("id"),
        {
          class: "place digits",
          title: cell("id"),
          "aria-label": t("Erratum in paragraph {paragraph}: {printed}", {
            paragraph: cell("paragraph"),
            printed: cell("printed"),
          }),
        },
        `¶${cell("paragraph")}`,
      ),
      " ",
      element("del", {}, cell("printed")),
      " ",
      element("span", { class: "arrow", "aria-hidden": "true" }, "→"),
      " ",
      element("ins", {}, cell("meant")),
    ),
    element(
      "p",
      { class: "why" },
      element("span", { class: "erratum tag" }, word("kind", cell("kind")) ?? cell("kind")),
      " ",
      cell("explanation"),
      " ",
      element("span", { class: "sure" }, sentence(sureness[cell("certainty")])),
      bears.length > 0 && [
        t(" Bears on: "),
        bears.map((id, place) => [place > 0 && " · ", linkTo(id, "*")]),
      ],
    ),
  );
}
