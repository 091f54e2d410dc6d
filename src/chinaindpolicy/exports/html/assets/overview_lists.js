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
    t("Policies"),
    element(
      "div",
      { class: "scrolled", tabindex: "0", role: "region", "aria-label": t("Policies") },
      element(
        "table",
        { class: "small policies" },
        element(
          "thead",
          {},
          element(
            "tr",
            {},
            [t("Policy"), t("Where"), t("Targets"), t("Tasks")].map((words, place) =>
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
                recordLink("policies", id, {}, label("policies", row)),
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
                        "aria-label": t("{count} targets", { count: targets.get(id) }),
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
                      { href: `#tree/${id}`, "aria-label": t("Tree of {count} tasks", { count: tasks.get(id) }) },
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
      element("p", {}, element("a", { href: toTable("policies") }, t("All {count} policies", { count: rows.length }))),
  );
}

function tablesPart() {
  return passage(
    t("All tables"),
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
    t("Navigation"),
    element(
      "ul",
      { class: "plainlist" },
      element(
        "li",
        {},
        key("/"),
        t(" goes to the search, which knows the other names of organizations and regions: "),
        t("长江存储 finds what YMTC finds. "),
        key("↑"),
        " ",
        key("↓"),
        t(" go from row to row, "),
        key("Enter"),
        t(" opens a record, "),
        key("Esc"),
        t(" closes it."),
      ),
      element(
        "li",
        {},
        t("The address contains table, words, filters, order and record. Copy it to share this view."),
      ),
    ),
  );
}

function passage(title, ...content) {
  return element("section", {}, element("h2", {}, title), content);
}
