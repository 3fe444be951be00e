import assert from "node:assert/strict";
import { test } from "node:test";

import { fill, isAble, nextWords } from "../../static/remote_hands/camera.js";

const fields = (...values) => values.map((value) => ({ value }));

test("two labels fill two fields, each once", () => {
  const both = fields("", "");

  fill(both, ["CT-0001"]);
  fill(both, ["CT-0001", " CT-0001 ", ""]);
  const filled = fill(both, ["CT-0001", "SN93X"]);

  assert.deepEqual(both, fields("CT-0001", "SN93X"));
  assert.deepEqual(filled, [both[1]]);
});

test("what was typed stays, and a third label has no place", () => {
  const typed = fields("CT-0001", "");

  fill(typed, ["SN93X", "db-7"]);

  assert.deepEqual(typed, fields("CT-0001", "SN93X"));
});

test("what to do next is said", () => {
  assert.deepEqual([2, 1, 0].map(nextWords), [
    "Hold the camera on a label of the device.",
    "Hold the camera on another label of the device.",
    "Both labels are read.",
  ]);
});

test("without a reader of codes, or without a camera, there is no button", () => {
  const camera = { mediaDevices: { getUserMedia() {} } };

  assert.equal(isAble({ navigator: camera }), false);
  assert.equal(isAble({ BarcodeDetector: class {}, navigator: {} }), false);
  assert.equal(isAble({ BarcodeDetector: class {}, navigator: camera }), true);
});
