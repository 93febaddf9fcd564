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

  /** Calls an action of EC2, as somebody at AWS's console would. @throws when it is refused */
  async ec2(action: Readonly<Record<string, string>>): Promise<void> {
    const scope = "test/20260101/eu-west-1/ec2/aws4_request";
    const answer = await fetch(this.moto.endpoint, {
      method: "POST",
      headers: { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0` },
      body: new URLSearchParams({ ...action, Version: "2016-11-15" }),
    });
    if (!answer.ok) throw new Error(await answer.text());
  }

  stop(): void {
    this.provider.stop();
    this.moto.stop();
    rmSync(this.logs, { recursive: true });
  }
}
