// @ts-check
// A patient, stage by stage: what can be done, what came of it, the file so far; after closing, a bar for each stage.
/** @import { CaseRoomControls, CaseRoomFrame } from "./frame_types" */
/** @import { Api, Part } from "./types" */
import { makeDebrief } from "./case_debrief.js";
import { makeStage, makeStages } from "./case_stage.js";
import { makeBar, makeButton } from "./controls.js";
import { download } from "./download.js";
import { element } from "./elements.js";
import { makePanes } from "./image_panes.js";
import { makeFileInput } from "./save_load.js";
import { makeNextPatient } from "./next_patient.js";
import { makePatientPanel } from "./patient_panel.js";
import { keepWarningNear } from "./refusal_place.js";
import { t } from "./texts.js";
import { setUnusable } from "./unusable.js";
import { defineWidget } from "./widget_shell.js";

/** @typedef {Api<CaseRoomFrame, CaseRoomControls>} CaseApi */

/** Stages by number in which there is more to see. */
const IMAGING = 1;
const PROCEDURE = 4;
const COMPLICATION = 5;

export default defineWidget({
  title: t("Case room"),
  keys: [["← →", t("stage before, next stage")]],
  mount,
});

/**
 * @param {HTMLElement} stage
 * @param {CaseApi} api
 * @returns {Part<CaseRoomFrame>}
 */
function mount(stage, api) {
  const about = element("p", { class: "vx-case-about" });
  stage.append(about);
  const stages = makeStages(stage, api);
  const doing = element("div", { class: "vx-doing" });
  const file = element("ol", { class: "vx-file", "aria-label": t("The file") });
  const side = element("aside", { class: "vx-side" }, element("strong", {}, t("On file")), file);
  const screen = element("div", { class: "vx-reading", hidden: true });
  stage.append(element("div", { class: "vx-caseroom" }, doing, side), screen);
  const open = makeOpenStage(doing, api);
  const panes = makePanes(screen, api);
  const bar = makeCaseBar(stage, api);
  const debrief = makeDebrief(stage);
  keepWarningNear(api);
  return {
    render(frame) {
      about.textContent = t("Patient {number}. {who}.", { number: frame.number, who: frame.who });
      file.replaceChildren(...frame.log.map((line) => element("li", {}, line)));
      stages.show(frame);
      open.show(frame);
      bar.update(frame);
      screen.hidden = !(frame.pictures && frame.at === IMAGING);
      if (!screen.hidden) panes.update();
      debrief.show(frame);
    },
    handleKey({ key }, { at }) {
      const step = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
      if (step) stages.go(at + step);
      else return false;
      return true;
    },
    themeChanged: panes.redraw,
  };
}

/**
 * What the open stage says and offers.
 * @param {HTMLElement} parent
 * @param {CaseApi} api
 */
function makeOpenStage(parent, api) {
  const intro = element("p", { class: "vx-label" });
  const event = element("p", { class: "vx-event" });
  parent.append(intro, event);
  const patient = makePatientPanel(parent);
  const stage = makeStage(parent, api);
  const put = makeButton(t("Put my procedure on file"), () => api.enqueue({ file: true }));
  parent.append(put);
  const nothing = t("Nothing has happened: this stage opens with cement on file.");
  return {
    /** @param {CaseRoomFrame} frame */
    show(frame) {
      intro.textContent = frame.stages[frame.at].intro;
      event.textContent = frame.at === COMPLICATION ? frame.event || nothing : "";
      event.hidden = frame.at !== COMPLICATION;
      event.dataset.emergency = frame.emergency;
      event.classList.toggle("vx-calm", !frame.emergency);
      patient.root.hidden = frame.at !== COMPLICATION || !frame.patient;
      if (frame.patient) patient.show(frame.patient);
      put.hidden = frame.at !== PROCEDURE || frame.closed;
      stage.show(frame);
    },
  };
}

/**
 * @param {HTMLElement} parent
 * @param {CaseApi} api
 */
function makeCaseBar(parent, api) {
  const save = () => {
    const frame = api.frame();
    if (frame) download(`case-${frame.number}.json`, frame.saved);
  };
  const chosen = makeFileInput(api, { hidden: true });
  const close = makeButton(t("Close the case"), () => api.enqueue({ close: true }), { name: "close" });
  const keep = makeButton(t("Keep"), save, { name: "keep" });
  const open = makeButton(t("Open"), () => chosen.click());
  const next = makeNextPatient(api);
  makeBar(parent).append(close, keep, open, chosen, next.root);
  return {
    /** @param {CaseRoomFrame} frame */
    update({ graded, closed, log, number }) {
      for (const button of [close, keep, open, next.root]) button.hidden = graded;
      next.update(number, closed ? 0 : log.length);
      const reason = closed ? t("The case is closed. Press R to meet this patient again.") : "";
      for (const button of [close, open]) setUnusable(api, button, reason);
    },
  };
}
