// @ts-check
// Inside a learning platform that speaks SCORM 1.2 a lesson's page says how far it is: completed when every question
// has an answer, with the share that is right as score; and it leaves its answers there, so that they come back in
// another browser. Anywhere else nothing happens. See decision 0474.
/** @import { PageData } from "./lesson_questions.js" */
/** @import { Progress } from "./kept_answers.js" */
import { isBlank } from "../../quiz/js/quiz_saver.js";
import { markAnswer } from "./marking.js";

/**
 * @typedef {object} Api
 * @property {(empty: "") => string} LMSInitialize
 * @property {(empty: "") => string} LMSFinish
 * @property {(empty: "") => string} LMSCommit
 * @property {(name: string) => string} LMSGetValue
 * @property {(name: string, value: string) => string} LMSSetValue
 */

const MAX_WINDOWS = 10;
/** SCORM 1.2 gives a page no more room than this. */
export const MAX_SUSPENDED = 4096;
const COUNTED = ["right", "partly", "wrong"];
const PAUSE_MS = 500;

/**
 * The platform's interface: in a window around this one, or in the one that opened it.
 * @param {any} window
 * @returns {Api | null}
 */
export function findApi(window) {
  for (const first of [window, window.opener]) {
    let at = first;
    for (let count = 0; at && count < MAX_WINDOWS; count += 1) {
      try {
        if (at.API?.LMSInitialize) return at.API;
      } catch {
        break; // A window of another host tells nothing.
      }
      if (at.parent === at) break;
      at = at.parent;
    }
  }
  return null;
}

/**
 * How far a page is: questions, answered ones, those that count, and points of these.
 * @param {PageData} data
 * @param {Progress} progress
 */
export function standing(data, progress) {
  const names = Object.keys(data.questions);
  let [answered, counted, points] = [0, 0, 0];
  for (const name of names) {
    const kept = progress.answer(name);
    const variants = data.questions[name];
    const { key } = variants[(kept?.variant ?? 0) % variants.length];
    if (!kept || isBlank(kept.value) || kept.version !== key.version) continue;
    answered += 1;
    const { verdict } = markAnswer(key, kept.value, data);
    if (!COUNTED.includes(verdict)) continue;
    counted += 1;
    points += verdict === "right" ? 1 : 0;
  }
  return { all: names.length, answered, counted, points };
}

/**
 * As SCORM 1.2 writes a time that has passed.
 * @param {number} seconds
 */
export function timespan(seconds) {
  /** @param {number} n */
  const two = (n) => String(Math.floor(n)).padStart(2, "0");
  return `${String(Math.floor(seconds / 3600)).padStart(4, "0")}:${two((seconds / 60) % 60)}:${two(seconds % 60)}.00`;
}

/**
 * Tell the platform, now and whenever something is answered.
 * @param {any} window
 * @param {PageData | null} data
 * @param {Progress} progress
 * @returns {boolean} whether there is a platform
 */
export function startScorm(window, data, progress) {
  // A page that was reached by a link inside another speaks for no lesson of the platform's.
  const api = new URLSearchParams(window.location.search).has("sco") ? findApi(window) : null;
  if (api?.LMSInitialize("") !== "true") return false;
  const began = Date.now();
  const names = Object.keys(data?.questions ?? {});
  const suspended = api.LMSGetValue("cmi.suspend_data");
  if (suspended) progress.fromFile(suspended);
  let timer = 0;
  const tell = () => {
    const { all, answered, counted, points } = data
      ? standing(data, progress)
      : { all: 0, answered: 0, counted: 0, points: 0 };
    const entries = Object.entries({
      "cmi.core.lesson_status": answered === all ? "completed" : "incomplete",
      ...(counted ? { "cmi.core.score.min": "0", "cmi.core.score.max": "100" } : {}),
      ...(counted ? { "cmi.core.score.raw": String(Math.round((100 * points) / counted)) } : {}),
    });
    for (const [name, value] of entries) api.LMSSetValue(name, value);
    const file = progress.toFile(names);
    if (file.length <= MAX_SUSPENDED) api.LMSSetValue("cmi.suspend_data", file);
    api.LMSCommit("");
  };
  progress.onChange(() => {
    window.clearTimeout(timer);
    timer = window.setTimeout(tell, PAUSE_MS);
  });
  window.addEventListener("pagehide", () => {
    window.clearTimeout(timer);
    tell();
    api.LMSSetValue("cmi.core.session_time", timespan((Date.now() - began) / 1000));
    api.LMSFinish("");
  });
  tell();
  return true;
}
