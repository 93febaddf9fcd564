import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Moto } from "../../../rehearsal/state-backend/moto";
import { RealProvider } from "./real-provider";

const ACCOUNT = "111122223333";

/** The real hashicorp/aws, whose calls all go to a moto of its own. */
export class AwsOnMoto {
  private constructor(
    readonly provider: RealProvider,
    private readonly moto: Moto,
    private readonly logs: string,
  ) {}

  static async start(mirror: string): Promise<AwsOnMoto> {
    const logs = mkdtempSync(join(tmpdir(), "moto-"));
    const moto = await Moto.start({
      projectDirectory: process.cwd(),
      logFile: join(logs, "moto.log"),
      accountId: ACCOUNT,
    });
    try {
      return new AwsOnMoto(await RealProvider.start(mirror, moto.endpoint), moto, logs);
    } catch (error) {
      moto.stop();
      throw error;
    }
  }

  stop(): void {
    this.provider.stop();
    this.moto.stop();
    rmSync(this.logs, { recursive: true });
  }
}
