// The tree of the tasks of a policy, with the named products and projects.

function treeView(state) {
  const policies = table("policies");
  const tasks = table("tasks");
  const counts = tasks.column.get("policy_id").counts(tasks.every());
  const known = policies
    .every()
    .map((row) => policies.cell("id", row))
    .filter((id) => counts.has(id));
  const policy = counts.has(state.name) ? state.name : known[0];
  const title = t("Task trees");
  const select = element(
    "select",
    {
      id: "policy",
      change: () => {
        location.hash = writeAddress({ view: "tree", name: select.value });
      },
    },
    known.map((id) =>
      element("option", { value: id }, `${shortly(id, "policies")} (${counts.get(id)})`),
    ),
  );
  select.value = policy ?? "";
  const tree = element("div", { class: "tree" });
  const node = element(
    "div",
    { class: "view" },
    element(
      "div",
      { class: "viewhead" },
      element("h1", { tabindex: "-1" }, title),
      element(
        "p",
        { class: "lead" },
        t("The planned tasks of each policy, as a tree."),
      ),
      element(
        "div",
        { class: "toolbar" },
        element("label", { for: "policy" }, t("Policy")),
        select,
        element(
          "div",
          { class: "buttons" },
          element("button", { type: "button", click: () => openAll(true) }, t("Open all")),
          element("button", { type: "button", click: () => openAll(false) }, t("Close all")),
          copier(t("Copy link"), () => location.href),
        ),
      ),
    ),
    policy ? aboutPolicy(policy) : element("p", {}, t("This release has no tasks.")),
    tree,
  );
  function openAll(open) {
    for (const button of tree.querySelectorAll("button[aria-expanded]")) expand(button, open);
  }
  if (policy) fill(tree, forest(policy));
  return { node, title, update: () => {}, mark: () => {} };
}

function aboutPolicy(policy) {
  const policies = table("policies");
  const row = policies.place.get(policy);
  const others = ["targets", "figures", "products", "projects"]
    .map((name) => {
      const column = table(name)?.column.get("policy_id");
      const count = column ? (column.counts(table(name).every()).get(policy) ?? 0) : 0;
      return (
        count > 0 &&
        element(
          "a",
          { href: toTable(name, { policy_id: policy }) },
          counted(count, name.replace(/s$/, "")),
        )
      );
    })
    .filter(Boolean);
  return element(
    "div",
    { class: "policy" },
    element("h2", {}, recordLink("policies", policy, {}, label("policies", row))),
    otherName(policies, row),
    element(
      "p",
      {},
      shortly(policies.cell("region_id", row), "regions"),
      policies.cell("when", row) && ` · ${policies.cell("when", row)}`,
      others.map((link) => [" · ", link]),
    ),
  );
}

const rootNames = {
  goal: t("Goals"),
  key_task: t("Key tasks"),
  sub_task: t("Sub-tasks"),
  action: t("Actions"),
  priority: t("Priorities"),
  safeguard: t("Safeguards"),
  project: t("Projects"),
};

function forest(policy) {
  const tasks = table("tasks");
  const mine = tasks.every().filter((row) => tasks.cell("policy_id", row) === policy);
  const ids = new Set(mine.map((row) => tasks.cell("id", row)));
  const under = new Map();
  for (const row of mine) {
    // A task with a parent of another policy is shown at the root, so that no task is lost.
    const parent = ids.has(tasks.cell("parent_id", row)) ? tasks.cell("parent_id", row) : "";
    if (!under.has(parent)) under.set(parent, []);
    under.get(parent).push(row);
  }
  for (const rows of under.values()) {
    rows.sort(
      (one, other) =>
        Number(tasks.cell("ordinal", one)) - Number(tasks.cell("ordinal", other)) || one - other,
    );
  }
  const named = namedBy();
  const branch = (row, number, seen) => {
    const id = tasks.cell("id", row);
    // Stop at a cycle, which no valid release has.
    const children = seen.has(id) ? [] : (under.get(id) ?? []);
    return taskItem(
      row,
      number,
      named.get(id),
      children.length
        ? element(
            "ol",
            {},
            children.map((child, place) =>
              branch(child, `${number}.${place + 1}`, new Set([...seen, id])),
            ),
          )
        : null,
    );
  };
  const roots = under.get("") ?? [];
  const kinds = tasks.column.get("kind").codes ?? [
    ...new Set(roots.map((row) => tasks.cell("kind", row))),
  ];
  return kinds.map((kind) => {
    const rows = roots.filter((row) => tasks.cell("kind", row) === kind);
    return (
      rows.length > 0 &&
      element(
        "section",
        {},
        element(
          "h3",
          {},
          rootNames[kind] ?? inWords(kind),
          element("span", { class: "why" }, ` ${rows.length}`),
        ),
        element(
          "ol",
          { class: "roots" },
          rows.map((row, place) => branch(row, String(place + 1), new Set())),
        ),
      )
    );
  });
}

// The number of products and projects of each task.
function namedBy() {
  const found = new Map();
  for (const name of ["products", "projects"]) {
    const column = table(name)?.column.get("task_id");
    for (const [id, count] of column?.counts(table(name).every()) ?? []) {
      if (!found.has(id)) found.set(id, []);
      found
        .get(id)
        .push(
          element(
            "a",
            { href: toTable(name, { task_id: id }) },
            counted(count, name.replace(/s$/, "")),
          ),
        );
    }
  }
  return found;
}

function taskItem(row, number, named, children) {
  const tasks = table("tasks");
  const id = tasks.cell("id", row);
  const title = tasks.cell("title", row);
  return element(
    "li",
    {},
    element(
      "div",
      { class: "task" },
      children
        ? element("button", {
            type: "button",
            class: "turn",
            "aria-expanded": "true",
            "aria-label": t("Parts of: {title}", { title }),
            click: (event) =>
              expand(
                event.currentTarget,
                event.currentTarget.getAttribute("aria-expanded") !== "true",
              ),
          })
        : element("span", { class: "leaf" }),
      element(
        "div",
        {},
        element(
          "p",
          { class: "tasktitle" },
          element("span", { class: "ordinal digits" }, number),
          " ",
          recordLink("tasks", id, {}, title),
          named?.map((link) => [" · ", link]),
        ),
        element("p", { class: "why" }, tasks.cell("summary", row)),
      ),
    ),
    children,
  );
}

function expand(button, open) {
  button.setAttribute("aria-expanded", String(open));
  button.closest("li").querySelector("ol").hidden = !open;
}
