// What stands in the place of data that did not come, with a way to try again.

import { OfflineError } from "./api.js";
import { waitFor } from "./countdown.js";
import { element } from "./elements.js";
import { explain } from "./messages.js";
import { gettext } from "./texts.js";

// The state to show. `retry` is called when the person asks, or when the connection is back.
export function failure(error, retry) {
  const button = element("button", { type: "button", class: "button" }, gettext("Try again"));
  const state = element(
    "div",
    { class: "state", role: "alert" },
    element("h2", {}, heading(error)),
    element("p", {}, explain(error).text),
    button,
  );
  button.addEventListener("click", retry);
  if (error.retryAfter) waitFor(button, error.retryAfter);
  if (error instanceof OfflineError) retryOnline(state, retry);
  return state;
}

function heading(error) {
  if (error instanceof OfflineError) return gettext("You are offline");
  if (error.status === 429) return gettext("One moment");
  return error.status < 500 ? gettext("That did not work") : gettext("Something went wrong");
}

function retryOnline(state, retry) {
  addEventListener("online", () => state.checkVisibility() && retry(), { once: true });
}
