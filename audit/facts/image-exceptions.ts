import type { Resource } from "../../terraform/block";
import { blocksOf, isObject, objectOf, textOf } from "../../terraform/json";
import type { Tree } from "../../terraform/tree";

/** A finding of the image's scan that nobody hears of until a day. */
export interface ImageException {
  /** The state machine that leaves it out. */
  readonly resource: Resource;
  readonly id: string;
  /** Its last day, in UTC. */
  readonly until: string;
  readonly reason: string;
}

/** Exceptions as the state machines have them that read findings: what is enforced, not what a file says. The earliest end first. */
export function readImageExceptions(tree: Tree): ImageException[] {
  return tree.all("aws_sfn_state_machine").flatMap((resource) => {
    const definition = resource.decoded("definition");
    const states = isObject(definition) ? Object.values(objectOf(definition.States)) : [];
    const found = states.flatMap((state) => blocksOf(objectOf(objectOf(state).Assign).exceptions));
    return found
      .map(({ id, until, reason }) => ({
        resource,
        id: textOf(id) ?? "",
        until: textOf(until) ?? "",
        reason: textOf(reason) ?? "",
      }))
      .sort((one, other) => (one.until < other.until ? -1 : 1));
  });
}
