import type { Effect } from "../provider-double/effect";
import type { AwsClient } from "./aws-client";

/** Makes the bucket and the table of a rehearsed stack for real in moto, so that other stacks can keep their state and locks there. */
export function stateEffects(aws: AwsClient): Effect[] {
  return [
    {
      type: "aws_s3_bucket",
      async create({ state, region }) {
        await aws.in(region).createBucket(String(state.bucket));
        return undefined;
      },
      async delete({ state }) {
        if (state.force_destroy === true) await aws.emptyBucket(String(state.bucket));
        await aws.deleteBucket(String(state.bucket));
      },
    },
    {
      type: "aws_s3_bucket_versioning",
      async create({ state }) {
        await aws.enableVersioning(String(state.bucket));
        return undefined;
      },
    },
    {
      type: "aws_dynamodb_table",
      async create({ state, region }) {
        await aws.in(region).createTable(String(state.name), String(state.hash_key));
        return undefined;
      },
      async delete({ state, region }) {
        await aws.in(region).deleteTable(String(state.name));
      },
    },
  ];
}
