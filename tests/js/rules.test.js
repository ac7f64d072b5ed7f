// How the scripts are built: what may import what, and how long things are.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const MAX_LINES = 300;
const MAX_CHARACTERS = 120;

const scriptsIn = (folder) =>
  readdirSync(join(ROOT, folder), { recursive: true })
    .filter((name) => name.endsWith(".js"))
    .map((name) => join(folder, name));
const SCRIPTS = ["course/vertebra", "course/labextension/static"]
  .flatMap(scriptsIn)
  .filter((path) => !path.endsWith("remoteEntry.js"));
const text = (path) => readFileSync(join(ROOT, path), "utf8");
const importsOf = (path) =>
  [...text(path).matchAll(/^import [^;]* from "([^"]+)";$/gm)].map(([, from]) =>
    relative(ROOT, resolve(ROOT, dirname(path), from)),
  );
const isWidget = (path) => /^export default defineWidget\(/m.test(text(path));
const WIDGETS = SCRIPTS.filter(isWidget);

test("there are scripts to hold to the rules, and a widget for each class of Python's", () => {
  assert.ok(SCRIPTS.length > 60, `${SCRIPTS.length}`);
  const named = readdirSync(join(ROOT, "course/vertebra/widgets"))
    .filter((name) => name.endsWith(".py"))
    .map((name) => /^ {4}script = "(.+\.js)"$/m.exec(text(join("course/vertebra/widgets", name)))?.[1])
    .filter(Boolean);
  assert.deepEqual(WIDGETS.map((path) => basename(path)).sort(), named.sort());
});

test("no script imports a widget: what two of them share stands in a script of its own", () => {
  const faults = SCRIPTS.flatMap((path) =>
    importsOf(path)
      .filter((from) => WIDGETS.includes(from))
      .map((from) => `${path}: ${from}`),
  );
  assert.deepEqual(faults, []);
});

test("every import leads to a script that is there, and none leads back to where it came from", () => {
  const visit = (path, above) => {
    assert.ok(SCRIPTS.includes(path), `${above.at(-1)} imports ${path}, which is not there`);
    assert.ok(!above.includes(path), [...above, path].join(" > "));
    for (const from of importsOf(path)) visit(from, [...above, path]);
  };
  for (const path of WIDGETS) visit(path, []);
});

test("every script is checked for types", () => {
  assert.deepEqual(
    SCRIPTS.filter((path) => !/^(\/\/.*\n)*\/\/ @ts-check\n/.test(text(path))),
    [],
  );
});

test("controls come from the kit", () => {
  const byHand = /element\("(select|input|textarea)"/;
  const own = SCRIPTS.filter((path) => path.includes("widgets/js/") && byHand.test(text(path)));
  assert.deepEqual(own.map((path) => basename(path)).sort(), ["controls.js", "save_load.js"]);
});

test("files and lines stay short enough to be read", () => {
  const faults = SCRIPTS.flatMap((path) => {
    const lines = text(path).split("\n");
    const long = lines.map((line, at) => [[...line].length, at + 1]).filter(([length]) => length > MAX_CHARACTERS);
    const whole = lines.length > MAX_LINES + 1 ? [`${path} has ${lines.length - 1} lines`] : [];
    return [...whole, ...long.map(([length, at]) => `${path}:${at} has ${length} characters`)];
  });
  assert.deepEqual(faults, []);
});
