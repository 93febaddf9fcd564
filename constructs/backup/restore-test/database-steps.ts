import type { RestoredDatabase } from "../../database/database";
import type { TaskLaunch } from "../../scheduler/task-launch";
import { runTask } from "./run-task";
import { awaited, call, expression, type State } from "./states";

export interface DatabaseStepsProps {
  readonly partition: string;
  readonly launch: TaskLaunch;
  readonly database: Pick<RestoredDatabase, "kind">;
  /** The service's own task definition, without a revision: the newest runs. */
  readonly taskDefinitionFamily: string;
  readonly containerName: string;
  /** Variables of the container that lead past a proxy. */
  readonly environment: Readonly<Record<string, string>>;
}

/** First part of the name of the instance that a restored cluster of Aurora gets: AWS Backup restores none. */
export const INSTANCE_PREFIX = "restore-check-";

/** The smallest class of Aurora MySQL; it reads one table and goes. */
const INSTANCE_CLASS = "db.t4g.medium";

/** From `FindDatabase` or, for Aurora, `MakeInstance` to `Measure`. */
export function databaseSteps(props: DatabaseStepsProps): Record<string, State> {
  return props.database.kind === "Aurora" ? auroraSteps(props) : instanceSteps(props);
}

function instanceSteps(props: DatabaseStepsProps): Record<string, State> {
  return {
    FindDatabase: call(props.partition, {
      call: "rds:describeDBInstances",
      arguments: { DbInstanceIdentifier: expression("$resource") },
      assign: { host: expression("$states.result.DbInstances[0].Endpoint.Address") },
      next: "CheckDatabase",
      otherwise: "Measure",
    }),
    CheckDatabase: check(props, "Measure"),
  };
}

/** With an instance for the time of the check. */
function auroraSteps(props: DatabaseStepsProps): Record<string, State> {
  const { partition } = props;
  const instance = expression(`'${INSTANCE_PREFIX}' & $job`);
  return {
    MakeInstance: call(partition, {
      call: "rds:createDBInstance",
      arguments: {
        DbInstanceIdentifier: instance,
        DbClusterIdentifier: expression("$resource"),
        DbInstanceClass: INSTANCE_CLASS,
        Engine: "aurora-mysql",
        PubliclyAccessible: false,
      },
      next: "AwaitInstance",
      otherwise: "DeleteInstance",
    }),
    ...awaited(partition, "Instance", {
      call: "rds:describeDBInstances",
      arguments: { DbInstanceIdentifier: instance },
      when: "$states.result.DbInstances[0].DbInstanceStatus = 'available'",
      next: "FindDatabase",
      otherwise: "DeleteInstance",
    }),
    FindDatabase: call(partition, {
      call: "rds:describeDBClusters",
      arguments: { DbClusterIdentifier: expression("$resource") },
      assign: { host: expression("$states.result.DbClusters[0].Endpoint") },
      next: "CheckDatabase",
      otherwise: "DeleteInstance",
    }),
    CheckDatabase: check(props, "DeleteInstance"),
    DeleteInstance: call(partition, {
      call: "rds:deleteDBInstance",
      arguments: { DbInstanceIdentifier: instance, SkipFinalSnapshot: true },
      next: "Measure",
      otherwise: "Measure",
    }),
  };
}

function check({ partition, launch, ...props }: DatabaseStepsProps, next: string): State {
  const variables = Object.entries(props.environment).map(([Name, Value]) => ({ Name, Value }));
  return runTask(partition, {
    launch,
    taskDefinition: props.taskDefinitionFamily,
    overrides: {
      ContainerOverrides: [
        {
          Name: props.containerName,
          Command: expression("['wp-image', 'check-restore', '--wait=300', '--database=' & $host]"),
          ...(variables.length > 0 && { Environment: variables }),
        },
      ],
    },
    next,
    otherwise: next,
  });
}
