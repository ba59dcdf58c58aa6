// Signing up.

import { post } from "./api.js";
import { thisBrowser } from "./browser.js";
import { fillCountries, likelyCountry } from "./countries.js";
import { destination, goTo } from "./destination.js";
import "./door.js";
import { onSubmit } from "./form.js";
import "./password.js";
import { PictureField } from "./picture_field.js";

const form = document.getElementById("signup");
const picture = new PictureField(form);

fillCountries(form.elements.country, likelyCountry());

onSubmit(form, signUp, { newPassword: "password" });

async function signUp(values) {
  await post("/auth/signup", { ...values, profilePicture: await picture.value(), ...thisBrowser() });
  await goTo(destination("/account"));
}
