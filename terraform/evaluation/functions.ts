import { childCidr, formatCidr, parseCidr } from "../../aws/network/cidr";
import { compareTexts } from "../json";
import {
  type Fields,
  isFields,
  isKnown,
  isList,
  isOpen,
  NotKnown,
  pieceOf,
  plainText,
  template,
  type Value,
} from "./value";

type Parameters = readonly Value[];

/** What Terraform's functions give; one that is not here stays as it is written. Each throws {@link NotKnown} for what it cannot tell. */
export const FUNCTIONS: Readonly<Record<string, (...parameters: Parameters) => Value>> = {
  abs: (one) => Math.abs(number(one)),
  ceil: (one) => Math.ceil(number(one)),
  floor: (one) => Math.floor(number(one)),
  max: (...all) => Math.max(...all.map(number)),
  min: (...all) => Math.min(...all.map(number)),
  pow: (base, exponent) => number(base) ** number(exponent),
  signum: (one) => Math.sign(number(one)),
  parseint: (text, base) => Number.parseInt(plainText(text), number(base)),
  sum: (all) =>
    list(all)
      .map(number)
      .reduce((total, one) => total + one, 0),

  chomp: (text) => mapText(text, (one) => one.replace(/\n+$/, "")),
  lower: (text) => mapText(text, (one) => one.toLowerCase()),
  upper: (text) => mapText(text, (one) => one.toUpperCase()),
  title: (text) => mapText(text, (one) => one.replace(/(^|\s)\S/g, (letter) => letter.toUpperCase())),
  trimspace: (text) => mapText(text, (one) => one.trim()),
  strrev: (text) => mapText(text, (one) => [...one].reverse().join("")),
  trimprefix: (text, prefix) =>
    mapText(text, (one) => (one.startsWith(plainText(prefix)) ? one.slice(plainText(prefix).length) : one)),
  trimsuffix: (text, suffix) =>
    mapText(text, (one) =>
      plainText(suffix) !== "" && one.endsWith(plainText(suffix)) ? one.slice(0, -plainText(suffix).length) : one,
    ),
  trim: (text, characters) => mapText(text, (one) => trimmed(one, plainText(characters))),
  substr: (text, offset, length) => mapText(text, (one) => substring(one, number(offset), number(length))),
  startswith: (text, prefix) => plainText(text).startsWith(plainText(prefix)),
  endswith: (text, suffix) => plainText(text).endsWith(plainText(suffix)),
  strcontains: (text, part) => plainText(text).includes(plainText(part)),
  replace: (text, part, by) => mapText(text, (one) => replaced(one, plainText(part), plainText(by))),
  split: (separator, text) => plainText(text).split(plainText(separator)).map(template),
  join: (separator, ...lists) => lists.flatMap((one) => list(one).map(pieceOf)).join(pieceOf(separator)),
  format: (form, ...values) => formatted(plainText(form), values),
  base64encode: (text) => Buffer.from(plainText(text)).toString("base64"),
  base64decode: (text) => template(Buffer.from(plainText(text), "base64").toString()),
  urlencode: (text) => mapText(text, encodeURIComponent),
  jsonencode: (value) => (isOpen(value as Value) ? notKnown() : JSON.stringify(value)),
  jsondecode: (text) => JSON.parse(pieceOf(text)),

  coalesce: (...all) => firstOf(all, (one) => one !== null && one !== ""),
  coalescelist: (...all) => firstOf(all, (one) => list(one).length > 0),
  compact: (all) => list(all).filter((one) => one !== null && one !== ""),
  concat: (...lists) => lists.flatMap(list),
  contains: (all, one) => known(list(all)).some((other) => same(other, one as Value)),
  distinct: (all) => unique(known(list(all))),
  element: (all, index) => {
    const items = list(all);
    return item(items, ((number(index) % items.length) + items.length) % items.length);
  },
  flatten: (all) => flat(list(all)),
  index: (all, one) => known(list(all)).findIndex((other) => same(other, one as Value)),
  keys: (map) => Object.keys(fields(map)).sort(compareTexts).map(template),
  length: (one) =>
    typeof one === "string"
      ? [...plainText(one)].length
      : isList(one as Value)
        ? list(one).length
        : Object.keys(fields(one)).length,
  lookup: (map, key, byDefault) => fields(map)[plainText(key)] ?? byDefault ?? notKnown(),
  merge: (...maps) => Object.assign({}, ...maps.filter((one) => one !== null).map(fields)),
  one: (all) => list(all)[0] ?? null,
  range: (...bounds) => sequence(bounds.map(number)),
  reverse: (all) => [...list(all)].reverse(),
  setproduct: (...lists) =>
    lists.map(list).reduce<Value[][]>((rows, next) => rows.flatMap((row) => next.map((one) => [...row, one])), [[]]),
  setintersection: (first, ...others) =>
    unique(known(list(first))).filter((one) => others.every((other) => list(other).some((two) => same(one, two)))),
  setsubtract: (first, second) =>
    unique(known(list(first))).filter((one) => !known(list(second)).some((two) => same(one, two))),
  setunion: (...lists) => unique(known(lists.flatMap(list))),
  slice: (all, from, to) => list(all).slice(number(from), number(to)),
  sort: (all) => list(all).map(plainText).sort(compareTexts).map(template),
  tolist: (all) => list(all),
  tomap: (map) => fields(map),
  toset: (all) => unique(list(all)),
  values: (map) =>
    Object.entries(fields(map))
      .sort(([left], [right]) => compareTexts(left, right))
      .map(([, one]) => one),
  zipmap: (keys, values) =>
    Object.fromEntries(list(keys).map((key, index) => [plainText(key), item(list(values), index)])),

  tostring: (one) => (one === null ? null : pieceOf(one)),
  tonumber: (one) => (one === null ? null : number(one)),
  tobool: (one) => ({ true: true, false: false })[plainText(one)] ?? notKnown(),
  sensitive: (one) => one as Value,
  nonsensitive: (one) => one as Value,

  cidrhost: (block, host) => {
    const { first } = parseCidr(plainText(block));
    return formatCidr({ first: first + number(host), prefix: 32 }).replace("/32", "");
  },
  cidrnetmask: (block) =>
    formatCidr({ first: 2 ** 32 - 2 ** (32 - parseCidr(plainText(block)).prefix), prefix: 32 }).replace("/32", ""),
  cidrsubnet: (block, bits, index) => {
    const parent = parseCidr(plainText(block));
    return formatCidr(childCidr(parent, parent.prefix + number(bits), number(index)));
  },
};

