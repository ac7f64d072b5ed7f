// Ten unknown cases: three pictures, three answers, and reasons once the reader has committed.
import { element } from "./elements.js";
import { defineWidget } from "./widget_shell.js";
import { makePanes } from "./image_panes.js";
import { t } from "./texts.js";

export default defineWidget({
  title: t("Reading room"),
  keys: [
    ["1 2 3", t("new, old, not osteoporotic")],
    ["← →", t("case before, next case")],
    ["N", t("ten other cases")],
  ],
  mount,
});

// How a case's button reads aloud.
export function caseWords(at, mark) {
  const judged = mark === null ? t("not judged yet") : mark ? t("right") : t("wrong");
  return t("Case {number}, {judged}", { number: at + 1, judged });
}

function mount(stage, api) {
  let now = null;
  const list = element("div", { class: "vx-cases", role: "group", "aria-label": t("Cases") });
  const about = element("p", { class: "vx-case-about" });
  const pictures = element("div", { class: "vx-reading" });
  const choices = element("div", { class: "vx-choices", role: "group", "aria-label": t("Your judgement") });
  const score = element("p", { class: "vx-label" });
  stage.append(list, about, pictures, choices, score);
  const panes = makePanes(pictures, api, () => now);

  const go = (at) => api.enqueue({ case: at });
  const say = (name) => now.said === null && api.enqueue({ say: name });

  function build() {
    now.marks.forEach((_, at) => list.append(element("button", { type: "button", class: "vx-button", "data-control": `case-${at + 1}`, onclick: () => go(at) }, String(at + 1))));
    list.append(element("button", { type: "button", class: "vx-button", onclick: () => api.enqueue({ more: true }) }, t("Ten others")));
    for (const [name, words] of now.choices) choices.append(element("button", { type: "button", class: "vx-button", "data-control": name, onclick: () => say(name) }, words));
  }
  return {
    frame({ state, arrays }) {
      const first = now === null;
      now = { ...now, ...state, ...arrays };
      if (first) build();
      about.textContent = t("Case {at}. {patient}. Look at {level}: what is it?", { at: now.at + 1, patient: now.patient, level: now.level });
      score.textContent = now.score;
      now.marks.forEach((mark, at) => {
        const button = list.children[at];
        button.textContent = `${at + 1}${mark === null ? "" : mark ? " ✓" : " ✗"}`;
        button.setAttribute("aria-label", caseWords(at, mark));
        button.setAttribute("aria-pressed", String(at === now.at));
      });
      now.choices.forEach(([name], at) => {
        choices.children[at].setAttribute("aria-pressed", String(now.said === name));
        choices.children[at].setAttribute("aria-disabled", String(now.said !== null));
      });
      panes.update();
    },
    key({ key }) {
      if (!now) return false;
      const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
      if (step) go((now.at + step + now.marks.length) % now.marks.length);
      else if (["1", "2", "3"].includes(key)) say(now.choices[Number(key) - 1][0]);
      else if (key === "n" || key === "N") api.enqueue({ more: true });
      else return false;
      return true;
    },
  };
}
