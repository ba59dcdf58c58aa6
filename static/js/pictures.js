// Pictures of people and gigs: only https, or from our own store; an address that is neither is no picture.

import { element } from "./elements.js";

const OWN = /^\/media\/[0-9a-f]{32}\.(jpg|png)$/;

// The address to show, or null. A picture of our own store is asked for here, under whatever name this site is open.
export function pictureAddress(text) {
  if (!text || !URL.canParse(text, location.origin)) return null;
  const url = new URL(text, location.origin);
  if (OWN.test(url.pathname)) return url.pathname;
  return url.protocol === "https:" ? url.href : null;
}

// The picture, of that size; `instead` takes its place where there is none, or where it can't be shown.
export function picture(text, { width, height, alt = "", className, instead }) {
  const src = pictureAddress(text);
  if (!src) return instead;
  const attributes = { src, alt, width, height, class: className, loading: "lazy", decoding: "async", referrerpolicy: "no-referrer" };
  const image = element("img", attributes);
  image.addEventListener("error", () => image.replaceWith(instead), { once: true });
  return image;
}

// A person's picture, or the first letter of the name.
export function avatar(address, name, size = 32) {
  const letter = element("span", { class: "avatar", "aria-hidden": "true" }, [...(name ?? "")][0] ?? "?");
  return picture(address, { width: size, height: size, className: "avatar", instead: letter });
}
