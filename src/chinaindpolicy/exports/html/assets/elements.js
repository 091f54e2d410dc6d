// All elements are created here: text becomes text nodes, so that no value becomes markup.

// The texts of the page in its language, by their English text; none on an English page.
const texts = JSON.parse(document.getElementById("texts").textContent);
function t(text, values) {
  const found = texts.text?.[text] ?? text;
  return values ? found.replace(/\{(\w+)\}/g, (mark, name) => values[name] ?? mark) : found;
}

// The words for a code in the language of the page; undefined in English.
function word(context, code) {
  return texts.codes?.[context]?.[code];
}

function codeWords(column, code) {
  return word(column, code) ?? code.replaceAll("_", " ");
}

function sentence(words) {
  return `${inWords(words)}${t(".")}`;
}

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, "");
    else made.setAttribute(name, value);
  }
  append(made, children);
  return made;
}

function append(parent, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(child instanceof Node ? child : String(child));
  }
}

function fill(parent, ...children) {
  parent.replaceChildren();
  append(parent, children);
  return parent;
}

// Only the publisher's address is an external link, and it opens only on a click.
function outward(address) {
  if (!/^https?:\/\//.test(address)) return address;
  return element("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, address);
}

function counted(number, one, many) {
  const text = grouped(String(number));
  const unit = word("count", one);
  return unit ? `${text}${unit}` : `${text} ${number === 1 ? one : (many ?? `${one}s`)}`;
}

// Commas separate thousands. The number is text, so it stays exact.
function grouped(number) {
  const [whole, part] = number.split(".");
  const marked = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return part === undefined ? marked : `${marked}.${part}`;
}

function afterPause(work, pause) {
  let waiting = 0;
  return (...given) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => work(...given), pause);
  };
}

// A button that copies a text and confirms it.
function copier(label, text) {
  const button = element("button", { type: "button", class: "plain", click: copy }, label);
  async function copy() {
    let done = false;
    try {
      await navigator.clipboard.writeText(text());
      done = true;
    } catch {
      // The browser can forbid the modern clipboard function for a file from disk.
      const field = element("textarea", { "aria-hidden": "true", class: "unseen" });
      field.value = text();
      button.after(field);
      field.select();
      done = document.execCommand("copy");
      field.remove();
      button.focus();
    }
    say(done ? t("Copied.") : t("The text could not be copied. Select it instead."));
    button.textContent = done ? t("Copied") : label;
    setTimeout(() => {
      button.textContent = label;
    }, 1600);
  }
  return button;
}

// The element that announces changes to screen readers.
const speaker = element("p", { role: "status", class: "unseen" });
function say(words) {
  speaker.textContent = words;
}
