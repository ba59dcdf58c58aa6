// What is searched for stands in the page's address, so that it can be reloaded, kept, sent, and gone back to.

const NAMES = ["query", "category", "subCategory", "seller", "minPrice", "maxPrice", "delivery_time", "rating"];
const PLACE = ["sort", "cursor"];

// What the address asks for, by the API's own names; all are texts, "" where absent.
export function fromAddress() {
  const given = new URLSearchParams(location.search);
  return Object.fromEntries([...NAMES, ...PLACE].map((name) => [name, given.get(name) ?? ""]));
}

// The address that asks for that.
export function toAddress(search) {
  const given = Object.entries(search).filter(([name, value]) => value && [...NAMES, ...PLACE].includes(name));
  return given.length ? `/?${new URLSearchParams(given)}` : "/";
}

// A page of results, another choice, is a step that Back undoes; what one types meanwhile is not.
export const amend = (search) => history.replaceState(null, "", toAddress(search));
export function step(search) {
  const isHere = toAddress(search) === location.pathname + location.search;
  if (!isHere) history.pushState(null, "", toAddress(search));
}

// What narrows the search down, apart from its words.
export const filtersOf = (search) => NAMES.filter((name) => name !== "query" && search[name]);

// The order: the one asked for, else the best fit where words are looked for, else the newest.
export function orderOf({ query, sort }) {
  if (query.trim()) return sort || "relevance";
  return sort && sort !== "relevance" ? sort : "newest";
}
