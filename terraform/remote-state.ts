import { isObject, type JsonObject, objectOf } from "./json";

/** What says where a state lies, by the arguments of the backends. */
const PLACES = ["bucket", "key", "path", "workspaces", "prefix", "container_name", "storage_account_name", "address"];

/**
 * Whether a `terraform_remote_state` reads the state that the backend keeps: the same kind, and every place that it names.
 *
 * @param remote body of the data source
 * @param backend what `terraform.backend` says
 */
export function readsState(remote: unknown, backend: unknown): boolean {
  const { backend: kind, config } = objectOf(remote);
  const own = objectOf(backend)[String(kind)];
  if (!isObject(own)) return false;
  const wanted = objectOf(config);
  const named = PLACES.filter((place) => wanted[place] !== undefined);
  return named.length > 0 && named.every((place) => JSON.stringify(wanted[place]) === JSON.stringify(own[place]));
}

/** The part of a stack's JSON that says where its state lies, for stacks that keep it in S3. */
export function s3Backend(json: unknown): JsonObject | undefined {
  const { s3 } = objectOf(objectOf(objectOf(json).terraform).backend);
  return s3 === undefined ? undefined : objectOf(s3);
}
