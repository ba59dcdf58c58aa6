// A gig as lists show it.

import { element } from "./elements.js";
import { delivery, money, stars, titleOf } from "./gig_facts.js";
import { gigArt } from "./gig_art.js";
import { fromFirstMark, hasMark, marked } from "./highlight.js";
import { avatar, picture } from "./pictures.js";
import { gettext } from "./texts.js";

// The card; `highlight` has its title and description as highlighted HTML, where words were looked for.
export function gigCard(gig, highlight) {
  return element(
    "li",
    { class: "gig-card" },
    element("div", { class: "gig-picture" }, cover(gig)),
    element(
      "div",
      { class: "gig-text" },
      element("p", { class: "gig-seller" }, avatar(gig.profilePicture, gig.username, 24), element("span", {}, gig.username)),
      element("h3", {}, element("a", { href: `/gig/${encodeURIComponent(gig.id)}` }, ...title(gig, highlight))),
      found(highlight),
      element("p", { class: "gig-facts" }, stars(gig), element("span", {}, delivery(gig))),
      price(gig),
    ),
  );
}

// The gig's picture, or a drawing.
export function cover(gig, { width = 360, height = 240 } = {}) {
  return picture(gig.coverImage, { width, height, className: "cover", instead: gigArt(gig) });
}

function title(gig, highlight) {
  return highlight?.title ? marked(highlight.title) : [titleOf(gig)];
}

// Where the title doesn't show why the gig was found, its description may.
function found(highlight) {
  if (!highlight || hasMark(highlight.title) || !hasMark(highlight.description)) return null;
  return element("p", { class: "gig-found" }, ...marked(fromFirstMark(highlight.description)));
}

function price(gig) {
  const [before, after] = gettext("from {price}").split("{price}");
  return element("p", { class: "gig-price" }, before, element("b", {}, money(gig.price)), after);
}
