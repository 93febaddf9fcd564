import { expect, test } from "vitest";
import { storeStack } from "../../../terraform/own-state/store-stack";

const s3 = { bucket: "site-state", region: "eu-west-1", key: "site-network.tfstate" };
const network = { name: "site-network", directory: "/n", json: { terraform: { backend: { s3 } } } };
const store = (backend: object) => ({
  name: "site-state",
  directory: "/s",
  json: { terraform: { backend }, resource: { aws_s3_bucket: { Store: { bucket: "site-state" } } } },
});

test("is the stack that makes the bucket of the others, and would keep its state there under its name", () => {
  const found = storeStack([network, store({ local: {} })]);
  expect(found).toMatchObject({ stack: { name: "site-state" }, keeps: "file" });
  expect(found.backend).toEqual({ ...s3, key: "site-state.tfstate" });
});

test("says where the app has the state now", () => {
  expect(storeStack([network, store({ s3: { ...s3, key: "site-state.tfstate" } })]).keeps).toBe("bucket");
});

test("fails where no stack makes the bucket", () => {
  expect(() => storeStack([network])).toThrow("no stack of the app makes the bucket");
});
