// The second factor: set up with an authenticator app, and switched off.

import { del, get, post, put } from "./api.js";
import { element } from "./elements.js";
import { notify, onSubmit } from "./form.js";
import { whole } from "./moments.js";
import { resetPasswords } from "./password.js";
import { showRecoveryCodes } from "./recovery_codes.js";
import { gettext, ngettext } from "./texts.js";

const GROUP = /.{4}(?=.)/g;
const STEPS = ["off", "begun", "codes", "on"];
const at = (id) => document.getElementById(`second-factor-${id}`);
const [begin, confirm, end] = ["begin", "confirm", "end"].map(at);
let password = "";

// Shows whether it is on.
export async function showSecondFactor() {
  const { enabled, enabledAt, recoveryCodesLeft } = await get("/auth/totp");
  at("badge").hidden = !enabled;
  if (enabled) at("since").textContent = gettext("On since {date}.", { date: whole.format(new Date(enabledAt)) });
  at("left").textContent = ngettext("One recovery code is left.", "{count} recovery codes are left.", recoveryCodesLeft);
  only(enabled ? "on" : "off");
}

// `changed` is called after it went on or off.
export function listenToSecondFactor(changed) {
  onSubmit(begin, ask, { password: "beginPassword" });
  onSubmit(confirm, switchOn, { otp: "confirmCode" });
  onSubmit(end, switchOff, { password: "endPassword", otp: "endCode" });
  at("cancel").addEventListener("click", () => leave("off"));
  at("kept").addEventListener("click", async () => {
    at("list").replaceChildren();
    await showSecondFactor().catch(() => only("on"));
    at("title").focus();
  });

  async function switchOn({ confirmCode }) {
    const { recoveryCodes } = await put("/auth/totp", { currentPassword: password, code: confirmCode });
    showRecoveryCodes(recoveryCodes);
    at("badge").hidden = false;
    leave("codes");
    await changed();
  }

  async function switchOff({ endPassword, endCode }) {
    await del("/auth/totp", { currentPassword: endPassword, code: endCode });
    at("badge").hidden = true;
    leave("off");
    notify(begin, gettext("The second factor is off."), "success");
    await changed();
  }
}

async function ask({ beginPassword }) {
  const { secret, otpauthUri, qrCode } = await post("/auth/totp", { currentPassword: beginPassword });
  password = beginPassword;
  const alternative = gettext("QR code for your authenticator app");
  at("picture").replaceChildren(element("img", { src: qrCode, alt: alternative, width: 200, height: 200 }));
  at("secret").textContent = secret.replace(GROUP, "$& ");
  at("link").href = otpauthUri;
  only("begun");
  confirm.elements.confirmCode.focus();
}

// Forgets what was typed and shown on the way, and goes to that step.
function leave(step) {
  password = "";
  for (const form of [begin, confirm, end]) resetPasswords(form);
  at("picture").replaceChildren();
  at("secret").textContent = "";
  at("link").removeAttribute("href");
  only(step);
  at("title").focus();
}

function only(shown) {
  for (const step of STEPS) at(step).hidden = step !== shown;
}
