import contract from "../../image/settings.json";
import { FIELDS } from "./fields";
import { INTERNAL } from "./internal";
import { settingOf, typeOf } from "./setting";
import { fromPhp, refusal } from "./values";

/** Variables of the container's system, of ECS, of the SDKs of AWS and of requests: PHP and programs trust them. */
const SYSTEM = fromPhp(contract.systemVariables);

const NAME = /^[A-Za-z][A-Za-z0-9_]{0,254}$/;

/**
 * Why an environment may not set a variable of the container; undefined when it may.
 *
 * @param value undefined where it is secret
 */
export function variableRefusal(name: string, value?: string): string | undefined {
  if (!NAME.test(name)) return "must be named by letters, digits and _, letter first";
  const setting = settingOf(name);
  if (setting === undefined) return SYSTEM.test(name) ? "must not be a variable of the container's system" : undefined;
  const decided = Object.entries<{ path: string }>(FIELDS).find(([one]) => one === setting)?.[1];
  if (decided !== undefined) return `must be left to the field ${decided.path}`;
  const reason = Object.entries(INTERNAL).find(([one]) => one === setting)?.[1];
  if (reason !== undefined) return `must be left out: ${reason}`;
  return value === undefined || name.endsWith("_FILE") ? undefined : refusal(typeOf(setting), value);
}
