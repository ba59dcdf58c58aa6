// One gig, and gigs like it.

import { ApiError, get, pathTo } from "./api.js";
import { element } from "./elements.js";
import { failure } from "./failure.js";
import { cover, gigCard } from "./gig_card.js";
import { delivery, meanStars, money, star, stars, titleOf } from "./gig_facts.js";
import { avatar } from "./pictures.js";
import { toAddress } from "./search_address.js";
import { language } from "./texts.js";

const RATINGS = ["five", "four", "three", "two", "one"];
const at = (id) => document.getElementById(id);
const path = pathTo("auth", "search", "gig", at("gig").dataset.gig);

load();

async function load() {
  only("gig");
  at("gig").ariaBusy = "true";
  try {
    const [{ gig }, similar] = await Promise.all([get(path), like()]);
    show(gig);
    showSimilar(similar);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return only("missing");
    at("failed").replaceChildren(failure(error, load));
    only("failed");
  }
}

// Gigs like it; none where they can't be had: the gig itself is what counts.
async function like() {
  return get(`${path}/similar`).then(({ gigs }) => gigs, () => []);
}

function only(shown) {
  for (const id of ["gig", "missing", "failed"]) at(id).hidden = id !== shown;
}

function show(gig) {
  document.title = `${titleOf(gig)} · Jobber`;
  at("title").textContent = titleOf(gig);
  at("picture").replaceChildren(cover(gig, { width: 960, height: 540 }));
  at("description").textContent = gig.description;
  at("basic-title").textContent = gig.basicTitle;
  at("basic-description").textContent = gig.basicDescription;
  at("price").textContent = money(gig.price);
  at("delivery").textContent = delivery(gig);
  at("stars").replaceChildren(stars(gig));
  showSeller(gig);
  showTrade(gig);
  showRatings(gig);
  at("gig").ariaBusy = "false";
}

function showSeller(gig) {
  const name = element("span", {}, gig.username);
  at("seller").replaceChildren(avatar(gig.profilePicture, gig.username, 48), name);
  at("seller").hidden = at("seller-gigs").hidden = !gig.username;
  at("seller-gigs").href = toAddress({ seller: gig.username });
}

function showTrade(gig) {
  at("trade").replaceChildren(gig.categories ? link(gig.categories, { category: gig.categories }) : "");
  at("tags").replaceChildren(...(gig.tags ?? []).map((tag) => element("li", {}, link(tag, { query: tag }, "chip"))));
}

function link(text, search, className = null) {
  return element("a", { href: toAddress(search), class: className }, text);
}

function showRatings(gig) {
  at("ratings").hidden = meanStars(gig) === null;
  at("ratings-list").replaceChildren(...RATINGS.map((name, index) => rating(RATINGS.length - index, gig.ratingCategories?.[name]?.count ?? 0, gig.ratingsCount)));
}

function rating(number, count, all) {
  const bar = element("meter", { class: "rating-bar", min: 0, max: all, value: count, "aria-hidden": "true" });
  const label = element("dt", {}, String(number), star());
  return element("div", { class: "rating" }, label, bar, element("dd", {}, new Intl.NumberFormat(language).format(count)));
}

function showSimilar(gigs) {
  at("similar").hidden = !gigs.length;
  at("similar-gigs").replaceChildren(...gigs.map((gig) => gigCard(gig)));
}
