// The field of `pages/picture_field.html`: shows the picture that is chosen, and makes of it what is sent.

import { showFieldError } from "./form.js";
import { FieldError } from "./messages.js";
import { drawPreview, scaledPicture, toDataUri } from "./scaled_picture.js";
import { gettext } from "./texts.js";

// A form's field for a picture.
export class PictureField {
  constructor(form) {
    this.input = form.elements.profilePicture;
    this.preview = form.querySelector("canvas");
    this.instead = form.querySelector("[data-picture-instead]");
    this.scaling = Promise.resolve(null);
    this.input.addEventListener("change", () => this.choose());
  }

  // The data URI of the picture, or "" where none is chosen. Throws FieldError where the file is no picture.
  async value() {
    const canvas = await this.scaling;
    if (this.input.files.length && !canvas) throw new FieldError("profilePicture", unreadable());
    return canvas ? toDataUri(canvas) : "";
  }

  // Takes the choice back.
  clear() {
    this.input.value = "";
    this.choose();
  }

  async choose() {
    const [file] = this.input.files;
    const scaling = file ? scaledPicture(file).catch(() => null) : Promise.resolve(null);
    this.scaling = scaling;
    const canvas = await scaling;
    // another file may have been chosen meanwhile
    if (this.scaling === scaling) this.show(canvas, file);
  }

  show(canvas, file) {
    this.preview.hidden = !canvas;
    this.instead.hidden = Boolean(canvas);
    if (canvas) drawPreview(this.preview, canvas);
    showFieldError(this.input, file && !canvas ? unreadable() : "");
  }
}

const unreadable = () => gettext("This file is no picture that a browser can read. A JPEG or PNG will do.");
