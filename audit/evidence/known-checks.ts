import { ACCESS_CHECKS } from "./access-checks";
import type { Check } from "./checks";
import { DATA_CHECKS } from "./data-checks";

export const CHECKS = { ...DATA_CHECKS, ...ACCESS_CHECKS };
export type CheckName = keyof typeof CHECKS;

export const checkOf = (name: CheckName): Check => CHECKS[name];
