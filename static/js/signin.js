// Signing in: at once from a browser that the account knows, else with a code.

import { post } from "./api.js";
import { thisBrowser } from "./browser.js";
import { destination, goTo, keepDestination } from "./destination.js";
import "./door.js";
import { onSubmit } from "./form.js";
import "./password.js";

onSubmit(document.getElementById("signin"), async (values) => {
  const { user, method } = await post("/auth/signin", { ...values, ...thisBrowser() });
  await goTo(user ? destination() : keepDestination("/verify_otp", method ? { method } : {}));
});
