import assert from "node:assert/strict";
import { test } from "node:test";
import { showRunning } from "../../course/vertebra/widgets/js/controls.js";
import { element, makeIds } from "../../course/vertebra/widgets/js/elements.js";
import { isUsable, setUnusable } from "../../course/vertebra/widgets/js/unusable.js";
import { installPage } from "./fake_page.js";

test("a button that can't be used keeps its focus and says why, until it can", () => {
  installPage();
  const [bar, api] = [element("div"), { id: makeIds() }];
  const button = element("button");
  bar.append(button);
  setUnusable(api, button, "Nothing was done.");
  assert.equal(isUsable(button), false);
  assert.notEqual(button.disabled, true, "a disabled button would lose the focus");
  const words = bar.children.find(({ id }) => id && id === button.getAttribute("aria-describedby"));
  assert.equal(words.textContent, "Nothing was done.");
  setUnusable(api, button, "Nothing is left.");
  assert.equal(words.textContent, "Nothing is left.");
  setUnusable(api, button, "");
  assert.equal(isUsable(button), true);
  assert.equal(button.getAttribute("aria-describedby"), null);
  assert.equal(button.dataset.reason, undefined);
});

test("a field that can't be used is disabled, and its description tells why", () => {
  installPage();
  const [field, api] = [element("label"), { id: makeIds() }];
  const input = element("input", { type: "range" });
  field.append(input);
  setUnusable(api, input, "The needle is in bone.");
  assert.equal(input.disabled, true);
  assert.ok(input.getAttribute("aria-describedby"));
  setUnusable(api, input, "");
  assert.equal(input.disabled, false);
});

test("what goes on is stopped by a button that looks like it", () => {
  installPage();
  const button = element("button");
  const words = { start: "Inject", stop: "Stop" };
  showRunning(button, true, words);
  assert.deepEqual([button.textContent, button.classList.names.has("vx-stop")], ["Stop", true]);
  assert.equal(button.getAttribute("aria-pressed"), "true");
  showRunning(button, false, words);
  assert.deepEqual([button.textContent, button.classList.names.has("vx-stop")], ["Inject", false]);
});
