// Shows another view of the map: other customers, another period, planned instead of actual.
// Views lie compressed in the page; the first one is kept as it came, so that it can be shown again.
// Not every choice goes with every other: the one made last holds, and the others go back to their first option, so
// that what stands in the menus is always what is shown.

class ViewSwitch extends HTMLElement {
  /** @type {string} */ #first = "";
  /** @type {string} */ #firstKey = "";

  connectedCallback() {
    const view = document.getElementById("view");
    if (!view || typeof DecompressionStream === "undefined") {
      this.hidden = true;
      return;
    }
    this.#first = view.innerHTML;
    this.#firstKey = this.key;
    this.addEventListener("change", (event) => this.show(event.target));
  }

  /** The key of the view that is chosen. Parts that offer no choice have none. */
  get key() {
    const chosen = Object.fromEntries([...this.querySelectorAll("select")].map((one) => [one.name, one.value]));
    const fixed = (this.dataset.fixed ?? "All customers|Whole period|Actual").split("|");
    return ["who", "when", "side"].map((name, place) => chosen[name] ?? fixed[place]).join("|");
  }

  /** @param {EventTarget | null} chosen the menu that was just used */
  async show(chosen) {
    if (this.key !== this.#firstKey && !this.#packed(this.key)) this.#giveWay(chosen);
    const key = this.key;
    const text = key === this.#firstKey ? this.#first : await this.#unpacked(key);
    const view = document.getElementById("view");
    const status = this.querySelector(".status");
    if (text === null || !view || !status) return;
    if (key !== this.key) return;
    view.innerHTML = text;
    document.dispatchEvent(new CustomEvent("view-changed"));
    const people = view.querySelector(".meta")?.textContent ?? "";
    status.textContent = `Showing ${[...this.querySelectorAll("select")].map((one) => one.value).join(", ")}: ${people}`;
  }

  /** @param {EventTarget | null} chosen */
  #giveWay(chosen) {
    for (const one of this.querySelectorAll("select")) if (one !== chosen) one.selectedIndex = 0;
  }

  /** @param {string} key */
  #packed(key) {
    return [...document.querySelectorAll("script[data-view]")].find(
      (one) => one instanceof HTMLScriptElement && one.dataset.view === key,
    );
  }

  /** @param {string} key */
  async #unpacked(key) {
    const packed = this.#packed(key);
    if (!packed?.textContent) return null;
    const bytes = Uint8Array.from(atob(packed.textContent.trim()), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).text();
  }
}

customElements.define("view-switch", ViewSwitch);
