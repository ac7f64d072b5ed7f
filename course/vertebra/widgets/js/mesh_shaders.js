// @ts-check
// What the graphics card runs for a mesh and for the face of its cut.

export const MESH_VERTEX = `
attribute vec3 place; attribute vec3 normal; attribute float part;
uniform mat3 camera; uniform vec3 middle; uniform vec2 scale;
varying vec3 n; varying vec3 world; varying float p;
void main() {
  vec3 seen = camera * (place - middle);
  gl_Position = vec4(seen.xy * scale, -seen.z * 0.004, 1.0);
  n = camera * normal; world = place; p = part;
}`;
export const MESH_PIXEL = `
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
export const FACE_VERTEX = `
attribute vec3 place; attribute vec2 texel;
uniform mat3 camera; uniform vec3 middle; uniform vec2 scale; varying vec2 t;
void main() {
  vec3 seen = camera * (place - middle);
  gl_Position = vec4(seen.xy * scale, -seen.z * 0.004, 1.0); t = texel;
}`;
export const FACE_PIXEL = `
precision mediump float; varying vec2 t; uniform sampler2D picture;
void main() { vec4 c = texture2D(picture, t); if (c.a < 0.5) discard; gl_FragColor = c; }`;
