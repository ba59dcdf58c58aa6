// Setting a new password by the link of a mail.

import { pathTo, put } from "./api.js";
import "./door.js";
import { onSubmit, replaceForm } from "./form.js";
import "./password.js";
import { forgetAddress, takeFromAddress } from "./secret_address.js";

const USED_UP = "Reset token has expired";
const token = takeFromAddress("token");
const form = document.getElementById("reset");

if (!token) replaceForm(form, "gone");

onSubmit(form, reset, { newPassword: "password" });

async function reset(values) {
  try {
    await put(pathTo("auth", "reset-password", token), values);
  } catch (error) {
    if (error.message !== USED_UP) throw error;
    return leave("gone");
  }
  leave("done");
}

function leave(outcome) {
  forgetAddress();
  replaceForm(form, outcome);
}
