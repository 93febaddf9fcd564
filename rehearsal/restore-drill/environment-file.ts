import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What an operator writes into the environment's file during a restore. */
export interface RestoreSettings {
  /** @default as the environment has it */
  readonly protectData?: false;
  /** Snapshot that the database is made of. @default as the environment has it */
  readonly snapshot?: string;
}

/** A copy of an environment that a restore may change, so that nobody's file is touched. */
export class DrillEnvironment {
  /** An environment's name is that of its file. */
  readonly file: string;
  private readonly shipped: string;

  constructor(projectDirectory: string, directory: string, name: string) {
    this.shipped = join(projectDirectory, "environments", `${name}.ts`);
    this.file = join(directory, "environments", `${name}.ts`);
  }

  write({ protectData, snapshot }: RestoreSettings): void {
    mkdirSync(join(this.file, ".."), { recursive: true });
    const changes = [
      ...(protectData === false ? ["protectData: false"] : []),
      ...(snapshot === undefined
        ? []
        : [`database: { ...environment.database, snapshotIdentifier: ${JSON.stringify(snapshot)} }`]),
    ];
    writeFileSync(
      this.file,
      `import shipped from ${JSON.stringify(this.shipped)};

const environment = (shipped as { default?: typeof shipped }).default ?? shipped;
export default { ${["...environment", ...changes].join(", ")} };
`,
    );
  }
}
