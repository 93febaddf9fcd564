import { expect, test } from "vitest";
import { ecrLogin } from "../../../../rehearsal/provider-double/aws/ecr";

test("logs in to ECR as the user AWS for twelve hours", () => {
  const login = ecrLogin("1", "eu-west-1", new Date(0));
  expect(login).toMatchObject({ user_name: "AWS", expires_at: "1970-01-01T12:00:00.000Z" });
  expect(login.proxy_endpoint).toBe("https://1.dkr.ecr.eu-west-1.amazonaws.com");
  expect(Buffer.from(String(login.authorization_token), "base64").toString()).toBe(`AWS:${login.password}`);
});
