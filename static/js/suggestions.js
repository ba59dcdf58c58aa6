// Suggestions under the search field, after the ARIA pattern of a combobox with a list.

import { get } from "./api.js";
import { element } from "./elements.js";

const MOST = 6;

// Lets the field suggest; `choose` is called with the text that a person picks.
export class Suggestions {
  constructor(field, list, choose) {
    Object.assign(this, { field, list, choose, active: -1, asking: null });
    field.addEventListener("keydown", (event) => this.onKey(event));
    field.addEventListener("blur", () => this.close());
    // the field keeps the focus while the pointer picks
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => this.pick(event.target.closest("[role=option]")));
  }

  // Asks for what may be meant; an answer that comes too late, or not at all, shows nothing.
  async ask(text) {
    this.asking?.abort();
    this.asking = new AbortController();
    if (!text.trim()) return this.close();
    const { signal } = this.asking;
    const { suggestions } = await get("/auth/search/suggest", { query: { q: text }, signal }).catch(() => ({ suggestions: [] }));
    if (!signal.aborted) this.show(suggestions.filter((one) => one !== text.trim().toLowerCase()).slice(0, MOST));
  }

  show(texts) {
    if (document.activeElement !== this.field || !texts.length) return this.close();
    this.list.replaceChildren(...texts.map((text, index) => element("li", { role: "option", id: `suggestion-${index}` }, text)));
    this.list.hidden = false;
    this.field.ariaExpanded = "true";
    this.activate(-1);
  }

  close() {
    this.asking?.abort();
    this.list.hidden = true;
    this.list.replaceChildren();
    this.field.ariaExpanded = "false";
    this.activate(-1);
  }

  onKey(event) {
    const options = this.list.children.length;
    if (!options) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const by = event.key === "ArrowDown" ? 1 : -1;
      // one place more than there are options: the field itself
      this.activate(((this.active + 1 + by + options + 1) % (options + 1)) - 1);
    } else if (event.key === "Enter" && this.active >= 0) this.pick(this.list.children[this.active]);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  }

  activate(index) {
    this.active = index;
    for (const [place, option] of [...this.list.children].entries()) option.ariaSelected = String(place === index);
    if (index >= 0) this.field.setAttribute("aria-activedescendant", `suggestion-${index}`);
    else this.field.removeAttribute("aria-activedescendant");
  }

  pick(option) {
    if (!option) return;
    const text = option.textContent;
    this.close();
    this.choose(text);
  }
}
