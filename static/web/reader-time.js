/** Show the reader's own time beside the site's, where the two differ. */

function parts(at, zone) {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  });
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
}

/** Give the wall clock of a zone at a moment, to compare two zones by what they show. */
export function wallClock(at, zone) {
  const { weekday, day, month, hour, minute } = parts(at, zone);
  return `${weekday} ${day} ${month} ${hour}:${minute}`;
}

/** Say a moment or a window on the reader's clock, or nothing where the site shows the same. */
export function readerWords(startsAt, endsAt, siteZone, readerZone) {
  const moments = endsAt === null ? [startsAt] : [startsAt, endsAt];
  const same = moments.every((at) => wallClock(at, siteZone) === wallClock(at, readerZone));
  if (same) return null;
  const start = wallClock(startsAt, readerZone);
  const label = parts(moments.at(-1), readerZone).timeZoneName;
  if (endsAt === null) return `${start} ${label}`;
  const end = wallClock(endsAt, readerZone);
  const day = start.slice(0, -5);
  return end.startsWith(day)
    ? `${start}–${end.slice(-5)} ${label}`
    : `${start} – ${end} ${label}`;
}

export function bind(time) {
  const until = time.dataset.until ? new Date(time.dataset.until) : null;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const words = readerWords(new Date(time.dateTime), until, time.dataset.zone, zone);
  if (words === null) return;
  const own = document.createElement("small");
  own.className = "reader-time";
  own.textContent = `(your time: ${words})`;
  time.after(" ", own);
}
