import { type KnownTypes, text } from "../knowledge";
import { dnsSuffix } from "../place";
import { guarded, inUse, mentions, taken } from "../refusal";

const NOT_EMPTY = "The bucket you tried to delete is not empty";

/** A setting of a bucket. */
const PART = { replacedBy: ["bucket"], refuses: "S3 puts the bucket's setting in the place of the one that is there." };

export const s3: KnownTypes = {
  aws_s3_bucket: {
    id: "{bucket}",
    arn: "s3:::{bucket}",
    computed: {
      bucket_domain_name: ({ known, region }) => `${text(known.bucket)}.s3.${dnsSuffix({ region })}`,
      bucket_regional_domain_name: ({ known, region }) => `${text(known.bucket)}.s3.${region}.${dnsSuffix({ region })}`,
      bucket_region: ({ region }) => region,
    },
    refuses: [
      taken(
        "S3: CreateBucket",
        "BucketAlreadyOwnedByYou",
        ["bucket"],
        () => "Your previous request to create the named bucket succeeded and you already own it.",
      ),
      inUse("S3: DeleteBucket", "BucketNotEmpty", "bucket", [["aws_s3_object", "bucket"]], () => NOT_EMPTY, {
        except: (_, { force_destroy: force }) => force === true,
      }),
      guarded(
        "S3: DeleteBucket",
        "BucketNotEmpty",
        "a load balancer has written its log there, and force_destroy is off",
        ({ state, inventory }) =>
          state.force_destroy !== true &&
          inventory
            .all("aws_lb")
            .concat(inventory.allHeld("aws_lb"))
            .some(({ access_logs: logs }) => mentions(logs, state.bucket))
            ? NOT_EMPTY
            : undefined,
        { source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html" },
      ),
    ],
  },
  aws_s3_bucket_lifecycle_configuration: PART,
  aws_s3_bucket_ownership_controls: PART,
  aws_s3_bucket_policy: PART,
  aws_s3_bucket_public_access_block: PART,
  aws_s3_bucket_server_side_encryption_configuration: PART,
  aws_s3_bucket_versioning: PART,
  aws_s3_object: {
    id: "{bucket}/{key}",
    refuses: "PutObject replaces the object that is there.",
  },
};
