import { isObject, objectOf } from "./json";

const NAME = String.raw`(local|var)\.([A-Za-z_][\w-]*)((?:\.[\w-]+|\[(?:\d+|"[^"\]]*")\])*)`;
const WHOLE = new RegExp(String.raw`^\$\{\s*${NAME}\s*\}$`);
const EACH = new RegExp(String.raw`\$\{\s*${NAME}\s*\}`, "g");
const SUM = /^\$\{\s*(-?\d+(?:\.\d+)?)\s*([-+*/%])\s*(-?\d+(?:\.\d+)?)\s*\}$/;

/** Constants that a configuration has: its locals, and the defaults of its variables, which a deployment may replace. */
export type Constants = Readonly<Record<string, unknown>>;

/**
 * The value with locals, defaults of variables and sums of two numbers in place of the expressions that name them; what else
 * the text holds stays as it is written.
 */
export function withConstants(value: string, configuration: Constants): unknown {
  const whole = WHOLE.exec(value);
  if (whole) return constant(whole, configuration) ?? value;
  const sum = SUM.exec(value);
  if (sum) return calculate(Number(sum[1]), sum[2] ?? "", Number(sum[3]));
  return value.replace(EACH, (all, ...parts) => {
    const known = constant([all, ...parts], configuration);
    return known === undefined || typeof known === "object" ? all : String(known);
  });
}

function constant(match: readonly (string | undefined)[], configuration: Constants): unknown {
  const [, kind, name = "", path = ""] = match;
  const declared = kind === "local" ? objectOf(configuration.locals) : objectOf(configuration.variable);
  let value = kind === "local" ? declared[name] : objectOf(declared[name]).default;
  for (const [, attribute, index] of path.matchAll(/\.([\w-]+)|\["?([^"\]]*)"?\]/g)) {
    const step = attribute ?? index ?? "";
    value = isObject(value) || Array.isArray(value) ? Reflect.get(value, step) : undefined;
  }
  return value === null ? undefined : value;
}

function calculate(left: number, operator: string, right: number): number {
  if (operator === "+") return left + right;
  if (operator === "-") return left - right;
  if (operator === "*") return left * right;
  return operator === "/" ? left / right : left % right;
}
