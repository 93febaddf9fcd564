import { type KnownTypes, text } from "../knowledge";

export const s3: KnownTypes = {
  aws_s3_bucket: {
    id: "{bucket}",
    arn: "s3:::{bucket}",
    computed: {
      bucket_domain_name: ({ known }) => `${text(known.bucket)}.s3.amazonaws.com`,
      bucket_regional_domain_name: ({ known, region }) => `${text(known.bucket)}.s3.${region}.amazonaws.com`,
      bucket_region: ({ region }) => region,
    },
    replacedBy: ["bucket", "bucket_prefix"],
  },
  aws_s3_bucket_lifecycle_configuration: {},
  aws_s3_bucket_ownership_controls: {},
  aws_s3_bucket_policy: {},
  aws_s3_bucket_public_access_block: {},
  aws_s3_bucket_server_side_encryption_configuration: {},
  aws_s3_bucket_versioning: {},
  aws_s3_object: {},
};
