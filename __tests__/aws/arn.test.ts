import { expect, test } from "vitest";
import { arnParts, secretReference } from "../../aws/arn";

test("an ARN is read part by part, its resource with its own colons", () => {
  expect(arnParts("arn:aws-cn:logs:cn-north-1:111122223333:log-group:/a:*")).toEqual({
    partition: "aws-cn",
    service: "logs",
    region: "cn-north-1",
    account: "111122223333",
    resource: "log-group:/a:*",
  });
  expect(arnParts("arn:aws:s3:::bucket/*")).toMatchObject({ region: "", account: "", resource: "bucket/*" });
  expect(arnParts("*")).toMatchObject({ service: "", resource: "" });
});

const ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf";

test.each([
  [ARN, undefined],
  [`${ARN}:password`, "password"],
  [`${ARN}:password::`, "password"],
  [`${ARN}::AWSPREVIOUS:`, undefined],
])("%s asks for the key %s of the secret", (valueFrom, jsonKey) => {
  expect(secretReference(valueFrom)).toEqual({ arn: ARN, jsonKey });
});
