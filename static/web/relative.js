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

/** Count the days of a zone's calendar from one moment to another. */
function daysBetween(from, to, zone) {
  const day = { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" };
  const calendar = new Intl.DateTimeFormat("en-CA", day);
  const [first, last] = [from, to].map((each) => Date.parse(calendar.format(each)));
  return Math.round((last - first) / DAY);
}

/** Say how far off a moment is: `in 40 min`, `2 h ago`; from a day on, in days of the calendar. */
export function relativeWords(at, now, zone = "UTC") {
  const away = at - now;
  if (Math.abs(away) < MINUTE) return "now";
  const days = Math.abs(away) >= DAY ? daysBetween(now, at, zone) : 0;
  if (Math.abs(days) === 1) return days > 0 ? "tomorrow" : "yesterday";
  const words = days ? `${Math.abs(days)} days` : lengthWords(Math.abs(away));
  return away > 0 ? `in ${words}` : `${words} ago`;
}

/** Say the same of a window: until it starts, how long it still lasts, and since it ended. */
export function windowWords(startsAt, endsAt, now, zone = "UTC") {
  if (now < startsAt) return relativeWords(startsAt, now, zone);
  if (endsAt - now >= MINUTE) return `${lengthWords(endsAt - now)} left`;
  if (now < endsAt) return "less than a minute left";
  return relativeWords(endsAt, now, zone);
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
    const [now, zone] = [Date.now(), time.dataset.zone];
    words.textContent = Number.isNaN(until)
      ? relativeWords(at, now, zone)
      : windowWords(at, until, now, zone);
  };
  show();
  const timer = setInterval(() => (time.isConnected ? show() : clearInterval(timer)), 15_000);
}
