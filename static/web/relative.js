/** Keep the words beside a <time> right: how far off it is, as the minutes go by.
 *
 * The words are those of accessdesk/scheduling/wording.py, which writes them first.
 */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Say a length in milliseconds as `45 min`, `1 h 30 min` or `2 days`. */
export function lengthWords(length) {
  if (length >= DAY) {
    const days = Math.floor(length / DAY);
    return `${days} ${days === 1 ? "day" : "days"}`;
  }
  const minutes = Math.floor(length / MINUTE);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours && `${hours} h`, rest && `${rest} min`].filter(Boolean).join(" ") || "0 min";
}

/** Say how far off a moment is: `in 40 min`, `2 h ago`, `now` within the minute. */
export function relativeWords(at, now) {
  const away = at - now;
  if (Math.abs(away) < MINUTE) return "now";
  const words = lengthWords(Math.abs(away));
  return away > 0 ? `in ${words}` : `${words} ago`;
}

/** Say the same of a window: until it starts, how long it still lasts, and since it ended. */
export function windowWords(startsAt, endsAt, now) {
  if (now < startsAt) return relativeWords(startsAt, now);
  if (endsAt - now >= MINUTE) return `${lengthWords(endsAt - now)} left`;
  if (now < endsAt) return "less than a minute left";
  return relativeWords(endsAt, now);
}

export function bind(time) {
  const next = time.nextElementSibling;
  const words = next?.matches(".relative") ? next : document.createElement("small");
  if (words !== next) {
    words.className = "relative";
    time.after(" ", words);
  }
  const at = Date.parse(time.dateTime);
  const until = Date.parse(time.dataset.until ?? "");
  const show = () => {
    const now = Date.now();
    words.textContent = Number.isNaN(until)
      ? relativeWords(at, now)
      : windowWords(at, until, now);
  };
  show();
  const timer = setInterval(() => (time.isConnected ? show() : clearInterval(timer)), 15_000);
}
