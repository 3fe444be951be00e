/** Read the labels of a device with the phone's camera, where the browser can.
 *
 * It fills the fields of a form that would otherwise be typed or scanned by hand, and stops by
 * itself. Where there is no camera or no reader of codes, nothing appears. Nothing is sent or kept
 * of the picture.
 */

const LOOK_EVERY_MS = 200;
const NO_CAMERA = "The camera cannot be used. Allow it in the browser, or type what the label says.";

/** Whether this browser reads codes, and may use a camera here. */
export function isAble({ BarcodeDetector, navigator }) {
  return Boolean(BarcodeDetector && navigator?.mediaDevices?.getUserMedia);
}

/** Put what was read into the first empty field; a code that stands in one already is left out.
 *
 * Returns the fields that were filled.
 */
export function fill(fields, codes) {
  const filled = [];
  for (const code of codes.map((each) => each.trim()).filter(Boolean)) {
    const empty = fields.find((field) => !field.value.trim());
    if (!empty || fields.some((field) => field.value.trim() === code)) continue;
    empty.value = code;
    filled.push(empty);
  }
  return filled;
}

/** What to do next, in words, for so many fields that are still empty. */
export function nextWords(empty) {
  if (empty === 0) return "Both labels are read.";
  return empty === 1 ? "Hold the camera on another label of the device." : "Hold the camera on a label of the device.";
}

/** The camera of one group of fields: it runs until all are filled, or the reader has enough. */
class Camera {
  constructor(fields, button, said) {
    Object.assign(this, { fields, button, said, detector: new BarcodeDetector() });
    this.video = document.createElement("video");
    Object.assign(this.video, { muted: true, playsInline: true });
    this.video.className = "camera";
  }

  get isOn() {
    return Boolean(this.stream);
  }

  async start() {
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      this.video.srcObject = this.stream;
      this.said.after(this.video);
      await this.video.play();
    } catch {
      this.stop();
      this.said.textContent = NO_CAMERA;
      return;
    }
    this.button.textContent = "Stop the camera";
    this.#say();
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  async look() {
    if (this.isLooking || !this.isOn) return;
    this.isLooking = true;
    try {
      const codes = await this.detector.detect(this.video);
      for (const field of fill(this.fields, codes.map((each) => each.rawValue))) {
        field.dispatchEvent(new Event("input", { bubbles: true }));
        navigator.vibrate?.(80);
        this.#say();
      }
    } catch {
      // A frame that cannot be read is followed by the next.
    } finally {
      this.isLooking = false;
    }
    if (this.#empty() === 0) this.stop();
  }

  stop() {
    clearInterval(this.timer);
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.video.remove();
    this.button.textContent = "Scan with the camera";
  }

  #empty() {
    return this.fields.filter((field) => !field.value.trim()).length;
  }

  #say() {
    this.said.textContent = nextWords(this.#empty());
  }
}

/** Put a button that starts the camera into a group of fields. */
export function bind(group) {
  if (!isAble(window)) return;
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "secondary", textContent: "Scan with the camera" });
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  group.append(button, said);

  const camera = new Camera([...group.querySelectorAll("input")], button, said);
  button.addEventListener("click", () => (camera.isOn ? camera.stop() : camera.start()));
  addEventListener("pagehide", () => camera.stop());
  document.addEventListener("visibilitychange", () => document.hidden && camera.stop());
}
