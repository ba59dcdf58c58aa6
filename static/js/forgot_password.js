// Asking for a link to set a new password.

import { put } from "./api.js";
import "./door.js";
import { onSubmit, replaceForm } from "./form.js";

const form = document.getElementById("forgot");

onSubmit(form, async (values) => {
  await put("/auth/forgot-password", values);
  replaceForm(form, "sent");
});
