// The filters beside the results: choices with the number of gigs that each would show.

import { element } from "./elements.js";
import { money } from "./gig_facts.js";
import { filtersOf, toAddress } from "./search_address.js";
import { gettext, language, ngettext } from "./texts.js";

const CENT = 0.01;

// Shows the choices and their counts.
export function showChoices(form, facets, search) {
  choices(form, "category", any(facets.categories.map(categoryChoice)));
  choices(form, "band", any(facets.prices.map(priceChoice), "-"));
  choices(form, "delivery_time", any(facets.deliveryTimes.map(timeChoice)));
  choose(form, search);
}

// Marks what the search has chosen; nothing, where there is no such choice.
export function choose(form, search) {
  const chosen = { category: search.category, band: `${search.minPrice}-${search.maxPrice}`, delivery_time: search.delivery_time };
  for (const input of form.elements) {
    if (input.type === "radio") input.checked = input.value.toLowerCase() === chosen[input.name].toLowerCase();
  }
}

// A link for each filter in use, which takes it away.
export function chips(search) {
  const prices = search.minPrice || search.maxPrice;
  const names = filtersOf(search).filter((name) => !name.endsWith("Price"));
  return [
    ...names.map((name) => chip(chipText(name, search[name]), { ...search, [name]: "" })),
    ...(prices ? [chip(priceText(search.minPrice, search.maxPrice), { ...search, minPrice: "", maxPrice: "" })] : []),
  ];
}

// The ends of a band of prices.
export function bandEnds(value) {
  const [minPrice, maxPrice] = value.split("-");
  return { minPrice, maxPrice };
}

const any = (options, value = "") => [{ value, text: gettext("Any") }, ...options];
const categoryChoice = ({ value, count }) => ({ value, text: value, count });
const timeChoice = ({ days, count }) => ({ value: String(days), text: upTo(days), count });

function priceChoice({ from, to, count }) {
  // a band ends below the next one's first price, while `maxPrice` takes its own amount in
  const ends = [from ?? "", to === null ? "" : (to - CENT).toFixed(2)];
  return { value: ends.join("-"), text: priceText(from, to), count };
}

function upTo(days) {
  return ngettext("Up to {count} day", "Up to {count} days", Number(days));
}

function priceText(from, to) {
  const [low, high] = [from, to].map((end) => money(Math.round(Number(end))));
  if (!Number(from)) return gettext("Under {price}", { price: high });
  return to === null || to === "" ? gettext("{price} and more", { price: low }) : `${low} – ${high}`;
}

function chipText(name, value) {
  if (name === "delivery_time") return upTo(value);
  if (name === "rating") return gettext("{stars} stars and more", { stars: value });
  return name === "seller" ? gettext("By {seller}", { seller: value }) : value;
}

function chip(text, without) {
  const said = element("span", { class: "visually-hidden" }, ` (${gettext("remove")})`);
  return element("li", {}, element("a", { class: "chip", href: toAddress({ ...without, cursor: "" }) }, text, said));
}

function choices(form, name, options) {
  const slot = document.getElementById(`${name}-choices`);
  const focused = slot.contains(document.activeElement) ? document.activeElement.value : null;
  slot.replaceChildren(...options.map((option) => choice(form, name, option)));
  if (focused !== null) slot.querySelector(`input[value="${CSS.escape(focused)}"]`)?.focus();
}

function choice(form, name, { value, text, count }) {
  const number = count === undefined ? null : element("span", { class: "count" }, new Intl.NumberFormat(language).format(count));
  const input = element("input", { type: "radio", name, value, form: form.id });
  return element("label", { class: "choice" }, input, element("span", {}, text), number);
}
