import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../../cli/outcome";

/** A package of Python that the data come from: pinned, so that the same command writes the same files. */
interface Source {
  readonly name: string;
  readonly version: string;
  /** When it was released. */
  readonly date: string;
}

const BOTOCORE: Source = { name: "botocore", version: "1.44.8", date: "2026-11-20" };
const CFN_LINT: Source = { name: "cfn-lint", version: "1.58.0", date: "2026-10-20" };
const PROVIDER: Source = { name: "hashicorp/aws", version: "5.100.0", date: "2025-06-18" };
const MOTO: Source = { name: "moto", version: "5.2.5", date: "2026-10-27" };

/** Of the provider whose checks are asked. */
export const PROVIDER_VERSION = PROVIDER.version;

/** Where a kept file says that it comes from. */
export interface Origin {
  readonly source: string;
  readonly date: string;
}

const origin = ({ name, version, date }: Source, what: string): Origin => ({
  source: `${name} ${version}, ${what}`,
  date,
});

/** The downloaded packages, and what is said of each in the files made from it. */
export class Sources {
  constructor(private readonly directory: string) {}

  /** Downloads the packages, without those they need. @throws {Failure} when pip cannot */
  static download(python: string, directory: string): Sources {
    const wanted = [BOTOCORE, CFN_LINT, MOTO].map(({ name, version }) => `${name}==${version}`);
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-compile"];
    if (!existsSync(python)) throw new Failure(`${python} is not there; ./setup.sh makes it`);
    try {
      execFileSync(python, [...pip, "--target", directory, ...wanted], { stdio: ["ignore", "ignore", "pipe"] });
    } catch (error) {
      const said = (error as { stderr?: Buffer }).stderr?.toString().trim() ?? "";
      throw new Failure(`pip could not download ${wanted.join(", ")}: ${said}`);
    }
    return new Sources(directory);
  }

  get botocore(): string {
    return join(this.directory, "botocore");
  }

  /** A file of botocore's data, as JSON. */
  botocoreData(file: string): unknown {
    return JSON.parse(readFileSync(join(this.botocore, "data", file), "utf8"));
  }

  /** A CloudFormation schema of cfn-lint, as JSON. */
  cloudFormation(file: string): unknown {
    return JSON.parse(readFileSync(join(this.directory, "cfnlint/data/schemas/extensions", file), "utf8"));
  }

  /** CloudFormation's schemas of resources, by type such as `AWS::RDS::DBInstance`. */
  get schemas(): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
    const folder = join(this.directory, "cfnlint/data/schemas/resources");
    const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
    const schemas = files.map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")));
    return new Map(schemas.map((schema) => [String(schema.typeName), schema]));
  }

  /** Availability Zones by region, from the Python source of cfn-lint. */
  get zones(): Readonly<Record<string, readonly string[]>> {
    const source = readFileSync(join(this.directory, "cfnlint/helpers.py"), "utf8");
    const table = /^AVAILABILITY_ZONES = \{$([\s\S]*?)^\}$/m.exec(source)?.[1] ?? "";
    const rows = [...table.matchAll(/"([\w-]+)": \[([^\]]*)\]/g)];
    return Object.fromEntries(
      rows.map(([, region = "", zones = ""]) => [
        region,
        [...zones.matchAll(/"([\w-]+)"/g)].map(([, zone = ""]) => zone),
      ]),
    );
  }

  /** Python source of the policies that AWS manages; they name the services that roles may be passed to. */
  get managedPolicies(): string {
    return readFileSync(join(this.directory, "moto/iam/aws_managed_policies.py"), "utf8");
  }

  readonly origins = {
    validators: origin(PROVIDER, "its answers to wrong values"),
    replacements: origin(PROVIDER, "its plans of changes"),
    models: origin(
      BOTOCORE,
      "service-2.json of each service; what those do not limit, from the schemas of cfn-lint 1.58.0",
    ),
    regions: origin(BOTOCORE, "partitions.json and endpoints.json; Availability Zones from cfn-lint 1.58.0"),
    instanceTypes: origin(BOTOCORE, "InstanceType of EC2's service-2.json"),
    databases: origin(CFN_LINT, "engine_version, dbinstanceclass_enum and db_instance_class of its schemas"),
    caches: origin(CFN_LINT, "cachenodetype_enum and engine_version of its schemas"),
    managedPolicies: origin(MOTO, "its copy of the policies that AWS manages"),
    principals: origin(BOTOCORE, "endpoint prefixes and signing names; managed policies from moto 5.2.5"),
  };
}
