import { BackupRestoreTestingPlan } from "@cdktf/provider-aws/lib/backup-restore-testing-plan";
import { BackupRestoreTestingSelection } from "@cdktf/provider-aws/lib/backup-restore-testing-selection";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { App, type TerraformStack, Testing } from "cdktf";
import { expect, test } from "vitest";
import production from "../../environments/production";
import { checkEnvironment } from "../../environments/schema/environment";
import { createStacks } from "../../stacks";
import { problemsOf, withSettings } from "../environments/support/problems";

type Settings = Record<string, unknown>;

/** The stack's JSON, of production with other settings. */
async function stackOf(settings: Settings = {}): Promise<{ json: string; resources: Record<string, Settings[]> }> {
  const app = Testing.stubVersion(new App({ stackTraces: false, skipValidation: true }));
  await createStacks(app, checkEnvironment("production", { ...production, ...settings }));
  const stack = app.node.findChild("production-restore-test") as TerraformStack;
  const json = Testing.synth(stack);
  const { resource } = JSON.parse(json) as { resource: Record<string, Record<string, Settings>> };
  return {
    json,
    resources: Object.fromEntries(Object.entries(resource).map(([type, byId]) => [type, Object.values(byId)])),
  };
}

const policies = (resources: Record<string, Settings[]>) =>
  (resources.aws_iam_role_policy ?? []).flatMap(
    ({ policy }) =>
      JSON.parse(String(policy)).Statement as { Sid: string; Action: string | string[]; Resource: unknown }[],
  );

test("the newest backups of a week are restored beside the site each Tuesday, to where its tasks reach them and nobody else does", async () => {
  const { json, resources } = await stackOf();
  expect(
    Testing.toHaveResourceWithProperties(json, BackupRestoreTestingPlan.tfResourceType, {
      name: "wordpress_production_restores",
      schedule_expression: "cron(0 12 ? * TUE *)",
    }),
  ).toBe(true);
  const [database, files] = resources[BackupRestoreTestingSelection.tfResourceType] ?? [];
  expect(database).toMatchObject({
    name: "wordpress_production_restores_database",
    protected_resource_type: "RDS",
    restore_metadata_overrides: { publiclyAccessible: "false" },
  });
  expect(Object.keys(database?.restore_metadata_overrides ?? {}).sort()).toEqual([
    ...["dbParameterGroupName", "dbSubnetGroupName", "publiclyAccessible", "vpcSecurityGroupIds"],
  ]);
  expect(files).toMatchObject({ protected_resource_type: "EFS", validation_window_hours: 6 });
  expect(Object.keys(files?.restore_metadata_overrides ?? {})).toEqual(["kmsKeyId"]);
  expect(resources[SsmParameter.tfResourceType]).toMatchObject([
    { name: "/wordpress/production/restore-test/database", lifecycle: { ignore_changes: ["value"] } },
    { name: "/wordpress/production/restore-test/files", lifecycle: { ignore_changes: ["value"] } },
  ]);
});

test("once a month, and a cluster of Aurora, are a setting away", async () => {
  const { json, resources } = await stackOf({
    database: { engine: "aurora-mysql", tls: "verify" },
    backup: { restoreTest: { every: "month", startTime: "09:30", validationHours: 12 } },
  });
  expect(json).toContain("cron(30 9 1 * ? *)");
  const [database] = resources[BackupRestoreTestingSelection.tfResourceType] ?? [];
  expect(database).toMatchObject({ protected_resource_type: "Aurora", validation_window_hours: 12 });
  expect(Object.keys(database?.restore_metadata_overrides ?? {})).toContain("dbClusterParameterGroupName");
  const [machine] = resources[SfnStateMachine.tfResourceType] ?? [];
  expect(Object.keys(JSON.parse(String(machine?.definition)).States)).toContain("MakeInstance");
});

test("behind a proxy the check takes the authority of the database's own certificate", async () => {
  const commandOf = async (proxy: unknown) => {
    const { resources } = await stackOf({ database: { ...production.database, proxy } });
    const [machine] = resources[SfnStateMachine.tfResourceType] ?? [];
    return JSON.parse(String(machine?.definition)).States.CheckDatabase.Arguments.Overrides.ContainerOverrides[0];
  };
  expect(await commandOf(undefined)).not.toHaveProperty("Environment");
  expect((await commandOf({})).Environment).toEqual([
    { Name: "WORDPRESS_DB_SSL_CA", Value: expect.stringContaining("BEGIN CERTIFICATE") },
  ]);
});

test("the machine may do nothing to the site's own database and files", async () => {
  const statements = policies((await stackOf()).resources);
  // What IAM knows no resource of, each with its reason in constructs/backup/restore-test/rights.ts.
  const everywhere = statements.filter(({ Resource }) => Resource === "*").map(({ Sid }) => Sid);
  expect(everywhere.sort()).toEqual(
    ["Measure", "ReadAndJudgeRestores", "RegisterTheTaskOfTheFiles", "SeeTheNetwork", "Trace"].sort(),
  );
  const about = (service: string) =>
    statements.filter(({ Action }) => [Action].flat().some((action) => action.startsWith(`${service}:`)));
  expect(about("rds").map(({ Resource }) => Resource)).toEqual([
    ["arn:aws:rds:eu-west-1:111122223333:db:awsbackup-restore-test-*"],
  ]);
  for (const statement of about("elasticfilesystem")) {
    expect(JSON.stringify(statement)).toMatch(
      /aws:ResourceTag\/awsbackup-restore-test|aws:(Request|Resource)Tag\/RestoreTest/,
    );
  }
});

test("a test needs the marks that the site's events write", () => {
  const [problem] = problemsOf(withSettings({ backup: { restoreTest: {} }, service: { cron: "off" } }));
  expect(problem).toContain('backup.restoreTest: must not be set with service.cron "off"');
  expect(problemsOf(withSettings({ backup: { restoreTest: { every: "day" } } }))[0]).toContain(
    "backup.restoreTest.every: must be one of week, month",
  );
});
