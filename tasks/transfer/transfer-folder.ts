import { randomBytes } from "node:crypto";
import { partitionOf } from "../../aws/partitions";
import type { Aws } from "../../cli/aws-cli";
import { transferBucketName } from "../../constructs/names";
import type { Environment } from "../../environments";

/** A folder in an environment's bucket for transfers, for one run of a command. */
export class TransferFolder {
  readonly id: string;
  private readonly bucket: string;
  private readonly folder: string;

  /** @param kind tasks read from `imports` and write to `exports` @param id @default a new one */
  constructor(
    private readonly environment: Environment,
    private readonly aws: Aws,
    kind: "imports" | "exports",
    id = randomBytes(8).toString("hex"),
  ) {
    this.id = id;
    this.bucket = transferBucketName(environment);
    this.folder = `${kind}/${id}`;
  }

  /** As the AWS CLI names it. */
  s3(key: string): string {
    return `s3://${this.bucket}/${this.folder}/${key}`;
  }

  /** As a task fetches it, or puts it there. */
  https(key: string): string {
    const { region } = this.environment;
    return `https://${this.bucket}.s3.${region}.${partitionOf(region).dnsSuffix}/${this.folder}/${key}`;
  }

  /** Removes what is in it. What it cannot remove, the bucket forgets within a day or two. */
  async remove(): Promise<void> {
    const folder = `s3://${this.bucket}/${this.folder}`;
    await this.aws("s3", "rm", "--recursive", "--only-show-errors", folder).catch((error: Error) =>
      console.error(`${folder} could not be removed, S3 does so by itself: ${error.message}`),
    );
  }
}
