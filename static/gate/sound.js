/** Let the desk be heard as well as seen: one tune for a yes, one for a question, one for a no.
 *
 * It is off until somebody switches it on, in this browser alone. A browser that blocks sound until
 * the page is touched is told so on the button, and nothing else of the desk waits for it.
 */

const KEY = "gate-sound";
const PATIENCE_MS = 400;
const QUESTION = [[440, 0.14], [0, 0.06], [440, 0.14]];
/** What is played for a word of the desk: hertz and seconds, one after the other. */
export const TUNES = {
  ADMIT: [[660, 0.12], [880, 0.2]],
  CHECK: QUESTION,
  WAIT: QUESTION,
  ASK: QUESTION,
  STOP: [[196, 0.5]],
};

/** Say whether the sound is on, in a storage that may be shut. */
export function isOn(storage) {
  try {
    return storage.getItem(KEY) === "on";
  } catch {
    return false;
  }
}

/** Keep whether the sound is on; say what is so now. */
export function keep(storage, on) {
  try {
    storage.setItem(KEY, on ? "on" : "off");
  } catch {
    return on;
  }
  return isOn(storage);
}

/** Play a tune; say whether the browser let it be heard. */
export async function play(tune, context) {
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  await Promise.race([context.resume(), patience]);
  if (context.state !== "running") return false;
  let at = context.currentTime;
  for (const [hertz, seconds] of tune) {
    if (hertz) sound(context, hertz, at, seconds);
    at += seconds;
  }
  return true;
}

function sound(context, hertz, at, seconds) {
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0.2, at);
  volume.gain.linearRampToValueAtTime(0, at + seconds);
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(at + seconds);
}

/** Bind the button that switches the sound; `data-word` is what the page says. */
export function bind(button) {
  if (!window.AudioContext) return;
  const tune = TUNES[button.dataset.word];
  let on = isOn(localStorage);
  let context;

  function show(blocked = false) {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(on));
    button.textContent = blocked ? "Sound is blocked by the browser: press to hear it" : `Sound is ${on ? "on" : "off"}`;
  }

  async function hear(what) {
    context ??= new AudioContext();
    return play(what, context);
  }

  let blocked = false;
  button.addEventListener("click", async () => {
    on = blocked || keep(localStorage, !on);
    blocked = on && !(await hear(tune ?? TUNES.ADMIT));
    show(blocked);
  });
  show();
  if (on && tune) hear(tune).then((heard) => show((blocked = !heard)));
}
