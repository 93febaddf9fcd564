import type { Rule } from "../rule";

const GUIDE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide";

/** 3 to 63 lowercase letters, digits, dots and hyphens; no two dots, no IP address, no reserved prefix or suffix. */
export const BUCKET_NAME =
  /^(?!xn--|sthree-|amzn-s3-demo-)(?!\d+\.\d+\.\d+\.\d+$)(?=.{3,63}$)[a-z0-9](?:[a-z0-9-]|\.(?!\.))*[a-z0-9](?<!-s3alias|--ol-s3|\.mrap|--x-s3)$/;

export const bucketRules: readonly Rule[] = [
  {
    id: "bucket-name",
    trap: 7,
    title: "A bucket's name has 3 to 63 lowercase letters, digits, dots and hyphens",
    source: `${GUIDE}/bucketnamingrules.html`,
    severity: "error",
    fix: "Write the name in lowercase without underscores, or use bucket_prefix.",
    on: ["aws_s3_bucket"],
    *check(resource) {
      const name = resource.text("bucket");
      if (name !== undefined && !BUCKET_NAME.test(name)) yield resource.problem("bucket");
      const prefix = resource.text("bucket_prefix");
      if (prefix !== undefined && !/^[a-z0-9][a-z0-9.-]{0,36}$/.test(prefix))
        yield resource.problem("bucket_prefix", "at most 37");
    },
  },
  {
    id: "bucket-acl",
    writtenOnly: true,
    trap: 58,
    title: "A bucket whose objects belong to its owner takes no ACL",
    source: `${GUIDE}/about-object-ownership.html`,
    severity: "error",
    fix: "Remove aws_s3_bucket_acl, or set object_ownership to BucketOwnerPreferred before it.",
    on: ["aws_s3_bucket_acl"],
    *check(resource, tree) {
      const bucket = resource.follow("bucket");
      if (bucket?.type !== "aws_s3_bucket") return;
      const controls = tree.referring(bucket, "bucket", "aws_s3_bucket_ownership_controls");
      const open = controls.find(
        (control) => control.block("rule")?.text("object_ownership") !== "BucketOwnerEnforced",
      );
      if (!open) yield resource.problem("bucket", "object ownership is BucketOwnerEnforced");
      else if (!resource.isAfter(open)) yield resource.problem("depends_on", `must contain ${open.address}`);
    },
  },
  {
    id: "repository-name",
    trap: 6,
    title: "An ECR repository's name has 2 to 256 lowercase letters, digits and single separators",
    source: "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html",
    severity: "error",
    fix: "Write the name in lowercase.",
    on: ["aws_ecr_repository"],
    *check(resource) {
      const name = resource.text("name");
      if (name !== undefined && !/^(?=.{2,256}$)[a-z0-9]+([._/-][a-z0-9]+|__[a-z0-9]+)*$/.test(name))
        yield resource.problem("name");
    },
  },
];
