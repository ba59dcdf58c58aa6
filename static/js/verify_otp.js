// Typing the code that a sign-in waits for: that of the mail; or the app's, or a recovery code, where there is a second
// factor.

import { ApiError, pathTo, put } from "./api.js";
import { thisBrowser } from "./browser.js";
import { destination, goTo } from "./destination.js";
import "./door.js";
import { onSubmit, replaceForm } from "./form.js";
import { FieldError } from "./messages.js";
import { listenToResend } from "./resend_otp.js";
import { gettext } from "./texts.js";

const DIGITS = 6;
const form = document.getElementById("verify");
const { otp } = form.elements;
const recovery = document.getElementById("recover");

onSubmit(form, (values) =>
  unlessGone(async () => {
    if (values.otp.length !== DIGITS) throw new FieldError("otp", gettext("The code has six digits."));
    await verify(values.otp, values.remember).catch(typeAnew);
  }),
);

otp.addEventListener("input", takeCode);

// whatever is pasted, the code is its digits
function takeCode() {
  otp.value = otp.value.replace(/\D/g, "").slice(0, DIGITS);
  // where there is something to choose yet, the person sends it
  if (otp.value.length === DIGITS && !recovery) form.requestSubmit();
}

if (recovery) listenToRecovery();
else listenToResend(form, unlessGone);
// what was typed while the page still came in
takeCode();

function listenToRecovery() {
  document.getElementById("recover-open").addEventListener("click", () => exchange(form, recovery, "recoveryCode"));
  document.getElementById("recover-close").addEventListener("click", () => exchange(recovery, form, "otp"));
  const send = ({ recoveryCode, remember }) => unlessGone(() => verify(recoveryCode, remember));
  onSubmit(recovery, send, { otp: "recoveryCode" });
}

// The one form in the place of the other, and the focus where one types.
function exchange(shown, next, field) {
  shown.hidden = true;
  next.hidden = false;
  document.getElementById("app-hint").hidden = next === recovery;
  next.elements[field].focus();
}

async function verify(code, remember) {
  const choice = recovery ? { remember: remember === "on" } : {};
  await put(pathTo("auth", "verify-otp", code), { ...thisBrowser(), ...choice });
  await goTo(destination());
}

// What is typed next takes the place of the code that was refused.
function typeAnew(error) {
  otp.select();
  throw error;
}

// A sign-in that has run out can't be mended here: the page leads back to its beginning.
async function unlessGone(ask) {
  try {
    await ask();
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    if (recovery) recovery.hidden = true;
    replaceForm(form, "gone");
  }
}
