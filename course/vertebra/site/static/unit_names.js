// @ts-check
// Units as people type them, compared as `quiz/question/numeric/unit_names.py` does; its tables come with the page. A
// test compares the two on the same units.

/**
 * @typedef {object} UnitTables
 * @property {Record<string, string>} words
 * @property {Record<string, string>} same
 * @property {string} prefixes letters that are a prefix small and capital
 * @property {string} units letters that are a unit small and capital
 */

const FACTOR = /([^\d\s/·*^+()-]+)\^?([+-]?\d{0,2})/y;

/**
 * One factor: a litre is `L`, a micro `μ`, a word its unit.
 * @param {string} name
 * @param {UnitTables} tables
 */
function factorName(name, tables) {
  let plain = tables.words[name.toLowerCase()] ?? name;
  if (/^u(?:m|g|l|L|s|Sv|Gy|N|Pa|mol)$/.test(plain)) plain = `μ${plain.slice(1)}`;
  return /^[mcdμ]?l$/.test(plain) ? `${plain.slice(0, -1)}L` : plain;
}

/** @type {(name: string, power: number) => string} */
const raised = (name, power) => (power === 1 ? name : `${name}${power}`);

/**
 * The powers of a unit's factors; null where it can't be read as factors.
 * @param {string} text
 * @param {UnitTables} tables
 * @returns {Map<string, number> | null}
 */
function powersOf(text, tables) {
  /** @type {Map<string, number>} */
  const powers = new Map();
  let at = 0;
  let sign = 1;
  while (at < text.length) {
    if ("/·* ".includes(text[at])) {
      const afterStroke = text[at] === " " && sign < 0 && at > 0 && text[at - 1] === "/";
      sign = text[at] === "/" || afterStroke ? -1 : 1;
      at += 1;
      continue;
    }
    FACTOR.lastIndex = at;
    const match = FACTOR.exec(text);
    if (!match) return null;
    const name = factorName(match[1], tables);
    const digits = match[2].replace(/^[+-]+|[+-]+$/g, "") ? match[2] : `${match[2]}1`;
    powers.set(name, (powers.get(name) ?? 0) + sign * Number(digits));
    at = FACTOR.lastIndex;
    sign = 1;
  }
  return powers;
}

/**
 * One way of writing a unit.
 * @param {string} unit
 * @param {UnitTables} tables
 */
export function canonical(unit, tables) {
  const plain = unit.replace(/⁻/g, "-").replace(/⁺/g, "+").replace(/−/g, "-").normalize("NFKC").trim();
  const text = (tables.words[plain.toLowerCase()] ?? plain)
    .replace(/\s+per\s+/g, "/")
    .replace(/⋅/g, "·")
    .replace(/\s*([/·*^])\s*/g, "$1");
  const powers = powersOf(text, tables);
  if (!powers) return text;
  const sorted = [...powers].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const over = sorted.filter(([, power]) => power > 0).map(([name, power]) => raised(name, power));
  const under = sorted.filter(([, power]) => power < 0).map(([name, power]) => raised(name, -power));
  const made = over.length || under.length ? [over.join("·"), ...under].join("/") : text;
  return tables.same[made] ?? made;
}

/**
 * The factor of the accepted unit that `unit` is; otherwise whether it is unclear or another unit.
 * @param {string} unit
 * @param {Record<string, number>} accepted
 * @param {UnitTables} tables
 * @returns {number | "unclear" | "other"}
 */
export function matchedUnit(unit, accepted, tables) {
  const names = new Map(Object.entries(accepted).map(([name, factor]) => [canonical(name, tables), factor]));
  const mine = canonical(unit, tables);
  const same = names.get(mine);
  if (same !== undefined) return same;
  const alike = [...names.keys()].filter((name) => name.toLowerCase() === mine.toLowerCase());
  const kinds = new Set(alike.map((name) => byCase(mine, name, tables)));
  if (kinds.size === 1 && kinds.has(null)) return names.get(alike[0]) ?? "other";
  return kinds.has("unclear") && !kinds.has("other") ? "unclear" : "other";
}

/**
 * What capitals change between two units that are otherwise the same; null where they change nothing.
 * @param {string} mine
 * @param {string} name
 * @param {UnitTables} tables
 */
function byCase(mine, name, tables) {
  const [left, right] = [mine.split(/[/·]/), name.split(/[/·]/)];
  const kinds = left.slice(0, right.length).map((part, at) => partByCase(part, right[at], tables));
  return kinds.includes("other") ? "other" : kinds.includes("unclear") ? "unclear" : null;
}

/**
 * @param {string} typed
 * @param {string} name
 * @param {UnitTables} tables
 */
function partByCase(typed, name, tables) {
  const letters = name.replace(/\d+$/, "");
  const mine = typed.slice(0, letters.length);
  if (mine === letters) return null;
  const [rest, wanted] = [mine.slice(1), letters.slice(1)];
  if (letters.length === 1 || (rest !== wanted && wanted.length === 1 && tables.units.includes(wanted))) {
    return "unclear";
  }
  if (mine[0] !== letters[0] && tables.prefixes.includes(mine[0])) return rest === wanted ? "other" : "unclear";
  return null;
}
