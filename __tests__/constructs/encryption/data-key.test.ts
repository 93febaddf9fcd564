import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { expect, test } from "vitest";
import { DataKey, type DataKeyProps } from "../../../constructs/encryption/data-key";
import { synth } from "../../support/synth";

const dataKey = (props: Partial<DataKeyProps> = {}) =>
  synth((stack) => {
    new DataKey(stack, "Key", { name: "site-data", logs: true, preventDestroy: true, ...props });
  });
const statements = (props: Partial<DataKeyProps>) =>
  JSON.parse(String(dataKey(props).all(KmsKey)[0]?.policy)).Statement as { Sid: string; Condition?: unknown }[];

test("rotates, is kept by default and has an alias", () => {
  const { all } = dataKey();
  expect(all(KmsKey)).toMatchObject([{ enable_key_rotation: true, lifecycle: { prevent_destroy: true } }]);
  expect(all(KmsAlias)).toMatchObject([{ name: "alias/site-data" }]);
  expect(dataKey({ preventDestroy: false }).all(KmsKey)).toMatchObject([{ lifecycle: { prevent_destroy: false } }]);
});

test("stays in the account's hands and serves the account's log groups", () => {
  expect(statements({})).toMatchObject([
    { Principal: { AWS: "arn:aws:iam::111122223333:root" } },
    {
      Principal: { Service: "logs.eu-west-1.amazonaws.com" },
      Condition: {
        ArnLike: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-west-1:111122223333:log-group:*" },
      },
    },
  ]);
  expect(statements({ logs: false })).toHaveLength(1);
});

test("serves Auto Scaling's own role where volumes are under it, with grants for services alone", () => {
  const role = "arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";
  const ofTheRole = { "kms:CallerAccount": "111122223333", "aws:PrincipalArn": role };
  expect(statements({ logs: false, volumes: true }).slice(1)).toMatchObject([
    { Sid: "AutoScalingEncryptsVolumes", Condition: { StringEquals: ofTheRole } },
    {
      Action: "kms:CreateGrant",
      Condition: { StringEquals: ofTheRole, Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
  ]);
  expect(statements({ logs: false })).toHaveLength(1);
});

test("serves those who publish to a topic under it, of this account where the service says whose it is", () => {
  expect(statements({ logs: false, publishers: ["cloudwatch", "events", "budgets"] }).slice(1)).toMatchObject([
    {
      Principal: { Service: ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"] },
      Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
    },
    { Principal: { Service: ["events.amazonaws.com"] }, Action: ["kms:Decrypt", "kms:GenerateDataKey*"] },
  ]);
  expect(statements({ logs: false, publishers: ["cloudwatch"] })).toHaveLength(2);
});
