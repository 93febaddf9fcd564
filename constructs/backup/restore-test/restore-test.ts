import { BackupRestoreTestingPlan } from "@cdktf/provider-aws/lib/backup-restore-testing-plan";
import { BackupRestoreTestingSelection } from "@cdktf/provider-aws/lib/backup-restore-testing-selection";
import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { acceptFindings } from "../../accepted-finding";
import type { EcsCluster } from "../../cluster/cluster";
import type { RestoredDatabase } from "../../database/database";
import { policy } from "../../iam/policy";
import { TRACE } from "../../iam/tracing";
import { Place } from "../../place";
import type { TaskLaunch } from "../../scheduler/task-launch";
import { checkMachine, RESTORED } from "./check-machine";
import { filesTask, RESTORED_VOLUME } from "./files-task";
import { machineRights } from "./rights";

export interface RestoreTestProps {
  /** First part of the names of machine, rules and roles; at most 54 characters. */
  readonly name: string;
  /** Name of the plan and start of its selections'; letters, digits and `_`, at most 41. */
  readonly planName: string;
  /** AWS Backup's cron expression, UTC. */
  readonly schedule: string;
  /** Hours after which AWS Backup deletes what it has restored, checked or not; 1 to 168. */
  readonly validationHours: number;
  /** Vault of the backups. */
  readonly vaultArn: string;
  /** Role by which AWS Backup restores. */
  readonly backupRoleArn: string;
  readonly database: RestoredDatabase & { readonly subnetGroupName: string };
  readonly files: {
    readonly fileSystemArn: string;
    readonly kmsKeyArn?: string;
    /** Where the restored file system gets an address. */
    readonly subnetIds: readonly string[];
    readonly securityGroupId: string;
  };
  readonly cluster: Pick<EcsCluster, "compatibility" | "networkMode" | "architecture">;
  readonly clusterName: string;
  readonly launch: TaskLaunch;
  /** The service's own tasks, one of which looks at the database. */
  readonly service: {
    readonly taskDefinitionFamily: string;
    readonly containerName: string;
    readonly taskRoleArn: string;
    readonly executionRoleArn: string;
    readonly logGroupName: string;
    /** Variables that lead past a proxy of the database. */
    readonly environment: Readonly<Record<string, string>>;
    /** Image by digest. */
    readonly image: string;
  };
  /** Namespace of the metrics. */
  readonly namespace: string;
  /** First part of the names of the parameters with the times of the last good tests, with a slash behind it. */
  readonly parameterPrefix: string;
  /** Key that encrypts the schedule. @default - EventBridge Scheduler's own */
  readonly kmsKeyArn?: string;
}

/** The newest backup of so many days is restored. */
const WINDOW_DAYS = 7;

/**
 * Restores the newest backups of database and files on a schedule, has a task of the image look at them, and has AWS Backup delete them.
 *
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing.html
 */
export class RestoreTest extends Construct {
  private readonly place: Place;

  constructor(scope: Construct, id: string, props: RestoreTestProps) {
    super(scope, id);
    this.place = Place.of(this);
    const { name, validationHours } = props;
    if (!/^[A-Za-z0-9_]{1,41}$/.test(props.planName)) {
      throw new Error(
        `${this.node.path}: planName must be 1 to 41 letters, digits and _, got ${JSON.stringify(props.planName)}`,
      );
    }
    for (const restored of RESTORED) {
      const last = new SsmParameter(this, restored === "files" ? "LastOfFiles" : "LastOfDatabase", {
        name: `${props.parameterPrefix}${restored}`,
        description: `When a restore of the ${restored} was last tested and good`,
        type: "String",
        value: "none yet",
        // The machine writes it.
        lifecycle: { ignoreChanges: ["value"] },
      });
      acceptFindings(last, { CKV2_AWS_34: "A time, which is no secret." });
    }
    const machine = this.createMachine(props);
    const plan = new BackupRestoreTestingPlan(this, "Plan", {
      name: props.planName,
      scheduleExpression: props.schedule,
      startWindowHours: 1,
      recoveryPointSelection: [
        {
          algorithm: "LATEST_WITHIN_WINDOW",
          includeVaults: [props.vaultArn],
          recoveryPointTypes: ["SNAPSHOT"],
          selectionWindowDays: WINDOW_DAYS,
        },
      ],
    });
    const select = (what: string, type: string, arn: string, overrides: Readonly<Record<string, string>>) =>
      new BackupRestoreTestingSelection(this, what, {
        name: `${props.planName}_${what.toLowerCase()}`,
        restoreTestingPlanName: plan.name,
        protectedResourceType: type,
        protectedResourceArns: [arn],
        iamRoleArn: props.backupRoleArn,
        restoreMetadataOverrides: { ...overrides },
        validationWindowHours: validationHours,
      });
    const { database, files } = props;
    select("Database", database.kind, database.arn, database.overrides);
    select("Files", "EFS", files.fileSystemArn, files.kmsKeyArn === undefined ? {} : { kmsKeyId: files.kmsKeyArn });
    this.start(name, machine, plan.arn, props.kmsKeyArn);
  }

