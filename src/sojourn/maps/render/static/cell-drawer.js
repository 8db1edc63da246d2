// The drawer beside the map: what a measured cell is, who is counted, and a few journeys behind it.
// Whatever carries data-cell opens it. The texts come from the view's evidence; they are only ever set as text.

/**
 * @typedef {{title: string, place: number, sentence: string, figure: string, facts: [number, number][],
 *            said_in: string, quotes: [number, number][], journeys: [number, number][], total: string, lived: boolean}} Drawer numbers: places in names
 * @typedef {[string, number, number, [number, number, number][]]} Path month, steps left out before and after, steps
 * @typedef {{names: string[], paths: Path[], cells: Record<string, Drawer>}} Evidence
 */

const BEFORE = 7;
const AFTER = 8;

/**
 * @param {string} tag
 * @param {string} text
 * @param {string} [style]
 * @param {Node[]} [inside]
 */
function element(tag, text, style = "", inside = []) {
  const made = document.createElement(tag);
  if (style) made.className = style;
  made.append(text, ...inside);
  return made;
}

/** @param {number} number @param {string} unit */
const counted = (number, unit) => `${number} ${unit}${number === 1 ? "" : "s"}`;

/**
 * The day of the journey, or how long after the step before.
 * @param {number} minutes @param {number | undefined} last
 */
function when(minutes, last) {
  const day = Math.floor(minutes / 1440);
  if (last === undefined || day !== Math.floor(last / 1440)) return `day ${day + 1}`;
  const wait = minutes - last;
  if (wait === 0) return "right after";
  return wait < 60 ? `${counted(wait, "minute")} later` : `${counted(Math.round(wait / 60), "hour")} later`;
}

/**
 * A customer's path around the step that counts.
 * @param {Evidence} evidence @param {[number, number]} journey @param {number} number
 */
function timeline(evidence, [path, marked], number) {
  const [month, earlier, later, all] = evidence.paths[path];
  const first = Math.max(0, marked - BEFORE);
  const shown = all.slice(first, (marked < 0 ? BEFORE : marked) + AFTER + 1);
  const steps = shown.map(([minutes, where, channel], place) => {
    const counts = first + place === marked;
    const last = place ? shown[place - 1][0] : undefined;
    const parts = [element("span", when(minutes, last), "when"), element("b", evidence.names[where])];
    if (evidence.names[channel]) parts.push(element("span", evidence.names[channel], "detail"));
    if (counts) parts.push(element("span", "counted here", "mark"));
    return element("li", "", counts ? "marked" : "", parts);
  });
  const before = earlier + first;
  const after = later + all.length - first - shown.length;
  if (before) steps.unshift(element("li", counted(before, "earlier step"), "more"));
  if (after) steps.push(element("li", counted(after, "later step"), "more"));
  const title = element("h4", `Customer ${number}, from ${month}`);
  return element("section", "", "journey", [title, element("ol", "", "timeline", steps)]);
}

/** @param {Evidence} evidence @param {Drawer} drawer */
function drawn(evidence, drawer) {
  const heading = element("h2", drawer.title);
  heading.id = "drawer-title";
  const { names } = evidence;
  const facts = drawer.facts.flatMap(([term, text]) => [element("dt", names[term]), element("dd", names[text])]);
  const parts = [element("p", names[drawer.place], "step"), heading, element("p", drawer.sentence, "sentence"),
    element("p", drawer.figure, "said"), element("dl", "", "", facts)];
  if (drawer.quotes.length) {
    parts.push(element("h3", drawer.said_in));
    parts.push(...drawer.quotes.map(([text, source]) =>
      element("blockquote", "", "", [element("p", names[text]), element("p", names[source], "remark")])));
  }
  if (!drawer.lived && !drawer.total) return parts;
  parts.push(element("h3", "Customers’ paths"));
  if (drawer.journeys.length) {
    const about = `${drawer.total} No names, dates only by month; nobody can be looked up from this page.`;
    parts.push(element("p", about, "remark"), ...drawer.journeys.map((one, place) => timeline(evidence, one, place + 1)));
  } else {
    parts.push(element("p", "None are in this file.", "remark"));
  }
  return parts;
}

class CellDrawer extends HTMLElement {
  connectedCallback() {
    document.documentElement.classList.add("scripted");
    document.addEventListener("click", (event) => {
      const opener = event.target instanceof Element ? event.target.closest("[data-cell]") : null;
      if (opener instanceof HTMLElement) this.open(opener.dataset.cell ?? "");
    });
    this.#dialog.addEventListener("click", (event) => {
      if (event.target === this.#dialog) this.#dialog.close();
    });
    document.addEventListener("view-changed", () => this.#dialog.close());
  }

  get #dialog() {
    return /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
  }

  /** @param {string} cell */
  open(cell) {
    const evidence = JSON.parse(document.querySelector("script.evidence")?.textContent ?? "{}");
    const drawer = evidence.cells?.[cell];
    if (!drawer) return;
    const place = /** @type {HTMLElement} */ (this.querySelector(".drawn"));
    place.replaceChildren(...drawn(evidence, drawer));
    this.#dialog.showModal();
    this.#dialog.scrollTop = 0;
  }
}

customElements.define("cell-drawer", CellDrawer);
