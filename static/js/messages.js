// What the gateway's messages, which are English and fixed (contract 3), mean to a person, and at which field.

import { ApiError, OfflineError } from "./api.js";
import { fromNow } from "./moments.js";
import { gettext } from "./texts.js";

// What the page itself finds wrong with a field, before anything is sent.
export class FieldError extends Error {
  constructor(field, text) {
    super(text);
    this.name = "FieldError";
    this.field = field;
  }
}

const MEANINGS = {
  "Token is not available. Please login again.": [gettext("You are not signed in. Please sign in again.")],
  "Invalid credentials": [gettext("That name and password don't belong together.")],
  "Invalid credentials. Email or Username": [gettext("That user name or e-mail address is already taken.")],
  "File upload error. Try again": [gettext("The picture could not be stored. Please try again."), "profilePicture"],
  "Verification token is either invalid or is already used.": [
    gettext("This link is not valid any more. It may have been used already."),
  ],
  "Reset token has expired": [gettext("This link is not valid any more. Please ask for a new one.")],
  "OTP is invalid.": [gettext("That code is not right, or not valid any more."), "otp"],
  "Code is a required field": [gettext("Please type the code."), "otp"],
  "The second factor is on already. Switch it off first.": [gettext("The second factor is on already. Please reload the page.")],
  "The second factor is not set up.": [gettext("The second factor is off already. Please reload the page.")],
  "The code comes from the authenticator app. None is sent.": [gettext("The code is the one that your authenticator app shows.")],
  "The account has that e-mail already.": [gettext("That is your e-mail address already."), "email"],
  "Email is invalid": [gettext("That is not the e-mail address of this account."), "email"],
  "Invalid password": [gettext("That password is not right."), "password"],
  "Password is too easy to guess. Choose one that is not common and is not like your name or e-mail.": [
    gettext("This password is too easy to guess. Choose one that is not common and is not like your name or e-mail."),
    "newPassword",
  ],
  "Password is a required field": [gettext("Please type a password."), "password"],
  "Invalid username": [gettext("A user name has 4 to 12 characters."), "username"],
  "Username is a required field": [gettext("Please type a user name."), "username"],
  "Country is a required field": [gettext("Please choose a country."), "country"],
  "Invalid email": [gettext("Please type an e-mail address, such as ada@example.com."), "email"],
  "Email is a required field": [gettext("Please type your e-mail address."), "email"],
  "Field must be valid": [gettext("Please type an e-mail address, such as ada@example.com."), "email"],
  "Please add a profile picture": [gettext("Please choose a picture."), "profilePicture"],
  "Profile picture is required": [gettext("Please choose a picture."), "profilePicture"],
  "Passwords should match": [gettext("The two passwords are not the same."), "confirmPassword"],
  "Confirm password is a required field": [gettext("Please type the password once more."), "confirmPassword"],
  "Email is already verified.": [gettext("Your e-mail address is confirmed already.")],
  "This is the last superuser. Make another one first.": [
    gettext("This is the last account that may name staff. Name another one first."),
  ],
  "The session does not exist.": [gettext("That browser is signed out already.")],
  "query must have at most 10 words": [gettext("Please use ten words at most."), "query"],
  "The gig does not exist.": [gettext("This gig does not exist, or is not offered any more.")],
};

const MISSING = {
  username: gettext("Please type a user name."),
  email: gettext("Please type your e-mail address."),
  newEmail: gettext("Please type your e-mail address."),
  country: gettext("Please choose a country."),
  profilePicture: gettext("Please choose a picture."),
  confirmPassword: gettext("Please type the password once more."),
  otp: gettext("Please type the code."),
  confirmCode: gettext("Please type the code."),
  endCode: gettext("Please type the code."),
  recoveryCode: gettext("Please type the code."),
};

// What is wrong with a field of which the browser knows that something is.
export function faultOf(input) {
  if (input.validity.customError) return input.validationMessage;
  if (input.validity.valueMissing) return MISSING[input.name] ?? gettext("Please type a password.");
  return gettext("Please type an e-mail address, such as ada@example.com.");
}

const OUR_FAULT = gettext("That did not work, and it is not your fault. Please try again in a moment.");

// What went wrong, as {text, field}: `field` is the name of the field that it is about, or undefined.
export function explain(error) {
  if (error instanceof OfflineError) {
    return { text: gettext("There is no connection. Please check your network, then try again.") };
  }
  if (error instanceof FieldError) return { text: error.message, field: error.field };
  if (!(error instanceof ApiError)) {
    // a fault of the page itself, which stays one in its console
    reportError(error);
    return { text: OUR_FAULT };
  }
  const [text, field] = MEANINGS[error.message] ?? [ofStatus(error)];
  return { text, field };
}

function ofStatus({ status, message, retryAfter }) {
  if (status === 429 && retryAfter) {
    return gettext("Too many tries. Please try again {when}.", { when: fromNow(retryAfter) });
  }
  if (status === 429) return gettext("Too many tries. Please wait a little.");
  if (status === 413) return gettext("That is too large to be sent.");
  if (status >= 500) return OUR_FAULT;
  return message;
}
