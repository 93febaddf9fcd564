import type { SettingType } from "./setting";

const FLAGS = ["on", "off", "true", "false", "yes", "no", "1", "0"];
const SIZE = /^(\d{1,9})([KMG]?)$/i;
const UNITS = ["", "K", "M", "G"];

/** What a value must be for the image to take it; undefined where it is, or where only the image can judge. */
export function refusal(type: SettingType, value: string): string | undefined {
  if (type === "flag") return FLAGS.includes(value.toLowerCase()) ? undefined : "must be on or off";
  if (typeof type === "string") return undefined;
  if ("oneOf" in type)
    return type.oneOf.includes(value.toLowerCase()) ? undefined : `must be one of ${type.oneOf.join(", ")}`;
  if ("pattern" in type) return fromPhp(type.pattern).test(value) ? undefined : `must be ${type.allowed}`;
  if ("integer" in type) {
    const rule = `must be a whole number from ${type.integer.join(" to ")}`;
    return /^\d{1,9}$/.test(value) && within(Number(value), type.integer) ? undefined : rule;
  }
  const rule = `must be a size from ${type.size.map((bytes) => `${bytes / 2 ** 20}M`).join(" to ")}`;
  return within(bytes(value), type.size) ? undefined : rule;
}

function within(value: number, [least = 0, most = 0]: readonly number[]): boolean {
  return value >= least && value <= most;
}

function bytes(value: string): number {
  const [, number, unit = ""] = SIZE.exec(value) ?? [];
  return number === undefined ? Number.NaN : Number(number) * 1024 ** UNITS.indexOf(unit.toUpperCase());
}

/** A regular expression of PHP, as image/settings.json has them: a delimiter, the expression, the delimiter, flags. */
export function fromPhp(pattern: string): RegExp {
  const end = pattern.lastIndexOf(pattern.charAt(0));
  // JavaScript's `$` matches at the very end only, as PHP's does with D.
  return new RegExp(pattern.slice(1, end), pattern.slice(end + 1).replace("D", ""));
}
