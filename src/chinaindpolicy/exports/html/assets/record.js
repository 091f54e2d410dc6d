// One complete record: content, printed and intended text, position, certainty, outcomes,
// every column with its meaning, referring records, citation.

function recordView(name, id) {
  const from = table(name);
  const row = from.place.get(id);
  const cell = (column) => from.cell(column, row);
  const links = leadingTo(id).filter(
    (link) => link.column.leads === "*" || link.column.leads === name,
  );
  return element(
    "article",
    {},
    element(
      "p",
      { class: "kicker" },
      element("a", { href: toTable(name) }, inWords(name)),
      " ",
      element("code", {}, id),
    ),
    element("h2", { tabindex: "-1" }, label(name, row)),
    otherName(from, row),
    cell("amount") && bigAmount(from, row),
    summary(from, row),
    errataOf(links),
    verdictPart(from, row, links),
    evidence(from, row),
    again(id, links),
    explained(name, id),
    fieldsPart(from, row),
    referrers(name, id, links),
    part("Cite", citationBox(name, [row])),
  );
}

function part(title, ...content) {
  return element("section", {}, element("h3", {}, title), content);
}

// The name in the language that the heading is not in.
function otherName(from, row) {
  const named = (...names) => names.map((each) => from.cell(each, row)).find(Boolean);
  const chinese = named("name_zh", "title_zh");
  if (!texts.lang) return chinese && element("p", { class: "chinese", lang: "zh-Hans" }, chinese);
  const words = from.column.has("indicator_id") ? named("statement") : chinese && named("name", "title");
  return words && element("p", { class: "chinese", lang: "en" }, words);
}

function bigAmount(from, row) {
  const printed = from.cell("printed", row);
  return element(
    "div",
    { class: "amount" },
    element("p", { class: "value" }, from.cell("amount", row)),
    element(
      "p",
      { class: "when" },
      [
        from.cell("when", row) || t("no period stated"),
        from.cell("region_id", row) && shortly(from.cell("region_id", row), "regions"),
        codeWords("strength", from.cell("strength", row)),
        codeWords("basis", from.cell("basis", row)),
        codeWords("measure", from.cell("measure", row)),
      ]
        .filter(Boolean)
        .join(" · "),
    ),
    printed &&
      element(
        "p",
        { class: "printed" },
        t("The text prints "),
        element("del", {}, from.cell("stated", row)),
        t(", literally {printed}; meant is ", { printed }),
        element("ins", {}, from.cell("amount", row)),
        t("."),
      ),
  );
}

function summary(from, row) {
  return ["summary", "definition", "explanation", "note", "caution"]
    .filter((name) => from.cell(name, row))
    .map((name) =>
      element(
        "p",
        { class: name },
        ["note", "caution"].includes(name) && t("{name}: ", { name: word("column", name) ?? inWords(name) }),
        from.cell(name, row),
      ),
    );
}

// An erratum can occur at each place that states a fact; it is shown once. Errata are sorted by
// their effect.
function errataOf(links) {
  const errata = table("errata");
  const groups = new Map();
  for (const row of new Set(
    links.filter((link) => link.table === "errata").map((link) => link.row),
  )) {
    const key = ["kind", "printed", "meant", "explanation"]
      .map((name) => errata.cell(name, row))
      .join("\n");
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(row);
  }
  const weight = (rows) => errata.column.get("kind").codes.indexOf(errata.cell("kind", rows[0]));
  const ordered = [...groups.values()].sort((one, other) => weight(one) - weight(other));
  return (
    ordered.length > 0 &&
    part(
      ordered.length === 1 ? t("Erratum") : t("Errata"),
      element("ul", { class: "errata-list" }, ordered.map(erratumWords)),
    )
  );
}

function erratumWords(rows) {
  const errata = table("errata");
  const cell = (name) => errata.cell(name, rows[0]);
  return element(
    "li",
    {},
    element(
      "p",
      {},
      element("span", { class: "erratum tag" }, word("kind", cell("kind")) ?? cell("kind")),
      " ",
      element("del", {}, cell("printed")),
      " → ",
      element("ins", {}, cell("meant")),
    ),
    element(
      "p",
      { class: "why" },
      cell("explanation"),
      " ",
      element("span", { class: "sure" }, sentence(sureness[cell("certainty")])),
      " ",
      rows.map((row, place) => [
        place > 0 && t(", "),
        recordLink(
          "errata",
          errata.cell("id", row),
          {},
          t("Paragraph {paragraph}", { paragraph: errata.cell("paragraph", row) }),
        ),
      ]),
    ),
  );
}

function verdictPart(from, row, links) {
  const outcomes = links.filter(
    (link) => link.table === "outcomes" && link.column.name === "record_id",
  );
  const verdict = from.cell("verdict", row);
  if (from.name !== "targets" && !outcomes.length) return null;
  return part(
    t("Outcomes"),
    verdict
      ? element(
          "p",
          {},
          verdictMark(verdict),
          t(" as of {day}", { day: dayWords(about.as_of) }),
          withheld(from.column.get("failed").items(row)),
        )
      : from.name === "targets" &&
          element("p", {}, t("The date of this release is unknown, so it has no verdicts.")),
    outcomes.length > 0
      ? element(
          "ul",
          {},
          outcomes.map((link) => outcomeWords(link.row)),
        )
      : element("p", { class: "why" }, t("No outcome is known in release {release}.", { release: about.release })),
  );
}

function withheld(tests) {
  if (!tests.length) return t(".");
  const words = tests.map((test) => t("{name} ({test})", { name: about.tests[test] ?? test, test: word("test_name", test) ?? test }));
  return t(". Not fulfilled: {tests}.", { tests: words.join("; ") });
}

function outcomeLabel(from, row) {
  if (!texts.lang) return from.cell("statement", row);
  return [label("outcomes", row), from.cell("amount", row)].filter(Boolean).join("：");
}

function outcomeWords(row) {
  const from = table("outcomes");
  return element(
    "li",
    {},
    recordLink("outcomes", from.cell("id", row), {}, outcomeLabel(from, row)),
    " ",
    linkTo(from.cell("reference_id", row), "references"),
    t(" ({certainty}).", { certainty: codeWords("certainty", from.cell("certainty", row)) }),
    from.cell("caution", row) &&
      element("p", { class: "why" }, t("Caution: {caution}", { caution: from.cell("caution", row) })),
  );
}
