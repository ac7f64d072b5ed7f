// A triangle mesh in WebGL: turned by hand, coloured by part, cut by a plane whose face shows the bone inside.

const MESH_VERTEX = `
attribute vec3 place; attribute vec3 normal; attribute float part;
uniform mat3 camera; uniform vec3 middle; uniform vec2 scale;
varying vec3 n; varying vec3 world; varying float p;
void main() {
  vec3 seen = camera * (place - middle);
  gl_Position = vec4(seen.xy * scale, -seen.z * 0.004, 1.0);
  n = camera * normal; world = place; p = part;
}`;
const MESH_PIXEL = `
precision mediump float;
varying vec3 n; varying vec3 world; varying float p;
uniform vec3 colours[12]; uniform vec4 cutting; uniform float lit; uniform float asIds;
void main() {
  if (dot(world, cutting.xyz) > cutting.w) discard;
  int id = int(p + 0.5);
  if (asIds > 0.5) { gl_FragColor = vec4(float(id) / 255.0, 0.0, 0.0, 1.0); return; }
  vec3 colour = vec3(0.9, 0.85, 0.74);
  for (int k = 0; k < 12; k++) if (k == id) colour = colours[k];
  vec3 bone = vec3(0.93, 0.88, 0.78);
  colour = lit < 0.5 ? mix(bone, colour, 0.55) : (abs(p - lit) < 0.5 ? colour : mix(bone, vec3(0.62), 0.35));
  vec3 m = normalize(n);
  float front = max(dot(m, normalize(vec3(-0.35, 0.45, 0.82))), 0.0);
  float shine = pow(max(dot(m, normalize(vec3(-0.2, 0.3, 1.0))), 0.0), 24.0);
  if (!gl_FrontFacing) { gl_FragColor = vec4(colour * 0.42, 1.0); return; }
  gl_FragColor = vec4(colour * (0.30 + 0.72 * front) + 0.10 * shine, 1.0);
}`;
const FACE_VERTEX = `
attribute vec3 place; attribute vec2 texel;
uniform mat3 camera; uniform vec3 middle; uniform vec2 scale; varying vec2 t;
void main() {
  vec3 seen = camera * (place - middle);
  gl_Position = vec4(seen.xy * scale, -seen.z * 0.004, 1.0); t = texel;
}`;
const FACE_PIXEL = `
precision mediump float; varying vec2 t; uniform sampler2D picture;
void main() { vec4 c = texture2D(picture, t); if (c.a < 0.5) discard; gl_FragColor = c; }`;

// Rows: right, up, towards the viewer. Turn 0 looks from the patient's right, 90 from the front (degrees).
export function cameraRows(turn, height) {
  const [t, h] = [(turn * Math.PI) / 180, (height * Math.PI) / 180];
  const towards = [Math.cos(h) * Math.cos(t), Math.cos(h) * Math.sin(t), Math.sin(h)];
  const right = [-Math.sin(t), Math.cos(t), 0];
  return [right, cross(towards, right), towards];
}

const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];

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

