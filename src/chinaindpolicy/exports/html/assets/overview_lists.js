// The lists of the first view: policies, tables, and navigation.

function policiesPart() {
  const policies = table("policies");
  if (!policies?.rows) return null;
  const count = (name) =>
    table(name)?.column.get("policy_id")?.counts(table(name).every()) ?? new Map();
  const [targets, tasks] = [count("targets"), count("tasks")];
  const rows = policies.every();
  const most = 40;
  return passage(
    "Policies",
    element(
      "div",
      { class: "scrolled", tabindex: "0", role: "region", "aria-label": "Policies" },
      element(
        "table",
        { class: "small" },
        element(
          "thead",
          {},
          element(
            "tr",
            {},
            ["Policy", "Where", "Targets", "Tasks"].map((words, place) =>
              element("th", { scope: "col", class: place > 1 ? "number" : null }, words),
            ),
          ),
        ),
        element(
          "tbody",
          {},
          rows.slice(0, most).map((row) => {
            const id = policies.cell("id", row);
            return element(
              "tr",
              {},
              element(
                "th",
                { scope: "row" },
                recordLink("policies", id, {}, policies.cell("title", row)),
              ),
              element("td", {}, shortly(policies.cell("region_id", row), "regions")),
              element(
                "td",
                { class: "number" },
                targets.has(id)
                  ? element(
                      "a",
                      {
                        href: toTable("targets", { policy_id: id }),
                        "aria-label": `${targets.get(id)} targets`,
                      },
                      targets.get(id),
                    )
                  : "–",
              ),
              element(
                "td",
                { class: "number" },
                tasks.has(id)
                  ? element(
                      "a",
                      { href: `#tree/${id}`, "aria-label": `Tree of ${tasks.get(id)} tasks` },
                      tasks.get(id),
                    )
                  : "–",
              ),
            );
          }),
        ),
      ),
    ),
    rows.length > most &&
      element("p", {}, element("a", { href: toTable("policies") }, `All ${rows.length} policies`)),
  );
}

function tablesPart() {
  return passage(
    "All tables",
    element(
      "dl",
      { class: "tables" },
      [...described.values()].map((told) => [
        element(
          "dt",
          {},
          element("a", { href: toTable(told.name) }, inWords(told.name)),
          " ",
          element("span", { class: "digits why" }, grouped(String(told.rows))),
        ),
        element("dd", {}, told.description),
      ]),
    ),
  );
}

function keysPart() {
  const key = (name) => element("kbd", {}, name);
  return passage(
    "Navigation",
    element(
      "ul",
      { class: "plainlist" },
      element(
        "li",
        {},
        key("/"),
        " goes to the search, which knows the other names of organizations and regions: ",
        "长江存储 finds what YMTC finds. ",
        key("↑"),
        " ",
        key("↓"),
        " go from row to row, ",
        key("Enter"),
        " opens a record, ",
        key("Esc"),
        " closes it.",
      ),
      element(
        "li",
        {},
        "The address contains table, words, filters, order and record. Copy it to share this view.",
      ),
    ),
  );
}

function passage(title, ...content) {
  return element("section", {}, element("h2", {}, title), content);
}
