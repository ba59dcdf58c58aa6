// A token that came in the page's address: it leaves the address bar at once, and stays through a reload.

// The token, or "" where the address carries none. It is kept in the state of this history entry alone.
export function takeFromAddress(parameter) {
  const address = new URL(location.href);
  const token = address.searchParams.get(parameter) ?? history.state?.[parameter] ?? "";
  history.replaceState({ [parameter]: token }, "", address.pathname);
  return token;
}

// Forgets the token once it is used up.
export function forgetAddress() {
  history.replaceState(null, "", location.pathname);
}
