import type { Finding, Resource, Rule } from "../rule";

const API = "https://docs.aws.amazon.com/aws-backup/latest/devguide";
const NAME = /^[A-Za-z0-9_]{1,50}$/;

/** Most hours that a test may begin late, and that somebody may look at what was restored; most days that a backup may be old. */
const MOST = { start_window_hours: 168, validation_window_hours: 168, selection_window_days: 365 };

/** What AWS Backup restores for a test. Source: API reference, `RestoreTestingSelectionForCreate`. */
const TESTED = [
  ...["Aurora", "DocumentDB", "DynamoDB", "EBS", "EC2", "EFS", "FSx", "Neptune", "RDS", "S3"],
  "SAP HANA on Amazon EC2",
];

function* within(
  block: Pick<Resource, "number" | "problem">,
  attribute: keyof typeof MOST,
  least: number,
): Generator<Finding> {
  const value = block.number(attribute);
  if (value !== undefined && (value < least || value > MOST[attribute]))
    yield block.problem(attribute, `${least} to ${MOST[attribute]}`);
}

export const restoreTestRules: readonly Rule[] = [
  {
    id: "restore-test-name",
    trap: 61,
    title: "Names of restore testing plans and selections are 1 to 50 letters, digits and underscores",
    source: `${API}/API_RestoreTestingPlanForCreate.html`,
    severity: "error",
    fix: "Write underscores in place of hyphens, and shorten it.",
    on: ["aws_backup_restore_testing_plan", "aws_backup_restore_testing_selection"],
    *check(resource) {
      const name = resource.text("name");
      if (name !== undefined && !NAME.test(name)) yield resource.problem("name");
    },
  },
  {
    id: "restore-test-plan",
    trap: 61,
    title: "A restore testing plan has a cron schedule of six fields, and windows that AWS Backup takes",
    source: `${API}/API_RestoreTestingPlanForCreate.html`,
    severity: "error",
    fix: "Write for instance cron(0 12 ? * TUE *), up to 168 hours to start in, and 1 to 365 days of backups.",
    on: ["aws_backup_restore_testing_plan"],
    *check(resource) {
      const fields = /^cron\((.*)\)$/.exec(resource.text("schedule_expression") ?? "cron(0 0 ? * * *)");
      const [, , day, , weekday, ...rest] = fields?.[1]?.trim().split(/\s+/) ?? [];
      if (rest.length !== 1 || (day === "?") === (weekday === "?")) yield resource.problem("schedule_expression");
      yield* within(resource, "start_window_hours", 1);
      for (const selection of resource.blocks("recovery_point_selection"))
        yield* within(selection, "selection_window_days", 1);
    },
  },
  {
    id: "restore-test-selection",
    trap: 61,
    title:
      "A restore testing selection is of a type that AWS Backup tests, by ARNs or by tags, and looked at for a week at most",
    source: `${API}/API_RestoreTestingSelectionForCreate.html`,
    severity: "error",
    fix: "Name a type such as RDS, Aurora or EFS, and either the ARNs or conditions.",
    on: ["aws_backup_restore_testing_selection"],
    *check(resource) {
      const type = resource.text("protected_resource_type");
      if (type !== undefined && !TESTED.includes(type)) yield resource.problem("protected_resource_type");
      yield* within(resource, "validation_window_hours", 1);
      const arns = resource.list("protected_resource_arns") ?? [];
      const isOfAll = arns.includes("*");
      const hasConditions = resource.blocks("protected_resource_conditions").length > 0;
      if (isOfAll && arns.length > 1) yield resource.problem("protected_resource_arns", '"*" beside others');
      if (hasConditions && arns.length > 0)
        yield resource.problem("protected_resource_arns", "together with protected_resource_conditions");
      if (!hasConditions && arns.length === 0) yield resource.problem("protected_resource_arns", "without conditions");
    },
  },
];
