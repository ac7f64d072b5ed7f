// @ts-check
// A page that says what was done in the course, and what that does not prove: to be printed or kept.
import { nt, t } from "../../widgets/js/texts.js";

/** @param {string} text */
const safe = (text) => text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
/** @type {(tag: string, ...texts: string[]) => string} */
const each = (tag, ...texts) => texts.map((text) => `<${tag}>${safe(text)}</${tag}>`).join("");

const STYLE = `
  body { color: #16191d; background: #fff; font: 15px/1.5 Georgia, serif; margin: 0 auto; max-width: 42rem;
    padding: 2rem; }
  h1 { font-size: 1.7rem; margin: 0 0 0.2rem; }
  h2 { font-size: 1.05rem; margin: 1rem 0 0.4rem; }
  .name { border-bottom: 1px solid #3d444d; font-size: 1.3rem; margin: 1.2rem 0; min-height: 1.8rem; }
  table { border-collapse: collapse; width: 100%; }
  th, td { border-bottom: 1px solid #c6ccd3; padding: 3px 8px 3px 0; text-align: left; }
  td + td, th + th { text-align: right; }
  .limits { border: 1px solid #3d444d; margin-top: 1.2rem; padding: 0 1rem; }
  @page { margin: 18mm; }
  tr { break-inside: avoid; }`;

/**
 * The page as HTML.
 * @param {ReturnType<typeof import("./learning.js").summary>} done
 * @param {string} name
 * @param {string} today
 */
export function certificate(done, name, today) {
  const title = t("What was done in the course");
  const begun = done.lessons.filter(({ answered, predicted }) => answered + predicted > 0);
  const rows = begun.map(({ lesson, title, answered, checks, right, predicted, predictions }) => {
    const cells = [`${lesson} ${title}`, `${predicted} / ${predictions}`, `${answered} / ${checks}`, `${right}`];
    return `<tr>${each("td", ...cells)}</tr>`;
  });
  const { sure, unsure } = done.calibration;
  const certainty = t("Sure: {sr} of {sa} right. Unsure: {ur} of {ua} right.", {
    sr: sure.right,
    sa: sure.all,
    ur: unsure.right,
    ua: unsure.all,
  });
  const dates = t("{first} to {last}.", { first: done.days[0] ?? today, last: today });
  const days = nt("Worked on {n} day.", "Worked on {n} days.", done.days.length);
  const head = [t("Lesson"), t("Predictions made"), t("Self-checks answered"), t("Right when last counted")];
  const limits = [
    t("Nobody watched: answers could be looked up, and whoever printed this typed the name."),
    t("Self-checks earn no grade and are not the course's examination."),
    t("It proves no clinical competence. Simulators of this course qualify nobody to operate on patients."),
  ];
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8">${each("title", title)}<style>${STYLE}</style></head>`,
    `<body>${each("h1", title)}`,
    each("p", t("Vertebral fracture, vertebroplasty and kyphoplasty: an interactive course")),
    `<p class="name">${safe(name)}</p>${each("p", `${dates} ${days}`)}`,
    `<table><thead><tr>${each("th", ...head)}</tr></thead><tbody>${rows.join("")}</tbody></table>`,
    each("p", certainty),
    `<div class="limits">${each("h2", t("What this does not prove"))}<ul>${each("li", ...limits)}</ul></div>`,
    "</body></html>",
  ].join("\n");
}
