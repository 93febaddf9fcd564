import { randomUUID } from "node:crypto";
import type { Inventory } from "../../provider-double/inventory";
import { isObject } from "../../provider-double/value";
import { type AwsAnswer, type AwsRequest, json, Refused, xml } from "./answers";

/** Of RDS's answers and errors. */
export const RDS_NAMESPACE = "http://rds.amazonaws.com/doc/2014-10-31/";

/** A snapshot's words in the query API, by whether it is a cluster's. */
const KINDS = {
  DBSnapshot: { source: "DBInstance", type: "aws_db_instance" },
  DBClusterSnapshot: { source: "DBCluster", type: "aws_rds_cluster" },
} as const;
type Kind = keyof typeof KINDS;

/** Makes copies on this machine. */
export interface Copier {
  /** @param database identifier of an instance or of a cluster */
  readonly database: (snapshot: string, database: string) => Promise<void>;
  readonly files: (backup: string) => Promise<void>;
}

/** A copy, from its begin on. */
interface Copy {
  readonly of: string;
  state: "made" | "there" | "failed";
}

const SNAPSHOT_STATUS = { made: "creating", there: "available", failed: "failed" } as const;
const JOB_STATE = { made: "RUNNING", there: "COMPLETED", failed: "FAILED" } as const;

/** Copies of databases and files: RDS's snapshots, AWS Backup's jobs on EFS. What they copy must be there. */
export class CopyCalls {
  /** By the names of snapshots and the ids of jobs. */
  private readonly copies = new Map<string, Copy>();

  constructor(
    private readonly inventory: () => Inventory,
    private readonly copier: Copier,
  ) {}

  /** @returns undefined for what is no call of these @throws {Refused} */
  answer(service: string, { method, path, body }: AwsRequest): AwsAnswer | undefined {
    if (service === "rds") return this.rds(new URLSearchParams(body));
    if (service === "elasticfilesystem" && method === "GET" && path.startsWith("/2015-02-01/file-systems"))
      return this.fileSystems();
    if (service !== "backup") return undefined;
    const [, job] = /^\/backup-jobs\/([^/?]+)$/.exec(path) ?? [];
    if (method === "PUT" && path === "/backup-jobs") return this.startBackup(JSON.parse(body));
    return method === "GET" && job !== undefined ? this.backup(job) : undefined;
  }

  private rds(input: URLSearchParams): AwsAnswer | undefined {
    const [, verb, kind] = /^(Create|Describe)(DB(?:Cluster)?Snapshot)s?$/.exec(input.get("Action") ?? "") ?? [];
    if (kind !== "DBSnapshot" && kind !== "DBClusterSnapshot") return undefined;
    return verb === "Create" ? this.createSnapshot(kind, input) : this.describeSnapshots(kind, input);
  }

  private createSnapshot(kind: Kind, input: URLSearchParams): AwsAnswer {
    const { source, type } = KINDS[kind];
    const database = input.get(`${source}Identifier`) ?? "";
    const name = input.get(`${kind}Identifier`) ?? "";
    const attribute = kind === "DBSnapshot" ? "identifier" : "cluster_identifier";
    if (this.inventory().find(type, attribute, database) === undefined)
      throw new Refused(
        kind === "DBSnapshot" ? "DBInstanceNotFound" : "DBClusterNotFoundFault",
        404,
        `${source} ${database} not found.`,
      );
    if (this.copies.has(name))
      throw new Refused(`${kind}AlreadyExists`, 400, `Cannot create the snapshot because ${name} already exists.`);
    const copy = this.begin(name, database, this.copier.database(name, database));
    return result(`Create${kind}`, snapshot(kind, name, copy));
  }

  private describeSnapshots(kind: Kind, input: URLSearchParams): AwsAnswer {
    const name = input.get(`${kind}Identifier`) ?? "";
    const copy = this.copies.get(name);
    if (copy === undefined) throw new Refused(`${kind}NotFound`, 404, `${kind} ${name} not found.`);
    return result(`Describe${kind}s`, `<${kind}s>${snapshot(kind, name, copy)}</${kind}s>`);
  }

  private fileSystems(): AwsAnswer {
    const all = this.inventory().all("aws_efs_file_system");
    return json(200, {
      FileSystems: all.map(({ id, arn, tags }) => ({
        FileSystemId: id,
        FileSystemArn: arn,
        Name: isObject(tags) ? tags.Name : undefined,
      })),
    });
  }

  private startBackup(input: { BackupVaultName: string; ResourceArn: string; IamRoleArn: string }): AwsAnswer {
    const inventory = this.inventory();
    const there = (type: string, attribute: string, value: string) =>
      inventory.find(type, attribute, value) !== undefined;
    if (!there("aws_backup_vault", "name", input.BackupVaultName))
      throw new Refused("ResourceNotFoundException", 400, `Backup vault ${input.BackupVaultName} does not exist`);
    if (!there("aws_iam_role", "arn", input.IamRoleArn))
      throw new Refused("InvalidParameterValueException", 400, `IAM Role ${input.IamRoleArn} cannot be assumed`);
    if (!there("aws_efs_file_system", "arn", input.ResourceArn))
      throw new Refused("InvalidParameterValueException", 400, `Resource ${input.ResourceArn} does not exist`);
    const id = randomUUID();
    this.begin(id, input.ResourceArn, this.copier.files(id));
    return json(200, { BackupJobId: id });
  }

  private backup(id: string): AwsAnswer {
    const copy = this.copies.get(id);
    if (copy === undefined) throw new Refused("ResourceNotFoundException", 400, `Backup job ${id} does not exist`);
    return json(200, { BackupJobId: id, State: JOB_STATE[copy.state] });
  }

  private begin(name: string, of: string, making: Promise<void>): Copy {
    const copy: Copy = { of, state: "made" };
    this.copies.set(name, copy);
    making.then(
      () => {
        copy.state = "there";
      },
      () => {
        copy.state = "failed";
      },
    );
    return copy;
  }
}

function snapshot(kind: Kind, name: string, { of, state }: Copy): string {
  const { source } = KINDS[kind];
  return `<${kind}><${kind}Identifier>${name}</${kind}Identifier><${source}Identifier>${of}</${source}Identifier><Status>${SNAPSHOT_STATUS[state]}</Status></${kind}>`;
}

const result = (operation: string, inner: string): AwsAnswer =>
  xml(
    200,
    `<${operation}Response xmlns="${RDS_NAMESPACE}"><${operation}Result>${inner}</${operation}Result><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${operation}Response>`,
  );
