// Asking for another code by mail.

import { post } from "./api.js";
import { waitFor } from "./countdown.js";
import { showError } from "./form.js";
import { gettext } from "./texts.js";

const resend = document.getElementById("resend");
const resent = document.getElementById("resent");

// Lets another code be asked for, after a while; `unlessGone` tells when the sign-in has run out meanwhile.
export function listenToResend(form, unlessGone) {
  const codesApart = Number(resend.dataset.codesApart);
  waitFor(resend, codesApart);
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
    form.elements.otp.value = "";
    form.elements.otp.focus();
  }
}
