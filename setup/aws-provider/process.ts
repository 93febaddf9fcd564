import { type ChildProcess, execFile, spawn } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { writeCliConfig } from "./mirror";

const run = promisify(execFile);
const START_SECONDS = 60;

/**
 * One running hashicorp/aws that every Terraform command attaches to, by the provider's own debug mode. Terraform would otherwise start
 * the provider for each command, which takes longer than most commands.
 */
export class ProviderProcess {
  private constructor(
    private readonly child: ChildProcess,
    /** Value of TF_REATTACH_PROVIDERS. */
    readonly reattach: string,
  ) {}

  /**
   * @param mirror directory that holds the provider; without one Terraform downloads it
   * @param environment what the provider's AWS client reads: credentials, endpoint.
   */
  static async start(
    directory: string,
    mirror: string | undefined,
    version: string,
    environment: Record<string, string>,
  ): Promise<ProviderProcess> {
    const program = await installed(directory, mirror, version);
    const child = spawn(program, ["-debug"], {
      env: { PATH: process.env.PATH, HOME: directory, TMPDIR: directory, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    try {
      return new ProviderProcess(child, await announced(child));
    } catch (error) {
      child.kill("SIGKILL");
      throw error;
    }
  }

  /** Where the provider listens, as gRPC names it. */
  get address(): string {
    const [announcement] = Object.values(JSON.parse(this.reattach) as Record<string, { Addr: { String: string } }>);
    return `unix:${announcement?.Addr.String}`;
  }

  stop(): void {
    this.child.kill("SIGKILL");
  }
}

/** Lets Terraform unpack the provider, since a mirror may hold it packed. */
async function installed(directory: string, mirror: string | undefined, version: string): Promise<string> {
  const configuration = { terraform: { required_providers: { aws: { source: "hashicorp/aws", version } } } };
  writeFileSync(join(directory, "provider.tf.json"), JSON.stringify(configuration));
  const cli = mirror === undefined ? {} : { TF_CLI_CONFIG_FILE: writeCliConfig(directory, mirror) };
  const env = { PATH: process.env.PATH, HOME: directory, ...cli };
  await run("terraform", ["init", "-input=false"], { cwd: directory, env });
  const versionDirectory = join(directory, ".terraform/providers/registry.terraform.io/hashicorp/aws", version);
  const [platform = ""] = readdirSync(versionDirectory);
  const [program = ""] = readdirSync(join(versionDirectory, platform)).filter((file) =>
    file.startsWith("terraform-provider-aws"),
  );
  return join(versionDirectory, platform, program);
}

function announced(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const timer = setTimeout(
      () => reject(new Error(`the provider said nothing for ${START_SECONDS} seconds:\n${text}`)),
      START_SECONDS * 1000,
    );
    const read = (chunk: Buffer) => {
      text += chunk;
      const [, reattach] = /TF_REATTACH_PROVIDERS='(.+)'/.exec(text) ?? [];
      if (reattach === undefined) return;
      clearTimeout(timer);
      resolve(reattach);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", (code) => reject(new Error(`the provider ended with ${code}:\n${text}`)));
  });
}
