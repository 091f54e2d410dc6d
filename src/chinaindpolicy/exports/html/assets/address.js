// The address after "#" contains the visible state, so that it can be shared:
// #table/targets?q=chip&f.region_id=cn-ah&sort=-value&record=targets/anhui-2024-gdp

const MISSING = "{none}";
const PRESENT = "{any}";

function readAddress(hash) {
  const [path, query] = splitOnce(hash.replace(/^#\/?/, ""), "?");
  const [view, name] = splitOnce(decoded(path), "/");
  const given = new URLSearchParams(query);
  const state = {
    view: view || "start",
    name,
    q: given.get("q") ?? "",
    kind: given.get("kind") ?? "",
    filters: new Map(),
    sort: null,
    all: given.get("columns") === "all",
    record: null,
    ignored: [],
  };
  const known = state.view === "table" ? described.get(state.name) : null;
  if (known === undefined || !["start", "table", "tree", "errata", "search"].includes(state.view)) {
    state.ignored.push(t("there is no {name}", { name: `${view} ${name}`.trim() }));
    state.view = "start";
  }
  const columns = new Set(known?.columns.map((column) => column.name));
  for (const [key, value] of given) {
    if (key.startsWith("f.") && columns.has(key.slice(2))) state.filters.set(key.slice(2), value);
    else if (key === "sort" && columns.has(value.replace(/^-/, ""))) {
      state.sort = { column: value.replace(/^-/, ""), down: value.startsWith("-") };
    } else if (key === "record") {
      const [from, id] = splitOnce(value, "/");
      if (described.has(from) && table(from).place.has(id)) state.record = { table: from, id };
      else state.ignored.push(t("there is no record {name}", { name: value }));
    } else if (!["q", "kind", "columns"].includes(key)) {
      state.ignored.push(t("{name} means nothing here", { name: `${key}=${value}` }));
    }
  }
  return state;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function splitOnce(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + mark.length)];
}

function writeAddress(state) {
  const given = new URLSearchParams();
  if (state.q) given.set("q", state.q);
  if (state.kind) given.set("kind", state.kind);
  for (const [name, value] of state.filters ?? []) given.set(`f.${name}`, value);
  if (state.sort) given.set("sort", `${state.sort.down ? "-" : ""}${state.sort.column}`);
  if (state.all) given.set("columns", "all");
  if (state.record) given.set("record", `${state.record.table}/${state.record.id}`);
  const path = state.view === "start" ? "" : [state.view, state.name].filter(Boolean).join("/");
  const query = given.toString().replaceAll("%2F", "/");
  return `#${path}${query ? `?${query}` : ""}`;
}

let shown = null; // the state of the present address

// Change the visible state. A navigation step is added to the history; typing is not.
function go(change, { quietly = false } = {}) {
  const address = writeAddress({ ...shown, ignored: [], ...change });
  if (quietly) {
    history.replaceState(null, "", address);
    render();
  } else {
    location.hash = address;
  }
}

function toTable(name, filters = {}, more = {}) {
  return writeAddress({ view: "table", name, filters: Object.entries(filters), ...more });
}

// A record opens next to the present view.
function toRecord(name, id) {
  return writeAddress({ ...(shown ?? { view: "start" }), record: { table: name, id } });
}

function recordLink(name, id, attributes, ...children) {
  const told = { href: toRecord(name, id), "data-table": name, "data-id": id };
  return element("a", { ...told, ...attributes }, children);
}

// The view can change after a link was made, so its address is computed at the click.
addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.("a[data-id]");
    if (link) link.href = toRecord(link.dataset.table, link.dataset.id);
  },
  { capture: true },
);

function linkTo(id, leads) {
  const found = whereIs(id, leads);
  if (found === null) return element("code", {}, id);
  return recordLink(found.table, id, { title: id }, shortly(id, leads));
}
