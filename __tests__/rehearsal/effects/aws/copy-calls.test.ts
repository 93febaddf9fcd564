import { expect, test, vi } from "vitest";
import { type Copier, CopyCalls } from "../../../../rehearsal/effects/aws/copy-calls";
import { Inventory } from "../../../../rehearsal/provider-double/inventory";

const ROLE = "arn:aws:iam::1:role/site-backup";

function account(copier: Partial<Copier> = {}) {
  const inventory = new Inventory();
  inventory.put("aws_db_instance", { id: "i", identifier: "site-db" });
  inventory.put("aws_rds_cluster", { id: "c", cluster_identifier: "site-db" });
  inventory.put("aws_efs_file_system", { id: "fs-1", arn: "arn:fs", tags: { Name: "site-files" } });
  inventory.put("aws_backup_vault", { id: "v", name: "site-backup" });
  inventory.put("aws_iam_role", { id: "r", arn: ROLE });
  const copied: string[] = [];
  const calls = new CopyCalls(() => inventory, {
    database: async (...words) => void copied.push(words.join(" of ")),
    files: async (backup) => void copied.push(backup),
    ...copier,
  });
  const rds = (input: Record<string, string>) =>
    calls.answer("rds", { method: "POST", path: "/", headers: {}, body: new URLSearchParams(input).toString() });
  const rest = (service: string, method: string, path: string, body = {}) =>
    calls.answer(service, { method, path, headers: {}, body: JSON.stringify(body) });
  return { rds, rest, copied };
}

test.each([
  ["DBSnapshot", "DBInstance"],
  ["DBClusterSnapshot", "DBCluster"],
])("a %s of a database that is there is made once, and can be looked at", async (kind, source) => {
  const { rds, copied } = account();
  const create = (database: string) =>
    rds({ Action: `Create${kind}`, [`${source}Identifier`]: database, [`${kind}Identifier`]: "s" });
  expect(() => create("other-db")).toThrow(`${source} other-db not found.`);
  expect(create("site-db")?.body).toMatch(
    new RegExp(`<${kind}Identifier>s</${kind}Identifier>.*<Status>creating</Status>`),
  );
  expect(() => create("site-db")).toThrow(expect.objectContaining({ code: `${kind}AlreadyExists` }));
  const status = () => rds({ Action: `Describe${kind}s`, [`${kind}Identifier`]: "s" })?.body;
  await vi.waitFor(() => expect(status()).toContain("<Status>available</Status>"));
  expect(copied).toEqual(["s of site-db"]);
  expect(() => rds({ Action: `Describe${kind}s`, [`${kind}Identifier`]: "t" })).toThrow("not found");
});

test("a backup of a file system needs its vault and its role", async () => {
  const { rest, copied } = account();
  const [found] = JSON.parse(rest("elasticfilesystem", "GET", "/2015-02-01/file-systems")?.body ?? "").FileSystems;
  expect(found).toEqual({ FileSystemId: "fs-1", FileSystemArn: "arn:fs", Name: "site-files" });
  const input = { BackupVaultName: "site-backup", ResourceArn: found.FileSystemArn, IamRoleArn: ROLE };
  const { BackupJobId: job } = JSON.parse(rest("backup", "PUT", "/backup-jobs", input)?.body ?? "");
  const state = () => JSON.parse(rest("backup", "GET", `/backup-jobs/${job}`)?.body ?? "").State;
  await vi.waitFor(() => expect(state()).toBe("COMPLETED"));
  expect(copied).toEqual([job]);
  expect(() => rest("backup", "GET", "/backup-jobs/other")).toThrow("does not exist");
  for (const field of Object.keys(input))
    expect(() => rest("backup", "PUT", "/backup-jobs", { ...input, [field]: "other" })).toThrow("other");
});

test("a copy that cannot be made has failed", async () => {
  const { rds } = account({ database: () => Promise.reject(new Error("the disk is full")) });
  rds({ Action: "CreateDBSnapshot", DBInstanceIdentifier: "site-db", DBSnapshotIdentifier: "s" });
  const status = () => rds({ Action: "DescribeDBSnapshots", DBSnapshotIdentifier: "s" })?.body;
  await vi.waitFor(() => expect(status()).toContain("<Status>failed</Status>"));
});

test("nothing else of RDS is here", () => {
  expect(account().rds({ Action: "DeleteDBInstance" })).toBeUndefined();
});
