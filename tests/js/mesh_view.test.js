import assert from "node:assert/strict";
import { test } from "node:test";
import { cameraRows, makeMeshView, vertexNormals } from "../../course/vertebra/widgets/js/mesh_view.js";

const near = (found, wanted) =>
  found.forEach((value, at) => assert.ok(Math.abs(value - wanted[at]) < 1e-6, `${found}`));

// A graphics card that remembers what it was told.
function fakeGl() {
  const calls = [];
  const known = {
    canvas: { width: 300, height: 200 },
    getExtension: () => ({ loseContext: () => calls.push(["loseContext"]) }),
  };
  const answers = {
    getShaderParameter: true,
    createProgram: {},
    createShader: {},
    getUniformLocation: (_, name) => name,
  };
  const gl = new Proxy(known, {
    get: (target, name) =>
      target[name] ??
      ((...values) => {
        calls.push([name, ...values]);
        if (name === "readPixels") values[6].set([5, 0, 0, 255]);
        const answer = answers[name];
        return typeof answer === "function" ? answer(...values) : (answer ?? 1);
      }),
  });
  return { gl, calls, named: (name) => calls.filter(([call]) => call === name) };
}

const LOOK = {
  rows: cameraRows(0, 0),
  middle: [0, 0, 0],
  scale: [1, 1],
  colours: new Float32Array(36),
  lit: 0,
  cutting: null,
};

test("turn 0 looks from the right, 90 from the front, and the rows stand square on each other", () => {
  near(cameraRows(0, 0)[2], [1, 0, 0]);
  near(cameraRows(90, 0)[2], [0, 1, 0]);
  const rows = cameraRows(37, 21);
  const dot = (a, b) => a.reduce((sum, value, k) => sum + value * b[k], 0);
  near(
    rows.flatMap((a) => rows.map((b) => dot(a, b))),
    [1, 0, 0, 0, 1, 0, 0, 0, 1],
  );
});

test("normals of a flat square point out of it, and have length one", () => {
  const square = [0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0];
  near([...vertexNormals(square, [0, 1, 2, 0, 2, 3])], [0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1]);
  near([...vertexNormals(square, [2, 1, 0])].slice(0, 3), [0, 0, -1]);
});

test("nothing is drawn before a mesh is there; then all its triangles are, and a cut adds its face", () => {
  const { gl, named } = fakeGl();
  const view = makeMeshView({ getContext: () => gl, height: 200 });
  view.draw(LOOK);
  assert.equal(named("drawElements").length, 0);
  view.mesh(new Float32Array(12), new Uint32Array(6), new Uint8Array(4));
  view.draw(LOOK);
  assert.equal(named("drawElements")[0][2], 6);
  assert.equal(named("drawArrays").length, 0);
  view.draw({
    ...LOOK,
    cutting: {
      plane: [0, 0, 1, 0],
      corners: [
        [0, 0, 0],
        [1, 0, 0],
        [0, 1, 0],
        [1, 1, 0],
      ],
    },
  });
  assert.equal(named("drawArrays").length, 1);
});

test("the part under a pixel is read from a drawing of parts, and the picture comes back", () => {
  const { gl, named } = fakeGl();
  const view = makeMeshView({ getContext: () => gl, height: 200 });
  view.mesh(new Float32Array(12), new Uint32Array(6), new Uint8Array(4));
  assert.equal(view.pick(LOOK, 10, 20), 5);
  assert.deepEqual(named("readPixels")[0].slice(1, 3), [10, 179], "rows are counted from below");
  assert.deepEqual(
    named("uniform1f")
      .filter(([, name]) => name === "asIds")
      .map(([, , value]) => value),
    [1, 0],
  );
});

test("without WebGL there is no view", () => {
  assert.equal(makeMeshView({ getContext: () => null }), null);
});
