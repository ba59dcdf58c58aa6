// Where a person goes after signing in: back to the page that asked for it, which the address carries as `next`.

// The address to go to: the one that `next` names if it is of this site, else `otherwise`.
export function destination(otherwise = "/") {
  const url = wanted();
  return url?.origin === location.origin ? url.href : new URL(otherwise, location.origin).href;
}

// Goes there. The promise never settles: what awaits it stays busy until the page is gone.
export function goTo(address) {
  location.assign(address);
  return new Promise(() => {});
}

// The path with that query, which carries `next` along from the page's own address.
export function keepDestination(path, query = {}) {
  const next = new URLSearchParams(location.search).get("next");
  const parameters = new URLSearchParams(next ? { ...query, next } : query);
  return parameters.size ? `${path}?${parameters}` : path;
}

// The address of the sign-in page that leads back here.
export function signinFromHere() {
  return `/signin?${new URLSearchParams({ next: location.pathname + location.search })}`;
}

// A whole address, since a path such as "//host" would lead elsewhere.
function wanted() {
  const next = new URLSearchParams(location.search).get("next");
  return next && URL.canParse(next, location.origin) ? new URL(next, location.origin) : null;
}

for (const link of document.querySelectorAll("[data-keep-destination]")) link.href = keepDestination(link.getAttribute("href"));
