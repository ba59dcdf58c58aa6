// What happened to the account lately.

import { element } from "./elements.js";
import { ago, from } from "./moments.js";
import { gettext } from "./texts.js";

const FIRST = 6;
const NAMES = {
  "signed-up": gettext("Account created"),
  "signed-in": gettext("Signed in"),
  "signed-in-by-code": gettext("Signed in with a code"),
  "signin-refused": gettext("Sign-in refused: wrong password"),
  "code-sent": gettext("Code sent"),
  "code-asked": gettext("Code of the authenticator app asked for"),
  "code-refused": gettext("Wrong code"),
  "signed-out": gettext("Signed out"),
  "session-ended": gettext("A browser signed out from afar"),
  "other-sessions-ended": gettext("All other browsers signed out"),
  "all-sessions-ended": gettext("All browsers signed out"),
  "password-changed": gettext("Password changed"),
  "password-reset-asked": gettext("Link for a new password asked for"),
  "password-reset": gettext("Password set by a link"),
  "email-change-asked": gettext("Change of the e-mail address asked for"),
  "email-changed": gettext("E-mail address changed"),
  "email-change-undone": gettext("Change of the e-mail address undone"),
  "email-verified": gettext("E-mail address confirmed"),
  "verification-resent": gettext("Link to confirm the e-mail address sent again"),
  "second-factor-on": gettext("Second factor switched on"),
  "second-factor-off": gettext("Second factor switched off"),
  "recovery-code-used": gettext("Recovery code used"),
  "profile-changed": gettext("Profile changed"),
  "account-exported": gettext("Data downloaded"),
  "changed-by-staff": gettext("Changed by Jobber's staff"),
  deactivated: gettext("Account deactivated by Jobber's staff"),
  reactivated: gettext("Account reactivated by Jobber's staff"),
};
const WARNINGS = new Set(["signin-refused", "code-refused"]);
const list = document.getElementById("events");
const more = document.getElementById("all-events");
let latest = [];

// Shows the first of the events; the button shows the rest.
export function showEvents(events) {
  latest = events;
  show(FIRST);
}

more.addEventListener("click", () => {
  const first = FIRST;
  show(latest.length);
  // where the button was, for those who go by the keyboard
  list.children[first].tabIndex = -1;
  list.children[first].focus();
});

function show(count) {
  list.replaceChildren(...latest.slice(0, count).map(line));
  more.hidden = latest.length <= count;
}

function line(event) {
  const name = element("b", { class: WARNINGS.has(event.type) ? "warning" : null }, NAMES[event.type] ?? event.type);
  const place = [from(event), event.address].filter(Boolean).join(" · ");
  return element("li", {}, element("div", {}, name, element("p", { class: "hint" }, place)), ago(event.createdAt));
}
