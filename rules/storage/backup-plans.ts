import { repeated } from "../forms";
import type { Rule } from "../rule";

const API = "https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupRuleInput.html";
const SHORTEST_START_MINUTES = 60;
/** What AWS Backup takes where nothing is written. */
const START_MINUTES = 480;
const COMPLETION_MINUTES = 10_080;

export const backupPlanRules: readonly Rule[] = [
  {
    id: "backup-windows",
    trap: 49,
    title:
      "A backup has an hour or more to begin, and an hour more than that to end; a plan's rules have different names",
    source: API,
    severity: "error",
    fix: "Set start_window to 60 or more, and completion_window to an hour more.",
    on: ["aws_backup_plan"],
    *check(resource) {
      const rules = resource.blocks("rule");
      for (const rule of rules) {
        const start = rule.numberOr("start_window", START_MINUTES);
        const completion = rule.numberOr("completion_window", COMPLETION_MINUTES);
        if (start !== undefined && start < SHORTEST_START_MINUTES)
          yield rule.problem("start_window", `at least ${SHORTEST_START_MINUTES} minutes`);
        if (start !== undefined && completion !== undefined && completion < start + 60)
          yield rule.problem("completion_window", `start_window is ${start}`);
      }
      const [twice] = repeated(rules.flatMap((rule) => rule.text("rule_name") ?? []));
      if (twice !== undefined) yield resource.problem("rule.rule_name", "given twice", twice);
    },
  },
];
