// The container that JupyterLab expects of a prebuilt extension, written by hand: no build step, nothing to install.
(() => {
  const base = new URL(".", document.currentScript.src).href;
  let shared = {};

  // The module `name` as JupyterLab itself uses it, out of the scope that it shares with its extensions.
  async function take(name) {
    const versions = Object.values(shared[name] ?? {});
    if (versions.length === 0) throw new Error(`JupyterLab does not share ${name}`);
    return (await versions[0].get())();
  }

  async function extension() {
    const notebook = await take("@jupyterlab/notebook");
    const { activate } = await import(`${base}lesson.js`);
    return {
      __esModule: true,
      default: {
        id: "@vertebra/lab:lessons",
        description: "Runs a lesson of the course when it is opened.",
        autoStart: true,
        requires: [notebook.INotebookTracker],
        activate: (app, tracker) => activate(tracker, notebook.NotebookActions, base),
      },
    };
  }

  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB["@vertebra/lab"] = {
    init: (scope) => { shared = scope; },
    get: async (name) => {
      if (name !== "./extension") throw new Error(`@vertebra/lab has no module ${name}`);
      const module = await extension();
      return () => module;
    },
  };
})();