// null where the browser has no WebGL.
export function makeSolid(canvas) {
  const gl = canvas.getContext("webgl", { antialias: true, preserveDrawingBuffer: true });
  if (!gl || !gl.getExtension("OES_element_index_uint")) return null;
  const mesh = program(gl, MESH_VERTEX, MESH_PIXEL);
  const face = program(gl, FACE_VERTEX, FACE_PIXEL);
  const buffers = {
    place: gl.createBuffer(), normal: gl.createBuffer(), part: gl.createBuffer(), faces: gl.createBuffer(),
    corners: gl.createBuffer(), texels: gl.createBuffer(),
  };
  const textures = { seen: gl.createTexture(), ids: gl.createTexture() };
  let count = 0;

  function attribute(made, name, buffer, size, type = gl.FLOAT) {
    const at = gl.getAttribLocation(made, name);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.enableVertexAttribArray(at);
    gl.vertexAttribPointer(at, size, type, false, 0, 0);
  }
  function fill(target, buffer, values) {
    gl.bindBuffer(target, buffer);
    gl.bufferData(target, values, gl.STATIC_DRAW);
  }
  function look(made, view) {
    gl.useProgram(made);
    const [r, u, t] = view.rows;
    const at = (name) => gl.getUniformLocation(made, name);
    gl.uniformMatrix3fv(at("camera"), false, [r[0], u[0], t[0], r[1], u[1], t[1], r[2], u[2], t[2]]);
    gl.uniform3fv(at("middle"), view.middle);
    gl.uniform2fv(at("scale"), view.scale);
    return at;
  }
  function draw(view, asIds) {
    gl.viewport(0, 0, canvas.width, canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    gl.enable(gl.DEPTH_TEST);
    if (!count) return;
    const at = look(mesh, view);
    gl.uniform3fv(at("colours"), view.colours);
    gl.uniform4fv(at("cutting"), view.cutting ? view.cutting.plane : [0, 0, 0, 1]);
    gl.uniform1f(at("lit"), view.lit);
    gl.uniform1f(at("asIds"), asIds ? 1 : 0);
    attribute(mesh, "place", buffers.place, 3);
    attribute(mesh, "normal", buffers.normal, 3);
    attribute(mesh, "part", buffers.part, 1, gl.UNSIGNED_BYTE);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, buffers.faces);
    gl.drawElements(gl.TRIANGLES, count, gl.UNSIGNED_INT, 0);
    if (view.cutting) drawFace(view, asIds);
  }
  function drawFace(view, asIds) {
    look(face, view);
    fill(gl.ARRAY_BUFFER, buffers.corners, new Float32Array(view.cutting.corners.flat()));
    fill(gl.ARRAY_BUFFER, buffers.texels, new Float32Array([0, 0, 1, 0, 0, 1, 1, 1]));
    attribute(face, "place", buffers.corners, 3);
    attribute(face, "texel", buffers.texels, 2);
    gl.bindTexture(gl.TEXTURE_2D, asIds ? textures.ids : textures.seen);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }
  return {
    mesh(places, faces, parts) {
      count = faces.length;
      fill(gl.ARRAY_BUFFER, buffers.place, places);
      fill(gl.ARRAY_BUFFER, buffers.normal, vertexNormals(places, faces));
      fill(gl.ARRAY_BUFFER, buffers.part, parts);
      fill(gl.ELEMENT_ARRAY_BUFFER, buffers.faces, faces);
    },
    // The picture on the cut: RGBA pixels, and the part of each as its red value.
    face(pixels, ids, width, height) {
      for (const [name, values, filter] of [["seen", pixels, gl.LINEAR], ["ids", ids, gl.NEAREST]]) {
        gl.bindTexture(gl.TEXTURE_2D, textures[name]);
        gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, width, height, 0, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(values.buffer));
        for (const [what, how] of [
          [gl.TEXTURE_MIN_FILTER, filter], [gl.TEXTURE_MAG_FILTER, filter],
          [gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE], [gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE],
        ]) gl.texParameteri(gl.TEXTURE_2D, what, how);
      }
    },
    draw: (view) => draw(view, false),
    // The part under a pixel of the canvas (0 none), by drawing parts instead of colours.
    pick(view, x, y) {
      draw(view, true);
      const pixel = new Uint8Array(4);
      gl.readPixels(x, canvas.height - 1 - y, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
      draw(view, false);
      return pixel[3] ? pixel[0] : 0;
    },
    leave: () => gl.getExtension("WEBGL_lose_context")?.loseContext(),
  };
}

function program(gl, vertex, pixel) {
  const made = gl.createProgram();
  for (const [type, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, pixel]]) {
    const shader = gl.createShader(type);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader));
    gl.attachShader(made, shader);
  }
  gl.linkProgram(made);
  return made;
}
