// Search for words in the columns of a record: words as beginnings of words, Chinese anywhere, other
// names of organizations and regions, also for records that refer to them. The package's search
// also corrects words, and knows synonyms and the names of indicators, objects and concepts.

function folded(text) {
  return text.normalize("NFKC").toLowerCase().replaceAll("ß", "ss");
}

let entries = null;
function entriesOf(name) {
  entries ??= new Map();
  if (!entries.has(name)) {
    const from = table(name);
    const weighed = from.columns.filter((column) => column.weight);
    const pointing = from.columns.filter((column) => column.points);
    entries.set(
      name,
      from.every().map((row) => {
        const fields = [];
        for (const column of weighed) {
          const items = column.items(row);
          if (items.length) fields.push({ column, text: folded(items.join("\n")) });
        }
        return {
          table: name,
          row,
          fields,
          pointing,
          id: from.cell("id", row),
          whole: fields.map((field) => field.text).join("\n"),
          points: pointing.flatMap((column) => column.items(row)),
        };
      }),
    );
  }
  return entries.get(name);
}

let names = null;
function namesOf() {
  if (names === null) {
    names = { ids: new Map(), forms: new Map(), longest: 1 };
    for (const told of Object.values(block("names"))) {
      for (const [id, forms] of Object.entries(told)) {
        names.forms.set(id, forms);
        for (const form of forms) {
          if (!names.ids.has(form)) names.ids.set(form, new Set());
          names.ids.get(form).add(id);
          names.longest = Math.max(names.longest, form.split(/\s+/).length);
        }
      }
    }
  }
  return names;
}

function termsOf(query) {
  const { ids, forms, longest } = namesOf();
  const found = [];
  let words = folded(query).split(/\s+/).filter(Boolean);
  while (words.length) {
    let length = Math.min(longest, words.length);
    while (length > 0 && !ids.has(words.slice(0, length).join(" "))) length -= 1;
    if (length) {
      const named = ids.get(words.slice(0, length).join(" "));
      const known = new Set([...named].flatMap((id) => forms.get(id)));
      found.push({ forms: [...known], ids: named });
    } else {
      length = 1;
      found.push({ forms: [words[0]], ids: new Set() });
    }
    words = words.slice(length);
  }
  return found;
}

function isWordly(code) {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 122);
}

// Return the position of a form in a folded text, or -1. A name must end there; a word can continue.
function standsAt(text, form, whole) {
  const head = isWordly(form.charCodeAt(0));
  const tail = whole && isWordly(form.charCodeAt(form.length - 1));
  for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
    if (head && at > 0 && isWordly(text.charCodeAt(at - 1))) continue;
    const end = at + form.length;
    if (tail && end < text.length && isWordly(text.charCodeAt(end))) continue;
    return at;
  }
  return -1;
}

function stands(term, text, whole) {
  return term.forms.some((form) => standsAt(text, form, whole || term.ids.size > 0) >= 0);
}

function pointed(term, entry) {
  return (
    term.ids.size > 0 && (term.ids.has(entry.id) || entry.points.some((id) => term.ids.has(id)))
  );
}

function hasAll(entry, terms) {
  return terms.every((term) => pointed(term, entry) || stands(term, entry.whole, false));
}

// Return the score of a term and its column; the name of a record has the highest weight.
function bestOf(entry, term) {
  if (term.ids.has(entry.id)) return { score: 100, field: null };
  let best = { score: 0, field: null };
  for (const field of entry.fields) {
    if (!stands(term, field.text, false)) continue;
    const score = field.column.weight * (stands(term, field.text, true) ? 2 : 1);
    if (score > best.score) best = { score, field };
  }
  return best.score ? best : { score: 3, field: null };
}

function found(query, tables) {
  const terms = termsOf(query);
  if (!terms.length) return [];
  const hits = [];
  for (const name of tables ?? described.keys()) {
    for (const entry of entriesOf(name)) {
      if (!hasAll(entry, terms)) continue;
      let score = 0;
      let best = { score: 0, field: null };
      for (const term of terms) {
        const met = bestOf(entry, term);
        score += met.score;
        if (met.score > best.score) best = met;
      }
      hits.push({ table: name, row: entry.row, score, field: best.field });
    }
  }
  return hits.sort((one, other) => other.score - one.score);
}

// Return the text around a match, with the match marked.
function excerpt(hit, terms) {
  const column = hit.field.column;
  const text = column.items(hit.row).join(", ");
  const low = text.toLowerCase();
  const wanted = terms.flatMap((term) => term.forms);
  const form = wanted.find((each) => low.length === text.length && standsAt(low, each, false) >= 0);
  if (!form) return text.slice(0, 160);
  const at = standsAt(low, form, false);
  const from = Math.max(0, at - 60);
  const end = Math.min(text.length, at + form.length + 90);
  return [
    from > 0 && "…",
    text.slice(from, at),
    element("mark", {}, text.slice(at, at + form.length)),
    text.slice(at + form.length, end),
    end < text.length && "…",
  ];
}
