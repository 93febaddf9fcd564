import { evaluated } from "./evaluation/configuration";
import { UNKNOWN } from "./evaluation/value";
import { isObject, listed, objectOf } from "./json";
import { hasInterpolation, wholeReference } from "./reference";
import { readsState } from "./remote-state";

type Configuration = Readonly<Record<string, unknown>>;

/** Sections of what is written that a plan does not repeat. */
const KEPT = ["terraform", "data", "ephemeral", "output", "locals", "variable"];

/**
 * Planned configurations, by stack, with what is written of the same stacks: a value that is known only after the apply stands as
 * it is written, and a reference to a resource of these stacks stays one, so that rules follow it. Comments are kept.
 *
 * @param planned what plans come to
 * @param written what Terraform reads, of some of the stacks
 * @param variables values of the variables in the plans, by stack
 */
export function completed(
  planned: Readonly<Record<string, Configuration>>,
  written: ReadonlyMap<string, Configuration>,
  variables: ReadonlyMap<string, Configuration>,
): Record<string, Configuration> {
  const backends = [...written.values()].map(({ terraform }) => objectOf(terraform).backend);
  const complete = (stack: string, configuration: Configuration): Configuration => {
    const source = written.get(stack);
    if (!source) return configuration;
    const own = evaluated(withValues(source, objectOf(variables.get(stack)))).configuration;
    const isFollowed = (text: string): boolean => {
      const reference = wholeReference(text);
      if (reference?.mode === "resource") return objectOf(own.resource)[reference.type] !== undefined;
      if (reference?.type !== "terraform_remote_state") return false;
      const remote = objectOf(objectOf(own.data).terraform_remote_state)[reference.name];
      return backends.some((backend) => readsState(remote, backend));
    };
    const kept = KEPT.filter((name) => own[name] !== undefined).map((name) => [name, own[name]]);
    const resource = Object.entries(objectOf(configuration.resource)).map(([type, named]) => [
      type,
      Object.fromEntries(
        Object.entries(objectOf(named)).map(([name, body]) => {
          const instances = objectOf(objectOf(own.resource)[type]);
          // Without its key where nobody knew the instances before the plan.
          const one = objectOf(instances[name] ?? instances[name.replace(/\[.*$/, "")]);
          const whole = objectOf(join(body, one, isFollowed));
          return [name, { ...whole, ...("//" in one && { "//": one["//"] }) }];
        }),
      ),
    ]);
    return { ...configuration, ...Object.fromEntries(kept), resource: Object.fromEntries(resource) };
  };
  return Object.fromEntries(Object.entries(planned).map(([stack, one]) => [stack, complete(stack, one)]));
}

/** The variables' defaults with the values of a plan in their place. */
function withValues(source: Configuration, values: Configuration): Configuration {
  const variable = Object.entries(objectOf(source.variable)).map(([name, declared]) => {
    const { value } = objectOf(values[name]);
    return [
      name,
      value === undefined || value === null ? declared : { ...objectOf(listed(declared)[0]), default: value },
    ];
  });
  return { ...source, variable: Object.fromEntries(variable) };
}

function join(planned: unknown, written: unknown, isFollowed: (text: string) => boolean): unknown {
  if (planned === UNKNOWN) return written ?? planned;
  if (typeof written === "string") return isFollowed(written) ? written : planned;
  if (Array.isArray(planned)) {
    const left = [...listed(written)];
    return planned.map((one) => {
      const place = left.findIndex((other) => agrees(one, other));
      return place < 0 ? one : join(one, left.splice(place, 1)[0], isFollowed);
    });
  }
  if (!isObject(planned)) return planned;
  return Object.fromEntries(
    Object.entries(planned).map(([name, one]) => [name, join(one, objectOf(written)[name], isFollowed)]),
  );
}

/** Whether a planned element may be the written one: what both say is the same. Sets lose the order in which they are written. */
function agrees(planned: unknown, written: unknown): boolean {
  if (planned === UNKNOWN || written === undefined || written === null) return true;
  if (typeof written === "string" && hasInterpolation(written)) return true;
  if (isObject(planned) && isObject(written))
    return Object.entries(written).every(([name, one]) => !(name in planned) || agrees(planned[name], one));
  if (Array.isArray(planned)) return planned.every((one, index) => agrees(one, listed(written)[index]));
  return String(planned) === String(written);
}
