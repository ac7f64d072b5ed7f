// @ts-check
// SHA-256 of a text. A page that comes by plain HTTP has no `crypto.subtle`. Tested against Python's hashlib.

/**
 * The first 32 bits of the fractional part of the roots of the first primes.
 * @param {(n: number) => number} root
 * @param {number} count
 */
function roots(root, count) {
  const fractions = [];
  for (let n = 2; fractions.length < count; n += 1) {
    let isPrime = true;
    for (let d = 2; d * d <= n; d += 1) if (n % d === 0) isPrime = false;
    if (isPrime) fractions.push(((root(n) % 1) * 2 ** 32) | 0);
  }
  return fractions;
}

const START = roots(Math.sqrt, 8);
const ROUNDS = roots(Math.cbrt, 64);

/** @type {(word: number, by: number) => number} */
const turn = (word, by) => (word >>> by) | (word << (32 - by));

/** The text's bytes, a one, zeros, and its length in bits. @param {Uint8Array} bytes */
function padded(bytes) {
  const blocks = new DataView(new ArrayBuffer(((bytes.length + 72) >> 6) << 6));
  for (const [at, byte] of bytes.entries()) blocks.setUint8(at, byte);
  blocks.setUint8(bytes.length, 0x80);
  blocks.setUint32(blocks.byteLength - 8, Math.floor(bytes.length / 2 ** 29));
  blocks.setUint32(blocks.byteLength - 4, (bytes.length << 3) >>> 0);
  return blocks;
}

/** @type {(words: Int32Array, blocks: DataView, from: number) => void} */
function fill(words, blocks, from) {
  for (let at = 0; at < 16; at += 1) words[at] = blocks.getInt32(from + 4 * at);
  for (let at = 16; at < 64; at += 1) {
    const [old, late] = [words[at - 15], words[at - 2]];
    const low = turn(old, 7) ^ turn(old, 18) ^ (old >>> 3);
    const high = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
    words[at] = words[at - 16] + low + words[at - 7] + high;
  }
}

/**
 * 64 hexadecimal digits.
 * @param {string} text
 */
export function sha256(text) {
  const blocks = padded(new TextEncoder().encode(text));
  const words = new Int32Array(64);
  const state = Int32Array.from(START);
  for (let from = 0; from < blocks.byteLength; from += 64) {
    fill(words, blocks, from);
    let [a, b, c, d, e, f, g, h] = state;
    for (let at = 0; at < 64; at += 1) {
      const high = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
      const first = (h + high + ((e & f) ^ (~e & g)) + ROUNDS[at] + words[at]) | 0;
      const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
    }
    for (const [at, word] of [a, b, c, d, e, f, g, h].entries()) state[at] += word;
  }
  return [...state].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}
