import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Doubles } from "../../../rehearsal/provider-double/doubles";
import { ImageStore } from "../../../rehearsal/provider-double/image-store";
import { World } from "../../../rehearsal/world";

test("a double answers under its address in Terraform's registry and in OpenTofu's", async () => {
  const socketDirectory = mkdtempSync(join(tmpdir(), "doubles-"));
  const { inventory, secrets } = new World();
  const projectDirectory = join(__dirname, "../../..");
  const images = new ImageStore(join(socketDirectory, "images"));
  const doubles = new Doubles({ projectDirectory, socketDirectory, inventory, secrets, images });
  try {
    const required_providers = { docker: { source: "kreuzwerker/docker", version: "3.6.2" } };
    await doubles.serve([{ terraform: { required_providers }, provider: { docker: [{}] } }]);
    const reattach = JSON.parse(doubles.environment.TF_REATTACH_PROVIDERS ?? "");
    expect(Object.keys(reattach)).toEqual([
      "registry.terraform.io/kreuzwerker/docker",
      "registry.opentofu.org/kreuzwerker/docker",
    ]);
    expect(reattach["registry.opentofu.org/kreuzwerker/docker"]).toEqual(
      reattach["registry.terraform.io/kreuzwerker/docker"],
    );
  } finally {
    await doubles.close();
    rmSync(socketDirectory, { recursive: true });
  }
});
