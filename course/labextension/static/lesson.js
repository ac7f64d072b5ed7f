// See decision 0051.
// A lesson of the course, or a quiz, runs when it is opened. Nothing else does: a code cell of a lesson is run only if its
// source is, character for character, the one that the course ships at that place of that lesson; a code cell of a quiz
// only if it is one of the three calls that show a quiz.

const GUARD = "import sys; sys.path[:] = [p for p in sys.path if p not in ('', '.', __import__('os').getcwd())]";
// Run before the first cell: a file called vertebra.py or numpy.py lying beside a lesson must not be imported instead.

// The positions of the cells to run, or null where the lesson's own cells are not all there, unchanged and in order.
// `cells` are {type, source} in the order of the notebook; `shipped` are the sources of the lesson's code cells.
export function plan(cells, shipped) {
  const run = [];
  cells.forEach((cell, at) => {
    if (cell.type === "code" && run.length < shipped.length && cell.source === shipped[run.length]) run.push(at);
  });
  return shipped.length > 0 && run.length === shipped.length ? run : null;
}

const QUIZ_OPENS = /^from vertebra\.quiz\.component import Quiz\nquiz = Quiz\.open\("[A-Za-z0-9_-]{1,64}"\)\nquiz$/;
const QUIZ_SHOWS = /^quiz\.(item\("[a-z0-9-]{1,64}"\)|review\(\))$/;

// The positions of the cells of a quiz to run, or null where it does not open one. Its items differ from course to course,
// but its code has only these forms, which can do nothing but show it.
export function planQuiz(cells) {
  const run = [];
  cells.forEach((cell, at) => {
    if (cell.type === "code" && (run.length ? QUIZ_SHOWS : QUIZ_OPENS).test(cell.source)) run.push(at);
  });
  return run.length > 0 ? run : null;
}

export async function activate(tracker, actions, base) {
  addStyle(`${base}lesson.css`);
  const manifest = fetch(`${base}lessons.json`, { cache: "no-cache" }).then((answer) => answer.json());
  const opened = (panel) => open(panel, actions, manifest).catch((error) => console.error("vertebra-lab", error));
  tracker.forEach(opened);
  tracker.widgetAdded.connect((_, panel) => opened(panel));
}

function addStyle(href) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  document.head.append(link);
}

async function open(panel, actions, manifest) {
  await panel.context.ready;
  const { lesson, quiz } = panel.content.model?.getMetadata("vertebra") ?? {};
  if (!lesson && !quiz) return;
  panel.addClass("vertebra-lesson");
  const { lessons } = await manifest;
  const cells = panel.content.widgets;
  const fixed = ({ model }) => model.getMetadata("editable") === false || model.getMetadata("nbgrader")?.locked === true;
  cells.filter(fixed).forEach((cell) => cell.addClass("vertebra-cell"));
  await panel.revealed;
  const sources = cells.map(({ model }) => ({ type: model.type, source: model.sharedModel.getSource() }));
  const chosen = lesson ? plan(sources, lessons[lesson] ?? []) : planQuiz(sources);
  const say = sign(panel);
  if (chosen) return run(panel, actions, chosen.map((at) => cells[at]), say);
  // A copy that was changed does not run by itself, but the learner may say so.
  say("This copy has been changed, so it does not start by itself.", "Start it", () => {
    say("");
    run(panel, actions, panel.content.widgets.filter(({ model }) => model.type === "code"), say);
  });
}

async function run(panel, actions, cells, say) {
  panel.addClass("vertebra-loading");
  const patience = setTimeout(() => say("Preparing …"), 600);
  try {
    cells.forEach((cell) => cell.model.outputs.clear());
    const well = await prepare(panel).then(() => execute(panel, actions, cells));
    clearTimeout(patience);
    say(well ? "" : "A part did not start. Close the tab and open it again.");
    if (well && !panel.isDisposed && !panel.context.model.readOnly) await panel.context.save();
  } catch (error) {
    console.error("vertebra-lab", error);
    if (!panel.isDisposed) say("This did not start. Close the tab and open it again, or choose Run, Run All Cells.");
  } finally {
    clearTimeout(patience);
    if (!panel.isDisposed) panel.removeClass("vertebra-loading");
  }
}

// A kernel that answers. One that dies just now, because its notebook was closed a moment ago, is replaced once.
async function prepare(panel) {
  const guard = { code: GUARD, silent: true, store_history: false, allow_stdin: false };
  const session = panel.sessionContext;
  try {
    await (await started(session)).requestExecute(guard).done;
  } catch (error) {
    if (panel.isDisposed) throw error;
    await session.changeKernel({ name: session.kernelPreference.name ?? "python3" });
    await (await started(session)).requestExecute(guard).done;
  }
}

// One by one, for a cell that fails must not keep the others from running.
async function execute(panel, actions, cells) {
  let well = true;
  for (const cell of cells) {
    if (panel.isDisposed) return false;
    well = (await actions.runCells(panel.content, [cell], panel.sessionContext)) && well;
  }
  return well;
}

// The session's kernel, once there is one.
async function started(session) {
  await session.ready;
  if (session.session?.kernel) return session.session.kernel;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => finish(() => reject(new Error("no kernel started within two minutes"))), 120000);
    const look = () => session.session?.kernel && finish(() => resolve(session.session.kernel));
    const finish = (then) => {
      clearTimeout(timer);
      session.kernelChanged.disconnect(look);
      then();
    };
    session.kernelChanged.connect(look);
  });
}

// A small sign in a corner of the lesson; empty text removes it.
function sign(panel) {
  const node = document.createElement("div");
  node.className = "vertebra-sign";
  node.setAttribute("role", "status");
  panel.node.append(node);
  return (text, label = "", pressed = null) => {
    node.replaceChildren(text);
    node.hidden = !text;
    if (!pressed) return;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", pressed);
    node.append(button);
  };
}
