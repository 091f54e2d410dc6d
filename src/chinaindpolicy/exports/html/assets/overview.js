// The first view: description, number of rows, verdicts, and quality of the data.

function startView() {
  const node = element(
    "div",
    { class: "view start" },
    element(
      "div",
      { class: "viewhead" },
      element("h1", { tabindex: "-1" }, about.title),
      element("p", { class: "lead" }, about.description),
      element(
        "p",
        { class: "why" },
        [
          t("Release {release}", { release: about.release }),
          about.created && t("made {day}", { day: dayWords(about.created) }),
          about.licence,
          t("this page makes no network requests"),
        ]
          .filter(Boolean)
          .join(" · "),
      ),
    ),
    element(
      "div",
      { class: "sections" },
      figuresPart(),
      verdictsPart(),
      trustPart(),
      deadlinesPart(),
      policiesPart(),
      tablesPart(),
      keysPart(),
    ),
  );
  return { node, title: t("Overview"), update: () => {}, mark: () => {} };
}

function figuresPart() {
  const tile = (name, words, more) =>
    described.has(name) &&
    element(
      "li",
      {},
      element(
        "a",
        { href: name === "errata" ? "#errata" : toTable(name) },
        element("span", { class: "big digits" }, grouped(String(described.get(name).rows))),
        " ",
        element("span", { class: "what" }, words),
      ),
      more && element("span", { class: "why" }, more),
    );
  const of = (name, column, code) =>
    table(name).column.get(column)?.counts(table(name).every()).get(code) ?? 0;
  const within = (name, column) => {
    const different = table(name).column.get(column).counts(table(name).every()).size;
    return t("in {things}", { things: counted(different, column.replace("_id", "")) });
  };
  return element(
    "section",
    { "aria-label": t("Number of rows") },
    element(
      "ul",
      { class: "tiles" },
      tile(
        "targets",
        t("targets"),
        t("{quantitative} with a number, {qualitative} in words alone", {
          quantitative: of("targets", "kind", "quantitative"),
          qualitative: of("targets", "kind", "qualitative"),
        }),
      ),
      tile(
        "figures",
        t("figures"),
        t("{official} official, {attributed} attributed, {claim} the texts’ own claims", {
          official: of("figures", "basis", "official"),
          attributed: of("figures", "basis", "attributed"),
          claim: of("figures", "basis", "claim"),
        }),
      ),
      tile(
        "tasks",
        t("tasks"),
        t("of {things}", {
          things: counted(described.get("policies").rows, "policy", "policies"),
        }),
      ),
      tile("products", t("products named"), within("products", "segment")),
      tile("projects", t("projects named"), within("projects", "region_id")),
      tile("errata", t("errata"), t("each with the intended text and its certainty")),
    ),
  );
}

function verdictsPart() {
  if (about.verdicts === null) {
    return passage(
      t("Outcomes of the targets"),
      element(
        "p",
        {},
        t("The date of this release is unknown, so the targets were not compared with outcomes."),
      ),
    );
  }
  const counts = Object.entries(about.verdicts);
  const total = described.get("targets").rows;
  const { met, not_met: missed, no_outcome: unknown } = about.verdicts;
  return passage(
    t("Outcomes of the targets"),
    element(
      "p",
      {},
      t("Of {targets}, {met} can be called met and {missed} not met as of {day}. ", {
        targets: counted(total, "target"),
        met,
        missed,
        day: dayWords(about.as_of),
      }),
      unknown > 0 && element("strong", {}, t("For {count} no later value is known.", { count: unknown })),
      t(" A verdict is given only where object, place, unit, denominator, period and prices agree; otherwise it is withheld, and the record says by what."),
    ),
    total > 0 && verdictBar(new Map(counts), 0),
    element(
      "ul",
      { class: "legend" },
      counts.map(([verdict, count]) =>
        element(
          "li",
          {},
          element(
            "a",
            { href: toTable("targets", { verdict }) },
            verdictMark(verdict),
            " ",
            element("span", { class: "digits" }, count),
          ),
        ),
      ),
    ),
  );
}

