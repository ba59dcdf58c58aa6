// What every page has: the choice of a language, signing out, and buttons that wake once the page's own script listens.

import { post } from "./api.js";
import { signinFromHere } from "./destination.js";
import { explain } from "./messages.js";

const A_YEAR = 365 * 24 * 3600;

// A cookie and a reload, rather than a link: the page keeps its query, and a token that left the address bar.
for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => {
    document.cookie = `language=${button.dataset.language}; path=/; max-age=${A_YEAR}; samesite=lax`;
    location.reload();
  });
}

document.querySelector("[data-sign-out]")?.addEventListener("click", () => {
  post("/auth/signout").then(() => location.assign("/"), sayStillSignedIn);
});

function sayStillSignedIn(error) {
  const notice = document.getElementById("still-signed-in");
  notice.textContent = explain(error).text;
  notice.hidden = false;
}

// back to where one was, but to none of the pages through which one gets in
const signin = document.querySelector("[data-sign-in]");
if (signin && !document.querySelector("[data-no-return]")) signin.addEventListener("click", () => (signin.href = signinFromHere()));

// modules run in the page's order, and this one is the last: no click is lost on a button that nobody listens to yet
for (const button of document.querySelectorAll("[data-asleep]")) {
  button.disabled = false;
  delete button.dataset.asleep;
}
