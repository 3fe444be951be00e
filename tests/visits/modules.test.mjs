/** The module of the form for site access, without a browser. */

import assert from "node:assert/strict";
import test from "node:test";

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
