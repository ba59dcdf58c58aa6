// How a gig's price, stars and delivery time are written in the page's language.

import { drawing, element } from "./elements.js";
import { gettext, language, ngettext } from "./texts.js";

const STAR = "M8 .9l2.2 4.6 5 .7-3.6 3.5.9 5L8 12.3l-4.5 2.4.9-5L.8 6.2l5-.7Z";

// Its title, or what stands for one: a gig can be opened by it.
export const titleOf = (gig) => gig.title || gettext("A gig without a title");

// An amount of dollars, without cents where there are none.
export function money(amount) {
  const options = { style: "currency", currency: "USD", currencyDisplay: "narrowSymbol" };
  return new Intl.NumberFormat(language, { ...options, minimumFractionDigits: amount % 1 ? 2 : 0 }).format(amount);
}

// How long it takes, from texts such as `3 Days Delivery`; what names no number stays as it is.
export function delivery(gig) {
  const days = /\d+/.exec(gig.expectedDelivery ?? "");
  return days ? ngettext("{count} day", "{count} days", Number(days[0])) : String(gig.expectedDelivery ?? "");
}

// The mean of the stars that people gave; null where nobody did.
export function meanStars(gig) {
  return gig.ratingsCount > 0 ? gig.ratingSum / gig.ratingsCount : null;
}

// The stars in one line, which also reads well aloud.
export function stars(gig) {
  const mean = meanStars(gig);
  if (mean === null) return element("span", { class: "stars stars-none" }, gettext("No ratings yet"));
  const number = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(mean);
  const count = new Intl.NumberFormat(language).format(gig.ratingsCount);
  const seen = element("span", { "aria-hidden": "true" }, element("b", {}, number), ` (${count})`);
  const said = gettext("{stars} of 5 stars, {count} ratings", { stars: number, count });
  return element("span", { class: "stars" }, star(), seen, element("span", { class: "visually-hidden" }, said));
}

export function star() {
  return drawing("svg", { class: "star", viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" }, drawing("path", { d: STAR }));
}
