// Confirming a change of the e-mail address, or undoing it, by the link of a mail: the form says at which route.

import { put } from "./api.js";
import "./door.js";
import { onSubmit, replaceForm } from "./form.js";
import { forgetAddress, takeFromAddress } from "./secret_address.js";

const USED_UP = "Verification token is either invalid or is already used.";
const token = takeFromAddress("token");
const form = document.getElementById("link");

if (!token) replaceForm(form, "gone");

onSubmit(form, async () => {
  try {
    await put(form.dataset.route, { token });
  } catch (error) {
    if (error.message !== USED_UP) throw error;
    return leave("gone");
  }
  leave("done");
});

function leave(outcome) {
  forgetAddress();
  replaceForm(form, outcome);
}
