import assert from "node:assert/strict";
import { test } from "node:test";

import { taken, walk } from "../../static/web/callers.js";
import { mayKeep, restore, snapshot } from "../../static/web/keep.js";
import { nextIndex } from "../../static/web/list-keys.js";
import { addresses } from "../../static/web/main.js";
import { readerWords } from "../../static/web/reader-time.js";
import { lengthWords, relativeWords, windowWords } from "../../static/web/relative.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NINE = new Date("2026-12-01T08:00:00Z");
const NOON = new Date("2026-12-01T11:00:00Z");

test("a module's name leads to its file, and what is no name leads nowhere", () => {
  const base = "http://desk/static/web/main.js?v=1";

  assert.deepEqual(addresses("focus  gate/scan", base), [
    "http://desk/static/web/focus.js",
    "http://desk/static/gate/scan.js",
  ]);
  assert.deepEqual(addresses("../x //evil/x http://evil/x.js a/b/c", base), []);
});

test("a moment is said by how far off it is", () => {
  const cases = [
    [59_999, "now"],
    [-59_999, "now"],
    [MINUTE, "in 1 min"],
    [40 * MINUTE, "in 40 min"],
    [90 * MINUTE, "in 1 h 30 min"],
    [-2 * HOUR, "2 h ago"],
    [DAY, "tomorrow"],
    [-DAY, "yesterday"],
    [-3 * DAY - HOUR, "3 days ago"],
  ];

  for (const [away, words] of cases) assert.equal(relativeWords(1e12 + away, 1e12), words);
});

test("a window is said from before, inside and after; its end is outside", () => {
  assert.equal(windowWords(0, 3 * HOUR, -HOUR), "in 1 h");
  assert.equal(windowWords(0, 3 * HOUR, 0), "3 h left");
  assert.equal(windowWords(0, 3 * HOUR, HOUR + 1), "1 h 59 min left");
  assert.equal(windowWords(0, 3 * HOUR, 3 * HOUR - 1), "less than a minute left");
  assert.equal(windowWords(0, 3 * HOUR, 3 * HOUR), "now");
  assert.equal(windowWords(0, 3 * HOUR, 4 * HOUR), "1 h ago");
});

test("a length under a minute is not empty", () => {
  assert.equal(lengthWords(0), "0 min");
});

test("the reader's own time is shown only where it differs from the site's", () => {
  assert.equal(readerWords(NINE, NOON, "Europe/Amsterdam", "Europe/Berlin"), null);
  assert.equal(readerWords(NINE, null, "Europe/Amsterdam", "Europe/Amsterdam"), null);
  assert.equal(
    readerWords(NINE, NOON, "Europe/Amsterdam", "Europe/London"),
    "Tue 1 Dec 08:00–11:00 GMT",
  );
  assert.equal(readerWords(NINE, null, "Europe/Amsterdam", "Europe/London"), "Tue 1 Dec 08:00 GMT");
});

test("a window that crosses the reader's midnight names both days", () => {
  assert.equal(
    readerWords(NINE, NOON, "Europe/Amsterdam", "America/Anchorage"),
    "Mon 30 Nov 23:00 – Tue 1 Dec 02:00 GMT-9",
  );
});

test("zones that agree at the start and not at the end are told apart", () => {
  // London leaves summer time on 25 October 2026, Reykjavik has none: 00:30 and 01:30 UTC.
  const [before, after] = [new Date("2026-10-25T00:30:00Z"), new Date("2026-10-25T01:30:00Z")];

  assert.notEqual(readerWords(before, after, "Europe/London", "Atlantic/Reykjavik"), null);
  assert.equal(readerWords(after, null, "Europe/London", "Atlantic/Reykjavik"), null);
});

test("j and k walk the rows and stop at the ends", () => {
  assert.equal(nextIndex(-1, 1, 3), 0);
  assert.equal(nextIndex(-1, -1, 3), 2);
  assert.equal(nextIndex(0, 1, 3), 1);
  assert.equal(nextIndex(2, 1, 3), 2);
  assert.equal(nextIndex(0, -1, 3), 0);
  assert.equal(nextIndex(-1, 1, 0), -1);
});

test("secrets, files and hidden fields are never kept", () => {
  for (const type of ["password", "file", "hidden"]) assert.equal(mayKeep({ name: "a", type }), false);
  assert.equal(mayKeep({ name: "a", type: "text", dataset: { keep: "no" } }), false);
  assert.equal(mayKeep({ name: "", type: "text" }), false);
  assert.equal(mayKeep({ name: "a", type: "text", autocomplete: "off", dataset: {} }), true);
});

test("what was kept goes back to the same fields, and only to the same", () => {
  const typed = () => [
    { name: "why", type: "textarea", value: "line card" },
    { name: "party", type: "radio", value: "vendor", checked: true },
    { name: "password", type: "password", value: "secret" },
  ];
  const kept = snapshot(typed());
  const fresh = typed().map((field) => ({ ...field, value: field.type === "radio" ? "vendor" : "" }));
  fresh[1].checked = false;

  assert.deepEqual(restore(fresh, kept), []);
  assert.equal(fresh[0].value, "line card");
  assert.equal(fresh[1].checked, true);
  assert.equal(fresh[2].value, "");
  assert.deepEqual(restore([{ name: "else", type: "text", value: "" }], kept), kept);
});

test("what was kept of a field that comes later goes back when it is there", () => {
  const device = (value, checked) => ({ name: "devices", type: "checkbox", value, checked });
  const site = { name: "site", type: "select-one", value: "AMS1" };
  const kept = snapshot([site, device("CT-1", false), device("CT-2", true)]);
  const [elsewhere, here] = [{ ...site, value: "" }, device("CT-2", false)];

  const late = restore([elsewhere], kept);
  const left = restore([elsewhere, here], late);

  assert.equal(elsewhere.value, "AMS1");
  assert.equal(here.checked, true);
  assert.deepEqual(left, [["devices", "CT-1", false]]);
});

test("arrows walk a list of callers round through the field, and Enter takes one or the only one", () => {
  assert.deepEqual([-1, 0, 1, 2].map((at) => walk("ArrowDown", at, 3)), [0, 1, 2, -1]);
  assert.deepEqual([-1, 0, 1, 2].map((at) => walk("ArrowUp", at, 3)), [2, -1, 0, 1]);
  assert.equal(walk("a", 1, 3), 1);
  assert.deepEqual([taken(-1, 3), taken(2, 3), taken(-1, 1), taken(-1, 0)], [-1, 2, 0, -1]);
});
