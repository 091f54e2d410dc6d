// The page: its frame, the keys, and the update after a change of the address.

const narrow = matchMedia("(max-width: 760px)");
const main = element("main", { id: "main", tabindex: "-1" });
const panel = element("aside", { id: "record", "aria-label": t("Record"), hidden: true });
const notice = element("div", { class: "notice", role: "alert" });
const query = element("input", {
  type: "search",
  id: "search",
  "aria-label": t("Search everything, in English or Chinese"),
  autocomplete: "off",
  placeholder: t("Search in English or 中文"),
  "aria-keyshortcuts": "/",
  input: afterPause(() => {
    const q = query.value.trim();
    const searching = shown.view === "search";
    if (q || searching)
      go(
        { view: "search", name: "", q, kind: "", filters: new Map(), sort: null, all: false },
        { quietly: searching },
      );
  }, 180),
});

const themes = ["auto", "light", "dark"];
const themeButton = element("button", { type: "button", class: "theme", click: nextTheme });
function setTheme(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  fill(
    themeButton,
    element("span", { "aria-hidden": "true" }, "◐"),
    element("span", { class: "name" }, ` ${t(theme)}`),
  );
  themeButton.setAttribute("aria-label", t("Colours: {theme}", { theme: t(theme) }));
  themeButton.title = t("Colours: system, light, dark");
}
function theme() {
  return document.documentElement.dataset.theme ?? "auto";
}
function nextTheme() {
  setTheme(themes[(themes.indexOf(theme()) + 1) % themes.length]);
  try {
    localStorage.setItem("theme", theme());
  } catch {
    /* A browser can forbid storage for a file; the choice then ends with the page. */
  }
}
function rememberedTheme() {
  try {
    return themes.includes(localStorage.getItem("theme")) ? localStorage.getItem("theme") : "auto";
  } catch {
    return "auto";
  }
}

const groups = [
  [t("Values and tasks"), ["targets", "figures", "outcomes", "tasks", "products", "projects"]],
  [
    t("Policies, indicators, places"),
    ["policies", "indicators", "concepts", "objects", "regions", "organizations", "units"],
  ],
  [
    t("Sources"),
    ["documents", "errata", "references", "mentions", "passages", "spans", "withdrawals"],
  ],
];
const navigation = element(
  "nav",
  { "aria-label": t("Views and tables") },
  element(
    "ul",
    {},
    [
      ["#", t("Overview")],
      ["#tree", t("Task trees")],
      ["#errata", t("Errata")],
    ].map(([href, words]) => element("li", {}, element("a", { href }, words))),
  ),
  groups.map(([title, tables], place) => [
    element("h2", { id: `group-${place}` }, title),
    element(
      "ul",
      { "aria-labelledby": `group-${place}` },
      tables
        .filter((name) => described.has(name))
        .map((name) =>
          element(
            "li",
            {},
            element(
              "a",
              { href: toTable(name) },
              inWords(name),
              " ",
              element("span", { class: "digits why" }, grouped(String(described.get(name).rows))),
            ),
          ),
        ),
    ),
  ]),
);
const menu = element(
  "button",
  {
    type: "button",
    class: "menu",
    "aria-expanded": "false",
    "aria-controls": "navigation",
    click: () => openMenu(menu.getAttribute("aria-expanded") !== "true"),
  },
  t("Tables"),
);
navigation.id = "navigation";
function openMenu(open) {
  menu.setAttribute("aria-expanded", String(open));
  document.body.classList.toggle("menuopen", open);
}

let view = null;
let viewKey = "";
let opener = null; // where the focus goes back to when a record is closed

function keyOf(state) {
  return state.view === "table"
    ? `table ${state.name} ${state.all} ${narrow.matches}`
    : `${state.view} ${state.name}`;
}

