import { beforeAll, expect, test } from "vitest";
import production from "../../environments/production";
import { checkEnvironment } from "../../environments/schema/environment";
import { synthApp } from "../support/synth-app";

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Principal?: string | Readonly<Record<string, string | readonly string[]>>;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Every statement of production's stacks with what else has policies, whatever attribute holds the policy. */
async function statements(): Promise<Statement[]> {
  const { service, database } = production;
  const environment = checkEnvironment("production", {
    ...production,
    database: { ...database, proxy: {} },
    service: { ...service, scaling: undefined },
    deployment: { strategy: "blue-green", alarms: true },
  });
  const stacks = await synthApp(environment);
  const attributes = Object.values(stacks).flatMap(({ resource }) =>
    Object.values(resource).flatMap((byId) => Object.values(byId).flatMap((one) => Object.values(one))),
  );
  return attributes
    .filter((value): value is string => typeof value === "string" && value.startsWith('{"Version":"2012-10-17"'))
    .flatMap((document) => JSON.parse(document).Statement as Statement[]);
}

let all: Statement[];
beforeAll(async () => {
  all = await statements();
});

/** Keys by which a policy knows whose resources a service acts for. */
const OWNERS = ["aws:SourceAccount", "aws:SourceArn", "kms:EncryptionContext:aws:logs:arn"];

/** Statements for a service that says no more than its name, each with the reason. */
const NAMELESS = [
  // EventBridge publishes to no topic whose policy has a condition.
  "EventsPublish",
  // What the guides of EC2, ECS (roles for load balancers) and RDS Proxy show has no conditions, and a role that is not taken stops a deployment.
  "ContainerInstances",
  "EcsAssumes",
  "RdsProxyAssumes",
];

test("a service acts for this account alone, wherever it says whose resources it acts for", () => {
  const open = all.filter(({ Effect, Principal, Condition = {} }) => {
    if (Effect !== "Allow" || typeof Principal !== "object" || Principal.Service === undefined) return false;
    const keys = Object.values(Condition).flatMap((tests) => Object.keys(tests));
    return !keys.some((key) => OWNERS.includes(key));
  });
  expect(all.length).toBeGreaterThan(50);
  expect([...new Set(open.map(({ Sid }) => Sid))].sort()).toEqual([...NAMELESS].sort());
});

test("what anybody may do is refused, or bound to one caller", () => {
  const anybody = all.filter(
    ({ Effect, Principal }) =>
      Effect === "Allow" && (Principal === "*" || (typeof Principal === "object" && Principal.AWS === "*")),
  );
  expect(anybody.length).toBeGreaterThan(0);
  for (const { Condition } of anybody) {
    expect(Condition?.StringEquals).toMatchObject({ "kms:CallerAccount": "111122223333" });
    expect(Condition?.StringEquals?.["aws:PrincipalArn"]).toMatch(/^arn:aws:iam::111122223333:role\//);
  }
});

test("a topic admits who publishes to it: CloudWatch everywhere, EventBridge and the budget in the site's region", () => {
  const budgets = all.filter(({ Sid }) => Sid === "BudgetsPublish");
  const alarms = all.filter(({ Sid, Action }) => Sid === "AlarmsPublish" && Action === "sns:Publish");
  expect([budgets.length, alarms.length]).toEqual([1, 2]);
});
