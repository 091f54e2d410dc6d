// One record, whole: what it says, what is printed and meant, where it stands, how sure it is,
// what came of it, every column with its meaning, what leads to it, how to cite it.

function recordView(name, id) {
  const from = table(name);
  const row = from.place.get(id);
  const cell = (column) => from.cell(column, row);
  const links = leadingTo(id).filter((link) => link.column.leads === "*" || link.column.leads === name);
  return element("article", {},
    element("p", { class: "kicker" }, element("a", { href: toTable(name) }, inWords(name)), " ",
      element("code", {}, id)),
    element("h2", { tabindex: "-1" }, label(name, row)),
    chinese(from, row),
    cell("amount") && bigAmount(from, row),
    summary(from, row),
    slips(links),
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

function chinese(from, row) {
  const words = from.cell("name_zh", row) || from.cell("title_zh", row);
  return words && element("p", { class: "chinese", lang: "zh-Hans" }, words);
}

function bigAmount(from, row) {
  const printed = from.cell("printed", row);
  return element("div", { class: "amount" },
    element("p", { class: "value" }, from.cell("amount", row)),
    element("p", { class: "when" },
      [from.cell("when", row) || "no period told",
        from.cell("region_id", row) && shortly(from.cell("region_id", row), "regions"),
        from.cell("strength", row), from.cell("basis", row), from.cell("measure", row),
      ].filter(Boolean).join(" · ")),
    printed && element("p", { class: "printed" }, "The text prints ",
      element("del", {}, from.cell("stated", row)), `, literally ${printed}; meant is `,
      element("ins", {}, from.cell("amount", row)), "."),
  );
}

function summary(from, row) {
  return ["summary", "definition", "explanation", "note", "caution"]
    .filter((name) => from.cell(name, row))
    .map((name) => element("p", { class: name },
      ["note", "caution"].includes(name) && `${inWords(name)}: `, from.cell(name, row)));
}

// The same slip may be printed at each place where a fact is stated: it is told once. The
// weightiest comes first.
function slips(links) {
  const errata = table("errata");
  const groups = new Map();
  for (const row of new Set(links.filter((link) => link.table === "errata").map((link) => link.row))) {
    const key = ["kind", "printed", "meant", "explanation"].map((name) => errata.cell(name, row)).join("\n");
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(row);
  }
  const weight = (rows) => errata.column.get("kind").codes.indexOf(errata.cell("kind", rows[0]));
  const ordered = [...groups.values()].sort((one, other) => weight(one) - weight(other));
  return ordered.length > 0 && part(ordered.length === 1 ? "A slip in print" : "Slips in print",
    element("ul", { class: "slips" }, ordered.map(slipWords)));
}

function slipWords(rows) {
  const errata = table("errata");
  const cell = (name) => errata.cell(name, rows[0]);
  return element("li", {},
    element("p", {}, element("span", { class: "slip tag" }, cell("kind")), " ",
      element("del", {}, cell("printed")), " → ", element("ins", {}, cell("meant"))),
    element("p", { class: "why" }, cell("explanation"), " ",
      element("span", { class: "sure" }, `${inWords(sureness[cell("certainty")])}.`), " ",
      rows.map((row, place) => [place > 0 && ", ",
        element("a", { href: toRecord("errata", errata.cell("id", row)) }, `Paragraph ${errata.cell("paragraph", row)}`)])));
}

function verdictPart(from, row, links) {
  const outcomes = links.filter((link) => link.table === "outcomes" && link.column.name === "record_id");
  const verdict = from.cell("verdict", row);
  if (from.name !== "targets" && !outcomes.length) return null;
  return part("What came of it",
    verdict
      ? element("p", {}, verdictMark(verdict), ` as of ${about.as_of}`,
        withheld(from.column.get("failed").items(row)))
      : from.name === "targets" && element("p", {}, "No date of this release is known, so nothing was judged."),
    outcomes.length > 0
      ? element("ul", {}, outcomes.map((link) => outcomeWords(link.row)))
      : element("p", { class: "why" }, `No outcome is known in release ${about.release}.`));
}

function withheld(tests) {
  if (!tests.length) return ".";
  const words = tests.map((test) => `${about.tests[test] ?? test} (${test})`);
  return `. Withheld because this does not hold: ${words.join("; ")}.`;
}

function outcomeWords(row) {
  const from = table("outcomes");
  return element("li", {},
    element("a", { href: toRecord("outcomes", from.cell("id", row)) }, from.cell("statement", row)),
    " ", linkTo(from.cell("reference_id", row), "references"), ` (${from.cell("certainty", row)}).`,
    from.cell("caution", row) && element("p", { class: "why" }, `Caution: ${from.cell("caution", row)}`));
}

function evidence(from, row) {
  const cell = (name) => from.cell(name, row);
  if (!cell("document_id")) {
    return cell("reference_id") && from.name !== "errata" &&
      part("Source", element("p", {}, "From outside the documents: ", linkTo(cell("reference_id"), "references"), "."));
  }
  const hash = cell("text_sha256");
  const quotable = ["targets", "figures", "tasks", "products", "projects"].includes(from.name);
  return part("Where it stands",
    cell("stated") && element("p", {}, "As printed: ", element("q", {}, cell("stated"))),
    element("p", {}, linkTo(cell("document_id"), "documents"), `, paragraph ${cell("paragraph")}, characters `,
      element("span", { class: "digits" }, `${grouped(cell("char_start"))}–${grouped(cell("char_end"))}`), "."),
    hash && element("p", { class: "why" }, "SHA-256 of these characters: ", element("code", { class: "hash" }, hash)),
    quotable && element("p", { class: "why" },
      "The words themselves are another's and not in this file. Whoever holds the text reads them with ",
      element("code", {}, `chinaindpolicy quote ${cell("id")} --sources texts/`), "."));
}

// Where else the record is stated, and every expression of quantity that is its.
function again(id, links) {
  const spans = links.filter((link) => link.table === "spans");
  const mentions = links.filter((link) => link.table === "mentions");
  if (!spans.length && !mentions.length) return null;
  const place = (link, words) => {
    const from = table(link.table);
    return element("li", {},
      element("a", { href: toRecord(link.table, from.cell("id", link.row)) }, words(from, link.row)),
      `, paragraph ${from.cell("paragraph", link.row)} of `,
      shortly(from.cell("document_id", link.row), "documents"));
  };
  return part("Every place in the texts", element("ul", {},
    spans.map((link) => place(link, (from, row) =>
      `Stated again, characters ${from.cell("char_start", row)}–${from.cell("char_end", row)}`)),
    mentions.map((link) => place(link, (from, row) => `“${from.cell("text", row)}”`))));
}

function explained(name, id) {
  const { sentences, records } = block("explained");
  const told = records[name]?.[id];
  if (!told) return null;
  return element("section", {}, element("details", {},
    element("summary", {}, element("h3", {}, "In plain words")),
    element("dl", { class: "told" }, told.map(([aspect, place]) => [
      element("dt", {}, aspect.replaceAll("_", " ")), element("dd", {}, sentences[place])]))));
}

function fieldsPart(from, row) {
  const present = from.columns.filter((column) => column.at(row) !== "");
  const missing = from.columns.filter((column) => column.at(row) === "" && !column.made);
  return part("Every column",
    element("dl", { class: "fields" }, present.map((column) => [
      element("dt", {}, column.title, " ", element("code", {}, column.name)),
      element("dd", {},
        element("p", { class: isNumeric(column) ? "digits" : null }, fieldContent(column, row)),
        element("p", { class: "meaning" }, column.description, column.made && " Made for this page.")),
    ])),
    missing.length > 0 && element("p", { class: "why" }, "Empty: ",
      missing.map((column, place) => [place > 0 && ", ", element("span", { title: column.description }, column.title.toLowerCase())]),
      "."));
}

function fieldContent(column, row) {
  if (column.leads) {
    return column.items(row).map((item, place) => [
      place > 0 && ", ", linkTo(item, column.leads), " ", element("code", {}, item)]);
  }
  if (column.name === "verdict") return verdictMark(column.at(row));
  if (/sha256/.test(column.name)) return element("code", { class: "hash" }, column.at(row));
  if (column.name === "url") return outward(column.at(row));
  return [tongue(column, cellWords(column, row)), column.unit && column.unit !== "see unit" && ` ${column.unit}`];
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
  return part("What leads here", element("dl", { class: "leads" }, [...groups.values()].map((group) => {
    const { table: other, column } = group[0];
    const from = table(other);
    const filtered = group.length > 1 && filterKind(column, from) === "choice";
    return [
      element("dt", {}, filtered
        ? element("a", { href: toTable(other, { [column.name]: id }) }, `${inWords(other)} (${group.length})`)
        : `${inWords(other)} (${group.length})`,
      element("span", { class: "why" }, ` by ${column.title.toLowerCase()}`)),
      element("dd", {}, element("ul", {},
        group.slice(0, most).map((link) => element("li", {},
          element("a", { href: toRecord(other, from.cell("id", link.row)) }, label(other, link.row)))),
        group.length > most && element("li", { class: "why" }, `and ${group.length - most} more`))),
    ];
  })));
}