// The verdicts as bars; the rest keeps the bars of one figure to one scale.
function verdictBar(counts, left) {
  const pieces = [...counts, ["room", left]].filter(([, count]) => count > 0);
  return element(
    "span",
    { class: "bar", "aria-hidden": "true" },
    pieces.map(([verdict, count]) => {
      const piece = element("span", { class: verdict });
      piece.style.flexGrow = String(count);
      return piece;
    }),
  );
}

// The deadlines of the targets by year, with their verdicts.
function deadlinesPart() {
  const targets = table("targets");
  if (!targets?.rows || !targets.column.has("verdict")) return null;
  const years = new Map();
  for (const row of targets.every()) {
    const year = targets.cell("period_end", row).slice(0, 4);
    if (!years.has(year)) years.set(year, []);
    years.get(year).push(row);
  }
  const most = Math.max(...[...years.values()].map((rows) => rows.length));
  const verdict = targets.column.get("verdict");
  const ordered = [...years].sort(
    ([one], [other]) => (one === "") - (other === "") || order.compare(one, other),
  );
  return passage(
    t("Deadlines of the targets"),
    element(
      "ul",
      { class: "years" },
      ordered.map(([year, rows]) => {
        const counts = verdict.counts(rows);
        const filter = year === "" ? MISSING : `${year}-01-01..${year}-12-31`;
        return element(
          "li",
          {},
          element(
            "a",
            { class: "digits", href: toTable("targets", { period_end: filter }) },
            year || t("no deadline"),
          ),
          verdictBar(
            verdict.codes.map((code) => [code, counts.get(code) ?? 0]),
            most - rows.length,
          ),
          element("span", { class: "digits" }, rows.length),
        );
      }),
    ),
  );
}

function trustPart() {
  const reviews = new Map();
  for (const name of ["targets", "figures", "tasks", "products", "projects"]) {
    const column = table(name)?.column.get("review");
    for (const [review, count] of column?.counts(table(name).every()) ?? [])
      reviews.set(review, (reviews.get(review) ?? 0) + count);
  }
  const read = (review) => grouped(String(reviews.get(review) ?? 0));
  const errata = table("errata");
  const counts = errata?.column.get("kind")?.counts(errata.every()) ?? new Map();
  const kinds = [...(errata?.column.get("kind")?.codes ?? [])].filter((kind) => counts.has(kind));
  return passage(
    t("Quality of the data"),
    element(
      "ul",
      { class: "plainlist" },
      element(
        "li",
        {},
        t(
          "Two independent readings, both by language models, agreed on {agreed} records; on {settled} they differed, and the text decided; {single} were read once.",
          { agreed: read("agreed"), settled: read("settled"), single: read("single") },
        ),
      ),
      element(
        "li",
        {},
        t("A value is the intended one. If the printed text differs, both are shown, with the reason: "),
        kinds
          .slice(0, 4)
          .map((kind, place) => [
            place > 0 && t(", "),
            element(
              "a",
              { href: `#errata?kind=${kind}` },
              t("{count} of {kind}", {
                count: place > 0 ? counts.get(kind) : counted(counts.get(kind), "erratum", "errata"),
                kind: word("kind", kind) ?? kind,
              }),
            ),
          ]),
        kinds.length > 4 && [t(" and "), element("a", { href: "#errata" }, t("more"))],
        t("."),
      ),
      element(
        "li",
        {},
        t("A target is an aim of a policy. A figure is a report or a forecast with its source. “Less than 30%” stays less than 30%; no value is imputed."),
      ),
      element(
        "li",
        {},
        t("Each record names the document, paragraph and characters it was read from, and their hash. The texts belong to their publishers and are not in this file."),
      ),
    ),
  );
}
