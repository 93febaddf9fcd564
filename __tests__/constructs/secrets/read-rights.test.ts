import { expect, test } from "vitest";
import { Place } from "../../../constructs/place";
import { readRights } from "../../../constructs/secrets/read-rights";

const place = new Place("111122223333", "eu-west-1");

test("names each secret once, and gives no right when there is none", () => {
  expect(readRights(place, ["arn:secret-1", "arn:secret-2", "arn:secret-1"])).toEqual([
    { Sid: "ReadSecrets", Action: "secretsmanager:GetSecretValue", Resource: ["arn:secret-1", "arn:secret-2"] },
  ]);
  expect(readRights(place, [], "arn:key")).toEqual([]);
});

test("decrypts with the secrets' key through Secrets Manager only", () => {
  expect(readRights(place, ["arn:secret"], "arn:key")[1]).toEqual({
    Sid: "DecryptSecrets",
    Action: "kms:Decrypt",
    Resource: "arn:key",
    Condition: { StringEquals: { "kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com" } },
  });
});
