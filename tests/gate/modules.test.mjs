import assert from "node:assert/strict";
import { test } from "node:test";

import { isDue } from "../../static/gate/ready.js";
import { controlCharacter, Typing } from "../../static/gate/scan.js";
import { isOn, keep, play as playTune, TUNES } from "../../static/gate/sound.js";

const key = (name, more = {}) => ({ key: name, ctrlKey: false, altKey: false, metaKey: false, ...more });

function play(keys, gap) {
  const typing = new Typing();
  const done = keys.map((each, nth) => typing.key(each, nth * gap));
  return { typing, done };
}

test("a key with Control stands for its control character", () => {
  const cases = [["j", "\n"], ["J", "\n"], ["m", "\r"], ["]", "\x1d"], ["^", "\x1e"], ["_", "\x1f"]];

  for (const [name, character] of cases) {
    assert.equal(controlCharacter(key(name, { ctrlKey: true })), character);
  }
  assert.equal(controlCharacter(key("j")), null);
  assert.equal(controlCharacter(key("F5", { ctrlKey: true })), null);
  assert.equal(controlCharacter(key("j", { ctrlKey: true, altKey: true })), null);
});

test("Enter ends a line for a scanner and sends for a person", () => {
  const letters = [..."P<NLD"].map((letter) => key(letter));

  assert.deepEqual(play([...letters, key("Enter")], 5).done.at(-1), { insert: "\n" });
  assert.equal(play([...letters, key("Enter")], 200).done.at(-1), "send");
});

test("only what comes fast counts as scanned", () => {
  const letters = [..."ANSI 636026"].map((letter) => key(letter));

  assert.equal(play(letters, 5).typing.scanned, true);
  assert.equal(play(letters, 120).typing.scanned, false);
});

test("a key that a busy machine delivers late does not tear a scan apart", () => {
  const typing = new Typing();
  [..."P<NLDJANSEN"].forEach((letter, nth) => typing.key(key(letter), nth * 5));

  assert.deepEqual(typing.key(key("Enter"), 350), { insert: "\n" });
  assert.equal(typing.scanned, true);
  assert.equal(typing.key(key("Enter"), 900), "send");
});

test("a scanner opens neither downloads nor history nor another field", () => {
  const ctrl = { ctrlKey: true };
  const scan = [key("@"), key("j", ctrl), key("^", ctrl), key("m", ctrl), key("Tab"), key("F3")];

  const { done } = play(scan, 5);

  assert.deepEqual(done.slice(1), [
    { insert: "\n" }, { insert: "\x1e" }, { insert: "\r" }, { insert: "\t" }, "drop",
  ]);
});

test("a person keeps the shortcuts that they know", () => {
  const ctrl = { ctrlKey: true };
  const typed = [key("v", ctrl), key("a", ctrl), key("Tab"), key("F5"), key("r", ctrl)];

  assert.deepEqual(play(typed, 500).done, typed.map(() => "native"));
});

test("the modifier itself does not tear a burst apart", () => {
  const ctrl = { ctrlKey: true };
  const { done } = play([key("@"), key("Control", ctrl), key("m", ctrl)], 40);

  assert.deepEqual(done.at(-1), { insert: "\r" });
});

test("the desk is ready again after a while without any act", () => {
  assert.equal(isDue(1000, 30_999, 30), false);
  assert.equal(isDue(1000, 31_000, 30), true);
});

const storage = (kept = {}) => ({ getItem: (key) => kept[key] ?? null, setItem: (key, value) => (kept[key] = value) });
const shut = {
  getItem() {
    throw new Error("shut");
  },
  setItem() {
    throw new Error("shut");
  },
};

test("the sound is off until it is switched on, and stays as it was left", () => {
  const browser = storage();

  assert.equal(isOn(browser), false);
  assert.equal(keep(browser, true), true);
  assert.equal(isOn(browser), true);
  assert.equal(keep(browser, false), false);
  assert.equal(isOn(browser), false);
});

test("a storage that is shut keeps nothing and stops nothing", () => {
  assert.equal(isOn(shut), false);
  assert.equal(keep(shut, true), true);
});

test("a yes, a question and a no do not sound the same", () => {
  const tunes = ["ADMIT", "CHECK", "STOP"].map((word) => JSON.stringify(TUNES[word]));

  assert.equal(new Set(tunes).size, 3);
});

test("a browser that blocks sound is noticed, and nothing is played", async () => {
  const blocked = { state: "suspended", resume: () => new Promise(() => {}) };

  assert.equal(await playTune(TUNES.STOP, blocked), false);
});
