// Changing the password.

import { put } from "./api.js";
import { notify, onSubmit } from "./form.js";
import { resetPasswords } from "./password.js";
import { gettext } from "./texts.js";

const form = document.getElementById("password");

// `changed` is called after it was.
export function listenToPassword(changed) {
  onSubmit(form, change, { password: "currentPassword" });

  async function change({ currentPassword, newPassword }) {
    await put("/auth/change-password", { currentPassword, newPassword });
    resetPasswords(form);
    notify(form, gettext("Your password is changed, and your other browsers are signed out."), "success");
    await changed();
  }
}