function render() {
  const before = shown;
  shown = readAddress(location.hash);
  fill(
    notice,
    shown.ignored.length > 0 &&
      element("p", {}, t("Parts of the link are unknown: {parts}.", { parts: shown.ignored.join("; ") })),
  );
  if (keyOf(shown) !== viewKey) {
    view?.close?.();
    viewKey = keyOf(shown);
    view = {
      start: startView,
      table: tableView,
      tree: treeView,
      errata: errataView,
      search: searchView,
    }[shown.view](shown);
    fill(main, speaker, notice, view.node);
    main.scrollTop = 0;
    main.scrollLeft = 0;
    view.update(shown);
    if (before && document.activeElement !== query)
      main.querySelector("h1").focus({ preventScroll: true });
    openMenu(false);
  } else if (
    writeAddress({ ...before, record: null }) !== writeAddress({ ...shown, record: null })
  ) {
    view.update(shown);
  }
  if (document.activeElement !== query) query.value = shown.view === "search" ? shown.q : "";
  for (const link of navigation.querySelectorAll("a")) {
    const here = splitOnce(link.getAttribute("href"), "?")[0];
    const mine = `#${shown.view === "start" ? "" : [shown.view, shown.view === "tree" ? "" : shown.name].filter(Boolean).join("/")}`;
    if (here === mine) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  showRecord(before?.record ?? null);
  const open =
    shown.record && label(shown.record.table, table(shown.record.table).place.get(shown.record.id));
  document.title = [open, view.title, `${about.title} ${about.release}`]
    .filter(Boolean)
    .join(" · ");
}

function showRecord(before) {
  const now = shown.record;
  const same = before?.table === now?.table && before?.id === now?.id;
  main.inert = Boolean(now) && narrow.matches;
  if (same && (now === null || panel.firstChild)) return;
  view.mark(shown);
  panel.hidden = now === null;
  document.body.classList.toggle("recordopen", now !== null);
  if (now === null) {
    panel.replaceChildren();
    const back = opener?.isConnected ? opener : backInView(before);
    back?.focus({ preventScroll: true });
    opener = null;
    return;
  }
  if (before === null)
    opener = main.contains(document.activeElement) ? document.activeElement : null;
  fill(panel, recordBar(now), recordView(now.table, now.id));
  panel.scrollTop = 0;
  panel.querySelector("h2").focus({ preventScroll: true });
}

// The row of a record that was closed, if its table is shown; else the view's heading.
function backInView(record) {
  const here = view.rows?.();
  const row =
    record && here?.table === record.table ? table(record.table).place.get(record.id) : undefined;
  return (row !== undefined && view.focusRow(row)) || main.querySelector("h1");
}

function recordBar(record) {
  const here = view.rows?.();
  const place =
    here?.table === record.table ? here.rows.indexOf(table(record.table).place.get(record.id)) : -1;
  const step = (by, words, arrow) =>
    element(
      "button",
      {
        type: "button",
        "aria-label": words,
        title: words,
        disabled: place + by < 0 || place + by >= here.rows.length,
        click: () =>
          go(
            {
              record: {
                table: record.table,
                id: table(record.table).cell("id", here.rows[place + by]),
              },
            },
            { quietly: true },
          ),
      },
      arrow,
    );
  return element(
    "div",
    { class: "recordbar" },
    place >= 0 && [
      step(-1, t("Previous record"), "←"),
      step(1, t("Next record"), "→"),
      element(
        "span",
        { class: "why digits" },
        t("{place} of {count}", {
          place: grouped(String(place + 1)),
          count: grouped(String(here.rows.length)),
        }),
      ),
    ],
    copier(t("Copy link"), () => location.href),
    element(
      "button",
      {
        type: "button",
        class: "close",
        "aria-keyshortcuts": "Escape",
        click: () => go({ record: null }),
      },
      t("Close"),
    ),
  );
}

addEventListener("keydown", (event) => {
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName ?? "");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    query.focus();
    query.select();
  }
  if (event.key !== "Escape" || (typing && event.target.value)) return;
  if (document.body.classList.contains("menuopen")) {
    openMenu(false);
    menu.focus();
  } else if (shown.record) {
    go({ record: null });
  }
});
addEventListener("hashchange", render);
narrow.addEventListener("change", render);

setTheme(rememberedTheme());
document.body.append(
  element(
    "a",
    {
      href: "#main",
      class: "skip",
      click: (event) => {
        event.preventDefault();
        main.focus();
      },
    },
    t("Skip to content"),
  ),
  element(
    "header",
    {},
    menu,
    element(
      "a",
      { href: "#", class: "brand" },
      about.name,
      " ",
      element("span", { class: "digits" }, about.release),
    ),
    element("search", {}, query),
    themeButton,
  ),
  navigation,
  main,
  panel,
);
render();
