/** The module of the form for site access, without a browser. */

import assert from "node:assert/strict";
import test from "node:test";

import { answerOf } from "../../static/visits/answers.js";
import { stepAfter, stepNamed } from "../../static/visits/steps.js";
import { isChanged, looking } from "../../static/web/site-parts.js";

test("looking at a site sends neither the idempotency key nor the file", () => {
  const sent = looking([
    ["csrf_token", "t"],
    ["once", "k"],
    ["site", "AMS1"],
    ["visitor_file", "crew.csv"],
  ]);

  assert.deepEqual(sent, [
    ["csrf_token", "t"],
    ["site", "AMS1"],
    ["show_devices", "yes"],
  ]);
});

test("a choice that differs from what the page came with is noticed", () => {
  const none = { value: "", defaultSelected: false };
  const here = { value: "AMS1", defaultSelected: true };

  assert.equal(isChanged({ options: [none], value: "" }), false);
  assert.equal(isChanged({ options: [none, here], value: "AMS1" }), false);
  assert.equal(isChanged({ options: [none, here], value: "" }), true);
  assert.equal(isChanged({ defaultValue: "", value: "ada@contoso.example" }), true);
  assert.equal(isChanged({ defaultValue: "", value: "" }), false);
});

test("the ends of the steps hold, and an address names one of them or none", () => {
  assert.deepEqual([-1, 1].map((by) => stepAfter(0, by, 3)), [0, 1]);
  assert.equal(stepAfter(2, 1, 3), 2);
  assert.deepEqual(["#step-1", "#step-3", "#step-4", "#step-0", "#who", ""].map((hash) => stepNamed(hash, 3)), [0, 2, -1, -1, -1, -1]);
});

test("what the controls of a question hold is said in words", () => {
  const text = { type: "text", value: " Ada " };
  const select = { type: "select-one", value: "", options: [] };
  const token = { type: "hidden", value: "secret" };

  assert.equal(answerOf([text, select, token]), "Ada");
  assert.equal(answerOf([{ ...text, dataset: { keep: "no" } }]), "given");
});

test("a time is told as it was understood, and as it is typed once it is another", () => {
  const told = { dataset: { typed: "25 dec 10am" }, childNodes: [{ nodeName: "#text", textContent: "Fri 25 Dec 10:00 CET" }] };
  const time = { type: "text", name: "window_starts_at", form: { querySelector: () => told } };

  assert.equal(answerOf([{ ...time, value: " 25 dec 10am" }]), "Fri 25 Dec 10:00 CET");
  assert.equal(answerOf([{ ...time, value: "26 dec 10am" }]), "26 dec 10am");
});
