import type { Rule } from "../rule";

const MOST = 50;

export const tagRules: readonly Rule[] = [
  {
    id: "tag-keys",
    trap: 67,
    title:
      "Tags keep to AWS's limits: 50, no key that begins with aws:, none that differs by case alone, no < > & and the like",
    source: "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html",
    severity: "error",
    fix: "Rename the key, or take it away.",
    // Services that everybody's stacks have; the limits are the same everywhere.
    on: [
      "aws_db_instance",
      "aws_ecs_service",
      "aws_ecs_task_definition",
      "aws_efs_file_system",
      "aws_iam_role",
      "aws_instance",
      "aws_kms_key",
      "aws_lb",
      "aws_s3_bucket",
      "aws_security_group",
      "aws_subnet",
      "aws_vpc",
    ],
    *check(resource) {
      const keys = Object.keys(resource.map("tags"));
      const defaults = Object.keys(resource.defaultTags);
      const all = [...new Set([...defaults, ...keys])];
      if (all.length > MOST) yield resource.problem("tags", `${all.length} tags, at most ${MOST}`, all.length);
      for (const key of all) {
        if (/^aws:/i.test(key)) yield resource.problem("tags", "the prefix is AWS's", key);
        else if (key.length > 128) yield resource.problem("tags", "a key has at most 128 characters", key);
        else if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(key))
          yield resource.problem("tags", "a character that tags do not have", key);
      }
      const twice = all.find((key, index) => all.findIndex((one) => one.toLowerCase() === key.toLowerCase()) < index);
      if (twice !== undefined) yield resource.problem("tags", "another key differs by case alone", twice);
    },
  },
];
