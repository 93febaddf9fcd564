import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Image as DockerImage } from "@cdktf/provider-docker/lib/image";
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
  [false, "image/Dockerfile", undefined],
  [true, "image/Dockerfile.secret", [{ id: "composer_auth", env: "COMPOSER_AUTH" }]],
])("with composerAuth %s the build uses %s", async (composerAuth, dockerfile, secrets) => {
  const { image } = await synthApp(environmentWith({ image: { composerAuth } }));
  const [build] = resources(image, DockerImage).map((one) => one.build as Record<string, unknown>);
  expect({ dockerfile: build?.dockerfile, secrets: build?.secrets }).toEqual({ dockerfile, secrets });
});
