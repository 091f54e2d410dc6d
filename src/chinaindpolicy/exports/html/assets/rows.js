// Rows of a table: all rows of a short table, only the visible rows of a long one.

const ALL_AT_ONCE = 500;
const SPARE = 12;

class Rows {
  constructor(scroller, grid, make) {
    this.scroller = scroller;
    this.grid = grid;
    this.make = make;
    this.before = element("tbody", { class: "spacer", "aria-hidden": "true" });
    this.body = element("tbody", { role: "rowgroup" });
    this.after = element("tbody", { class: "spacer", "aria-hidden": "true" });
    grid.append(this.before, this.body, this.after);
    this.rows = [];
    this.onScroll = () => {
      if (this.windowed) requestAnimationFrame(() => this.draw(false));
    };
    scroller.addEventListener("scroll", this.onScroll, { passive: true });
    this.body.addEventListener("keydown", (event) => this.step(event));
  }

  close() {
    this.scroller.removeEventListener("scroll", this.onScroll);
  }

  show(rows) {
    this.rows = rows;
    this.windowed = rows.length > ALL_AT_ONCE;
    this.grid.classList.toggle("windowed", this.windowed);
    this.grid.setAttribute("aria-rowcount", String(rows.length + 1));
    this.from = -1;
    this.draw(true);
  }

  get height() {
    return narrow.matches ? 148 : 46;
  }

  draw(anew) {
    let from = 0;
    let to = this.rows.length;
    if (this.windowed) {
      const top =
        this.before.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top;
      const first = Math.floor(-top / this.height);
      from = Math.min(Math.max(0, first - SPARE), Math.max(0, this.rows.length - 1));
      to = Math.min(
        this.rows.length,
        first + Math.ceil(this.scroller.clientHeight / this.height) + SPARE,
      );
      to = Math.max(to, Math.min(this.rows.length, from + 2 * SPARE));
    }
    if (!anew && from === this.from && to === this.to) return;
    const focused = document.activeElement?.closest?.("tr")?.getAttribute("aria-rowindex");
    const kept = new Map();
    if (!anew) {
      for (const row of this.body.rows)
        kept.set(Number(row.getAttribute("aria-rowindex")) - 2, row);
    }
    const made = [];
    for (let place = from; place < to; place += 1) {
      made.push(kept.get(place) ?? this.make(this.rows[place], place));
    }
    // Remaining rows are not replaced, because they would lose the focus.
    const staying = new Set(made);
    for (const row of [...this.body.rows]) if (!staying.has(row)) row.remove();
    made.forEach((row, place) => {
      if (this.body.rows[place] !== row) this.body.insertBefore(row, this.body.rows[place] ?? null);
    });
    this.space(this.before, from);
    this.space(this.after, this.rows.length - to);
    this.from = from;
    this.to = to;
    if (
      focused &&
      !this.body.contains(document.activeElement) &&
      document.activeElement === document.body
    ) {
      this.linkAt(Number(focused) - 2)?.focus({ preventScroll: true });
    }
  }

  space(part, count) {
    if (!count) {
      part.replaceChildren();
      return;
    }
    if (!part.firstChild) part.append(element("tr", {}, element("td")));
    part.firstChild.firstChild.style.height = `${count * this.height}px`;
  }

  linkAt(place) {
    return this.body.querySelector(`tr[aria-rowindex="${place + 2}"] a`);
  }

  // The arrow keys move between rows.
  step(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const row = event.target.closest("tr");
    if (!by || !row || event.altKey || event.ctrlKey || event.metaKey) return;
    const place = Number(row.getAttribute("aria-rowindex")) - 2 + by;
    if (place < 0 || place >= this.rows.length) return;
    event.preventDefault();
    if (this.windowed && !this.linkAt(place)) this.draw(false);
    const link = this.linkAt(place);
    link?.focus({ preventScroll: true });
    link?.closest("tr").scrollIntoView({ block: "nearest" });
  }

  // Mark the row whose record is open.
  mark(row) {
    for (const each of this.body.rows) {
      const here = this.rows[Number(each.getAttribute("aria-rowindex")) - 2] === row;
      if (here) each.setAttribute("aria-current", "true");
      else each.removeAttribute("aria-current");
    }
  }
}
