// Who one is: shown, and changed.

import { put } from "./api.js";
import { resendConfirmation } from "./confirmation.js";
import { countryName, fillCountries } from "./countries.js";
import { notify, onSubmit } from "./form.js";
import { PictureField } from "./picture_field.js";
import { avatar } from "./pictures.js";
import { gettext, language } from "./texts.js";

const SIZE = 96;
const at = (id) => document.getElementById(id);
const form = at("profile");
const picture = new PictureField(form);

// Shows the profile, and fills its form.
export function showProfile(user) {
  showCard(user);
  at("confirmed").hidden = !user.emailVerified;
  at("unconfirmed").hidden = at("resend").hidden = user.emailVerified;
  // for password managers; a reset keeps the default value
  for (const input of document.querySelectorAll("input[name=username]")) input.defaultValue = user.username;
  fillCountries(form.elements.country, user.country);
}

// `changed` is called after something was.
export function listenToProfile(changed) {
  onSubmit(form, async ({ country }) => {
    const profilePicture = await picture.value();
    const { user } = await put("/auth/profile", profilePicture ? { country, profilePicture } : { country });
    picture.clear();
    showCard(user);
    notify(form, gettext("Saved."), "success");
    await changed();
  });
  onSubmit(at("confirmation"), async () => {
    await resendConfirmation(at("confirmation"));
    await changed();
  });
}

function showCard(user) {
  const image = avatar(user.profilePicture, user.username, SIZE);
  at("picture").classList.remove("skeleton");
  at("picture").replaceChildren(image);
  at("username").textContent = user.username;
  at("email").textContent = user.email;
  const since = new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(new Date(user.createdAt));
  at("place").textContent = gettext("{country}, here since {date}", { country: countryName(user.country), date: since });
}
