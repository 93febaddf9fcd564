import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DataResource } from "cdktf";
import { expect, test } from "vitest";
import { environmentWith, resources, synthApp } from "../support/synth-app";

const directory = resolve(__dirname, "../../image");

test("the Dockerfile with a secret differs in the line that needs it", () => {
  const [plain, secret] = ["Dockerfile", "Dockerfile.secret"].map((name) =>
    readFileSync(join(directory, name), "utf8").split("\n"),
  );
  expect(secret?.length).toBe(plain?.length);
  expect(secret?.filter((line, place) => line !== plain?.[place])).toEqual([
    "RUN --mount=type=secret,id=composer_auth,required=true sh /packages/install-packages",
  ]);
});

test.each([
  [false, "image/Dockerfile", ""],
  [true, "image/Dockerfile.secret", "composer_auth=COMPOSER_AUTH"],
])("with composerAuth %s the build uses %s", async (composerAuth, dockerfile, secrets) => {
  const { image } = await synthApp(environmentWith({ image: { composerAuth } }));
  const [push] = resources(image, DataResource);
  expect(push?.provisioner).toMatchObject([
    {},
    { "local-exec": { environment: { DOCKERFILE: dockerfile, SECRETS: secrets } } },
  ]);
});
