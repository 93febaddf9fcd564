import { spawnSync } from "node:child_process";
import { Failure } from "../../cli/outcome";
import { LONGEST_STATE_BYTES } from "../program";
import type { State } from "./left-stacks";

/** The bucket that keeps the states of an environment, read by the AWS CLI with whatever credentials it finds. */
export class StateBucket {
  constructor(
    private readonly bucket: string,
    private readonly region: string,
  ) {}

  /** @throws {Failure} with what the AWS CLI said */
  keys(): string[] {
    const query = ["--query", "Contents[].Key", "--output", "json"];
    return JSON.parse(this.aws(["s3api", "list-objects-v2", "--bucket", this.bucket, ...query]) || "null") ?? [];
  }

  /** @throws {Failure} with what the AWS CLI said */
  state(key: string): State {
    return JSON.parse(this.aws(["s3", "cp", `s3://${this.bucket}/${key}`, "-"]));
  }

  private aws(args: readonly string[]): string {
    const all = [...args, "--region", this.region];
    const { status, stdout, stderr, error } = spawnSync("aws", all, {
      encoding: "utf8",
      maxBuffer: LONGEST_STATE_BYTES,
    });
    if (error !== undefined && (error as NodeJS.ErrnoException).code === "ENOENT")
      throw new Failure("the AWS CLI, version 2, is not installed; it reads the state bucket");
    if (status !== 0) throw new Failure(`aws ${args[0]} ${args[1]}: ${stderr.trim() || error?.message}`);
    return stdout.trim();
  }
}
