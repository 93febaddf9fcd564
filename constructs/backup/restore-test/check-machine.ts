import { type DatabaseStepsProps, databaseSteps } from "./database-steps";
import { type FilesStepsProps, filesSteps } from "./files-steps";
import { call, expression, type Machine, type State } from "./states";

export interface CheckMachineProps extends DatabaseStepsProps, FilesStepsProps {
  /** Namespace of the metrics. */
  readonly namespace: string;
  /** First part of the names of the parameters with the times of the last good tests, with a slash behind it. */
  readonly parameterPrefix: string;
}

/** The time, as ISO 8601 has it without fractions. */
const NOW = expression("$substring($now(), 0, 19) & 'Z'");

/** What is restored. */
export const RESTORED = ["database", "files"] as const;

/**
 * What happens when AWS Backup has restored something for a test: a task of the image looks at it, and whatever was made for that
 * goes again. Then the result is a metric, a time in Parameter Store if it is good, and AWS Backup's own, upon which it deletes
 * what it has restored. A failure goes the same way: nothing that was made stays, and the result says where it failed.
 *
 * Started without a job, it measures how long ago the last good tests were: an alarm of CloudWatch looks back a week at most, and
 * would take a test a month for none.
 */
export function checkMachine(props: CheckMachineProps): Machine {
  const { partition } = props;
  return {
    Comment: "Checks what AWS Backup has restored for a test",
    QueryLanguage: "JSONata",
    StartAt: "Asked",
    // Retries, waits and a check of an hour for each of three attempts.
    TimeoutSeconds: 6 * 3600,
    States: {
      Asked: {
        Type: "Choice",
        Choices: [{ Condition: expression("$exists($states.input.detail.restoreJobId)"), Next: "Job" }],
        Default: "Ages",
      },
      Ages: ages(props),
      Job: call(partition, {
        call: "backup:describeRestoreJob",
        arguments: { RestoreJobId: expression("$states.input.detail.restoreJobId") },
        assign: {
          job: expression("$states.result.RestoreJobId"),
          status: expression("$states.result.Status"),
          restored: expression("$states.result.ResourceType = 'EFS' ? 'files' : 'database'"),
          // `…:db:name`, `…:cluster:name` or `…:file-system/name`.
          resource: expression("'' & $split($split('' & $states.result.CreatedResourceArn, ':')[-1], '/')[-1]"),
          problem: expression(
            "$states.result.Status = 'COMPLETED' ? '' : 'the restore is ' & $states.result.Status & ': ' & $states.result.StatusMessage",
          ),
          tries: 0,
          accessPoint: "",
          taskDefinition: "",
        },
        next: "What",
      }),
      What: {
        Type: "Choice",
        Choices: [
          { Condition: expression("$status != 'COMPLETED'"), Next: "Measure" },
          { Condition: expression("$restored = 'files'"), Next: "MakeAccessPoint" },
        ],
        Default: props.database.kind === "Aurora" ? "MakeInstance" : "FindDatabase",
      },
      ...databaseSteps(props),
      ...filesSteps(props),
      ...result(props),
    },
  };
}

/** Days since the last good test, or since the parameters were made where there was none. */
function ages({ partition, namespace, parameterPrefix }: CheckMachineProps): State {
  return {
    Type: "Map",
    Items: [...RESTORED],
    ItemProcessor: {
      ProcessorConfig: { Mode: "INLINE" },
      StartAt: "Read",
      States: {
        Read: call(partition, {
          call: "ssm:getParameter",
          arguments: { Name: expression(`'${parameterPrefix}' & $states.input`) },
          assign: {
            which: expression("$states.input"),
            days: expression(
              "($millis() - $toMillis($contains($states.result.Parameter.Value, /^[0-9]{4}-/)" +
                " ? $states.result.Parameter.Value : $states.result.Parameter.LastModifiedDate)) / 86400000",
            ),
          },
          next: "MeasureAge",
        }),
        MeasureAge: measured(partition, namespace, {
          metric: "DaysSinceRestoreTest",
          restored: "$which",
          value: "$days",
        }),
      },
    },
    End: true,
  };
}

function measured(
  partition: string,
  namespace: string,
  { metric, restored, value, next }: { metric: string; restored: string; value: string; next?: string },
): State {
  const { Next, ...state } = call(partition, {
    call: "cloudwatch:putMetricData",
    arguments: {
      Namespace: namespace,
      MetricData: [
        {
          MetricName: metric,
          Dimensions: [{ Name: "restored", Value: expression(restored) }],
          Value: expression(value),
          Unit: "None",
        },
      ],
    },
    next: next ?? "",
  });
  return next === undefined ? { ...state, End: true } : { ...state, Next };
}

/** Says whether the test was good, wherever somebody looks. */
function result({ partition, namespace, parameterPrefix }: CheckMachineProps): Record<string, State> {
  const isGood = expression("$problem = ''");
  return {
    Measure: measured(partition, namespace, {
      metric: "RestoreTestSucceeded",
      restored: "$restored",
      value: "$problem = '' ? 1 : 0",
      next: "Good",
    }),
    Good: {
      Type: "Choice",
      Choices: [
        { Condition: isGood, Next: "Remember" },
        { Condition: expression("$status = 'COMPLETED'"), Next: "Judge" },
      ],
      Default: "Failed",
    },
    Remember: call(partition, {
      call: "ssm:putParameter",
      arguments: { Name: expression(`'${parameterPrefix}' & $restored`), Value: NOW, Overwrite: true },
      next: "Judge",
    }),
    Judge: call(partition, {
      call: "backup:putRestoreValidationResult",
      arguments: {
        RestoreJobId: expression("$job"),
        ValidationStatus: expression("$problem = '' ? 'SUCCESSFUL' : 'FAILED'"),
        ValidationStatusMessage: expression("$problem = '' ? 'The mark was read' : $problem"),
      },
      next: "End",
    }),
    End: { Type: "Choice", Choices: [{ Condition: isGood, Next: "Succeeded" }], Default: "Failed" },
    Succeeded: { Type: "Succeed" },
    Failed: { Type: "Fail", Error: "RestoreTestFailed", Cause: expression("$problem") },
  };
}
