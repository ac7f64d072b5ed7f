// @ts-check
// A triangle mesh in WebGL: turned by hand, coloured by part, cut by a plane whose face shows the bone inside.
/** @import { Numbers } from "./types" */
import { FACE_PIXEL, FACE_VERTEX, MESH_PIXEL, MESH_VERTEX } from "./mesh_shaders.js";

/**
 * Rows: right, up, towards the viewer. Turn 0 looks from the patient's right, 90 from the front.
 * @param {number} turn degrees
 * @param {number} height degrees
 */
export function cameraRows(turn, height) {
  const [t, h] = [(turn * Math.PI) / 180, (height * Math.PI) / 180];
  const towards = [Math.cos(h) * Math.cos(t), Math.cos(h) * Math.sin(t), Math.sin(h)];
  const right = [-Math.sin(t), Math.cos(t), 0];
  return [right, cross(towards, right), towards];
}

/** @type {(a: number[], b: number[]) => number[]} */
const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];

/**
 * Unit normals of vertices: the mean of their triangles' by area.
 * @param {Numbers} places x, y, z of each vertex
 * @param {Numbers} faces three vertices of each triangle
 */
export function vertexNormals(places, faces) {
  const normals = new Float32Array(places.length);
  for (let f = 0; f < faces.length; f += 3) {
    const [a, b, c] = [3 * faces[f], 3 * faces[f + 1], 3 * faces[f + 2]];
    const u = [0, 1, 2].map((k) => places[b + k] - places[a + k]);
    const v = [0, 1, 2].map((k) => places[c + k] - places[a + k]);
    const n = cross(u, v);
    for (const corner of [a, b, c]) for (let k = 0; k < 3; k++) normals[corner + k] += n[k];
  }
  for (let at = 0; at < normals.length; at += 3) {
    const length = Math.hypot(normals[at], normals[at + 1], normals[at + 2]) || 1;
    for (let k = 0; k < 3; k++) normals[at + k] /= length;
  }
  return normals;
}

/**
 * @typedef {{plane: number[], corners: number[][]}} Cutting what lies beyond `plane` is taken away; its face has
 * four corners
 */

/**
 * How the mesh is looked at.
 * @typedef {object} Look
 * @property {number[][]} rows of the camera
 * @property {number[]} middle
 * @property {number[]} scale
 * @property {Float32Array} colours of parts, three numbers each
 * @property {number} lit the part that stands out, 0 for none
 * @property {Cutting | null} cutting
 */

/** @typedef {ReturnType<typeof makeScene>} Scene */

/**
 * Programs, buffers and textures.
 * @param {WebGLRenderingContext} gl
 */
function makeScene(gl) {
  const buffer = () => gl.createBuffer();
  return {
    gl,
    mesh: makeProgram(gl, MESH_VERTEX, MESH_PIXEL),
    face: makeProgram(gl, FACE_VERTEX, FACE_PIXEL),
    buffers: {
      place: buffer(),
      normal: buffer(),
      part: buffer(),
      faces: buffer(),
      corners: buffer(),
      texels: buffer(),
    },
    textures: { seen: gl.createTexture(), ids: gl.createTexture() },
    count: 0,
  };
}

/**
 * A mesh on a canvas; null where the browser has no WebGL.
 * @param {HTMLCanvasElement} canvas
 */
