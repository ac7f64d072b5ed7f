// @ts-check
// The button for another patient: asks before an open case is left, and shows that somebody is coming.
/** @import { CaseApi } from "./case_room.js" */
import { makeButton } from "./controls.js";
import { element } from "./elements.js";
import { nt, t } from "./texts.js";
import { setUnusable } from "./unusable.js";

/** @param {CaseApi} api */
export function makeNextPatient(api) {
  let present = -1;
  let done = 0;
  let coming = false;
  const next = makeButton(t("Another patient"), () => (done ? ask(true) : leave()), { name: "next" });
  const question = element("span");
  const yes = makeButton(t("Leave this patient"), () => leave(), { name: "leave" });
  const no = makeButton(t("Stay"), () => ask(false), { name: "stay" });
  const dialogue = element("span", { class: "vx-leave", role: "group", hidden: true }, question, yes, no);
  const root = element("span", { class: "vx-next-patient" }, next, dialogue);
  /** @param {boolean} asked */
  function ask(asked) {
    dialogue.hidden = !asked;
    next.hidden = asked;
    question.textContent = nt(
      "One thing on file is lost if you leave.",
      "{n} things on file are lost if you leave.",
      done,
    );
    (asked ? no : next).focus();
  }
  function leave() {
    if (coming) return;
    coming = true;
    dialogue.hidden = true;
    next.hidden = false;
    next.textContent = t("The next patient is coming …");
    setUnusable(api, next, t("The next patient is coming …"));
    api.enqueue({ next: true });
  }
  return {
    root,
    /**
     * @param {number} number of the patient who is here
     * @param {number} actions on file that would be lost
     */
    update(number, actions) {
      done = actions;
      if (number === present) return;
      present = number;
      coming = false;
      dialogue.hidden = true;
      next.hidden = false;
      next.textContent = t("Another patient");
      setUnusable(api, next, "");
    },
  };
}
