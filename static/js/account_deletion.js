// Deleting the account, after its password is asked for.

import { del } from "./api.js";
import { onSubmit } from "./form.js";
import { resetPasswords } from "./password.js";

const dialog = document.getElementById("delete-dialog");
const form = document.getElementById("delete");

// Lets the dialog be opened, closed and sent.
export function listenToDeletion() {
  document.getElementById("delete-open").addEventListener("click", open);
  document.getElementById("delete-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => resetPasswords(form));
  onSubmit(form, remove, { password: "deletePassword" });
}

function open() {
  dialog.showModal();
  form.elements.deletePassword.focus();
}

async function remove({ deletePassword }) {
  await del("/auth/account", { currentPassword: deletePassword });
  location.replace("/goodbye");
  // the page is left: nothing else is to be sent
  await new Promise(() => {});
}
