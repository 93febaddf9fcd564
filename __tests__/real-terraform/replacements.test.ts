import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { replacementsOf as kept } from "../../aws/api/replacements";
import { replacementsOf as asked } from "../../setup/aws-data/replacements";
import { ProviderClient } from "../../setup/aws-provider/client";
import { awsProviderVersions, findProviderMirror } from "../../setup/aws-provider/mirror";
import { ProviderProcess } from "../../setup/aws-provider/process";

const mirror = findProviderMirror();

describe.skipIf(mirror === undefined)("hashicorp/aws", () => {
  let directory: string;
  let provider: ProviderProcess;
  let client: ProviderClient;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "replacements-"));
    provider = await ProviderProcess.start(directory, mirror, awsProviderVersions(mirror ?? "").at(-1) ?? "", {});
    client = new ProviderClient(provider.address);
    await client.configure({
      ...{ region: "eu-west-1", access_key: "none", secret_key: "none" },
      ...{ skip_credentials_validation: true, skip_requesting_account_id: true, skip_metadata_api_check: "true" },
    });
  });
  afterAll(() => {
    client?.close();
    provider?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  test.each(["aws_db_instance", "aws_secretsmanager_secret_version", "aws_efs_replication_configuration"])(
    "replaces a %s for what is kept of it, and for nothing else",
    async (type) => {
      const { block } = (await client.resourceTypes())[type] ?? {};
      if (block === undefined) throw new Error(`the provider has no ${type}`);
      expect(kept(type)).not.toEqual([]);
      expect(await asked(client, type, block, () => true)).toEqual(kept(type));
    },
  );
});
