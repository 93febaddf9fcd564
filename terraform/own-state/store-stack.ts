import { Failure } from "../../cli/outcome";
import { type JsonObject, objectOf } from "../json";
import { s3Backend } from "../remote-state";

/** A stack and what cdktf wrote of it. */
export interface Stack {
  readonly name: string;
  /** Where Terraform runs. */
  readonly directory: string;
  readonly json: unknown;
}

/** The stack that makes the bucket of all states. */
export interface StoreStack {
  readonly stack: Stack;
  /** The backend by which it keeps its own state in that bucket. */
  readonly backend: JsonObject;
  /** As the app has it now. */
  readonly keeps: "file" | "bucket";
}

/** Whether a stack makes a bucket of that name. */
export function makesBucket(json: unknown, bucket: unknown): boolean {
  const buckets = Object.values(objectOf(objectOf(objectOf(json).resource).aws_s3_bucket));
  return bucket !== undefined && buckets.some((one) => objectOf(one).bucket === bucket);
}

/** @throws {Failure} when no stack makes the bucket in which others keep their states */
export function storeStack(stacks: readonly Stack[]): StoreStack {
  const backends = stacks.map(({ json }) => s3Backend(json)).filter((backend) => backend !== undefined);
  for (const stack of stacks) {
    const backend = backends.find(({ bucket }) => makesBucket(stack.json, bucket));
    if (backend === undefined) continue;
    const keeps = s3Backend(stack.json) === undefined ? "file" : "bucket";
    return { stack, backend: { ...backend, key: `${stack.name}.tfstate` }, keeps };
  }
  throw new Failure("no stack of the app makes the bucket in which the others keep their states");
}
