// @ts-check
// Ten unknown cases: three pictures, three answers, and reasons once the reader has committed.
/** @import { ReadingRoomControls, ReadingRoomFrame } from "./frame_types" */
/** @import { Api, Part } from "./types" */
import { makeButton } from "./controls.js";
import { element } from "./elements.js";
import { makePanes } from "./image_panes.js";
import { t } from "./texts.js";
import { setUnusable } from "./unusable.js";
import { defineWidget } from "./widget_shell.js";

/** @typedef {Api<ReadingRoomFrame, ReadingRoomControls>} ReadingApi */

export default defineWidget({
  title: t("Reading room"),
  keys: [
    ["1 2 3", t("new, old, not osteoporotic")],
    ["← →", t("case before, next case")],
    ["N", t("ten other cases")],
  ],
  mount,
});

/**
 * How a case's button reads aloud.
 * @param {number} at
 * @param {boolean | null} mark
 */
export function caseWords(at, mark) {
  const judged = mark === null ? t("not judged yet") : mark ? t("right") : t("wrong");
  return t("Case {number}, {judged}", { number: at + 1, judged });
}

/**
 * @param {HTMLElement} stage
 * @param {ReadingApi} api
 * @returns {Part<ReadingRoomFrame>}
 */
function mount(stage, api) {
  const cases = makeCases(stage, api);
  const about = element("p", { class: "vx-case-about" });
  const pictures = element("div", { class: "vx-reading" });
  const licence = element("p", { class: "vx-label vx-licence" });
  stage.append(about, pictures, licence);
  const choices = makeChoices(stage, api);
  const score = element("p", { class: "vx-label" });
  stage.append(score);
  const panes = makePanes(pictures, api);
  return {
    render(frame) {
      const { patient, level, stem } = frame;
      cases.show(frame);
      choices.show(frame);
      about.textContent = stem
        ? t("Case {at}, {level}. {stem}", { at: frame.at + 1, level, stem })
        : t("Case {at}. {patient}. Look at {level}: what is it?", { at: frame.at + 1, patient, level });
      licence.textContent = frame.licence;
      licence.hidden = !frame.licence;
      score.textContent = frame.score;
      panes.update();
    },
    handleKey({ key }, frame) {
      const step = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
      const count = frame.marks.length;
      if (step) api.enqueue({ case: (frame.at + step + count) % count });
      else if (["1", "2", "3"].includes(key)) choices.say(frame.choices[Number(key) - 1][0]);
      else if (key === "n" || key === "N") api.enqueue({ more: true });
      else return false;
      return true;
    },
  };
}

/**
 * @param {HTMLElement} stage
 * @param {ReadingApi} api
 */
function makeCases(stage, api) {
  const list = element("div", { class: "vx-cases", role: "group", "aria-label": t("Cases") });
  stage.append(list);
  /** @type {HTMLButtonElement[]} */
  let buttons = [];
  return {
    /** @param {ReadingRoomFrame} frame */
    show({ at: shown, marks }) {
      if (!buttons.length) {
        buttons = marks.map((_, at) => makeButton("", () => api.enqueue({ case: at }), { name: `case-${at + 1}` }));
        list.append(
          ...buttons,
          makeButton(t("Ten others"), () => api.enqueue({ more: true })),
        );
      }
      marks.forEach((mark, at) => {
        buttons[at].textContent = `${at + 1}${mark === null ? "" : mark ? " ✓" : " ✗"}`;
        buttons[at].setAttribute("aria-label", caseWords(at, mark));
        buttons[at].setAttribute("aria-pressed", String(at === shown));
      });
    },
  };
}

/**
 * @param {HTMLElement} stage
 * @param {ReadingApi} api
 */
function makeChoices(stage, api) {
  const list = element("div", { class: "vx-choices", role: "group", "aria-label": t("Your judgement") });
  stage.append(list);
  /** @param {string} name */
  const say = (name) => {
    if (api.frame()?.said === null) api.enqueue({ say: name });
  };
  /** @type {HTMLButtonElement[]} */
  let buttons = [];
  return {
    say,
    /** @param {ReadingRoomFrame} frame */
    show({ said, choices }) {
      if (!buttons.length) {
        buttons = choices.map(([name, words]) => makeButton(words, () => say(name), { name }));
        list.append(...buttons);
      }
      choices.forEach(([name], at) => {
        buttons[at].setAttribute("aria-pressed", String(said === name));
        setUnusable(api, buttons[at], said === null ? "" : t("This case is judged. Choose another one, or press R."));
      });
    },
  };
}
