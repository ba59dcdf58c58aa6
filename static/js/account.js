// The account's page: who one is, where one is signed in, what happened, and the way out.

import { ApiError, get } from "./api.js";
import { listenToDeletion } from "./account_deletion.js";
import { listenToEmail } from "./account_email.js";
import { showEvents } from "./account_events.js";
import { listenToDownload } from "./account_export.js";
import { listenToPassword } from "./account_password.js";
import { listenToProfile, showProfile } from "./account_profile.js";
import { listenToSecondFactor, showSecondFactor } from "./account_second_factor.js";
import { listenToSessions, showSessions } from "./account_sessions.js";
import { signinFromHere } from "./destination.js";
import { failure } from "./failure.js";

const at = (id) => document.getElementById(id);

listenToProfile(refreshAfterwards);
listenToPassword(refreshAfterwards);
listenToEmail(refreshAfterwards);
listenToSecondFactor(refreshAfterwards);
listenToSessions(refreshAfterwards);
listenToDownload(refreshAfterwards);
listenToDeletion();
load();

// Back may bring the page out of the browser's memory after its person has signed out
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());

async function load() {
  only("account");
  try {
    await refresh({ withProfile: true });
    at("account").ariaBusy = "false";
  } catch (error) {
    at("failed").replaceChildren(failure(error, load));
    only("failed");
  }
}

// Asks for what may have changed: the sessions and the events; with the profile and the second factor at first.
async function refresh({ withProfile = false } = {}) {
  try {
    const [profile, { sessions }, { events }] = await Promise.all([
      withProfile ? get("/auth/currentuser") : null,
      get("/auth/sessions"),
      get("/auth/events"),
      withProfile ? showSecondFactor() : null,
    ]);
    if (profile) showProfile(profile.user);
    showSessions(sessions);
    showEvents(events);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    location.replace(signinFromHere());
    // the page is left: nothing else is to be shown
    await new Promise(() => {});
  }
}

// What was done stays done and said, even where the lists can't be had anew: the next visit shows them.
function refreshAfterwards() {
  return refresh().catch(() => {});
}

function only(shown) {
  for (const id of ["account", "failed"]) at(id).hidden = id !== shown;
}
