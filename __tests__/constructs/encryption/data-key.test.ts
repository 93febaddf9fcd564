import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { expect, test } from "vitest";
import { DataKey } from "../../../constructs/encryption/data-key";
import { synth } from "../../support/synth";

const dataKey = (preventDestroy?: boolean) =>
  synth((stack) => {
    new DataKey(stack, "Key", {
      name: "site-data",
      preventDestroy,
    });
  });

test("rotates, is kept by default and has an alias", () => {
  const { all } = dataKey();
  expect(all(KmsKey)).toMatchObject([{ enable_key_rotation: true, lifecycle: { prevent_destroy: true } }]);
  expect(all(KmsAlias)).toMatchObject([{ name: "alias/site-data" }]);
  expect(dataKey(false).all(KmsKey)).toMatchObject([{ lifecycle: { prevent_destroy: false } }]);
});

test("stays in the account's hands and serves the account's log groups and the topics of alarms", () => {
  const [key] = dataKey().all(KmsKey);
  expect(JSON.parse(String(key?.policy)).Statement).toMatchObject([
    { Principal: { AWS: "arn:aws:iam::111122223333:root" } },
    {
      Principal: { Service: "logs.eu-west-1.amazonaws.com" },
      Condition: {
        ArnLike: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-west-1:111122223333:log-group:*" },
      },
    },
    {
      Principal: { Service: ["cloudwatch.amazonaws.com", "events.amazonaws.com", "budgets.amazonaws.com"] },
      Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
    },
  ]);
});
