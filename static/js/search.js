// The search page: what the address asks for is fetched and shown; what a person chooses changes the address.

import { get, pathTo } from "./api.js";
import { element } from "./elements.js";
import { failure } from "./failure.js";
import { gigCard } from "./gig_card.js";
import { amend, filtersOf, fromAddress, orderOf, step, toAddress } from "./search_address.js";
import { bandEnds, chips, choose, showChoices } from "./search_filters.js";
import { Suggestions } from "./suggestions.js";
import { gettext, ngettext } from "./texts.js";

const PAGE = 24;
const PAUSE = 150;
const at = (id) => document.getElementById(id);
const [form, field, list, total, pages] = ["search", "query", "results", "total", "pages"].map(at);
let loading = null;
let typing = 0;

const suggestions = new Suggestions(field, at("suggestions"), (text) => {
  field.value = text;
  go(chosen());
});

field.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => {
    amend(chosen());
    suggestions.ask(field.value);
    load();
  }, PAUSE);
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(typing);
  suggestions.close();
  go(chosen());
});

form.addEventListener("reset", (event) => {
  event.preventDefault();
  go({ ...fromAddress(), ...Object.fromEntries(filtersOf(fromAddress()).map((name) => [name, ""])), cursor: "" });
});

document.addEventListener("change", ({ target }) => {
  if (target.form !== form || target === field) return;
  if (target.name === "sort") go({ ...chosen(), sort: target.value });
  else if (target.name === "band") go({ ...chosen(), ...bandEnds(target.value) });
  else go(chosen());
});

// links of this page change what is shown, without another page
at("main").addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='/?'], a[href='/']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  history.pushState(null, "", link.href);
  fill(fromAddress());
  load().then(() => total.focus());
  at("browse").scrollIntoView();
});

at("filters-toggle").addEventListener("click", ({ currentTarget: toggle }) => {
  toggle.ariaExpanded = String(toggle.ariaExpanded !== "true");
});

addEventListener("popstate", () => {
  fill(fromAddress());
  load();
});

fill(fromAddress());
load();

// What the form says; what it has no field for stays as the address says. Another question begins at its first page.
function chosen() {
  const { band, sort, ...values } = Object.fromEntries(new FormData(form));
  return { ...fromAddress(), ...values, cursor: "" };
}

function go(search) {
  step(search);
  fill(search);
  load();
}

// Everything that shows what is searched for, except the answer.
function fill(search) {
  for (const name of ["query", "minPrice", "maxPrice"]) form.elements[name].value = search[name];
  showFilters(search);
  showOrder(search);
}

function showFilters(search) {
  choose(form, search);
  at("chips").replaceChildren(...chips(search));
  at("clear").hidden = !filtersOf(search).length;
}

function showOrder(search) {
  at("relevance").hidden = !search.query.trim();
  form.elements.sort.value = orderOf(search);
}

async function load() {
  loading?.abort();
  loading = new AbortController();
  const { signal } = loading;
  const search = fromAddress();
  list.ariaBusy = "true";
  try {
    show(await find(search, signal), search);
  } catch (error) {
    if (signal.aborted) return;
    // a place in another order, or one that never was: the first page is the next best thing
    if (error.status === 400 && search.cursor) return showFirstPage(search);
    replace(failure(error, load));
    total.textContent = "";
    pages.hidden = true;
  }
  list.ariaBusy = "false";
}

function showFirstPage(search) {
  amend({ ...search, cursor: "" });
  return load();
}

function find(search, signal) {
  const more = { sort: orderOf(search), facets: true, didYouMean: true, highlight: search.query.trim() ? true : "" };
  return get(pathTo("auth", "search", "gig", 0, PAGE, "forward"), { query: { ...search, ...more }, signal });
}

function show({ gigs, total: count, facets, cursor, highlights = {}, didYouMean }, search) {
  showOrder(search);
  total.textContent = countText(count, search);
  document.title = `${search.query.trim() || total.dataset.title} · Jobber`;
  showChoices(form, facets, search);
  replace(gigs.length ? element("ul", { class: "gigs" }, ...gigs.map((gig) => gigCard(gig, highlights[gig.id]))) : nothing(search, didYouMean));
  showPages(cursor, search);
}

function replace(content) {
  list.replaceChildren(content);
}

function countText(count, search) {
  const text = ngettext("{count} gig", "{count} gigs", count);
  return search.query.trim() ? gettext("{gigs} for “{query}”", { gigs: text, query: search.query.trim() }) : text;
}

function nothing(search, didYouMean) {
  const spelling = { ...search, query: didYouMean ?? "", cursor: "" };
  const unfiltered = { query: search.query };
  const [before, after] = gettext("Did you mean {words}?").split("{words}");
  return element(
    "div",
    { class: "state" },
    element("h2", {}, gettext("Nothing found")),
    didYouMean ? element("p", { class: "meant" }, before, element("a", { href: toAddress(spelling) }, didYouMean), after) : null,
    element("p", {}, filtersOf(search).length ? gettext("No gig fits the words and all of the filters.") : gettext("Try fewer or more general words.")),
    element("a", { class: "button button-plain", href: filtersOf(search).length ? toAddress(unfiltered) : "/" }, filtersOf(search).length ? gettext("Take the filters away") : gettext("Show all gigs")),
  );
}

function showPages(cursor, search) {
  for (const way of ["previous", "next"]) {
    at(way).hidden = !cursor[way];
    at(way).href = toAddress({ ...search, cursor: cursor[way] ?? "" });
  }
  pages.hidden = !cursor.previous && !cursor.next;
}
