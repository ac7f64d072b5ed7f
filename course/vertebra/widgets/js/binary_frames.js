// @ts-check
// The binary part of a frame, as typed arrays by name.

/** @type {Record<string, any>} */
const TYPES = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
};

/**
 * @param {{name: string, dtype: string, shape: number[]}[]} layouts in the order of `buffers`
 * @param {(ArrayBuffer | ArrayBufferView)[]} buffers
 * @returns {Record<string, any>}
 */
export function decode(layouts, buffers) {
  /** @type {Record<string, any>} */
  const arrays = {};
  layouts.forEach(({ name, dtype, shape }, at) => {
    const Type = TYPES[dtype];
    const { bytes, offset, length } = bytesOf(buffers[at]);
    // A typed array must start at a multiple of its element; a slice of a socket message need not.
    const aligned = offset % Type.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice(offset, offset + length);
    const start = aligned === bytes ? offset : 0;
    const values = new Type(aligned, start, length / Type.BYTES_PER_ELEMENT);
    arrays[name] = Object.assign(values, { shape });
  });
  return arrays;
}

/** @param {ArrayBuffer | ArrayBufferView} buffer */
function bytesOf(buffer) {
  if (buffer instanceof ArrayBuffer) return { bytes: buffer, offset: 0, length: buffer.byteLength };
  return { bytes: buffer.buffer, offset: buffer.byteOffset, length: buffer.byteLength };
}
