// Sending the link that confirms an e-mail address once more.

import { get, post } from "./api.js";
import { notify } from "./form.js";
import { gettext } from "./texts.js";

// Sends a new link to the address of who is signed in, and says so in the form's notice.
export async function resendConfirmation(form) {
  const { user } = await get("/auth/currentuser");
  await post("/auth/resend-email", { userId: user.id, email: user.email });
  notify(form, gettext("A new link is on its way to {email}. Older ones are not valid any more.", { email: user.email }), "success");
}
