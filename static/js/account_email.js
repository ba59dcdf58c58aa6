// Changing the e-mail address.

import { put } from "./api.js";
import { notify, onSubmit } from "./form.js";
import { resetPasswords } from "./password.js";
import { gettext } from "./texts.js";

const form = document.getElementById("email-change");

// `changed` is called after a change was asked for.
export function listenToEmail(changed) {
  onSubmit(form, change, { email: "newEmail", password: "emailPassword" });

  async function change({ newEmail, emailPassword }) {
    await put("/auth/change-email", { currentPassword: emailPassword, email: newEmail });
    resetPasswords(form);
    notify(form, gettext("A link is on its way to {email}. The old address stays in force until you confirm the new one there.", { email: newEmail }), "success");
    await changed();
  }
}