  private createMachine(props: RestoreTestProps): SfnStateMachine {
    const { name, launch, service, files, database, namespace, parameterPrefix } = props;
    const { partition, region, account } = this.place;
    const tag = { key: "RestoreTest", value: name };
    const family = `${name}-restored`;
    const role = new IamRole(this, "Role", {
      name: `${name}-drill`,
      assumeRolePolicy: policy({
        Sid: "StepFunctionsAssume",
        Principal: { Service: "states.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": account } },
      }),
    });
    const rights = new IamRolePolicy(this, "Rights", {
      role: role.name,
      policy: policy(
        TRACE,
        ...machineRights({
          place: this.place,
          clusterArn: launch.clusterArn,
          clusterName: props.clusterName,
          families: [service.taskDefinitionFamily, family],
          roleArns: [service.executionRoleArn, service.taskRoleArn],
          isAurora: database.kind === "Aurora",
          subnetGroupName: database.subnetGroupName,
          mountTargets: files,
          tag,
          namespace,
          parameterPrefix,
        }),
      ),
    });
    const definition = checkMachine({
      partition,
      launch,
      database,
      taskDefinitionFamily: service.taskDefinitionFamily,
      containerName: service.containerName,
      environment: service.environment,
      mountTargets: files,
      taskDefinition: filesTask({
        family,
        ...props.cluster,
        executionRoleArn: service.executionRoleArn,
        image: service.image,
        logs: { groupName: service.logGroupName, region, streamPrefix: "restored" },
        namespace,
      }),
      volume: RESTORED_VOLUME,
      tag,
      namespace,
      parameterPrefix,
    });
    const machine = new SfnStateMachine(this, "Machine", {
      name: `${name}-drill`,
      roleArn: role.arn,
      definition: JSON.stringify(definition),
      tracingConfiguration: { enabled: true },
      dependsOn: [rights],
    });
    acceptFindings(machine, {
      CKV_AWS_285: "Step Functions keeps the history for 90 days, and the task's own log has what was found.",
    });
    return machine;
  }

  /** At the end of each restore of the plan, and four times a day to measure how old the last good test is. */
  private start(name: string, machine: SfnStateMachine, planArn: string, kmsKeyArn: string | undefined): void {
    const role = new IamRole(this, "StartRole", {
      name: `${name}-drill-run`,
      assumeRolePolicy: policy({
        Sid: "EventBridgeAssumes",
        Principal: { Service: ["events.amazonaws.com", "scheduler.amazonaws.com"] },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": this.place.account } },
      }),
    });
    const rights: ITerraformDependable = new IamRolePolicy(this, "StartRights", {
      role: role.name,
      policy: policy(
        { Sid: "StartTheMachine", Action: "states:StartExecution", Resource: machine.arn },
        ...(kmsKeyArn === undefined ? [] : [{ Sid: "ReadTheSchedule", Action: "kms:Decrypt", Resource: kmsKeyArn }]),
      ),
    });
    const rule = new CloudwatchEventRule(this, "Restored", {
      name: `${name}-restored`,
      description: "AWS Backup has restored something for a test, or could not",
      eventPattern: JSON.stringify({
        source: ["aws.backup"],
        "detail-type": ["Restore Job State Change"],
        detail: { status: ["COMPLETED", "FAILED", "ABORTED"], restoreTestingPlanArn: [planArn] },
      }),
    });
    new CloudwatchEventTarget(this, "RestoredToMachine", {
      rule: rule.name,
      arn: machine.arn,
      roleArn: role.arn,
      dependsOn: [rights],
    });
    const schedule = new SchedulerSchedule(this, "Ages", {
      name: `${name}-restore-age`,
      description: "How long ago the last good tests of restores were",
      kmsKeyArn,
      scheduleExpression: "rate(6 hours)",
      flexibleTimeWindow: { mode: "OFF" },
      target: { arn: machine.arn, roleArn: role.arn, input: "{}", retryPolicy: { maximumRetryAttempts: 3 } },
      dependsOn: [rights],
    });
    if (kmsKeyArn === undefined) {
      acceptFindings(schedule, {
        CKV_AWS_297: "It holds a name, encrypted with AWS's own key; customerManagedKey gives it another.",
      });
    }
  }
}
