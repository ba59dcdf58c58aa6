// Pictures that people choose, scaled down before they are sent.

const LARGEST_SIDE = 512;
const QUALITY = 0.88;

// The file's picture as a canvas no side of which is over `LARGEST_SIDE`, upright, on white where it is transparent.
// Throws an error where the browser can't read it as a picture.
export async function scaledPicture(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LARGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  draw(canvas, picture);
  picture.close();
  return canvas;
}

// The data URI that is sent.
export function toDataUri(canvas) {
  return canvas.toDataURL("image/jpeg", QUALITY);
}

// Fills the preview, a square, with the middle of the picture.
export function drawPreview(preview, canvas) {
  const side = Math.min(canvas.width, canvas.height);
  const [left, top] = [(canvas.width - side) / 2, (canvas.height - side) / 2];
  const context = preview.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(canvas, left, top, side, side, 0, 0, preview.width, preview.height);
}

function draw(canvas, picture) {
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.fillStyle = "white"; // JPEG knows no transparency
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
}
