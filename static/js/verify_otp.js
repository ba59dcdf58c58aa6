// Typing the code that a sign-in from an unknown browser asks for.

import { ApiError, pathTo, post, put } from "./api.js";
import { thisBrowser } from "./browser.js";
import { waitFor } from "./countdown.js";
import { destination, goTo } from "./destination.js";
import "./door.js";
import { onSubmit, replaceForm, showError } from "./form.js";
import { FieldError } from "./messages.js";
import { gettext } from "./texts.js";

const DIGITS = 6;
const form = document.getElementById("verify");
const { otp } = form.elements;
const resend = document.getElementById("resend");
const codesApart = Number(resend.dataset.codesApart);
const resent = document.getElementById("resent");

onSubmit(form, (values) =>
  unlessGone(async () => {
    if (values.otp.length !== DIGITS) throw new FieldError("otp", gettext("The code has six digits."));
    await put(pathTo("auth", "verify-otp", values.otp), thisBrowser()).catch(typeAnew);
    await goTo(destination());
  }),
);

waitFor(resend, codesApart);

// What is typed next takes the place of the code that was refused.
function typeAnew(error) {
  otp.select();
  throw error;
}

// whatever is pasted, the code is its digits
otp.addEventListener("input", () => {
  otp.value = otp.value.replace(/\D/g, "").slice(0, DIGITS);
  if (otp.value.length === DIGITS) form.requestSubmit();
});

resend.addEventListener("click", async () => {
  resent.textContent = "";
  try {
    await unlessGone(sendAnother);
  } catch (error) {
    if (error.retryAfter) waitFor(resend, error.retryAfter);
    else showError(form, error);
  }
});

async function sendAnother() {
  await post("/auth/resend-otp");
  waitFor(resend, codesApart);
  resent.textContent = gettext("A new code is on its way. The one before it is not valid any more.");
  otp.value = "";
  otp.focus();
}

// A sign-in that has run out can't be mended here: the page leads back to its beginning.
async function unlessGone(ask) {
  try {
    await ask();
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    replaceForm(form, "gone");
  }
}
