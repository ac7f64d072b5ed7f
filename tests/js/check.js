// See decision 0292.
// All that holds the scripts: node's tests and, where npm is there, types (TypeScript), lint and format (Biome).
// Run: node tests/js/check.js
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(dirname(HERE));
const TOOLS = join(HERE, "node_modules");
const SCRIPTS = [
  "../../course/vertebra",
  "../../course/labextension/static/lesson.js",
  "../../course/labextension/static/explanation.js",
  "../../course/labextension/static/kernel.js",
  ".",
];
const OFFLINE = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT/;

/** Run a program and show what it says; with `quiet` its output is returned instead. */
function run(program, args, { quiet = false, cwd = ROOT } = {}) {
  const options = { cwd, stdio: quiet ? "pipe" : "inherit", encoding: "utf8", shell: program === "npm" };
  const { status, error, stdout, stderr } = spawnSync(program, args, options);
  return { passed: status === 0, missing: error?.code === "ENOENT", said: `${stdout ?? ""}${stderr ?? ""}` };
}

/** The versions that package.json asks for, and those that are installed. */
function isInstalled() {
  const wanted = JSON.parse(readFileSync(join(HERE, "package.json"), "utf8")).devDependencies;
  return Object.entries(wanted).every(([name, version]) => {
    const file = join(TOOLS, name, "package.json");
    return existsSync(file) && JSON.parse(readFileSync(file, "utf8")).version === version;
  });
}

/** Install the tools; false, and a sentence, where that is not possible here. */
function install() {
  if (isInstalled()) return true;
  if (!run("npm", ["--version"], { quiet: true }).passed) {
    console.log("There is no npm on this machine: types, lint and format of the scripts were not checked.");
    return false;
  }
  const { passed, said } = run("npm", ["ci", "--prefix", JSON.stringify(HERE), "--no-audit", "--no-fund"], {
    quiet: true,
  });
  if (passed) return true;
  if (!OFFLINE.test(said)) {
    console.error(said);
    process.exit(1);
  }
  console.log("npm reaches no registry: types, lint and format of the scripts were not checked.");
  return false;
}

const tests = readdirSync(HERE)
  .filter((name) => name.endsWith(".test.js"))
  .map((name) => join("tests", "js", name));
const results = [run(process.execPath, ["--test", "--test-reporter=spec", ...tests])];
if (install()) {
  const tool = (name, file) => join(TOOLS, name, "bin", file);
  results.push(run(process.execPath, [tool("typescript", "tsc"), "-p", HERE]));
  results.push(
    run(process.execPath, [tool("@biomejs/biome", "biome"), "check", "--config-path=.", ...SCRIPTS], { cwd: HERE }),
  );
}
process.exit(results.every(({ passed }) => passed) ? 0 : 1);
