import { Construct } from "constructs";
import type { Grantee } from "../iam/grantee";
import { Place } from "../place";
import { PrivateBucket } from "../private-bucket";

export interface TransferBucketProps {
  /** Unique among all AWS accounts. */
  readonly name: string;
  /** Key that encrypts what lies in it. @default - S3's own */
  readonly kmsKeyArn?: string;
}

/** What tasks may read. The commands that use it put all under it (tasks/import, tasks/copy). */
const IMPORTS = "imports/";

/** What tasks may write, and not read: a dump on its way out (tasks/export, tasks/pull, tasks/copy). */
const EXPORTS = "exports/";

/** S3 ends whole days only ("Lifecycle configuration elements"). */
const DAYS = 1;

/** Bucket through which a site's dump and files go into the environment and out of it. It forgets everything after a day. */
export class TransferBucket extends Construct {
  readonly bucket: string;
  private readonly arn: string;
  private readonly kmsKeyArn: string | undefined;

  constructor(scope: Construct, id: string, { name, kmsKeyArn }: TransferBucketProps) {
    super(scope, id);
    const bucket = new PrivateBucket(this, {
      name,
      kmsKeyArn,
      // Copies of what somebody has elsewhere.
      forceDestroy: true,
      expires: {
        id: "forget",
        expiration: [{ days: DAYS }],
        noncurrentVersionExpiration: [{ noncurrentDays: DAYS }],
      },
      abortUploadsAfterDays: DAYS,
      accepted: {
        CKV_AWS_18: "It holds copies for a day at most; CloudTrail has who put them there.",
        CKV_AWS_144: "Copies for a day at most of what the environment, or the person who imports it, has.",
        CKV2_AWS_62: "Nothing acts on a new object; the command that puts it there starts its task.",
        ...(kmsKeyArn === undefined && {
          CKV_AWS_145: "Encrypted with S3's own key, which costs nothing; customerManagedKey gives it one of its own.",
        }),
      },
    });
    bucket.allow();
    this.bucket = bucket.resource.id;
    this.arn = bucket.resource.arn;
    this.kmsKeyArn = kmsKeyArn;
  }

  /**
   * Lets a task read what is being imported and write what is being exported. Nothing reads an export but the person who asked for it, so
   * that a site that somebody else has taken over sees no dump of another time.
   */
  grantTransfers(task: Grantee): void {
    task.allow({ Sid: "ReadImports", Action: "s3:GetObject", Resource: `${this.arn}/${IMPORTS}*` });
    task.allow({
      Sid: "WriteExports",
      Action: ["s3:PutObject", "s3:AbortMultipartUpload"],
      Resource: `${this.arn}/${EXPORTS}*`,
    });
    if (this.kmsKeyArn === undefined) return;
    task.allow({
      Sid: "UseKeyOfTransfers",
      // An upload in parts decrypts its own parts (S3 user guide, "Multipart upload and permissions").
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: this.kmsKeyArn,
      Condition: { StringEquals: { "kms:ViaService": Place.of(this).host("s3") } },
    });
  }
}
