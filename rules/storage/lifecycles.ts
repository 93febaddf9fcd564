import { isObject, listed, objectOf } from "../../terraform/json";
import type { Rule } from "../rule";

const BACKUP_GUIDE = "https://docs.aws.amazon.com/aws-backup/latest/devguide";

export const lifecycleRules: readonly Rule[] = [
  {
    id: "backup-lifecycle",
    trap: 61,
    title: "A backup stays 90 days in cold storage at least, a continuous one 35 days in all at most",
    source: `${BACKUP_GUIDE}/creating-a-backup-plan.html`,
    severity: "error",
    fix: "Raise delete_after to cold_storage_after + 90, or shorten the continuous backup to 35 days.",
    on: ["aws_backup_plan"],
    *check(resource) {
      for (const rule of resource.blocks("rule")) {
        const lifecycle = rule.block("lifecycle");
        const kept = lifecycle?.number("delete_after");
        const cold = lifecycle?.number("cold_storage_after");
        if (lifecycle && kept && cold && kept < cold + 90)
          yield lifecycle.problem("delete_after", `cold_storage_after is ${cold}`);
        if (rule.flag("enable_continuous_backup") && (kept === undefined || kept < 1 || kept > 35 || cold)) {
          if (lifecycle?.has("delete_after") && kept === undefined) continue;
          yield rule.problem("enable_continuous_backup", `delete_after is ${kept ?? "not set"}`);
        }
      }
    },
  },
  {
    id: "backup-schedule",
    trap: 61,
    title: "A backup schedule is cron(…) with six fields, or rate(…)",
    source: `${BACKUP_GUIDE}/plan-options-and-configuration.html`,
    severity: "error",
    fix: "Write for instance cron(0 3 * * ? *).",
    on: ["aws_backup_plan"],
    *check(resource) {
      for (const rule of resource.blocks("rule")) {
        const expression = rule.text("schedule");
        if (expression === undefined) continue;
        const fields = /^cron\((.*)\)$/.exec(expression)?.[1]?.trim().split(/\s+/);
        const cron = fields?.length === 6 && (fields[2] === "?") !== (fields[4] === "?");
        if (!cron && !/^rate\(\d+ (hours?|days?|minutes?)\)$/.test(expression)) yield rule.problem("schedule");
      }
    },
  },
  {
    id: "repository-lifecycle",
    trap: 61,
    title: "An ECR lifecycle rule for any tag comes last, and priorities are used once",
    source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html",
    severity: "error",
    fix: "Give the rule with tagStatus any the highest rulePriority.",
    on: ["aws_ecr_lifecycle_policy"],
    *check(resource) {
      const decoded = resource.decoded("policy");
      if (!isObject(decoded)) return;
      const rules = listed(decoded.rules).map(objectOf);
      const priorities = rules.map((rule) => Number(rule.rulePriority));
      const last = Math.max(...priorities);
      const any = rules.filter((rule) => objectOf(rule.selection).tagStatus === "any");
      if (any.length > 1 || any.some((rule) => rule.rulePriority !== last))
        yield resource.problem("policy", "tagStatus any is not last");
      if (new Set(priorities).size < priorities.length)
        yield resource.problem("policy", "a priority occurs twice", priorities);
      for (const rule of rules) {
        const { tagStatus, tagPrefixList, tagPatternList } = objectOf(rule.selection);
        if (tagStatus === "tagged" && !tagPrefixList && !tagPatternList)
          yield resource.problem("policy", "tagged without a list of tags");
      }
    },
  },
  {
    id: "backup-vault-destroy",
    writtenOnly: true,
    trap: 61,
    title: "A backup vault that may be destroyed with its environment must be allowed to drop its recovery points",
    source: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/backup_vault",
    severity: "warning",
    fix: "Set force_destroy = true for throw-away environments, or lifecycle.prevent_destroy for lasting ones.",
    on: ["aws_backup_vault"],
    *check(resource) {
      const kept = resource.block("lifecycle")?.flag("prevent_destroy");
      if (!resource.has("force_destroy") && !kept) yield resource.problem("force_destroy");
    },
  },
];