function notKnown(): never {
  throw new NotKnown();
}

function number(value: Value | undefined): number {
  const result = typeof value === "number" ? value : Number(plainText(value));
  return Number.isNaN(result) ? notKnown() : result;
}

function list(value: Value | undefined): readonly Value[] {
  return value !== undefined && isList(value) ? value : notKnown();
}

function fields(value: Value | undefined): Fields {
  return value !== undefined && isFields(value) ? value : notKnown();
}

function item(all: readonly Value[], index: number): Value {
  return all[index] ?? notKnown();
}

function known(all: readonly Value[]): readonly Value[] {
  return all.every(isKnown) ? all : notKnown();
}

const same = (left: Value, right: Value): boolean => JSON.stringify(left) === JSON.stringify(right);

const unique = (all: readonly Value[]): Value[] =>
  all.filter((one, index) => all.findIndex((other) => same(one, other)) === index);

const flat = (all: readonly Value[]): Value[] =>
  all.flatMap((one) => (isOpen(one) ? notKnown() : isList(one) ? flat(one) : [one]));

const mapText = (value: Value | undefined, change: (text: string) => string): string =>
  template(change(plainText(value)));

function firstOf(all: Parameters, holds: (value: Value) => boolean): Value {
  for (const one of all) {
    if (isOpen(one)) notKnown();
    if (holds(one)) return one;
  }
  return notKnown();
}

function trimmed(text: string, characters: string): string {
  const set = new Set(characters);
  const letters = [...text];
  const start = letters.findIndex((one) => !set.has(one));
  const end = letters.findLastIndex((one) => !set.has(one));
  return start < 0 ? "" : letters.slice(start, end + 1).join("");
}

function substring(text: string, offset: number, length: number): string {
  const start = offset < 0 ? text.length + offset : offset;
  return length < 0 ? text.slice(start) : text.slice(start, start + length);
}

/** A pattern between slashes is a regular expression. */
function replaced(text: string, part: string, by: string): string {
  const pattern = /^\/(.+)\/$/s.exec(part)?.[1];
  if (pattern === undefined) return text.replaceAll(part, () => by);
  try {
    return text.replaceAll(new RegExp(pattern, "g"), by.replaceAll("$$", "$"));
  } catch {
    return notKnown();
  }
}

/** Verbs of `format` that configurations use: %s, %d, %v, %q, with a width for numbers. */
function formatted(form: string, values: Parameters): string {
  let next = 0;
  return template(form).replace(
    /%(?:%|(0?\d*)([sdvq]))/g,
    (verb, width: string | undefined, kind: string | undefined) => {
      if (kind === undefined) return verb === "%%" ? "%" : notKnown();
      const piece = pieceOf(values[next++]);
      if (kind === "q") return JSON.stringify(piece);
      return kind === "d" ? piece.padStart(Number(width), width?.startsWith("0") ? "0" : " ") : piece;
    },
  );
}

function sequence([first = 0, second, step]: readonly number[]): number[] {
  const [from, to] = second === undefined ? [0, first] : [first, second];
  const by = step ?? (from <= to ? 1 : -1);
  const count = Math.max(0, Math.ceil((to - from) / by));
  return count > 1024 ? notKnown() : Array.from({ length: count }, (_, index) => from + index * by);
}
