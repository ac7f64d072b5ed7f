// A patient, stage by stage: what can be done, what came of it, the file so far; after closing, a bar for each stage.
import { element } from "./elements.js";
import { defineWidget } from "./widget_shell.js";
import { download } from "./save_load.js";
import { makePanes } from "./image_panes.js";
import { nt, t } from "./texts.js";

export default defineWidget({
  title: t("Case room"),
  keys: [
    ["← →", t("stage before, next stage")],
    ["U", t("take the last one back")],
  ],
  mount,
});

// How a stage's button reads aloud.
export function stageWords(name, count, open) {
  const done = count === 0 ? t("nothing done") : nt("one thing done", "{n} things done", count);
  return open ? t("{name}, {done}, open", { name, done }) : t("{name}, {done}", { name, done });
}

// Steps whose order counts show it.
export function mark({ kind, done }, steps) {
  if (!done) return "";
  return kind === "act" ? `${steps.indexOf(done) + 1}. ` : "✓ ";
}

function mount(stage, api) {
  let now = null;
  let pictures = {};
  const button = (words, act, label = "", name = null) => element("button", { type: "button", class: `vx-button ${label}`, "data-control": name, onclick: act }, words);
  const who = element("p", { class: "vx-case-about" });
  const stages = element("div", { class: "vx-stages", role: "group", "aria-label": t("Stages") });
  const intro = element("p", { class: "vx-label" });
  const event = element("p", { class: "vx-event" });
  const room = element("div", { class: "vx-way" });
  const screen = element("div", { class: "vx-reading", hidden: true });
  const panes = makePanes(screen, api, () => ({ ...pictures, level: now.level }));
  const put = button(t("Put my procedure on file"), () => api.enqueue({ file: true }));
  const file = element("ol", { class: "vx-file", "aria-label": t("The file") });
  const undo = button(t("Take back"), () => api.enqueue({ undo: true }));
  const close = button(t("Close the case"), () => api.enqueue({ close: true }), "", "close");
  const next = button(t("Another patient"), () => api.enqueue({ next: true }));
  const keep = button(t("Keep"), () => download(`case-${now.number}.json`, now.saved), "", "keep");
  const chosen = element("input", { type: "file", accept: ".json", hidden: true });
  const open = button(t("Open"), () => chosen.click());
  const after = element("div", { class: "vx-debrief", hidden: true });
  const side = element("aside", { class: "vx-side" }, element("strong", {}, t("On file")), file);
  const bar = element("div", { class: "vx-controls" }, undo, close, keep, open, chosen, next);
  stage.append(who, stages, element("div", { class: "vx-caseroom" }, element("div", { class: "vx-doing" }, intro, event, room, put), side), screen, bar, after);
  api.on(chosen, "change", async () => {
    if (chosen.files[0]) api.enqueue({ load: await chosen.files[0].text() });
    chosen.value = "";
  });

  const go = (at) => api.enqueue({ stage: Math.max(0, Math.min(now.stages.length - 1, at)) });
  function drawStages() {
    if (stages.children.length === 0) now.stages.forEach((_, at) => stages.append(button("", () => go(at))));
    now.stages.forEach(({ name, count }, at) => {
      const one = stages.children[at];
      one.textContent = `${at + 1} ${name}${count ? " ✓" : ""}`;
      one.setAttribute("aria-pressed", String(at === now.at));
      one.setAttribute("aria-label", stageWords(name, count, at === now.at));
    });
  }
  function drawWay() {
    const { groups } = now.stages[now.at];
    const held = document.activeElement?.dataset?.deed;
    const steps = groups.flat().map(({ done }) => done).filter(Boolean).sort((a, b) => a - b);
    room.replaceChildren(
      ...groups.map((options) =>
        element(
          "div",
          { class: "vx-options" },
          ...options.map((one) => {
            const press = () => !one.done && !now.closed && api.enqueue({ do: [one.kind, one.what] });
            const node = button(mark(one, steps) + one.words, press, "vx-option");
            node.dataset.deed = `${one.kind}/${one.what}`;
            node.setAttribute("aria-pressed", String(Boolean(one.done)));
            return element("div", {}, node, one.answer ? element("p", { class: "vx-answer" }, one.answer) : null);
          }),
        ),
      ),
    );
    if (held) room.querySelector(`[data-deed="${CSS.escape(held)}"]`)?.focus();
  }
  function drawScreen() {
    screen.hidden = !(now.pictures && now.at === 1);
    if (!screen.hidden) panes.update();
  }
  function drawAfter() {
    after.hidden = !now.closed;
    if (!now.closed) return after.replaceChildren();
    after.replaceChildren(
      element("p", { class: "vx-case-about" }, t("{total} of 100. {truth}", { total: now.total, truth: now.truth })),
      ...now.parts.map(({ name, share, words }) =>
        element(
          "div",
          { class: "vx-part" },
          element("div", { class: "vx-part-head" }, element("strong", {}, name), element("span", {}, `${Math.round(100 * share)} %`)),
          element("div", { class: "vx-meter", role: "img", "aria-label": t("{name}: {share} of 100", { name, share: Math.round(100 * share) }) }, element("div", { style: `width: ${100 * share}%` })),
          ...words.map((line) => element("p", { class: "vx-label" }, line)),
        ),
      ),
      now.spared ? element("p", {}, now.spared) : "",
    );
  }
  return {
    frame({ state, arrays }) {
      if (now && now.number !== state.number) pictures = {};
      now = state;
      if (Object.keys(arrays).length) pictures = { ...arrays, told: state.told, places: state.places, sequences: state.sequences };
      who.textContent = t("Patient {number}. {who}.", { number: now.number, who: now.who });
      intro.textContent = now.stages[now.at].intro;
      event.textContent = now.at === 5 ? now.event || t("Nothing has happened: this stage opens with cement on file.") : "";
      event.hidden = now.at !== 5;
      for (const node of [close, keep, open, next]) node.hidden = now.graded;
      put.hidden = now.at !== 4 || now.closed;
      file.replaceChildren(...now.log.map((line) => element("li", {}, line)));
      undo.disabled = now.closed || now.log.length === 0;
      close.disabled = open.disabled = now.closed;
      drawStages();
      drawWay();
      drawScreen();
      drawAfter();
    },
    key({ key }) {
      if (!now) return false;
      const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
      if (step) go(now.at + step);
      else if (key === "u" || key === "U") api.enqueue({ undo: true });
      else return false;
      return true;
    },
    themed: panes.redraw,
  };
}
