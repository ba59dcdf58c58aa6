// Confirming the e-mail address by the link of a mail.

import { put } from "./api.js";
import { resendConfirmation } from "./confirmation.js";
import "./door.js";
import { onSubmit, replaceForm } from "./form.js";
import { forgetAddress, takeFromAddress } from "./secret_address.js";

const USED_UP = "Verification token is either invalid or is already used.";
const token = takeFromAddress("v_token");
const form = document.getElementById("confirm");
const resend = document.getElementById("resend");

if (!token) replaceForm(form, "gone");

onSubmit(form, async () => {
  try {
    await put("/auth/verify-email", { token });
  } catch (error) {
    if (error.message !== USED_UP) throw error;
    return leave("gone");
  }
  leave("done");
});

if (resend) onSubmit(resend, () => resendConfirmation(resend));

function leave(outcome) {
  forgetAddress();
  replaceForm(form, outcome);
}
