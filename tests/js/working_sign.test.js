import assert from "node:assert/strict";
import test from "node:test";
import { installPage } from "./fake_page.js";

installPage();
const { makeWorkingSign, SIGN_MS } = await import("../../course/vertebra/widgets/js/working_sign.js");

test("a sign stands while an answer takes its time, and not for one that comes at once", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  let busy = true;
  const sign = makeWorkingSign(() => busy);
  sign.sent();
  context.mock.timers.tick(SIGN_MS - 1);
  assert.ok(sign.node.hidden);
  context.mock.timers.tick(1);
  assert.ok(!sign.node.hidden);
  sign.answered();
  assert.ok(sign.node.hidden, "each answer starts the wait anew");
  context.mock.timers.tick(SIGN_MS);
  assert.ok(!sign.node.hidden, "another answer is still to come");
  busy = false;
  sign.answered();
  context.mock.timers.tick(10 * SIGN_MS);
  assert.ok(sign.node.hidden);
});
