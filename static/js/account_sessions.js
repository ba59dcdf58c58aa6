// Where one is signed in, and how to end that.

import { del, pathTo } from "./api.js";
import { element } from "./elements.js";
import { explain } from "./messages.js";
import { ago, from } from "./moments.js";
import { gettext, ngettext } from "./texts.js";

const at = (id) => document.getElementById(id);
let changed = async () => {};

// Shows the sessions, this browser's first.
export function showSessions(sessions) {
  const sorted = sessions.toSorted((one, other) => Number(other.current) - Number(one.current));
  at("sessions").replaceChildren(...sorted.map(line));
  at("end-others").hidden = sessions.length < 2;
}

// `refresh` is called after one or more were ended.
export function listenToSessions(refresh) {
  changed = refresh;
  at("end-others").addEventListener("click", (event) =>
    end(event.target, async () => {
      const { count } = await del("/auth/sessions");
      return ngettext("One other browser is signed out.", "{count} other browsers are signed out.", count);
    }),
  );
}

function line(session) {
  const name = from(session);
  const button = session.current
    ? element("span", { class: "badge", "data-kind": "success" }, gettext("This browser"))
    : element("button", { type: "button", class: "button button-plain button-small", "aria-label": gettext("Sign out {browser}", { browser: name }) }, gettext("Sign out"));
  if (!session.current) button.addEventListener("click", () => end(button, () => endOne(session)));
  return element(
    "li",
    {},
    element("div", {}, element("b", {}, name), element("p", { class: "hint" }, session.address, " · ", gettext("signed in"), " ", ago(session.createdAt), " · ", gettext("last seen"), " ", ago(session.lastSeenAt))),
    button,
  );
}

async function endOne(session) {
  await del(pathTo("auth", "sessions", session.id));
  return gettext("{browser} is signed out.", { browser: from(session) });
}

async function end(button, ask) {
  if (button.ariaDisabled === "true") return;
  button.ariaDisabled = "true";
  try {
    say(await ask(), "success");
    await changed();
    // the button that had the focus may be gone
    at("sessions-title").focus();
  } catch (error) {
    say(explain(error).text, "error");
  }
  button.ariaDisabled = "false";
}

function say(text, kind) {
  at("sessions-notice").textContent = text;
  at("sessions-notice").dataset.kind = kind;
  at("sessions-notice").hidden = false;
}
