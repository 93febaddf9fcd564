import { expect, test } from "vitest";
import { Rights } from "../../../constructs/iam/grantee";

const read = (Resource: string) => ({ Sid: "ReadSecrets", Action: "secretsmanager:GetSecretValue", Resource });

test("the same right to several things is one statement that names each once", () => {
  const rights = new Rights();
  rights.allow(read("arn:secret-1"), read("arn:secret-2"));
  rights.allow(read("arn:secret-1"));
  expect(rights.statements).toEqual([{ ...read(""), Resource: ["arn:secret-1", "arn:secret-2"] }]);
});

test("a Sid that stands for two rights is refused", () => {
  const rights = new Rights();
  rights.allow(read("arn:secret-1"));
  expect(() => rights.allow({ ...read("arn:secret-1"), Action: "kms:Decrypt" })).toThrow(
    "a Sid must stand for one right, got ReadSecrets for",
  );
});
