import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure, Interrupted } from "../../cli/outcome";
import { type JsonObject, objectOf, printJson } from "../json";
import { LONGEST_STATE_BYTES, terraformProgram } from "../program";

/** One state in S3, read and written by Terraform itself, with its locks and without a provider. */
export class RemoteState {
  private constructor(private readonly directory: string) {}

  /** @throws {Failure} with what Terraform said; {Interrupted} after Ctrl-C */
  static open(backend: JsonObject): RemoteState {
    const state = new RemoteState(mkdtempSync(join(tmpdir(), "own-state-")));
    try {
      writeFileSync(join(state.directory, "main.tf.json"), printJson({ terraform: { backend: { s3: backend } } }));
      state.terraform("init", "-input=false", "-no-color");
      return state;
    } catch (error) {
      state.close();
      throw error;
    }
  }

  /** Its text; undefined where there is none. */
  read(): string | undefined {
    const text = this.terraform("state", "pull", "-no-color").trim();
    // Where there is none, Terraform answers with an empty one of no origin.
    return text === "" || objectOf(JSON.parse(text)).lineage === "" ? undefined : text;
  }

  /** Terraform refuses a state that is older than what is there, or of another origin. */
  write(file: string): void {
    this.terraform("state", "push", "-no-color", file);
  }

  close(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  private terraform(...args: readonly string[]): string {
    const program = terraformProgram();
    const { status, signal, stdout, stderr, error } = spawnSync(program, args, {
      cwd: this.directory,
      encoding: "utf8",
      maxBuffer: LONGEST_STATE_BYTES,
    });
    if (signal !== null) throw new Interrupted();
    if (error !== undefined) throw new Failure(`${program} does not run: ${error.message}`);
    if (status !== 0) throw new Failure(`${program} ${args[0]} ${args[1] ?? ""}: ${stderr.trim()}`);
    return stdout;
  }
}
