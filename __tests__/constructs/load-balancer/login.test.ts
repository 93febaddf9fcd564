import { LbListenerRule } from "@cdktf/provider-aws/lib/lb-listener-rule";
import { expect, test } from "vitest";
import { loginRules } from "../../../constructs/load-balancer/login";
import { synth } from "../../support/synth";

const login = {
  userPoolArn: "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_Ab12Cd34E",
  clientId: "client",
  domain: "editors",
  sessionHours: 8,
};

interface Rule {
  readonly priority: number;
  readonly condition: {
    host_header?: { values: string[] };
    path_pattern?: { values: string[] };
    query_string?: { key: string; value: string }[];
  }[];
  readonly action: Record<string, unknown>[];
}
const rulesFor = (domainNames: string[]) =>
  synth((stack) => {
    loginRules(stack, { listenerArn: "l", targetGroupArn: "tg", domainNames, login });
  }).all(LbListenerRule) as unknown as Rule[];

test("asks the user pool before it forwards, and holds no secret", () => {
  const asking = rulesFor(["www.example.com"]).filter(({ action }) => action.length === 2);
  expect(asking).toMatchObject([
    {
      action: [
        {
          type: "authenticate-cognito",
          order: 1,
          authenticate_cognito: {
            user_pool_client_id: "client",
            user_pool_domain: "editors",
            session_timeout: 8 * 3600,
            on_unauthenticated_request: "authenticate",
          },
        },
        { type: "forward", order: 2, target_group_arn: "tg" },
      ],
    },
  ]);
  expect(JSON.stringify(asking)).not.toMatch(/secret/i);
});

test("what visitors need of wp-admin comes first, and all of it before the rules of the site's names", () => {
  const rules = rulesFor(["www.example.com"]);
  const login = rules.find(({ action }) => action.length === 2)?.priority ?? 0;
  const open = rules.filter(({ action }) => action.length === 1);
  expect(open.flatMap(({ condition }) => condition.flatMap(({ path_pattern }) => path_pattern?.values ?? []))).toEqual(
    expect.arrayContaining(["*/wp-admin/admin-ajax.php", "*/wp-admin/admin-post.php"]),
  );
  expect(open.flatMap(({ condition }) => condition.flatMap(({ query_string }) => query_string ?? []))).toEqual([
    { key: "action", value: "postpass" },
    { key: "action", value: "confirmaction" },
  ]);
  for (const { priority } of open) expect(priority).toBeLessThan(login);
  expect(login).toBeLessThan(100);
});

test("with as many names as a certificate may have, no rule is over AWS's limits and no priority is taken twice", () => {
  const names = Array.from({ length: 21 }, (_, index) => `*.name${index}.example.com`);
  const rules = rulesFor(names);
  expect(new Set(rules.map(({ priority }) => priority)).size).toBe(rules.length);
  for (const { condition, priority } of rules) {
    const values = condition.flatMap(({ host_header, path_pattern, query_string }) => [
      ...(host_header?.values ?? []),
      ...(path_pattern?.values ?? []),
      ...(query_string ?? []).map(({ value }) => value),
    ]);
    expect(values.length).toBeLessThanOrEqual(5);
    expect(values.join("").replace(/[^*?]/g, "").length).toBeLessThanOrEqual(6);
    expect(priority).toBeLessThan(100);
  }
});
