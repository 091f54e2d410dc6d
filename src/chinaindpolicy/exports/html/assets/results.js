// The results of a search over all tables, by table, best results first.

function searchView() {
  const list = element("div", { class: "results" });
  const title = element("h1", { tabindex: "-1" }, t("Search"));
  const node = element(
    "div",
    { class: "view" },
    element("div", { class: "viewhead" }, title),
    list,
  );
  function update(next) {
    const hits = found(next.q);
    const terms = termsOf(next.q);
    const groups = new Map();
    for (const hit of hits) {
      if (!groups.has(hit.table)) groups.set(hit.table, []);
      groups.get(hit.table).push(hit);
    }
    title.textContent = next.q ? t("Search: {words}", { words: next.q }) : t("Search");
    const told = next.q
      ? t("{records} in {tables}", {
          records: counted(hits.length, "record"),
          tables: counted(groups.size, "table"),
        })
      : t("Type words in English or Chinese.");
    say(told);
    fill(
      list,
      element("p", { class: "lead" }, told),
      hits.length === 0 &&
        next.q &&
        element(
          "p",
          {},
          t("A record must contain every word: a Latin word at the beginning of a word, Chinese characters anywhere. Try fewer words."),
        ),
      [...groups].map(([name, group]) => resultGroup(name, group, terms, next.q)),
    );
  }
  return { node, title: t("Search"), update, mark: () => {} };
}

function resultGroup(name, group, terms, query) {
  const most = 8;
  return element(
    "section",
    {},
    element(
      "h2",
      {},
      element("a", { href: toTable(name, {}, { q: query }) }, inWords(name)),
      " ",
      element("span", { class: "why digits" }, group.length),
    ),
    element(
      "ul",
      { class: "hits" },
      group.slice(0, most).map((hit) => {
        const id = table(name).cell("id", hit.row);
        const words = label(name, hit.row);
        return element(
          "li",
          {},
          recordLink(name, id, { title: id }, words),
          hit.field &&
            hit.field.column.items(hit.row).join(", ") !== words &&
            element("p", { class: "why" }, `${hit.field.column.title}: `, excerpt(hit, terms)),
        );
      }),
    ),
    group.length > most &&
      element(
        "p",
        {},
        element("a", { href: toTable(name, {}, { q: query }) }, t("All {count} in {table}", { count: group.length, table: word("table", name) ?? name })),
      ),
  );
}