export function makeMeshView(canvas) {
  const gl = canvas.getContext("webgl", { antialias: true, preserveDrawingBuffer: true });
  if (!gl?.getExtension("OES_element_index_uint")) return null;
  const scene = makeScene(gl);
  return {
    /**
     * @param {Float32Array} places
     * @param {Uint32Array} faces
     * @param {Uint8Array} parts
     */
    mesh(places, faces, parts) {
      scene.count = faces.length;
      fill(gl, gl.ARRAY_BUFFER, scene.buffers.place, places);
      fill(gl, gl.ARRAY_BUFFER, scene.buffers.normal, vertexNormals(places, faces));
      fill(gl, gl.ARRAY_BUFFER, scene.buffers.part, parts);
      fill(gl, gl.ELEMENT_ARRAY_BUFFER, scene.buffers.faces, faces);
    },
    /**
     * The picture on the cut: RGBA pixels, and the part of each as its red value.
     * @param {Uint8ClampedArray} pixels
     * @param {Uint8ClampedArray} ids
     * @param {number} width
     * @param {number} height
     */
    face(pixels, ids, width, height) {
      setTexture(gl, scene.textures.seen, pixels, { width, height, filter: gl.LINEAR });
      setTexture(gl, scene.textures.ids, ids, { width, height, filter: gl.NEAREST });
    },
    /** @param {Look} look */
    draw: (look) => draw(scene, look, false),
    /**
     * The part under a pixel of the canvas (0 none), by drawing parts instead of colours.
     * @param {Look} look
     * @param {number} x
     * @param {number} y
     */
    pick(look, x, y) {
      draw(scene, look, true);
      const pixel = new Uint8Array(4);
      gl.readPixels(x, canvas.height - 1 - y, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
      draw(scene, look, false);
      return pixel[3] ? pixel[0] : 0;
    },
    dispose: () => gl.getExtension("WEBGL_lose_context")?.loseContext(),
  };
}

/**
 * @param {WebGLRenderingContext} gl
 * @param {number} target
 * @param {WebGLBuffer | null} buffer
 * @param {ArrayBufferView<ArrayBuffer> | ArrayBufferView} values
 */
function fill(gl, target, buffer, values) {
  gl.bindBuffer(target, buffer);
  gl.bufferData(target, /** @type {ArrayBufferView<ArrayBuffer>} */ (values), gl.STATIC_DRAW);
}

/**
 * @param {WebGLRenderingContext} gl
 * @param {WebGLTexture | null} texture
 * @param {Uint8ClampedArray} values
 * @param {{width: number, height: number, filter: number}} how
 */
function setTexture(gl, texture, values, { width, height, filter }) {
  gl.bindTexture(gl.TEXTURE_2D, texture);
  const bytes = new Uint8Array(values.buffer);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, width, height, 0, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
  for (const side of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, side, filter);
  for (const side of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, side, gl.CLAMP_TO_EDGE);
}

/**
 * @param {Scene} scene
 * @param {Look} look
 * @param {boolean} asIds
 */
function draw(scene, look, asIds) {
  const { gl, mesh, buffers } = scene;
  gl.viewport(0, 0, gl.canvas.width, gl.canvas.height);
  gl.clearColor(0, 0, 0, 0);
  gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
  gl.enable(gl.DEPTH_TEST);
  if (!scene.count) return;
  const at = aim(gl, mesh, look);
  gl.uniform3fv(at("colours"), look.colours);
  gl.uniform4fv(at("cutting"), look.cutting ? look.cutting.plane : [0, 0, 0, 1]);
  gl.uniform1f(at("lit"), look.lit);
  gl.uniform1f(at("asIds"), asIds ? 1 : 0);
  setAttribute(gl, mesh, "place", buffers.place, 3);
  setAttribute(gl, mesh, "normal", buffers.normal, 3);
  setAttribute(gl, mesh, "part", buffers.part, 1, gl.UNSIGNED_BYTE);
  gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, buffers.faces);
  gl.drawElements(gl.TRIANGLES, scene.count, gl.UNSIGNED_INT, 0);
  if (look.cutting) drawFace(scene, look, look.cutting.corners, asIds);
}

/**
 * @param {Scene} scene
 * @param {Look} look
 * @param {number[][]} corners
 * @param {boolean} asIds
 */
function drawFace({ gl, face, buffers, textures }, look, corners, asIds) {
  aim(gl, face, look);
  fill(gl, gl.ARRAY_BUFFER, buffers.corners, new Float32Array(corners.flat()));
  fill(gl, gl.ARRAY_BUFFER, buffers.texels, new Float32Array([0, 0, 1, 0, 0, 1, 1, 1]));
  setAttribute(gl, face, "place", buffers.corners, 3);
  setAttribute(gl, face, "texel", buffers.texels, 2);
  gl.bindTexture(gl.TEXTURE_2D, asIds ? textures.ids : textures.seen);
  gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
}

/**
 * Take a program and set the camera; returns where its uniforms are.
 * @param {WebGLRenderingContext} gl
 * @param {WebGLProgram} program
 * @param {Look} look
 */
function aim(gl, program, { rows: [r, u, t], middle, scale }) {
  gl.useProgram(program);
  /** @param {string} name */
  const at = (name) => gl.getUniformLocation(program, name);
  gl.uniformMatrix3fv(at("camera"), false, [r[0], u[0], t[0], r[1], u[1], t[1], r[2], u[2], t[2]]);
  gl.uniform3fv(at("middle"), middle);
  gl.uniform2fv(at("scale"), scale);
  return at;
}

/**
 * @param {WebGLRenderingContext} gl
 * @param {WebGLProgram} program
 * @param {string} name
 * @param {WebGLBuffer | null} buffer
 * @param {number} size
 * @param {number} [type]
 */
function setAttribute(gl, program, name, buffer, size, type = gl.FLOAT) {
  const at = gl.getAttribLocation(program, name);
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
  gl.enableVertexAttribArray(at);
  gl.vertexAttribPointer(at, size, type, false, 0, 0);
}

/**
 * @param {WebGLRenderingContext} gl
 * @param {string} vertex
 * @param {string} pixel
 */
function makeProgram(gl, vertex, pixel) {
  const program = gl.createProgram();
  for (const [type, source] of /** @type {[number, string][]} */ ([
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, pixel],
  ])) {
    const shader = /** @type {WebGLShader} */ (gl.createShader(type));
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    const fault = gl.getShaderParameter(shader, gl.COMPILE_STATUS) ? "" : gl.getShaderInfoLog(shader);
    if (fault) throw new Error(fault);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  return program;
}
